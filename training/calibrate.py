"""Sets the temperature in model.json: the score becomes a probability (Guo et al. 2017)."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from secret_guard.llama import LlamaJudge, softmax
from secret_guard.prompt import render
from secret_guard.verdicts import CLASSES
from training.description import update
from training.evaluate import candidates, part

# Parts that no model is trained on, nor any figure is told of.
PARTS = ("validation", "calibration")
# Each example is judged with several fillings of its slots, so that 300 examples say more.
SEEDS = range(100, 108)
TEMPERATURES = [0.3 * 1.05**i for i in range(60)]


def calibrate(folder: Path) -> float:
    """The temperature with the least log loss on PARTS, through the runtime."""
    examples = [example for name in PARTS for example in part(name)]
    judge = LlamaJudge(folder=folder)
    pairs = [
        (render(candidate), example.reason)
        for seed in SEEDS
        for example, candidate in zip(examples, candidates(examples, seed), strict=True)
        if candidate is not None
    ]
    prompts = [prompt for prompt, _ in pairs]
    truth = [reason.label == "ALERT" for _, reason in pairs]
    rows = judge.model.logits(prompts)
    temperature = min(TEMPERATURES, key=lambda t: log_loss(scores(rows, t), truth))
    update(folder, temperature=round(temperature, 4))
    return temperature


def scores(rows: Sequence[Sequence[float]], temperature: float) -> list[float]:
    """The probability of ALERT for each row of class logits."""
    wanted = [i for i, reason in enumerate(CLASSES) if reason.label == "ALERT"]
    return [sum(softmax(row, temperature)[i] for i in wanted) for row in rows]


def log_loss(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Mean negative log-likelihood of the labels."""
    tiny = 1e-7
    return -sum(
        math.log(max(tiny, score if is_alert else 1 - score))
        for score, is_alert in zip(scores, truth, strict=True)
    ) / len(scores)


def main() -> None:
    """`python -m training.calibrate`: writes and prints the temperature."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/latest"))
    print(f"temperature {calibrate(parser.parse_args().run):.4f}")


if __name__ == "__main__":
    main()
