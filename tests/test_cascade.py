"""The judge of a run: who judges what, and how often."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from secret_guard.cascade import Cascade, first_look
from secret_guard.errors import ModelError
from secret_guard.first_judge import FirstJudge, Weights, features
from secret_guard.llama import DATA
from secret_guard.prompt import render
from secret_guard.types import Candidate, Reason, Verdict
from secret_guard.verdicts import CLASSES


class CountingModel:
    """Calls every prompt hardcoded with a score of .6, and remembers the prompts."""

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def probabilities(self, prompts: Sequence[str]) -> list[list[float]]:
        self.prompts += prompts
        row = {Reason.HARDCODED: 0.6, Reason.TEST: 0.4}
        return [[row.get(reason, 0.0) for reason in CLASSES] for _ in prompts]


def candidate(secret: str) -> Candidate:
    line = f'password = "{secret}"'
    return Candidate(
        "generic-password", "Password", "app.py", 1, 13, 1, 13 + len(secret), secret, line_text=line
    )


ONE, OTHER = candidate("casper"), candidate("melchior")


@pytest.fixture
def model() -> CountingModel:
    return CountingModel()


def cascade(model: CountingModel, **options: object) -> Cascade:
    own = Cascade(make_model=lambda folder: model, **options)  # type: ignore[arg-type]
    own.first = None
    return own


def test_verdicts_come_in_order(model: CountingModel) -> None:
    verdicts = cascade(model).judge([ONE, OTHER, ONE])
    assert [verdict.label for verdict in verdicts] == ["ALERT"] * 3


def test_equal_candidates_are_judged_once(model: CountingModel) -> None:
    own = cascade(model)
    own.judge([ONE, OTHER, ONE])
    own.judge([OTHER])
    assert len(model.prompts) == 2


def test_another_run_finds_the_verdicts_in_the_cache(model: CountingModel, tmp_path: Path) -> None:
    first = cascade(model, cache=tmp_path).judge([ONE])
    assert cascade(model, cache=tmp_path).judge([ONE]) == first
    assert len(model.prompts) == 1
    cascade(model).judge([ONE])
    assert len(model.prompts) == 2


def test_the_policy_is_applied_to_what_the_cache_holds(
    model: CountingModel, tmp_path: Path
) -> None:
    cascade(model, cache=tmp_path).judge([ONE])
    strict = cascade(model, cache=tmp_path, strict=True).judge([ONE])
    high = cascade(model, cache=tmp_path, threshold=0.7).judge([ONE])
    assert strict[0].score == pytest.approx(1)
    assert (high[0].label, high[0].reason) == ("SAFE", Reason.TEST)
    assert len(model.prompts) == 1


def test_the_first_judge_spares_the_model(
    model: CountingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = [0.01 if reason is Reason.HARDCODED else 0.0 for reason in CLASSES]
    row[CLASSES.index(Reason.PUBLIC)] = 0.99
    limits = []

    def spared(self: FirstJudge, logits: object, limit: float, strict: bool) -> list[float] | None:
        limits.append((limit, strict))
        return row if logits == features(render(ONE)) else None

    monkeypatch.setattr(FirstJudge, "logits", lambda self, buckets: buckets)
    monkeypatch.setattr(FirstJudge, "spared", spared)
    own = Cascade(threshold=0.3, make_model=lambda folder: model)
    own.first = FirstJudge(Weights(b""), (), (), (), 0.1)
    verdicts = own.judge([ONE, OTHER])
    assert (verdicts[0].label, verdicts[0].reason) == ("SAFE", Reason.PUBLIC)
    assert verdicts[1].label == "ALERT"
    assert len(model.prompts) == 1
    assert limits == [(pytest.approx(0.24), False)] * 2


def test_the_first_judge_has_a_say_in_the_rest(
    model: CountingModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(FirstJudge, "logits", lambda self, buckets: [])
    monkeypatch.setattr(FirstJudge, "spared", lambda self, logits, limit, strict: None)
    monkeypatch.setattr(FirstJudge, "with_opinion", lambda self, logits, row, strict: row[::-1])
    own = Cascade(threshold=0.45, make_model=lambda folder: model, cache=tmp_path)
    own.first = FirstJudge(Weights(b""), (), (), (), 0.1)
    assert own.judge([ONE])[0].label == "SAFE"
    # The cache keeps what the language model said, so that another first judge may be put in.
    assert cascade(model, cache=tmp_path).judge([ONE])[0].label == "ALERT"
    assert len(model.prompts) == 1


def test_what_both_said_is_kept_for_the_same_policy_and_threshold(
    model: CountingModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []
    row = [float(reason is Reason.PUBLIC) for reason in CLASSES]

    def spared(self: FirstJudge, logits: set[int], limit: float, strict: bool) -> object:
        asked.append(strict)
        return row if logits == features(render(OTHER)) else None

    monkeypatch.setattr(FirstJudge, "logits", lambda self, buckets: buckets)
    monkeypatch.setattr(FirstJudge, "spared", spared)
    monkeypatch.setattr(FirstJudge, "with_opinion", lambda self, logits, row, strict: row[::-1])

    def run(**options: Any) -> list[Verdict]:
        own = Cascade(make_model=lambda folder: model, cache=tmp_path, **options)
        return own.judge([ONE, OTHER])

    first = run()
    assert run() == first
    assert (asked, len(model.prompts)) == ([False, False], 1)
    run(strict=True)
    run(threshold=0.7)
    assert (asked[2:], len(model.prompts)) == ([True, True, False, False], 1)


def test_who_has_looked_already_is_not_asked_again(
    model: CountingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = first_look(ONE)
    assert look is not None
    plain = Cascade(make_model=lambda folder: model).judge([ONE])
    asked = []
    monkeypatch.setattr(FirstJudge, "logits", lambda self, buckets: asked.append(1) or look.logits)
    seen = replace(ONE, first_look=look)
    assert Cascade(make_model=lambda folder: model).judge([seen]) == plain
    assert not asked
    assert Cascade(make_model=lambda folder: model).judge([ONE]) == plain
    assert asked


def test_a_missing_model_is_told_before_anything_is_judged(tmp_path: Path) -> None:
    shutil.copy(DATA / "model.json", tmp_path)
    with pytest.raises(ModelError, match=r"model\.gguf is missing"):
        Cascade(folder=tmp_path)


def test_the_bundled_models_judge(tmp_path: Path) -> None:
    verdict = Cascade(cache=tmp_path).judge([candidate("".join(["Tr0ub4", "dor&3", "xq"]))])[0]
    assert verdict.label == "ALERT"
    again = Cascade(cache=tmp_path, make_model=lambda folder: pytest.fail("not asked"))
    assert again.judge([candidate("".join(["Tr0ub4", "dor&3", "xq"]))]) == [verdict]
