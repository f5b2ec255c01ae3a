"""The import rules of the house, read from the source with `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "secret_guard"
FILES = sorted(PACKAGE.rglob("*.py"))

HEAVY = {"training", "torch", "transformers", "peft", "bitsandbytes", "datasets", "gguf"}
KNOWS_NOTHING = {"types", "errors"}
FOR_ALL = KNOWS_NOTHING | {"regex", "escapes"}
# What a stage may import of this package besides what is for all. A package name covers the modules
# in it. Modules that are not named here may import those and their own package.
MAY_IMPORT = {
    "escapes": {"regex"},
    "catalog": {"known_files", "rules"},
    "known_files": {"spans"},
    "verdicts": {"prompt"},
    "llama": {"prompt", "verdicts", "workers"},
    "workers": {"processes"},
    "first_judge": {"llama", "prompt", "verdicts"},
    "cache": {"verdicts"},
    "places": {"cache", "candidates", "known_files", "rules", "spans"},
    "cascade": {"cache", "first_judge", "llama", "prompt", "verdicts"},
    "findings": {"config"},
    # tree.py leaves out what config.py's patterns name.
    "sources": {"hunks", "config"},
    "install": {"sources"},
}
WIRING = {"pipeline", "cli", "__main__"}
# The parts that candidates.py is made of: they know each other and what is for all.
ENGINE = {"candidates", "rules", "names", "spans", "values", "decode", "generic", "literals"}
ENGINE |= {"known_files", "plausible", "prefilter"}
GIT_USERS = {"sources", "install"}


def module(path: Path) -> str:
    """`sources.git` for secret_guard/sources/git.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(nodes: Iterator[ast.AST]) -> Iterator[tuple[str, ast.stmt]]:
    """(full name, statement) of everything that is imported."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            assert node.module
            yield node.module, node
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if not for_types_only(child):
            yield child
            yield from at_run_time(child)


def when_imported(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: not those inside functions."""
    for child in ast.iter_child_nodes(node):
        inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        if not inside and not for_types_only(child):
            yield child
            yield from when_imported(child)


def ours(path: Path) -> set[str]:
    """The modules of this package that a file imports at run time, by their first name."""
    names = {name for name, _ in imports(at_run_time(tree(path)))}
    return {name.split(".")[1] for name in names if name.startswith("secret_guard.")} - {
        "__version__"
    }


def users_of(package: str) -> set[str]:
    """The files that import a package (or a module of it), anywhere in them."""
    return {
        module(path)
        for path in FILES
        for name, _ in imports(ast.walk(tree(path)))
        if name == package or name.startswith(f"{package}.")
    }


def ids(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_there_is_something_to_read() -> None:
    assert {"cli", "pipeline", "types", "errors", "findings"} <= {module(path) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_every_module_says_in_one_line_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(tree(path))
    assert docstring, "no docstring"
    assert docstring.splitlines()[0].endswith((".", ":"))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_nothing_heavy_reaches_the_hook(path: Path) -> None:
    used = {name.split(".")[0] for name, _ in imports(ast.walk(tree(path)))}
    assert not used & HEAVY


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_imports_point_one_way(path: Path) -> None:
    name = module(path).split(".")[0]
    if name in WIRING:
        return
    allowed = set() if name in FOR_ALL else {*FOR_ALL, name}
    allowed |= MAY_IMPORT.get(name, set()) | (ENGINE if name in ENGINE else set())
    assert ours(path) <= allowed


def test_the_pipeline_does_not_know_sources_reports_or_the_command_line() -> None:
    used = ours(PACKAGE / "pipeline.py")
    assert not used & {"cli", "report", "sources", "install", "llama"}


def test_only_the_entry_point_imports_the_command_line() -> None:
    assert users_of("secret_guard.cli") <= {"__main__"}


def test_types_and_errors_need_the_standard_library_only() -> None:
    for name in KNOWS_NOTHING:
        used = {n.split(".")[0] for n, _ in imports(ast.walk(tree(PACKAGE / f"{name}.py")))}
        assert used <= {"__future__", "dataclasses", "enum", "typing"}


def test_llama_cpp_is_imported_in_one_place_and_late() -> None:
    assert users_of("llama_cpp") == {"llama"}
    eager = {name for name, _ in imports(when_imported(tree(PACKAGE / "llama.py")))}
    assert not any(name.split(".")[0] in {"llama_cpp", "numpy"} for name in eager)


def test_git_is_used_by_sources_and_install_only() -> None:
    users = users_of("git") | users_of("gitdb") | users_of("subprocess")
    assert {name.split(".")[0] for name in users} <= GIT_USERS


def test_the_command_line_imports_no_stage_before_a_command_runs() -> None:
    eager = {name for name, _ in imports(when_imported(tree(PACKAGE / "cli.py")))}
    used = {name for name in eager if name.startswith("secret_guard")}
    assert {name.split(".")[1] for name in used if "." in name} <= {"errors", "__version__"}


def prints_or_exits(node: ast.AST) -> bool:
    """Whether a node prints, writes to a standard stream, or ends the process."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called in {"print", "exit", "quit", "sys.exit", "os._exit", "click.echo"}
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) in {"sys.stdout", "sys.stderr", "sys.exit", "os._exit"}
    return isinstance(node, ast.Name) and node.id == "SystemExit"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    found = [node for node in ast.walk(tree(path)) if prints_or_exits(node)]
    if module(path) == "cli":
        assert found
    else:
        assert not found


def test_click_is_used_by_the_command_line_only() -> None:
    assert users_of("click") == {"cli"}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_annotations_are_lazy(path: Path) -> None:
    nodes = list(ast.walk(tree(path)))
    names = {name for name, _ in imports(iter(nodes))}
    if any(isinstance(node, (ast.arg, ast.AnnAssign)) for node in nodes):
        assert "__future__.annotations" in names
