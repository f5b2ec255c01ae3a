"""A small network over hashed words and n-grams, read from the same prompt as the language model's.

It spares the language model what is plainly SAFE, and its opinion counts in the verdict on the
rest: it errs in other places, so that both together are right more often than either. Its weights
(made by training.first_judge) lie beside model.gguf in first.bin, and model.json says how to read
them. Without that entry the language model judges alone.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import mul
from pathlib import Path
from string import ascii_letters, ascii_lowercase, digits
from struct import Struct
from zlib import crc32

from secret_guard.errors import ModelError
from secret_guard.escapes import readable
from secret_guard.llama import DATA, REINSTALL, softmax
from secret_guard.prompt import CLOSE, NEWLINE, OPEN, SAMPLE_FOLDER, entropy
from secret_guard.regex import compiled
from secret_guard.types import Reason
from secret_guard.verdicts import CLASSES, alert_reasons

BUCKETS = 1 << 16
# The classes that are SAFE under either policy.
SAFE_CLASSES = (
    Reason.PLACEHOLDER,
    Reason.REFERENCE,
    Reason.PUBLIC,
    Reason.NOT_A_CREDENTIAL,
)
# What the language model will say: the log odds of ALERT under the strict and the default policy, a
# logit for each of SAFE_CLASSES. Then the opinion: the log odds of ALERT as learned from labels,
# which know the strict policy only.
COLUMNS = 2 + len(SAFE_CLASSES) + 1
ALERT, DEFAULT, OPINION = 0, 1, COLUMNS - 1
SAFE = slice(DEFAULT + 1, OPINION)
# Each output is a sum over the features, and what a hidden layer of so many units adds: tanh of
# STEEP times the mean over the features.
HIDDEN, STEEP = 16, 3.0
SIZE = BUCKETS * (COLUMNS + HIDDEN)  # of first.bin, in bytes
STRICT, NOT_STRICT = (
    frozenset(i for i, r in enumerate(CLASSES) if r in alert_reasons(strict))
    for strict in (True, False)
)
TEST = CLASSES.index(Reason.TEST)
TINY = 1e-6  # no class is impossible
SHARPEST = 8.0  # log odds: no judge is surer than this
LEAD_CHARS, TAIL_CHARS, NAME_CHARS = 14, 12, 60  # around the value
LEAD_GRAMS, VALUE_GRAMS, TAIL_GRAMS = (3, 4, 5), (1, 2, 3, 4), (2, 3)

# What people write into a value that shall be none.
STOCK = ("example", "sample", "dummy", "fake", "notreal", "placeholder", "your", "insert",
         "replace", "change", "xxxx", "0000", "1234", "abcd", "test", "demo")  # fmt: skip

# "Ab3-x9" -> "Aa9-a9": the outline of a value; then runs of one class count once.
_OUTLINE = str.maketrans(ascii_letters + digits, "a" * 26 + "A" * 26 + "9" * 10)
_RUN = compiled(r"(.)\1+")
OUTLINE_CHARS = 12
# Digits and hex in their order; 0 comes behind 9, too.
_ORDER = digits + ascii_lowercase
LONGEST_RUN = 8

_WORD = compiled(r"\w+|[^\w\s]")
_WORD_CHARACTERS = compiled(r"\w+")
_NAME = compiled(r"[A-Za-z][A-Za-z0-9_.-]*")
_PART = compiled(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


def features(prompt: str) -> set[int]:
    """The buckets, from 0 to BUCKETS - 1, of everything that is said of a candidate's prompt.

    A prompt is one line: its texts are encoded all at once.
    """
    lines = "\n".join(_texts(readable(prompt))).encode("utf-8", "replace").split(b"\n")
    return {code % BUCKETS for code in map(crc32, lines)}


def _texts(prompt: str) -> list[str]:
    """Words and n-grams, each with a letter for where in the prompt it stands."""
    header, _, body = prompt.partition(NEWLINE)
    before, _, rest = body.partition(f"{OPEN} ")
    value, _, tail = rest.partition(f" {CLOSE}")
    said = header.split()
    texts = [f"h{word}" for word in said]
    texts += [f"h{one} {two}" for one, two in pairwise(said)]
    above, _, line = before.rpartition(NEWLINE)
    lead = line[-LEAD_CHARS:]
    for mark, text, sizes in (
        ("l", lead, LEAD_GRAMS),
        ("v", f"{OPEN}{value}{CLOSE}", VALUE_GRAMS),
        ("t", tail[:TAIL_CHARS], TAIL_GRAMS),
    ):
        for size in sizes:
            texts += [mark + text[i : i + size] for i in range(len(text) - size + 1)]
    texts.append(f"e{lead[-6:]}")
    texts += [f"p{word.lower()}" for word in _WORD.findall(above)]
    texts += [f"b{word}" for word in _WORD.findall(line)]
    texts += [f"a{word}" for word in _WORD.findall(tail)]
    where, _, form = header.rpartition(": ")
    rule, _, path = where.partition(" in ")
    forms = form.split()
    parts = [f"w{part.lower()}" for part in _PART.findall(value)]
    folders = [folder for folder in _folders(path.lower()) if len(folder) > 2]
    return [
        *texts,
        *parts,
        *_pairs(rule, path, forms, line, value),
        *_statistics(rule, value),
        *_filling(rule, value),
        *_of_place(path, (rule, f"V{value.lower()}", *forms, *parts)),
        *(f"${folder} {rule}" for folder in folders),
        *_wording(line, tail),
    ]


def _pairs(rule: str, path: str, forms: Sequence[str], line: str, value: str) -> Iterator[str]:
    """What a sum over single words cannot tell: rule, name, value and the form of it in pairs."""
    names = _NAME.findall(line[-NAME_CHARS:])
    name = names[-1] if names else ""
    low, words = value.lower(), [part.lower() for part in _PART.findall(name)]
    outline = value.translate(_OUTLINE)
    shape = _RUN.sub(r"\1+", outline)
    yield f"Z{shape}"
    yield f"Y{outline[:OUTLINE_CHARS]}"
    yield f"X{name.lower()} {shape}"
    yield f"r{rule} {path.rpartition('.')[2]}"
    yield f"V{low}"
    yield f"k{name.lower()}"
    yield from (f"r{rule} {one}" for one in forms)
    yield from (f"k{name.lower()} {one}" for one in forms)
    yield from (f"n{word}" for word in words)
    yield from (f"s{word}" for word in words if len(word) > 2 and word in low)
    yield from (f"S{word}" for word in STOCK if word in low)


def _statistics(rule: str, value: str) -> Iterator[str]:
    """Length, entropy and the shares of kinds of characters, in steps, alone and with the rule."""
    size = len(value) or 1
    vowels = sum(map(value.lower().count, "aeiou"))
    digits = sum(map(str.isdigit, value))
    upper = sum(map(str.isupper, value))
    plain = sum(map(str.isalnum, value))
    steps = (
        f"L{min(size, 44) // 4}",
        f"E{int(2 * entropy(value))}",
        f"V{8 * vowels // size}",
        f"D{8 * digits // size}",
        f"U{6 * upper // size}",
        f"S{6 * (size - plain) // size}",
        f"N{6 * len(set(value)) // size}",
    )
    yield from (f"#{step}" for step in steps)
    yield from (f"#{rule} {step}" for step in steps)
    yield "#" + " ".join(steps[1:4])


def _filling(rule: str, value: str) -> Iterator[str]:
    """The longest runs of one character, and of characters in order, that fill up a value."""
    places = [_ORDER.find(char) for char in value.lower() if char.isalnum()]
    steps = [(b - a) % 10 if a < 10 > b else b - a for a, b in pairwise(places)]
    for mark, step in (("=", 0), (">", 1)):
        runs = (len(list(run)) for same, run in groupby(steps, step.__eq__) if same)
        longest = min(max(runs, default=0), LONGEST_RUN)
        yield f"{mark}{longest}"
        yield f"{mark}{longest} {rule}"


def _of_place(path: str, known: Iterable[str]) -> Iterator[str]:
    """Whether a folder says test, example or docs, alone and with each of what is `known`."""
    sample = any(map(SAMPLE_FOLDER.fullmatch, _folders(path)))
    yield f"${sample}"
    yield from (f"${sample} {one}" for one in known)


def _folders(path: str) -> list[str]:
    """The words of a path, the file's name and its ending among them."""
    return [word for word in path.replace(".", " ").split() if word != "/"]


