"""Hunk -> candidates: places, overlaps, added lines, context, and texts made to be slow."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from secret_guard.candidates import find_candidates, find_rules, resolve
from secret_guard.rules import RULES
from secret_guard.spans import Rank, Span
from secret_guard.types import Hunk
from tests.marked import found, unmarked


def test_place_counts_in_lines_of_the_file() -> None:
    text, (value,) = unmarked('a = 1\n  password = "⟦{{strong_password}}⟧"\nb = 2')
    (one,) = find_candidates(Hunk("a.py", text, first_line=40))
    assert (one.line, one.end_line) == (41, 41)
    assert one.line_text[one.column - 1 : one.end_column - 1] == value == one.secret
    assert (one.before, one.after) == (("a = 1",), ("b = 2",))


def test_context_is_six_lines_on_each_side() -> None:
    lines = [f"line{n}" for n in range(20)]
    lines[10] = 'password = "hunter2x"'
    (one,) = found("\n".join(lines), "a.py")
    assert one.before == tuple(lines[4:10])
    assert one.after == tuple(lines[11:17])


def test_only_spans_on_added_lines() -> None:
    text = 'password = "hunter2x"\nx = 1\npassword = "hunter3x"'
    lines = [one.line for one in find_candidates(Hunk("a.py", text, 10, frozenset({12})))]
    assert lines == [12]


def test_span_over_lines_touches_any_added_line() -> None:
    text, _ = unmarked('token = (\n  "{{github_pat#1|head}}"\n  "{{github_pat#1|tail}}"\n)')
    assert find_candidates(Hunk("a.py", text, 1, frozenset({3})))
    assert not find_candidates(Hunk("a.py", text, 1, frozenset({4})))


def test_rule_beats_name_and_entropy() -> None:
    text, (value,) = unmarked('github_token = "⟦{{github_pat}}⟧"')
    (one,) = found(text, "a.py")
    assert (one.rule_id, one.secret) == ("github-token", value)


def test_password_of_a_url_beats_the_url() -> None:
    text, (value,) = unmarked("DATABASE_URL=postgres://app:⟦{{alnum:14}}⟧@db.internal:5432/x")
    (one,) = found(text, ".env")
    assert one.secret == value


def test_value_that_decodes_says_so() -> None:
    text, (value,) = unmarked("  password: ⟦{{strong_password#1|b64}}⟧ # {{strong_password#1}}")
    one = next(c for c in found(text, "secret.yaml") if c.secret == value)
    assert one.encoding == "base64"
    assert text.endswith(one.decoded)


def test_encoded_token_carries_the_rule_of_what_it_hides() -> None:
    text, (value,) = unmarked('x = atob("⟦{{github_pat|b64}}⟧")')
    (one,) = found(text, "a.js")
    assert (one.secret, one.rule_id, one.encoding) == (value, "github-token", "base64")


def test_encoded_value_of_a_name_carries_the_rule_of_what_it_hides() -> None:
    text, (value,) = unmarked('router_key = base64.b64decode("⟦{{github_pat|b64}}⟧")')
    (one,) = found(text, "a.py")
    assert (one.secret, one.rule_id, one.encoding) == (value, "github-token", "base64")
    assert one.message == "GitHub token (base64)"


def test_entry_of_a_kubernetes_secret_is_no_header() -> None:
    text, (value,) = unmarked("kind: Secret\ndata:\n  pay-client-secret: ⟦{{alnum:30|b64}}⟧\n")
    (one,) = found(text, "secret.yaml")
    assert (one.secret, one.rule_id) == (value, "kubernetes-secret-data")


def test_sorted_and_disjoint() -> None:
    text, _ = unmarked(
        'password = "{{strong_password}}"; token = "{{alnum:32}}"\nlogin("u", "{{alnum:12}}")\n'
        'x = {"api_key": "{{hex:32}}", "secret": os.environ.get("S", "{{alnum:20}}")}'
    )
    places = [(c.line, c.column, c.end_column) for c in found(text, "a.py")]
    assert places == sorted(places)
    assert len(places) == 5
    for (line, _, end), (next_line, start, _) in pairwise(places):
        assert line < next_line or end <= start


def test_resolve_prefers_the_specific_and_keeps_the_encoding() -> None:
    rule = Span(10, 20, "rule", "", Rank.PROVIDER)
    wide = Span(5, 25, "name", "", Rank.LITERAL)
    coded = Span(10, 20, "coded", "", Rank.ENCODED, "plain", "base64")
    other = Span(30, 40, "other", "", Rank.ENTROPY)
    kept = resolve([other, wide, coded, rule])
    assert [span.rule_id for span in kept] == ["rule", "other"]
    assert (kept[0].decoded, kept[0].encoding) == ("plain", "base64")


def test_earlier_rule_wins() -> None:
    first = Span(0, 5, "first", "", Rank.PROVIDER, order=1)
    second = Span(0, 9, "second", "", Rank.PROVIDER, order=2)
    assert resolve([second, first]) == [first]


def test_prefilter_loses_no_rule() -> None:
    text, _ = unmarked("\n".join(rule.hits[0].replace("⟦", "").replace("⟧", "") for rule in RULES))
    lowered = text.lower()
    with_prefilter = {(span.start, span.end, span.rule_id) for span in find_rules(text, lowered)}
    without = {(*place, rule.id) for rule in RULES for place in rule.spans(text, lowered)}
    assert with_prefilter == {one for one in without if one[0] < one[1]}


def test_lock_file_gives_only_what_rules_know() -> None:
    text, _ = unmarked('"integrity": "{{sri}}",\n"token": "{{alnum:40}}"')
    assert found(text, "package-lock.json") == []


def test_nothing_in_plain_code() -> None:
    text = "def add(a, b):\n    return a + b\n\nclass Token:\n    kind: str\n    value: str\n"
    assert found(text, "a.py") == []


def test_value_never_in_repr_or_message() -> None:
    text, (value,) = unmarked('password = "⟦{{strong_password}}⟧"')
    (one,) = found(text, "a.py")
    assert value not in repr(one) + one.message


@pytest.mark.parametrize(
    "text", ["", "\n", "password", 'password = "', "token=${", "İ = 'ß'", "\x00"]
)
def test_odd_texts(text: str) -> None:
    assert found(text, "a.py") == []


HOSTILE = r"""
from secret_guard.candidates import find_candidates
from secret_guard.types import Hunk
pieces = ["a", "=", '"', "password=", "token={{", "token=$(", 'token=a("x', "login('a', ", "(((",
    "password a,b,c ", "The long words go on password ", "\\", 'x="a" + ', '"a","b"].join(',
    "|password ", "<password ", "password ", "password:\n  ", '{"key": "x", ', "AAAA+BBBB/",
    "os.environ.get('SECRET', ", "token = a || ", "%41", "\\u0041", "base64 -d | ", "65, 66, ",
    "x|rev ", "url=http://a:"]
