"""Cuts a decoder down to what prompts need: its first layers, and the tokens that prompts use."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

from secret_guard.verdicts import CLASSES

SPACE = "\u2581"  # how SentencePiece writes a space
SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>")
BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
ANSWERS = tuple(f"{SPACE}{chr(65 + i)}" for i in range(len(CLASSES)))
MARKUP = re.compile(r"</?(?:[a-z]+|h[1-6])>")
# Of other alphabets only the commonest characters: 2 in a prompt of real code, on average.
FOREIGN_CHARACTERS = 1024
TWICE = 2  # a piece that prompts use once is mostly one of a random value

Ranks = dict[tuple[str, str], int]


def cut(source: Path, target: Path, layers: int, tokens: int, prompts: Sequence[str]) -> None:
    """Writes the first `layers` of the model in `source`, with `tokens` tokens, to `target`.

    `prompts` say which tokens matter (see kept_tokens). Raises SystemExit where the vocabulary is
    not SentencePiece's BPE with bytes, or has fewer than `tokens` that are of use.
    """
    partial = target.with_name(target.name + ".partial")  # so that `target` is never half a model
    shutil.rmtree(partial, ignore_errors=True)
    state = json.loads((source / "tokenizer.json").read_text("utf-8"))
    whole = Tokenizer.from_file(str(source / "tokenizer.json"))
    rows = whole.encode_batch(list(prompts), add_special_tokens=False)
    kept = kept_tokens(state, tokens, Counter(token for row in rows for token in row.tokens))
    ids = [state["model"]["vocab"][token] for token in kept]
    cut_model(source, layers, ids).save_pretrained(partial)
    tokenizer = Tokenizer.from_str(json.dumps(cut_tokenizer(state, kept)))
    names = {f"{token.strip('<>')}_token": token for token in SPECIAL}
    fast: Any = PreTrainedTokenizerFast
    fast(tokenizer_object=tokenizer, **names).save_pretrained(partial)
    partial.rename(target)


def cut_model(source: Path, layers: int, ids: list[int]) -> Any:
    """The first `layers` of the model in `source` with the embeddings of `ids`, SPECIAL first."""
    model: Any = AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32)
    model.model.layers = model.model.layers[:layers]
    model.config.num_hidden_layers = layers
    model.config.layer_types = model.config.layer_types[:layers]
    embeddings = model.get_input_embeddings().weight.data[ids].clone()
    model.resize_token_embeddings(len(ids), mean_resizing=False)
    model.get_input_embeddings().weight.data.copy_(embeddings)
    for holder in (model.config, model.generation_config):
        for i, token in enumerate(SPECIAL):
            setattr(holder, f"{token.strip('<>')}_token_id", i)
    return model


def kept_tokens(state: dict[str, Any], count: int, used: Counter[str]) -> list[str]:
    """The `count` tokens to keep of a tokenizer.json, in the order of their new ids.

    First what every text needs (special tokens, bytes, characters), then what prompts use more
    than once, the commonest first, then ASCII pieces by id: they were learned in the order of their
    frequency. With a piece come the smaller ones that it is merged from: so every text whose tokens
    were all kept is split as before.
    """
    vocabulary = state["model"]["vocab"]
    if not state["model"]["byte_fallback"] or not {*SPECIAL, *BYTES} <= vocabulary.keys():
        raise SystemExit("the vocabulary is not a SentencePiece BPE with bytes: nothing to cut")
    ranks = ranks_of(state)
    by_id = sorted(vocabulary, key=lambda token: int(vocabulary[token]))
    markup = [token["content"] for token in state["added_tokens"] if is_markup(token)]
    characters = [token for token in by_id if len(token) == 1]
    ascii_ = [character for character in characters if character.isascii()]
    foreign = [character for character in characters if not character.isascii()]
    kept = dict.fromkeys([*SPECIAL, *BYTES, SPACE, *ascii_, *markup])
    kept.update(dict.fromkeys(foreign[:FOREIGN_CHARACTERS]))
    common = (token for token, times in used.most_common() if times >= TWICE)
    plain = (token for token in by_id if token.replace(SPACE, "").isascii())
    for token in (*ANSWERS, *common, *plain):
        pieces = [piece for piece in merged(token, ranks) if piece not in kept]
        if len(kept) + len(pieces) <= count:
            kept.update(dict.fromkeys(pieces))
        if len(kept) == count:
            break
    if len(kept) != count:
        raise SystemExit(f"{count} tokens are wanted, {len(kept)} are of use or needed at least")
    return list(kept)


def ranks_of(state: dict[str, Any]) -> Ranks:
    """The pairs that BPE merges, and when: those of the lowest rank first."""
    pairs = (tuple(m.split(" ") if isinstance(m, str) else m) for m in state["model"]["merges"])
    return {pair: rank for rank, pair in enumerate(pairs)}


def is_markup(added: dict[str, Any]) -> bool:
    """Whether an added token is looked for in the text as it stands, and is of use there."""
    return not added["special"] and MARKUP.fullmatch(added["content"]) is not None


def merged(token: str, ranks: Ranks) -> list[str]:
    """The characters of `token` and all that BPE makes of them on its way to `token`, itself last.

    Empty if it never gets there, as with bytes, special tokens and literal text.
    """
    pieces, made = list(token), list(token)
    while len(pieces) > 1:
        found = [(ranks[pair], i) for i, pair in enumerate(pairwise(pieces)) if pair in ranks]
        if not found:
            return []
        _, i = min(found)
        pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        made.append(pieces[i])
    return made


def cut_tokenizer(state: dict[str, Any], kept: Sequence[str]) -> dict[str, Any]:
    """tokenizer.json with the `kept` tokens only, numbered anew, and the merges among them."""
    ids = {token: i for i, token in enumerate(kept)}
    merges = [[a, b] for a, b in ranks_of(state) if a in ids and b in ids and a + b in ids]
    added = [
        {**token, "id": ids[token["content"]]}
        for token in state["added_tokens"]
        if token["content"] in SPECIAL or is_markup(token)
    ]
    start = {"id": "<bos>", "ids": [ids["<bos>"]], "tokens": ["<bos>"]}
    return {
        **state,
        "added_tokens": added,
        "post_processor": {**state["post_processor"], "special_tokens": {"<bos>": start}},
        "model": {**state["model"], "vocab": ids, "merges": merges},
    }
