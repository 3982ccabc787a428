"""Whether the sheet of figures is still the one that was given out, but for its boxes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped] # it ships no types

from phongtrao.core.sheets.workbook.layout import FIGURES, HEAD, Layout, plain_words
from phongtrao.core.sheets.workbook_reading.boxes import words_of
from phongtrao.core.sheets.workbook_reading.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from phongtrao.core.sheets.workbook.layout import Place
    from phongtrao.core.sheets.workbook_reading.boxes import Value

    Grid = Sequence[Sequence[Value]]

    Ranges = Iterable[tuple[Place, Place]]

MOVED: Final = (
    "Chỗ này là {line} “{name}”, nay {line} đó nằm ở ô {where}. "
    "Hãy đưa về chỗ cũ, hoặc tải lại biểu rồi chép số liệu sang."
)
GONE: Final = (
    "Chỗ này là {line} “{name}”, nay không còn trong trang. "
    "Hãy tải lại biểu rồi chép số liệu sang; không xóa, chèn hay đổi mã của dòng, cột."
)
CHANGED: Final = "Ô này phải ghi “{words}” như khi tải về. Hãy ghi lại cho đúng."
OUTSIDE: Final = (
    "Ô này nằm ngoài các ô để điền nên nội dung không được nhận. "
    "Hãy chuyển số liệu vào đúng ô rồi xóa nội dung này."
)
MERGED: Final = "Các ô {first}:{end} đã bị gộp làm một. Hãy bỏ gộp rồi ghi lại từng ô."
_SHOWN = 60


def structure_problems(layout: Layout, grid: Grid, merged: Ranges) -> list[Problem]:
    """What is no more as it was given out. When lines or columns moved, only that: what stands in
    any other cell says nothing then.

    grid: the values of the sheet from its first cell. merged: first and last cell of each range.
    """
    moved = list(_moved(layout, grid))
    if moved:
        return moved
    return [*_changed(layout, grid), *_outside(layout, grid), *_merged(merged)]


def at(row: int, column: int) -> str:
    """The address of a cell, such as D7."""
    return str(xl_rowcol_to_cell(row, column))


def shown(value: Value) -> str:
    """What stands in a cell, short enough for a list."""
    words = plain_words(words_of(value))
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"


def _words_at(grid: Grid, row: int, column: int) -> str:
    inside = row < len(grid) and column < len(grid[row])
    return plain_words(words_of(grid[row][column])) if inside else ""


def _moved(layout: Layout, grid: Grid) -> Iterator[Problem]:
    for place, is_line in layout.names():
        words, found = layout.fixed[place], _words_at(grid, *place)
        if words == found:
            continue
        where = _found_along(grid, place, words, is_line=is_line)
        yield Problem(
            FIGURES,
            at(*place),
            found,
            (MOVED if where else GONE).format(
                line="dòng" if is_line else "cột",
                name=layout.named(place, is_line=is_line),
                where=where,
            ),
        )


def _found_along(grid: Grid, place: Place, words: str, *, is_line: bool) -> str:
    """The address at which the name stands now; "" when it is nowhere in its line or column."""
    row, column = place
    along: Iterable[Place] = (
        ((each, column) for each in range(HEAD, len(grid)))
        if is_line
        else ((row, each) for each in range(len(grid[row]) if row < len(grid) else 0))
    )
    return next((at(*each) for each in along if _words_at(grid, *each) == words), "")


def _changed(layout: Layout, grid: Grid) -> Iterator[Problem]:
    for place, words in layout.fixed.items():
        found = _words_at(grid, *place)
        if found != words:
            yield Problem(FIGURES, at(*place), shown(found), CHANGED.format(words=words))


def _outside(layout: Layout, grid: Grid) -> Iterator[Problem]:
    """The first cell of each row in which something stands that nobody would read."""
    for row, values in enumerate(grid):
        boxes = layout.box_columns(row)
        columns = chain(range(min(boxes.start, len(values))), range(boxes.stop, len(values)))
        for column in columns:
            if (row, column) in layout.fixed or layout.is_loose(row, column):
                continue
            words = shown(values[column])
            if words:
                yield Problem(FIGURES, at(row, column), words, OUTSIDE)
                break


def _merged(ranges: Ranges) -> Iterator[Problem]:
    for first, end in ranges:
        if end[0] >= HEAD:
            text = MERGED.format(first=at(*first), end=at(*end))
            yield Problem(FIGURES, at(*first), "", text)
