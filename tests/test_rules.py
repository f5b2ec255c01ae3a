"""Every rule finds its hits, and only those; none is slow on hostile texts."""

from __future__ import annotations

import random
import re
import subprocess
import sys

import pytest

from secret_guard.candidates import find_rules
from secret_guard.rules import RULES, Rule
from secret_guard.rules.parts import any_case
from training.slots import fill

SEEDS = range(8)

# What the README promises: at least these kinds of credentials are known by their format.
FAMILIES = {
    "aws": ("aws-access-key-id", "aws-secret-access-key", "aws-session-token", "aws-mws-token"),
    "gcp": ("gcp-api-key", "gcp-oauth-client-secret", "google-oauth-token", "google-refresh-token"),
    "azure": (
        "azure-account-key",
        "azure-sas-signature",
        "azure-client-secret",
        "azure-devops-pat",
        "azure-function-key",
        "azure-signed-key",
    ),
    "github": ("github-token", "github-fine-grained-token"),
    "gitlab": ("gitlab-token",),
    "bitbucket": ("bitbucket-token",),
    "slack": ("slack-token", "slack-webhook"),
    "stripe": (
        "stripe-secret-key",
        "stripe-test-key",
        "stripe-publishable-key",
        "stripe-webhook-secret",
    ),
    "twilio": ("twilio-account-sid", "twilio-api-key", "twilio-auth-token"),
    "mail": ("sendgrid-key", "mailgun-key", "mailchimp-key"),
    "registries": ("npm-token", "pypi-token", "nuget-key", "rubygems-key", "docker-hub-token"),
    "ai": ("openai-key", "anthropic-key", "huggingface-token"),
    "telegram": ("telegram-bot-token",),
    "discord": ("discord-bot-token", "discord-webhook"),
    "hosting": ("digitalocean-token", "heroku-api-key", "cloudflare-token", "vault-token"),
    "platforms": ("terraform-cloud-token", "databricks-token", "grafana-token"),
    "shops": ("shopify-token", "square-token", "square-application-id"),
    "datadog": ("datadog-key", "datadog-client-token"),
    "newrelic": ("newrelic-key", "newrelic-browser-key"),
    "sentry": ("sentry-dsn", "sentry-token"),
    "atlassian": ("atlassian-token",),
    "dropbox": ("dropbox-token",),
    "facebook": ("facebook-token", "facebook-secret"),
    "google-oauth": ("google-client-id",),
    "saas": ("algolia-key", "linear-key", "notion-token", "postman-key"),
    "jwt": ("jwt",),
    "private-keys": (
        "private-key",
        "openssh-private-key",
        "pgp-private-key",
        "putty-private-key",
        "age-secret-key",
    ),
    "public-keys": ("public-key", "ssh-public-key", "age-public-key"),
    "urls": ("url-password", "url-token-user", "url-query-secret", "otpauth-secret"),
    "connection-strings": (
        "connection-string-password",
        "postgres-dsn-password",
        "redis-net-password",
        "oracle-login",
    ),
    "headers": ("basic-auth-header", "bearer-auth-header", "token-auth-header", "api-key-header"),
    "files": (
        "netrc-password",
        "pgpass-password",
        "npmrc-credential",
        "pypirc-password",
        "htpasswd-entry",
        "shadow-entry",
        "docker-config-auth",
        "cloud-cli-token",
    ),
    "commands": (
        "curl-user-password",
        "mysql-option-password",
        "password-environment",
        "sshpass-password",
        "login-option-password",
        "cli-password-option",
        "openssl-password",
        "keystore-password",
        "chpasswd-password",
        "powershell-secure-string",
        "sql-user-password",
        "psql-variable",
    ),
    "terraform": ("terraform-variable-default",),
    "kubernetes": ("kubernetes-secret-data", "kubernetes-secret-string"),
}

HITS = [
    pytest.param(rule, hit, id=f"{rule.id}-{n}")
    for rule in RULES
    for n, hit in enumerate(rule.hits)
]
MISSES = [
    pytest.param(rule, miss, id=f"{rule.id}-{n}")
    for rule in RULES
    for n, miss in enumerate(rule.misses)
]


