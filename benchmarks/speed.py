"""Tables of ratios: the hook, trees, a history and the model, ours beside other scanners.

`scripts/bench-speed`. What it measures and how to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import signal
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import (
    history_speed,
    hook_speed,
    model_speed,
    scan_speed,
    speed_tables,
    table,
    trees,
)
from benchmarks.staged import TRACKED
from benchmarks.timing import LIMIT, Failed, cores

RUNS, SCAN_RUNS = 7, 3
PARTS = ("hook", "scan", "history", "model")
Part = tuple[str, Any]  # Markdown, and what JSON keeps


def hook(given: argparse.Namespace, outputs: Path) -> Part:
    """The hook on staged changes."""
    timed, growth = hook_speed.measure(
        outputs, given.runs, not given.no_peers, given.tracked, given.limit
    )
    rows = []
    for one in timed:
        reports = one.case.candidates > 0
        rows += speed_tables.hook_rows(
            one.case.title, one.idle, one.loaded, hook_speed.OURS, reports
        )
    sizes = [(one.case.lines, one.idle[0]) for one in growth]
    parts = [f"{given.tracked:,} tracked files, medians of {given.runs} runs in turn."]
    parts.append(table.markdown(speed_tables.HOOK_HEAD, rows))
    parts += ["### Growth of (d)", speed_tables.growth(sizes)]
    kept = {
        one.case.title: {
            "idle": [own.as_json() for own in one.idle],
            "loaded": [own.as_json() for own in one.loaded],
        }
        for one in [*timed, *growth]
    }
    return "\n\n".join(parts), kept


def chosen_trees(given: argparse.Namespace) -> dict[str, Path]:
    """The trees that were named, and those out of the cache."""
    made = trees.built(given.cache, given.sizes) if given.cache else {}
    return {**dict(given.tree), **made}


def scan(given: argparse.Namespace, outputs: Path) -> Part:
    """Whole trees."""
    named = chosen_trees(given)
    if not named:
        return "No tree: give --tree NAME=FOLDER, or --cache FOLDER.", {}
    peers = not given.no_peers
    done = [*scan_speed.measure(named, outputs, given.scan_runs, peers, given.limit)]
    rows, parts = [], []
    for one in done:
        title = f"{one.name} ({one.bytes / 1e6:.1f} MB)"
        rows += speed_tables.scan_rows(title, one.bytes, one.measured, hook_speed.OURS)
        parts.append(stage_row(one))
    text = [f"Medians of at most {given.scan_runs} runs in turn."]
    text += [table.markdown(speed_tables.SCAN_HEAD, rows), "### Where our CPU time goes"]
    text.append(table.markdown(STAGE_HEAD, parts))
    kept = {
        one.name: {
            "bytes": one.bytes,
            "measured": [own.as_json() for own in one.measured],
            "stages": one.stages,
        }
        for one in done
    }
    return "\n\n".join(text), kept


STAGES = ("reading", "finding", "judging")
STAGE_HEAD = (
    *("tree", "of it, MB", "candidates", "judged", "reading", "candidates of rules"),
    "judging all by the model",
)


def stage_row(one: scan_speed.Scanned) -> list[str]:
    """Seconds and share of each stage, or why there are none."""
    own = one.stages
    if isinstance(own, str):
        return speed_tables.noted([one.name], own, len(STAGE_HEAD))
    total = sum(own[name] for name in STAGES) or 1.0
    cells = [one.name, f"{own['bytes'] / 1e6:.1f}", str(own["candidates"]), str(own["judged"])]
    return cells + [
        f"{speed_tables.seconds(own[name])} s, {own[name] / total:.0%}" for name in STAGES
    ]


def history(given: argparse.Namespace, outputs: Path) -> Part:
    """All commits of a repository."""
    done = history_speed.measure(
        outputs, given.scan_runs, not given.no_peers, given.commits, given.limit
    )
    title = f"{done.commits:,} commits ({done.bytes / 1e6:.1f} MB added)"
    rows = speed_tables.scan_rows(title, done.bytes, done.measured, hook_speed.OURS)
    text = f"Medians of at most {given.scan_runs} runs in turn.\n\n"
    kept = {"bytes": done.bytes, "measured": [own.as_json() for own in done.measured]}
    return text + table.markdown(["history", *speed_tables.SCAN_HEAD[1:]], rows), kept


def model(given: argparse.Namespace, outputs: Path) -> Part:
    """The language model alone."""
    tree = next(iter(chosen_trees(given).values()), None)
    try:
        times = model_speed.measure(outputs, given.runs, tree)
    except Failed as why:
        return str(why), {"note": str(why)}
    return model_speed.render(times), model_speed.as_json(times)


MEASURE: dict[str, Callable[[argparse.Namespace, Path], Part]] = {
    "hook": hook,
    "scan": scan,
    "history": history,
    "model": model,
}


# --- command line -----------------------------------------------------------------------------


def named_tree(text: str) -> tuple[str, Path]:
    """NAME=FOLDER."""
    name, equals, folder = text.partition("=")
    if not (name and equals and Path(folder).is_dir()):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FOLDER with a folder that is there")
    return name, Path(folder)


def amount(text: str) -> int:
    """A number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def amounts(text: str) -> list[int]:
    """Numbers from 1, with commas between."""
    return [amount(part) for part in text.split(",")]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line of `scripts/bench-speed`."""
    parser = argparse.ArgumentParser(prog="scripts/bench-speed", description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="all of them if not given")
    parser.add_argument("--runs", type=amount, default=RUNS, help=f"hook and model ({RUNS})")
    parser.add_argument(
        "--scan-runs",
        type=amount,
        default=SCAN_RUNS,
        help=f"of each scan, of a tree or a history ({SCAN_RUNS})",
    )
    parser.add_argument(
        "--tree",
        type=named_tree,
        action="append",
        default=[],
        metavar="NAME=FOLDER",
        help="scan this, too (repeatable); the first one has the model's candidates",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FOLDER",
        help="scan trees out of packages, kept here (as bench-quality --noise has them)",
    )
    parser.add_argument(
        "--sizes",
        type=amounts,
        default=list(trees.SIZES),
        metavar="MB,MB,...",
        help="of these trees (10,100,1000)",
    )
    parser.add_argument(
        "--tracked", type=amount, default=TRACKED, help=f"files of the repository ({TRACKED})"
    )
    parser.add_argument(
        "--commits",
        type=amount,
        default=history_speed.COMMITS,
        help=f"of the history ({history_speed.COMMITS})",
    )
    parser.add_argument(
        "--limit",
        type=float,
        default=LIMIT,
        metavar="SECONDS",
        help=f"for one run; what took longer in all is not run again ({LIMIT:g})",
    )
    parser.add_argument("--no-peers", action="store_true", help="leave out other scanners")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every run, as JSON")
    return parser.parse_args(arguments)


def _stopped(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def main(arguments: Sequence[str] | None = None) -> None:
    """`scripts/bench-speed`."""
    given = parse(arguments)
    signal.signal(signal.SIGTERM, _stopped)  # what it started ends with it
    figures: dict[str, Any] = {"cores": len(cores()), "machine": platform.machine()}
    print(f"{len(cores())} cores, {platform.machine()}, Python {platform.python_version()}\n")
    for name in given.part or PARTS:
        with tempfile.TemporaryDirectory(prefix="bench-speed-") as temporary:
            text, figures[name] = MEASURE[name](given, Path(temporary))
        print(f"## {name.capitalize()}\n\n{text}\n", flush=True)
        if given.json:
            given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
