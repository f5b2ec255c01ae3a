"""Findings per 100,000 lines of well-kept packages, where a true credential is hardly to be found.

`scripts/bench-quality --noise CACHE`: CACHE keeps the packages and what other scanners found.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from benchmarks import ours, peers, sdists, table
from benchmarks.score import Found
from secret_guard.types import Hunk
from secret_guard.verdicts import decide

PER_LINES = 100_000


def from_its_root(path: str) -> str:
    """A file's path without the folder of its package."""
    return path.partition("/")[2]


class Lines:
    """Hunks as they pass, and how many lines they had."""

    def __init__(self, hunks: Iterable[Hunk]) -> None:
        self.hunks, self.files, self.count = hunks, 0, 0

    def __iter__(self) -> Iterator[Hunk]:
        """The hunks, counted."""
        for hunk in self.hunks:
            self.files += 1
            self.count += hunk.text.count("\n") + 1
            yield hunk


def row(name: str, findings: Iterable[Found], lines: int) -> list[str]:
    """A line of the table: lines with a finding, and how many of PER_LINES these are."""
    places = {(one.path, one.line) for one in findings if not one.aside}
    return [name, str(len(places)), f"{len(places) * PER_LINES / max(1, lines):.1f}"]


def listed(scored: Iterable[ours.Scored], threshold: float) -> Iterator[str]:
    """Each finding of the default policy: where, by what rule, why, how sure; never the value."""
    for one in scored:
        verdict = decide(one.probabilities, threshold)
        if verdict.label == "ALERT":
            where = f"{one.place.path}:{one.place.line}"
            reason = verdict.reason.value
            yield f"{where} {one.place.rule} {reason} {verdict.score:.2f} {one.redacted}"


def report(given: argparse.Namespace) -> str:
    """The table, and with --list every finding of ours, as Markdown."""
    packages = sdists.read_packages(given.packages)
    data, gone = sdists.unpacked(packages, given.noise)
    kept = given.results or given.noise / "results"
    lines = Lines(ours.hunks_in(data))
    found = ours.find(lines, from_its_root)
    rows, judged = [], {}
    if not given.no_model:
        judged = ours.by_policy(found, kept, given.model)
        for policy, strict in (("default", False), ("strict", True)):
            alerts = ours.reported(judged[strict], strict, given.threshold)
            rows.append(row(f"secret-guard, {policy}", alerts, lines.count))
    rows.append(row("candidates alone", (one.place for one, _ in found), lines.count))
    for other in () if given.no_peers else peers.results(data, kept, data.name, given.refresh):
        if other.findings is None:
            rows.append([other.name, other.note, ""])
        else:
            rows.append(row(other.name, other.findings, lines.count))
    parts = ["## Noise", f"{len(packages) - len(gone)} packages, {lines.files} files, "]
    parts[1] += f"{lines.count} lines." + (f" Not to be had: {', '.join(gone)}." if gone else "")
    parts.append(table.markdown(["scanner", "lines reported", f"per {PER_LINES:,} lines"], rows))
    if given.list and judged:
        parts.append("\n".join(listed(judged[False], given.threshold)))
    return "\n\n".join(parts)
