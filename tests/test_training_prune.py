"""Pruning a trained decoder: the neurons that do nothing go first, and what is left still runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from tests.test_decoder import PROMPTS, TOLERANCE_GELU, difference, gemma
from training import train
from training.dataset import Splits
from training.examples import TRAINING_EXAMPLES, read_examples
from training.model import Classifier, load
from training.prune import importance, prune
from training.recipe import RECIPE, load_recipe

FIELD = load_recipe(RECIPE.with_name("field.toml"))


@pytest.fixture
def classifier(tmp_path: Path) -> Classifier:
    made = load(str(gemma(tmp_path / "base")))
    made.model.eval()
    return made


def test_what_says_nothing_is_not_missed(classifier: Classifier) -> None:
    neurons, heads = torch.arange(0, 128, 2), torch.cat([torch.arange(32), torch.arange(96, 128)])
    for layer in classifier.model.model.layers:
        layer.mlp.down_proj.weight.data[:, neurons] = 0
        layer.self_attn.o_proj.weight.data[:, heads] = 0  # one of each group
    batch = classifier.tokenize(PROMPTS)
    with torch.no_grad():
        before = classifier.logits(**batch)
        prune(classifier.model, 64, 2, [batch])
        after = classifier.logits(**batch)
    for layer in classifier.model.model.layers:
        assert tuple(layer.mlp.up_proj.weight.shape) == (64, 64)
        assert tuple(layer.self_attn.q_proj.weight.shape) == (2 * 32, 64)
    torch.testing.assert_close(after, before, atol=1e-4, rtol=0)


def test_padding_does_not_count(classifier: Classifier) -> None:
    outputs = [layer.mlp.down_proj for layer in classifier.model.model.layers]
    alone = [classifier.tokenize([prompt]) for prompt in PROMPTS]
    one_by_one = importance(classifier.model, outputs, alone)
    together = importance(classifier.model, outputs, [classifier.tokenize(PROMPTS)])
    for one, other in zip(one_by_one, together, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-3)


def test_llama_cpp_computes_what_is_left(classifier: Classifier, tmp_path: Path) -> None:
    prune(classifier.model, 32, 2, [classifier.tokenize(PROMPTS)])
    folder = train.save(classifier, tmp_path / "pruned")
    config = load(str(folder)).model.config
    assert (config.intermediate_size, config.num_attention_heads) == (32, 2)
    assert difference(folder, tmp_path) < TOLERANCE_GELU


@pytest.mark.parametrize(("neurons", "heads"), [(129, 4), (64, 6), (64, 3)])
def test_what_a_layer_does_not_have_is_an_error(
    classifier: Classifier, neurons: int, heads: int
) -> None:
    with pytest.raises(SystemExit, match=r"\[prune\].* a layer has 128 and 4, these in 2 equal"):
        prune(classifier.model, neurons, heads, [])


def test_what_was_pruned_learns_from_the_whole_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = read_examples(TRAINING_EXAMPLES)[:32]
    monkeypatch.setattr(train, "split", lambda *_: Splits(few, few[:8], few[:8]))
    settings = replace(
        FIELD.training, epochs=1, passes=1, provider_rows=0, formless_rows=0, learning_rate=1e-4
    )
    shrunk = replace(FIELD.prune, neurons=16, heads=2, steps=2, share=1.0, learning_rate=1e-3)
    recipe = replace(FIELD, training=settings, prune=shrunk)
    base = str(gemma(tmp_path / "base"))

    def distance(steps: int) -> float:
        """Of what the pruned model says of its rows from what the whole one says."""
        out = tmp_path / f"run{steps}"
        own = replace(recipe, prune=replace(shrunk, steps=steps))
        pruned = load(str(train.train(base, out, own, "cpu", resume=False)))
        whole = load(str(out / "whole"))
        assert pruned.model.config.intermediate_size == 16 < 128
        assert whole.model.config.intermediate_size == 128
        batch = whole.tokenize([row["prompt"] for row in train.epochs_of(few, recipe)])
        with torch.no_grad():
            return float(train.divergence(pruned.logits(**batch), whole.logits(**batch)))

    assert distance(30) < distance(1)
