"""The first judge: what it reads of a prompt, when it speaks, and what damages it."""

from __future__ import annotations

import hashlib
import json
import math
import random
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from secret_guard.errors import ModelError
from secret_guard.first_judge import (
    ALERT,
    BUCKETS,
    COLUMNS,
    DEFAULT,
    HIDDEN,
    OPINION,
    SAFE,
    SIZE,
    STEEP,
    FirstJudge,
    Weights,
    features,
    log_odds,
    read_first_judge,
    share_of_tests,
)
from secret_guard.types import Reason
from secret_guard.verdicts import CLASSES, alert_reasons

STRICT = alert_reasons(strict=True)
PROMPT = (
    "generic password in src / app.py: 6 long lower wordlike ¶ import os ¶ "
    'password = " « casper » " ¶ connect(password) verdict:'
)
REFERENCE = PROMPT.replace("casper", "os.environ")
IN_PROMPT, IN_REFERENCE = features(PROMPT), features(REFERENCE)
NO_MIX = ((0.0,) * HIDDEN,) * COLUMNS


def judge(**weights: int) -> FirstJudge:
    """One that holds every feature of REFERENCE, and none besides, for a reference."""
    raw = array("b", bytes(SIZE))
    for bucket in features(REFERENCE) - features(PROMPT):
        raw[bucket] = weights.get("alert", -100)
        raw[DEFAULT * BUCKETS + bucket] = weights.get("alert", -100)
        raw[(SAFE.start + 1) * BUCKETS + bucket] = 100
    scales = (0.01,) * (COLUMNS + HIDDEN)
    return FirstJudge(Weights(raw.tobytes()), scales, (0.0,) * COLUMNS, NO_MIX, 0.1, 0.1)


def write(folder: Path, **changed: Any) -> Path:
    raw = bytes(SIZE)
    (folder / "first.bin").write_bytes(raw)
    entry = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "scales": [1.0] * (COLUMNS + HIDDEN),
        "biases": [0.0] * COLUMNS,
        "mix": NO_MIX,
        "limit": 0.1,
        "limit_default": 0.2,
        "weight": 0.5,
        "sharpness": 1.5,
        "sharpness_default": 1.25,
    }
    (folder / "model.json").write_text(json.dumps({"first_judge": {**entry, **changed}}))
    return folder


def spared(
    own: FirstJudge, buckets: set[int], limit: float = 0.25, strict: bool = True
) -> list[float] | None:
    return own.spared(own.logits(buckets), limit, strict)


def test_value_context_and_header_are_told_apart() -> None:
    moved = PROMPT.replace("casper", "connect").replace("connect(", "casper(")
    assert features(PROMPT) != features(moved)
    assert all(0 <= bucket < BUCKETS for bucket in features(PROMPT))
    assert features(PROMPT) == features(PROMPT)


@pytest.mark.parametrize("prompt", ["", "verdict:", "« »", "¶¶«««", "\ud800 « \udfff » "])
def test_any_text_has_features(prompt: str) -> None:
    assert isinstance(features(prompt), set)


def test_what_is_plainly_safe_gets_a_row() -> None:
    row = spared(judge(), IN_REFERENCE)
    assert row is not None
    assert sum(row) == pytest.approx(1)
    assert max(zip(row, CLASSES, strict=True))[1] is Reason.REFERENCE


def test_what_is_plainly_a_tests_is_spared_in_the_default_policy() -> None:
    odds = {ALERT: 4.0, DEFAULT: -9.0, OPINION: 4.0}
    own = replace(judge(), biases=tuple(odds.get(i, 0.0) for i in range(COLUMNS)))
    assert spared(own, IN_PROMPT) is None
    row = spared(own, IN_PROMPT, strict=False)
    assert row is not None
    assert sum(row) == pytest.approx(1)
    assert max(zip(row, CLASSES, strict=True))[1] is Reason.TEST
    assert spared(replace(own, limit_default=0.001), IN_PROMPT, strict=False) is None
    odds[DEFAULT] = 4.0
    unsure = replace(own, biases=tuple(odds.get(i, 0.0) for i in range(COLUMNS)))
    assert spared(unsure, IN_PROMPT, strict=False) is None


def test_it_says_nothing_of_what_it_does_not_know() -> None:
    assert spared(judge(), IN_PROMPT) is None
    assert spared(judge(alert=100), IN_REFERENCE) is None


