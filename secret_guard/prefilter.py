"""One native pass over a text finds where all the words stand that rules and readers look for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import ahocorasick


class Words:
    """A set of words, and an Aho-Corasick automaton that finds all of them at once.

    The automaton is built (in a millisecond) when it is first needed.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    def places(self, text: str) -> dict[str, list[int]]:
        """Word -> the offsets in `text` where it stands, ascending; words inside others, too."""
        found: dict[str, list[int]] = {}
        for last, (word, back) in self._automaton.iter(text):
            if word in found:
                found[word].append(last - back)
            else:
                found[word] = [last - back]
        return found

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for word in self.words:
            automaton.add_word(word, (word, len(word) - 1))
        automaton.make_automaton()
        return automaton
