"""What is in the index: the staged changes, or all of it. Never the working tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from secret_guard.hunks import MAX_BYTES, too_large
from secret_guard.sources import git
from secret_guard.sources.changes import (
    SUBMODULE_MODE,
    Change,
    Command,
    blob_hunks,
    change_hunks,
    list_changes,
    path_text,
)
from secret_guard.types import Hunk, Skipped


def staged(repo: Path, max_bytes: int = MAX_BYTES) -> Iterator[Hunk | Skipped]:
    """The lines that the next commit adds. `repo` is the top of the working tree.

    A file of more than `max_bytes` is skipped.
    Git's environment counts (GIT_INDEX_FILE during `git commit PATH`). SourceError if git fails.
    """
    command, changes = staged_changes(repo)
    yield from change_hunks(repo, command, changes, max_bytes)


def staged_changes(repo: Path) -> tuple[Command, list[Change]]:
    """How the index differs from HEAD, and the command that says so."""
    # A file of `git add -N` has no staged content yet.
    flags = ("--cached", "--ita-invisible-in-index")
    command = Command("diff-index", flags, (head_or_empty_tree(repo),))
    return command, list_changes(repo, command)


def index_files(repo: Path, max_bytes: int = MAX_BYTES) -> Iterator[Hunk | Skipped]:
    """Every tracked file as it is in the index, `max_bytes` at most. SourceError if git fails."""
    entries = _index_entries(repo)
    blobs_of = {path: oid for path, (mode, oid) in entries.items() if oid and mode}
    sizes = git.blob_sizes(repo, blobs_of.values())
    with git.Blobs(repo) as blobs:
        for path, (mode, oid) in entries.items():
            name = path_text(path)
            if not oid:
                yield Skipped(name, "unresolved conflict")
            elif not mode:
                yield Skipped(name, "submodule")
            elif sizes[oid] > max_bytes:
                yield too_large(name, max_bytes)
            else:
                yield from blob_hunks(name, blobs.read(oid), None)


def head_or_empty_tree(repo: Path) -> str:
    """What the index is compared with: HEAD, before the first commit the empty tree."""
    done = git.attempt(repo, "rev-parse", "--verify", "--quiet", "HEAD")
    return done.stdout.decode().strip() if done.returncode == 0 else empty_tree(repo)


def empty_tree(repo: Path) -> str:
    """Its name in the repository's own object format (SHA-1 or SHA-256)."""
    return git.run(repo, "hash-object", "-t", "tree", "--stdin").decode().strip()


def _index_entries(repo: Path) -> dict[bytes, tuple[str, str]]:
    """Mode and object by path; no mode for a submodule, no object for a conflict."""
    entries = {}
    for record in git.run(repo, "ls-files", "--stage", "-z").split(b"\0")[:-1]:
        facts, _, path = record.partition(b"\t")
        mode, oid, stage = facts.decode().split(" ")
        entries[path] = ("" if mode == SUBMODULE_MODE else mode, oid if stage == "0" else "")
    return entries