def test_nothing_is_spared_above_the_limit_of_the_run() -> None:
    own = replace(judge(alert=-1), biases=(-3.0,) * COLUMNS)
    row = spared(own, IN_REFERENCE)
    assert row is not None
    score = sum(share for share, reason in zip(row, CLASSES, strict=True) if reason in STRICT)
    assert spared(own, IN_REFERENCE, score / 2) is None


def test_a_hidden_unit_sees_the_share_of_its_features() -> None:
    own = judge()
    raw = array("b", own.weights.raw)
    for bucket in IN_PROMPT - IN_REFERENCE:
        raw[(COLUMNS + 1) * BUCKETS + bucket] = 100
    mix = (*NO_MIX[:OPINION], (0.0, 2.0, *NO_MIX[0][2:]))
    own = replace(own, weights=Weights(raw.tobytes()), mix=mix)
    share = len(IN_PROMPT - IN_REFERENCE) / len(IN_PROMPT)
    assert own.logits(IN_PROMPT)[OPINION] == pytest.approx(2 * math.tanh(STEEP * share))
    assert own.logits(IN_REFERENCE)[OPINION] == 0


def opinion(weight: float, bias: float, tests: float = 0.4) -> FirstJudge:
    """One whose opinion of everything is `bias`, and to whom so much of ALERT is a test's."""
    default = 0.5 * (1 - tests)
    said = {OPINION: bias, DEFAULT: math.log(default / (1 - default))}
    biases = tuple(said.get(i, 0.0) for i in range(COLUMNS))
    return replace(judge(), biases=biases, weight=weight)


def with_opinion(own: FirstJudge, row: list[float]) -> list[float]:
    return own.with_opinion(own.logits(IN_PROMPT), row)


def row_of(**shares: float) -> list[float]:
    by_reason = {Reason(name.replace("_", "-")): share for name, share in shares.items()}
    return [by_reason.get(reason, 0.0) for reason in CLASSES]


UNSURE = row_of(hardcoded=0.3, test=0.2, placeholder=0.4, reference=0.1)


def test_the_opinion_moves_the_odds_half_of_the_way() -> None:
    both = dict(zip(CLASSES, with_opinion(opinion(0.5, 4.0), UNSURE), strict=True))
    odds = 1 / (1 + math.exp(-2))  # halfway between the log odds 0 and 4
    assert both[Reason.HARDCODED] + both[Reason.TEST] == pytest.approx(odds, abs=1e-4)
    assert sum(both.values()) == pytest.approx(1, abs=1e-4)


def test_sharpness_multiplies_what_both_say() -> None:
    sharp = with_opinion(replace(opinion(0.5, 4.0), sharpness=1.5), UNSURE)
    score = sum(share for share, reason in zip(sharp, CLASSES, strict=True) if reason in STRICT)
    assert score == pytest.approx(1 / (1 + math.exp(-3)), abs=1e-4)


def test_the_default_policy_has_a_sharpness_of_its_own() -> None:
    own = replace(opinion(0.5, 4.0), sharpness=1.5, sharpness_default=2.0)
    strict = own.with_opinion(own.logits(IN_PROMPT), UNSURE)
    default = own.with_opinion(own.logits(IN_PROMPT), UNSURE, strict=False)
    alert = strict[CLASSES.index(Reason.HARDCODED)]  # .6 of what the strict policy calls ALERT
    assert alert == pytest.approx(0.6 / (1 + math.exp(-3)), abs=1e-4)
    odds = (alert / (1 - alert)) ** 2
    assert default[CLASSES.index(Reason.HARDCODED)] == pytest.approx(odds / (1 + odds), abs=1e-4)
    assert sum(default) == pytest.approx(1, abs=1e-4)


def test_what_is_spared_is_as_sure_as_what_both_say() -> None:
    own = replace(opinion(0.5, -4.0, tests=0.0), limit=0.3, limit_default=0.3)
    sharp = replace(own, sharpness=1.5, sharpness_default=2.0)
    for strict, factor in ((True, 1.5), (False, 3.0)):
        plain, sure = (spared(one, IN_PROMPT, 0.3, strict) for one in (own, sharp))
        assert plain is not None
        assert sure is not None
        alerts = [i for i, r in enumerate(CLASSES) if r in alert_reasons(strict)]
        said, surer = (log_odds(row, alerts) for row in (plain, sure))
        assert said < -1
        assert surer == pytest.approx(factor * said, abs=0.01)


