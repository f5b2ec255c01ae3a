"""Values in sentences: documents, comments, chats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from secret_guard import plausible
from secret_guard.generic.hits import (
    OF_LOGIN,
    Hit,
    Syntax,
    in_comment,
    line_before,
    syntax_of,
)
from secret_guard.generic.proposals import value_span
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span

# At least three words before the name, and nothing that only code has.
_PROSE_LINE = compiled(
    r"(?:^|[\"'`>*#.:])[ \t]*(?:\d\.[ ])?[(]?(?:[A-Za-z][\w'.-]*[ ,(]+){3,}(?:[\w-]+[ ])?[(]?$"
)
_VALUE = (
    r"[ ]\(?(?P<value>`[^`\n]{3,120}`|\"[^\"\n]{3,120}\"|'[^'\n]{3,120}'|\*\*[^*\n]{3,80}\*\*"
    r"|[^\s`\"',;(]{3,120})"
)
# The root password of every container is still `value`.
_STATED = compiled(
    r"[*_`\"')]{0,3}(?:[ ](?:for|of|on|to|in|at|from|f[uü]r|vom|von|zum|zur|auf|im|der|des"
    r"|pour|de|du|del|para)(?:[ ][\w./@`'*-]{1,40}){1,6}?)?"
    r"(?P<verb>[ ]\(?(?:is|was|are|ist|est|es|still|remains|becomes|changed to|set to|now|will be)"
    r"(?:[ ](?:now|still|currently|always|just|set to|simply))?:?|[ ]?[=:]|[ ]-)" + _VALUE
)
# Password of the root user (default: value)
_BY_DEFAULT = compiled(
    r"[`\"')]{0,2}(?:[.,;]?[ ][\w.'`-]{1,30}){0,6}?[.,;]?[ ]{1,3}\(?(?i:defaults?(?:[ ]is|[ ]to)?)"
    r"(?::[ ]{0,2}|[ ](?=[`\"']))" + _VALUE.removeprefix(r"[ ]\(?")
)
BY_DEFAULT_REACH = 240  # characters that _BY_DEFAULT may take before its value
_BESIDE = compiled(r"[*_`\"')]{0,3}(?P<verb>)" + _VALUE)
_LOGIN = compiled(
    r"(?i)[^\n]{0,40}?(?:\bwith|\busing|:|\bas|\bpassword)[ ](?:the |password |user |username )*"
    r"[`\"*']{0,2}(?P<user>[\w.@+-]{2,60})[`\"*']{0,2}[ ]?(?:/|:|,| and| with| password)[ ]?"
    r"(?:password |the password |pw )*[`\"*']{0,2}(?P<value>[^\s`\"*]{3,80})"
)
_SHORT_NAMES = frozenset({"pw", "pass", "passwd", "pwd"})
# What a sentence says about a credential instead of telling it.
_STATES = frozenset(
    "required invalid incorrect wrong missing empty set valid expired stored hashed encrypted"
    " optional mandatory needed correct now the kept used given provided unknown not blank short"
    " long weak strong changed reset public different same ignored sent shown hidden removed"
    " deleted disabled enabled unset safe unsafe mismatch mismatched rejected accepted it this that"
    " called passed entered checked asked read null none token bearer basic".split()
)
_STOP = compiled(r"[ ]?\(|[,.;)!]|\s*$")
_LINE_END = compiled(r"\s*$")
_SLASH = compiled(r" / `?(?P<value>(?!@)[^\s/\"'`<>|()\[=\\]{6,60})(?=[\s,.;)\"'`\\]|$)")
_WORD_AND_NUMBER = compiled(r"[a-z]{4,}\d{2,}")
_NO_VALUE = compiled(r"\d+\^|[\w-]+\.[a-z]{1,4}$|[\w-]+\.[\w-]+\.[a-z]{2,4}$")  # 10^n, a file
# A user's name is no constant: admin / value, but SIGHUP / SIGUSR2.
_USER = compiled(r"(?:^|[\s(\[:;,\"'*>|])(?:[a-z][\w.+-]*|[\w.+-]+@[\w.-]+)$")


def prose(hit: Hit) -> list[Span]:
    """The password is `value`; log in with admin / value."""
    if by_default := _by_default(hit):
        return by_default
    weak = hit.hint.weak and "log" not in hit.name
    if weak or not (hit.comment or _PROSE_LINE.search(hit.before)):
        return []
    if hit.passes and hit.text[hit.end : hit.end + 1] not in (":", "="):
        return []
    match = _STATED.match(hit.text, hit.end) or _BESIDE.match(hit.text, hit.end)
    if hit.hint.weak or hit.hint.rule_id == "generic-credential":
        match = _LOGIN.match(hit.text, hit.end) or match
    if match is None:
        return []
    start, end = _unmarked(hit.text, *match.span("value"))
    closing = hit.text.find("</", start, end)
    end = end if closing < 0 else closing
    if not _tells(hit, match, start, end):
        return []
    strong = replace(hit, hint=replace(hit.hint, weak=False), comment=True)
    return value_span(strong, start, end, Rank.BARE)


def _by_default(hit: Hit) -> list[Span]:
    """Password of the database user (default: 'value')."""
    said = hit.text[hit.end : hit.end + BY_DEFAULT_REACH].lower()
    if hit.hint.weak or hit.quote or "default" not in said:
        return []
    match = _BY_DEFAULT.match(hit.text, hit.end)
    if match is None:
        return []
    start, end = _unmarked(hit.text, *match.span("value"))
    said = hit.text[start:end]
    if plausible.is_trivial(said) or said.lower() in _STATES or "(" in said:
        return []
    return value_span(replace(hit, comment=True), start, end, Rank.BARE)


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without quotes, marks of Markdown and punctuation."""
    while start < end and text[start] in "`\"'*(@":
        start += 1
    marks = "`\"'*.,;:)@" if text[start - 1] == "@" else "`\"'*.,;:)"
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end


