"""Writes a merged decoder (Llama or Gemma 3, text only) as float GGUF.

What llama.cpp does otherwise than transformers: Llama's rotary embedding turns neighbouring
dimensions, not the two halves of a head, and Gemma's norms hold their weights with the 1 added.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import torch

from training.export import WORD_START, add_common, add_tensor, finish
from training.model import Classifier

ARCHITECTURES = {"llama": gguf.MODEL_ARCH.LLAMA, "gemma3_text": gguf.MODEL_ARCH.GEMMA3}
# Activations are not stored in a GGUF file: each architecture of llama.cpp has its own.
ACTIVATIONS = {"llama": "silu", "gemma3_text": "gelu_pytorch_tanh"}
GEMMA_PATTERN = 6  # one layer in six sees the whole text, the others only a window
# What splits a text before byte-level BPE, as llama.cpp names it. Some of these names also say
# that a word which is a token as a whole is never split ("ignore_merges").
LLAMA_3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
PRE_TOKENIZERS = {
    (LLAMA_3_SPLIT, "ByteLevel", "ignore_merges"): "llama-bpe",
    ("Digits", "ByteLevel use_regex"): "smollm",
    ("ByteLevel use_regex",): "gpt-2",
}


def write_decoder(classifier: Classifier, path: Path) -> None:
    """The merged model as float GGUF: architecture, tokenizer, labels, prompt version.

    Raises SystemExit, saying what, for a model that llama.cpp would compute differently.
    """
    config = classifier.model.config
    if config.model_type not in ARCHITECTURES:
        raise SystemExit(f"architecture {config.model_type!r} cannot be exported")
    architecture = ARCHITECTURES[config.model_type]
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[architecture])
    add_shape(writer, config)
    add_positions(writer, config, classifier.model.model.rotary_emb)
    add_common(writer, config)
    add_tokenizer(writer, classifier.tokenizer, config.vocab_size)
    names = gguf.get_tensor_name_map(architecture, config.num_hidden_layers)
    for name, tensor in classifier.model.state_dict().items():
        if not (config.tie_word_embeddings and name == "lm_head.weight"):
            add_tensor(writer, names, name, as_llama_cpp(name, tensor, config))
    finish(writer)


def add_shape(writer: Any, config: Any) -> None:
    """The sizes that both decoder architectures share, beside those of every model."""
    activation = getattr(config, "hidden_activation", None) or getattr(config, "hidden_act", None)
    _require(activation == ACTIVATIONS[config.model_type], f"activation {activation}")
    writer.add_vocab_size(config.vocab_size)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)


def add_positions(writer: Any, config: Any, rotary: Any) -> None:
    """The rotary embedding, and Gemma's sliding window."""
    if config.model_type == "llama":
        writer.add_rope_dimension_count(config.head_dim)
        writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
        factors = rope_factors(config, rotary)
        if not torch.allclose(factors, torch.ones_like(factors)):
            writer.add_tensor("rope_freqs.weight", factors.numpy())
        return
    everywhere, nearby = (
        config.rope_parameters[kind] for kind in ("full_attention", "sliding_attention")
    )
    kinds = {parameters["rope_type"] for parameters in (everywhere, nearby)}
    _require(kinds == {"default"}, f"rotary embedding {kinds}")
    # What llama.cpp takes for granted: no field of a GGUF file tells every version otherwise.
    _require(nearby["rope_theta"] == 10000, f"rope_theta {nearby['rope_theta']} within the window")
    pattern = [(i + 1) % GEMMA_PATTERN == 0 for i in range(config.num_hidden_layers)]
    full = [kind == "full_attention" for kind in config.layer_types]
    _require(full == pattern, "layers with full attention, other than every sixth")
    _require(config.query_pre_attn_scalar == config.head_dim, "query_pre_attn_scalar")
    _require(not config.attn_logit_softcapping, "attn_logit_softcapping")
    writer.add_rope_freq_base(everywhere["rope_theta"])
    writer.add_sliding_window(config.sliding_window)
    if config.final_logit_softcapping:
        writer.add_final_logit_softcapping(config.final_logit_softcapping)


def rope_factors(config: Any, rotary: Any) -> torch.Tensor:
    """By what the model's frequencies are divided, one factor for each pair of dimensions."""
    _require(rotary.attention_scaling == 1.0, "a rotary embedding that scales attention")
    steps = torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim
    plain = config.rope_parameters["rope_theta"] ** -steps
    return torch.as_tensor(plain / rotary.inv_freq.float().cpu())


