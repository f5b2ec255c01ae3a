"""The stages in order, with a toy finder and a fake judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from secret_guard import pipeline
from secret_guard.config import Config
from secret_guard.errors import ModelError, SourceError
from secret_guard.types import Candidate, Hunk, Reason, Report, Skipped, Verdict
from tests.fakes import FakeJudge, all_hardcoded, no_judge

RULES = ("toy-key", "other-key")


def toy_finder(hunk: Hunk) -> list[Candidate]:
    """`key=VALUE` and `other=VALUE` on any line that counts."""
    found = []
    for number, line in enumerate(hunk.text.split("\n"), hunk.first_line):
        if hunk.added is not None and number not in hunk.added:
            continue
        for match in re.finditer(r"(key|other)=(\w+)", line):
            rule = "toy-key" if match[1] == "key" else "other-key"
            start, end = match.span(2)
            place = (hunk.path, number, start + 1, number, end + 1)
            found.append(Candidate(rule, "toy", *place, match[2], commit=hunk.commit))
    return found


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "find_candidates", toy_finder)


def scan(
    *items: Hunk | Skipped, config: Config | None = None, judge: FakeJudge | None = None
) -> Report:
    fake = judge or FakeJudge(all_hardcoded)
    return pipeline.run(
        iter(items), lambda: fake, config or Config(), source="a test", rule_ids=RULES
    )


def test_no_candidate_no_judge() -> None:
    given = [Hunk("a.py", "nothing\nhere"), Skipped("b.png", "binary")]
    report = pipeline.run(iter(given), no_judge, Config(), source="a test")
    assert (report.files, report.lines, report.candidates) == (1, 2, 0)
    assert report.findings == report.safe == report.allowed == ()
    assert report.skipped == (Skipped("b.png", "binary"),)
    assert report.source == "a test"


def test_nothing_at_all() -> None:
    report = pipeline.run(iter(()), no_judge, Config(), source="nothing")
    assert (report.files, report.lines, report.candidates) == (0, 0, 0)


def test_each_candidate_gets_its_own_verdict() -> None:
    def decide(candidate: Candidate) -> Reason:
        return Reason.HARDCODED if candidate.secret.startswith("live") else Reason.PLACEHOLDER

    report = scan(Hunk("a.py", "key=live1\nkey=fake1\nkey=live2"), judge=FakeJudge(decide))
    assert [finding.line for finding in report.findings] == [1, 3]
    assert [finding.line for finding in report.safe] == [2]
    assert report.candidates == 3


def test_what_is_safe_is_counted_if_nobody_asks_for_a_list() -> None:
    def decide(candidate: Candidate) -> Reason:
        return Reason.HARDCODED if candidate.secret.startswith("live") else Reason.PLACEHOLDER

    report = pipeline.run(
        iter([Hunk("a.py", "key=live1\nkey=fake1\nkey=fake2")]),
        lambda: FakeJudge(decide),
        Config(),
        source="a test",
        list_safe=False,
    )
    assert [finding.line for finding in report.findings] == [1]
    assert (report.safe, report.unlisted, report.candidates) == ((), 2, 3)


def test_findings_are_sorted_and_files_counted_once() -> None:
    report = scan(
        Hunk("b.py", "key=one"),
        Hunk("a.py", "key=three other=four", first_line=10),
        Hunk("a.py", "key=two", first_line=2),
    )
    places = [(finding.path, finding.line, finding.column) for finding in report.findings]
    assert places == [("a.py", 2, 5), ("a.py", 10, 5), ("a.py", 10, 17), ("b.py", 1, 5)]
    assert report.files == 2


def test_a_secret_of_a_history_is_told_of_its_first_commit() -> None:
    report = scan(
        Hunk("a.py", "key=one\nkey=one", commit="1"),
        Hunk("a.py", "\nkey=one\nother=one", commit="2"),
        Hunk("b.py", "key=one", commit="2"),
        Hunk("a.py", "key=two  # secret-guard: allow", commit="3"),
        Hunk("a.py", "key=two", commit="4"),
    )
    told = [(one.path, one.line, one.rule_id, one.commit) for one in report.findings]
    assert told == [
        ("a.py", 1, "toy-key", "1"),
        ("a.py", 1, "toy-key", "4"),
        ("a.py", 2, "toy-key", "1"),
        ("a.py", 3, "other-key", "2"),
        ("b.py", 1, "toy-key", "2"),
    ]
    assert [one.commit for one in report.allowed] == ["3"]
    assert (report.commits, report.candidates) == (4, 7)


def test_only_added_lines_are_counted() -> None:
    report = scan(Hunk("a.py", "key=one\nkey=two\nkey=three", added=frozenset({2})))
    assert [finding.line for finding in report.findings] == [2]
    assert report.lines == 1


def test_batches_are_small_and_complete() -> None:
    judge = FakeJudge(all_hardcoded)
    lines = "\n".join(f"key=value{number}" for number in range(pipeline.BATCH + 3))
    report = scan(Hunk("a.py", lines), config=Config(disable=("other-key",)), judge=judge)
    assert judge.batches == [pipeline.BATCH, 3]
    assert len(report.findings) == pipeline.BATCH + 3


def test_hunks_are_read_as_they_are_needed() -> None:
    """Memory stays flat: the second batch is read after the first was judged."""
    seen: list[int] = []
    judge = FakeJudge(all_hardcoded)

    def items() -> Iterator[Hunk]:
        for number in range(3):
            seen.append(len(judge.batches))
            yield Hunk(f"{number}.py", "\n".join(["key=one"] * pipeline.BATCH))

    pipeline.run(items(), lambda: judge, Config(), source="a test")
    assert seen == [0, 1, 2]


def test_progress_is_told_after_each_batch() -> None:
    told: list[tuple[int, int]] = []
    pipeline.run(
        iter([Hunk("a.py", "key=one"), Hunk("b.py", "key=two")]),
        lambda: FakeJudge(all_hardcoded),
        Config(),
        source="a test",
        progress=lambda files, candidates: told.append((files, candidates)),
    )
    assert told == [(2, 2)]


def test_disabled_rules_are_not_even_judged() -> None:
    judge = FakeJudge(all_hardcoded)
    report = scan(
        Hunk("a.py", "key=one\nother=two"), config=Config(disable=("toy-key",)), judge=judge
    )
    assert [finding.rule_id for finding in report.findings] == ["other-key"]
    assert judge.batches == [1] and report.candidates == 1


def test_excluded_paths_are_told_once_and_not_scanned() -> None:
    report = scan(
        Hunk("vendor/a.py", "key=one"),
        Hunk("vendor/a.py", "key=two", first_line=9),
        Skipped("vendor/b.png", "binary"),
        Hunk("src/a.py", "key=three"),
        config=Config(exclude=("vendor/",)),
    )
    assert [finding.path for finding in report.findings] == ["src/a.py"]
    assert report.skipped == (
        Skipped("vendor/a.py", "excluded"),
        Skipped("vendor/b.png", "excluded"),
    )
    assert report.files == 1


def test_an_inline_comment_allows() -> None:
    report = scan(Hunk("a.py", "key=one  # secret-guard: allow[toy-key]\nkey=two"))
    assert [finding.line for finding in report.findings] == [2]
    assert [finding.line for finding in report.allowed] == [1]


def test_an_inline_comment_with_an_unknown_rule_warns() -> None:
    report = scan(Hunk("a.py", "key=one key=two # secret-guard: allow[toy-kee]"))
    assert len(report.findings) == 2
    assert len(report.warnings) == 1 and "toy-key" in report.warnings[0]


def test_a_safe_candidate_needs_no_permission_and_gives_no_warning() -> None:
    judge = FakeJudge(lambda _: Reason.PLACEHOLDER)
    report = scan(Hunk("a.py", "key=one # secret-guard: allow[nope]"), judge=judge)
    assert len(report.safe) == 1 and report.warnings == () and report.allowed == ()


def test_a_fingerprint_allows_its_secret_wherever_it_moves_and_no_other() -> None:
    (first,) = scan(Hunk("a.py", "key=one")).findings
    config = Config(allow=(first.fingerprint,))
    report = scan(Hunk("a.py", "# moved\n  key=one\nkey=new"), config=config)
    assert [finding.line for finding in report.allowed] == [2]
    assert [finding.line for finding in report.findings] == [3]
    assert scan(Hunk("b.py", "key=one"), config=config).findings


def test_fingerprints_are_made_where_they_are_asked_for_or_needed() -> None:
    def marks(config: Config, fingerprints: bool) -> list[str]:
        report = pipeline.run(
            iter([Hunk("a.py", "key=one\nkey=two")]),
            lambda: FakeJudge(all_hardcoded),
            config,
            source="a test",
            fingerprints=fingerprints,
        )
        return [finding.fingerprint for finding in (*report.allowed, *report.findings)]

    one, two = marks(Config(), fingerprints=True)
    assert one and two and one != two
    assert marks(Config(), fingerprints=False) == ["", ""]
    assert marks(Config(allow=(two,)), fingerprints=False) == [two, one]


def test_a_judge_that_leaves_one_out_is_an_error() -> None:
    class Lazy:
        def judge(self, candidates: Sequence[Candidate]) -> list[Verdict]:
            return [Verdict("SAFE", Reason.PLACEHOLDER, 0.0)]

    with pytest.raises(ModelError, match="1 verdicts for 2 candidates"):
        pipeline.run(iter([Hunk("a.py", "key=one key=two")]), Lazy, Config(), source="a test")


def test_a_failing_judge_or_source_gives_no_report() -> None:
    def broken() -> FakeJudge:
        raise ModelError("altered")

    def half() -> Iterator[Hunk]:
        yield Hunk("a.py", "key=one")
        raise SourceError("gone")

    with pytest.raises(ModelError, match="altered"):
        pipeline.run(iter([Hunk("a.py", "key=one")]), broken, Config(), source="a test")
    with pytest.raises(SourceError, match="gone"):
        pipeline.run(half(), lambda: FakeJudge(), Config(), source="a test")


def test_time_is_measured() -> None:
    ticks = iter([10.0, 12.5])
    report = pipeline.run(iter(()), no_judge, Config(), source="a test", clock=lambda: next(ticks))
    assert report.seconds == 2.5
