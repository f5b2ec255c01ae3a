"""Files that are known by their name: each rule finds its hits in them, and nothing elsewhere."""

from __future__ import annotations

import pytest

from secret_guard.known_files import FILE_RULES, FileRule, find_in_file
from secret_guard.rules import RULES
from tests.marked import found, unmarked

HITS = [(rule, path, text) for rule in FILE_RULES for path, text in rule.hits]
MISSES = [(rule, path, text) for rule in FILE_RULES for path, text in rule.misses]


def test_rules_are_well_formed() -> None:
    ids = [rule.id for rule in (*RULES, *FILE_RULES)]
    assert len(set(ids)) == len(ids)
    for rule in FILE_RULES:
        assert list(rule.pattern.groupindex) == ["secret"]
        assert len(rule.hits) >= 2 and len(rule.misses) >= 1


@pytest.mark.parametrize(("rule", "path", "text"), HITS)
def test_hit(rule: FileRule, path: str, text: str) -> None:
    for seed in range(8):
        plain, (value,) = unmarked(text, seed)
        assert [one.secret for one in found(plain, path)] == [value]
        assert {one.rule_id for one in find_in_file(plain, path)} == {rule.id}
        assert list(find_in_file(plain, "src/main.py")) == []


@pytest.mark.parametrize(("rule", "path", "text"), MISSES)
def test_miss(rule: FileRule, path: str, text: str) -> None:
    plain, _ = unmarked(text)
    assert list(find_in_file(plain, path)) == []


@pytest.mark.parametrize(
    "path", ["docs/tokens.md", "src/password.py", "lib/secret.rb", "test/auth.js", "token.go"]
)
def test_source_files_hold_no_single_secret(path: str) -> None:
    assert list(find_in_file("a1b2c3d4e5f6a7b8\n", path)) == []


def test_lines_may_end_as_windows_ends_them() -> None:
    for rule in FILE_RULES:
        path, text = rule.hits[0]
        plain, (value,) = unmarked(text.replace("\n", "\r\n"))
        assert [plain[one.start : one.end] for one in find_in_file(plain, path)] == [value]


def test_long_files_are_not_looked_at() -> None:
    assert list(find_in_file("{{user}} x y\n" * 3000, "etc/ppp/chap-secrets")) == []


def test_a_token_is_known_by_its_own_rule() -> None:
    plain, (value,) = unmarked("⟦{{github_pat}}⟧\n")
    (one,) = found(plain, ".github_token")
    assert one.secret == value and one.rule_id == "github-token"
