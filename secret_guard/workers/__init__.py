"""One function over many items, spread over processes: results in the order of the items."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Each process holds some 40 MB, and the judge takes all cores, too.
MAX_WORKERS = 8
# A new worker costs 0.3 s of a core to start (Python, the rules, their regular expressions), a
# forked one 0.06 (the expressions): at 12 MB/s and core, two gain little below this. In bytes.
START = 1_000_000 if sys.platform == "linux" else 4_000_000


def cores() -> int:
    """The cores this process may use (containers and taskset give fewer than the machine has)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    function: Callable[[T], R],
    items: Iterable[T],
    cost: Callable[[T], int],
    jobs: int,
    elsewhere: Callable[[T], R] | None = None,
) -> Generator[tuple[T, R], None, None]:
    """Each item with what `function` says of it, in the order of `items`.

    `items` are taken as they are needed. `cost` is the work in an item, in bytes of text. Under
    START bytes in all, or with one job, everything happens in this process; else in `jobs` new
    ones, by `elsewhere` if that is given, to which it, the items and the results must be able to
    travel. Close the iterator: that ends the processes. An error of a function or of `items` comes
    as it is. SourceError: a process cannot be started, or died.
    """
    if jobs > 1:
        sized = ((item, cost(item)) for item in items)
        first, enough = _peek(sized)
        if enough:
            # Imported late: it takes longer than to scan a commit.
            from secret_guard.workers.processes import spread

            yield from spread(elsewhere or function, chain(first, sized), jobs)
            return
        items = (item for item, _ in first)
    for item in items:
        yield item, function(item)


def _peek(sized: Iterator[tuple[T, int]]) -> tuple[Iterator[tuple[T, int]], bool]:
    """The first items, and whether they are START bytes of work."""
    first, total = [], 0
    for item, size in sized:
        first.append((item, size))
        total += size
        if total >= START:
            return iter(first), True
    return iter(first), False
