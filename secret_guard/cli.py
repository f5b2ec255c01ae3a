"""The command line: the only place that prints or exits. Stages are imported when needed."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from secret_guard import __version__
from secret_guard.errors import ModelError, SecretGuardError, SourceError

if TYPE_CHECKING:
    from secret_guard.config import Config
    from secret_guard.report import RenderOptions, RuleText
    from secret_guard.types import Candidate, Item, Look, Report
    from secret_guard.verdicts import Judge

    Items = Iterator[Item]
    JudgeMaker = Callable[[Config], Judge]

CLEAN, FINDINGS, USAGE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130
STDIN = "-"

EPILOG = "Exit codes: 0 no secrets, 1 secrets found, 2 wrong usage or configuration, 3 scan failed."


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(__version__, prog_name="secret-guard", message="%(prog)s %(version)s")
def main() -> None:
    """Find secrets before they are committed: rules propose, a small offline model judges."""


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that `scan` and `hook` share."""
    options = [
        click.option("--show-safe", is_flag=True, help="Show what was judged SAFE too, and why."),
        click.option("--strict", is_flag=True, help="Count test and sample credentials as ALERT."),
        click.option(
            "--config",
            "config_file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Read this configuration and look for no other.",
        ),
        click.option(
            "--no-cache", is_flag=True, help="Neither use nor keep what earlier runs found."
        ),
        click.option("-q", "--quiet", is_flag=True, help="Only findings and the last line."),
        click.option("-v", "--verbose", is_flag=True, help="Fingerprints and every skipped path."),
        click.option("--no-color", is_flag=True, help="No colours (as with NO_COLOR set)."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True))
@click.option("--staged", is_flag=True, help="Scan what `git commit` would commit now.")
@click.option("--stdin-filename", metavar="NAME", help="The name of the text read from '-'.")
@click.option(
    "--diff",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Scan the added lines of a unified diff ('-' for standard input).",
)
@click.option("--from-ref", metavar="REF", help="Scan what was added since this commit ...")
@click.option("--to-ref", metavar="REF", help="... up to this one (HEAD if not given).")
@click.option(
    "--history", is_flag=True, help="Scan what each commit added: of all refs, or of that range."
)
@click.option("--no-ignore", is_flag=True, help="Scan files that .gitignore leaves out, too.")
@click.option("--include", multiple=True, metavar="GLOB", help="Scan only such paths (repeatable).")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave such paths out (repeatable).")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "sarif"]),
    help="How the report is written (text).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the report to a file; its last line still comes to the terminal.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read files (one for each core, but one for a small scan).",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@output_options
@click.pass_obj
def scan(obj: JudgeMaker | None, /, **given: Any) -> None:
    """Scan files and folders (this one, if none is named), or '-' for standard input.

    With --staged, --diff, --from-ref or --history only added lines are scanned.
    """
    with exit_codes():
        check_usage(given)
        start = config_start([Path(path) for path in given["paths"]])
        config = configured(given, start)
        source, items = chosen_source(given, config, start)
        finish(obj, config, given, source, items, from_root(given, start), given["output"])


@main.command("hook", epilog=EPILOG)
@output_options
@click.pass_obj
def hook(obj: JudgeMaker | None, /, **given: Any) -> None:
    """Scan what a git hook or pre-commit is about.

    That is the staged changes, or the commits of PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF, or,
    when nothing is staged, all tracked files.
    """
    with exit_codes():
        from secret_guard.sources.hook import hook_source

        repo = repository()
        config = configured(given, repo)
        source, items = hook_source(repo, os.environ, max_bytes=config.max_file_size)
        finish(obj, config, given, source, items, is_hook=True)


@main.command("install")
@click.option("--uninstall", "take_out", is_flag=True, help="Take the hook out again.")
def install_command(take_out: bool) -> None:
    """Put the hook into this git repository (beside one that is there already)."""
    with exit_codes():
        from secret_guard.install import install, uninstall

        emit((uninstall if take_out else install)(repository()) + "\n")
        if not take_out:  # or the first commit would compile all regular expressions
            from secret_guard.candidates import keep_prepared

            keep_prepared()


