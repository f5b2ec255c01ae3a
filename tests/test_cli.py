"""The command line: options, output, exit codes, and that no raw value ever gets out."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from secret_guard import __version__, cli
from secret_guard.catalog import GENERIC, all_rules
from secret_guard.config import FORMATS, Config
from secret_guard.errors import ModelError, SourceError
from secret_guard.types import Candidate, Reason
from tests.fakes import FakeJudge, by_value, made

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "{{strong_password#1}}"
LAST_LINE = re.compile(
    r"(ALERT: \d+ findings? in \d+ files?|SAFE: .+) "
    r"\(\d+ candidates? judged, \d+ files?, \d+\.\d s(; .+)?\)"
)


@pytest.fixture
def here(git_config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder outside of any repository, without colours or git settings."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def git(*args: str) -> str:
    done = subprocess.run(["git", *args], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repo(here: Path) -> Path:
    git("init", "-q", "-b", "main")
    return here


def put(path: Path, text: str, seed: int = 1) -> str:
    """Write a file with its slots filled; give its text back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    filled = made(text, seed)
    path.write_text(filled, encoding="utf-8")
    return filled


def run(
    *args: str,
    decide: Callable[[Candidate], Reason] = by_value,
    stdin: str | bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Result:
    """Call the command line in this process with a fake judge."""

    def make(config: Config) -> FakeJudge:
        return FakeJudge(decide, strict=config.strict)

    return CliRunner().invoke(cli.main, args, obj=make, input=stdin, env=env)


def last(text: str) -> str:
    return text.splitlines()[-1]


# --- exit codes and the last line ---


def test_clean(here: Path) -> None:
    put(here / "a.py", "print('hello')\n")
    done = run("scan")
    assert done.exit_code == 0
    assert done.stdout.startswith("SAFE: no secrets in this folder (0 candidates judged, 1 file, ")
    assert LAST_LINE.fullmatch(last(done.stdout)) and done.stderr == ""


def test_findings(here: Path) -> None:
    text = put(here / "a.py", f'db_password = "{PASSWORD}"\n')
    done = run("scan", ".")
    assert done.exit_code == 1
    first, final = done.stdout.splitlines()
    assert first.startswith("a.py:1:16: ALERT generic-password hardcoded credential: ")
    assert final.startswith("ALERT: 1 finding in 1 file (1 candidate judged, 1 file, ")
    assert made(PASSWORD) in text and made(PASSWORD) not in done.output


def test_exit_zero(here: Path) -> None:
    put(here / "a.py", f'db_password = "{PASSWORD}"\n')
    done = run("scan", "--exit-zero")
    assert done.exit_code == 0 and last(done.stdout).startswith("ALERT: 1 finding")


def test_an_empty_folder_is_said_aloud(here: Path) -> None:
    done = run("scan")
    assert done.exit_code == 0
    assert done.stdout.startswith("SAFE: nothing to scan in this folder (")


def test_show_safe(here: Path) -> None:
    put(here / "a.py", 'password = os.environ["DB_PASSWORD"]\n')
    assert "environment" not in run("scan").stdout
    done = run("scan", "--show-safe")
    assert done.exit_code == 0
    assert ": SAFE " in done.stdout
    assert "reads from the environment or a secret manager" in done.stdout
    for asked in ([], ["--show-safe"]):  # listed or not, they are counted
        document = json.loads(run("scan", "--format", "json", *asked).stdout)
        assert (document["counts"]["safe"], len(document.get("safe", []))) == (1, len(asked))


def test_strict_counts_test_credentials(here: Path) -> None:
    put(here / "tests" / "a.py", f'password = "{PASSWORD}"\n')
    assert run("scan").exit_code == 0
    done = run("scan", "--strict")
    assert done.exit_code == 1 and "test or sample credential" in done.stdout


def test_quiet_and_verbose(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"  # secret-guard: allow[no-such]\n')
    (here / "b.bin").write_bytes(b"\0\1\2")
    assert run("scan").stdout.startswith("a.py:1:13: ALERT")
    assert "warning: a.py:1" in run("scan").stdout
    quiet = run("scan", "-q").stdout
    assert "warning" not in quiet and len(quiet.splitlines()) == 2
    assert "skipped 1: 1 binary" in last(quiet)
    verbose = run("scan", "-v").stdout
    assert "skipped b.bin: binary" in verbose
    assert re.search(r"fingerprint [0-9a-f]{32}\n", verbose)


def test_no_candidate_no_model(here: Path) -> None:
    """Without a candidate the model is not even looked for."""
    put(here / "a.py", "print('hello')\n")

    def make(config: Config) -> FakeJudge:
        raise AssertionError("a judge was made")

    assert CliRunner().invoke(cli.main, ["scan"], obj=make).exit_code == 0


# --- usage ---


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--staged", "."], "PATHS and --staged cannot be combined"),
        (["--staged", "--from-ref", "A"], "--staged and --from-ref cannot be combined"),
        (["--diff", "-", "--staged"], "--staged and --diff cannot be combined"),
        (["--to-ref", "B"], "--to-ref needs --from-ref"),
        (["--history", "--to-ref", "B"], "--to-ref needs --from-ref"),
        (["--history", "."], "PATHS and --history cannot be combined"),
        (["--history", "--staged"], "--staged and --history cannot be combined"),
        (["-", "."], "cannot be combined with other paths"),
        (["--stdin-filename", "a.py"], "--stdin-filename needs '-'"),
        (["missing.py"], "'missing.py' does not exist"),
        (["--diff", "missing.diff"], "'missing.diff' does not exist"),
        (["--config", "missing.toml"], "'missing.toml' does not exist"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--output", "no/such/report.json"], "the folder no/such does not exist"),
        (["--frmat", "json"], "No such option"),
    ],
)
def test_wrong_usage(here: Path, args: list[str], told: str) -> None:
    done = run("scan", *args)
    assert done.exit_code == 2
    assert told in done.stderr and done.stdout == ""


def test_a_broken_configuration_is_wrong_usage(here: Path) -> None:
    put(here / ".secret-guard.toml", "exclud = ['x']\n")
    done = run("scan")
    assert done.exit_code == 2
    assert done.stderr.startswith("error: ") and "did you mean 'exclude'?" in done.stderr
    assert done.stderr.count("\n") == 1 and done.stdout == ""


def test_outside_a_repository_git_sources_fail(here: Path) -> None:
    for args in (["scan", "--staged"], ["scan", "--from-ref", "HEAD"], ["hook"], ["install"]):
        done = run(*args)
        assert done.exit_code == 3, args
        assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1


def test_an_unknown_ref_fails_and_names_it(repo: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "one")
    done = run("scan", "--from-ref", "nowhere", "--to-ref", "HEAD")
    assert done.exit_code == 3 and "nowhere" in done.stderr


def test_help_and_version() -> None:
    assert run("--version").stdout == f"secret-guard {__version__}\n"
    assert run("-h").exit_code == 0
    for command in cli.main.commands:
        done = run(command, "--help")
        assert done.exit_code == 0 and done.stdout.startswith("Usage: ")


def test_the_formats_are_those_that_can_be_configured() -> None:
    (option,) = (p for p in cli.scan.params if p.name == "output_format")
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == FORMATS


# --- sources ---


def test_standard_input(here: Path) -> None:
    text = made(f'password = "{PASSWORD}"\n')
    done = run("scan", "-", "--stdin-filename", "src/conf.py", stdin=text)
    assert done.exit_code == 1 and done.stdout.startswith("src/conf.py:1:13: ALERT")
    done = run("scan", "-", stdin="nothing\n")
    assert done.stdout.startswith("SAFE: no secrets in standard input (")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("call", "code", "shown"),
    [
        ("scan - <&-", 3, "standard input is closed"),
        ("scan --diff - <&-", 3, "standard input is closed"),
        ("scan a.py >&-", 3, "standard output is closed"),
        ("scan a.py 2>&-", 0, "SAFE: no secrets"),
    ],
)
def test_closed_streams(here: Path, call: str, code: int, shown: str) -> None:
    put(here / "a.py", "x = 1\n")
    command = ["sh", "-c", f'exec "$0" -m secret_guard {call}', sys.executable]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code and shown in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("args", "committed"),
    [
        (["scan", "--staged"], False),
        (["hook"], False),
        (["hook"], True),
        (["scan", "--from-ref", "0" * 40], True),
    ],
)
def test_the_size_limit_of_the_configuration_counts_in_git(
    repo: Path, args: list[str], committed: bool
) -> None:
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    put(repo / ".secret-guard.toml", "max-file-size = 20\n")
    git("add", "a.py")
    if committed:
        git("commit", "-q", "-m", "x")
    assert "1 larger than 20 bytes" in run(*args).output


