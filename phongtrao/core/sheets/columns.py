"""A report as a row of numbers and the few texts beside it, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import Mark
from phongtrao.core.figures.packing import pack, unpack
from phongtrao.core.sheets.elements import Kind

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Cell, Cells, Element, Sheet


def packed(sheet: Sheet, cells: Cells) -> bytes:
    """The boxes of the form's columns as one packed row: yes is 1 and no 0, a choice the place of
    its word in the list, the first 0; a box that is not there is blank.

    Raises ValueError for a word that is not among the choices.
    """
    numbers = [_number(element, cells.get(element.code, Mark.BLANK)) for element in sheet.columns]
    return pack(numbers, [element.scale for element in sheet.columns])


def texts(sheet: Sheet, cells: Cells) -> dict[str, Cell]:
    """What the form asks in words, which is kept beside the row; blank boxes are left out."""
    asked = (element.code for element in sheet.elements if element.kind is Kind.TEXT)
    return {code: cells[code] for code in asked if cells.get(code, Mark.BLANK) is not Mark.BLANK}


def unpacked(sheet: Sheet, row: bytes, beside: Cells | None = None) -> dict[str, Cell]:
    """All cells of a report in the order of the form. beside: what `texts` gave.

    Raises ValueError for a row of another form.
    """
    numbers = unpack(row, [element.scale for element in sheet.columns])
    cells = {
        element.code: _cell(element, number)
        for element, number in zip(sheet.columns, numbers, strict=True)
    }
    words = beside or {}
    return {
        element.code: cells.get(element.code, words.get(element.code, Mark.BLANK))
        for element in sheet.elements
    }


def _number(element: Element, cell: Cell) -> Decimal | bool | Mark:
    if isinstance(cell, str):
        return Decimal(element.choices.index(cell))
    return cell


def _cell(element: Element, number: Decimal | Mark) -> Cell:
    if isinstance(number, Mark):
        return number
    if element.kind is Kind.YES_NO and number in (0, 1):
        return bool(number)
    if element.kind is Kind.CHOICE and 0 <= number < len(element.choices):
        return element.choices[int(number)]
    if element.kind in (Kind.YES_NO, Kind.CHOICE):
        raise ValueError(f"{element.code} holds {number}, which is no answer of it")
    return number
