"""The judge: the bundled GGUF model, run through llama.cpp. The only module that imports llama_cpp.

Two families of models: encoders give the class scores from a classification head (pooling type
RANK); decoders give them as the logits of the label tokens after the last token of the prompt.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ctypes import c_int32
from dataclasses import dataclass
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from queue import SimpleQueue
from types import ModuleType
from typing import Any

from secret_guard.errors import ModelError
from secret_guard.prompt import PROMPT_VERSION
from secret_guard.verdicts import CLASSES
from secret_guard.workers import cores

FAMILIES = ("encoder", "decoder")
DATA = Path(__file__).parent / "data"
# Prompts are about 80 tokens (see prompt.py); what is longer is cut at the end.
MAX_TOKENS = 320
# One context and one thread for each core: two ggml threads on one short prompt wait for each other
# more than they compute, and spin while another job has the core.
MAX_WORKERS = 8
# Weights that llama.cpp may rearrange for the processor (a third less time). Other types would go
# to its AMX code where the processor has that, which can crash (llama.cpp issue 20824).
REPACKED = ("iq4_nl",)
REINSTALL = "reinstall secret-guard (pip install --force-reinstall secret-guard)"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What model.json says of the GGUF beside it."""

    sha256: str
    prompt_version: int
    family: str
    labels: tuple[str, ...]
    label_tokens: tuple[int, ...]
    quantization: str
    temperature: float
    threshold: float
    threshold_strict: float


def read_card(folder: Path = DATA) -> ModelCard:
    """model.json of `folder`. Raises ModelError when it is missing or does not fit this program."""
    path = folder / "model.json"
    try:
        fields = json.loads(path.read_text("utf-8"))
        card = ModelCard(
            sha256=fields["sha256"],
            prompt_version=fields["prompt_version"],
            family=fields["family"],
            labels=tuple(fields["labels"]),
            label_tokens=tuple(fields["label_tokens"]),
            quantization=fields.get("quantization", ""),
            temperature=float(fields["temperature"]),
            threshold=float(fields["threshold"]),
            threshold_strict=float(fields["threshold_strict"]),
        )
    except FileNotFoundError:
        raise ModelError(f"{path} is missing: {REINSTALL}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} is not a model description ({error!r}): {REINSTALL}") from None
    if card.prompt_version != PROMPT_VERSION:
        raise ModelError(
            f"{path}: the model was trained on prompt version {card.prompt_version}, "
            f"this program writes version {PROMPT_VERSION}: {REINSTALL}, or retrain"
        )
    if card.family not in FAMILIES:
        raise ModelError(f"{path}: the model's family is not one of {FAMILIES}: {REINSTALL}")
    # Out of these ranges, or not a number, they would make everything SAFE.
    if not (0 < card.temperature < math.inf):
        raise ModelError(f"{path}: the temperature is not a number above 0: {REINSTALL}")
    if not (0 <= card.threshold <= 1 and 0 <= card.threshold_strict <= 1):
        raise ModelError(f"{path}: a threshold is not a number from 0 to 1: {REINSTALL}")
    if card.labels != tuple(reason.value for reason in CLASSES):
        raise ModelError(f"{path}: the model's labels are not this program's: {REINSTALL}")
    return card


def verified_model(folder: Path, card: ModelCard) -> Path:
    """The GGUF in `folder`. Raises ModelError unless its bytes are those that model.json names."""
    path = folder / "model.gguf"
    try:
        with path.open("rb") as stream:
            digest = hashlib.sha256()
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {REINSTALL}") from None
    if digest.hexdigest() != card.sha256:
        raise ModelError(f"{path} is altered (its sha256 is not that of model.json): {REINSTALL}")
    return path


class LlamaJudge:
    """Judges prompts with the model in `folder`; raises ModelError if it cannot.

    Deterministic: each prompt is computed alone, in one thread, whatever stands beside it.
    """

    def __init__(self, folder: Path = DATA) -> None:
        self.card = read_card(folder)
        self.model = _Model(verified_model(folder, self.card), self.card)

    def probabilities(self, prompts: Sequence[str]) -> list[list[float]]:
        """Calibrated class probabilities, one row of len(CLASSES) for each prompt."""
        return [softmax(row, self.card.temperature) for row in self.model.logits(prompts)]


def softmax(logits: Sequence[float], temperature: float) -> list[float]:
    """Probabilities of `logits` / `temperature`. Raises ModelError unless all are finite."""
    if not all(map(math.isfinite, logits)):
        raise ModelError(f"the model gave a score that is not a number: {REINSTALL}")
    top = max(logits)
    powers = [math.exp((logit - top) / temperature) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]


