"""Trains the first judge: two small networks, what is plainly SAFE and an opinion.

What is plainly SAFE it learns from the language model: from what that says of the written examples,
places of provider tokens, rows of real code, and candidates of packages. The limits under which it
may spare the language model, one for each policy, are set on groups (repositories, packages) that
it did not learn from.
Its opinion it learns from the labels of the same prompts, with more fillings of real code.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as binary

from secret_guard.cache import VerdictCache
from secret_guard.candidates import find_candidates
from secret_guard.cascade import Cascade
from secret_guard.first_judge import (
    ALERT,
    BUCKETS,
    COLUMNS,
    DEFAULT,
    HIDDEN,
    NOT_STRICT,
    OPINION,
    SAFE,
    SAFE_CLASSES,
    STEEP,
    STRICT,
    TINY,
    combined,
    features,
    log_odds,
    share_of_tests,
    with_odds,
)
from secret_guard.hunks import whole
from secret_guard.llama import LlamaJudge, read_card
from secret_guard.prompt import render
from secret_guard.types import Hunk, Reason
from secret_guard.verdicts import CLASSES, alert_reasons
from training.calibrate import PARTS
from training.description import update
from training.evaluate import candidates, part
from training.field_data import Row, read_rows
from training.formless import formless_rows
from training.providers import ProviderRow, provider_rows

RECALL = 0.997  # of the credentials that both judges find
FOLDS = 5
FILLINGS = range(200, 202)  # of the written examples and of the places of tokens
CALIBRATION_FILLINGS = range(300, 308)
SHARPNESSES = [i / 20 for i in range(10, 61)]  # .5 to 3
# What only the opinion learns from besides.
MORE_EXAMPLES = range(202, 210)
MORE_TOKENS = range(202, 262)  # of the places of tokens
MORE_FORMLESS = range(202, 232)
FORMLESS = 900  # rows of training.formless, each filling
PER_PACKAGE = 150  # candidates
PACKAGE_BYTES = 5_000_000  # read of each package
LARGEST = 400_000  # bytes: larger files of packages are tables
BATCH, DECAY = 64, 0.05
EPOCHS, RATE = 6, 3e-3
# The opinion is taught less: what more it learns is of the repositories it learns from
# (training/LOG.md, entry 18).
OPINION_EPOCHS, OPINION_RATE = 3, 1e-3
OPINION_HIDDEN = HIDDEN // 2  # of the units, the others are for what the language model will say
SEED = 8
SPREAD, DROPOUT = 0.1, 0.3  # of the hidden layer: how its weights begin, what is left out
# The share of the opinion in the verdict: on real code that neither has seen it is right more often
# than the language model, on written examples less often (training/LOG.md, entry 18).
WEIGHT = 0.8
# In what the opinion learns: the weight of a candidate that nobody labelled, as SAFE, of rows of
# training.formless, and of more fillings of the examples. With their full weight it is less right
# on real code that it has not seen: people's labels there do not follow such rules
# (training/LOG.md, entries 18, 19 and 24).
UNLABELLED, FORMLESS_WEIGHT, MORE_EXAMPLES_WEIGHT = 0.6, 0.1, 0.25
JUDGED_AT_ONCE = 256
# A folder of packages of ordinary code: those of this Python, if no other is given.
PACKAGES = Path(sysconfig.get_paths()["purelib"])
# Packages whose sources the noise is measured on are not learned from.
HELD_OUT = sorted((Path(__file__).resolve().parents[1] / "benchmarks").glob("packages*.txt"))

PLAINLY_SAFE = [CLASSES.index(reason) for reason in SAFE_CLASSES]


Limits = tuple[float, float]


@dataclass(frozen=True)
class Sample:
    """A prompt of a group, and whether people call it a credential (None: nobody said).

    Those that are not `asked` are not shown to the language model: only the opinion learns of them.
    """

    prompt: str
    group: str
    truth: bool | None
    asked: bool = True


# --- what it learns from ----------------------------------------------------------------------


def written() -> Iterator[Sample]:
    """The examples of the train part, and places of provider tokens."""
    examples = part("train")
    for seed in (*FILLINGS, *MORE_EXAMPLES):
        for example, candidate in zip(examples, candidates(examples, seed), strict=True):
            if candidate is not None:
                truth = example.reason in alert_reasons(strict=True)
                group, asked = f"example {example.pair or example.id}", seed in FILLINGS
                yield Sample(render(candidate), group, truth, asked)
    for seed in (*FILLINGS, *MORE_TOKENS):
        for row in provider_rows(seed):
            yield Sample(row["prompt"], "providers", _is_alert(row), seed in FILLINGS)
    for seed in (*FILLINGS, *MORE_FORMLESS):
        for row in formless_rows(seed, FORMLESS, situations=True):
            yield Sample(row["prompt"], "formless", _is_alert(row), seed in FILLINGS)


def _is_alert(row: ProviderRow) -> bool:
    return CLASSES[row["label"]] in alert_reasons(strict=True)


def real_code(rows: Sequence[Row]) -> Iterator[Sample]:
    """Rows of training.field_data, all fillings."""
    for row in rows:
        truth = {"T": True, "F": False, "X": False}.get(row["truth"])
        yield Sample(row["prompt"], row["repository"], truth)


def packages(folder: Path, seed: int = 7) -> Iterator[Sample]:
    """Candidates of the packages (folders) in `folder`, from files in a random order."""
    rng = random.Random(seed)
    lines = (line for file in HELD_OUT for line in file.read_text("utf-8").splitlines())
    held_out = {_plain(line.split("==")[0]) for line in lines}
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


def samples_of(rows: Sequence[Row], package_folder: Path) -> list[Sample]:
    """All that there is to learn from: what is written, `rows` of real code, and packages."""
    return [*written(), *real_code(rows), *packages(package_folder)]


def said_by_model(samples: Sequence[Sample], run: Path) -> list[list[float]]:
    """The language model's class probabilities, zeros for those that it is not asked about.

    They are kept in `run`, so that a second try is quick.
    """
    judge = LlamaJudge(folder=run)
    cache = VerdictCache(run / "taught", judge.card.sha256)
    prompts = list(dict.fromkeys(sample.prompt for sample in samples if sample.asked))
    rows = cache.get(prompts)
    rest = [prompt for prompt in prompts if prompt not in rows]
    for start in range(0, len(rest), JUDGED_AT_ONCE):
        own = rest[start : start + JUDGED_AT_ONCE]
        judged = dict(zip(own, judge.probabilities(own), strict=True))
        cache.put(judged)
        rows |= judged
        print(f"judged {start + len(own)} of {len(rest)}", flush=True)
    nothing = [0.0] * len(CLASSES)
    return [rows[sample.prompt] if sample.asked else nothing for sample in samples]


# --- the network ------------------------------------------------------------------------------


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


class Network(torch.nn.Module):
    """Logits of a bag of buckets: sums of weights, and a hidden layer over their means."""

    def __init__(self, columns: int, hidden: int) -> None:
        super().__init__()
        self.weights = torch.nn.EmbeddingBag(BUCKETS, columns, mode="sum")
        torch.nn.init.zeros_(self.weights.weight)
        self.hidden = torch.nn.EmbeddingBag(BUCKETS, hidden, mode="mean")
        torch.nn.init.normal_(self.hidden.weight, std=SPREAD)
        self.dropout = torch.nn.Dropout(DROPOUT)
        self.mix = torch.nn.Linear(hidden, columns)

    def forward(self, buckets: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """Logits of shape (samples, columns)."""
        hidden = torch.tanh(STEEP * torch.as_tensor(self.hidden(buckets, offsets)))
        mixed = torch.as_tensor(self.mix(self.dropout(hidden)))
        return torch.as_tensor(self.weights(buckets, offsets)) + mixed


@dataclass(frozen=True)
class Networks:
    """The one that says what the language model will say, and the one that has the opinion."""

    opinion: Network
    expected: Network = field(
        default_factory=lambda: Network(COLUMNS - 1, HIDDEN - OPINION_HIDDEN).eval()
    )

    def logits(self, table: Table, wanted: torch.Tensor) -> torch.Tensor:
        """(wanted, COLUMNS) logits of some samples."""
        with torch.no_grad():
            parts = [
                torch.cat([self.expected(*rows), self.opinion(*rows)], 1)
                for rows in map(table.rows, torch.split(wanted, 4096))
            ]
        return torch.cat(parts)


@dataclass(frozen=True)
class Targets:
    """What to learn of each sample, and how much each counts; the same order as the samples."""

    goals: torch.Tensor  # (samples, COLUMNS): probabilities of what the columns stand for
    asked: torch.Tensor  # (samples,): 1 where the language model was asked, else 0
    weight: torch.Tensor  # (samples,): of the opinion


def fit(table: Table, targets: Targets, wanted: torch.Tensor, seed: int = SEED) -> Networks:
    """Both, trained on the samples `wanted`."""
    return Networks(
        expected=fit_expected(table, targets, wanted, seed),
        opinion=fit_opinion(table, targets, wanted, seed),
    )


def fit_expected(table: Table, targets: Targets, wanted: torch.Tensor, seed: int = SEED) -> Network:
    """The network that says what the language model will say."""

    def loss(logits: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
        goal = targets.goals[own]
        asked = targets.asked[own]
        alert = binary(logits[:, ALERT], goal[:, ALERT], weight=asked)
        default = binary(logits[:, DEFAULT], goal[:, DEFAULT], weight=asked)
        # The goals are nothing where the language model was not asked.
        safe = -(goal[:, SAFE] * logits[:, SAFE].log_softmax(1)).sum(1).mean()
        return alert + default + safe

    torch.manual_seed(seed)
    model = Network(COLUMNS - 1, HIDDEN - OPINION_HIDDEN)
    return _trained(model, loss, table, wanted, EPOCHS, RATE)


def fit_opinion(table: Table, targets: Targets, wanted: torch.Tensor, seed: int = SEED) -> Network:
    """The network that has the opinion."""

    def loss(logits: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
        return binary(logits[:, 0], targets.goals[own, OPINION], weight=targets.weight[own])

    torch.manual_seed(seed)
    model = Network(1, OPINION_HIDDEN)
    return _trained(model, loss, table, wanted, OPINION_EPOCHS, OPINION_RATE)


def _trained(
    model: Network,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    table: Table,
    wanted: torch.Tensor,
    epochs: int,
    rate: float,
) -> Network:
    """`model`, trained; `loss` is of its logits and the samples they are of."""
    tables = [model.weights.weight, model.hidden.weight]
    optimizer = torch.optim.AdamW(
        [
            {"params": tables, "weight_decay": DECAY},
            {"params": model.mix.parameters(), "weight_decay": 0.0},
        ],
        lr=rate,
    )
    steps = epochs * math.ceil(len(wanted) / BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(epochs):
        for own in torch.split(wanted[torch.randperm(len(wanted))], BATCH):
            optimizer.zero_grad()
            torch.autograd.backward(loss(model(*table.rows(own)), own))
            optimizer.step()
            schedule.step()
    return model.eval()


def targets_of(samples: Sequence[Sample], rows: Sequence[Sequence[float]]) -> Targets:
    """ALERT as the language model has it, a labelled credential for sure; the opinion by label.

    Whether a labelled credential is one under the default policy is for the language model to say.
    """
    said = torch.tensor([list(row) for row in rows])
    alert, no_test = said[:, sorted(STRICT)].sum(1), 1 - _shares_of_tests(said)
    true = torch.tensor([sample.truth is True for sample in samples])
    sure = torch.where(true, 1.0, alert)
    columns = [sure, sure * no_test, *said[:, PLAINLY_SAFE].T, true.float()]
    asked = torch.tensor([float(sample.asked) for sample in samples])
    weight = [_weight(sample) for sample in samples]
    return Targets(torch.stack(columns, 1), asked, torch.tensor(weight))


def _shares_of_tests(said: torch.Tensor) -> torch.Tensor:
    """(rows,) how much of ALERT under the strict policy is a test's credential."""
    return said[:, CLASSES.index(Reason.TEST)] / said[:, sorted(STRICT)].sum(1).clamp(min=TINY)


