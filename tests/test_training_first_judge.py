"""Training of the first judge: what it learns from whom, where its limit lies, what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from secret_guard.first_judge import (  # noqa: E402
    ALERT,
    COLUMNS,
    DEFAULT,
    OPINION,
    SAFE,
    SAFE_CLASSES,
    features,
    read_first_judge,
)
from secret_guard.types import Reason  # noqa: E402
from secret_guard.verdicts import CLASSES  # noqa: E402
from training import first_judge  # noqa: E402
from training.first_judge import (  # noqa: E402
    Sample,
    fit,
    found_of,
    limit_of,
    report,
    report_opinion,
    sparing,
    table_of,
    targets_of,
)

WITHOUT_TEST = (Reason.HARDCODED, Reason.REFERENCE)
SEEN = "generic password in src / app.py: 6 long lower ¶ {} = « {} » ¶ end verdict:"
HARDCODED = [1.0 if reason is Reason.HARDCODED else 0.0 for reason in CLASSES]
REFERENCE = [1.0 if reason is Reason.REFERENCE else 0.0 for reason in CLASSES]
OF_A_TEST = [1.0 if reason is Reason.TEST else 0.0 for reason in CLASSES]
UNASKED = [0.0] * len(CLASSES)


def prompt(key: str, number: int) -> str:
    return SEEN.format(key, f"value{number}")


# The language model calls what stands after "first" a credential, people what is after "label".
SAMPLES = [
    sample
    for i in range(600)
    for sample in (
        Sample(prompt("first", i), f"a{i % 7}", truth=False),
        Sample(prompt("other", i), f"b{i % 7}", truth=None),
        Sample(prompt("label", i), f"c{i % 7}", truth=True, asked=False),
    )
]
ROWS = [HARDCODED, REFERENCE, UNASKED] * 600


@pytest.fixture(scope="module")
def model() -> first_judge.Networks:
    table = table_of([sample.prompt for sample in SAMPLES])
    return fit(table, targets_of(SAMPLES, ROWS), torch.arange(len(SAMPLES)))


def of_key(model: first_judge.Networks, key: str) -> list[float]:
    row: list[float] = model.logits(table_of([prompt(key, 1)]), torch.tensor([0]))[0].tolist()
    return row


def test_it_learns_from_the_model_what_is_safe_and_from_people_its_opinion(
    model: first_judge.Networks,
) -> None:
    first, other, label = (of_key(model, key) for key in ("first", "other", "label"))
    assert first[ALERT] > 0 > other[ALERT]
    assert other[SAFE][SAFE_CLASSES.index(Reason.REFERENCE)] == max(other[SAFE])
    assert label[OPINION] > 0 > max(first[OPINION], other[OPINION])


def test_it_learns_from_the_model_which_credentials_are_a_tests() -> None:
    table = table_of([sample.prompt for sample in SAMPLES])
    rows = [HARDCODED, OF_A_TEST, UNASKED] * 600
    model = fit(table, targets_of(SAMPLES, rows), torch.arange(len(SAMPLES)))
    first, other = (of_key(model, key) for key in ("first", "other"))
    assert min(first[ALERT], other[ALERT], first[DEFAULT]) > 0 > other[DEFAULT]


def test_of_what_the_model_was_not_asked_about_only_the_opinion_learns() -> None:
    asked = [sample for sample in SAMPLES if sample.asked]
    wanted = torch.tensor([i for i, sample in enumerate(SAMPLES) if sample.asked])
    table, targets = table_of([one.prompt for one in SAMPLES]), targets_of(SAMPLES, ROWS)
    assert targets.asked.sum() == len(asked)
    assert targets.goals[targets.asked == 0][:, SAFE].sum() == 0
    assert targets.weight.tolist()[:3] == pytest.approx([1.0, first_judge.UNLABELLED, 1.0])
    assert of_key(fit(table, targets, wanted), "label")[OPINION] < 0


def test_rows_about_names_alone_count_less_in_the_opinion() -> None:
    groups = ["r", "package a", "providers", "example a", "formless"]
    samples = [Sample(prompt("first", 1), group, truth=True) for group in groups]
    weights = targets_of(samples, [HARDCODED] * len(samples)).weight.tolist()
    assert weights == pytest.approx([1.0] * 4 + [first_judge.FORMLESS_WEIGHT])


def test_the_limit_keeps_what_is_found_in_each_kind_of_source() -> None:
    samples = [Sample("", "package a", truth=True)] * 1000 + [Sample("", "b", truth=True)] * 1000
    scores = torch.cat([torch.linspace(0.1, 0.2, 1000), torch.linspace(0.3, 0.4, 1000)])
    for kind, found in ((0, scores < 2), (1, scores > 0.25)):
        limit = limit_of(samples, found, scores)
        own = scores[1000 * kind : 1000 * kind + 1000]
        assert 0 < int((own < limit).sum()) <= (1 - first_judge.RECALL) * len(own) + 1e-9
    assert limit_of(samples, scores > 2, scores) == 0.5


def test_what_is_found_is_what_both_say_of_labelled_credentials() -> None:
    unsure = [(one + other) / 2 for one, other in zip(HARDCODED, REFERENCE, strict=True)]
    opinions = torch.zeros(4, OPINION + 1)
    opinions[:, OPINION] = torch.tensor([1.0, -1.0, 1.0, 1.0])
    samples = [
        *[Sample("", "a", truth=True)] * 2,
        Sample("", "a", truth=None),
        Sample("", "a", truth=True, asked=False),
    ]
    assert found_of(samples, [unsure] * 4, opinions).tolist() == [True, False, False, False]
    found = found_of(samples, [unsure] * 4, opinions, threshold=0.3)
    assert found.tolist() == [True, True, False, False]


def test_in_the_default_policy_a_tests_credential_is_neither_found_nor_read() -> None:
    samples, logits = [Sample("", "a", truth=True)] * 2, torch.zeros(2, COLUMNS)
    logits[:, OPINION] = 4.0
    assert found_of(samples, [HARDCODED, OF_A_TEST], logits).tolist() == [True, True]
    found = found_of(samples, [HARDCODED, OF_A_TEST], logits, strict=False)
    assert found.tolist() == [True, False]
    logits[:, DEFAULT] = torch.tensor([0.0, -8.0])
    assert sparing(logits).tolist() == pytest.approx([0.88, 0.88], abs=0.01)
    assert sparing(logits, strict=False).tolist() == pytest.approx([0.88, 0.12], abs=0.01)


def test_the_reports_count_each_source(model: first_judge.Networks) -> None:
    logits = model.logits(table_of([one.prompt for one in SAMPLES]), torch.arange(len(SAMPLES)))
    found = torch.tensor([sample.truth is False for sample in SAMPLES])
    (nothing,) = report(SAMPLES, found, torch.zeros_like(found))
    (everything,) = report(SAMPLES, found, torch.ones_like(found))
    assert nothing == "real code: 0.0% of 1200 spared, 0 of 600 lost"
    assert everything == "real code: 100.0% of 1200 spared, 600 of 600 lost"
    (opinion,) = report_opinion(SAMPLES, logits)
    assert opinion == "real code: opinion alone, 1200 labelled: precision 1.000, recall 1.000"


def test_what_is_written_is_what_the_runtime_reads(
    model: first_judge.Networks, tmp_path: Path
) -> None:
    first_judge.write(model, (0.123, 0.234), tmp_path)
    own = read_first_judge(tmp_path)
    assert own is not None
    assert (own.limit, own.limit_default) == (0.123, 0.234)
    assert own.weight == first_judge.WEIGHT
    for key in ("first", "other", "label"):
        read = own.logits(features(prompt(key, 1)))
        assert read == pytest.approx(of_key(model, key), abs=0.1)


def test_every_filling_of_real_code_is_shown_to_the_model_with_what_people_say() -> None:
    row = {"label": 0, "reason": CLASSES[0].value, "repository": "r"}
    rows = [{**row, "prompt": f"p{i}", "filling": i, "truth": "TFX"[i]} for i in range(3)]
    rows.append({**row, "prompt": "p3", "filling": 0, "truth": ""})
    samples = list(first_judge.real_code(rows))
    assert [sample.truth for sample in samples] == [True, False, False, None]
    assert all(sample.asked for sample in samples)


def test_packages_that_noise_is_measured_on_are_not_learned_from(tmp_path: Path) -> None:
    line = 'password = "{}"\n'.format("".join(["Tr0ub4", "dor&3", "xq"]))
    for name in ("flask-9.9", "some_package-1.0"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.py").write_text(line, "utf-8")
    (sample,) = first_judge.packages(tmp_path)
    assert (sample.group, sample.truth) == ("package some_package-1.0", None)


@pytest.mark.parametrize(("right", "sharpness"), [(True, 3.0), (False, 0.5)])
def test_judges_that_are_right_are_sharpened_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, right: bool, sharpness: float
) -> None:
    examples = [one for one in first_judge.part("validation") if one.reason in WITHOUT_TEST]
    judged = [
        one
        for one, candidate in zip(examples, first_judge.candidates(examples, 300), strict=True)
        if candidate is not None
    ]

    class Judge:
        def __init__(self, folder: Path) -> None:
            self.threshold = 0.5

        def probabilities(self, prompts: list[str]) -> list[list[float]]:
            assert self.threshold == 0  # nothing may be spared
            said = [(one.reason is Reason.HARDCODED) == right for one in judged]
            return [
                [0.8 * share + 0.025 for share in (HARDCODED if s else REFERENCE)] for s in said
            ]

    monkeypatch.setattr(first_judge, "PARTS", ("validation",))
    monkeypatch.setattr(first_judge, "part", lambda name: examples)
    monkeypatch.setattr(first_judge, "Cascade", Judge)
    monkeypatch.setattr(first_judge, "CALIBRATION_FILLINGS", [300])
    assert first_judge.sharpness_of(tmp_path) == (sharpness, sharpness)
