"""name = value, "name": value, name => value, name: type = value, name == value."""

from __future__ import annotations

from dataclasses import replace

from secret_guard import plausible
from secret_guard.generic.bare import bare_value
from secret_guard.generic.calls import USER_FIRST, literal_arguments
from secret_guard.generic.expressions import COMPARISONS, code_value
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.markup import names_a_value
from secret_guard.generic.proposals import SCHEME, chain_span
from secret_guard.generic.robot import is_variable
from secret_guard.regex import compiled
from secret_guard.spans import Span
from secret_guard.values import Chain, read_chain

# What may close a name: quotes, brackets, Markdown's bold, Ruby's and TypeScript's marks.
CLOSE = (
    r"""(?P<close>(?:\((?:hex|base64|b64|enc)\)|\\{0,7}["'`]|&(?:quot|apos|\#\w{2,3});|[ ]?\]|\)"""
    r"""|\*\*|__|[?!}]){0,5})"""
)
_ANNOTATION = (
    r"(?:[ \t]*:[ \t]*(?:[\w\[\]<>?.|&*: ]|&'\w+ ){1,60}?(?=[ \t]*:?=[^=>])"  # name: type =
    r"|(?:[ \t]+(?:[Aa][Ss]|[Cc][Oo][Nn][Ss][Tt][Aa][Nn][Tt]))?"  # Dim name As type =
    r"[ \t]+[\w.*\[\]]{1,40}(?:\(\d{1,5}\))?(?=[ \t]*:?=[^=>])"  # name type(9) =
    r"|[ \t]*:[ \t]*&?(?:'\w+ )?\[[\w; ]{1,30}\](?=[ \t]*=)"  # name: [u8; 16] =
    r"|\[\w{0,20}\]"  # name[16] =
    r"|,[ \t]*(?:err|ok|_|e|error|exists|found)(?=[ \t]*:?=[^=])"  # name, err :=
    r"|[ \t]+(?:N?VARCHAR2?|CHAR|TEXT)[ \t(\d)]{0,10}(?:NOT NULL )?(?=DEFAULT))?"
)
_SIGN = (
    r"[ \t]*(?P<operator>:=|={1,3}(?![=>~])|!==?|=>|=~|\|\|=|\?\?=|[?+.:]=|<-"
    r"|(?<![\w)])->|:(?!:)|(?<=[ ])::(?=[ ])|(?:to|eq|ne|DEFAULT|\-c?eq|\-c?ne)(?=[ \t]))[ \t]*"
)
# A key that names a file or a type: "src/token.rs": sum, "AWS::IAM::AccessKey": version.
_OF_CODE = compiled(
    r".*\.(?:[ch]|cc|cpp|cs|css|go|hpp|html|java|[cm]?js|jsx|json|kt|md|php|py|rb|rs|swift|tsx?)"
    r"|::.*"
)
_OPERATOR = compiled(CLOSE + _SIGN)
_TYPED = compiled(CLOSE + _ANNOTATION + _SIGN)
_LINE_BREAK = compiled(r"\\?\n[ \t]*(?=[\"'`@rRbBfF(])")
_BRACKET = compiled(r"[ \t]*\([ \t]*(?:\n[ \t]*)?(?=[\"'`rbfRBF])")
_JOINED_NAME = compiled(r"[ \t]*(?:\+|\.(?=[ \t$])|&|<>|<<|,)[ \t]*(?=[\w$])")
_CELL_END = compiled(r"(?:\\n)?(?<!\\)\"|\n|\\n")


def assigned(hit: Hit) -> list[Span]:
    """The value behind an assignment, a comparison, or a key."""
    quoted = hit.text[hit.end : hit.end + 1] in ("'", '"', "&")
    typed = hit.syntax is Syntax.CODE and not quoted
    match = (_TYPED if typed else _OPERATOR).match(hit.text, hit.end)
    if match is None or names_a_value(hit) or is_variable(hit):
        return []
    close, operator = match.group("close", "operator")
    if operator == "to" and (hit.comment or hit.quote):
        return []
    if set(close) & set("\"'`") and _OF_CODE.fullmatch(hit.before[-2:] + hit.written):
        return []
    bracket = ")" in close or ("]" in close and not set(close) & set("\"'`"))
    if bracket and operator in (":", "->", "=>", "to"):
        return []
    if hit.quote and hit.quote not in close:
        return _inside_string(hit, match.end(), operator)
    return _outside(hit, match.end(), operator, close)


def _outside(hit: Hit, pos: int, operator: str, close: str) -> list[Span]:
    """The value at `pos`, in the open."""
    at = _skipped(hit, pos, operator)
    adjacent = hit.syntax in (Syntax.CODE, Syntax.SHELL)
    chain = read_chain(hit.text, at, hit.doubled, implicit=adjacent)
    if chain is not None:
        if at > pos and USER_FIRST.search(hit.name):  # auth=("user", "value")
            chain = [chain, *(one for _, one in literal_arguments(hit.text, at))][-1]
        tells = hit.hint.rule_id in ("generic-password", "generic-secret")
        if operator in COMPARISONS and not tells and plausible.is_plain_word(chain.joined):
            return []  # if token == "struct"
        return _literal(hit, chain)
    if hit.syntax is not Syntax.CODE:
        return bare_value(hit, pos, operator)
    in_comment = bare_value(hit, pos, operator) if hit.comment else []
    return in_comment or code_value(hit, pos, operator, close)


def _skipped(hit: Hit, pos: int, operator: str) -> int:
    """`pos` behind a line break and a bracket, where the syntax allows them before a literal."""
    if hit.syntax not in (Syntax.CODE, Syntax.TEXT) and operator == ":":
        return pos
    for pattern in (_LINE_BREAK, _BRACKET):
        if match := pattern.match(hit.text, pos):
            pos = match.end()
    return pos


def _literal(hit: Hit, chain: Chain) -> list[Span]:
    """A literal; a mere "Bearer " leads on to what is joined to it."""
    spans = chain_span(hit, chain)
    if spans or hit.syntax is not Syntax.CODE or not SCHEME.match(chain.joined + "x"):
        return spans
    more = _JOINED_NAME.match(hit.text, chain.close)
    return code_value(hit, more.end(), "=", "") if more else []


def _inside_string(hit: Hit, pos: int, operator: str) -> list[Span]:
    """The value at `pos`, within a string literal of the code."""
    chain = read_chain(hit.text, pos, implicit=False)
    if chain is not None and chain.literals[0].quote != hit.quote:
        return chain_span(hit, chain)
    cell = _cell_value(hit, pos, operator) if hit.path.endswith(".ipynb") else []
    return cell or bare_value(hit, pos, operator)


def _cell_value(hit: Hit, pos: int, operator: str) -> list[Span]:
    """A value in a notebook's line of code, which is a JSON string."""
    end = _CELL_END.search(hit.text, pos, pos + 500)
    line = hit.text[pos : end.start() if end else pos + 500]
    inner = replace(hit, text=line, start=0, end=0, quote="")
    spans = code_value(inner, 0, operator)
    return [replace(span, start=span.start + pos, end=span.end + pos) for span in spans]