def labels_alone(samples: Sequence[Sample]) -> Targets:
    """The targets where only an opinion is learned, which asks no language model."""
    return targets_of(samples, [[0.0] * len(CLASSES)] * len(samples))


def _weight(sample: Sample) -> float:
    """How much a sample counts in what the opinion learns."""
    if sample.group == "formless":
        return FORMLESS_WEIGHT
    if sample.group.startswith("example ") and not sample.asked:
        return MORE_EXAMPLES_WEIGHT
    return UNLABELLED if sample.truth is None else 1.0


def folds_of(groups: Sequence[str]) -> torch.Tensor:
    """(samples,) the part, of FOLDS, of each sample's group: all samples of a group are in one."""
    return torch.tensor([hashlib.sha256(one.encode()).digest()[0] % FOLDS for one in groups])


def held_out_logits(
    table: Table, folds: torch.Tensor, learn: Callable[[torch.Tensor], Networks]
) -> torch.Tensor:
    """(samples, COLUMNS) logits, each by what `learn` makes of the samples of the other folds.

    Samples of no fold (-1) are learned from each time and not judged: their logits are 0.
    """
    logits = torch.zeros(len(folds), COLUMNS)
    for fold in range(FOLDS):
        own = (folds == fold).nonzero()[:, 0]
        if len(own):
            logits[own] = learn((folds != fold).nonzero()[:, 0]).logits(table, own)
    return logits


