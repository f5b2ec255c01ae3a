"""Files on disk, inside and outside of repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from secret_guard.errors import SourceError
from secret_guard.sources import git
from secret_guard.sources.tree import tree
from secret_guard.types import Hunk, Skipped
from tests.conftest import GitRepo


def scan(*paths: str | Path, **options: Any) -> tuple[list[str], dict[str, str]]:
    """The paths of the hunks, and the reasons of what was skipped."""
    found = list(tree([Path(path) for path in paths], **options))
    hunks = [item.path for item in found if isinstance(item, Hunk)]
    return hunks, {item.path: item.reason for item in found if isinstance(item, Skipped)}


@pytest.fixture
def here(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    """A repository to stand in, with tracked, new and ignored files."""
    repo.add(".gitignore", "*.log\n/build/\n")
    repo.add("src/app.py", "x = 1\n")
    repo.commit()
    repo.write("new.py", "y = 2\n")
    repo.write("run.log", "z\n")
    repo.write("build/out.txt", "z\n")
    monkeypatch.chdir(repo.root)
    return repo


@pytest.fixture
def plain(git_config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder outside of any repository to stand in."""
    folder = tmp_path / "plain"
    for name in ("a.py", "b/c.py", "b/d.txt", ".hidden", "node_modules/x/y.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x\n")
    monkeypatch.chdir(folder)
    return folder


# --- repositories --------------------------------------------------------------------------------


def test_repository_respects_gitignore(here: GitRepo) -> None:
    expected = [".gitignore", "new.py", "src/app.py"]
    assert scan() == (expected, {})
    assert scan(".") == (expected, {})
    assert list(tree([Path("src")])) == [Hunk("src/app.py", "x = 1")]


def test_no_ignore_takes_all_but_the_git_folder(here: GitRepo) -> None:
    hunks, skipped = scan(".", ignore=False)
    assert hunks == [".gitignore", "build/out.txt", "new.py", "run.log", "src/app.py"]
    assert skipped == {}


def test_what_is_named_is_scanned_even_if_ignored(here: GitRepo) -> None:
    assert scan("run.log", "build") == (["run.log", "build/out.txt"], {})
    assert scan("build/out.txt") == (["build/out.txt"], {})


def test_the_working_tree_counts(here: GitRepo) -> None:
    here.write("src/app.py", "changed\n")
    assert list(tree([Path("src")])) == [Hunk("src/app.py", "changed")]


def test_paths_seen_from_a_subfolder_and_from_elsewhere(
    here: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.root / "src")
    assert scan() == (["app.py"], {})
    assert scan("../new.py") == (["../new.py"], {})
    assert scan(here.root / "src") == (["app.py"], {})
    monkeypatch.chdir(tmp_path)
    assert scan("repo/src") == (["repo/src/app.py"], {})
    assert scan(here.root / "src") == (["repo/src/app.py"], {})
    monkeypatch.chdir(tmp_path / "home")
    assert scan(here.root / "src") == ([f"{here.root.as_posix()}/src/app.py"], {})


def test_each_file_once(here: GitRepo) -> None:
    assert scan("src", "src/app.py", ".")[0].count("src/app.py") == 1


def test_deleted_conflicting_linked_and_nested(here: GitRepo, tmp_path: Path) -> None:
    (here.root / "src/app.py").unlink()
    (here.root / "link").symlink_to("new.py")
    nested = GitRepo(here.root / "nested")
    nested.add("inner.py", "x\n")
    nested.commit()
    commit = nested.git("rev-parse", "HEAD")
    here.git("update-index", "--add", "--cacheinfo", f"160000,{commit},lib")
    (here.root / "lib").mkdir()
    blob = here.git("hash-object", "-w", "--stdin", stdin=b"x\n")
    stages = "".join(f"100644 {blob} {stage}\tnew.py\n" for stage in (1, 2, 3))
    here.git("update-index", "--index-info", stdin=stages.encode())
    hunks, skipped = scan()
    assert hunks == [".gitignore", "new.py"]
    assert skipped == {
        "lib": "submodule",
        "link": "symbolic link",
        "nested": "nested repository",
        "src/app.py": "not in the working tree",
    }
    assert scan("nested") == (["nested/inner.py"], {})


