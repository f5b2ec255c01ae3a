"""A stream of bytes as one file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from secret_guard.errors import SourceError
from secret_guard.sources.stdin import text_stream
from secret_guard.types import Hunk, Skipped


def test_text() -> None:
    assert list(text_stream(io.BytesIO(b"a\r\nb\n"), "x.py")) == [Hunk("x.py", "a\nb")]


def test_empty() -> None:
    assert list(text_stream(io.BytesIO(), "x.py")) == [Hunk("x.py", "")]


def test_binary() -> None:
    assert list(text_stream(io.BytesIO(b"\0\1"), "x")) == [Skipped("x", "binary")]


def test_unreadable(tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as file, pytest.raises(SourceError, match="x cannot be read"):
        list(text_stream(file, "x"))  # type: ignore[arg-type]  # open for writing only
