"""SCAN: whole trees, ours with the model and without any verdict known, again, and others."""

from __future__ import annotations

import json
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


@dataclass
class Scanned:
    """A tree, what was timed on it, and the stages of ours or why there are none."""

    name: str
    bytes: int
    measured: list[Measured]
    stages: dict[str, Any] | str


def own_commands(what: Sequence[str], outputs: Path, program: Path = PROGRAM) -> Iterator[Command]:
    """Ours, scanning `what`, on an empty cache, and on the cache that this left."""
    report = outputs / "own.json"
    arguments = [str(program), "scan", *what, "--quiet", "--format", "json"]
    arguments += ["--output", str(report)]

    def empty() -> None:
        report.unlink(missing_ok=True)
        empty_cache(outputs)

    def check(status: int, output: Path) -> Facts:
        try:
            counts = json.loads(report.read_bytes())["counts"]
        except (OSError, ValueError, KeyError):
            raise Failed(f"failed (exit status {status})") from None
        return {"findings": counts["findings"], "candidates": counts["candidates"]}

    own = own_environment(outputs)
    yield Command(OURS, arguments, check, own, empty)
    yield Command(AGAIN, arguments, check, own)


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
