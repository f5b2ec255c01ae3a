"""Running git so that neither the user's configuration nor his language changes what it prints."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from secret_guard.errors import SourceError

# No fsmonitor: it starts a daemon.
_PREFIX = ("git", "--no-pager", "-c", "core.fsmonitor=false")
# Variables that change a diff or the meaning of a path.
_DROPPED = frozenset(
    "GIT_EXTERNAL_DIFF GIT_DIFF_OPTS GIT_PAGER GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS "
    "GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS".split()
)
# Variables that tie git to one repository (a hook gets some of them from git).
_LOCATION = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY "
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_PREFIX GIT_NAMESPACE".split()
)
# Git reads these relative to its working directory, which need not be ours. GIT_INDEX_FILE is
# not among them: git reads it relative to the top of the working tree, where we run it.
_RELATIVE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
_NO_REPOSITORY = "not a git repository"
PIECE = 1_000_000  # bytes of an object that is read only to get past it


def environment(*, by_location: bool = False) -> dict[str, str]:
    """The environment for git: ours, less what would change its output.

    With `by_location` the repository is found from the working directory alone, without it the
    variables that git gives to a hook (GIT_INDEX_FILE above all) are honoured.
    """
    dropped = _DROPPED | _LOCATION if by_location else _DROPPED
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in dropped and not key.startswith("GIT_TRACE")
    }
    for key in _RELATIVE:
        if env.get(key):
            env[key] = str(Path(env[key]).absolute())
    # What is pushed is the real object, not its local replacement.
    env |= {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    # English messages, since some of them are told apart. LANGUAGE would win over LC_ALL.
    return env | {"LC_ALL": "C", "LANGUAGE": ""}


def attempt(
    repo: Path, *args: str, stdin: bytes = b"", by_location: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """Run git in `repo` and return whatever came of it. SourceError: git cannot be started."""
    try:
        return subprocess.run(
            [*_PREFIX, *args],
            cwd=repo,
            env=environment(by_location=by_location),
            input=stdin,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _cannot_start(repo, error) from error


def run(repo: Path, *args: str, stdin: bytes = b"", by_location: bool = False) -> bytes:
    """What git wrote to its standard output. SourceError with git's message if it failed."""
    done = attempt(repo, *args, stdin=stdin, by_location=by_location)
    if done.returncode:
        raise failure(repo, args, done.stderr)
    return done.stdout


@contextmanager
def stream(repo: Path, *args: str) -> Iterator[IO[bytes]]:
    """Git's standard output as it comes. SourceError if git failed, once all of it is read."""
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                [*_PREFIX, *args],
                cwd=repo,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        except OSError as error:
            raise _cannot_start(repo, error) from error
        with process:
            assert process.stdout is not None
            try:
                yield process.stdout
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            raise failure(repo, args, errors.read())


class Blobs:
    """Reads objects one after the other through a single `git cat-file --batch`."""

    def __init__(self, repo: Path) -> None:
        """Start git in `repo`. SourceError: git cannot be started."""
        self._repo = repo
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        try:
            self._process = subprocess.Popen(
                [*_PREFIX, "cat-file", "--batch"],
                cwd=repo,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
            )
        except OSError as error:
            self._errors.close()
            raise _cannot_start(repo, error) from error

    def __enter__(self) -> Blobs:
        """Nothing but itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End git: nobody waits for the rest of its output."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # git is gone already, and read() has said so
                    continue
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def read(self, oid: str) -> bytes:
        """The content of the object `oid`. SourceError: it is missing, or git ended."""
        return self._take(self._size(oid))

    def read_up_to(self, oid: str, max_bytes: int) -> bytes | None:
        """The same, None for an object of more than `max_bytes`: it is not held in memory."""
        size = self._size(oid)
        if size <= max_bytes:
            return self._take(size)
        for start in range(0, size + 1, PIECE):
            self._exactly(min(PIECE, size + 1 - start))
        return None

    def _size(self, oid: str) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(oid.encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._ended() from error
        header = self._process.stdout.readline().split()
        if header[1:] == [b"missing"]:
            raise missing_object(self._repo, oid)
        if len(header) != 3:
            raise self._ended()
        return int(header[2])

    def _take(self, size: int) -> bytes:
        return self._exactly(size + 1)[:size]  # a line feed follows the content

    def _exactly(self, length: int) -> bytes:
        assert self._process.stdout is not None
        data = self._process.stdout.read(length)
        if len(data) != length:
            raise self._ended()
        return data

    def _ended(self) -> SourceError:
        self._errors.seek(0)
        return failure(self._repo, ("cat-file",), self._errors.read() or b"git ended too early")


def blob_sizes(repo: Path, oids: Iterable[str]) -> dict[str, int]:
    """The sizes in bytes of the objects. SourceError: one of them is missing."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    asked = "\n".join(wanted).encode() + b"\n"
    sizes = {}
    for line in run(repo, "cat-file", "--batch-check", stdin=asked).decode().splitlines():
        oid, *rest = line.split()
        if len(rest) != 2:
            raise missing_object(repo, oid)
        sizes[oid] = int(rest[1])
    return sizes


def repository_root(start: Path) -> Path:
    """The top of the working tree around `start`, the git directory of a bare repository.

    SourceError: there is no repository, or git does not trust it.
    """
    where = start if start.is_dir() else start.parent
    done = attempt(where, "rev-parse", "--show-toplevel")
    if done.returncode and b"must be run in a work tree" in done.stderr:
        done = attempt(where, "rev-parse", "--absolute-git-dir")
    if done.returncode:
        raise failure(where, ("rev-parse",), done.stderr)
    return Path(os.fsdecode(done.stdout.removesuffix(b"\n")))


def in_worktree(folder: Path) -> bool:
    """Whether `folder` lies in the working tree of a repository, outside of its git directory.

    Only its place counts, not GIT_DIR and the like. SourceError: git does not trust the repository.
    """
    resolved = folder.resolve()
    if ".git" in resolved.parts:
        return False
    # Asked without git first: a plain folder can be scanned where git is not installed.
    if not any(os.path.lexists(place / ".git") for place in (resolved, *resolved.parents)):
        return False
    done = attempt(folder, "rev-parse", "--is-inside-work-tree", by_location=True)
    if done.returncode and _NO_REPOSITORY.encode() in done.stderr:
        return False
    if done.returncode:
        raise failure(folder, ("rev-parse",), done.stderr)
    return done.stdout.strip() == b"true"


def failure(repo: Path, args: Sequence[str], stderr: bytes) -> SourceError:
    """The error for a git that failed: its message, and what to do about it."""
    message = stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
    if _NO_REPOSITORY in message:
        advice = "Run this inside a repository, or scan a folder with `secret-guard scan FOLDER`."
    elif "dubious ownership" in message:
        advice = "Nothing was scanned. Follow git's advice above if you trust this repository."
    else:
        advice = f"Nothing was scanned. Try `git {args[0]}` there to see more."
    return SourceError(f"git {args[0]} failed in {repo}: {message or 'no message'}\n{advice}")


def missing_object(repo: Path, oid: str) -> SourceError:
    """The error for an object that the repository does not have."""
    return SourceError(
        f"the repository {repo} lacks the object {oid}. Nothing was scanned. "
        "Try `git fsck`, or `git fetch` if the clone is partial."
    )


def _cannot_start(repo: Path, error: OSError) -> SourceError:
    if not repo.is_dir():
        return SourceError(f"no such folder: {repo}")
    if isinstance(error, FileNotFoundError):
        return SourceError("git was not found. Install it, or put it on PATH.")
    return SourceError(f"git cannot be started: {error.strerror}")