def test_staged_only(repo: Path) -> None:
    put(repo / "a.py", "x = 1\n")
    git("add", "a.py")
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    done = run("scan", "--staged")
    assert done.exit_code == 0 and "no secrets in staged changes" in done.stdout
    git("add", "a.py")
    assert run("scan", "--staged").exit_code == 1


def test_a_range(repo: Path) -> None:
    put(repo / "old.py", f'password = "{PASSWORD}"\n', seed=1)
    git("add", ".")
    git("commit", "-q", "-m", "one")
    put(repo / "new.py", f'password = "{PASSWORD}"\n', seed=2)
    git("add", ".")
    git("commit", "-q", "-m", "two")
    done = run("scan", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert done.exit_code == 1
    assert "new.py:1" in done.stdout and "old.py" not in done.stdout
    assert run("scan", "--from-ref", "HEAD~1").exit_code == 1
    clean = run("scan", "--from-ref", "HEAD", "--to-ref", "HEAD")
    assert clean.stdout.startswith("SAFE: nothing to scan in range HEAD..HEAD (")


def test_a_history(repo: Path) -> None:
    commits = []
    secret = f'password = "{PASSWORD}"\n'
    for text in ("x = 1\n", f"{secret}x = 1\n", "x = 1\n", f"x = 1\n{secret}", "x = 2\n"):
        put(repo / "a.py", text)
        git("add", ".")
        git("commit", "-q", "-m", "change")
        commits.append(git("rev-parse", "HEAD"))
    assert run("scan").exit_code == 0
    done = run("scan", "--history", "--verbose")
    assert done.exit_code == 1
    first, summary = done.stdout.splitlines()
    assert first.startswith(f"{commits[1][:12]}:a.py:1:13: ALERT generic-password")
    assert summary.startswith(
        "ALERT: 1 finding in 1 file (2 candidates judged, 1 file of 4 commits"
    )
    report = json.loads(run("scan", "--history", "--format", "json").stdout)
    assert report["counts"]["commits"] == 4
    assert [one["commit"] for one in report["findings"]] == [commits[1]]
    later = run("scan", "--history", "--from-ref", "HEAD~2")
    assert later.stdout.startswith(f"{commits[3][:12]}:a.py:2:13: ALERT")
    clean = run("scan", "--history", "--from-ref", "HEAD~1")
    assert clean.stdout.startswith("SAFE: no secrets in the commits of HEAD~1..HEAD (")
    put(repo / ".secret-guard.toml", f'allow = ["{first.split()[-1]}"]\n')
    assert "1 allowed" in run("scan", "--history").stdout


def test_a_diff(repo: Path) -> None:
    put(repo / "a.py", "x = 1\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    put(repo / "a.py", f'x = 1\npassword = "{PASSWORD}"\n')
    diff = git("diff") + "\n"
    (repo / "change.diff").write_text(diff, encoding="utf-8")
    for done in (run("scan", "--diff", "change.diff"), run("scan", "--diff", "-", stdin=diff)):
        assert done.exit_code == 1 and done.stdout.startswith("a.py:2:13: ALERT")


def test_ignored_files(repo: Path) -> None:
    put(repo / ".gitignore", "local.py\n")
    put(repo / "local.py", f'password = "{PASSWORD}"\n')
    assert run("scan").exit_code == 0
    assert run("scan", "--no-ignore").exit_code == 1


def test_include_and_exclude(here: Path) -> None:
    put(here / "src" / "a.py", f'password = "{PASSWORD}"\n')
    put(here / "vendor" / "b.py", f'password = "{PASSWORD}"\n')
    assert "vendor" not in run("scan", "--exclude", "vendor/").stdout
    assert "src" not in run("scan", "--include", "vendor/**").stdout
    done = run("scan", "--include", "*.py", "--exclude", "vendor", "--exclude", "src")
    assert done.exit_code == 0 and "excluded" in last(done.stdout)


def test_exclude_counts_for_every_source(repo: Path) -> None:
    put(repo / ".secret-guard.toml", "exclude = ['vendor/']\n")
    text = put(repo / "vendor" / "b.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    done = run("scan", "--staged")
    assert done.exit_code == 0 and "skipped 1: 1 excluded" in done.stdout
    assert run("hook").exit_code == 0
    assert run("scan", "-", "--stdin-filename", "vendor/x.py", stdin=text).exit_code == 0
    assert run("scan", "vendor/b.py").exit_code == 0


def test_patterns_and_fingerprints_do_not_depend_on_the_folder(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repo / "src" / "a.py", f'password = "{PASSWORD}"\n')
    put(repo / "src" / "gen" / "b.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    put(repo / ".secret-guard.toml", "exclude = ['src/gen/']\n")
    marks = set()
    for folder, args in (
        (repo, ["."]),
        (repo / "src", ["."]),
        (repo / "src", ["--staged"]),
        (repo / "src" / "gen", [".."]),
        (repo.parent, [str(repo)]),
    ):
        monkeypatch.chdir(folder)
        done = run("scan", "--format", "json", *args)
        found = json.loads(done.stdout)["findings"]
        assert len(found) == 1, (folder, args)
        marks.add(found[0]["fingerprint"])
    assert len(marks) == 1


def test_configuration_of_another_repository(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(repo / ".secret-guard.toml", "exclude = ['a.py']\n")
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    monkeypatch.chdir(repo.parent)
    assert run("scan", str(repo)).exit_code == 0
    assert run("scan", "work").exit_code == 0


# --- the hook ---


def test_the_hook_stops_a_secret_and_says_what_to_do(repo: Path) -> None:
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    done = run("hook")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("a.py:1:13: ALERT generic-password")
    assert lines[-2].startswith("help: ") and "staged changes" in lines[-2]
    assert "secret-guard: allow[generic-password]" in lines[-2]
    assert lines[-1].startswith("ALERT: 1 finding in 1 file (")


def test_the_hook_scans_a_range(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("commit", "-q", "--allow-empty", "-m", "one")
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    git("commit", "-q", "-m", "two")
    env = {"PRE_COMMIT_FROM_REF": "HEAD~1", "PRE_COMMIT_TO_REF": "HEAD"}
    done = run("hook", env=env)
    assert done.exit_code == 1 and "range HEAD~1..HEAD" in done.stdout


def test_the_hook_reads_everything_when_run_by_hand(repo: Path) -> None:
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    git("commit", "-q", "-m", "one")
    done = run("hook", env={"PRE_COMMIT": "1"})
    assert done.exit_code == 1 and "all tracked files" in done.stdout


def test_the_advised_comment_works(repo: Path) -> None:
    put(repo / "a.py", f'password = "{PASSWORD}"  # secret-guard: allow[generic-password]\n')
    git("add", ".")
    done = run("hook")
    assert done.exit_code == 0 and "; 1 allowed)" in last(done.stdout)


def test_the_advised_fingerprint_works(repo: Path) -> None:
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    mark = re.search(r"fingerprint (\w+)", run("hook", "-v").stdout)
    assert mark
    put(repo / ".secret-guard.toml", f"allow = ['{mark[1]}']\n")
    assert run("hook").exit_code == 0
    put(repo / "a.py", f'# moved\npassword = "{PASSWORD}"\n')
    assert run("scan", "a.py").exit_code == 0
    put(repo / "a.py", f'password = "{PASSWORD}"\n', seed=2)
    assert run("scan", "a.py").exit_code == 1


def test_disabled_rules_are_told(repo: Path) -> None:
    put(repo / "pyproject.toml", "[tool.secret-guard]\ndisable = ['generic-password']\n")
    put(repo / "a.py", f'password = "{PASSWORD}"\n')
    git("add", ".")
    done = run("hook", "--quiet")
    assert done.exit_code == 0
    assert last(done.stdout).endswith("; 1 rule disabled by pyproject.toml)")


# --- output ---


def test_json_on_standard_output_is_json_alone(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"\n')
    done = run("scan", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["verdict"] == "ALERT"
    assert LAST_LINE.fullmatch(done.stderr.strip())


def test_sarif_on_standard_output_is_sarif_alone(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"\n')
    done = run("scan", "--format", "sarif")
    (sarif,) = json.loads(done.stdout)["runs"]
    assert len(sarif["results"]) == 1
    assert {rule["id"] for rule in sarif["tool"]["driver"]["rules"]} == set(all_rules())
    assert done.stderr.startswith("ALERT: ")


def test_the_format_may_come_from_the_configuration(here: Path) -> None:
    put(here / ".secret-guard.toml", "format = 'json'\nshow-safe = true\n")
    assert "safe" in json.loads(run("scan").stdout)
    assert run("scan", "--format", "text").stdout.startswith("SAFE: ")


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_in_a_file(here: Path, name: str) -> None:
    put(here / "src" / "a.py", f'password = "{PASSWORD}"\n')
    (here / "report").write_text("PREVIOUS", encoding="utf-8")
    done = run("scan", "src", "--format", name, "--output", "report")
    assert done.exit_code == 1 and done.stdout == ""
    assert done.stderr.startswith("ALERT: 1 finding")
    assert "PREVIOUS" not in (here / "report").read_text(encoding="utf-8")
    assert sorted(path.name for path in here.iterdir()) == ["report", "src"]
    assert (here / "report").stat().st_mode & 0o444 == 0o444


def test_a_failed_run_writes_no_report(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"\n')

    def broken(config: Config) -> FakeJudge:
        raise ModelError("model.gguf is altered")

    args = ["scan", "--format", "sarif", "--output", "report.sarif"]
    done = CliRunner().invoke(cli.main, args, obj=broken)
    assert done.exit_code == 3 and not (here / "report.sarif").exists()
    assert done.stderr == "error: model.gguf is altered\n"
    assert "SAFE" not in done.output


def test_a_report_that_cannot_be_written_fails(here: Path) -> None:
    (here / "taken").mkdir()
    assert run("scan", "--output", "taken").exit_code == 2
    done = run("scan", "--output", "x" * 300)
    assert done.exit_code == 3 and "cannot be written" in done.stderr


def test_colours_only_on_a_terminal(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"\n')
    assert "\x1b" not in run("scan").output


class Terminal:
    """A stream that says that it is a terminal, or not."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer

    def isatty(self) -> bool:
        return self.answer


def test_who_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert cli.has_colors(Terminal(True)) and not cli.has_colors(Terminal(False))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not cli.has_colors(Terminal(True))
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not cli.has_colors(Terminal(True))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets any bytes be a file name")
@pytest.mark.parametrize("name", FORMATS)
def test_any_file_name_can_be_reported(here: Path, name: str) -> None:
    for raw in (b"bad\xff.py", b"line\nbreak.py", b"\x1b[2J.py", "日本 x.py".encode()):
        put(here / os.fsdecode(raw), f'password = "{PASSWORD}"\n')
    done = run("scan", "--format", name)
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    assert last(done.output).startswith("ALERT: 4 findings in 4 files (")


# --- rules ---


def test_rules_are_listed() -> None:
    done = run("rules")
    assert done.exit_code == 0
    listed = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert listed == list(all_rules())
    loaded = json.loads(run("rules", "--format", "json").stdout)
    assert {rule["id"]: rule["message"] for rule in loaded} == all_rules()


def test_the_catalogue_names_every_generic_id() -> None:
    """The engine's ids are string constants: any that is not in the catalogue is found here."""
    package = ROOT / "secret_guard"
    files = [package / f"{name}.py" for name in ("names", "decode", "literals", "candidates")]
    files += (package / "generic").glob("*.py")
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    used = set(re.findall(r'"(generic-[a-z-]+|[a-z-]+-string)"', source))
    assert used == set(GENERIC)


def test_rule_ids_are_fit_for_comments_and_reports() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule_id) for rule_id in all_rules())


# --- no raw value gets out ---

PLANTED = {
    "a.py": 'db_password = "{{strong_password#1}}"\n',
    "b.py": 'token = "{{github_pat#2}}"\n',
    "c.yaml": "password: {{human_password#3|b64}}\n",
    "d.py": 'api_key = "{{hex:40#4|head}}" + "{{hex:40#4|tail}}"\n',
    "e.pem": (
        "{{dashes}}BEGIN RSA PRIVATE KEY{{dashes}}\n{{pem_body:8#5}}\n"
        "{{dashes}}END RSA PRIVATE KEY{{dashes}}\n"
    ),
    "f.sh": "# curl -u admin:{{strong_password#6}} https://example.com\n",
    "g.py": 'secret_key = "{{strong_password#7|unicode}}"\n',
    "h.env": "DATABASE_URL=postgres://app:{{strong_password#8}}@db/app\n",
    "i.py": 'password = bytes.fromhex("{{strong_password#9|hex}}")\n',
    "j.py": 'password = "{{strong_password#10}}"  # secret-guard: allow[{{github_pat#11}}]\n',
}
RAW = [
    "{{strong_password#1}}", "{{github_pat#2}}", "{{human_password#3}}",
    "{{human_password#3|b64}}", "{{hex:40#4}}", "{{hex:40#4|head}}", "{{hex:40#4|tail}}",
    "{{strong_password#6}}", "{{strong_password#7}}", "{{strong_password#7|unicode}}",
    "{{strong_password#8}}", "{{strong_password#9}}", "{{strong_password#9|hex}}",
    "{{strong_password#10}}", "{{github_pat#11}}",
]  # fmt: skip


def plant(here: Path) -> list[str]:
    """Write all of PLANTED with values of this run, and give the raw values back.

    Filled together, so that a number stands for one value over all files.
    """
    mark = "\x00"
    parts = [*PLANTED.values(), *RAW, "{{pem_body:8#5}}"]
    filled = made(mark.join(parts), seed=77).split(mark)
    for name, text in zip(PLANTED, filled, strict=False):
        (here / name).write_text(text, encoding="utf-8")
    *raw, pem = filled[len(PLANTED) :]
    return raw + pem.splitlines()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("extra", [(), ("--show-safe", "--verbose")])
@pytest.mark.parametrize("reason", [Reason.HARDCODED, Reason.NOT_A_CREDENTIAL])
def test_no_raw_value_in_a_report(
    here: Path, name: str, extra: tuple[str, ...], reason: Reason
) -> None:
    raw = plant(here)
    done = run("scan", "--format", name, *extra, "-o", "report", decide=lambda _: reason)
    assert done.exit_code == (1 if reason is Reason.HARDCODED else 0)
    text = (here / "report").read_text(encoding="utf-8") + done.output
    if reason is Reason.HARDCODED:
        for file in PLANTED:
            assert file in text, "not found at all"
    assert [value for value in raw if value in text] == []


@pytest.mark.parametrize(
    "error", [RuntimeError, ModelError, SourceError, UnicodeDecodeError, MemoryError]
)
def test_no_raw_value_in_an_error(here: Path, error: type[Exception]) -> None:
    raw = plant(here)

    def explode(candidate: Candidate) -> Reason:
        if error is UnicodeDecodeError:
            raise UnicodeDecodeError("utf-8", candidate.secret.encode(), 0, 1, "bad byte")
        if issubclass(error, (ModelError, SourceError)):
            raise error(f"failed on {candidate!r}")
        raise error(f"failed on {candidate.secret} in {candidate.line_text}")

    done = run("scan", decide=explode)
    assert done.exit_code == 3
    assert done.stdout == "" and done.stderr.count("\n") == 1
    assert done.stderr.startswith(("error: ", "internal error: "))
    assert [value for value in raw if value in done.output] == []


def test_an_internal_error_says_where(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"\n')

    def explode(candidate: Candidate) -> Reason:
        raise ZeroDivisionError(candidate.secret)

    done = run("scan", decide=explode)
    assert re.fullmatch(
        r"internal error: ZeroDivisionError at test_cli\.py:\d+; please report it\n", done.stderr
    )


def test_interrupted(here: Path) -> None:
    put(here / "a.py", f'password = "{PASSWORD}"\n')

    def interrupt(candidate: Candidate) -> Reason:
        raise KeyboardInterrupt

    done = run("scan", decide=interrupt)
    assert done.exit_code == 130 and done.stderr == "interrupted: no verdict\n"


# --- as a process of its own ---

FAKED = """
import sys
from secret_guard.cli import main
from tests.fakes import FakeJudge
main(obj=lambda config: FakeJudge(), prog_name="secret-guard")
"""


def process(*args: str, faked: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    command = ["-c", FAKED] if faked else ["-m", "secret_guard"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": ""}
    return subprocess.run(
        [sys.executable, *command, *args], env=env, capture_output=True, text=True, **options
    )


def test_exit_codes_of_the_process(here: Path) -> None:
    put(here / "clean.py", "x = 1\n")
    put(here / "found.py", f'password = "{PASSWORD}"\n')
    assert process("scan", "clean.py").returncode == 0
    done = process("scan", "found.py", faked=True)
    assert done.returncode == 1 and done.stderr == ""
    assert process("scan", "missing.py").returncode == 2
    assert process("scan", "--staged").returncode == 3


def test_nothing_slow_is_imported_without_a_candidate(here: Path) -> None:
    put(here / "clean.py", "x = 1\n")
    code = (
        "import sys; from secret_guard.cli import main\n"
        "try: main(['scan'])\n"
        "finally: print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("SAFE")
    assert not {"llama_cpp", "numpy", "git", "torch", "training"} & set(done.stderr.split())


def test_a_reader_that_goes_away_is_no_error(here: Path) -> None:
    put(here / "found.py", f'password = "{PASSWORD}"\n' * 3000)
    command = [sys.executable, "-c", FAKED, "scan"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout and running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupted_process(here: Path) -> None:
    code = FAKED.replace("FakeJudge()", "__import__('os').kill(__import__('os').getpid(), 2)")
    put(here / "found.py", f'password = "{PASSWORD}"\n')
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, "scan"],
        env=env,
        capture_output=True,
        text=True,
        # A job in the background of a shell inherits an ignored SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr == "interrupted: no verdict\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_knows_few_characters(here: Path, encoding: str) -> None:
    put(here / "日本.py", f'password = "{PASSWORD}"\n')
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    for name in FORMATS:
        done = subprocess.run(
            [sys.executable, "-c", FAKED, "scan", "--format", name], env=env, capture_output=True
        )
        assert done.returncode == 1, done.stderr
        assert b".py" in done.stdout


# --- the documentation ---


def commands(page: str) -> Iterator[list[str]]:
    """The `secret-guard ...` calls in a page of docs/, as words."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for match in re.finditer(r"secret-guard ((?:scan|hook|install|rules)\b[^`\n]*)", text):
        yield match[1].split()


@pytest.mark.parametrize("page", ["ci.md", "configuration.md", "json-report.md"])
def test_documented_options_exist(page: str) -> None:
    calls = list(commands(page))
    assert calls
    for name, *words in calls:
        known = {opt for param in cli.main.commands[name].params for opt in param.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_documented_keys_are_those_of_the_configuration() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    from secret_guard.config import CHECKS, spelled

    assert documented == {spelled(name) for name in CHECKS}
