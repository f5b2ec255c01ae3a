"""A diff in a file or a stream."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from secret_guard.errors import SourceError
from secret_guard.sources.diff_file import diff_file
from secret_guard.types import Hunk
from tests.conftest import GitRepo

DIFF = b"--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n one\n+two\n"
HUNKS = [Hunk("x", "one\ntwo", 1, frozenset({2}))]


def test_file_and_stream(tmp_path: Path) -> None:
    path = tmp_path / "my.diff"
    path.write_bytes(DIFF)
    assert list(diff_file(path)) == HUNKS
    assert list(diff_file(io.BytesIO(DIFF))) == HUNKS


def test_encodings_of_the_diff_itself(tmp_path: Path) -> None:
    assert list(diff_file(io.BytesIO(b"\xef\xbb\xbf" + DIFF))) == HUNKS
    assert list(diff_file(io.BytesIO(DIFF.decode().encode("utf-16")))) == HUNKS
    windows = DIFF.decode().replace("\n", "\r\n").encode("utf-16")
    assert list(diff_file(io.BytesIO(windows))) == HUNKS


def test_what_git_writes(repo: GitRepo, tmp_path: Path) -> None:
    repo.add("a b.txt", "one\n")
    repo.commit()
    repo.add("a b.txt", "one\ntwo")
    repo.add("\u00fc.txt", "new\n")
    repo.commit()
    for number, command in enumerate(["diff HEAD~1", "show HEAD", "format-patch --stdout HEAD~1"]):
        path = tmp_path / f"{number}.diff"
        path.write_text(repo.git(*command.split()) + "\n")
        assert list(diff_file(path)) == [
            Hunk("a b.txt", "one\ntwo", 1, frozenset({2})),
            Hunk("\u00fc.txt", "new", 1, frozenset({1})),
        ]


def test_nothing(tmp_path: Path) -> None:
    assert list(diff_file(io.BytesIO())) == []


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "my.diff"
    with pytest.raises(SourceError, match=r"my\.diff cannot be read: No such file"):
        list(diff_file(path))
    path.write_text("no diff\n")
    with pytest.raises(SourceError, match=r"my\.diff holds no unified diff"):
        list(diff_file(path))
    with pytest.raises(SourceError, match="standard input"):
        list(diff_file(io.BytesIO(b"no diff\n")))
