"""The whole recipe on a tiny model: train, resume, merge, GGUF, calibrate, parity, evaluate."""

from __future__ import annotations

import json
import math
import random
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")
transformers = pytest.importorskip("transformers", reason="needs the extra `train`")

from secret_guard.llama import LlamaJudge  # noqa: E402
from secret_guard.types import Reason, Verdict  # noqa: E402
from secret_guard.verdicts import CLASSES  # noqa: E402
from training import calibrate, evaluate, examples, export, metrics, parity, train  # noqa: E402
from training.dataset import Splits  # noqa: E402
from training.recipe import OF_RUN, load_recipe  # noqa: E402
from training.recipe import RECIPE as RECIPE_FILE  # noqa: E402

RECIPE = load_recipe()
EXAMPLES = examples.read_examples(examples.TRAINING_EXAMPLES)
FEW = [*EXAMPLES[:16], *EXAMPLES[-16:]]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random BERT of two small layers over the words of the examples."""
    from tokenizers import BertWordPieceTokenizer

    folder = tmp_path_factory.mktemp("base")
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator([e.text for e in EXAMPLES], vocab_size=2000, show_progress=False)
    tokenizer.save_model(str(folder))
    transformers.BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=128,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def run(base: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the recipe with the tiny model, on a few examples, two epochs."""
    folder = tmp_path_factory.mktemp("run")
    patch = pytest.MonkeyPatch()
    parts = Splits(FEW, FEW[:8], FEW[:8])
    for module in (train, evaluate):
        patch.setattr(module, "split", lambda *_: parts)
    recipe = replace(RECIPE, training=replace(RECIPE.training, epochs=2))
    shutil.copy(RECIPE_FILE, folder / OF_RUN)
    train.train(base, folder, recipe, "cpu", resume=False)
    export.export(base, folder, recipe)
    patch.setattr(calibrate, "SEEDS", range(1))
    calibrate.calibrate(folder)
    yield folder
    patch.undo()


def test_the_gguf_says_what_the_merged_model_says(run: Path) -> None:
    figures = parity.parity(run)
    assert figures["examples"] == 200
    assert figures["max_difference"] < 0.02


def test_the_adapter_can_be_evaluated_in_4bit(run: Path, base: str) -> None:
    judged = evaluate.judge_adapter(FEW[:4], run, base, "cpu", seed=1)
    gguf = evaluate.judge_gguf(FEW[:4], run, seed=1)
    for first, second in zip(judged, gguf, strict=True):
        assert math.isclose(first.verdict.score, second.verdict.score, abs_tol=0.05)


def test_the_description_is_complete(run: Path) -> None:
    card = json.loads((run / "model.json").read_text())
    assert card["labels"] == [reason.value for reason in Reason]
    assert 0 < card["threshold"] < 1
    assert LlamaJudge(folder=run).card.family == "encoder"


def test_training_resumes_from_a_checkpoint(run: Path, base: str, tmp_path: Path) -> None:
    shutil.copytree(run / "checkpoints", tmp_path / "checkpoints")
    last = max(tmp_path.glob("checkpoints/*"), key=lambda p: int(p.name.split("-")[1]))
    shutil.rmtree(last)
    recipe = replace(RECIPE, training=replace(RECIPE.training, epochs=2))
    adapter = train.train(base, tmp_path, recipe, "cpu", resume=True)
    from safetensors.torch import load_file

    ours = load_file(adapter / "adapter_model.safetensors")
    theirs = load_file(run / "adapter" / "adapter_model.safetensors")
    assert ours.keys() == theirs.keys()
    for name, tensor in ours.items():
        assert torch.allclose(tensor, theirs[name], atol=1e-4), name


def test_training_without_a_checkpoint_begins(run: Path, base: str, tmp_path: Path) -> None:
    recipe = replace(RECIPE, training=replace(RECIPE.training, epochs=1))
    assert (train.train(base, tmp_path, recipe, "cpu", resume=True)).is_dir()


def test_every_epoch_has_fresh_values() -> None:
    recipe = replace(RECIPE, training=replace(RECIPE.training, epochs=2, batch_size=8))
    rows = train.epochs_of(FEW, recipe)
    first, second = set(rows["prompt"][: len(FEW)]), set(rows["prompt"][len(FEW) :])
    assert len(first & second) < len(FEW) / 2


