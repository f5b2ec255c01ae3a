"""The benchmark: scoring, tables, other scanners' reports, the linear baseline, noise."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from benchmarks import layout, ours, quality, table
from benchmarks.score import (
    Counts,
    Found,
    group,
    match,
    read_findings,
    score,
    truth_of_labels,
    write_findings,
)
from secret_guard.verdicts import CLASSES
from tests.test_field_data import Corpus, drawn
from training.field_data import read_labels

FILE = "aaaa0000/src/00000001.py"
SAMPLE = "aaaa0000/src/test/00000002.py"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Lines 1-12: a true one, an id, a false one, a placeholder, a key block, a block of rows."""
    made = Corpus(tmp_path)
    made.write(FILE, "\n".join(f'api_key_{n} = "{drawn("alnum:24", n)}"' for n in range(1, 21)))
    made.write(SAMPLE, f'api_key = "{drawn("alnum:24")}"\n')
    made.label(FILE, 1, "T", category="Key")
    made.label(FILE, 1, "F", category="Auth")  # a line that is T and F is T
    made.label(FILE, 2, "T", category="UUID:Nonce")
    made.label(FILE, 3, "F", category="Password")
    made.label(FILE, 4, "X", category="Password")
    made.label(FILE, 6, "T", category="PEM Private Key", last=8)
    made.label(FILE, 10, "T", category="PEM Private Key", last=12)  # holds a line of its own
    made.label(FILE, 11, "T", category="Password")
    made.label(FILE, 14, "F", category="PEM Private Key", last=16)
    made.label(SAMPLE, 1, "T", category="AWS Client ID")
    return made


def counted(corpus: Corpus, *lines: int | tuple[int, int], core: bool = True) -> tuple[int, ...]:
    """tp, fp, fn, other of findings on lines (or from line to line) of FILE."""
    spans = [(line, line) if isinstance(line, int) else line for line in lines]
    found = [Found(FILE, first, last) for first, last in spans]
    result = score(truth_of_labels(read_labels(corpus.meta)), found)
    own = result.core if core else result.everything
    return own.tp, own.fp, own.fn, own.other


def test_lines_are_units(corpus: Corpus) -> None:
    assert counted(corpus) == (0, 0, 4, 0)
    assert counted(corpus, core=False) == (0, 0, 5, 0)
    assert counted(corpus, 1, 1, 3, 4, 18) == (1, 2, 3, 1)


def test_a_line_of_ids_is_nobodys_false_alarm(corpus: Corpus) -> None:
    assert counted(corpus, 2) == (0, 0, 4, 0)
    assert counted(corpus, 2, core=False) == (1, 0, 4, 0)


def test_a_block_counts_once(corpus: Corpus) -> None:
    assert counted(corpus, 6, 7, 8) == (1, 0, 3, 0)
    assert counted(corpus, (5, 9)) == (1, 0, 3, 0)
    assert counted(corpus, 14, (15, 16)) == (0, 1, 4, 0)


def test_a_block_with_a_true_line_of_its_own_is_no_unit(corpus: Corpus) -> None:
    assert counted(corpus, 10, 12) == (0, 0, 4, 0)
    assert counted(corpus, (10, 12)) == (1, 0, 3, 0)


def test_a_finding_over_lines_is_true_before_it_is_false(corpus: Corpus) -> None:
    assert counted(corpus, (1, 3)) == (1, 0, 3, 0)
    assert counted(corpus, (3, 5)) == (0, 2, 4, 0)
    assert counted(corpus, (17, 19)) == (0, 0, 4, 1)


def test_what_is_shown_aside_is_never_false(corpus: Corpus) -> None:
    truth = truth_of_labels(read_labels(corpus.meta))
    aside = [Found(FILE, n, n, aside=True) for n in (1, 3, 18)]
    matched = match(truth, aside)
    assert (len(matched.true), len(matched.false), len(matched.unlabelled)) == (1, 0, 0)


def test_other_folders_do_not_count(corpus: Corpus) -> None:
    truth = truth_of_labels(read_labels(corpus.meta))
    assert score(truth, [Found("bbbb0000/src/x.py", 1, 1)]).core == Counts(fn=4)
    assert score(truth, [Found("aaaa0000/LICENSE", 1, 1)]).core == Counts(fn=4, other=1)


def test_figures() -> None:
    counts = Counts(tp=6, fp=2, fn=4, other=4)
    assert (counts.recall, counts.precision, counts.precision_all) == (0.6, 0.75, 0.5)
    assert math.isclose(counts.f1, 2 * 0.6 * 0.75 / 1.35)
    assert Counts().f1 == Counts().precision == Counts().recall == 0


@pytest.mark.parametrize(
    ("categories", "name"),
    [
        ("Password", "password"),
        ("Key:UUID", "generic key/token/secret"),
        ("UUID", "non-secret ids"),
        ("Password:PEM Private Key", "private key"),
        ("Password:AWS Client ID", "vendor token"),
        ("CMD Password:Password", "cmd/sql password"),
        ("URL Credentials:Password", "url credentials"),
    ],
)
def test_groups(categories: str, name: str) -> None:
    assert group(frozenset(categories.split(":"))) == name


def test_groups_and_languages_have_their_false_alarms(corpus: Corpus) -> None:
    found = [Found(FILE, line, line) for line in (1, 3, 4, 6, 18)]
    result = score(truth_of_labels(read_labels(corpus.meta)), found)
    assert result.by_group["password"] == Counts(tp=0, fp=2, fn=1)
    assert result.by_group["private key"] == Counts(tp=1)
    assert result.by_group["vendor token"] == Counts(fn=1)
    assert result.by_language[".py"] == Counts(tp=2, fp=2, fn=2, other=1)


