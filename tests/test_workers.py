"""Work in other processes: the same report, whatever happens to them."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from traceback import extract_tb
from typing import Any

import pytest
from click.testing import CliRunner

from secret_guard import cli, pipeline, workers
from secret_guard.catalog import all_rules
from secret_guard.config import Config
from secret_guard.errors import ModelError, SourceError
from secret_guard.sources.staged import index_files
from secret_guard.sources.tree import files
from secret_guard.types import Candidate, Item, Look, Report, Verdict
from secret_guard.workers import processes
from tests import unread
from tests.conftest import GitRepo
from tests.fakes import FakeJudge, made, no_judge
from tests.unread import Deadly, Forbidden, Text

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")


# How processes can be started here, of what the program uses.
STARTS = [one for one in ("fork", "spawn") if one in multiprocessing.get_all_start_methods()]


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes for the smallest scan, and small chunks for each."""
    monkeypatch.setattr(workers, "START", 1)
    monkeypatch.setattr(processes, "CHUNK", 3_000)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise AssertionError("processes were started")

    monkeypatch.setattr(processes, "spread", refused)


def one(_: object) -> int:
    return 1


class Remembering(FakeJudge):
    """A judge that remembers what was said of candidates before they came to it."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[Look | None] = []

    def judge(self, candidates: Sequence[Candidate]) -> list[Verdict]:
        self.looks += [candidate.first_look for candidate in candidates]
        return super().judge(candidates)


def run(items: Iterator[Item], jobs: int, config: Config | None = None, **given: Any) -> Report:
    report = pipeline.run(
        items,
        given.get("judge", FakeJudge),
        config or Config(),
        source="a test",
        jobs=jobs,
        rule_ids=frozenset(all_rules()),
    )
    return replace(report, seconds=0)


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all that can become of a file."""
    folder = tmp_path / "mixed"
    for number in range(20):
        path = folder / f"src/{number:02}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"x{line} = {line}" for line in range(number)]
        if number % 6 == 1:
            lines.append(made('db_password = "{{strong_password}}"', number))
        if number % 6 == 2:
            lines.append('password = os.environ["DB_PASSWORD"]')
        path.write_text("\n".join(lines))
    named = made('password = "{{strong_password}}"')
    (folder / "src/allowed.py").write_text(f"{named}  # secret-guard: allow\n")
    (folder / "src/warned.py").write_text(f"{named}  # secret-guard: allow[generic-passwort]\n")
    (folder / "a.png").write_bytes(b"\0\1")
    (folder / "big.txt").write_text("x" * 2_000)
    (folder / "empty.txt").write_text("")
    (folder / "vendor").mkdir()
    (folder / "vendor/a.py").write_text(named)
    (folder / "src/09_generated.py").write_text(named)
    monkeypatch.chdir(folder)
    return folder


# --- the same report -----------------------------------------------------------------------------


