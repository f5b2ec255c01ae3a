"""The decoder family: what llama.cpp computes from the GGUF is what PyTorch computes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

import torch
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from secret_guard.cascade import Cascade
from secret_guard.errors import ModelError
from secret_guard.llama import MAX_TOKENS, LlamaJudge
from secret_guard.prompt import PROMPT_VERSION, render
from secret_guard.types import Candidate
from secret_guard.verdicts import CLASSES
from training.export import merge
from training.export_decoder import LLAMA_3_SPLIT, write_decoder
from training.model import TARGETS, Classifier, add_lora, load
from training.recipe import load_recipe

TOLERANCE = 3e-4
TOLERANCE_GELU = 3e-3  # llama.cpp looks GELU up in a table of 16-bit floats
LETTERS = [chr(65 + i) for i in range(len(CLASSES))]
LINES = [
    "generic password in config / settings.yml: 11 long lower digit ¶ host: db ¶ password: « x1 »",
    "private key in deploy / id: 99 long multi line ¶ the value is read from the environment",
    "token = os.environ « TOKEN » ¶ return client(token) verdict:",
    *(f"verdict: {letter}" for letter in LETTERS * 3),
]
PROMPTS = [
    "generic password in config / app.yml: 8 long lower ¶ password: « example » verdict:",
    "token in src / Größe.py: 12 long ¶ naïve = « ключ 密码 🔑 12345 » … verdict:",
    "it's  two   spaces, <bos> and <|end|> as text, <td>\t a tab ¶ I'LL we're verdict:",
    "x verdict:",
    "long " * 2 * MAX_TOKENS + "verdict:",
]


def byte_level_tokenizer() -> PreTrainedTokenizerFast:
    """As Llama 3's: split by its expression, then byte-level BPE."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA_3_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<bos>", "<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(LINES, trainer)
    return finished(tokenizer, bos_token="<bos>", eos_token="<|end|>")


def sentencepiece_tokenizer() -> PreTrainedTokenizerFast:
    """As Gemma's: BPE over text whose spaces are "\u2581", with bytes for unknown characters."""
    learned = Tokenizer(models.BPE())
    learned.normalizer = normalizers.Replace(" ", "\u2581")
    learned.pre_tokenizer = pre_tokenizers.Split("\u2581", "merged_with_next")
    learned.train_from_iterator(LINES, trainers.BpeTrainer(vocab_size=200, show_progress=False))
    pieces = sorted(learned.get_vocab(), key=lambda piece: learned.token_to_id(piece) or 0)
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    texts = [*special, "<td>", *(f"<0x{byte:02X}>" for byte in range(256)), *pieces]
    vocabulary = {text: i for i, text in enumerate(texts)}
    # As transformers derives them from a SentencePiece model: every way to make a piece, in order.
    merges = [
        (piece[:i], piece[i:])
        for piece in pieces
        for i in range(1, len(piece))
        if piece[:i] in vocabulary and piece[i:] in vocabulary
    ]
    tokenizer = Tokenizer(
        models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    )
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in special])
    tokenizer.add_tokens([AddedToken("<td>", normalized=False)])
    return finished(
        tokenizer, bos_token="<bos>", eos_token="<eos>", unk_token="<unk>", pad_token="<pad>"
    )


def finished(tokenizer: Tokenizer, **names: str) -> PreTrainedTokenizerFast:
    bos = names["bos_token"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))]
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)


SHAPE: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "max_position_embeddings": 1024,
    "initializer_range": 0.3,  # scores far apart, so that a wrong weight shows
}


def llama(folder: Path, **options: Any) -> Path:
    tokenizer = byte_level_tokenizer()
    torch.manual_seed(1)
    config = LlamaConfig(
        **SHAPE, vocab_size=len(tokenizer) + 3, bos_token_id=0, eos_token_id=1, **options
    )
    return saved(LlamaForCausalLM(config), tokenizer, folder)


def gemma(folder: Path) -> Path:
    tokenizer = sentencepiece_tokenizer()
    torch.manual_seed(2)
    config = Gemma3TextConfig(
        **{**SHAPE, "num_hidden_layers": 6},  # the sixth is the first with full attention
        vocab_size=len(tokenizer),
        query_pre_attn_scalar=32,
        sliding_window=24,
    )
    return saved(Gemma3ForCausalLM(config), tokenizer, folder)


def saved(model: Any, tokenizer: Any, folder: Path) -> Path:
    """As a base model lies on a disk; the norms' weights are made to differ."""
    for name, parameter in model.named_parameters():
        if "norm" in name:
            torch.nn.init.normal_(parameter, mean=parameter.mean().item(), std=0.1)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def same_tokens(classifier: Classifier, judge: LlamaJudge, prompts: list[str]) -> None:
    """Fails where the two tokenizers differ, of PyTorch and of llama.cpp."""
    for prompt in prompts:
        batch = classifier.tokenize([prompt])
        expected = batch["input_ids"][batch["attention_mask"] == 1].tolist()
        assert judge.model.tokens(prompt) == expected


