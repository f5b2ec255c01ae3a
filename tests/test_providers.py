"""The cases of benchmarks.providers, and how many of them the bundled model gets wrong."""

from __future__ import annotations

import pytest

from benchmarks import providers
from secret_guard.rules import Rule
from training.providers import PROVIDER_RULES, is_secret, training_contexts


@pytest.mark.parametrize("rule", PROVIDER_RULES, ids=lambda rule: rule.id)
def test_each_rule_has_its_cases(rule: Rule) -> None:
    cases = providers.cases_of(rule)
    tokens = [one for one in cases if providers.is_token(one)]
    assert len({one.kind for one in tokens}) == (providers.EACH if is_secret(rule) else 0)
    assert len(cases) - len(tokens) == providers.EACH


def test_no_place_was_trained_on() -> None:
    assert not {one.path for one in providers.CONTEXTS} & {one.path for one in training_contexts()}


def test_tokens_and_look_alikes() -> None:
    """The bounds are what the bundled model gets wrong, of 515 tokens and 555 look-alikes."""
    missed, raised, cases = providers.measure()
    assert cases == 1070
    assert len(missed) <= 2
    assert len(raised) <= 1