@pytest.mark.parametrize("start", STARTS)
def test_files_in_processes_give_the_same_report(
    eager: None, mixed: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setattr(processes, "_context", lambda: multiprocessing.get_context(start))
    config = Config(exclude=("vendor/", "*_generated.py"), disable=("jwt",))

    def report(jobs: int) -> Report:
        paths = files([Path("src"), Path()], ignore=False, max_bytes=1_500)
        return run(paths, jobs, config)

    serial = report(1)
    assert len(serial.findings) == 5 and len(serial.allowed) == 1
    assert len(serial.safe) == 3 and len(serial.warnings) == 1
    assert [(one.path, one.reason) for one in serial.skipped] == [
        ("src/09_generated.py", "excluded"),
        ("a.png", "binary"),
        ("big.txt", "larger than 1500 bytes"),
        ("vendor/a.py", "excluded"),
    ]
    assert report(2) == serial
    assert report(3) == serial


def test_texts_in_processes_give_the_same_report(eager: None, repo: GitRepo) -> None:
    for number in range(9):
        repo.add(f"{number}.py", made('password = "{{strong_password}}"\n', number % 3) * number)
    repo.add("x.bin", b"\0")
    serial = run(index_files(repo.root), 1)
    assert serial.findings and serial.skipped
    assert run(index_files(repo.root), 2) == serial


def test_the_command_starts_processes_for_much_to_read(eager: None, mixed: Path) -> None:
    def scan(*jobs: str) -> str:
        args = ["scan", "--no-ignore", "-v", "--show-safe", "--exit-zero", *jobs]
        done = CliRunner().invoke(cli.main, args, obj=lambda config: FakeJudge())
        assert done.exit_code == 0, done.output
        return done.stdout.rpartition("(")[0]  # without the time

    assert scan("--jobs", "1") == scan("-j2")


# --- when there are processes --------------------------------------------------------------------


def test_nothing_starts_for_a_small_scan(no_process: None, mixed: Path) -> None:
    items = files([Path("src")], ignore=False)
    assert run(items, 8).findings
    short = workers.in_order(str, [1, 2], lambda _: workers.START // 2 - 1, 2)
    assert list(short) == [(1, "1"), (2, "2")]


def test_nothing_starts_for_one_job(eager: None, no_process: None) -> None:
    assert list(workers.in_order(str, [1, 2], one, 1)) == [(1, "1"), (2, "2")]


def test_a_small_scan_does_not_even_import_what_starts_processes(mixed: Path) -> None:
    code = (
        "import sys; from secret_guard import cli\n"
        "try: cli.main(['scan', 'empty.txt', '-j8'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {'multiprocessing', 'socket'} & set(sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


def test_the_work_is_done_elsewhere_from_a_limit_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(workers.in_order(unread.process_of, [1, 2], one, 2)) as here:
        assert {process for _, process in here} == {os.getpid()}
    monkeypatch.setattr(workers, "START", 2)
    with closing(workers.in_order(unread.process_of, [1, 2], one, 2)) as there:
        assert os.getpid() not in {process for _, process in there}


@pytest.mark.parametrize("start", STARTS)
def test_the_first_look_is_done_where_a_candidate_is_found(
    eager: None, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setattr(processes, "_context", lambda: multiprocessing.get_context(start))
    items = [unread.Text("a.py", made('password = "{{strong_password}}"'))]

    def looks(jobs: int, cache: bool = False) -> list[Look | None]:
        judge = Remembering()
        report = pipeline.run(
            items,
            lambda: judge,
            Config(cache=cache),
            source="a test",
            jobs=jobs,
            identify=unread.below_root,
            first_look=unread.looked_at,
        )
        assert [one.path for one in report.findings] == ["a.py"]
        return judge.looks

    (look,) = looks(2)
    assert look and look.prompt == "root/a.py"
    assert look.logits != (os.getpid(),)
    assert looks(1) == [None]  # the judge looks for itself
    assert looks(2, cache=True) != [None]
    assert looks(2, cache=True) == [None]  # what was searched before was likely judged, too


def test_a_second_scan_of_what_is_known_starts_nothing(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    spread = processes.spread

    def counted(*given: Any) -> Iterator[Any]:
        started.append(1)
        return spread(*given)

    monkeypatch.setattr(processes, "spread", counted)
    monkeypatch.setattr(pipeline, "PER_ITEM", 0)
    monkeypatch.setattr(workers, "START", 2_000)
    for number in range(3):
        (mixed / f"{number}.py").write_text("a = 1\n" * 500)

    def scan(config: Config) -> Report:
        return run(files([], ignore=False), 2, config)

    first = scan(Config())
    assert len(started) == 1
    assert scan(Config()) == first
    assert len(started) == 1
    assert scan(Config(cache=False)) == first
    assert len(started) == 2
    (mixed / "1.py").write_text("a = 2\n" * 500)
    assert scan(Config()).findings == first.findings
    assert len(started) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_with_other_threads_nothing_is_forked() -> None:
    alone = threading.active_count() == 1
    assert (processes._context().get_start_method() == "fork") == alone
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    other.start()
    try:
        assert processes._context().get_start_method() == "spawn"
    finally:
        end.set()
        other.join()


def test_what_is_excluded_is_not_read() -> None:
    config = Config(exclude=("secret.py",))
    report = run(iter([Forbidden("secret.py"), Text("a.py")]), 1, config)
    assert (report.files, [one.path for one in report.skipped]) == (1, ["secret.py"])


# --- order and memory ----------------------------------------------------------------------------


@posix
def test_results_come_in_order_though_the_first_needs_the_second(
    eager: None, tmp_path: Path
) -> None:
    """Neither end of a named pipe opens before the other: both items are worked on at a time."""
    os.mkfifo(tmp_path / "pipe")
    ends = [(tmp_path / "pipe", "r"), (tmp_path / "pipe", "w")]
    results = list(workers.in_order(unread.handed_over, ends, lambda _: 3_000, 2))
    assert results == [(ends[0], "r"), (ends[1], "w")]


def test_items_without_end_are_taken_as_they_are_needed(
    eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "AHEAD", 50_000)
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    with closing(workers.in_order(unread.squared, numbers(), lambda _: 1_000, 2)) as results:
        assert list(islice(results, 100)) == [(n, n * n) for n in range(100)]
        assert len(taken) < 100 + 50 + 10


# --- what can go wrong ---------------------------------------------------------------------------


def test_an_error_comes_as_it_is(eager: None, mixed: Path) -> None:
    def failed(jobs: int) -> str:
        items = files([Path("src"), Path("gone.py"), Path("a.png")], ignore=False)
        (mixed / "gone.py").write_text("x")
        read = (
            item for item in items if item.path != "gone.py" or not (mixed / "gone.py").unlink()
        )
        with pytest.raises(SourceError) as caught:
            run(read, jobs)
        return str(caught.value)

    assert failed(2) == failed(1)
    assert "gone.py: not in the working tree" in failed(2)


def test_an_error_that_nobody_foresaw_keeps_its_place(eager: None) -> None:
    items: Iterator[Item] = iter([Text("a.py"), Forbidden("b.py"), Text("c.py")])
    with pytest.raises(AssertionError, match=r"b\.py was read") as caught:
        run(items, 2)
    assert extract_tb(caught.value.__traceback__)[-1].filename == unread.__file__


@posix
@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_killed_process_is_an_error(eager: None, place: int) -> None:
    items: list[Item] = [Text(f"{number}.py", size=2_500) for number in range(20)]
    items[place] = Deadly("deadly.py", size=2_500, tests=os.getpid())
    with pytest.raises(SourceError, match=r"died \(exit code -9\).*--jobs 1") as caught:
        run(iter(items), 2, Config(cache=False))  # what is not kept is read there alone
    assert caught.value.exit_code == 3


@posix
@pytest.mark.parametrize("start", STARTS)
def test_no_process_outlives_a_killed_scan(start: str) -> None:
    code = (
        "import multiprocessing, os, signal\n"
        "from secret_guard.workers import processes\n"
        "from tests import unread\n"
        "if __name__ == '__main__':\n"
        f"    processes._context = lambda: multiprocessing.get_context({start!r})\n"
        "    done = processes.spread(unread.process_of, iter([(1, 9_000_000)] * 9), 2)\n"
        "    print(next(done)[1], flush=True)\n"
        "    print(*(one.pid for one in multiprocessing.active_children()), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # Both are over when nobody is left who could write to this pipe.
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    worker, *all_workers = map(int, done.stdout.split())
    assert len(all_workers) == 2 and worker in all_workers


@posix
def test_processes_are_deaf_to_interrupts_from_their_birth(eager: None) -> None:
    """Or those that still start would answer Ctrl-C with a traceback."""
    assert list(workers.in_order(unread.is_deaf, [1], one, 2)) == [(1, True)]
    assert not unread.is_deaf(1)


def test_no_process_can_be_started(eager: None, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    start = multiprocessing.process.BaseProcess.start

    def second_fails(self: multiprocessing.process.BaseProcess) -> None:
        if started:
            raise OSError(errno.EAGAIN, "Too many processes")
        started.append(self)
        start(self)

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", second_fails)
    with pytest.raises(SourceError, match=r"Too many processes. `--jobs 1`"):
        run(iter([Text("a.py")]), 2)


def test_a_failing_judge_leaves_no_process_behind(eager: None) -> None:
    class Broken:
        def judge(self, candidates: Sequence[Candidate]) -> list[Verdict]:
            assert multiprocessing.active_children()
            raise ModelError("no model")

    text = made('password = "{{strong_password}}"')
    items: list[Item] = [Text(f"{number}.py", text) for number in range(pipeline.BATCH + 1)]
    with pytest.raises(ModelError, match="no model"):
        run(iter(items), 2, judge=Broken)
    assert multiprocessing.active_children() == []


def test_a_failing_source_leaves_no_process_behind(eager: None) -> None:
    def half() -> Iterator[Item]:
        yield Text("a.py")
        raise SourceError("gone")

    with pytest.raises(SourceError, match="gone"):
        run(half(), 2, judge=no_judge)


STUCK = """
import sys
import threading
from secret_guard import cli, pipeline, workers
from secret_guard.config import Config
from tests.unread import Stuck

if __name__ == "__main__":
    workers.START = 1
    with cli.exit_codes():
        pipeline.run(iter([Stuck(sys.argv[1])]), None, Config(), source="a test", jobs=2)
"""


@posix
@pytest.mark.parametrize(
    ("stop", "code", "told"),
    [
        (lambda pid: os.killpg(pid, signal.SIGINT), 130, b"interrupted: no verdict\n"),
        (lambda pid: os.kill(pid, signal.SIGINT), 130, b"interrupted: no verdict\n"),
        (lambda pid: os.killpg(pid, signal.SIGTERM), -signal.SIGTERM, b""),
        (lambda pid: os.kill(pid, signal.SIGKILL), -signal.SIGKILL, b""),
    ],
    ids=["Ctrl-C", "SIGINT", "SIGTERM", "SIGKILL"],
)
def test_the_end_of_the_main_process_is_the_end_of_all(
    tmp_path: Path, stop: Callable[[int], None], code: int, told: bytes
) -> None:
    pipe, script = tmp_path / "pipe", tmp_path / "stuck.py"
    os.mkfifo(pipe)
    script.write_text(STUCK)
    running = subprocess.Popen(
        [sys.executable, script, pipe],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with pipe.open("w"):  # opens as soon as a worker reads
        stop(running.pid)
        assert running.wait(60) == code
    # The end of the pipe to all of them: not one is left that could write to it.
    assert running.communicate(timeout=60)[1] == told
