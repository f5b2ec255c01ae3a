"""One table: recall, precision and F1 of all scanners on real, labelled code.

`scripts/bench-quality DIR`, with DIR as `python -m training.field_data assemble` lays it out;
`--noise CACHE`, with or without DIR, measures on packages where there is nothing to find.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import linear, noise, ours, peers, sdists, table
from benchmarks.layout import OBFUSCATED, ORIGINAL, VARIANTS, data_folder, meta_folder
from benchmarks.score import (
    Counts,
    Found,
    Truth,
    calibration_errors,
    found_of,
    match,
    repositories_of,
    score,
    true_units,
    truth_of_labels,
)
from secret_guard.errors import SecretGuardError
from secret_guard.llama import DATA
from training.field_data import is_sample_path, read_labels


@dataclass(frozen=True)
class Rows:
    """Rows of candidates that were judged, and more figures by the name of the judge.

    `outside` is recall in the default policy of core true lines outside of sample paths,
    `calibration` the expected calibration error of strict scores: over all places, and over
    labelled ones.
    """

    rows: list[table.Row]
    outside: dict[str, Counts] = field(default_factory=dict)
    calibration: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __or__(self, other: Rows) -> Rows:
        """Both."""
        return Rows(
            self.rows + other.rows,
            self.outside | other.outside,
            self.calibration | other.calibration,
        )


@dataclass(frozen=True)
class Variant:
    """What there is to show of one variant; only our `own` rows have tables by kind."""

    name: str
    own: Rows
    others: list[table.Row]

    @property
    def rows(self) -> list[table.Row]:
        """All of them."""
        return self.own.rows + self.others


# --- our rows ---------------------------------------------------------------------------------


def scored_rows(
    name: str, scored: Mapping[bool, Sequence[ours.Scored]], truth: Truth, threshold: float
) -> Rows:
    """The strict and the default row of candidates as either policy has them judged.

    Bare scores have the strict one.
    """
    strict = ours.reported(scored[True], strict=True, threshold=threshold)
    pairs = ((one.place, one.strict_score) for one in scored[True])
    calibration = {name: calibration_errors(truth, pairs)}
    if not any(one.probabilities for one in scored[True]):
        return Rows([table.Row(name, score(truth, strict))], calibration=calibration)
    default = ours.reported(scored[False], strict=False, threshold=threshold)
    rows = [
        table.Row(f"{name}, strict", score(truth, strict)),
        table.Row(f"{name}, default", score(truth, default)),
    ]
    return Rows(rows, {name: outside_samples(truth, default)}, calibration)


def outside_samples(truth: Truth, findings: Sequence[Found]) -> Counts:
    """Recall of the core true lines outside of test, example and documents paths."""
    units = (unit for unit in true_units(truth, core=True) if not is_sample_path(_inner(unit[0])))
    return found_of(match(truth, findings), units)


def _inner(path: str) -> str:
    """A path below the data folder as its repository has it."""
    return path.partition("/")[2]


def repositories(findings: Iterable[Found]) -> set[str]:
    """The folders below the data folder that findings are in."""
    return {one.path.partition("/")[0] for one in findings}


def within(truth: Truth, chosen: Collection[str]) -> Truth:
    """The labels of the chosen repositories."""
    return {path: own for path, own in truth.items() if path.partition("/")[0] in chosen}


def variant_of_file(file: Path) -> str:
    """Which variant a file of scores is about: its name says "obfuscated", or it is the other."""
    return OBFUSCATED if OBFUSCATED in file.stem else ORIGINAL


def name_of_file(file: Path) -> str:
    """The name of a row: of the file, or of its folder where it is only called by the variant."""
    name = file.absolute().parent.name if file.stem in VARIANTS else file.stem
    return name.removesuffix(f"-{OBFUSCATED}")


def rows_of_file(file: Path, truth: Truth, everywhere: Collection[str], threshold: float) -> Rows:
    """The rows of a file of scores; of one fold's only where that judged, and named so."""
    scored = ours.read_scores(file)
    own, label = repositories(one.place for one in scored), name_of_file(file)
    if not own >= set(everywhere):
        label = f"{label} ({len(own.intersection(everywhere))} repositories)"
    return scored_rows(label, {True: scored, False: scored}, within(truth, own), threshold)


def peer_rows(given: argparse.Namespace, name: str, data: Path, truth: Truth) -> list[table.Row]:
    """The rows of other scanners."""
    if given.no_peers:
        return []
    return [
        table.Row(one.name, None if one.findings is None else score(truth, one.findings), one.note)
        for one in peers.results(data, results_folder(given), name, given.refresh)
    ]


def results_folder(given: argparse.Namespace) -> Path:
    """Where the results of earlier runs on DIR are."""
    return Path(given.results or given.folder / "results")