def test_the_classes_keep_their_proportions_within_a_label() -> None:
    both = dict(zip(CLASSES, with_opinion(opinion(0.5, -4.0), UNSURE), strict=True))
    assert both[Reason.HARDCODED] / both[Reason.TEST] == pytest.approx(1.5, abs=1e-4)
    assert both[Reason.PLACEHOLDER] / both[Reason.REFERENCE] == pytest.approx(4, abs=1e-3)


def test_both_judges_tell_how_much_is_a_tests() -> None:
    own = opinion(0.5, 4.0, tests=0.8)  # log odds of .4 and of .8
    both = dict(zip(CLASSES, with_opinion(own, UNSURE), strict=True))
    share = both[Reason.TEST] / (both[Reason.HARDCODED] + both[Reason.TEST])
    odds = math.sqrt(4 * 0.4 / 0.6)
    assert share == pytest.approx(odds / (1 + odds), abs=1e-3)
    assert share_of_tests(UNSURE, own.logits(IN_PROMPT)) == pytest.approx(share, abs=1e-3)


def test_an_opinion_without_weight_changes_nothing() -> None:
    assert with_opinion(opinion(0.0, 4.0), UNSURE) == UNSURE


@pytest.mark.parametrize("row", [row_of(hardcoded=1.0), row_of(placeholder=1.0)])
@pytest.mark.parametrize("bias", [-1e9, 0.0, 1e9])
def test_sure_judges_give_probabilities(row: list[float], bias: float) -> None:
    both = with_opinion(opinion(0.5, bias), row)
    assert all(0 <= share <= 1 for share in both)
    assert sum(both) == pytest.approx(1, abs=1e-4)


def test_a_model_without_one_has_none(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}")
    assert read_first_judge(tmp_path) is None


def test_one_is_read(tmp_path: Path) -> None:
    own = read_first_judge(write(tmp_path))
    assert own is not None
    assert (own.limit, own.limit_default, own.weight) == (0.1, 0.2, 0.5)
    assert (own.sharpness, own.sharpness_default) == (1.5, 1.25)
    assert own.weights.raw == bytes(SIZE)


def test_the_sums_are_those_of_each_column() -> None:
    rng = random.Random(5)
    raw = array("b", rng.choices(range(-128, 128), k=SIZE))
    # More than any prompt has, and the ends of the range that a byte has.
    buckets = set(range(BUCKETS))
    raw[:BUCKETS] = array("b", [-128] * BUCKETS)
    raw[BUCKETS : 2 * BUCKETS] = array("b", [127] * BUCKETS)
    columns = [raw[start : start + BUCKETS] for start in range(0, SIZE, BUCKETS)]
    weights = Weights(raw.tobytes())
    assert weights.sums(buckets) == [sum(column) for column in columns]
    assert weights.sums({7, 9}) == [column[7] + column[9] for column in columns]


@pytest.mark.parametrize(
    "changed",
    [
        {"limit": 0.9},
        {"limit_default": 0.9},
        {"limit_default": None},
        {"weight": 1.5},
        {"weight": None},
        {"sharpness": 0},
        {"sharpness": float("nan")},
        {"sharpness_default": 0},
        {"sharpness_default": None},
        {"limit": float("nan")},
        {"scales": [1.0]},
        {"mix": NO_MIX[1:]},
        {"mix": [[float("nan")] * HIDDEN] * COLUMNS},
        {"mix": None},
        {"biases": [float("inf")] * COLUMNS},
        {"scales": None},
        {"sha256": "0"},
    ],
)
def test_a_wrong_description_is_an_error(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match=r"model\.json"):
        read_first_judge(write(tmp_path, **changed))


def test_altered_weights_are_an_error(tmp_path: Path) -> None:
    file = write(tmp_path) / "first.bin"
    file.write_bytes(b"\x01" + file.read_bytes()[1:])
    with pytest.raises(ModelError, match="altered"):
        read_first_judge(tmp_path)


def test_missing_weights_are_an_error(tmp_path: Path) -> None:
    (write(tmp_path) / "first.bin").unlink()
    with pytest.raises(ModelError, match=r"first\.bin"):
        read_first_judge(tmp_path)
