"""Our own scanner on a folder: every candidate once, every prompt judged once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.score import Found, read_lines
from secret_guard.candidates import find_candidates
from secret_guard.cascade import Cascade
from secret_guard.findings import redact
from secret_guard.hunks import MAX_BYTES, whole
from secret_guard.llama import DATA
from secret_guard.prompt import render
from secret_guard.types import Candidate, Hunk
from secret_guard.verdicts import CLASSES, decide

THRESHOLD = 0.5
BATCH = 500
CACHE = "verdicts"
Probabilities = Sequence[float]
Judge = Callable[[Sequence[str]], list[list[float]]]
Shown = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate's place, and class probabilities, or only a score for "it is a credential".

    `redacted` is what may be shown of its value.
    """

    place: Found
    probabilities: Probabilities = ()
    score: float = 0.0
    redacted: str = ""

    def is_reported(self, strict: bool, threshold: float = THRESHOLD) -> bool:
        """Whether it is an ALERT; a bare score knows the strict policy only."""
        if not self.probabilities:
            return self.score >= threshold
        return decide(self.probabilities, threshold, strict).label == "ALERT"

    @property
    def strict_score(self) -> float:
        """The score under the strict policy."""
        return (
            decide(self.probabilities, 0, strict=True).score if self.probabilities else self.score
        )


def reported(scored: Iterable[Scored], strict: bool, threshold: float = THRESHOLD) -> list[Found]:
    """The places that are ALERTs."""
    return [one.place for one in scored if one.is_reported(strict, threshold)]


def read_hunk(data: Path, name: str) -> Hunk | None:
    """The file `name` of `data` as the program reads it; None for what it skips."""
    path = data / name
    if path.is_symlink() or path.stat().st_size > MAX_BYTES:
        return None
    hunk = whole(name, path.read_bytes())
    return hunk if isinstance(hunk, Hunk) else None


def hunks_in(data: Path) -> Iterator[Hunk]:
    """All text files below `data`, each under its path from there, in order."""
    names = sorted(str(file.relative_to(data)) for file in data.rglob("*") if file.is_file())
    read = (read_hunk(data, name) for name in names)
    yield from (hunk for hunk in read if hunk is not None)


def place(candidate: Candidate) -> Found:
    """Where a candidate stands, without what it holds."""
    return Found(candidate.path, candidate.line, candidate.end_line, candidate.rule_id)


def find(hunks: Iterable[Hunk], shown: Shown = str) -> list[tuple[Scored, str]]:
    """Every candidate of `hunks`, not judged, and its prompt.

    `shown` gives a file's path as the judge reads it: from its repository's root.
    """
    found = []
    for hunk in hunks:
        for one in find_candidates(replace(hunk, path=shown(hunk.path))):
            where = replace(place(one), path=hunk.path)
            found.append((Scored(where, redacted=redact(one.secret, one.decoded)), render(one)))
    return found


def judged(found: Sequence[tuple[Scored, str]], judge: Judge) -> list[Scored]:
    """What `judge` says of each that `find` gave; equal prompts are judged once."""
    prompts = sorted({prompt for _, prompt in found})
    by_prompt = dict(zip(prompts, judge(prompts), strict=True))
    return [replace(one, probabilities=by_prompt[prompt]) for one, prompt in found]


def by_policy(
    found: Sequence[tuple[Scored, str]], results: Path, folder: Path = DATA
) -> dict[bool, list[Scored]]:
    """What the models in `folder` say of each that `find` gave, strict (True) and by default.

    Either policy is judged by itself: it says what the first judge tells alone. What was said is
    kept in `results`, as the runtime keeps it.
    """
    return {
        strict: judged(found, partial(_in_batches, Cascade(strict, None, folder, results / CACHE)))
        for strict in (True, False)
    }


def _in_batches(model: Cascade, prompts: Sequence[str]) -> list[list[float]]:
    """Class probabilities for each prompt; a run that is stopped keeps what was judged."""
    rows = []
    for start in range(0, len(prompts), BATCH):
        print(f"judged {start} of {len(prompts)}", file=sys.stderr)
        rows += model.probabilities(prompts[start : start + BATCH])
    return rows


# --- scores that something else wrote ---------------------------------------------------------


def read_scores(file: Path) -> list[Scored]:
    """Lines {"path", "line", "end_line", "rule", and "probabilities" or "score"}.

    SystemExit: a line has neither, or not one probability for each class.
    """
    scored = []
    for number, row in enumerate(read_lines(file), 1):
        try:
            where = Found(row["path"], int(row["line"]), int(row["end_line"]), row.get("rule", ""))
            own = tuple(float(value) for value in row.get("probabilities") or ())
            if len(own) not in (0, len(CLASSES)):
                raise ValueError(f"{len(own)} probabilities, not {len(CLASSES)}")
            score = 0.0 if own else float(row["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise SystemExit(f"{file}, line {number}: not a judged candidate: {error!r}") from None
        scored.append(Scored(where, own, score))
    return scored
