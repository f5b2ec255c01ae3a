"""A value that was read -> a span: wrappings taken off, what cannot be a secret left out."""

from __future__ import annotations

import re
from itertools import pairwise

from secret_guard import plausible
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.names import PIN, is_measured, is_shown, words_of
from secret_guard.regex import compiled
from secret_guard.spans import CONCATENATION, Rank, Span
from secret_guard.values import Chain, characters

# "Bearer " before a token; Spring's "{noop}" before a password.
SCHEME = compiled(
    r"(?i)(?:Authorization: ?)?(?:Bearer|Basic|Token|ApiKey|Digest|Key|JWT|Splunk)[ ]+(?=\S)"
    r"|\{(?:noop|plain|clear\w*)\}"
)
_SCHEME_ALONE = compiled(r"(?i)(?:bearer|basic|token|digest|jwt|apikey)[ ]+|bearer|basic")
URL = compiled(r"[a-z][a-z0-9+.:-]{1,30}://\S", re.IGNORECASE)

# ${NAME:-value} and ${name:value}; not ${file:/path} and the like, which name a source.
_DEFAULT = compiled(
    r"\$\{(?!(?:file|env|localEnv|containerEnv|config|secrets?\w*|ssm|vault|inputs?|sm|opt|self|cf"
    r"|params?|sys|dir|aws\w*|gcp\w*|azure\w*|base64):)[\w.\-]+:[-=]?(?![?+$\-=])(?P<value>[^{}]+)\}"
)
_USER_PASSWORD = compiled(r"[\w.@+-]{2,40}:(?P<value>[^\s:/@]{3,})")
_QUOTED = compiled(r"(?P<quote>\\{0,3}[\"'])(?P<value>.+)(?P=quote)", re.DOTALL)
_AT_SIGNS = compiled(r"@(?P<value>[^@\s]+)@")  # Haddock's marks around code, in comments
_INNER_PAIR = compiled(
    r"(?i)\b(?:password|pwd|accountkey|sharedaccesskey|secret|token|api_?key|sig|access_token)="
)
_IS_PIN = compiled(r"\d(?:[ -]?\d){3,11}")
_NUMBERS = compiled(r"\[?\d+(?:,\s*\d+){2,},?\s*\]?")
_CODES = compiled(r"(?:0x[0-9a-fA-F]{1,2}\s*,\s*){15,}0x[0-9a-fA-F]{1,2}")
_ALPHABET = compiled(r"(?i)char|symbol|alphabet|letter|digit")
_BYTES = compiled(r"(?:-?\d{1,3}\s*,\s*){15,63}-?\d{1,3}")
_PAGE_NAME = compiled(
    r"_(?:(?:home|homepage|repo|repository|source|docs?|documentation|help|issues?|bugs?"
    r"|project|pr|license|image|img|avatar|icon|logo|download|dist|html|thumbnail|video|support"
    r"|website|static|media|next|prev|canonical|schema|reference|web|news|blog|profile|tracker"
    r"|changelog|pull_request|more_info|info|readme|namespace|author)_)?ur[il]_"
)
_PAGE = compiled(r"https?://(?:[\w-]{1,63}\.)+[a-z]{2,12}(?:/[A-Za-z0-9_.~%+-]{0,32}){0,12}")
_ATTRIBUTE = compiled(r"[A-Za-z][\w:-]{0,40}=")
_ENDPOINT = compiled(r"(?:\w{1,20}=)?[a-z][a-z0-9+.-]{1,30}://[^\s@?;]+", re.IGNORECASE)
# What follows an endpoint in a connection string: its key is a hit of its own.
_KEY_FOLLOWS = compiled(
    r";[ ]?(?i:shared_?access|access_?key|account_?(?:name|key)|entity_?path|authentication|id=)"
)
_OF_ALGORITHMS = ("generic-key", "generic-value", "generic-token")
MIXED = 8  # different bytes, and steps between them, that a key has
_LONG = 16  # from this length on, a weak name and a URL are enough


