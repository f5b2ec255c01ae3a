"""Pieces of regex that several rules share. None has a named group except where it says so."""

from __future__ import annotations

# Stands for a value that comes from elsewhere, or that a reader has to fill in:
# ${X} $(cmd) {x} {{ x }} ${{ x }} #{x} <x>
# Not `$(echo VALUE | base64 -d)`: that one holds the value itself.
REFERENCE = (
    r"(?:[$#]?\{{1,2}[^{}\n]{1,120}\}{1,2}|\$\((?!echo|printf)[^()\n]{1,200}\)|<[^<>\n]{1,80}>)"
)

# One character (or reference, or escaped character) of an unquoted word of a shell or a file.
# Each alternative begins with a character of its own, so that matching stays linear.
WORD_CHARACTER = rf"(?:[^\s\"'`;|<>(){{}}\\$#]|[$#](?![{{(])|\\[^\w\s\"'\\]|{REFERENCE})"
# One character of a value inside a larger string: only spaces and quotes end it.
LOOSE_CHARACTER = rf"(?:[^\s\"'`\\$#{{<]|[$#](?![{{(])|\\[^\w\s\"'\\]|{REFERENCE})"

_DOUBLE = r"(?<=\")(?:[^\"\\\n]|\\[^\"\n]){1,300}(?=\\?\")"
_SINGLE = r"(?<=')(?:[^'\\\n]|\\[^'\n]){1,300}(?=\\?')"

# The value of an option, quoted or not, as the group `secret`, quotes left out.
VALUE = (
    r"(?!\\?[\"']?\$\((?:echo|printf))\\?[\"']?"
    r"(?P<secret>(?:(?<=\")|(?<!['\"]))\$\([^()\n]{1,200}\)(?![^\s\"'`;|)\]])"
    rf"|{_DOUBLE}|{_SINGLE}|{WORD_CHARACTER}{{1,300}})"
)
# A value that must be quoted.
QUOTED = rf"\\?[\"'](?P<secret>{_DOUBLE}|{_SINGLE})"

# Between an option and its value: `-p value`, `-p=value`, `"-p", "value"`.
OPTION_GAP = r"(?:[\"']?[ \t]{0,9},\s{0,40}|[\"']?\n[ \t]{0,40}-[ \t]{1,4}|[ \t]{1,20}|=)"
# The rest of a command before the option: over lines that end in a backslash or in a list.
COMMAND = r"(?:[^\n\\]|\\[\s\S]|(?<=[,(\[])\n){0,400}?[\s\"']"

# What follows has a capital and a small letter, as no CSS class, constant or hash has; ...
MIXED = r"(?=[a-z0-9_-]{0,40}[A-Z])(?=[A-Z0-9_-]{0,40}[a-z])"
# ... and a digit, as few identifiers have.
MIXED_DIGITS = MIXED + r"(?=[A-Za-z_-]{0,40}[0-9])"

# The rest of a word.
_REST = r"(?:(?<=[A-Za-z0-9])[A-Za-z0-9]{1,40})?"

# From a name to its value in code, configuration, shell, XML attributes and Dockerfile ENV.
TO_VALUE = (
    r"\w{0,20}[\"'\])]{0,3}[ \t]{0,20}(?:=>|:=|\?\?|\|\||->|[:=,>]|[ \t])[ \t]{0,20}"
    r"(?:value[ \t]{0,2}=[ \t]{0,2})?(?:[@$fbru]{1,2}(?=[\"'`]))?\\?[\"'`]{0,3}"
)


def any_case(*names: str) -> str:
    """A regex for one of `names`, whose first letter is literal, in any case.

    They are grouped by that letter: `re` then tries one group at a place instead of all names.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[0], []).append(name[1:])
    grouped = (
        rf"[{first}{first.upper()}](?i:{'|'.join(rests)})" for first, rests in groups.items()
    )
    return f"(?:{'|'.join(grouped)})"


def with_hex(*words: str) -> tuple[str, ...]:
    """Keywords for hex that follows one of `words`, which are too common by themselves."""
    return tuple(f"{word}{digit}" for word in words for digit in "0123456789abcdef")


def prefixed(prefix: str, body: str) -> str:
    """Like `token`, for a value that begins with `prefix`, which `re` looks for: a literal, or a
    class of characters."""
    return (
        rf"(?P<secret>{prefix}(?:(?<![A-Za-z0-9]{prefix})|(?<=\\[nrt]{prefix}))(?:{body}){_REST})"
    )


def token(body: str) -> str:
    """A regex for a value that is known by its own shape, wherever it stands.

    What is longer than that, or goes on with other letters, belongs to it: "...0c3dEXAMPLE".
    """
    return rf"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?P<secret>(?:{body}){_REST})"


def named(name: str, value: str, first: str = "") -> str:
    """A regex for a value of a plain shape that follows its name (in any case).

    `first`: a regex for the first character of the name, which `re` then skips to.
    """
    return rf"{first}(?i:{name}){TO_VALUE}(?P<secret>{value})(?![A-Za-z0-9])"
