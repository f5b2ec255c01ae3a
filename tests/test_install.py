"""The hook for people without the pre-commit framework, run by real git."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from secret_guard.errors import SourceError
from secret_guard.install import BEFORE_NAME, SCRIPT, install, is_ours, script, uninstall
from tests.conftest import GitRepo

ROOT = Path(__file__).resolve().parents[1]
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell on PATH")


def hook_of(repo: GitRepo) -> Path:
    return repo.root / ".git" / "hooks" / "pre-commit"


def executable(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    path.chmod(0o755)
    return path


def fake_python(folder: Path, name: str, body: str) -> Path:
    """A stand-in for a Python: it says how it was called, and ends as `body` says."""
    return executable(folder / name, f'#!/bin/sh\necho "{name} ran $3"\n{body}\n')


def run_hook(hook: Path, path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a hook with nothing on PATH but `path` and what a shell script needs."""
    path.mkdir(exist_ok=True)
    for tool in ("dirname", "cat"):
        if not (path / tool).exists():
            (path / tool).symlink_to(f"/usr/bin/{tool}")
    return subprocess.run(
        ["/bin/sh", str(hook)],
        env={"PATH": str(path), **env},
        capture_output=True,
        text=True,
        check=False,
        cwd=hook.parent,
    )


# --- install and uninstall -----------------------------------------------------------------------


def test_install_and_uninstall(repo: GitRepo) -> None:
    hook = hook_of(repo)
    assert install(repo.root) == f"installed the hook at {hook}"
    assert hook.read_bytes() == script(sys.executable)
    assert hook.stat().st_mode & stat.S_IXUSR
    assert uninstall(repo.root) == f"removed the hook at {hook}"
    assert not hook.exists()
    assert "nothing to do" in uninstall(repo.root)
    assert [path for path in hook.parent.iterdir() if path.suffix != ".sample"] == []