def _wording(line: str, tail: str) -> Iterator[str]:
    """The words before and behind the value whatever their case, and the signs between them."""
    before = _PART.findall(line.lower())
    yield from (f"B{part}" for part in before)
    yield from (f"A{part}" for part in _PART.findall(tail.lower()))
    yield from (f"P{one} {two}" for one, two in pairwise(before[-4:]))
    yield f"T{line.lower()[-10:]}"
    yield f"O{_WORD_CHARACTERS.sub('w', line[-20:])}|{_WORD_CHARACTERS.sub('w', tail[:6])}"


def log_odds(row: Sequence[float], alerts: Collection[int] = STRICT) -> float:
    """The log odds of the classes `alerts`, those of ALERT under the strict policy, in `row`."""
    alert, safe = _sides(row, alerts)
    return _bounded(math.log(alert / safe))


def combined(row: Sequence[float], opinion: float, weight: float) -> float:
    """The log odds of ALERT by the language model's `row` and, with `weight`, by an opinion's."""
    return (1 - weight) * log_odds(row) + weight * _bounded(opinion)


def _bounded(odds: float) -> float:
    """Log odds, SHARPEST at most in either direction."""
    return max(-SHARPEST, min(SHARPEST, odds))


def share_of_tests(row: Sequence[float], logits: Sequence[float]) -> float:
    """How much of ALERT under the strict policy is a test's credential, 0 to 1, by both judges.

    `row` is the language model's, `logits` the first judge's: the mean of their log odds.
    """
    first = 1 - sigmoid(logits[DEFAULT]) / sigmoid(logits[ALERT])
    return sigmoid((_odds(_own_tests(row)) + _odds(first)) / 2)


