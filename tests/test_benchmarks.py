"""The benchmark: scoring, tables, other scanners' reports, the linear baseline, noise."""

from __future__ import annotations

import io
import json
import math
import re
import shlex
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import layout, linear, ours, peers, quality, sdists, table
from benchmarks.score import (
    Counts,
    Found,
    calibration_errors,
    group,
    match,
    read_findings,
    score,
    truth_of_labels,
    write_findings,
)
from secret_guard.candidates import find_candidates
from secret_guard.types import Candidate, Hunk
from secret_guard.verdicts import CLASSES
from tests.test_field_data import Corpus, drawn
from training.field_data import Chosen, read_labels

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


def test_calibration_is_of_core_lines_and_with_or_without_unlabelled_ones(corpus: Corpus) -> None:
    truth = truth_of_labels(read_labels(corpus.meta))
    said = {1: 0.8, 2: 0.9, 3: 0.2, 18: 0.5}  # core, ids only, labelled false, unlabelled
    scores = [(Found(FILE, line, line), score) for line, score in said.items()]
    everywhere, labelled = calibration_errors(truth, scores)
    assert math.isclose(labelled, (0.2 + 0.2) / 2)
    assert math.isclose(everywhere, (0.2 + 0.2 + 0.5) / 3)
    elsewhere = [(Found("bbbb0000/src/x.py", 1, 1), 0.9)]
    assert calibration_errors(truth, elsewhere) == (0, 0)


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

    scored = ours.judged(ours.find(ours.hunks_in(corpus.data)), judge)
    assert len(set(prompts)) == len(prompts)
    assert not any(drawn("strong_password") in one.redacted for one in scored)
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


