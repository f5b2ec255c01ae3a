"""Trains the first judge: a linear model that learns from the language model what is plainly SAFE.

It learns from prompts that the language model judged: the written examples, places of provider
tokens, rows of real code, and candidates of installed packages. The limit under which it may spare
the language model is set on groups (repositories, packages) that it did not learn from.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from secret_guard.cache import VerdictCache
from secret_guard.candidates import find_candidates
from secret_guard.first_judge import BUCKETS, COLUMNS, SAFE_CLASSES, features
from secret_guard.hunks import whole
from secret_guard.llama import LlamaJudge
from secret_guard.prompt import render
from secret_guard.types import Hunk
from secret_guard.verdicts import CLASSES, alert_reasons
from training.description import update
from training.evaluate import candidates, part
from training.field_data import read_rows
from training.providers import provider_rows

RECALL = 0.997  # of the credentials that the language model finds
FOLDS = 5
FILLINGS = range(200, 202)  # of the written examples and of the places of provider tokens
PER_PACKAGE = 150  # candidates
PACKAGE_BYTES = 2_000_000  # read of each package
LARGEST = 400_000  # bytes: larger files of packages are tables
EPOCHS, BATCH, RATE, DECAY = 8, 64, 1e-3, 0.05
JUDGED_AT_ONCE = 256
# Packages whose sources the noise is measured on are not learned from.
HELD_OUT = Path(__file__).resolve().parents[1] / "benchmarks" / "packages.txt"

STRICT = [i for i, reason in enumerate(CLASSES) if reason in alert_reasons(strict=True)]
SAFE = [CLASSES.index(reason) for reason in SAFE_CLASSES]


@dataclass(frozen=True)
class Sample:
    """A prompt of a group, and whether people call it a credential (None: nobody said)."""

    prompt: str
    group: str
    truth: bool | None


# --- what it learns from ----------------------------------------------------------------------


def written() -> Iterator[Sample]:
    """The examples of the train part, and places of provider tokens."""
    examples = part("train")
    for seed in FILLINGS:
        for example, candidate in zip(examples, candidates(examples, seed), strict=True):
            if candidate is not None:
                truth = example.reason in alert_reasons(strict=True)
                yield Sample(render(candidate), f"example {example.pair or example.id}", truth)
        for row in provider_rows(seed):
            truth = CLASSES[row["label"]] in alert_reasons(strict=True)
            yield Sample(row["prompt"], "providers", truth)


def real_code(file: Path) -> Iterator[Sample]:
    """Rows of training.field_data, of one filling: with others the places are the same."""
    rows = read_rows(file)
    for row in (row for row in rows if row["filling"] == rows[0]["filling"]):
        truth = {"T": True, "F": False, "X": False}.get(row["truth"])
        yield Sample(row["prompt"], row["repository"], truth)


def packages(folder: Path, seed: int = 7) -> Iterator[Sample]:
    """Candidates of the packages (folders) in `folder`, from files in a random order."""
    rng = random.Random(seed)
    held_out = {_plain(line.split("==")[0]) for line in HELD_OUT.read_text("utf-8").splitlines()}
    for package in sorted(path for path in folder.iterdir() if path.is_dir()):
        if _plain(package.name.partition("-")[0]) in held_out:
            continue
        files = sorted(path for path in package.rglob("*") if _is_source(path))
        rng.shuffle(files)
        prompts: list[str] = []
        size = 0
        while files and size < PACKAGE_BYTES and len(prompts) < PER_PACKAGE:
            path = files.pop()
            size += path.stat().st_size
            prompts += _of_file(path, path.relative_to(folder).as_posix())
        for prompt in prompts[:PER_PACKAGE]:
            yield Sample(prompt, f"package {package.name}", None)


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "").replace("_", "")


def _is_source(path: Path) -> bool:
    binary = path.suffix in (".so", ".pyc", ".a", ".bin")
    return path.is_file() and not binary and path.stat().st_size <= LARGEST


def _of_file(path: Path, name: str) -> list[str]:
    hunk = whole(name, path.read_bytes())
    return [render(one) for one in find_candidates(hunk)] if isinstance(hunk, Hunk) else []


def taught(samples: Sequence[Sample], run: Path) -> list[list[float]]:
    """The language model's class probabilities; kept in `run`, so that a second try is quick."""
    judge = LlamaJudge(folder=run)
    cache = VerdictCache(run / "taught", judge.card.sha256)
    prompts = list(dict.fromkeys(sample.prompt for sample in samples))
    rows = cache.get(prompts)
    rest = [prompt for prompt in prompts if prompt not in rows]
    for start in range(0, len(rest), JUDGED_AT_ONCE):
        own = rest[start : start + JUDGED_AT_ONCE]
        judged = dict(zip(own, judge.probabilities(own), strict=True))
        cache.put(judged)
        rows |= judged
        print(f"judged {start + len(own)} of {len(rest)}", flush=True)
    return [rows[sample.prompt] for sample in samples]


