"""Report -> JSON, version 1 (docs/json-report.md, json_v1.schema.json).

The structure is apart from the internal types: renaming a field there must not change it. A new
key may join version 1; a change or removal is version 2.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from secret_guard.report.options import RenderOptions, printable, raw_path
from secret_guard.types import REASON_TEXTS, Finding, Report

VERSION = 1


def render(report: Report, options: RenderOptions) -> str:
    """The document, in ASCII (so that it survives any terminal or locale)."""
    document: dict[str, Any] = {
        "version": VERSION,
        "tool": {"name": "secret-guard", "version": options.version},
        "verdict": "ALERT" if report.findings else "SAFE",
        "source": printable(report.source),
        "counts": _counts(report),
        "findings": _all(report.findings),
        "allowed": _all(report.allowed),
        "skipped": [{**_path(item.path), "reason": item.reason} for item in report.skipped],
        "warnings": [printable(warning) for warning in report.warnings],
        "notes": [printable(note) for note in options.notes],
    }
    if options.show_safe:
        document["safe"] = _all(report.safe)
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _counts(report: Report) -> dict[str, int | float]:
    """The numbers of the run."""
    return {
        "findings": len(report.findings),
        "files_with_findings": len({finding.path for finding in report.findings}),
        "safe": len(report.safe) + report.unlisted,
        "allowed": len(report.allowed),
        "skipped": len(report.skipped),
        "candidates": report.candidates,
        "files": report.files,
        "lines": report.lines,
        "seconds": round(report.seconds, 3),
        **({"commits": report.commits} if report.commits else {}),
    }


def _all(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [_finding(finding) for finding in findings]


def _finding(finding: Finding) -> dict[str, Any]:
    """One finding; lines and columns count from 1, `end_column` is one past the last character."""
    return {
        "rule_id": finding.rule_id,
        "message": printable(finding.message),
        **_path(finding.path),
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "label": finding.label,
        "reason": finding.reason.value,
        "reason_text": REASON_TEXTS[finding.reason],
        "score": round(finding.score, 4),
        "redacted": printable(finding.redacted),
        "fingerprint": finding.fingerprint or None,
        **({"commit": finding.commit} if finding.commit else {}),
    }


def _path(path: str) -> dict[str, str]:
    """A path as text; one that is not UTF-8 also as bytes, in base64."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        raw = base64.b64encode(raw_path(path)).decode("ascii")
        return {"path": printable(path), "path_base64": raw}
    return {"path": path}
