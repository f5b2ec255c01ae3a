"""Items and functions for tests of worker processes: importable there, and light."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from secret_guard.types import Candidate, Hunk, Look, Skipped


def squared(number: int) -> int:
    return number * number


def process_of(number: int) -> int:
    """The process that this is called in."""
    return os.getpid()


def looked_at(candidate: Candidate) -> Look:
    """A first look that says in which process it was done, and how the path read there."""
    return Look(candidate.path, (os.getpid(),))


def below_root(path: str) -> str:
    """A path as it is seen from a folder further up."""
    return f"root/{path}"


def is_deaf(number: int) -> bool:
    """Whether Ctrl-C does not reach this process, as when it was born."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def handed_over(pipe: tuple[Path, str]) -> str:
    """Open a named pipe, which takes until another process has opened the other end."""
    path, mode = pipe
    with path.open(mode):
        return mode


@dataclass(frozen=True)
class Text:
    """A file that needs no disk."""

    path: str
    text: str = "nothing"
    size: int = 10

    def load(self) -> Hunk | Skipped:
        return Hunk(self.path, self.text)


@dataclass(frozen=True)
class Forbidden(Text):
    """A file that nobody may read."""

    def load(self) -> Hunk | Skipped:
        raise AssertionError(f"{self.path} was read")


@dataclass(frozen=True)
class Deadly(Text):
    """A file that is the end of a process, unless it is that of the tests."""

    tests: int = 0

    def load(self) -> Hunk | Skipped:
        assert os.getpid() != self.tests, "read in the process of the tests"
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("alive")


@dataclass(frozen=True)
class Stuck(Text):
    """A file whose reading ends when the test closes its end of the named pipe `path`."""

    def load(self) -> Hunk | Skipped:
        return Hunk(self.path, Path(self.path).read_text("utf-8"))
