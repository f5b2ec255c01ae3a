"""The linear baseline: logistic regression over n-grams and shapes, judged by repository held out.

It sees the candidates that the language model learns from. Trained in memory, on the values as
they are; nothing but scores is kept. Needs scikit-learn (benchmarks/peers.txt).
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.layout import ORIGINAL, VARIANTS, data_folder, meta_folder
from benchmarks.peers import ENVIRONMENT
from secret_guard.prompt import CHARACTER_CLASSES, character_class, entropy, shapes
from secret_guard.types import Candidate
from training.field_data import Chosen, Options, choose, folds, read_labels, read_source

FOLDS, SEED = 5, 7
LINES_AROUND = 2
LINE_CHARS, BEFORE_CHARS, VALUE_CHARS = 160, 40, 200
NGRAMS = (2, 5)
FEATURES = 200_000  # of each text, the most frequent
INVERSE_PENALTY = 10.0
SHAPES = ("hex", "uuid", "number", "template", "call", "url", "spaces", "wordlike", "repeated")

Scores = list[float]
# Trained on (candidates, whether each is a credential): candidates -> scores from 0 to 1.
Fit = Callable[[Sequence[Candidate], Sequence[bool]], Callable[[Sequence[Candidate]], Scores]]


# --- what it sees of a candidate --------------------------------------------------------------


def texts(candidate: Candidate) -> tuple[str, str, str]:
    """The lines around with the value marked, what stands before it in its line, and the value."""
    start = candidate.column - 1
    lead, value = candidate.line_text[:start], candidate.secret[:VALUE_CHARS]
    tail = ""
    if candidate.end_line == candidate.line:
        tail = candidate.line_text[candidate.end_column - 1 :]
    marked = f"{lead[-LINE_CHARS:]}«{value}»{tail[:LINE_CHARS]}"
    before = [line[:LINE_CHARS] for line in candidate.before[-LINES_AROUND:]]
    after = [line[:LINE_CHARS] for line in candidate.after[:LINES_AROUND]]
    return "\n".join([*before, marked, *after]), lead[-BEFORE_CHARS:], value


def numbers(candidate: Candidate) -> list[float]:
    """Length, character classes, entropy and forms of the value, each about 0 to 1."""
    value = candidate.secret
    length = max(1, len(value))
    kinds = [character_class(char) for char in value]
    forms = set(shapes(value))
    return [
        min(1.0, math.log2(length) / 8),
        len(set(kinds)) / len(CHARACTER_CLASSES),
        *(kinds.count(name) / length for name in CHARACTER_CLASSES),
        entropy(value) / 6,
        len(set(value)) / length,
        *(float(name in forms) for name in SHAPES),
    ]


# --- the model --------------------------------------------------------------------------------


def fit(candidates: Sequence[Candidate], truth: Sequence[bool]) -> Callable[..., Scores]:
    """A logistic regression on `candidates`. SystemExit: scikit-learn is not installed."""
    try:
        linear = import_module("sklearn.linear_model")
        texts_of = import_module("sklearn.feature_extraction.text")
        sparse = import_module("scipy.sparse")
    except ImportError as error:
        raise SystemExit(
            f"the linear baseline needs scikit-learn ({error}): pip install -r benchmarks/peers.txt"
        ) from None
    vectorizers = [
        texts_of.TfidfVectorizer(
            analyzer="char",
            ngram_range=NGRAMS,
            lowercase=False,
            sublinear_tf=True,
            min_df=2,
            max_features=FEATURES,
        )
        for _ in range(3)
    ]

    def matrix(own: Sequence[Candidate], learn: bool) -> Any:
        columns = zip(*map(texts, own), strict=True)
        pairs = zip(vectorizers, columns, strict=True)
        parts = [one.fit_transform(text) if learn else one.transform(text) for one, text in pairs]
        return sparse.hstack([*parts, sparse.csr_matrix([numbers(one) for one in own])]).tocsr()

    model = linear.LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=300)
    model.fit(matrix(candidates, learn=True), list(truth))

    def predict(own: Sequence[Candidate]) -> Scores:
        if not own:
            return []
        return [float(score) for score in model.predict_proba(matrix(own, learn=False))[:, 1]]

    return predict


# --- cross-validation -------------------------------------------------------------------------


def read(meta: Path, data: Path) -> list[Chosen]:
    """All candidates of the labelled files, in order."""
    labels = read_labels(meta)
    return [one for name in sorted(labels) for one in read_source(data, name, name, labels[name])]


def cross_validate(
    found: Sequence[Chosen], k: int, seed: int, learn: Fit = fit
) -> list[tuple[Candidate, float]]:
    """Each candidate with the score of a model that saw nothing of its repository."""
    chosen = choose(found, Options(unlabelled=0.0))
    rows = [{"repository": one.source.repository} for one in found]
    scored = []
    for part in folds(rows, k, seed):
        held = {row["repository"] for row in part}
        train = [one for one in chosen if one.source.repository not in held]
        judged = [one.candidate for one in found if one.source.repository in held]
        if not judged:
            continue
        predict = learn([one.candidate for one in train], [one.truth == "T" for one in train])
        scored += list(zip(judged, predict(judged), strict=True))
        print(f"held out {len(held)} repositories, trained on {len(train)}", file=sys.stderr)
    return sorted(scored, key=lambda one: (one[0].path, one[0].line, one[0].column))


def write_scores(file: Path, scored: Sequence[tuple[Candidate, float]]) -> None:
    """What `bench-quality --scores` reads: places, rules and scores."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        for one, score in scored:
            row: dict[str, Any] = {"path": one.path, "line": one.line, "end_line": one.end_line}
            row |= {"rule": one.rule_id, "score": round(score, 5)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def file_of(variant: str) -> str:
    """The file of a variant's scores."""
    return "linear.jsonl" if variant == ORIGINAL else f"linear-{variant}.jsonl"


def kept_scores(root: Path, variant: str, results: Path, refresh: bool, run: bool) -> Path | None:
    """The scores of an earlier run; with `run` made if there are none. None if they are not there.

    They are made by the Python of .venv-peers, which has scikit-learn.
    """
    file = results / file_of(variant)
    if run and (refresh or not file.is_file()):
        python = str(ENVIRONMENT / "bin" / "python")
        command = [python, "-m", "benchmarks.linear", str(root.absolute()), "--variant", variant]
        here = Path(__file__).resolve().parents[1]
        with suppress(OSError):  # not installed: no row
            subprocess.run([*command, "--out", str(results.absolute())], cwd=here, check=False)
    return file if file.is_file() else None


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m benchmarks.linear DIR`: writes DIR/results/linear*.jsonl."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linear", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="as bench-quality takes it")
    parser.add_argument("--variant", choices=[*VARIANTS, "both"], default="both")
    parser.add_argument("--out", type=Path, help="folder of the scores (DIR/results)")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    for variant in VARIANTS if given.variant == "both" else (given.variant,):
        data = data_folder(given.folder, variant)
        if data is None:
            print(f"{given.folder}: no files with {variant} values", file=sys.stderr)
            continue
        found = read(meta_folder(given.folder), data)
        scored = cross_validate(found, given.folds, given.seed)
        file = (given.out or given.folder / "results") / file_of(variant)
        write_scores(file, scored)
        print(f"{file}: {len(scored)} candidates")


if __name__ == "__main__":
    main()
