"""The repository itself: no realistic key as plain text, no large or stray files, true recipes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from secret_guard.rules import RULES
from training.recipe import load_recipe

ROOT = Path(__file__).parent.parent
# Rules that know a value by its own form: what they match looks live to every scanner.
BY_FORM = [
    rule
    for rule in RULES
    if (re.search(r"-(token|key|pat|webhook|secret)$", rule.id) and rule.id != "cloud-cli-token")
    or rule.id in ("jwt", "private-key", "aws-access-key-id")
]
# What no scanner takes for live: slots, masks, and words that say what would stand there.
EVIDENTLY_NOT = re.compile(
    r"\{\{|[xX]{6}|0{8}|YOUR|your|example|EXAMPLE|changeme|walkthrough|\$|_token"
)
MEGABYTE = 1_000_000


def tracked() -> Iterator[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    for name in done.stdout.decode().split("\0")[:-1]:
        if (ROOT / name).is_file():
            yield ROOT / name


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw[:8000]:
            yield path, raw.decode("utf-8")


def test_there_are_rules_to_check_with() -> None:
    assert len(BY_FORM) > 60


def test_no_realistic_key_stands_in_the_repository() -> None:
    found = []
    for path, text in texts():
        lowered = text.lower()
        for rule in BY_FORM:
            for start, end in rule.spans(text, lowered):
                if len(text[start:end]) >= 20 and not EVIDENTLY_NOT.search(text[start:end]):
                    line = text.count("\n", 0, start) + 1
                    found.append(f"{path.relative_to(ROOT)}:{line}: {rule.id}")
    assert found == []


def test_no_private_key_header_stands_in_the_repository() -> None:
    header = re.compile("-" * 5 + "BEGIN [A-Z ]*PRIVATE KEY")
    assert [str(path) for path, text in texts() if header.search(text)] == []


def test_the_model_fits() -> None:
    large = {path.name: path.stat().st_size for path in tracked() if path.stat().st_size > MEGABYTE}
    assert set(large) == {"model.gguf", "first.bin"}
    assert sum(large.values()) < 30 * MEGABYTE


@pytest.mark.parametrize(
    "name", ["LICENSE", "LICENSE-GEMMA.txt", "NOTICE", "CHANGELOG.md", "MODEL_CARD.md"]
)
def test_the_duties_of_the_licence(name: str) -> None:
    assert (ROOT / name).read_text("utf-8").strip()


def test_the_recipes_are_those_of_the_bundled_model() -> None:
    card = json.loads((ROOT / "secret_guard/data/model.json").read_text("utf-8"))
    recipe = load_recipe(ROOT / card["recipe"])
    # 0: all of the base's.
    assert not recipe.base.layers or f", {recipe.base.layers} layers, " in card["architecture"]
    assert not recipe.base.tokens or card["architecture"].endswith(f" {recipe.base.tokens:,}")
    assert card["quantization"] == recipe.export.quantization
    assert card["threshold"] == recipe.policy.threshold
    assert card["threshold_strict"] == recipe.policy.threshold_strict
