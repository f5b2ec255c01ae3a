"""Names that are arguments or keys, with the value beside them or further on."""

from __future__ import annotations

from secret_guard.generic.assigned import CLOSE
from secret_guard.generic.bare import bare_value, yaml_value
from secret_guard.generic.expressions import code_value
from secret_guard.generic.hits import Hit, Syntax
from secret_guard.generic.proposals import chain_span
from secret_guard.generic.rows import TO_ROWS
from secret_guard.names import is_about
from secret_guard.regex import compiled
from secret_guard.spans import Span
from secret_guard.values import read_chain

_COMMA = compiled(CLOSE + r"[ \t]*,[ \t\n]*(?:<<(?=\"))?")  # Erlang's <<"value">>
_IN_CALL = compiled(
    r"[\w!?>]\s?\([ \t]*(?:(?:@?[\"'][^\"']{0,60}[\"']|[\w.&>*-]{1,40})[ \t]*,[ \t]*){0,2}"
    r"@?(?:\\?[\"'`:]?)[\w.>$#\[=&*-]*$"
)
# A constant behind a variable: curl_setopt($ch, CURLOPT_PASSWORD, "value")
_BEHIND_VARIABLE = compiled(r"\w\([ ]?\$\w{1,30},[ ]?$")
# A call without brackets: config :app, :name, "value"; field "String", "NAME", "value".
_IN_STATEMENT = compiled(
    r"[ \t]*(?:\w+|\w+\.(?:fill_in|fill|field|put|set|type))[ ]"
    r"(?:[:\"'][\w.]{1,40}[\"']?,[ ]?){0,2}[:\"']"
)
_LOOKUP = compiled(r"\b(?:lookup|query)\([\"'][\w.]*$")  # Ansible's
_BEHIND_LITERAL = compiled(r"\([^()]*[\"'][ \t]*,[ \t]*(?:[\w.]{1,40}[ \t]*,[ \t]*)?[\w.]*$")
_IN_TUPLE = compiled(r"\{[ \t]*[\"':]?$")
_FLAG = compiled(r"[\"']--?$")
_VALUE_NAMES = r"(?i:default|value|valueFrom|defaultValue|default_value|val|initial|fallback|with)"
_NAMED = compiled(
    r"(?:\\{0,3}[\"'`])?[^()\n]{0,160}?(?:[\s,;{\"']|\n[ \t]*[\"']?)"
    + _VALUE_NAMES
    + r"(?:\\{0,3}[\"'])?[ \t]*[=:][ \t]*"
)
_ON_NEXT_LINE = compiled(
    r"(?:\\{0,3}[\"'`])?[ \t]*[,;]?[ \t]*(?:\#[^\n]*)?\n[ \t]*(?:\\{0,3}[\"'])?"
    r"(?i:value|valueFrom|default|val|string|content|defaultValue)(?:\\{0,3}[\"'])?[ \t]*[=:][ \t]*"
)
_NAME_KEY = compiled(
    r"(?i)(?:name|key|id|property|param|parameter|field|header|variable|var|env|envvar|label"
    r"|option)[\"']?[ \t]*[:=][ \t]*[\"']?[\w.-]*$"
)
_KEY_LENGTH = 9  # of the longest word of _NAME_KEY
_TO_NAME = compiled(r"[ \t]*[\"']?[\w.-]*$")  # what _NAME_KEY ends in
_BLOCK_ENDS = ("e", "E", "m", "M", "r", "R", "t", "T")  # last letters of _BLOCK's words
_BLOCK = compiled(r"(?i)\b(?:variable|param|parameter|input|output)[ \t]+[\"']?$")
_BLOCK_DEFAULT = compiled(r"[\"']?[ \t]*\{[^{}]{0,300}?\b(?:default|value)[ \t]*=[ \t]*")
_NESTED = compiled(
    r"[\"']?[ \t]*:[ \t]*(?:\{|\n)[^{}]{0,200}?\b(?:default|example|value)[\"']?[ \t]*:[ \t]*"
)
_METHOD = compiled(
    r"(?i)" + CLOSE + r"(?:\(\))?[ \t\n]*(?:\.|->|\?\.|!\.)[ \t]*(?:equals\w*|eq\w*|isEqual\w*"
    r"|compare\w*|contentEquals|set\w*|send_?keys|fill|type\w*|put|add\w*|insert|assign|copy\w*"
    r"|default\w*|or\w*|unwrap_or\w*|getOrElse|value|text|clear|enter\w*|with\w*|push|from"
    r"|(?:not\.)?(?:to(?:\.be|\.equal|\.eq|\.deep\.equal)?\w*|should\w*))\([ \t\n]*"
)


