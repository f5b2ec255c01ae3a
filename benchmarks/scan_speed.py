"""SCAN: whole trees, ours with the model and without any verdict known, again, and others."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peers, stages
from benchmarks.hook_speed import OURS, PROGRAM, empty_cache, own_environment
from benchmarks.timing import Command, Facts, Failed, Measured, alternate
from benchmarks.trees import regular_files

AGAIN = f"{OURS}, again"
# The last line of a report for people.
SUMMARY = re.compile(
    r"(?:ALERT: ([\d,]+) findings? in [\d,]+ files?|SAFE: .*) \(([\d,]+) candidates? judged, .*\)"
)


@dataclass
class Scanned:
    """A tree, what was timed on it, and the stages of ours or why there are none."""

    name: str
    bytes: int
    measured: list[Measured]
    stages: dict[str, Any] | str


def own_commands(what: Sequence[str], outputs: Path, program: Path = PROGRAM) -> Iterator[Command]:
    """Ours, scanning `what`, on an empty cache, and on the cache that this left.

    The report is the one for people, which is what a scan prints if nothing else is asked for; then
    the one in JSON, whose fingerprints are made to be slow.
    """
    report = outputs / "own.txt"
    arguments = [str(program), "scan", *what, "--quiet", "--output", str(report)]

    def empty() -> None:
        report.unlink(missing_ok=True)
        empty_cache(outputs)

    def check(status: int, output: Path) -> Facts:
        try:
            return counts(report.read_text("utf-8"))
        except OSError:
            raise Failed(f"failed (exit status {status})") from None

    own = own_environment(outputs)
    yield Command(OURS, arguments, check, own, empty)
    yield Command(AGAIN, arguments, check, own)
    yield Command(f"{OURS}, JSON", [*arguments, "--format", "json"], check, own, empty)


def counts(report: str) -> Facts:
    """What was found and judged, of a report of ours in either form. Failed: there is none."""
    if report.startswith("{"):
        try:
            own = json.loads(report)["counts"]
            return {"findings": own["findings"], "candidates": own["candidates"]}
        except (ValueError, KeyError):
            raise Failed("no readable report") from None
    told = SUMMARY.fullmatch(report.rstrip("\n").rpartition("\n")[2])
    if told is None:
        raise Failed("no readable report")
    found, judged = (int((one or "0").replace(",", "")) for one in told.group(1, 2))
    return {"findings": found, "candidates": judged}


def other_commands(
    tree: Path, outputs: Path, scanners: Iterable[peers.Peer] = peers.PEERS
) -> Iterator[Command]:
    """Other scanners, called as `scripts/bench-quality` does, if no others are given."""
    for peer in scanners:
        version = peers.version(peer)
        report = outputs / f"{peer.package}.json"
        yield Command(
            f"{peer.package} {version}".strip(),
            peer.arguments(tree.name, str(report)),
            by_report(peer, report, peers.Folder(tree)),
            {"HOME": str(outputs)},
            lambda report=report: report.unlink(missing_ok=True),  # type: ignore[misc]
            note="" if version else "not installed",
        )


def by_report(peer: peers.Peer, report: Path, folder: peers.Folder) -> Callable[..., Facts]:
    """Counts the findings of a report."""

    def check(status: int, output: Path) -> Facts:
        try:
            return {"findings": len(set(peer.read(output if peer.prints else report, folder)))}
        except (OSError, ValueError, KeyError, TypeError):
            raise Failed(f"no readable report (exit status {status})") from None

    return check


def measure(
    trees: dict[str, Path], outputs: Path, runs: int, with_peers: bool, limit: float
) -> Iterator[Scanned]:
    """Each of `trees` (by name), in its order. `outputs` is an empty folder."""
    for name, given in trees.items():
        tree = given.resolve()
        print(f"{name}:", file=sys.stderr)
        commands = [*own_commands([tree.name], outputs)]
        if with_peers:
            commands += other_commands(tree, outputs)
        # What reads the tree first finds it in memory, too.
        total = read_once(tree)
        measured = alternate(commands, tree.parent, runs, outputs, limit, watch=True, warm_up=False)
        try:
            parts: dict[str, Any] | str = stages.measure(tree)
        except Failed as why:
            parts = str(why)
        yield Scanned(name, total, measured, parts)


def read_once(tree: Path) -> int:
    """Read all files, so that they lie in the system's cache; their bytes together."""
    return sum(len(file.read_bytes()) for file in regular_files(tree))
