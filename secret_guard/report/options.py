"""What every renderer needs besides the Report, and how paths are written for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as reports and `secret-guard rules` name it."""

    id: str
    message: str


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a report is written.

    `notes` are the settings that weaken the scan, in words ("1 rule disabled by pyproject.toml");
    `rules` all known rules; `hook` is set when a commit waits for the answer, then the text report
    of an ALERT ends with what to do.
    """

    version: str = ""
    show_safe: bool = False
    color: bool = False
    verbose: bool = False
    quiet: bool = False
    hook: bool = False
    notes: tuple[str, ...] = ()
    rules: tuple[RuleText, ...] = ()


def raw_path(path: str) -> bytes:
    """The bytes of a path: those that are not UTF-8 stand in it as lone surrogates."""
    try:
        return path.encode("utf-8", errors="surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: a name from Windows
        return path.encode("utf-8", errors="surrogatepass")


def printable(text: str) -> str:
    """`text` for a terminal: line breaks, control characters and bytes that are not UTF-8 become
    escapes, so a file name can neither break a line nor steer the terminal."""
    return "".join(char if char.isprintable() else escaped(char) for char in text)


def escaped(char: str) -> str:
    """One unprintable character: `\\xff` for a byte, `\\u202e` for a character."""
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