# --- the linear model -------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The buckets of all samples one after the other, and where each sample begins."""

    buckets: torch.Tensor
    offsets: torch.Tensor

    def rows(self, wanted: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The buckets and offsets of some samples."""
        parts = [self.buckets[self.offsets[i] : self.offsets[i + 1]] for i in wanted.tolist()]
        sizes = torch.tensor([0, *(len(one) for one in parts)])
        return torch.cat(parts), sizes.cumsum(0)[:-1]


def table_of(prompts: Sequence[str]) -> Table:
    """The features of all prompts."""
    own = [sorted(features(prompt)) for prompt in prompts]
    offsets = np.cumsum([0, *(len(one) for one in own)])
    return Table(torch.tensor([b for one in own for b in one]), torch.from_numpy(offsets))


class Linear(torch.nn.Module):
    """COLUMNS logits of a bag of buckets, each the sum of weights, scaled to start small."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.nn.EmbeddingBag(BUCKETS, COLUMNS, mode="sum")
        torch.nn.init.zeros_(self.weights.weight)
        self.bias = torch.nn.Parameter(torch.zeros(COLUMNS))

    def forward(self, buckets: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """Logits of shape (samples, COLUMNS)."""
        return torch.as_tensor(self.weights(buckets, offsets)) + self.bias


def fit(table: Table, targets: torch.Tensor, wanted: torch.Tensor, seed: int = 7) -> Linear:
    """Trained on the samples `wanted`. `targets`: ALERT, then the shares of SAFE_CLASSES."""
    torch.manual_seed(seed)
    model = Linear()
    optimizer = torch.optim.AdamW(
        [
            {"params": [model.weights.weight], "weight_decay": DECAY},
            {"params": [model.bias], "weight_decay": 0.0},
        ],
        lr=RATE,
    )
    steps = EPOCHS * math.ceil(len(wanted) / BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(EPOCHS):
        for own in torch.split(wanted[torch.randperm(len(wanted))], BATCH):
            logits, goal = model(*table.rows(own)), targets[own]
            alert = torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], goal[:, 0])
            safe = -(goal[:, 1:] * logits[:, 1:].log_softmax(1)).sum(1).mean()
            optimizer.zero_grad()
            (alert + safe).backward()
            optimizer.step()
            schedule.step()
    return model


def targets_of(samples: Sequence[Sample], rows: Sequence[Sequence[float]]) -> torch.Tensor:
    """What to learn: ALERT as the language model has it, and for a labelled credential for sure."""
    taught_rows = torch.tensor([list(row) for row in rows])
    alert = taught_rows[:, STRICT].sum(1)
    true = torch.tensor([sample.truth is True for sample in samples])
    return torch.cat([torch.where(true, 1.0, alert)[:, None], taught_rows[:, SAFE]], 1)


def held_out_scores(table: Table, targets: torch.Tensor, groups: Sequence[str]) -> torch.Tensor:
    """The probability of ALERT of each sample, by a model that saw nothing of its group."""
    folds = torch.tensor([hashlib.sha256(g.encode()).digest()[0] % FOLDS for g in groups])
    scores = torch.zeros(len(groups))
    for fold in range(FOLDS):
        model = fit(table, targets, (folds != fold).nonzero()[:, 0])
        own = (folds == fold).nonzero()[:, 0]
        with torch.no_grad():
            for some in torch.split(own, 4096):
                scores[some] = model(*table.rows(some))[:, 0].sigmoid()
    return scores


def limit_of(
    samples: Sequence[Sample], rows: Sequence[Sequence[float]], scores: torch.Tensor
) -> float:
    """The highest limit, .5 at most, that spares no more than 1 - RECALL of the credentials.

    Those are what the language model calls ALERT under the strict policy, and nobody calls none.
    """
    found = torch.tensor([sum(row[i] for i in STRICT) >= 0.5 for row in rows])
    credentials = torch.tensor([one.truth is not False for one in samples]) & found
    return min(0.5, float(scores[credentials].quantile(1 - RECALL)))


# --- writing it -------------------------------------------------------------------------------


def write(model: Linear, limit: float, run: Path) -> None:
    """first.bin, eight bits a weight, and its entry in model.json."""
    weights = model.weights.weight.detach().T.contiguous()  # (COLUMNS, BUCKETS)
    scales = weights.abs().amax(1) / 127
    raw = (weights / scales[:, None]).round().to(torch.int8).numpy().tobytes()
    (run / "first.bin").write_bytes(raw)
    described = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "scales": scales.tolist(),
        "biases": [round(bias, 6) for bias in model.bias.tolist()],
        "limit": round(limit, 6),
    }
    update(run, first_judge=described)


def report(
    samples: Sequence[Sample], targets: torch.Tensor, scores: torch.Tensor, limit: float
) -> Iterator[str]:
    """What is spared, by source, and how much of the credentials is kept."""
    kinds = [_kind(sample) for sample in samples]
    for kind in dict.fromkeys(kinds):
        own = torch.tensor([one == kind for one in kinds])
        found = own & (targets[:, 0] >= 0.5)
        spared = scores < limit
        share, lost = spared[own].float().mean(), int((spared & found).sum())
        yield f"{kind}: {share:.1%} of {int(own.sum())} spared, {lost} of {int(found.sum())} lost"


def _kind(sample: Sample) -> str:
    if sample.group == "providers" or sample.group.startswith("example "):
        return "written"
    return "packages" if sample.group.startswith("package ") else "real code"


def main() -> None:
    """`python -m training.first_judge`: writes first.bin into `--run`, beside model.gguf."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/latest"))
    parser.add_argument("--field-data", type=Path, help="rows of training.field_data, to add")
    parser.add_argument(
        "--packages",
        type=Path,
        default=Path(sysconfig.get_paths()["purelib"]),
        help="a folder of packages of ordinary code (default: those of this Python)",
    )
    given = parser.parse_args()
    samples = [*written(), *packages(given.packages)]
    samples += real_code(given.field_data) if given.field_data else ()
    print(f"{len(samples)} prompts", flush=True)
    rows = taught(samples, given.run)
    table, targets = table_of([one.prompt for one in samples]), targets_of(samples, rows)
    scores = held_out_scores(table, targets, [one.group for one in samples])
    limit = limit_of(samples, rows, scores)
    print(f"limit {limit:.5f}", *report(samples, targets, scores, limit), sep="\n")
    write(fit(table, targets, torch.arange(len(samples))), limit, given.run)


if __name__ == "__main__":
    main()
