"""The mean of several runs' weights."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from safetensors.torch import load_file, save_file  # noqa: E402

from training import average  # noqa: E402
from training.recipe import OF_RUN, RECIPE  # noqa: E402


def a_run(folder: Path, **tensors: torch.Tensor) -> Path:
    (folder / "merged").mkdir(parents=True)
    save_file(tensors, folder / "merged" / average.WEIGHTS)
    (folder / "merged" / "config.json").write_text("{}")
    shutil.copy(RECIPE, folder / OF_RUN)
    return folder


def test_the_weights_are_the_mean_and_the_rest_is_the_first_runs(tmp_path: Path) -> None:
    runs = [
        a_run(tmp_path / str(i), layer=torch.full((2, 3), float(i)), bias=torch.tensor([1.0 - i]))
        for i in range(4)
    ]
    merged = average.average(runs, tmp_path / "out")
    found = load_file(merged / average.WEIGHTS)
    assert found["layer"].tolist() == [[1.5] * 3] * 2
    assert found["bias"].tolist() == [-0.5]
    assert (merged / "config.json").read_text() == "{}"
    assert (tmp_path / "out" / OF_RUN).read_bytes() == RECIPE.read_bytes()
    assert load_file(runs[0] / "merged" / average.WEIGHTS)["layer"].sum() == 0


def test_runs_of_another_shape_are_named(tmp_path: Path) -> None:
    one = a_run(tmp_path / "one", layer=torch.zeros(2))
    other = a_run(tmp_path / "other", layer=torch.zeros(3))
    with pytest.raises(SystemExit, match=r"other.merged: not of the same shape"):
        average.average([one, other], tmp_path / "out")


def test_a_run_that_is_not_finished_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["average", str(tmp_path), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit):
        average.main()
    assert "no merged/model.safetensors" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
