"""Fills the slots of example texts (`{{github_pat}}`, `{{hex:32|b64}}`) with fresh values, by seed.

Examples and rule tests keep slots instead of values, so that the repository holds no string that
looks like a live credential. Every token format below is the provider's documented one.
"""

from __future__ import annotations

import base64
import json
import random
import re
import string
import uuid
from collections.abc import Callable
from urllib.parse import quote

from training import words

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
ALNUM = string.ascii_letters + DIGITS
HEX = DIGITS + "abcdef"
BASE64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"
BASE32 = UPPER + "234567"

SLOT = re.compile(r"\{\{([a-z][a-z0-9_]*)(?::(\d+))?(?:#(\d+))?((?:\|[a-z0-9_]+)*)\}\}")


def fill(text: str, rng: random.Random) -> str:
    """`text` with every slot replaced; the same `rng` state gives the same text.

    Slots that share a kind, a size and a `#number` share one value.
    Raises ValueError for an unknown kind or filter, naming it.
    """
    bound: dict[tuple[str, str, str], str] = {}

    def one(match: re.Match[str]) -> str:
        kind, size, number, filters = match.groups()
        if kind not in KINDS:
            raise ValueError(f"unknown slot kind {kind!r} in {match.group()!r}")
        key = (kind, size or "", number or "")
        value = bound.get(key) if number else None
        if value is None:
            value = KINDS[kind](rng, int(size) if size else 0)
            if number:
                bound[key] = value
        for name in filters.split("|")[1:]:
            if name not in FILTERS:
                raise ValueError(f"unknown slot filter {name!r} in {match.group()!r}")
            value = FILTERS[name](value)
        return value

    return SLOT.sub(one, text)


def chars(rng: random.Random, alphabet: str, count: int) -> str:
    """`count` random characters of `alphabet`."""
    return "".join(rng.choices(alphabet, k=count))


# --- what people choose -----------------------------------------------------------------------

LEET = str.maketrans({"a": "@", "e": "3", "i": "1", "o": "0", "s": "$"})
SYMBOLS = "!!!!@#$%&*?.-_+"


def _cased(rng: random.Random, word: str) -> str:
    return rng.choice((word, word, word.capitalize(), word.capitalize(), word.upper()))


def _number(rng: random.Random) -> str:
    return rng.choice(
        (
            str(rng.randint(1950, 2026)),
            str(rng.randint(0, 99)),
            str(rng.randint(100, 9999)),
            "123",
            "1234",
            "01",
            "007",
        )
    )


def human_password(rng: random.Random, _: int = 0) -> str:
    """A password as people compose one: words, names, seasons, years, leet, keyboard walks."""
    word, other = rng.choice(words.WORDS), rng.choice(words.WORDS)
    name, company = rng.choice(words.FIRST_NAMES), rng.choice(words.COMPANIES)
    symbol, number = rng.choice(SYMBOLS), _number(rng)
    shapes: tuple[Callable[[], str], ...] = (
        lambda: _cased(rng, word) + number + symbol,
        lambda: _cased(rng, word) + symbol + number,
        lambda: _cased(rng, word) + number,
        lambda: word.capitalize() + other.capitalize() + number,
        lambda: _cased(rng, name) + number + rng.choice(("", symbol)),
        lambda: word.translate(LEET) + number,
        lambda: word.capitalize().translate(LEET) + symbol + number,
        lambda: company.capitalize() + rng.choice(("", symbol)) + number + rng.choice(("", symbol)),
        lambda: (
            rng.choice(("Spring", "Summer", "Autumn", "Winter", "summer", "winter"))
            + str(rng.randint(2005, 2026))
            + rng.choice(("", "!", "#", "@"))
        ),
        lambda: rng.choice(words.KEYBOARD_WALKS) + rng.choice(("", symbol, number)),
        lambda: rng.choice(("my", "the", "i", "we", "go")) + word.capitalize() + number + symbol,
        lambda: word + rng.choice("._-@&") + other + rng.choice(("", number)),
        lambda: chars(rng, LOWER, rng.randint(2, 4)) + number + chars(rng, LOWER + UPPER, 3),
        lambda: company[:4] + rng.choice(("pw", "Pass", "Adm", "db", "root")) + number + symbol,
        lambda: name.capitalize() + rng.choice(("+", "&", "n", "loves")) + other.capitalize(),
    )
    return rng.choice(shapes)()