def test_findings_are_read_as_written(tmp_path: Path) -> None:
    found = [Found("a/b.py", 1, 3, "rule"), Found("a/c.py", 2, 2, "", aside=True)]
    write_findings(tmp_path / "new" / "x.jsonl", found)
    assert read_findings(tmp_path / "new" / "x.jsonl") == found


@pytest.mark.parametrize("text", ["x", "[]", '{"line": 1}', '{"path": "a", "line": "b"}'])
def test_what_is_no_finding_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(SystemExit, match=r"x\.jsonl"):
        read_findings(tmp_path / "x.jsonl")


# --- our rows, and the table ------------------------------------------------------------------


def judged(path: str, line: int, reason: str) -> dict[str, object]:
    likely = [0.93 if one.value == reason else 0.01 for one in CLASSES]
    return {"path": path, "line": line, "end_line": line, "rule": "r", "probabilities": likely}


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """Three judged candidates: a test credential, a hardcoded one, a placeholder."""
    rows = [judged(SAMPLE, 1, "test"), judged(FILE, 1, "hardcoded"), judged(FILE, 3, "placeholder")]
    file = tmp_path / "crossed.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_scores_are_decided_by_policy(scores: Path) -> None:
    read = ours.read_scores(scores)
    assert [one.path for one in ours.reported(read, strict=True)] == [SAMPLE, FILE]
    assert [one.path for one in ours.reported(read, strict=False)] == [FILE]


def test_bare_scores_have_a_threshold(tmp_path: Path) -> None:
    rows = [{"path": FILE, "line": n, "end_line": n, "rule": "r", "score": n / 10} for n in (4, 5)]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    read = ours.read_scores(tmp_path / "x.jsonl")
    assert [one.line for one in ours.reported(read, strict=True)] == [5]


@pytest.mark.parametrize(
    "row",
    [
        {"path": FILE, "line": 1, "end_line": 1},
        {"path": FILE, "line": 1, "end_line": 1, "probabilities": [0.5, 0.5]},
        {"line": 1, "end_line": 1, "score": 1},
    ],
)
def test_a_wrong_score_is_refused(tmp_path: Path, row: dict[str, object]) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(row))
    with pytest.raises(SystemExit, match=r"x\.jsonl, line 1: not a judged candidate"):
        ours.read_scores(tmp_path / "x.jsonl")


def test_equal_prompts_are_judged_once(corpus: Corpus) -> None:
    same = f'password = "{drawn("strong_password")}"\n'
    for folder in ("aaaa0000/src", "aaaa0001/src"):
        corpus.write(f"{folder}/00000009.py", same)
    prompts: list[str] = []

    def judge(given: object) -> list[list[float]]:
        prompts.extend(given)  # type: ignore[call-overload]
        return [[1.0, *[0.0] * 7] for _ in prompts]

    scored = ours.scan(corpus.data, judge)
    assert len(set(prompts)) == len(prompts)
    assert {one.place.path for one in scored} >= {FILE, SAMPLE, "aaaa0001/src/00000009.py"}
    assert all(one.is_reported(strict=False) for one in scored)


def test_the_table_of_a_run(
    corpus: Corpus, scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--no-model", "--no-peers", "--variant", "original", "--json", str(tmp_path / "out")]
    quality.main([str(tmp_path), *options, "--scores", str(scores)])
    lines = capsys.readouterr().out.splitlines()
    strict = next(line for line in lines if line.startswith("| crossed, strict"))
    assert [cell.strip() for cell in strict.split("|")[2:11]] == (
        ".500 1.000 .667 1.000 .667 2 0 2 0".split()
    )
    # Of the four true units one is in a test, and of the other three one is reported.
    assert "crossed, default policy: 1 of 3 true lines outside test" in "\n".join(lines)
    figures = json.loads((tmp_path / "out").read_text())["original"]["scanners"]
    assert figures["crossed, default"]["core"]["recall"] == 0.25
    assert figures["candidates alone"]["core"]["recall"] == 1


def test_scores_belong_to_a_variant() -> None:
    assert quality.variant_of_file(Path("obfuscated/run.jsonl")) == "original"
    assert quality.variant_of_file(Path("run-obfuscated.jsonl")) == "obfuscated"


def test_a_row_without_a_score_says_why() -> None:
    text = table.scanners([table.Row("other", note="not installed"), table.Row("x | y")])
    head, rule, row, last = text.splitlines()
    assert len({len(line) for line in (head, rule, row)}) == 1
    assert row.split("|")[1].strip() == "other" and "not installed" in row
    assert "x \\| y" in last


def test_which_folder_holds_which_variant(tmp_path: Path) -> None:
    assembled, theirs, half = tmp_path / "assembled", tmp_path / "theirs", tmp_path / "half"
    for folder in ("data", "obfuscated/data"):
        (assembled / folder).mkdir(parents=True)
    for folder in ("data", "A/data", "original/A/data"):
        (theirs / folder).mkdir(parents=True)
    (half / "data").mkdir(parents=True)
    (half / "A/data").mkdir(parents=True)
    assert layout.data_folder(assembled, "original") == assembled / "data"
    assert layout.data_folder(assembled, "obfuscated") == assembled / "obfuscated/data"
    assert layout.data_folder(theirs, "original") == theirs / "original/A/data"
    assert layout.data_folder(theirs, "obfuscated") == theirs / "A/data"
    assert layout.data_folder(half, "original") is None
    with pytest.raises(SystemExit, match="no folder meta"):
        layout.meta_folder(assembled)
