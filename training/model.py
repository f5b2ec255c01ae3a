"""The classifier: a base model that gives one logit for each class, in either of two families.

Encoders (BERT) carry a classification head over the first token. Decoders (Gemma 3, Llama) are read
once, at the last token of the prompt: the logits of the single tokens " A", " B", ... are the class
scores.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bitsandbytes as bnb
import gguf
import torch
from peft import LoraConfig, PeftModel, get_peft_model, prepare_model_for_kbit_training
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BitsAndBytesConfig,
)

from secret_guard.llama import MAX_TOKENS
from secret_guard.verdicts import CLASSES
from training.recipe import Lora

ENCODERS = ("bert",)
DECODERS = ("llama", "gemma3_text")
UNPACKED = Path("runs/base")
SPACE_MARKS = ("\u2581", "\u0120")  # how SentencePiece and byte-level BPE write a space
HEAD = ("pooler", "classifier")
TARGETS = {
    "encoder": [
        "query",
        "key",
        "value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ],
    "decoder": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
}


@dataclass
class Classifier:
    """A model with its tokenizer; `labels` are the token ids of a decoder's classes."""

    family: str
    model: Any
    tokenizer: Any
    labels: list[int]

    def logits(self, **batch: torch.Tensor) -> torch.Tensor:
        """Class logits of shape (batch, len(CLASSES)) for a tokenized, padded batch."""
        if self.family == "encoder":
            scores = self.model(**batch).logits
        else:
            scores = self.model(**batch, logits_to_keep=1).logits[:, -1, self.labels]
        return torch.as_tensor(scores).float()

    def tokenize(self, prompts: list[str]) -> dict[str, torch.Tensor]:
        """The prompts as padded tensors of shape (batch, tokens) on the model's device.

        As at run time: special tokens in the text are text, and a long prompt keeps its last
        token, which an encoder was trained to see and where a decoder's answer is read.
        """
        rows = self.tokenizer(prompts, split_special_tokens=True)["input_ids"]
        rows = [r if len(r) <= MAX_TOKENS else [*r[: MAX_TOKENS - 1], r[-1]] for r in rows]
        batch = self.tokenizer.pad({"input_ids": rows}, pad_to_multiple_of=16, return_tensors="pt")
        return {key: tensor.to(self.model.device) for key, tensor in batch.items()}


def from_gguf(base: str) -> str:
    """A folder that transformers can load in 4-bit, made once if `base` is a GGUF file.

    Raises SystemExit for one whose scaled rotary embedding transformers would not read.
    """
    path = Path(base)
    if path.suffix != ".gguf":
        return base
    folder = UNPACKED / f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
    if not (folder / "tokenizer.json").exists():
        reader = gguf.GGUFReader(path)
        if any(tensor.name.startswith("rope_") for tensor in reader.tensors):
            raise SystemExit(f"{base}: start from the model's original folder (scaled rotary)")
        source: dict[str, Any] = {"gguf_file": path.name}
        config = AutoConfig.from_pretrained(path.parent, **source)
        config.query_pre_attn_scalar = config.head_dim  # as llama.cpp has it; only Gemma reads it
        packed = AutoModelForCausalLM.from_pretrained(path.parent, config=config, **source)
        model = AutoModelForCausalLM.from_config(  # type: ignore[no-untyped-call]
            config, dtype=torch.float32
        )
        model.load_state_dict(packed.state_dict())  # what came from a GGUF cannot be saved itself
        model.save_pretrained(folder)
        tokenizer = AutoTokenizer.from_pretrained(path.parent, **source)
        split = reader.get_field("tokenizer.ggml.pre")
        if split and split.contents() == "llama-bpe":  # llama.cpp takes whole words as they are
            tokenizer.backend_tokenizer.model.ignore_merges = True
        tokenizer.save_pretrained(folder)
    return str(folder)


