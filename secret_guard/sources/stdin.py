"""A stream of bytes as one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from secret_guard.errors import SourceError
from secret_guard.hunks import whole
from secret_guard.types import Hunk, Skipped


def text_stream(stream: BinaryIO, filename: str) -> Iterator[Hunk | Skipped]:
    """Everything in `stream`, whatever its size, under the name `filename`.

    SourceError: the stream cannot be read.
    """
    try:
        data = stream.read()
    except OSError as error:
        raise SourceError(f"{filename} cannot be read: {error.strerror}") from error
    yield whole(filename, data)
