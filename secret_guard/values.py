"""Reads values out of text: string literals of every style, chains of them, expressions, words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from secret_guard.regex import compiled

LITERAL_LIMIT = 6000  # characters of one string literal
EXPRESSION_LIMIT = 400
CHAIN_LIMIT = 60  # literals in one concatenation
# A string as a list of its characters: 'k', 'e', 'y'
CHARACTERS = compiled(r"'[^'\\\n]'(?:\s*,\s*'[^'\\\n]'){5,200}")


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal: offsets of its content `[start, end)` and of what follows it (`close`)."""

    start: int
    end: int
    close: int
    quote: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """One literal, or several joined by operators (`operators` is "" for a single one)."""

    literals: tuple[Literal, ...]
    joined: str

    @property
    def start(self) -> int:
        """First character of the first literal's content."""
        return self.literals[0].start

    @property
    def end(self) -> int:
        """One past the last character of the last literal's content."""
        return self.literals[-1].end

    @property
    def close(self) -> int:
        """Offset of what follows the last closing quote."""
        return self.literals[-1].close


_OPEN = compiled(
    r"""(?P<prefix>(?:[rRbBuUfFLNsScC]|[bBfF][rR]|[rR][bBfF]|u8|\$@|@\$|[@$~])?)
        (?P<escape>\\{0,7})(?P<quote>\"\"\"|'''|``(?=[^`\s;,)][^`\n]{1,200}``)|["'`]
        |&(?:quot|apos|\#34|\#39|\#x27|\#x22);)""",
    re.VERBOSE,
)
_RUST_RAW = compiled(r'b?r(#{1,4})"')
_LUA_LONG = compiled(r"\[\[(?=[^\[\]\n])")
_RUBY_PERCENT = compiled(r"%[qQ]?([({\[|!])")
_BODY = {
    '"': compiled(r'[^"\\\n]*(?:\\.[^"\\\n]*)*'),
    "'": compiled(r"[^'\\\n]*(?:\\.[^'\\\n]*)*"),
    "`": compiled(r"[^`\\\n]*(?:\\.[^`\\\n]*)*"),
}
_DOUBLED = {
    '"': compiled(r'[^"\n]*(?:""[^"\n]*)*'),
    "'": compiled(r"[^'\n]*(?:''[^'\n]*)*"),
}
_CLOSERS = {"(": ")", "{": "}", "[": "]", "|": "|", "!": "!"}


def characters(text: str) -> str:
    """The string that `text` writes as a list of its characters, "" if it is something else."""
    return "".join(re.findall("'(.)'", text)) if CHARACTERS.fullmatch(text) else ""


def read_literal(text: str, pos: int, doubled: bool = False) -> Literal | None:
    """The string literal that begins at `pos`, None if none does or it is not closed.

    `doubled`: a quote inside is written twice (SQL, YAML's single quotes) and backslash is plain.
    """
    match = _OPEN.match(text, pos)
    if match is None:
        return _rare_literal(text, pos)
    prefix, escape, quote = match.group("prefix", "escape", "quote")
    start = match.end()
    limit = min(len(text), start + LITERAL_LIMIT)
    if len(quote) > 1:
        end = text.find(quote, start, limit)
        if len(quote) != 3 and "\n" in text[start : max(end, start)]:
            return None
    elif escape:
        end = _escaped_end(text, start, limit, escape + quote)
    else:
        if prefix in ("@", "$@", "@$") and quote == '"' and text.startswith("\n", start):
            return _here_string(text, start, limit, prefix)
        patterns = _DOUBLED if doubled and quote in _DOUBLED else _BODY
        body = patterns[quote].match(text, start, limit)
        end = body.end() if body is not None else -1
        if not text.startswith(quote, end):
            if patterns is not _BODY or not text.startswith("\\", end):
                return None
            end = -1
    if end < 0:
        return None
    return Literal(start, end, end + len(escape) + len(quote), escape + quote, prefix)


def _escaped_end(text: str, start: int, limit: int, closer: str) -> int:
    """Where `closer`, an escaped quote, ends a literal inside another literal; -1 if nowhere."""
    end = text.find(closer, start, min(limit, start + 1000))
    while end > start and text[end - 1] == "\\":
        end = text.find(closer, end + 1, limit)
    if (
        end < 0
        or "\n" in text[start:end]
        or closer[-1] in text[start:end].replace("\\" + closer[-1], "")
    ):
        return -1
    return end


