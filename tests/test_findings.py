"""Redaction, fingerprints and the inline allow comment."""

from __future__ import annotations

import re

import pytest

from secret_guard import findings
from secret_guard.findings import (
    MASK,
    fingerprint,
    is_own_text,
    permission,
    redact,
    span_lines,
    to_finding,
)
from secret_guard.types import Hunk, Reason, Verdict
from tests.fakes import candidate, made

ALERT = Verdict("ALERT", Reason.HARDCODED, 0.98)
SAFE = Verdict("SAFE", Reason.PLACEHOLDER, 0.02)
RULES = ("generic-password", "github-token")

KINDS = ["human_password", "weak_password", "word_password", "strong_password", "passphrase",
         "pin:4", "pin:6", "hex:32", "github_pat", "aws_access_key", "aws_secret_key", "jwt",
         "slack_bot", "stripe_secret", "uuid", "strong_password|b64", "strong_password|hex",
         "human_password|percent", "human_password|rev", "pem_body:6"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_redaction_shows_at_most_a_quarter_and_hides_the_length(kind: str, seed: int) -> None:
    secret = made("{{" + kind + "}}", seed)
    shown = redact(secret)
    assert shown.endswith(MASK)
    head = shown.removesuffix(MASK)
    assert len(head) <= min(4, len(secret) / 4)
    assert secret not in shown
    # Values of 24 and 44 characters look alike: the mask has one length.
    assert redact(secret * 3).removesuffix(MASK)[: len(head)] == head


def test_short_values_are_hidden_whole() -> None:
    assert redact("S3cret" + "!pass") == MASK
    assert redact("") == MASK
    assert redact("a") == MASK


def test_long_values_show_their_beginning() -> None:
    assert redact("abcd" + "efgh" * 4) == "abcd" + MASK


def test_a_short_decoded_value_counts() -> None:
    # The first four characters of base64 are three of the password.
    secret = made("{{pin:8#1|b64|b64}}")
    assert len(secret) >= 16
    assert redact(secret, made("{{pin:8#1}}")) == MASK


def test_prefix_of_a_short_token_is_shown_up_to_a_quarter() -> None:
    assert redact("ghp_" + "abcdefgh") == "ghp" + MASK


def test_line_breaks_and_control_characters_are_not_shown() -> None:
    shown = redact("\n\x1b\udcffz" + "abcdefgh" * 4)
    assert shown == "???z" + MASK


def test_fingerprint_is_stable_across_machines() -> None:
    # Pinned: a change would silently void every `allow` entry that people have committed.
    assert fingerprint("r", "a/b.py", "value") == "d5d2062bfdcfdff40b16183197d3b7f9"


def test_fingerprint_tells_rules_paths_and_secrets_apart() -> None:
    marks = {
        fingerprint("r", "a.py", "one"),
        fingerprint("r", "a.py", "two"),
        fingerprint("s", "a.py", "one"),
        fingerprint("r", "b.py", "one"),
        fingerprint("ra", ".py", "one"),
    }
    assert len(marks) == 5
    assert all(re.fullmatch(r"[0-9a-f]{32}", mark) for mark in marks)


def test_fingerprint_does_not_depend_on_the_place() -> None:
    here = to_finding(candidate(line=1, end_line=1), ALERT)
    there = to_finding(candidate(line=99, end_line=99, column=3), ALERT)
    assert here.fingerprint == there.fingerprint


def test_fingerprint_of_bytes_that_are_no_text() -> None:
    assert len(fingerprint("r", "a\udcff.py", "\udcfe\ud800")) == 32


def test_fingerprint_is_slow_on_purpose() -> None:
    assert findings.SCRYPT["n"] * findings.SCRYPT["r"] * 128 >= 16 * 2**20


def test_only_an_alert_gets_a_fingerprint() -> None:
    assert to_finding(candidate(), SAFE).fingerprint == ""
    assert to_finding(candidate(), ALERT).fingerprint


def test_a_finding_holds_place_and_verdict_but_not_the_value() -> None:
    secret = made("{{strong_password}}")
    given = candidate(secret=secret, line_text=f"db_password = '{secret}'")
    found = to_finding(given, ALERT)
    assert (found.path, found.line, found.column) == (given.path, given.line, given.column)
    assert (found.end_line, found.end_column) == (given.end_line, given.end_column)
    assert (found.label, found.reason, found.score) == ("ALERT", Reason.HARDCODED, 0.98)
    assert secret not in repr(found)


def test_a_message_with_the_value_is_scrubbed() -> None:
    plain, coded = made("{{github_pat#1}}"), made("{{github_pat#1|b64}}")
    found = to_finding(
        candidate(secret=coded, decoded=plain, message=f"token {plain} as {coded}"), ALERT
    )
    assert plain not in found.message and coded not in found.message


@pytest.mark.parametrize("kind", ["hex:32", "github_pat", "upper:40"])
def test_a_name_that_looks_random_is_not_shown(kind: str) -> None:
    name = made(f"{{{{{kind}}}}}")
    found = to_finding(candidate(message=f"Password in x_{name}"), ALERT)
    assert name[6:] not in found.message and found.message.startswith("Password in x_")
    named = "Secret in oauth2ClientSecretForProduction2024"
    assert to_finding(candidate(message=named), ALERT).message == named


# --- allow comments ---


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # secret-guard: allow",
        "x = 1; // secret-guard: allow",
        "x: 1 <!-- secret-guard: allow -->",
        "/* secret-guard:allow */ x = 1",
        "-- Secret-Guard: Allow",
        "x  # secret-guard: allow[generic-password]",
        "x  # secret-guard: allow[github-token, generic-password]",
        "x  # secret-guard: allow [ GENERIC-PASSWORD ]",
        "x  # secret-guard: allow, see ticket 12",
    ],
)
def test_comments_that_allow(line: str) -> None:
    said = permission([line], candidate(), RULES)
    assert said.allowed and not said.warnings


