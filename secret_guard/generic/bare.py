"""Unquoted values, by the syntax of the file."""

from __future__ import annotations

from secret_guard import plausible
from secret_guard.generic.expressions import COMPARISONS, LINE_START
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import SCHEME, value_span
from secret_guard.names import is_about
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span
from secret_guard.values import read_literal

# At most 500 pieces of a value: template expressions as a whole, else single characters.
_TEMPLATE = r"\$?\{\{[^\n{}]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|\$\([^()\n]{0,300}\)"
SHELL = compiled(
    r"(?:\$\{[^{}\n]{0,200}(?:\{[^{}\n]{0,200}\}[^{}\n]{0,200}){0,4}\}"
    r"|\$\((?:[^()\n]|\([^()\n]{0,300}\)){0,400}\)|`[^`\n]{0,400}`|\\.|\"[^\"\n]{0,400}\""
    r"|'[^'\n]{0,400}'|\{\{[^\n{}]{0,200}\}\}|<[\w .-]{1,60}>|[^\s;&|<>\"'`()\\]){1,500}"
)
WORD = compiled(rf"(?:{_TEMPLATE}|<[\w .:'-]{{1,60}}>|\[[\w -]{{1,40}}\]|[^\s\"'`<>|]){{1,500}}")
_IN_STRING = compiled(
    rf"(?:{_TEMPLATE}|#\{{[^{{}}\n]{{0,200}}\}}|<[\w .-]{{1,60}}>|[^\s\"'`<>&;,\\]){{1,500}}"
)
_LINE = compiled(r"(?:[^\n;#]|(?<=\S)[;#]){1,500}")
_FLOW = compiled(rf"(?:{_TEMPLATE}|[^\n,{{}}\[\]]){{1,500}}")
_YAML = compiled(r"(?:\{\{[^\n]{0,200}?\}\}|[^\n#]|(?<=\S)#){1,500}")
_YAML_TAG = compiled(r"&\w+[ ]+|!!(?:str|binary)[ ]+")
_YAML_BLOCK = compiled(
    r"(?:!!?\w+[ ]+)?[|>][-+\d]{0,2}[ \t]*\n(?P<indent>[ \t]+)"
    r"(?P<body>[^\n]+(?:\n(?P=indent)[^\n]*){0,80})"
)
_REST = compiled(r"[^\n]{1,300}")
_SENTENCE = compiled(r"[ \t]+(?:[a-z]+|\w+ [a-z]+)")
_NAME_LIKE = compiled(r"[A-Za-z_.:/-]+")
_BY_DEFAULT = compiled(r"(?i)\bdefault[ ](?:\w+[ ])?$")  # "Default password: value"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def bare_value(hit: Hit, pos: int, operator: str) -> list[Span]:
    """The unquoted value at `pos`, behind `operator`."""
    text = hit.text
    if text[pos : pos + 1] in ("", "\n") or (operator in COMPARISONS and operator != "=="):
        return []
    spaced = text[hit.end : pos] != text[hit.end : pos].strip()
    if hit.syntax is Syntax.YAML and hit.plain and operator != "=":
        return yaml_value(hit, pos)
    if not hit.plain or hit.syntax is Syntax.YAML:
        return word_value(hit, pos, operator)
    if hit.syntax is Syntax.SHELL:
        if operator == ":" or spaced:
            return word_value(hit, pos, operator)
        match = SHELL.match(text, pos)
    else:
        match = (_FLOW if hit.flow else _LINE).match(text, pos)
    if match is None or (is_about(hit.name) and plausible.is_trivial(match.group())):
        return []
    return value_span(hit, pos, match.end(), Rank.BARE)


def yaml_value(hit: Hit, pos: int, flow: bool = False) -> list[Span]:
    """A plain scalar, an entry of a flow mapping, or a block scalar."""
    text = hit.text
    if skipped := _YAML_TAG.match(text, pos):
        pos = skipped.end()
        if literal := read_literal(text, pos, hit.doubled):
            return value_span(hit, literal.start, literal.end, Rank.LITERAL)
    if block := _YAML_BLOCK.match(text, pos):
        return value_span(hit, *block.span("body"), Rank.BARE)
    if text[pos : pos + 1] in ("|", ">", "{", "[") and not text.startswith("{{", pos):
        return []
    match = (_FLOW if flow or hit.flow else _YAML).match(text, pos)
    return value_span(hit, pos, match.end(), Rank.BARE) if match is not None else []


def word_value(hit: Hit, pos: int, operator: str) -> list[Span]:
    """One word of prose, of a log line, of a comment, or inside a string."""
    text = hit.text
    if scheme := SCHEME.match(text, pos):
        pos = scheme.end()
    match = (_IN_STRING if hit.quote else WORD).match(text, pos)
    if match is None:
        return []
    own_line = LINE_START.match(hit.before) and text[match.end() : match.end() + 1] in ("", "\n")
    end = match.end() if own_line else _without_stops(text, pos, match.end())
    value = text[pos:end]
    named = plausible.is_reference_text(value) or _NAME_LIKE.fullmatch(value)
    if hit.quote and operator == ":" and named and not _BY_DEFAULT.search(hit.before):
        return []  # configuration["Jwt:SigningKey"]
    loose = operator == ":" or " " in text[hit.end : pos]
    if loose and plausible.is_plain_word(value) and _SENTENCE.match(text, end):
        return _sentence(hit, pos)
    if "(" in value and hit.syntax is Syntax.CODE and not hit.quote:
        return []
    return value_span(hit, pos, end, Rank.BARE)


def _without_stops(text: str, pos: int, end: int) -> int:
    """`end` moved before the punctuation and the unpaired brackets that end a word of prose."""
    if text.endswith(("&gt;", "..."), pos, end):
        return end
    while end > pos:
        last = text[end - 1]
        unpaired = last in _BRACKETS and _BRACKETS[last] not in text[pos:end]
        if last not in ",.;:" and not unpaired:
            break
        end -= 1
    return end


def _sentence(hit: Hit, pos: int) -> list[Span]:
    """Words behind a name that begins its line: the rest of the line; in code an explanation."""
    if hit.syntax is Syntax.CODE or hit.quote or not LINE_START.match(hit.before):
        return []
    match = _REST.match(hit.text, pos)
    return value_span(hit, pos, match.end(), Rank.BARE) if match is not None else []