@main.command()
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text")
def rules(output_format: str) -> None:
    """List the rules: their ids and what they find."""
    with exit_codes():
        known = rule_texts()
        if output_format == "json":
            import json

            emit(json.dumps([{"id": r.id, "message": r.message} for r in known], indent=2) + "\n")
        else:
            width = max(len(rule.id) for rule in known)
            emit("".join(f"{rule.id:<{width}}  {rule.message}\n" for rule in known))


# --- what is asked for ---------------------------------------------------------------------------


def check_usage(given: Mapping[str, Any]) -> None:
    """Raise UsageError for options that do not go together."""
    stdin = STDIN in given["paths"]
    ranged = given["from_ref"] is not None or given["to_ref"] is not None
    named = {"PATHS": given["paths"], "--staged": given["staged"], "--diff": given["diff"]}
    commits = "--history" if given["history"] else "--from-ref"
    sources = [name for name, value in named.items() if value]
    sources += [commits] * (ranged or given["history"])
    if len(sources) > 1:
        raise click.UsageError(f"{' and '.join(sources)} cannot be combined: choose one source.")
    if given["to_ref"] is not None and given["from_ref"] is None:
        raise click.UsageError("--to-ref needs --from-ref.")
    if stdin and len(given["paths"]) > 1:
        raise click.UsageError("'-' (standard input) cannot be combined with other paths.")
    if given["stdin_filename"] is not None and not stdin:
        raise click.UsageError("--stdin-filename needs '-' as the path.")
    output: Path | None = given["output"]
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"--output: the folder {output.parent} does not exist.")


def config_start(paths: Sequence[Path]) -> Path:
    """The folder whose configuration counts: this one, unless the paths lie in another repository
    or outside of it."""
    from secret_guard.config import root_of

    here = Path.cwd()
    places = [str(path.resolve()) for path in paths if str(path) != STDIN]
    if not places:
        return here
    common = Path(os.path.commonpath(places))
    common = common if common.is_dir() else common.parent
    root = root_of(common)
    below = common.is_relative_to(here) and not (root / ".git").exists()
    return here if below or root == root_of(here) else common


def configured(given: Mapping[str, Any], start: Path) -> Config:
    """The configuration file and the options on top of it."""
    from secret_guard.config import load_config

    overrides = {
        "include": given.get("include"),
        "exclude": given.get("exclude"),
        "strict": given["strict"] or None,
        "show_safe": given["show_safe"] or None,
        "format": given.get("output_format"),
        "cache": False if given["no_cache"] else None,
    }
    rule_ids = [rule.id for rule in rule_texts()]
    return load_config(start, overrides, file=given["config_file"], rule_ids=rule_ids)


def chosen_source(given: Mapping[str, Any], config: Config, start: Path) -> tuple[str, Items]:
    """What is scanned, in words and as a stream."""
    if given["staged"]:
        from secret_guard.sources.staged import staged

        return "staged changes", staged(repository(), config.max_file_size)
    if given["history"]:
        from secret_guard.sources.history import history

        first, last = given["from_ref"], given["to_ref"] or "HEAD"
        words = "the history of all refs" if first is None else f"the commits of {first}..{last}"
        return words, history(repository(), first, last, config.max_file_size)
    if given["from_ref"] is not None:
        from secret_guard.sources.refs import ref_range

        first, last = given["from_ref"], given["to_ref"] or "HEAD"
        items = ref_range(repository(), first, last, config.max_file_size)
        return f"range {first}..{last}", items
    if given["diff"] is not None:
        from secret_guard.sources.diff_file import diff_file

        if given["diff"] == STDIN:
            return "diff on standard input", diff_file(standard_input())
        return f"diff {given['diff']}", diff_file(Path(given["diff"]))
    if STDIN in given["paths"]:
        from secret_guard.sources.stdin import text_stream

        name = given["stdin_filename"] or "<stdin>"
        return "standard input", text_stream(standard_input(), name)
    return folders(given, config, start)