@pytest.mark.parametrize(
    "line",
    [
        "x = 1",
        "# secret-guard: allowance",
        "# secret-guard: allow-list",
        "# secret-guard: disallow",
        "# secret-guard allow",
        "# secret-guard: allow[github-token]",
    ],
)
def test_comments_that_do_not_allow(line: str) -> None:
    said = permission([line], candidate(), RULES)
    assert not said.allowed and not said.warnings


def test_unknown_rule_is_warned_about_and_allows_nothing() -> None:
    said = permission(["x  # secret-guard: allow[generic-pasword]"], candidate(), RULES)
    assert not said.allowed
    (warning,) = said.warnings
    assert "config/settings.py:12" in warning and "did you mean 'generic-password'" in warning


def test_a_warning_does_not_repeat_the_text_of_the_file() -> None:
    secret = made("{{github_pat}}")
    said = permission([f"x  # secret-guard: allow[{secret}]"], candidate(), RULES)
    assert said.warnings and secret not in "".join(said.warnings)


@pytest.mark.parametrize("bracket", ["[]", "[", "[github-token *", "[generic-pasword"])
def test_empty_or_open_brackets_do_not_allow_every_rule(bracket: str) -> None:
    said = permission([f"x  # secret-guard: allow{bracket}"], candidate(), RULES)
    assert not said.allowed and said.warnings


def test_a_known_rule_beside_an_unknown_one_counts() -> None:
    said = permission(["# secret-guard: allow[nope, generic-password]"], candidate(), RULES)
    assert said.allowed and len(said.warnings) == 1


def test_lines_of_a_span_in_a_hunk_that_starts_later() -> None:
    hunk = Hunk("a.py", "zero\none\ntwo\nthree", first_line=10)
    assert span_lines(hunk, candidate(line=11, end_line=12)) == ["one", "two"]
    assert span_lines(hunk, candidate(line=10, end_line=10)) == ["zero"]


@pytest.mark.parametrize(
    ("line", "value", "own"),
    [
        ("x = 1  # secret-guard: allow[some-rule]", "allow[some-rule]", True),
        ("x = 1  # Secret-Guard:allow", "allow", True),
        ("x = 1  # secret-guard: allow[some-rule]", "some-rule", False),
        ("secret-guard: allowance", "allowance", False),
        ("secret-guard: other  # secret-guard: allow", "other", False),
    ],
)
def test_the_allow_comment_is_no_candidate(line: str, value: str, own: bool) -> None:
    column = line.index(value) + 1
    assert is_own_text([line], candidate(column=column, secret=value)) is own


def test_a_fingerprint_in_the_configuration_is_no_candidate() -> None:
    mark = "0123456789abcdef" * 2
    for path, own in (("pyproject.toml", True), ("a/.secret-guard.toml", True), ("a.py", False)):
        given = candidate(path=path, secret=mark)
        assert is_own_text([f'    "{mark}",'], given, [mark]) is own
        assert not is_own_text([f'    "{mark}",'], given)
