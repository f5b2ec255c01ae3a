"""The stages in order: Hunk -> Candidate -> Verdict -> Finding -> Report.

The first arrow (`examine`) runs in other processes where there is much to scan, the rest in this.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from secret_guard.candidates import find_candidates, keep_prepared, prepare
from secret_guard.config import Config
from secret_guard.errors import ModelError
from secret_guard.findings import (
    Permission,
    fingerprint,
    is_own_text,
    permission,
    span_lines,
    to_finding,
)
from secret_guard.types import (
    Candidate,
    Finding,
    Hunk,
    Item,
    Look,
    Report,
    Skipped,
    Unread,
    Verdict,
)
from secret_guard.workers import cores, in_order

if TYPE_CHECKING:
    from secret_guard.verdicts import Judge

# Candidates judged at a time: enough to keep a judge busy, little to hold in memory.
BATCH = 256
EXCLUDED = "excluded"
# The work in a file besides its text, in bytes of text.
PER_ITEM = 1_000
# Text that an earlier run searched costs a twentieth of what a search does.
SAVED = 20
# How much is looked at for that before processes are started, in bytes; unknown text counts so many
# times: the first scan of a tree soon stops asking.
ASKED = 16_000_000
UNKNOWN = 4

Progress = Callable[[int, int], None]
FirstLook = Callable[[Candidate], Look | None]


@dataclass(frozen=True, slots=True)
class Examined:
    """What an item comes to: why it was skipped, or its lines that count and its candidates, each
    with what comments on its lines say of it. `fresh` is what the next run need not search for."""

    skipped: Skipped | None = None
    lines: int = 0
    candidates: tuple[tuple[Candidate, Permission], ...] = ()
    fresh: tuple[bytes, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A file, with what it comes to by an earlier run. `size` is that of its text, in bytes."""

    path: str
    size: int
    examined: Examined


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
    unlisted: int = 0
    allowed: list[Finding] = field(default_factory=list)
    commits: set[str] = field(default_factory=set)
    # What the next run need not search for, to be kept with the next batch.
    fresh: list[tuple[bytes, bytes]] = field(default_factory=list)
    # Of a history: the first commit of each outcome, so that later ones are not told again.
    told: dict[tuple[str, bool, str, str, str], str] = field(default_factory=dict)


def run(
    items: Iterable[Item],
    judge_factory: Callable[[], Judge],
    config: Config,
    *,
    source: str,
    jobs: int = 1,
    rule_ids: Collection[str] = (),
    identify: Callable[[str], str] = str,
    first_look: FirstLook | None = None,
    fingerprints: bool = True,
    list_safe: bool = True,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Report:
    """Scan everything that `items` yields.

    The judge is made when the first candidate turns up, never without one. `jobs` processes look
    for candidates if there is much to scan; the report is the same. `rule_ids` are the known
    rules (for allow comments). `identify` gives a path as patterns and fingerprints know it, if
    that is not how it is shown. What `first_look` says of a candidate is part of the judge's work
    that may be done where the candidate is found, in these processes. Without `list_safe` what is
    SAFE is counted only: of a large tree it is nearly all. `progress` is told the files and
    candidates so far after each batch. Raises SourceError and ModelError as they come: a run that
    fails has no verdict.
    """
    start, tally, judge = clock(), _Tally(), None
    find = partial(examine, config=config, rule_ids=rule_ids)
    look = first_look and partial(
        _looked_at, config=config, rule_ids=rule_ids, look=first_look, identify=identify
    )
    identify = lru_cache(maxsize=1024)(identify)  # asked again for each candidate of a file
    chosen = _selected(items, config, identify)
    asked = _looked_up(chosen, config, rule_ids) if jobs > 1 and config.cache else chosen
    with closing(in_order(find, asked, _cost, jobs, look)) as examined:
        pending = _candidates(examined, tally)
        while batch := list(islice(pending, BATCH)):
            judge = judge or judge_factory()
            verdicts = _judged(judge, batch, identify)
            findings = _findings(batch, verdicts, identify, fingerprints or bool(config.allow))
            for finding, (candidate, note) in zip(findings, batch, strict=True):
                if candidate.commit and _told(tally, finding, candidate, note):
                    continue
                if finding.label == "SAFE" and not list_safe:
                    tally.unlisted += 1
                else:
                    _file(tally, finding, note, config)
            _keep(tally)
            if progress:
                progress(len(tally.paths), tally.candidates)
        _keep(tally)
    keep_prepared()
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
        commits=len(tally.commits),
        unlisted=tally.unlisted,
    )


def examine(item: Item | Known, config: Config, rule_ids: Collection[str]) -> Examined:
    """Read an item and look for its candidates. SourceError: it had to be read and cannot be."""
    if isinstance(item, Known):
        return item.examined
    read = item if isinstance(item, (Hunk, Skipped)) else item.load()
    if isinstance(read, Skipped):
        return Examined(skipped=read)
    if isinstance(item, Hunk) or not config.cache:  # a diff is small, and seldom seen twice
        return _examined(read, find_candidates(read), config, rule_ids)
    from secret_guard.places import candidates_of

    candidates, fresh = candidates_of(read)
    return replace(_examined(read, candidates, config, rule_ids), fresh=fresh)


