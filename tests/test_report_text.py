"""The report for people, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secret_guard.report import RenderOptions, printable, summary
from secret_guard.report.text import render
from secret_guard.types import Reason, Skipped
from tests.fakes import finding, report, safe

PLAIN = RenderOptions()


def test_nothing_found() -> None:
    assert render(report(), PLAIN) == (
        "SAFE: no secrets in staged changes (3 candidates judged, 2 files, 0.1 s)\n"
    )


def test_one_of_each_is_singular() -> None:
    one = report(findings=(finding(),), files=1, candidates=1)
    assert summary(one, PLAIN) == ("ALERT: 1 finding in 1 file (1 candidate judged, 1 file, 0.1 s)")


def test_a_finding() -> None:
    first, last = render(report(findings=(finding(),)), PLAIN).splitlines()
    assert first == (
        "config/settings.py:12:15: ALERT generic-password hardcoded credential: 'db_password' "
        "S3c******** (score 0.98)"
    )
    assert last == "ALERT: 1 finding in 1 file (3 candidates judged, 2 files, 0.1 s)"


def test_files_with_findings_are_counted_once() -> None:
    found = (finding(line=1), finding(line=2), finding(path="other.py"))
    assert "ALERT: 3 findings in 2 files (" in summary(report(findings=found), PLAIN)


def test_safe_ones_are_shown_only_if_asked_for() -> None:
    given = report(findings=(finding(),), safe=(safe(),))
    assert "SAFE" not in render(given, PLAIN)
    first, second, _ = render(given, RenderOptions(show_safe=True)).splitlines()
    assert ": SAFE generic-password reads from the environment" in first
    assert ": ALERT " in second


def test_allowed_ones_are_counted_and_shown_if_asked_for() -> None:
    given = report(allowed=(finding(),))
    assert render(given, PLAIN).splitlines() == [
        "SAFE: no secrets in staged changes (3 candidates judged, 2 files, 0.1 s; 1 allowed)"
    ]
    assert ": ALLOWED generic-password" in render(given, RenderOptions(show_safe=True))


def test_skipped_are_counted_by_reason_and_listed_if_asked_for() -> None:
    given = report(
        skipped=(
            Skipped("a.png", "binary"),
            Skipped("b.png", "binary"),
            Skipped("lib", "submodule"),
        )
    )
    text = render(given, PLAIN)
    assert text.count("\n") == 1 and "; skipped 3: 2 binary, 1 submodule)" in text
    assert "skipped b.png: binary\n" in render(given, RenderOptions(verbose=True))


def test_notes_of_weaker_settings_stand_in_the_last_line() -> None:
    options = RenderOptions(notes=("1 rule disabled by pyproject.toml",), quiet=True)
    assert summary(report(), options).endswith("0.1 s; 1 rule disabled by pyproject.toml)")


def test_nothing_to_scan_is_said() -> None:
    text = render(report(files=0, candidates=0, skipped=(Skipped("a.png", "binary"),)), PLAIN)
    assert text.startswith("SAFE: nothing to scan in staged changes (")
    assert "skipped 1: 1 binary" in text


def test_warnings_unless_quiet() -> None:
    given = report(warnings=("a.py:1: no such rule",))
    assert render(given, PLAIN).splitlines()[0] == "warning: a.py:1: no such rule"
    assert "warning" not in render(given, RenderOptions(quiet=True))


def test_the_hook_says_what_to_do_about_an_alert_only() -> None:
    hook = RenderOptions(hook=True)
    help_line = render(report(findings=(finding(),)), hook).splitlines()[-2]
    assert help_line.startswith("help: secret-guard read staged changes.")
    assert "`secret-guard: allow[generic-password]`" in help_line
    assert "--no-verify" in help_line
    assert "help" not in render(report(), hook)


def test_fingerprints_if_asked_for() -> None:
    given = report(findings=(finding(),))
    assert finding().fingerprint not in render(given, PLAIN)
    assert finding().fingerprint in render(given, RenderOptions(verbose=True))


def test_colours_only_if_asked_for() -> None:
    given = report(findings=(finding(),), safe=(safe(),))
    assert "\x1b" not in render(given, RenderOptions(show_safe=True))
    assert "\x1b[31;1mALERT\x1b[0m" in render(given, RenderOptions(color=True))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("naïve/日本.py", "naïve/日本.py"),
        ("a b'c.py", "a b'c.py"),
        ("bad\udcff.py", "bad\\xff.py"),
        ("line\nbreak.py", "line\\x0abreak.py"),
        ("\x1b[2Jx", "\\x1b[2Jx"),
        ("right\u202eleft", "right\\u202eleft"),
    ],
)
def test_names_cannot_break_a_line_or_steer_the_terminal(raw: str, shown: str) -> None:
    assert printable(raw) == shown
    text = render(report(findings=(finding(path=raw),), source=raw), PLAIN)
    assert text.count("\n") == 2 and f"{shown}:12:15: ALERT" in text
    text.encode("utf-8")


def test_score_and_reason_of_each_kind() -> None:
    for reason in Reason:
        label = reason.label
        text = render(report(findings=(finding(label=label, reason=reason, score=0.5),)), PLAIN)
        assert f": {label} generic-password " in text and "(score 0.50)" in text


def test_a_commit_stands_before_its_path_as_git_writes_it() -> None:
    oid = "0123456789abcdef" * 2 + "01234567"
    text = render(report(findings=(finding(commit=oid),), commits=3), PLAIN)
    assert text.startswith("0123456789ab:config/settings.py:12:15: ALERT")
    assert "2 files of 3 commits" in text


def test_the_help_of_a_stopped_push_does_not_advise_another_commit() -> None:
    text = render(
        report(findings=(finding(commit="0" * 40),), commits=1), replace(PLAIN, hook=True)
    )
    assert "git rebase -i" in text and "git push --no-verify" in text and "comment" not in text
