"""The bundled model: it loads, judges, is deterministic, and never passes when it is broken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from secret_guard import llama
from secret_guard.errors import ModelError
from secret_guard.llama import DATA, LlamaJudge, read_card
from secret_guard.prompt import render
from secret_guard.types import Candidate, Verdict
from secret_guard.verdicts import CLASSES, decide


def candidate(value: str, line: str, path: str = "app/settings.py") -> Candidate:
    start = line.index(value) + 1
    return Candidate(
        "generic-password", "", path, 1, start, 1, start + len(value), value, line_text=line
    )


REFERENCE = candidate('os.environ["DB_PASSWORD"]', 'password = os.environ["DB_PASSWORD"]')
HARDCODED = candidate("Riverbend-2019", 'password = "Riverbend-2019"')


@pytest.fixture(scope="module")
def judge() -> LlamaJudge:
    return LlamaJudge()


def verdicts(judge: LlamaJudge, candidates: list[Candidate]) -> list[Verdict]:
    rows = judge.probabilities([render(one) for one in candidates])
    return [decide(row, judge.card.threshold) for row in rows]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("model.gguf", "model.json"):
        shutil.copy(DATA / name, tmp_path)
    return tmp_path


def test_tells_a_hardcoded_password_from_a_reference(judge: LlamaJudge) -> None:
    alert, safe = verdicts(judge, [HARDCODED, REFERENCE])
    assert (alert.label, alert.reason.value) == ("ALERT", "hardcoded")
    assert (safe.label, safe.reason.value) == ("SAFE", "reference")


def test_probabilities_add_up_to_one(judge: LlamaJudge) -> None:
    (row,) = judge.probabilities(["anything at all"])
    assert len(row) == len(CLASSES)
    assert abs(sum(row) - 1) < 1e-6


def test_the_same_whatever_stands_beside_it(judge: LlamaJudge) -> None:
    alone = verdicts(judge, [HARDCODED])[0]
    among = verdicts(judge, [REFERENCE, HARDCODED, REFERENCE] * 5)
    assert among[1] == among[13] == alone


def test_strange_text_is_judged_too(judge: LlamaJudge) -> None:
    odd = candidate("\udcff\x00[SEP]«»", "key = \udcff\x00[SEP]«»", path="d\udce9j\u00e0")
    long = candidate("%" * 4_000, "key = " + "%" * 4_000, path="/".join("abcdefgh" * 50))
    assert len(verdicts(judge, [odd, long])) == 2


def test_no_candidates_no_verdicts(judge: LlamaJudge) -> None:
    assert verdicts(judge, []) == []


def test_one_altered_byte_is_noticed(copy: Path) -> None:
    path = copy / "model.gguf"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ModelError, match="is altered"):
        LlamaJudge(folder=copy)


@pytest.mark.parametrize("name", ["model.gguf", "model.json"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        LlamaJudge(folder=copy)


def test_a_file_that_is_no_model_is_an_error(copy: Path) -> None:
    import hashlib

    (copy / "model.gguf").write_bytes(b"not a model")
    card = json.loads((copy / "model.json").read_text())
    card["sha256"] = hashlib.sha256(b"not a model").hexdigest()
    (copy / "model.json").write_text(json.dumps(card))
    with pytest.raises(ModelError, match="cannot be loaded"):
        LlamaJudge(folder=copy)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("prompt_version", 999),
        ("labels", ["yes", "no"]),
        ("temperature", "hot"),
        ("temperature", 0),
        ("temperature", -1),
        ("temperature", float("nan")),
        ("threshold", float("nan")),
        ("threshold", 1.5),
        ("threshold_strict", -0.5),
        ("family", None),
    ],
)
def test_a_description_that_does_not_fit_is_an_error(copy: Path, key: str, value: object) -> None:
    card = json.loads((copy / "model.json").read_text())
    card[key] = value
    (copy / "model.json").write_text(json.dumps(card))
    with pytest.raises(ModelError, match=r"model\.json"):
        read_card(copy)


class Spy:
    """llama_cpp, noting which options the weights are loaded with."""

    def __init__(self, lib: Any) -> None:
        self.lib, self.rearranged = lib, []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lib, name)

    def llama_model_load_from_file(self, path: bytes, options: Any) -> Any:
        self.rearranged.append(options.use_extra_bufts)
        return self.lib.llama_model_load_from_file(path, options)


@pytest.mark.parametrize(("quantization", "rearranged"), [("iq4_nl", True), ("q8_0", False)])
def test_llama_cpp_rearranges_only_weights_that_its_amx_code_does_not_take(
    monkeypatch: pytest.MonkeyPatch, copy: Path, quantization: str, rearranged: bool
) -> None:
    spy = Spy(llama.import_llama())
    monkeypatch.setattr(llama, "import_llama", lambda: spy)
    card = json.loads((copy / "model.json").read_text()) | {"quantization": quantization}
    (copy / "model.json").write_text(json.dumps(card))
    LlamaJudge(folder=copy)
    assert spy.rearranged == [rearranged]