class _Model:
    """The weights, loaded once, and one llama.cpp context for each worker."""

    def __init__(self, path: Path, card: ModelCard) -> None:
        self.lib = import_llama()
        self.card = card
        options = self.lib.llama_model_default_params()
        options.n_gpu_layers = 0
        options.use_extra_bufts = card.quantization in REPACKED
        self.weights = self.lib.llama_model_load_from_file(os.fsencode(path), options)
        if not self.weights:
            raise ModelError(f"{path} cannot be loaded by llama.cpp: {REINSTALL}")
        if card.family == "encoder" and self._outputs() != len(card.labels):
            raise ModelError(f"{path} has no head for {len(card.labels)} classes: {REINSTALL}")
        self.vocabulary = self.lib.llama_model_get_vocab(self.weights)
        if card.family != "encoder" and not self._has_label_tokens():
            raise ModelError(f"{path} has no tokens for {len(card.labels)} classes: {REINSTALL}")
        self.idle: SimpleQueue[Any] = SimpleQueue()
        self.workers = 0

    def _outputs(self) -> int:
        return int(self.lib.llama_model_n_cls_out(self.weights))

    def _has_label_tokens(self) -> bool:
        size = self.lib.llama_vocab_n_tokens(self.vocabulary)
        tokens = self.card.label_tokens
        return len(tokens) == len(self.card.labels) and all(0 <= t < size for t in tokens)

    def logits(self, prompts: Sequence[str]) -> list[list[float]]:
        """Class logits for each prompt; many prompts are spread over the cores."""
        wanted = min(len(prompts), cores(), MAX_WORKERS)
        while self.workers < wanted:
            self.idle.put(self._context())
            self.workers += 1
        if wanted <= 1:
            return [self._one(prompt) for prompt in prompts]
        with ThreadPoolExecutor(wanted) as pool:  # llama.cpp runs outside Python's lock
            return list(pool.map(self._one, prompts))

    def _context(self) -> Any:
        options = self.lib.llama_context_default_params()
        options.n_ctx = options.n_batch = options.n_ubatch = MAX_TOKENS
        options.n_seq_max = 1
        options.n_threads = options.n_threads_batch = 1
        if self.card.family == "encoder":
            options.embeddings = True
            options.pooling_type = self.lib.LLAMA_POOLING_TYPE_RANK
        else:  # 16-bit keys and values (also flash attention's) cost accuracy and save no time here
            options.type_k = options.type_v = self.lib.GGML_TYPE_F32
            options.flash_attn_type = 0  # disabled
        context = self.lib.llama_init_from_model(self.weights, options)
        if not context:
            raise ModelError("llama.cpp cannot set up the model: is there enough free memory?")
        return context

    def _one(self, prompt: str) -> list[float]:
        tokens = self.tokens(prompt)
        context = self.idle.get()
        try:
            return self._run(context, tokens)
        finally:
            self.idle.put(context)

    def tokens(self, prompt: str) -> list[int]:
        """The tokens of `prompt`, cut to what a context holds."""
        raw = prompt.encode("utf-8", "replace")
        room = len(raw) + 8
        buffer = (c_int32 * room)()
        count = self.lib.llama_tokenize(self.vocabulary, raw, len(raw), buffer, room, True, False)
        if count <= 0:
            raise ModelError(f"the model's tokenizer failed: {REINSTALL}")
        tokens = list(buffer[:count])
        if count > MAX_TOKENS:  # keep the closing token that an encoder was trained to see
            tokens = [*tokens[: MAX_TOKENS - 1], tokens[-1]]
        return tokens

    def _run(self, context: Any, tokens: list[int]) -> list[float]:
        array = (c_int32 * len(tokens))(*tokens)
        batch = self.lib.llama_batch_get_one(array, len(tokens))
        encoder = self.card.family == "encoder"
        if not encoder:
            self.lib.llama_memory_clear(self.lib.llama_get_memory(context), True)
        run = self.lib.llama_encode if encoder else self.lib.llama_decode
        status = run(context, batch)
        if status != 0:
            raise ModelError(f"llama.cpp could not run the model (status {status})")
        if encoder:
            row = self.lib.llama_get_embeddings_seq(context, 0)
            return [float(row[i]) for i in range(len(self.card.labels))]
        row = self.lib.llama_get_logits_ith(context, -1)
        return [float(row[token]) for token in self.card.label_tokens]


def import_llama() -> Any:
    """The llama_cpp module, its log silenced. Raises ModelError when it cannot be imported."""
    try:
        llama_cpp = _bindings()
    except Exception as error:  # a broken native library raises whatever it likes
        raise ModelError(
            f"llama_cpp cannot be imported ({type(error).__name__}): "
            "reinstall it (pip install --force-reinstall llama-cpp-python)"
        ) from None
    global _silent
    _silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(_silent, None)
    llama_cpp.llama_backend_init()
    return llama_cpp


def _bindings() -> ModuleType:
    """The C bindings of llama_cpp alone: the rest imports numpy and jinja2, for 0.1 s more."""
    whole, spec = sys.modules.get("llama_cpp"), find_spec("llama_cpp")
    if whole is None and spec is not None:
        sys.modules["llama_cpp"] = module_from_spec(spec)  # not run: it says where its parts are
    try:
        import llama_cpp.llama_cpp as bindings
    finally:
        if whole is None:
            sys.modules.pop("llama_cpp", None)
    return bindings


# llama.cpp keeps a bare pointer to its log callback, so Python must keep the object alive.
_silent: Any = None
