"""Where unchanged files have candidates, from an earlier run: the search is most of a second scan.

On disk are hashes of files, and of each span its offsets, rule and rank. What a span hides under an
encoding, what a string put together from parts says, and the name of a value are text of the file:
they are read again from their places.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from secret_guard import __version__
from secret_guard.cache import Store, cache_folder
from secret_guard.candidates import candidates_at, find_spans, with_encoding
from secret_guard.known_files import FILE_RULES
from secret_guard.rules import RULES
from secret_guard.spans import CONCATENATION, REVERSED, Rank, Span
from secret_guard.types import Candidate, Hunk

# "Password in DB_PASS": what is behind it is text of the file, but for the rules' own messages.
IN = " in "
SPLIT = ", split over "  # and behind that it is none again
OWN_MESSAGES = {rule.message for rule in RULES} | {rule.message for rule in FILE_RULES}

# A digest of a file and what is kept of it.
Row = tuple[bytes, bytes]
# Begin and end of a part of a text, and -1 if it is read from its end.
Part = Sequence[int]


def candidates_of(file: Hunk) -> tuple[list[Candidate], Row | None]:
    """The candidates of a whole file, and what to `keep` of them if that is new."""
    store = _store(cache_folder())
    if store is None:
        return candidates_at(file, find_spans(file.text, file.path)), None
    digest = _digest(store, file)
    known = _unpacked(store.read(digest), file.text)
    if known is not None:
        return candidates_at(file, known), None
    spans = find_spans(file.text, file.path)
    row = _packed(spans, file.text)
    # What only a search can tell, as of a string both joined and encoded, is searched each time.
    whole = _unpacked(row, file.text) == [replace(span, order=0) for span in spans]
    return candidates_at(file, spans), (digest, row) if whole else None


def known_candidates(file: Hunk) -> list[Candidate] | None:
    """The candidates of a whole file, None if no earlier run said where they are."""
    store = _store(cache_folder())
    known = None if store is None else _unpacked(store.read(_digest(store, file)), file.text)
    return None if known is None else candidates_at(file, known)


def keep(rows: Sequence[Row]) -> None:
    """Let later runs know these."""
    if rows and (store := _store(cache_folder())):
        store.write(rows)


@lru_cache(maxsize=2)
def _store(folder: Path | None) -> Store | None:
    """That of this process, None if there can be none.

    What is found depends on the program's text, and on what this Python takes for a letter.
    """
    if folder is None:
        return None
    program = hashlib.sha256(f"{__version__} {sys.version}".encode())
    try:
        for path in sorted(Path(__file__).parent.rglob("*.py")):
            program.update(path.read_bytes())
    except OSError:
        return None
    return Store(folder / "places.sqlite3", program.hexdigest())


def _digest(store: Store, file: Hunk) -> bytes:
    """The path counts: what is looked for depends on it, too."""
    return store.digest(f"{file.path}\0{file.text}")


def _packed(spans: Sequence[Span], text: str) -> bytes:
    """JSON: of each span start, end, rule and rank; its message around a name, and where in `text`
    that stands; an encoding, and where the parts of what it hides stand, if it hides no more."""
    fields = []
    for span in spans:
        told, split, rest = span.message.partition(SPLIT)
        named: Part = ()
        if told not in OWN_MESSAGES and IN in told:
            noun, _, name = told.partition(IN)
            before = text.rfind(name, 0, span.start)
            place = before if before >= 0 else text.find(name)
            told, named = noun + IN, (place, place + len(name))
        message = told, named, split + rest
        parts: Sequence[Part] = ()
        if span.encoding == CONCATENATION:
            parts = _parts(span.decoded, text, span.start)
        elif span.encoding == REVERSED:
            parts = [(span.end - 1, span.start - 1, -1)]
        encoding = span.encoding if parts else ""
        fields.append((span.start, span.end, span.rule_id, span.rank, *message, encoding, parts))
    return json.dumps(fields).encode()


def _parts(joined: str, text: str, start: int) -> list[list[int]]:
    """Where in `text`, from `start` on, the characters of `joined` stand: begins and ends."""
    parts: list[list[int]] = []
    for character in joined:
        place = text.find(character, parts[-1][1] if parts else start)
        if parts and place == parts[-1][1]:
            parts[-1][1] += 1
        else:
            parts.append([place, place + 1])
    return parts


def _unpacked(row: bytes, text: str) -> list[Span] | None:
    """The spans of a row, with what `text` says at those places; None if the row holds none."""
    try:
        spans = []
        for start, end, rule_id, rank, told, named, rest, encoding, parts in json.loads(row):
            message = told + _read(text, [named] if named else []) + rest
            if not 0 <= start < end <= len(text):
                return None
            place = (int(start), int(end), str(rule_id), str(message), Rank(rank))
            span = Span(*place, _read(text, parts), str(encoding))
            spans.append(with_encoding(span, text))
        return spans
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def _read(text: str, parts: Iterable[Part]) -> str:
    """What `text` says at those places, put together."""
    return "".join(text[slice(*part)] for part in parts)
