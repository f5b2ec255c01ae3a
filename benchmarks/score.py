"""Findings against CredData's labels, line by line.

A unit is what counts once: a line with a T label, or the lines of a T label over several (a key
block) that holds no line with a T label of its own. F and X labels make units of their own lines.
A finding counts for the T units that it touches, else for the F and X units, else as unlabelled
on its first line. A T unit is "core" unless all its categories are in field_data.NO_CREDENTIALS.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from training.field_data import NO_CREDENTIALS, Label
from training.metrics import expected_calibration_error

Lines = tuple[int, int]  # first and last, from 1
Unit = tuple[str, Lines]  # with the file, below the data folder


@dataclass(frozen=True, slots=True)
class Found:
    """A reported place: `path` below the data folder, lines `[line, end_line]` from 1.

    `aside`: shown beside a finding (the other half of a pair): it counts on true lines only.
    """

    path: str
    line: int
    end_line: int
    rule: str = ""
    aside: bool = False


# --- what is true -----------------------------------------------------------------------------


@dataclass
class FileTruth:
    """The units of a file with their categories, and the units of each labelled line.

    A line of a T label that is no unit of its own is in `true_lines` without a unit.
    """

    true: dict[Lines, frozenset[str]] = field(default_factory=dict)
    false: dict[Lines, frozenset[str]] = field(default_factory=dict)
    true_lines: dict[int, set[Lines]] = field(default_factory=lambda: defaultdict(set))
    false_lines: dict[int, set[Lines]] = field(default_factory=lambda: defaultdict(set))


Truth = Mapping[str, FileTruth]


def truth_of_labels(labels: Mapping[str, Sequence[Label]]) -> dict[str, FileTruth]:
    """What `training.field_data.read_labels` gives, as units."""
    return {path: file_truth(own) for path, own in labels.items()}


def file_truth(labels: Sequence[Label]) -> FileTruth:
    """The units of one file."""
    truth = FileTruth()
    for label in labels:
        units = truth.true if label.truth == "T" else truth.false
        lines = (label.first, label.last)
        units[lines] = units.get(lines, frozenset()) | label.categories
    single = sorted(first for first, last in truth.true if first == last)
    whole = {lines for lines in truth.true if lines[0] == lines[1] or not _holds(lines, single)}
    for lines in truth.true:
        for number in range(lines[0], lines[1] + 1):
            truth.true_lines[number] |= {lines} & whole
    for lines in truth.false:
        for number in range(lines[0], lines[1] + 1):
            truth.false_lines[number].add(lines)
    truth.true = {lines: truth.true[lines] for lines in truth.true if lines in whole}
    return truth


def _holds(lines: Lines, single: Sequence[int]) -> bool:
    """Whether one of the sorted line numbers lies in `lines`."""
    place = bisect_left(single, lines[0])
    return place < len(single) and single[place] <= lines[1]


def true_units(truth: Truth, core: bool) -> set[Unit]:
    """All T units, or those that are credentials to a hook."""
    return {
        (path, lines)
        for path, own in truth.items()
        for lines, categories in own.true.items()
        if not (core and categories <= NO_CREDENTIALS)
    }


# --- what was found ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Matched:
    """The units that findings touch: true, false (F and X), and lines that nobody labelled."""

    true: frozenset[Unit]
    false: frozenset[Unit]
    unlabelled: frozenset[Unit]


def match(truth: Truth, findings: Iterable[Found]) -> Matched:
    """Which units `findings` touch. Those in folders without any label are not counted."""
    known = repositories_of(truth)
    touched = [_touched(truth, found) for found in findings if _repository(found.path) in known]
    return Matched(
        true=frozenset().union(*(one.true for one in touched)),
        false=frozenset().union(*(one.false for one in touched)),
        unlabelled=frozenset().union(*(one.unlabelled for one in touched)),
    )


def repositories_of(truth: Truth) -> set[str]:
    """The folders below the data folder that have labels."""
    return set(map(_repository, truth))


def _repository(path: str) -> str:
    return path.partition("/")[0]


def _touched(truth: Truth, found: Found) -> Matched:
    """What one finding touches: true units, else false ones, else an unlabelled line."""
    own, nothing = truth.get(found.path, _NOTHING), frozenset[Unit]()
    numbers = range(found.line, found.end_line + 1)
    if any(number in own.true_lines for number in numbers):
        return Matched(_units(found, own.true_lines), nothing, nothing)
    if found.aside:
        return Matched(nothing, nothing, nothing)
    false = _units(found, own.false_lines)
    first = (found.path, (found.line, found.line))
    return Matched(nothing, false, nothing if false else frozenset({first}))


_NOTHING = FileTruth()


def _units(found: Found, by_line: Mapping[int, set[Lines]]) -> frozenset[Unit]:
    numbers = range(found.line, found.end_line + 1)
    lines = (lines for number in numbers for lines in by_line.get(number, ()))
    return frozenset((found.path, one) for one in lines)


# --- figures ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """Units found (tp) and not (fn), labelled false (fp), and unlabelled lines reported (other)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    other: int = 0

    @property
    def recall(self) -> float:
        """Of the true units, those found."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def precision(self) -> float:
        """Of the labelled units that are reported, the true ones."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def precision_all(self) -> float:
        """The same with unlabelled lines as false ones: mostly, not surely, they are."""
        return _share(self.tp, self.tp + self.fp + self.other)

    @property
    def f1(self) -> float:
        """Of `precision` and `recall`."""
        return _harmonic(self.precision, self.recall)

    @property
    def f1_all(self) -> float:
        """Of `precision_all` and `recall`."""
        return _harmonic(self.precision_all, self.recall)

    def figures(self) -> dict[str, float]:
        """All of them, by name."""
        names = ("tp", "fp", "fn", "other", "recall", "precision", "f1", "precision_all", "f1_all")
        return {name: round(getattr(self, name), 4) for name in names}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class Score:
    """The figures of one scanner. "Core" leaves out true lines that are no hook's credentials."""

    core: Counts
    everything: Counts
    by_group: dict[str, Counts]
    by_language: dict[str, Counts]

    def figures(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "core": self.core.figures(),
            "everything": self.everything.figures(),
            "by_group": {name: one.figures() for name, one in self.by_group.items()},
            "by_language": {name: one.figures() for name, one in self.by_language.items()},
        }


