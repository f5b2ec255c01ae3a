"""Shows that the GGUF through llama.cpp says what the merged PyTorch model says."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from secret_guard.llama import LlamaJudge
from secret_guard.prompt import render
from training.calibrate import scores
from training.description import update
from training.evaluate import EVALUATION_SEED, candidates, part
from training.model import load

EXAMPLES = 200
BATCH = 16


def parity(run: Path) -> dict[str, float]:
    """Differences of the ALERT scores on 200 unseen examples, and how often the labels agree."""
    found = candidates(part("unseen")[:EXAMPLES], EVALUATION_SEED)
    prompts = [render(candidate) for candidate in found if candidate is not None]
    judge = LlamaJudge(folder=run)
    classifier = load(str(run / "merged"))
    classifier.model.eval()
    with torch.no_grad():
        rows = [
            classifier.logits(**classifier.tokenize(prompts[i : i + BATCH]))
            for i in range(0, len(prompts), BATCH)
        ]
    temperature = judge.card.temperature
    a = torch.tensor(scores(judge.model.logits(prompts), temperature))
    b = torch.tensor(scores(torch.cat(rows).tolist(), temperature))
    threshold = judge.card.threshold
    return {
        "examples": len(prompts),
        "max_difference": round((a - b).abs().max().item(), 5),
        "mean_difference": round((a - b).abs().mean().item(), 5),
        "label_agreement": ((a >= threshold) == (b >= threshold)).float().mean().item(),
    }


def main() -> None:
    """`python -m training.parity`: prints the differences, adds them to model.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/latest"))
    run = parser.parse_args().run
    figures = parity(run)
    update(run, parity=figures)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
