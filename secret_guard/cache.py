"""What earlier runs found out, on disk, under hashes of what they read, never text: verdicts.

A cache that cannot be read or written is no cache, and no error: the work is done again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from secret_guard.verdicts import CLASSES

FOLDER = "SECRET_GUARD_CACHE_DIR"
MAX_ROWS = 300_000  # about 25 MB; beyond it the older half is dropped
WAIT = 1.0  # seconds for another process to finish its writing

Row = Sequence[float]


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where caches belong on this system, or where SECRET_GUARD_CACHE_DIR says; None: nowhere."""
    if environ.get(FOLDER):
        return Path(environ[FOLDER])
    try:
        return _usual_folder(environ)
    except RuntimeError:  # a user without a home
        return None


def _usual_folder(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        base = Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "secret-guard"


class Store:
    """Rows of bytes under digests of texts. `owner` names what they depend on besides the text."""

    def __init__(self, file: Path, owner: str) -> None:
        self.key = hashlib.sha256(owner.encode()).digest()
        self.database: sqlite3.Connection | None = None
        with suppress(OSError, sqlite3.Error):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.database = _open(file)

    def digest(self, text: str) -> bytes:
        """What the row of `text` is kept under."""
        raw = text.encode("utf-8", "replace")
        return hashlib.blake2b(raw, key=self.key, digest_size=16).digest()

    def read(self, digest: bytes) -> bytes:
        """The row, b"" if there is none."""
        if self.database is None:
            return b""
        try:
            select = "SELECT row FROM kept WHERE digest = ?"
            found = self.database.execute(select, (digest,)).fetchone()
        except sqlite3.OperationalError:  # locked: nobody waits for that more than once
            self.database = None
        except sqlite3.Error:
            pass
        else:
            return found[0] if found and isinstance(found[0], bytes) else b""
        return b""

    def write(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep these rows, all or none."""
        if self.database is None:
            return
        with suppress(sqlite3.Error), self.database:
            self.database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
            oldest, newest = self.database.execute(
                "SELECT min(rowid), max(rowid) FROM kept"
            ).fetchone()
            if newest - oldest >= MAX_ROWS:
                self.database.execute(
                    "DELETE FROM kept WHERE rowid <= ?", (newest - MAX_ROWS // 2,)
                )


class VerdictCache:
    """Class probabilities by prompt, of one model: `model` names its file and its calibration."""

    def __init__(self, folder: Path, model: str) -> None:
        name = hashlib.sha256(model.encode()).hexdigest()[:16]
        self.store = Store(folder / f"verdicts-{name}.sqlite3", model)

    def get(self, prompts: Iterable[str]) -> dict[str, list[float]]:
        """The rows of those prompts that were judged before."""
        found: dict[str, list[float]] = {}
        for prompt in prompts:
            with suppress(ValueError):
                row = array("d", self.store.read(self.store.digest(prompt))).tolist()
                if len(row) == len(CLASSES) and all(0 <= share <= 1 for share in row):
                    found[prompt] = row
        return found

    def put(self, rows: Mapping[str, Row]) -> None:
        """Keep these rows, all or none."""
        if rows:
            self.store.write(
                (self.store.digest(prompt), array("d", row).tobytes())
                for prompt, row in rows.items()
            )


def _open(file: Path) -> sqlite3.Connection:
    """The database, made if it is not there. One that is damaged is made anew."""
    try:
        return _connect(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, read-only, no room
            raise
        file.unlink(missing_ok=True)
        return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=WAIT)
    try:
        # After a crash of the whole machine the cache may be damaged: then it is made anew.
        database.execute("PRAGMA synchronous = OFF")
        with database:
            database.execute("CREATE TABLE IF NOT EXISTS kept (digest BLOB PRIMARY KEY, row BLOB)")
    except BaseException:
        database.close()
        raise
    return database
