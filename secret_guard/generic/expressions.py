"""Values in code that are not plain literals: defaults, wrapped literals, references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secret_guard import plausible
from secret_guard.generic.hits import Hit
from secret_guard.generic.proposals import chain_span, value_span
from secret_guard.names import hint_of, is_about
from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span
from secret_guard.values import CHARACTERS, Chain, read_chain, read_expression

COMPARISONS = frozenset({"==", "===", "!=", "!==", "=~", "eq", "ne", "-eq", "-ne", "-ceq", "-cne"})
LINE_START = compiled(r"[\s#;/*>+-]*$")
INNER_LITERALS = 12  # literals of one expression that are looked at

_TAIL = compiled(r"(?:[ \t]*(?:\{|\bthen\b|\bdo\b|\?>|%>|-->|\*/|:|\\|\)\s*=>))+$")
_NO_VALUE = compiled(
    r"function\b|lambda\b|async\b|\(?[\w, ]*\)?[ ]*=>|def\b|class\b|new [A-Z]\w*\(\)$|\{|\[\]?$"
    r"|\[\s*\n|\[[\"']|<|\*|/|%r"
)
_BYTE = r"(?:0x[0-9a-fA-F]{1,2}|-?\d{1,3})(?:[uU]8|\.toByte\(\))?"
_CODES = compiled(
    r"[\w\[\]. :;*&]{0,40}?[\[({]{1,2}\s*(?P<list>"
    rf"{_BYTE}(?:\s*,\s*(?:\(byte\)\s*)?{_BYTE}){{5,400}})"
)
_CHARACTERS = compiled(rf"[\w\[\]. :;*&]{{0,40}}?[\[({{]{{1,2}}\s*(?P<list>{CHARACTERS.pattern})")
_NUMBER = compiled(r"\d{4,20}\b(?![.\w])")
_ALONE = compiled(r"[\w.!@#%^&*-]{6,80}$", re.MULTILINE)

# What makes an expression a reference worth a look: a call, a subscript, a telling word.
_SUBJECT = compiled(r"[\w)\]}\"']\s*[(\[]|[(\[]|\$\{")
_SOURCE = compiled(
    r"(?i)env|secret|vault|config|settings?\b|param|\bopt(?:ion)?s?\b|\bargs\b|\bargv\b|properties"
    r"|\bprops\b|cred|\bvar\.|\blocal\.|\bdata\.|module\.|keyring|keychain|ssm|kms|request|\breq\."
    r"|form\b|answers|prompt|input|stdin|\$_|values\.|context|flags?\b|data\[|cfg|conf\b|viper"
)
_WORDS = compiled(r"[\w-] [a-z(]")
_SECRET_SOURCE = compiled(r"(?i)secret|vault|sops|getenv|environ")
_DOTTED = compiled(r"[\w$@]+(?:(?:\.|->|::)\w+)+")
# A type or a base class behind a colon; a constant is all upper case.
_TYPE = compiled(r"(?:[A-Z]\w{0,60}\.)?[A-Z](?=\w*[a-z])\w{0,60}[?!]?")
# &[u8], [u8; 32]; x25519::StaticSecret
_COMPOSED_TYPE = compiled(r"&?\[\w+(?:; ?\w+)?\]|\w+(?:::\w+)*::[A-Z]\w*[a-z]\w*")
_INFRASTRUCTURE = (".tf", ".tfvars", ".hcl", ".nix", ".bicep")


def code_value(hit: Hit, pos: int, operator: str, close: str = '"') -> list[Span]:
    """The value of the expression at `pos`, behind `operator` (`close` closed the name).

    The literals inside it that are values, else the expression as a reference.
    """
    text = hit.text
    end = _expression_end(text, pos)
    expression = text[pos:end]
    if not expression or expression.startswith("\n"):
        return []
    if operator == ":" and not close and _COMPOSED_TYPE.fullmatch(expression):
        return []
    if not close and _is_plain_line(hit, pos, operator):
        return value_span(hit, pos, end, Rank.BARE)
    codes = _CODES.match(text, pos, pos + 4000) or _CHARACTERS.match(text, pos, pos + 4000)
    if codes:
        return value_span(hit, *codes.span("list"), Rank.LITERAL)
    if number := _NUMBER.match(expression):
        about = is_about(hit.name)
        return [] if about else value_span(hit, pos, pos + number.end(), Rank.LITERAL)
    if _NO_VALUE.match(expression):
        return []
    inner = inner_spans(hit, pos, end)
    if inner or operator in COMPARISONS or not _is_reference(hit, expression, operator):
        return inner
    annotation = operator == ":" and not close and hit.path.endswith((".py", ".pyi"))
    return [] if annotation else value_span(hit, pos, end, Rank.REFERENCE)


def _expression_end(text: str, pos: int) -> int:
    """The end of the expression at `pos`, without what only belongs to the statement."""
    end = read_expression(text, pos)
    tail = _TAIL.search(text, pos, end)
    return tail.start() if tail else end


def _is_plain_line(hit: Hit, pos: int, operator: str) -> bool:
    """Whether name and value are a line of configuration inside a longer string of the code."""
    match = _ALONE.match(hit.text, pos)
    return (
        match is not None
        and LINE_START.match(hit.before) is not None
        and (operator == ":" or hit.text[hit.end : pos] == "=")
        and plausible.looks_secret(match.group())
    )


def _is_reference(hit: Hit, expression: str, operator: str) -> bool:
    """Whether `expression` reads a credential from somewhere, by its form and the name."""
    if hit.comment and _WORDS.search(expression):
        return False  # an explanation
    if operator == ":" and _TYPE.fullmatch(expression):
        return False
    about = is_about(hit.name) and not _SECRET_SOURCE.search(expression)
    if hit.hint.weak or about or plausible.is_trivial(expression):
        return False
    if not hit.path.endswith(_INFRASTRUCTURE) and _repeats(expression, hit.name):
        return False
    tests = (_SUBJECT.search, _SOURCE.search, _is_hinting_chain)
    return any(test(expression) for test in tests)


def _is_hinting_chain(expression: str) -> bool:
    """Whether the expression is a dotted name that hints at a credential: box.SecurePassword."""
    hint = hint_of(expression) if _DOTTED.fullmatch(expression) else None
    return hint is not None and not hint.weak


def _repeats(expression: str, name: str) -> bool:
    """Whether the expression only repeats the name: password=self.password."""
    if not re.fullmatch(r"[\w.$@>-]+", expression):
        return False
    return re.split(r"\W+", expression)[-1].strip("_").lower() == name.strip("_").lower()


# --- literals inside an expression -------------------------------------------------------------

_LITERAL_START = compiled(r"\\{0,3}[\"'`]")
_KEY_AFTER = compiled(r"\s*(?:\]|=>|:\s)")
_SECURE_STRING = compiled(r"(?i)SecureString\s+(?:-String\s+)?$")
_ALTERNATIVE = compiled(
    r"(?:\|\||\?\?=?|\?:|\?|\bor|\belse|(?<!:):|\bthen)[ \t\n]*[(@]?[ \t]*[bruf]?$"
)
_ENTRY = compiled(r":[ \t\n]*[(@]?[ \t]*$")
_CALLEE = compiled(r"[\w.$>:!?-]{1,80}(?:<[^<>()]{1,40}>)?!?[ ]*$")
_GENERIC = compiled(r"<[^<>]*>")
_PARAMETER = compiled(r"(?:\w{1,20}[ ]?=[ ]?)?[@bruf]?$")
# Functions whose first argument is the name of what they return.
_LOOKUP = compiled(
    r"(?i)get|env|fetch|read|load|lookup|secret|config|param|vault|resolve|require|propert|var\b"
    r"|setting|option|open|input|prompt|file|find|query|select|data|header|cookie|session|generate"
    r"|random|uuid|translate|^_$|^t$|^i18n|message|format|sprintf|print|log|join|split|replace|exec"
    r"|run|shell|output|system|ask|key\b|field|column|attr|access|value|default|argv|request|post"
    r"|call|send|provider|credentials|sub\b|ref\b|import"
)
# Functions whose argument is the value, in another form.
WRAPPER = compiled(
    r"(?i)some|just|string|str|bytes?|buffer|from|of|secretstr|secret|password|\w*encode\w*|\w*decode\w*"
    r"|b64\w*|base64\w*|atob|btoa|hash\w*|md5|sha\d+|hexdigest|unhexlify|fromhex|hex|unescape"
    r"|decodeuri\w*|unquote\w*|urldecode|tobytes|to_owned|mask|fromutf8|utf8|to_string|box|cow|lazy"
    r"|sensitive|protect\w*|securestring|convertto\w*|reverse\w*|strrev|frombase64string|getbytes"
    r"|tochararray|quote|escape|text|literal|pointer|ptr|fernet|hidden|cstr|l|nsstring|pack|rot13"
    r"|stringwithstring|password_?hash|set|bcrypt|generate_password_hash|make_password|getdecoder"
    r"|codecs|a2b_\w+|loads|optional|ofnullable|createhash|trim|strip|new"
)
_FAILS = compiled(r"(?i)errors?|\w*(?:error|exception)|fail\w*|expect|panic|die|raise")
_DIALOG = compiled(r"(?i)\w*input_?(?:box|dlg|dialog)|ask(?:string|_\w+)?|get_?pass\w*")
_OR_ELSE = compiled(r"(?i)or_?else|unwrap_or|getordefault|coalesce")
_VAULT = compiled(r"(?i)vault|secret|keyring|ssm|kms")
# Functions with a later argument that is returned when nothing is found.
_WITH_DEFAULT = compiled(
    r"(?i)get|env|fetch|config|option|param|propert|setting|default|lookup|var|or_?else|unwrap_or"
    r"|coalesce|nvl|ifnull|first|or$|flag|string$|argument|input|cfg|try|either|value|maybe"
)


def inner_spans(hit: Hit, start: int, end: int) -> list[Span]:
    """The spans of the literals in the expression `[start, end)` that are values."""
    found = inner_values(hit.text, start, end)
    return [span for chain in found for span in chain_span(hit, chain, Rank.DEFAULT)]


def inner_values(text: str, start: int, end: int) -> Iterator[Chain]:
    """The literals of an expression that are values: defaults, alternatives, wrapped ones."""
    at = start
    for _ in range(INNER_LITERALS):
        match = _LITERAL_START.search(text, at, end)
        if match is None:
            return
        chain = read_chain(text, match.start(), implicit=False)
        if chain is None or chain.close > end + 1:
            at = match.end()
            continue
        at = chain.close
        before = text[max(start, match.start() - 200) : match.start()]
        if _is_value(before, chain.joined, text[at : at + 24]):
            yield chain


def _is_value(before: str, value: str, after: str) -> bool:
    """Whether a literal with this code around it is a value, not a name or a key."""
    if plausible.is_algorithm(value) or not value.strip():
        return False
    if _KEY_AFTER.match(after) and re.search(r"[\[{,]\s*$", before):
        return False
    if _SECURE_STRING.search(before):
        return True
    if _ALTERNATIVE.search(before):
        is_entry = _ENTRY.search(before) is not None and "?" not in before
        return not is_entry and not re.match(r"\s*\]", after)
    opening = _open_bracket(before)
    callee = _CALLEE.search(before, max(0, opening - 130), opening) if opening > 0 else None
    if callee is None:
        return False
    earlier = _PARAMETER.sub("", before[opening + 1 :], count=1)
    return _is_value_of(callee.group(), earlier, value, after)


def _open_bracket(before: str) -> int:
    """Where the innermost bracket that is still open at the end of `before` stands, -1 if none."""
    depth = 0
    for pos in range(len(before) - 1, -1, -1):
        if before[pos] == ")":
            depth += 1
        elif before[pos] == "(":
            if depth == 0:
                return pos
            depth -= 1
    return -1


def _is_value_of(callee: str, earlier: str, value: str, after: str) -> bool:
    """Whether the argument `value` of a call is a value: wrapped by it, or its default."""
    name = re.split(r"\W+", _GENERIC.sub("", callee).strip(" !?:>-."))[-1]
    if _FAILS.fullmatch(name) or _DIALOG.fullmatch(name):
        return False
    if earlier.strip(" \n\t,"):
        known = _WITH_DEFAULT.search(name) is not None and not _VAULT.search(callee + earlier)
        return known and ("," in earlier or not plausible.is_plain_word(value))
    if _OR_ELSE.search(name):
        return not after.lstrip().startswith(",")
    if WRAPPER.fullmatch(name):
        return True
    if _LOOKUP.search(name):
        return False
    odd = len(value) >= 8 and not plausible.is_plain_word(value) and not hint_of(value)
    return plausible.looks_secret(value) or (odd and re.fullmatch(r"\w+", value) is not None)
