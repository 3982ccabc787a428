"""Targets out of tables of figures: "TT | Chỉ tiêu | Đơn vị tính | Năm 2024 | Năm 2025"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import words
from phongtrao.core.compiler.plan import Target, Trust
from phongtrao.core.compiler.targets.numbers import NUMBER, comparator_before, number
from phongtrao.core.dates.horizons import Horizon
from phongtrao.core.text.spans import Evidence

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

FROM_TABLE = "Chỉ tiêu đọc từ bảng số liệu; hãy đối chiếu với tiêu đề cột của bảng."
_FIGURE = re.compile(
    rf"(?P<sign>[^\d]{{0,20}}?)\s*(?P<low>{NUMBER})"
    rf"(?:\s*[-–]\s*(?P<high>{NUMBER}))?\s*(?P<percent>%)?\s*(?P<up>trở lên|trở xuống)?"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_HEAD_ROWS = 3


@dataclass(slots=True)
class _Columns:
    """name: the column of what is measured. unit: the column of its unit, -1 for none. levels: the
    columns of figures, each with its year.
    """

    width: int
    name: int
    unit: int = -1
    levels: list[tuple[int, str | None]] = field(default_factory=list)


class FigureReader:
    """Reads the rows of one document; a new table begins with its own head row.

    issued: the year of the document; a column of an earlier year tells what was, not what must be.
    """

    def __init__(self, issued: str | None) -> None:
        self.issued = issued or ""
        self.table = -1
        self.tried = 0
        self.columns: _Columns | None = None

    def read(self, row: Passage, year: str | None) -> list[Target]:
        """The targets of a row, none for a head row and a row of words. year: that of a one-year
        plan.
        """
        if row.table != self.table:
            self.table, self.tried, self.columns = row.table, 0, None
        if self.columns is None:
            self.tried += 1
            if self.tried <= _HEAD_ROWS:
                self.columns = self._head(row)
            return []
        if len(row.cells) != self.columns.width:
            return []
        made = (self._target(row, self.columns, level, year) for level in self.columns.levels)
        return [target for target in made if target is not None]

    def _head(self, row: Passage) -> _Columns | None:
        """The columns, when the cells of a row name what is measured and how much of it."""
        heads = [cell.folded.strip(" .:*") for cell in row.cells]
        name = next((at for at, head in enumerate(heads) if _begins(head, "name")), -1)
        if name < 0:
            return None
        columns = _Columns(len(heads), name)
        for at, head in enumerate(heads):
            years = _YEAR.findall(head)
            if at == name or any(past in head for past in words("targets", "figures.past")):
                continue
            if _begins(head, "unit"):
                columns.unit = at
            elif (years and years[-1] >= self.issued) or _begins(head, "level"):
                columns.levels.append((at, years[-1] if years else None))
        return columns if columns.levels else None

    def _target(
        self, row: Passage, columns: _Columns, level: tuple[int, str | None], year: str | None
    ) -> Target | None:
        name, cell = row.cells[columns.name], row.cells[level[0]]
        figure = _FIGURE.fullmatch(cell.folded.strip(" .;"))
        if figure is None or len(name.text) < len("Số vụ") or level[0] < columns.name:
            return None
        unit = row.cells[columns.unit].folded if columns.unit >= 0 else ""
        comparator = _comparator(figure)
        when = level[1] or year
        return Target(
            at=Evidence(name.content.source, name.start, cell.end),
            trust=Trust(confidence=0.75, doubt=FROM_TABLE),
            section=row.path,
            subject=name.text.strip(" .,;:"),
            measure=name.text.strip(" .,;:"),
            comparator=comparator,
            value=number(figure["low"]),
            upper=number(figure["high"]) if figure["high"] else None,
            unit="percent" if figure["percent"] or unit.startswith(("%", "phần trăm")) else "count",
            horizon=Horizon("during", when) if when else None,
            stratum=None,
        )


def _begins(head: str, kind: str) -> bool:
    return head.startswith(words("targets", f"figures.{kind}"))


def _comparator(figure: re.Match[str]) -> str:
    if figure["high"]:
        return "range"
    if figure["up"]:
        return "gte" if figure["up"] == "trở lên" else "lte"
    sign = figure["sign"].strip()
    return comparator_before(sign, len(sign))[0] or "gte"
