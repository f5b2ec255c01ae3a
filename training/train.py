"""Fine-tunes the base, by QLoRA or in full, with fresh values in the slots at every epoch."""

from __future__ import annotations

import argparse
import copy
import math
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import Trainer, TrainingArguments, get_cosine_schedule_with_warmup, set_seed

from secret_guard.prompt import render
from secret_guard.types import Candidate
from secret_guard.verdicts import CLASSES, alert_reasons
from training.base_model import resolve
from training.dataset import split
from training.examples import (
    TRAINING_EXAMPLES,
    Example,
    ExampleError,
    proposed,
    read_examples,
    swapped,
)
from training.field_data import Row, read_rows, share
from training.first_judge import PACKAGES, samples_of
from training.formless import formless_rows
from training.model import HEAD, Classifier, add_lora, load
from training.providers import provider_rows
from training.prune import prune
from training.recipe import OF_RUN, RECIPE, Recipe, Training, load_recipe
from training.teacher import taught

ALERTS, STRICT_ALERTS = (
    [i for i, reason in enumerate(CLASSES) if reason in alert_reasons(strict)]
    for strict in (False, True)
)
TESTS = [i for i in STRICT_ALERTS if i not in ALERTS]
TERMS = 3  # that loss_of adds up; what a whole model says counts as much as all of them
SHOWN = 256  # rows that show which neurons and heads matter


def epochs_of(examples: Sequence[Example], recipe: Recipe, field: Sequence[Row] = ()) -> Dataset:
    """All epochs one after the other: each in its own order, with its own values and context.

    Each also takes its share of the `field` rows, and fresh rows about tokens of providers and
    about secrets without a format. A row's "teacher" is not a number where there is none.
    """
    rows: list[dict[str, Any]] = []
    settings = recipe.training
    tokens = (row for seed in count(settings.seed) for row in provider_rows(seed))
    for epoch in range(settings.epochs):
        rng = random.Random(settings.seed * 1000 + epoch)
        fresh = []
        for turn in range(settings.passes):
            fresh += written(examples, settings, rng, 1000 * settings.seed + epoch + 100 * turn)
        for row in share(field, epoch, recipe.field.rows_per_epoch, settings.seed):
            weight = 1.0 if row["truth"] else recipe.field.unlabelled
            teacher = row.get("teacher", math.nan)
            fresh.append(_row(row["prompt"], row["label"], teacher, weight))
        formless = formless_rows(1000 * settings.seed + epoch, settings.formless_rows)
        for made in (*islice(tokens, settings.provider_rows), *formless):
            fresh.append(_row(made["prompt"], made["label"]))
        rows += batches_by_length(fresh, settings.batch_size, rng)
    return Dataset.from_list(rows)


def _row(prompt: str, label: int, teacher: float = math.nan, weight: float = 1.0) -> dict[str, Any]:
    return {"prompt": prompt, "label": label, "teacher": teacher, "weight": weight}


def written(
    examples: Sequence[Example], settings: Training, rng: random.Random, seed: int
) -> list[dict[str, Any]]:
    """One row for each example, its slots filled by `seed`."""
    found = [
        proposed_or(
            swapped(example, rng) if rng.random() < settings.value_swap else example,
            example,
            seed,
        )
        for example in examples
    ]
    return [
        _row(
            render(vary(candidate, rng, settings, rng.choice(found).line_text)),
            CLASSES.index(example.reason),
        )
        for example, candidate in zip(examples, found, strict=True)
    ]


def proposed_or(example: Example, plain: Example, seed: int) -> Candidate:
    """The candidate of `example`, or of `plain` if no rule proposes its value in that place."""
    try:
        return proposed(example, seed)[1]
    except ExampleError:
        return proposed(plain, seed)[1]


def vary(
    candidate: Candidate, rng: random.Random, settings: Training, stranger: str = ""
) -> Candidate:
    """`candidate` with another context in some epochs, as a diff or an odd path may give it.

    With probability `context_dropout` each of the lines before and the folders are left out; with
    probability `foreign_line` the line `stranger`, of another example, stands right before it: the
    verdict is about the marked value, whatever else is near.
    """
    before, path = candidate.before, candidate.path
    if rng.random() < settings.context_dropout:
        before = before[len(before) - rng.randint(0, 1) :]
    if rng.random() < settings.context_dropout:
        path = path.rsplit("/", 1)[-1]
    if rng.random() < settings.foreign_line:
        before = (*before, stranger)
    return replace(candidate, before=before, path=path)


