"""The written examples: 500 and 500, balanced, unique, and marked where the runtime looks."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from training.dataset import build, split
from training.examples import (
    CALIBRATION_EXAMPLES,
    TRAINING_EXAMPLES,
    UNSEEN_EXAMPLES,
    Example,
    ExampleError,
    parse,
    read_examples,
    record,
    swapped,
)
from training.recipe import load_recipe
from training.validate import near, pair_problems, problems, shape_problems, span_problems

TRAINING = read_examples(TRAINING_EXAMPLES)
UNSEEN = read_examples(UNSEEN_EXAMPLES)
CALIBRATION = read_examples(CALIBRATION_EXAMPLES)

GOOD = """===
id: one
label: ALERT
reason: hardcoded
category: code
language: python
path: app.py
---
import app

app.run(password="⟦{{human_password}}⟧")
"""


def test_the_training_examples_are_in_order() -> None:
    assert problems(TRAINING) == []


def test_spans_are_proposed_whatever_the_values() -> None:
    for examples in (TRAINING, UNSEEN, CALIBRATION):
        assert len(span_problems(examples, seeds=(1, 2))) <= 0.01 * 2 * len(examples)


@pytest.mark.parametrize(("examples", "each"), [(UNSEEN, 100), (CALIBRATION, 200)])
def test_the_examples_that_are_not_learned_are_in_order(examples: list[Example], each: int) -> None:
    assert Counter(example.label for example in examples) == {"ALERT": each, "SAFE": each}
    assert len({example.language for example in examples}) >= 25
    assert shape_problems(examples) == []


def test_no_example_is_near_one_of_another_set() -> None:
    sets = (TRAINING, UNSEEN, CALIBRATION)
    set_of = {example.id: number for number, own in enumerate(sets) for example in own}
    assert len(set_of) == sum(map(len, sets))
    together = [example for own in sets for example in own]
    crossing = [pair for pair in near(together, 0.5) if set_of[pair[0]] != set_of[pair[1]]]
    assert crossing == []


def test_no_pair_and_no_near_duplicate_crosses_the_split() -> None:
    parts = split(TRAINING, load_recipe())
    part_of = {e.id: name for name, examples in vars(parts).items() for e in examples}
    assert len(part_of) == 1000
    for first, second, _ in near(TRAINING, 0.3):
        assert part_of[first] == part_of[second]
    by_pair: dict[str, set[str]] = {}
    for example in TRAINING:
        if example.pair:
            by_pair.setdefault(example.pair, set()).add(part_of[example.id])
    assert all(len(names) == 1 for names in by_pair.values())


def test_the_parts_are_balanced() -> None:
    parts = split(TRAINING, load_recipe())
    for examples in (parts.validation, parts.test):
        labels = Counter(example.label for example in examples)
        assert 80 <= len(examples) <= 100
        assert abs(labels["ALERT"] - labels["SAFE"]) <= 6


def test_the_built_dataset_holds_every_field(tmp_path: Path) -> None:
    import json

    sizes = build(tmp_path, load_recipe())
    assert sum(sizes.values()) == 1200
    row = json.loads((tmp_path / "train.jsonl").read_text("utf-8").splitlines()[0])
    for field in ("instruction", "input", "output", "path", "span", "label", "reason"):
        assert row[field]
    start, end = row["span"]
    assert row["text"][start:end]


def test_building_is_seeded() -> None:
    assert record(TRAINING[0], 5) == record(TRAINING[0], 5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("id: one\n", ""), "missing"),
        (("language:", "tongue:"), "unknown"),
        (("hardcoded", "hard"), "unknown reason"),
        (("label: ALERT", "label: SAFE"), "does not go with"),
        (("⟦", ""), "exactly one span"),
    ],
)
def test_a_badly_written_example_is_named(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ExampleError, match=message):
        list(parse(GOOD.replace(*change), "file.txt"))


def test_the_validator_sees_what_is_wrong() -> None:
    (good,) = parse(GOOD, "file.txt")
    (copy,) = parse(GOOD.replace("id: one", "id: two\npair: p"), "file.txt")
    (unfound,) = parse(
        GOOD.replace("password=", "colour=").replace("{{human_password}}", "red"), "f"
    )
    assert near([good, copy], 0.7)
    assert pair_problems([copy])
    assert span_problems([unfound])
    assert not span_problems([good])


def test_swapped_values_keep_the_span_and_the_label() -> None:
    (good,) = parse(GOOD, "file.txt")
    texts = {swapped(good, random.Random(seed)).text for seed in range(20)}
    assert len(texts) > 5
    assert all(text.count("⟦") == 1 and text.startswith("import app") for text in texts)
    reference = next(example for example in TRAINING if example.reason.value == "reference")
    assert swapped(reference, random.Random(0)) == reference
