"""What the model of a fold is trained on, and that it is trained once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from secret_guard.first_judge import OPINION  # noqa: E402
from secret_guard.verdicts import CLASSES  # noqa: E402
from training import cross_validate  # noqa: E402
from training.cross_validate import scored, trained  # noqa: E402
from training.recipe import OF_RUN, load_recipe  # noqa: E402

FIELD = Path(__file__).parents[1] / "training" / "field.toml"
ROWS: list[Any] = [{"repository": name} for name in ("b", "c")]


class Calls:
    """In place of what trains and loads: it notes what it is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trained: list[tuple[str, str, int, list[str]]] = []
        self.merged: list[str] = []
        self.model = SimpleNamespace(to=lambda device: SimpleNamespace(eval=lambda: None))
        self.taught_times = 0
        for name in ("taught", "train", "merge"):
            monkeypatch.setattr(cross_validate, name, getattr(self, name))

    def train(self, base: str, out: Path, recipe: Any, device: str, **more: Any) -> None:
        (out / "merged").mkdir()
        (out / "merged" / "config.json").write_text("{}")
        seen = [row["repository"] for row in more["field"]]
        self.trained.append((base, out.name, recipe.training.seed, seen))

    def taught(self, rows: list[Any], samples: list[Any]) -> list[Any]:
        self.taught_times += 1
        return rows

    def merge(self, base: str, run: Path) -> Any:
        self.merged.append(run.name)
        return self


def test_a_fold_is_trained_once_on_the_rows_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(monkeypatch)
    run = tmp_path / "fold0"
    for _ in range(2):
        trained(ROWS, [], "base", FIELD, run, "cpu")
    assert calls.taught_times == 1
    assert calls.trained == [("base", "fold0", load_recipe(FIELD).training.seed, ["b", "c"])]
    assert calls.merged == ["fold0", "fold0"]
    assert (run / OF_RUN).read_bytes() == FIELD.read_bytes()


def test_the_opinion_judges_with_the_language_model_or_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opinion: Any = SimpleNamespace(
        logits=lambda buckets: [0.0] * OPINION + [2.0],
        with_opinion=lambda logits, row: [logits[OPINION], *row[1:]],
    )
    alone = list(scored(["one", "two"], opinion, None))
    assert alone == [{"score": pytest.approx(0.881, abs=0.001)}] * 2
    rows = {"one": [0.0] * len(CLASSES)}
    monkeypatch.setattr(cross_validate, "judge", lambda classifier, prompts: rows)
    (both,) = scored(["one"], opinion, SimpleNamespace())  # type: ignore[arg-type]
    assert both["probabilities"] == [2.0, *[1 / len(CLASSES)] * (len(CLASSES) - 1)]
    assert both["language_model"] == pytest.approx([1 / len(CLASSES)] * len(CLASSES))
