"""One native pass over a text finds where all the words stand that rules and readers look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from secret_guard.regex import compiled

# Word -> its offsets in a text; None where nobody has looked for words.
Places = Mapping[str, Sequence[int]] | None

RUN = 24  # characters of a run that may be a token
OPENED_RUN = 16  # of one that is worth a look because of what stands before it

_LEAD = compiled(r"[a-z0-9_ ]+(?![?*+{])")
_RUN_CHARACTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_-")
_RUN_TABLE = bytes(ord("a" if code in _RUN_CHARACTERS else " ") for code in range(256))
_SIGNS = frozenset("=:")
_OPENERS = frozenset("\"'`>@,") | _SIGNS
_BLANKS = frozenset(" \t")


class Words:
    """A set of words, and an Aho-Corasick automaton that finds all of them at once.

    The automaton is built (in three milliseconds) when it is first needed.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))

    def places(self, text: str) -> dict[str, list[int]]:
        """Word -> the offsets in `text` where it stands, ascending; words inside others, too."""
        try:
            hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 has not: one "?" for it
            return self.places(text.encode("utf-8", "replace").decode())
        found: dict[str, list[int]] = {}
        for number, start, _ in hits:
            word = self.words[number]
            if word in found:
                found[word].append(start)
            else:
                found[word] = [start]
        return found

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self.words, implementation=Implementation.DFA)


def stand(words: Iterable[str], lowered: str, places: Places) -> bool:
    """Whether one of `words` stands in the text, by its `places` if they are known."""
    where = lowered.lower() if places is None else places
    return any(word in where for word in words)


class Leads:
    """A regex of alternatives that each begin with a literal word, to be tried where one stands."""

    def __init__(self, *alternatives: str, behind: str = "") -> None:
        self.source = f"(?:{'|'.join(alternatives)}){behind}"
        leads = [_LEAD.match(alternative) for alternative in alternatives]
        self.words = frozenset(lead.group() for lead in leads if lead is not None)
        if None in leads:
            raise ValueError("an alternative does not begin with a word")
        self.pattern = compiled(self.source)

    def finditer(self, text: str, places: Places = None) -> Iterator[re.Match[str]]:
        """The matches in `text`, as `re` finds them; `places` tell where the words stand in it."""
        if places is None:
            yield from self.pattern.finditer(text)
            return
        end, attempt = 0, self.pattern.match
        known = self.words & places.keys()
        for place in sorted(chain.from_iterable(places[word] for word in known)):
            if place >= end and (match := attempt(text, place)) is not None:
                yield match
                end = match.end()


class Quotes:
    """A regex for what begins with a quote of any kind and holds no other.

    It is three that begin with one literal character each: `re` skips to that natively.
    """

    def __init__(self, rest: str) -> None:
        self.patterns = tuple(compiled(quote + rest) for quote in "\"'`")

    def finditer(self, text: str) -> list[re.Match[str]]:
        """The matches in `text`, from left to right."""
        found = chain.from_iterable(pattern.finditer(text) for pattern in self.patterns)
        return sorted(found, key=re.Match.start)


class Runs(NamedTuple):
    """Where characters of the base64 alphabets stand in a row in a text, from left to right."""

    long: list[tuple[int, int]]  # begin and end of each run of RUN or more
    opened: list[int]  # begin of each of OPENED_RUN or more behind what may open a literal


def find_runs(text: str) -> Runs:
    """The runs of `text`. What may open a literal: a quote, a comma, a sign, a sign and a blank."""
    long: list[tuple[int, int]] = []
    opened: list[int] = []
    marked = text.encode("latin-1", "replace").translate(_RUN_TABLE)  # a byte for a character
    wanted = b"a" * OPENED_RUN
    start = marked.find(wanted)
    while start >= 0:
        end = marked.find(b" ", start)
        if end < 0:
            end = len(text)
        if end - start >= RUN:
            long.append((start, end))
        before = text[start - 1] if start else ""
        if before in _OPENERS or (before in _BLANKS and text[start - 2 : start - 1] in _SIGNS):
            opened.append(start)
        start = marked.find(wanted, end)
    return Runs(long, opened)
