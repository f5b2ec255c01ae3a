"""What a range of commits adds, seen from its end: for a CI step or a push."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from secret_guard.errors import SourceError
from secret_guard.hunks import MAX_BYTES
from secret_guard.sources import git
from secret_guard.sources.changes import Command, change_hunks, list_changes
from secret_guard.sources.staged import empty_tree
from secret_guard.types import Hunk, Skipped

NO_COMMIT = "0" * 40  # how git and the forges write "there is none"


def ref_range(
    repo: Path, from_ref: str, to_ref: str, max_bytes: int = MAX_BYTES
) -> Iterator[Hunk | Skipped]:
    """The lines that `to_ref` has and the point where it left `from_ref` has not.

    As `git diff FROM...TO`; without a common ancestor (a shallow clone) FROM itself is the start.
    A `from_ref` of zeros, which forges send for a new branch, stands for nothing: all files count.
    What a commit adds and a later one of the range takes away is not seen. A file of more than
    `max_bytes` is skipped.
    SourceError: a ref is unknown, or git fails.
    """
    end = commit_id(repo, to_ref)
    start = empty_tree(repo) if is_zeros(from_ref) else _merge_base(repo, from_ref, end)
    command = Command("diff-tree", ("-r",), (start, end))
    yield from change_hunks(repo, command, list_changes(repo, command), max_bytes)


def _merge_base(repo: Path, from_ref: str, end: str) -> str:
    start = commit_id(repo, from_ref)
    done = git.attempt(repo, "merge-base", start, end)
    if done.returncode > 1:
        raise git.failure(repo, ("merge-base",), done.stderr)
    return done.stdout.decode().strip() or start


def commit_id(repo: Path, ref: str) -> str:
    """The full id of the commit that `ref` names. SourceError: there is none."""
    # A ref that begins with "-" would be read as an option.
    done = None
    if ref and not ref.startswith("-"):
        done = git.attempt(repo, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        if done.returncode == 0:
            return done.stdout.decode().strip()
    if done is not None and done.stderr.strip():
        raise git.failure(repo, ("rev-parse",), done.stderr)
    raise SourceError(
        f"no commit {ref!r} in {repo}. Check the name; in a shallow clone fetch the history "
        "first (`git fetch --unshallow`, in CI a fetch depth of 0)."
    )


def is_zeros(ref: str) -> bool:
    """Whether it is how git and the forges write "there is none"."""
    return len(ref) >= 40 and not ref.strip("0")
