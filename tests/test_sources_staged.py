"""The staged changes and the index, with real git."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from secret_guard.errors import SourceError
from secret_guard.hunks import MAX_BYTES
from secret_guard.sources.changes import _BATCH_PATHS
from secret_guard.sources.git import repository_root
from secret_guard.sources.staged import index_files, staged
from secret_guard.types import Hunk, Skipped
from tests.conftest import GitRepo

posix_names = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no such file names")


def items(repo: GitRepo) -> list[Hunk | Skipped]:
    return list(staged(repo.root))


def added(repo: GitRepo) -> dict[str, list[str]]:
    """The added lines by path; nothing may be skipped."""
    lines: dict[str, list[str]] = {}
    for item in items(repo):
        assert isinstance(item, Hunk), item
        lines.setdefault(item.path, []).extend(added_lines(item))
    return lines


def added_lines(hunk: Hunk) -> list[str]:
    text = hunk.text.split("\n")
    if hunk.added is None:
        return text
    return [text[number - hunk.first_line] for number in sorted(hunk.added)]


# --- what a commit adds --------------------------------------------------------------------------


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_first_commit(git_config: Path, tmp_path: Path, object_format: str) -> None:
    repo = GitRepo(tmp_path / "new", f"--object-format={object_format}")
    repo.add("a.py", "x = 1\n")
    assert items(repo) == [Hunk("a.py", "x = 1")]
    repo.commit()
    repo.add("a.py", "x = 1\ny = 2\n")
    assert items(repo) == [Hunk("a.py", "x = 1\ny = 2", 1, frozenset({2}))]


def test_nothing_staged(repo: GitRepo) -> None:
    assert items(repo) == []
    repo.write("a.py", "x\n")
    assert items(repo) == []


def test_only_staged_content_counts(repo: GitRepo) -> None:
    repo.add("a.py", "one\n")
    repo.commit()
    repo.add("a.py", "one\nstaged\n")
    repo.write("a.py", "one\nin the working tree\n")
    assert added(repo) == {"a.py": ["staged"]}
    (repo.root / "a.py").unlink()
    assert added(repo) == {"a.py": ["staged"]}


def test_context_around_an_edit(repo: GitRepo) -> None:
    lines = [f"line {n}" for n in range(1, 41)]
    repo.add("a.txt", "\n".join(lines) + "\n")
    repo.commit()
    lines[19] = "edited"
    repo.add("a.txt", "\n".join(lines) + "\n")
    (hunk,) = items(repo)
    assert isinstance(hunk, Hunk)
    assert (hunk.first_line, hunk.added) == (8, frozenset({20}))
    assert hunk.text == "\n".join(lines[7:32])


def test_delete_mode_change_and_lines_taken_away_add_nothing(repo: GitRepo) -> None:
    repo.add("gone.py", "x\n")
    repo.add("run.sh", "echo\n")
    repo.add("less.py", "a\nb\nc\n")
    repo.commit()
    repo.git("rm", "--quiet", "gone.py")
    repo.git("update-index", "--chmod=+x", "run.sh")
    repo.add("less.py", "a\nc\n")
    assert items(repo) == []


def test_renames(repo: GitRepo) -> None:
    text = "".join(f"line {n}\n" for n in range(30))
    repo.add("pure.txt", text)
    repo.add("edited.txt", text.replace("line", "other"))
    repo.commit()
    repo.git("mv", "pure.txt", "moved.txt")
    repo.git("mv", "edited.txt", "sub-edited.txt")
    assert items(repo) == []
    repo.add("sub-edited.txt", text.replace("line", "other") + "one more\n")
    assert added(repo) == {"sub-edited.txt": ["one more"]}


def test_a_copy_is_new(repo: GitRepo) -> None:
    repo.add("a.txt", "same\n")
    repo.commit()
    repo.add("b.txt", "same\n")
    assert added(repo) == {"b.txt": ["same"]}


def test_merge_in_progress(repo: GitRepo) -> None:
    repo.add("a.txt", "base\n")
    repo.commit()
    repo.git("checkout", "--quiet", "-b", "other")
    repo.add("a.txt", "theirs\n")
    repo.add("new.txt", "from the other branch\n")
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.add("a.txt", "ours\n")
    repo.commit()
    repo.git("merge", "other", check=False)
    assert Skipped("a.txt", "unresolved conflict") in items(repo)
    assert Hunk("new.txt", "from the other branch") in items(repo)
    repo.add("a.txt", "resolved\n")
    assert added(repo) == {"a.txt": ["resolved"], "new.txt": ["from the other branch"]}


def test_amend_counts_from_the_last_commit(repo: GitRepo) -> None:
    repo.add("a.txt", "one\n")
    repo.commit()
    repo.add("a.txt", "one\ntwo\n")
    assert added(repo) == {"a.txt": ["two"]}


def test_intent_to_add_has_no_content(repo: GitRepo) -> None:
    repo.commit()
    repo.write("later.py", "x\n")
    repo.git("add", "-N", "later.py")
    assert items(repo) == []
    repo.git("add", "later.py")
    assert added(repo) == {"later.py": ["x"]}


def test_part_of_a_file(repo: GitRepo) -> None:
    lines = [f"line {n}" for n in range(1, 41)]
    repo.add("a.txt", "\n".join(lines) + "\n")
    repo.commit()
    lines[0], lines[39] = "first", "last"
    repo.write("a.txt", "\n".join(lines) + "\n")
    repo.git("add", "-p", "a.txt", stdin=b"n\ny\n")
    assert added(repo) == {"a.txt": ["last"]}


# --- what a hook of git sees ---------------------------------------------------------------------

HOOK = """\
#!/bin/sh
exec '{python}' -c '
import sys
sys.path.insert(0, "{root}")
from pathlib import Path
from secret_guard.sources.git import repository_root
from secret_guard.sources.staged import staged
found = [(i.path, i.text) for i in staged(repository_root(Path.cwd()))]
Path("{seen}").write_text(repr(found))
'
"""


def hooked(repo: GitRepo, tmp_path: Path) -> Path:
    seen = tmp_path / "seen"
    root = Path(__file__).resolve().parents[1]
    text = HOOK.format(python=sys.executable, root=root, seen=seen)
    path = repo.write(".git/hooks/pre-commit", text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return seen


def test_commit_all_and_commit_path(repo: GitRepo, tmp_path: Path) -> None:
    repo.add("a.txt", "old a\n")
    repo.add("b.txt", "old b\n")
    repo.commit()
    seen = hooked(repo, tmp_path)
    repo.write("a.txt", "new a\n")
    repo.write("b.txt", "new b\n")
    # git commit PATH takes a.txt from the working tree, whatever is staged.
    repo.git("add", "b.txt")
    repo.git("commit", "-q", "-m", "only a", "a.txt")
    assert seen.read_text() == "[('a.txt', 'new a')]"
    repo.write("a.txt", "newer a\n")
    repo.git("commit", "-q", "-a", "-m", "both")
    assert seen.read_text() == "[('a.txt', 'newer a'), ('b.txt', 'new b')]"


def test_commit_in_a_subfolder_and_a_linked_worktree(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit()
    seen = hooked(repo, tmp_path)
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "-q", str(linked))
    (linked / "sub").mkdir()
    (linked / "sub" / "c.txt").write_text("in the worktree\n")
    repo.git("-C", str(linked / "sub"), "add", ".")
    repo.git("-C", str(linked / "sub"), "commit", "-q", "-m", "x", "c.txt")
    assert seen.read_text() == "[('sub/c.txt', 'in the worktree')]"


def test_git_dir_of_the_environment(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.add("a.txt", "x\n")
    bare = tmp_path / "elsewhere.git"
    (repo.root / ".git").rename(bare)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", "elsewhere.git")
    monkeypatch.setenv("GIT_WORK_TREE", "repo")
    assert repository_root(repo.root) == repo.root
    assert added(repo) == {"a.txt": ["x"]}


# --- contents ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (b"a\r\nb\r\n", b"a\r\nc\r\n", ["c"]),
        (b"a\nb\n", b"a\r\nb\r\n", ["a", "b"]),
        (b"a\n", b"a\nb", ["b"]),
        (b"a", b"a\nb", ["a", "b"]),
        (b"1\r2\n3\n", b"1\r2\n4\n", ["4"]),
        (b"1\r2\r", b"1\r3\r", ["1", "3"]),
        (b"gr\xfcn\n", b"gr\xfcn\nros\xe9\n", ["ros\u00e9"]),
        (b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfb\n", ["b"]),
        ("a\n".encode("utf-16"), "a\nb\n".encode("utf-16"), ["a", "b"]),
        (b"a\n", "pass\n".encode("utf-16-le"), ["pass"]),
        (b"\0\1\2\n", b"text\n", ["text"]),
        (b"a\n\n", b"a\n\n\n", [""]),
        (b"", b"a\n", ["a"]),
    ],
)
def test_encodings_and_line_ends(repo: GitRepo, old: bytes, new: bytes, lines: list[str]) -> None:
    repo.add("f", old)
    repo.commit()
    repo.add("f", new)
    assert added(repo) == {"f": lines}


def test_binary_large_and_submodule_are_skipped_with_a_reason(repo: GitRepo) -> None:
    repo.commit()
    repo.add("p.png", b"\x89PNG\0\0\1" * 100)
    repo.add("big.txt", b"x" * (MAX_BYTES + 1))
    repo.add("full.txt", b"x" * MAX_BYTES)
    commit = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},vendor/lib")
    skipped = [item for item in items(repo) if isinstance(item, Skipped)]
    assert skipped == [
        Skipped("big.txt", "larger than 5 MB"),
        Skipped("p.png", "binary"),
        Skipped("vendor/lib", "submodule"),
    ]
    assert [item.path for item in items(repo) if isinstance(item, Hunk)] == ["full.txt"]


def test_a_large_file_cut_down_counts_whole(repo: GitRepo) -> None:
    repo.add("f.txt", b"x\n" * MAX_BYTES)
    repo.commit()
    repo.add("f.txt", "x\ny\n")
    assert items(repo) == [Hunk("f.txt", "x\ny")]


def test_symlink_and_type_change(repo: GitRepo) -> None:
    (repo.root / "link").symlink_to("target of the link")
    repo.git("add", "link")
    assert added(repo) == {"link": ["target of the link"]}
    repo.commit()
    (repo.root / "link").unlink()
    repo.add("link", "now a file\n")
    assert added(repo) == {"link": ["now a file"]}
    repo.commit()
    commit = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--cacheinfo", f"160000,{commit},link")
    assert items(repo) == [Skipped("link", "submodule")]
    repo.commit()
    repo.git("update-index", "--force-remove", "link")
    repo.add("link", "a file again\n")
    assert added(repo) == {"link": ["a file again"]}


def test_attributes_hide_nothing(repo: GitRepo) -> None:
    attributes = (
        "*.a -diff\n*.b binary\n*.c diff=odd\n*.d -text\n*.e export-ignore linguist-generated"
    )
    repo.add(".gitattributes", attributes)
    for letter in "abcde":
        repo.add(f"x.{letter}", "one\n")
    repo.commit()
    repo.git("config", "diff.odd.textconv", "true")
    repo.git("config", "diff.odd.binary", "true")
    repo.git("config", "diff.odd.command", "true")
    for letter in "abcde":
        repo.add(f"x.{letter}", "one\ntwo\n")
    assert added(repo) == {f"x.{letter}": ["two"] for letter in "abcde"}


def test_replaced_objects_are_read_as_they_are(repo: GitRepo) -> None:
    repo.add("a", "real\n")
    blob, other = repo.git("rev-parse", ":a"), repo.git("hash-object", "-w", "--stdin", stdin=b"-")
    repo.git("replace", blob, other)
    assert added(repo) == {"a": ["real"]}


# --- names ---------------------------------------------------------------------------------------

NAMES = ["with space.py", "qu'ote.py", "-rf", "--cached", "b/x", "\u00fcml\u00e4ut.py", "*", "[a]"]
NAMES += [":(top)x", ":!x", "a/b c/d.py", "\u65e5\u672c.txt"]
ODD_NAMES = [b'dou"ble.py', b"tab\there", b"new\nline", b"back\\slash", b"\xff\xfe.py", b"t\t"]


@pytest.mark.parametrize(
    "name",
    [*(name.encode() for name in NAMES), *(pytest.param(n, marks=posix_names) for n in ODD_NAMES)],
)
def test_file_names(repo: GitRepo, name: bytes) -> None:
    repo.git("config", "core.protectNTFS", "false")
    path = name.decode("utf-8", "surrogateescape")
    repo.add(name, "one\n")
    repo.add("beside", "one\n")
    assert added(repo)[path] == ["one"]
    repo.commit()
    repo.add(name, "one\ntwo\n")
    assert added(repo) == {path: ["two"]}
    repo.commit()
    renamed = b"renamed-" + name.replace(b"/", b"-")
    repo.git("mv", "--", os.fsdecode(name), os.fsdecode(renamed))
    repo.add(renamed, "one\ntwo\nthree\n")
    assert added(repo) == {renamed.decode("utf-8", "surrogateescape"): ["three"]}


def test_more_files_than_one_command_line_takes(repo: GitRepo) -> None:
    names = [f"{'long' * 20}/{n:04}" for n in range(_BATCH_PATHS * 2 + 1)]
    for name in names:
        repo.write(name, "one\n")
    repo.git("add", ".")
    repo.commit()
    for name in names:
        repo.write(name, f"one\nin {name[-4:]}\n")
    repo.git("add", ".")
    assert added(repo) == {name: [f"in {name[-4:]}"] for name in names}


# --- a hostile configuration ---------------------------------------------------------------------

HOSTILE = {
    "external": "[diff]\n external = false\n",
    "color": "[color]\n ui = always\n diff = always\n[diff]\n colorMoved = zebra\n",
    "noprefix": "[diff]\n noprefix = true\n",
    "mnemonic": "[diff]\n mnemonicPrefix = true\n",
    "prefix": "[diff]\n srcPrefix = x/\n dstPrefix = y/\n",
    "no renames": "[diff]\n renames = false\n renameLimit = 1\n",
    "copies": "[diff]\n renames = copies\n",
    "algorithm": "[diff]\n algorithm = patience\n indentHeuristic = false\n",
    "quotePath": "[core]\n quotePath = false\n",
    "context": "[diff]\n context = 0\n interHunkContext = 50\n suppressBlankEmpty = true\n",
    "order": "[diff]\n orderFile = /nowhere/at/all\n",
    "pager": "[core]\n pager = false\n[pager]\n diff = false\n",
    "submodule": "[diff]\n submodule = log\n ignoreSubmodules = all\n",
    "whitespace": "[core]\n whitespace = cr-at-eol\n[diff]\n wsErrorHighlight = all\n",
    "words": "[diff]\n wordRegex = .\n relative = true\n statGraphWidth = 1\n",
    "attributes": "[core]\n attributesFile = {home}/attributes\n",
    "abbreviated": "[core]\n abbrev = 4\n",
    "fsmonitor": "[core]\n fsmonitor = false-is-no-program\n untrackedCache = true\n",
    "autocrlf": "[core]\n autocrlf = true\n safecrlf = false\n",
    "aliases": "[alias]\n diff-index = !false\n ls-files = !false\n cat-file = !false\n",
    "big files": "[core]\n bigFileThreshold = 1\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_configuration(repo: GitRepo, git_config: Path, name: str) -> None:
    text = "".join(f"line {n}\n\n" for n in range(30))
    repo.add("sub dir/\u00fc.txt", text)
    repo.add("old.txt", text)
    repo.commit()
    (git_config.parent / "attributes").write_text("* -diff binary\n")
    with git_config.open("a") as file:
        file.write(HOSTILE[name].format(home=git_config.parent))
    repo.add("sub dir/\u00fc.txt", text + "added\n")
    repo.git("mv", "old.txt", "new.txt")
    repo.add("new.txt", "first\n" + text)
    assert added(repo) == {"new.txt": ["first"], "sub dir/\u00fc.txt": ["added"]}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GIT_EXTERNAL_DIFF", "false"),
        ("GIT_DIFF_OPTS", "--unified=50"),
        ("GIT_PAGER", "false"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_NOGLOB_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_TRACE", "1"),
        ("GIT_COLOR", "always"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("LANGUAGE", "de"),
    ],
)
def test_hostile_environment(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    repo.add("a.txt", "one\n")
    repo.commit()
    repo.add("a.txt", "one\ntwo\n")
    monkeypatch.setenv(variable, value)
    assert added(repo) == {"a.txt": ["two"]}


# --- the whole index -----------------------------------------------------------------------------


def test_index_files(repo: GitRepo) -> None:
    repo.add("a.txt", "committed\n")
    repo.commit()
    repo.add("b.txt", "staged\n")
    repo.write("a.txt", "in the working tree\n")
    repo.write("untracked.txt", "x\n")
    repo.add("p.png", b"\0\1")
    repo.add("big", b"x" * (MAX_BYTES + 1))
    commit = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},lib")
    assert list(index_files(repo.root)) == [
        Hunk("a.txt", "committed"),
        Hunk("b.txt", "staged"),
        Skipped("big", "larger than 5 MB"),
        Skipped("lib", "submodule"),
        Skipped("p.png", "binary"),
    ]


def test_index_files_with_a_conflict(repo: GitRepo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"x\n")
    stages = "".join(f"100644 {blob} {stage}\tc.txt\n" for stage in (1, 2, 3))
    repo.git("update-index", "--index-info", stdin=stages.encode())
    assert list(index_files(repo.root)) == [Skipped("c.txt", "unresolved conflict")]


def test_index_files_of_an_empty_repository(repo: GitRepo) -> None:
    assert list(index_files(repo.root)) == []


# --- git fails -----------------------------------------------------------------------------------


def test_no_repository(git_config: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"not a git repository[\s\S]*scan FOLDER"):
        repository_root(tmp_path)
    with pytest.raises(SourceError, match="not a git repository"):
        list(staged(tmp_path))


def test_root_of_subfolders_files_and_bare_repositories(repo: GitRepo, tmp_path: Path) -> None:
    file = repo.write("a b/c", "x")
    assert repository_root(file) == repository_root(file.parent) == repo.root
    bare = GitRepo(tmp_path / "bare.git", "--bare")
    assert repository_root(bare.root) == bare.root


def test_dubious_ownership_surfaces(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.add("a.txt", "x\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for attempt in (
        repository_root,
        lambda root: list(staged(root)),
        lambda r: list(index_files(r)),
    ):
        with pytest.raises(SourceError, match=r"dubious ownership[\s\S]*safe\.directory"):
            attempt(repo.root)


def test_git_is_missing(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match="git was not found"):
        repository_root(repo.root)


def test_folder_is_missing(git_config: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        list(staged(tmp_path / "nowhere"))


@pytest.mark.parametrize("broken", ["blob", "index", "HEAD"])
def test_a_damaged_repository_is_an_error(repo: GitRepo, broken: str) -> None:
    repo.add("a.txt", "one\n")
    repo.commit()
    repo.add("a.txt", "two\n")
    blob = repo.git("rev-parse", ":a.txt")
    if broken == "blob":
        (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    elif broken == "index":
        repo.write(".git/index", b"DIRC nonsense nonsense nonsense nonsense")
    else:
        repo.write(".git/refs/heads/main", "1" * 40 + "\n")
    with pytest.raises(SourceError, match="Nothing was scanned"):
        items(repo)