def test_the_loss_falls_with_the_right_answer() -> None:
    right = torch.full((1, len(Reason)), -4.0)
    right[0, 0] = 4.0
    label = torch.tensor([0])
    assert train.loss_of(right, label, 0.0) < 0.01 < train.loss_of(-right, label, 0.0)


def test_a_teacher_has_its_share_in_what_is_learned() -> None:
    hardcoded, test, none = (
        CLASSES.index(Reason(name)) for name in ("hardcoded", "test", "not-a-credential")
    )
    labels = torch.tensor([hardcoded, test, none, hardcoded])
    said = torch.tensor([0.2, 0.2, 0.6, math.nan])
    beside = train.Beside(said, 0.5, torch.ones(4))
    strict = train.goals(labels, train.STRICT_ALERTS, 0.0, beside)
    assert strict.tolist() == pytest.approx([0.6, 0.6, 0.3, 1.0])
    default = train.goals(labels, train.ALERTS, 0.0, beside, labels != test)
    assert default.tolist() == pytest.approx([0.6, 0.0, 0.3, 1.0])


def test_a_row_without_weight_teaches_nothing() -> None:
    logits = torch.randn(2, len(Reason), requires_grad=True)
    beside = train.Beside(torch.full((2,), math.nan), 0.5, torch.tensor([1.0, 0.0]))
    train.loss_of(logits, torch.tensor([0, 1]), 0.05, 1.0, beside).backward()
    assert logits.grad is not None
    assert float(logits.grad[0].abs().sum()) > 0 == float(logits.grad[1].abs().sum())


def judged(label: str, said: str, score: float) -> metrics.Judged:
    reason = Reason.HARDCODED if said == "ALERT" else Reason.PLACEHOLDER
    verdict = Verdict(said, reason, score)  # type: ignore[arg-type]
    return metrics.Judged("x", label, reason.value, "code", "python", verdict)


def test_metrics() -> None:
    rows = [
        judged("ALERT", "ALERT", 0.9),
        judged("ALERT", "ALERT", 0.9),
        judged("ALERT", "SAFE", 0.1),
        judged("SAFE", "ALERT", 0.9),
        judged("SAFE", "SAFE", 0.1),
    ]
    assert metrics.rates(rows) == {
        "accuracy": 0.6,
        "precision": 0.6667,
        "recall": 0.6667,
        "f1": 0.6667,
    }
    assert math.isclose(metrics.calibration_error(rows), (3 * abs(0.9 - 2 / 3) + 2 * 0.4) / 5)


def test_context_is_left_out_now_and_then() -> None:
    _, candidate = examples.proposed(EXAMPLES[0], 0)
    rng = random.Random(0)
    never = replace(RECIPE.training, context_dropout=0.0, foreign_line=0.0)
    assert train.vary(candidate, rng, never) == candidate
    varied = train.vary(candidate, rng, replace(never, context_dropout=1.0))
    assert len(varied.before) <= 1
    assert "/" not in varied.path
    assert varied.secret == candidate.secret
    mixed = train.vary(candidate, rng, replace(never, foreign_line=1.0), "stranger")
    assert mixed.before == (*candidate.before, "stranger")


def test_temperature_cools_an_overconfident_model() -> None:
    rows = [[4.0] + [0.0] * 7, [4.0] + [0.0] * 7]
    truth = [True, False]
    cool = calibrate.log_loss(calibrate.scores(rows, 8.0), truth)
    assert cool < calibrate.log_loss(calibrate.scores(rows, 1.0), truth)


def test_an_unsupported_base_is_named(tmp_path: Path) -> None:
    from training.model import family_of

    (tmp_path / "config.json").write_text(json.dumps({"model_type": "t5"}))
    with pytest.raises(SystemExit, match="t5"):
        family_of(str(tmp_path))


def test_a_model_card_wants_the_parity_first(tmp_path: Path) -> None:
    from training.model_card import write

    (tmp_path / "model.json").write_text("{}")
    with pytest.raises(SystemExit, match=r"run training\.parity"):
        write(tmp_path)


def test_the_bundled_figures_are_those_of_the_model_card() -> None:
    from secret_guard.llama import DATA
    from training.model_card import CARD, render

    card = json.loads((DATA / "model.json").read_text())
    assert CARD.read_text("utf-8") == render(card)
    floor = SimpleNamespace(**card["metrics"]["unseen"])
    assert min(floor.accuracy, floor.precision, floor.f1) >= 0.85
    assert floor.recall >= 0.95
