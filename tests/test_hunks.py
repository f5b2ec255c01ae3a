"""Decoding, line endings, context and the diff reader."""

from __future__ import annotations

import re

import pytest

from secret_guard.errors import SourceError
from secret_guard.hunks import (
    MAX_BYTES,
    NoText,
    PatchHunk,
    around,
    decode,
    diff_to_hunks,
    patch_hunks,
    too_large,
    whole,
)
from secret_guard.types import Hunk, Skipped


def text_of(data: bytes) -> str | None:
    decoded = decode(data)
    return None if decoded is None else decoded.text


def read(diff: str | bytes) -> list[Hunk | Skipped]:
    data = diff.encode() if isinstance(diff, str) else diff
    return list(diff_to_hunks(data.splitlines(keepends=True), "x.diff"))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\nb\n", "a\nb"),
        (b"a\nb", "a\nb"),
        (b"a\n\n", "a\n"),
        (b"a\r\nb\r\n", "a\nb"),
        (b"a\r\r\nb\r", "a\nb"),
        (b"a\rb\rc\r", "a\nb\nc"),
        (b"50%\r100%\ndone\n", "50%\r100%\ndone"),
        ("gr\u00fcn\n".encode(), "gr\u00fcn"),
        ("\ufeffkey\n".encode(), "key"),
        (b"gr\xfcn\n", "gr\u00fcn"),
        ("key\u00e9\n".encode("utf-16"), "key\u00e9"),
        (b"\xfe\xff" + "key\n".encode("utf-16-be"), "key"),
        ("key = value\r\nnext\r\n".encode("utf-16-le"), "key = value\nnext"),
        ("key = value\n".encode("utf-16-be"), "key = value"),
        ("key\n".encode("utf-32"), "key"),
        (b"\x7fELF\x00\x01", None),
        (b"text and then\x00", None),
        (b"\xff\xfe\x00\xd8\x00\xd8\x00\xd8", None),
        ("a\x0cb\u2028c\x85d".encode(), "a\x0cb\u2028c\x85d"),
    ],
)
def test_decode(data: bytes, text: str | None) -> None:
    assert text_of(data) == text


def test_only_the_line_feed_counts_for_git() -> None:
    for data, same in [(b"a\r\nb\rc\n", True), (b"a\rb", False), ("a\n".encode("utf-16"), False)]:
        decoded = decode(data)
        assert decoded is not None
        assert decoded.git_lines is same


def test_whole_file() -> None:
    assert whole("a.py", b"x\ny\n") == Hunk("a.py", "x\ny", 1, None)
    assert whole("a.bin", b"\0\1") == Skipped("a.bin", "binary")


def test_too_large_says_the_limit() -> None:
    assert too_large("a", MAX_BYTES).reason == "larger than 5 MB"
    assert too_large("a", 10).reason == "larger than 10 bytes"


def test_around_cuts_context_and_keeps_numbers() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 101))
    first, second = around("f", text, [3, 50])
    assert (first.first_line, first.added) == (1, frozenset({3}))
    assert first.text.split("\n")[-1] == "line 15"
    assert (second.first_line, second.added) == (38, frozenset({50}))
    assert second.text.split("\n")[0] == "line 38"
    assert second.text.split("\n")[-1] == "line 62"


def test_around_merges_windows_that_meet() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 101))
    assert len(list(around("f", text, [20, 45]))) == 1
    assert len(list(around("f", text, [20, 46]))) == 2
    assert list(around("f", "a\nb", [0, 7])) == []


GIT_DIFF = """\
diff --git a/app/conf.py b/app/conf.py
index 1111111..2222222 100644
--- a/app/conf.py
+++ b/app/conf.py
@@ -10,4 +10,5 @@ def f():
 keep
-old
+new one
+new two
 also
 last
"""


def test_git_diff() -> None:
    text = "keep\nnew one\nnew two\nalso\nlast"
    assert read(GIT_DIFF) == [Hunk("app/conf.py", text, 10, frozenset({11, 12}))]


def test_crlf_diff() -> None:
    assert read(GIT_DIFF.replace("\n", "\r\n")) == read(GIT_DIFF)


def test_lines_that_look_like_headers_are_content() -> None:
    diff = """\
diff --git a/q.sql b/q.sql
--- a/q.sql
+++ b/q.sql
@@ -1,2 +1,3 @@
 a
--- old comment
+++ b/other.sql
+diff --git a/x b/x
"""
    assert read(diff) == [
        Hunk("q.sql", "a\n++ b/other.sql\ndiff --git a/x b/x", 1, frozenset({2, 3}))
    ]


def test_no_final_newline_and_blank_context() -> None:
    diff = """\
--- a/x
+++ b/x
@@ -1,3 +1,3 @@
 a

-b
\\ No newline at end of file
+c
\\ No newline at end of file
--- a/y
+++ b/y
@@ -0,0 +1 @@
+z
"""
    assert read(diff) == [
        Hunk("x", "a\n\nc", 1, frozenset({3})),
        Hunk("y", "z", 1, frozenset({1})),
    ]


