"""What the hook decides to scan."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from secret_guard.errors import SourceError
from secret_guard.sources.hook import asks_for_staged, hook_source, parent_arguments
from secret_guard.types import Hunk, Skipped
from tests.conftest import GitRepo

BY_HAND = {"PRE_COMMIT": "1"}
IN_COMMIT = {"PRE_COMMIT": "1", "GIT_INDEX_FILE": ".git/index"}


@pytest.fixture
def here(repo: GitRepo) -> GitRepo:
    repo.add("old.txt", "old\n")
    repo.commit()
    return repo


def paths(items: Iterable[Hunk | Skipped]) -> list[str]:
    return [item.path for item in items]


def decide(
    repo: GitRepo, environ: dict[str, str], parent: str = "pre-commit run"
) -> tuple[str, list[str]]:
    words, items = hook_source(repo.root, environ, parent.split)
    return words, paths(items)


def test_range(here: GitRepo) -> None:
    here.add("new.txt", "new\n")
    here.commit()
    here.add("staged.txt", "x\n")
    environ = {**BY_HAND, "PRE_COMMIT_FROM_REF": "HEAD~1", "PRE_COMMIT_TO_REF": "HEAD"}
    assert decide(here, environ) == ("range HEAD~1..HEAD", ["new.txt"])


def test_first_push(here: GitRepo) -> None:
    here.add("old.txt", "staged\n")
    environ = {**BY_HAND, "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main"}
    words, items = hook_source(here.root, environ, list)
    assert words == "the commits of refs/heads/main"
    commit = here.git("rev-parse", "HEAD")
    assert list(items) == [Hunk("old.txt", "old", 1, frozenset({1}), commit)]


def test_a_push_is_about_each_of_its_commits(here: GitRepo) -> None:
    here.add("old.txt", "old\nadded\n")
    commit = here.commit()
    here.add("old.txt", "old\n")
    here.commit()
    environ = {**BY_HAND, "PRE_COMMIT_FROM_REF": "HEAD~2", "PRE_COMMIT_TO_REF": "HEAD"}
    environ["PRE_COMMIT_LOCAL_BRANCH"] = "refs/heads/main"
    words, items = hook_source(here.root, environ, list)
    assert words == "the commits of HEAD~2..HEAD"
    assert list(items) == [Hunk("old.txt", "old\nadded", 1, frozenset({2}), commit)]


def test_half_a_range_is_an_error(here: GitRepo) -> None:
    for key in ("PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"):
        with pytest.raises(SourceError, match="set both"):
            decide(here, {key: "HEAD"})


def test_commit_with_something_staged(here: GitRepo) -> None:
    here.add("new.txt", "new\n")
    for environ in (IN_COMMIT, {"GIT_INDEX_FILE": ".git/index"}, {}):
        assert decide(here, environ, "pre-commit run -a") == ("staged changes", ["new.txt"])


def test_commit_with_nothing_staged_says_so(here: GitRepo) -> None:
    assert decide(here, IN_COMMIT) == ("staged changes (nothing is staged)", [])


def test_all_files_in_ci(here: GitRepo) -> None:
    here.write("untracked.txt", "x\n")
    for environ in (BY_HAND, {}):
        assert decide(here, environ) == ("all tracked files (nothing is staged)", ["old.txt"])


@pytest.mark.parametrize("parent", ["pre-commit run --all-files", "unknown", ""])
def test_all_files_with_something_staged(here: GitRepo, parent: str) -> None:
    here.add("new.txt", "new\n")
    words = "all tracked files (not called by git commit)"
    assert decide(here, BY_HAND, parent) == (words, ["new.txt", "old.txt"])


def test_run_by_hand_with_something_staged(here: GitRepo) -> None:
    here.add("new.txt", "new\n")
    assert decide(here, BY_HAND) == ("staged changes", ["new.txt"])


@pytest.mark.parametrize(
    ("command", "staged"),
    [
        ("pre-commit run", True),
        ("pre-commit", True),
        ("/usr/bin/python3 /home/me/bin/pre-commit run secret-guard -v", True),
        ("python -m pre_commit run --verbose --fail-fast", True),
        ("python -m pre_commit run --verbose --hook-stage manual", True),
        ("prek run", True),
        ("pre-commit try-repo . secret-guard", True),
        ("pre-commit run -a", False),
        ("pre-commit run -va", False),
        ("pre-commit run --all", False),
        ("pre-commit run --all-files", False),
        ("pre-commit run --files a.py", False),
        ("pre-commit run secret-guard --fil a.py", False),
        ("prek run --all-files", False),
        ("python -mpre_commit hook-impl --hook-type=pre-push --", False),
        ("pre-commit hook-impl --hook-type=pre-push --", False),
        ("make lint", False),
        ("", False),
    ],
)
def test_command_lines(command: str, staged: bool) -> None:
    assert asks_for_staged(command.split()) is staged


def test_parent_arguments_are_read() -> None:
    assert parent_arguments() != []


def test_what_git_tells_its_hook(here: GitRepo, tmp_path: Path) -> None:
    """Rule 3 rests on git setting GIT_INDEX_FILE, also for a plain commit and a merge."""
    seen = tmp_path / "seen"
    for name in ("pre-commit", "pre-merge-commit"):
        hook = here.write(f".git/hooks/{name}", f'#!/bin/sh\necho "$GIT_INDEX_FILE" >>"{seen}"\n')
        hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    here.git("checkout", "-q", "-b", "topic")
    here.add("a.txt", "a\n")
    here.git("commit", "-q", "-m", "x")
    here.git("checkout", "-q", "main")
    here.git("merge", "-q", "--no-ff", "-m", "x", "topic")
    assert [bool(line) for line in seen.read_text().splitlines()] == [True, True]


def test_the_environment_is_not_asked_twice(here: GitRepo) -> None:
    """A parent that cannot be read is no error."""
    here.add("new.txt", "new\n")
    words, items = hook_source(here.root, dict(os.environ), lambda: [sys.executable])
    assert (words, paths(items)) == ("staged changes", ["new.txt"])
