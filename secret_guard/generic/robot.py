"""Variables of Robot Framework, whose cells stand behind two blanks or a tab."""

from __future__ import annotations

import re

from secret_guard import plausible
from secret_guard.generic.hits import Hit
from secret_guard.generic.proposals import value_span
from secret_guard.names import is_about
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span

_FILES = (".robot", ".resource")
_CELL_GAP = r"(?:\t|[ ]{2})[ \t]*"
_SETS = r"(?i:set(?:[ ](?:test|suite|global|local|task))?[ ]variable)"
_NAME = r"\\?\$\{(?P<name>[\w .-]*)"
# A variable that begins the line or follows what sets it; one that a call is to fill.
_DECLARED = compiled(rf"(?:[ \t]+(?:{_SETS}|VAR){_CELL_GAP})?{_NAME}")
_FILLED = compiled(rf"[ \t]+{_NAME}")
_REST = r"(?P<rest>[\w .-]*)\}[ ]?=?"
_TO_CELL = compiled(rf"{_REST}{_CELL_GAP}")
_TO_SET = compiled(rf"{_REST}{_CELL_GAP}{_SETS}{_CELL_GAP}")
_INPUT = compiled(r"[ \t]+Input[ ]$")  # Input Password    id=pw    value
_TO_INPUT = compiled(rf"{_CELL_GAP}\S{{1,120}}{_CELL_GAP}")
_VALUE = compiled(r"[^\s#](?:[^\s]|[ ](?![ \t\n]))*")


def is_variable(hit: Hit) -> bool:
    """Whether the hit is a variable that a line sets: what stands behind it is a cell."""
    return hit.path.endswith(_FILES) and _opened(hit) is not None


def _opened(hit: Hit) -> re.Match[str] | None:
    """What opens the variable on its line: _DECLARED, _FILLED or nothing."""
    return _DECLARED.fullmatch(hit.before) or _FILLED.fullmatch(hit.before)


def robot(hit: Hit) -> list[Span]:
    """${DB PASSWORD}    value, ${password}=    Set Variable    value."""
    if not hit.path.endswith(_FILES):
        return []
    name = hit.written
    if opened := _opened(hit):
        pattern = _TO_CELL if opened.re is _DECLARED else _TO_SET
        match = pattern.match(hit.text, hit.end)
        name = opened.group("name") + name + (match.group("rest") if match else "")
    elif _INPUT.fullmatch(hit.before) and hit.name == "Password":
        match = _TO_INPUT.match(hit.text, hit.end)
    else:
        return []
    value = _VALUE.match(hit.text, match.end()) if match else None
    if value is None or (is_about(name) and not plausible.looks_secret(value.group())):
        return []
    return value_span(hit, *value.span(), Rank.BARE)
