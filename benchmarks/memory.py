"""How much memory a process and all of its children hold now (Linux; 0 elsewhere)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def below(pid: int) -> Iterator[int]:
    """The processes that descend from `pid`, without itself."""
    for task in _children_files(pid):
        for child in _read(task).split():
            yield int(child)
            yield from below(int(child))


def held(pid: int) -> int:
    """Bytes of a process, memory that it shares divided by those who share it (PSS)."""
    for line in _read(PROC / str(pid) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def held_below(pid: int) -> int:
    """Bytes of all descendants of `pid` together."""
    return sum(held(child) for child in below(pid))


def _children_files(pid: int) -> list[Path]:
    try:
        return [task / "children" for task in (PROC / str(pid) / "task").iterdir()]
    except OSError:  # it has ended, or there is no /proc
        return []


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
