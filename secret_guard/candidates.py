"""Hunk -> candidates: provider rules, names that hint, encodings, entropy; overlaps resolved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate

from secret_guard import decode, regex
from secret_guard.decode import SPLIT_MESSAGE, decode_value, find_encoded, find_split
from secret_guard.known_files import find_in_file
from secret_guard.literals import (
    MIN_LENGTH,
    find_literals,
    is_lock_file,
    is_mixed,
    looks_random,
)
from secret_guard.plausible import is_encrypted
from secret_guard.prefilter import Places, Runs, Words, find_runs
from secret_guard.rules import RULES
from secret_guard.spans import Rank, Span
from secret_guard.types import Candidate, Hunk

CONTEXT_LINES = 6


def find_candidates(hunk: Hunk) -> list[Candidate]:
    """The spans of `hunk` that may be credentials and touch its added lines, in reading order.

    No two of them overlap: the most specific wins.
    """
    return candidates_at(hunk, find_spans(hunk.text, hunk.path))


def find_spans(text: str, path: str) -> list[Span]:
    """The spans of a whole text that may be credentials, in reading order, none over another."""
    return [
        _known(with_encoding(span, text))
        for span in resolve(propose(text, path))
        if not is_encrypted(text, span.start, span.end)
    ]


@cache
def prepare() -> None:
    """Load all that a search may need."""
    _words().places("")
    for rule in RULES:
        rule.prepare()


def keep_prepared() -> None:
    """Let later runs have the regular expressions compiled, all of them."""
    if regex.worth_keeping():
        prepare()
        regex.keep()


def candidates_at(hunk: Hunk, spans: Sequence[Span]) -> list[Candidate]:
    """The candidates of `spans` of the hunk's text that touch its added lines."""
    if not spans:
        return []
    text = hunk.text
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    found = [_candidate(hunk, lines, starts, span) for span in spans]
    return [one for one in found if _touches(hunk, one)]


def propose(text: str, path: str) -> list[Span]:
    """All spans of `text` from every method, overlaps and all."""
    # Imported late: a second scan searches nothing, and its regular expressions take a while.
    from secret_guard.generic import find_generic

    lowered = text.lower()
    words: Places = _words().places(lowered)
    runs = find_runs(text)
    spans = list(find_rules(text, lowered, words, runs))
    if is_lock_file(path):
        return spans
    spans += find_in_file(text, path)
    if len(lowered) != len(text):  # lower() can lengthen a text ("İ")
        lowered, words = text, None
    named = find_generic(text, lowered, path, words)
    spans += (span for span in named if span.rank is not Rank.SPLIT)
    split = [span for span in named if span.rank is Rank.SPLIT]
    spans += _worth([*split, *find_split(text, lowered, words)], text)
    spans += (_named(span) for span in find_encoded(text, lowered, words, runs))
    spans += find_literals(text, path, runs)
    return spans


_UNKNOWN = frozenset({Rank.DEFAULT, Rank.LITERAL, Rank.BARE, Rank.ENTROPY})

# Word -> the rules, by their place in RULES, that look around it.
_ORDERS: dict[str, list[int]] = {}
for _order, _rule in enumerate(RULES):
    for _word in _rule.keywords:
        _ORDERS.setdefault(_word, []).append(_order)
_EVERYWHERE = tuple(order for order, rule in enumerate(RULES) if not rule.keywords)
_KEYWORDS = Words(_ORDERS)


@cache
def _words() -> Words:
    """All words that rules and readers look for."""
    from secret_guard.generic import WORDS

    return Words([*_ORDERS, *WORDS, *decode.WORDS])


def find_rules(
    text: str, lowered: str, places: Places = None, runs: Runs | None = None
) -> Iterator[Span]:
    """The spans of the provider rules; `places` and `runs` are looked up if not given."""
    around: dict[int, list[int]] = {order: [] for order in _EVERYWHERE}
    for word, starts in (_KEYWORDS.places(lowered) if places is None else places).items():
        for order in _ORDERS.get(word, ()):
            around.setdefault(order, []).extend(starts)
    for order in sorted(around):
        rule = RULES[order]
        if rule.run is not None:
            runs = runs or find_runs(text)
            if not runs.long:
                continue
        long = runs.long if runs else None
        for start, end in rule.spans(text, lowered, sorted(around[order]), long):
            if start < end:
                yield Span(start, end, rule.id, rule.message, Rank.PROVIDER, order=order)


