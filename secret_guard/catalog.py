"""All rules by id: those of the providers, and the names under which generic finds are reported."""

from __future__ import annotations

from secret_guard.known_files import FILE_RULES
from secret_guard.rules import RULES

# What names, decoding and entropy find (generic/, decode.py, literals.py), in words.
GENERIC: dict[str, str] = {
    "generic-password": "Password, by the name of what holds it",
    "generic-api-key": "API key, by the name of what holds it",
    "generic-key": "Cryptographic key, by the name of what holds it",
    "generic-secret": "Secret, by the name of what holds it",
    "generic-token": "Token, by the name of what holds it",
    "generic-credential": "Credential, by the name of what holds it",
    "generic-connection-string": "Connection string, by the name of what holds it",
    "generic-url": "URL, by the name of what holds it",
    "generic-value": "Value that looks like a credential, with a name that may hint at one",
    "encoded-string": "Credential in base64, hex, percent or unicode escapes",
    "split-string": "Credential put together from parts",
    "high-entropy-string": "Long random string",
}


def all_rules() -> dict[str, str]:
    """Every rule id with what it finds, providers first."""
    known = {rule.id: rule.message for rule in RULES}
    files = {rule.id: rule.message for rule in FILE_RULES}
    return {**known, **files, **GENERIC}