def found_of(
    samples: Sequence[Sample],
    rows: Sequence[Sequence[float]],
    logits: torch.Tensor,
    strict: bool = True,
    threshold: float = 0.5,
) -> torch.Tensor:
    """(samples,) whether it is a labelled credential that both judges together find."""
    odds = [
        combined(row, opinion, WEIGHT)
        for one, row, opinion in zip(samples, rows, logits[:, OPINION].tolist(), strict=True)
    ]
    alert = torch.tensor(odds).sigmoid()
    if not strict:
        pairs = zip(rows, logits.tolist(), strict=True)
        alert *= 1 - torch.tensor([share_of_tests(row, own) for row, own in pairs])
    return torch.tensor([one.asked and one.truth is True for one in samples]) & (alert >= threshold)


def sparing(logits: torch.Tensor, strict: bool = True) -> torch.Tensor:
    """(samples,) the score that is held against the policy's limit, as in the runtime."""
    return ((logits[:, ALERT if strict else DEFAULT] + logits[:, OPINION]) / 2).sigmoid()


def limit_of(samples: Sequence[Sample], found: torch.Tensor, scores: torch.Tensor) -> float:
    """The highest limit, .5 at most, that keeps RECALL of what is found, in each kind of source."""
    limits = [0.5]
    for _, of_kind in _by_kind(samples):
        own = scores[found & of_kind].sort().values
        if len(own):
            limits.append(float(own[math.floor((1 - RECALL) * len(own))]))
    return min(limits)