def test_scores_of_one_fold_are_measured_where_they_are(
    corpus: Corpus, scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "bbbb0000/src/00000003.yml"
    corpus.write(other, f'api_key = "{drawn("alnum:24")}"')
    corpus.label(other, 1, "T")
    options = ["--no-model", "--no-peers", "--variant", "original", "--scores", str(scores)]
    quality.main([str(tmp_path), *options])
    out = capsys.readouterr().out
    assert re.search(r"\| candidates alone .* 5 \| +3 \| +0 \|", out)
    assert re.search(r"\| crossed \(1 repositories\), strict .* 2 \| +0 \| +2 \|", out)
    quality.main([str(tmp_path), *options, "--within", str(scores)])
    out = capsys.readouterr().out
    assert re.search(r"\| candidates alone .* 4 \| +3 \| +0 \|", out)
    assert re.search(r"\| crossed, strict .* 2 \| +0 \| +2 \|", out)


def test_scores_belong_to_a_variant() -> None:
    assert quality.variant_of_file(Path("obfuscated/run.jsonl")) == "original"
    assert quality.variant_of_file(Path("run-obfuscated.jsonl")) == "obfuscated"
    assert quality.name_of_file(Path("runs/five/obfuscated.jsonl")) == "five"
    assert quality.name_of_file(Path("runs/linear-obfuscated.jsonl")) == "linear"
    assert quality.name_of_file(Path("runs/five.jsonl")) == "five"


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


# --- other scanners ---------------------------------------------------------------------------

Reader = Callable[[Path, peers.Folder], Iterator[Found]]


def read_report(reader: Reader, root: Path, report: object, lines: bool = False) -> list[Found]:
    """What `reader` makes of a report on root/data."""
    (root / "data").mkdir(exist_ok=True)
    rows = report if lines and isinstance(report, list) else [report]
    file = root / "report.json"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return list(reader(file, peers.Folder(root / "data")))


def test_gitleaks_report(tmp_path: Path) -> None:
    one = {"RuleID": "key", "StartLine": 4, "EndLine": 6, "File": "data/a/x.py"}
    one |= {"Match": "key:\n  'v\nw'", "Secret": "w"}
    same = {**one, "StartLine": 9, "EndLine": 9}
    assert read_report(peers.read_gitleaks, tmp_path, [one, same]) == [
        Found("a/x.py", 6, 6, "key"),
        Found("a/x.py", 9, 9, "key"),
    ]
    assert read_report(peers.read_gitleaks, tmp_path, None) == []


def test_betterleaks_report(tmp_path: Path) -> None:
    part = {"location": {"start_line": 2}, "rule_id": "id"}
    where = {"path": str(tmp_path / "data/a/x.py"), "start_line": 1, "end_line": 1}
    finding = {"rule_id": "key", "location": where, "match": {"full": "v", "value": "v"}}
    finding["component_sets"] = [{"components": [part]}]
    rows = [{"summary": 1}, {"finding": finding}]
    assert read_report(peers.read_betterleaks, tmp_path, rows, lines=True) == [
        Found("a/x.py", 1, 1, "key"),
        Found("a/x.py", 2, 2, "id", aside=True),
    ]


def test_kingfisher_report(tmp_path: Path) -> None:
    (tmp_path / "data/a").mkdir(parents=True)
    (tmp_path / "data/a/x.py").write_text("\nid = other\n\nkey = value\n")
    finding = {"path": "data/a/x.py", "line": 4, "snippet": "value\n"}
    rows = [{"rule": {"id": "k"}, "finding": finding | {"dependent_captures": {"ID": "other"}}}]
    rows.append({"finding": 0})  # type: ignore[dict-item]  # the closing line counts them
    assert read_report(peers.read_kingfisher, tmp_path, rows, lines=True) == [
        Found("a/x.py", 4, 4, "k"),
        Found("a/x.py", 2, 2, "k", aside=True),
    ]


def test_credsweeper_report(tmp_path: Path) -> None:
    def credential(rule: str, *numbers: int) -> dict[str, object]:
        lines = [{"path": "data/a/x.py", "line_num": number} for number in numbers]
        return {"rule": rule, "line_data_list": lines}

    report = [credential("AWS Multi", 3, 5), credential("PEM Private Key", 7, 8)]
    report.append(credential("Key", 1, 2, 4))
    assert read_report(peers.read_credsweeper, tmp_path, report) == [
        Found("a/x.py", 3, 3, "AWS Multi"),
        Found("a/x.py", 5, 5, "AWS Multi"),
        Found("a/x.py", 7, 8, "PEM Private Key"),
        Found("a/x.py", 1, 4, "Key"),
    ]


def test_sarif_report(tmp_path: Path) -> None:
    def result(region: dict[str, int]) -> dict[str, object]:
        where = {"artifactLocation": {"uri": "a/x%20y.py"}, "region": region}
        return {"ruleId": "r", "locations": [{"physicalLocation": where}]}

    results = [result({"startLine": 2}), result({}), result({"startLine": 3, "endLine": 5})]
    assert read_report(peers.read_sarif, tmp_path, {"runs": [{"results": results}, {}]}) == [
        Found("a/x y.py", 2, 2, "r"),
        Found("a/x y.py", 3, 5, "r"),
    ]


def test_detect_secrets_and_secretlint_reports(tmp_path: Path) -> None:
    baseline = {"results": {"data/a/x.py": [{"line_number": 3, "type": "Secret Keyword"}]}}
    expected = Found("a/x.py", 3, 3, "Secret Keyword")
    assert read_report(peers.read_detect_secrets, tmp_path, baseline) == [expected]
    message = {"ruleId": "r", "loc": {"start": {"line": 1}, "end": {"line": 2}}}
    report = [{"filePath": str(tmp_path / "data/a/x.py"), "messages": [message]}]
    assert read_report(peers.read_secretlint, tmp_path, report) == [Found("a/x.py", 1, 2, "r:")]


def test_a_place_counts_once_and_not_aside_first() -> None:
    one, aside = Found("a", 1, 1, "r"), Found("a", 1, 1, "r", aside=True)
    assert peers.unique([aside, one, one]) == [one]
    assert peers.unique([aside]) == [aside]


def fake(package: str, code: str) -> peers.Peer:
    """A scanner in one line of Python."""
    quoted = shlex.join([sys.executable, "-c", code]).replace("{", "{{").replace("}", "}}")
    return peers.Peer(package, quoted, peers.read_detect_secrets, prints=True)


def test_peers_have_a_row_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"data/a/x.py": [{"line_number": 3, "type": "kept"}]}
    good = fake("good", f"import json; print(json.dumps({{'results': {found!r}}}))")
    entries = {"one": lambda rule: rule == "kept", "other": lambda rule: rule != "kept"}
    listed = (
        replace(good, rows={f"good {{}}, {name}": counts for name, counts in entries.items()}),
        fake("broken", "print('half a {')"),
        fake("missing", "print()"),
    )
    monkeypatch.setattr(peers, "PEERS", listed)
    monkeypatch.setattr(peers, "_python_versions", lambda: {"good": "1.2", "broken": "3"})
    (tmp_path / "data").mkdir()
    rows = list(peers.results(tmp_path / "data", tmp_path / "kept", "original"))
    assert [(row.name, row.findings, row.note) for row in rows] == [
        ("good 1.2, one", (Found("a/x.py", 3, 3, "kept"),), ""),
        ("good 1.2, other", (), ""),
        ("broken 3", None, "no readable report (exit status 0)"),
        ("missing", None, "not installed"),
    ]
    # What was found is kept: the second time nothing runs.
    monkeypatch.setattr(peers, "PEERS", (fake("good", "raise SystemExit(1)"),))
    again = list(peers.results(tmp_path / "data", tmp_path / "kept", "original"))
    assert [row.findings for row in again] == [(Found("a/x.py", 3, 3, "kept"),)]
    assert next(
        peers.results(tmp_path / "data", tmp_path / "kept", "original", refresh=True)
    ).note.startswith("no readable report")


