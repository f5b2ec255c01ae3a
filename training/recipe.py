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


@dataclass(frozen=True)
class Base:
    """Where the base model comes from."""

    model: str
    package: str
    licence: str
    sha256: str


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
    """The optimization; rates are peak values, `warmup` a share of the steps."""

    seed: int
    epochs: int
    batch_size: int
    learning_rate: float
    head_learning_rate: float
    weight_decay: float
    warmup: float
    label_smoothing: float
    value_swap: float
    context_dropout: float
    foreign_line: float


@dataclass(frozen=True)
class Field:
    """Rows of real code, if there are any (`--field-data`): how many every epoch takes."""

    rows_per_epoch: int


@dataclass(frozen=True)
class Policy:
    """The probability of ALERT from which on the verdict is ALERT."""

    threshold: float
    threshold_strict: float


@dataclass(frozen=True)
class Export:
    """The weights' type in the GGUF file, by llama.cpp's name."""

    quantization: str


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    base: Base
    dataset: Dataset
    lora: Lora
    training: Training
    field: Field
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
    return Recipe(**{name: kind(**tables[name]) for name, kind in kinds.items()})