# --- writing it -------------------------------------------------------------------------------


def write(
    networks: Networks, limits: Limits, run: Path, sharpness: tuple[float, float] = (1.0, 1.0)
) -> None:
    """first.bin, eight bits a weight, and its entry in model.json.

    `limits` and `sharpness` are those of the strict and of the default policy.
    """
    both = (networks.expected, networks.opinion)
    tables = [*(one.weights.weight for one in both), *(one.hidden.weight for one in both)]
    weights = torch.cat([one.detach().T for one in tables]).contiguous()  # (columns, BUCKETS)
    biases = torch.cat([one.mix.bias.detach() for one in both])
    # No unit of one network has a say in what the other one tells.
    mix = torch.zeros(COLUMNS, HIDDEN)
    mix[:OPINION, :-OPINION_HIDDEN] = networks.expected.mix.weight.detach()
    mix[OPINION:, -OPINION_HIDDEN:] = networks.opinion.mix.weight.detach()
    scales = weights.abs().amax(1) / 127
    raw = (weights / scales[:, None]).round().to(torch.int8).numpy().tobytes()
    (run / "first.bin").write_bytes(raw)
    described = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "scales": scales.tolist(),
        "biases": [round(bias, 6) for bias in biases.tolist()],
        "mix": [[round(one, 6) for one in factors] for factors in mix.tolist()],
        "limit": round(limits[0], 6),
        "limit_default": round(limits[1], 6),
        "weight": WEIGHT,
        "sharpness": round(sharpness[0], 3),
        "sharpness_default": round(sharpness[1], 3),
    }
    update(run, first_judge=described)


