"""Cuts a decoder down to what prompts need: its first layers, and the commonest ASCII tokens."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from secret_guard.prompt import CLOSE, GAP, NEWLINE, OPEN
from secret_guard.verdicts import CLASSES

SPACE = "\u2581"  # how SentencePiece writes a space
SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")
MARKS = (OPEN, CLOSE, NEWLINE, GAP)
ANSWERS = tuple(f"{SPACE}{chr(65 + i)}" for i in range(len(CLASSES)))


def cut(source: Path, target: Path, layers: int, tokens: int) -> Path:
    """Writes the first `layers` of the model in `source`, with `tokens` tokens, to `target`.

    Raises SystemExit where the vocabulary is not SentencePiece's BPE with bytes.
    """
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    state = json.loads((source / "tokenizer.json").read_text("utf-8"))
    kept = kept_tokens(state["model"], tokens)
    ids = [state["model"]["vocab"][token] for token in kept]
    (partial / "tokenizer.json").write_text(json.dumps(cut_tokenizer(state, kept)), "utf-8")
    shutil.copy(source / "tokenizer_config.json", partial)
    config = AutoConfig.from_pretrained(source)
    config.num_hidden_layers = layers
    config.layer_types = config.layer_types[:layers]
    model: Any = AutoModelForCausalLM.from_pretrained(source, config=config, dtype=torch.float32)
    rows = model.get_input_embeddings().weight.data[ids].clone()
    model.resize_token_embeddings(len(ids), mean_resizing=False)
    model.get_input_embeddings().weight.data.copy_(rows)
    for kind in ("pad", "eos", "bos"):
        setattr(model.config, f"{kind}_token_id", kept.index(f"<{kind}>"))
    model.save_pretrained(partial)
    partial.rename(target)
    return target


def kept_tokens(model: dict[str, Any], count: int) -> list[str]:
    """The `count` tokens to keep, in the order of their new ids.

    The lowest ids are the commonest pieces of text, since merges are learned in that order. A token
    is kept only if two kept ones merge into it: otherwise the tokenizer would never reach it.
    """
    vocabulary = model["vocab"]
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    if not model.get("byte_fallback") or not {*SPECIAL, *bytes_} <= vocabulary.keys():
        raise SystemExit("the vocabulary is not a SentencePiece BPE with bytes: nothing to cut")
    characters = [chr(code) for code in range(128) if chr(code) in vocabulary]
    kept = dict.fromkeys([*SPECIAL, *bytes_, *characters, SPACE, *MARKS])
    parts = defaultdict(list)
    for merge in model["merges"]:
        first, second = merge.split(" ") if isinstance(merge, str) else merge
        parts[first + second].append((first, second))
    kept.update(dict.fromkeys(SPACE + mark for mark in MARKS if SPACE + mark in vocabulary))
    kept.update(dict.fromkeys(ANSWERS))
    for token in by_id(vocabulary, vocabulary):
        if len(kept) == count:
            break
        plain = token.replace(SPACE, "").isascii()
        if plain and any(first in kept and second in kept for first, second in parts[token]):
            kept[token] = None
    return list(kept)


def by_id(tokens: Iterable[str], vocabulary: dict[str, int]) -> list[str]:
    """`tokens` in the order of their ids."""
    return sorted(tokens, key=lambda token: vocabulary[token])


def cut_tokenizer(state: dict[str, Any], kept: list[str]) -> dict[str, Any]:
    """tokenizer.json with the `kept` tokens only, numbered anew; the first ones are SPECIAL."""
    ids = {token: i for i, token in enumerate(kept)}
    model = state["model"]
    pairs = (merge.split(" ") if isinstance(merge, str) else merge for merge in model["merges"])
    merges = [[a, b] for a, b in pairs if a in ids and b in ids and a + b in ids]
    added = [
        {**token, "id": ids[token["content"]]}
        for token in state["added_tokens"]
        if token["content"] in SPECIAL
    ]
    processor = json.loads(json.dumps(state["post_processor"]))
    for token in processor["special_tokens"].values():
        token["ids"] = [ids[name] for name in token["tokens"]]
    return {
        **state,
        "added_tokens": added,
        "post_processor": processor,
        "model": {**model, "vocab": ids, "merges": merges},
    }