def word_password(rng: random.Random, _: int = 0) -> str:
    """One or two plain words, as many real passwords are."""
    word = rng.choice(words.WORDS)
    other = rng.choice(words.WORDS + words.FIRST_NAMES)
    return rng.choice((word, word, word + other, word.capitalize(), rng.choice(words.FIRST_NAMES)))


def weak_password(rng: random.Random, _: int = 0) -> str:
    """A password that is obviously weak, as in lists of the most used ones."""
    return rng.choice(words.WEAK_PASSWORDS)


def passphrase(rng: random.Random, _: int = 0) -> str:
    """Four to six words with a separator (diceware style)."""
    count, glue = rng.randint(4, 6), rng.choice(" -_.")
    return glue.join(rng.choice(words.WORDS) for _ in range(count))


def strong_password(rng: random.Random, _: int = 0) -> str:
    """A password made by a manager: 12 to 24 characters of mixed classes, safe inside quotes."""
    alphabet = rng.choice((ALNUM, ALNUM + "!#%*+-_=.?@^~", ALNUM + "!@#%^&*()-_+=[]?,."))
    tail = chars(rng, alphabet, rng.randint(9, 21))
    return rng.choice(UPPER) + rng.choice(LOWER) + rng.choice(DIGITS) + tail


# --- formats ----------------------------------------------------------------------------------


