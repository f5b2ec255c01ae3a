"""All commits of a history, with real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from secret_guard.errors import SourceError
from secret_guard.sources.history import history
from secret_guard.types import Hunk, Skipped
from tests.conftest import GitRepo


def items(repo: GitRepo, *refs: str, max_bytes: int = 1_000_000) -> list[Hunk | Skipped]:
    return list(history(repo.root, *refs, max_bytes=max_bytes))


def all_of(path: str, text: str, commit: str) -> Hunk:
    """A file that a commit brought in."""
    return Hunk(path, text, 1, frozenset(range(1, text.count("\n") + 2)), commit)


def test_what_each_commit_added_oldest_first(repo: GitRepo) -> None:
    repo.add("a.txt", "one\n")
    first = repo.commit()
    repo.add("a.txt", "one\ntwo\n")
    repo.add("sub/b.txt", "new\n")
    second = repo.commit()
    repo.add("a.txt", "one\n")  # nothing added
    repo.commit()
    repo.commit()  # nothing at all
    repo.add("staged.txt", "x\n")
    assert items(repo) == [
        all_of("a.txt", "one", first),
        Hunk("a.txt", "one\ntwo", 1, frozenset({2}), second),
        all_of("sub/b.txt", "new", second),
    ]


def test_the_lines_around_come_along(repo: GitRepo) -> None:
    before, after = [f"line {n}" for n in range(20)], [f"line {n}" for n in range(20, 40)]
    repo.add("a.txt", "\n".join([*before, *after]))
    repo.commit()
    repo.add("a.txt", "\n".join([*before, "added", *after]))
    last = repo.commit()
    text = "\n".join([*before[-12:], "added", *after[:12]])
    assert items(repo)[-1] == Hunk("a.txt", text, 9, frozenset({21}), last)


def test_every_branch_tag_and_stash(repo: GitRepo) -> None:
    repo.add("a.txt", "a\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.add("topic.txt", "topic\n")
    repo.commit()
    repo.git("checkout", "-q", "--detach", "main")
    repo.add("tagged.txt", "tagged\n")
    repo.commit()
    repo.git("tag", "v1")
    repo.git("checkout", "-q", "main")
    repo.add("a.txt", "a\nstashed\n")
    repo.git("stash", "-q")
    found = {(item.path, item.text) for item in items(repo) if isinstance(item, Hunk)}
    assert {("topic.txt", "topic"), ("tagged.txt", "tagged"), ("a.txt", "a\nstashed")} <= found


def test_a_range_of_commits(repo: GitRepo) -> None:
    commits = []
    for number in range(3):
        repo.add(f"{number}.txt", "x\n")
        commits.append(repo.commit())
    last = [all_of("1.txt", "x", commits[1]), all_of("2.txt", "x", commits[2])]
    assert items(repo, commits[0]) == last
    assert items(repo, commits[0], "HEAD~1") == last[:1]
    assert items(repo, "0" * 40) == [all_of("0.txt", "x", commits[0]), *last]
    assert items(repo, "HEAD") == []


def test_a_merge_shows_the_hunks_that_no_parent_has(repo: GitRepo) -> None:
    repo.add("a.txt", "one\ntwo\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.add("a.txt", "ONE\ntwo\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.add("b.txt", "main\n")
    repo.commit()
    repo.git("merge", "-q", "--no-commit", "topic")
    clean = items(repo)
    repo.add("a.txt", "ONE\ntwo\nsmuggled\n")
    merge = repo.commit()
    found = items(repo)
    assert len(found) == len(clean) + 1
    # Line 1 is new to one of the parents.
    assert found[-1] == Hunk("a.txt", "ONE\ntwo\nsmuggled", 1, frozenset({1, 3}), merge)


def test_a_rename_adds_nothing(repo: GitRepo) -> None:
    repo.add("a.txt", "".join(f"line {n}\n" for n in range(20)))
    repo.commit()
    repo.git("mv", "a.txt", "b.txt")
    repo.commit()
    assert [item.path for item in items(repo)] == ["a.txt"]


def test_what_git_takes_for_binary_is_read_whole(repo: GitRepo) -> None:
    repo.add("a.lock", "one\n")
    repo.add("wide.txt", "wide\n".encode("utf-16"))
    repo.add("p.png", b"\0\1")
    repo.add(".gitattributes", "*.lock -diff\n")
    first = repo.commit()
    repo.add("a.lock", "one\ntwo\n")
    second = repo.commit()
    repo.add("a.lock", "one\n")  # a content that was read already
    repo.commit()
    assert items(repo) == [
        all_of(".gitattributes", "*.lock -diff", first),
        Hunk("a.lock", "one", commit=first),
        Skipped("p.png", "binary"),
        Hunk("wide.txt", "wide", commit=first),
        Hunk("a.lock", "one\ntwo", commit=second),
    ]


def test_a_merge_of_what_git_takes_for_binary(repo: GitRepo) -> None:
    repo.add(".gitattributes", "* -diff\n")
    repo.add("a b.txt", "one\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.add("a b.txt", "topic\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.add("a b.txt", "main\n")
    repo.commit()
    repo.git("merge", "-q", "topic", check=False)
    repo.add("a b.txt", "both\n")
    merge = repo.commit()
    assert items(repo)[-1] == Hunk("a b.txt", "both", commit=merge)


def test_what_is_too_large_is_skipped(repo: GitRepo) -> None:
    repo.add("large.txt", "x" * 60 + "\n" + "y" * 60 + "\n")
    repo.add("large.png", b"\0" * 200)
    repo.add("small.txt", "x\n")
    first = repo.commit()
    repo.add("large.txt", "x" * 60 + "\nz\n")
    second = repo.commit()
    assert items(repo, max_bytes=100) == [
        Skipped("large.png", "larger than 100 bytes"),
        Skipped("large.txt", "larger than 100 bytes"),
        all_of("small.txt", "x", first),
        Hunk("large.txt", "x" * 60 + "\nz", 1, frozenset({2}), second),
    ]


def test_a_large_object_is_passed_over_and_the_next_one_read(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secret_guard.sources.git.PIECE", 7)
    repo.add("1.png", b"\0" * 200)
    repo.add("2.txt", "wide\n".encode("utf-16"))
    commit = repo.commit()
    assert items(repo, max_bytes=100)[1] == Hunk("2.txt", "wide", commit=commit)


def test_a_submodule_is_skipped(repo: GitRepo) -> None:
    oid = repo.commit()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{oid},sub")
    repo.commit()
    assert items(repo) == [Skipped("sub", "submodule")]


def test_messages_and_names_that_look_like_a_diff(repo: GitRepo) -> None:
    repo.add("-- a\n+++ b", "one\n")
    commit = repo.commit("diff --git a/x b/x\n@@ -1 +1 @@\n+no\n")
    assert items(repo) == [all_of("-- a\n+++ b", "one", commit)]


def test_a_hostile_configuration(repo: GitRepo, git_config: Path) -> None:
    repo.add("a.txt", "one\n")
    first = repo.commit()
    repo.add("a.txt", "one\n\ntwo\n")
    second = repo.commit()
    with git_config.open("a") as file:
        file.write(
            "[diff]\n external = false\n noprefix = true\n mnemonicPrefix = true\n"
            " suppressBlankEmpty = true\n renames = false\n context = 0\n interHunkContext = 99\n"
            " submodule = log\n relative = true\n wordRegex = .\n"
            "[log]\n showRoot = false\n showSignature = true\n diffMerges = off\n follow = true\n"
            "[format]\n pretty = fuller\n notes = true\n[color]\n ui = always\n"
        )
    assert items(repo) == [
        all_of("a.txt", "one", first),
        Hunk("a.txt", "one\n\ntwo", 1, frozenset({2, 3}), second),
    ]


def test_a_bare_repository_and_one_without_commits(repo: GitRepo, tmp_path: Path) -> None:
    assert items(repo) == []
    repo.add("a.txt", "x\n")
    commit = repo.commit()
    bare = GitRepo(tmp_path / "bare.git", "--bare")
    repo.git("push", "-q", str(bare.root), "main")
    assert items(bare) == [all_of("a.txt", "x", commit)]


def test_a_shallow_clone_begins_with_all_its_files(repo: GitRepo, tmp_path: Path) -> None:
    repo.add("a.txt", "x\n")
    repo.commit()
    repo.add("b.txt", "y\n")
    last = repo.commit()
    shallow = tmp_path / "shallow"
    repo.git("clone", "-q", "--depth", "1", repo.root.as_uri(), str(shallow))
    assert list(history(shallow)) == [all_of("a.txt", "x", last), all_of("b.txt", "y", last)]


def test_an_object_format_of_longer_names(git_config: Path, tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "sha256", "--object-format=sha256")
    repo.add("a.txt", "x\n")
    repo.add("wide.txt", "wide\n".encode("utf-16"))
    commit = repo.commit()
    assert len(commit) == 64
    assert items(repo) == [all_of("a.txt", "x", commit), Hunk("wide.txt", "wide", commit=commit)]


@pytest.mark.parametrize("ref", ["nowhere", "", "--output=x", "1" * 40])
def test_an_unknown_ref_is_an_error(repo: GitRepo, ref: str) -> None:
    repo.commit()
    for refs in [(ref, "HEAD"), ("HEAD", ref)]:
        with pytest.raises(SourceError, match=r"no commit .* fetch"):
            items(repo, *refs)


def test_a_missing_object_is_an_error(repo: GitRepo) -> None:
    repo.add("a.txt", "x\n")
    repo.commit()
    oid = repo.git("rev-parse", "HEAD:a.txt")
    (repo.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(SourceError, match="git log failed"):
        items(repo)
