"""Candidate -> the exact text the model reads, in training, evaluation and at run time.

Any change to what `render` returns is a new PROMPT_VERSION and means retraining.

The base model's tokenizer lower-cases and splits words into pieces, so what it would lose (case,
character classes, length, randomness) is said in words. Everything is clipped by characters, so
that a prompt is about 80 tokens and never depends on how long a line of the scanned file is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from operator import ne, sub

from secret_guard.regex import compiled
from secret_guard.types import Candidate

PROMPT_VERSION = 3

OPEN, CLOSE, NEWLINE, GAP = "«", "»", "¶", "…"
CONTEXT_CHARS = 64
BEFORE_VALUE_CHARS = 72
AFTER_VALUE_CHARS = 40
VALUE_HEAD_CHARS, VALUE_TAIL_CHARS = 32, 10
PATH_PARTS = 4
# Folders that say what all below them is for, however deep.
SAMPLE_FOLDER = compiled(
    r"(?:\w+[-_])?_{0,2}(?:(?:unit|functional|integration)?tests?|testing|testdata|specs?|e2e|mocks?"
    r"|fixtures?|examples?|samples?|demos?|docs?|documentation|tutorials?)_{0,2}(?:[-_]\w+)?",
    re.IGNORECASE,
)
CHARACTER_CLASSES = ("upper", "lower", "digit", "symbol")

_CAMEL = compiled(r"(?<=[a-z])(?=[A-Z][a-z])")
_SPACE = compiled(r"\s+")
_COMMENT = compiled(
    r"\s*(?:#(?!define\b|include\b)|//|--\s|;|/?\*|<!--|rem\s|'\s|%|\"\"\")", re.IGNORECASE
)
_UUID = compiled(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORDS = compiled(r"[A-Za-z][a-z]{3,}|[A-Z]{4,}")
_TEMPLATE = compiled(
    r"\$\{|\$\(|\{\{|\$[A-Za-z_]|<[^>]*>|%[A-Za-z_]+%|%\(|#\{|\{[A-Za-z_.]+\}|@\w+@"
)
_CALL = compiled(r"\w\(|\w\[")


def render(candidate: Candidate) -> str:
    """One text: what the candidate is, where it stands, the line above it, its marked span.

    More lines around it made the judge slower, and less right on repositories that it had not seen
    (training/LOG.md, entry 15).
    """
    above = [line for line in candidate.before if line.strip()][-1:]
    header = f"{words(candidate.rule_id)} in {path_words(candidate.path)}: {describe(candidate)}"
    return f" {NEWLINE} ".join([header, *map(clip, above), marked_line(candidate)]) + " verdict:"


def marked_line(candidate: Candidate) -> str:
    """The candidate's line around its span, with the span between « and »."""
    start = candidate.column - 1
    lead = candidate.line_text[:start][-BEFORE_VALUE_CHARS:]
    tail = ""
    if candidate.end_line == candidate.line:
        tail = candidate.line_text[candidate.end_column - 1 :][:AFTER_VALUE_CHARS]
    return f"{tidy(lead)} {OPEN} {clip_value(candidate.secret)} {CLOSE} {tidy(tail)}".strip()


def describe(candidate: Candidate) -> str:
    """Words for what the tokenizer cannot see: length, character classes, shape, encoding."""
    value = candidate.secret
    facts = [f"{min(len(value), 99)} long", *classes(value), *shapes(value)]
    if candidate.end_line > candidate.line:
        facts.append("multi line")
    if _COMMENT.match(candidate.line_text):
        facts.append("in comment")
    if candidate.encoding:
        facts.append(f"{words(candidate.encoding)} of {clip_value(candidate.decoded)}")
    return " ".join(facts)


def classes(value: str) -> list[str]:
    """The character classes of `value`, and how often it changes between them."""
    kinds = list(map(character_class, value))
    changes = sum(map(ne, kinds, kinds[1:]))
    mixed = ["mixed"] if changes > max(3, len(value) // 4) else []
    return [name for name in CHARACTER_CLASSES if name in kinds] + mixed


@lru_cache(maxsize=1024)
def character_class(char: str) -> str:
    """One of CHARACTER_CLASSES."""
    tests = (char.isupper(), char.islower(), char.isdigit(), True)
    return CHARACTER_CLASSES[tests.index(True)]


def shapes(value: str) -> list[str]:
    """Names of the forms that `value` has."""
    letters = sum(map(len, _WORDS.findall(value)))
    checks = {
        "hex": len(value) >= 8 and re.fullmatch(r"[0-9a-fA-F]+", value),
        "uuid": _UUID.fullmatch(value),
        "number": re.fullmatch(r"[\d.]+", value),
        "template": _TEMPLATE.search(value),
        "call": _CALL.search(value),
        "url": "://" in value,
        "path": re.match(r"[.~]?/|[A-Za-z]:\\", value),
        "spaces": " " in value.strip(),
        "wordlike": letters >= 0.7 * len(value),
        "repeated": len(set(value)) <= max(2, len(value) // 8),
        "sequence": is_sequence(value),
        "random": len(value) >= 12
        and letters < 0.5 * len(value)
        and entropy(value) > 0.8 * math.log2(min(len(value), 62)),
    }
    return [name for name, holds in checks.items() if holds]


def is_sequence(value: str) -> bool:
    """Whether most neighbours differ by one code point, as in "123456" or "abcdef"."""
    codes = list(map(ord, value))
    steps = list(map(sub, codes[1:], codes))
    return len(steps) >= 4 and steps.count(1) >= 0.6 * len(steps)


def entropy(value: str) -> float:
    """Shannon entropy of the characters of `value`, in bits per character."""
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values()) if total else 0.0


def words(text: str) -> str:
    """Identifiers as words: `dbPassword_old` -> `db Password old`, `__mocks__` -> `mocks`."""
    return tidy(text.replace("-", " "))


def tidy(text: str) -> str:
    """Context as the model reads it: identifiers split into words, white space folded."""
    split = _CAMEL.sub(" ", text.replace("_", " "))
    return _SPACE.sub(" ", split).strip()


def clip(line: str) -> str:
    """A context line, cut to its budget."""
    text = tidy(line[: 2 * CONTEXT_CHARS])
    return text if len(text) <= CONTEXT_CHARS else text[:CONTEXT_CHARS] + GAP


def clip_value(value: str) -> str:
    """The value in one line: head and tail of a long one."""
    text = _SPACE.sub(" ", value)
    if len(text) <= VALUE_HEAD_CHARS + VALUE_TAIL_CHARS + 1:
        return text
    return f"{text[:VALUE_HEAD_CHARS]}{GAP}{text[-VALUE_TAIL_CHARS:]}"


def path_words(path: str) -> str:
    """The last parts of `path` as words: they say test, example, docs, and the kind of file.

    A folder further up that says test, example or docs stands before them.
    """
    parts = path.split("/")
    said = [part for part in parts[:-PATH_PARTS] if SAMPLE_FOLDER.fullmatch(part)]
    return " / ".join(words(part) for part in (*said[-1:], *parts[-PATH_PARTS:]))
