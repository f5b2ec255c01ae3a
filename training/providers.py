"""Training rows for tokens of providers: each rule's own token in many places, and look-alikes.

The values come from the `hits` of the rules, the places from provider_contexts.txt; what the model
reads is what the runtime's generator proposes there. Another seed gives other values and places.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from secret_guard.candidates import find_candidates
from secret_guard.prompt import render
from secret_guard.rules import (
    Rule,
    ai,
    cloud,
    forges,
    messaging,
    observability,
    payments,
    saas,
)
from secret_guard.types import Candidate, Hunk, Reason
from secret_guard.verdicts import CLASSES
from training import slots
from training.examples import MARK_CLOSE, MARK_OPEN, MARKED, span_of

CONTEXTS = Path(__file__).parent / "provider_contexts.txt"
# All rules that name the service whose token they know.
PROVIDER_RULES: tuple[Rule, ...] = (
    *cloud.RULES,
    *forges.RULES,
    *messaging.RULES,
    *payments.RULES,
    *ai.RULES,
    *observability.RULES,
    *saas.RULES,
)
# What in a rule's message says that all it knows may be seen by everybody, ...
PUBLIC_MESSAGE = re.compile(r"\((?:public by|an identifier)")
# ... and what in a hit says that its value is not a secret, though other hits of the rule are.
HIT_REASONS = (
    ("{{aws_doc_", Reason.PLACEHOLDER),
    ("{{stripe_test_secret}}", Reason.TEST),
    ("$sandbox$", Reason.TEST),
    ("{{recaptcha_site_key}}", Reason.PUBLIC),
    ("{{sentry_dsn}}", Reason.PUBLIC),
    ("⟦pk.eyJ", Reason.PUBLIC),
    ("⟦phc_", Reason.PUBLIC),
    ("paypal_client_id", Reason.PUBLIC),
    ("/js?key=", Reason.PUBLIC),
    ("algolia_search_key", Reason.PUBLIC),
)
# What a page shows to everybody, beside the secret of the same provider: rule -> names, value.
TWINS: dict[str, tuple[tuple[str, ...], str]] = {
    "stripe-secret-key": (("stripe_publishable_key", "stripe_key"), "{{stripe_publishable}}"),
    "stripe-webhook-secret": (("stripe_public_key",), "{{stripe_publishable}}"),
    "gcp-api-key": (("firebase_api_key", "google_maps_key"), "{{gcp_api_key}}"),
    "gcp-oauth-client-secret": (("google_client_id",), "{{google_client_id}}"),
    "google-oauth-token": (("oauth_client_id",), "{{google_client_id}}"),
    "google-refresh-token": (("google_client_id",), "{{google_client_id}}"),
    "recaptcha-key": (("recaptcha_site_key", "captcha_sitekey"), "{{recaptcha_site_key}}"),
    "algolia-key": (("algolia_search_key", "algolia_search_only_api_key"), "{{algolia_key}}"),
    "algolia-client-call": (("docsearch_search_api_key",), "{{algolia_key}}"),
    "mapbox-token": (("mapbox_token", "mapbox_public_token"), "pk.eyJ{{alnum:80}}.{{alnum:22}}"),
    "sentry-token": (("sentry_dsn", "dsn"), "{{sentry_dsn}}"),
    "sentry-legacy-token": (("sentry_dsn",), "{{sentry_dsn}}"),
    "twilio-auth-token": (("twilio_account_sid",), "{{twilio_sid}}"),
    "twilio-api-key": (("twilio_account_sid",), "{{twilio_sid}}"),
    "square-token": (("square_application_id",), "sq0idp-{{urlsafe:22}}"),
    "datadog-key": (("datadog_client_token",), "pub{{hex:32}}"),
    "newrelic-key": (("newrelic_browser_license_key",), "NRJS-{{hex:19}}"),
    "monitoring-token": (("posthog_key", "posthog_project_api_key"), "phc_{{alnum:43}}"),
    "cloud-platform-token": (("supabase_publishable_key",), "sb_publishable_{{urlsafe:31}}"),
    "sentry-dsn": (("sentry_dsn",), "{{sentry_dsn}}"),
    "payment-service-key": (("flutterwave_public_key",), "FLWPUBK-{{alnum:32}}-X"),
    "paypal-secret": (("paypal_client_id",), "A{{alnum:79}}"),
    "ai-service-key": (("langfuse_public_key",), "pk-lf-{{uuid}}"),
}
# Where the rule knows secret and public values alike, the name has to say that it is a secret.
NAMES: dict[str, tuple[str, ...]] = {
    "gcp-api-key": ("gemini_api_key", "google_translate_server_key", "youtube_data_api_key"),
    "recaptcha-key": ("recaptcha_secret", "recaptcha_secret_key"),
    "algolia-key": ("algolia_admin_key", "algolia_write_api_key", "algolia_admin_api_key"),
    "mapbox-token": ("mapbox_secret_token", "mapbox_secret"),
    "monitoring-token": ("dt_api_token", "dynatrace_token", "launchdarkly_sdk_key"),
    "azure-sas-signature": ("backup_url", "blob_sas_url"),
    "azure-account-key": ("azure_storage_account_key", "storage_account_key"),
    "azure-shared-access-key": ("shared_access_key",),
    "stripe-publishable-key": ("stripe_publishable_key", "stripe_key"),
    "twilio-client-call": ("twilio_auth_token",),
    "algolia-client-call": ("algolia_admin_key",),
}
COMMON_NAMES = ("token", "api_key", "secret", "auth_token", "access_token", "api_token")
# Rules that know a value by the line it stands in: the hit itself is the context.
OWN_LINE = ("twilio-client-call", "algolia-client-call", "vault-unseal-key", "heroku-api-key")
# A line of a hit -> where it could stand.
OWN_PLACES = (
    (r"algoliasearch\(", "scripts/reindex_{{word}}.js", "const client = %line%;\nclient.init();"),
    (r"new |.*\.(?:login|setApiKey)\(", "server/{{word}}.js", "  // {{word}}\n  %line%;\n}"),
    (r"(?:\w+\.)*[A-Za-z]+\(", "jobs/{{word}}.py", "import os\n\nclient = %line%"),
    (r"[a-z_.]+ ?= ?\"|auth=", "jobs/{{word}}.py", "import os\n\n%line%\n"),
    (r"curl|aws |git |docker |dotnet |ngrok |tail|vault ", "bin/{{word}}.sh", "set -e\n%line%\n"),
    (r"-H", "bin/{{word}}.sh", "curl -s https://{{host}}/api %line%"),
    (r"<", "src/main/resources/{{word}}.xml", "<config>\n  %line%\n</config>"),
    (r"\"\w+\":", "{{word}}/config.json", '{\n  "name": "{{word}}",\n  %line%\n}'),
    (r"(?i)unseal", "notes/{{word}}.txt", "{{host}}\n%line%\n"),
    (r"//|\w+=", "deploy/{{word}}.env", "PORT=8080\n%line%\n"),
    (r"", "config/{{word}}.yml", "timeout: 30\n%line%\n"),
)

REFERENCES: dict[str, tuple[str, ...]] = {
    "python": (
        'os.environ["%NAME%"]',
        'os.getenv("%NAME%")',
        "settings.%NAME%",
        'get_secret("%kebab%")',
        'config["%name%"]',
    ),
    "vue": ("import.meta.env.%NAME%",),
    "js": ("process.env.%NAME%", "config.get('%camel%')", "secrets.%camel%", "env.%NAME%"),
    "go": ('os.Getenv("%NAME%")', 'viper.GetString("%name%")', "cfg.%Pascal%"),
    "java": ('System.getenv("%NAME%")', 'props.getProperty("%kebab%")', '"${%kebab%}"'),
    "csharp": ('Environment.GetEnvironmentVariable("%NAME%")', 'config["%Pascal%"]'),
    "php": ("getenv('%NAME%')", "env('%NAME%')", "$_ENV['%NAME%']"),
    "ruby": ("ENV['%NAME%']", "ENV.fetch('%NAME%')", "Rails.application.credentials.%name%"),
    "rust": ('env!("%NAME%")', 'std::env::var("%NAME%").unwrap()'),
    "env": ("${%NAME%}", "$%NAME%", "op://{{word}}/%kebab%/credential"),
    "shell": ("$%NAME%", "${%NAME%}", "$(vault kv get -field=%name% secret/{{word}})", "$1"),
    "yaml": ("${%NAME%}", "{{ %name% }}", "{{ vault_%name% }}", "<%= ENV['%NAME%'] %>"),
    "compose": ("${%NAME%}", "${%NAME%:?missing}", "{{ .Values.%camel% }}"),
    "github": ("${{ secrets.%NAME% }}",),
    "gitlab": ("$%NAME%", "${%NAME%}"),
    "json": ("${%NAME%}", "${env:%NAME%}", "#{%Pascal%}#", "{{ %name% }}"),
    "hcl": ("var.%name%", 'data.vault_generic_secret.{{word}}.data["%name%"]', "local.%name%"),
    "docker": ("$%NAME%", "${%NAME%}"),
    "xml": ("${%NAME%}", "#{%Pascal%}", "%%NAME%%", "$(%Pascal%)"),
    "text": ("$%NAME%", "${%NAME%}", "{{ %name% }}"),
    "batch": ("%%NAME%%", "!%NAME%!", "%~1"),
    "powershell": ("$env:%NAME%", "(Get-Secret %kebab%)", "$Config.%Pascal%"),
    "c": ('getenv("%NAME%")', "%NAME%_VALUE", "config->%name%"),
    "swift": ('ProcessInfo.processInfo.environment["%NAME%"]', "Keychain.%camel%"),
    "objc": ("$(%NAME%)", "%%NAME%%"),
    "dart": ("Platform.environment['%NAME%']", "dotenv.env['%NAME%']"),
    "scala": ('sys.env("%NAME%")', 'config.getString("%kebab%")'),
    "lua": ('os.getenv("%NAME%")', "config.%name%"),
    "perl": ("$ENV{%NAME%}", "$config->{%name%}"),
    "elixir": ('System.get_env("%NAME%")', 'System.fetch_env!("%NAME%")'),
}
# In these a reference takes the place of the quoted value, quotes and all.
CODE = (
    *("python", "js", "go", "java", "csharp", "php", "ruby", "rust", "hcl", "powershell", "c"),
    *("swift", "dart", "scala", "lua", "perl", "elixir"),
)

FILLERS = tuple("xxxxXXX000**aaAA1fFzZyYbBcCqQkK9.#")
SEQUENCES = (
    *(
        "1234567890abcdef",
        "0123456789abcdef",
        "1234567890",
        "123456789",
        "9876543210",
        "0987654321",
    ),
    *("abcdefghijklmnopqrstuvwxyz0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "zyxwvuts"),
    *("abc123", "abcd1234", "deadbeef", "abcdef123456", "a1b2c3d4e5f6", "0a1b2c3d", "aabbccdd"),
    *("foobar", "abcxyz", "xyz", "test1234", "example", "EXAMPLE", "fake", "x1x2", "00112233"),
)
STAND_INS = (
    *("replace_me", "replace-with-your-own", "example_key_do_not_use", "EXAMPLE", "examplekey"),
    *("xxxxxxxx", "xxxx-xxxx-xxxx", "XXXXXXXXXXXX", "<your-token>", "<%NAME%>", "...", "changeme"),
    *("REDACTED", "notarealtoken", "fake_for_docs", "placeholder", "YOUR_%NAME%", "[hidden]"),
)
# "your_token_here", "INSERT-YOUR-API-KEY" are made of one of each.
VERBS = ("", "", "insert_", "put_", "add_", "paste_", "enter_", "set_", "use_", "replace_with_")
WHOSE = ("your_", "your_", "your_own_", "my_", "the_", "a_real_")
NOUNS = ("token", "key", "api_key", "secret", "access_token", "value", "%svc%_token", "%name%")
ENDS = ("", "_here", "_here", "_goes_here", "_please")
WHOLE_STAND_INS = (
    *("<your-%kebab%>", "<%NAME%>", "YOUR_%NAME%", "your-%kebab%-here", "REPLACE_WITH_%NAME%"),
    *("changeme", "<paste your %svc% token here>", "xxxxxxxxxxxxxxxx", "TODO", "[%NAME%]"),
)
REGEX_CLASSES = ("[A-Za-z0-9]", "[0-9a-zA-Z_-]", "[a-f0-9]", r"\w")
# Random strings that are no token: of the token's own length, or of these forms.
HASHES = ("{{git_sha}}", "{{md5}}", "{{sha256}}", "{{uuid}}", "{{object_id}}", "{{sri}}")
TRIES = 12
TEST_FOLDERS = (
    *("tests", "test", "tests/unit", "tests/fixtures", "test/fixtures", "test/data", "tests/data"),
    *("spec", "spec/fixtures", "spec/support", "spec/helpers", "__tests__", "src/__tests__"),
    *("__mocks__", "src/mocks", "testdata", "pkg/{{word}}/testdata", "src/test/resources"),
    *("src/test/java/com/{{company}}", "e2e", "cypress/support", "integration-tests/{{word}}"),
    *("{{word}}/tests", "{{word}}/test/unit", "test/helpers", "testing/{{word}}", "unittests"),
    *("src/test/kotlin", "{{company}}Tests", "tests/mocks", "tests/integration/data"),
)
TEST_STEMS = ("*", "*", "*", "test_*", "*_test", "*Test", "*.spec", "*.test", "mock_*", "fake_*")
# Contexts that hold a marked value of their own, and how many rows of one seed each of them gives.
MARKED_USES = {"innocent": Reason.NOT_A_CREDENTIAL, "local": Reason.TEST}
MARKED_TIMES = 3


class ProviderRow(TypedDict):
    """One prompt with its class; `rule` is the rule whose token it is about."""

    prompt: str
    label: int
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """One place where a token may stand (see provider_contexts.txt)."""

    use: str
    syntax: str
    path: str
    needs: str
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """A kind of token: its template with slots, marked as in a hit, and the names it goes by."""

    template: str
    names: tuple[str, ...]
    line: str
    reason: Reason

    @property
    def is_url(self) -> bool:
        """Whether the whole value is an address."""
        return self.template.replace(MARK_OPEN, "").startswith(("http", "hooks.")) or (
            re.search(r"\{\{(?:slack_webhook|discord_webhook|sentry_dsn)\}\}", self.template)
            is not None
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with one marked span, and what the model should say about it."""

    path: str
    text: str
    reason: Reason