def with_tests(row: Sequence[float], logits: Sequence[float]) -> list[float]:
    """`row` with the share of tests that both judges tell; what is ALERT in all stays."""
    own, both = _own_tests(row), share_of_tests(row, logits)
    up, down = both / own, (1 - both) / (1 - own)
    return [
        (share + TINY) * (up if i == TEST else down) if i in STRICT else share
        for i, share in enumerate(row)
    ]


def _own_tests(row: Sequence[float]) -> float:
    """How much of ALERT under the strict policy is a test's in `row`: neither none nor all."""
    return (row[TEST] + TINY) / _sides(row)[0]


def _odds(share: float) -> float:
    """The bounded log odds of a share from 0 to 1."""
    inner = max(TINY, min(1 - TINY, share))
    return _bounded(math.log(inner / (1 - inner)))


def with_odds(row: Sequence[float], odds: float, alerts: Collection[int]) -> list[float]:
    """`row` with these log odds of the classes `alerts`; the proportions on either side stay."""
    alert, safe = _sides(row, alerts)
    up, down = sigmoid(odds) / alert, sigmoid(-odds) / safe
    return [(share + TINY) * (up if i in alerts else down) for i, share in enumerate(row)]


def _sides(row: Sequence[float], alerts: Collection[int] = STRICT) -> tuple[float, float]:
    """The shares of the classes `alerts` and of the others, neither of them 0."""
    shares = [share + TINY for share in row]
    alert = sum(shares[i] for i in alerts)
    return alert, sum(shares) - alert


def sigmoid(odds: float) -> float:
    """The probability with these log odds."""
    return 1 / (1 + math.exp(-odds))


class Weights(dict[int, int]):
    """Bucket -> its weights, of each output and then of each hidden unit, as one large number.

    `raw` has a signed byte for each: all buckets of the first column, then of the next. Numbers are
    made as they are needed. They have LANE bytes for a column, in which more buckets than any
    prompt has can be added up: one sum is the sum of all columns.
    """

    LANE = 4
    _SUMS = Struct(f"<{COLUMNS + HIDDEN}I")
    _ABOVE_0 = bytes(code ^ 0x80 for code in range(256))  # a signed byte, plus 128

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def __missing__(self, bucket: int) -> int:
        lanes = bytearray(self._SUMS.size)
        lanes[:: self.LANE] = self.raw[bucket::BUCKETS].translate(self._ABOVE_0)
        self[bucket] = number = int.from_bytes(lanes, "little")
        return number

    def sums(self, buckets: Collection[int]) -> list[int]:
        """For each column the sum over `buckets`."""
        total = sum(map(self.__getitem__, buckets))
        above = 128 * len(buckets)
        return [one - above for one in self._SUMS.unpack(total.to_bytes(self._SUMS.size, "little"))]


