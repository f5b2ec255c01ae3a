"""Texts with marks: what is between ⟦ and ⟧ has to be found, and nothing that overlaps it."""

from __future__ import annotations

import random

from secret_guard.candidates import find_candidates
from secret_guard.spans import Span
from secret_guard.types import Candidate, Hunk
from training.slots import fill


def unmarked(text: str, seed: int = 1) -> tuple[str, list[str]]:
    """`text` with its slots filled and without marks, and the marked values in order."""
    filled = fill(text, random.Random(seed))
    values = [part.split("⟧")[0] for part in filled.split("⟦")[1:]]
    return filled.replace("⟦", "").replace("⟧", ""), values


def found(text: str, path: str) -> list[Candidate]:
    """The candidates of `text`."""
    return find_candidates(Hunk(path, text))


def values(text: str, spans: list[Span]) -> list[str]:
    """What the spans cover."""
    return [text[span.start : span.end] for span in sorted(spans, key=lambda one: one.start)]