def batches_by_length(
    rows: list[dict[str, Any]], size: int, rng: random.Random
) -> list[dict[str, Any]]:
    """`rows` shuffled, but a batch holds prompts of like length: less padding to compute."""
    rng.shuffle(rows)
    rows = rows[: len(rows) // size * size]
    rows.sort(key=lambda row: len(row["prompt"]) + rng.uniform(-40, 40))
    batches = [rows[i : i + size] for i in range(0, len(rows), size)]
    rng.shuffle(batches)
    return [row for batch in batches for row in batch]


@dataclass(frozen=True)
class Beside:
    """What a batch teaches beside its labels; tensors of shape (batch,).

    `teacher` is the probability of ALERT in the strict policy, not a number where nobody said;
    `share` its part in what is learned, `weight` that of each row in the loss.
    """

    teacher: torch.Tensor
    share: float
    weight: torch.Tensor


def loss_of(
    logits: torch.Tensor,
    labels: torch.Tensor,
    smoothing: float,
    strict_weight: float = 0.0,
    beside: Beside | None = None,
) -> torch.Tensor:
    """Cross-entropy over the reasons, plus that of the label they add up to under either policy.

    The other terms say what matters most: ALERT or SAFE, whichever reason. A reason counts less
    the more the teacher doubts its label.
    """
    if beside is None:
        nothing = torch.full(labels.shape, math.nan, device=labels.device)
        beside = Beside(nothing, 0.0, torch.ones_like(nothing))
    by_reason = torch.nn.functional.cross_entropy(
        logits, labels, label_smoothing=smoothing, reduction="none"
    )
    # That a credential is a test's is for its label to say: the teacher knows the strict one only.
    default = goals(labels, ALERTS, smoothing, beside, ~_among(labels, TESTS))
    strict = goals(labels, STRICT_ALERTS, smoothing, beside)
    doubt = (strict - _among(labels, STRICT_ALERTS).float()).abs()
    losses = (
        (1 - doubt) * by_reason
        + label_losses(logits, ALERTS, default)
        + strict_weight * label_losses(logits, STRICT_ALERTS, strict)
    )
    return (beside.weight * losses).mean()


def goals(
    labels: torch.Tensor,
    alerts: list[int],
    smoothing: float,
    beside: Beside,
    asked: torch.Tensor | None = None,
) -> torch.Tensor:
    """(batch,) the probability to learn of "one of the classes `alerts`".

    The teacher has its share where it said something, and where it is `asked` (default: always).
    """
    own = _among(labels, alerts).float() * (1 - smoothing) + smoothing / 2
    told = ~beside.teacher.isnan()
    if asked is not None:
        told &= asked
    return torch.where(told, (1 - beside.share) * own + beside.share * beside.teacher, own)


def label_losses(logits: torch.Tensor, alerts: list[int], goal: torch.Tensor) -> torch.Tensor:
    """(batch,) binary cross-entropies of "one of the classes `alerts`" against their `goal`."""
    safes = [i for i in range(len(CLASSES)) if i not in alerts]
    margin = logits[:, alerts].logsumexp(1) - logits[:, safes].logsumexp(1)
    return torch.nn.functional.binary_cross_entropy_with_logits(margin, goal, reduction="none")


def _among(labels: torch.Tensor, classes: list[int]) -> torch.Tensor:
    return torch.isin(labels, torch.tensor(classes, device=labels.device))


class ClassTrainer(Trainer):
    """A Trainer for either family: the loss is on the class logits.

    `whole` is what a pruned model was before, which has a share in what it learns.
    """

    classifier: Classifier
    recipe: Recipe
    whole: Classifier | None = None

    def compute_loss(self, model: Any, inputs: Any, *_: Any, **__: Any) -> Any:
        """The loss of one batch."""
        labels, teacher, weight = (inputs.pop(name) for name in ("labels", "teacher", "weight"))
        logits = replace(self.classifier, model=model).logits(**inputs)
        settings, beside = self.recipe.training, Beside(teacher, self.recipe.field.teacher, weight)
        own = loss_of(logits, labels, settings.label_smoothing, settings.strict_weight, beside)
        if self.whole is None:
            return own
        with torch.no_grad():
            said = self.whole.logits(**inputs)
        share = self.recipe.prune.share
        return (1 - share) * own + share * TERMS * divergence(logits, said)


def divergence(logits: torch.Tensor, said: torch.Tensor) -> torch.Tensor:
    """The mean Kullback-Leibler divergence of class probabilities from what is `said` of them."""
    own, other = logits.log_softmax(1), said.log_softmax(1)
    return torch.nn.functional.kl_div(own, other, log_target=True, reduction="batchmean")


def optimizer_of(model: Any, recipe: Recipe, steps: int) -> tuple[Any, Any]:
    """AdamW with its own rate for the head, warmed up, then falling as a cosine."""
    settings = recipe.training
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    head = [p for name, p in trained if any(part in name for part in HEAD)]
    body = [p for name, p in trained if not any(part in name for part in HEAD)]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": settings.learning_rate},
            {"params": head, "lr": settings.head_learning_rate},
        ],
        weight_decay=settings.weight_decay,
    )
    return optimizer, get_cosine_schedule_with_warmup(
        optimizer, int(steps * settings.warmup), steps
    )


