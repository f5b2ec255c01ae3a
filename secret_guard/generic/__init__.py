"""Values whose NAME hints at a credential, in every common syntax.

The text is searched once for the words of such names (`hits`). Around each hit the readers below
look in turn at what stands behind the name, or before it, and take the value that is written
there. The cost is bounded for each hit, so long lines stay linear.
"""

from __future__ import annotations

from collections.abc import Callable

from secret_guard.generic.arguments import argument, method, pair
from secret_guard.generic.assigned import assigned
from secret_guard.generic.calls import call
from secret_guard.generic.hits import HINTS, Hit, find_hits
from secret_guard.generic.lists import listed
from secret_guard.generic.markup import column, markup, table
from secret_guard.generic.prose import prose, user_slash_password
from secret_guard.generic.returned import returned
from secret_guard.generic.robot import robot
from secret_guard.generic.rows import inserted
from secret_guard.generic.spaced import spaced
from secret_guard.generic.texts import annotated, char_arrays, looked_up, placeholder, reversed_pair
from secret_guard.prefilter import Places, stand
from secret_guard.regex import compiled
from secret_guard.spans import Span

# In this order, the first that finds something wins.
READERS: tuple[Callable[[Hit], list[Span]], ...] = (
    column,
    robot,
    inserted,
    listed,
    assigned,
    pair,
    argument,
    method,
    call,
    returned,
    spaced,
    markup,
    table,
    reversed_pair,
    annotated,
    looked_up,
    placeholder,
    prose,
)

_STYLES = (".css", ".scss", ".sass", ".less", ".styl")
_NOTE = compiled(r"[ \t]*(?:\*|//)|.*/\*")
_CHAR_ARRAY, _SLASH = ("tochararray",), (" / ",)
WORDS = HINTS.words.union(_CHAR_ARRAY, _SLASH)  # what `places` are asked for


def find_generic(text: str, lowered: str, path: str, places: Places = None) -> list[Span]:
    """The values in `text` that belong to a hinting name; for the rest see `find_hits`."""
    hits = find_hits(text, lowered, path, places)
    if path.endswith(_STYLES):  # names are classes there, but for comments
        hits = (hit for hit in hits if _NOTE.match(hit.before))
    found = [span for hit in hits for span in _read(hit)]
    if stand(_CHAR_ARRAY, lowered, places):
        found += char_arrays(text)
    if stand(_SLASH, lowered, places):
        found += user_slash_password(text, path)
    return found


def _read(hit: Hit) -> list[Span]:
    """What the first reader that finds something makes of `hit`."""
    for reader in READERS:
        found = reader(hit)
        if found and (spans := [span for span in found if span.start < span.end]):
            return spans
    return []
