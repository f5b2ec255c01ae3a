"""Values behind a mere blank: flags, directives, ENV, #define, PowerShell's secure strings."""

from __future__ import annotations

from secret_guard import plausible
from secret_guard.generic.bare import SHELL, WORD
from secret_guard.generic.expressions import LINE_START, WRAPPER
from secret_guard.generic.hits import OF_LOGIN, Hit, Syntax
from secret_guard.generic.proposals import chain_span, value_span
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span
from secret_guard.values import read_chain, read_expression, read_literal

_FLAG = compiled(r"(?:^|[\s\"'`=(\[])(?:--?)$")
_DOCKER = compiled(r"^[ \t]*(?:ENV|ARG)[ \t]+\w*$")
_BLANKS = compiled(r"[ \t]+")
_REST = compiled(r"[^\n]{1,500}")
_TO_LITERAL = compiled(r"[ \t]+(?:-String[ ]+|\{[ ]+)?(?=[\"'@])")
# :secret (.getBytes "value")
_TO_ARGUMENT = compiled(r"[ \t]+\((?:[\w.!?*/>-]{1,40}(?:/|->)|\.)?(?P<form>[\w-]{1,40})[ ](?=\")")
_LISP = (".clj", ".cljs", ".cljc", ".edn", ".el", ".lisp", ".scm", ".rkt", ".hy")
_TO_SOURCE = compiled(
    r"[ \t]+(?:-String[ ]+)?(?=System\.|ENV\b|project\.|findProperty|providers\.|\$env:|\$\w+)"
)
_VARIABLE = compiled(r"\$[\w:]+")
_LINE_LEAD = compiled(r"[\s`(|>#$%-]*(?:\w+ )?")
_KEY_FOLLOWS = compiled(r"[ \t]*[:=](?!=)")
# Directives of web servers that set a variable or a header.
_SETS = compiled(
    r"(?i)[ \t]*(?:setenv|set|env|(?:fastcgi|uwsgi|scgi)_param|proxy_set_header|add_header"
    r"|requestheader[ ]+set|backlog)[ \t]+\$?$"
)
_DIRECTIVE = compiled(
    r"(?i)(?:requirepass|insecure-password|masterauth|community|password|passwd|secret|key-string|passphrase"
    r"|pre-shared-key|psk|pass)"
)
# Not a literal but what joins two: "Bearer " + x + "...", read from a closing quote on.
_JOINS = compiled(r"[\"']{1,2}[ ](?:\+|&|\.|<>|\|\|)[ ][\w$]")
_STORE = compiled(  # the password store's command
    r"[ \t]+(?:show|insert|generate|ls|list|find|search|grep|edit|rm|mv|cp|git|init|otp)\b"
)
_OPTION = compiled(r"[ \t]+-")
_TO_WORD = compiled(r"[ \t]+(?:\d[ ]+)?")  # "password 7 0822455D0A16": the kind comes first
_DSL = (".gradle", ".groovy", ".rb", ".kts")  # storePassword System.getenv("X")


def spaced(hit: Hit) -> list[Span]:
    """#define NAME "value", ENV NAME value, -Password value, password "value"."""
    if hit.text[hit.end : hit.end + 1] not in (" ", "\t"):
        return []
    if _FLAG.search(hit.before):
        return _flag(hit)
    if _DOCKER.match(hit.before):
        return _rest_of_line(hit)
    if hit.passes:
        return []
    secure = "securestring" in hit.written.lower()
    match = _TO_LITERAL.match(hit.text, hit.end)
    if match and (hit.text[match.end()] == hit.quote or _JOINS.match(hit.text, match.end())):
        return []  # the end of the string that holds the name: "Bearer " + x
    if match:
        stands = hit.syntax is not Syntax.TEXT or secure or _LINE_LEAD.fullmatch(hit.before)
        return _literal(hit, match.end()) if stands else []
    if hit.path.endswith(_LISP) and (wrapped := _wrapped(hit)):
        return wrapped
    if secure or (hit.plain and hit.path.endswith(_DSL)):
        return _source(hit)
    if hit.plain and hit.syntax in (Syntax.PROPERTIES, Syntax.SHELL):
        return _directive(hit)
    return []


