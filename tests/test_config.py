"""The configuration file: found, read strictly, overridden."""

from __future__ import annotations

from pathlib import Path

import pytest

from secret_guard.config import FORMATS, Config, find_file, glob, load_config
from secret_guard.errors import ConfigError
from secret_guard.report import RENDERERS

RULES = ("aws-access-key", "github-token", "generic-password")
MARK = "ab" * 16


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def dedicated(folder: Path, text: str) -> Path:
    path = folder / ".secret-guard.toml"
    path.write_text(text, encoding="utf-8")
    return path


def project(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


def failure(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(folder, rule_ids=RULES)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_no_file_gives_the_defaults(repo: Path) -> None:
    assert load_config(repo) == Config()


def test_every_key_is_read(repo: Path) -> None:
    dedicated(
        repo,
        f"""
include = ["src/**"]
exclude = ["vendor/", "*.lock"]
strict = true
show-safe = true
threshold = 0.7
max-file-size = "5 MB"
disable = ["github-token"]
allow = ["{MARK}"]
format = "sarif"
""",
    )
    config = load_config(repo, rule_ids=RULES)
    assert config.include == ("src/**",)
    assert config.exclude == ("vendor/", "*.lock")
    assert config.strict is True and config.show_safe is True
    assert config.threshold == 0.7
    assert config.max_file_size == 5_000_000
    assert config.disable == ("github-token",)
    assert config.allow == (MARK,)
    assert config.format == "sarif"
    assert set(config.origins.values()) == {".secret-guard.toml"}


def test_pyproject_table_is_found_from_a_folder_below(repo: Path) -> None:
    project(repo, "[tool.secret-guard]\nstrict = true\n")
    below = repo / "a" / "b"
    below.mkdir(parents=True)
    project(below, "[project]\nname = 'other'\n")
    assert load_config(below).strict is True


def test_the_nearest_file_wins(repo: Path) -> None:
    dedicated(repo, "strict = true\n")
    below = repo / "sub"
    below.mkdir()
    found = dedicated(below, "strict = false\n")
    assert find_file(below) == found.resolve()
    assert load_config(below).strict is False


def test_the_search_ends_at_the_repository_root(tmp_path: Path) -> None:
    dedicated(tmp_path, "strict = true\n")
    inner = tmp_path / "repo"
    (inner / ".git").mkdir(parents=True)
    assert find_file(inner) is None


def test_outside_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    dedicated(tmp_path, "disable = ['github-token']\n")
    below = tmp_path / "work"
    below.mkdir()
    assert find_file(below) is None
    assert find_file(tmp_path) is not None


def test_two_files_in_one_folder_are_an_error(repo: Path) -> None:
    dedicated(repo, "")
    project(repo, "[tool.secret-guard]\n")
    assert "keep one" in failure(repo)


def test_a_pyproject_without_the_table_is_no_second_file(repo: Path) -> None:
    dedicated(repo, "strict = true\n")
    project(repo, "[tool.other]\nx = 1\n")
    assert load_config(repo).strict is True


def test_unknown_key_names_file_key_and_nearest(repo: Path) -> None:
    path = dedicated(repo, "exlude = ['x']\n")
    message = failure(repo)
    assert str(path) in message and "'exlude'" in message and "'exclude'" in message


@pytest.mark.parametrize("key", ["show_safe", "max_file_size", "origins"])
def test_field_names_are_not_keys(repo: Path, key: str) -> None:
    dedicated(repo, f"{key} = true\n")
    assert f"unknown key '{key}'" in failure(repo)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("strict = 'yes'", "'strict' must be true or false, not a string"),
        ("show-safe = 1", "'show-safe' must be true or false, not an integer"),
        ("exclude = 'vendor'", "'exclude' must be a list of strings, not a string"),
        ("include = [1]", "'include' must be a list of strings"),
        ("include = ['']", "'include' must be a list of strings"),
        ("threshold = 1.5", "'threshold' must be a number from 0 to 1, not 1.5"),
        ("threshold = nan", "'threshold' must be a number from 0 to 1"),
        ("threshold = true", "'threshold' must be a number from 0 to 1, not a boolean"),
        ("max-file-size = 0", "'max-file-size' must be a size"),
        ("max-file-size = '5 apples'", "'max-file-size' must be a size"),
        ("max-file-size = true", "'max-file-size' must be a size"),
        ("format = 'jsn'", "did you mean 'json'?"),
        ("format = 3", "'format' must be one of text, json, sarif"),
        ("disable = ['github-tokens']", "unknown rule 'github-tokens'; did you mean 'github-token"),
        ("disable = ['zzz']", "`secret-guard rules` lists them"),
        ("strict = 1979-05-27", "not a date or time"),
        ("exclude = ['[z-a]']", "'exclude': '[z-a]' is not a pattern"),
        ("include = ['src', '!src/a.py']", "'include': '!src/a.py': a pattern cannot be negated"),
        (f"max-file-size = '{'9' * 400}'", "'max-file-size' must be a size"),
        (f"max-file-size = {'9' * 5000}", "not valid TOML"),
    ],
)
def test_wrong_values_name_the_key(repo: Path, line: str, expected: str) -> None:
    path = dedicated(repo, line + "\n")
    message = failure(repo)
    assert str(path) in message and expected in message