def measure(given: argparse.Namespace, name: str, data: Path, truth: Truth) -> Variant:
    """All rows of a variant."""
    results = results_folder(given)
    found = ours.find(ours.hunks_in(data))
    places = [one.place for one, _ in found]
    own = Rows([table.Row("candidates alone", score(truth, places))])
    if not given.no_model:
        judged = ours.by_policy(found, results, given.model)
        own |= scored_rows("secret-guard", judged, truth, given.threshold)
    everywhere = repositories(places) & repositories_of(truth)
    baseline = linear.kept_scores(given.folder, name, results, given.refresh, not given.no_peers)
    files = [file for file in given.scores if variant_of_file(file) == name]
    for file in [baseline, *files] if baseline else files:
        own |= rows_of_file(file, truth, everywhere, given.threshold)
    return Variant(name, own, peer_rows(given, name, data, truth))


# --- what is shown ----------------------------------------------------------------------------


def render(variant: Variant) -> str:
    """Everything about a variant as Markdown."""
    parts = [f"## {variant.name.capitalize()} values", table.scanners(variant.rows)]
    parts.append(
        "Core true lines; * with lines of ids and salts. R recall, P precision over labelled lines,"
        ' "all" with unlabelled lines (other) as false ones.'
    )
    for name, counts in variant.own.outside.items():
        parts.append(
            f"{name}, default policy: {counts.tp} of {counts.tp + counts.fn} true lines outside"
            f" test, example and document paths: {table.share(counts.recall)}"
        )
    for name, (everywhere, labelled) in variant.own.calibration.items():
        parts.append(
            f"{name}, strict scores: expected calibration error {table.share(everywhere)} over all"
            f" candidates, unlabelled ones as false; {table.share(labelled)} over labelled ones"
        )
    scores = {row.name: row.score for row in variant.own.rows if row.score is not None}
    groups = {name: one.by_group for name, one in scores.items()}
    languages = {name: one.by_language for name, one in scores.items()}
    parts += [table.by_kind("R / P / F1, core, by group", groups)]
    parts += [table.by_kind("R / P / F1, core, by file type", languages)]
    return "\n\n".join(parts)


def as_json(variant: Variant) -> dict[str, Any]:
    """The same figures as JSON."""
    rows = {
        row.name: row.score.figures() if row.score else {"note": row.note} for row in variant.rows
    }
    outside = {name: counts.figures() for name, counts in variant.own.outside.items()}
    errors = {
        name: {"all": round(everywhere, 4), "labelled": round(labelled, 4)}
        for name, (everywhere, labelled) in variant.own.calibration.items()
    }
    return {
        "scanners": rows,
        "default_policy_outside_samples": outside,
        "expected_calibration_error": errors,
    }


# --- command line -----------------------------------------------------------------------------


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line of `scripts/bench-quality`."""
    parser = argparse.ArgumentParser(prog="scripts/bench-quality", description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="meta, and the labelled files"
    )
    parser.add_argument("--variant", choices=[*VARIANTS, "both"], default="both")
    parser.add_argument(
        "--scores",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE.jsonl",
        help='judged candidates, of a cross-validation ("obfuscated" in its name: that variant)',
    )
    parser.add_argument(
        "--within", type=Path, metavar="FILE.jsonl", help="only repositories that FILE judges"
    )
    parser.add_argument("--threshold", type=float, default=ours.THRESHOLD)
    parser.add_argument("--model", type=Path, default=DATA, help="folder of another model")
    parser.add_argument("--no-model", action="store_true", help="judge nothing")
    parser.add_argument("--no-peers", action="store_true", help="leave out other scanners")
    parser.add_argument("--refresh", action="store_true", help="run other scanners again")
    parser.add_argument("--results", type=Path, help="what is kept between runs (DIR/results)")
    parser.add_argument("--noise", type=Path, metavar="CACHE", help="findings in packages, too")
    parser.add_argument(
        "--packages",
        type=Path,
        default=sdists.PACKAGES,
        metavar="FILE",
        help="with --noise: which packages, NAME==VERSION in a line (benchmarks/packages.txt)",
    )
    parser.add_argument("--list", action="store_true", help="with --noise: every finding of ours")
    parser.add_argument("--json", type=Path, metavar="OUT", help="the figures as JSON, too")
    given = parser.parse_args(arguments)
    if given.folder is None and given.noise is None:
        parser.error("give the folder of labelled files, or --noise CACHE")
    return given


def main(arguments: Sequence[str] | None = None) -> None:
    """`scripts/bench-quality`."""
    given = parse(arguments)
    try:
        figures = tables(given) if given.folder else {}
        if given.noise:
            print(noise.report(given), flush=True)
    except SecretGuardError as error:
        raise SystemExit(f"secret-guard: {error}") from None
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def tables(given: argparse.Namespace) -> dict[str, Any]:
    """Print the tables of the wanted variants; their figures."""
    truth: Truth = truth_of_labels(read_labels(meta_folder(given.folder)))
    if given.within:
        places = (one.place for one in ours.read_scores(given.within))
        truth = within(truth, repositories(places))
    figures = {}
    for name in VARIANTS if given.variant == "both" else (given.variant,):
        data = data_folder(given.folder, name)
        if data is None:
            print(f"## {name.capitalize()} values\n\nnot assembled in {given.folder}\n")
            continue
        variant = measure(given, name, data, truth)
        print(render(variant) + "\n", flush=True)
        figures[name] = as_json(variant)
    return figures


if __name__ == "__main__":
    main()
