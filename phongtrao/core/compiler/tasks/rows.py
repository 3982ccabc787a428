"""Tasks out of tables: "STT | nhiệm vụ | chủ trì | phối hợp | thời gian" in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.compiler.attributes import read_columns
from phongtrao.core.compiler.tasks.assignment import Assignment
from phongtrao.core.compiler.tasks.listed import listed_bodies

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

_HEAD_ROWS = 3
_SAME_AS_ABOVE = ("nt", "-nt-", "như trên", "//", "“", '"')


class RowReader:
    """Reads the rows of one document; a new table begins with its own head row."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.table = -1
        self.columns: dict[str, int] = {}
        self.width = 0
        self.tried = 0
        self.above: Assignment | None = None

    def read(self, row: Passage) -> Assignment | None:
        """The task of a row; None for a head row, a group row and a row of figures."""
        if row.table != self.table:
            self.table, self.columns, self.width, self.tried, self.above = (
                row.table,
                {},
                len(row.cells),
                0,
                None,
            )
        if not self.columns:
            self._head(row)
            return None
        cells = self._aligned(row.cells)
        task = self._cell(cells, "task")
        if task is None or len(task.text) < 8:
            return None
        lead, partner, time = (self._cell(cells, kind) for kind in ("lead", "partner", "time"))
        if lead is None and partner is None and time is None:
            return None
        task.path, task.parent, task.kind = row.path, row.parent, "row"
        names = self._names(lead, "lead")
        made = Assignment(
            task,
            names,
            self._names(partner, "partner"),
            0,
            len(task.text),
            bool(names),
            True,
            "work",
        )
        if time is not None:
            made.time.append((time, 0, len(time.text)))
        self.above = made
        return made

    def _head(self, row: Passage) -> None:
        """Take a row for the head when its cells name the columns of a task table."""
        self.tried += 1
        if self.tried > _HEAD_ROWS:
            return
        columns = read_columns([cell.folded for cell in row.cells])
        assigns = {"lead", "partner"} & set(columns) or {"time", "task"} <= set(columns)
        if not assigns:
            return
        if "task" not in columns:
            free = [at for at in range(len(row.cells)) if at not in columns.values()]
            if not free:
                return
            columns["task"] = free[0]
        self.columns, self.width = columns, len(row.cells)

    def _aligned(self, cells: list[Passage]) -> list[Passage | None]:
        """The cells by column; a row without its number is shifted to the right."""
        missing = self.width - len(cells)
        if missing <= 0:
            return list(cells)
        numbered = bool(cells) and cells[0].text.strip(" .)").isdigit()
        return (
            [*cells, *[None] * missing]
            if numbered or self.columns.get("number") != 0
            else [*[None] * missing, *cells]
        )

    def _cell(self, cells: list[Passage | None], kind: str) -> Passage | None:
        at = self.columns.get(kind, -1)
        cell = cells[at] if 0 <= at < len(cells) else None
        return cell if cell is not None and cell.text.strip(" -–") else None

    def _names(self, cell: Passage | None, kind: str) -> tuple[str, ...]:
        if cell is None:
            return ()
        if cell.folded.strip(" .") in _SAME_AS_ABOVE and self.above is not None:
            return self.above.lead if kind == "lead" else self.above.coordinating
        return listed_bodies(cell.text, self.known)
