"""Values whose NAME hints at a credential, in every common syntax.

The text is searched once for the words of such names. Around each hit the whole name is read, and
what stands behind it (or before it, for `"x" == password`) says how its value is written. The cost
is bounded for each hit, so long lines stay linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import PurePosixPath

from secret_guard import plausible
from secret_guard.names import Hint, hint_of, is_about
from secret_guard.spans import Rank, Span
from secret_guard.values import Chain, read_chain, read_expression, read_literal

NAME_LIMIT = 72  # a longer run of name characters is data, not a name
LOOK_BACK = 240  # characters of the line before a name
BARE_LIMIT = 500


class Syntax(Enum):
    """How a file writes values: what an unquoted word after a name means."""

    CODE = "code"
    YAML = "yaml"
    SHELL = "shell"
    PROPERTIES = "properties"
    TEXT = "text"


_EXTENSIONS = {
    Syntax.YAML: "yaml yml",
    Syntax.SHELL: "sh bash zsh ksh fish env envrc dockerfile containerfile bat cmd mk profile bashrc"
    " zshrc makefile bash_history zsh_history history sh_history bash_profile zprofile zshenv fish_history",
    Syntax.PROPERTIES: "ini cfg conf cnf properties toml editorconfig npmrc pypirc netrc pgpass"
    " service prefs inf reg flaskenv config gitconfig my.cnf dotenv",
    Syntax.TEXT: "md markdown txt rst log adoc csv tsv html htm xml org tex diff patch eml out text xhtml"
    " svg plist xaml wiki textile readme",
}
_SYNTAX = {name: syntax for syntax, names in _EXTENSIONS.items() for name in names.split()}

_CODE_EXTENSIONS = frozenset(
    "py pyi js jsx mjs cjs ts tsx mts cts java kt kts scala groovy gradle cs fs fsx vb go rs rb erb"
    " php phtml pl pm lua r swift m mm dart ex exs hs c h cc cpp cxx hpp hh ps1 psm1 psd1 sql json"
    " jsonc json5 ipynb tf tfvars hcl vue svelte css scss graphql proto cmake nix jenkinsfile rake"
    " gemfile rakefile vagrantfile clj cljs el lisp ml zig nim jl sol coffee astro bicep tfstate"
    " pp cr d sbt bzl gql avsc har webmanifest map aspx cshtml jsp twig j2".split()
)

# The first pass: where a word of a name may stand. Case is folded beforehand.
_HINT = re.compile(
    r"pass(?!e[ds]\b|ing|ive|age|ion|thr)|pwd|psw|pw(?![a-z])|pin(?![a-z])|psk|wpa(?![a-z])|kennwort|senha|haslo|mot_?de|wachtwoord"
    r"|losenord|contrase|secret(?!ar)|geheim|token(?!i[sz])|key(?!s?[a-rt-z])|keypass|cred|auth(?!or(?!iz))|bearer|jwt"
    r"|session|cookie|csrf|xsrf|salt|pepper|nonce|otp(?![a-z])|2fa|mfa|seed(?![a-z])|mnemonic|hmac"
    r"|sas(?![a-z])|signature|sig(?![a-z])|dsn|conn(?:ection)?[_-]?string|connstr|webhook|community"
    r"|login|logon|log in|recovery|backup.?code|ur[li](?![a-z])|endpoint|jdbc|broker|licen[cs]e"
    r"|identified by|connect(?:ion)?(?=\()|mysqli|pdo\(|pat(?![a-z])|encrypted|fernet|pem(?![a-z])"
    r"|securestring|bind\w{0,10}(?=\()"
)

# What may close a name: quotes, brackets, Markdown's bold, Ruby's and TypeScript's marks.
_CLOSE = r"""(?P<close>(?:\\{0,7}["'`]|[ ]?\]|\)|\*\*|__|[?!}]){0,5})"""
_ANNOTATION = (
    r"(?:[ \t]*:[ \t]*[\w\[\]<>?.|&'*: ]{1,60}?(?=[ \t]*=[^=>])|[ \t]+[\w.*\[\]]{1,40}(?=[ \t]*=[^=>])"
    r"|[ \t]*:[ \t]*&?(?:'\w+ )?\[[\w; ]{1,30}\](?=[ \t]*=)|\[\w{0,20}\]|,[ \t]*(?:err|ok|_|e|error|exists|found)(?=[ \t]*:?=[^=])|[ \t]+(?:N?VARCHAR2?|CHAR|TEXT)[ \t(\d)]{0,10}(?:NOT NULL )?(?=DEFAULT))?"
)
_OPERATOR = re.compile(
    _CLOSE
    + _ANNOTATION
    + r"[ \t]*(?P<operator>:=|={1,3}(?![=>~])|!==?|=>|=~|\|\|=|\?\?=|[?+.:]=|<-|->|:{1,2}(?!:)"
    r"|(?:to|eq|ne|DEFAULT|\-c?eq|\-c?ne)(?=[ \t]))[ \t]*"
)
_COMPARISON = frozenset({"==", "===", "!=", "!==", "=~", "eq", "ne", "-eq", "-ne", "-ceq", "-cne"})
_LINE_BREAK = re.compile(r"\\?\n[ \t]*(?=[\"'`@rRbBfF(])")
_OPENING = re.compile(r"[ \t]*(?:\([ \t]*(?:\n[ \t]*)?(?=[\"'`rbfRBF]))")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that hints at a credential, and where it stands."""

    text: str
    syntax: Syntax
    path: str
    start: int
    end: int
    name: str
    hint: Hint
    before: str  # the line up to the name, at most LOOK_BACK characters
    comment: bool  # in a comment, or in a text of prose
    quote: str  # the quote of the string literal the name stands inside, "" if none

    @property
    def flow(self) -> bool:
        """Whether an unclosed brace stands before the name on its line."""
        return self.before.count("{") > self.before.count("}")


def syntax_of(path: str) -> Syntax:
    """How the file at `path` writes values, by its name."""
    name = PurePosixPath(path).name.lower()
    if "dockerfile" in name or name.startswith(".env") or name.endswith(".env"):
        return Syntax.SHELL
    for part in reversed(name.strip(".").split(".")):
        if part in _CODE_EXTENSIONS:
            return Syntax.CODE
        if part in _SYNTAX:
            return _SYNTAX[part]
    return Syntax.PROPERTIES if name.startswith(".") else Syntax.TEXT


def find_generic(text: str, lowered: str, path: str) -> list[Span]:
    """The values in `text` (`lowered` is its lower-case twin) that follow a hinting name."""
    found: list[Span] = []
    for hit in _hits(text, lowered, path):
        for handler in _HANDLERS:
            spans = [span for span in handler(hit) if span.start < span.end]
            if spans:
                found += spans
                break
    return [*found, *_char_arrays(text), *_user_slash_password(text, path)]


_CHAR_ARRAY = re.compile(r"\"(?P<value>[^\"\\\n]{3,120})\"\.toCharArray\(\)")
_SLASH = re.compile(r"\b(?P<user>[A-Za-z][\w.@-]{2,40})[ ]/[ ](?P<value>[^\s/\"'`<>|]{6,60})(?=[\s,.;)\"'`]|$)")


def _char_arrays(text: str) -> Iterator[Span]:
    """"value".toCharArray(): what Java's key stores take as a password."""
    for match in _CHAR_ARRAY.finditer(text):
        if not plausible.is_trivial(match.group("value")):
            yield Span(*match.span("value"), "generic-password", "Password as array of char", Rank.LITERAL)


def _user_slash_password(text: str, path: str) -> Iterator[Span]:
    """admin / value, in a text or a comment."""
    if " / " not in text:
        return
    plain = syntax_of(path) is Syntax.TEXT
    for match in _SLASH.finditer(text):
        line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - LOOK_BACK) : match.start()]
        value = match.group("value").rstrip(",.;)")
        if plausible.looks_secret(value) and (plain or _COMMENT.search(line)) and not re.search(r"[(\[=]", value):
            start = match.start("value")
            yield Span(start, start + len(value), "generic-password", "Password behind a user name", Rank.BARE)


# --- names -------------------------------------------------------------------------------------

# Names of two words.
_PHRASES = {
    "log in": ("login", Hint("generic-credential", "Credential", True)),
    "identified by": ("password", Hint("generic-password", "Password")),
}
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$")
_KEY_BEFORE = re.compile(
    r"(?i)\b(api|app|access|secret|private|signing|encryption|license|master|auth|shared|account|"
    r"connection|client|personal access|recovery|backup|session|storage)[ ]$"
)
_COMMENT = re.compile(r"^[ \t>]*(?:\#|//|/?\*|--[ ]|<!--|;|%|rem\b|')|[ \t](?:\#|//|--)[ ]|/\*|<!--", re.IGNORECASE)
_IMPORT = re.compile(r"^[ \t]*(?:import|from|require|use|using|package|\#include|@import)\b[ \t\"'<]")


def _hits(text: str, lowered: str, path: str) -> Iterator[Hit]:
    """Every hinting name in `text`, from left to right."""
    syntax, done = syntax_of(path), 0
    for match in _HINT.finditer(lowered if len(lowered) == len(text) else text):
        if match.start() < done:
            continue
        start, end = _name_bounds(text, match.start(), match.end())
        done = max(end, match.end())
        if end - start > NAME_LIMIT:
            continue
        phrase = _PHRASES.get(match.group().lower())
        if phrase is not None:
            start, end = match.span()
        before = text[max(text.rfind("\n", 0, start) + 1, start - LOOK_BACK) : start]
        found = phrase or _hint(text[start:end], before)
        if found is None or _IMPORT.match(before):
            continue
        name, hint = found
        quote = _open_quote(before) if syntax is not Syntax.TEXT else ""
        comment = syntax is Syntax.TEXT or (not quote and _COMMENT.search(before) is not None)
        yield Hit(text, syntax, path, start, end, name, hint, before, comment, quote)


def _name_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The run of name characters around `[start, end)`, bare of dots and dashes at its ends."""
    low, high = max(0, start - NAME_LIMIT - 8), min(len(text), end + NAME_LIMIT + 8)
    while start > low and text[start - 1] in _NAME_CHARS:
        start -= 1
    while end < high and text[end] in _NAME_CHARS:
        end += 1
    while start < end and text[start] in "-.$":
        start += 1
    while end > start and text[end - 1] in "-.$":
        end -= 1
    return start, end


def _hint(name: str, before: str) -> tuple[str, Hint] | None:
    """The part of a dotted name that hints at a credential, and what it hints at."""
    phrase = _KEY_BEFORE.search(before)
    last = name.rsplit(".", 1)[-1]
    candidates = [last, *([".".join(name.split(".")[-2:]), name] if last != name else [])]
    if phrase:
        candidates.insert(0, phrase.group(1) + "_" + name)
    hints = [(candidate, hint) for candidate in candidates if (hint := hint_of(candidate))]
    return min(hints, key=lambda pair: pair[1].weak, default=None)


_QUOTE = re.compile(r"\\.|[\"'`]", re.DOTALL)


def _open_quote(before: str) -> str:
    """The quote that is still open at the end of `before`, "" if none; words' apostrophes aside."""
    quote = ""
    for match in _QUOTE.finditer(before):
        char = match.group()
        if len(char) > 1:
            continue
        if not quote:
            apostrophe = char == "'" and before[: match.start()][-1:].isalpha() and match.start() > 1
            quote = "" if apostrophe and not before[: match.start()].endswith(("b", "r", "f", "u")) else char
        elif char == quote:
            quote = ""
    return quote


# --- spans -------------------------------------------------------------------------------------

_SCHEME = re.compile(r"(?:Authorization: ?)?(?:Bearer|Basic|Token|ApiKey|Digest|Key|JWT|Splunk|token)[ ]+(?=\S)|\{(?:noop|plain|PLAIN|CLEAR\w*)\}", re.IGNORECASE)
_CODES_ONLY = re.compile(r"(?:0x[0-9a-fA-F]{1,2}\s*,\s*){15,}0x[0-9a-fA-F]{1,2}")
_DEFAULT = re.compile(
    r"\$\{(?!(?:file|env|localEnv|containerEnv|config|secrets?\w*|ssm|vault|inputs?|sm|opt|self|cf"
    r"|params?|sys|dir|aws\w*|gcp\w*|azure\w*|base64):)[\w.\-]+:(?:[-=])?(?![?+$\-=])(?P<value>[^{}]+)\}"
)
_USER_PASSWORD = re.compile(r"[\w.@+-]{2,40}:(?P<value>[^\s:/@]{3,})")
_QUOTED = re.compile(r"(?P<quote>\\{0,3}[\"'])(?P<value>.+)(?P=quote)", re.DOTALL)
_AT_SIGNS = re.compile(r"@(?P<value>[^@\s]+)@")  # Haddock's code marks
_INNER_PAIR = re.compile(r"(?i)\b(?:password|pwd|accountkey|sharedaccesskey|secret|token|api_?key|sig|access_token)=")
_URL = re.compile(r"[a-z][a-z0-9+.:-]{1,30}://\S", re.IGNORECASE)
_USER_FIRST = re.compile(r"(?i)auth|login|logon|credential|connect|jwt|mysqli|pdo|hmac|bind")


def _span(hit: Hit, start: int, end: int, rank: Rank) -> list[Span]:
    """`[start, end)` as a span of this name's family; wrappings of the value taken off; or nothing."""
    text = hit.text
    if rank is not Rank.LITERAL or text.startswith("\n", start):
        start, end = _stripped(text, start, end)
    value = text[start:end]
    if match := _QUOTED.fullmatch(value) or (hit.comment and _AT_SIGNS.fullmatch(value)):
        return _span(hit, start + match.start("value"), start + match.end("value"), rank)
    if match := _DEFAULT.fullmatch(value):
        inner = _span(hit, start + match.start("value"), start + match.end("value"), Rank.DEFAULT)
        if inner:
            return inner
    if match := _SCHEME.match(value):
        return _span(hit, start + match.end(), end, rank)
    if rank is Rank.LITERAL and hit.hint.rule_id == "generic-credential" and (
        match := _USER_PASSWORD.fullmatch(value)
    ):
        start += match.start("value")
        value = match.group("value")
    if plausible.is_trivial(value) or (rank is not Rank.REFERENCE and not _fits(hit, value)):
        return []
    rule_id, noun = hit.hint.rule_id, hit.hint.noun
    if _URL.match(value) and rank is not Rank.REFERENCE:
        rule_id, noun = "generic-url", "URL"
    return [Span(start, end, rule_id, f"{noun} in {hit.name[:60]}", rank)]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _fits(hit: Hit, value: str) -> bool:
    """Whether a literal or bare `value` is worth a look, given how much the name says."""
    if hit.hint.rule_id == "generic-url":
        return _URL.match(value) is not None and not _INNER_PAIR.search(value)
    if plausible.is_reference_text(value):
        return not hit.hint.weak
    if _INNER_PAIR.search(value) and not _URL.match(value):
        return False  # the name inside is a hit of its own
    if hit.hint.weak:
        if hit.name.lower() == "key" and hit.syntax is not Syntax.CODE:
            return not _URL.match(value)
        if _CODES_ONLY.fullmatch(value):
            return True
        return plausible.looks_secret(value) or (len(value) >= 16 and _URL.match(value) is not None)
    return True


def _chain_span(hit: Hit, chain: Chain, rank: Rank = Rank.LITERAL) -> list[Span]:
    """The span of a literal, or of a concatenation as a whole."""
    if len(chain.literals) == 1:
        return _span(hit, chain.start, chain.end, rank)
    if plausible.is_trivial(chain.joined) or not _fits(hit, chain.joined):
        return []
    message = f"{hit.hint.noun} in {hit.name[:60]}, split over {len(chain.literals)} strings"
    return [Span(chain.start, chain.end, "split-string", message, Rank.SPLIT, chain.joined, "concatenation")]


# --- what follows a name -----------------------------------------------------------------------


def _assigned(hit: Hit) -> list[Span]:
    """name = value, "name": value, name => value, name: type = value, name == value."""
    match = _OPERATOR.match(hit.text, hit.end)
    if match is None:
        return []
    close, operator, pos = match.group("close"), match.group("operator"), match.end()
    if operator == "to" and hit.comment:
        return []
    if ")" in close and operator in (":", "->", "=>", "to"):
        return []
    return _value(hit, pos, operator, close)


def _value(hit: Hit, pos: int, operator: str, close: str = "") -> list[Span]:
    """The value at `pos`, behind `operator`."""
    inside = hit.quote and not _closes(close, hit.quote)
    if not inside:
        at = pos
        if hit.syntax in (Syntax.CODE, Syntax.TEXT) or operator != ":":
            for pattern in (_LINE_BREAK, _OPENING):
                if skipped := pattern.match(hit.text, at):
                    at = skipped.end()
        adjacent = hit.syntax in (Syntax.CODE, Syntax.SHELL)
        chain = read_chain(hit.text, at, _doubled(hit), implicit=adjacent)
        if chain is not None and at > pos and _USER_FIRST.search(hit.name):
            chain = [chain, *(one for _, one in _arguments(hit.text, at))][-1]
        if chain is not None:
            return _literal_value(hit, chain)
    else:
        chain = read_chain(hit.text, pos, implicit=False)
        if chain is not None and chain.literals[0].quote != hit.quote:
            return _chain_span(hit, chain)
        if hit.path.endswith(".ipynb"):
            return _cell_value(hit, pos, operator)
        return _bare_value(hit, pos, operator)
    if hit.syntax is Syntax.CODE and not hit.comment:
        return _code_value(hit, pos, operator, close)
    spans = _bare_value(hit, pos, operator)
    if not spans and hit.syntax is Syntax.CODE:
        return _code_value(hit, pos, operator, close)
    return spans


_CELL_END = re.compile(r"(?:\\n)?(?<!\\)\"|\n|\\n")


def _cell_value(hit: Hit, pos: int, operator: str) -> list[Span]:
    """A value in a notebook's line of code, which is a JSON string."""
    end = _CELL_END.search(hit.text, pos, pos + 500)
    line = hit.text[pos : end.start() if end else pos + 500]
    inner = replace(hit, text=line, start=0, end=0, quote="")
    spans = _code_value(inner, 0, operator, '"')
    if not spans:
        return _bare_value(hit, pos, operator)
    return [replace(span, start=span.start + pos, end=span.end + pos) for span in spans]


def _closes(close: str, quote: str) -> bool:
    return quote in close


def _doubled(hit: Hit) -> bool:
    """Whether a quote inside a literal is written twice in this syntax."""
    return hit.path.endswith((".sql", ".yaml", ".yml", ".vb", ".ps1")) and hit.text[hit.end - 1] != "\\"


_AFTER_CHAIN = re.compile(r"[ \t]*(?:\+|\.(?=[ \t$])|&|<>|<<|,)[ \t]*(?=[\w$])")


def _literal_value(hit: Hit, chain: Chain) -> list[Span]:
    """A literal behind the operator; a mere "Bearer " leads on to what is joined to it."""
    spans = _chain_span(hit, chain)
    if spans:
        return spans
    more = _AFTER_CHAIN.match(hit.text, chain.close)
    if more and hit.syntax is Syntax.CODE and _SCHEME.match(chain.joined + "x"):
        return _code_value(hit, more.end(), "=", "")
    return []


# --- expressions -------------------------------------------------------------------------------

_SOURCE = re.compile(
    r"(?i)env|secret|vault|config|settings?\b|param|\bopt(?:ion)?s?\b|\bargs\b|\bargv\b|properties|\bprops\b"
    r"|credential|\bvar\.|\blocal\.|\bdata\.|module\.|keyring|keychain|ssm|kms|request|\breq\.|form\b|form\.|answers"
    r"|creds|prompt|input|stdin|\$_|values\.|context|flags?\b|data\[|cfg|conf\b|conf\.|viper|inputs\."
)
_SUBJECT = re.compile(r"[\w)\]}\"']\s*[(\[]|[(\[]|!\(|\$\(|\$\{")
_TAIL = re.compile(r"(?:[ \t]*(?:\{|\bthen\b|\bdo\b|\?>|%>|-->|\*/|:|\\|\)\s*=>))+$")
_NOT_EXPRESSION = re.compile(r"(?:function\b|lambda\b|async\b|\(?[\w, ]*\)?[ ]*=>|def\b|class\b|new [A-Z]\w*\(\)$|\{|\[\]?$|\[\s*\n|<|\*|/)")
_CODES = re.compile(r"(?:[\w\[\]. :*&]{0,40}?[\[({]{1,2}\s*)(?P<list>(?:0x[0-9a-fA-F]{1,2}|-?\d{1,3})(?:[uU]8)?(?:\s*,\s*(?:\(byte\)\s*)?(?:0x[0-9a-fA-F]{1,2}|-?\d{1,3})){5,400})")
_NUMBER = re.compile(r"\d{4,20}\b(?![.\w])")
_LITERAL_START = re.compile(r"\\{0,3}[\"'`]")
_DEFAULT_BEFORE = re.compile(r"(?:\|\||\?\?=?|\?:|\?|\bor|\belse|(?<!:):|\bthen)[ \t\n]*[(@]?[ \t]*[bruf]?$")
_CALL_BEFORE = re.compile(r"(?P<name>[\w.$>:!?-]{1,80}?)(?:<[^<>()]{1,40}>)?!?[ ]*\([ \t\n]*(?P<args>(?:[^()]|\([^()]{0,60}\)){0,160}?)(?:\w{1,20}[ ]?=[ ]?)?[@bruf]?$")
_LOOKUP = re.compile(
    r"(?i)get|env|fetch|read|load|lookup|secret|config|param|vault|resolve|require|propert|var\b|setting|option"
    r"|open|input|prompt|file|find|query|select|data|header|cookie|session|generate|random|uuid|translate"
    r"|^_$|^t$|^i18n|message|format|sprintf|print|log|join|split|replace|exec|run|shell|output|system|ask"
    r"|key\b|field|column|attr|access|value|default|argv|request|post|call|send|provider|credentials|sub\b|ref\b|import"
)
_WRAPPER = re.compile(
    r"(?i)^(?:some|just|string|str|bytes?|buffer|from|of|secretstr|secret|password|encode\w*|decode\w*|b64\w*|base64\w*|atob"
    r"|btoa|hash\w*|md5|sha\d+|hexdigest|unhexlify|fromhex|hex|unescape|decodeuri\w*|unquote\w*|urldecode|tobytes|to_owned|mask"
    r"|fromutf8|utf8|to_string|box|cow|lazy|sensitive|protect\w*|securestring|convertto\w*|reverse\w*|strrev|frombase64string"
    r"|tochararray|getbytes|quote|escape|text|literal|pointer|ptr|fernet|hidden|cstr|l|nsstring|stringwithstring"
    r"|password_?hash|set|bcrypt|generate_password_hash|make_password|hashpw|hashsync|getdecoder|pack|rot13|codecs|a2b_\w+|loads|optional|ofnullable|sha256|createhash|trim|strip|new)$"
)
_FAILS = re.compile(r"(?i)errors?|\w*(?:error|exception)|fail\w*|expect|panic|die|raise")
_GETTER_DEFAULT = re.compile(r"(?i)get|env|fetch|config|option|param|propert|setting|default|lookup|var|orelse|or_else|unwrap_or|coalesce|nvl|ifnull|first|or$|flag|string$|argument|input|cfg|try|either|value|frommaybe|maybe")


_ALONE = re.compile(r"[\w.!@#%^&*-]{6,80}$", re.MULTILINE)


def _is_plain_line(hit: Hit, pos: int, operator: str) -> bool:
    """Whether name and value are a line of configuration inside a longer string of the code."""
    match = _ALONE.match(hit.text, pos)
    return (
        match is not None
        and _LINE_START.match(hit.before) is not None
        and (operator == ":" or hit.text[hit.end : pos] == "=")
        and plausible.looks_secret(match.group())
    )


def _code_value(hit: Hit, pos: int, operator: str, close: str) -> list[Span]:
    """An expression in code: the literals inside it that are values, else a reference as a whole."""
    text = hit.text
    if text.startswith("\n", pos):
        return []
    end = read_expression(text, pos)
    expression = text[pos:end]
    if tail := _TAIL.search(expression):
        end = pos + tail.start()
        expression = text[pos:end]
    if not expression:
        return []
    if not close and _is_plain_line(hit, pos, operator):
        return _span(hit, pos, end, Rank.BARE)
    codes = _CODES.match(text, pos, pos + 4000)
    if codes is not None:
        return _span(hit, codes.start("list"), codes.end("list"), Rank.LITERAL)
    if number := _NUMBER.match(expression):
        return _span(hit, pos, pos + number.end(), Rank.LITERAL) if not _about(hit) else []
    if _NOT_EXPRESSION.match(expression):
        return []
    inner = [span for chain in _inner_values(text, pos, end) for span in _chain_span(hit, chain, Rank.DEFAULT)]
    secret_source = _SECRET_SOURCE.search(expression)
    if inner or operator in _COMPARISON or hit.hint.weak or (_about(hit) and not secret_source):
        return inner
    if hit.path.endswith((".py", ".pyi", ".rs", ".swift", ".kt", ".go")) and operator == ":" and not close and ":" not in hit.text[hit.end-1:hit.end] and hit.path.endswith((".py", ".pyi")):
        return []
    infrastructure = hit.path.endswith((".tf", ".tfvars", ".hcl", ".nix", ".bicep"))
    sources = (_SUBJECT.search, _SOURCE.search, _hinting_chain)
    if not any(test(expression) for test in sources) or plausible.is_trivial(expression):
        return []
    if _same_name(expression, hit.name) and not infrastructure:
        return []
    return _span(hit, pos, end, Rank.REFERENCE)


_SECRET_SOURCE = re.compile(r"(?i)secret|vault|sops|getenv|environ")
_DOTTED = re.compile(r"[\w$@]+(?:(?:\.|->|::)\w+)+")


def _hinting_chain(expression: str) -> bool:
    """Whether the expression is a dotted name that hints at a credential: box.SecurePassword."""
    if not _DOTTED.fullmatch(expression):
        return False
    hint = hint_of(expression)
    return hint is not None and not hint.weak


def _about(hit: Hit) -> bool:
    return is_about(hit.name)


def _same_name(expression: str, name: str) -> bool:
    """Whether the expression only repeats the name: password=self.password."""
    if not re.fullmatch(r"[\w.$@>-]+", expression):
        return False
    return re.split(r"\W+", expression)[-1].strip("_").lower() == name.strip("_").lower()


def _inner_values(text: str, start: int, end: int) -> Iterator[Chain]:
    """The string literals in an expression that are values: defaults, alternatives, wrapped ones."""
    at = start
    while (match := _LITERAL_START.search(text, at, end)) is not None:
        chain = read_chain(text, match.start(), implicit=False)
        if chain is None or chain.close > end + 1:
            at = match.end()
            continue
        at = chain.close
        if _is_value(text[max(start, match.start() - 200) : match.start()], chain.joined, text[at : at + 24]):
            yield chain


def _is_value(before: str, value: str, after: str) -> bool:
    """Whether a literal with this code around it, in an expression, is a value and not a name."""
    if plausible.is_algorithm(value) or not value.strip():
        return False
    if re.match(r"\s*(?:\]|=>|:\s)", after) and re.search(r"[\[{,]\s*$", before):
        return False
    if re.search(r"(?i)SecureString\s+(?:-String\s+)?$", before):
        return True
    if _DEFAULT_BEFORE.search(before):
        entry = re.search(r":[ \t\n]*[(@]?[ \t]*$", before) and "?" not in before
        return not entry and not re.match(r"\s*\]", after)
    call = _CALL_BEFORE.search(before)
    if call is None:
        return False
    name = re.split(r"\W+", call.group("name").strip("!?:>-."))[-1]
    if _FAILS.fullmatch(name):
        return False
    if call.group("args").strip(" \n\t,"):
        if re.search(r"(?i)vault|secret|keyring|ssm|kms", call.group()):
            return False
        return bool(_GETTER_DEFAULT.search(name)) and not plausible.is_plain_word(value) or (
            bool(_GETTER_DEFAULT.search(name)) and "," in call.group("args")
        )
    if _WRAPPER.match(name) or re.search(r"(?i)or_?else|unwrap_or|getordefault|coalesce", name):
        return True
    return not _LOOKUP.search(name) and plausible.looks_secret(value)


# --- unquoted values ---------------------------------------------------------------------------

_YAML_SKIP = re.compile(r"(?:&\w+[ ]+|!!(?:str|binary)[ ]+)")
_YAML_BLOCK = re.compile(r"(?:!!?\w+[ ]+)?[|>][-+\d]{0,2}[ \t]*\n(?P<indent>[ \t]+)(?P<body>[^\n]+(?:\n(?P=indent)[^\n]*){0,80})")
_YAML_VALUE = re.compile(r"(?:\{\{[^\n]*?\}\}|[^\n#]|(?<=\S)#){1,%d}" % BARE_LIMIT)
_FLOW_VALUE = re.compile(r"(?:\$?\{\{[^\n]*?\}\}|\$\{[^{}\n]*\}|[^\n,{}\[\]]){1,%d}" % BARE_LIMIT)
_SHELL_VALUE = re.compile(
    r"(?:\$\{[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\}|\$\((?:[^()\n]|\([^()\n]*\))*\)|`[^`\n]*`|\\.|\"[^\"\n]*\"|'[^'\n]*'"
    r"|\{\{[^\n{}]*\}\}|<[\w .-]{1,60}>|[^\s;&|<>\"'`()\\]){1,%d}" % BARE_LIMIT
)
_LINE_VALUE = re.compile(r"(?:[^\n;#]|(?<=\S)[;#]){1,%d}" % BARE_LIMIT)
_WORD_VALUE = re.compile(
    r"(?:\$?\{\{[^\n{}]*\}\}|\$\{[^{}\n]*\}|\$\([^()\n]*\)|<[\w .:'-]{1,60}>|\[[\w -]{1,40}\]|[^\s\"'`<>|]){1,%d}" % BARE_LIMIT
)
_STRING_VALUE = re.compile(
    r"(?:\$?\{\{[^\n{}]*\}\}|[$#]\{[^{}\n]*\}|\$\([^()\n]*\)|<[\w .-]{1,60}>|[^\s\"'`<>&;,\\]){1,%d}" % BARE_LIMIT
)
_SENTENCE = re.compile(r"[ \t]+(?:\(?[a-z]+|\w+ [a-z]+)")


def _bare_value(hit: Hit, pos: int, operator: str) -> list[Span]:
    """An unquoted value, by the syntax of the file."""
    text = hit.text
    if text.startswith("\n", pos) or pos >= len(text):
        return []
    if operator in _COMPARISON and operator != "==":
        return []
    if hit.syntax is Syntax.YAML and not hit.comment and not hit.quote and operator != "=":
        return _yaml_value(hit, pos)
    if hit.comment or hit.quote:
        return _word_value(hit, pos, operator)
    if hit.syntax in (Syntax.SHELL, Syntax.YAML):
        if operator == ":" or text[hit.end : pos].strip() != text[hit.end : pos]:
            return _word_value(hit, pos, operator)
        match = _SHELL_VALUE.match(text, pos)
    else:
        match = (_FLOW_VALUE if hit.flow else _LINE_VALUE).match(text, pos)
    if match is None or (_about(hit) and plausible.is_trivial(match.group())):
        return []
    return _span(hit, pos, match.end(), Rank.BARE)


def _yaml_value(hit: Hit, pos: int) -> list[Span]:
    """A plain scalar, a flow entry, or a block scalar."""
    text = hit.text
    if skipped := _YAML_SKIP.match(text, pos):
        pos = skipped.end()
        if literal := read_literal(text, pos, _doubled(hit)):
            return _span(hit, literal.start, literal.end, Rank.LITERAL)
    if block := _YAML_BLOCK.match(text, pos):
        return _span(hit, block.start("body"), block.end("body"), Rank.BARE)
    if text[pos : pos + 1] in ("|", ">", "{", "[") and not text.startswith("{{", pos):
        return []
    match = (_FLOW_VALUE if hit.flow else _YAML_VALUE).match(text, pos)
    return _span(hit, pos, match.end(), Rank.BARE) if match is not None else []


def _word_value(hit: Hit, pos: int, operator: str) -> list[Span]:
    """One word of prose, a log line, a comment, or the inside of a string."""
    text = hit.text
    if scheme := _SCHEME.match(text, pos):
        pos = scheme.end()
    match = (_STRING_VALUE if hit.quote else _WORD_VALUE).match(text, pos)
    if match is None:
        return []
    end = match.end()
    entity = text.endswith("&gt;", pos, end)
    while end > pos and not entity and text[pos:end] != "..." and (text[end - 1] in ",.;:" or (text[end - 1] in ")]}" and not _paired(text[pos:end]))):
        end -= 1
    value = text[pos:end]
    if hit.quote and operator == ":" and (
        plausible.is_reference_text(value) or re.fullmatch(r"[A-Za-z_.:/-]+", value)
    ):
        return []
    if plausible.is_plain_word(value) and (operator == ":" or " " in text[hit.end:pos]) and _SENTENCE.match(text, end):
        return _sentence(hit, pos)
    if "(" in value and hit.syntax is Syntax.CODE and not hit.quote:
        return []
    return _span(hit, pos, end, Rank.BARE)


_LINE_START = re.compile(r"[\s#;/*>+-]*$")
_REST = re.compile(r"[^\n]{1,300}")


def _sentence(hit: Hit, pos: int) -> list[Span]:
    """Words behind a name that begins its line: the rest of the line; in code an explanation."""
    if hit.syntax is Syntax.CODE or hit.quote or not _LINE_START.match(hit.before):
        return []
    match = _REST.match(hit.text, pos)
    return _span(hit, pos, match.end(), Rank.BARE) if match is not None else []


def _paired(value: str) -> bool:
    """Whether the closing bracket at the end of `value` has its opening one in it."""
    return {")": "(", "]": "[", "}": "{"}[value[-1]] in value


# --- arguments, calls, markup, tables, prose ---------------------------------------------------

_COMMA = re.compile(_CLOSE + r"[ \t]*,[ \t\n]*")
_IN_CALL = re.compile(r"[\w!?>]\s?\([ \t]*(?:(?:@?[\"'][^\"']{0,60}[\"']|[\w.&>*-]{1,40})[ \t]*,[ \t]*){0,2}@?(?:\\?[\"'`:]?)[\w.>$#\[=&*-]*$")


def _argument(hit: Hit) -> list[Span]:
    """f("name", value), strcpy(name, "value"), ["--name", "value"]."""
    match = _COMMA.match(hit.text, hit.end)
    in_tuple = hit.path.endswith(".sql") and hit.before.count("(") > hit.before.count(")")
    if match is None or not (
        in_tuple or _IN_CALL.search(hit.before) or re.search(r"[\"']--?$", hit.before)
    ):
        return []
    chain = read_chain(hit.text, match.end(), _doubled(hit), implicit=False)
    if chain is not None:
        if "--" in hit.before[-3:] and chain.joined.startswith("-"):
            return []
        if chain.joined.lower().replace("-", "_") == hit.name.lower().replace("-", "_"):
            return []
        return _named_argument(hit) or _chain_span(hit, chain)
    if hit.syntax is not Syntax.CODE or not (set(match.group("close")) & set("\"'`") or hit.name.isupper()):
        return _named_argument(hit)
    return _named_argument(hit) or _code_value(hit, match.end(), "=", '"')


_NAMED_VALUE = re.compile(
    r"(?:\\{0,3}[\"'`])?[^()\n]{0,160}?(?:[\s,;{\"']|\n[ \t]*[\"']?)(?i:default|value|valueFrom|defaultValue|default_value|val|initial|fallback)(?:\\{0,3}[\"'])?[ \t]*[=:][ \t]*"
)
_NEXT_VALUE = re.compile(
    r"(?:\\{0,3}[\"'`])?[ \t]*[,;]?[ \t]*(?:\#[^\n]*)?\n[ \t]*(?:\\{0,3}[\"'])?(?i:value|valueFrom|default|val|string|content|defaultValue)(?:\\{0,3}[\"'])?[ \t]*[=:][ \t]*"
)
_NAME_BEFORE = re.compile(r"(?i)(?:name|key|id|property|param|parameter|field|header|variable|var|env|envvar|label|option)[\"']?[ \t]*[:=][ \t]*[\"']?[\w.-]*$")
_BLOCK_BEFORE = re.compile(r"(?i)\b(?:variable|param|parameter|input|output|output)[ \t]+[\"']?$")
_NESTED_VALUE = re.compile(
    r"[\"']?[ \t]*:[ \t]*(?:\{|\n)[^{}]{0,200}?\b(?:default|example|value)[\"']?[ \t]*:[ \t]*"
)
_BLOCK_DEFAULT = re.compile(r"[\"']?[ \t]*\{[^{}]{0,300}?\b(?:default|value)[ \t]*=[ \t]*")


def _named_argument(hit: Hit) -> list[Span]:
    """f("--name", default="value")."""
    match = _NAMED_VALUE.match(hit.text, hit.end)
    return _value_behind(hit, match.end()) if match is not None else []


def _pair(hit: Hit) -> list[Span]:
    """name: X, value: Y on one line or the next; variable "X" { default = "Y" }."""
    if _NAME_BEFORE.search(hit.before):
        match = _NAMED_VALUE.match(hit.text, hit.end) or _NEXT_VALUE.match(hit.text, hit.end)
        return _value_behind(hit, match.end()) if match is not None else []
    if hit.syntax is Syntax.YAML or hit.path.endswith(".json"):
        match = _NESTED_VALUE.match(hit.text, hit.end)
        if match is not None and _is_deeper(hit, match):
            return _value_behind(hit, match.end())
    if _BLOCK_BEFORE.search(hit.before):
        match = _BLOCK_DEFAULT.match(hit.text, hit.end)
        return _value_behind(hit, match.end()) if match is not None else []
    if re.search(r"[\"']--?$", hit.before):
        return _named_argument(hit)
    return []


def _is_deeper(hit: Hit, match: re.Match[str]) -> bool:
    """Whether all lines of `match` behind the first are indented deeper than the name's line."""
    margin = len(hit.before) - len(hit.before.lstrip())
    lines = match.group().split("\n")[1:]
    return all(len(line) - len(line.lstrip()) > margin for line in lines)


def _value_behind(hit: Hit, pos: int) -> list[Span]:
    """The value at `pos`, outside any literal."""
    chain = read_chain(hit.text, pos, _doubled(hit), implicit=False)
    if chain is not None:
        return _chain_span(hit, chain)
    if hit.syntax is Syntax.CODE:
        return _code_value(hit, pos, "=", '"')
    if hit.syntax is not Syntax.YAML:
        return _bare_value(hit, pos, "=")
    opened = "{" in hit.text[hit.end : pos]
    return _yaml_value(replace(hit, before="{") if opened else hit, pos)


_CALL = re.compile(r"(?:<[\w, ]{1,30}>)?[ ]?(?P<open>\()[ \t\n]*")
_DEFINITION = re.compile(r"(?:\b(?:def|func|function|fn|sub|class|fun|void|import|interface)|\b(?:String|bool|boolean|int|char|byte\[\])\*?)[ \t]+(?:\([^()]*\)[ ]?)?\w*$")
_ASKS = re.compile(
    r"_(?:get|find|has|is|check|expect|match|parse|read|load|fetch|lookup|delete|remove|revoke|list|print|log|show"
    r"|describe|validate|verify|assert|count|require|next|peek|consume|skip|forget|contains|to|on|test|handle|render"
    r"|encode|decode|confirm|when|ask|prompt|missing|invalid|unset|no|mask|redact|hide|include|needs|refresh|rotate|clear|add|generate|gen|random|make|new)_"
)


def _call(hit: Hit) -> list[Span]:
    """setPassword("value"), login("user", "value"), NetworkCredential("user", "value")."""
    match = _CALL.match(hit.text, hit.end)
    if match is None or hit.comment and hit.syntax is Syntax.TEXT and not re.match(r"[\"']", hit.text[match.end():match.end()+1]):
        return []
    last = _last_words(hit.name)
    connects = "connect" in last
    if _DEFINITION.search(hit.before) or (_ASKS.match("_" + last) and not connects):
        return []
    end = read_expression(hit.text, match.end())
    arguments = list(_arguments(hit.text, match.end()))
    user_first = _USER_FIRST.search(hit.name) is not None
    spans: list[Span] = []
    for index, chain in arguments:
        if user_first and index == 0 and _has_more(hit.text, match.end(), end):
            continue
        value = chain.joined
        if plausible.is_algorithm(value) or _URL.match(value):
            continue
        if connects and index < 2:
            continue
        plain = plausible.is_plain_word(value) or "/" in value
        counts = (user_first and index) or last in ("auth_", "login_", "logon_", "authenticate_")
        if plain and hit.hint.rule_id != "generic-password" and not counts:
            continue
        spans += _chain_span(Hit(hit.text, hit.syntax, hit.path, hit.start, hit.end, hit.name,
                                 Hint(hit.hint.rule_id, hit.hint.noun), hit.before, hit.comment, hit.quote), chain)
    if not spans and user_first and not arguments:
        return []
    return spans[-1:] if connects else spans[-2:]


def _last_words(name: str) -> str:
    from secret_guard.names import words_of

    return words_of(name.rsplit(".", 1)[-1]).lstrip("_")


def _has_more(text: str, start: int, end: int) -> bool:
    """Whether the argument `[start, end)` is followed by another one."""
    return text.startswith(",", end)


def _arguments(text: str, pos: int) -> Iterator[tuple[int, Chain]]:
    """(index, literal) of the arguments that are literals, from `pos` to the closing bracket."""
    for index in range(6):
        chain = read_chain(text, pos, implicit=False)
        if chain is not None and re.match(r"\s*(?:[,)]|\.(?:toCharArray|getBytes|as_|to_|encode|into)|$)", text[chain.close : chain.close + 30]):
            yield index, chain
        end = read_expression(text, pos)
        if not text.startswith(",", end):
            return
        pos = re.compile(r"[,\s]*").match(text, end).end()  # type: ignore[union-attr]


_METHOD = re.compile(
    r"(?i)" + _CLOSE + r"(?:\(\))?[ \t\n]*(?:\.|->|\?\.|!\.)[ \t]*(?P<method>equals\w*|eq\w*|isEqual\w*|compare\w*|contentEquals|set\w*|send_?keys|sendKeys|fill"
    r"|type\w*|set|put|add\w*|insert|assign|copy\w*|default\w*|or\w*|unwrap_or\w*|getOrElse|value|text|clear|enter\w*|with\w*|push|from)\([ \t\n]*(?P<expect>)"
)
_EXPECT = re.compile(_CLOSE + r"\)?[ \t]*\.(?:not\.)?(?:to(?:\.be|\.equal|Be|Equal|StrictEqual|\.eq|\.deep\.equal)?\w*|should\w*)\([ \t]*")


def _method(hit: Hit) -> list[Span]:
    """password.equals("value"), field("password").sendKeys("value")."""
    name = hit.text[hit.start : hit.end]
    match = _METHOD.match(hit.text, hit.end) or _EXPECT.match(hit.text, hit.end)
    pos = match.end() if match else -1
    if match is None and "." in name:
        owner, _, method = name.rpartition(".")
        again = _METHOD.match(hit.text, hit.start + len(owner))
        pos = again.end() if again and method else -1
    if pos < 0:
        return []
    chain = read_chain(hit.text, pos, implicit=False)
    return _chain_span(hit, chain) if chain is not None else []


_SPACE = re.compile(r"[ \t]+(?:-String[ ]+|\{[ ]+)?(?=[\"'@])")
_SPACED_SOURCE = re.compile(
    r"[ \t]+(?:-String[ ]+)?(?=System\.|ENV\b|project\.|findProperty|providers\.|\$env:|\$\w+)"
)
_FLAG = re.compile(r"(?:^|[\s\"'`=(\[])(?:--?)$")
_ENV = re.compile(r"^[ \t]*(?:ENV|ARG)[ \t]+\w*$")
_DIRECTIVE = re.compile(r"(?i)(?:^|[\s\"])(?:requirepass|masterauth|community|identified by|password|passwd|secret|key-string|passphrase|pre-shared-key|enable secret|psk|pass)$")


def _spaced(hit: Hit) -> list[Span]:
    """#define NAME "value", ENV NAME value, -Password value, password "value", IDENTIFIED BY 'value'."""
    text = hit.text
    name = text[hit.start : hit.end]
    if text[hit.end : hit.end + 1] not in (" ", "\t"):
        return []
    if _FLAG.search(hit.before) or (hit.before.endswith("-") and _FLAG.search(hit.before)):
        return _flag_value(hit)
    if _ENV.match(hit.before) and (match := re.compile(r"[ \t]+").match(text, hit.end)):
        return _rest_of_line(hit, match.end())
    if match := _SPACE.match(text, hit.end):
        if hit.syntax is Syntax.TEXT and "secure" not in name.lower() and not re.fullmatch(r"[\s`(|>#$%-]*(?:\w+ )?", hit.before):
            return []
        chain = read_chain(text, match.end(), _doubled(hit), implicit=False)
        if chain is not None and not re.match(r"[ \t]*[:=](?!=)", text[chain.close : chain.close + 8]):
            return _chain_span(hit, chain)
        return []
    plain = not hit.comment and not hit.quote
    if "securestring" in name.lower() or (
        plain and hit.path.endswith((".gradle", ".groovy", ".rb", ".kts"))
    ):
        return _spaced_source(hit)
    if plain and hit.syntax in (Syntax.PROPERTIES, Syntax.SHELL):
        return _directive(hit, name)
    return []


def _directive(hit: Hit, name: str) -> list[Span]:
    """requirepass value, snmp-server community value, AuthLDAPBindPassword value."""
    known = _DIRECTIVE.search(name) is not None
    if not known and (hit.syntax is Syntax.SHELL or not _LINE_START.match(hit.before)):
        return []
    gap = re.compile(r"[ \t]+(?:\d[ ]+)?").match(hit.text, hit.end)
    word = _WORD_VALUE.match(hit.text, gap.end()) if gap else None
    if word is None:
        return []
    return _span(hit, word.start(), word.end() - word.group().endswith(";"), Rank.BARE)


def _spaced_source(hit: Hit) -> list[Span]:
    """storePassword System.getenv("X"), ConvertTo-SecureString $env:X."""
    match = _SPACED_SOURCE.match(hit.text, hit.end)
    if match is None:
        return []
    if hit.text.startswith("$", match.end()):
        word = re.compile(r"\$[\w:]+").match(hit.text, match.end())
        return _span(hit, word.start(), word.end(), Rank.BARE) if word else []
    return _span(hit, match.end(), read_expression(hit.text, match.end()), Rank.REFERENCE)


def _flag_value(hit: Hit) -> list[Span]:
    """The word behind --password."""
    pos = hit.end + 1
    chain = read_chain(hit.text, pos, implicit=False)
    if chain is not None:
        return _chain_span(hit, chain)
    match = _SHELL_VALUE.match(hit.text, pos)
    if match is None or match.group().startswith(("-", "|", "\\")):
        return []
    return _span(hit, pos, match.end(), Rank.BARE)


def _rest_of_line(hit: Hit, pos: int) -> list[Span]:
    """ENV NAME the rest of the line."""
    if literal := read_literal(hit.text, pos):
        return _span(hit, literal.start, literal.end, Rank.LITERAL)
    match = re.compile(r"[^\n]{1,500}").match(hit.text, pos)
    return _span(hit, pos, match.end(), Rank.BARE) if match and not match.group().startswith("=") else []


_MARKUP = re.compile(r"(?:[\"'][^<>\n]{0,120})?>[ \t\n]*(?P<value>[^<>\n]{1,400}?|<!\[CDATA\[(?P<cdata>[^\]\n]{1,400})\]\]>)[ \t\n]*(?=</|<!|$)", re.MULTILINE)
_MARKUP_NEXT = re.compile(r"</[\w:]{1,20}>\s*<(?:\w+:)?(?:value|string|v|data|default\w*)>\s*(?P<value>[^<>\n]{1,400}?)\s*(?=</)")
_TAG_BEFORE = re.compile(r"<[\w:.-]*$|<[\w:.-]+[ \t][^<>]*?\b(?:name|key|id|property|field)=[\"'][\w.-]*$")


def _markup(hit: Hit) -> list[Span]:
    """<password>value</password>, <property name="password">value</property>, plist, Hadoop."""
    if match := _MARKUP_NEXT.match(hit.text, hit.end):
        return _span(hit, match.start("value"), match.end("value"), Rank.BARE)
    if not _TAG_BEFORE.search(hit.before):
        return []
    match = _MARKUP.match(hit.text, hit.end)
    if match is None:
        return []
    group = "cdata" if match.group("cdata") else "value"
    return _span(hit, match.start(group), match.end(group), Rank.BARE)


_CELL = re.compile(r"[^|\n]{0,60}\|[ \t]*(?P<value>[^|\n]{3,200}?)[ \t]*(?=\||$)", re.MULTILINE)


def _table(hit: Hit) -> list[Span]:
    """| password | value |, or the next cell behind one that explains."""
    if hit.syntax is not Syntax.TEXT or "|" not in hit.before:
        return []
    pos = hit.end
    for _ in range(3):
        match = _CELL.match(hit.text, pos)
        if match is None or not re.search(r"\w|\*{3}", match.group("value")):
            return []
        start, end = match.span("value")
        pos = end
        if " " in match.group("value") and _CELL.match(hit.text, pos):
            continue
        if hit.text[start] == hit.text[end - 1] == "`":
            start, end = start + 1, end - 1
        return [] if hint_of(hit.text[start:end]) else _span(hit, start, end, Rank.BARE)
    return []


_REVERSED = re.compile(
    r"[\"'](?P<value>[^\"'\n]{3,200})[\"'][ ]*(?:={2,3}|!={1,2}|\.(?:equals|equalsIgnoreCase|eql\?|isEqualToString)[ ]*\(?|,[ ]*for\w*:|[ ]for\w*:|[ ](?:into|in|for)[ ](?:the[ ])?\#?)[ ]*@?[\"']?[\w.$>@()-]*$"
)


def _before(hit: Hit) -> list[Span]:
    """"value" == password, "value".equals(password), set("value", forKey: "password")."""
    match = _REVERSED.search(hit.before)
    if match is None:
        return []
    start = hit.start - len(hit.before)
    return _span(hit, start + match.start("value"), start + match.end("value"), Rank.LITERAL)


# At least three words before the name, and nothing that only code has.
_PROSE_LINE = re.compile(
    r"(?:^|[\"'`>*#.:])[ \t]*(?:\d\.[ ])?[(]?(?:[A-Za-z][\w',.-]*[ ,(]+){3,}(?:[\w-]+[ ])?[(]?$"
)
_PROSE = re.compile(
    r"[*_`\"')]{0,3}(?:[ ](?:for|of|on|to|in|at|from)(?:[ ][\w./@`'*-]{1,40}){1,6}?)?(?P<verb>[ ]\(?(?:is|was|are|ist|est|es|still|remains|becomes|changed to|set to|now|will be)(?:[ ](?:now|still|currently|always|just|set to|simply))?:?|[ ]?[=:]|[ ]-|)"
    r"[ ]\(?(?P<value>`[^`\n]{3,120}`|\"[^\"\n]{3,120}\"|'[^'\n]{3,120}'|\*\*[^*\n]{3,80}\*\*|[^\s`\"',;(]{3,120})"
)
_LOGIN_PROSE = re.compile(
    r"(?i)[^\n]{0,40}?(?:\bwith|\busing|:|\bas|\bpassword)[ ](?:the |password |user |username )*[`\"*']{0,2}(?P<user>[\w.@+-]{2,60})[`\"*']{0,2}[ ]?(?:/|:|,| and| with| password)[ ]?(?:password |the password |pw )*[`\"*']{0,2}(?P<value>[^\s`\"*]{3,80})"
)


def _prose(hit: Hit) -> list[Span]:
    """The password is `value`; log in with admin / value."""
    if not hit.comment and not _PROSE_LINE.search(hit.before):
        return []
    if hit.hint.rule_id == "generic-url" or hit.hint.weak and "log" not in hit.name:
        return []
    match = _PROSE.match(hit.text, hit.end)
    if hit.hint.weak or hit.hint.rule_id == "generic-credential" or hit.name.lower() == "log":
        match = _LOGIN_PROSE.match(hit.text, hit.end) or match
    if match is None:
        return []
    start, end = match.span("value")
    quoted = hit.text[start] in "`\"'*"
    login = match.re is _LOGIN_PROSE
    while start < end and hit.text[start] in "`\"'*(@":
        start += 1
    while end > start and hit.text[end - 1] in "`\"'*.,;:)@":
        end -= 1
    value = hit.text[start:end]
    verb = (match.groupdict().get("verb") or "").strip()
    last = hit.name.lower() in ("pw", "pass", "passwd", "pwd") and hit.syntax is Syntax.TEXT
    stated = (
        (verb or login or last)
        and not plausible.is_trivial(value)
        and value.lower() not in _STATES
        and re.match(r"[ ]?\(|\s*$" if login else r"\s*$" if last else r"[,.;)!]|\s*$", hit.text[end : end + 2])
    )
    if not (plausible.looks_secret(value) or (quoted and verb) or stated):
        return []
    hint = Hint(hit.hint.rule_id, hit.hint.noun)
    return _span(Hit(hit.text, hit.syntax, hit.path, hit.start, hit.end, hit.name, hint, hit.before, True, hit.quote), start, end, Rank.BARE)


_STATES = frozenset(
    "required invalid incorrect wrong missing empty set valid expired stored hashed encrypted optional mandatory needed"
    " correct now the kept used given provided unknown not blank short long weak strong changed reset secret public"
    " different same ignored sent shown hidden removed deleted disabled enabled unset safe unsafe mismatch mismatched"
    " rejected accepted it this that null none".split()
)

_ANNOTATED = re.compile(
    r"@(?:Value|ConfigProperty|Property|Named)\([\w ]*=?[ ]*[\"']\$\{$"
)


def _annotated(hit: Hit) -> list[Span]:
    """@Value("${name}")."""
    if not _ANNOTATED.search(hit.before):
        return []
    literal = read_literal(hit.text, hit.start - 3)
    return _span(hit, literal.start, literal.end, Rank.LITERAL) if literal is not None else []


# What says that a text is to be replaced, and by what.
_FILL_IN = re.compile(
    r"(?i)(?<![a-z])(?:your|paste|insert|replace|put|here|goes|todo|fill|dummy|xxx+)(?![a-z])"
    r"|^<[^<>]+>$"
)
_TELLS = re.compile(r"(?i)(?:get|env|print|log|error|warn|info|echo|message|exception)\w*\($")


def _placeholder(hit: Hit) -> list[Span]:
    """connect("YOUR_TOKEN_HERE"): an argument that says which credential is to stand there."""
    if not hit.quote or hit.syntax is not Syntax.CODE:
        return []
    opening = hit.before.rfind(hit.quote)
    if not re.search(r"[(,][ ]*[@bruf]?$", hit.before[:opening]) or _TELLS.search(hit.before[:opening]):
        return []
    literal = read_literal(hit.text, hit.start - len(hit.before) + opening)
    if literal is None or not _FILL_IN.search(hit.text[literal.start : literal.end]):
        return []
    return _span(hit, literal.start, literal.end, Rank.LITERAL)


_LOOKS_UP = re.compile(
    r"(?:[\w$]+(?:\.|::|->))*(?:environ(?:\.get)?|ENV(?:\.fetch)?|env|getOrElse|var"
    r"|[gG]et[eE]nv|env\.fetch)[(\[][\"']$"
)


def _looked_up(hit: Hit) -> list[Span]:
    """f(os.environ["NAME"]): a reference that is not assigned to a hinting name."""
    match = _LOOKS_UP.search(hit.before)
    if match is None or hit.hint.weak or hit.syntax is not Syntax.CODE:
        return []
    start = hit.start - len(hit.before) + match.start()
    end = read_expression(hit.text, start)
    inner = [
        span
        for chain in _inner_values(hit.text, start, end)
        for span in _chain_span(hit, chain, Rank.DEFAULT)
    ]
    return inner or _span(hit, start, end, Rank.REFERENCE)


_HANDLERS: tuple[Callable[[Hit], list[Span]], ...] = (
    _assigned,
    _pair,
    _argument,
    _method,
    _call,
    _spaced,
    _markup,
    _table,
    _before,
    _annotated,
    _looked_up,
    _placeholder,
    _prose,
)
