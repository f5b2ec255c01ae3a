"""Bytes, files and unified diffs -> Hunk: decoding, line endings, what is binary, context."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from secret_guard.errors import SourceError
from secret_guard.regex import compiled
from secret_guard.types import Hunk, Skipped

CONTEXT_LINES = 12  # around the added lines, so that the judge sees what they belong to
MAX_BYTES = 5_000_000  # a larger file is data, not something a person wrote

# The longer marks first: the one of UTF-32 begins with the one of UTF-16.
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROL = compiled(r"[\x00-\x08\x0e-\x1a]")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text, "\\n" between lines, none at the end.

    `git_lines`: its lines are those of git, which splits at each byte 0x0A.
    """

    text: str
    git_lines: bool


@dataclass(frozen=True, slots=True)
class PatchHunk:
    """A hunk of a unified diff: the lines after the change, `added` counts as `first_line` does."""

    path: str
    first_line: int
    lines: tuple[bytes, ...]
    added: frozenset[int]


@dataclass(frozen=True, slots=True)
class NoText:
    """A file that a diff shows no text of; `oid` is git's name of its content, "" if not told."""

    path: str
    oid: str


def decode(data: bytes) -> Decoded | None:
    """The text of a file, None if it is binary (a NUL byte, UTF-16 and UTF-32 excepted).

    UTF-8, else Latin-1: every byte has a character there, and credentials are ASCII.
    """
    wide = _wide_encoding(data)
    if wide:
        mark, encoding = wide
        text = data[len(mark) :].decode(encoding, "replace")
        # What only looks like UTF-16 decodes to rubbish.
        if text.count("\ufffd") * 20 > len(text) or _CONTROL.search(text):
            return None
        return Decoded(_normalize(text), git_lines=False)
    if b"\0" in data:
        return None
    data = data.removeprefix(_UTF8_MARK)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\n" not in text and "\r" in text.rstrip("\r"):  # line ends of the old Macintosh
        return Decoded(_normalize(text.replace("\r", "\n")), git_lines=False)
    return Decoded(_normalize(text), git_lines=True)


def too_large(path: str, max_bytes: int) -> Skipped:
    """What is reported for a file over the limit."""
    size = f"{max_bytes / 1e6:.3g} MB" if max_bytes >= 100_000 else f"{max_bytes} bytes"
    return Skipped(path, f"larger than {size}")


def whole(path: str, data: bytes) -> Hunk | Skipped:
    """A file of which every line counts."""
    decoded = decode(data)
    return Skipped(path, "binary") if decoded is None else Hunk(path, decoded.text)


def around(
    path: str, text: str, added: Iterable[int], context: int = CONTEXT_LINES
) -> Iterator[Hunk]:
    """The parts of a file around its added lines (numbers from 1), merged where they meet."""
    lines = text.split("\n")
    numbers = sorted(number for number in set(added) if 1 <= number <= len(lines))
    for group in _groups(numbers, 2 * context + 1):
        first = max(1, group[0] - context)
        part = lines[first - 1 : group[-1] + context]
        yield Hunk(path, "\n".join(part), first, frozenset(group))


def patch_hunks(
    lines: Iterable[bytes], name: str, max_bytes: int = sys.maxsize
) -> Iterator[PatchHunk | NoText | Skipped]:
    """The hunks of a unified diff (git's, plain, or combined).

    `lines` as read from a binary file, `name` is what an error calls it. A submodule is Skipped,
    and a hunk of more than `max_bytes`, which is not held in memory.
    SourceError: a hunk is cut off or damaged, or there is no diff in a text that is not blank.
    """
    return _PatchReader(name, max_bytes).read(lines)


def diff_to_hunks(lines: Iterable[bytes], name: str) -> Iterator[Hunk | Skipped]:
    """The hunks of a unified diff as text; one with nothing added is left out."""
    for item in patch_hunks(lines, name):
        if isinstance(item, Skipped):
            yield item
        elif isinstance(item, NoText):
            yield Skipped(item.path, "binary")
        elif item.added:
            yield text_of(item)


def text_of(item: PatchHunk) -> Hunk | Skipped:
    """A hunk as text. Where its lines are not those of git (UTF-16) all of it counts."""
    decoded = decode(b"\n".join(item.lines))
    if decoded is None:
        return Skipped(item.path, "binary")
    if decoded.git_lines:
        return Hunk(item.path, _same_lines(item), item.first_line, item.added)
    return Hunk(item.path, decoded.text, item.first_line)


