"""Tables drawn with pipes: one cell a line between lines of "|", or one Markdown row a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phongtrao.core.text.lines import Line, clean

_PIPES = re.compile(r"\|+\s*(?:\|\s*)*")
_RULE_CELL = re.compile(r"[\s:=–—_-]*")
_LONGEST_CELL = 400  # lines; a table whose cell is never closed ends where it began


@dataclass(slots=True)
class Cell:
    """The lines of one cell."""

    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of the cell in one line."""
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Table:
    """A table: its rows of cells and the numbers of the first line in it and of the first line
    behind it.
    """

    first: int
    behind: int
    rows: list[list[Cell]]


def is_pipe(line: Line) -> bool:
    """Whether a line holds nothing but pipes."""
    text = line.text
    return text[0] == "|" and _PIPES.fullmatch(text) is not None


def is_row(line: Line) -> bool:
    """Whether a line is a whole row: "| a | b |", also without one or both outer pipes."""
    text = line.text
    if "|" not in text:
        return False
    return text.count("|") > 1 and _PIPES.fullmatch(text) is None


def read_table(lines: list[Line], first: int) -> Table | None:
    """The table that begins at a line, None when none does."""
    if is_row(lines[first]):
        return _markdown_table(lines, first)
    return _cell_table(lines, first) if is_pipe(lines[first]) else None


def _markdown_table(lines: list[Line], first: int) -> Table:
    rows = []
    at = first
    while at < len(lines) and is_row(lines[at]) and (at == first or lines[at].gap < 3):
        rows.append(_split_row(lines[at]))
        at += 1
    return Table(first, at, rows)


def _split_row(line: Line) -> list[Cell]:
    source = line.content.source
    inner = source[line.start : line.end].strip().strip("|")
    offset = source.index(inner, line.start) if inner else line.start
    cells = []
    for piece in re.split(r"(?<!\\)\|", inner):
        content = clean(source, offset, offset + len(piece))
        cell = Cell()
        if content.cuts and content.text.strip() and not _RULE_CELL.fullmatch(content.text):
            words = content.evidence(0, len(content.text))
            start, end = (words.start, words.end) if words else (offset, offset + len(piece))
            cell.lines.append(Line(start, end, 1, False, 0, False, clean(source, start, end)))
        cells.append(cell)
        offset += len(piece) + 1
    return cells


def _cell_table(lines: list[Line], first: int) -> Table:
    """Read "|" cell "|" cell "|" … with "|" "|" between two rows and for an empty cell."""
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    cell = Cell()
    pipes = 1
    width = 0
    at = first + 1
    closed = at
    while at < len(lines):
        line = lines[at]
        if is_pipe(line):
            if line.gap > 1 and pipes:
                break
            if cell.lines:
                row.append(cell)
                cell = Cell()
                pipes = 0
            pipes += line.text.count("|")
            closed = at + 1
        elif is_row(line) or (line.gap > 1 and (pipes or not _closes(lines, at))):
            break
        else:
            if pipes:
                row, width = _end_row(rows, row, pipes, width)
                pipes = 0
            cell.lines.append(line)
        at += 1
    if row:
        rows.append(row)
    return Table(first, max(closed, first + 1), rows)


def _closes(lines: list[Line], at: int) -> bool:
    """Whether a cell that a blank line cuts is closed by a pipe soon after, without a second blank
    line.
    """
    for line in lines[at : at + _LONGEST_CELL]:
        if is_pipe(line):
            return True
        if line.gap > 1 and line is not lines[at]:
            return False
    return False


def _end_row(
    rows: list[list[Cell]], row: list[Cell], pipes: int, width: int
) -> tuple[list[Cell], int]:
    """Decide what a run of pipes means: the next cell, empty cells, or a new row."""
    if not row or pipes == 1:
        return row, width
    empty = pipes - 2
    if not width or len(row) + pipes - 1 >= width:
        behind = empty if not width else max(0, min(empty, width - len(row)))
        row.extend(Cell() for _ in range(behind))
        rows.append(row)
        return [Cell() for _ in range(empty - behind)], width or len(row)
    row.extend(Cell() for _ in range(pipes - 1))
    return row, width
