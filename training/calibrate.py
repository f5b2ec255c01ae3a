"""Sets temperature and thresholds in model.json, on the validation part, through the runtime."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path

from secret_guard.llama import LlamaJudge, softmax
from secret_guard.prompt import render
from secret_guard.types import Reason
from secret_guard.verdicts import CLASSES, alert_reasons
from training.evaluate import candidates, part

# Each example is judged with several fillings of its slots, so that 100 examples say more.
SEEDS = range(100, 108)
TEMPERATURES = [0.3 * 1.05**i for i in range(60)]


def calibrate(folder: Path) -> dict[str, float]:
    """Fits and writes `temperature`, `threshold`, `threshold_strict`; returns them."""
    examples = part("validation")
    judge = LlamaJudge(folder=folder)
    pairs = [
        (render(candidate), example.reason)
        for seed in SEEDS
        for example, candidate in zip(examples, candidates(examples, seed), strict=True)
        if candidate is not None
    ]
    prompts = [prompt for prompt, _ in pairs]
    reasons = [reason for _, reason in pairs]
    rows = judge.model.logits(prompts)
    temperature = min(TEMPERATURES, key=lambda t: log_loss(scores(rows, t), alerts(reasons)))
    fitted = {"temperature": round(temperature, 4)}
    for name, strict in (("threshold", False), ("threshold_strict", True)):
        fitted[name] = best_threshold(scores(rows, temperature, strict), alerts(reasons, strict))
    path = folder / "model.json"
    card = {**json.loads(path.read_text("utf-8")), **fitted}
    path.write_text(json.dumps(card, indent=2) + "\n", "utf-8")
    return fitted


def scores(
    rows: Sequence[Sequence[float]], temperature: float, strict: bool = False
) -> list[float]:
    """The probability of ALERT for each row of class logits."""
    wanted = [i for i, reason in enumerate(CLASSES) if reason in alert_reasons(strict)]
    return [sum(softmax(row, temperature)[i] for i in wanted) for row in rows]


def alerts(reasons: Sequence[Reason], strict: bool = False) -> list[bool]:
    """Which examples are ALERT under the policy."""
    return [reason in alert_reasons(strict) for reason in reasons]


def log_loss(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Mean negative log-likelihood of the labels."""
    tiny = 1e-7
    return -sum(
        math.log(max(tiny, score if is_alert else 1 - score))
        for score, is_alert in zip(scores, truth, strict=True)
    ) / len(scores)


def best_threshold(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The threshold with the best F1; of all that are as good, the middle one."""
    grid = [i / 200 for i in range(20, 181)]

    def f1(threshold: float) -> float:
        called = [score >= threshold for score in scores]
        hits = sum(c and t for c, t in zip(called, truth, strict=True))
        return 2 * hits / max(1, sum(called) + sum(truth))

    values = [f1(threshold) for threshold in grid]
    best = [t for t, value in zip(grid, values, strict=True) if value >= max(values) - 1e-9]
    return best[len(best) // 2]


def main() -> None:
    """`python -m training.calibrate`: prints what it set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/latest"))
    print(json.dumps(calibrate(parser.parse_args().run)))


if __name__ == "__main__":
    main()
