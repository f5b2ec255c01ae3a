"""Class probabilities -> Verdict, under the default or the strict policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from secret_guard.types import ALERT_REASONS, Candidate, Reason, Verdict

CLASSES = tuple(Reason)


class Judge(Protocol):
    """Whatever can tell, for each candidate, ALERT or SAFE."""

    def judge(self, candidates: Sequence[Candidate]) -> list[Verdict]:
        """One verdict for each candidate, in order. Raises ModelError when it cannot."""
        ...


def alert_reasons(strict: bool) -> frozenset[Reason]:
    """The classes that count as ALERT: under `strict` test and sample credentials do too."""
    return ALERT_REASONS | {Reason.TEST} if strict else ALERT_REASONS


def decide(probabilities: Sequence[float], threshold: float, strict: bool = False) -> Verdict:
    """The verdict for one candidate.

    `probabilities` has one calibrated probability for each of CLASSES, in that order. The score is
    the sum over the classes that count as ALERT; the reason is the likeliest class of the label.
    """
    alerts = alert_reasons(strict)
    by_class = dict(zip(CLASSES, probabilities, strict=True))
    score = min(1.0, sum(by_class[reason] for reason in CLASSES if reason in alerts))
    is_alert = score >= threshold
    reason = max((r for r in CLASSES if (r in alerts) == is_alert), key=lambda r: by_class[r])
    return Verdict("ALERT" if is_alert else "SAFE", reason, score)
