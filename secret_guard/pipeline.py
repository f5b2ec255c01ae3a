"""The stages in order: Hunk -> Candidate -> Verdict -> Finding -> Report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from secret_guard.candidates import find_candidates
from secret_guard.config import Config
from secret_guard.errors import ModelError
from secret_guard.findings import Permission, is_own_text, permission, span_lines, to_finding
from secret_guard.types import Candidate, Finding, Hunk, Report, Skipped, Verdict

if TYPE_CHECKING:
    from secret_guard.verdicts import Judge

# Candidates judged at a time: enough to keep a judge busy, little to hold in memory.
BATCH = 64
EXCLUDED = "excluded"

Progress = Callable[[int, int], None]


@dataclass
class _Tally:
    """What a run has seen so far. Paths and findings are kept, texts are not."""

    paths: set[str] = field(default_factory=set)
    lines: int = 0
    candidates: int = 0
    # An ordered set: a file of many hunks is skipped once.
    skipped: dict[Skipped, None] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    safe: list[Finding] = field(default_factory=list)
    allowed: list[Finding] = field(default_factory=list)


def run(
    items: Iterable[Hunk | Skipped],
    judge_factory: Callable[[], Judge],
    config: Config,
    *,
    source: str,
    rule_ids: Collection[str] = (),
    identify: Callable[[str], str] = str,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Report:
    """Scan everything that `items` yields.

    The judge is made when the first candidate turns up, never without one. `rule_ids` are the
    known rules (for allow comments). `identify` gives a path as patterns and fingerprints know it,
    if that is not how it is shown. `progress` is told the files and candidates so far after each
    batch. Raises SourceError and ModelError as they come: a run that fails has no verdict.
    """
    start, tally, judge = clock(), _Tally(), None
    selects = lru_cache(maxsize=8)(lambda path: config.selects(identify(path)))
    pending = _candidates(items, selects, config, tally, rule_ids)
    while batch := list(islice(pending, BATCH)):
        judge = judge or judge_factory()
        for (candidate, note), verdict in zip(batch, _judged(judge, batch, identify), strict=True):
            finding = to_finding(candidate, verdict, identify(candidate.path))
            _file(tally, finding, note, config)
        if progress:
            progress(len(tally.paths), tally.candidates)
    return Report(
        source=source,
        findings=_sorted(tally.findings),
        safe=_sorted(tally.safe),
        allowed=_sorted(tally.allowed),
        skipped=tuple(tally.skipped),
        files=len(tally.paths),
        lines=tally.lines,
        candidates=tally.candidates,
        seconds=clock() - start,
        warnings=tuple(tally.warnings),
    )


def _candidates(
    items: Iterable[Hunk | Skipped],
    selects: Callable[[str], bool],
    config: Config,
    tally: _Tally,
    rule_ids: Collection[str],
) -> Iterator[tuple[Candidate, Permission]]:
    """The candidates of the selected files, each with what comments on its lines say of it."""
    for item in items:
        if not selects(item.path):
            tally.skipped[Skipped(item.path, EXCLUDED)] = None
        elif isinstance(item, Skipped):
            tally.skipped[item] = None
        else:
            tally.paths.add(item.path)
            tally.lines += item.text.count("\n") + 1 if item.added is None else len(item.added)
            for candidate in find_candidates(item):
                lines = span_lines(item, candidate)
                off = candidate.rule_id in config.disable
                if not off and not is_own_text(lines, candidate, config.allow):
                    tally.candidates += 1
                    yield candidate, permission(lines, candidate, rule_ids)


def _judged(
    judge: Judge, batch: list[tuple[Candidate, Permission]], identify: Callable[[str], str]
) -> list[Verdict]:
    """One verdict for each candidate. Raises ModelError when the judge left one out.

    The judge reads the path from the repository's root: where one stands changes no verdict.
    """
    verdicts = judge.judge([replace(one, path=identify(one.path)) for one, _ in batch])
    if len(verdicts) != len(batch):
        raise ModelError(f"the model gave {len(verdicts)} verdicts for {len(batch)} candidates")
    return verdicts


def _file(tally: _Tally, finding: Finding, note: Permission, config: Config) -> None:
    """Put a judged candidate where it belongs: findings, safe or allowed."""
    if finding.label == "SAFE":
        tally.safe.append(finding)
        return
    tally.warnings.update(dict.fromkeys(note.warnings))
    if note.allowed or finding.fingerprint in config.allow:
        tally.allowed.append(finding)
    else:
        tally.findings.append(finding)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    """By place; the rule decides between two at one place."""
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.column, f.rule_id)))