def blocks(source: str) -> Iterator[tuple[str, str]]:
    """(header, text) of each block that begins with `=== header`."""
    for block in re.split(r"^=== ", source, flags=re.MULTILINE)[1:]:
        header, _, text = block.partition("\n")
        yield header, text


def parse_contexts(source: str) -> tuple[Context, ...]:
    """The contexts of a text in the form of provider_contexts.txt."""
    found = []
    for header, text in blocks(source):
        use, syntax, path, *needs = header.split()
        found.append(Context(use, syntax, path, "".join(needs), text.rstrip("\n")))
    return tuple(found)


@lru_cache(maxsize=1)
def training_contexts() -> tuple[Context, ...]:
    """The contexts of the training rows."""
    return parse_contexts(CONTEXTS.read_text("utf-8"))


# --- tokens -----------------------------------------------------------------------------------


def tokens(rule: Rule) -> tuple[Token, ...]:
    """The kinds of token in the rule's hits."""
    return tuple(_token(rule, hit) for hit in rule.hits)


def is_secret(rule: Rule) -> bool:
    """Whether the rule knows secrets, not only values that are public or of a test account."""
    return any(token.reason is Reason.HARDCODED for token in tokens(rule))


def _token(rule: Rule, hit: str) -> Token:
    """What a hit shows: the word around the mark, and the name before it."""
    start, end = hit.index(MARK_OPEN), hit.index(MARK_CLOSE) + 1
    before = re.search(r"[^\s\"'(),]*$", hit[:start])
    after = re.match(r"[^\s\"'(),]*", hit[end:])
    lead = before[0] if before else ""
    if lead.endswith("=") and "://" not in lead and ";" not in lead:
        lead = ""
    template = lead + hit[start:end] + (after[0] if after else "")
    reason = next((reason for mark, reason in HIT_REASONS if mark in hit), Reason.HARDCODED)
    if PUBLIC_MESSAGE.search(rule.message):
        reason = Reason.PUBLIC
    return Token(template, _names(rule, hit[: start - len(lead)], lead), hit, reason)


