"""Our own scanner on a folder: every candidate once, every prompt judged once."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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


def judged(
    hunks: Callable[[], Iterable[Hunk]], results: Path, folder: Path, shown: Shown = str
) -> dict[bool, list[Scored]]:
    """By policy (strict or not) every candidate of `hunks`, by the models in `folder`."""
    judges = {strict: CachedJudge(results, strict, folder) for strict in (True, False)}
    return {strict: find(hunks(), judge, shown) for strict, judge in judges.items()}


def place(candidate: Candidate) -> Found:
    """Where a candidate stands, without what it holds."""
    return Found(candidate.path, candidate.line, candidate.end_line, candidate.rule_id)


def find(hunks: Iterable[Hunk], judge: Judge | None, shown: Shown = str) -> list[Scored]:
    """Every candidate of `hunks`; equal prompts are judged once, none without a judge.

    `shown` gives a file's path as the judge reads it: from its repository's root.
    """
    found: list[tuple[Scored, str]] = []
    for hunk in hunks:
        for one in find_candidates(replace(hunk, path=shown(hunk.path))):
            where = replace(place(one), path=hunk.path)
            prompt = render(one) if judge else ""
            found.append((Scored(where, redacted=redact(one.secret, one.decoded)), prompt))
    if judge is None:
        return [one for one, _ in found]
    prompts = sorted({prompt for _, prompt in found})
    by_prompt = dict(zip(prompts, judge(prompts), strict=True))
    return [replace(one, probabilities=by_prompt[prompt]) for one, prompt in found]


# --- the model --------------------------------------------------------------------------------


class CachedJudge:
    """The models in `folder` under one policy, which says what the first judge tells alone.

    What they said is kept in `results`, by digests of the prompts.
    """

    def __init__(self, results: Path, strict: bool, folder: Path = DATA) -> None:
        self.model = Cascade(strict, folder=folder, cache=results / "verdicts")
        described = hashlib.sha256((folder / "model.json").read_bytes()).hexdigest()
        policy = "strict" if strict else "default"
        self.file = results / f"probabilities-{policy}-{described[:16]}.jsonl"
        self.known: dict[str, list[float]] = {}
        if self.file.is_file():
            rows = read_lines(self.file)
            self.known = {row["prompt"]: row["probabilities"] for row in rows}

    def __call__(self, prompts: Sequence[str]) -> list[list[float]]:
        """Class probabilities for each prompt."""
        keys = [_digest(prompt) for prompt in prompts]
        new = [(k, p) for k, p in zip(keys, prompts, strict=True) if k not in self.known]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as out:
            for start in range(0, len(new), BATCH):
                print(f"judged {start} of {len(new)}", file=sys.stderr)
                batch = new[start : start + BATCH]
                rows = self.model.probabilities([prompt for _, prompt in batch])
                for (key, _), row in zip(batch, rows, strict=True):
                    self.known[key] = [round(value, 6) for value in row]
                    line = {"prompt": key, "probabilities": self.known[key]}
                    out.write(json.dumps(line) + "\n")
        return [self.known[key] for key in keys]


def _digest(prompt: str) -> str:
    return hashlib.blake2b(prompt.encode("utf-8", "replace"), digest_size=12).hexdigest()


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