def _here_string(text: str, start: int, limit: int, prefix: str) -> Literal | None:
    """PowerShell's @" ... "@ over lines."""
    end = text.find('\n"@', start, limit)
    return Literal(start + 1, end, end + 3, '"', prefix) if end > start else None


def _rare_literal(text: str, pos: int) -> Literal | None:
    """Rust's raw strings, Lua's long brackets, Ruby's percent literals."""
    if (match := _RUST_RAW.match(text, pos)) is not None:
        closer = '"' + match.group(1)
    elif (match := _LUA_LONG.match(text, pos)) is not None:
        closer = "]]"
    elif (match := _RUBY_PERCENT.match(text, pos)) is not None:
        closer = _CLOSERS[match.group(1)]
    else:
        return None
    end = text.find(closer, match.end(), match.end() + 500)
    if end < 0 or ("\n" in text[match.end() : end] and closer != "]]"):
        return None
    return Literal(match.end(), end, end + len(closer), match.group(), "")


# What may stand between two literals that make one string. Nothing at all (but white space) is
# concatenation in Python, C, Ruby: over lines, or on one line with the same quote.
_OPERATOR = r"\+\+?|\.\.?(?![.\w])|&|<>|\|\||~"
_JOIN = compiled(
    rf"[ \t]*(?P<operator>{_OPERATOR}|stringByAppendingString:)?[ \t]*(?:\\?\n[ \t]*){{0,2}}"
    rf"(?P<late>(?:{_OPERATOR}|#+|//|\*)[ \t]*)?",
)


def read_chain(text: str, pos: int, doubled: bool = False, implicit: bool = True) -> Chain | None:
    """The literal at `pos` with all that is joined to it by an operator or by adjacency."""
    first = read_literal(text, pos, doubled)
    if first is None:
        return None
    literals = [first]
    while len(literals) < CHAIN_LIMIT:
        match = _JOIN.match(text, literals[-1].close)
        if match is None:
            break
        operator = match.group("operator") or match.group("late")
        if not operator and not implicit:
            break
        following = read_literal(text, match.end(), doubled)
        if following is None or (not operator and not _adjoins(first, following)):
            break
        literals.append(following)
    joined = "".join(text[one.start : one.end] for one in literals)
    return Chain(tuple(literals), joined)


def _adjoins(first: Literal, following: Literal) -> bool:
    """Whether two literals side by side are one string: an empty one is a doubled quote."""
    return (
        following.quote == first.quote
        and first.end > first.start
        and following.end > following.start
    )


_STOP = compiled(r"""["'`]|[()\[\]{},;\n]|(?<=[ \t])(?:\#|//|--[ ])|(?<=[ \t])\\$""", re.MULTILINE)
_CONTINUES = compiled(r"[ \t]*(?:\.\w|\?\.|\|\||\?\?|\?|&&|\+[ \t]|or\b|and\b|:[ \t])")
_UNFINISHED = compiled(r"(?:\|\||\?\?|&&|[?+=(,:\\.]|\bor|\band|\bif|\belse)[ \t]*\\?$")


def _continues(text: str, start: int, line_end: int) -> bool:
    """Whether the expression from `start` goes on behind the line that ends at `line_end`."""
    before = max(start, line_end - 40)
    return (
        _CONTINUES.match(text, line_end + 1) is not None
        or _UNFINISHED.search(text, before, line_end) is not None
    )


def read_expression(text: str, pos: int) -> int:
    """The end of the expression that begins at `pos`: brackets balanced, trailing blanks off.

    It ends before a top-level comma or semicolon, an unmatched closing bracket, a comment, or the
    end of a line that the next one does not continue.
    """
    depth, at, limit = 0, pos, min(len(text), pos + EXPRESSION_LIMIT)
    end = limit
    while (match := _STOP.search(text, at, limit)) is not None:
        found, place, at = match.group(), match.start(), match.end()
        if found in "\"'`":
            literal = read_literal(text, place)
            at = literal.close if literal is not None else at
        elif found in "([{":
            depth += 1
        elif found in ")]}" and depth > 0:
            depth -= 1
        elif found in ")]}" or not (depth > 0 or (found == "\n" and _continues(text, pos, place))):
            end = place
            break
    return pos + len(text[pos:end].rstrip())