def _base64(rng: random.Random, size: int) -> str:
    """Base64 of random bytes, `size` characters with the padding that length allows."""
    size = size or 44
    raw = base64.b64encode(rng.randbytes(size * 3 // 4)).decode()
    return (raw + chars(rng, BASE64, size))[:size] if size % 4 else raw


def _uuid(rng: random.Random, _: int) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _segment(rng: random.Random, payload: dict[str, object]) -> str:
    raw = json.dumps(payload, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _jwt(rng: random.Random, _: int) -> str:
    """A JSON Web Token (RFC 7519) with a random subject and signature."""
    header = _segment(rng, {"alg": rng.choice(("HS256", "RS256")), "typ": "JWT"})
    issued = rng.randint(1_550_000_000, 1_790_000_000)
    body: dict[str, object] = {
        "sub": rng.choice((_uuid(rng, 0), str(rng.randint(1, 99999)))),
        "iss": rng.choice(words.COMPANIES),
        "iat": issued,
        "exp": issued + rng.choice((3600, 86400, 31_536_000)),
    }
    return f"{header}.{_segment(rng, body)}.{chars(rng, URLSAFE, 43)}"


def _jwt_sample(rng: random.Random, _: int) -> str:
    """The token that JWT documentation shows: John Doe, 1234567890."""
    header = _segment(rng, {"alg": "HS256", "typ": "JWT"})
    body = _segment(rng, {"sub": "1234567890", "name": "John Doe", "iat": 1516239022})
    return f"{header}.{body}.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"


def _pem_lines(rng: random.Random, size: int, head: str) -> str:
    rows = [chars(rng, BASE64, 64) for _ in range(size or 3)]
    rows[0] = (head + rows[0])[:64]
    rows[-1] = rows[-1][: rng.randint(20, 60)] + "=="
    return "\n".join(rows)


# How DER begins keys (RFC 8017, 5915, 5958, 8410; X.509), in hex, and the length of all, in bytes.
PRIVATE_DER = (
    ("3082025c02010002818100", 608),
    ("308204a40201000282010100", 1192),
    ("308209290201000282020100", 2349),
    ("308204bd020100300d06092a864886f70d0101010500048204a7308204a30201000282010100", 1217),
    ("30820276020100300d06092a864886f70d0101010500048202603082025c02010002818100", 634),
    ("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420", 138),
    ("3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430", 185),
    ("30770201010420", 121),
    ("3081a40201010430", 167),
    ("30740201010420", 118),
    ("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420", 67),
    ("3051020101300506032b657004220420", 83),
    ("302e020100300506032b657004220420", 48),
)
PUBLIC_DER = (
    ("30820122300d06092a864886f70d01010105000382010f003082010a0282010100", 294),
    ("30819f300d06092a864886f70d010101050003818d0030818902818100", 162),
    ("3059301306072a8648ce3d020106082a8648ce3d03010703420004", 91),
    ("302a300506032b6570032100", 44),
    ("3082036f30820257a0030201020214", 883),
)


def _der(heads: tuple[tuple[str, int], ...]) -> Callable[[random.Random, int], str]:
    def make(rng: random.Random, _: int) -> str:
        head, size = rng.choice(heads)
        known = bytes.fromhex(head)
        return base64.b64encode(known + rng.randbytes(size - len(known))).decode()

    return make


def _ssh_public(rng: random.Random, kind: str, size: int) -> str:
    blob = len(kind).to_bytes(4, "big") + kind.encode() + rng.randbytes(size)
    return f"{kind} {base64.b64encode(blob).decode()}"


def _azure_sas(rng: random.Random, _: int) -> str:
    signature = quote(base64.b64encode(rng.randbytes(32)).decode(), safe="")
    year = rng.randint(2021, 2027)
    return f"sv=2022-11-02&ss=b&srt=sco&sp=rwdlac&se={year}-01-01T00:00:00Z&sig={signature}"


def _discord_bot(rng: random.Random, _: int) -> str:
    snowflake = base64.b64encode(chars(rng, DIGITS[1:], 18).encode()).decode()
    return f"{snowflake}.{chars(rng, URLSAFE, 6)}.{chars(rng, URLSAFE, 38)}"


def _sentry_dsn(rng: random.Random, _: int) -> str:
    organisation, project = rng.randint(10_000, 4_509_999), rng.randint(100_000, 4_509_999)
    return f"https://{chars(rng, HEX, 32)}@o{organisation}.ingest.sentry.io/{project}"


def _joined(*parts: str) -> str:
    """Prefixes are joined from pieces so that no source line of ours looks like a token."""
    return "".join(parts)


Maker = Callable[[random.Random, int], str]


def _of(alphabet: str, count: int, prefix: str = "", suffix: str = "") -> Maker:
    """`count` characters (the slot's own size when `count` is 0) between two fixed strings."""
    return lambda rng, size: prefix + chars(rng, alphabet, count or size or 32) + suffix


def _pick(items: tuple[str, ...]) -> Maker:
    return lambda rng, _: rng.choice(items)


def _slack(prefix: str) -> Maker:
    def make(rng: random.Random, _: int) -> str:
        team, user = chars(rng, DIGITS[1:], 11), chars(rng, DIGITS[1:], 12)
        return f"{prefix}-{team}-{user}-{chars(rng, ALNUM, 24)}"

    return make


KINDS: dict[str, Maker] = {
    # people
    "human_password": human_password,
    "word_password": word_password,
    "weak_password": weak_password,
    "passphrase": passphrase,
    "strong_password": strong_password,
    "pin": lambda rng, size: chars(rng, DIGITS, size or rng.randint(4, 8)),
    # random
    "hex": _of(HEX, 0),
    "b64": _base64,
    "urlsafe": _of(URLSAFE, 0),
    "alnum": _of(ALNUM, 0),
    "upper": _of(UPPER + DIGITS, 0),
    "lower": _of(LOWER + DIGITS, 0),
    "digits": _of(DIGITS, 0),
    "base32": _of(BASE32, 0),
    "uuid": _uuid,
    "bytes_list": lambda rng, size: ", ".join(
        f"0x{rng.randrange(256):02x}" for _ in range(size or 16)
    ),
    "dashes": lambda rng, _: "-" * 5,
    "der_private_key": _der(PRIVATE_DER),
    "der_public_key": _der(PUBLIC_DER),
    # hashes and ids
    "git_sha": _of(HEX, 40),
    "md5": _of(HEX, 32),
    "sha1": _of(HEX, 40),
    "sha256": _of(HEX, 64),
    "sha512": _of(HEX, 128),
    "sri": lambda rng, _: "sha512-" + base64.b64encode(rng.randbytes(64)).decode(),
    "bcrypt": lambda rng, _: (
        f"$2{rng.choice('aby')}$1{rng.randint(0, 2)}$" + chars(rng, "./" + ALNUM, 53)
    ),
    "sha512crypt": lambda rng, _: (
        f"$6${chars(rng, './' + ALNUM, 12)}${chars(rng, './' + ALNUM, 86)}"
    ),
    "apr1": lambda rng, _: f"$apr1${chars(rng, './' + ALNUM, 8)}${chars(rng, './' + ALNUM, 22)}",
    "argon2": lambda rng, _: (
        "$argon2id$v=19$m=65536,t=3,p=4$" + chars(rng, BASE64, 22) + "$" + chars(rng, BASE64, 43)
    ),
    "object_id": _of(HEX, 24),
    # cloud
    "aws_access_key": lambda rng, _: rng.choice(("AKIA", "AKIA", "ASIA")) + chars(rng, BASE32, 16),
    "aws_secret_key": _of(BASE64, 40),
    "aws_session_token": lambda rng, _: (
        _joined("IQoJb3JpZ2lu", "X2Vj") + chars(rng, BASE64, 260) + "=="
    ),
    "aws_doc_access_key": lambda rng, _: _joined("AKIA", "IOSFODNN7", "EXAMPLE"),
    "aws_doc_secret_key": lambda rng, _: _joined(
        "wJalrXUtnFEMI", "/K7MDENG/", "bPxRfiCYEXAMPLEKEY"
    ),
    "aws_mws_token": lambda rng, _: "amzn.mws." + _uuid(rng, 0),
    "gcp_api_key": _of(URLSAFE, 35, _joined("AI", "za")),
    "gcp_oauth_secret": _of(URLSAFE, 28, _joined("GOC", "SPX-")),
    "google_oauth_token": _of(URLSAFE, 120, _joined("ya", "29.")),
    "google_refresh_token": _of(URLSAFE, 98, "1//0"),
    "google_client_id": lambda rng, _: (
        f"{chars(rng, DIGITS[1:], 12)}-{chars(rng, LOWER + DIGITS, 32)}.apps.googleusercontent.com"
    ),
    "gcp_private_key_id": _of(HEX, 40),
    "azure_storage_key": lambda rng, _: base64.b64encode(rng.randbytes(64)).decode(),
    "azure_client_secret": lambda rng, _: (
        chars(rng, ALNUM, 3) + "8Q~" + chars(rng, ALNUM + "_.~-", 34)
    ),
    "azure_sas": _azure_sas,
    "azure_devops_pat": _of(LOWER + "234567", 52),
    "azure_function_key": lambda rng, _: (
        chars(rng, URLSAFE, 44) + "AzFu" + chars(rng, ALNUM, 6) + "=="
    ),
    "digitalocean_token": _of(HEX, 64, _joined("dop", "_v1_")),
    "heroku_key": _uuid,
    "cloudflare_token": _of(URLSAFE, 40),
    "vault_token": _of(URLSAFE, 24, _joined("hv", "s.")),
    "terraform_token": lambda rng, _: (
        chars(rng, ALNUM, 14) + ".atlas" + "v1." + chars(rng, ALNUM, 67)
    ),
    "databricks_token": _of(HEX, 32, _joined("da", "pi")),
    "grafana_token": lambda rng, _: (
        _joined("gl", "sa_") + chars(rng, ALNUM, 32) + "_" + chars(rng, HEX, 8)
    ),
    # forges and registries
    "github_pat": _of(ALNUM, 36, _joined("gh", "p_")),
    "github_oauth": _of(ALNUM, 36, _joined("gh", "o_")),
    "github_app": _of(ALNUM, 36, _joined("gh", "s_")),
    "github_fine_pat": lambda rng, _: (
        _joined("github", "_pat_") + chars(rng, ALNUM, 22) + "_" + chars(rng, ALNUM, 59)
    ),
    "gitlab_pat": _of(URLSAFE, 20, _joined("gl", "pat-")),
    "gitlab_runner": _of(URLSAFE, 20, _joined("gl", "rt-")),
    "gitlab_deploy": _of(URLSAFE, 20, _joined("gl", "dt-")),
    "gitlab_trigger": _of(HEX, 40, _joined("gl", "ptt-")),
    "bitbucket_password": _of(ALNUM, 32, _joined("AT", "BB")),
    "atlassian_token": lambda rng, _: (
        _joined("ATATT", "3xFf", "GF0")
        + chars(rng, URLSAFE, 173)
        + "="
        + chars(rng, DIGITS + "ABCDEF", 8)
    ),
    "npm_token": _of(ALNUM, 36, _joined("np", "m_")),
    "pypi_token": _of(URLSAFE, 150, _joined("pypi-", "AgEIcHlwaS5vcmc")),
    "nuget_key": _of(LOWER + DIGITS, 43, _joined("oy", "2")),
    "rubygems_key": _of(HEX, 48, _joined("ruby", "gems_")),
    "docker_pat": _of(URLSAFE, 27, _joined("dckr", "_pat_")),
    "postman_key": lambda rng, _: (
        _joined("PM", "AK-") + chars(rng, HEX, 24) + "-" + chars(rng, HEX, 34)
    ),
    # messaging and services
    "slack_bot": _slack(_joined("xo", "xb")),
    "slack_user": _slack(_joined("xo", "xp")),
    "slack_app": lambda rng, _: (
        _joined("xa", "pp-1-A")
        + chars(rng, UPPER + DIGITS, 10)
        + f"-{chars(rng, DIGITS[1:], 13)}-"
        + chars(rng, HEX, 64)
    ),
    "slack_webhook": lambda rng, _: (
        _joined("https://hooks.", "slack.com/", "services/T")
        + chars(rng, UPPER + DIGITS, 10)
        + "/B"
        + chars(rng, UPPER + DIGITS, 10)
        + "/"
        + chars(rng, ALNUM, 24)
    ),
    "discord_bot": _discord_bot,
    "discord_webhook": lambda rng, _: (
        _joined("https://discord.com/", "api/web", "hooks/")
        + chars(rng, DIGITS[1:], 18)
        + "/"
        + chars(rng, URLSAFE, 68)
    ),
    "telegram_bot": lambda rng, _: chars(rng, DIGITS[1:], 10) + ":AA" + chars(rng, URLSAFE, 33),
    "twilio_sid": _of(HEX, 32, "AC"),
    "twilio_token": _of(HEX, 32),
    "twilio_key": _of(HEX, 32, "SK"),
    "sendgrid_key": lambda rng, _: (
        _joined("S", "G.") + chars(rng, URLSAFE, 22) + "." + chars(rng, URLSAFE, 43)
    ),
    "mailgun_key": _of(HEX, 32, _joined("key", "-")),
    "mailchimp_key": lambda rng, _: chars(rng, HEX, 32) + f"-us{rng.randint(1, 21)}",
    "stripe_secret": lambda rng, _: (
        _joined("sk", "_live_") + chars(rng, ALNUM, rng.choice((24, 99)))
    ),
    "stripe_restricted": _of(ALNUM, 99, _joined("rk", "_live_")),
    "stripe_test_secret": lambda rng, _: (
        _joined("sk", "_test_") + chars(rng, ALNUM, rng.choice((24, 99)))
    ),
    "stripe_publishable": lambda rng, _: (
        _joined("pk", "_live_") + chars(rng, ALNUM, rng.choice((24, 99)))
    ),
    "stripe_publishable_test": lambda rng, _: (
        _joined("pk", "_test_") + chars(rng, ALNUM, rng.choice((24, 99)))
    ),
    "stripe_webhook": _of(ALNUM, 32, _joined("wh", "sec_")),
    "shopify_token": _of(HEX, 32, _joined("shp", "at_")),
    "shopify_secret": _of(HEX, 32, _joined("shp", "ss_")),
    "square_token": _of(URLSAFE, 60, _joined("EA", "AA")),
    "square_secret": _of(URLSAFE, 43, _joined("sq0", "csp-")),
    "datadog_api_key": _of(HEX, 32),
    "datadog_app_key": _of(HEX, 40),
    "newrelic_license": _of(HEX, 36, "", _joined("NR", "AL")),
    "newrelic_user": _of(UPPER + DIGITS, 27, _joined("NR", "AK-")),
    "sentry_dsn": _sentry_dsn,
    "sentry_token": _of(HEX, 64, _joined("sntr", "yu_")),
    "dropbox_token": _of(URLSAFE, 136, _joined("s", "l.B")),
    "facebook_token": _of(ALNUM, 180, _joined("EA", "AC")),
    "facebook_secret": _of(HEX, 32),
    "openai_key": lambda rng, _: (
        _joined("s", "k-") + chars(rng, ALNUM, 20) + _joined("T3Blbk", "FJ") + chars(rng, ALNUM, 20)
    ),
    "openai_project_key": lambda rng, _: (
        _joined("sk-", "proj-")
        + chars(rng, URLSAFE, 74)
        + _joined("T3Blbk", "FJ")
        + chars(rng, URLSAFE, 74)
    ),
    "anthropic_key": _of(URLSAFE, 93, _joined("sk-", "ant-api03-"), "AA"),
    "huggingface_token": _of(ALNUM, 34, _joined("h", "f_")),
    "linear_key": _of(ALNUM, 40, _joined("lin", "_api_")),
    "notion_token": _of(ALNUM, 46, _joined("nt", "n_")),
    "algolia_key": _of(HEX, 32),
    "recaptcha_site_key": _of(URLSAFE, 34, "6L"),
    "recaptcha_secret": _of(URLSAFE, 34, "6L"),
    # keys
    "jwt": _jwt,
    "jwt_sample": _jwt_sample,
    "pem_body": lambda rng, size: _pem_lines(rng, size, "MII"),
    "openssh_body": lambda rng, size: _pem_lines(rng, size, "b3BlbnNzaC1rZXktdjEAAAAA"),
    "ssh_rsa_public": lambda rng, _: _ssh_public(rng, "ssh-rsa", 260),
    "ssh_ed25519_public": lambda rng, _: _ssh_public(rng, "ssh-ed25519", 36),
    "age_secret_key": _of(
        "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, _joined("AGE-", "SECRET-", "KEY-1")
    ),
    "age_public_key": _of("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58, "age1"),
    "pgp_fingerprint": _of(DIGITS + "ABCDEF", 40),
    # words
    "user": _pick(words.USERS),
    "email": lambda rng, _: f"{rng.choice(words.FIRST_NAMES)}@{rng.choice(words.COMPANIES)}.com",
    "host": lambda rng, _: (
        rng.choice(("db", "api", "app", "mail", "git", "cache", "mq", "ftp"))
        + rng.choice(("", "1", "2", "-prod", "-eu"))
        + f".{rng.choice(words.COMPANIES)}.{rng.choice(('com', 'io', 'net', 'org'))}"
    ),
    "internal_host": lambda rng, _: (
        rng.choice(("db", "pg", "redis", "ldap", "vault", "ci", "nas"))
        + f"{rng.randint(1, 9)}.{rng.choice(words.COMPANIES)}."
        + rng.choice(("internal", "local", "lan", "corp"))
    ),
    "ip": lambda rng, _: f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
    "company": _pick(words.COMPANIES),
    "product": lambda rng, _: (
        rng.choice(words.WORDS) + rng.choice(("hub", "kit", "base", "flow", "ly"))
    ),
    "dbname": lambda rng, _: rng.choice(words.WORDS) + rng.choice(("", "_db", "_prod", "db")),
    "word": _pick(words.WORDS),
    "identifier": lambda rng, _: f"{rng.choice(words.WORDS)}_{rng.choice(words.WORDS)}",
    "port": lambda rng, _: str(rng.choice((3306, 5432, 5672, 6379, 8080, 8443, 9200, 27017))),
    "first_name": _pick(words.FIRST_NAMES),
    "city": _pick(words.CITIES),
    "year": lambda rng, _: str(rng.randint(2012, 2026)),
    "userpass": lambda rng, _: f"{rng.choice(words.USERS)}:{human_password(rng)}",
}


FILTERS: dict[str, Callable[[str], str]] = {
    "b64": lambda text: base64.b64encode(text.encode()).decode(),
    "b64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "unicode": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "xhex": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "rev": lambda text: text[::-1],
    "head": lambda text: text[: len(text) // 2],
    "tail": lambda text: text[len(text) // 2 :],
    "upper": str.upper,
    "lower": str.lower,
    "codes": lambda text: ", ".join(str(byte) for byte in text.encode()),
    "json_escape": lambda text: json.dumps(text)[1:-1],
}
