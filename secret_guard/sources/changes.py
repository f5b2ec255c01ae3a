"""What differs between two trees, or a tree and the index -> Hunk: the part staged and refs share.

Git lists the changes and numbers the added lines; the text itself is read from the blobs. So
neither attributes (`-diff`, textconv) nor the user's configuration have a say in what is scanned.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from secret_guard.errors import SourceError
from secret_guard.hunks import MAX_BYTES, PatchHunk, around, decode, patch_hunks, too_large
from secret_guard.sources import git
from secret_guard.types import Hunk, Skipped

SUBMODULE_MODE = "160000"
# Plumbing reads little of the user's diff.* settings; these settle the rest. Renames are paired,
# so that a file that only moved has no added lines.
DIFF_OPTIONS = (
    *("--no-ext-diff", "--no-textconv", "--no-color", "--no-abbrev", "-M50%", "-l1000"),
    *("--ignore-submodules=none", "--submodule=short"),
)
PREFIXES = ("--src-prefix=a/", "--dst-prefix=b/")
_PATCH = ("-p", "-U0", "--text", *PREFIXES)
# Paths for one command line: Windows allows 32,767 characters.
_BATCH_PATHS, _BATCH_BYTES = 200, 16_000


@dataclass(frozen=True, slots=True)
class Command:
    """A plumbing command (`diff-index --cached`, `diff-tree -r`) and the trees it compares."""

    verb: str
    flags: tuple[str, ...]
    trees: tuple[str, ...]

    def arguments(self, options: Sequence[str], paths: Sequence[str] = ()) -> list[str]:
        """The command line behind `git`."""
        return [self.verb, *self.flags, *DIFF_OPTIONS, *options, *self.trees, "--", *paths]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of git's raw list. Paths as git stores them; `old_path` differs in a rename."""

    status: str
    old_mode: str
    new_mode: str
    old_oid: str
    new_oid: str
    old_path: bytes
    path: bytes

    @property
    def name(self) -> str:
        """The path as a record holds it."""
        return path_text(self.path)


def path_text(path: bytes) -> str:
    """A path of git's as text; bytes that are not UTF-8 survive as lone surrogates."""
    return path.decode("utf-8", "surrogateescape")


def list_changes(repo: Path, command: Command) -> list[Change]:
    """The changes in git's order. SourceError if git fails."""
    fields = git.run(repo, *command.arguments(["--raw", "-z"])).split(b"\0")
    changes, at = [], 0
    while at < len(fields) - 1:
        old_mode, new_mode, old_oid, new_oid, status = fields[at].decode()[1:].split(" ")
        paths = 2 if status[0] in "RC" else 1
        names = fields[at + 1 : at + 1 + paths]
        changes.append(Change(status[0], old_mode, new_mode, old_oid, new_oid, names[0], names[-1]))
        at += 1 + paths
    return changes


def change_hunks(
    repo: Path, command: Command, changes: Sequence[Change], max_bytes: int = MAX_BYTES
) -> Iterator[Hunk | Skipped]:
    """The added lines of each change, in git's order, one file in memory at a time.

    `repo` is the top of the working tree. Nothing comes of a deletion, a pure rename or a new mode.
    """
    wanted = [change for change in changes if _has_new_text(change)]
    sizes = git.blob_sizes(repo, _oids(wanted))
    with git.Blobs(repo) as blobs:
        for batch in _batches(wanted):
            partly = [change for change in batch if _is_edit(change, sizes, max_bytes)]
            added = _added_lines(repo, command, partly)
            for change in batch:
                yield from _one(change, sizes, added, blobs, max_bytes)


def _has_new_text(change: Change) -> bool:
    """False for a deletion, a mere rename and a mere change of mode."""
    if change.status == "D":
        return False
    return change.status in "TU" or change.old_oid != change.new_oid


def _oids(changes: Sequence[Change]) -> Iterator[str]:
    """The objects whose sizes matter; those of a submodule are elsewhere."""
    for change in changes:
        if change.new_mode != SUBMODULE_MODE and change.status != "U":
            yield change.new_oid
            if change.status in "MR":
                yield change.old_oid


def _is_edit(change: Change, sizes: Mapping[str, int], max_bytes: int) -> bool:
    """Whether git has to say which lines are new. A huge old version is not worth the diff."""
    if change.status not in "MR" or SUBMODULE_MODE in (change.new_mode, change.old_mode):
        return False
    return max(sizes[change.old_oid], sizes[change.new_oid]) <= max_bytes


def _batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    batch: list[Change] = []
    length = 0
    for change in changes:
        size = len(change.path) + len(change.old_path)
        if batch and (len(batch) == _BATCH_PATHS or length + size > _BATCH_BYTES):
            yield batch
            batch, length = [], 0
        batch.append(change)
        length += size
    if batch:
        yield batch


def _added_lines(
    repo: Path, command: Command, changes: Sequence[Change]
) -> dict[str, frozenset[int]]:
    """The numbers of the added lines by path. A path that git says nothing of is missing."""
    if not changes:
        return {}
    # Both sides of a rename, or git could not pair them again.
    paths = {path for change in changes for path in (change.old_path, change.path)}
    # Literal, since a file may be called "*" or ":(top)".
    pathspecs = [":(top,literal)" + os.fsdecode(path) for path in sorted(paths)]
    arguments = command.arguments(_PATCH, pathspecs)
    added: dict[str, frozenset[int]] = {}
    with git.stream(repo, *arguments) as lines:
        for item in patch_hunks(lines, "git's diff"):
            if not isinstance(item, PatchHunk):
                raise SourceError(f"git shows no text for {item.path!r}, although asked to.")
            added[item.path] = added.get(item.path, frozenset()) | item.added
    return added


def _one(
    change: Change,
    sizes: Mapping[str, int],
    added: Mapping[str, frozenset[int]],
    blobs: git.Blobs,
    max_bytes: int,
) -> Iterator[Hunk | Skipped]:
    name = change.name
    if change.status == "U":
        yield Skipped(name, "unresolved conflict")
    elif change.new_mode == SUBMODULE_MODE:
        yield Skipped(name, "submodule")
    elif sizes[change.new_oid] > max_bytes:
        yield too_large(name, max_bytes)
    else:
        yield from blob_hunks(name, blobs.read(change.new_oid), added.get(name))


def blob_hunks(name: str, data: bytes, added: frozenset[int] | None) -> Iterator[Hunk | Skipped]:
    """A file of which the lines `added` count; None, or lines that git counts otherwise: all."""
    decoded = decode(data)
    if decoded is None:
        yield Skipped(name, "binary")
    elif added is None or not decoded.git_lines:
        yield Hunk(name, decoded.text)
    else:
        yield from around(name, decoded.text, added)
