"""Tables of a PDF: their ruled lines make a grid, each sign falls into the cell it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.pdf_page import Sign, Stroke

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NEAR = 3.0  # points within which two strokes are one line, or touch
_STROKES_MAX = 2_000
_LINES_MAX = 300  # lines of one grid each way; a page holds far fewer
_DIVIDED = re.compile(r"\w-$")  # the hyphen of a symbol at the end of a line, see pdf_lines
_SAME_LINE = 0.4  # of the letter size: how far a base line may differ within one line of text


@dataclass
class Grid:
    """A ruled table: `columns` the places of its upright lines from left, `rows` of its level lines
    from above.

    owner: for each cell (row, column) the cell whose text covers it (itself when not merged).
    """

    columns: list[float]
    rows: list[float]
    owner: dict[tuple[int, int], tuple[int, int]]
    signs: dict[tuple[int, int], list[Sign]] = field(default_factory=dict)

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell at a place, None outside of the table."""
        column = bisect_right(self.columns, x) - 1
        row = bisect_right([-at for at in self.rows], -y) - 1
        return self.owner.get((row, column))

    def texts(self) -> list[list[list[str]]]:
        """Rows of cells; each cell is the list of its paragraphs (one, or none for a covered
        cell).
        """
        return [
            [
                [_cell_text(self.signs.get((row, column), []))]
                if self.owner[row, column] == (row, column)
                else []
                for column in range(len(self.columns) - 1)
            ]
            for row in range(len(self.rows) - 1)
        ]


def grids_of(level: Sequence[Stroke], upright: Sequence[Stroke]) -> list[Grid]:
    """Grids of at least two cells, from the strokes of a page; a drawing with too many strokes
    gives none.
    """
    if len(level) + len(upright) > _STROKES_MAX:
        return []
    grids = [_grid(*group) for group in _groups(_joined(level), _joined(upright))]
    return [grid for grid in grids if grid is not None and len(set(grid.owner.values())) > 1]


def _joined(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes along one line that touch, as one: the two edges of a bar, the pieces of a ruled
    line.
    """
    joined: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda found: (round(found.at / _NEAR), found.start)):
        last = joined[-1] if joined else None
        if last and abs(last.at - stroke.at) <= _NEAR and stroke.start <= last.end + _NEAR:
            joined[-1] = Stroke(last.at, min(last.start, stroke.start), max(last.end, stroke.end))
        else:
            joined.append(stroke)
    return joined


def _groups(level: list[Stroke], upright: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Strokes that cross or touch one another belong to one table."""
    leader = list(range(len(level) + len(upright)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for row, flat in enumerate(level):
        for column, tall in enumerate(upright, start=len(level)):
            across = flat.start - _NEAR <= tall.at <= flat.end + _NEAR
            if across and tall.start - _NEAR <= flat.at <= tall.end + _NEAR:
                leader[find(column)] = find(row)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for index, stroke in enumerate([*level, *upright]):
        group = groups.setdefault(find(index), ([], []))
        group[0 if index < len(level) else 1].append(stroke)
    return list(groups.values())


def _places(strokes: list[Stroke]) -> list[float]:
    places: list[float] = []
    for at in sorted(stroke.at for stroke in strokes):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


def _grid(level: list[Stroke], upright: list[Stroke]) -> Grid | None:
    columns, rows = _places(upright), _places(level)[::-1]
    if not (2 <= len(columns) <= _LINES_MAX and 2 <= len(rows) <= _LINES_MAX):
        return None
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            middle_x = (columns[column] + columns[column + 1]) / 2
            middle_y = (rows[row] + rows[row + 1]) / 2
            if column and not _drawn(upright, columns[column], middle_y):
                owner[row, column] = owner[row, column - 1]
            elif row and not _drawn(level, rows[row], middle_x):
                owner[row, column] = owner[row - 1, column]
            else:
                owner[row, column] = (row, column)
    return Grid(columns, rows, owner)


def _drawn(strokes: list[Stroke], at: float, middle: float) -> bool:
    return any(
        abs(stroke.at - at) <= _NEAR and stroke.start <= middle <= stroke.end for stroke in strokes
    )


def _cell_text(signs: list[Sign]) -> str:
    """The signs of a cell in order, a space where a line ends or PDFium saw a gap."""
    text, last = "", None
    for sign in signs:
        if (
            last is not None
            and not sign.is_space
            and abs(sign.base - last.base) > _SAME_LINE * max(sign.size, 1.0)
        ):
            text += "" if _DIVIDED.search(text) else " "
        text += sign.text
        if not sign.is_space:
            last = sign
    return " ".join(text.split())
