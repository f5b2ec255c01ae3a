"""Values before their name, and literals that say by themselves what they are."""

from __future__ import annotations

from collections.abc import Iterator

from secret_guard import plausible
from secret_guard.generic.expressions import inner_spans
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import value_span
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span
from secret_guard.values import read_expression, read_literal

_VALUE_LENGTHS = range(3, 201)  # characters of a value before its name
# From the end of a literal to a name: at most one quote in it.
_TO_NAME = compiled(
    r"[\"'][ ]*(?:={2,3}|!={1,2}|\.(?:equals|equalsIgnoreCase|eql\?|isEqualToString)[ ]*\(?"
    r"|,[ ]*for\w*:|[ ]for\w*:|[ ](?:into|in|for)[ ](?:the[ ])?\#?)"
    r"[ ]*@?[\"']?[\w.$>@()-]*$"
)
_ANNOTATED = compiled(r"@(?:Value|ConfigProperty|Property|Named)\([\w ]*=?[ ]*[\"']\$\{$")
# What says that a text is to be replaced, and by what.
_FILL_IN = compiled(
    r"(?i)(?<![a-z])(?:your|paste|insert(?! into)|replace|put|here|goes|todo|fill|dummy|xxx+)"
    r"(?![a-z])|^<[^<>]+>$"
)
_ARGUMENT = compiled(r"[(,][ ]*[@bruf]?$")
_TELLS = compiled(r"(?i)(?:get|env|print|log|error|warn|info|echo|message|exception)\w*\($")
_LOOKS_UP = compiled(
    r"(?:[\w$]+(?:\.|::|->)){0,8}(?:environ(?:\.get)?|ENV(?:\.fetch)?|env|getOrElse|var"
    r"|[gG]et[eE]nv|env\.fetch)[(\[][\"']$"
)
_CHAR_ARRAY = compiled(r"\"(?P<value>[^\"\\\n]{3,120})\"\.toCharArray\(\)")


def reversed_pair(hit: Hit) -> list[Span]:
    """ "value" == password, "value".equals(password), set("value", forKey: "password")."""
    last = _last_quote(hit.before, len(hit.before))
    middle = _last_quote(hit.before, last)
    line = hit.start - len(hit.before)
    for opening, closing in ((_last_quote(hit.before, middle), middle), (middle, last)):
        told = opening >= 0 and closing - opening - 1 in _VALUE_LENGTHS
        if told and _TO_NAME.match(hit.before, closing):
            return value_span(hit, line + opening + 1, line + closing, Rank.LITERAL)
    return []


def _last_quote(text: str, end: int) -> int:
    """Where the last quote of `text` before `end` stands, -1 if nowhere."""
    return max(text.rfind('"', 0, end), text.rfind("'", 0, end)) if end > 0 else -1


def annotated(hit: Hit) -> list[Span]:
    """@Value("${name}"), @Value("${name:default}")."""
    found = hit.before.endswith("${") and _ANNOTATED.search(hit.before)
    literal = read_literal(hit.text, hit.start - 3) if found else None
    return value_span(hit, literal.start, literal.end, Rank.LITERAL) if literal else []


def placeholder(hit: Hit) -> list[Span]:
    """connect("YOUR_TOKEN_HERE"): an argument that says which credential is to stand there."""
    if not hit.quote or hit.syntax is not Syntax.CODE:
        return []
    opening = hit.before.rfind(hit.quote)
    lead = hit.before[:opening]
    if not _ARGUMENT.search(lead) or _TELLS.search(lead):
        return []
    literal = read_literal(hit.text, hit.start - len(hit.before) + opening)
    if literal is None or not _FILL_IN.search(hit.text[literal.start : literal.end]):
        return []
    return value_span(hit, literal.start, literal.end, Rank.LITERAL)


def looked_up(hit: Hit) -> list[Span]:
    """f(os.environ["NAME"]): a reference that is not assigned to a hinting name."""
    if hit.hint.weak or hit.syntax is not Syntax.CODE or hit.before[-2:-1] not in ("(", "["):
        return []
    match = _LOOKS_UP.search(hit.before)
    if match is None:
        return []
    start = hit.start - len(hit.before) + match.start()
    end = read_expression(hit.text, start)
    return inner_spans(hit, start, end) or value_span(hit, start, end, Rank.REFERENCE)


def char_arrays(text: str) -> Iterator[Span]:
    """ "value".toCharArray(): what Java's key stores take as a password."""
    for match in _CHAR_ARRAY.finditer(text):
        if not plausible.is_trivial(match.group("value")):
            message = "Password as array of char"
            yield Span(*match.span("value"), "generic-password", message, Rank.LITERAL)
