"""What each commit of a history added, whether or not it is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

from secret_guard.hunks import CONTEXT_LINES, MAX_BYTES, NoText, patch_hunks, text_of, too_large
from secret_guard.sources import git
from secret_guard.sources.changes import DIFF_OPTIONS, PREFIXES, blob_hunks
from secret_guard.sources.refs import commit_id, is_zeros
from secret_guard.types import Hunk, Skipped

# No line of a diff begins with it.
_MARK = b"\0"
# `git log` reads settings of the user's that plumbing does not. Of a merge it shows the hunks that
# differ from every parent.
_LOG = (
    *("log", "--reverse", "--topo-order", "--format=%x00%H", "--no-show-signature", "--no-notes"),
    *("--root", "--cc", "-p", f"-U{CONTEXT_LINES}", "--inter-hunk-context=0", "--full-index"),
    "--no-relative",
)


def history(
    repo: Path, from_ref: str | None = None, to_ref: str = "HEAD", max_bytes: int = MAX_BYTES
) -> Iterator[Hunk | Skipped]:
    """The lines that each commit adds, oldest first: of all refs, or of `from_ref`..`to_ref`.

    A `from_ref` of zeros stands for nothing: all commits that lead to `to_ref`. What git takes for
    binary (UTF-16, an attribute) is read whole, once for each content. Hunks and such files of
    more than `max_bytes` are skipped. In a shallow clone the oldest commit adds all its files.
    SourceError: a ref is unknown, or git fails.
    """
    revisions = ["--all"]
    if from_ref is not None:
        revisions = [commit_id(repo, to_ref)]
        revisions += [] if is_zeros(from_ref) else [f"^{commit_id(repo, from_ref)}"]
    seen: set[tuple[str, str]] = set()
    arguments = (*_LOG, *DIFF_OPTIONS, *PREFIXES, *revisions, "--")
    with git.stream(repo, *arguments) as lines, git.Blobs(repo) as blobs:
        for commit, diff in _commits(lines):
            for item in patch_hunks(diff, f"git's log of {commit}", max_bytes):
                if isinstance(item, Skipped):
                    yield item
                elif not isinstance(item, NoText):
                    if item.added:
                        yield _of(commit, text_of(item))
                elif (item.path, item.oid) not in seen:
                    seen.add((item.path, item.oid))
                    yield from (_of(commit, one) for one in _whole(item, blobs, max_bytes))


def _commits(lines: Iterable[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each commit's id and the lines of its diff, which must be read before the next one."""
    commit = ""

    def commit_of(line: bytes) -> str:
        nonlocal commit
        if line.startswith(_MARK):
            commit = line[1:].strip().decode()
        return commit

    for oid, diff in groupby(lines, commit_of):
        yield oid, islice(diff, 1, None)


def _whole(item: NoText, blobs: git.Blobs, max_bytes: int) -> Iterator[Hunk | Skipped]:
    data = blobs.read_up_to(item.oid, max_bytes)
    if data is None:
        yield too_large(item.path, max_bytes)
    else:
        yield from blob_hunks(item.path, data, None)


def _of(commit: str, item: Hunk | Skipped) -> Hunk | Skipped:
    return item if isinstance(item, Skipped) else replace(item, commit=commit)
