"""Calls whose own name hints: setPassword("value"), login("user", "value")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from secret_guard import plausible
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import URL, chain_span
from secret_guard.names import words_of
from secret_guard.regex import compiled
from secret_guard.spans import Span
from secret_guard.values import Chain, read_chain, read_expression

# Calls that take the user before the password.
USER_FIRST = compiled(r"(?i)auth|login|logon|credential|connect|jwt|mysqli|pdo|hmac|bind")

ARGUMENTS = 6  # arguments of a call that are looked at
_OPEN = compiled(r"(?:<[\w, ]{1,30}>)?[ ]?\([ \t\n]*")
_DEFINITION = compiled(
    r"(?:\b(?:def|func|function|fn|sub|class|fun|void|import|interface)"
    r"|\b(?:String|bool|boolean|int|char|byte\[\])\*?)[ \t]+(?:\([^()]*\)[ ]?)?\w*$"
)
# Functions that ask for a credential, or about one: their argument is its name.
_ASKS = compiled(
    r"(?:get|find|has|is|check|expect|match|parse|read|load|fetch|lookup|delete|remove|revoke|list"
    r"|print|log|show|describe|validate|verify|assert|count|require|next|peek|consume|skip|forget"
    r"|contains|to|on|test|handle|render|encode|decode|confirm|when|ask|prompt|missing|invalid"
    r"|unset|no|mask|redact|hide|include|needs|refresh|rotate|clear|add|generate|gen|random|make"
    r"|new|prop|attr|trigger|toggle|css|closest|bind|off)_"
)
_BARE_VERBS = frozenset({"auth_", "login_", "logon_", "authenticate_"})
_ARGUMENT_END = compiled(r"\s*(?:[,)]|\.(?:toCharArray|getBytes|as_|to_|encode|into)|$)")
# Functions that only turn a literal into bytes.
_DECODES = compiled(r"(?:[\w.]{1,40}(?:\.|::|->))?(?i:decode\w*|from_?base64\w*|b64\w*|unhex\w*)\(")
_GAP = compiled(r"[,\s]*")


def call(hit: Hit) -> list[Span]:
    """The literals that a call with a hinting name is given."""
    match = _OPEN.match(hit.text, hit.end)
    if match is None or _DEFINITION.search(hit.before):
        return []
    verb = words_of(hit.name.rsplit(".", 1)[-1]).lstrip("_")
    if hit.name.isupper() and verb.endswith("pass_"):
        return []  # FUNCTION_PASS("name", Class()): of a compiler
    connects = "connect" in verb
    if _ASKS.match(verb) and not connects:
        return []
    if hit.syntax is Syntax.TEXT and hit.text[match.end() : match.end() + 1] not in ("'", '"'):
        return []
    strong = replace(hit, hint=replace(hit.hint, weak=False))
    first = 2 if connects else _has_user(hit, match.end())
    chains = [
        chain
        for index, chain in literal_arguments(hit.text, match.end())
        if index >= first and _is_worth(hit, chain.joined, bool(index and first), verb)
    ]
    return [
        span for chain in chains[-1 if connects else -2 :] for span in chain_span(strong, chain)
    ]


def _has_user(hit: Hit, pos: int) -> int:
    """1 if the first of several arguments at `pos` is a user's name, else 0."""
    several = hit.text.startswith(",", read_expression(hit.text, pos))
    return int(several and USER_FIRST.search(hit.name) is not None)


def _is_worth(hit: Hit, value: str, behind_user: bool, verb: str) -> bool:
    """Whether an argument may be a value: plain words only where a password is expected."""
    if plausible.is_algorithm(value) or URL.match(value):
        return False
    if hit.hint.rule_id == "generic-password" or behind_user or verb in _BARE_VERBS:
        return True
    if verb.startswith("hmac"):
        return True
    if verb.startswith("set_") and not hit.hint.weak and value.count("-") > 1:
        return True
    return not plausible.is_plain_word(value) and "/" not in value


def literal_arguments(text: str, pos: int) -> Iterator[tuple[int, Chain]]:
    """(index, literal) of the arguments from `pos` on that are literals."""
    for index in range(ARGUMENTS):
        wrapped = _DECODES.match(text, pos)
        chain = read_chain(text, wrapped.end() if wrapped else pos, implicit=False)
        if chain is not None and _ARGUMENT_END.match(text[chain.close : chain.close + 30]):
            yield index, chain
        end = read_expression(text, pos)
        gap = _GAP.match(text, end)
        if not text.startswith(",", end) or gap is None:
            return
        pos = gap.end()