def _names(rule: Rule, before: str, lead: str) -> tuple[str, ...]:
    """What the value of a hit is called: as the hit does if it says more than one word."""
    service = snake(rule.id).split("_")[0]
    if "://" in lead:
        return (f"{service}_url", f"{service}_endpoint")
    if ";" in lead:
        return ("connection_string", f"{service}_connection_string")
    named = re.search(r"([A-Za-z][\w.-]*)[\"']?\s*[=:]\s*[\"']?$", before + lead)
    name = snake(named[1]) if named else ""
    return NAMES.get(rule.id, (name if "_" in name else snake(rule.id),))


def snake(name: str) -> str:
    """`apiKey.main`, `API-KEY` -> `api_key_main`, `api_key`."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")


def known_by_shape(rule: Rule, value: str) -> bool:
    """Whether the rule finds the value without a name beside it."""
    return any(True for _ in rule.spans(value, value.lower()))


# --- look-alike values ------------------------------------------------------------------------


def placeholder(template: str, value: str, rng: random.Random) -> str:
    """A stand-in for the marked value: its own format with a filler, or words."""
    roll = rng.random()
    fixed = fixed_places(template, value)
    prefix = value[: next((i for i, one in enumerate(fixed) if not one), len(value))]
    if roll < 0.12:
        return rng.choice(WHOLE_STAND_INS)
    if roll < 0.40:
        return prefix + (rng.choice(STAND_INS) if rng.random() < 0.4 else request(rng))
    if roll < 0.45 and prefix:
        return f"<{prefix}...>"
    if roll < 0.70:
        return with_example(value, len(prefix), rng)
    filler = rng.choice(FILLERS) if roll < 0.85 else rng.choice(SEQUENCES)
    return masked(value, fixed, filler)


def request(rng: random.Random) -> str:
    """Words that ask for a value: "your_token_here", "PASTE-MY-KEY"."""
    said = "".join(rng.choice(part) for part in (VERBS, WHOSE, NOUNS, ENDS))
    said = said.replace("_", rng.choice("__- "))
    return said.upper() if rng.random() < 0.3 else said


def fixed_places(template: str, value: str) -> list[bool]:
    """For each character of the marked value, whether every filling has it there."""
    others = [marked_value(slots.fill(template, random.Random(seed))) for seed in range(8)]
    return [
        all(len(other) > i and other[i] == char for other in others) for i, char in enumerate(value)
    ]


def masked(value: str, fixed: list[bool], filler: str) -> str:
    """`value` with the characters that vary taken from `filler`, over and over."""
    letters = [char for char, one in zip(value, fixed, strict=True) if not one and char.isalpha()]
    if letters and all(map(str.isupper, letters)):
        filler = filler.upper()
    place, out = 0, []
    for char, is_fixed in zip(value, fixed, strict=True):
        out.append(char if is_fixed or not char.isalnum() else filler[place % len(filler)])
        place += not is_fixed
    return "".join(out)


def with_example(value: str, prefix: int, rng: random.Random) -> str:
    """`value` with a word in it that says it is none."""
    # The first is the documentation's of the largest cloud, and what most people copy.
    word = rng.choice(
        (
            "EXAMPLE",
            "EXAMPLE",
            "EXAMPLE",
            "EXAMPLEKEY",
            "Example",
            "SAMPLE",
            "FAKE",
            "NotReal",
            "DUMMY",
        )
    )
    if len(value) < prefix + len(word):
        return value[:prefix] + word
    return rng.choice(
        (value[: -len(word)] + word, value[:prefix] + word + value[prefix + len(word) :])
    )


def described(template: str, value: str, rng: random.Random) -> str:
    """The format of the marked value as a regular expression or in short."""
    prefix = value[: next((i for i, one in enumerate(fixed_places(template, value)) if not one), 0)]
    size = max(4, len(value) - len(prefix))
    regex = f"{prefix}{rng.choice(REGEX_CLASSES)}{{{size}}}"
    forms = (regex, f"^{regex}$", f"{prefix}<{size} characters>")
    return rng.choice((*forms, f"{prefix}...") if prefix else forms)


def marked_value(text: str) -> str:
    """What stands between the marks."""
    found = MARKED.search(text)
    if found is None:
        raise ValueError("nothing is marked")
    return found[1]


# --- samples ----------------------------------------------------------------------------------


def secret_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """The token in a place where it is in use."""
    if rule.id in OWN_LINE or rng.random() < 0.12:
        return own_sample(token, rng)
    uses = ["secret"] * 8 + ["commented", "encoded"]
    if rule.id not in NAMES:  # what a page shows is no less secret, but for those kinds
        uses.append("public")
    context = pick(contexts, rng.choice(uses), token, rng)
    reasons = {"commented": Reason.COMMENTED_OUT, "encoded": Reason.ENCODED}
    return placed(context, rule, token, rng, reasons.get(context.use, Reason.HARDCODED))


def placeholder_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """A stand-in where the token would be."""
    context = pick(contexts, rng.choice(("secret", "secret", "secret", "commented")), token, rng)
    return placed(context, rule, token, rng, Reason.PLACEHOLDER, placeholder)


def reference_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """An expression that brings the token from elsewhere."""
    fitting = [one for one in contexts if slot_of(one) in one.text]
    context = pick(fitting, "secret", token, rng)
    expression = f"{MARK_OPEN}{rng.choice(REFERENCES[context.syntax])}{MARK_CLOSE}"
    text = with_name(context.text.replace(slot_of(context), expression), rng.choice(token.names))
    return Sample(filled(context.path, rng), filled(text, rng), Reason.REFERENCE)


def slot_of(context: Context) -> str:
    """What a reference takes the place of."""
    return '"%value%"' if context.syntax in CODE else "%value%"


def test_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """The token in a test; that of a test account wherever it stands."""
    roll = rng.random()
    if token.reason is Reason.TEST and roll < 0.6:
        context = pick(contexts, "secret", token, rng)
    elif roll < 0.5:
        context = pick(contexts, "secret", token, rng)
        context = replace(context, path=test_path(context.path, rng))
    else:
        context = pick(contexts, "test", token, rng)
    return placed(context, rule, token, rng, Reason.TEST)


def test_path(path: str, rng: random.Random) -> str:
    """A file of the same kind among the tests."""
    stem, dot, kind = path.rsplit("/", 1)[-1].rpartition(".")
    named = f"{rng.choice(TEST_STEMS).replace('*', stem)}{dot}{kind}" if stem else kind
    return f"{rng.choice(TEST_FOLDERS)}/{named}"


def public_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """What a page shows to everybody: the rule's public token, or the twin of its secret one."""
    if token.reason is not Reason.PUBLIC:
        names, value = TWINS[rule.id]
        token = Token(f"{MARK_OPEN}{value}{MARK_CLOSE}", names, "", Reason.PUBLIC)
    by_place = "{{gcp_api_key}}" in token.template  # known by nothing else
    use = "public" if by_place or rng.random() < 0.6 else "secret"
    return placed(pick(contexts, use, token, rng), rule, token, rng, Reason.PUBLIC)