def test_nothing_is_installed_where_there_is_no_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "ENVIRONMENT", tmp_path)
    peers._python_versions.cache_clear()
    peers._npm_versions.cache_clear()
    try:
        rows = list(peers.results(tmp_path, tmp_path, "original"))
    finally:
        peers._python_versions.cache_clear()
        peers._npm_versions.cache_clear()
    assert len(rows) == 8
    assert {row.note for row in rows} == {"not installed"}


def test_what_is_run_is_pinned() -> None:
    folder = Path(peers.__file__).parent
    pinned = {line.split("==")[0] for line in (folder / "peers.txt").read_text().splitlines()}
    assert {peer.package for peer in peers.PEERS if not peer.npm} <= pinned
    lines = (folder / "peers-npm.txt").read_text().splitlines()
    assert all(re.fullmatch(r"@?[\w/-]+@\d+\.\d+\.\d+", line) for line in lines)


# --- packages, and noise ----------------------------------------------------------------------


def an_archive(folder: Path, name: str, files: dict[str, str]) -> Path:
    """A source distribution `name`.tar.gz."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / f"{name}.tar.gz", "w:gz") as tar:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"{name.replace('-', '_')}/{path}")
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return folder / f"{name}.tar.gz"


def test_the_packages_are_pinned_and_each_is_there_once() -> None:
    names = [one.partition("==")[0] for one in sdists.read_packages()]
    assert len(set(names)) == len(names) == 30


def test_no_package_is_measured_on_and_trained_on() -> None:
    other = sdists.read_packages(sdists.PACKAGES.with_name("packages_other.txt"))
    measured = {one.partition("==")[0] for one in [*sdists.read_packages(), *other]}
    trained = sdists.read_packages(sdists.PACKAGES.parents[1] / "training" / "packages.txt")
    assert len(measured) == 30 + len(other)
    assert len(trained) == len(set(trained)) > 100
    assert measured.isdisjoint(one.partition("==")[0] for one in trained)


def test_a_package_without_a_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("# ours\nattrs\n")
    with pytest.raises(SystemExit, match="'attrs' is not NAME==VERSION"):
        sdists.read_packages(tmp_path / "x.txt")


def test_what_is_in_the_cache_is_not_downloaded(tmp_path: Path) -> None:
    an_archive(tmp_path / "archives", "some-package-1.0", {"a.py": "x = 1\n"})
    data, gone = sdists.unpacked(["some-package==1.0"], tmp_path)
    assert gone == []
    assert (data / "some-package-1.0" / "a.py").read_text() == "x = 1\n"
    other, _ = sdists.unpacked([], tmp_path)
    assert other != data


def test_an_archive_may_not_write_elsewhere(tmp_path: Path) -> None:
    archive = an_archive(tmp_path, "evil-1.0", {"../../elsewhere": "x"})
    with pytest.raises(tarfile.TarError):
        sdists.unpack(archive, tmp_path / "data" / "evil-1.0")
    assert not (tmp_path / "data" / "evil-1.0").exists()


def test_noise_is_counted_by_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = drawn("strong_password")
    lines = [f'password = "{secret}"', *["x = 1"] * 99]
    an_archive(tmp_path / "archives", "one-1", {"src/a.py": "\n".join(lines), "b.bin": "\0"})
    (tmp_path / "list.txt").write_text("one==1\n")
    prompts: list[str] = []

    class Judge:
        def __init__(self, *_: object) -> None: ...

        def probabilities(self, given: Sequence[str]) -> list[list[float]]:
            prompts.extend(given)
            return [[0.9, 0.1, *[0.0] * 6] for _ in given]

    monkeypatch.setattr(ours, "Cascade", Judge)
    which = ["--packages", str(tmp_path / "list.txt")]
    quality.main(["--noise", str(tmp_path), *which, "--no-peers", "--list"])
    out = capsys.readouterr().out
    assert "1 packages, 1 files, 100 lines." in out
    assert re.search(r"\| secret-guard, default +\| +1 \| +1000\.0 \|", out)
    assert "one-1/src/a.py:1 generic" in out and "hardcoded 1.00" in out
    assert secret not in out
    assert " in src / a.py: " in prompts[0]  # the path from the package's root


def test_nothing_to_measure_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        quality.main([])
    assert "--noise CACHE" in capsys.readouterr().err


# --- the linear baseline ----------------------------------------------------------------------


@pytest.fixture
def found(corpus: Corpus) -> list[Chosen]:
    """Candidates of three repositories, some of them nobody's."""
    for n in range(3):
        name = f"bbbb000{n}/src/0000000{n}.py"
        keys = [f'{drawn("word", i + 9 * n)}_key = "{drawn("alnum:24", i)}"' for i in range(6)]
        noise = [f'{drawn("word", i + 40 * n)}_key = "key-of-the-map-{i}"' for i in range(6)]
        corpus.write(
            name, "\n".join(f"{one}\n\n{other}" for one, other in zip(keys, noise, strict=True))
        )
        for i in range(6):
            corpus.label(name, 3 * i + 1, "T")
            corpus.label(name, 3 * i + 3, "F")
    return linear.read(corpus.meta, corpus.data)