def standard_input() -> BinaryIO:
    """The bytes of standard input. Raises SourceError where there is none."""
    if sys.stdin is None:
        raise SourceError("standard input is closed")
    return sys.stdin.buffer


def folders(given: Mapping[str, Any], config: Config, start: Path) -> tuple[str, Items]:
    """The files below the paths that were given, or below this folder."""
    from secret_guard.config import root_of
    from secret_guard.sources.tree import files

    paths = given["paths"] or (".",)
    # Patterns count from the root. The pipeline sees to them; here they only save the look into
    # folders that are left out, and only where paths are shown as they are seen from the root.
    at_root = Path.cwd() == root_of(start)
    items = files(
        [Path(path) for path in paths],
        ignore=not given["no_ignore"],
        exclude=config.exclude if at_root else (),
        max_bytes=config.max_file_size,
    )
    if len(paths) > 1:
        return f"{len(paths)} paths", items
    return "this folder" if paths == (".",) else paths[0], items


def from_root(given: Mapping[str, Any], start: Path) -> Callable[[str], str]:
    """How a path that is shown reads from the root of the repository.

    Git's paths do already. Those of files are shown from this folder, but patterns and
    fingerprints must not depend on where somebody stands.
    """
    from secret_guard.config import root_of

    of_git = given["staged"] or given["diff"] or given["from_ref"] or given["history"]
    if not given["paths"] and of_git:
        return str
    return partial(seen_from, root_of(start), Path.cwd())


def seen_from(root: Path, here: Path, path: str) -> str:
    """`path`, shown from `here`, as seen from `root` if it lies below that."""
    whole, below = os.path.normpath(os.path.join(here, path)), os.path.join(root, "")  # noqa: PTH118
    if whole.startswith(below):  # of each file of a tree: pathlib takes five times as long
        return whole.removeprefix(below).replace(os.sep, "/")
    try:
        return Path(whole).relative_to(root).as_posix()
    except ValueError:
        return path


def repository() -> Path:
    """The root of the git repository that this folder is in."""
    from secret_guard.sources.git import repository_root

    return repository_root(Path.cwd())


def rule_texts() -> tuple[RuleText, ...]:
    """All rules, those of the generic detectors too."""
    from secret_guard.catalog import all_rules
    from secret_guard.report.options import RuleText

    return tuple(RuleText(rule_id, message) for rule_id, message in all_rules().items())


# --- the run, its report and its exit code -------------------------------------------------------


def bundled_judge(config: Config) -> Judge:
    """The bundled models, with the verdicts of earlier runs. ModelError: they cannot be used."""
    try:
        from secret_guard.cache import cache_folder
        from secret_guard.cascade import Cascade
    except ImportError as error:
        raise ModelError(f"the judge cannot be loaded: {error}") from None
    cache = cache_folder() if config.cache else None
    return Cascade(config.strict, config.threshold, cache=cache)


def first_look(candidate: Candidate) -> Look | None:
    """What the bundled first judge says of a candidate, in whatever process that was found."""
    from secret_guard import cascade

    return cascade.first_look(candidate)


def finish(
    make_judge: JudgeMaker | None,
    config: Config,
    given: Mapping[str, Any],
    source: str,
    items: Items,
    identify: Callable[[str], str] = str,
    output: Path | None = None,
    is_hook: bool = False,
) -> None:
    """Scan, report, and exit with the code that says how it went."""
    from secret_guard import pipeline
    from secret_guard.workers import MAX_WORKERS, cores

    known = rule_texts()
    with progress(given["quiet"]) as told:
        report = pipeline.run(
            items,
            lambda: (make_judge or bundled_judge)(config),
            config,
            source=source,
            jobs=given.get("jobs") or min(cores(), MAX_WORKERS),
            rule_ids=frozenset(rule.id for rule in known),
            identify=identify,
            first_look=None if make_judge else first_look,
            fingerprints=given["verbose"] or config.format != "text",
            list_safe=config.show_safe,
            progress=told,
        )
    options = render_options(config, given, known, is_hook)
    publish(report, options, config.format, output)
    sys.exit(FINDINGS if report.findings and not given.get("exit_zero") else CLEAN)


