"""Values in XML, HTML and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from secret_guard import plausible
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import value_span
from secret_guard.names import hint_of, is_about
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span
from secret_guard.values import read_literal

_TAG = compiled(
    r"(?<!\w)<[\w:.-]*$|<[\w:.-]+[ \t][^<>]*?\b(?:name|key|id|property|field)=[\"'][\w.-]*$"
)
_CONTENT = compiled(
    r"(?:[\"'][^<>\n]{0,120})?>[ \t]*(?:\n[ \t\n]*(?=(?:<!)?[^<>\n]{1,400}\s*<[/!]))?"
    r"(?P<value>(?![ \t]*--[a-z])[^<>\n]{1,400}?|<!\[CDATA\[(?P<cdata>[^\]\n]{1,400})\]\]>)"
    r"[ \t\n]*(?=</|<!|$)",
    re.MULTILINE,
)
# <name>password</name><value>...</value> of Hadoop, <key>...</key><string>...</string> of Apple.
_NEXT_ELEMENT = compiled(
    r"</[\w:]{1,20}>\s*<(?:\w+:)?(?:value|string|v|data|default\w*)>\s*(?P<value>[^<>\n]{1,400}?)"
    r"\s*(?=</)"
)
# <Password><Value>...</Value></Password> of Windows' unattended setup.
_INNER_ELEMENT = compiled(
    r">\s{0,80}<(?:\w+:)?(?i:value|string|text)>\s{0,80}(?P<value>[^<>\n]{1,400}?)\s{0,80}(?=</)"
)
# <td>Password:</td><td><code>...</code></td>, <dt>Password</dt><dd>...</dd>
_STYLED = r"(?:code|tt|kbd|pre|samp|b|strong|i|em|p|span|div)"
_NEXT_CELL = compiled(
    rf"[ \t]*:?[ \t]*(?:</{_STYLED}>\s*){{0,3}}</(?:td|th|dt)>\s*"
    rf"<(?:td|dd)(?:[ ][^<>\n]{{0,120}})?>\s*(?:<{_STYLED}(?:[ ][^<>\n]{{0,120}})?>\s*){{0,3}}"
    r"(?P<value>[^<>\n]{3,200}?)\s*(?=</)"
)
_CELL = compiled(r"[^|\n]{0,60}\|[ \t]*(?P<value>[^|\n]{3,200}?)[ \t]*(?=\||$)", re.MULTILINE)
# What divides the names of columns from the rows, in Markdown.
_DIVIDER = compiled(r"[^\n]*\n(?=[^\n]*\|)[ \t]*\|?[ \t]*:?-+[ \t:|-]*\n")
_ROW = compiled(r"(?=[^\n]*\|)[^\n]+(?:\n|\Z)")
_ROW_CELL = compiled(r"[ \t]*(?P<value>[^|\n]*?)[ \t]*(?:\||\n|$)")
_PATTERN = compiled(r"\*[ ]*[|)]")  # cygwin* | pw32* | os2*: of a shell's case
_ATTRIBUTE = compiled(
    r"[\"']?[ \t][^<>]{0,160}?\b(?:value|placeholder|ref|content|default)=(?=[\"'])"
)
# <add key="password" value="...">: what `key` holds is a name.
_IN_TAG = compiled(r"<[\w:.-]+[ \t][^<>]*$")
_NAME_THEN_VALUE = compiled(r"=[\"'][^\"'<>\n]{0,160}[\"'][^<>]{0,200}?\bvalue=[\"']")
CELLS = 3  # cells behind the name that may hold the value
_COLUMNS = (".csv", ".tsv")
HEADER, ROWS = 2_000, 1_000  # characters of names of columns, and rows below, that are looked at
_CELLS = {
    sign: compiled(
        rf'(?:"(?P<quoted>(?:[^"]|""){{0,400}})"|(?P<plain>[^"{sign}\r\n]*))'
        rf"(?P<end>{sign}|[^\n]*(?:\n|\Z))"
    )
    for sign in ",;\t"
}


def names_a_value(hit: Hit) -> bool:
    """Whether the hit is the attribute `key` beside an attribute `value`: it holds a name."""
    return (
        hit.written.lower() == "key"
        and _NAME_THEN_VALUE.match(hit.text, hit.end) is not None
        and _IN_TAG.search(hit.before) is not None
    )


def markup(hit: Hit) -> list[Span]:
    """<password>value</password>, <property name="password">value</property>, attributes."""
    match = _NEXT_ELEMENT.match(hit.text, hit.end) or _NEXT_CELL.match(hit.text, hit.end)
    if match:
        return value_span(hit, *match.span("value"), Rank.BARE)
    opening = hit.before.rfind("<")  # _TAG has no other "<"
    if opening < 0 or not _TAG.match(hit.before, opening):
        return []
    if attribute := _ATTRIBUTE.match(hit.text, hit.end):
        literal = read_literal(hit.text, attribute.end())
        return value_span(hit, literal.start, literal.end, Rank.LITERAL) if literal else []
    if inner := _INNER_ELEMENT.match(hit.text, hit.end):
        return value_span(hit, *inner.span("value"), Rank.BARE)
    match = _CONTENT.match(hit.text, hit.end)
    if match is None:
        return []
    return value_span(hit, *match.span("cdata" if match.group("cdata") else "value"), Rank.BARE)


def table(hit: Hit) -> list[Span]:
    """| password | value |, or the next cell behind one that explains."""
    if hit.syntax is not Syntax.TEXT or "|" not in hit.before or hit.path.endswith(".csv"):
        return []
    if _PATTERN.match(hit.text, hit.end):
        return []
    if divider := _DIVIDER.match(hit.text, hit.end):
        return _below_header(hit, divider.end())
    pos = hit.end
    for _ in range(CELLS):
        match = _CELL.match(hit.text, pos)
        if match is None or not re.search(r"\w|\*{3}", match.group("value")):
            return []
        start, end = match.span("value")
        pos = end
        if " " in match.group("value") and _CELL.match(hit.text, pos):
            continue
        start, end = _without_ticks(hit.text, start, end)
        return [] if hint_of(hit.text[start:end]) else value_span(hit, start, end, Rank.BARE)
    return []


def _without_ticks(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without the backticks around it."""
    ticked = end - start > 1 and text[start] == text[end - 1] == "`"
    return (start + 1, end - 1) if ticked else (start, end)


