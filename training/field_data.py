"""Real, labelled code -> training prompts; the labels and files are laid out as CredData's are.

Every true value is replaced by a fresh one of its kind before anything is written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from secret_guard.candidates import find_candidates
from secret_guard.decode import decode_value
from secret_guard.hunks import whole
from secret_guard.prompt import render, shapes
from secret_guard.types import Candidate, Hunk, Reason, Skipped
from secret_guard.verdicts import CLASSES
from training import words
from training.fresh import fresh, substituted

REDRAWS = 6
WINDOW = 12  # lines around a candidate that are read again with other values, as around a diff's
LONG_LINE = 4_000  # characters: files of such lines (minified, dumps) are not read again
UNIQUE = 10  # characters: a true value of one repository that is in no row of any other
SCRAMBLED = 0.15  # share of the true values that become random characters
LONGEST_SCRAMBLED = 64  # characters: a longer value is a document of its own
SHORT = 6  # characters: a shorter true value is replaced where it is labelled, and only there

BESIDE = "beside"
# Categories of CredData that no hook should stop: a T of these alone is no credential.
NO_CREDENTIALS = frozenset(
    {
        "UUID",
        "AWS S3 Bucket",
        "Firebase Domain",
        "Product Activation Key",
        "Tencent WeChat API App ID",
        "Nonce",
        "Salt",
    }
)

# --- what the labels say ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """One row of META: lines `[first, last]` from 1, characters `[start, end)` from 0, -1 if none.

    `start` is in the first line, `end` in the last. `core` unless no category is a credential's.
    """

    truth: str
    first: int
    last: int
    start: int
    end: int
    core: bool
    categories: frozenset[str] = frozenset()


def read_labels(meta: Path) -> dict[str, list[Label]]:
    """File (`<repository>/...` below the data folder) -> its labels. SystemExit: no such folder."""
    files = sorted(meta.glob("*.csv"))
    if not files:
        raise SystemExit(f"{meta}: no label file (*.csv) in it. Give CredData's meta folder.")
    found: dict[str, list[Label]] = defaultdict(list)
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found[row["FilePath"].partition("/")[2]].append(_label(row, file))
    return dict(found)


def _label(row: dict[str, str], file: Path) -> Label:
    try:
        categories = frozenset(row["Category"].split(":"))
        return Label(
            truth=row["GroundTruth"],
            first=int(row["LineStart"]),
            last=int(row["LineEnd"]),
            start=int(row["ValueStart"] or -1),
            end=int(row["ValueEnd"] or -1),
            core=not categories <= NO_CREDENTIALS,
            categories=categories,
        )
    except (KeyError, ValueError) as error:
        raise SystemExit(f"{file}: row {row.get('Id', '?')} is no label: {error}") from None


def span_of_label(label: Label, starts: Sequence[int]) -> tuple[int, int] | None:
    """The labelled value as offsets into the text, None where the label tells lines only."""
    if label.start < 0 or label.end < 0 or label.last >= len(starts):
        return None
    start, end = starts[label.first - 1] + label.start, starts[label.last - 1] + label.end
    return (start, end) if start < end else None


def truth_of(
    candidate: Candidate, span: tuple[int, int], labels: Sequence[Label], starts: Sequence[int]
) -> tuple[str, bool]:
    """("T", "F", "X", BESIDE or "" for unlabelled, whether a credential to a hook).

    Labels are matched by lines, and those with a value also by overlap. T goes before X before F.
    A candidate beside a true value (its user name, its host) is BESIDE: nobody said what it is.
    """
    hits, beside = [], False
    for label in labels:
        if label.first > candidate.end_line or candidate.line > label.last:
            continue
        value = span_of_label(label, starts)
        if value is None or (value[0] < span[1] and span[0] < value[1]):
            hits.append(label)
        beside = beside or label.truth == "T"
    truths = {label.truth for label in hits}
    truth = next((truth for truth in "TXF" if truth in truths), BESIDE if beside else "")
    return truth, any(label.core for label in hits if label.truth == "T")


# --- reasons ----------------------------------------------------------------------------------

_SAMPLE_PATH = re.compile(
    r"(?:^|[/_.-])(?:unit|integration|e2e|func\w*)?(?:__)?(?:tests?|testing|testdata|testcases?"
    r"|specs?|examples?|samples?|demos?|mocks?|mocking|fixtures?|docs?|documentation|tutorials?)"
    r"(?:__)?(?:[/_.-]|$)",
    re.IGNORECASE,
)
_CAMEL_TEST = re.compile(
    r"[a-z](?:Tests?|TestCase|Mock|Spec|IT)\.\w+$|/(?:Test|Mock)[A-Z]\w*\.\w+$"
)
_PROSE = re.compile(r"\.(?:md|markdown|rst|adoc|txt)$", re.IGNORECASE)
_COMMENT = re.compile(
    r"\s*(?:#(?!define\b|include\b)|//|--\s|;|/?\*|<!--|rem\s|'\s)", re.IGNORECASE
)
_PLACEHOLDER = re.compile(
    r"(?i)your|example|change[-_ ]?(?:me|it|this)|place[-_]?holder|dummy|sample|foo\b|foobar"
    r"|<[^<>]+>|\bxxx|\*{3}|x{4}|\.{3}|[-_]here\b|insert|replace|todo|fixme|redacted|\bmy[-_]?\w+"
)
_ENVIRONMENT = re.compile(r"(?i)environ|getenv|\benv\b|process\.env|vault|secretsmanager")
_MEMBER = re.compile(r"[\w$]+(?:(?:\.|->|::)[\w$]+)+(?:\[.*\])?")


def is_sample_path(path: str) -> bool:
    """Whether `path` is of a test, example, sample, mock, fixture, or in a documents folder."""
    return bool(_SAMPLE_PATH.search(path) or _CAMEL_TEST.search(path))


def reason_of(candidate: Candidate, truth: str) -> Reason:
    """The class to learn for a candidate that people labelled `truth`; "" is taken for "F"."""
    if truth == "T":
        return Reason.TEST if is_sample_path(candidate.path) else _reason_of_true(candidate)
    if truth == "X":
        return Reason.PLACEHOLDER
    return _reason_of_false(candidate)


def _reason_of_true(candidate: Candidate) -> Reason:
    if candidate.encoding:
        return Reason.ENCODED
    prose = _PROSE.search(candidate.path)  # where "#" and "*" begin headings and lists
    if not prose and _COMMENT.match(candidate.line_text):
        return Reason.COMMENTED_OUT
    return Reason.HARDCODED


def _reason_of_false(candidate: Candidate) -> Reason:
    value = candidate.secret
    if re.search(r"public|client-id", candidate.rule_id):
        return Reason.PUBLIC
    forms = set(shapes(value))
    if _PLACEHOLDER.search(value) or ("repeated" in forms and len(value) >= 3):
        return Reason.PLACEHOLDER
    before = candidate.line_text[: candidate.column - 1][-1:]
    member = before not in ("'", '"', "`") and _MEMBER.fullmatch(value)
    if forms & {"template", "call"} or member or _ENVIRONMENT.search(value):
        return Reason.REFERENCE
    return Reason.NOT_A_CREDENTIAL


# --- files, and the true values in them -------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A labelled file: its text and the offsets `segments` where a true value stands.

    `name` is its place below the data folder, `path` what it is called in its repository.
    `values` are the true values of the file: none of them may be in a row.
    """

    name: str
    path: str
    text: str
    starts: list[int]
    segments: list[tuple[int, int]]
    values: frozenset[str]

    @property
    def repository(self) -> str:
        """The folder it lies in below the data folder."""
        return self.name.split("/", 1)[0]


