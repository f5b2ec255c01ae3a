"""Settings -> one frozen Config: the configuration file, checked strictly, then the options."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from secret_guard.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FORMATS = ("text", "json", "sarif")
DEDICATED_FILE = ".secret-guard.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "secret-guard"
COMMAND_LINE = "the command line"

FINGERPRINT = re.compile(r"[0-9a-f]{32}")
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|kB|KB|MB|GB)?")
# Decimal units, as file managers and storage count them.
UNITS = {None: 1, "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9}


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is allowed to see and how strict it is.

    `threshold` is the score (0 to 1) from which a candidate is an ALERT, None means the one that
    the model was calibrated with. `max_file_size` is in bytes. `origins` says for each field that
    was set where it was set: the name of a file, or "the command line". `cache` (what was found
    out is kept between runs) is a matter of the command line alone.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool = False
    show_safe: bool = False
    threshold: float | None = None
    max_file_size: int = 5_000_000
    disable: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    format: str = "text"
    cache: bool = True
    origins: Mapping[str, str] = field(default_factory=dict, hash=False)

    def selects(self, path: str) -> bool:
        """Whether a file takes part: some `include` pattern fits it (or there is none), and no
        `exclude` pattern does. `path` is relative, with "/" between its parts."""
        if self.include and not any(glob(pattern).fullmatch(path) for pattern in self.include):
            return False
        return not any(glob(pattern).fullmatch(path) for pattern in self.exclude)

    def weakened(self) -> tuple[str, ...]:
        """What a file (not the person at the command line) takes away from the scan, in words."""
        told = {
            "disable": plural(len(self.disable), "rule") + " disabled",
            "threshold": f"threshold {self.threshold} set",
            "include": "limited to " + ", ".join(self.include),
            "exclude": plural(len(self.exclude), "path pattern") + " excluded",
        }
        origins = {name: self.origins.get(name, COMMAND_LINE) for name in told}
        return tuple(
            f"{text} by {origins[name]}"
            for name, text in told.items()
            if getattr(self, name) and origins[name] != COMMAND_LINE
        )


def load_config(
    start: Path,
    overrides: Mapping[str, Any] | None = None,
    *,
    file: Path | None = None,
    rule_ids: Collection[str] = (),
) -> Config:
    """The configuration for a scan that starts in folder `start`.

    `file` is read if it is given, else the nearest one from `start` up to the repository's root.
    `overrides` are options of the command line by field name; None and () leave the file's value.
    `rule_ids` are the known rules. Raises ConfigError naming the file and the key.
    """
    found = file if file is not None else find_file(start)
    config = Config() if found is None else read_file(found, rule_ids)
    given = {key: value for key, value in (overrides or {}).items() if value not in (None, ())}
    for name in ("include", "exclude"):
        for pattern in given.get(name, ()):
            check_pattern(f"--{name}", pattern)
    origins = {**config.origins, **dict.fromkeys(given, COMMAND_LINE)}
    return replace(config, **given, origins=origins)


def find_file(start: Path) -> Path | None:
    """The nearest configuration file of `start` or a folder above it, within the repository.

    Outside a repository only `start` itself counts: a file that somebody else left in a shared
    parent folder must not weaken a scan. Raises ConfigError when one folder holds two of them.
    """
    start, root = start.resolve(), root_of(start)
    folders = [start, *start.parents]
    for folder in folders[: folders.index(root) + 1]:
        found = [path for path in (folder / DEDICATED_FILE, folder / PROJECT_FILE) if has(path)]
        if len(found) == 2:
            raise ConfigError(
                f"{folder}: both {DEDICATED_FILE} and [tool.{TABLE}] in {PROJECT_FILE} configure "
                "secret-guard; keep one of them"
            )
        if found:
            return found[0]
    return None


def root_of(start: Path) -> Path:
    """The top of the repository that `start` is in, `start` itself outside of any."""
    start = start.resolve()
    return next((at for at in (start, *start.parents) if (at / ".git").exists()), start)


def has(path: Path) -> bool:
    """Whether `path` configures secret-guard."""
    if path.name != PROJECT_FILE:
        return os.path.lexists(path)  # a broken link or a folder: told when it is read
    if not path.is_file():
        return False
    # A broken pyproject.toml that never mentions the tool is not this program's business.
    if TABLE.encode() not in read_bytes(path).replace(b"_", b"-"):
        return False
    return table_of(path) is not None


def read_file(path: Path, rule_ids: Collection[str] = ()) -> Config:
    """The Config that a file describes. Raises ConfigError for anything it does not know."""
    table = table_of(path)
    if table is None:
        raise ConfigError(f"{path}: no [tool.{TABLE}] table")
    keys = {spelled(name): name for name in CHECKS}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise ConfigError(f"{path}: unknown key '{key}'{nearest(key, keys)}")
        values[keys[key]] = CHECKS[keys[key]](f"{path}: '{key}'", value)
    for rule_id in values.get("disable", ()):
        if rule_id not in rule_ids:
            hint = nearest(rule_id, rule_ids) or "; `secret-guard rules` lists them"
            raise ConfigError(f"{path}: 'disable': unknown rule '{rule_id}'{hint}")
    return Config(**values, origins=dict.fromkeys(values, path.name))


def table_of(path: Path) -> dict[str, Any] | None:
    """The secret-guard table of a TOML file, None if a pyproject.toml has none."""
    raw = read_bytes(path)
    try:
        document: dict[str, Any] = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 (byte {error.start})") from None
    except (ValueError, RecursionError) as error:  # a number or a nesting that Python refuses, too
        last = f"at line {len(raw.splitlines())}"
        told = str(error).replace("at end of document", last)
        raise ConfigError(f"{path}: not valid TOML: {told}") from None
    if path.name != PROJECT_FILE:
        return document
    tool = document.get("tool", {})
    table: object = tool.get(TABLE) if isinstance(tool, dict) else None
    if table is None and isinstance(tool, dict) and TABLE.replace("-", "_") in tool:
        wrong = TABLE.replace("-", "_")
        raise ConfigError(f"{path}: unknown table [tool.{wrong}]; did you mean [tool.{TABLE}]?")
    if table is None or isinstance(table, dict):
        return table
    raise ConfigError(f"{path}: 'tool.{TABLE}' must be a table")


def read_bytes(path: Path) -> bytes:
    """The content of a configuration file. Raises ConfigError naming it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def nearest(word: str, known: Collection[str]) -> str:
    """A hint that names the known word next to a wrong one, "" if none is near."""
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean '{close[0]}'?" if close else ""


