"""Reports on a tree and their totals as pictures.

Two blanks of indent a level. A sent cell is a figure, or "trống", "KAD", "?"; "✓" behind it means
that the report is accepted; an empty cell means that the unit is silent. Units with nothing below
them owe a report, unless "miễn" stands there, and so does a unit that sent one.
"""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.figures.marks import Mark
from phongtrao.core.rollup.columns import paired
from phongtrao.core.rollup.figure import Figure, rate, total
from phongtrao.core.rollup.totals import add_up, roll_up, subtree_sums
from phongtrao.core.tree import Tree
from tests.core.rollup.reference import Report, accepted, table, units
from tests.core.tree.drawings import drawn_rows

if TYPE_CHECKING:
    from phongtrao.core.rollup.blocks import Block

WORDS = {"trống": Mark.BLANK, "KAD": Mark.NOT_APPLICABLE, "?": Mark.UNKNOWN}


class Drawing:
    """What a picture shows: a tree, its totals, the head of its columns and the lines below."""

    def __init__(self, picture: str, sent: int) -> None:
        """sent: how many columns hold what the units send."""
        lines = dedent(picture).strip().splitlines()
        self.head = [word.strip() for word in lines[0].split("|")][1:]
        rows = drawn_rows("\n".join(lines[1:]))
        self.tree = Tree([unit for unit, _, _ in rows], [parent for _, parent, _ in rows])
        self.cells = {unit: cells for unit, _, cells in rows}
        reports, expected = [], np.zeros(len(rows), np.int64)
        for place, (unit, _, cells) in enumerate(rows):
            words = [cell.removesuffix("✓").strip() for cell in cells[:sent]]
            leaf = not self.tree.children(unit)
            if all(words) and words[0] != "miễn":
                read = tuple(WORDS[word] if word in WORDS else int(word) for word in words)
                reports.append(Report(place, read, cells[0].endswith("✓")))
            expected[place] = (leaf or any(words)) and words[0] != "miễn"
        self.expected = subtree_sums(expected, self.tree)
        self._reports, self._sent = reports, sent

    def totals(self) -> Block:
        """Totals of all subtrees."""
        return self._rolled(table(self._reports, self._sent))

    def rates(self) -> Block:
        """The first sent column over the second one, of all subtrees."""
        return self._rolled(paired(table(self._reports, self._sent), [0], [1]))

    def _rolled(self, rows: np.ndarray) -> Block:
        reports = self._reports
        own = add_up(rows, units(reports), len(self.tree), accepted(reports))
        return roll_up(own, self.tree)


def words_of(figure: Figure, column: str) -> str:
    base = figure.base
    if column == "đã nộp":
        return f"{base.reported}/{base.expected}"
    if column == "đã duyệt":
        return f"{base.accepted}/{base.reported}"
    if column == "có số":
        return f"{base.given}/{base.reported}"
    return "-" if figure.value is None else str(figure.value)


def check_rollup(picture: str) -> None:
    """Hold "tổng" and the counts of reports against what the units send in "nộp"."""
    drawing = Drawing(picture, sent=1)
    block = drawing.totals()
    for unit, cells in drawing.cells.items():
        place = drawing.tree.place(unit)
        figure = total(block, place, 0, int(drawing.expected[place]))
        shown = [words_of(figure, column) for column in drawing.head[1:]]
        assert shown == cells[1:], f"{unit}: {shown}"


def check_rates(picture: str) -> None:
    """Hold "tỷ lệ" (a fraction) and the counts against the first two columns, part and whole."""
    drawing = Drawing(picture, sent=2)
    block = drawing.rates()
    for unit, cells in drawing.cells.items():
        place = drawing.tree.place(unit)
        figure = rate(block, place, 0, int(drawing.expected[place]))
        wanted = [
            str(Fraction(cell)) if column == "tỷ lệ" and cell != "-" else cell
            for column, cell in zip(drawing.head[2:], cells[2:], strict=True)
        ]
        shown = [words_of(figure, column) for column in drawing.head[2:]]
        assert shown == wanted, f"{unit}: {shown}"