def hash_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """A hash or an id."""
    context = pick(contexts, "hash", token, rng)
    value = f"{MARK_OPEN}{rng.choice(HASHES)}{MARK_CLOSE}"
    return placed(
        context, rule, Token(value, token.names, "", Reason.HARDCODED), rng, Reason.NOT_A_CREDENTIAL
    )


def format_sample(
    rule: Rule, token: Token, contexts: Iterable[Context], rng: random.Random
) -> Sample:
    """What such a token looks like, in code that looks for it or in a text about it."""
    context = pick(contexts, "format", token, rng)
    return placed(context, rule, token, rng, Reason.NOT_A_CREDENTIAL, described)


Maker = Callable[[Rule, Token, Iterable[Context], random.Random], Sample]


def pick(contexts: Iterable[Context], use: str, token: Token, rng: random.Random) -> Context:
    """One of the contexts for this use that the token fits into."""
    needs = ("", "url") if token.is_url else ("", "token")
    return rng.choice([one for one in contexts if one.use == use and one.needs in needs])


def placed(
    context: Context,
    rule: Rule,
    token: Token,
    rng: random.Random,
    reason: Reason,
    alter: Callable[[str, str, random.Random], str] | None = None,
) -> Sample:
    """The token, or what `alter` makes of its value, in a context."""
    word = filled(token.template, rng)
    value = marked_value(word)
    name = rng.choice(token.names)
    is_common = rng.random() < 0.25 and reason is not Reason.PUBLIC and rule.id not in NAMES
    if is_common and known_by_shape(rule, value):
        name = rng.choice(COMMON_NAMES)
    if alter:
        new = with_name(alter(token.template, value, rng), name)
        word = MARKED.sub(lambda _: f"{MARK_OPEN}{new}{MARK_CLOSE}", word)
    text = filled(with_name(context.text, name), rng)
    plain = word.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    encoded = base64.b64encode(plain.encode()).decode()
    text = text.replace("%b64%", f"{MARK_OPEN}{encoded}{MARK_CLOSE}").replace("%value%", word)
    return Sample(filled(context.path, rng), first_mark_only(text), reason)