def test_no_repository_judges_itself(found: list[Chosen]) -> None:
    trained: list[set[str]] = []

    def learn(own: Sequence[Candidate], truth: Sequence[bool]) -> Callable[..., list[float]]:
        trained.append({one.path.split("/")[0] for one in own})
        assert len(own) == len(truth)
        return lambda judged: check(judged, trained[-1])

    def check(judged: Sequence[Candidate], seen: set[str]) -> list[float]:
        assert not {one.path.split("/")[0] for one in judged} & seen
        return [0.5] * len(judged)

    scored = linear.cross_validate(found, 3, 7, learn)
    assert len(scored) == len(found)
    assert len(trained) == 3
    assert [one for one, _ in scored] == [one.candidate for one in found]


def test_what_the_baseline_sees() -> None:
    line = f'db_password = "{drawn("alnum:20")}"  # old'
    (one,) = find_candidates(Hunk("a.py", f"import db\n{line}\nrun()"))
    text, lead, value = linear.texts(one)
    assert text.splitlines()[0] == "import db" and text.splitlines()[2] == "run()"
    assert f'"«{value}»"' in text and lead == 'db_password = "'
    assert all(0 <= number <= 1.05 for number in linear.numbers(one))


def test_the_baseline_learns(found: list[Chosen], tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    scored = linear.cross_validate(found, 3, 7)
    linear.write_scores(tmp_path / "linear.jsonl", scored)
    read = ours.read_scores(tmp_path / "linear.jsonl")
    score = {(one.place.path, one.place.line): one.score for one in read}
    told = [one for one in found if one.source.repository != "aaaa0000"]
    right = [
        (score[one.source.name, one.candidate.line] >= 0.5) == (one.truth == "T") for one in told
    ]
    assert len(told) == 36
    assert sum(right) / len(right) > 0.8


def test_the_baseline_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(SystemExit, match="needs scikit-learn"):
        linear.fit([], [])