def _marked(hit: str, seed: int) -> tuple[str, str, tuple[int, int]]:
    """The hit filled and unmarked, the same in lower case, and the marked span."""
    text = fill(hit, random.Random(seed))
    span = text.index("⟦"), text.index("⟧") - 1
    text = text.replace("⟦", "").replace("⟧", "")
    return text, text.lower(), span


def _winners(text: str, lowered: str) -> list[tuple[int, int]]:
    """The spans that stay when the earlier rule wins every overlap."""
    kept: list[tuple[int, int]] = []
    for rule in RULES:
        for start, end in rule.spans(text, lowered):
            if all(end <= other[0] or start >= other[1] for other in kept):
                kept.append((start, end))
    return kept


def test_ids_are_unique_and_in_kebab_case() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_)] == []


def test_every_family_is_covered() -> None:
    known = {rule.id for rule in RULES}
    missing = {id_ for ids in FAMILIES.values() for id_ in ids} - known
    assert missing == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_well_formed(rule: Rule) -> None:
    assert list(rule.pattern.groupindex) == ["secret"]
    assert rule.message and rule.message[0].isupper() | rule.message[0].isalnum()
    assert not rule.message.endswith(".")
    assert all(keyword == keyword.lower() and len(keyword) > 0 for keyword in rule.keywords)
    assert len(rule.hits) >= 2 and len(rule.misses) >= 1
    if rule.scope:
        assert rule.scope.startswith("^")
        assert "secret" not in rule.scope_pattern.groupindex


@pytest.mark.parametrize(("rule", "hit"), HITS)
def test_hit_gives_the_marked_span(rule: Rule, hit: str) -> None:
    for seed in SEEDS:
        text, lowered, span = _marked(hit, seed)
        assert any(keyword in lowered for keyword in rule.keywords) or not rule.keywords
        assert list(rule.spans(text, lowered)) == [span]


@pytest.mark.parametrize(("rule", "hit"), HITS)
def test_hit_keeps_its_span_among_all_rules(rule: Rule, hit: str) -> None:
    text, lowered, (start, end) = _marked(hit, 1)
    touching = [other for other in _winners(text, lowered) if other[0] < end and start < other[1]]
    assert touching == [(start, end)]