def own_sample(token: Token, rng: random.Random) -> Sample:
    """The hit itself as a line of a file."""
    path, text = next(place for form, *place in OWN_PLACES if re.match(form, token.line))
    line = filled(token.line, rng)
    return Sample(filled(path, rng), filled(text, rng).replace("%line%", line), token.reason)


def first_mark_only(text: str) -> str:
    """`text` with the first marked span marked, the others plain."""
    end = text.index(MARK_CLOSE) + 1
    return text[:end] + text[end:].replace(MARK_OPEN, "").replace(MARK_CLOSE, "")


def filled(text: str, rng: random.Random) -> str:
    """`text` with its slots filled."""
    return slots.fill(text, rng)


def with_name(text: str, name: str) -> str:
    """`text` with the name of the value in the styles it asks for."""
    parts = name.split("_")
    pascal = "".join(part.capitalize() for part in parts)
    styles = {
        "NAME": name.upper(),
        "name": name,
        "camel": pascal[0].lower() + pascal[1:],
        "Pascal": pascal,
        "kebab": name.replace("_", "-"),
        "svc": parts[0],
    }
    return re.sub(r"%(\w+)%", lambda found: styles.get(found[1], found[0]), text)


# --- rows -------------------------------------------------------------------------------------


def candidates_of(sample: Sample) -> tuple[Candidate | None, list[Candidate]]:
    """What the runtime proposes for the marked span (None if nothing), and beside it there."""
    start = sample.text.index(MARK_OPEN)
    end = sample.text.index(MARK_CLOSE) - len(MARK_OPEN)
    text = sample.text.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    shared: list[tuple[int, Candidate]] = []
    for candidate in find_candidates(Hunk(sample.path, text)):
        first, last = span_of(candidate, text)
        shared.append((min(last, end) - max(first, start), candidate))
    best = max(shared, key=lambda one: one[0], default=(0, None))
    line = text.count("\n", 0, start) + 1
    beside = [candidate for size, candidate in shared if size <= 0 and candidate.line == line]
    return (best[1] if best[0] > 0 else None), beside