def _wide_encoding(data: bytes) -> tuple[bytes, str] | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return mark, encoding
    if b"\0" not in data[:8000] or len(data) % 2:
        return None
    # UTF-16 without a mark: mostly ASCII, so that every other byte is NUL.
    half = len(data) // 2
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if odd * 10 > half * 7 and even == 0:
        return b"", "utf-16-le"
    if even * 10 > half * 7 and odd == 0:
        return b"", "utf-16-be"
    return None


def _normalize(text: str) -> str:
    # A carriage return inside a line stays: to split there would shift all line numbers.
    if "\r" in text:
        text = re.sub(r"\r+\n", "\n", text)
    return text.removesuffix("\n").rstrip("\r")


def _same_lines(item: PatchHunk) -> str:
    # Not Decoded.text: it drops a last line that is empty, and the numbers must hold.
    data = b"\n".join(line.rstrip(b"\r") for line in item.lines)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _groups(numbers: Sequence[int], reach: int) -> Iterator[list[int]]:
    group: list[int] = []
    for number in numbers:
        if group and number - group[-1] > reach:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


_HUNK_HEADER = re.compile(rb"(@@+) ((?:-\d+(?:,\d+)? )+)\+(\d+)(?:,(\d+))? @@+")
_BINARY = re.compile(rb"Binary files (.*) and (.*) differ\r?\n?$")
_ESCAPES = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13}
_OLD_PREFIXES = (b"a/", b"c/", b"i/", b"o/", b"1/")
_NEW_PREFIXES = (b"b/", b"w/", b"i/", b"c/", b"2/")


class _PatchReader:
    """Reads a diff line by line; what it remembers is the file it is in."""

    def __init__(self, name: str, max_bytes: int) -> None:
        self.name = name
        self.max_bytes = max_bytes
        self.number = 0  # of the line in the diff
        self.old = b""
        self.path: str | None = None  # None: outside of a file, or the file is deleted
        self.header: bytes = b""  # of the file, for what has no "+++"
        self.submodule = False
        self.oid = ""  # of the file's new content, where the diff tells it
        self.named = 0  # the number of a "+++" line that a hunk has to follow
        self.after_hunk = 0  # the number of a hunk's line, until its file is over

    def read(self, lines: Iterable[bytes]) -> Iterator[PatchHunk | NoText | Skipped]:
        source = iter(lines)
        found, blank = False, True
        for line in self._counted(source):
            blank = blank and not line.strip()
            match = _HUNK_HEADER.match(line)
            if match and self.header:
                found, self.named, self.after_hunk = True, 0, self.number
                yield from self._hunk(match, source)
            else:
                self._check_lost(line)
                skipped = self._not_shown(line)
                found = self._file_line(line) or bool(skipped) or found
                yield from skipped
        self._check_lost(b"", at_end=True)
        if not (found or blank):
            raise SourceError(
                f"{self.name} holds no unified diff. Make one with `git diff --no-color`."
            )

    def _counted(self, source: Iterator[bytes]) -> Iterator[bytes]:
        for line in source:
            self.number += 1
            yield line

    def _check_lost(self, line: bytes, at_end: bool = False) -> None:
        """Raise SourceError where lines that belong to a hunk would be passed over."""
        # svn writes a file's names and a blank line where only its properties changed.
        if self.named and (at_end or line.strip()):
            told = f"no hunk follows the file's name at line {self.named}"
            raise SourceError(f"{self.name}: {told}. Make the diff anew.")
        self.named = 0
        if not self.after_hunk:
            return
        if line.startswith((b"+", b"@@")) and not line.startswith(b"+++ "):
            raise self._damaged(self.after_hunk, f"is damaged at line {self.number}")
        if not line.startswith((b" ", b"-", b"\\")):
            self.after_hunk = 0

    def _file_line(self, line: bytes) -> bool:
        """Take in a line of a file's header; whether it was one that only a diff has."""
        text = line.rstrip(b"\r\n")
        if text.startswith((b"commit ", b"From ")):  # the message of a commit is no diff
            self.header = b""
            return False
        if text.startswith((b"diff --git ", b"diff --cc ", b"diff --combined ")):
            self.header, self.old, self.path, self.submodule = text, b"", None, False
            self.oid = ""
            return True
        if text.startswith(b"index "):
            self.oid = text.split(b" ")[1].rpartition(b"..")[2].decode("ascii", "replace")
        if text.startswith(b"--- "):
            self.old = _file_name(text[4:])
        elif text.startswith(b"+++ ") and self.old:
            self.header = self.header or text
            self.path = _new_path(self.old, _file_name(text[4:]))
            self.named = self.number
            return True
        elif text.startswith((b"new file mode ", b"index ")) and text.endswith(b" 160000"):
            self.submodule = True
        return False

    def _not_shown(self, line: bytes) -> tuple[NoText, ...]:
        binary = _BINARY.match(line)
        if binary:
            path = _new_path(_file_name(binary[1]), _file_name(binary[2]))
            return () if path is None else (NoText(path, self.oid),)
        if line.startswith(b"GIT binary patch") and self.header.startswith(b"diff --git "):
            return (NoText(_path_of_header(self.header), self.oid),)
        # Of a merge, with the names in the header alone.
        if line.startswith(b"Binary files differ") and self.oid.strip("0"):
            name = _file_name(self.header.split(b" ", 2)[2])
            return (NoText(name.decode("utf-8", "surrogateescape"), self.oid),)
        return ()

    def _hunk(
        self, match: re.Match[bytes], source: Iterator[bytes]
    ) -> Iterator[PatchHunk | Skipped]:
        old_counts = [_count(part) for part in match[2].split()]
        kept, added, size = self._body(old_counts, int(match[4] or 1), int(match[3]), source)
        if self.path is None:
            return
        if self.submodule:
            yield Skipped(self.path, "submodule")
        elif size > self.max_bytes:
            yield too_large(self.path, self.max_bytes)
        else:
            yield PatchHunk(self.path, max(1, int(match[3])), tuple(kept), frozenset(added))

    def _body(
        self, old: list[int], new: int, first: int, source: Iterator[bytes]
    ) -> tuple[list[bytes], list[int], int]:
        """The lines after the change, the numbers of the added ones, and their size in bytes.

        They are counted by the header. None are kept behind the size limit.
        """
        kept: list[bytes] = []
        added: list[int] = []
        size, started = 0, self.number
        while new > 0 or any(count > 0 for count in old):
            line = next(source, None)
            if line is None:
                raise self._damaged(started, "is cut off")
            self.number += 1
            marks, text = _split(line, len(old))
            if marks is None:
                raise self._damaged(started, f"is damaged at line {self.number}")
            if marks.startswith(b"\\"):
                continue
            removed = b"-" in marks
            there = b"-" if removed else b" "
            old[:] = [n - (marks[i : i + 1] == there) for i, n in enumerate(old)]
            if not removed:
                size += len(text) + 1
                if size <= self.max_bytes:
                    if b"+" in marks:
                        added.append(first + len(kept))
                    kept.append(text)
                new -= 1
        return kept, added, size

    def _damaged(self, started: int, what: str) -> SourceError:
        return SourceError(f"{self.name}: the hunk at line {started} {what}. Make the diff anew.")


