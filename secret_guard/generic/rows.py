"""The rows of SQL statements: INSERT INTO users (login, password) VALUES ('a', 'value')."""

from __future__ import annotations

from functools import lru_cache

from secret_guard.generic.hits import Hit
from secret_guard.generic.proposals import chain_span
from secret_guard.names import is_about
from secret_guard.regex import compiled
from secret_guard.spans import Span
from secret_guard.values import Chain, read_chain, read_expression

ROWS, VALUES = 200, 60  # rows of a statement, values of a row that are looked at
LEAD = 800  # characters from the statement's begin to the name of a column

_INSERT = compiled(
    r"(?i)\b(?:insert|replace)\s+(?:\w+\s+)?into\s+[^\s()]{1,120}\s*\((?=[^()]{0,600}\Z)"
)
# From the name of a column to the first value.
TO_ROWS = compiled(r"(?i)[\"`\]]?(?:\s*,[^()]{0,600})?\)\s*values?\s*\(\s*")
_COMMENT = r"(?:\s|--[^\n]{0,200}\n|/\*[^*]{0,200}\*/){0,40}"
_NEXT_ROW = compiled(rf"{_COMMENT}\){_COMMENT},{_COMMENT}\({_COMMENT}")
_NEXT_VALUE = compiled(rf"{_COMMENT},{_COMMENT}")
_VALUE_ENDS = compiled(rf"{_COMMENT}[,)]")
# A statement that code puts together: '" + login + "', {login}
_JOINED = compiled(r"[\"'] ?[+.&]|[+.&] ?[\"']$|\{\w[\w.\[\]]*\}$")


def inserted(hit: Hit) -> list[Span]:
    """The values of the column of that name."""
    start = TO_ROWS.match(hit.text, hit.end)
    if start is None or is_about(hit.name):
        return []
    lead = hit.text[max(0, hit.start - LEAD) : hit.start]
    insert = _INSERT.search(lead)
    if insert is None:
        return []
    number = lead.count(",", insert.end())
    spans: list[Span] = []
    for row in _rows(hit.text, start.end()):
        chain = _literal(hit.text, row[number]) if number < len(row) else None
        if chain is not None and not _JOINED.match(chain.joined):
            spans += chain_span(hit, chain)
    return spans


@lru_cache(maxsize=1)  # for each name of a column once more
def _rows(text: str, pos: int) -> tuple[tuple[int, ...], ...]:
    """Where the values of each row begin, the first of them at `pos`."""
    rows = []
    for _ in range(ROWS):
        row = []
        for _ in range(VALUES):
            row.append(pos)
            chain = _literal(text, pos)
            end = chain.close if chain is not None else read_expression(text, pos)
            following = _NEXT_VALUE.match(text, end)
            if following is None:
                break
            pos = following.end()
        rows.append(tuple(row))
        next_row = _NEXT_ROW.match(text, end)
        if next_row is None:
            break
        pos = next_row.end()
    return tuple(rows)


def _literal(text: str, pos: int) -> Chain | None:
    r"""The literal at `pos`: a quote in it is written twice, or as \' by MySQL."""
    chain = read_chain(text, pos, True, implicit=False)
    if chain is not None and not _VALUE_ENDS.match(text, chain.close):
        return read_chain(text, pos, False, implicit=False)
    return chain
