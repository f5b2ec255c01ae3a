"""Evaluates the judge on written examples: the GGUF as the runtime runs it, or the adapter."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from secret_guard.cascade import Cascade
from secret_guard.llama import DATA, read_card, softmax
from secret_guard.prompt import render
from secret_guard.types import Candidate, Reason, Verdict
from secret_guard.verdicts import decide
from training.base_model import resolve
from training.dataset import split
from training.examples import (
    CALIBRATION_EXAMPLES,
    TRAINING_EXAMPLES,
    UNSEEN_EXAMPLES,
    Example,
    fill,
    marked_candidate,
    read_examples,
)
from training.metrics import Judged, summary
from training.recipe import load_recipe, recipe_of

EVALUATION_SEED = 1
FILLINGS = 8  # of each example, with this seed and the next ones
# A span that no rule proposes is never judged: for the user, that is SAFE.
NOT_PROPOSED = Verdict("SAFE", Reason.NOT_A_CREDENTIAL, 0.0)


def part(name: str) -> list[Example]:
    """The examples of "unseen", "calibration", "test", "validation" or "train"."""
    own = {"unseen": UNSEEN_EXAMPLES, "calibration": CALIBRATION_EXAMPLES}
    if name in own:
        return read_examples(own[name])
    examples: list[Example] = getattr(split(read_examples(TRAINING_EXAMPLES), load_recipe()), name)
    return examples


def candidates(examples: Sequence[Example], seed: int) -> list[Candidate | None]:
    """What the runtime's own generator proposes for each marked span, None for nothing."""
    return [marked_candidate(fill(example, seed)) for example in examples]


def judge_gguf(examples: Sequence[Example], folder: Path, seed: int) -> list[Judged]:
    """The verdicts of the models in `folder`, through the runtime's own judge."""
    found = candidates(examples, seed)
    verdicts = iter(Cascade(folder=folder).judge([c for c in found if c is not None]))
    return [
        _judged(example, NOT_PROPOSED if candidate is None else next(verdicts))
        for example, candidate in zip(examples, found, strict=True)
    ]


def in_fillings(judge: Callable[[int], list[Judged]], fillings: int) -> list[Judged]:
    """What `judge` says with each of so many seeds: a value by chance is not a judge's quality."""
    seeds = range(EVALUATION_SEED, EVALUATION_SEED + fillings)
    return [one for seed in seeds for one in judge(seed)]


def judge_adapter(
    examples: Sequence[Example], run: Path, base: str | None, device: str, seed: int
) -> list[Judged]:
    """The verdicts of the adapter in `run` on the 4-bit base, calibrated as the GGUF is."""
    import torch

    from training.model import load_adapter

    card, recipe = read_card(run), recipe_of(run)
    classifier = load_adapter(
        resolve(base or recipe.base.model, recipe.base), str(run / "adapter"), device
    )

    def verdict(candidate: Candidate) -> Verdict:
        with torch.no_grad():
            logits = classifier.logits(**classifier.tokenize([render(candidate)]))[0]
        return decide(softmax(logits.tolist(), card.temperature), card.threshold)

    return [
        _judged(example, NOT_PROPOSED if candidate is None else verdict(candidate))
        for example, candidate in zip(examples, candidates(examples, seed), strict=True)
    ]


def _judged(example: Example, verdict: Verdict) -> Judged:
    return Judged(
        example.id, example.label, example.reason.value, example.category, example.language, verdict
    )


def table(figures: dict[str, Any], detailed: bool = True) -> str:
    """The figures as Markdown tables; the model card holds the same text."""
    names = (
        "accuracy",
        "precision",
        "recall",
        "f1",
        "expected_calibration_error",
        "reason_accuracy",
    )
    lines = ["| figure | value |", "|---|---|", f"| examples | {figures['examples']} |"]
    lines += [f"| fillings of each | {figures['fillings']} |"]
    lines += [f"| {name.replace('_', ' ')} | {figures[name]:.4f} |" for name in names]
    if detailed:
        for field in ("by_category", "by_language"):
            lines += ["", f"| {field[3:]} | examples | accuracy |", "|---|---|---|"]
            lines += [
                f"| {name} | {row['examples']} | {row['accuracy']:.3f} |"
                for name, row in figures[field].items()
            ]
        lines += ["", "| true reason | judged as |", "|---|---|"]
        for reason, counts in figures["reasons"].items():
            shown = ", ".join(
                f"{name} {n}" for name, n in sorted(counts.items(), key=lambda c: -c[1])
            )
            lines.append(f"| {reason} | {shown} |")
    return "\n".join(lines)


def errors(judged: Sequence[Judged]) -> list[str]:
    """The wrong labels, one line each."""
    return [
        f"{j.id}: {j.label} ({j.reason}) judged {j.verdict.label} ({j.verdict.reason.value}), "
        f"score {j.verdict.score:.2f}"
        for j in sorted(judged, key=lambda j: j.id)
        if j.label != j.verdict.label
    ]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line of `python -m training.evaluate`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="unseen", choices=("unseen", "test", "validation"))
    parser.add_argument("--max-examples", type=int, help="only the first N: a quick look")
    parser.add_argument("--fillings", type=int, default=FILLINGS, help="of each example's slots")
    parser.add_argument("--load-in-4bit", action="store_true", help="the adapter on the 4-bit base")
    parser.add_argument(
        "--run", type=Path, default=Path("runs/latest"), help="folder of the adapter"
    )
    parser.add_argument("--model", type=Path, default=DATA, help="folder of model.gguf, model.json")
    parser.add_argument("--base-model", help="of the adapter (default: its recipe's)")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--errors", action="store_true", help="list the wrong verdicts")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures of one part as Markdown tables."""
    options = parse(arguments)
    examples = part(options.split)
    if options.max_examples:
        half = options.max_examples // 2  # both labels, however few
        alerts = [e for e in examples if e.label == "ALERT"][: options.max_examples - half]
        examples = alerts + [e for e in examples if e.label == "SAFE"][:half]
    if options.load_in_4bit:
        if not (options.run / "adapter").exists():
            raise SystemExit(f"{options.run}/adapter is missing: run scripts/train first")
        judge = partial(judge_adapter, examples, options.run, options.base_model, options.device)
    else:
        judge = partial(judge_gguf, examples, options.model)
    judged = in_fillings(judge, max(1, options.fillings))
    figures = summary(judged)
    print(table(figures))
    if options.errors:
        print("\n" + "\n".join(errors(judged)))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