@pytest.mark.parametrize(("rule", "miss"), MISSES)
def test_miss_gives_nothing(rule: Rule, miss: str) -> None:
    for seed in SEEDS:
        text = fill(miss, random.Random(seed))
        assert list(rule.spans(text, text.lower())) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_hit_is_found_far_inside_a_long_text(rule: Rule) -> None:
    """The windows around the keywords must not change what a rule finds."""
    text, _, (start, end) = _marked(rule.hits[0], 2)
    padding = "lorem ipsum\n" * (2 * (rule.reach + rule.before) // 12 + 1)
    long_text = padding + text + "\n" + padding
    shifted = len(padding) + start, len(padding) + end
    assert list(rule.spans(long_text, long_text.lower())) == [shifted]


@pytest.mark.parametrize(("rule", "hit"), HITS)
def test_hit_is_found_among_all_rules_whatever_saves_work(rule: Rule, hit: str) -> None:
    """`confirm`, `run` and the places of the words must not hide a hit."""
    for seed in SEEDS:
        text, lowered, span = _marked(hit, seed)
        found = {(one.rule_id, one.start, one.end) for one in find_rules(text, lowered)}
        assert (rule.id, *span) in found


RUN_HITS = [one for one in HITS if one.values[0].run is not None]


@pytest.mark.parametrize(("rule", "hit"), RUN_HITS)
def test_hit_is_found_between_other_long_runs(rule: Rule, hit: str) -> None:
    """What is searched around each of them must not change what a rule finds."""
    text, _, (start, end) = _marked(hit, 3)
    words = " ".join([*rule.keywords, "some/folder/of_many/names_in_it", "-" * 40]) + "\n"
    padding = words * (2 * (rule.reach + rule.before) // len(words) + 1)
    for before, behind in (("", padding), (padding, ""), (padding, padding), (words, words)):
        whole = before + text + "\n" + behind
        found = {(one.rule_id, one.start, one.end) for one in find_rules(whole, whole.lower())}
        assert (rule.id, len(before) + start, len(before) + end) in found


def test_keyword_that_is_not_confirmed_does_not_count() -> None:
    rule = Rule("x", "X", r"(?P<secret>key=\d)", ("key",), (), (), confirm="key=")
    text = "key key key=4"
    assert list(rule.spans(text, text)) == [(8, 13)]
    assert list(rule.spans("a key", "a key")) == []


def test_match_longer_than_the_window_is_whole() -> None:
    rule = Rule("x", "X", r"tok_(?P<secret>[a-z]+)", ("tok_",), (), (), reach=10)
    text = "-" * 1000 + "tok_" + "a" * 500 + "-" * 1000
    assert list(rule.spans(text, text.lower())) == [(1004, 1504)]


def test_rule_says_how_far_before_its_keyword_it_begins() -> None:
    text = "-" * 1000 + "a" * 20 + "_key" + "-" * 1000
    found: list[tuple[int, int]] = []
    for before in (5, 20):
        rule = Rule("x", "X", r"(?P<secret>a{2,}_key)", ("_key",), (), (), reach=10, before=before)
        found += rule.spans(text, text.lower())
    assert found == [(1015, 1024), (1000, 1024)]


def test_names_in_any_case() -> None:
    pattern = re.compile(any_case("circle(?:_?ci)?", "okta", "ovh"))
    assert all(map(pattern.fullmatch, ["CircleCI", "circle_ci", "circle", "OKTA", "Okta", "ovh"]))
    assert not any(map(pattern.fullmatch, ["ircle", "okt", "o", "cvh", ""]))


def test_text_that_grows_in_lower_case_keeps_its_positions() -> None:
    rule = Rule("x", "X", r"tok_(?P<secret>[a-z]+)", ("tok_",), (), (), reach=10)
    text = "\u0130" * 3000 + "tok_abc" + " " * 3000
    assert list(rule.spans(text, text.lower())) == [(3004, 3007)]


def test_scope_limits_a_rule_to_its_block() -> None:
    rule = next(rule for rule in RULES if rule.id == "kubernetes-secret-data")
    text = fill(
        "kind: Secret\nmetadata:\n  name: abcdefgh\n"
        "data:\n  a: {{hex:12|b64}}\n  b: {{hex:16|b64}}\n---\n"
        "kind: Pod\nmetadata:\n  name: abcdefgh\n",
        random.Random(0),
    )
    found = [text[start:end] for start, end in rule.spans(text, text.lower())]
    assert found == re.findall(r"^  [ab]: (\S+)", text, re.MULTILINE)


def test_prose_gives_no_candidate() -> None:
    prose = (
        "Set a strong password before you log in. The token is sent in the Authorization header,\n"
        "as a bearer token; API keys are read from the environment. Use the --token option or\n"
        "the --password flag to give them. See https://example.org/docs?page=2 or write to\n"
        "help@example.org. A private key begins with a line of dashes. Time is 10:30:00.\n"
    )
    assert _winners(prose, prose.lower()) == []


# Long runs of one piece: what makes a careless regex quadratic or worse.
HOSTILE = """
import random, sys
from secret_guard.rules import RULES
size = 60_000
rng = random.Random(0)
header = "-" * 5 + "BEGIN RSA PRIVATE KEY" + "-" * 5
keywords = " ".join(sorted({key for rule in RULES for key in rule.keywords}))
base64 = "".join(rng.choices("ABCabc0123456789+/", k=size))
pieces = ["a", "=", " ", "\\n", ":", "-", "'", '"', "\\\\", "{", "${", "<", ",", "0", "a, ",
          '"a", ', "a=a ", "  a: b\\n", "a://", "a://b:", "x@", "?key=", "curl -u ", "password = ",
          "eyJaaaaaaaa.", 'login("a", ', "name: password\\n", header + "\\n",
          keywords + " ", keywords.replace(" ", "=") + "=", keywords.replace(" ", '": "') + "\\n"]
for text in [base64, *(piece * (size // len(piece)) for piece in pieces)]:
    for hostile in (text, keywords + text, text + keywords):
        lowered = hostile.lower()
        for rule in RULES:
            for _ in rule.spans(hostile, lowered):
                pass
print("done")
"""


def test_hostile_texts_end() -> None:
    """All rules over 90 texts of 60 kB: seconds if linear, minutes or hours if one is not."""
    run = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.stdout.strip() == "done", run.stderr[-500:]
