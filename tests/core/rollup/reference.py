"""The slow and obvious way: loops over reports with Python's own numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.figures.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from phongtrao.core.rollup.adding import Table
    from phongtrao.core.rollup.blocks import Block

Cell = int | Mark


@dataclass(frozen=True)
class Report:
    """What one unit sent."""

    unit: int
    cells: tuple[Cell, ...]
    accepted: bool


@dataclass
class Total:
    """One element of a group."""

    sum: int = 0
    given: int = 0
    marks: dict[Mark, int] = field(default_factory=lambda: dict.fromkeys(Mark, 0))
    reported: int = 0
    accepted: int = 0


def totals(reports: Iterable[Report], units: Collection[int], width: int) -> list[Total]:
    """The totals of the reports of some units, one an element."""
    found = [Total() for _ in range(width)]
    for report in reports:
        if report.unit in units:
            for total, cell in zip(found, report.cells, strict=True):
                total.reported += 1
                total.accepted += report.accepted
                if isinstance(cell, Mark):
                    total.marks[cell] += 1
                else:
                    total.sum += cell
                    total.given += 1
    return found


def shown(block: Block) -> list[list[Total]]:
    """A block in the words of this file."""
    return [
        [
            Total(
                int(block.sums[group, element]),
                int(block.answered[group, element]),
                {
                    Mark.BLANK: int(block.blank[group, element]),
                    Mark.NOT_APPLICABLE: int(block.not_applicable[group, element]),
                    Mark.UNKNOWN: int(block.unknown[group, element]),
                },
                int(block.reported[group]),
                int(block.accepted[group]),
            )
            for element in range(block.width)
        ]
        for group in range(len(block))
    ]


def fits(found: Iterable[Iterable[Total]]) -> bool:
    """Tell whether every sum fits into 64 bits."""
    return all(-(2**63) <= total.sum < 2**63 for row in found for total in row)


def paired(report: Report, above: int, below: int) -> tuple[int, int] | None:
    """Numerator and denominator where both are given."""
    upper, lower = report.cells[above], report.cells[below]
    return None if isinstance(upper, Mark) or isinstance(lower, Mark) else (upper, lower)


def table(reports: Iterable[Report], width: int) -> Table:
    rows = [
        [cell.value if isinstance(cell, Mark) else cell for cell in report.cells]
        for report in reports
    ]
    return np.array(rows, np.int64).reshape(len(rows), width)


def units(reports: Iterable[Report]) -> np.ndarray:
    return np.array([report.unit for report in reports], np.intp)


def accepted(reports: Iterable[Report]) -> np.ndarray:
    return np.array([report.accepted for report in reports], np.bool_)
