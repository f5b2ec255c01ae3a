"""Reads recipe.toml into one frozen record; unknown or missing keys are errors."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RECIPE = Path(__file__).parent / "recipe.toml"
OF_RUN = "recipe.toml"  # beside a run's adapter: the recipe that it was trained by


METHODS = ("qlora", "full")


@dataclass(frozen=True)
class Base:
    """Where the base model comes from, and how much of it is taken (0: all).

    `sha256` is that of the package's weights: model.safetensors, or a GGUF file in parts.
    """

    model: str
    package: str
    licence: str
    sha256: str
    layers: int
    tokens: int


@dataclass(frozen=True)
class Dataset:
    """How the examples are split: the parts are shares of all examples."""

    seed: int
    train: float
    validation: float


@dataclass(frozen=True)
class Lora:
    """The low-rank adapter."""

    rank: int
    alpha: int
    dropout: float


@dataclass(frozen=True)
class Training:
    """The optimization; rates are peak values, `warmup` a share of the steps.

    `method` is "qlora" (an adapter on the 4-bit base) or "full" (all weights, in float).
    `strict_weight` weighs the loss term of the strict policy's label. In every epoch the written
    examples are taken `passes` times, with `provider_rows` rows of training.providers and
    `formless_rows` of training.formless.
    """

    method: str
    seed: int
    epochs: int
    passes: int
    provider_rows: int
    formless_rows: int
    batch_size: int
    learning_rate: float
    head_learning_rate: float
    weight_decay: float
    warmup: float
    label_smoothing: float
    strict_weight: float
    value_swap: float
    context_dropout: float
    foreign_line: float


@dataclass(frozen=True)
class Field:
    """Rows of real code, if there are any (`--field-data`): how many every epoch takes.

    `teacher` is the share that training.teacher has in what a row teaches, beside its label;
    `unlabelled` the weight of a row that nobody labelled.
    """

    rows_per_epoch: int
    teacher: float
    unlabelled: float


@dataclass(frozen=True)
class Prune:
    """What is left of a model after it was trained (training.prune), and how it learns that.

    `neurons` and `heads` of each layer stay (0 neurons: nothing is pruned). It then takes `steps`
    batches of the same rows, of whose loss what the whole model says of them has `share`.
    """

    neurons: int
    heads: int
    steps: int
    learning_rate: float
    share: float


@dataclass(frozen=True)
class Policy:
    """The probability of ALERT from which on the verdict is ALERT."""

    threshold: float
    threshold_strict: float


@dataclass(frozen=True)
class Export:
    """What the weights and the table of tokens are in the GGUF file, by llama.cpp's names."""

    quantization: str
    embeddings: str


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    base: Base
    dataset: Dataset
    lora: Lora
    training: Training
    field: Field
    prune: Prune
    policy: Policy
    export: Export


def load_recipe(path: Path = RECIPE) -> Recipe:
    """The recipe in `path`. Raises SystemExit naming the key that is unknown or missing."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))
    kinds = get_type_hints(Recipe)
    if set(tables) != set(kinds):
        raise SystemExit(f"{path}: tables must be {sorted(kinds)}, found {sorted(tables)}")
    for name, kind in kinds.items():
        wrong = {field.name for field in fields(kind)} ^ set(tables[name])
        if wrong:
            raise SystemExit(f"{path}: [{name}] has unknown or missing keys: {sorted(wrong)}")
    if tables["training"]["method"] not in METHODS:
        raise SystemExit(f"{path}: [training] method must be one of {METHODS}")
    if tables["prune"]["neurons"] and tables["training"]["method"] != "full":
        raise SystemExit(f"{path}: [prune] neurons: only a model tuned in full is pruned")
    return Recipe(**{name: kind(**tables[name]) for name, kind in kinds.items()})


def name_of(run: Path) -> str:
    """What the recipe of a run is called here, if it is one of training/*.toml."""
    text = (run / OF_RUN).read_text("utf-8")
    known = (
        path for path in sorted(RECIPE.parent.glob("*.toml")) if path.read_text("utf-8") == text
    )
    return next((f"training/{path.name}" for path in known), "a recipe of its own")


def recipe_of(run: Path) -> Recipe:
    """The recipe that training left in a run's folder. Raises SystemExit if there was none."""
    path = run / OF_RUN
    if not path.exists():
        raise SystemExit(f"{path} is missing: run training.train --out {run} first")
    return load_recipe(path)
