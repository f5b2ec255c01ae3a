"""The cache of verdicts: what it keeps, and that it is never an error."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from secret_guard import cache
from secret_guard.cache import VerdictCache, cache_folder
from secret_guard.verdicts import CLASSES

ROW = [1 / len(CLASSES)] * len(CLASSES)
SECRET = "".join(["not-", "for", "-the-cache"])


def test_a_row_comes_back_in_another_run(tmp_path: Path) -> None:
    VerdictCache(tmp_path, "model 1").put({"a prompt": ROW})
    found = VerdictCache(tmp_path, "model 1").get(["a prompt", "another"])
    assert found == {"a prompt": ROW}


def test_another_model_knows_nothing_of_it(tmp_path: Path) -> None:
    VerdictCache(tmp_path, "model 1").put({"a prompt": ROW})
    assert VerdictCache(tmp_path, "model 2").get(["a prompt"]) == {}


def test_no_text_is_kept(tmp_path: Path) -> None:
    VerdictCache(tmp_path, "model").put({f"generic password: {SECRET}": ROW})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(SECRET.encode() in path.read_bytes() for path in files)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_the_folder_is_the_users_own(tmp_path: Path) -> None:
    VerdictCache(tmp_path / "new", "model")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    VerdictCache(tmp_path, "model").put({"a prompt": ROW})
    (file,) = tmp_path.glob("*.sqlite3")
    file.write_bytes(b"this is no database, but long enough to be read as one" * 100)
    again = VerdictCache(tmp_path, "model")
    assert again.get(["a prompt"]) == {}
    again.put({"a prompt": ROW})
    assert VerdictCache(tmp_path, "model").get(["a prompt"]) == {"a prompt": ROW}


@pytest.mark.parametrize("row", [b"", b"123", b"\xff" * 8 * len(CLASSES), 7, None, "text"])
def test_a_row_that_is_none_is_not_believed(tmp_path: Path, row: object) -> None:
    own = VerdictCache(tmp_path, "model")
    own.put({"a prompt": ROW})
    (file,) = tmp_path.glob("*.sqlite3")
    with sqlite3.connect(file) as database:
        database.execute("UPDATE kept SET row = ?", (row,))
    assert own.get(["a prompt"]) == {}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    own = VerdictCache(tmp_path / "file" / "folder", "model")
    own.put({"a prompt": ROW})
    assert own.get(["a prompt"]) == {}


def test_another_process_that_writes_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "WAIT", 0.01)
    own = VerdictCache(tmp_path, "model")
    (file,) = tmp_path.glob("*.sqlite3")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    own.put({"a prompt": ROW})
    assert own.get(["a prompt"]) == {}
    other.execute("ROLLBACK")


def test_the_older_half_is_dropped_when_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MAX_ROWS", 10)
    own = VerdictCache(tmp_path, "model")
    prompts = [f"prompt {i}" for i in range(25)]
    for prompt in prompts:
        own.put({prompt: ROW})
    kept = own.get(prompts)
    assert prompts[-1] in kept
    assert prompts[0] not in kept
    assert 5 <= len(kept) <= 10


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"SECRET_GUARD_CACHE_DIR": "/there"}, Path("/there")),
        ({"XDG_CACHE_HOME": "/cache"}, Path("/cache/secret-guard")),
        ({}, Path.home() / ".cache" / "secret-guard"),
    ],
)
def test_where_it_lies(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], folder: Path
) -> None:
    monkeypatch.setattr(cache.sys, "platform", "linux")
    assert cache_folder(environ) == folder