def family_of(base: str) -> str:
    """ "encoder" or "decoder". Raises SystemExit for an architecture that is neither."""
    base = from_gguf(base)
    kind = AutoConfig.from_pretrained(base).model_type
    if kind in ENCODERS:
        return "encoder"
    if kind in DECODERS:
        return "decoder"
    raise SystemExit(f"{base}: architecture {kind!r} is not supported: {ENCODERS + DECODERS}")


def load(base: str, device: str = "cpu", load_in_4bit: bool = False) -> Classifier:
    """The base model with a fresh head; with `load_in_4bit` its linear layers are NF4."""
    base = from_gguf(base)
    family = family_of(base)
    options: dict[str, Any] = {"dtype": torch.float32}
    if load_in_4bit:
        options["quantization_config"] = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_compute_dtype=torch.bfloat16,
            llm_int8_skip_modules=["pooler.dense", "classifier", "lm_head"],
        )
        options["device_map"] = {"": device}
    if family == "decoder" and not device.startswith("cpu"):
        # What pads a prompt on its left sees no token: CUDA's fused attention makes that NaN.
        options["attn_implementation"] = "eager"
    if family == "encoder":
        options["num_labels"] = len(CLASSES)
        options["id2label"] = {i: reason.value for i, reason in enumerate(CLASSES)}
        options["label2id"] = {reason.value: i for i, reason in enumerate(CLASSES)}
        kind: Any = AutoModelForSequenceClassification
    else:
        kind = AutoModelForCausalLM
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "some weights are newly initialized": the head is
        model = kind.from_pretrained(base, **options)
    tokenizer = AutoTokenizer.from_pretrained(base)
    if family == "decoder":
        tokenizer.padding_side = "left"  # so that the last token is the last of every row
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    return Classifier(
        family,
        model if load_in_4bit else model.to(device),
        tokenizer,
        label_tokens(tokenizer, family),
    )


def label_tokens(tokenizer: Any, family: str) -> list[int]:
    """For a decoder: the ids of the single tokens " A", " B", ..., one for each class."""
    if family == "encoder":
        return []
    vocabulary = tokenizer.get_vocab()
    for space in SPACE_MARKS:
        ids = [vocabulary.get(f"{space}{chr(65 + i)}") for i in range(len(CLASSES))]
        if None not in ids:
            return ids
    raise SystemExit("the tokenizer has no single tokens for the labels ' A', ' B', ...")


def add_lora(classifier: Classifier, lora: Lora) -> Classifier:
    """The classifier with a trainable adapter on its 4-bit layers, and a trainable head."""
    config = LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        bias="none",
        target_modules=TARGETS[classifier.family],
        exclude_modules=r".*(pooler|classifier).*",
        modules_to_save=list(HEAD) if classifier.family == "encoder" else None,
    )
    prepared = prepare_model_for_kbit_training(  # type: ignore[no-untyped-call]
        classifier.model, use_gradient_checkpointing=False
    )
    classifier.model = get_peft_model(prepared, config)
    return classifier


def load_adapter(
    base: str, adapter: str, device: str = "cpu", load_in_4bit: bool = True
) -> Classifier:
    """The base with a trained adapter, ready to evaluate."""
    classifier = load(base, device, load_in_4bit)
    if not load_in_4bit:
        round_to_nf4(classifier.model)
    classifier.model = PeftModel.from_pretrained(classifier.model, adapter)
    classifier.model.eval()
    return classifier


def round_to_nf4(model: torch.nn.Module) -> None:
    """Replaces the weights that QLoRA kept in 4-bit by what NF4 makes of them, in float.

    The adapter was trained beside the rounded weights: merged into the original ones it would
    correct an error that is not there.
    """
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear) and not any(
            part in name for part in (*HEAD, "lm_head")
        ):
            weight = module.weight.data
            packed, state = bnb.functional.quantize_4bit(weight, quant_type="nf4")
            module.weight.data = bnb.functional.dequantize_4bit(packed, state).to(weight.dtype)
