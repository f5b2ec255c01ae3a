"""Figures of a judge on labelled examples: ALERT is the positive class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from secret_guard.types import Verdict

BINS = 10


@dataclass(frozen=True)
class Judged:
    """One example with what the judge said of it."""

    id: str
    label: str
    reason: str
    category: str
    language: str
    verdict: Verdict


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures of one evaluation, ready for JSON; rates are from 0 to 1.

    Each example is there once for each filling that was judged.
    """
    examples = _examples(judged)
    return {
        "examples": examples,
        "fillings": len(judged) // max(1, examples),
        **rates(judged),
        "expected_calibration_error": round(calibration_error(judged), 4),
        "reason_accuracy": round(_share(judged, lambda j: j.reason == j.verdict.reason.value), 4),
        "by_category": _grouped(judged, "category"),
        "by_language": _grouped(judged, "language"),
        "reasons": confusion(judged),
    }


def rates(judged: Sequence[Judged]) -> dict[str, float]:
    """Accuracy, precision, recall and F1 of the label ALERT."""
    table = Counter((j.label, j.verdict.label) for j in judged)
    hits, misses = table["ALERT", "ALERT"], table["ALERT", "SAFE"]
    false_alarms, passed = table["SAFE", "ALERT"], table["SAFE", "SAFE"]
    precision = hits / max(1, hits + false_alarms)
    recall = hits / max(1, hits + misses)
    figures = {
        "accuracy": (hits + passed) / max(1, len(judged)),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error of the labels' scores."""
    return expected_calibration_error([(j.verdict.score, j.label == "ALERT") for j in judged])


def expected_calibration_error(scores: Sequence[tuple[float, bool]]) -> float:
    """Over BINS equal bins of a score and whether it holds (Naeini et al. 2015); 0 without any."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, holds in scores:
        bins[_bin(score)].append((score, holds))
    gaps = (abs(sum(score - holds for score, holds in members)) for members in bins.values())
    return sum(gaps) / max(1, len(scores))


def _bin(score: float) -> int:
    return min(BINS - 1, int(score * BINS))


def reliability(judged: Sequence[Judged]) -> list[tuple[float, float, list[Judged]]]:
    """For each bin that is not empty: mean score, observed share of ALERT, its members."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        bins[_bin(each.verdict.score)].append(each)
    return [
        (
            sum(j.verdict.score for j in members) / len(members),
            _share(members, lambda j: j.label == "ALERT"),
            members,
        )
        for _, members in sorted(bins.items())
    ]


def confusion(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """How often each true reason was taken for which."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for each in judged:
        table[each.reason][each.verdict.reason.value] += 1
    return {reason: dict(counts) for reason, counts in sorted(table.items())}


def _grouped(judged: Sequence[Judged], field: str) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        groups[getattr(each, field)].append(each)
    return {
        name: {
            "examples": _examples(members),
            "accuracy": round(_share(members, lambda j: j.label == j.verdict.label), 4),
        }
        for name, members in sorted(groups.items())
    }


def _examples(judged: Sequence[Judged]) -> int:
    return len({each.id for each in judged})


def _share(judged: Sequence[Judged], test: Callable[[Judged], bool]) -> float:
    return sum(map(test, judged)) / max(1, len(judged))
