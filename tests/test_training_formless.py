"""The training rows for secrets without a format: both answers for the same values and places."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from secret_guard.candidates import find_candidates
from secret_guard.types import Hunk, Reason
from secret_guard.verdicts import CLASSES
from training import formless, providers
from training.examples import MARK_CLOSE, MARK_OPEN
from training.formless import (
    MAKERS,
    SITUATION_MAKERS,
    formless_rows,
    identifier,
    places,
    sample_value,
    secret,
)
from training.providers import ProviderRow, Sample, candidates_of, marked_value
from training.slots import fill


@pytest.fixture(scope="module")
def rows() -> list[ProviderRow]:
    return formless_rows(1, 600)


def test_the_answers_are_balanced(rows: list[ProviderRow]) -> None:
    alerts = sum(CLASSES[row["label"]].label == "ALERT" for row in rows)
    assert 0.4 < alerts / len(rows) < 0.6
    assert {row["reason"] for row in rows} == {reason.value for reason in CLASSES}


def test_rows_are_of_their_seed_and_as_many_as_wanted(rows: list[ProviderRow]) -> None:
    assert formless_rows(1, 50) == rows[:50]
    other = {row["prompt"] for row in formless_rows(2, 600)}
    assert len(other & {row["prompt"] for row in rows}) < 6


ALL_MAKERS = (*MAKERS, *SITUATION_MAKERS)


def test_situations_are_asked_for() -> None:
    assert formless_rows(1, 60, situations=True) != formless_rows(1, 60)


@pytest.mark.parametrize("make", sorted(set(ALL_MAKERS), key=ALL_MAKERS.index))
def test_the_runtime_proposes_what_is_marked(make: formless.Maker) -> None:
    rng = random.Random(3)
    found = [candidates_of(make(rng))[0] is not None for _ in range(60)]
    assert sum(found) >= 15


@pytest.mark.parametrize("one", formless.situations(), ids=lambda one: one.path)
def test_a_situation_is_what_the_runtime_proposes(one: Sample) -> None:
    assert one.text.count(MARK_OPEN) == one.text.count(MARK_CLOSE) == 1
    found = []
    for seed in range(4):
        rng = random.Random(seed)
        filled = replace(one, path=fill(one.path, rng), text=fill(one.text, rng))
        found.append(candidates_of(filled)[0] is not None)
    assert sum(found) >= 3


def test_values_of_secrets_and_of_ids_have_the_same_forms() -> None:
    assert set(formless.ID_VALUES) <= set(formless.KEY_VALUES)
    assert not set(formless.IDS) & set(formless.KEYS)
    rng = random.Random(5)
    values = [marked_value(identifier(rng).text) for _ in range(200)]
    assert any(re.fullmatch("[0-9a-f]{40}", value) for value in values)


def test_a_secret_stands_under_its_name_or_where_passwords_stand() -> None:
    for context in places():
        assert formless.NAMED.search(context.text) or context.use in formless.OWN_USES, context
    rng = random.Random(7)
    for _ in range(100):
        sample = secret(rng)
        assert sample.text.count(MARK_OPEN) == sample.text.count(MARK_CLOSE) == 1
        assert not re.search(r"%(?:NAME|name|value|Title|words)%", sample.text), sample


def test_test_values_stand_among_tests_and_documents() -> None:
    rng = random.Random(9)
    for _ in range(100):
        sample = sample_value(rng)
        assert sample.reason is Reason.TEST
        assert re.search(
            r"(?i)test|spec|mock|e2e|cypress|fixture|conftest|fake|example|docs/|dummy|^t/",
            sample.path,
        )


def test_a_chosen_login_is_of_a_server_and_no_example() -> None:
    rng = random.Random(11)
    assert not any("doc" in formless.told_login(rng).path for _ in range(60))
    assert any("doc" in formless.shown_login(rng).path for _ in range(60))


@pytest.mark.parametrize(
    ("make", "rules", "reason"),
    [
        (formless.bare_key, {"der-private-key"}, Reason.HARDCODED),
        (formless.bare_sample, {"der-private-key"}, Reason.TEST),
    ],
)
def test_keys_without_armour(make: formless.Maker, rules: set[str], reason: Reason) -> None:
    for seed in range(60):
        sample = make(random.Random(seed))
        found, _ = candidates_of(sample)
        assert sample.reason is reason
        assert found is not None and found.rule_id in rules, sample.path


def test_code_that_writes_armour_is_a_reference_if_it_is_proposed_at_all() -> None:
    samples = [formless.key_code(random.Random(seed)) for seed in range(60)]
    assert {sample.reason for sample in samples} == {Reason.REFERENCE}
    found = [candidates_of(sample)[0] for sample in samples]
    assert {one and one.rule_id for one in found} == {None, "private-key"}


def test_a_public_key_is_no_private_one() -> None:
    for seed in range(60):
        found, _ = candidates_of(formless.bare_public(random.Random(seed)))
        assert found is None or found.rule_id != "der-private-key"


def test_contexts_have_one_value_and_known_syntax() -> None:
    own = providers.parse_contexts(formless.CONTEXTS.read_text("utf-8"))
    for context in own:
        marked = context.use == "keycode"
        assert context.text.count("%value%") == (not marked), context
        assert context.text.count(MARK_OPEN) == context.text.count(MARK_CLOSE) == marked, context
        assert context.use in ("secret", "commented", *formless.OWN_USES), context
        assert context.syntax in (*providers.REFERENCES, "none"), context


def test_no_secret_stands_in_the_sources() -> None:
    rules = {rule.id for rule in providers.PROVIDER_RULES}
    for path in (formless.CONTEXTS, Path(formless.__file__)):
        found = find_candidates(Hunk("notes.txt", path.read_text("utf-8")))
        assert not [one for one in found if one.rule_id in rules and len(one.secret) > 24], path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (formless.shown_password, Reason.PLACEHOLDER),
        (formless.told_password, Reason.HARDCODED),
        (formless.key_file, Reason.HARDCODED),
        (formless.sample_key, Reason.TEST),
        (formless.badge, Reason.PUBLIC),
        (formless.shown_jwt, Reason.TEST),
        (formless.told_jwt, Reason.HARDCODED),
    ],
)
def test_what_packages_publish_is_safe_by_its_value_or_place(
    make: formless.Maker, reason: Reason
) -> None:
    rng = random.Random(11)
    samples = [make(rng) for _ in range(40)]
    assert {sample.reason for sample in samples} == {reason}
    found = [candidates_of(sample)[0] for sample in samples]
    assert sum(one is not None for one in found) >= 36
    folders = re.compile(r"(^|/)(t|tests?|testing|testdata|spec|docs|examples|\w+-tests)/|dummy")
    if make in (formless.key_file, formless.sample_key):
        in_samples = {bool(folders.search(sample.path)) for sample in samples}
        assert in_samples == {make is formless.sample_key}
