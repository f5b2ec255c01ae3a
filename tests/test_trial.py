"""The field trial: its files are whole, and scanners are counted line by line."""

from __future__ import annotations

from benchmarks.score import Found
from benchmarks.trial import HEAD, Trial, row, rows, trial
from training.examples import MARK_CLOSE, MARK_OPEN
from training.slots import SLOT

SOURCE = """Files.
=== a/one.py
x = 1
password = "⟦{{alnum:16}}⟧"
token = "⟦{{github_pat}}⟧"
=== two.md
nothing
here
"""


def test_the_files_are_filled_and_unmarked() -> None:
    given = trial()
    assert len(given.hunks) == 127
    assert len({hunk.path for hunk in given.hunks}) == 127
    assert len(given.truth) == 200
    assert {path for path, _ in given.truth} <= {hunk.path for hunk in given.hunks}
    for hunk in given.hunks:
        assert MARK_OPEN not in hunk.text and MARK_CLOSE not in hunk.text
        assert not SLOT.search(hunk.text), hunk.path


def test_values_are_of_their_seed() -> None:
    assert trial(1) == trial(1)
    assert trial(1).truth == trial(2).truth
    assert trial(1).hunks != trial(2).hunks


def test_a_line_is_found_once_and_false_once() -> None:
    given = trial(1, SOURCE)
    assert given.truth == {("a/one.py", 2), ("a/one.py", 3)}
    places = [
        Found("a/one.py", 1, 2),  # reaches into a true line
        Found("a/one.py", 2, 2),
        Found("two.md", 1, 1),
        Found("two.md", 1, 1, "another rule"),
        Found("two.md", 2, 2, aside=True),
    ]
    counted = dict(zip(HEAD, row("x", given, places), strict=True))
    assert (counted["found"], counted["missed"], counted["false"]) == ("1", "1", "1")
    assert (counted["recall"], counted["precision"], counted["F1"]) == (".500", ".500", ".500")
    assert row("x", given, [])[1:4] == [".000", ".000", ".000"]


def test_our_rows_find_what_is_plain() -> None:
    given: Trial = trial(1, SOURCE)
    by_name = {cells[0]: dict(zip(HEAD, cells, strict=True)) for cells in rows(given)}
    assert list(by_name) == ["candidates alone", "secret-guard, default", "secret-guard, strict"]
    assert {own["found"] for own in by_name.values()} == {"2"}