def judge_of(classifier: Classifier, folder: Path) -> LlamaJudge:
    path = folder / "model.gguf"
    write_decoder(classifier, path)
    card = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "prompt_version": PROMPT_VERSION,
        "family": classifier.family,
        "labels": [reason.value for reason in CLASSES],
        "label_tokens": classifier.labels,
        "temperature": 1.0,
        "threshold": 0.5,
        "threshold_strict": 0.5,
    }
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    return LlamaJudge(folder=folder)


def difference(base: Path, folder: Path) -> float:
    """The greatest difference of a class logit between PyTorch and llama.cpp."""
    classifier = load(str(base))
    judge = judge_of(classifier, folder)
    same_tokens(classifier, judge, PROMPTS)
    with torch.no_grad():  # in one batch, so with padding
        theirs = classifier.logits(**classifier.tokenize(PROMPTS))
    ours = torch.tensor(judge.model.logits(PROMPTS))
    assert theirs.std() > 1
    return float((ours - theirs).abs().max())


def test_llama(tmp_path: Path) -> None:
    assert difference(llama(tmp_path / "base"), tmp_path) < TOLERANCE


def test_llama_with_scaled_rotary_embedding_and_tied_weights(tmp_path: Path) -> None:
    scaled = {
        "rope_type": "llama3",
        "rope_theta": 10000.0,
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64,
    }
    base = llama(tmp_path / "base", rope_parameters=scaled, tie_word_embeddings=True)
    assert difference(base, tmp_path) < TOLERANCE


def test_gemma(tmp_path: Path) -> None:
    assert difference(gemma(tmp_path / "base"), tmp_path) < TOLERANCE_GELU


@pytest.mark.parametrize("make", [llama, gemma])
def test_a_gguf_file_is_a_base(
    make: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.model.UNPACKED", tmp_path / "unpacked")
    original = load(str(make(tmp_path / "base")))
    judge_of(original, tmp_path)
    again = load(str(tmp_path / "model.gguf"))
    (tmp_path / "again").mkdir()
    assert difference(tmp_path / "model.gguf", tmp_path / "again") < TOLERANCE_GELU
    rows = [c.logits(**c.tokenize(PROMPTS)) for c in (original, again)]
    torch.testing.assert_close(*rows, atol=1e-4, rtol=0)


def test_the_judge_decides(tmp_path: Path) -> None:
    judge = judge_of(load(str(llama(tmp_path / "base"))), tmp_path)
    candidate = Candidate("generic", "", "a.py", 1, 1, 1, 5, "x = 1", line_text="x = 1")
    (verdict,) = Cascade(folder=tmp_path).judge([candidate])
    assert verdict.label in ("ALERT", "SAFE")
    (row,) = judge.probabilities([render(candidate)])
    alert = sum(p for p, reason in zip(row, CLASSES, strict=True) if reason.label == "ALERT")
    assert verdict.score == pytest.approx(alert)


@pytest.mark.parametrize("tokens", [[], [1] * 7, [*range(7), 10**6], [*range(7), -1]])
def test_label_tokens_that_the_model_lacks_are_an_error(tokens: list[int], tmp_path: Path) -> None:
    judge_of(load(str(llama(tmp_path / "base"))), tmp_path)
    path = tmp_path / "model.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "label_tokens": tokens}))
    with pytest.raises(ModelError, match="no tokens for 8 classes"):
        LlamaJudge(folder=tmp_path)


def test_a_model_that_llama_cpp_computes_otherwise_is_refused(tmp_path: Path) -> None:
    classifier = load(str(llama(tmp_path / "base")))
    classifier.model.config.hidden_act = "gelu"
    with pytest.raises(SystemExit, match="activation gelu"):
        write_decoder(classifier, tmp_path / "model.gguf")


@pytest.mark.parametrize("make", [llama, gemma])
def test_one_step_of_qlora_changes_the_adapter_only(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    base = str(make(tmp_path / "base"))
    classifier = add_lora(load(base, load_in_4bit=True), load_recipe().lora)
    batch = classifier.tokenize(PROMPTS)
    loss = torch.nn.functional.cross_entropy(classifier.logits(**batch), torch.arange(5))
    loss.backward()
    trained = {n: p for n, p in classifier.model.named_parameters() if p.requires_grad}
    assert trained and all("lora_" in name for name in trained)
    layers = classifier.model.config.num_hidden_layers
    assert len(trained) == 2 * layers * len(TARGETS["decoder"])
    gradients = [p.grad.abs().sum() for n, p in trained.items() if "lora_B" in n]
    assert all(gradient > 0 for gradient in gradients)

    before = classifier.logits(**batch).detach()
    torch.optim.AdamW(trained.values(), lr=1e-2).step()
    after = classifier.logits(**batch).detach()
    classifier.model.save_pretrained(tmp_path / "adapter")
    merged = merge(base, tmp_path)
    with torch.no_grad():  # the 4-bit layers compute in 16 bits
        rounding = (merged.logits(**batch) - after).abs().mean()
    assert rounding < 0.2 * (after - before).abs().mean()
