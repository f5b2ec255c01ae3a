"""The text the model reads. It is pinned: a change means a new PROMPT_VERSION and retraining."""

from __future__ import annotations

import random

import pytest

from secret_guard.prompt import PROMPT_VERSION, describe, path_words, render
from secret_guard.types import Candidate
from training.slots import fill


def candidate(value: str, line: str, **more: object) -> Candidate:
    start = line.index(value) + 1
    fields = {
        "rule_id": "generic-password",
        "message": "",
        "path": "src/main/resources/application-prod.yml",
        "line": 7,
        "column": start,
        "end_line": 7,
        "end_column": start + len(value),
        "secret": value,
        "line_text": line,
    }
    return Candidate(**{**fields, **more})  # type: ignore[arg-type]


def test_golden() -> None:
    assert PROMPT_VERSION == 3
    found = candidate(
        "Riverbend-2019",
        '    dbPassword: "Riverbend-2019"  # rotate me',
        before=("spring:", "", "  datasource:", "    user_name: svc", ""),
        after=("    pool: 5", "  cache: off", "  more: no"),
    )
    assert render(found) == (
        "generic password in src / main / resources / application prod.yml: "
        "14 long upper lower digit symbol ¶ user name: svc ¶ "
        'db Password: " « Riverbend-2019 » " # rotate me verdict:'
    )


def test_golden_multiline_encoded_and_commented() -> None:
    block = "-----BEGIN X-----\nabc\n-----END X-----"
    pem = candidate("-----BEGIN X-----", "-----BEGIN X-----", secret=block, end_line=9, column=1)
    assert "multi line" in render(pem)
    hidden = candidate("aGVsbG8=", '# key = "aGVsbG8="', encoding="base64", decoded="hello")
    assert "in comment base64 of hello" in render(hidden)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0f" * 16, "32 long lower digit mixed hex"),
        ("${DB_PASSWORD}", "template"),
        ("getSecret('x')", "call"),
        ("aaaaaaaa", "repeated"),
        ("12345678", "sequence"),
        ("Mot de passe", "spaces"),
        ("https://example.org", "url"),
    ],
)
def test_shape_of_the_value_is_said_in_words(value: str, words: str) -> None:
    assert words in describe(candidate(value, f"x = {value}"))


def test_random_values_are_called_random() -> None:
    value = fill("{{b64:44}}", random.Random(3))
    assert "random" in describe(candidate(value, f"x = {value}"))
    assert "random" not in describe(candidate("correct horse battery", "x = correct horse battery"))


def test_a_prompt_stays_short_however_long_the_line() -> None:
    line = "a" * 50_000 + '"' + "s" * 5_000 + '"' + "b" * 50_000
    long_lines = ("c" * 100_000,) * 6
    assert len(render(candidate("s" * 5_000, line, before=long_lines, after=long_lines))) < 800


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("a/b.py", "a / b.py"),
        ("one/two/three/four/five.py", "two / three / four / five.py"),
        ("tests/certs/expired/ca/ca-private.key", "tests / certs / expired / ca / ca private.key"),
        ("docs/a/src/__tests__/b/c/d/e.js", "tests / b / c / d / e.js"),
        ("src/__mocks__/api_client.js", "src / mocks / api client.js"),
        ("contest/latest/a/b/c/d.py", "a / b / c / d.py"),
        ("pkg/unit_tests/a/b/c/d.py", "unit tests / a / b / c / d.py"),
    ],
)
def test_a_folder_of_tests_is_said_however_deep(path: str, said: str) -> None:
    assert path_words(path) == said
