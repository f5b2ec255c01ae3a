"""The hooks under the real pre-commit program and the real git, with the real model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SECRET_LINE = 'PASSWORD = "Riverbend-2019"\n'
SAFE_LINE = 'import os\nPASSWORD = os.environ["APP_PASSWORD"]\n'


class Repository:
    """A repository whose pre-commit hooks run this checkout's secret-guard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repo"
        self.folder.mkdir()
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_COLOR": "1",
        }
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Tester")
        self.git("config", "user.email", "tester@example.org")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def use_hook(self, hook_id: str) -> None:
        """The hook of .pre-commit-hooks.yaml, but run from this checkout instead of a clone."""
        (self.folder / ".pre-commit-config.yaml").write_text(local_config(hook_id))
        self.git("add", ".pre-commit-config.yaml")
        self.git("commit", "--quiet", "--no-verify", "-m", "configure pre-commit")

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)


def local_config(hook_id: str) -> str:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    hook = next(hook for hook in hooks if hook["id"] == hook_id)
    command = f"{sys.executable} -m secret_guard"
    hook = {
        **hook,
        "language": "system",
        "entry": hook["entry"].replace("secret-guard", command, 1),
    }
    return str(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_commit_with_a_secret_is_blocked_and_says_why(repository: Repository) -> None:
    repository.use_hook("secret-guard")
    assert repository.pre_commit("install").returncode == 0
    repository.write("app/settings.py", SECRET_LINE)
    repository.git("add", "app/settings.py")
    done = repository.run("git", "commit", "-m", "add settings")
    shown = done.stdout + done.stderr
    assert done.returncode != 0
    assert "app/settings.py:1:" in shown
    assert "ALERT" in shown
    assert "hardcoded credential" in shown
    assert "Riverbend-2019" not in shown
    assert "add settings" not in repository.git("log", "--oneline")


def test_a_safe_commit_passes_and_says_why(repository: Repository) -> None:
    repository.use_hook("secret-guard")
    assert repository.pre_commit("install").returncode == 0
    repository.write("app/settings.py", SAFE_LINE)
    repository.git("add", "app/settings.py")
    told = repository.pre_commit("run", "--verbose", "secret-guard")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "SAFE: no secrets in staged changes" in told.stdout
    assert repository.run("git", "commit", "-m", "add settings").returncode == 0


def test_all_files_scans_what_is_committed(repository: Repository) -> None:
    repository.use_hook("secret-guard")
    repository.write("old.py", SECRET_LINE)
    repository.git("add", "old.py")
    repository.git("commit", "--quiet", "--no-verify", "-m", "a secret from before")
    done = repository.pre_commit("run", "--all-files")
    assert done.returncode != 0
    assert "old.py:1:" in done.stdout
    assert "files" in done.stdout


def test_a_range_is_scanned(repository: Repository) -> None:
    repository.use_hook("secret-guard")
    repository.write("new.py", SECRET_LINE)
    repository.git("add", "new.py")
    repository.git("commit", "--quiet", "--no-verify", "-m", "a secret in a range")
    done = repository.pre_commit("run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert done.returncode != 0
    assert "new.py:1:" in done.stdout


def test_a_push_of_what_was_taken_away_again_is_stopped(
    repository: Repository, tmp_path: Path
) -> None:
    repository.use_hook("secret-guard")
    assert repository.pre_commit("install", "--hook-type", "pre-push").returncode == 0
    remote = tmp_path / "remote.git"
    repository.git("init", "--quiet", "--bare", str(remote))
    repository.git("remote", "add", "origin", str(remote))
    repository.git("push", "origin", "main")
    for text in (SECRET_LINE, SAFE_LINE):
        repository.write("app.py", text)
        repository.git("add", "app.py")
        repository.git("commit", "--quiet", "--no-verify", "-m", "change")
    oid = repository.git("rev-parse", "HEAD~1")
    done = repository.run("git", "push", "origin", "main")
    assert done.returncode != 0
    assert f"{oid[:12]}:app.py:1:" in done.stdout + done.stderr


def test_given_files_are_scanned(repository: Repository) -> None:
    repository.use_hook("secret-guard-files")
    repository.write("bad name.py", SECRET_LINE)
    repository.write("good.py", SAFE_LINE)
    repository.git("add", ".")
    failed = repository.pre_commit("run", "--files", "bad name.py", "good.py")
    assert failed.returncode != 0
    assert "bad name.py:1:" in failed.stdout
    assert repository.pre_commit("run", "--files", "good.py").returncode == 0


def test_a_file_cannot_be_an_option(repository: Repository) -> None:
    repository.use_hook("secret-guard-files")
    repository.write("a.py", SECRET_LINE)
    repository.write("--exit-zero", "a file of that name\n")
    repository.git("add", "--all")
    done = repository.pre_commit("run", "--all-files")
    assert done.returncode != 0
    assert "a.py:1:" in done.stdout


def test_only_staged_content_counts(repository: Repository) -> None:
    repository.use_hook("secret-guard")
    assert repository.pre_commit("install").returncode == 0
    repository.write("app.py", SAFE_LINE)
    repository.git("add", "app.py")
    repository.write("app.py", SECRET_LINE)
    assert repository.run("git", "commit", "-m", "safe part only").returncode == 0
    blocked = repository.run("git", "commit", "-a", "-m", "all of it")
    assert blocked.returncode != 0