def _looked_at(
    item: Item | Known,
    config: Config,
    rule_ids: Collection[str],
    look: FirstLook,
    identify: Callable[[str], str],
) -> Examined:
    """What `examine` says of an item, each candidate with a first look at it.

    What was searched before was likely judged, too: nobody looks at that twice.
    """
    examined = examine(item, config, rule_ids)
    if config.cache and not examined.fresh:
        return examined
    path = identify(item.path)
    seen = (
        (replace(one, first_look=look(replace(one, path=path))), note)
        for one, note in examined.candidates
    )
    return replace(examined, candidates=tuple(seen))


def _examined(
    read: Hunk, candidates: Iterable[Candidate], config: Config, rule_ids: Collection[str]
) -> Examined:
    """What a text with these candidates comes to."""
    found = []
    for candidate in candidates:
        lines = span_lines(read, candidate)
        off = candidate.rule_id in config.disable
        if not off and not is_own_text(lines, candidate, config.allow):
            found.append((candidate, permission(lines, candidate, rule_ids)))
    count = read.text.count("\n") + 1 if read.added is None else len(read.added)
    return Examined(None, count, tuple(found))


def _selected(
    items: Iterable[Item], config: Config, identify: Callable[[str], str]
) -> Iterator[Item]:
    """The items, before they are read, with Skipped in place of those that are not selected."""
    selects = lru_cache(maxsize=8)(lambda path: config.selects(identify(path)))
    for item in items:
        yield item if selects(item.path) else Skipped(item.path, EXCLUDED)


def _looked_up(
    items: Iterable[Item], config: Config, rule_ids: Collection[str]
) -> Iterator[Item | Known]:
    """The items, with Known in place of the first files that an earlier run searched."""
    left = ASKED
    for item in items:
        if left <= 0 or isinstance(item, (Hunk, Skipped)):
            yield item
            continue
        size = item.size
        examined = _known(item, config, rule_ids)
        if examined is None:
            prepare()  # here, as processes may soon be forked, instead of in each of them
            left -= size * UNKNOWN
            yield item
        else:
            left -= size
            yield Known(item.path, size, examined)


def _known(item: Unread, config: Config, rule_ids: Collection[str]) -> Examined | None:
    """What a file comes to without a search, None if it needs one."""
    from secret_guard.places import known_candidates

    read = item.load()
    if isinstance(read, Skipped):
        return Examined(skipped=read)
    candidates = known_candidates(read)
    return None if candidates is None else _examined(read, candidates, config, rule_ids)


def _cost(item: Item | Known) -> int:
    """The work in an item, in bytes of text: a second scan seldom needs other processes."""
    if isinstance(item, Skipped):
        return 0
    if isinstance(item, Hunk):
        return PER_ITEM + len(item.text)
    return PER_ITEM + item.size // (SAVED if isinstance(item, Known) else 1)


def _candidates(
    examined: Iterable[tuple[Item | Known, Examined]], tally: _Tally
) -> Iterator[tuple[Candidate, Permission]]:
    """The candidates of all items, and the rest into the tally."""
    for item, result in examined:
        if result.skipped:
            tally.skipped[result.skipped] = None
            continue
        tally.paths.add(item.path)
        if isinstance(item, Hunk) and item.commit:
            tally.commits.add(item.commit)
        tally.lines += result.lines
        if result.fresh:
            tally.fresh.append(result.fresh)
        for one in result.candidates:
            tally.candidates += 1
            yield one


def _keep(tally: _Tally) -> None:
    """Where files have candidates, for the next run."""
    if tally.fresh:
        from secret_guard.places import keep

        keep(tally.fresh)
        tally.fresh.clear()


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


def _findings(
    batch: list[tuple[Candidate, Permission]],
    verdicts: list[Verdict],
    identify: Callable[[str], str],
    with_fingerprints: bool,
) -> list[Finding]:
    """A finding for each verdict."""

    def find(candidate: Candidate, verdict: Verdict) -> Finding:
        return to_finding(candidate, verdict, identify(candidate.path), with_fingerprints)

    judged = [candidate for candidate, _ in batch]
    if with_fingerprints:
        alerts = {
            (candidate.rule_id, identify(candidate.path), candidate.secret)
            for candidate, verdict in zip(judged, verdicts, strict=True)
            if verdict.label == "ALERT"
        }
        # Imported late: most runs need none. scrypt lets other threads run, and each finding then
        # has its fingerprint from memory.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(lambda key: fingerprint(*key), alerts))
    return list(map(find, judged, verdicts))


def _told(tally: _Tally, finding: Finding, candidate: Candidate, note: Permission) -> bool:
    """Whether an earlier commit was said to hold this value, in this file, with this outcome."""
    key = (finding.label, note.allowed, finding.rule_id, finding.path, candidate.secret)
    return tally.told.setdefault(key, candidate.commit) != candidate.commit


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
