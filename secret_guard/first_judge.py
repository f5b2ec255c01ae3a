"""A linear model over hashed words and n-grams: it spares the language model what is plainly SAFE.

It reads the same prompt. Its weights (made by training.first_judge) lie beside model.gguf in
first.bin, and model.json says how to read them. Without that entry every candidate goes to the
language model.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from secret_guard.errors import ModelError
from secret_guard.llama import DATA, REINSTALL, softmax
from secret_guard.prompt import CLOSE, NEWLINE, OPEN
from secret_guard.types import Reason
from secret_guard.verdicts import CLASSES

BUCKETS = 1 << 16
# The classes that a candidate can be spared with: SAFE under either policy.
SAFE_CLASSES = (
    Reason.PLACEHOLDER,
    Reason.REFERENCE,
    Reason.PUBLIC,
    Reason.NOT_A_CREDENTIAL,
)
COLUMNS = 1 + len(SAFE_CLASSES)  # the log odds of ALERT, then a logit for each of the classes
LEAD_CHARS, TAIL_CHARS = 32, 12  # around the value
LEAD_GRAMS, VALUE_GRAMS, TAIL_GRAMS = (3, 4, 5), (1, 2, 3, 4), (2, 3)

_WORD = re.compile(r"\w+|[^\w\s]")


def features(prompt: str) -> set[int]:
    """The buckets, from 0 to BUCKETS - 1, of everything that is said of a candidate's prompt."""
    return {crc32(text.encode("utf-8", "replace")) % BUCKETS for text in _texts(prompt)}


def _texts(prompt: str) -> Iterator[str]:
    """Words and n-grams, each with a letter for where in the prompt it stands."""
    header, _, body = prompt.partition(NEWLINE)
    before, _, rest = body.partition(f"{OPEN} ")
    value, _, after = rest.partition(f" {CLOSE}")
    said = header.split()
    yield from (f"h{word}" for word in said)
    yield from (f"h{one} {two}" for one, two in pairwise(said))
    lead = before.rpartition(NEWLINE)[2][-LEAD_CHARS:]
    tail = after.partition(NEWLINE)[0][:TAIL_CHARS]
    for mark, text, sizes in (
        ("l", lead, LEAD_GRAMS),
        ("v", f"{OPEN}{value}{CLOSE}", VALUE_GRAMS),
        ("t", tail, TAIL_GRAMS),
    ):
        for size in sizes:
            yield from (mark + text[i : i + size] for i in range(len(text) - size + 1))
    yield f"e{lead[-6:]}"
    yield from (f"b{word}" for word in _WORD.findall(before))
    yield from (f"a{word}" for word in _WORD.findall(after))


@dataclass(frozen=True, slots=True)
class FirstJudge:
    """`columns` are the weights of each output, `scales` and `biases` make logits of their sums.

    What scores at least `limit` is not for this judge to tell.
    """

    columns: tuple[array[int], ...]
    scales: tuple[float, ...]
    biases: tuple[float, ...]
    limit: float

    def spared(self, prompt: str, limit: float) -> list[float] | None:
        """A row of class probabilities for what is plainly SAFE, None for all else.

        `limit`: a probability of ALERT from which on nothing is spared, besides the judge's own.
        """
        buckets = features(prompt)
        score = 1 / (1 + math.exp(-self._logit(0, buckets)))
        if score >= min(limit, self.limit):
            return None
        shares = softmax([self._logit(i, buckets) for i in range(1, COLUMNS)], 1.0)
        row = {Reason.HARDCODED: score}
        row |= {r: share * (1 - score) for r, share in zip(SAFE_CLASSES, shares, strict=True)}
        return [row.get(reason, 0.0) for reason in CLASSES]

    def _logit(self, output: int, buckets: set[int]) -> float:
        column = self.columns[output]
        total = sum([column[bucket] for bucket in buckets])
        return max(-50.0, min(50.0, total * self.scales[output] + self.biases[output]))


def read_first_judge(folder: Path = DATA) -> FirstJudge | None:
    """The first judge in `folder`, None if model.json names none. ModelError: it is damaged."""
    card, path = folder / "model.json", folder / "first.bin"
    try:
        fields = json.loads(card.read_text("utf-8")).get("first_judge")
        if fields is None:
            return None
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != fields["sha256"] or len(raw) != BUCKETS * COLUMNS:
            raise ModelError(f"{path} is altered (its sha256 is not that of {card}): {REINSTALL}")
        scales, biases = _numbers(fields["scales"]), _numbers(fields["biases"])
        limit = float(fields["limit"])
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {REINSTALL}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{card} does not describe {path.name} ({error!r}): {REINSTALL}") from None
    if not 0 <= limit <= 0.5:
        raise ModelError(f"{card}: the first judge's limit is not from 0 to 0.5: {REINSTALL}")
    weights = array("b", raw)
    columns = tuple(weights[i * BUCKETS : (i + 1) * BUCKETS] for i in range(COLUMNS))
    return FirstJudge(columns, scales, biases, limit)


def _numbers(values: Sequence[float]) -> tuple[float, ...]:
    """COLUMNS finite numbers. Raises ValueError if they are not."""
    numbers = tuple(float(value) for value in values)
    if len(numbers) != COLUMNS or not all(map(math.isfinite, numbers)):
        raise ValueError(f"not {COLUMNS} numbers: {values!r}")
    return numbers