def _count(part: bytes) -> int:
    _, _, count = part.partition(b",")
    return int(count or 1)


def _split(line: bytes, columns: int) -> tuple[bytes | None, bytes]:
    """The marks at the beginning of a hunk's line and its text; None if there are no marks."""
    text = line.removesuffix(b"\n")
    if text.startswith(b"\\"):
        return b"\\", b""
    if not text.strip(b"\r"):
        return b" " * columns, text  # diff.suppressBlankEmpty, or a mail program
    marks = text[:columns]
    if len(marks) < columns or marks.strip(b" +-"):
        return None, b""
    return marks, text[columns:]


def _file_name(field: bytes) -> bytes:
    """The name behind "+++ ": unquoted, without the date of a plain diff."""
    if field.startswith(b'"'):
        return unquote(field)
    return field.partition(b"\t")[0]


def unquote(field: bytes) -> bytes:
    """A file name as git quotes it: "..." with C escapes and octal bytes."""
    inner = field[1 : field.rindex(b'"')] if field.count(b'"') > 1 else field[1:]

    def replaced(match: re.Match[bytes]) -> bytes:
        escape = match[1]
        if escape.isdigit():
            return bytes([int(escape, 8) & 255])
        return bytes([_ESCAPES.get(escape, escape[0])])

    return re.sub(rb"\\([0-7]{3}|.)", replaced, inner, flags=re.DOTALL)


def _new_path(old: bytes, new: bytes) -> str | None:
    if new == b"/dev/null":
        return None
    prefixed = old == b"/dev/null" or old.startswith(_OLD_PREFIXES)
    if prefixed and new.startswith(_NEW_PREFIXES):
        new = new[2:]
    return new.decode("utf-8", "surrogateescape")


def _path_of_header(header: bytes) -> str:
    """The new name in "diff --git a/X b/X": both names are equal where there is no "+++"."""
    names = header.removeprefix(b"diff --git ")
    if names.endswith(b'"'):
        new = unquote(names[names.index(b' "', 1) + 1 :])
    else:
        new = names[len(names) // 2 + 1 :]
    return new[2:].decode("utf-8", "surrogateescape")