def as_llama_cpp(name: str, tensor: torch.Tensor, config: Any) -> torch.Tensor:
    """The tensor as llama.cpp wants it (see the module's docstring)."""
    if config.model_type == "gemma3_text":
        return tensor.float() + 1 if name.endswith("norm.weight") else tensor
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    for part, count in heads.items():
        if f".{part}." in name:
            halves = tensor.reshape(count, 2, -1, *tensor.shape[1:])
            return halves.transpose(1, 2).reshape(tensor.shape)
    return tensor


def add_tokenizer(writer: Any, tokenizer: Any, rows: int) -> None:
    """The vocabulary, one token for each of the `rows` of the embedding, and how text is split."""
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    model, added = state["model"], state["added_tokens"]
    _require(model["type"] == "BPE", f"tokenizer {model['type']}")
    pairs = [tuple(m.split(" ") if isinstance(m, str) else m) for m in model["merges"]]
    texts = {i: text for text, i in model["vocab"].items()} | {t["id"]: t["content"] for t in added}
    types = dict.fromkeys(texts, gguf.TokenType.NORMAL)
    for token in added:
        special = token["special"]
        types[token["id"]] = gguf.TokenType.CONTROL if special else gguf.TokenType.USER_DEFINED
    if model["byte_fallback"]:
        mark_sentencepiece(tokenizer, texts, types)
        ranks = {"".join(pair): -float(rank) for rank, pair in reversed([*enumerate(pairs)])}
        # llama.cpp joins the neighbours whose union has the best score; it has no list of pairs.
        scores = [ranks.get(texts.get(i, ""), -float(len(pairs))) for i in range(rows)]
        writer.add_tokenizer_model("llama")
        writer.add_tokenizer_pre("default")
        writer.add_token_scores(scores)
        writer.add_add_space_prefix(tokenizer.tokenize("x")[0].startswith(WORD_START))
    else:
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(pre_tokenizer(state))
        writer.add_token_merges([" ".join(pair) for pair in pairs])
    writer.add_token_list([texts.get(i, f"[PAD{i}]") for i in range(rows)])
    writer.add_token_types([types.get(i, gguf.TokenType.UNUSED) for i in range(rows)])
    for kind in ("bos", "eos", "unk", "pad"):
        token_id = getattr(tokenizer, f"{kind}_token_id")
        if token_id is not None:
            getattr(writer, f"add_{kind}_token_id")(token_id)
    around = tokenizer("x")["input_ids"]
    writer.add_add_bos_token(around[0] == tokenizer.bos_token_id)
    writer.add_add_eos_token(around[-1] == tokenizer.eos_token_id)


def mark_sentencepiece(
    tokenizer: Any, texts: dict[int, str], types: dict[int, gguf.TokenType]
) -> None:
    """Sets the kinds of token that only SentencePiece has: unknown, bytes, and literal text."""
    byte_ids = {tokenizer.convert_tokens_to_ids(f"<0x{byte:02X}>") for byte in range(256)}
    _require(len(byte_ids) == 256, "a vocabulary without all 256 bytes")
    types.update(dict.fromkeys(byte_ids, gguf.TokenType.BYTE))
    types[tokenizer.unk_token_id] = gguf.TokenType.UNKNOWN
    for i, kind in types.items():
        if kind == gguf.TokenType.USER_DEFINED:  # these are looked for in the text as it stands
            texts[i] = texts[i].replace(WORD_START, " ")


def pre_tokenizer(state: Any) -> str:
    """llama.cpp's name for what splits a text before byte-level BPE."""
    step = state["pre_tokenizer"] or {}
    steps = step.get("pretokenizers", [step])
    found = tuple(filter(None, map(_step_name, steps)))
    if state["model"].get("ignore_merges"):
        found += ("ignore_merges",)
    _require(found in PRE_TOKENIZERS, f"pre-tokenizer {found}")
    _require(state["normalizer"] is None, "a normalizer")
    return PRE_TOKENIZERS[found]


def _step_name(step: dict[str, Any]) -> str:
    kind = str(step.get("type"))
    if kind == "Split":
        return str(step["pattern"].get("Regex"))
    if kind == "Digits" and not step["individual_digits"]:
        return "Digits in groups"
    return "ByteLevel use_regex" if kind == "ByteLevel" and step["use_regex"] else kind


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"llama.cpp would not compute this model as trained: {what}")
