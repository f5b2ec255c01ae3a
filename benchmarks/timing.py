"""Times commands in turn on the same inputs: wall, CPU and memory of each run, ratios of pairs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import memory
from benchmarks.staged import environment

LAUNCH = Path(__file__).parent / "launch.py"
POLL = 0.2  # seconds between two looks at the memory of all processes
LIMIT = 900.0
Facts = dict[str, int]


class Failed(Exception):
    """A command that did not do what it was to do; the text is a note for the table."""


@dataclass(frozen=True)
class Run:
    """What a run took: seconds, seconds of CPU (children too), bytes.

    `peak` is of the largest process. `together` is of all processes at one time, 0 if nobody
    looked.
    """

    wall: float
    cpu: float
    peak: int
    status: int
    together: int = 0


def no_facts(status: int, output: Path) -> Facts:
    """Any run will do that ends with status 0."""
    if status:
        raise Failed(f"failed (exit status {status})")
    return {}


@dataclass(frozen=True)
class Command:
    """What is timed. `before` is called before each run, outside of the time.

    `check` gets a run's exit status and the file of its standard output (standard error is beside
    it, as .err): what it found. It raises Failed for a run that went wrong. With a `note` it is
    not run at all.
    """

    name: str
    arguments: Sequence[str]
    check: Callable[[int, Path], Facts] = no_facts
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    note: str = ""


@dataclass
class Measured:
    """The runs of a command, or a note why there are none."""

    name: str
    runs: list[Run] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)
    note: str = ""

    @property
    def wall(self) -> float:
        """Median seconds."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median seconds of CPU."""
        return median(run.cpu for run in self.runs)

    @property
    def peak(self) -> int:
        """The most bytes of one process in any run."""
        return max(run.peak for run in self.runs)

    @property
    def together(self) -> int:
        """The most bytes of all processes at a time in any run."""
        return max(run.together for run in self.runs)

    def as_json(self) -> dict[str, Any]:
        """Everything that was measured."""
        runs = [vars(run) for run in self.runs]
        return {"name": self.name, "note": self.note, "facts": self.facts, "runs": runs}


@dataclass(frozen=True)
class Ratio:
    """Ours through theirs, run by run: the median, the least and the most."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f}..{self.most:.2f})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Of runs that were made in turn; of as many as both have. ValueError if there is none."""
    pairs = [a / b for a, b in zip(ours, theirs, strict=False) if b > 0]
    if not pairs:
        raise ValueError("no two runs to compare")
    return Ratio(median(pairs), min(pairs), max(pairs))


# --- runs -------------------------------------------------------------------------------------


def run(
    command: Command, folder: Path, output: Path, limit: float = LIMIT, watch: bool = False
) -> Run:
    """Run `command` in `folder`, its standard output to the file `output`.

    `watch`: look at the memory of all of its processes while it runs. Raises Failed when there
    is no such program, or it is not done after `limit` seconds.
    """
    if command.before:
        command.before()
    result = output.with_suffix(".took")
    result.unlink(missing_ok=True)
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(result), *command.arguments]
    with output.open("wb") as out, output.with_suffix(".err").open("wb") as err:
        process = subprocess.Popen(
            launch,
            cwd=folder,
            env={**bare_environment(), **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            together = _wait(process, limit, watch)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if not result.is_file():
        raise Failed("failed to run")
    wall, cpu, peak, status = result.read_text().split()
    return Run(float(wall), float(cpu), int(peak), int(status), together)


def _wait(process: subprocess.Popen[bytes], limit: float, watch: bool) -> int:
    """The most bytes its descendants held at a time. Raises Failed after `limit` seconds."""
    together, waited = 0, 0.0
    step = min(POLL, limit) if watch else limit
    while waited < limit:
        try:
            process.wait(step)
            return together
        except subprocess.TimeoutExpired:
            waited += step
            together = max(together, memory.held_below(process.pid)) if watch else 0
    raise Failed(f"not done after {limit:g} s")


def bare_environment() -> dict[str, str]:
    """Ours without the settings of Python, of git, of hooks and of the user's folders."""
    foreign = ("PYTHON", "PRE_COMMIT", "SECRET_GUARD", "XDG_")
    return {key: value for key, value in environment().items() if not key.startswith(foreign)}


def alternate(
    commands: Sequence[Command],
    folder: Path,
    runs: int,
    outputs: Path,
    limit: float = LIMIT,
    watch: bool = False,
    warm_up: bool = True,
) -> list[Measured]:
    """`runs` rounds of every command, one after the other; before them one that does not count.

    A command that fails has a note and takes no further part. One whose runs took `limit` seconds
    together is not run again. Outputs go to the folder `outputs`.
    """
    all_measured = [Measured(command.name) for command in commands]
    for number in range(runs + warm_up):
        for command, measured in zip(commands, all_measured, strict=True):
            if measured.note or sum(one.wall for one in measured.runs) > limit:
                continue
            counts = number > 0 or not warm_up
            _once(command, measured, folder, outputs / "output", limit, watch, counts)
            told = measured.note or f"{measured.runs[-1].wall:.2f} s" if counts else "warm"
            print(f"{command.name}: {told}", file=sys.stderr, flush=True)
    return all_measured


def _once(
    command: Command,
    measured: Measured,
    folder: Path,
    output: Path,
    limit: float,
    watch: bool,
    counts: bool,
) -> None:
    """A run, and what it found."""
    if command.note:
        measured.note = command.note
        return
    try:
        done = run(command, folder, output, limit, watch)
        measured.facts = command.check(done.status, output)
    except Failed as why:
        measured.note = str(why)
        measured.runs.clear()
        return
    if counts:
        measured.runs.append(done)


# --- load -------------------------------------------------------------------------------------

# It ends with its parent, however that ends.
_BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    sum(range(10**6))"


@contextmanager
def load(processes: int) -> Iterator[list[int]]:
    """So many processes that do nothing but compute; their ids. They end with the block."""
    command = [sys.executable, "-I", "-S", "-c", _BUSY]
    busy: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(processes):
            busy.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))
        yield [one.pid for one in busy]
    finally:
        for one in busy:
            one.kill()
        for one in busy:
            one.wait()


def cores() -> list[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))