def argument(hit: Hit) -> list[Span]:
    """f("name", value), strcpy(name, "value"), ["--name", "value"]."""
    match = _COMMA.match(hit.text, hit.end)
    if match is None or not _takes_value(hit):
        return []
    if named := _named_argument(hit):
        return named
    chain = read_chain(hit.text, match.end(), hit.doubled, implicit=False)
    if chain is not None:
        again = _same(chain.joined, hit.name)  # flag.String(&secret, "secret", "value")
        next_flag = _FLAG.search(hit.before) and chain.joined.startswith("-")
        if again or next_flag or is_about(hit.name):
            return []
        return chain_span(hit, chain)
    quoted = set(match.group("close")) & set("\"'`")
    if hit.syntax is Syntax.CODE and (quoted or hit.name.isupper()):
        return code_value(hit, match.end(), "=")
    return []


def _takes_value(hit: Hit) -> bool:
    """Whether the name is an argument of a call, a column of an SQL row, or a flag in a list."""
    if TO_ROWS.match(hit.text, hit.end):
        return False  # the name of a column
    if hit.plain and not hit.name.isupper() and _BEHIND_LITERAL.search(hit.before):
        return False  # a variable: connect("db", "user", password, "other")
    if _LOOKUP.search(hit.before):
        return False  # what looks it up
    if hit.path.endswith(".sql") and hit.before.count("(") > hit.before.count(")"):
        return True
    if any(pattern.search(hit.before) for pattern in (_IN_CALL, _FLAG)):
        return True
    if hit.written.isupper() and _BEHIND_VARIABLE.search(hit.before):
        return True
    if hit.syntax is Syntax.CODE and _IN_STATEMENT.fullmatch(hit.before):
        return True
    # Settings of Erlang's programs are tuples, too: sys.config.
    return hit.syntax in (Syntax.CODE, Syntax.PROPERTIES) and bool(_IN_TUPLE.search(hit.before))


def _same(value: str, name: str) -> bool:
    return value.lower().replace("-", "_") == name.lower().replace("-", "_")


def _named_argument(hit: Hit) -> list[Span]:
    """f("--name", default="value")."""
    match = _NAMED.match(hit.text, hit.end)
    return _value_at(hit, match.end()) if match is not None else []


def pair(hit: Hit) -> list[Span]:
    """name: X, value: Y on one line or the next; variable "X" { default = "Y" }."""
    sign = max(hit.before.rfind(":"), hit.before.rfind("="))
    if sign >= 0 and _TO_NAME.match(hit.before, sign + 1) and _is_behind_key(hit.before, sign):
        match = _NAMED.match(hit.text, hit.end) or _ON_NEXT_LINE.match(hit.text, hit.end)
        return _value_at(hit, match.end()) if match is not None else []
    if hit.syntax is Syntax.YAML or hit.path.endswith((".json", ".tfstate")):
        match = _NESTED.match(hit.text, hit.end)
        if match is not None and _is_deeper(hit, match.group()):
            return _value_at(hit, match.end())
    if hit.before.rstrip(" \t\"'").endswith(_BLOCK_ENDS) and _BLOCK.search(hit.before):
        match = _BLOCK_DEFAULT.match(hit.text, hit.end)
        return _value_at(hit, match.end()) if match is not None else []
    return _named_argument(hit) if hit.before.endswith("-") and _FLAG.search(hit.before) else []


def _is_behind_key(before: str, sign: int) -> bool:
    """Whether the last sign of `before` follows a key whose value is a name."""
    end = len(before[:sign].rstrip(" \t\"'"))
    return _NAME_KEY.search(before, max(0, end - _KEY_LENGTH)) is not None


def _is_deeper(hit: Hit, following: str) -> bool:
    """Whether all lines of `following` but the first are indented deeper than the name's line."""
    margin = len(hit.before) - len(hit.before.lstrip())
    lines = following.split("\n")[1:]
    return all(len(line) - len(line.lstrip()) > margin for line in lines)


def _value_at(hit: Hit, pos: int) -> list[Span]:
    """The value at `pos`, outside any literal."""
    chain = read_chain(hit.text, pos, hit.doubled, implicit=False)
    if chain is not None:
        return chain_span(hit, chain)
    if hit.syntax is Syntax.CODE:
        return code_value(hit, pos, "=")
    if hit.syntax is Syntax.YAML:
        return yaml_value(hit, pos, flow="{" in hit.text[hit.end : pos])
    return bare_value(hit, pos, "=")


def method(hit: Hit) -> list[Span]:
    """password.equals("value"), field("password").sendKeys("value")."""
    match = _METHOD.match(hit.text, hit.end)
    owner = hit.written.rpartition(".")[0]
    if match is None and owner:  # the method was read as the last part of the name
        match = _METHOD.match(hit.text, hit.start + len(owner))
    chain = read_chain(hit.text, match.end(), implicit=False) if match is not None else None
    return chain_span(hit, chain) if chain is not None else []
