"""Values behind encodings."""

from __future__ import annotations

from base64 import b64encode

import pytest

from secret_guard.candidates import find_candidates
from secret_guard.decode import decode_value, find_encoded, find_split
from secret_guard.spans import Span
from secret_guard.types import Hunk
from tests.marked import found, unmarked, values

SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("slot", "encoding"),
    [
        ("{{strong_password#1|b64}}", "base64"),
        ("{{strong_password#1|b64url}}", "base64"),
        ("{{strong_password#1|hex}}", "hex"),
        ("{{strong_password#1|unicode}}", "unicode"),
        ("{{strong_password#1|xhex}}", "unicode"),
        ("{{strong_password#1|codes}}", "codes"),
        ("{{strong_password#1|b64|b64}}", "base64+base64"),
        ("{{strong_password#1|hex|b64}}", "base64+hex"),
    ],
)
def test_decode_value(slot: str, encoding: str, seed: int) -> None:
    plain, (encoded,) = unmarked("{{strong_password#1}} ⟦" + slot + "⟧", seed)
    assert decode_value(encoded) == (plain.split(" ")[0], encoding)


def test_percent() -> None:
    assert decode_value("p%40ss%77ord") == ("p@ssword", "percent")


def test_a_document_in_base64_is_decoded() -> None:
    _, (encoded,) = unmarked("⟦{{strong_password#1|b64}}⟧")
    document = f"<server><password>{decode_value(encoded)[0]}</password></server>"
    assert decode_value(b64encode(document.encode()).decode()) == (document, "base64")


def test_two_layers_at_most() -> None:
    plain, (thrice,) = unmarked("{{strong_password#1|b64}} ⟦{{strong_password#1|b64|b64|b64}}⟧")
    assert decode_value(thrice) == (plain.split(" ")[0], "base64+base64")


@pytest.mark.parametrize(
    "value",
    ["", "password", "administrator", "{{sha256}}", "{{md5}}", "{{uuid}}", "20231122103000"],
)
def test_nothing_to_decode(value: str) -> None:
    plain, _ = unmarked(value)
    assert decode_value(plain) == ("", "")


ENCODED = [
    ("a.py", 'x = base64.b64decode("⟦{{human_password|b64}}⟧")', "base64"),
    ("a.py", 'x = bytes.fromhex("⟦{{human_password|hex}}⟧").decode()', "hex"),
    ("a.js", "const x = atob('⟦{{strong_password|b64}}⟧')", "base64"),
    ("a.js", 'x = "⟦{{strong_password|unicode}}⟧"', "unicode"),
    ("a.js", "x = String.fromCharCode(⟦{{strong_password|codes}}⟧)", "codes"),
    (
        "a.bas",
        "x = ⟦Chr(72) & Chr(97) & Chr(114) & Chr(98) & Chr(111) & Chr(117) & Chr(50)⟧",
        "codes",
    ),
    ("a.py", "x = ''.join(map(chr, [⟦{{strong_password|codes}}⟧]))", "codes"),
    ("a.py", 'x = "⟦{{userpass|b64}}⟧"', "base64"),
    ("a.sh", "X=$(echo ⟦{{strong_password|b64}}⟧ | base64 -d)", "base64"),
    ("a.py", 'x = "⟦{{alnum:14|rev}}⟧"[::-1]', "reversed"),
    ("a.php", "$x = strrev('⟦{{alnum:14|rev}}⟧');", "reversed"),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("path", "text", "encoding"), ENCODED)
def test_found_without_a_name(path: str, text: str, encoding: str, seed: int) -> None:
    plain, marked = unmarked(text, seed)
    spans = list(find_encoded(plain, plain.lower()))
    assert marked[0] in values(plain, spans)
    assert encoding in {span.encoding.split("+")[0] for span in spans}
    assert marked == [one.secret for one in found(plain, path)]


@pytest.mark.parametrize(
    "text",
    [
        "sizes = [32, 64, 96, 112, 100, 99, 98]",
        "char rules[] = {79, 82, 84, 86, 90, 92, 96, 97, 110};",  # a set of numbers
        "char table[] = {7, 5, 68, 101, 110, 111, 51, 120, 1, 200};",  # a part of a table
        'digits = "303132333435363738393a3b3c3d3e3f"',
        "href = '%3Csvg%20fill%3D%22x%22%3E%3Cpath%20d%3D%22M4%22%3E'",
        "url(data:image/svg+xml,%3Csvg%3E" + "M60%20749l4" * 30 + "%201%22%3E%3C%2F%22%3E)",
        'x = "{{sha1}}"',
        'x = "authenticationProvider"',
        'x = reversed(["abc", "def"])',
        r'x = "Fähre & Straße \u003cb\u003e"',
    ],
)
def test_not_found(text: str) -> None:
    plain, _ = unmarked(text)
    assert list(find_encoded(plain, plain.lower())) == []


SPLIT = [
    'x = "⟦{{github_pat#1|head}}" + "{{github_pat#1|tail}}⟧"',
    'x = ("⟦{{github_pat#1|head}}"\n     "{{github_pat#1|tail}}⟧")'.replace("(", "(").replace(
        ")", ")"
    ),
    'x = "⟦{{github_pat#1|head}}" .\n   "{{github_pat#1|tail}}⟧";',
    'x = "⟦{{github_pat#1|head}}" .. "{{github_pat#1|tail}}⟧"',
    'x = "⟦{{github_pat#1|head}}" & "{{github_pat#1|tail}}⟧"',
    'x = "⟦{{github_pat#1|head}}" <> "{{github_pat#1|tail}}⟧"',
    'x = ["⟦{{github_pat#1|head}}", "{{github_pat#1|tail}}⟧"].join("")',
    'x = "".join(["⟦{{github_pat#1|head}}", "{{github_pat#1|tail}}⟧"])',
    'x = concat!("⟦{{github_pat#1|head}}", "{{github_pat#1|tail}}⟧");',
]


@pytest.mark.parametrize("text", [one for one in SPLIT if '("⟦' not in one or "concat" in one])
def test_split_token_is_found_as_a_whole(text: str) -> None:
    plain, marked = unmarked(text)
    (candidate,) = found(plain, "a.py")
    assert candidate.secret == marked[0]
    assert candidate.rule_id == "github-token"
    assert candidate.encoding == "concatenation"
    assert candidate.decoded.startswith("ghp_")


def test_split_over_lines() -> None:
    plain, marked = unmarked('token = (\n  "⟦{{github_pat#1|head}}"\n  "{{github_pat#1|tail}}⟧"\n)')
    (candidate,) = found(plain, "a.py")
    assert (candidate.secret, candidate.line, candidate.end_line) == (marked[0], 2, 3)


def test_words_put_together_are_nothing() -> None:
    for text in ('x = "hello " + "world"', 'x = "static/" + "main.css"', "['a', 'b'].join(', ')"):
        assert found(text, "a.js") == []


def test_spans_say_what_they_hide() -> None:
    plain, _ = unmarked('x = "{{github_pat#1|head}}" + "{{github_pat#1|tail}}"')
    (span,) = find_split(plain, plain.lower())
    assert isinstance(span, Span)
    assert span.decoded not in repr(span)


def test_reversed_is_found_beside_a_character_that_grows_in_lower_case() -> None:
    source = 'var pw = "' + "drow" + 'ssap-retnuh".Reverse();'
    for text in (source, "// \u0130\n" + source):
        assert [one.encoding for one in find_candidates(Hunk(path="a.cs", text=text))] == [
            "reversed"
        ]
