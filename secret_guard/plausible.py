"""What a value looks like: mechanically never a secret, like a random or chosen secret, a name."""

from __future__ import annotations

import re
import unicodedata

from secret_guard.escapes import readable
from secret_guard.regex import compiled

_EMPTY = frozenset(
    "true false null none nil undefined yes no on off nan void self this default optional required"
    " string str text bytes int integer number bool boolean float double char varchar object any"
    " array list dict map unknown never secretstr function lambda async await return new"
    " not and or if else in is the a an enable enabled disable disabled always never".split()
)
_NUMBER = compiled(
    r"(?:0[xX]|dword:)[0-9a-fA-F]{1,8}[uUlL]{0,3}|[-+]?(?:\d{1,3}|\d+(?:\.\d+){2,}|\d{1,6}\.\d+|\d{1,8}(?:ms|s|m|h|d|px|em|kb|mb|%))"
)
_DATE = compiled(r"(?:19|20)\d\d-[01]\d-[0-3]\d(?:$|[ T])")
# A resource of Amazon's, other than where a secret is kept.
_RESOURCE = compiled(r"arn:aws[a-z-]*:(?!secretsmanager|ssm)[a-z0-9-]+:\S*")
_PUNCTUATION = compiled(r"[\W_]+")
_MASK = compiled(r"([*x.•#-])\1{3,}", re.IGNORECASE)
_ARMOUR = compiled(r"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----(?:\\[rnt]|\s)*")
_CONVERSION = compiled(r"%[-\d.]*[sdrxifuvqT@]|\{\d*\}|%\{\w*\}|\\[nrt]")
_ALGORITHM = compiled(
    r"(?i)(?:(?:hmac)?[-_]?(?:with)?sha[-_]?\d{0,3}(?:[-_/]\d+)?|md5|[hrpe]s(?:256|384|512)|a?es\b.*|rsa\b.*|des\b.*"
    r"|utf[-_]?(?:8|16|32)\w*|ascii|us-ascii|latin-?1|hex|base64(?:url)?|binary|iso-8859-1|pbkdf2.*|bcrypt|scrypt"
    r"|argon2\w*|pkcs\d+|pem|der|jks|x\.?509|text/\w+|application/[\w+.-]+|sandbox|bearer|basic|digest|negotiate)"
)
_PLAIN_WORD = compiled(r"[A-Z]?[a-z]+(?:[ _.-][A-Z]?[a-z]+)*|[A-Z]+(?:_[A-Z]+)*")
_PRODUCT = compiled(r"[a-z]+[0-9]*(?:[-_][a-z0-9]+)+")
_CONSTANT = compiled(r"[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)+|\d+-[a-z]+")
_PATH = compiled(
    r"(?:\.{0,2}|~)/[\w./@-]*|[\w-]+(?:/[\w.-]+){2,}|[\w-]+\.(?:py|js|ts|json|ya?ml|pem|key|crt|txt|html?|css|png|svg)"
)
# What only a key opens: of Jasypt, sops and eyaml, Spring's config server, Vault's transit engine,
# sealed secrets, Amazon's KMS, Mule. And what begins the part of one that is a value by itself.
_ENCRYPTED = compiled(
    r"ENC\([A-Za-z0-9+/=]{16,}\)|ENC\[[A-Z0-9_]+,.*\]?|\{cipher\}.{16,}|vault:v\d+:[A-Za-z0-9+/=]{16,}"
    r"|Ag[A-D][A-Za-z0-9+/]{300,}={0,2}|AQICAH[A-Za-z0-9+/]{60,}={0,2}|!\[[A-Za-z0-9+/=]{16,}\]",
    re.DOTALL,
)
_IN_ENCRYPTED = compiled(r"(?:ENC\[PKCS7,|\bv1:[A-Za-z0-9+/]{8,24}={0,2}:)$")
IN_ENCRYPTED = 40  # characters before a value that this looks at
# What stands between the words of a text, and on its letters in scripts that need that.
_BETWEEN_WORDS = frozenset(" .,:;!?'()-/")
_OF_TEXTS = frozenset(("Mn", "Mc", "Cf", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"))
_REFERENCE_TEXT = compiled(
    r"\$\{[^{}\n]*\}|\$\(.*\)|\$[A-Za-z_]\w*|\{\{.*?\}\}|<%.*?%>|#\{.*?\}|%\w+%|%env\(.*\)%|\$\{\{.*?\}\}"
)


def is_trivial(value: str) -> bool:
    """Whether `value` can never be a secret: empty, boolean, a type, a short number, armour."""
    text = value.strip()
    if len(text) < 3 or text.lower() in _EMPTY or _NUMBER.fullmatch(text):
        return True
    if _RESOURCE.fullmatch(text) or _DATE.match(text):
        return True
    if _CONVERSION.fullmatch(text) or _ARMOUR.fullmatch(text):
        return True
    return bool(_PUNCTUATION.fullmatch(text)) and not _MASK.fullmatch(text) and text != "..."


def is_algorithm(value: str) -> bool:
    """Whether `value` names an algorithm, an encoding, a media type or an auth scheme."""
    return _ALGORITHM.fullmatch(value.strip()) is not None


def is_plain_word(value: str) -> bool:
    """Whether `value` is words of letters only, each in one case: "user_name", "Log in"."""
    return _PLAIN_WORD.fullmatch(value.strip()) is not None


def is_product(value: str) -> bool:
    """Whether `value` may name a product or a machine: "flake8-bugbear", "x86_64"."""
    return _PRODUCT.fullmatch(value) is not None


def is_constant(value: str) -> bool:
    """Whether `value` may name a constant or a ticket: "I32_ARRAY", "ARROW-17173", "24-bit"."""
    return _CONSTANT.fullmatch(value) is not None


def is_encrypted(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` of `text` is a value that only a key opens, or the body of one."""
    if _ENCRYPTED.fullmatch(text, start, end):
        return True
    return _IN_ENCRYPTED.search(text, max(0, start - IN_ENCRYPTED), start) is not None


def is_path(value: str) -> bool:
    """Whether `value` reads like a file or URL path."""
    return _PATH.fullmatch(value.strip()) is not None


def is_reference_text(value: str) -> bool:
    """Whether `value`, a text, is wholly a variable or template expression."""
    return _REFERENCE_TEXT.fullmatch(value.strip()) is not None


def is_wording(value: str) -> bool:
    """Whether `value` is made as texts for people are: letters, spaces, marks of a sentence."""
    return _words(readable(value).strip())


def _words(text: str) -> bool:
    """Whether a readable text is a wording."""
    return text[:1].isalpha() and all(
        char.isalpha()
        or char in _BETWEEN_WORDS
        or (char > "\x7f" and unicodedata.category(char) in _OF_TEXTS)
        for char in text
    )


def is_translation(value: str) -> bool:
    """Whether a wording is of a language that ASCII does not write: several words, or one without
    any ASCII letter. A single word may be a chosen password, with an accent, too; but what is
    written with escapes comes from a file of translations."""
    text = readable(value).strip()
    if text.isascii() or not _words(text):
        return False
    return " " in text or text != value.strip() or not re.search(r"[A-Za-z]", text)


def looks_secret(value: str) -> bool:
    """Whether `value` mixes character classes as chosen or random secrets do."""
    if len(value) < 6 or re.search(r"\s", value) or is_path(value) or is_algorithm(value):
        return False
    digits = any(char.isdigit() for char in value)
    letters = any(char.isalpha() for char in value)
    symbols = any(char in "!@#$%^&*+=?~|" for char in value)
    return (
        letters
        and (digits or symbols)
        and not re.fullmatch(r"[\w.]+\(.*\)|[a-z]{1,3}\d{1,2}", value)
    )