def _literal(hit: Hit, pos: int) -> list[Span]:
    """password "value", unless the literal is the key of what follows."""
    chain = read_chain(hit.text, pos, hit.doubled, implicit=False)
    if chain is None or _KEY_FOLLOWS.match(hit.text, chain.close):
        return []
    explained = hit.comment and hit.syntax is Syntax.CODE and "#define" not in hit.before
    if explained and not plausible.looks_secret(chain.joined):
        return []  # // a token "word" of a sentence
    return chain_span(hit, chain)


def _wrapped(hit: Hit) -> list[Span]:
    """:secret (.getBytes "value"): the only argument of a call that gives it another form."""
    match = _TO_ARGUMENT.match(hit.text, hit.end)
    if match is None or hit.quote or not WRAPPER.fullmatch(match.group("form")):
        return []
    chain = read_chain(hit.text, match.end(), implicit=False)
    if chain is None or not hit.text.startswith(")", chain.close):
        return []
    return chain_span(hit, chain)


def _flag(hit: Hit) -> list[Span]:
    """--password value."""
    pos = hit.end + 1
    closes = hit.quote and hit.text[pos : pos + 1] == hit.quote
    if closes or _JOINS.match(hit.text, pos):
        return []  # "tool --token " + x
    chain = read_chain(hit.text, pos, implicit=False)
    if chain is not None:
        return chain_span(hit, chain)
    match = SHELL.match(hit.text, pos)
    if match is None or match.group().startswith(("-", "|", "\\")):
        return []
    return value_span(hit, pos, match.end(), Rank.BARE)


def _rest_of_line(hit: Hit) -> list[Span]:
    """ENV NAME the rest of the line."""
    gap = _BLANKS.match(hit.text, hit.end)
    pos = gap.end() if gap else hit.end
    if literal := read_literal(hit.text, pos):
        return value_span(hit, literal.start, literal.end, Rank.LITERAL)
    match = _REST.match(hit.text, pos)
    if match is None or match.group().startswith("="):
        return []
    return value_span(hit, pos, match.end(), Rank.BARE)


def _directive(hit: Hit) -> list[Span]:
    """requirepass value, snmp-server community value, AuthLDAPBindPassword value."""
    begins = LINE_START.match(hit.before) is not None
    if hit.written == "pass":
        told = begins or OF_LOGIN.search(hit.before)
        if not told or _STORE.match(hit.text, hit.end):
            return []
    if hit.written.lower().endswith("policy"):
        return []  # password-policy NAME
    known = _DIRECTIVE.fullmatch(hit.written) is not None
    sets = hit.written.lower() != "key" and _SETS.fullmatch(hit.before)
    leads = sets or begins
    if not known and (hit.syntax is Syntax.SHELL or not leads):
        return []
    gap = _TO_WORD.match(hit.text, hit.end)
    word = WORD.match(hit.text, gap.end()) if gap else None
    if word is None or word.group().startswith("--"):
        return []
    if plausible.is_plain_word(word.group()) and _OPTION.match(hit.text, word.end()):
        return []  # "secret deploy --name x": a command
    return value_span(hit, word.start(), word.end() - word.group().endswith(";"), Rank.BARE)


def _source(hit: Hit) -> list[Span]:
    """storePassword System.getenv("X"), ConvertTo-SecureString $env:X."""
    match = _TO_SOURCE.match(hit.text, hit.end)
    if match is None:
        return []
    if variable := _VARIABLE.match(hit.text, match.end()):
        return value_span(hit, *variable.span(), Rank.BARE)
    return value_span(hit, match.end(), read_expression(hit.text, match.end()), Rank.REFERENCE)
