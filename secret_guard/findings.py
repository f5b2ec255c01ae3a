"""Candidate and Verdict -> Finding: redaction, fingerprint, and the inline allow comment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from secret_guard.config import DEDICATED_FILE, PROJECT_FILE, nearest
from secret_guard.regex import compiled
from secret_guard.types import Candidate, Finding, Hunk, Verdict

MASK = "*" * 8
# A value as long as this is made by a machine or is a passphrase: its first characters are a
# provider's prefix or too little to guess from.
LONG = 16
SHOWN = 4
# Documented prefixes of tokens: they name the provider and are no part of the secret.
PREFIXES = ("AKIA", "ASIA", "AIza", "ghp_", "gho_", "ghs_", "glpa", "xoxb", "xoxp", "sk-", "sk_",
            "rk_", "SG.", "npm_", "pypi", "hf_", "dop_", "shpa", "EAA", "ya29", "eyJ")  # fmt: skip

# Digits stand at three places or more; in a name made of words at fewer ("oauth2SecretOf2024").
RANDOM = compiled(r"(?=[0-9]*(?:[A-Za-z]+[0-9]+){3})[A-Za-z0-9]{20,}")

# Cost of a fingerprint: 16 MiB and about 50 ms (RFC 7914: N = 2^14, r = 8, p = 1).
SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 16}
SALT_CONTEXT = "secret-guard fingerprint 1"

# A bracket that is not closed counts, too: who wrote it did not mean every rule.
ALLOW = compiled(r"secret-guard:[ \t]*allow(?![\w-])(?:[ \t]*\[(?P<ids>[^\]\n]*))?", re.IGNORECASE)


def to_finding(
    candidate: Candidate, verdict: Verdict, place: str | None = None, with_fingerprint: bool = True
) -> Finding:
    """What may be shown and stored of a judged candidate.

    `place` is the path that its fingerprint is made of, if not the path that is shown. Only an
    ALERT gets a fingerprint (it is slow on purpose, and nobody needs to allow what is SAFE), and
    only `with_fingerprint`; any other finding gets "".
    """
    redacted = redact(candidate.secret, candidate.decoded)
    place = candidate.path if place is None else place
    named = with_fingerprint and verdict.label == "ALERT"
    return Finding(
        rule_id=candidate.rule_id,
        message=scrubbed(candidate, redacted),
        path=candidate.path,
        line=candidate.line,
        column=candidate.column,
        end_line=candidate.end_line,
        end_column=candidate.end_column,
        label=verdict.label,
        reason=verdict.reason,
        score=verdict.score,
        redacted=redacted,
        fingerprint=fingerprint(candidate.rule_id, place, candidate.secret) if named else "",
        commit=candidate.commit,
    )


def scrubbed(candidate: Candidate, redacted: str) -> str:
    """The candidate's message without its value, should a rule ever have put it there.

    What looks random in it is hidden, too: the name of a value can be a secret itself, as in
    `{"<one token>": "<another>"}`.
    """
    message = candidate.message
    for value in (candidate.secret, candidate.decoded):
        if value and value in message:
            message = message.replace(value, redacted)
    return RANDOM.sub(lambda match: redact(match[0]), message)


def redact(secret: str, decoded: str = "") -> str:
    """`secret` with all but its first characters hidden.

    At most SHOWN characters are left, never more than a quarter of the value (of the decoded one,
    if that is shorter), and none of a short value unless they are a provider's prefix. The mask
    has one length for all, so it does not tell that of the value.
    """
    length = min(len(secret), len(decoded) or len(secret))
    shown = min(SHOWN, length // 4)
    if length < LONG:
        shown = min(shown, max((len(p) for p in PREFIXES if secret.startswith(p)), default=0))
    return "".join(char if char.isprintable() else "?" for char in secret[:shown]) + MASK


@lru_cache(maxsize=1024)
def fingerprint(rule_id: str, path: str, secret: str) -> str:
    """A name for "this secret, by this rule, in this file": 32 hexadecimal digits.

    scrypt with a salt made of rule and path: the same on every machine and in every run, not
    bound to a line, and different for another secret, so an entry in `allow` survives moves and
    rebases and never hides a new secret. The cost makes guessing from a committed fingerprint
    slow; it does not protect a password from a list of the most common ones.
    """
    named = "\0".join((SALT_CONTEXT, rule_id, path))
    salt = hashlib.sha256(named.encode("utf-8", errors="surrogatepass")).digest()[:16]
    raw = secret.encode("utf-8", errors="surrogatepass")
    return hashlib.scrypt(raw, salt=salt, **SCRYPT).hex()


@dataclass(frozen=True, slots=True)
class Permission:
    """An inline comment about a candidate: does it let it pass, and what is wrong with it."""

    allowed: bool = False
    warnings: tuple[str, ...] = ()


def span_lines(hunk: Hunk, candidate: Candidate) -> list[str]:
    """The lines of the hunk that the candidate's span touches."""
    lines = _lines(hunk.text)
    return lines[candidate.line - hunk.first_line : candidate.end_line - hunk.first_line + 1]


@lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    """The lines of the last text: a file of many candidates is split once."""
    return text.split("\n")


def permission(
    lines: Sequence[str], candidate: Candidate, known: Collection[str] = ()
) -> Permission:
    """What `secret-guard: allow` comments in `lines` (those of the span) say of the candidate.

    Without rule ids the comment allows every rule, with ids those only. An id that is not in
    `known` allows nothing and is warned about: without repeating it, it is text of the file.
    """
    allowed, warnings = False, []
    for match in (found for line in lines for found in _comments(line)):
        if match["ids"] is None:
            allowed = True
            continue
        ids = [item.strip().lower() for item in match["ids"].split(",") if item.strip()]
        allowed = allowed or candidate.rule_id in ids
        for unknown in (item for item in ids or [""] if item not in known):
            warnings.append(
                f"{candidate.path}:{candidate.line}: `secret-guard: allow[...]` names an unknown "
                f"rule{nearest(unknown, known)}; it allows nothing"
            )
    return Permission(allowed, tuple(warnings))


def is_own_text(
    lines: Sequence[str], candidate: Candidate, fingerprints: Collection[str] = ()
) -> bool:
    """Whether the candidate is what this program told people to write: the word after
    "secret-guard:" in an allow comment, or a fingerprint in its configuration."""
    if candidate.secret in fingerprints:
        return candidate.path.rsplit("/", 1)[-1] in (DEDICATED_FILE, PROJECT_FILE)
    start = candidate.column - 1
    return any(
        lines[0][match.start() : start].strip().lower() == "secret-guard:"
        for match in _comments(lines[0] if lines else "")
    )


@lru_cache(maxsize=8)
def _comments(line: str) -> tuple[re.Match[str], ...]:
    """The allow comments of a line, read once for the many candidates of a minified one."""
    return tuple(ALLOW.finditer(line)) if "guard:" in line.lower() else ()
