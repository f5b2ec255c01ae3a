"""Compiled regular expressions are those of `re`, and are kept only where that is sound."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest

from secret_guard import regex
from secret_guard.rules import RULES, Rule
from training.slots import fill

ODD = r"(?x) (?P<a> [^\W\d_]{2,}? ) (?:(?i:straße|ﬁ)|\N{EM DASH}) (?P<b>(?<=x)\b.)? (?P=a) $ # x"


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "_FILE", tmp_path / "regex.bin")
    monkeypatch.setattr(regex, "_parts", {})
    monkeypatch.setattr(regex, "_new", set())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def alike(one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    said = [(made.pattern, made.flags, made.groups, dict(made.groupindex)) for made in (one, other)]
    return said[0] == said[1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_what_re_finds(rule: Rule) -> None:
    plain = re.compile(rule.regex, re.MULTILINE)
    for _ in range(2):  # compiled, then made of what was compiled
        made = regex.compiled(rule.regex, re.MULTILINE)
        assert alike(made, plain)
        for text in (*rule.hits, *rule.misses):
            filled = fill(text, random.Random(0)).replace("⟦", "").replace("⟧", "")
            found = [[one.regs for one in each.finditer(filled)] for each in (made, plain)]
            assert found[0] == found[1]


def test_flags_names_and_letters_beyond_ascii_stay() -> None:
    for flags in (0, re.IGNORECASE | re.DOTALL, re.ASCII):
        made, plain = regex.compiled(ODD, flags), re.compile(ODD, flags)
        assert alike(made, plain)
        for text in ("abSTRASSEx!ab", "abstraßexyab", "ab\N{EM DASH}xab", "ab\N{EM DASH}ab"):
            assert (made.match(text) is None) == (plain.match(text) is None)


def test_an_error_is_told_as_re_tells_it() -> None:
    with pytest.raises(re.error, match="unterminated"):
        regex.compiled("(a")
    assert not regex.worth_keeping()


def test_what_is_kept_is_read_by_a_later_run() -> None:
    regex.compiled(ODD)
    regex.compiled("a+", re.MULTILINE)
    assert regex.worth_keeping()
    regex.keep()
    assert not regex.worth_keeping()
    assert regex._kept() == regex._parts
    assert [file.name for file in regex._FILE.parent.iterdir()] == ["regex.bin"]


def test_a_pattern_is_not_compiled_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    regex.compiled(ODD)
    monkeypatch.setattr(regex, "_compile", None)
    assert alike(regex.compiled(ODD), re.compile(ODD))


def test_a_damaged_file_or_one_of_another_version_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    regex.compiled(ODD)
    regex.keep()
    content = regex._FILE.read_bytes()
    for damaged in (b"", content[:-1], content[:40] + b"!" + content[41:], b"\0" * len(content)):
        regex._FILE.write_bytes(damaged)
        assert regex._kept() == {}
    regex._FILE.write_bytes(content)
    assert regex._kept() == regex._parts
    monkeypatch.setattr(regex, "_STAMP", ("another",))
    assert regex._kept() == {}


def test_where_nothing_can_be_written_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    regex.compiled("a")
    monkeypatch.setattr(regex, "_FILE", regex._FILE.parent / "none" / "regex.bin")
    assert not regex.worth_keeping()
    regex.keep()  # no error, should it be tried
    monkeypatch.undo()
    monkeypatch.setattr(regex, "_new", {("a", 0)})
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert not regex.worth_keeping()


def test_another_python_compiles_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "_made", None)
    assert alike(regex.compiled(ODD), re.compile(ODD))