def test_a_value_that_is_no_fingerprint_is_not_repeated(repo: Path) -> None:
    pasted = "hunter2" + "hunter3"
    dedicated(repo, f"allow = ['{MARK}', '{pasted}']\n")
    message = failure(repo)
    assert "item 2" in message and pasted not in message


def test_broken_toml_names_file_and_line(repo: Path) -> None:
    path = dedicated(repo, "strict = true\nexclude = [\n")
    message = failure(repo)
    assert str(path) in message and "line" in message and "\n" not in message


def test_broken_pyproject_that_is_about_this_tool_is_an_error(repo: Path) -> None:
    project(repo, "[tool.secret-guard]\nstrict = \n")
    assert "line 2" in failure(repo)


def test_tool_table_must_be_a_table(repo: Path) -> None:
    project(repo, "[tool]\nsecret-guard = 1\n")
    assert "must be a table" in failure(repo)


def test_the_name_of_the_package_is_not_that_of_the_table(repo: Path) -> None:
    project(repo, "[tool.secret_guard]\nstrict = true\n")
    assert "did you mean [tool.secret-guard]?" in failure(repo)


def test_a_file_that_cannot_be_read_is_not_passed_over(repo: Path) -> None:
    (repo / ".secret-guard.toml").symlink_to("nowhere")
    assert "cannot be read" in failure(repo)


@pytest.mark.parametrize("pattern", ["", "!a.py", "[z-a]"])
def test_patterns_of_the_command_line_are_checked(repo: Path, pattern: str) -> None:
    with pytest.raises(ConfigError, match="--exclude"):
        load_config(repo, {"exclude": (pattern,)})


def test_not_utf8_is_an_error(repo: Path) -> None:
    (repo / ".secret-guard.toml").write_bytes(b"exclude = ['\xff']\n")
    assert "not UTF-8" in failure(repo)


def test_byte_order_mark_is_ignored(repo: Path) -> None:
    (repo / ".secret-guard.toml").write_bytes(b"\xef\xbb\xbfstrict = true\n")
    assert load_config(repo).strict is True


def test_a_given_file_is_read_instead_of_the_nearest(repo: Path, tmp_path: Path) -> None:
    dedicated(repo, "strict = true\n")
    other = tmp_path / "other.toml"
    other.write_text("show-safe = true\n", encoding="utf-8")
    config = load_config(repo, file=other)
    assert (config.strict, config.show_safe) == (False, True)


def test_a_given_pyproject_without_the_table_is_an_error(tmp_path: Path) -> None:
    path = project(tmp_path, "[project]\nname = 'x'\n")
    with pytest.raises(ConfigError, match=r"no \[tool.secret-guard\] table"):
        load_config(tmp_path, file=path)


def test_options_override_the_file(repo: Path) -> None:
    dedicated(repo, "exclude = ['a']\nformat = 'json'\n")
    config = load_config(repo, {"exclude": ("b",), "format": None, "include": (), "strict": True})
    assert config.exclude == ("b",)
    assert config.format == "json"
    assert config.strict is True
    assert config.origins["exclude"] == "the command line"


def test_what_a_file_weakens_is_told(repo: Path) -> None:
    project(
        repo,
        "[tool.secret-guard]\ndisable = ['github-token']\nthreshold = 0.9\nexclude = ['a', 'b']\n"
        "include = ['src']\n",
    )
    told = load_config(repo, {"exclude": ("c",)}, rule_ids=RULES).weakened()
    assert told == (
        "1 rule disabled by pyproject.toml",
        "threshold 0.9 set by pyproject.toml",
        "limited to src by pyproject.toml",
    )


def test_formats_are_those_of_the_renderers() -> None:
    assert set(FORMATS) == set(RENDERERS)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.py", "a/b/c.py", True),
        ("*.py", "c.pyc", False),
        ("vendor", "vendor/lib/x.js", True),
        ("vendor/", "a/vendor/x.js", True),
        ("vendor", "vendored/x.js", False),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/sub/a.py", False),
        ("src/*.py", "other/src/a.py", False),
        ("src/**/*.py", "src/a.py", True),
        ("src/**/*.py", "src/x/y/a.py", True),
        ("src/**", "src/x/y/a.py", True),
        ("./src/", "src/a.py", True),
        ("/top.txt", "top.txt", True),
        ("/top.txt", "sub/top.txt", False),
        ("**/fixtures/**", "tests/fixtures/a.txt", True),
        ("file?.txt", "file1.txt", True),
        ("file[0-9].txt", "file7.txt", True),
        ("file[!0-9].txt", "file7.txt", False),
        ("[abc", "[abc", True),
        ("a+b(c).txt", "a+b(c).txt", True),
        ("*.txt", "line\nbreak.txt", True),
        ("*", "anything/at/all", True),
    ],
)
def test_globs(pattern: str, path: str, fits: bool) -> None:
    assert bool(glob(pattern).fullmatch(path)) is fits


def test_exclude_wins_over_include() -> None:
    config = Config(include=("src",), exclude=("*.min.js",))
    assert config.selects("src/a.js")
    assert not config.selects("src/a.min.js")
    assert not config.selects("docs/a.js")
