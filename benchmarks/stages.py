"""Seconds of CPU of each stage on a part of a tree: `python -m benchmarks.stages FOLDER`.

Reading, candidates and judging by the package's own functions, one after the other, in a process of
its own. Judging is timed on some of the candidates, all by the model and without any cache.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.timing import Failed, bare_environment
from benchmarks.trees import regular_files

SAMPLE = 8_000_000  # bytes
JUDGED = 200
SEED = 4


def sample(folder: Path, wanted: int = SAMPLE) -> list[Path]:
    """Some of the files below `folder`, about `wanted` bytes of them, drawn by seed."""
    files = sorted(regular_files(folder))
    random.Random(SEED).shuffle(files)
    chosen, have = [], 0
    for file in files:
        if have >= wanted:
            break
        chosen.append(file)
        have += file.stat().st_size
    return chosen


def staged_times(folder: Path, judged: int = JUDGED) -> dict[str, float]:
    """Seconds of CPU for each stage, how many bytes and candidates, how many of these judged."""
    from secret_guard.candidates import find_candidates
    from secret_guard.llama import LlamaJudge
    from secret_guard.prompt import render
    from secret_guard.sources.tree import tree
    from secret_guard.types import Hunk

    os.chdir(folder)
    files = [file.relative_to(folder) for file in sample(folder)]
    judge = LlamaJudge()
    start = time.process_time()
    hunks = [item for item in tree(files) if isinstance(item, Hunk)]
    read = time.process_time()
    found = [one for hunk in hunks for one in find_candidates(hunk)]
    searched = time.process_time()
    chosen = random.Random(SEED).sample(found, min(judged, len(found)))
    judge.probabilities([render(one) for one in chosen])
    each = (time.process_time() - searched) / max(1, len(chosen))
    return {
        "bytes": sum(len(hunk.text) for hunk in hunks),
        "candidates": len(found),
        "judged": len(chosen),
        "reading": read - start,
        "finding": searched - read,
        "judging": each * len(found),
    }


def measure(folder: Path) -> dict[str, Any]:
    """`staged_times` in a process of its own. Raises Failed."""
    root = str(Path(__file__).resolve().parents[1])
    command = [sys.executable, "-m", "benchmarks.stages", str(folder.absolute())]
    done = subprocess.run(
        command,
        cwd=root,
        env={**bare_environment(), "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise Failed(f"failed (exit status {done.returncode})")
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(staged_times(Path(sys.argv[1]))))
