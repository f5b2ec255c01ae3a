"""Replaces a credential by a fresh one of the same kind, so that nothing real is ever learned."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from os.path import commonprefix

from secret_guard.decode import decode_value
from secret_guard.prompt import character_class, classes, is_sequence, shapes
from secret_guard.rules.private_keys import DER_HEAD
from training import slots, words

DRAWS = 16
MIN_HEX = 8  # characters: "cafe" and "decade" are words
MIN_PREFIX = 3
LONGEST_PATTERN = 128
# Slots whose values begin alike, and that are no tokens or have their own way below.
NO_TOKENS = frozenset({"ip", "sentry_dsn", "jwt", "pem_body", "openssh_body"})
SHORT_HUMAN, LONGEST_LEET, LONGEST_HUMAN = 10, 14, 24  # characters of a person's password

_MARKER = r"-----[^-\n]+-----"
_KEY_HEAD = re.compile(rf"{DER_HEAD}|MII")
_BARE_KEY = re.compile(rf"(?:{_KEY_HEAD.pattern})[A-Za-z0-9+/\\\s]{{30,}}")
_PEM_PART = re.compile(
    rf"{_MARKER}|\\[nrt]|(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\n\\\"']*"
    r"|(?P<run>[A-Za-z0-9+/=]{4,})"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_JWT = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LITERAL = re.compile(r"(?P<quote>[\"'`])(?P<text>[^\"'`\n]{2,})(?P=quote)")
_USERINFO = re.compile(
    r"(?P<lead>[\w+.-]+://[^\s/@:]*:)(?P<secret>[^\s/]+)(?P<rest>@.*)", re.DOTALL
)
_PAIR = re.compile(r"(?P<name>[\w .-]*[=:]\s*)(?P<value>[^;&,=\s][^;&,]*)")
_SECRET_NAME = re.compile(r"(?i)pass|pwd|pw\b|key|secret|token|sig|auth|credential")
_SCHEME = re.compile(r"(?i)(?:basic|bearer|digest|token|apikey|ntlm|negotiate)")
_ESCAPE = re.compile(r"(?P<lead>\\+x|\\+u|%)(?P<code>[0-9a-fA-F]{4}|[0-9a-fA-F]{2})|\\[nrtabfv0]")
_CODES = re.compile(r"[\[({ ]*(?:(?:0x[0-9a-fA-F]{1,2}|\d{1,3})[\s,;\])}]*){4,}")
_CODE = re.compile(r"0x[0-9a-fA-F]{1,2}|\d{1,3}")
_ABOUT_ITSELF = re.compile(
    r"((?i:password|passw0rd|passwd|passphrase|pass|pwd|secret|s3cr3t|token|key))"
)
_PLAIN_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]{1,6}|[-_ .]")
_UNLEET = str.maketrans("@310$", "aeios")
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")


def fresh(value: str, rng: random.Random) -> str:
    """Another value of the kind of `value`, with as many line feeds.

    Of some draws the one that looks most alike. Differs from `value` unless `value` has no letter
    and no digit, or is a word that everybody types where some password has to stand.
    """
    if made := _stock(value, rng):
        return made
    form = _form(value)
    best, distance = "", len(form) + 99
    for _ in range(DRAWS):
        made = _part(value, rng)
        differs = made != value and made.count("\n") == value.count("\n")
        if differs and len(_form(made) ^ form) < distance:
            best, distance = made, len(_form(made) ^ form)
        if distance == 0:
            break
    return best or substituted(value, rng)


def _part(value: str, rng: random.Random) -> str:
    """One draw: the first kind that knows `value` makes another. Parts of a value are drawn so."""
    return next(made for maker in _KINDS if (made := maker(value, rng)) is not None)


def _form(value: str) -> set[str]:
    """What the prompt says of a value, without its length: the replacement should look alike."""
    return {*shapes(value), *classes(value)}


def substituted(value: str, rng: random.Random) -> str:
    """`value` with every letter and digit replaced by one of its class; escapes stay escapes."""
    parts, done = [], 0
    for match in _ESCAPE.finditer(value):
        parts += [_same_class(char, rng) for char in value[done : match.start()]]
        code = match["code"]
        made = f"{_code_like(int(code, 16), rng):0{len(code)}x}" if code else match.group()
        parts.append(match["lead"] + made if code else made)
        done = match.end()
    return "".join([*parts, *(_same_class(char, rng) for char in value[done:])])


def _same_class(char: str, rng: random.Random) -> str:
    for alphabet in (slots.DIGITS, slots.LOWER, slots.UPPER):
        if char in alphabet:
            return rng.choice(alphabet)
    if char.isalpha():  # of another script: one near it in the code
        near = [chr(ord(char) + step) for step in range(-9, 10) if step and ord(char) + step > 127]
        return rng.choice([one for one in near if one.isalpha()] or ["x"])
    return char


def _code_like(code: int, rng: random.Random) -> int:
    """A character code of the class of `code`; a byte for one that is no ASCII."""
    return ord(_same_class(chr(code), rng)) if code < 128 else rng.randrange(128, 256)


# --- the kinds, each None for a value that is not of it ---------------------------------------


def _pem(value: str, rng: random.Random) -> str | None:
    """A key block keeps its markers, headers, line lengths, and how its body begins."""
    if "-----BEGIN" not in value and not _BARE_KEY.match(value):
        return None

    def part(match: re.Match[str]) -> str:
        run = match["run"]
        if not run:
            return match.group()
        known = _KEY_HEAD.match(run)  # what it is, lengths, a version
        head = known[0] if known else ""
        body = run[len(head) :].rstrip("=")
        return head + slots.chars(rng, slots.BASE64, len(body)) + run[len(head) + len(body) :]

    return _PEM_PART.sub(part, value)


def _encoded(value: str, rng: random.Random) -> str | None:
    """Base64 or hex of a text: the text is made afresh and encoded again."""
    decoded, encoding = decode_value(value)
    encoders: dict[str, Callable[[bytes], str]] = {"base64": _base64_as(value), "hex": bytes.hex}
    if encoding not in encoders:
        return None
    again = encoders[encoding](_part(decoded, rng).encode())
    return again.upper() if encoding == "hex" and value.upper() == value else again


def _base64_as(value: str) -> Callable[[bytes], str]:
    """An encoder with the alphabet and padding of `value`."""

    def encode(data: bytes) -> str:
        alternative = b"-_" if set(value) & set("-_") else b"+/"
        text = base64.b64encode(data, alternative).decode()
        return text if len(value) % 4 == 0 else text.rstrip("=")

    return encode


def _uuid(value: str, rng: random.Random) -> str | None:
    if not _UUID.fullmatch(value):
        return None
    made = slots.KINDS["uuid"](rng, 0)
    return made.upper() if value.upper() == value else made


def _jwt(value: str, rng: random.Random) -> str | None:
    return slots.KINDS["jwt"](rng, 0) if _JWT.fullmatch(value) else None


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, str]:
    """What the tokens of a slot begin with -> the slot; found out by filling it a few times."""
    found = {"AKIA": "aws_access_key", "ASIA": "aws_access_key"}
    rng = random.Random(0)
    for kind, maker in slots.KINDS.items():
        samples = [maker(rng, 0) for _ in range(12)]
        prefix = commonprefix(samples)  # noqa: RUF071 - they are no paths
        varies = MIN_PREFIX <= len(prefix) < min(map(len, samples))
        if varies and kind not in NO_TOKENS:
            found.setdefault(prefix, kind)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _token(value: str, rng: random.Random) -> str | None:
    """A token of a known format; one of another length keeps the prefix."""
    prefix = next((p for p in _prefixes() if value.startswith(p)), None)
    if prefix is None or "\n" in value:
        return None
    made = slots.KINDS[_prefixes()[prefix]](rng, 0)
    return made if len(made) == len(value) else prefix + substituted(value[len(prefix) :], rng)


def _stock(value: str, rng: random.Random) -> str | None:
    """As often the same word as it is the one that people type."""
    return _one_of(words.STOCK_PASSWORDS, value, rng)


def _composed(value: str, rng: random.Random) -> str | None:
    """`mypassword`, `redis-user-secret2`: what it says about itself stays, the rest changes."""
    parts = _ABOUT_ITSELF.split(value)
    rest = [_PLAIN_PART.findall(part) for part in parts[::2]]
    plain = all("".join(own) == part for own, part in zip(rest, parts[::2], strict=True))
    if len(parts) < 3 or not plain:
        return None
    parts[::2] = ["".join(_other_part(part, rng) for part in own) for own in rest]
    return "".join(parts)


def _other_part(part: str, rng: random.Random) -> str:
    if not part.isalpha():
        return slots.chars(rng, slots.DIGITS, len(part)) if part.isdecimal() else part
    kinds = (words.STOCK_LEADS, words.STOCK_OWNERS, words.WORDS)
    own = next((kind for kind in kinds if part.lower() in kind), words.WORDS)
    return _cased_as(part, rng.choice(own))


def _weak(value: str, rng: random.Random) -> str | None:
    return _one_of(words.WEAK_PASSWORDS, value, rng)


def _one_of(known: Sequence[str], value: str, rng: random.Random) -> str | None:
    """Another of the list that holds `value`, a word in its case."""
    if value.lower() not in known:
        return None
    made = rng.choice(known)
    return _cased_as(value, made) if value.isalpha() and made.isalpha() else made


def _pattern(value: str, rng: random.Random) -> str | None:
    """Sequences and repetitions stay what they are: every character moves on by the same step."""
    repeated = len(set(value)) <= max(2, len(value) // 8)
    if len(value) > LONGEST_PATTERN or not (repeated or is_sequence(value)):
        return None
    step = rng.randrange(1, 10)
    hexadecimal = len(value) >= MIN_HEX and re.fullmatch(r"[0-9a-f]+", value)
    alphabets = (slots.HEX,) if hexadecimal else (slots.DIGITS, slots.LOWER, slots.UPPER)

    def moved(char: str) -> str:
        own = next((one for one in alphabets if char in one), None)
        return own[(own.index(char) + step) % len(own)] if own else char

    return "".join(map(moved, value))


def _url(value: str, rng: random.Random) -> str | None:
    """A URL keeps scheme, user and host; without a password its long or odd parts change."""
    if "://" not in value:
        return None
    if match := _USERINFO.fullmatch(value):
        return match["lead"] + _part(match["secret"], rng) + match["rest"]
    scheme, _, rest = value.partition("://")
    host, slash, path = rest.partition("/")
    if not slash:
        return f"{scheme}://{substituted(host, rng)}"
    odd = re.compile(r"[\w%+~-]{6,}")
    made = odd.sub(lambda m: m[0] if _is_wordlike(m[0]) else substituted(m[0], rng), path)
    return f"{scheme}://{host}/{made if made != path else substituted(path, rng)}"


def _pairs(value: str, rng: random.Random) -> str | None:
    """`Server=db;Password=...`: the values of the names that hint at a secret, else all."""
    if not re.search(r"=[^=;&]+[;&]", value) or len(_PAIR.findall(value)) < 2:
        return None

    def pair(match: re.Match[str], every: bool) -> str:
        if every or _SECRET_NAME.search(match["name"]):
            return match["name"] + _part(match["value"], rng)
        return match.group()

    made = _PAIR.sub(lambda m: pair(m, False), value)
    return made if made != value else _PAIR.sub(lambda m: pair(m, True), value)


def _codes(value: str, rng: random.Random) -> str | None:
    """Lists of character codes or bytes."""
    if not _CODES.fullmatch(value) or not re.search(r"[,;]", value):
        return None

    def code(match: re.Match[str]) -> str:
        text = match.group()
        if text.startswith("0x"):
            return f"0x{_code_like(int(text, 16), rng):0{len(text) - 2}x}"
        return str(_code_like(int(text), rng))

    return _CODE.sub(code, value)


def _literals(value: str, rng: random.Random) -> str | None:
    """Code with literals in it: the literals change, the code stays."""
    if not _LITERAL.search(value):
        return None
    return _LITERAL.sub(lambda m: m["quote"] + _part(m["text"], rng) + m["quote"], value)


def _spaced(value: str, rng: random.Random) -> str | None:
    """Several words: each by itself; "Bearer" and the like stay."""
    parts = re.split(r"(\s+)", value)
    if len(parts) < 3:
        return None
    return "".join(
        part if not part.strip() or _SCHEME.fullmatch(part) else _part(part, rng) for part in parts
    )


def _digits(value: str, rng: random.Random) -> str | None:
    return slots.chars(rng, slots.DIGITS, len(value)) if value.isdecimal() else None


def _hex(value: str, rng: random.Random) -> str | None:
    if len(value) < MIN_HEX or not _HEX.fullmatch(value) or value.isalpha():
        return None
    made = slots.chars(rng, slots.HEX, len(value))
    return made.upper() if value.upper() == value else made


def _user_and_password(value: str, rng: random.Random) -> str | None:
    """`user:password`, as behind Basic."""
    user, colon, password = value.partition(":")
    if not (colon and re.fullmatch(r"[\w.@-]{2,40}", user) and len(password) > 2):
        return None
    if ":" in password or "/" in password:
        return None
    named = rng.choice(words.USERS) if _is_wordlike(user) else substituted(user, rng)
    return f"{named}:{_part(password, rng)}"


def _words(value: str, rng: random.Random) -> str | None:
    """A plain word, or plain words with separators, each in its case."""
    parts = re.split(r"([-_. ]+)", value)
    if not all(_is_wordlike(part) for part in parts[::2]):
        return None
    if len(parts) == 1:
        return _cased_as(value, slots.word_password(rng))
    return "".join(
        part if index % 2 else _cased_as(part, rng.choice(words.WORDS))
        for index, part in enumerate(parts)
    )


def _is_wordlike(text: str) -> bool:
    """Letters in one case that can be spoken."""
    return (
        text.isascii()
        and text.isalpha()
        and (text.islower() or text.isupper() or text.istitle())
        and bool(re.search("[aeiouy]", text.lower()))
        and not re.search("[^aeiouy]{5}", text.lower())
    )


def _cased_as(model: str, word: str) -> str:
    if model.islower():
        return word.lower()
    return word.upper() if model.isupper() else word.capitalize()


def _human(value: str, rng: random.Random) -> str | None:
    """A composed password: it has a part that can be spoken and is most of its letters."""
    if len(value) > LONGEST_HUMAN or not value.isascii() or re.search(r"[\s\\/<>{}]", value):
        return None
    shortest = 3 if len(value) <= SHORT_HUMAN else 4  # random letters hold short words by chance
    text = value.translate(_UNLEET) if len(value) <= LONGEST_LEET else value
    spoken = sum(len(m) for m in _WORD.findall(text) if len(m) >= shortest and _is_wordlike(m))
    letters = sum(char.isalpha() for char in text)
    kinds = [character_class(char) for char in text]
    if sum(a != b for a, b in pairwise(kinds)) > max(4, len(value) // 4):
        return None
    is_human = spoken >= max(shortest, 0.6 * letters) and len(value) <= 6 + 2 * spoken
    return slots.human_password(rng) if is_human else None


def _random(value: str, rng: random.Random) -> str | None:
    """Long and mixed: any letter or digit for each; what is neither stays in its place."""
    kinds = (str.isupper, str.islower, str.isdigit)
    if len(value) < 16 or not all(any(kind(char) for char in value) for kind in kinds):
        return None
    if not re.fullmatch(r"[A-Za-z0-9+/=_.~:|-]+", value):
        return None
    return re.sub("[A-Za-z0-9]", lambda _: rng.choice(slots.ALNUM), value)


_KINDS: tuple[Callable[[str, random.Random], str | None], ...] = (
    _pem,
    _uuid,
    _jwt,
    _token,
    _stock,
    _weak,
    _composed,
    _pattern,
    _digits,
    _encoded,
    _url,
    _codes,
    _pairs,
    _literals,
    _spaced,
    _hex,
    _user_and_password,
    _words,
    _human,
    _random,
    substituted,
)