def alert_makers(rule: Rule) -> tuple[Maker, ...]:
    """How the rule's ALERT rows of one seed are made."""
    return (secret_sample, secret_sample) if is_secret(rule) else ()


def safe_makers(rule: Rule, rng: random.Random) -> tuple[Maker, ...]:
    """How the rule's SAFE rows of one seed are made."""
    reasons = {token.reason for token in tokens(rule)}
    if not is_secret(rule):
        return (public_sample, public_sample) if Reason.PUBLIC in reasons else (test_sample,) * 2
    kinds: list[Maker] = [hash_sample, format_sample]
    kinds += [placeholder_sample] * 4 + [reference_sample] * 2 + [test_sample] * 3
    # Only the name tells a public value from a secret one of the same form: that takes many rows.
    return (public_sample if rule.id in TWINS else rng.choice(kinds), rng.choice(kinds))


def candidates(
    rule: Rule, makers: Iterable[Maker], contexts: tuple[Context, ...], rng: random.Random
) -> Iterator[tuple[Candidate, Reason]]:
    """For each maker a candidate of the runtime, with its right answer, where there is one."""
    kinds = tokens(rule)
    for make in makers:
        fitting = [
            token for token in kinds if (token.reason is Reason.HARDCODED) == is_secret(rule)
        ]
        for _ in range(TRIES):
            sample = make(rule, rng.choice(fitting), contexts, rng)
            found, beside = candidates_of(sample)
            if found is not None:
                yield found, sample.reason
                yield from ((one, reason_beside(one)) for one in beside)
                break