@dataclass(frozen=True, slots=True)
class FirstJudge:
    """`scales` multiply the sums of `weights`, which are of the outputs and of the hidden units.

    `biases` are of the outputs, `mix` has for each output a factor for each hidden unit. What
    scores at least `limit`, in the default policy `limit_default`, is not for this judge to tell
    alone. `weight`, 0 to 1, is the share of its opinion in what both judges say together.
    `sharpness`, above 0, multiplies the log odds of that: two judges that agree are surer than
    either. In the default policy `sharpness_default` then multiplies those of what it calls ALERT.
    """

    weights: Weights
    scales: tuple[float, ...]
    biases: tuple[float, ...]
    mix: tuple[tuple[float, ...], ...]
    limit: float
    limit_default: float = 0.0
    weight: float = 0.0
    sharpness: float = 1.0
    sharpness_default: float = 1.0

    def logits(self, buckets: set[int]) -> list[float]:
        """The COLUMNS outputs for a prompt with the features `buckets`, one at least."""
        sums = list(map(mul, self.weights.sums(buckets), self.scales))
        hidden = [math.tanh(STEEP * one / len(buckets)) for one in sums[COLUMNS:]]
        return [
            max(-50.0, min(50.0, total + bias + sum(map(mul, factors, hidden))))
            for total, bias, factors in zip(sums[:COLUMNS], self.biases, self.mix, strict=True)
        ]

    def spared(
        self, logits: Sequence[float], limit: float, strict: bool = True
    ) -> list[float] | None:
        """A row of class probabilities for what is plainly SAFE, None for all else.

        That is what neither the language model will find nor this judge, and in the default policy
        also what is plainly a test's. `logits` are the prompt's. `limit`: a probability of ALERT
        from which on nothing is spared, besides the judge's own.
        """
        alert = sigmoid((logits[ALERT] + logits[OPINION]) / 2)
        default = min(alert, sigmoid((logits[DEFAULT] + logits[OPINION]) / 2))
        score, own = (alert, self.limit) if strict else (default, self.limit_default)
        if score >= min(limit, own):
            return None
        shares = softmax(logits[SAFE], 1.0)
        row = {Reason.HARDCODED: default, Reason.TEST: alert - default}
        row |= {r: share * (1 - alert) for r, share in zip(SAFE_CLASSES, shares, strict=True)}
        return self._sharpened([row.get(reason, 0.0) for reason in CLASSES], strict)

    def with_opinion(
        self, logits: Sequence[float], row: Sequence[float], strict: bool = True
    ) -> list[float]:
        """The class probabilities that both judges give, `row` being the language model's.

        `logits` are the prompt's.

        The log odds of ALERT under the strict policy are the weighted mean of both, sharpened, and
        both tell how much of that is a test's (`share_of_tests`). Else the classes within ALERT and
        within SAFE keep the language model's proportions.
        """
        if not self.weight:
            return list(row)
        both = combined(row, logits[OPINION], self.weight)
        return self._sharpened(with_odds(with_tests(row, logits), both, STRICT), strict)

    def _sharpened(self, row: Sequence[float], strict: bool) -> list[float]:
        """`row` as sure as its judges are right, under a policy."""
        said = with_odds(row, self.sharpness * log_odds(row), STRICT)
        if strict:
            return said
        return with_odds(said, self.sharpness_default * log_odds(said, NOT_STRICT), NOT_STRICT)


def read_first_judge(folder: Path = DATA) -> FirstJudge | None:
    """The first judge in `folder`, None if model.json names none. ModelError: it is damaged."""
    card, path = folder / "model.json", folder / "first.bin"
    try:
        fields = json.loads(card.read_text("utf-8")).get("first_judge")
        if fields is None:
            return None
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != fields["sha256"] or len(raw) != SIZE:
            raise ModelError(f"{path} is altered (its sha256 is not that of {card}): {REINSTALL}")
        scales = _numbers(fields["scales"], COLUMNS + HIDDEN)
        biases = _numbers(fields["biases"], COLUMNS)
        mix = tuple(_numbers(factors, HIDDEN) for factors in fields["mix"])
        limits = float(fields["limit"]), float(fields["limit_default"])
        weight = float(fields["weight"])
        sharpness = float(fields["sharpness"]), float(fields["sharpness_default"])
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {REINSTALL}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{card} does not describe {path.name} ({error!r}): {REINSTALL}") from None
    if not all(0 <= limit <= 0.5 for limit in limits):
        raise ModelError(f"{card}: the first judge's limits are not from 0 to 0.5: {REINSTALL}")
    if not 0 <= weight <= 1:
        raise ModelError(f"{card}: the first judge's weight is not from 0 to 1: {REINSTALL}")
    if not all(0 < one <= SHARPEST for one in sharpness):
        raise ModelError(f"{card}: the first judge's sharpness is not from 0 to 8: {REINSTALL}")
    if len(mix) != COLUMNS:
        raise ModelError(f"{card}: the first judge's mix is not for {COLUMNS} outputs: {REINSTALL}")
    return FirstJudge(Weights(raw), scales, biases, mix, *limits, weight, *sharpness)


def _numbers(values: Sequence[float], count: int) -> tuple[float, ...]:
    """`count` finite numbers. Raises ValueError if they are not."""
    numbers = tuple(float(value) for value in values)
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise ValueError(f"not {count} numbers: {values!r}")
    return numbers
