"""Figures on later boundaries as pictures: reported, what became of the units, what is due."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import numpy as np

from phongtrao.core.figures.marks import BLANK, LEAST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.rollup.boundaries import (
    ColumnKind,
    Comparability,
    OnBoundaries,
    Together,
    on_boundaries,
)
from tests.core.tree.drawings import drawn_changes

TODAY = date(2031, 1, 1)
SUM, CHOICE = ColumnKind
KEPT = Comparability.KEPT
SHARED, INCOMPLETE, NOT_COMPARABLE, AGREED, DIFFERENT, TORN = Comparability
MARKS = {
    "≈": SHARED,
    "…": INCOMPLETE,
    "≠": NOT_COMPARABLE,
    "=": AGREED,
    "!": DIFFERENT,
    "÷": TORN,
}
SENTINELS = {"": BLANK, "–": NOT_APPLICABLE, "?": UNKNOWN}


def drawn_rows(picture: str, width: int) -> tuple[list[str], np.ndarray]:
    """Unit | a figure a column; nothing: blank, –: not applicable, ?: unknown."""
    units, rows = [], []
    for line in dedent(picture).strip().splitlines():
        unit, *cells = (cell.strip() for cell in line.split("|"))
        units.append(unit)
        rows.append([SENTINELS[cell] if cell in SENTINELS else int(cell) for cell in cells])
    return units, np.array(rows, dtype=np.int64).reshape(-1, width)


def carry(
    rows: str,
    changes: str,
    columns: list[ColumnKind],
    *,
    owing: set[str] | None = None,
    measured_on: date | None = None,
) -> OnBoundaries[str]:
    units, figures = drawn_rows(rows, len(columns))
    return on_boundaries(
        units,
        figures,
        columns,
        drawn_changes(changes),
        TODAY,
        measured_on=measured_on,
        owing=owing,
    )


def words_of(figure: Together, sentinel: int) -> str:
    words = {mark: word for word, mark in SENTINELS.items()}.get(sentinel, "")
    if figure.amount is not None:
        words = str(figure.amount)
    return "".join((words, *(word for word, mark in MARKS.items() if mark in figure.comparability)))


def check_boundaries(
    rows: str,
    changes: str,
    expected: str,
    columns: list[ColumnKind] | None = None,
    *,
    owing: set[str] | None = None,
) -> None:
    """expected: unit | made of | a cell a column; ≈ shared, … incomplete, ≠ not comparable,
    = all agree, ! they differ, ÷ one was split.
    """
    columns = columns or [SUM]
    carried = carry(rows, changes, columns, owing=owing)
    lines = {}
    for unit, place in carried.units.items():
        cells = []
        for column in range(len(columns)):
            packed = int(carried.figures[place, column])
            one = carried.together([unit], column)
            assert one.comparability == carried.marks[place, column]
            assert one.amount == (None if packed < LEAST else packed)
            cells.append(words_of(one, packed))
        lines[unit] = [str(carried.made_of[place]), *cells]
    drawn = [
        [cell.strip() for cell in line.split("|")] for line in dedent(expected).strip().splitlines()
    ]
    assert lines == {unit: cells for unit, *cells in drawn}
