"""Files on disk: folders and repositories (what .gitignore names is left out), single files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from secret_guard.config import glob
from secret_guard.errors import SourceError
from secret_guard.hunks import MAX_BYTES, too_large, whole
from secret_guard.sources import git
from secret_guard.types import Hunk, Skipped

EXCLUDED = "excluded"
_CLOSED = re.compile(rb"^warning: could not open directory '(.*)': (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, and how it is shown. A `named` one was given by the user, who is told if it
    cannot be read. One of more than `max_bytes` is not read."""

    place: Path
    path: str
    max_bytes: int
    named: bool = False

    @property
    def size(self) -> int:
        """The bytes that `load` reads, 0 if that cannot be told."""
        try:
            size = self._facts().st_size
        except OSError:
            return 0
        return size if size <= self.max_bytes else 0

    def load(self) -> Hunk | Skipped:
        """The file as one hunk, or why not. SourceError: a named file cannot be read."""
        try:
            facts = self._facts()
            if stat.S_ISLNK(facts.st_mode):
                return Skipped(self.path, "symbolic link")
            if not stat.S_ISREG(facts.st_mode):  # to open a pipe would wait for its writer
                return self._unreadable("not a regular file")
            if facts.st_size > self.max_bytes:
                return too_large(self.path, self.max_bytes)
            return whole(self.path, self.place.read_bytes())
        except FileNotFoundError:
            return self._unreadable("not in the working tree")
        except OSError as error:
            return self._unreadable(f"cannot be read: {error.strerror}")

    def _facts(self) -> os.stat_result:
        return self.place.stat() if self.named else self.place.lstat()

    def _unreadable(self, reason: str) -> Skipped:
        if self.named:
            raise SourceError(
                f"{self.path}: {reason}. Pipe it through `secret-guard scan -` if you can."
            )
        return Skipped(self.path, reason)


def files(
    paths: Sequence[Path],
    *,
    ignore: bool = True,
    exclude: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Iterator[File | Skipped]:
    """The files below `paths`, each once, unread; without paths those of the working directory.

    `ignore`: inside a repository only what git tracks or would add. A path that is named is
    there even if it is ignored. `exclude`: patterns as in `config.glob` of folders that are not
    entered, for paths as they are reported: relative to the working directory where they lie in it.
    SourceError: a path does not exist, git fails.
    """
    pruned = _selection((), exclude)
    seen: set[str] = set()
    for path in paths or (Path(),):
        for item in _files(path, ignore, pruned):
            if isinstance(item, Skipped):
                yield item
                continue
            name = display(item)
            if name not in seen:
                seen.add(name)
                yield File(item, name, max_bytes, named=item is path)


def tree(
    paths: Sequence[Path],
    *,
    ignore: bool = True,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Iterator[Hunk | Skipped]:
    """The text of `files`, without those that `include` and `exclude` leave out.

    SourceError: also if a path that is named cannot be read.
    """
    selects = _selection(include, exclude)
    for item in files(paths, ignore=ignore, exclude=exclude, max_bytes=max_bytes):
        if isinstance(item, Skipped):
            yield item
        else:
            yield item.load() if selects(item.path) else Skipped(item.path, EXCLUDED)


def display(path: Path) -> str:
    """A path as it is reported: with "/", relative to the working directory where it lies in it."""
    if path.is_absolute():
        with suppress(ValueError):  # it lies elsewhere
            path = path.relative_to(Path.cwd())
    return path.as_posix()


def _selection(include: Sequence[str], exclude: Sequence[str]) -> Callable[[str], bool]:
    wanted, unwanted = [glob(p) for p in include], [glob(p) for p in exclude]

    def selects(name: str) -> bool:
        if wanted and not any(pattern.fullmatch(name) for pattern in wanted):
            return False
        return not any(pattern.fullmatch(name) for pattern in unwanted)

    return selects


def _files(path: Path, ignore: bool, selects: Callable[[str], bool]) -> Iterator[Path | Skipped]:
    if path.is_dir():
        inside = ignore and git.in_worktree(path)
        if not inside or _is_ignored(path):
            yield from _walked(path, ignore, selects)
        else:
            yield from _listed(path)
    elif os.path.lexists(path):
        yield path
    else:
        raise SourceError(f"no such file or folder: {path}")


def _is_ignored(folder: Path) -> bool:
    """Whether git ignores the whole folder: then it would list nothing of it."""
    done = git.attempt(folder, "check-ignore", "-q", "--", ".", by_location=True)
    if done.returncode > 1:
        raise git.failure(folder, ("check-ignore",), done.stderr)
    return done.returncode == 0


def _listed(folder: Path) -> Iterator[Path | Skipped]:
    """What git tracks or would add, by name."""
    listing = ("ls-files", "--cached", "--others", "--exclude-standard", "-z")
    done = git.attempt(folder, *listing, by_location=True)
    if done.returncode:
        raise git.failure(folder, listing, done.stderr)
    yield from _not_listed(folder, done.stderr)
    for name in sorted(set(done.stdout.split(b"\0")[:-1])):  # a conflict has each of its sides
        path = folder / os.fsdecode(name)
        if name.endswith(b"/") or _is_folder(path):
            nested = os.path.lexists(path / ".git")
            yield Skipped(display(path), "nested repository" if nested else "submodule")
        else:
            yield path


def _not_listed(folder: Path, warnings: bytes) -> Iterator[Skipped]:
    """The folders that git could not look into; it only warns of them."""
    found = _CLOSED.findall(warnings)
    if found:
        top = git.run(folder, "rev-parse", "--show-cdup", by_location=True).removesuffix(b"\n")
        for name, why in found:  # git names them from the top of the working tree
            path = folder.resolve() / os.fsdecode(top) / os.fsdecode(name)
            shown = display(Path(os.path.normpath(path)))
            yield Skipped(shown, f"cannot be read: {os.fsdecode(why)}")


def _is_folder(path: Path) -> bool:
    """Whether this is a folder and no link to one; False where that cannot be told."""
    return os.path.isdir(path) and not os.path.islink(path)  # noqa: PTH112, PTH114 - do not raise


def _walked(folder: Path, ignore: bool, selects: Callable[[str], bool]) -> Iterator[Path | Skipped]:
    """Every file, in the order of names. With `ignore` a repository on the way lists its own."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Skipped(display(folder), f"cannot be read: {error.strerror}")
        return
    for path in entries:
        if not _is_folder(path):
            yield path
        elif path.name == ".git":
            continue
        elif not selects(display(path)):
            yield Skipped(display(path), EXCLUDED)
        elif ignore and os.path.lexists(path / ".git") and git.in_worktree(path):
            yield from _listed(path)
        else:
            yield from _walked(path, ignore, selects)