@dataclass(frozen=True)
class Chosen:
    """A candidate of a labelled file, its offsets, and what people said of it."""

    source: Source
    candidate: Candidate
    span: tuple[int, int]
    truth: str
    core: bool


def line_starts(text: str) -> list[int]:
    """The offset of each line, and one past the end of the text as of a line more."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def read_source(data: Path, name: str, path: str, labels: Sequence[Label]) -> list[Chosen]:
    """All candidates of a file, labelled or not; none for a file that is missing or binary."""
    try:
        hunk = whole(path, (data / name).read_bytes())
    except OSError:
        return []
    if isinstance(hunk, Skipped):
        return []
    starts = line_starts(hunk.text)
    judged = []
    for candidate in find_candidates(hunk):
        span = _span(candidate, starts)
        judged.append((candidate, span, *truth_of(candidate, span, labels, starts)))
    true_spans = (span_of_label(one, starts) for one in labels if one.truth == "T")
    labelled = [one for one in true_spans if one is not None]
    proposed = [span for _, span, truth, _ in judged if truth == "T"]
    pieces = true_segments(labelled, proposed)
    values = frozenset(
        text
        for start, end in [*labelled, *proposed, *pieces]
        if _is_telling(text := hunk.text[start:end].strip())
    )
    segments = sorted(pieces + list(_elsewhere(hunk.text, values, pieces)))
    source = Source(name, path, hunk.text, starts, segments, values)
    return [Chosen(source, candidate, span, truth, core) for candidate, span, truth, core in judged]


def _span(candidate: Candidate, starts: Sequence[int]) -> tuple[int, int]:
    start = starts[candidate.line - 1] + candidate.column - 1
    return start, starts[candidate.end_line - 1] + candidate.end_column - 1


def true_segments(
    labelled: Iterable[tuple[int, int]], proposed: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Spans to replace, no two overlap: cut so that each candidate begins and ends between two.

    A label inside a candidate (the password of a URL) leaves the rest of it as it is.
    """
    edges = {edge for span in proposed for edge in span}
    inner = sorted(set(labelled))
    covered = [
        span for span in set(proposed) if not any(span[0] <= a and b <= span[1] for a, b in inner)
    ]
    pieces: list[tuple[int, int]] = []
    for start, end in sorted({*inner, *covered}):
        cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
        for low, high in pairwise(cuts):
            low = max(low, pieces[-1][1]) if pieces else low
            if low < high:
                pieces.append((low, high))
    return pieces


