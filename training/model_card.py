"""Writes the evaluation into model.json, MODEL_CARD.md and two plots, for the bundled model."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from string import Template
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from secret_guard.llama import DATA
from training.description import update
from training.evaluate import FILLINGS, in_fillings, judge_gguf, part, table
from training.metrics import Judged, reliability, summary

ROOT = Path(__file__).parent.parent
TEMPLATE = Path(__file__).parent / "model_card.md.template"
CARD = ROOT / "MODEL_CARD.md"
PLOTS = ROOT / "docs" / "plots"
METHODS = {
    "qlora": "QLoRA: NF4 base, a low-rank adapter on every linear layer",
    "full": "all weights, in bfloat16 with float32 masters",
}
EXAMPLES = (
    "1000 written examples in this repository (`training/examples/`), 80 % of them trained on"
)
DATA_OF = {
    "training/recipe.toml": EXAMPLES,
    "training/field.toml": f"{EXAMPLES}; generated rows about tokens of providers and secrets "
    "without a format; rows of 55 repositories that Samsung/CredData labels, every true value "
    "replaced, beside each label what a small network that never saw the repository says of it "
    "(docs/training.md)",
}


def write(folder: Path) -> None:
    """Evaluates the model in `folder` on the unseen and the test part and writes everything.

    Raises SystemExit, naming the step, where model.json lacks what an earlier step writes.
    """
    if "parity" not in update(folder):
        raise SystemExit(f"{folder}/model.json has no parity: run training.parity on its run first")
    results = {
        name: in_fillings(partial(judge_gguf, part(name), folder), FILLINGS)
        for name in ("unseen", "test")
    }
    card = update(folder, metrics={name: summary(judged) for name, judged in results.items()})
    CARD.write_text(render(card), "utf-8")
    PLOTS.mkdir(parents=True, exist_ok=True)
    plot_reliability(results["unseen"], PLOTS / "reliability.png")
    plot_precision_recall(results["unseen"], PLOTS / "precision_recall.png")


def render(card: dict[str, Any]) -> str:
    """MODEL_CARD.md for what model.json says."""
    parity = card["parity"]
    return Template(TEMPLATE.read_text("utf-8")).substitute(
        base=card["base"],
        licence=card["base_licence"],
        sha256=card["sha256"],
        quantization=card["quantization"],
        megabytes=f"{card['bytes'] / 1e6:.1f}",
        prompt_version=card["prompt_version"],
        architecture=card["architecture"],
        recipe=card["recipe"],
        method=METHODS[card["method"]],
        data=DATA_OF.get(card["recipe"], "see the recipe"),
        epochs=card["epochs"],
        temperature=card["temperature"],
        threshold=card["threshold"],
        threshold_strict=card["threshold_strict"],
        unseen=table(card["metrics"]["unseen"]),
        test=table(card["metrics"]["test"], detailed=False),
        first_judge=_first_judge(card),
        parity_examples=parity["examples"],
        parity_max=parity["max_difference"],
        parity_mean=parity["mean_difference"],
        parity_labels=f"{parity['label_agreement']:.1%}",
    )


def _first_judge(card: dict[str, Any]) -> str:
    """What model.json says of it, in words."""
    said = card.get("first_judge")
    if said is None:
        return "none"
    return (
        "sums and hidden units over hashed words and n-grams of the prompt; "
        f"spares below {said['limit_default']:.3f} ({said['limit']:.3f} under --strict); "
        f"its share in the verdict on the rest {said['weight']}; "
        f"sharpness {said['sharpness_default']} ({said['sharpness']} under --strict)"
    )


def plot_reliability(judged: Sequence[Judged], path: Path) -> None:
    """Mean score against the observed share of ALERT, with the number of examples in each bin."""
    points = reliability(judged)
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot([p[0] for p in points], [p[1] for p in points], marker="o")
    for score, observed, members in points:
        axes.annotate(
            str(len(members)), (score, observed), textcoords="offset points", xytext=(6, -10)
        )
    axes.set(xlabel="score", ylabel="share of ALERT", title="Reliability, unseen examples")
    _save(figure, path)


def plot_precision_recall(judged: Sequence[Judged], path: Path) -> None:
    """Precision and recall of ALERT at every threshold."""
    ordered = sorted(judged, key=lambda j: -j.verdict.score)
    total = sum(j.label == "ALERT" for j in ordered)
    hits, curve = 0, []
    for count, each in enumerate(ordered, 1):
        hits += each.label == "ALERT"
        curve.append((hits / total, hits / count))
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([p[0] for p in curve], [p[1] for p in curve])
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.set_title("Precision and recall, unseen examples")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    # No software version or date in the file: the same figures give the same bytes.
    figure.savefig(path, dpi=100, metadata={"Software": None})
    plt.close(figure)


def main() -> None:
    """`python -m training.model_card`: for the bundled model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=DATA)
    write(parser.parse_args().model)
    print(f"{CARD.name}, model.json and {PLOTS.relative_to(ROOT)}/ are up to date")


if __name__ == "__main__":
    main()