def score(truth: Truth, findings: Iterable[Found]) -> Score:
    """The figures of `findings`; those by group and language are of the core part."""
    matched = match(truth, findings)
    core = true_units(truth, core=True)
    return Score(
        core=_counts(core, matched),
        everything=_counts(true_units(truth, core=False), matched),
        by_group=_counts_by(lambda unit: group(_categories(truth, unit)), core, matched),
        by_language=_counts_by(language, core, matched),
    )


def calibration_errors(truth: Truth, scores: Iterable[tuple[Found, float]]) -> tuple[float, float]:
    """Expected calibration error of scores: over all places, unlabelled ones as false, and over
    labelled ones only.

    A place is true if it touches a core T unit; one that touches other T units only is left out.
    """
    core, known = true_units(truth, core=True), repositories_of(truth)
    everywhere, labelled = [], []
    for found, score in scores:
        touched = _touched(truth, found)
        other = bool(touched.true) and not touched.true & core
        if other or _repository(found.path) not in known:
            continue
        told = score, bool(touched.true)
        if touched.true or touched.false:
            labelled.append(told)
        if touched.true or touched.false or touched.unlabelled:
            everywhere.append(told)
    return expected_calibration_error(everywhere), expected_calibration_error(labelled)


def found_of(matched: Matched, units: Iterable[Unit]) -> Counts:
    """Recall of some true units only: what is false is not counted."""
    wanted = set(units)
    found = len(wanted & matched.true)
    return Counts(tp=found, fn=len(wanted) - found)


def _counts(units: set[Unit], matched: Matched) -> Counts:
    tp = len(units & matched.true)
    return Counts(tp, len(matched.false), len(units) - tp, len(matched.unlabelled))


