"""README.md says what the program does: its rules, its hooks, its --help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def said(*arguments: str) -> str:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "secret_guard", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.rstrip()


def test_the_list_of_rules() -> None:
    assert f"```text\n{said('rules')}\n```" in README


def test_the_help_of_scan() -> None:
    assert f"```text\n{said('scan', '--help')}\n```" in README


def test_the_hook_ids() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert re.findall(r"(?m)^\| `([a-z-]+)` \|", README) == [hook["id"] for hook in hooks]


def test_commands_and_links_exist() -> None:
    for name in re.findall(r"\b(scripts/[a-z_.]+)", README):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"\]\(([^):]+)\)", README):
        assert (ROOT / name).exists(), name
