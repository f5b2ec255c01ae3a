"""One rule as data, and how it is applied to a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# A match may begin this many characters before its keyword, unless its rule says how many.
BEFORE = 400


@dataclass(frozen=True)
class Rule:
    r"""What one kind of credential looks like.

    `regex` is Python `re` source (compiled with MULTILINE) with exactly one named group, `secret`.
    `keywords` are lower-case substrings: the regex is tried only around them, from `before`
    characters before one to `reach` characters after it; () means the whole text, always, and is
    as fast where the regex starts with two literal characters.
    `scope`, if given, is a regex too: `regex` is then tried only inside the spans that `scope`
    matches, each span on its own (for entries that mean something only inside a block).
    `hits` must give exactly the spans between ⟦ and ⟧, `misses` nothing; both may hold slots such
    as {{hex:32}}, so that no realistic key stands in the source.
    """

    id: str
    message: str
    regex: str
    keywords: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    scope: str = ""
    reach: int = 1_000
    before: int = BEFORE

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled regex."""
        return re.compile(self.regex, re.MULTILINE)

    @cached_property
    def scope_pattern(self) -> re.Pattern[str]:
        """The compiled scope."""
        return re.compile(self.scope, re.MULTILINE)

    def matches(self, text: str, lowered: str) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, whose `.lower()` is `lowered`, from left to right."""
        for start, end in self._windows(text, lowered):
            for match in self.pattern.finditer(text, start, end):
                if match.end() == end < len(text):  # the window may have cut it short
                    match = self.pattern.match(text, match.start()) or match
                yield match

    def spans(self, text: str, lowered: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of the secret of each match, in characters of `text`."""
        return (match.span("secret") for match in self.matches(text, lowered))

    def _windows(self, text: str, lowered: str) -> Iterator[tuple[int, int]]:
        """Yield the disjoint spans in which the regex is tried."""
        if self.keywords and not any(keyword in lowered for keyword in self.keywords):
            return
        if self.scope:
            yield from (match.span() for match in self.scope_pattern.finditer(text))
        elif (
            not self.keywords or len(text) <= self.before + self.reach or len(text) != len(lowered)
        ):
            yield 0, len(text)  # lower() can lengthen a text ("İ"): positions would not agree
        else:
            yield from self._keyword_windows(lowered)

    def _keyword_windows(self, lowered: str) -> Iterator[tuple[int, int]]:
        """Yield the merged windows around all keywords."""
        places = sorted(place for key in self.keywords for place in _places(key, lowered))
        start, end = 0, 0
        for place in places:
            if place - self.before > end:
                if end:
                    yield start, end
                start = place - self.before
            end = min(place + self.reach, len(lowered))
        yield start, end


def _places(keyword: str, lowered: str) -> Iterator[int]:
    """Yield where `keyword` stands in `lowered`."""
    place = lowered.find(keyword)
    while place >= 0:
        yield place
        place = lowered.find(keyword, place + len(keyword))
