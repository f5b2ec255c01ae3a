"""Stand-ins for slow or heavy parts: a judge that answers by a plain rule, and records to show."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from secret_guard.types import Candidate, Finding, Reason, Report, Verdict
from training.slots import fill

Decision = Callable[[Candidate], Reason]


def all_hardcoded(candidate: Candidate) -> Reason:
    """Everything is a hardcoded credential."""
    return Reason.HARDCODED


def by_value(candidate: Candidate) -> Reason:
    """A rough idea of what the model does: enough for tests of everything around it."""
    value = (candidate.decoded or candidate.secret).lower()
    if any(word in value for word in ("changeme", "example", "your-", "xxxx")):
        return Reason.PLACEHOLDER
    if any(mark in value for mark in ("environ", "getenv", "${", "$(", "{{")):
        return Reason.REFERENCE
    if "/test" in f"/{candidate.path}":
        return Reason.TEST
    return Reason.ENCODED if candidate.encoding else Reason.HARDCODED


@dataclass
class FakeJudge:
    """A Judge without a model; `batches` holds the size of each call."""

    decide: Decision = by_value
    strict: bool = False
    batches: list[int] = field(default_factory=list)

    def judge(self, candidates: Sequence[Candidate]) -> list[Verdict]:
        self.batches.append(len(candidates))
        return [self._verdict(candidate) for candidate in candidates]

    def _verdict(self, candidate: Candidate) -> Verdict:
        reason = self.decide(candidate)
        alert = reason.label == "ALERT" or (self.strict and reason is Reason.TEST)
        return Verdict("ALERT" if alert else "SAFE", reason, 0.98 if alert else 0.03)


def no_judge() -> FakeJudge:
    """A judge factory for runs that must never ask for one."""
    raise AssertionError("a judge was made although there was no candidate")


def made(text: str, seed: int = 1) -> str:
    """`text` with its slots filled: secrets exist at run time only."""
    return fill(text, random.Random(seed))


def candidate(**changes: object) -> Candidate:
    """A candidate for a password on line 12 of config/settings.py."""
    values: dict[str, object] = {
        "rule_id": "generic-password",
        "message": "'db_password'",
        "path": "config/settings.py",
        "line": 12,
        "column": 15,
        "end_line": 12,
        "end_column": 35,
        "secret": made("{{strong_password}}"),
        **changes,
    }
    return Candidate(**values)  # type: ignore[arg-type]


def finding(**changes: object) -> Finding:
    """An ALERT on line 12 of config/settings.py."""
    values: dict[str, object] = {
        "rule_id": "generic-password",
        "message": "'db_password'",
        "path": "config/settings.py",
        "line": 12,
        "column": 15,
        "end_line": 12,
        "end_column": 35,
        "label": "ALERT",
        "reason": Reason.HARDCODED,
        "score": 0.981,
        "redacted": "S3c********",
        "fingerprint": "0123456789abcdef" * 2,
        **changes,
    }
    return Finding(**values)  # type: ignore[arg-type]


def safe(**changes: object) -> Finding:
    """A SAFE candidate on line 3 of config/settings.py."""
    values = {"line": 3, "end_line": 3, "label": "SAFE", "reason": Reason.REFERENCE}
    return finding(**{**values, "score": 0.02, "fingerprint": "", **changes})


def report(**changes: object) -> Report:
    """A report of two files without findings."""
    values: dict[str, object] = {
        "source": "staged changes",
        "findings": (),
        "safe": (),
        "allowed": (),
        "skipped": (),
        "files": 2,
        "lines": 40,
        "candidates": 3,
        "seconds": 0.125,
        **changes,
    }
    return Report(**values)  # type: ignore[arg-type]
