"""Lists and dictionaries under a name in the plural: every element may be a credential."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from secret_guard import plausible
from secret_guard.generic.assigned import CLOSE
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import URL, chain_span, value_span
from secret_guard.names import hint_of, words_of
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span
from secret_guard.values import Chain, read_chain

ELEMENTS = 60  # elements of one list that are looked at
_PLURAL = compiled(
    r"(?:passwords|passwds|passphrases|passcodes|pwds|tokens|jwts|secrets|keys|codes)_\d*_?$"
    r"|(?:passw(?:or)?ds?|passphrases?|pwds?|tokens?|secrets?|keys?)"
    r"_(?:list|dict|map|array|set|pool|table)_$"
)
# name = [   name: List[str] = (   "name": {   String[] name = new String[] {   name := []string{
_OPENING = compiled(
    CLOSE + r"(?:[ \t]*:[ \t]*[\w\[\], .<>|]{1,40}(?=[ \t]*=))?[ \t]*(?:=>|:=|[:=])[ \t]*"
    r"(?:new[ ])?(?:(?:\[\d*\])?[A-Za-z][\w<>.\[\]]{0,30}?)?[ ]?[\[{(]\s{0,40}"
    r"(?=[\\\"'`@\d-]|[a-z][\"'])"
)
_BLOCK = compiled(CLOSE + r"[ \t]*:[ \t]*(?:\#[^\n]*)?\n(?=[ \t]*-[ \t])")
_ITEM = compiled(
    r"[ \t]*-[ \t]+(?P<value>[^\s\"'][^\s:]*)?(?P<rest>[^\n]*?)(?:[ \t]\#[^\n]*)?(?:\n|$)"
)
_NUMBER_KEY = compiled(r"-?\d{1,6}\s?(?::|=>)\s{0,9}")
_KEY_ENDS = compiled(r"\s{0,9}(?::|=>)\s{0,9}")
_GAP = compiled(r"\s{0,9},(?:\s|//[^\n]*\n|\#[^\n]*\n){0,60}")
_DIGITS = compiled(r"[0-9a-fA-F-]{6,}")


def listed(hit: Hit) -> list[Span]:
    """tokens = ["value", "value"], PASSWORDS = {0: "value"}, tokens: with `- value` below."""
    if not _is_plural(hit.name):
        return []
    if opening := _OPENING.match(hit.text, hit.end):
        chains = [one for one in _elements(hit, opening.end()) if _is_worth(hit, one.joined)]
        return [span for chain in chains for span in chain_span(hit, chain)]
    if hit.syntax is Syntax.YAML and (block := _BLOCK.match(hit.text, hit.end)):
        return list(_items(hit, block.end()))
    return []


@lru_cache(maxsize=8192)
def _is_plural(name: str) -> bool:
    """Whether `name` is of several credentials."""
    words = words_of(name)
    return "_public_" not in words and _PLURAL.search(words) is not None


def _elements(hit: Hit, pos: int) -> Iterator[Chain]:
    """The literals from `pos` on that are elements of a list, or values of a dictionary."""
    for _ in range(ELEMENTS):
        if key := _NUMBER_KEY.match(hit.text, pos):
            pos = key.end()
        chain = read_chain(hit.text, pos, hit.doubled, implicit=False)
        if chain is not None and (key := _KEY_ENDS.match(hit.text, chain.close)):
            chain = read_chain(hit.text, key.end(), hit.doubled, implicit=False)
        if chain is None:
            return
        yield chain
        gap = _GAP.match(hit.text, chain.close)
        if gap is None:
            return
        pos = gap.end()


def _items(hit: Hit, pos: int) -> Iterator[Span]:
    """The plain or quoted items of the YAML list at `pos`."""
    for _ in range(ELEMENTS):
        item = _ITEM.match(hit.text, pos)
        if item is None:
            return
        pos = item.end()
        if item.group("value") is None:
            chain = read_chain(hit.text, item.start("rest"), hit.doubled, implicit=False)
            if chain is not None and _is_worth(hit, chain.joined):
                yield from chain_span(hit, chain)
        elif not item.group("rest").strip() and _is_worth(hit, item.group("value")):
            yield from value_span(hit, *item.span("value"), Rank.BARE)


def _is_worth(hit: Hit, value: str) -> bool:
    """Whether an element may be a value: words only in a list of passwords."""
    if URL.match(value) or " " in value:
        return False
    if plausible.is_plain_word(value):
        return hit.hint.rule_id == "generic-password" and hint_of(value) is None
    random = plausible.looks_secret(value) or _DIGITS.fullmatch(value) is not None
    return random and hint_of(value) is None
