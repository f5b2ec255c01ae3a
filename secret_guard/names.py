"""Which credential the name of a variable, key, flag or function hints at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from secret_guard.regex import compiled


@dataclass(frozen=True, slots=True)
class Hint:
    """What a name hints at. A `weak` hint counts only with a value that looks like a secret."""

    rule_id: str
    noun: str
    weak: bool = False


PIN = Hint("generic-password", "PIN")

_CAMEL = compiled(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = compiled(r"[^a-z0-9]+")

# What a code opens.
LOCKS = ("alarm", "door", "gate", "safe", "unlock", "disarm")

# Of electronics mostly: the value has to be a number.
_PIN = r"_pin_?(?:code)?_"

# Tested in this order against "_the_words_of_the_name_".
_PASSWORD = (
    r"passw(?:or)?d|passwrd|passphrase|passcode|passwort|kennwort|contrasen|senha_|haslo_"
    r"|mot_?de_?passe|wachtwoord|losenord|passord|_clave_|_heslo_|salasana|_parola_|lozinka|pwd|_pass_?\d*_|_psw_|_pw\d*_|_psk_|_wpa\d?_(?:key_)?$"
    r"|_(?:user|so|hsm|pkcs_?11|token|slot|(?:smart_?)?card|yubi_?key|piv|admin|login)_pin_"
    rf"|_(?:{'|'.join(LOCKS)})_?code_"
    r"|secure_?string|(?:user|db|root|admin|my|store|key|require|control|smtp|ftp|sql|mail|http|auth|proxy|ssh)pass_"
)
_API_KEY = (
    r"(?:api|app|application|subscription|consumer|integration|ingest(?:ion)?|instrumentation"
    r"|licen[cs]e|activation|product|maps?|site|publishable|write|project|account|storage|function"
    r"|host|admin|access|auth|client|service|server|user|developer|tracking|write|merchant|partner"
    r"|function|search|vision|translate|weather|send|live|test|upload|maps)_?keys?_"
)
_KEY = (
    r"(?:private|secret|sign(?:ing|ature)?|encrypt(?:ion)?|decrypt(?:ion)?|crypto?|cipher|master"
    r"|shared|hmac|aes|des|rsa|ssh|ssl|tls|pgp|gpg|deploy|session|cookie|root|data|public|jwt|hash"
    r"|symmetric|certificate|security|pre_?shared|current|primary|secondary|transfer|device|box|seal)_?keys?_"
    r"|_pem_|_salt_|_pepper_|_hmac\d*_|_mnemonic_|_seed_phrase_|_nonce_|_iv_"
)
_FAMILIES: tuple[tuple[str, Hint], ...] = (
    (r"conn(?:ection)?_?str(?:ing)?s?_", Hint("generic-connection-string", "Connection string")),
    (_PASSWORD, Hint("generic-password", "Password")),
    (_PIN, PIN),
    (_API_KEY, Hint("generic-api-key", "API key")),
    (_KEY, Hint("generic-key", "Key")),
    (r"secret(?!ar)|_encrypted_|geheim|_erlang_cookie_", Hint("generic-secret", "Secret")),
    (
        r"token(?!i[sz])|_jwt|bearer|_otp_|totp|_hotp_|_mfa_|2fa|oauth|csrf|xsrf|_pat_"
        r"|session_?(?:id|secret)_|_sessid_|phpsessid|jsessionid|_set_cookie_|_sid_",
        Hint("generic-token", "Token"),
    ),
    (
        r"credential|_creds?_|authorization|_auth_(?!domain|time|method|type|mode|flow|scheme|level)"
        r"|basic_?auth|_sas_|_hub_signature|_dsn_|webhook"
        r"|community|recovery_code|backup_code|_auth_?(?:code|header|string|data)_",
        Hint("generic-credential", "Credential"),
    ),
    (r"_mdp_", Hint("generic-password", "Password", True)),  # mot de passe, but also others
    (r"_(?:\w+_)?(?:url|uri|endpoint|broker|jdbc)s?_?\d*_|url_$", Hint("generic-url", "URL", True)),
    (
        r"login|logon|_signature_|_sig_|_cookies?_|_session_|_auth(?!ors?_)\w*_"
        r"|_keys?_|_bind\w*_|_fernet_"
        r"|_connection_|_seed_|_connect_|mysqli|_pdo_|_cert(?:ificate)?_",
        Hint("generic-value", "Value"),
    ),
)
_COMPILED = tuple((compiled(source), hint) for source, hint in _FAMILIES)
_WEAK_IDS = frozenset({"generic-value", "generic-url"})

# What is told in numbers: how long a credential is, or how old it may be.
_MEASURES = (
    "timeout|age|ttl|expiry|expires?|expiration|lifetime|len|length|size|limit|count|attempts"
    "|rounds|cost"
)
_MEASURED = compiled(
    rf"_(?:{_MEASURES}|expires?_(?:in|after)|validity|interval|delay|seconds|minutes|hours"
    r"|days|millis|ms)_$"
)

# Names of something about a credential: a number or an expression there is not its value.
_ABOUT = compiled(
    rf"_(?:{_MEASURES}|types?|names?|counts|sizes|fields?|labels?|files?|paths?|dir|policy|min"
    r"|max|expired|exp|params?|parameters?|class"
    r"|list|map|set|index|idx|pos|offset|kind|format|regex|re|pattern|validator|encoder|manager|mgr"
    r"|provider|service|store|factory|utils?|helper|required|enabled|valid|invalid|changed|reset"
    r"|strength|errors?|messages?|hint|prompt|text|input|bytes|stream|position|at"
    r"|range|start|end|line|column|node|separator|version|callback|handler|view|form|page|button"
    r"|template|exists|status|rotation|scopes?|algorithm|mode|usage|refs?"
    r"|visible|buf|protected|match|matches|test|func|function|fn|iterator|buffer|value_from)_$"
    r"|^_(?:max|min|num|n|nb|is|has|use|no|total|show|hide|allow|require|requires|next|prev|last"
    r"|check|validate|verify|test|skip|enable|disable|with|toggle|can|should)_"
)


# Keys of texts that an interface shows: LABEL_PASSWORD, FORGOT_PASSWORD, SHOW_PWD_TOOLTIP.
_SHOWN = compiled(
    r"_(?:label|title|caption|heading|tooltip|placeholder|message|msg|text|hint|help|advice"
    r"|description|desc|button|btn|mandatory|required|forgot|forgotten|mismatch|matching|prompt"
    r"|question|warning|notice|info|error|instruction|show|hide|enter|repeat|confirm)s?_"
)


# What passes, or is passed through: a filter, a stage of rendering or compiling, a ticket.
_OTHER_PASS = compiled(
    r"_(?:all|band|high|low|by|one|two|single|multi|first|second|third|last|final|next|prev(?:ious)?"
    r"|current|each|render|shadow|depth|light(?:ing)?|colou?r|compute|post|pre|opaque|geometry"
    r"|analysis|function|module|loop|transform|compiler|boarding|season|day|bus|ski)_pass_"
)


# Names of what is no credential: of a key's id, an assembly's key, routes, passwords that nobody
# may choose, and options that switch one off.
_NONE = compiled(
    r"_key_?id_$|^_(?:no|without)_|_public_key_token_|_non_secret_"
    r"|_(?:ext|extended|large|bgp|standard|std)_community_"
    r"|_(?:forbidden|common|weak|banned|black_?list(?:ed)?|block(?:ed|_?list)|deny_?list"
    r"|disallowed|breached|worst|top|popular)_(?:\w+_)?passwords_"
)


@lru_cache(maxsize=8192)
def words_of(name: str) -> str:
    """The lower-case words of `name` between underscores: "dbPassword" -> "_db_password_"."""
    return "_" + _SEPARATOR.sub("_", _CAMEL.sub("_", name).lower()).strip("_") + "_"


@lru_cache(maxsize=8192)
def hint_of(name: str) -> Hint | None:
    """What `name` hints at (camelCase, snake_case, kebab-case, dotted), None if nothing."""
    words = _OTHER_PASS.sub("_", words_of(name))
    if _NONE.search(words):
        return None
    for pattern, hint in _COMPILED:
        if pattern.search(words):
            if hint.rule_id in _WEAK_IDS and not hint.weak:
                return Hint(hint.rule_id, hint.noun, True)
            return hint
    return None


@lru_cache(maxsize=8192)
def is_about(name: str) -> bool:
    """Whether `name` is of something about a credential (its length, its field, its policy)."""
    return _ABOUT.search(words_of(name)) is not None


@lru_cache(maxsize=8192)
def is_measured(name: str) -> bool:
    """Whether `name` is of a number about a credential: its length, its age in seconds."""
    return _MEASURED.search(words_of(name)) is not None


@lru_cache(maxsize=8192)
def is_shown(name: str) -> bool:
    """Whether `name`, in capitals as the keys of translations are, is of a text of an interface."""
    return name.isupper() and _SHOWN.search(words_of(name)) is not None
