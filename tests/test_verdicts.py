"""Class probabilities -> label, reason, score, under both policies."""

from __future__ import annotations

from secret_guard.types import Reason
from secret_guard.verdicts import CLASSES, decide


def row(**shares: float) -> list[float]:
    return [shares.get(reason.name, 0.0) for reason in CLASSES]


def test_score_is_the_sum_over_the_alert_reasons() -> None:
    verdict = decide(row(HARDCODED=0.3, ENCODED=0.25, PLACEHOLDER=0.45), threshold=0.5)
    assert (verdict.label, verdict.reason) == ("ALERT", Reason.HARDCODED)
    assert abs(verdict.score - 0.55) < 1e-9


def test_the_reason_belongs_to_the_label() -> None:
    verdict = decide(row(HARDCODED=0.45, PLACEHOLDER=0.3, REFERENCE=0.25), threshold=0.5)
    assert (verdict.label, verdict.reason) == ("SAFE", Reason.PLACEHOLDER)


def test_strict_counts_test_credentials_as_alert() -> None:
    probabilities = row(TEST=0.8, HARDCODED=0.1, PLACEHOLDER=0.1)
    assert decide(probabilities, 0.5).label == "SAFE"
    strict = decide(probabilities, 0.5, strict=True)
    assert (strict.label, strict.reason) == ("ALERT", Reason.TEST)


def test_the_threshold_itself_is_alert() -> None:
    assert decide(row(HARDCODED=0.5, PUBLIC=0.5), threshold=0.5).label == "ALERT"