def _below_header(hit: Hit, pos: int) -> list[Span]:
    """The cells below the name of a column, in the rows from `pos` on."""
    number, found = hit.before.count("|"), []
    if hit.hint.weak or is_about(hit.name):
        return []
    for _ in range(ROWS):
        row = _ROW.match(hit.text, pos)
        if row is None:
            break
        pos = row.end()
        cells = list(_ROW_CELL.finditer(row.group()))
        if number >= len(cells):
            continue
        start, end = (row.start() + place for place in cells[number].span("value"))
        start, end = _without_ticks(hit.text, start, end)
        value = hit.text[start:end]
        password = hit.hint.rule_id == "generic-password" and hint_of(value) is None
        if " " not in value and (password or plausible.looks_secret(value)):
            found += value_span(hit, start, end, Rank.BARE)
    return found


def column(hit: Hit) -> list[Span]:
    """The values below a name of the first line of a CSV file."""
    if hit.end > HEADER or not hit.path.lower().endswith(_COLUMNS):
        return []
    first = hit.text.find("\n", 0, HEADER)
    if first < hit.end:
        return []
    sign = max(_CELLS, key=hit.text[:first].count)
    number = hit.text.count(sign, 0, hit.start)
    names = hit.text[:first].split(sign)
    name = names[number].strip("\"' \r\ufeff")
    hint = hint_of(name)
    if len(names) < 2 or hint is None or hint.weak or is_about(name):
        return []
    own = replace(hit, hint=hint, name=name)
    places = _below(hit.text, first + 1, sign, number)
    return [span for place in places for span in value_span(own, *place, Rank.BARE)]


def _below(text: str, pos: int, sign: str, number: int) -> Iterator[tuple[int, int]]:
    """Where the cell of that number stands in each of the rows from `pos` on."""
    row = cell = 0
    for match in _CELLS[sign].finditer(text, pos):
        if cell == number:
            yield match.span("plain" if match.group("quoted") is None else "quoted")
        cell += 1
        if match.group("end") != sign:
            row, cell = row + 1, 0
            if row == ROWS:
                return