def value_span(hit: Hit, start: int, end: int, rank: Rank) -> list[Span]:
    """`[start, end)` as a span of this name's family, its wrappings taken off; or nothing."""
    if rank is not Rank.LITERAL or hit.text.startswith("\n", start):
        start, end = _stripped(hit.text, start, end)
    value = hit.text[start:end]
    if characters(value):
        is_secret = _is_listed(value) and not _ALPHABET.search(hit.name)
        return [_named(hit, start, end, rank, value)] if is_secret else []
    if match := _QUOTED.fullmatch(value) or (hit.comment and _AT_SIGNS.fullmatch(value)):
        return value_span(hit, start + match.start("value"), start + match.end("value"), rank)
    if match := _DEFAULT.fullmatch(value):
        first = start + match.start("value")
        if inner := value_span(hit, first, start + match.end("value"), Rank.DEFAULT):
            return inner
    if match := SCHEME.match(value):
        return value_span(hit, start + match.end(), end, rank)
    userpass = rank is Rank.LITERAL and hit.hint.rule_id == "generic-credential"
    if userpass and (match := _USER_PASSWORD.fullmatch(value)):
        start, value = start + match.start("value"), match.group("value")
    if rank is Rank.BARE and _ATTRIBUTE.fullmatch(value) and hit.text[end : end + 1] in ("'", '"'):
        return []  # <Logger name="of.Passwords" level="warn">
    if _SCHEME_ALONE.fullmatch(value) or _is_endpoint(hit, value, end):
        return []
    if plausible.is_trivial(value) or (rank is not Rank.REFERENCE and not _fits(hit, value)):
        return []
    return [_named(hit, start, end, rank, value)]


def _named(hit: Hit, start: int, end: int, rank: Rank, value: str) -> Span:
    rule_id, noun = hit.hint.rule_id, hit.hint.noun
    if rank is not Rank.REFERENCE and URL.match(value):
        rule_id, noun = "generic-url", "URL"
    return Span(start, end, rule_id, f"{noun} in {hit.name}", rank)


def chain_span(hit: Hit, chain: Chain, rank: Rank = Rank.LITERAL) -> list[Span]:
    """The span of a literal, or of a concatenation as a whole."""
    if len(chain.literals) == 1:
        return value_span(hit, chain.start, chain.end, rank)
    if plausible.is_trivial(chain.joined) or not _fits(hit, chain.joined):
        return []
    message = f"{hit.hint.noun} in {hit.name}, split over {len(chain.literals)} strings"
    place = (chain.start, chain.end, "split-string", message, Rank.SPLIT)
    return [Span(*place, decoded=chain.joined, encoding=CONCATENATION)]


def _fits(hit: Hit, value: str) -> bool:
    """Whether a literal or bare `value` is worth a look, given how much the name says."""
    is_url = URL.match(value) is not None
    if hit.hint == PIN and not (_IS_PIN.fullmatch(value) or plausible.is_reference_text(value)):
        return False
    if value.isdigit() and is_measured(hit.name):
        return False
    if _NUMBERS.fullmatch(value) and not _is_unordered(value):
        return False  # where a word stands in a text, what rules there are
    if hit.hint.rule_id == "generic-url":
        return is_url and not _INNER_PAIR.search(value) and not _is_page(hit.name, value)
    if plausible.is_reference_text(value):
        return not hit.hint.weak
    if _INNER_PAIR.search(value) and not is_url:
        return False  # the name inside is a hit of its own
    if hit.hint.rule_id in _OF_ALGORITHMS and plausible.is_algorithm(value):
        return False
    if plausible.is_translation(value) or (is_shown(hit.name) and plausible.is_wording(value)):
        return False  # a text for people, in some language
    if not hit.hint.weak:
        return True
    if hit.name.lower() == "key" and hit.syntax is not Syntax.CODE:
        return not is_url
    long_url = is_url and len(value) >= _LONG
    return long_url or plausible.looks_secret(value) or _is_listed(value)


def _is_unordered(numbers: str) -> bool:
    """Whether one of the numbers is smaller than the one before it."""
    return any(b < a for a, b in pairwise(map(int, numbers.strip(" ,[]").split(","))))


def _is_listed(value: str) -> bool:
    """Whether `value` lists what keys are made of: 16 bytes or more, more than half of them above
    31 if they are decimal; or the characters of what looks like a secret."""
    if _BYTES.fullmatch(value):
        numbers = [int(one) for one in value.split(",")]
        steps = {b - a for a, b in pairwise(numbers)}
        large = sum(-129 < one < 256 and abs(one) > 31 for one in numbers)
        return large > len(numbers) // 2 and len(set(numbers)) >= MIXED and len(steps) >= MIXED
    if text := characters(value):
        return plausible.looks_secret(text) and list(text) != sorted(text)
    return _CODES.fullmatch(value) is not None


def _is_endpoint(hit: Hit, value: str, end: int) -> bool:
    """Whether `value` is the mere endpoint in a connection string that goes on at `end`."""
    return _ENDPOINT.fullmatch(value) is not None and _KEY_FOLLOWS.match(hit.text, end) is not None


def _is_page(name: str, value: str) -> bool:
    """Whether a name and its URL are of a mere page: url = "https://docs.example.com/start"."""
    return _PAGE_NAME.fullmatch(words_of(name)) is not None and _PAGE.fullmatch(value) is not None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without white space at its ends, and the backslash that continues a line."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 2 : end] in (" \\", "\t\\")):
        end -= 1
    return start, end