def reason_beside(candidate: Candidate) -> Reason:
    """Why what is proposed beside the marked value is none: nothing else in a context is."""
    message = next((rule.message for rule in PROVIDER_RULES if rule.id == candidate.rule_id), "")
    return Reason.PUBLIC if PUBLIC_MESSAGE.search(message) else Reason.NOT_A_CREDENTIAL


def row_of(candidate: Candidate, reason: Reason, rule_id: str) -> ProviderRow:
    """One row."""
    return {
        "prompt": render(candidate),
        "label": CLASSES.index(reason),
        "reason": reason.value,
        "rule": rule_id,
    }


def provider_rows(seed: int) -> list[ProviderRow]:
    """Two ALERT and two SAFE rows for each rule (only SAFE ones where all it knows is public).

    And SAFE rows for digests, names and labels of forms, and for passwords of local services. They
    are shuffled, so that any first part of them is about rules of all kinds.
    """
    rows: list[ProviderRow] = []
    contexts = training_contexts()
    for rule in PROVIDER_RULES:
        rng = random.Random(f"{seed}:{rule.id}")
        makers = (*alert_makers(rule), *safe_makers(rule, rng))
        rows += (row_of(*each, rule.id) for each in candidates(rule, makers, contexts, rng))
    rng = random.Random(f"{seed}:marked")
    for context in contexts * MARKED_TIMES:
        if context.use in MARKED_USES:
            reason = MARKED_USES[context.use]
            sample = Sample(filled(context.path, rng), filled(context.text, rng), reason)
            found, _ = candidates_of(sample)
            rows += [] if found is None else [row_of(found, reason, found.rule_id)]
    random.Random(seed).shuffle(rows)
    return rows
