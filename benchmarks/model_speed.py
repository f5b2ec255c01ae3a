"""MODEL: candidates a second, time to the first verdict, and the arithmetic floor."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import stages, table
from benchmarks.speed_tables import seconds
from benchmarks.timing import Failed, bare_environment, cores

PROMPTS = 200
STEPS = ("interpreter", "imports", "load", "first decode")
# numpy's libraries read these; the rate is that of one core.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass
class ModelTimes:
    """Seconds to the first verdict by step and run; prompts a second by cores and run; the floor.

    `rates` are of wall time, `per_cpu` of CPU time. `floor` is as `model_worker.floor` gives it.
    """

    source: str
    prompts: int
    steps: dict[str, list[float]] = field(default_factory=dict)
    rates: dict[int, list[float]] = field(default_factory=dict)
    per_cpu: dict[int, list[float]] = field(default_factory=dict)
    floor: dict[str, float] = field(default_factory=dict)

    @property
    def operations(self) -> float:
        """Of one forward pass: two for each weight in a matrix product and each token."""
        return 2 * (self.floor["weights"] * self.floor["tokens"] + self.floor["head"])

    @property
    def bound(self) -> float:
        """Prompts a second, were one core to do nothing but multiply float32 matrices."""
        return self.floor["operations"] / self.operations


def prompts_of_examples(count: int = PROMPTS) -> list[str]:
    """The prompts of the written examples that the model was not trained on."""
    from secret_guard.prompt import render
    from training.examples import UNSEEN_EXAMPLES, proposed, read_examples

    return [render(proposed(one, 0)[1]) for one in read_examples(UNSEEN_EXAMPLES)[:count]]


def prompts_of_tree(folder: Path, count: int = PROMPTS) -> list[str]:
    """The prompts of candidates in some of the files below `folder`, each once."""
    from secret_guard.candidates import find_candidates
    from secret_guard.hunks import whole
    from secret_guard.prompt import render
    from secret_guard.types import Hunk

    found: dict[str, None] = {}
    for file in stages.sample(folder):
        hunk = whole(str(file.relative_to(folder)), file.read_bytes())
        if isinstance(hunk, Hunk):
            found |= dict.fromkeys(render(one) for one in find_candidates(hunk))
        if len(found) > 4 * count:  # not all from the same few files
            break
    return random.Random(stages.SEED).sample(list(found), min(count, len(found)))


def measure(outputs: Path, runs: int, tree: Path | None, count: int = PROMPTS) -> ModelTimes:
    """All figures. Prompts are of `tree`'s candidates, without one of the written examples.

    Raises Failed.
    """
    prompts = prompts_of_tree(tree, count) if tree else prompts_of_examples(count)
    if not prompts:
        raise Failed("there are no candidates to judge")
    file = outputs / "prompts.json"
    file.write_text(json.dumps(prompts), "utf-8")
    times = ModelTimes(tree.name if tree else "the written examples", len(prompts))
    times.steps = {name: [] for name in STEPS}
    own = cores()
    amounts = [1, 2] if len(own) > 1 else [1]
    worker("first", file, own)  # so that files lie in the system's cache
    for number in range(runs):
        print(f"model, round {number + 1} of {runs}", file=sys.stderr)
        for name, took in zip(STEPS, first(file, own), strict=True):
            times.steps[name].append(took)
        for amount in amounts:
            done = worker("rate", file, own[:amount])
            times.rates.setdefault(amount, []).append(done["prompts"] / done["wall"])
            times.per_cpu.setdefault(amount, []).append(done["prompts"] / done["cpu"])
    times.floor = worker("floor", file, own[:1], ONE_THREAD)
    return times


def first(file: Path, own: Sequence[int]) -> list[float]:
    """The seconds of each of STEPS in a new process."""
    start = time.monotonic()
    done = worker("first", file, own)
    moments = [start, *(done[name] for name in ("begun", "imported", "loaded", "judged"))]
    return [b - a for a, b in pairwise(moments)]


def worker(
    what: str, file: Path, own: Sequence[int], more: Mapping[str, str] | None = None
) -> dict[str, float]:
    """What `model_worker` prints, run on the cores `own`. Raises Failed."""
    root = str(Path(__file__).resolve().parents[1])

    def bind() -> None:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, own)

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.model_worker", what, str(file)],
        cwd=root,
        env={**bare_environment(), "PYTHONPATH": root, **(more or {})},
        stdout=subprocess.PIPE,
        preexec_fn=bind,
        check=False,
    )
    if done.returncode:
        raise Failed(f"model_worker {what} failed (exit status {done.returncode})")
    return dict(json.loads(done.stdout))


# --- tables -----------------------------------------------------------------------------------


def render(times: ModelTimes) -> str:
    """The three tables."""
    parts = [f"{times.prompts} candidates of {times.source}."]
    rows = []
    for amount, rates in times.rates.items():
        spread = f"{min(rates):.1f}..{max(rates):.1f}"
        cpu = f"{median(times.per_cpu[amount]):.1f}"
        share = f"{median(rates) / amount / times.bound:.2f}"
        rows.append([str(amount), f"{median(rates):.1f}", spread, cpu, share])
    head = ["cores", "candidates/s", "spread", "candidates for 1 s of CPU", "rate per core / floor"]
    parts.append(table.markdown(head, rows))
    steps = [[name, seconds(median(took))] for name, took in times.steps.items()]
    totals = [sum(took) for took in zip(*times.steps.values(), strict=True)]
    steps.append(["to the first verdict", seconds(median(totals))])
    parts.append(table.markdown(["step, fresh process", "wall s"], steps))
    parts.append(table.markdown(["arithmetic floor, one core", ""], _floor_rows(times)))
    return "\n\n".join(parts)


def _floor_rows(times: ModelTimes) -> list[list[str]]:
    own = times.floor
    return [
        ["tokens per candidate, mean", f"{own['tokens']:.1f}"],
        ["weights in matrix products, each token", f"{own['weights'] / 1e6:.2f} million"],
        ["weights of the head, last token", f"{own['head'] / 1e6:.2f} million"],
        ["operations for each candidate", f"{times.operations / 1e9:.2f} billion"],
        ["float32 matrix rate of the core (numpy)", f"{own['operations'] / 1e9:.1f} billion/s"],
        ["candidates/s at that rate", f"{times.bound:.1f}"],
    ]


def as_json(times: ModelTimes) -> dict[str, Any]:
    """Everything that was measured."""
    return vars(times)
