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

_REVERSED = compiled(
    r"[\"'](?P<value>[^\"'\n]{3,200})[\"'][ ]*"
    r"(?:={2,3}|!={1,2}|\.(?:equals|equalsIgnoreCase|eql\?|isEqualToString)[ ]*\(?|,[ ]*for\w*:"
    r"|[ ]for\w*:|[ ](?:into|in|for)[ ](?:the[ ])?\#?)[ ]*@?[\"']?[\w.$>@()-]*$"
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
    match = _REVERSED.search(hit.before)
    if match is None:
        return []
    line = hit.start - len(hit.before)
    return value_span(hit, line + match.start("value"), line + match.end("value"), Rank.LITERAL)


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
    if "toCharArray" not in text:
        return
    for match in _CHAR_ARRAY.finditer(text):
        if not plausible.is_trivial(match.group("value")):
            message = "Password as array of char"
            yield Span(*match.span("value"), "generic-password", message, Rank.LITERAL)
