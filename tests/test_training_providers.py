"""The training rows for tokens of providers: both answers for each rule, fresh with each seed."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from secret_guard.candidates import find_candidates
from secret_guard.types import Hunk, Reason
from secret_guard.verdicts import CLASSES
from training import providers
from training.providers import (
    PROVIDER_RULES,
    TWINS,
    Token,
    candidates_of,
    fixed_places,
    is_secret,
    marked_value,
    masked,
    provider_rows,
    reference_sample,
    tokens,
    training_contexts,
    with_name,
)

SEEDS = range(4)


@pytest.fixture(scope="module")
def rows() -> list[providers.ProviderRow]:
    return [row for seed in SEEDS for row in provider_rows(seed)]


def test_each_rule_of_secrets_gives_both_answers(rows: list[providers.ProviderRow]) -> None:
    given = {(row["rule"], CLASSES[row["label"]].label) for row in rows}
    for rule in PROVIDER_RULES:
        assert (rule.id, "SAFE") in given
        assert ((rule.id, "ALERT") in given) == is_secret(rule), rule.id


def test_the_answers_are_balanced(rows: list[providers.ProviderRow]) -> None:
    known = {rule.id for rule in PROVIDER_RULES}
    about_tokens = [row for row in rows if row["rule"] in known]
    alerts = sum(CLASSES[row["label"]].label == "ALERT" for row in about_tokens)
    assert 0.4 < alerts / len(about_tokens) < 0.55
    assert {row["reason"] for row in rows} == {reason.value for reason in CLASSES}
    assert all(CLASSES[row["label"]].value == row["reason"] for row in rows)


def test_rows_are_of_their_seed() -> None:
    assert provider_rows(1) == provider_rows(1)
    first, second = ({row["prompt"] for row in provider_rows(seed)} for seed in (1, 2))
    assert len(first & second) < len(first) // 20


def test_what_everybody_may_see_is_never_an_alert() -> None:
    public = {rule.id for rule in PROVIDER_RULES if not is_secret(rule)}
    assert {"stripe-publishable-key", "google-client-id", "stripe-test-key"} <= public
    assert not public & set(TWINS)


def test_no_token_stands_in_the_sources() -> None:
    for path in (providers.CONTEXTS, Path(providers.__file__)):
        found = find_candidates(Hunk("notes.txt", path.read_text("utf-8")))
        by_shape = {rule.id for rule in PROVIDER_RULES}
        assert not [one for one in found if one.rule_id in by_shape and len(one.secret) > 24], path


def test_contexts_have_one_value_and_known_syntax() -> None:
    for context in training_contexts():
        if context.use in providers.MARKED_USES:
            assert re.fullmatch("[^⟦⟧]*⟦[^⟦⟧]+⟧[^⟦⟧]*", context.text), context
            continue
        assert len(re.findall(r"%(?:value|b64)%", context.text)) == 1, context
        assert context.syntax in providers.REFERENCES or context.use == "encoded", context
        assert context.needs in ("", "url", "token")


def test_a_hit_tells_value_and_name() -> None:
    kinds = {rule.id: tokens(rule) for rule in PROVIDER_RULES}
    assert kinds["datadog-key"][1].names == ("datadog_app_key",)
    assert kinds["slack-webhook"][0].is_url
    assert kinds["github-token"][1].template.startswith("https://⟦")
    assert kinds["twilio-account-sid"][0].reason is Reason.PUBLIC


def test_a_placeholder_keeps_the_format() -> None:
    template = "⟦tok_{{hex:8}}-{{upper:4}}⟧"
    value = "tok_" + "0a1b2c3d" + "-AB12"
    fixed = fixed_places(template, value)
    assert masked(value, fixed, "x") == "tok_xxxxxxxx-xxxx"
    assert masked("k-ABCD", [True, True, *[False] * 4], "abc") == "k-ABCA"


def test_a_reference_is_marked_with_its_quotes_gone() -> None:
    rule = next(rule for rule in PROVIDER_RULES if rule.id == "slack-token")
    context = next(one for one in training_contexts() if one.path == "{{company}}/settings.py")
    token = Token("⟦x⟧", ("slack_token",), "", Reason.HARDCODED)
    sample = reference_sample(rule, token, [context], random.Random(1))
    expression = marked_value(sample.text)
    assert f"SLACK_TOKEN = ⟦{expression}⟧\n" in sample.text
    assert candidates_of(sample)[0] is not None


def test_names_come_in_every_style() -> None:
    text = with_name("%NAME% %name% %camel% %Pascal% %kebab% %svc% %other%", "slack_bot_token")
    assert text == (
        "SLACK_BOT_TOKEN slack_bot_token slackBotToken SlackBotToken slack-bot-token slack %other%"
    )