def _rule_of(value: str) -> Span | None:
    """The first provider rule that knows a value by its own shape."""
    return next(find_rules(value, value.lower()), None)


def _worth(spans: Iterable[Span], text: str) -> Iterator[Span]:
    """Concatenations that are worth a look by themselves: known, random, or encoded.

    One whose joined value a provider rule knows stands above the rules, which see its parts.
    """
    for span in spans:
        rule = _rule_of(span.decoded)
        if rule is not None and span.decoded[rule.start : rule.end] in text[span.start : span.end]:
            yield replace(span, rank=Rank.HINT)
        elif rule is not None:
            message = f"{rule.message}, split over strings"
            yield replace(span, rank=Rank.JOINED, rule_id=rule.rule_id, message=message)
        elif span.rank is Rank.HINT:
            continue  # a list that is joined somewhere else
        elif span.message != SPLIT_MESSAGE or _unlike_words(span):
            yield span
        else:
            yield replace(span, rank=Rank.HINT)


def _unlike_words(span: Span) -> bool:
    """Whether a concatenation is encoded, or too random for words."""
    long = len(span.decoded) >= MIN_LENGTH
    return "+" in span.encoding or is_mixed(span.decoded) or (long and looks_random(span.decoded))


def _named(span: Span) -> Span:
    """An encoded span under the provider rule that its decoded value matches."""
    rule = _rule_of(span.decoded)
    if rule is None:
        return span
    return replace(span, rule_id=rule.rule_id, message=f"{rule.message} ({span.encoding})")


def _known(span: Span) -> Span:
    """`span`, if a mere name or its entropy gave it, under the rule that knows what it hides."""
    return _named(span) if span.encoding and span.rank in _UNKNOWN else span


def resolve(spans: Iterable[Span]) -> list[Span]:
    """The spans that do not overlap a more specific one, in reading order."""
    kept: list[Span] = []  # in reading order
    starts: list[int] = []
    for span in sorted(spans, key=lambda one: (one.rank, one.order, one.start, -one.end)):
        place = bisect_right(starts, span.start)
        near = [index for index in (place - 1, place) if 0 <= index < len(kept)]
        clash = next((index for index in near if _overlap(kept[index], span)), None)
        if clash is None and span.rank is not Rank.HINT:
            kept.insert(place, span)
            starts.insert(place, span.start)
        elif clash is not None and span.encoding and not kept[clash].encoding:
            kept[clash] = replace(kept[clash], decoded=span.decoded, encoding=span.encoding)
    return kept


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def with_encoding(span: Span, text: str) -> Span:
    """`span` with what it decodes to, if nothing is known about that yet."""
    if span.encoding or span.rank is Rank.REFERENCE:
        return span
    decoded, encoding = decode_value(text[span.start : span.end])
    return replace(span, decoded=decoded, encoding=encoding) if decoded else span


def _candidate(hunk: Hunk, lines: list[str], starts: list[int], span: Span) -> Candidate:
    """`span` with its place in the file and the lines around it."""
    first = bisect_right(starts, span.start) - 1
    last = bisect_right(starts, span.end - 1) - 1
    return Candidate(
        rule_id=span.rule_id,
        message=span.message,
        path=hunk.path,
        line=hunk.first_line + first,
        column=span.start - starts[first] + 1,
        end_line=hunk.first_line + last,
        end_column=span.end - starts[last] + 1,
        secret=hunk.text[span.start : span.end],
        decoded=span.decoded,
        encoding=span.encoding,
        line_text=lines[first],
        before=tuple(lines[max(0, first - CONTEXT_LINES) : first]),
        after=tuple(lines[last + 1 : last + 1 + CONTEXT_LINES]),
        commit=hunk.commit,
    )


def _touches(hunk: Hunk, candidate: Candidate) -> bool:
    """Whether the candidate stands on a line that the scan is about."""
    if hunk.added is None:
        return True
    return any(line in hunk.added for line in range(candidate.line, candidate.end_line + 1))
