"""What the model takes, in a process of its own: `python -m benchmarks.model_worker WHAT FILE`.

FILE holds a JSON list of prompts. WHAT is "first" (to the first verdict), "rate" (all of them on
the cores that this process may use), or "floor" (tokens, weights, the core's rate of products).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

SIZE = 1024  # of the matrices that are multiplied
SECONDS = 3.0


def first(prompts: list[str]) -> dict[str, float]:
    """The moments (of the clock that all processes share) up to the first verdict."""
    begun = time.monotonic()
    from secret_guard.llama import LlamaJudge, import_llama

    import_llama()
    imported = time.monotonic()
    judge = LlamaJudge()
    loaded = time.monotonic()
    judge.probabilities(prompts[:1])
    return {"begun": begun, "imported": imported, "loaded": loaded, "judged": time.monotonic()}


def rate(prompts: list[str]) -> dict[str, float]:
    """Prompts, and seconds for all of them, after one that does not count."""
    from secret_guard.llama import LlamaJudge

    judge = LlamaJudge()
    judge.probabilities(prompts[:8])
    start, cpu = time.perf_counter(), time.process_time()
    judge.probabilities(prompts)
    seconds = time.perf_counter() - start
    return {"prompts": len(prompts), "wall": seconds, "cpu": time.process_time() - cpu}


def floor(prompts: list[str]) -> dict[str, float]:
    """Mean tokens of a prompt, weights in matrix products, operations of this core a second.

    The head's weights are used for the last token only; the embeddings are looked up.
    """
    from secret_guard.llama import LlamaJudge

    model = LlamaJudge().model
    embeddings = model.lib.llama_vocab_n_tokens(model.vocabulary) * model.lib.llama_model_n_embd(
        model.weights
    )
    return {
        "tokens": sum(len(model.tokens(one)) for one in prompts) / len(prompts),
        "weights": model.lib.llama_model_n_params(model.weights) - embeddings,
        "head": embeddings,
        "operations": multiplication_rate(),
    }


def multiplication_rate(size: int = SIZE, seconds: float = SECONDS) -> float:
    """Operations a second (a multiplication and an addition are two) of float32 matrices."""
    import numpy as np

    left = np.random.default_rng(0).standard_normal((size, size), dtype=np.float32)
    best, end = float("inf"), time.perf_counter() + seconds
    while best == float("inf") or time.perf_counter() < end:
        start = time.perf_counter()
        left @ left
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best


if __name__ == "__main__":
    what, file = sys.argv[1:]
    given = json.loads(Path(file).read_text("utf-8"))
    print(json.dumps({"first": first, "rate": rate, "floor": floor}[what](given)))
