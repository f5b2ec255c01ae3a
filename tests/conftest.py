"""Fixtures for all tests: a git that knows nothing of the machine it runs on."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


class GitRepo:
    """A real repository in a temporary folder."""

    def __init__(self, root: Path, *init: str) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *init)

    def git(self, *args: str, check: bool = True, stdin: bytes = b"", **env: str) -> str:
        """Run git here; its standard output without the last line feed."""
        done = subprocess.run(
            ["git", *args],
            cwd=self.root,
            env={**os.environ, **env},
            input=stdin,
            capture_output=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"git {args}: {done.stderr.decode()}")
        return os.fsdecode(done.stdout).removesuffix("\n")

    def write(self, name: str | bytes, content: str | bytes) -> Path:
        """Write a file below the root; text as UTF-8 with its line ends as they are."""
        path = self.root / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def add(self, name: str | bytes, content: str | bytes) -> Path:
        """Write a file and stage it."""
        path = self.write(name, content)
        self.git("--literal-pathspecs", "add", "--", os.fsdecode(name))
        return path

    def commit(self, message: str = "change", *args: str) -> str:
        """Commit what is staged; the id of the commit."""
        self.git("commit", "--quiet", "--allow-empty", "-m", message, *args)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or leaves anything in the user's own cache."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SECRET_GUARD_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def git_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration file of git; tests may add to it. No other one is read."""
    for key in [key for key in os.environ if key.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(key)
    home = tmp_path / "home"
    home.mkdir()
    config = home / ".gitconfig"
    config.write_text(
        "[user]\n\tname = Tester\n\temail = tester@example.com\n"
        "[commit]\n\tgpgsign = false\n[core]\n\tautocrlf = false\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return config


@pytest.fixture
def repo(git_config: Path, tmp_path: Path) -> GitRepo:
    """An empty repository, no commit yet."""
    return GitRepo(tmp_path / "repo")
