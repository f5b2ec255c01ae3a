"""Where unchanged files have candidates, from an earlier run: the search is most of a second scan.

On disk are hashes of files, and of each span its offsets, rule and rank. What a span hides under an
encoding, and the name of its value, are text of the file: they are read again from their places.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from secret_guard import __version__
from secret_guard.cache import Store, cache_folder
from secret_guard.candidates import candidates_at, find_spans, with_encoding
from secret_guard.rules import RULES
from secret_guard.spans import Rank, Span
from secret_guard.types import Candidate, Hunk

# "Password in DB_PASS": what is behind it is text of the file, but for the rules' own messages.
IN = " in "
OWN_MESSAGES = frozenset(rule.message for rule in RULES)

# A digest of a file and what is kept of it.
Row = tuple[bytes, bytes]


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
    # What a joined string says cannot be told from its place: such a file is searched each time.
    whole = _unpacked(row, file.text) == [replace(span, order=0) for span in spans]
    return candidates_at(file, spans), (digest, row) if whole else None


def is_known(file: Hunk) -> bool:
    """Whether an earlier run said where the candidates of a whole file are."""
    store = _store(cache_folder())
    return store is not None and bool(store.read(_digest(store, file)))


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
    """JSON: of each span start, end, rule, rank, message, and where in `text` that goes on."""
    fields = []
    for span in spans:
        noun, name, place = span.message, "", 0
        if span.message not in OWN_MESSAGES and IN in span.message:
            noun, _, name = span.message.partition(IN)
            before = text.rfind(name, 0, span.start)
            place = before if before >= 0 else text.find(name)
        named = () if not name else (place, place + len(name))
        fields.append((span.start, span.end, span.rule_id, span.rank, noun, *named))
    return json.dumps(fields).encode()


def _unpacked(row: bytes, text: str) -> list[Span] | None:
    """The spans of a row, with what `text` says at those places; None if the row holds none."""
    try:
        spans = []
        for start, end, rule_id, rank, message, *named in json.loads(row):
            if named:
                message += IN + text[slice(*named)]
            if not 0 <= start < end <= len(text):
                return None
            span = Span(int(start), int(end), str(rule_id), str(message), Rank(rank))
            spans.append(with_encoding(span, text))
        return spans
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