def render_options(
    config: Config, given: Mapping[str, Any], known: tuple[RuleText, ...], is_hook: bool
) -> RenderOptions:
    """What the renderers need to know of this run."""
    from secret_guard.report import RenderOptions

    return RenderOptions(
        version=__version__,
        show_safe=config.show_safe,
        color=not given["no_color"],
        verbose=given["verbose"],
        quiet=given["quiet"],
        hook=is_hook,
        notes=config.weakened(),
        rules=known,
    )


def publish(
    report: Report, options: RenderOptions, output_format: str, output: Path | None
) -> None:
    """Write the report. Where it does not end in the summary for a person, stderr gets that."""
    from dataclasses import replace

    from secret_guard.report import RENDERERS, summary

    to_terminal = output is None and output_format == "text"
    color = options.color and has_colors(sys.stdout if to_terminal else sys.stderr)
    render = RENDERERS[output_format]
    document = render(report, replace(options, color=color and to_terminal))
    if output is None:
        emit(document)
    else:
        write_atomically(output, document)
    if not to_terminal:
        click.echo(summary(report, replace(options, color=color)), err=True)


def has_colors(stream: Any) -> bool:
    """Whether a stream shows colours: a terminal that is not "dumb", without NO_COLOR."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and is_terminal(stream)


def is_terminal(stream: Any) -> bool:
    """Whether a stream is a terminal; one that is closed is None (a git without a console)."""
    return stream is not None and bool(stream.isatty())


def emit(text: str) -> None:
    """Print to stdout; a reader that went away (`| head`) does not change the exit code."""
    if sys.stdout is None:
        raise SecretGuardError("the report cannot be written: standard output is closed")
    try:
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        click.echo(text, nl=False, color=True)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):
            raise SecretGuardError(f"the report cannot be written: {error.strerror}") from None
        # The interpreter flushes stdout once more at its end: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_atomically(path: Path, text: str) -> None:
    """Write a whole file or none. Raises SecretGuardError naming it."""
    import tempfile  # here, as few reports go to a file

    try:
        if path.exists() and not path.is_file():  # /dev/stdout, a pipe: cannot be replaced
            path.write_text(text, encoding="utf-8")
            return
        target = path.resolve()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            Path(temporary).chmod(0o666 & ~current_umask())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SecretGuardError(f"{path}: cannot be written: {error.strerror}") from None


def current_umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A line on the terminal that says how far a long scan is, and is gone at the end."""
    if quiet or not is_terminal(sys.stderr):
        yield None
        return

    def told(files: int, candidates: int) -> None:
        click.echo(f"\r{files:,} files, {candidates:,} candidates", err=True, nl=False)

    try:
        yield told
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


@contextlib.contextmanager
def exit_codes() -> Iterator[None]:
    """Turn every way to fail into one line on stderr and an exit code.

    An error that nobody foresaw is told by type and place only: its message could hold text of a
    scanned file.
    """
    try:
        yield
    except SecretGuardError as error:
        fail(f"error: {error}", error.exit_code)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except KeyboardInterrupt:
        fail("interrupted: no verdict", INTERRUPTED)
    except Exception as error:
        where = extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        fail(f"internal error: {type(error).__name__} at {place}; please report it", FAILED)


def fail(text: str, code: int) -> None:
    """One line on stderr, then the end."""
    from secret_guard.report.options import printable

    click.echo(printable(text.replace("\n", " ")), err=True)
    sys.exit(code)
