"""Regular expressions that are compiled once: that takes longer than to search a commit.

Python keeps the bytecode of a module in `__pycache__`, but not what `re` compiles. It is kept
there in a file of its own, for one version of Python and of this program and under the same rules:
with `-B` nothing is written. Where nothing can be read or written, all goes on as without.
`_sre.compile` makes a pattern of what is kept in microseconds, and checks it.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import marshal
import os
import re
import sys
from array import array
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from secret_guard import __version__

# What a pattern is made of besides its source: flags, code, how many groups, and their names.
Parts = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]

_WORD = "I"  # the code is a row of unsigned integers of 32 bits
_CHECKSUM = 4  # bytes at the begin of the file


def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(source, flags)`."""
    key = source, int(flags)
    with suppress(Exception):  # a Python that works otherwise, or an error that `re` tells
        if key not in _parts:
            _parts[key] = _compile(*key)
            _new.add(key)
        return _made(source, _parts[key])
    return re.compile(source, flags)


def worth_keeping() -> bool:
    """Whether something was compiled that later runs can be spared."""
    return bool(_new) and not sys.dont_write_bytecode and os.access(_FILE.parent, os.W_OK)


def keep() -> None:
    """Let later runs have all that this one knows."""
    written = marshal.dumps((_STAMP, _parts))
    own = _FILE.with_suffix(f".{os.getpid()}")  # another process may do the same
    with suppress(OSError):
        try:
            own.write_bytes(crc32(written).to_bytes(_CHECKSUM, "big") + written)
            own.replace(_FILE)
            _new.clear()
        finally:
            own.unlink(missing_ok=True)


def _kept() -> dict[tuple[str, int], Parts]:
    """What an earlier run kept."""
    with suppress(Exception):  # whatever a damaged file leads to
        content = _FILE.read_bytes()
        written = content[_CHECKSUM:]
        if crc32(written).to_bytes(_CHECKSUM, "big") == content[:_CHECKSUM]:
            stamp, parts = marshal.loads(written)
            return dict(parts) if stamp == _STAMP else {}
    return {}


# What follows is `re.compile` in two steps; CPython has had these names since 3.11, ...
def _compile(source: str, flags: int) -> Parts:
    """The first half of what `re.compile` does, which takes nearly all of its time."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]
    except ImportError:  # ... and these before
        import sre_compile as _compiler
        import sre_parse as _parser
    tree = _parser.parse(source, flags)
    state, code = tree.state, array(_WORD, _compiler._code(tree, flags))
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    return flags | state.flags, code.tobytes(), state.groups - 1, state.groupdict, tuple(names)


def _made(source: str, parts: Parts) -> re.Pattern[str]:
    """The second half."""
    flags, code, groups, numbers, names = parts
    words = array(_WORD, code).tolist()
    pattern: re.Pattern[str] = _sre.compile(source, flags, words, groups, numbers, names)
    return pattern


_FILE = Path(__spec__.cached or __file__).with_suffix(".bin")
_STAMP = (sys.version, _sre.MAGIC, _sre.CODESIZE, sys.byteorder, __version__)
_parts = _kept()  # of each source and flags
_new: set[tuple[str, int]] = set()
