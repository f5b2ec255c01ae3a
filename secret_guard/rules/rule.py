"""One rule as data, and how it is applied to a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

# For a rule whose matches do not hold a keyword near their beginning: how far from one they begin.
FAR = 400
RUN = 24
# Up to so many characters before a keyword, the regex is tried at each place where a match may
# begin; further away, it is searched for.
NEAR = 32


@dataclass(frozen=True)
class Rule:
    r"""What one kind of credential looks like.

    `regex` is Python `re` source (compiled with MULTILINE) with exactly one named group, `secret`.
    `keywords` are lower-case substrings: the regex is tried only around them. A match begins at
    most `before` characters before a keyword (0: with it), and is looked for in the `reach`
    characters after it; () means the whole text, always, and is as fast where the regex starts
    with two literal characters.
    `confirm`, if given, is a regex for the lower-case text that has to match at a keyword, or the
    keyword does not count; it saves the work where a keyword is a common word.
    `run`: every match holds RUN or more characters of base64 in a row, so that the rule need not
    be tried where there are none.
    `scope`, if given, is a regex for whole lines: `regex` is then tried only inside the spans that
    `scope` matches, each span on its own (for entries that mean something only inside a block).
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
    confirm: str = ""
    run: bool = False
    reach: int = 1_000
    before: int = 0

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled regex."""
        return re.compile(self.regex, re.MULTILINE)

    @cached_property
    def scope_pattern(self) -> re.Pattern[str]:
        """The compiled scope."""
        return re.compile(self.scope, re.MULTILINE)

    @cached_property
    def confirm_pattern(self) -> re.Pattern[str]:
        """The compiled `confirm`."""
        return re.compile(self.confirm)

    def matches(
        self, text: str, lowered: str, places: Sequence[int] | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, whose `.lower()` is `lowered`, from left to right.

        `places`: where keywords stand in `lowered`, ascending; looked for if not given.
        """
        if places is None:
            places = sorted(place for key in self.keywords for place in _places(key, lowered))
        if self.confirm:
            confirmed = self.confirm_pattern.match
            places = [place for place in places if confirmed(lowered, place)]
        if self.keywords and not places:
            return
        aligned = len(text) == len(lowered)  # lower() can lengthen a text ("İ")
        if self.before <= NEAR and self.keywords and aligned and not self.scope:
            yield from self._beside(text, places)
            return
        for start, end in self._windows(text, places if aligned else ()):
            for match in self.pattern.finditer(text, start, end):
                yield self._whole(match, text, end)

    def spans(
        self, text: str, lowered: str, places: Sequence[int] | None = None
    ) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of the secret of each match, in characters of `text`."""
        return (match.span("secret") for match in self.matches(text, lowered, places))

    def _whole(self, match: re.Match[str], text: str, end: int) -> re.Match[str]:
        """`match`, or the longer one that a window up to `end` cut short."""
        if match.end() == end < len(text):
            return self.pattern.match(text, match.start()) or match
        return match

    def _beside(self, text: str, places: Sequence[int]) -> Iterator[re.Match[str]]:
        """Yield the matches that begin at most `before` characters before one of `places`."""
        attempt, before, reach = self.pattern.match, self.before, self.reach
        done = 0
        for place in places:
            start = max(done, place - before)
            while start <= place:
                match = attempt(text, start, place + reach)
                start += 1
                if match is not None:
                    match = self._whole(match, text, place + reach)
                    yield match
                    start = match.end()
            done = start

    def _windows(self, text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the disjoint spans in which the regex is searched for."""
        if self.scope:
            yield from self._scopes(text)
        elif not places or len(text) <= self.before + self.reach:
            yield 0, len(text)
        else:
            yield from self._keyword_windows(places, len(text))

    def _scopes(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of `scope`, which is tried at each line: a search tries it everywhere."""
        attempt, start = self.scope_pattern.match, 0
        while start >= 0:
            match = attempt(text, start)
            if match is not None:
                yield match.span()
                start = match.end() - 1
            start = text.find("\n", start) + 1 or -1

    def _keyword_windows(self, places: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
        """Yield the merged windows around `places` in a text of `length` characters."""
        start, end = max(0, places[0] - self.before), 0
        for place in places:
            if place - self.before > end > 0:
                yield start, end
                start = place - self.before
            end = min(place + self.reach, length)
        yield start, end


def _places(keyword: str, lowered: str) -> Iterator[int]:
    """Yield where `keyword` stands in `lowered`."""
    place = lowered.find(keyword)
    while place >= 0:
        yield place
        place = lowered.find(keyword, place + 1)