for piece in pieces:
    for path in ("a.js", "a.yaml", "a.md"):
        find_candidates(Hunk(path, (piece * 8_000)[:8_000]))
        find_candidates(Hunk(path, "'" + "A" * 4_000 + (piece * 2_000)[:4_000]))
"""


def test_hostile_lines_end() -> None:
    subprocess.run([sys.executable, "-c", HOSTILE], check=True, timeout=300)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.properties", "password=ENC({{b64:44}})"),
        ("a.yaml", "db_password: ENC[AES256_GCM,data:{{b64:20}},iv:{{b64:43}}=,type:str]"),
        ("a.eyaml", "password: >\n  ENC[PKCS7,MIIBeQYJ{{b64:300}}]"),
        ("a.yml", "password: '{cipher}{{hex:64}}'"),
        ("a.json", '"token": "vault:v1:{{b64:60}}"'),
        ("a.yaml", "encryptedData:\n  API_TOKEN: AgB{{b64:400}}"),
        ("a.yaml", "secure: v1:{{b64:16}}:{{b64:44}}"),
        ("a.yaml", "KEY_ENCRYPTED: AQICAHh{{b64:196}}=="),
    ],
)
def test_what_only_a_key_opens_is_no_candidate(path: str, text: str) -> None:
    assert found(unmarked(text)[0], path) == []


@pytest.mark.parametrize("text", ["password=ENC(⟦{{alnum:8}}⟧)", "api_token: ⟦Ag{{alnum:30}}⟧"])
def test_what_only_looks_encrypted_is_one(text: str) -> None:
    plain, (value,) = unmarked(text)
    assert value in found(plain, "a.yaml")[0].secret
