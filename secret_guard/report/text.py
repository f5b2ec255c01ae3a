"""Report -> lines for people: one for each finding, one for the whole input at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from secret_guard.report.options import RenderOptions, printable
from secret_guard.types import REASON_TEXTS, Finding, Report

SHORT = 12  # characters of a commit's id, enough in a history of millions
RED, GREEN, YELLOW, BOLD, DIM = "31;1", "32;1", "33", "1", "2"


def render(report: Report, options: RenderOptions) -> str:
    """The whole report; its last line is `summary`."""
    lines = [*_findings(report, options)]
    if not options.quiet:
        lines += _remarks(report, options)
        if options.hook and report.findings:
            lines += _help(report)
    return "\n".join([*lines, summary(report, options)]) + "\n"


def summary(report: Report, options: RenderOptions) -> str:
    """The one line for the whole input: the verdict, what was read, what was left out and why."""
    if report.findings:
        files = len({finding.path for finding in report.findings})
        head = paint("ALERT", RED, options)
        told = f"{count(len(report.findings), 'finding')} in {count(files, 'file')}"
    else:
        head = paint("SAFE", GREEN, options)
        told = f"no secrets in {printable(report.source)}"
        if not report.files:
            told = f"nothing to scan in {printable(report.source)}"
    return f"{head}: {told} ({'; '.join(_counts(report, options))})"


def _counts(report: Report, options: RenderOptions) -> Iterator[str]:
    """The parts of the bracket that ends the summary."""
    judged = f"{count(report.candidates, 'candidate')} judged"
    read = count(report.files, "file")
    if report.commits:
        read += f" of {count(report.commits, 'commit')}"
    yield f"{judged}, {read}, {report.seconds:.1f} s"
    if report.skipped:
        reasons = Counter(printable(item.reason) for item in report.skipped)
        parts = ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())
        yield f"skipped {len(report.skipped)}: {parts}"
    if report.allowed:
        yield f"{len(report.allowed)} allowed"
    yield from options.notes


def _findings(report: Report, options: RenderOptions) -> Iterator[str]:
    """A line for each finding, those that are SAFE or allowed among them if asked for."""
    shown = [(finding, False) for finding in report.findings]
    if options.show_safe:
        shown += [(finding, False) for finding in report.safe]
    if options.show_safe or options.verbose:
        shown += [(finding, True) for finding in report.allowed]
    for finding, allowed in sorted(shown, key=lambda pair: place(pair[0])):
        yield _line(finding, options, allowed)


def _line(finding: Finding, options: RenderOptions, allowed: bool = False) -> str:
    """One finding: place, label, rule, reason, what it is, redacted value, score."""
    where = paint(printable(finding.path), BOLD, options) + f":{finding.line}:{finding.column}"
    if finding.commit:  # as git names a file of a commit
        where = f"{finding.commit[:SHORT]}:{where}"
    label = paint(finding.label, RED if finding.label == "ALERT" else GREEN, options)
    if allowed:
        label = paint("ALLOWED", YELLOW, options)
    reason, message = REASON_TEXTS[finding.reason], printable(finding.message)
    text = f"{where}: {label} {finding.rule_id} {reason}: {message}"
    text += f" {printable(finding.redacted)} (score {finding.score:.2f})"
    if options.verbose and finding.fingerprint:
        text += paint(f" fingerprint {finding.fingerprint}", DIM, options)
    return text


def _remarks(report: Report, options: RenderOptions) -> Iterator[str]:
    """Warnings, and under `verbose` every skipped path."""
    for warning in report.warnings:
        yield f"{paint('warning', YELLOW, options)}: {printable(warning)}"
    if options.verbose:
        for item in report.skipped:
            yield f"skipped {printable(item.path)}: {printable(item.reason)}"


def _help(report: Report) -> Iterator[str]:
    """What somebody can do whose commit or push was stopped."""
    if report.commits:
        yield (
            f"help: secret-guard read {printable(report.source)}. A later commit does not "
            "unpublish it: take the secret out of the commit that has it (`git rebase -i`), and "
            "revoke it if it was ever pushed. Not a secret? `allow` its fingerprint in the "
            "configuration (`secret-guard scan --history --verbose` shows it). To skip the hook "
            "once: git push --no-verify"
        )
        return
    rule_id = report.findings[0].rule_id
    yield (
        f"help: secret-guard read {printable(report.source)}. Remove the secret and revoke it if "
        "it was ever pushed. Not a secret? End its line with the comment "
        f"`secret-guard: allow[{rule_id}]`. To skip the hook once: git commit --no-verify"
    )


def place(finding: Finding) -> tuple[str, int, int, str]:
    """The order of findings in a report."""
    return finding.path, finding.line, finding.column, finding.rule_id


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def paint(text: str, style: str, options: RenderOptions) -> str:
    """`text` in a colour, if the output takes colours."""
    return f"\x1b[{style}m{text}\x1b[0m" if options.color else text