def sharpness_of(run: Path) -> tuple[float, float]:
    """What the log odds of ALERT are multiplied by to fit best what calibration reads.

    That is for the strict policy, and then for the default one. `run` holds both judges, the first
    written with a sharpness of 1.
    """
    judge = Cascade(folder=run)
    judge.threshold = 0.0  # so that nothing is spared
    examples = [example for name in PARTS for example in part(name)]
    rows, reasons = [], []
    for seed in CALIBRATION_FILLINGS:
        pairs = list(zip(examples, candidates(examples, seed), strict=True))
        judged = [(one, candidate) for one, candidate in pairs if candidate is not None]
        rows += judge.probabilities([render(candidate) for _, candidate in judged])
        reasons += [example.reason for example, _ in judged]

    def best(odds: torch.Tensor, strict: bool) -> float:
        true = torch.tensor([float(reason in alert_reasons(strict)) for reason in reasons])
        return min(SHARPNESSES, key=lambda factor: float(binary(odds * factor, true)))

    strict = best(torch.tensor([log_odds(row) for row in rows]), strict=True)
    sharp = [with_odds(row, strict * log_odds(row), STRICT) for row in rows]
    return strict, best(torch.tensor([log_odds(row, NOT_STRICT) for row in sharp]), strict=False)


def report(samples: Sequence[Sample], found: torch.Tensor, spared: torch.Tensor) -> Iterator[str]:
    """By source: what is spared under a policy, and how many credentials are lost with it."""
    asked = torch.tensor([sample.asked for sample in samples])
    for kind, own in _by_kind(samples):
        share = spared[own & asked].float().mean()
        yield (
            f"{kind}: {share:.1%} of {int((own & asked).sum())} spared, "
            f"{int((spared & found & own).sum())} of {int((found & own).sum())} lost"
        )


def report_opinion(samples: Sequence[Sample], logits: torch.Tensor) -> Iterator[str]:
    """By source: how good the opinion alone is."""
    truths = [sample.truth for sample in samples]
    for kind, own in _by_kind(samples):
        labelled = own & torch.tensor([truth is not None for truth in truths])
        true = labelled & torch.tensor([truth is True for truth in truths])
        said = labelled & (logits[:, OPINION] >= 0)
        if bool(true.any()):
            right = int((said & true).sum())
            yield (
                f"{kind}: opinion alone, {int(labelled.sum())} labelled: precision "
                f"{right / max(1, int(said.sum())):.3f}, recall {right / int(true.sum()):.3f}"
            )


def _by_kind(samples: Sequence[Sample]) -> Iterator[tuple[str, torch.Tensor]]:
    """Each source in a word, and which samples are of it."""
    kinds = [kind_of(sample) for sample in samples]
    for kind in dict.fromkeys(kinds):
        yield kind, torch.tensor([one == kind for one in kinds])


def kind_of(sample: Sample) -> str:
    """Its source in a word."""
    if sample.group in ("providers", "formless") or sample.group.startswith("example "):
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
        default=PACKAGES,
        help="a folder of packages of ordinary code (default: those of this Python)",
    )
    given = parser.parse_args()
    rows = read_rows(given.field_data) if given.field_data else []
    samples = samples_of(rows, given.packages)
    print(f"{len(samples)} prompts", flush=True)
    said = said_by_model(samples, given.run)
    table, targets = table_of([one.prompt for one in samples]), targets_of(samples, said)
    learn = partial(fit, table, targets)
    logits = held_out_logits(table, folds_of([one.group for one in samples]), learn)

    card = read_card(given.run)

    def limit(strict: bool) -> float:
        threshold = card.threshold_strict if strict else card.threshold
        found = found_of(samples, said, logits, strict, threshold)
        scores = sparing(logits, strict)
        own = limit_of(samples, found, scores)
        print(f"{'strict' if strict else 'default'}: limit {own:.5f}")
        print(*report(samples, found, scores < own), sep="\n")
        return own

    limits = limit(strict=True), limit(strict=False)
    print(*report_opinion(samples, logits), sep="\n", flush=True)
    networks = learn(torch.arange(len(samples)))
    write(networks, limits, given.run)
    sharpness = sharpness_of(given.run)
    write(networks, limits, given.run, sharpness)
    print(f"sharpness {sharpness[0]}, default {sharpness[1]}")


if __name__ == "__main__":
    main()
