"""Which runs a cross-validation makes, and what each of them begins with."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from training import cross_validate  # noqa: E402
from training.cross_validate import Stage, hold_out, stage_of  # noqa: E402
from training.recipe import OF_RUN  # noqa: E402

HERE = Path(__file__).parents[1]
FIELD, FINISH = HERE / "training" / "field.toml", HERE / "training" / "finish.toml"
ROWS: list[Any] = [{"repository": name} for name in ("a", "b", "a", "c")]


class Calls:
    """In place of what trains, averages and loads: it notes what it is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trained: list[tuple[str, str, int, list[str]]] = []
        self.averaged: list[list[str]] = []
        self.merged: list[str] = []
        self.model = SimpleNamespace(to=lambda device: SimpleNamespace(eval=lambda: None))
        for name in ("train", "average", "merge"):
            monkeypatch.setattr(cross_validate, name, getattr(self, name))

    def train(self, base: str, out: Path, recipe: Any, device: str, **more: Any) -> None:
        (out / "merged").mkdir()
        (out / "merged" / "config.json").write_text("{}")
        seen = [row["repository"] for row in more["field"]]
        self.trained.append((base, out.name, recipe.training.seed, seen))

    def average(self, runs: list[Path], out: Path) -> None:
        self.averaged.append([run.name for run in runs])

    def merge(self, base: str, run: Path) -> Any:
        self.merged.append(run.name)
        return self


def test_stages_and_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(monkeypatch)
    stages = [Stage(FIELD, (7, 17)), Stage(FINISH, (8,))]
    hold_out({"a"}, ROWS, "base", stages, tmp_path, "cpu")
    mean = str(tmp_path / "stage1" / "merged")
    assert calls.trained == [
        ("base", "seed7", 7, ["b", "c"]),
        ("base", "seed17", 17, ["b", "c"]),
        (mean, "seed8", 8, ["b", "c"]),
    ]
    assert calls.averaged == [["seed7", "seed17"]]
    assert calls.merged == ["seed8"]
    assert (tmp_path / "stage2" / "seed8" / OF_RUN).read_bytes() == FINISH.read_bytes()


def test_what_is_trained_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(monkeypatch)
    for _ in range(2):
        hold_out({"a"}, ROWS, "base", [Stage(FIELD, (7, 17))], tmp_path, "cpu")
    assert len(calls.trained) == 2
    assert calls.merged == ["stage1", "stage1"]


def test_stages_of_the_command_line() -> None:
    assert stage_of(str(FIELD)) == Stage(FIELD, (7,))
    assert stage_of(f"{FINISH}:8,18") == Stage(FINISH, (8, 18))
    for wrong, told in [("none.toml", "no such recipe"), (f"{FIELD}:x", "'x' is not SEED")]:
        with pytest.raises(argparse.ArgumentTypeError, match=told):
            stage_of(wrong)