def test_the_first_commit_compiles_no_regular_expressions(repo: GitRepo, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode"), "PYTHONPATH": str(ROOT)}
    code = (
        "from secret_guard import candidates, regex; candidates.prepare(); print(len(regex._new))"
    )
    compiled = []
    for command in (["-c", code], ["-m", "secret_guard", "install"], ["-c", code]):
        told = subprocess.check_output(
            [sys.executable, *command], cwd=repo.root, env=env, text=True
        )
        compiled.append(told.strip())
    assert int(compiled[0]) > 300
    assert compiled[2] == "0"


def test_from_a_subfolder(repo: GitRepo) -> None:
    folder = repo.write("a/b/c.txt", "x").parent
    install(folder)
    assert is_ours(hook_of(repo))


def test_again_is_harmless(repo: GitRepo) -> None:
    executable(hook_of(repo), "#!/bin/sh\necho before\n")
    install(repo.root)
    hook_of(repo).write_bytes(script("/an/older/python"))
    assert install(repo.root).startswith("the hook was installed already")
    assert hook_of(repo).read_bytes() == script(sys.executable)
    uninstall(repo.root)
    assert hook_of(repo).read_text() == "#!/bin/sh\necho before\n"
    assert uninstall(repo.root).startswith("nothing to do")
    assert hook_of(repo).exists()


@pytest.mark.parametrize("mode", [0o755, 0o644])
def test_a_hook_that_was_there_is_kept_and_restored(repo: GitRepo, mode: int) -> None:
    hook = executable(hook_of(repo), "#!/bin/sh\nexit 1\n")
    hook.chmod(mode)
    assert "the hook that was there runs first" in install(repo.root)
    kept = hook.with_name(BEFORE_NAME)
    assert (kept.read_text(), stat.S_IMODE(kept.stat().st_mode)) == ("#!/bin/sh\nexit 1\n", mode)
    assert "put back" in uninstall(repo.root)
    assert (hook.read_text(), stat.S_IMODE(hook.stat().st_mode)) == ("#!/bin/sh\nexit 1\n", mode)
    assert not kept.exists()


def test_a_link_that_was_there_is_kept_as_one(repo: GitRepo) -> None:
    hook_of(repo).symlink_to("../../scripts/hook")
    install(repo.root)
    assert is_ours(hook_of(repo))
    assert not hook_of(repo).is_symlink()
    uninstall(repo.root)
    assert str(hook_of(repo).readlink()) == "../../scripts/hook"


def test_a_second_foreign_hook_is_refused_and_nothing_lost(repo: GitRepo) -> None:
    executable(hook_of(repo), "first\n")
    install(repo.root)
    executable(hook_of(repo), "second\n")
    with pytest.raises(SourceError, match="keeps an older one already"):
        install(repo.root)
    assert "an older hook is kept" in uninstall(repo.root)
    assert hook_of(repo).read_text() == "second\n"
    assert hook_of(repo).with_name(BEFORE_NAME).read_text() == "first\n"


def test_the_framework_is_left_alone(repo: GitRepo) -> None:
    text = "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n"
    executable(hook_of(repo), text)
    with pytest.raises(SourceError, match=r"\.pre-commit-config\.yaml"):
        install(repo.root)
    assert hook_of(repo).read_text() == text


def test_a_failed_write_puts_the_old_hook_back(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable(hook_of(repo), "old\n")

    def refuse(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(SourceError, match=r"cannot be written: No space left"):
        install(repo.root)
    assert hook_of(repo).read_text() == "old\n"


def test_hooks_path_of_the_repository(repo: GitRepo) -> None:
    repo.git("config", "core.hooksPath", "tools/my hooks")
    assert "lies in the working tree" in install(repo.root)
    assert is_ours(repo.root / "tools/my hooks/pre-commit")
    assert not hook_of(repo).exists()
    uninstall(repo.root)
    assert not (repo.root / "tools/my hooks/pre-commit").exists()


def test_hooks_path_of_the_user(repo: GitRepo, git_config: Path) -> None:
    repo.git("config", "--global", "core.hooksPath", "~/hooks")
    assert "set for all repositories (global)" in install(repo.root)
    assert is_ours(git_config.parent / "hooks/pre-commit")


@pytest.mark.parametrize("value", [os.devnull, ""])
def test_hooks_turned_off(repo: GitRepo, value: str) -> None:
    repo.git("config", "core.hooksPath", value)
    with pytest.raises(SourceError, match="turned off"):
        install(repo.root)


def test_linked_worktree_shares_the_hook(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit()
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    install(tmp_path / "linked")
    assert is_ours(hook_of(repo))


def test_no_repository(git_config: Path, tmp_path: Path) -> None:
    for action in (install, uninstall):
        with pytest.raises(SourceError, match="not a git repository"):
            action(tmp_path)


# --- the script ----------------------------------------------------------------------------------


def test_the_copy_in_the_repository_is_the_same() -> None:
    copy = ROOT / "hooks" / "pre-commit"
    assert copy.read_text(encoding="utf-8") == SCRIPT
    assert copy.stat().st_mode & stat.S_IXUSR


@posix_only
def test_a_python_with_odd_characters_is_quoted(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s $HOME "here"'
    folder.mkdir()
    python = fake_python(folder, "python", "exit 0")
    hook = tmp_path / "pre-commit"
    hook.write_bytes(script(str(python)))
    assert run_hook(hook, tmp_path / "bin").stdout == "python ran hook\n"


@posix_only
@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_exit_code_is_that_of_secret_guard(tmp_path: Path, status: int) -> None:
    hook = tmp_path / "pre-commit"
    hook.write_bytes(script(str(fake_python(tmp_path, "mine", f"exit {status}"))))
    assert run_hook(hook, tmp_path / "bin").returncode == status


@posix_only
def test_where_it_looks(tmp_path: Path) -> None:
    """The Python that installed it, the program on PATH, python3, python; then it refuses."""
    hook, bin_folder = tmp_path / "pre-commit", tmp_path / "bin"
    hook.write_bytes(script(str(fake_python(tmp_path, "mine", "exit 97"))))
    done = run_hook(hook, bin_folder)
    assert done.returncode == 1
    assert "not installed, so nothing was scanned" in done.stderr
    fake_python(bin_folder, "python3", "exit 97")
    fake_python(bin_folder, "python", "exit 0")
    done = run_hook(hook, bin_folder)
    assert (done.returncode, done.stdout.split("\n")[1:3]) == (
        0,
        ["python3 ran hook", "python ran hook"],
    )
    executable(bin_folder / "secret-guard", '#!/bin/sh\necho "program $1"\nexit 1\n')
    done = run_hook(hook, bin_folder)
    assert (done.returncode, done.stdout) == (1, "mine ran hook\nprogram hook\n")
    (tmp_path / "mine").unlink()
    assert run_hook(hook, bin_folder).stdout == "program hook\n"


@posix_only
def test_a_folder_of_that_name_in_the_repository_is_not_run(tmp_path: Path) -> None:
    """`python -m secret_guard` would import what lies in the working tree."""
    (tmp_path / "secret_guard").mkdir()
    (tmp_path / "secret_guard" / "__init__.py").write_text("")
    (tmp_path / "secret_guard" / "__main__.py").write_text("print('from the repository')")
    hook = tmp_path / "pre-commit"
    hook.write_bytes(script(""))
    bare = executable(tmp_path / "bin" / "python3", f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    done = run_hook(hook, bare.parent)
    assert (done.returncode, done.stdout) == (1, "")
    assert "not installed" in done.stderr
    # With a place that has it, it runs.
    done = run_hook(hook, bare.parent, PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "from the repository\n")


@posix_only
@pytest.mark.parametrize(("before", "ours"), [("exit 0", "exit 0"), ("exit 7", "exit 0")])
def test_git_runs_both_hooks(repo: GitRepo, tmp_path: Path, before: str, ours: str) -> None:
    log = tmp_path / "log"
    executable(hook_of(repo), f'#!/bin/sh\necho before >>"{log}"\n{before}\n')
    install(repo.root)
    python = executable(tmp_path / "py", f'#!/bin/sh\necho ours >>"{log}"\n{ours}\n')
    hook_of(repo).write_bytes(script(str(python)))
    repo.add("a.txt", "x\n")
    repo.git("commit", "-q", "-m", "x", check=False)
    committed = repo.git("rev-parse", "--verify", "--quiet", "HEAD", check=False) != ""
    if before == "exit 0":
        assert (log.read_text(), committed) == ("before\nours\n", True)
    else:
        assert (log.read_text(), committed) == ("before\n", False)


@posix_only
def test_git_does_not_commit_when_ours_refuses(repo: GitRepo, tmp_path: Path) -> None:
    install(repo.root)
    for status in (1, 3):
        python = executable(tmp_path / "py", f"#!/bin/sh\nexit {status}\n")
        hook_of(repo).write_bytes(script(str(python)))
        repo.add("a.txt", "x\n")
        repo.git("commit", "-q", "-m", "x", check=False)
        assert repo.git("rev-parse", "--verify", "--quiet", "HEAD", check=False) == ""


# --- the framework's list of hooks ---------------------------------------------------------------


def test_hook_ids() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    by_id = {hook["id"]: hook for hook in hooks}
    assert list(by_id) == ["secret-guard", "secret-guard-files"]
    assert by_id["secret-guard"]["entry"] == "secret-guard hook"
    assert by_id["secret-guard"]["pass_filenames"] is False
    assert by_id["secret-guard-files"]["entry"] == "secret-guard scan"
    assert by_id["secret-guard-files"]["types"] == ["text"]
    for hook in hooks:
        assert hook["language"] == "python"
        assert hook["require_serial"] is True
