"""A unified diff in a file or a stream: the lines it adds."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from secret_guard.errors import SourceError
from secret_guard.hunks import diff_to_hunks
from secret_guard.types import Hunk, Skipped

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def diff_file(path: Path | BinaryIO) -> Iterator[Hunk | Skipped]:
    """The added lines of each hunk, its other lines as context; paths as the diff has them.

    SourceError: the file cannot be read, is not a diff, or is cut off.
    """
    name = str(path) if isinstance(path, Path) else "the diff on standard input"
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(path.open("rb")) if isinstance(path, Path) else path
            yield from diff_to_hunks(_lines(stream), name)
        except OSError as error:
            raise SourceError(f"{name} cannot be read: {error.strerror}") from error


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.readline()
    if first.startswith(_UTF16_MARKS):  # what `git diff > file` makes in PowerShell
        text = (first + stream.read()).decode("utf-16", "replace")
        yield from text.encode().splitlines(keepends=True)
        return
    if first:
        yield first.removeprefix(codecs.BOM_UTF8)
    yield from stream
