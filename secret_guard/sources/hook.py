"""What a hook has to scan: a range, the staged changes, or every tracked file.

Under the pre-commit framework the hook gets no file names (`pass_filenames: false`), and the
framework does not tell it of `--all-files` or `--files`. The rule, first match wins:

1. PRE_COMMIT_LOCAL_BRANCH is set (a push): each commit from PRE_COMMIT_FROM_REF to
   PRE_COMMIT_TO_REF, for what one adds and a later one takes away is published, too. Without these
   (the first push of a history, which has no start) each commit of that branch.
2. PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF are set (`--from-ref/--to-ref`): that range.
3. GIT_INDEX_FILE is set, as git does for the hooks of `git commit` and `git merge`: the staged
   changes, be there any or not.
4. Nothing is staged: every tracked file (what CI has under `--all-files`).
5. Something is staged and the framework (PRE_COMMIT is set) was started by hand: the staged
   changes only if the command line of the framework, our parent process, can be read and asks for
   no files; else every tracked file, which holds all that is staged. So a doubt makes the scan
   larger, never smaller.
6. Something is staged and there is no framework: the staged changes.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from secret_guard.errors import SourceError
from secret_guard.hunks import MAX_BYTES
from secret_guard.sources.changes import change_hunks
from secret_guard.sources.history import history
from secret_guard.sources.refs import NO_COMMIT, ref_range
from secret_guard.sources.staged import index_files, staged_changes
from secret_guard.types import Hunk, Skipped

Source = tuple[str, Iterator[Hunk | Skipped]]
_FRAMEWORK = re.compile(r"(^|[/\\])(pre[-_]commit|prek)(\.exe|\.pyz|[/\\]__main__\.py)?$")


def parent_arguments() -> list[str]:
    """The command line of our parent process, empty where it cannot be read."""
    place = Path(f"/proc/{os.getppid()}/cmdline")
    try:
        if place.exists():
            return os.fsdecode(place.read_bytes()).split("\0")[:-1]
        command = ["ps", "-ww", "-o", "command=", "-p", str(os.getppid())]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return []


def hook_source(
    repo: Path,
    environ: Mapping[str, str],
    parent: Callable[[], Sequence[str]] = parent_arguments,
    max_bytes: int = MAX_BYTES,
) -> Source:
    """What is scanned, in words and as a stream. `repo` is the top of the working tree.

    A file of more than `max_bytes` is skipped.
    SourceError: half a range, an unknown ref, or git fails.
    """
    start, end = environ.get("PRE_COMMIT_FROM_REF"), environ.get("PRE_COMMIT_TO_REF")
    branch = environ.get("PRE_COMMIT_LOCAL_BRANCH")
    if bool(start) != bool(end):
        raise SourceError("set both PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF, or neither.")
    if branch and start and end:
        return f"the commits of {start}..{end}", history(repo, start, end, max_bytes)
    if branch:
        return f"the commits of {branch}", history(repo, NO_COMMIT, branch, max_bytes)
    if start and end:
        return f"range {start}..{end}", ref_range(repo, start, end, max_bytes)
    command, changes = staged_changes(repo)
    in_commit = "GIT_INDEX_FILE" in environ
    if not changes and not in_commit:
        return "all tracked files (nothing is staged)", index_files(repo, max_bytes)
    if in_commit or "PRE_COMMIT" not in environ or asks_for_staged(parent()):
        words = "staged changes" if changes else "staged changes (nothing is staged)"
        return words, change_hunks(repo, command, changes, max_bytes)
    return "all tracked files (not called by git commit)", index_files(repo, max_bytes)


def asks_for_staged(arguments: Sequence[str]) -> bool:
    """Whether this is a command line of the framework that is about the staged changes."""
    at = next((i for i, word in enumerate(arguments) if _FRAMEWORK.search(word)), None)
    if at is None:
        return False
    rest = list(arguments[at + 1 :])
    if rest and rest[0] not in ("run", "try-repo"):
        return False
    # Options may be shortened (--all, --fil) and joined (-va).
    return not any(re.match(r"--a|--fi|-[a-z]*a", word) for word in rest)
