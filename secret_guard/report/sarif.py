"""Report -> SARIF 2.1.0 (OASIS), for code scanning services and editors.

Results are the ALERTs that count. There are no snippets: they would carry the secret on.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from secret_guard.report.options import RenderOptions, RuleText, printable, raw_path
from secret_guard.types import REASON_TEXTS, Finding, Report

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
FINGERPRINT = "secretGuard/v1"
HELP = (
    "Remove the value from the file, read it from the environment or a secret manager, and revoke "
    "it: whoever could read the repository may have it. If it is no secret, end its line with the "
    "comment secret-guard: allow[{rule_id}]."
)


def render(report: Report, options: RenderOptions) -> str:
    """The document, in ASCII."""
    rules = _rules(report, options)
    index = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(rules, options)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The top folder of what was scanned."}}
        },
        "invocations": [_invocation(report, options)],
        "results": [_result(finding, index[finding.rule_id]) for finding in report.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _rules(report: Report, options: RenderOptions) -> list[RuleText]:
    """All known rules, and those of findings that are none of them."""
    rules = {rule.id: rule for rule in options.rules}
    for finding in report.findings:
        rules.setdefault(finding.rule_id, RuleText(finding.rule_id, finding.rule_id))
    return list(rules.values())


def _driver(rules: list[RuleText], options: RenderOptions) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "secret-guard", "rules": [_rule(rule) for rule in rules]}
    if options.version:
        driver |= {"version": options.version, "semanticVersion": options.version}
    return driver


def _rule(rule: RuleText) -> dict[str, Any]:
    """A rule with its help; `security-severity` is what GitHub sorts security alerts by."""
    return {
        "id": rule.id,
        "shortDescription": message(rule.message),
        "fullDescription": message(f"{rule.message} in the text of a file."),
        "help": message(HELP.format(rule_id=rule.id)),
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["security", "secret"], "security-severity": "8.0"},
    }


def _invocation(report: Report, options: RenderOptions) -> dict[str, Any]:
    """How the run went: what was skipped, what was warned about, what weakened it."""
    told = [("warning", text) for text in report.warnings]
    told += [("note", text) for text in options.notes]
    told += [("note", f"skipped {item.path}: {item.reason}") for item in report.skipped]
    notifications = [{"level": level, "message": message(printable(text))} for level, text in told]
    return {"executionSuccessful": True, "toolExecutionNotifications": notifications}


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    """One ALERT."""
    told = f"{REASON_TEXTS[finding.reason]}: {finding.message} {finding.redacted}"
    properties = {"reason": finding.reason.value}
    if finding.commit:
        told += f" (commit {finding.commit})"
        properties["commit"] = finding.commit
    return {
        "ruleId": finding.rule_id,
        "ruleIndex": rule_index,
        "level": "error",
        "message": message(printable(told)),
        "locations": [{"physicalLocation": _location(finding)}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "rank": round(100 * finding.score, 2),
        "properties": properties,
    }


def _location(finding: Finding) -> dict[str, Any]:
    return {
        "artifactLocation": artifact(finding.path),
        "region": {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
        },
    }


def artifact(path: str) -> dict[str, str]:
    """A path as a URI, byte for byte: relative to the top folder, or absolute as it was given."""
    uri = quote(raw_path(path), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri.removeprefix("./"), "uriBaseId": ROOT}


def message(text: str) -> dict[str, str]:
    """A SARIF message: braces mark placeholders there, so literal ones are doubled (3.11.5)."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}
