"""The places of candidates from an earlier run: the same candidates, no text on disk."""

from __future__ import annotations

import json
import os
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from secret_guard import candidates, pipeline, places
from secret_guard.candidates import find_candidates, find_spans
from secret_guard.config import Config
from secret_guard.places import candidates_of, keep
from secret_guard.sources.tree import files
from secret_guard.spans import Span
from secret_guard.types import Candidate, Hunk
from tests import test_generic
from tests.fakes import FakeJudge, all_hardcoded
from tests.marked import unmarked

FILES = [
    Hunk(f"{number}/{path}", unmarked(text)[0])
    for number, (path, text) in enumerate([*test_generic.HITS, ("a.py", "nothing = 1\nhere = 2")])
]
ENCODED = Hunk("deploy.yml", unmarked('secret: "{{strong_password|b64}}"\n')[0])
JOINED = Hunk("a.py", 'password = "Tr0ub" + "4dor&" + "3xyz"\n')
REVERSED = Hunk("a.py", unmarked('x = strrev("{{strong_password}}")\n')[0])


@pytest.fixture(autouse=True)
def other_process() -> Iterator[None]:
    """As if each test were a run of its own."""
    places._store.cache_clear()
    yield
    places._store.cache_clear()


def known(files: list[Hunk], monkeypatch: pytest.MonkeyPatch) -> list[list[Candidate]]:
    """The candidates by what is on disk alone."""
    places._store.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(places, "find_spans", lambda text, path: pytest.fail(f"{path} is unknown"))
        return [candidates_of(file)[0] for file in files]


def rows_of(files: list[Hunk]) -> list[places.Row]:
    """What is new of each, where it can be kept."""
    return [fresh for file in files if (fresh := candidates_of(file)[1]) is not None]


def test_a_second_run_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [candidates_of(file) for file in FILES]
    assert [one for one, _ in found] == [find_candidates(file) for file in FILES]
    kept = [file for file, (_, fresh) in zip(FILES, found, strict=True) if fresh]
    assert len(kept) > 0.9 * len(FILES)
    keep(rows_of(FILES))
    assert known(kept, monkeypatch) == [find_candidates(file) for file in kept]
    assert rows_of(kept) == []


def test_what_is_encoded_is_decoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(rows_of([ENCODED]))
    ((candidate,),) = known([ENCODED], monkeypatch)
    assert candidate.decoded
    assert [candidate] == find_candidates(ENCODED)


@pytest.mark.parametrize(
    ("file", "encoding"), [(JOINED, "concatenation"), (REVERSED, "reversed")], ids=str
)
def test_what_is_put_together_is_read_again(
    file: Hunk, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(rows_of([file]))
    ((candidate,),) = known([file], monkeypatch)
    assert candidate.encoding == encoding
    assert [candidate] == find_candidates(file)


def test_what_cannot_be_told_from_its_place_is_searched_again() -> None:
    encoded = b64encode(b"Tr0ub4dor&3xyz").decode()
    text = f'value = "".join(["{encoded[:9]}", "{encoded[9:]}"])\n'
    found, fresh = candidates_of(Hunk("a.py", text))
    assert [one.encoding for one in found] == ["concatenation+base64"]
    assert fresh is None


def test_no_value_is_kept() -> None:
    for file in [*FILES, ENCODED]:
        _, fresh = candidates_of(file)
        row = fresh[1] if fresh else b""
        for one in find_candidates(file):
            # Shorter ones are words that rules have in their names, too.
            for value in (one.secret, one.decoded):
                assert len(value) < 12 or json.dumps(value)[1:-1].encode() not in row, one


def test_names_of_values_are_read_from_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Hunk("a.py", unmarked('frobnicatorPassword = "⟦{{strong_password}}⟧"')[0])
    ((_, row),) = rows = rows_of([file])
    assert b"frobnicator" not in row
    keep(rows)
    ((candidate,),) = known([file], monkeypatch)
    assert candidate.message == "Password in frobnicatorPassword"


@pytest.mark.parametrize(
    "changed",
    [
        Hunk(ENCODED.path, ENCODED.text + " "),
        Hunk("poetry.lock", ENCODED.text),
    ],
    ids=["text", "path"],
)
def test_a_change_is_seen(changed: Hunk) -> None:
    keep(rows_of([ENCODED]))
    assert candidates_of(changed)[1] is not None


def test_another_version_of_the_program_knows_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep(rows_of([ENCODED]))
    places._store.cache_clear()
    program = tmp_path / "places.py"
    monkeypatch.setattr(places, "__file__", str(program))
    for text in ("a = 1", "a = 2"):  # of one size, and as old as the other
        program.write_text(text)
        os.utime(program, (1, 1))
        places._store.cache_clear()
        assert candidates_of(ENCODED)[1] is not None
        keep(rows_of([ENCODED]))


def test_a_program_that_cannot_be_read_is_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(places, "__file__", str(tmp_path / "places.py"))
    assert candidates_of(ENCODED) == (find_candidates(ENCODED), None)
    keep([(b"digest", b"row")])


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("SECRET_GUARD_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert candidates_of(ENCODED) == (find_candidates(ENCODED), None)


@pytest.mark.parametrize(
    "row",
    [
        b'[[-5, 3, "x", 0, "y", [], "", "", []]]',
        b'[[0, 99999, "x", 0, "y", [], "", "", []]]',
        b'[[Infinity, 1, "x", 0, "y", [], "", "", []]]',
        b'[[0, 1, "x", 0, "y", [], "", "z", [[0, 1, 0]]]]',
        b'[[0, 1, "x", 0, "y", ["a"], "", "", []]]',
        b'[[0, 1, "x", 0, "y", [], "", "z", 7]]',
        b'[[0, 1, "x", 0, [], [], "", "", []]]',
        b"[" * 9000,
        b"",
        b"7",
        b"[[1]]",
        b'[[0, 1, "x", 99, "y", [], "", "", []]]',
        b"\xff",
        "text",
        None,
    ],
)
def test_a_row_that_is_none_is_not_believed(cache_folder: Path, row: object) -> None:
    keep(rows_of([ENCODED]))
    (file,) = cache_folder.glob("places*")
    with sqlite3.connect(file) as database:
        database.execute("UPDATE kept SET row = ?", (row,))
    assert candidates_of(ENCODED)[0] == find_candidates(ENCODED)


def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SECRET_GUARD_CACHE_DIR", str(tmp_path / "file" / "folder"))
    keep(rows_of([ENCODED]))
    assert candidates_of(ENCODED)[0] == find_candidates(ENCODED)


@pytest.mark.parametrize("cached", [True, False])
def test_a_scan_keeps_them_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cached: bool
) -> None:
    (tmp_path / "a.py").write_text(ENCODED.text)
    (tmp_path / "b.py").write_text("nothing = 1\n")
    (tmp_path / "c.bin").write_bytes(b"\0\1")
    searched: list[str] = []

    def watched(text: str, path: str) -> list[Span]:
        searched.append(Path(path).name)
        return find_spans(text, path)

    monkeypatch.setattr(places, "find_spans", watched)
    monkeypatch.setattr(candidates, "find_spans", watched)
    reports = []
    for _ in range(2):
        places._store.cache_clear()
        judge = FakeJudge(all_hardcoded)
        items, config = files([tmp_path], ignore=False), Config(cache=cached)
        reports.append(pipeline.run(items, lambda judge=judge: judge, config, source="a test"))
    assert searched == ["a.py", "b.py"] * (1 if cached else 2)
    assert replace(reports[0], seconds=0) == replace(reports[1], seconds=0)
    assert reports[0].candidates == 1