def test_hook_variables_of_another_repository_do_not_count(
    here: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.git("add", "--force", "run.log")  # ignored, but tracked here
    other = GitRepo(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert scan()[0] == [".gitignore", "new.py", "run.log", "src/app.py"]


def test_untrusted_repository_is_an_error(here: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(SourceError, match="dubious ownership"):
        scan()


def test_odd_names(here: GitRepo) -> None:
    names = ["-rf", "a b.py", "*", "\u00fc.py"]
    for name in names:
        here.write(name, "x\n")
    assert set(scan()[0]) == {*names, ".gitignore", "new.py", "src/app.py"}


@pytest.mark.skipif(os.name == "nt", reason="no such file names")
def test_a_name_that_is_not_utf8(here: GitRepo) -> None:
    here.write(b"src/\xff\n.py", "x\n")
    assert scan("src")[0] == ["src/app.py", "src/\udcff\n.py"]


# --- folders -------------------------------------------------------------------------------------


def test_plain_folder(plain: Path) -> None:
    expected = [".hidden", "a.py", "b/c.py", "b/d.txt", "node_modules/x/y.js"]
    assert scan() == (expected, {})
    (plain / ".git").mkdir()  # not a repository
    assert scan() == (expected, {})


def test_plain_folder_needs_no_git(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert len(scan()[0]) == 5


def test_repositories_inside_a_plain_folder_keep_their_ignores(plain: Path) -> None:
    inner = GitRepo(plain / "b" / "project")
    inner.write(".gitignore", "*.log\n")
    inner.write("x.log", "x\n")
    assert "b/project/x.log" not in scan()[0]
    assert "b/project/.gitignore" in scan()[0]
    assert "b/project/x.log" in scan(".", ignore=False)[0]


def test_include_and_exclude(plain: Path) -> None:
    assert scan(".", include=["*.py"])[0] == ["a.py", "b/c.py"]
    hunks, skipped = scan(".", exclude=["node_modules", "b/*.txt"])
    assert hunks == [".hidden", "a.py", "b/c.py"]
    assert skipped == {"b/d.txt": "excluded", "node_modules": "excluded"}
    assert scan("a.py", exclude=["*.py"]) == ([], {"a.py": "excluded"})


def test_binary_large_empty_and_special(plain: Path) -> None:
    (plain / "p.png").write_bytes(b"\0\1")
    (plain / "big").write_bytes(b"x" * 101)
    (plain / "fits").write_bytes(b"x" * 100)
    (plain / "empty").write_bytes(b"")
    (plain / "loop").symlink_to(plain)
    hunks, skipped = scan("p.png", "big", "fits", "empty", max_bytes=100)
    assert (hunks, skipped) == (
        ["fits", "empty"],
        {"p.png": "binary", "big": "larger than 100 bytes"},
    )
    assert scan()[1]["loop"] == "symbolic link"


@pytest.mark.skipif(os.name == "nt", reason="no pipes with names")
def test_a_pipe_is_not_opened(plain: Path) -> None:
    os.mkfifo(plain / "pipe")
    assert scan()[1] == {"pipe": "not a regular file"}
    with pytest.raises(SourceError, match="not a regular file"):
        scan("pipe")


def test_a_named_link_is_followed(plain: Path) -> None:
    (plain / "link").symlink_to("a.py")
    assert scan("link") == (["link"], {})


def test_unreadable(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert scan("b")[1]["b/c.py"] == "cannot be read: Permission denied"
    with pytest.raises(SourceError, match=r"a\.py: cannot be read: Permission denied"):
        scan("a.py")


def test_a_closed_folder_that_git_only_warns_of(
    here: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, warning = git.attempt, b"warning: could not open directory 'src/shut/': Not today\n"

    def warned(repo: Path, *args: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        done = real(repo, *args, **options)
        return replaced(done, warning) if args[0] == "ls-files" else done

    def replaced(
        done: subprocess.CompletedProcess[bytes], stderr: bytes
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout, stderr)

    monkeypatch.setattr(git, "attempt", warned)
    assert scan("src") == (["src/app.py"], {"src/shut": "cannot be read: Not today"})


def test_a_file_in_a_closed_folder(here: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **_: Any) -> os.stat_result:
        if self.name == "app.py":
            raise PermissionError(13, "Permission denied")
        return os.lstat(self)

    monkeypatch.setattr(Path, "lstat", refuse)
    monkeypatch.setattr(Path, "stat", refuse)
    assert scan("src")[1] == {"src/app.py": "cannot be read: Permission denied"}


def test_missing(plain: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder: nowhere"):
        scan("nowhere")
    (plain / "dangling").symlink_to("nowhere")
    with pytest.raises(SourceError, match="dangling"):
        scan("dangling")
