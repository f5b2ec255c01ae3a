"""The slot generator: seeded, bound values, filters, and clear errors."""

from __future__ import annotations

import base64
import random

import pytest

from training.slots import FILTERS, KINDS, fill


def test_the_same_seed_gives_the_same_text() -> None:
    text = " ".join("{{%s}}" % kind for kind in KINDS)  # noqa: UP031 (braces)
    assert fill(text, random.Random(4)) == fill(text, random.Random(4))
    assert fill(text, random.Random(4)) != fill(text, random.Random(5))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_gives_something_without_slots(kind: str) -> None:
    value = fill("{{%s}}" % kind, random.Random(1))  # noqa: UP031
    assert value
    assert "{{" not in value


def test_a_number_binds_a_value() -> None:
    text = fill(
        "{{human_password#1}} {{human_password#1|b64}} {{human_password#2}}", random.Random(2)
    )
    plain, encoded, other = text.split(" ")
    assert base64.b64decode(encoded).decode() == plain != other


def test_head_and_tail_make_the_whole() -> None:
    head, tail, whole = fill(
        "{{github_pat#1|head}} {{github_pat#1|tail}} {{github_pat#1}}", random.Random(2)
    ).split(" ")
    assert head + tail == whole


def test_foreign_braces_stay() -> None:
    for text in ("{{ password }}", "${{ secrets.TOKEN }}", "{{ .Values.key }}", "{{.Key}}"):
        assert fill(text, random.Random(0)) == text


@pytest.mark.parametrize("text", ["{{no_such_kind}}", "{{uuid|no_such_filter}}"])
def test_unknown_names_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="no_such"):
        fill(text, random.Random(0))


def test_filters_can_be_undone() -> None:
    assert bytes.fromhex(FILTERS["hex"]("pässword")).decode() == "pässword"
    assert FILTERS["unicode"]("ab").encode().decode("unicode_escape") == "ab"
