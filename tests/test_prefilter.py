"""Every word is found wherever it stands: at the ends, overlapping others, inside others."""

from __future__ import annotations

import random
import re

import pytest

from secret_guard.candidates import find_rules
from secret_guard.generic.hits import HINTS
from secret_guard.prefilter import OPENED_RUN, RUN, Leads, Quotes, Words, find_runs
from secret_guard.rules import RULES

KEYWORDS = frozenset(word for rule in RULES for word in rule.keywords)


def slow(words: frozenset[str], text: str) -> dict[str, list[int]]:
    """The places of `words`, looked for one after the other at each offset."""
    places = {
        word: [at for at in range(len(text)) if text.startswith(word, at)]
        for word in words
        if word in text
    }
    return places


def test_a_word_is_found_at_both_ends_and_between() -> None:
    assert Words(["key"]).places("key, key; key") == {"key": [0, 5, 10]}
    assert Words(["key"]).places("ke y") == {}
    assert Words(["key"]).places("") == {}


def test_a_word_that_overlaps_itself_is_found_at_each_place() -> None:
    assert Words(["aaa"]).places("aaaaa") == {"aaa": [0, 1, 2]}


def test_words_that_overlap_or_hold_each_other_are_all_found() -> None:
    words = Words(["token", "access_token", "tok", "ken=", "k"])
    assert words.places("access_token=") == {
        "token": [7],
        "access_token": [0],
        "tok": [7],
        "ken=": [9],
        "k": [9],
    }


def test_places_count_characters_not_bytes() -> None:
    assert Words(["pwd"]).places("été \U0001f600 pwd") == {"pwd": [6]}


def test_half_a_surrogate_pair_is_a_character_like_any_other() -> None:
    assert Words(["pwd"]).places("\ud83d pwd\udc00pwd") == {"pwd": [2, 6]}


def test_every_keyword_is_found_as_a_plain_search_finds_it() -> None:
    rng = random.Random(0)
    words = sorted(KEYWORDS)
    for _ in range(40):
        joint = rng.choice(["", " ", "x", "é", "\n"])
        text = joint.join(rng.choices(words, k=25))
        assert Words(KEYWORDS).places(text) == slow(KEYWORDS, text)
    for word in words:
        assert word in Words([word, "-"]).places("-" + word)


def test_rules_take_places_that_are_known_already() -> None:
    text = "x = 'AKIA" + "Q2" * 8 + "'  # token"
    known = Words(KEYWORDS).places(text.lower())
    spans = list(find_rules(text, text.lower()))
    assert spans and spans == list(find_rules(text, text.lower(), known))


def test_leads_find_what_their_regex_finds() -> None:
    rng = random.Random(1)
    pieces = [*sorted(HINTS.words), "_", " ", "e", "=", "(", "\n", "key", "s", "ion(", "_string"]
    words = Words(HINTS.words)
    for _ in range(200):
        text = "".join(rng.choices(pieces, k=40))
        found = [match.span() for match in HINTS.finditer(text, words.places(text))]
        assert found == [match.span() for match in HINTS.finditer(text)]


def test_the_word_of_an_alternative_ends_before_what_may_be_left_out() -> None:
    assert Leads("mot_?de", "licen[cs]e", "log in", r"pdo\(").words == {
        "mot",
        "licen",
        "log in",
        "pdo",
    }
    with pytest.raises(ValueError, match="word"):
        Leads("key", "[ab]c")


def test_long_runs_count_characters() -> None:
    assert find_runs("é=" + "aB3/+_-x" * 3 + "=\u20ac " + "b" * 23).long == [(2, 26)]
    assert find_runs("c" * 24).long == [(0, 24)]
    assert find_runs("").long == []


def test_each_run_of_the_length_is_found() -> None:
    text = " ".join("b" * length for length in range(40))
    assert [end - start for start, end in find_runs(text).long] == list(range(RUN, 40))


def test_opened_runs_stand_behind_what_may_open_a_literal() -> None:
    run = "a" * OPENED_RUN
    for lead in ("'", '"', "`", ">", "@", ",", "=", ":", "= ", ":\t"):
        assert find_runs(lead + run).opened == [len(lead)]
    for lead in ("", "(", "x ", " ", "é", "\n", ", "):
        assert find_runs(lead + run).opened == []
    assert find_runs(f"é='{run}' {run} ={run[1:]} ={run}").opened == [3, 40 + OPENED_RUN]


def test_quotes_match_as_one_regex_does() -> None:
    rest = r"\s*\+\s*(?=[\"'`])"
    text = """x = 'a' + "b" + `c`+'d' 'e' + f("g") + '"'"""
    alike = re.compile(r"[\"'`]" + rest)
    found = [match.span() for match in Quotes(rest).finditer(text)]
    assert found == [match.span() for match in alike.finditer(text)]
    assert len(found) == 3
