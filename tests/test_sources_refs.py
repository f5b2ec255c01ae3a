"""A range of commits, with real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from secret_guard.errors import SourceError
from secret_guard.sources.refs import ref_range
from secret_guard.types import Hunk, Skipped
from tests.conftest import GitRepo


def items(repo: GitRepo, start: str, end: str) -> list[Hunk | Skipped]:
    return list(ref_range(repo.root, start, end))


def test_only_what_the_branch_adds(repo: GitRepo) -> None:
    repo.add("a.txt", "base\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.add("a.txt", "base\ntopic\n")
    repo.add("sub/new.txt", "new\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.add("other.txt", "main goes on\n")
    repo.add("a.txt", "")  # what main took away since, the branch does not add
    repo.commit()
    # Neither the index nor the working tree counts.
    repo.add("staged.txt", "x\n")
    assert items(repo, "main", "topic") == [
        Hunk("a.txt", "base\ntopic", 1, frozenset({2})),
        Hunk("sub/new.txt", "new"),
    ]
    assert items(repo, "topic", "main") == [Hunk("other.txt", "main goes on")]
    assert items(repo, "main", "main") == []


def test_renames_deletions_and_binaries(repo: GitRepo) -> None:
    repo.add("a.txt", "".join(f"line {n}\n" for n in range(20)))
    repo.add("gone.txt", "x\n")
    repo.commit()
    repo.git("mv", "a.txt", "b.txt")
    repo.git("rm", "-q", "gone.txt")
    repo.add("p.png", b"\0\1")
    repo.commit()
    assert items(repo, "HEAD~1", "HEAD") == [Skipped("p.png", "binary")]


def test_zeros_stand_for_nothing(repo: GitRepo) -> None:
    repo.add("a.txt", "x\n")
    repo.commit()
    repo.add("b.txt", "y\n")
    repo.commit()
    assert items(repo, "0" * 40, "HEAD") == [Hunk("a.txt", "x"), Hunk("b.txt", "y")]


def test_unrelated_histories_compare_the_ends(repo: GitRepo) -> None:
    repo.add("a.txt", "x\n")
    repo.commit()
    repo.git("checkout", "-q", "--orphan", "other")
    repo.add("b.txt", "y\n")
    repo.commit()
    assert items(repo, "main", "other") == [Hunk("b.txt", "y")]


def test_a_tag_and_a_bare_repository(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit()
    repo.git("tag", "-a", "-m", "x", "v1")
    repo.add("a.txt", "x\n")
    repo.commit()
    bare = GitRepo(tmp_path / "bare.git", "--bare")
    repo.git("push", "-q", str(bare.root), "main", "v1")
    assert items(bare, "v1", "main") == [Hunk("a.txt", "x")]


def test_a_hostile_configuration(repo: GitRepo, git_config: Path) -> None:
    repo.add("a.txt", "one\n")
    repo.commit()
    repo.add("a.txt", "one\ntwo\n")
    repo.commit()
    with git_config.open("a") as file:
        file.write("[diff]\n external = false\n noprefix = true\n[color]\n ui = always\n")
    assert items(repo, "HEAD~1", "HEAD") == [Hunk("a.txt", "one\ntwo", 1, frozenset({2}))]


@pytest.mark.parametrize("ref", ["nowhere", "", "--output=x", "1" * 40, "HEAD:a.txt"])
def test_an_unknown_ref_is_an_error(repo: GitRepo, ref: str) -> None:
    repo.add("a.txt", "x\n")
    repo.commit()
    for start, end in [(ref, "HEAD"), ("HEAD", ref)]:
        with pytest.raises(SourceError, match=r"no commit .* fetch"):
            items(repo, start, end)
    assert not (repo.root / "x").exists()


def test_a_missing_end_of_zeros_is_an_error(repo: GitRepo) -> None:
    repo.commit()
    with pytest.raises(SourceError, match="no commit"):
        items(repo, "HEAD", "0" * 40)


def test_an_untrusted_repository_is_an_error(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(SourceError, match="dubious ownership"):
        items(repo, "HEAD", "HEAD")