def test_added_empty_last_line_keeps_its_number() -> None:
    diff = "--- a/x\n+++ b/x\n@@ -5 +5,3 @@\n a\n+\n+\n"
    assert read(diff) == [Hunk("x", "a\n\n", 5, frozenset({6, 7}))]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("a/x y.py\t", "b/x y.py\t", "x y.py"),
        ('"a/t\\tab.py"', '"b/t\\tab.py"', "t\tab.py"),
        ('"a/q\\"\\\\.py"', '"b/q\\"\\\\.py"', 'q"\\.py'),
        ('"a/\\303\\274.py"', '"b/\\303\\274.py"', "\u00fc.py"),
        ('"a/\\377.py"', '"b/\\377.py"', "\udcff.py"),
        ("x.py", "x.py", "x.py"),
        ("b/x.py", "b/x.py", "b/x.py"),
        ("i/x.py", "w/x.py", "x.py"),
        ("/dev/null", "b/x.py", "x.py"),
        ("old.py\t2024-01-01 10:00:00", "new.py\t2024-01-02 10:00:00", "new.py"),
        ("a/-rf", "b/-rf", "-rf"),
    ],
)
def test_file_names(old: str, new: str, path: str) -> None:
    assert read(f"--- {old}\n+++ {new}\n@@ -0,0 +1 @@\n+z\n") == [
        Hunk(path, "z", 1, frozenset({1}))
    ]


def test_what_a_diff_does_not_show() -> None:
    diff = """\
diff --git a/gone b/gone
deleted file mode 100644
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/p.png b/p.png
Binary files a/p.png and b/p.png differ
diff --git a/d.png b/d.png
Binary files a/d.png and /dev/null differ
diff --git a/lib.so b/lib.so
GIT binary patch
literal 5
McmZQzAOHXW00961

diff --git a/sub b/sub
index 1111111..2222222 160000
--- a/sub
+++ b/sub
@@ -1 +1 @@
-Subproject commit 1
+Subproject commit 2
"""
    assert read(diff) == [
        Skipped("p.png", "binary"),
        Skipped("lib.so", "binary"),
        Skipped("sub", "submodule"),
    ]


def test_combined_diff_counts_lines_new_to_any_parent() -> None:
    diff = """\
diff --cc f.txt
index 1,2..3
--- a/f.txt
+++ b/f.txt
@@@ -1,3 -1,3 +1,4 @@@
  one
- two ours
 -two theirs
++two both
+ from theirs
  three
"""
    assert read(diff) == [Hunk("f.txt", "one\ntwo both\nfrom theirs\nthree", 1, frozenset({2, 3}))]


def test_commit_messages_between_diffs_are_no_diff() -> None:
    message = (
        "From 1234567890 Mon Sep 17 00:00:00 2001\nSubject: x\n\n@@ -1,9 +1,9 @@\nsee above\n\n"
    )
    assert read(message + GIT_DIFF + "-- \n2.39.5\n\n" + message + GIT_DIFF) == read(GIT_DIFF) * 2


def test_other_encodings() -> None:
    diff = (
        b"--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+gr\xfcn\n--- a/y\n+++ b/y\n@@ -0,0 +1 @@\n+\x00\x01\n"
    )
    assert read(diff) == [Hunk("x", "gr\u00fcn", 1, frozenset({1})), Skipped("y", "binary")]


def test_nothing_to_read_is_fine() -> None:
    assert read("") == []
    assert read("\n \n") == []
    assert read("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n") == []


@pytest.mark.parametrize(
    ("diff", "message"),
    [
        ("just text\n", "holds no unified diff"),
        (GIT_DIFF[: GIT_DIFF.index("+new two")], "is cut off"),
        (GIT_DIFF.replace("+new two", "new two"), "is damaged at line 9"),
        ("\x1b[1mdiff --git a/x b/x\x1b[m\n", "holds no unified diff"),
    ],
)
def test_a_broken_diff_is_an_error(diff: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(diff)


@pytest.mark.parametrize(
    ("diff", "message"),
    [
        (GIT_DIFF.partition("@@")[0], "no hunk follows the file's name at line 4"),
        (GIT_DIFF.replace("-10,4 +10,5", ""), "no hunk follows the file's name at line 4"),
        (GIT_DIFF.replace("+10,5", "+10,2").replace("-10,4", "-10,2"), "damaged at line 9"),
        (GIT_DIFF + "+one more\n", "damaged at line 12"),
        (GIT_DIFF + " one more\n+and this\n", "damaged at line 13"),
        (GIT_DIFF + "@@ -30,x +31 @@\n+z\n", "damaged at line 12"),
    ],
)
def test_added_lines_outside_of_a_hunk_are_not_passed_over(diff: str, message: str) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        read(diff)


def test_what_may_follow_a_hunk() -> None:
    one = "--- x\n+++ x\n@@ -0,0 +1 @@\n+z\n"
    mail, properties = "-- \n2.39.2\n\n", "\nProperty changes on: x\n## -0,0 +1 ##\n+*\n"
    none = "--- y\n+++ y\n\nProperty changes on: y\n"
    no_newline = "\\ No newline at end of file\n"
    for diff in (one + mail + one, one + properties + one, none + one, one + no_newline + one):
        assert set(read(diff)) == {Hunk("x", "z", 1, frozenset({1}))}


def test_a_binary_file_is_told_with_its_content_name() -> None:
    old, new = "0" * 40, "1" * 40
    one = [f"diff --git a/x b/x\nindex {old}..{new} 100644\nBinary files a/x and b/x differ\n"]
    merge = [f"diff --cc x\nindex {old},{old}..{new}\nBinary files differ\n"]
    gone = [f"diff --cc x\nindex {new},{new}..{old}\nBinary files differ\n"]
    for diff, found in [(one, [NoText("x", new)]), (merge, [NoText("x", new)]), (gone, [])]:
        lines = diff[0].encode().splitlines(keepends=True)
        assert list(patch_hunks(lines, "x.diff")) == found


def test_a_large_hunk_is_skipped_and_the_next_one_read() -> None:
    diff = b"--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+" + b"b" * 99 + b"\n@@ -9 +9 @@\n-c\n+d\n"
    large, small = patch_hunks(diff.splitlines(keepends=True), "x.diff", max_bytes=100)
    assert large == Skipped("x", "larger than 100 bytes")
    assert small == PatchHunk("x", 9, (b"d",), frozenset({9}))