def _tells(hit: Hit, match: re.Match[str], start: int, end: int) -> bool:
    """Whether the sentence tells the value: by its form, or by what the sentence says."""
    value = hit.text[start:end]
    if plausible.looks_secret(value):
        return not plausible.is_constant(value)  # a ticket
    if plausible.is_trivial(value) or value.strip().lower() in _STATES:
        return False
    following = hit.text[end : end + 2]
    if match.re is _LOGIN:
        return _STOP.match(following) is not None
    if match.group("verb").strip():
        return hit.text[match.start("value")] in "`\"'*" or _STOP.match(following) is not None
    short = hit.name.lower() in _SHORT_NAMES and hit.syntax is Syntax.TEXT
    return short and _LINE_END.match(following) is not None


def user_slash_password(text: str, path: str) -> Iterator[Span]:
    """admin / value, `admin` / `value`, in a document or a comment."""
    is_document = syntax_of(path) is Syntax.TEXT or path.endswith(".ipynb")
    for match in _SLASH.finditer(text):
        value = match.group("value").rstrip(",.;)")
        before = line_before(text, match.start())
        if not before.rstrip("`")[-1:].isalnum() or not plausible.looks_secret(value):
            continue
        named = None if path.endswith(".ipynb") else _USER.search(before)
        if not (named and _is_chosen(named.group(), value)) and not OF_LOGIN.search(before):
            continue
        if plausible.is_product(value) or plausible.is_constant(value):
            continue  # amd64 / x86_64, CVE-2024-1 / CVE-2024-2, USE_A / USE_B
        if is_document or in_comment(before):
            start = match.start("value")
            message = "Password behind a user name"
            yield Span(start, start + len(value), "generic-password", message, Rank.BARE)


def _is_chosen(user: str, value: str) -> bool:
    """Whether `value` has three kinds of characters, or a number behind a word."""
    if _WORD_AND_NUMBER.fullmatch(value):
        return not user[-1].isdigit()  # int32 / uint32
    tests = (str.isupper, str.islower, str.isdigit, lambda char: not char.isalnum())
    kinds = sum(any(map(test, value)) for test in tests)
    return kinds > 2 and not _NO_VALUE.match(value)
