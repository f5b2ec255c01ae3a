"""The teacher: each row is judged by an opinion that learned from other repositories."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from training import first_judge  # noqa: E402
from training.first_judge import FOLDS, Sample, folds_of  # noqa: E402
from training.teacher import taught  # noqa: E402

PROMPT = "generic password in src / app.py: 6 long lower ¶ {} = « value{} » ¶ end verdict:"


def rows_of(repository: str, key: str, truth: str) -> list[Any]:
    return [
        {"prompt": PROMPT.format(key, i), "repository": repository, "truth": truth, "filling": 0}
        for i in range(150)
    ]


def test_a_label_that_other_repositories_contradict_is_doubted() -> None:
    names = [f"r{i}" for i in range(12)]
    odd = names[0]
    assert len(set(folds_of(names).tolist())) == FOLDS
    rows = []
    for name in names:
        rows += rows_of(name, "login", "F" if name == odd else "T")
        rows += rows_of(name, "color", "F")
    written = [Sample("generic x: « y » verdict:", "example a", truth=False, asked=False)]
    found = taught(rows, [*written, *first_judge.real_code(rows)])
    assert [{**row, "teacher": 0} for row in rows] == [{**row, "teacher": 0} for row in found]
    assert min(told(found, odd, "login")) > 0.5 > max(told(found, odd, "color"))
    assert min(told(found, names[1], "login")) > 0.5


def told(rows: list[Any], repository: str, key: str) -> list[float]:
    own = [row for row in rows if row["repository"] == repository]
    return [row["teacher"] for row in own if f" {key} = " in row["prompt"]]
