"""How scanners do on a company's files: trial.txt, by a hand that did not know this program.

`python -m benchmarks.trial` fills the slots of the files and scans them; `--peers FOLDER` writes
them there and lets the other scanners scan them, too. Every line with a marked value is to be
reported, no other is.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from benchmarks import peers, table
from benchmarks.score import Counts, Found
from secret_guard.candidates import find_candidates
from secret_guard.cascade import Cascade
from secret_guard.config import Config
from secret_guard.llama import DATA
from secret_guard.pipeline import run
from secret_guard.types import Candidate, Finding, Hunk
from training.examples import MARK_CLOSE, MARK_OPEN
from training.providers import blocks
from training.slots import fill

FILES = Path(__file__).parent / "trial.txt"
SEED = 20261126
HEAD = ("scanner", "recall", "precision", "F1", "found", "missed", "false")


@dataclass(frozen=True)
class Trial:
    """Files with values, and the lines (path, number from 1) that hold a credential."""

    hunks: tuple[Hunk, ...]
    truth: frozenset[tuple[str, int]]


def trial(seed: int = SEED, source: str | None = None) -> Trial:
    """The files of `source`, by default trial.txt, with the values that `seed` gives."""
    hunks, truth = [], set()
    whole = FILES.read_text("utf-8") if source is None else source
    for path, text in blocks(whole):
        text = fill(text, random.Random(f"{seed}:{path}"))
        lines = text.split("\n")
        truth |= {(path, number) for number, line in enumerate(lines, 1) if MARK_OPEN in line}
        hunks.append(Hunk(path, text.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")))
    return Trial(tuple(hunks), frozenset(truth))


def lines_of(one: Finding | Found) -> set[tuple[str, int]]:
    """The lines of a place."""
    return {(one.path, line) for line in range(one.line, one.end_line + 1)}


def row(name: str, given: Trial, places: Iterable[Found]) -> list[str]:
    """A line of the table. What touches no true line is false, each line once."""
    found, false = set(), set()
    for one in places:
        here = lines_of(one) & given.truth
        found |= here
        if not here and not one.aside:
            false.add((one.path, one.line))
    own = Counts(tp=len(found), fp=len(false), fn=len(given.truth) - len(found))
    shares = map(table.share, (own.recall, own.precision, own.f1))
    return [name, *shares, *map(str, (own.tp, own.fn, own.fp))]


def place_of(one: Finding | Candidate) -> Found:
    """Where it is."""
    return Found(one.path, one.line, one.end_line, one.rule_id)


@lru_cache(maxsize=2)  # a list of what is wrong judges nothing again
def own_findings(given: Trial, strict: bool, model: Path = DATA) -> tuple[Finding, ...]:
    """What this program reports."""
    judge = Cascade(strict, folder=model)
    return run(given.hunks, lambda: judge, Config(), source="trial").findings


def rows(given: Trial, model: Path = DATA) -> Iterator[list[str]]:
    """The lines of the table that are ours."""
    proposed = (one for hunk in given.hunks for one in find_candidates(hunk))
    yield row("candidates alone", given, map(place_of, proposed))
    for policy, strict in (("default", False), ("strict", True)):
        found = own_findings(given, strict, model)
        yield row(f"secret-guard, {policy}", given, map(place_of, found))


def peer_rows(given: Trial, folder: Path) -> Iterator[list[str]]:
    """Those of other scanners, which scan the files in `folder`."""
    data = folder / "files"
    shutil.rmtree(data, ignore_errors=True)
    for hunk in given.hunks:
        (data / hunk.path).parent.mkdir(parents=True, exist_ok=True)
        (data / hunk.path).write_text(hunk.text, "utf-8")
    for one in peers.results(data, folder / "results", "trial", refresh=True):
        name = one.name.partition(" (")[0]  # what it was trained on is another benchmark
        if one.findings is None:
            yield [name, one.note, *[""] * (len(HEAD) - 2)]
        else:
            yield row(name, given, one.findings)


def listed(given: Trial, model: Path = DATA) -> Iterator[str]:
    """What the default policy gets wrong, never the value."""
    found = own_findings(given, False, model)
    lines = {line for one in found for line in lines_of(one)}
    yield from (f"missed  {path}:{line}" for path, line in sorted(given.truth - lines))
    for one in found:
        if not lines_of(one) & given.truth:
            yield f"false   {one.path}:{one.line} {one.rule_id} {one.reason.value} {one.score:.2f}"


def main() -> None:
    """`python -m benchmarks.trial`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trial", description=__doc__)
    parser.add_argument("--model", type=Path, default=DATA, help="folder of another model")
    parser.add_argument("--seed", type=int, default=SEED, help="other values")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="other scanners, too")
    parser.add_argument("--list", action="store_true", help="what the default policy gets wrong")
    options = parser.parse_args()
    given = trial(options.seed)
    lines = [*rows(given, options.model)]
    if options.peers:
        lines += peer_rows(given, options.peers.absolute())
    print(f"{len(given.hunks)} files, {len(given.truth)} lines with a credential\n")
    print(table.markdown(HEAD, lines))
    if options.list:
        print("\n" + "\n".join(listed(given, options.model)))


if __name__ == "__main__":
    main()
