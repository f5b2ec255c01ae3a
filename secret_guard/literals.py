"""Long literals of high entropy, whatever their name is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from secret_guard.prefilter import Runs, find_runs
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span

MIN_LENGTH, MAX_LENGTH = 20, 500
HEX_LENGTH = 32
HEX_BITS, BITS = 3.0, 4.0  # bits per character; random hex has about 3.7 at 32, base64 4.4 at 24
WORD_PIECE = 3.4  # mean length of the letter runs of identifiers; random text has about 2

_LITERAL = compiled(
    r"(?:[\"'`>@,]|(?<=[=:])[ \t]|=|:)"
    rf"(?P<value>[A-Za-z0-9+/_-]{{{MIN_LENGTH},{MAX_LENGTH}}}={{0,2}})"
    r"(?=[\"'`\s,;)\]}<\\]|$)",
    re.MULTILINE,
)
_BOUNDARY = compiled(r"(?i)boundary=[\"']?$")
BOUNDARY_LENGTH = 10  # of its longest match
_HEX = compiled(r"(?:0x)?[0-9a-fA-F]+")
_UUID = compiled(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PIN = compiled(r"sha(?:1|256|384|512)/(?=.)")  # certificate pins: the digest alone
_PIECE = compiled(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_SEQUENCES = ("abcdefghijkl", "ABCDEFGHIJKL", "0123456789012", "qwertyuiop")
_HASH_LIST = compiled(
    r"cyclonedx|\.spdx|^s?bom\.(?:xml|json)$|(?:sha\d*|md5|check)sums?(?:\.txt)?$|\.(?:sha\d+|md5)$"
    r"|^record$"  # of a wheel
)
# A line that is one long literal in base64.
_WRAPPED = compiled(r"[ \t+&.]*b?[\"'][A-Za-z0-9+/]{48,}={0,2}[\"'][ \t,;)+&.\\]*")
WRAPPED = 240  # characters that are looked at, before and behind
_LOCK_NAMES = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-lock.yml cargo.lock go.sum"
    " composer.lock poetry.lock pipfile.lock gemfile.lock uv.lock bun.lock flake.lock mix.lock"
    " pubspec.lock podfile.lock packages.lock.json deno.lock pdm.lock conan.lock gradle.lockfile"
    " .terraform.lock.hcl package.resolved"
    " paket.lock cartfile.resolved pixi.lock .cargo-checksum.json".split()
)


def is_lock_file(path: str) -> bool:
    """Whether `path` is a lock file, a bill of materials, a list of checksums: public hashes."""
    name = PurePosixPath(path).name.lower()
    return name in _LOCK_NAMES or _HASH_LIST.search(name) is not None


def find_literals(text: str, path: str, runs: Runs | None = None) -> Iterator[Span]:
    """The random-looking literals of `text`; its `runs` are looked for if not given."""
    if is_lock_file(path):
        return
    for run in (runs or find_runs(text)).opened:
        match = _LITERAL.match(text, run - 1)
        if match is None:
            continue
        start, end = match.span("value")
        if pin := _PIN.match(text, start):
            start = pin.end()
        random = end - start >= MIN_LENGTH and looks_random(text[start:end])
        if random and not _is_wrapped(text, start, end) and not _divides_parts(text, run):
            yield Span(start, end, "high-entropy-string", "High-entropy string", Rank.ENTROPY)


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether the literal goes on, or began, on the line beside it: a picture, in base64."""
    above = text[max(0, start - WRAPPED) : start].rpartition("\n")[0].rpartition("\n")[2]
    below = text[end : end + WRAPPED].partition("\n")[2].partition("\n")[0]
    return _WRAPPED.fullmatch(above) is not None or _WRAPPED.fullmatch(below) is not None


def _divides_parts(text: str, start: int) -> bool:
    """Whether the literal at `start` is what the parts of a request are divided by."""
    return _BOUNDARY.search(text, max(0, start - BOUNDARY_LENGTH), start) is not None


def looks_random(value: str) -> bool:
    """Whether `value` is too even for a path, an identifier, words, an alphabet or a UUID."""
    if _UUID.fullmatch(value) or any(run in value for run in _SEQUENCES):
        return False
    if _HEX.fullmatch(value):
        return len(value) >= HEX_LENGTH and _is_even(value, HEX_BITS) and not value.isdigit()
    if value.isalpha() and (value.islower() or value.isupper()):
        return False
    return not _is_wordy(value) and _is_even(value, BITS)


def _is_wordy(value: str) -> bool:
    """Whether the letters of `value` come in runs as long as those of identifiers."""
    letters = [piece for piece in _PIECE.findall(value) if not piece.isdigit()]
    return not letters or sum(map(len, letters)) / len(letters) >= WORD_PIECE


def is_mixed(value: str) -> bool:
    """Whether a shorter `value` has three classes of characters and no words."""
    tests = (str.isupper, str.islower, str.isdigit)
    classes = sum(any(test(char) for char in value) for test in tests)
    return len(value) >= 10 and classes == 3 and not _is_wordy(value)


def _is_even(value: str, bits: float) -> bool:
    """Whether the entropy of `value` is `bits` or more; with few characters it cannot be."""
    return len(set(value)) >= 2**bits and entropy(value) >= bits


def entropy(value: str) -> float:
    """Shannon entropy of the characters of `value`, in bits per character."""
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values())
