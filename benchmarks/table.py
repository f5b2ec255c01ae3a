"""Figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.score import Counts, Score

Cells = Sequence[str]


@dataclass(frozen=True)
class Row:
    """A scanner's line in a table; without a score `note` says why there is none."""

    name: str
    score: Score | None = None
    note: str = ""


def share(value: float) -> str:
    """ ".841", and "1.000"."""
    text = f"{value:.3f}"
    return text.removeprefix("0")


def markdown(head: Cells, rows: Sequence[Cells]) -> str:
    """A table, its first column left, the others right."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]

    def line(row: Cells) -> str:
        first, *others = zip(row, widths, strict=True)
        return (
            "| " + " | ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in others)]) + " |"
        )

    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (w + 1) + ":" for w in widths[1:])]) + "|"
    return "\n".join([line(cells[0]), rule, *map(line, cells[1:])])


_FIGURES = ("R", "P", "F1", "P all", "F1 all", "TP", "FP", "FN", "other")
_EVERYTHING = ("R", "P", "F1", "P all", "F1 all")


def scanners(rows: Sequence[Row]) -> str:
    """A line for each scanner: core, then everything (T lines of ids and salts, too)."""
    head = ("scanner", *_FIGURES, *(f"{name}*" for name in _EVERYTHING))
    return markdown(head, [_scanner(row, len(head)) for row in rows])


def _scanner(row: Row, width: int) -> Cells:
    if row.score is None:
        return [row.name, row.note, *[""] * (width - 2)]
    core, everything = row.score.core, row.score.everything
    numbers = [str(n) for n in (core.tp, core.fp, core.fn, core.other)]
    return [row.name, *_shares(core), *numbers, *_shares(everything)]


def _shares(counts: Counts) -> list[str]:
    own = (counts.recall, counts.precision, counts.f1, counts.precision_all, counts.f1_all)
    return [share(value) for value in own]


def by_kind(title: str, tables: Mapping[str, Mapping[str, Counts]]) -> str:
    """A line for each group or language: its true units, then "R / P / F1" for each scanner."""
    kinds = next(iter(tables.values()), {})
    rows = []
    for kind, first in kinds.items():
        cells = [_three(table[kind]) if kind in table else "" for table in tables.values()]
        rows.append([kind, str(first.tp + first.fn), *cells])
    return markdown([title, "T", *tables], rows)


def _three(counts: Counts) -> str:
    return " / ".join(share(value) for value in (counts.recall, counts.precision, counts.f1))
