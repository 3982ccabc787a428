"""Many reports read at once: one box of all of them after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from phongtrao.core.figures.packing import row_of, stored
from phongtrao.core.sheets.columns import Report, number_of
from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.core.sheets.reading import SURE, cell_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from phongtrao.core.sheets.elements import Cell, Element, Sheet

Value = TypeVar("Value")


def read_table(
    sheet: Sheet, boxes: Sequence[Sequence[Value]], read: Callable[[Element, Value], Cell]
) -> list[Report]:
    """The reports of a table.

    boxes: for each element of the form what stands in its box, a value a report. read: what a value
    says; equal words say the same, and in a box for numbers a whole number says itself. Raises what
    `read` raises at a value that it cannot read.
    """
    columns: list[list[int]] = []
    words: list[dict[str, str]] = [{} for _ in boxes[0]]
    for element, values in zip(sheet.elements, boxes, strict=True):
        if element.kind is not Kind.TEXT:
            columns.append(_column(element, values, read))
            continue
        for told, value in zip(words, values, strict=True):
            if text := cell_words(element, read(element, value)):
                told[element.code] = text
    rows = map(row_of, zip(*columns, strict=True)) if columns else [b""] * len(words)
    return [Report(sheet, row, told) for row, told in zip(rows, words, strict=True)]


def _column(
    element: Element, values: Sequence[Any], read: Callable[[Element, Any], Cell]
) -> list[int]:
    """What is stored for a box: at once for whole numbers, of which nearly all tables are made, and
    once for equal words.
    """
    is_number, last_place = element.kind in NUMBERS, 10**element.scale
    said: dict[str, int] = {}
    column = []
    for value in values:
        kind = type(value)
        if is_number and (kind is int or kind is float) and -SURE < value < SURE:
            whole = int(value)
            if whole == value:
                column.append(whole * last_place)
                continue
        number = said.get(value) if kind is str else None
        if number is None:
            number = stored(number_of(element, read(element, value)), element.scale)
            if kind is str:
                said[value] = number
        column.append(number)
    return column
