"""The judge of a run: what is known, what is plainly SAFE, and both judges for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from secret_guard import __version__
from secret_guard.cache import VerdictCache
from secret_guard.errors import ModelError
from secret_guard.first_judge import FirstJudge, features, read_first_judge
from secret_guard.llama import DATA, REINSTALL, LlamaJudge, ModelCard, read_card
from secret_guard.prompt import render
from secret_guard.types import Candidate, Look, Verdict
from secret_guard.verdicts import decide

Row = list[float]
Looks = Mapping[str, Sequence[float]]
REMEMBERED = 20_000  # prompts of this run, about 20 MB
# Nothing is spared whose score lies above this share of the run's threshold: it is too close. At
# the thresholds of model.json the first judge's own limits are about as high (training/LOG.md,
# entry 24).
FAR_BELOW = 0.8


class Model(Protocol):
    """What gives calibrated class probabilities for prompts: the language model."""

    def probabilities(self, prompts: Sequence[str]) -> list[Row]:
        """One row of class probabilities for each prompt."""
        ...


class Cascade:
    """Judges each prompt once, by the cheapest that can: memory, cache, the first judge, the model.

    Kept on disk is what the language model said, and beside it what both judges make of that under
    the policy of the run. The language model is loaded when a prompt needs it. Raises ModelError if
    it cannot be used; one that is missing is told at once, needed or not.
    """

    def __init__(
        self,
        strict: bool = False,
        threshold: float | None = None,
        folder: Path = DATA,
        cache: Path | None = None,
        make_model: Callable[[Path], Model] | None = None,
    ) -> None:
        card = read_card(folder)
        if not (folder / "model.gguf").is_file():
            raise ModelError(f"{folder / 'model.gguf'} is missing: {REINSTALL}")
        self.strict = strict
        preset = card.threshold_strict if strict else card.threshold
        self.threshold = preset if threshold is None else threshold
        self.first = read_first_judge(folder)
        self.cache = None if cache is None else VerdictCache(cache, _identity(card))
        self.both = None
        if cache is not None and self.first:
            described = f"{__version__} {(folder / 'model.json').read_text('utf-8')}"
            self.both = VerdictCache(cache, f"{described} {strict} {self.threshold!r}")
        self.rows: dict[str, Row] = {}
        self.model: Model | None = None
        self.make_model = make_model or (lambda folder: LlamaJudge(folder=folder))
        self.folder = folder

    def judge(self, candidates: Sequence[Candidate]) -> list[Verdict]:
        """One verdict for each candidate, in order."""
        seen = [one.first_look for one in candidates if one.first_look]
        prompts = [one.first_look.prompt if one.first_look else render(one) for one in candidates]
        rows = self.probabilities(prompts, {look.prompt: look.logits for look in seen})
        return [decide(row, self.threshold, self.strict) for row in rows]

    def probabilities(
        self, prompts: Sequence[str], looks: Looks = MappingProxyType({})
    ) -> list[Row]:
        """Calibrated class probabilities, one row for each prompt.

        `looks` has the first judge's logits of those prompts that it was already asked about.
        """
        if len(self.rows) > REMEMBERED:
            self.rows.clear()
        unknown = list(dict.fromkeys(prompt for prompt in prompts if prompt not in self.rows))
        first = self.first
        self.rows.update(self._by_both(first, unknown, looks) if first else self._read(unknown))
        return [self.rows[prompt] for prompt in prompts]

    def _by_both(self, first: FirstJudge, prompts: Sequence[str], looks: Looks) -> dict[str, Row]:
        """What is known, what the first judge tells by itself, and what both say of the rest."""
        known = self.both.get(prompts) if self.both else {}
        told: dict[str, Row] = {}
        rest: dict[str, Sequence[float]] = {}
        for prompt in prompts:
            if prompt in known:
                continue
            logits = looks.get(prompt) or first.logits(features(prompt))
            row = first.spared(logits, self.threshold * FAR_BELOW, self.strict)
            if row is None:
                rest[prompt] = logits
            else:
                told[prompt] = row
        read = self._read(list(rest))
        told |= {one: first.with_opinion(rest[one], row, self.strict) for one, row in read.items()}
        if self.both:
            self.both.put(told)
        return known | told

    def _read(self, prompts: Sequence[str]) -> dict[str, Row]:
        """What the language model says of `prompts`, now or in an earlier run."""
        known = self.cache.get(prompts) if self.cache else {}
        rest = [prompt for prompt in prompts if prompt not in known]
        if not rest:
            return known
        self.model = self.model or self.make_model(self.folder)
        judged = dict(zip(rest, self.model.probabilities(rest), strict=True))
        if self.cache:
            self.cache.put(judged)
        return known | judged


def first_look(candidate: Candidate) -> Look | None:
    """What the bundled first judge says of a candidate, to be asked where that is found.

    None without one. Raises ModelError if it cannot be used.
    """
    return _bundled_look(render(candidate))


@lru_cache(maxsize=REMEMBERED)
def _bundled_look(prompt: str) -> Look | None:
    first = _bundled_first_judge()
    return Look(prompt, tuple(first.logits(features(prompt)))) if first else None


@lru_cache(maxsize=1)
def _bundled_first_judge() -> FirstJudge | None:
    return read_first_judge()


def _identity(card: ModelCard) -> str:
    """What a cached row depends on besides the prompt."""
    return f"{card.sha256} {card.prompt_version} {card.temperature!r}"
