"""The main job with the real model: a planted repository, the hook, and a broken model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.planted import FILES, plant

ROOT = Path(__file__).parent.parent
# Imported by every child before anything else: whoever opens a connection fails.
NO_NETWORK = """
import socket

def refuse(*_, **__):
    raise OSError("the scanner must not use the network")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


def scan(
    *arguments: str, cwd: Path, package: Path = ROOT, extra: Path | None = None
) -> subprocess.CompletedProcess[str]:
    folders = [str(folder) for folder in (extra, package) if folder]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "PYTHONPATH": os.pathsep.join(folders),
        "PYTHONSAFEPATH": "1",
    }
    command = [sys.executable, "-m", "secret_guard", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[tuple[str, int]]]:
    folder = tmp_path_factory.mktemp("shop")
    return folder, plant(folder)


def places(report: str) -> set[tuple[str, int]]:
    return {(found["path"], found["line"]) for found in json.loads(report)["findings"]}


def test_ten_secrets_found_and_no_false_alarm(planted: tuple[Path, set[tuple[str, int]]]) -> None:
    folder, secrets = planted
    assert len(secrets) == 10
    done = scan("scan", "--format", "json", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert places(done.stdout) == secrets


def test_whatever_the_values_are(tmp_path: Path) -> None:
    """Twelve fillings of the slots: what the bundled model misses or raises is the odd one."""
    missed, false = 0, 0
    for seed in range(12):
        secrets = plant(tmp_path / str(seed), seed)
        done = scan("scan", "--format", "json", cwd=tmp_path / str(seed))
        missed += len(secrets - places(done.stdout))
        false += len(places(done.stdout) - secrets)
    assert missed <= 1
    assert false <= 1


def test_where_one_stands_changes_no_verdict(tmp_path: Path) -> None:
    shop = tmp_path / "test" / "shop"
    plant(shop)
    subprocess.run(["git", "init", "--quiet", str(shop)], check=True)

    def scores(*arguments: str, cwd: Path) -> list[float]:
        done = scan("scan", "--format", "json", *arguments, cwd=cwd)
        return [finding["score"] for finding in json.loads(done.stdout)["findings"]]

    inside = scores(cwd=shop)
    assert len(inside) == 10
    assert scores(str(shop), cwd=tmp_path) == inside


def test_the_report_ends_with_one_line(planted: tuple[Path, set[tuple[str, int]]]) -> None:
    folder, _ = planted
    last = scan("scan", cwd=folder).stdout.splitlines()[-1]
    assert last.startswith("ALERT: 10 findings in 10 files (")
    assert f"{len(FILES)} files" in last


def test_safe_verdicts_say_why(planted: tuple[Path, set[tuple[str, int]]]) -> None:
    folder, _ = planted
    text = scan("scan", "--show-safe", cwd=folder).stdout
    line = next(row for row in text.splitlines() if row.startswith("shop/settings.py:12:"))
    assert "SAFE" in line
    assert "reads from the environment" in line


@pytest.mark.parametrize("output_format", ["text", "json", "sarif"])
def test_no_raw_secret_in_any_report(
    planted: tuple[Path, set[tuple[str, int]]], output_format: str
) -> None:
    folder, secrets = planted
    done = scan("scan", "--show-safe", "--verbose", "--format", output_format, cwd=folder)
    shown = done.stdout + done.stderr
    assert len(secrets) == 10
    for path, number in secrets:
        line = (folder / path).read_text().split("\n")[number - 1]
        for word in line.replace("'", '"').replace("=", '"').replace("@", '"').split('"'):
            token = word.strip().split(" ")[-1].removeprefix("redis://:").removeprefix("-p")
            if len(token) >= 10 and any(char.isdigit() for char in token):
                assert token not in shown


def test_works_offline(planted: tuple[Path, set[tuple[str, int]]], tmp_path: Path) -> None:
    folder, secrets = planted
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK)
    done = scan("scan", "--format", "json", cwd=folder, extra=tmp_path)
    assert places(done.stdout) == secrets


def test_without_a_candidate_llama_is_never_imported(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("Nothing to see here.\n")
    code = (
        "import sys; from secret_guard.cli import main\n"
        "try: main(['scan'])\n"
        "except SystemExit as done: assert done.code == 0, done.code\n"
        "assert 'llama_cpp' not in sys.modules and 'numpy' not in sys.modules\n"
        "assert 'git' not in sys.modules\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SAFE: ")


def break_byte(folder: Path) -> None:
    path = folder / "model.gguf"
    raw = bytearray(path.read_bytes())
    raw[-100] ^= 1
    path.write_bytes(raw)


def remove_model(folder: Path) -> None:
    (folder / "model.gguf").unlink()


@pytest.mark.parametrize("harm", [break_byte, remove_model])
def test_a_broken_model_fails_and_never_passes(tmp_path: Path, harm: object) -> None:
    package = tmp_path / "package"
    shutil.copytree(ROOT / "secret_guard", package / "secret_guard")
    harm(package / "secret_guard" / "data")  # type: ignore[operator]
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "settings.py").write_text('PASSWORD = "Riverbend-2019"\n')
    done = scan("scan", "--exit-zero", cwd=tmp_path / "code", package=package)
    assert done.returncode == 3, done.stdout
    assert done.stderr.startswith("error: ")
    assert "model.gguf" in done.stderr
    assert "Traceback" not in done.stderr
    assert "SAFE" not in done.stdout
