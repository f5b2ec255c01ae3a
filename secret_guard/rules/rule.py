"""One rule as data, and how it is applied to a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from secret_guard.regex import compiled

# For a rule whose matches do not hold a keyword near their beginning: how far from one they begin.
FAR = 400
# How far a match may go on behind its first long run: two more parts of a token, joined by dots.
BEHIND_RUN = 200
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
    `run`, if given: every match holds a long run (prefilter.Runs) and begins at most so many
    characters before it, so that the rule need not be tried where there is none.
    `scope`, if given, is a regex for whole lines, with a keyword in the first of them: `regex` is
    then tried only inside the spans that `scope` matches, each span on its own (for entries that
    mean something only inside a block).
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
    run: int | None = None
    reach: int = 1_000
    before: int = 0

    def prepare(self) -> None:
        """Compile all that the rule is made of."""
        _ = self.pattern, self.scope and self.scope_pattern, self.confirm and self.confirm_pattern

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled regex."""
        return compiled(self.regex, re.MULTILINE)

    @cached_property
    def scope_pattern(self) -> re.Pattern[str]:
        """The compiled scope."""
        return compiled(self.scope, re.MULTILINE)

    @cached_property
    def confirm_pattern(self) -> re.Pattern[str]:
        """The compiled `confirm`."""
        return compiled(self.confirm)

    def matches(
        self,
        text: str,
        lowered: str,
        places: Sequence[int] | None = None,
        runs: Sequence[tuple[int, int]] | None = None,
    ) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, whose `.lower()` is `lowered`, from left to right.

        `places`: where keywords stand in `lowered`, ascending; looked for if not given. `runs`:
        the long runs of `text`; nobody looks for them if not given.
        """
        if places is None:
            places = sorted(place for key in self.keywords for place in _places(key, lowered))
        if self.confirm:
            confirmed = self.confirm_pattern.match
            places = [place for place in places if confirmed(lowered, place)]
        if self.keywords and not places:
            return
        if self.run is None:
            runs = None
        if len(text) != len(lowered):  # lower() can lengthen a text ("İ"): places are others
            windows = self._windows(text, ())
        elif self.keywords and self.before <= NEAR and not self.scope:
            yield from self._beside(text, places if runs is None else self._near(places, runs))
            return
        elif runs is not None:
            windows = _merged(self._around_runs(places, runs))
        else:
            windows = self._windows(text, places)
        for start, end in windows:
            for match in self.pattern.finditer(text, start, end):
                yield self._whole(match, text, end)

    def spans(
        self,
        text: str,
        lowered: str,
        places: Sequence[int] | None = None,
        runs: Sequence[tuple[int, int]] | None = None,
    ) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of the secret of each match, in characters of `text`."""
        return (match.span("secret") for match in self.matches(text, lowered, places, runs))

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

    def _near(self, places: Sequence[int], runs: Sequence[tuple[int, int]]) -> Sequence[int]:
        """Those of `places` around which a match may hold one of `runs`.

        Up to twice the reach behind the place, as a match that begins in reach may go on.
        """
        last = (bisect_right(runs, (place + 2 * self.reach,)) - 1 for place in places)
        return [
            place
            for place, index in zip(places, last, strict=True)
            if index >= 0 and runs[index][1] > place - self.before
        ]

    def _around_runs(
        self, places: Sequence[int], runs: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield what is searched around each of `runs` that is near one of `places`."""
        lead, following = self.run or 0, 0
        for place in places:
            following = max(following, bisect_right(runs, (place - self.before,)) - 1)
            while following < len(runs) and runs[following][0] < place + self.reach:
                low, high = runs[following]
                following += 1
                if high > place - self.before:
                    yield low - lead, high + BEHIND_RUN

    def _windows(self, text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the disjoint spans in which the regex is searched for."""
        if self.scope:
            yield from self._scopes(text, places)
        elif not places or len(text) <= self.before + self.reach:
            yield 0, len(text)
        else:
            yield from _merged((place - self.before, place + self.reach) for place in places)

    def _scopes(self, text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the spans of `scope`, which is tried at the lines of `places`.

        Without places it is tried at each line.
        """
        done = 0
        for place in places or (match.start() for match in re.finditer("^", text, re.MULTILINE)):
            start = text.rfind("\n", 0, place) + 1
            if start < done:
                continue
            done = start + 1
            if match := self.scope_pattern.match(text, start):
                yield match.span()
                done = text.find("\n", match.end() - 1) + 1 or len(text) + 1


def _merged(windows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield `windows`, ascending, with those that overlap or touch as one, from 0 on."""
    start = end = 0
    for low, high in windows:
        if low > end:
            if end:
                yield start, end
            start = low
        end = high
    if end:
        yield start, end


def _places(keyword: str, lowered: str) -> Iterator[int]:
    """Yield where `keyword` stands in `lowered`."""
    place = lowered.find(keyword)
    while place >= 0:
        yield place
        place = lowered.find(keyword, place + 1)
