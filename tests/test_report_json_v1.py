"""JSON, version 1: against its published schema, and pinned key by key."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from secret_guard import report as package
from secret_guard.report import RenderOptions
from secret_guard.report.json_v1 import render
from secret_guard.types import Reason, Skipped
from tests.fakes import finding, report, safe

SCHEMA = json.loads(
    (Path(package.__file__).parent / "json_v1.schema.json").read_text(encoding="utf-8")
)


def document(given: Any, **options: Any) -> dict[str, Any]:
    text = render(given, RenderOptions(version="1.2.3", **options))
    loaded: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(loaded)
    assert text.isascii() and text.endswith("}\n")
    return loaded


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_refuses_what_it_should() -> None:
    loaded = document(report(findings=(finding(),)))
    loaded["findings"][0]["secret"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(loaded)


def test_a_clean_report_whole() -> None:
    assert document(report()) == {
        "version": 1,
        "tool": {"name": "secret-guard", "version": "1.2.3"},
        "verdict": "SAFE",
        "source": "staged changes",
        "counts": {
            "findings": 0,
            "files_with_findings": 0,
            "safe": 0,
            "allowed": 0,
            "skipped": 0,
            "candidates": 3,
            "files": 2,
            "lines": 40,
            "seconds": 0.125,
        },
        "findings": [],
        "allowed": [],
        "skipped": [],
        "warnings": [],
        "notes": [],
    }


def test_a_finding_whole() -> None:
    loaded = document(report(findings=(finding(),)))
    assert loaded["verdict"] == "ALERT"
    assert loaded["findings"] == [
        {
            "rule_id": "generic-password",
            "message": "'db_password'",
            "path": "config/settings.py",
            "line": 12,
            "column": 15,
            "end_line": 12,
            "end_column": 35,
            "label": "ALERT",
            "reason": "hardcoded",
            "reason_text": "hardcoded credential",
            "score": 0.981,
            "redacted": "S3c********",
            "fingerprint": "0123456789abcdef0123456789abcdef",
        }
    ]


def test_safe_ones_are_there_only_if_asked_for() -> None:
    given = report(safe=(safe(),))
    assert "safe" not in document(given)
    (found,) = document(given, show_safe=True)["safe"]
    assert (found["label"], found["fingerprint"]) == ("SAFE", None)


def test_everything_else_that_a_run_can_tell() -> None:
    loaded = document(
        report(
            allowed=(finding(reason=Reason.TEST),),
            skipped=(Skipped("a.png", "binary"),),
            warnings=("a.py:1: no such rule",),
        ),
        notes=("1 rule disabled by pyproject.toml",),
    )
    assert loaded["allowed"][0]["reason"] == "test"
    assert loaded["skipped"] == [{"path": "a.png", "reason": "binary"}]
    assert loaded["warnings"] == ["a.py:1: no such rule"]
    assert loaded["notes"] == ["1 rule disabled by pyproject.toml"]
    assert loaded["verdict"] == "SAFE"


def test_a_path_that_is_not_utf8_comes_as_bytes_too() -> None:
    loaded = document(
        report(findings=(finding(path="bad\udcff.py"),), skipped=(Skipped("\udcfe", "binary"),))
    )
    (found,) = loaded["findings"]
    assert found["path"] == "bad\\xff.py"
    assert base64.b64decode(found["path_base64"]) == b"bad\xff.py"
    assert base64.b64decode(loaded["skipped"][0]["path_base64"]) == b"\xfe"


@pytest.mark.parametrize("path", ["naïve/日本.py", "a b.py", "line\nbreak", 'quo"te', "\ud800"])
def test_other_paths_come_back_as_they_are(path: str) -> None:
    (found,) = document(report(findings=(finding(path=path),)))["findings"]
    assert found["path"] == path or "path_base64" in found


def test_a_history_names_the_commits() -> None:
    loaded = document(report(findings=(finding(commit="0a" * 20),), commits=3))
    assert loaded["findings"][0]["commit"] == "0a" * 20
    assert loaded["counts"]["commits"] == 3
