"""The mean of several runs' weights: one model, of what all of them learned.

Runs from the same base that differ in their seeds err in different places, and the mean of their
weights errs less than each, at the cost of one ("model soup", Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file, save_file

from training.recipe import OF_RUN, recipe_of

WEIGHTS = "model.safetensors"


def average(runs: Sequence[Path], out: Path) -> Path:
    """Writes the mean of the models in RUN/merged of all `runs`, with the first one's recipe.

    Returns the folder of the model. Raises SystemExit if they are not of one shape.
    """
    first, *others = [run / "merged" for run in runs]
    total = {name: tensor.float() for name, tensor in load_file(first / WEIGHTS).items()}
    for folder in others:
        own = load_file(folder / WEIGHTS)
        if {name: one.shape for name, one in own.items()} != {n: t.shape for n, t in total.items()}:
            raise SystemExit(f"{folder}: not of the same shape as {first}: give runs of one base")
        for name, tensor in own.items():
            total[name] += tensor.float()
    merged = out / "merged"
    shutil.copytree(first, merged, dirs_exist_ok=True, ignore=shutil.ignore_patterns(WEIGHTS))
    mean = {name: tensor / len(runs) for name, tensor in total.items()}
    save_file(mean, merged / WEIGHTS, metadata={"format": "pt"})
    shutil.copy(runs[0] / OF_RUN, out / OF_RUN)
    return merged


def main() -> None:
    """`python -m training.average RUN RUN... --out RUN`."""
    parser = argparse.ArgumentParser(description="Averages the weights of several runs.")
    parser.add_argument("runs", type=Path, nargs="+", help="each with a folder `merged`")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    for run in options.runs:
        if not (run / "merged" / WEIGHTS).is_file():
            parser.error(f'{run}: no merged/{WEIGHTS}: it is no finished run of method "full"')
        recipe_of(run)
    print(f"averaged: {average(options.runs, options.out)}")


if __name__ == "__main__":
    main()