def _counts_by(key: Callable[[Unit], str], units: set[Unit], matched: Matched) -> dict[str, Counts]:
    """Counts for each value of `key` that a true unit has, the most frequent first."""
    total = Counter(map(key, units))
    found = Counter(map(key, units & matched.true))
    false = Counter(map(key, matched.false))
    other = Counter(map(key, matched.unlabelled))
    return {
        name: Counts(found[name], false[name], count - found[name], other[name])
        for name, count in sorted(total.items(), key=lambda item: (-item[1], item[0]))
    }


def _categories(truth: Truth, unit: Unit) -> frozenset[str]:
    own = truth.get(unit[0], _NOTHING)
    return own.true.get(unit[1]) or own.false.get(unit[1]) or frozenset()


# --- kinds ------------------------------------------------------------------------------------

UNLABELLED = "unlabelled"
_PRIVATE_KEYS = frozenset(
    {"PEM Private Key", "BASE64 Private Key", "BASE64 encoded PEM Private Key", "JWK"}
)
_HEADERS = frozenset({"Basic Authorization", "Bearer Authorization", "Digest Authorization"})
_COMMANDS = frozenset(
    {
        "CMD Password",
        "SQL Password",
        "CMD Token",
        "CMD Secret",
        "CMD ConvertTo-SecureString",
        "CURL User Password",
        "NTLM Token",
        "DOC_CREDENTIALS",
        "Credential",
        "ID_PASSWD_PAIR",
        "PASSWD_PAIR",
        "ID_PAIR_PASSWD_PAIR",
    }
)
_NAMED = frozenset(
    {
        "Token",
        "Key",
        "Secret",
        "Auth",
        "API",
        "Salt",
        "Nonce",
        "Other",
        "OTP / 2FA Secret",
        "Dropbox App secret",
        "UUID",
    }
)
# Coarse groups, the first that has one of a unit's categories. Any other category is a vendor's.
_GROUPS = (
    ("private key", _PRIVATE_KEYS),
    ("jwt", frozenset({"JSON Web Token"})),
    ("auth header", _HEADERS),
    ("url credentials", frozenset({"URL Credentials"})),
    ("cmd/sql password", _COMMANDS),
    ("password", frozenset({"Password"})),
)
_NO_VENDORS = _NAMED.union(*(members for _, members in _GROUPS))


def group(categories: frozenset[str]) -> str:
    """The coarse group of a unit's categories."""
    if not categories:
        return UNLABELLED
    if categories <= NO_CREDENTIALS:
        return "non-secret ids"
    if categories & _PRIVATE_KEYS:
        return "private key"
    if categories - _NO_VENDORS:
        return "vendor token"
    named = (name for name, members in _GROUPS if categories & members)
    return next(named, "generic key/token/secret")


def language(unit: Unit) -> str:
    """The suffix of a unit's file: CredData keeps no more of its name."""
    return PurePosixPath(unit[0]).suffix or "(none)"


# --- files of findings ------------------------------------------------------------------------


def read_lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file. SystemExit names what cannot be read."""
    rows = []
    try:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError(f"line {number} is no JSON object")
                rows.append(row)
    except (OSError, ValueError) as error:
        raise SystemExit(f"{file}: not a file of JSON lines: {error}") from None
    return rows


def read_findings(file: Path) -> list[Found]:
    """Findings as `write_findings` stores them. SystemExit if they are none."""
    try:
        return [
            Found(
                str(row["path"]),
                int(row["line"]),
                int(row.get("end_line") or row["line"]),
                str(row.get("rule") or ""),
                bool(row.get("aux", False)),
            )
            for row in read_lines(file)
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise SystemExit(f"{file}: a finding has no path and line: {error!r}") from None


def write_findings(file: Path, findings: Iterable[Found]) -> None:
    """Places and rules as JSON lines: never a value."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        for one in findings:
            row: dict[str, Any] = {"path": one.path, "line": one.line, "end_line": one.end_line}
            row |= {"rule": one.rule, **({"aux": True} if one.aside else {})}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