# Values that anybody may write anywhere: replaced where they are labelled, not searched for.
_COMMON = frozenset((*words.WEAK_PASSWORDS, *words.STOCK_PASSWORDS, *words.USERS))


def _is_telling(value: str) -> bool:
    return len(value) >= SHORT and value.lower() not in _COMMON and any(map(str.isalnum, value))


def _elsewhere(
    text: str, values: Iterable[str], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where the same values stand again: unlabelled, or labelled otherwise."""
    used = sorted(taken)
    for value in sorted(values, key=len, reverse=True):
        for match in re.finditer(re.escape(value), text):
            if not any(start < match.end() and match.start() < end for start, end in used):
                used.append(match.span())
                yield match.span()


# --- filling ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rewritten:
    """A file's text with other true values; `place` maps an offset between two segments."""

    text: str
    starts: list[int]
    shifts: list[tuple[int, int]]

    def place(self, offset: int) -> int:
        """Where the character at `offset` of the original stands now."""
        moved = 0
        for edge, shift in self.shifts:
            if edge > offset:
                break
            moved = shift
        return offset + moved


def rewrite(source: Source, seed: int) -> Rewritten:
    """`source` with each true value replaced: equal values by equal ones, other seeds, others."""
    parts, shifts, done, moved = [], [], 0, 0
    for start, end in source.segments:
        value = source.text[start:end]
        made = _another(value, random.Random(f"{seed}:{source.path}:{value}"))
        parts += [source.text[done:start], made]
        moved += len(made) - len(value)
        shifts.append((end, moved))
        done = end
    text = "".join([*parts, source.text[done:]])
    return Rewritten(text, line_starts(text), shifts)


def _another(value: str, rng: random.Random) -> str:
    """Mostly a value of the same kind; now and then random characters of the same classes.

    People write words where a machine-made secret may stand just as well. What has a form of its
    own (an encoded value, a key block) keeps it.
    """
    has_form = len(value) > LONGEST_SCRAMBLED or "-----" in value or decode_value(value)[1]
    return fresh(value, rng) if has_form or rng.random() >= SCRAMBLED else substituted(value, rng)


def filled(chosen: Chosen, texts: Callable[[int], Rewritten]) -> Candidate | None:
    """The candidate in its file with other true values, as the runtime's own generator has it.

    `texts` gives the file as rewritten at an attempt. None when the values that were drawn let
    nothing be proposed there, and what it decodes to would be unknown.
    """
    for attempt in range(REDRAWS):
        text = texts(attempt)
        again = _again(chosen, text)
        if again is not None:
            return again
    made = _put(chosen, texts(0))
    return made if bool(made.decoded) == bool(chosen.candidate.decoded) else None


def _again(chosen: Chosen, text: Rewritten) -> Candidate | None:
    """The candidate that stands at the same place of `text`, None if none does."""
    old = chosen.candidate
    put = _put(chosen, text)
    if _fields(put) == _fields(old):
        return old
    first = max(1, old.line - WINDOW)
    last = min(len(text.starts) - 1, old.end_line + WINDOW)
    window = text.text[text.starts[first - 1] : text.starts[last] - 1]
    if len(window) > LONG_LINE * WINDOW:
        return None
    hunk = Hunk(old.path, window, first, frozenset({old.line}))
    return next((one for one in find_candidates(hunk) if _place(one) == _place(put)), None)


def _put(chosen: Chosen, text: Rewritten) -> Candidate:
    """The candidate moved to its place in `text`, with the lines that are there now."""
    old = chosen.candidate
    start, end = map(text.place, chosen.span)
    lines = [
        text.text[text.starts[n] : text.starts[n + 1] - 1]
        for n in range(old.line - 1 - len(old.before), old.end_line + len(old.after))
    ]
    secret = text.text[start:end]
    unchanged = secret == old.secret
    decoded, encoding = (old.decoded, old.encoding) if unchanged else decode_value(secret)
    return replace(
        old,
        column=start - text.starts[old.line - 1] + 1,
        end_column=end - text.starts[old.end_line - 1] + 1,
        secret=secret,
        decoded=decoded,
        encoding=encoding,
        before=tuple(lines[: len(old.before)]),
        line_text=lines[len(old.before)],
        after=tuple(lines[len(lines) - len(old.after) :]),
    )


def _place(candidate: Candidate) -> tuple[int, int, int, int]:
    return candidate.line, candidate.column, candidate.end_line, candidate.end_column


def _fields(candidate: Candidate) -> tuple[str, ...]:
    """Every text of a candidate that comes from the file."""
    around = (*candidate.before, candidate.line_text, *candidate.after)
    return (candidate.secret, candidate.decoded, *around)


def survives(candidate: Candidate, values: Iterable[str]) -> bool:
    """Whether one of the original true values is in any text of `candidate`."""
    text = "\n".join(_fields(candidate))
    return any(value in text for value in values)


# --- choosing, and writing rows ---------------------------------------------------------------

Row = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """What is taken: see `build --help`."""

    seed: int = 7
    fillings: int = 1
    unlabelled: float = 0.1
    per_file: int = 20
    per_repository: int = 300
    everything: bool = False


def choose(found: Iterable[Chosen], options: Options) -> list[Chosen]:
    """The candidates to learn from: near-copies once, no file and no repository too often.

    The caps hold for true ones and for the others, each by itself.
    """
    rng = random.Random(options.seed)
    wanted = [one for one in found if _is_wanted(one, options, rng)]
    rng.shuffle(wanted)
    wanted.sort(key=lambda one: one.truth == "")  # labelled ones first
    seen: set[bytes] = set()
    taken: Counter[tuple[str, bool]] = Counter()
    kept = []
    for one in wanted:
        side = one.truth == "T"
        file, repository = (one.source.name, side), (one.source.repository, side)
        key = near_key(one)
        room = taken[file] < options.per_file and taken[repository] < options.per_repository
        if room and key not in seen:
            seen.add(key)
            taken.update((file, repository))
            kept.append(one)
    return sorted(kept, key=lambda one: (one.source.name, one.span))


def _is_wanted(one: Chosen, options: Options, rng: random.Random) -> bool:
    if one.truth == "T":
        return one.core or options.everything
    return one.truth in ("F", "X") or (one.truth == "" and rng.random() < options.unlabelled)


def near_key(one: Chosen) -> bytes:
    """The same for near-copies: prompts without path, numbers, and for true ones the value."""
    prompt = render(replace(one.candidate, path=""))
    if one.truth == "T":
        prompt = re.sub("«.*?»", "«»", prompt)
    words_only = re.sub(r"\w*\d\w*", "0", prompt.lower())
    normal = re.sub(r"\W+", " ", words_only)
    return hashlib.blake2b(f"{one.truth == 'T'} {normal}".encode(), digest_size=16).digest()


def rows_of(chosen: Sequence[Chosen], options: Options, dropped: Counter[str]) -> Iterator[Row]:
    """The rows of every filling. What had to be left out is counted in `dropped`, by reason."""
    by_file: dict[str, list[Chosen]] = defaultdict(list)
    secrets: dict[str, set[str]] = defaultdict(set)
    everywhere: set[str] = set()
    for one in chosen:
        by_file[one.source.name].append(one)
        telling = {value for value in one.source.values if not value.isalpha()}
        secrets[one.source.repository] |= telling
        everywhere |= {value for value in telling if len(value) >= UNIQUE}
    for filling in range(options.fillings):
        for group in by_file.values():
            source = group[0].source
            values = everywhere | secrets[source.repository] | source.values
            yield from _rows_of_file(group, filling, options, values, dropped)


def _rows_of_file(
    group: Sequence[Chosen],
    filling: int,
    options: Options,
    values: Set[str],
    dropped: Counter[str],
) -> Iterator[Row]:
    source = group[0].source
    cache: dict[int, Rewritten] = {}

    def texts(attempt: int) -> Rewritten:
        if attempt not in cache:
            cache[attempt] = rewrite(source, options.seed + 1000 * filling + 1_000_003 * attempt)
        return cache[attempt]

    for one in group:
        candidate = filled(one, texts)
        if candidate is None:
            dropped["no candidate with other values"] += 1
        elif one.truth == "T" and candidate.secret == one.candidate.secret:
            dropped["a true value that has no other of its kind"] += 1
        elif survives(candidate, values):
            dropped["a true value elsewhere in the context"] += 1
        else:
            rng = random.Random(f"{options.seed}:{filling}:{source.name}:{one.span}")
            yield row_of(one, replace(candidate, path=shown_path(source, rng)), filling)


def row_of(one: Chosen, candidate: Candidate, filling: int) -> Row:
    """One line of the JSONL file."""
    reason = reason_of(candidate, one.truth)
    return {
        "prompt": render(candidate),
        "label": CLASSES.index(reason),
        "reason": reason.value,
        "truth": one.truth,
        "repository": one.source.repository,
        "filling": filling,
    }


def shown_path(source: Source, rng: random.Random) -> str:
    """Now the path in the repository, where it is known, now the one in the data folder.

    The latter has the hashes of CredData for names: others each time, not to be learned.
    """
    if not is_anonymous(source) and rng.random() < 0.5:
        return source.path
    folders = source.name.split("/")[1:-1]
    hashes = (f"{rng.getrandbits(32):08x}" for _ in range(2))
    return "/".join([next(hashes), *folders, next(hashes) + Path(source.name).suffix])


def is_anonymous(source: Source) -> bool:
    """Whether the path in the repository is not known."""
    return source.path == source.name


def build(
    meta: Path, data: Path, checkouts: Path | None, options: Options
) -> tuple[list[Row], str]:
    """All rows, and a sentence about what was left out."""
    found: list[Chosen] = []
    names: dict[str, dict[str, str]] = {}
    labels = read_labels(meta)
    for name in sorted(labels):
        repository = name.split("/", 1)[0]
        if repository not in names:
            names[repository] = names_in(checkouts / repository) if checkouts else {}
        path = names[repository].get(Path(name).stem, name)
        found += read_source(data, name, path, labels[name])
    if not any((data / name).is_file() for name in labels):
        raise SystemExit(f"{data}: none of the labelled files is in it. See docs/training.md.")
    chosen = choose(found, options)
    dropped: Counter[str] = Counter()
    rows = list(rows_of(chosen, options, dropped))
    left = ", ".join(f"{count} for {reason}" for reason, count in dropped.items()) or "none"
    return rows, f"{len(chosen)} of {len(found)} candidates chosen; rows left out: {left}"


# --- reading rows -----------------------------------------------------------------------------


def read_rows(file: Path) -> list[Row]:
    """The rows of a file that `build` wrote. SystemExit if it is none."""
    try:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        complete = all(
            isinstance(row["prompt"], str) and CLASSES[row["label"]].value == row["reason"]
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SystemExit(f"{file}: not a file of field data: {error}") from None
    if not rows or not complete:
        raise SystemExit(f"{file}: not a file of field data. Make one: training.field_data build")
    return rows


def share(rows: Sequence[Row], epoch: int, count: int, seed: int) -> list[Row]:
    """`count` rows for one epoch: each epoch takes the next ones, and the next filling.

    Without `rows` none; with fewer than `count` all of them.
    """
    fillings: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        fillings[row["filling"]].append(row)
    if not fillings:
        return []
    order = list(fillings[sorted(fillings)[epoch % len(fillings)]])
    random.Random(seed).shuffle(order)
    start = epoch * count
    return [order[(start + i) % len(order)] for i in range(min(count, len(order)))]


def folds(rows: Sequence[Row], k: int, seed: int) -> list[list[Row]]:
    """`rows` in `k` parts; all rows of a repository are in the same part.

    The parts have about as many repositories, and depend on their names and `seed` alone: other
    rows of the same repositories, as another prompt makes them, are measured on the same parts.
    """

    def order(name: str) -> bytes:
        return hashlib.sha256(f"{seed} {name}".encode()).digest()

    names = sorted({row["repository"] for row in rows}, key=order)
    part_of = {name: index % k for index, name in enumerate(names)}
    return [[row for row in rows if part_of[row["repository"]] == part] for part in range(k)]


# --- assembling -------------------------------------------------------------------------------


def file_id(path: str) -> str:
    """CredData's name for a file: of the path in its repository."""
    return hashlib.sha256(path.encode()).hexdigest()[:8]


@lru_cache(maxsize=128)
def names_in(checkout: Path) -> dict[str, str]:
    """CredData's file id -> path, for all files of a checkout's commit; {} if there is none."""
    if not checkout.is_dir():
        return {}
    listed = _git(checkout, "ls-tree", "-r", "-z", "--name-only", "HEAD").stdout.split(b"\0")
    paths = [name.decode("utf-8", "surrogateescape") for name in listed if name]
    return {file_id(path): path for path in paths if path.isprintable()}


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise SystemExit(f"{folder}: git {arguments[0]} failed: {said}")
    return done


def read_list(file: Path) -> list[dict[str, str]]:
    """The repositories in `file`: [{"id": ..., "url": ..., "commit": ...}]. SystemExit if wrong."""
    try:
        entries = json.loads(file.read_text("utf-8"))
        for entry in entries:
            if not re.fullmatch(r"[0-9a-f]{8}", entry["id"]):
                raise ValueError(f"id {entry['id']!r} is not CredData's, of 8 hexadecimal digits")
            if not re.fullmatch(r"[0-9a-f]{40}", entry["commit"]):
                raise ValueError(f"{entry['id']}: commit must have 40 hexadecimal digits")
            if not re.match(r"https://|file://", entry["url"]):
                raise ValueError(f"{entry['id']}: url must begin with https://")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{file}: not a list of repositories: {error}") from None
    return list(entries)


def assemble(repositories: Path, meta: Path | None, out: Path, obfuscated: bool = False) -> int:
    """Clones every listed repository at its commit into out/checkouts/ID; its number.

    With `meta` the labelled files go to out/data, where the labels say: as published, line ends
    as "\\n"; and their labels to out/meta. With `obfuscated` out/obfuscated/data has them as
    CredData publishes figures for, by its own program beside `meta`. What is there already is not
    cloned again.
    """
    entries = read_list(repositories)
    for entry in entries:
        checkout = out / "checkouts" / entry["id"]
        if not (checkout / ".git" / "done").exists():
            checkout.mkdir(parents=True, exist_ok=True)
            _git(checkout, "init", "--quiet")
            _git(checkout, "fetch", "--quiet", "--depth=1", entry["url"], entry["commit"])
            _git(checkout, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD")
            (checkout / ".git" / "done").touch()
    if meta:
        _copy_labelled(meta, out, [entry["id"] for entry in entries])
    if meta and obfuscated:
        _obfuscate(meta.absolute().parent / "obfuscate_creds.py", out.absolute())
    return len(entries)


def _copy_labelled(meta: Path, out: Path, repositories: Sequence[str]) -> None:
    """The label files of `repositories`, and the files that they are about.

    Labels of a file that is not there (a link, a submodule's) are left out.
    """
    (out / "meta").mkdir(parents=True, exist_ok=True)
    for repository in repositories:
        file = meta / f"{repository}.csv"
        if not file.is_file():
            raise SystemExit(f"{file}: no such label file. Give CredData's meta folder.")
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = list(reader)
        names = {row["FilePath"].partition("/")[2] for row in rows}
        placed = {name for name in names if _copy(out, name)}
        with (out / "meta" / file.name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, reader.fieldnames or (), lineterminator="\n")
            writer.writeheader()
            writer.writerows(r for r in rows if r["FilePath"].partition("/")[2] in placed)


def _obfuscate(program: Path, out: Path) -> None:
    """out/obfuscated/data: the files of out/data with other true values, made by `program`."""
    data = out / "obfuscated" / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(out / "data", data)
    given = ["--meta_dir", str(out / "meta"), "--data_dir", str(data)]
    # Its output names what it cannot obfuscate: nothing that should be seen.
    done = subprocess.run([sys.executable, "-B", program, *given], capture_output=True, check=False)
    if done.returncode:
        shutil.rmtree(data)
        raise SystemExit(
            f"{program} failed. It needs a clone of Samsung/CredData, and pybase62 installed"
            f" for {sys.executable}."
        )


def _copy(out: Path, name: str) -> bool:
    """Place a labelled file; whether it is there."""
    checkout = out / "checkouts" / name.split("/", 1)[0]
    path = names_in(checkout).get(Path(name).stem)
    if path is None or (checkout / path).is_symlink() or not (checkout / path).is_file():
        return False
    target = out / "data" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = (checkout / path).read_bytes()
    target.write_bytes(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    return True


# --- command line -----------------------------------------------------------------------------


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line of `python -m training.field_data`."""
    parser = argparse.ArgumentParser(description="Training rows from real, labelled code.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("assemble", help="clone the listed repositories at their commits")
    one.add_argument("--repositories", type=Path, required=True, help="JSON: id, url, commit")
    one.add_argument("--meta", type=Path, help="labels: place their files in OUT/data, too")
    one.add_argument("--obfuscated", action="store_true", help="and with other true values")
    one.add_argument("--out", type=Path, required=True)
    two = commands.add_parser("build", help="write the rows")
    two.add_argument("--meta", type=Path, required=True, help="folder of label files (*.csv)")
    two.add_argument("--data", type=Path, required=True, help="folder of labelled files")
    two.add_argument("--checkouts", type=Path, help="OUT/checkouts: tells the files' real names")
    two.add_argument("--out", type=Path, required=True, help="JSONL file to write")
    defaults = Options()
    two.add_argument("--epochs", dest="fillings", type=int, default=1, help="fillings of values")
    two.add_argument("--seed", type=int, default=defaults.seed)
    two.add_argument("--unlabelled", type=float, default=defaults.unlabelled, metavar="SHARE")
    two.add_argument("--per-file", type=int, default=defaults.per_file)
    two.add_argument("--per-repository", type=int, default=defaults.per_repository)
    two.add_argument("--everything", action="store_true", help="true ids, salts and nonces, too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m training.field_data assemble|build`."""
    given = parse(arguments)
    if given.command == "assemble":
        count = assemble(given.repositories, given.meta, given.out, given.obfuscated)
        print(f"{given.out}: {count} repositories")
        return
    options = Options(**{name: getattr(given, name) for name in Options.__dataclass_fields__})
    rows, summary = build(given.meta, given.data, given.checkouts, options)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    given.out.write_text("".join(lines), "utf-8")
    reasons = Counter(row["reason"] for row in rows)
    repositories = len({row["repository"] for row in rows})
    print(f"{given.out}: {len(rows)} rows of {repositories} repositories. {summary}")
    print(", ".join(f"{count} {reason}" for reason, count in reasons.most_common()))


if __name__ == "__main__":
    main()
