"""What was timed, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import table
from benchmarks.timing import Measured, ratio

MB = 1_000_000


def seconds(value: float) -> str:
    """ "0.123" below a second, "12.3" above."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def against(ours: Measured | None, other: Measured) -> list[str]:
    """Ours through the other's: wall with its spread, CPU. Nothing beside ourselves."""
    if ours is None or not ours.runs or not other.runs or ours is other:
        return ["", ""]
    wall = ratio([one.wall for one in ours.runs], [one.wall for one in other.runs])
    theirs = [one.cpu for one in other.runs]
    if min(theirs) <= 0:  # less than the clock of the CPU shows
        return [str(wall), ""]
    return [str(wall), f"{ratio([one.cpu for one in ours.runs], theirs).middle:.2f}"]


def named(one: Measured, should_report: bool) -> str:
    """Its name; one that should have reported something and did not is marked."""
    silent = should_report and one.facts and not one.facts.get("reports", 1)
    return f"{one.name} (reports nothing)" if silent else one.name


def find(measured: Sequence[Measured], name: str) -> Measured | None:
    """The one of that name."""
    return next((one for one in measured if one.name == name), None)


def noted(cells: Sequence[str], note: str, width: int) -> list[str]:
    """A row that only says why it is empty."""
    return [*cells, note, *[""] * (width - len(cells) - 1)]


HOOK_HEAD = (
    *("case", "scanner", "wall s", "CPU s", "MB"),
    *("secret-guard / it: wall", "CPU", "under load, wall s", "load / idle"),
)


def hook_rows(
    title: str, idle: Sequence[Measured], loaded: Sequence[Measured], ours: str, reports: bool
) -> list[list[str]]:
    """The rows of one case."""
    rows = []
    for one in idle:
        cells = [title, named(one, reports)]
        if not one.runs:
            rows.append(noted(cells, one.note, len(HOOK_HEAD)))
            continue
        cells += [seconds(one.wall), seconds(one.cpu), f"{one.peak / MB:.0f}"]
        cells += against(find(idle, ours), one)
        busy = find(loaded, one.name)
        if busy is None or not busy.runs:
            cells += [busy.note if busy else "", ""]
        else:
            cells += [seconds(busy.wall), f"{busy.wall / one.wall:.2f}"]
        rows.append(cells)
    return rows


def growth(rows: Sequence[tuple[int, Measured]]) -> str:
    """Seconds by added lines, and how they grow with them."""
    head = [
        "added lines",
        "wall s",
        "CPU s",
        "MB",
        "wall s for 1,000 lines",
        "wall: times the last",
    ]
    cells, last = [], 0.0
    for lines, one in rows:
        if not one.runs:
            cells.append(noted([f"{lines:,}"], one.note, len(head)))
            continue
        own = [f"{lines:,}", seconds(one.wall), seconds(one.cpu), f"{one.peak / MB:.0f}"]
        own += [seconds(one.wall * 1000 / lines), f"{one.wall / last:.2f}" if last else ""]
        cells.append(own)
        last = one.wall
    return table.markdown(head, cells)


SCAN_HEAD = (
    *("tree", "scanner", "runs", "wall s", "MB/s", "CPU s", "MB, all processes"),
    *("MB, largest", "findings", "candidates/s", "secret-guard / it: wall", "CPU"),
)


def scan_rows(title: str, size: int, measured: Sequence[Measured], ours: str) -> list[list[str]]:
    """The rows of one tree of `size` bytes."""
    rows = []
    for one in measured:
        cells = [title, one.name]
        if not one.runs:
            rows.append(noted(cells, one.note, len(SCAN_HEAD)))
            continue
        reports = one.facts.get("findings", 0)
        cells += [str(len(one.runs)), seconds(one.wall), f"{size / MB / one.wall:.2f}"]
        cells += [seconds(one.cpu), f"{one.together / MB:.0f}", f"{one.peak / MB:.0f}"]
        cells.append(f"{reports:,}" if reports else "reports nothing")
        candidates = one.facts.get("candidates")
        cells.append(f"{candidates / one.wall:.0f}" if candidates else "")
        rows.append([*cells, *against(find(measured, ours), one)])
    return rows
