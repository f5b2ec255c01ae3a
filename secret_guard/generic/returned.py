"""Functions whose name hints and that return a literal."""

from __future__ import annotations

from secret_guard import plausible
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import URL, chain_span
from secret_guard.names import is_about
from secret_guard.regex import compiled
from secret_guard.spans import Span
from secret_guard.values import read_chain

# What a line holds before the name of a function that it defines: modifiers, types, a receiver.
_LEAD = compiled(
    r"[ \t]*(?:[\w$<>\[\].:?*&@]{1,40}[ ]+){0,8}(?:\([^()\n]{0,80}\)[ ]+)?"
    r"(?:[*&\#]|\w{1,40}::){0,4}"
)
_CONTROL = compiled(
    r"\b(?:if|elif|else|while|for|switch|match|case|return|with|until|unless|when|catch|and|or|not"
    r"|await|yield|new|throw|assert|raise|in|is)\b"
)
_BEGINS = ("{", ",", ";")  # what else a definition may stand behind
_PARAMETERS = r"[ ]?\([^()\n]{0,160}\)"
# From the name to what the function does: name(x: int) -> str:   name = (x) =>   name(): String =
_HEAD = compiled(
    rf"(?:(?:[ ]?=[ ]?|[\"']?:[ ]?)(?:async[ ])?(?:function[ ]?)?)?{_PARAMETERS}"
    r"(?:[ ]?(?:->|:|throws[ ])|(?=[ ][\w*\[\]]))?[^\n{}=;()\"`]{0,80}?"
    r"(?:\s{0,40}\{|=>[ ]?\{?|=|:?(?=[ \t]*\n|[ ]return\b)|(?<=:)(?=[ \t]*\#))"
)
# def name   sub name {
_NO_PARAMETERS = {
    "def": compiled(r"(?=[ \t]*\n)"),
    "sub": compiled(r"\s{0,40}\{"),
}
# Properties: Name { get; set; } =   Name { get { return   name: String { return   get() =
_PROPERTY = compiled(
    r"\s{0,40}\{\s{0,40}get(?:;(?:\s{0,40}(?:\w{1,10}[ ])?(?:set|init);)?\s{0,40}\}[ ]?="
    r"|\s{0,40}(?:=>|\{))|[ ]?:[ ]?\w{1,40}\??(?:\s{0,40}\{|\s{0,80}get\(\)[ ]=)"
)
# A blank line, a comment, Python's text of what a function is for.
_GAP = compiled(
    r"(?:\s|//[^\n]{0,200}\n|\#[^\n]{0,200}\n|/\*[^*]{0,300}\*/"
    r"|\"\"\"[^\"]{0,400}\"\"\"){0,100}"
)
_RETURN = compiled(r"return[ (]{1,3}")
_ENDS = compiled(r"\)?[ \t]*(?:;|\}|\n|$|//|\#)")
# Languages in which the last expression is what a function returns.
_LAST = (".rs", ".rb", ".scala", ".kt", ".ex", ".exs", ".swift", ".pl", ".pm")


def returned(hit: Hit) -> list[Span]:
    """String dbPassword() { return "value"; }, def db_password(): return "value"."""
    if hit.syntax is not Syntax.CODE or not hit.plain or is_about(hit.name):
        return []
    head = _HEAD.match(hit.text, hit.end) or _PROPERTY.match(hit.text, hit.end)
    if head is None and (bare := _NO_PARAMETERS.get(hit.before[-4:-1])):
        head = bare.match(hit.text, hit.end)
    if head is None or not _is_definition(hit.before):
        return []
    pos = head.end()
    if gap := _GAP.match(hit.text, pos):
        pos = gap.end()
    if stated := _RETURN.match(hit.text, pos):
        pos = stated.end()
    elif not head.group().rstrip().endswith(("=>", "=")) and not hit.path.endswith(_LAST):
        return []
    chain = read_chain(hit.text, pos, hit.doubled, implicit=False)
    if chain is None or not _ENDS.match(hit.text, chain.close):
        return []
    return chain_span(hit, chain) if _is_worth(hit, chain.joined) else []


def _is_worth(hit: Hit, value: str) -> bool:
    """Whether a function of that name may return `value` as a credential: words only if it says
    so, no addresses that it puts together."""
    if hit.hint.weak and URL.match(value):
        return False
    if hit.hint.rule_id in ("generic-password", "generic-secret"):
        return True
    return value.isascii() and " " not in value and not plausible.is_plain_word(value)


def _is_definition(before: str) -> bool:
    """Whether a definition may stand behind `before`, no call in a condition."""
    lead = before[max(map(before.rfind, _BEGINS)) + 1 :]
    return _LEAD.fullmatch(lead) is not None and not _CONTROL.search(lead)