def plural(number: int, noun: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def spelled(name: str) -> str:
    """The key of a field in a file: `show_safe` is written `show-safe`."""
    return name.replace("_", "-")


def boolean(where: str, value: object) -> bool:
    """`value`, if it is true or false."""
    if not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {kind(value)}")
    return value


def texts(where: str, value: object) -> tuple[str, ...]:
    """`value`, if it is a list of non-empty strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ConfigError(f"{where} must be a list of strings, not {kind(value)}")
    return tuple(value)


def patterns(where: str, value: object) -> tuple[str, ...]:
    """`value`, if it is a list of path patterns."""
    found = texts(where, value)
    for pattern in found:
        check_pattern(where, pattern)
    return found


def check_pattern(where: str, pattern: str) -> None:
    """Raise ConfigError for a pattern that would silently fit nothing."""
    if not pattern:
        raise ConfigError(f"{where}: a pattern must not be empty")
    if pattern.startswith("!"):
        raise ConfigError(f"{where}: '{pattern}': a pattern cannot be negated by '!'")
    try:
        glob(pattern)
    except re.error as error:
        raise ConfigError(f"{where}: '{pattern}' is not a pattern: {error.msg}") from None


def fingerprints(where: str, value: object) -> tuple[str, ...]:
    """`value`, if it is a list of fingerprints as a report shows them."""
    found = texts(where, value)
    for number, item in enumerate(found, 1):
        if not FINGERPRINT.fullmatch(item):
            # The item is not repeated: somebody may have pasted the secret itself.
            raise ConfigError(
                f"{where}: item {number} is not a fingerprint (32 hexadecimal digits, as a report "
                "shows them)"
            )
    return found


def fraction(where: str, value: object) -> float:
    """`value`, if it is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ConfigError(f"{where} must be a number from 0 to 1, not {kind(value)}")
    if not 0 <= value <= 1:
        raise ConfigError(f"{where} must be a number from 0 to 1, not {value}")
    return float(value)


def size(where: str, value: object) -> int:
    """Bytes from a whole number or from a text such as "5 MB" (decimal units)."""
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    match = SIZE.fullmatch(text.strip())
    number = float(match[1]) * UNITS[match[2]] if match else 0
    if not 1 <= number < float("inf"):
        raise ConfigError(f'{where} must be a size above 0: bytes, or a text such as "5 MB"')
    return int(number)


def choice(where: str, value: object) -> str:
    """`value`, if it names an output format."""
    if not isinstance(value, str) or value not in FORMATS:
        hint = nearest(value, FORMATS) if isinstance(value, str) else ""
        raise ConfigError(f"{where} must be one of {', '.join(FORMATS)}{hint}")
    return value


def kind(value: object) -> str:
    """What a TOML value is, in words."""
    names = {bool: "a boolean", int: "an integer", float: "a number", str: "a string"}
    names |= {list: "such a list", dict: "a table"}
    return names.get(type(value), "a date or time")


CHECKS: dict[str, Callable[[str, object], Any]] = {
    "include": patterns,
    "exclude": patterns,
    "strict": boolean,
    "show_safe": boolean,
    "threshold": fraction,
    "max_file_size": size,
    "disable": texts,
    "allow": fingerprints,
    "format": choice,
}
assert set(CHECKS) == {entry.name for entry in fields(Config)} - {"origins", "cache"}


@lru_cache(maxsize=512)
def glob(pattern: str) -> re.Pattern[str]:
    """A path pattern as a regular expression for whole paths, in the manner of .gitignore.

    `*` and `?` stay within one part of the path, `**` crosses parts, `[...]` is a set. A pattern
    with a "/" (other than the last character) counts from the top, any other one fits a file or
    folder of that name at any depth. What fits a folder fits everything below it.
    """
    body = pattern.removeprefix("./").rstrip("/")
    anchored = "/" in body
    tokens = re.findall(r"\*\*/|/\*\*$|\*+|\?|\[!?\]?[^\]/]*\]|.", body.lstrip("/"), re.DOTALL)
    inner = "".join(map(translated, tokens))
    return re.compile(("" if anchored else "(?:.*/)?") + inner + "(?:/.*)?", re.DOTALL)


def translated(token: str) -> str:
    """One token of a path pattern as a piece of a regular expression."""
    fixed = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if token in fixed:
        return fixed[token]
    if token.startswith("[") and len(token) > 2:
        negated = token[1] == "!"
        chars = token[2 if negated else 1 : -1]
        escaped = re.sub(r"([\\\]\[^&~|])", r"\\\1", chars)
        return f"(?!/)[{'^' if negated else ''}{escaped}]"
    return "[^/]*" if token.startswith("*") else re.escape(token)
