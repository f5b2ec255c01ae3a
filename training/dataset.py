"""Builds the dataset: the written examples, split into train, validation and test, as JSONL."""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.examples import TRAINING_EXAMPLES, UNSEEN_EXAMPLES, Example, read_examples, records
from training.recipe import Recipe, load_recipe
from training.validate import near, problems

# Examples that share more than this part of their word 5-grams go to the same split.
SAME_GROUP = 0.30


@dataclass(frozen=True)
class Splits:
    """The examples of the three parts; no pair and no near-duplicate crosses them."""

    train: list[Example]
    validation: list[Example]
    test: list[Example]


def split(examples: Sequence[Example], recipe: Recipe) -> Splits:
    """Deals whole groups out to the parts, ALERT and SAFE evenly, by the recipe's seed."""
    groups = group(examples)
    random.Random(recipe.dataset.seed).shuffle(groups)
    targets = {
        "validation": recipe.dataset.validation,
        "test": 1 - recipe.dataset.train - recipe.dataset.validation,
    }
    wanted = {part: share * len(examples) / 2 for part, share in targets.items()}
    parts: dict[str, list[Example]] = {"train": [], "validation": [], "test": []}
    for members in groups:
        need = Counter(example.label for example in members)
        part = next((p for p in wanted if _fits(parts[p], need, wanted[p])), "train")
        parts[part].extend(members)
    return Splits(**parts)


def _fits(part: list[Example], need: Counter[str], room: float) -> bool:
    have = Counter(example.label for example in part)
    return all(have[label] + count <= room for label, count in need.items())


def group(examples: Sequence[Example]) -> list[list[Example]]:
    """Connected groups of examples: the members of a pair, and near-duplicates."""
    parent = {example.id: example.id for example in examples}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    first_of_pair: dict[str, str] = {}
    for example in examples:
        if example.pair:
            parent[root(example.id)] = root(first_of_pair.setdefault(example.pair, example.id))
    for first, second, _ in near(examples, SAME_GROUP):
        parent[root(first)] = root(second)
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(root(example.id), []).append(example)
    return list(groups.values())


def build(out: Path, recipe: Recipe) -> dict[str, int]:
    """Writes train, validation, test and unseen as JSONL into `out`; returns their sizes."""
    parts = split(read_examples(TRAINING_EXAMPLES), recipe)
    unseen = read_examples(UNSEEN_EXAMPLES)
    out.mkdir(parents=True, exist_ok=True)
    sizes = {}
    for name, examples in {**vars(parts), "unseen": unseen}.items():
        rows = records(examples, recipe.dataset.seed)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (out / f"{name}.jsonl").write_text(text, "utf-8")
        sizes[name] = len(rows)
    return sizes


def main() -> None:
    """`python -m training.dataset`: validates the examples, then writes the JSONL files."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=Path("runs/dataset"))
    arguments = parser.parse_args()
    found = problems(read_examples(TRAINING_EXAMPLES))
    if found:
        raise SystemExit("\n".join(found))
    sizes = build(arguments.out, load_recipe())
    print(f"{arguments.out}: " + ", ".join(f"{count} {name}" for name, count in sizes.items()))


if __name__ == "__main__":
    main()