def train(
    base: str,
    out: Path,
    recipe: Recipe,
    device: str,
    resume: bool,
    field: Sequence[Row] = (),
) -> Path:
    """Trains on the train part, and on `field` rows if any.

    Returns the folder of the adapter, or of the model where the recipe's method is "full": pruned,
    if the recipe says so, and then as it was before in `out`/whole.

    There is a checkpoint after every epoch.
    """
    set_seed(recipe.training.seed)
    parts = split(read_examples(TRAINING_EXAMPLES), recipe)
    dataset = epochs_of(parts.train, recipe, field)
    qlora = recipe.training.method == "qlora"
    classifier = load(base, device, load_in_4bit=qlora)
    if qlora:
        classifier = add_lora(classifier, recipe.lora)
    steps = len(dataset) // recipe.training.batch_size
    fit(classifier, dataset, recipe, steps, out / "checkpoints", resume=resume)
    if recipe.prune.neurons:
        save(classifier, out / "whole")
        shrink(classifier, dataset, recipe, out / "checkpoints-pruned")
    return save(classifier, out / ("adapter" if qlora else "merged"))


def shrink(classifier: Classifier, dataset: Dataset, recipe: Recipe, checkpoints: Path) -> None:
    """Prunes the trained model; it learns of the first rows, and of itself as it was."""
    whole = replace(classifier, model=copy.deepcopy(classifier.model).eval())
    size = recipe.training.batch_size
    shown = (
        dataset[start : start + size]["prompt"]
        for start in range(0, min(SHOWN, len(dataset)), size)
    )
    batches = (classifier.tokenize([*prompts]) for prompts in shown)
    settings = recipe.prune
    prune(classifier.model, settings.neurons, settings.heads, batches)
    own = replace(recipe, training=replace(recipe.training, learning_rate=settings.learning_rate))
    fit(classifier, dataset, own, settings.steps, checkpoints, whole)


def fit(
    classifier: Classifier,
    dataset: Dataset,
    recipe: Recipe,
    steps: int,
    checkpoints: Path,
    whole: Classifier | None = None,
    resume: bool = False,
) -> None:
    """Trains the model on the first `steps` batches of `dataset`."""
    size = recipe.training.batch_size

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        batch = classifier.tokenize([row["prompt"] for row in rows])
        own = {key: torch.tensor([row[key] for row in rows]) for key in ("teacher", "weight")}
        return {**batch, "labels": torch.tensor([row["label"] for row in rows]), **own}

    trainer = ClassTrainer(
        model=classifier.model,
        args=TrainingArguments(
            output_dir=str(checkpoints),
            max_steps=steps,
            per_device_train_batch_size=size,
            train_sampling_strategy="sequential",  # `epochs_of` has set the order
            bf16=True,
            use_cpu=classifier.model.device.type == "cpu",
            seed=recipe.training.seed,
            save_steps=max(1, steps // recipe.training.epochs),
            save_total_limit=2,
            logging_steps=max(1, steps // recipe.training.epochs // 5),
            remove_unused_columns=False,
            report_to="none",
            dataloader_pin_memory=False,
        ),
        train_dataset=dataset,
        data_collator=collate,
        optimizers=optimizer_of(classifier.model, recipe, steps),
    )
    trainer.classifier, trainer.recipe, trainer.whole = classifier, recipe, whole
    # A run that was stopped in its first epoch has no checkpoint yet.
    trainer.train(resume_from_checkpoint=resume and any(checkpoints.glob("checkpoint-*")))


def save(classifier: Classifier, folder: Path) -> Path:
    """Writes the model and its tokenizer to `folder`, and returns that."""
    classifier.model.save_pretrained(folder)
    classifier.tokenizer.save_pretrained(folder)
    return folder


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line of `python -m training.train`."""
    parser = argparse.ArgumentParser(description="Fine-tunes the judge with QLoRA.")
    parser.add_argument("--base-model", help="folder or hub id (default: the recipe's)")
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--out", type=Path, default=Path("runs/latest"))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--seed", type=int, help="instead of the recipe's")
    parser.add_argument("--field-data", type=Path, help="rows of training.field_data, to add")
    parser.add_argument(
        "--packages",
        type=Path,
        default=PACKAGES,
        help="with --field-data: what its teacher learns from, as training.first_judge has it",
    )
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    return parser.parse_args(arguments)


def main() -> None:
    """`python -m training.train`: what it trained goes to `--out`/adapter or `--out`/merged."""
    options = parse()
    recipe = load_recipe(options.recipe)
    epochs = options.epochs or recipe.training.epochs
    seed = recipe.training.seed if options.seed is None else options.seed
    recipe = replace(recipe, training=replace(recipe.training, epochs=epochs, seed=seed))
    base = resolve(options.base_model or recipe.base.model, recipe.base)
    field = read_rows(options.field_data) if options.field_data else []
    if field and recipe.field.teacher:
        field = taught(field, samples_of(field, options.packages))
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(options.recipe, options.out / OF_RUN)
    trained = train(base, options.out, recipe, options.device, options.resume, field)
    print(f"trained: {trained}")


if __name__ == "__main__":
    main()
