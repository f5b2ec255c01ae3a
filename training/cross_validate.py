"""Trains on all but some repositories, judges those, in turn: figures for code never seen.

Writes the probabilities of every candidate of every labelled file, each from judges that saw
nothing of its repository: of both together, as the runtime puts them together, and of the language
model alone. Or only what the first judge's opinion says, which is most of the verdict.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from secret_guard.candidates import find_candidates
from secret_guard.first_judge import OPINION, FirstJudge, features, read_first_judge, sigmoid
from secret_guard.hunks import whole
from secret_guard.llama import softmax
from secret_guard.prompt import render
from secret_guard.types import Hunk
from training import first_judge
from training.base_model import resolve
from training.export import merge
from training.field_data import Row, folds, read_labels, read_rows
from training.model import Classifier
from training.recipe import OF_RUN, RECIPE, load_recipe
from training.teacher import taught
from training.train import train

BATCH = 32


@dataclass(frozen=True)
class Place:
    """A candidate as the scorer wants it, with the prompt it was judged by."""

    repository: str
    prompt: str
    where: dict[str, Any]


def places(meta: Path, data: Path) -> Iterator[Place]:
    """All candidates of all labelled files, under their names below the data folder."""
    for name in sorted(read_labels(meta)):
        if not (data / name).is_file():
            continue
        hunk = whole(name, (data / name).read_bytes())
        for candidate in find_candidates(hunk) if isinstance(hunk, Hunk) else ():
            where = {
                "path": name,
                "line": candidate.line,
                "end_line": candidate.end_line,
                "rule": candidate.rule_id,
            }
            yield Place(name.split("/", 1)[0], render(candidate), where)


def judge(classifier: Classifier, prompts: Sequence[str]) -> dict[str, list[float]]:
    """The class logits of each prompt, computed in bfloat16."""
    found: dict[str, list[float]] = {}
    wanted = sorted(set(prompts), key=len)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        with torch.no_grad(), torch.autocast(classifier.model.device.type, torch.bfloat16):
            logits = classifier.logits(**classifier.tokenize(batch))
        found.update(zip(batch, logits.tolist(), strict=True))
    return found


def trained(
    rows: Sequence[Row],
    samples: Sequence[first_judge.Sample],
    base: str,
    recipe: Path,
    run: Path,
    device: str,
) -> Classifier:
    """A model trained on `rows` in the folder `run`; one that lies there already is used again.

    The recipe's teacher, if it has one, learns from `samples`.
    """
    made = ("adapter/adapter_config.json", "merged/config.json")
    if not any((run / file).exists() for file in made):
        run.mkdir(parents=True, exist_ok=True)
        shutil.copy(recipe, run / OF_RUN)
        settings = load_recipe(recipe)
        rows = taught(rows, samples) if settings.field.teacher else rows
        train(base, run, settings, device, resume=False, field=rows)
    classifier = merge(base, run)
    classifier.model.to(device).eval()
    return classifier


def second_opinion(samples: Sequence[first_judge.Sample], run: Path) -> FirstJudge:
    """A first judge whose opinion is learned from `samples`, written to `run`; spares nothing."""
    run.mkdir(parents=True, exist_ok=True)
    table = first_judge.table_of([one.prompt for one in samples])
    targets = first_judge.labels_alone(samples)
    opinion = first_judge.fit_opinion(table, targets, torch.arange(len(samples)))
    first_judge.write(first_judge.Networks(opinion=opinion), (0.0, 0.0), run)
    judge = read_first_judge(run)
    assert judge is not None  # it was written just now
    return judge


def scored(
    prompts: Sequence[str], opinion: FirstJudge, classifier: Classifier | None
) -> Iterator[dict[str, Any]]:
    """What is said of each prompt: class probabilities, without a language model one score."""
    logits = judge(classifier, prompts) if classifier else {}
    for prompt in prompts:
        own = opinion.logits(features(prompt))
        if not classifier:
            yield {"score": sigmoid(own[OPINION])}
            continue
        alone = softmax(logits[prompt], 1.0)
        yield {"probabilities": opinion.with_opinion(own, alone), "language_model": alone}


def main() -> None:
    """`python -m training.cross_validate`: writes OUT/NAME.jsonl for each `--data NAME=FOLDER`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--field-data", type=Path, required=True, help="rows to train on")
    parser.add_argument("--meta", type=Path, required=True, help="folder of label files (*.csv)")
    parser.add_argument(
        "--data", action="append", required=True, metavar="NAME=FOLDER", help="what to judge"
    )
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--packages", type=Path, default=first_judge.PACKAGES)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7, help="of the folds")
    parser.add_argument("--only", type=int, help="this fold alone, from 0")
    parser.add_argument(
        "--opinion-alone", action="store_true", help="train no language model: takes minutes"
    )
    parser.add_argument("--out", type=Path, default=Path("runs/cross-validation"))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    first = load_recipe(options.recipe).base
    rows = read_rows(options.field_data)
    base = "" if options.opinion_alone else resolve(first.model, first)
    variants = [entry.partition("=")[::2] for entry in options.data]
    found = {name: list(places(options.meta, Path(folder))) for name, folder in variants}
    samples = first_judge.samples_of(rows, options.packages)
    parts = folds(rows, options.folds, options.seed)
    for fold, part in enumerate(parts):
        if options.only not in (None, fold):
            continue
        held = {row["repository"] for row in part}
        run = options.out / f"fold{fold}"
        seen = [one for one in samples if one.group not in held]
        classifier = None
        if not options.opinion_alone:
            rest = [row for row in rows if row["repository"] not in held]
            classifier = trained(rest, seen, base, options.recipe, run, options.device)
        opinion = second_opinion(seen, run)
        for name, everything in found.items():
            own = [place for place in everything if place.repository in held]
            judged = scored([place.prompt for place in own], opinion, classifier)
            with (run / f"{name}.jsonl").open("w", encoding="utf-8") as lines:
                for place, said in zip(own, judged, strict=True):
                    lines.write(json.dumps({**place.where, **said}) + "\n")
            print(f"fold {fold}, {name}: {len(own)} candidates", flush=True)
    for name in found if options.only is None else ():
        texts = (
            (options.out / f"fold{i}" / f"{name}.jsonl").read_text() for i in range(len(parts))
        )
        (options.out / f"{name}.jsonl").write_text("".join(texts), "utf-8")


if __name__ == "__main__":
    main()
