"""Merges the adapter into the base and writes the runtime's model: GGUF, quantized by llama.cpp."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from secret_guard.llama import import_llama
from secret_guard.prompt import PROMPT_VERSION
from secret_guard.verdicts import CLASSES
from training.base_model import resolve
from training.model import Classifier, load, load_adapter
from training.recipe import Recipe, name_of, recipe_of

WORD_START = "\u2581"  # llama.cpp's WordPiece marks beginnings of words, BERT's continuations (##)
ENCODER_ARCHITECTURE = gguf.MODEL_ARCH.BERT


def merge(base: str, run: Path) -> Classifier:
    """The trained model in float: the base as the adapter saw it (rounded to NF4), and the adapter.

    One that was tuned in full lies in `run`/merged already.
    """
    if not (run / "adapter").exists():
        return load(str(run / "merged"))
    classifier = load_adapter(base, str(run / "adapter"), load_in_4bit=False)
    classifier.model = classifier.model.merge_and_unload()
    return classifier


def write_gguf(classifier: Classifier, path: Path) -> None:
    """The merged model as float GGUF: architecture, tokenizer, head, labels, prompt version."""
    if classifier.family != "encoder":
        from training.export_decoder import write_decoder

        write_decoder(classifier, path)
        return
    config = classifier.model.config
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[ENCODER_ARCHITECTURE])
    writer.add_layer_norm_eps(config.layer_norm_eps)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.RANK)
    add_common(writer, config)
    add_wordpiece(writer, classifier.tokenizer, config.type_vocab_size)
    names = gguf.get_tensor_name_map(ENCODER_ARCHITECTURE, config.num_hidden_layers)
    for name, tensor in classifier.model.state_dict().items():
        if "position_ids" not in name:
            add_tensor(writer, names, _llama_name(name), tensor)
    finish(writer)


def _llama_name(name: str) -> str:
    """BERT's tensor names in the spelling that the GGUF name map knows (its head is RoBERTa's)."""
    name = name.removeprefix("bert.").replace("pooler.dense.", "classifier.dense.")
    return name.replace("classifier.weight", "classifier.out_proj.weight").replace(
        "classifier.bias", "classifier.out_proj.bias"
    )


def add_common(writer: Any, config: Any) -> None:
    """What both families carry: sizes, the labels in order, prompt version, type of weights."""
    writer.add_name("secret-guard judge")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_head_count(config.num_attention_heads)
    writer.add_classifier_output_labels([reason.value for reason in CLASSES])
    writer.add_uint32("secret_guard.prompt_version", PROMPT_VERSION)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)


def add_wordpiece(writer: Any, tokenizer: Any, token_types: int) -> None:
    """BERT's vocabulary, in the form llama.cpp reads."""
    vocabulary = tokenizer.get_vocab()
    special = set(tokenizer.all_special_tokens)
    tokens = sorted(vocabulary, key=lambda token: int(vocabulary[token]))
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([t if t in special else _word_start(t) for t in tokens])
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if t in special else normal for t in tokens])
    writer.add_token_type_count(token_types)
    writer.add_sep_token_id(tokenizer.sep_token_id)
    writer.add_bos_token_id(tokenizer.cls_token_id)
    writer.add_eos_token_id(tokenizer.sep_token_id)
    writer.add_unk_token_id(tokenizer.unk_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_mask_token_id(tokenizer.mask_token_id)


def _word_start(token: str) -> str:
    return token[2:] if token.startswith("##") else WORD_START + token


def add_tensor(writer: Any, names: Any, name: str, tensor: torch.Tensor) -> None:
    """One tensor under its GGUF name. Raises SystemExit for one that llama.cpp has no name for."""
    target = names.get_name(name, try_suffixes=(".weight", ".bias"))
    if target is None:
        raise SystemExit(f"no GGUF name for tensor {name!r}")
    writer.add_tensor(target, tensor.detach().cpu().numpy().astype(np.float32))


def finish(writer: Any) -> None:
    """Writes everything to the file and closes it."""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(source: Path, target: Path, kind: str, embeddings: str) -> None:
    """`source` with its weights as `kind` ("q8_0", "f16", "q5_k_m", ...), by llama.cpp.

    The table of tokens is of the type `embeddings` ("q8_0", "q5_1", ...).
    """
    llama_cpp = import_llama()
    options = llama_cpp.llama_model_quantize_default_params()
    types = {n.removeprefix("LLAMA_FTYPE_MOSTLY_"): getattr(llama_cpp, n) for n in dir(llama_cpp)}
    if kind.upper() not in types:
        raise SystemExit(f"unknown quantization {kind!r}")
    if embeddings.upper() not in gguf.GGMLQuantizationType.__members__:
        raise SystemExit(f"unknown type of the embeddings {embeddings!r}")
    options.ftype = types[kind.upper()]
    options.token_embedding_type = gguf.GGMLQuantizationType[embeddings.upper()]
    status = llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), options)
    if status != 0:
        raise SystemExit(f"llama.cpp could not quantize {source} (status {status})")


def architecture_of(config: Any) -> str:
    """The kind and the size of a model in words."""
    within = f"{config.intermediate_size:,} neurons and {config.num_attention_heads} heads in each"
    size = f"{config.num_hidden_layers} layers, {config.hidden_size} wide, {within}"
    return f"{config.model_type}, {size}, vocabulary of {config.vocab_size:,}"


def export(base: str, run: Path, recipe: Recipe) -> Path:
    """Merges `run`/adapter and writes `run`/merged, `run`/model.gguf and a first model.json.

    `base` is the recipe's own or any other name or folder.
    """
    classifier = merge(resolve(base, recipe.base), run)
    if (run / "adapter").exists():
        classifier.model.save_pretrained(run / "merged")
        classifier.tokenizer.save_pretrained(run / "merged")
    target = run / "model.gguf"
    with tempfile.TemporaryDirectory(dir=run) as scratch:
        write_gguf(classifier, Path(scratch) / "float.gguf")
        wanted = recipe.export
        quantize(Path(scratch) / "float.gguf", target, wanted.quantization, wanted.embeddings)
    card = {
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "prompt_version": PROMPT_VERSION,
        "family": classifier.family,
        "labels": [reason.value for reason in CLASSES],
        "label_tokens": classifier.labels,
        "base": base,
        "base_licence": recipe.base.licence if base == recipe.base.model else "see the base",
        "architecture": architecture_of(classifier.model.config),
        "recipe": name_of(run),
        "method": recipe.training.method,
        "epochs": recipe.training.epochs,
        "quantization": recipe.export.quantization,
        "bytes": target.stat().st_size,
        "threshold": recipe.policy.threshold,
        "threshold_strict": recipe.policy.threshold_strict,
        "temperature": 1.0,  # set by training.calibrate
    }
    (run / "model.json").write_text(json.dumps(card, indent=2) + "\n", "utf-8")
    return target


def main() -> None:
    """`python -m training.export`: adapter -> merged model -> model.gguf and model.json."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--base-model", help="folder or hub id (default: the recipe's)")
    parser.add_argument("--run", type=Path, default=Path("runs/latest"))
    options = parser.parse_args()
    recipe = recipe_of(options.run)
    target = export(options.base_model or recipe.base.model, options.run, recipe)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
