"""A report as a row of numbers and the few texts beside it, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import Mark
from phongtrao.core.figures.packing import pack, unpack
from phongtrao.core.sheets.elements import Cell, Kind, mark_of
from phongtrao.core.sheets.reading import cell_words

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Cells, Element, Sheet


class Report(Mapping[str, Cell]):
    """The cells of one report, held as they are stored: figures as `packed` gives them, words as
    `texts` does.
    """

    def __init__(self, sheet: Sheet, figures: bytes, words: dict[str, str]) -> None:
        self.sheet, self.figures, self.words = sheet, figures, words

    @classmethod
    def of(cls, sheet: Sheet, cells: Cells) -> Report:
        """The report that the cells are. Raises ValueError as `packed` does."""
        if isinstance(cells, Report) and cells.sheet.elements == sheet.elements:
            return cells
        return cls(sheet, packed(sheet, cells), texts(sheet, cells))

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return unpacked(self.sheet, self.figures, self.words)

    def __getitem__(self, code: str) -> Cell:
        """What stands in a box."""
        return self._cells[code]

    def __iter__(self) -> Iterator[str]:
        """The codes in the order of the form."""
        return iter(self.sheet.by_code)

    def __len__(self) -> int:
        """How many boxes the form has."""
        return len(self.sheet.by_code)


def packed(sheet: Sheet, cells: Cells) -> bytes:
    """The boxes of the form's columns as one packed row: yes is 1 and no 0, a choice the place of
    its word in the list, the first 0; a box that is not there is blank.

    Raises ValueError for a word that is not among the choices.
    """
    numbers = [number_of(element, cells.get(element.code, Mark.BLANK)) for element in sheet.columns]
    return pack(numbers, [element.scale for element in sheet.columns])


def texts(sheet: Sheet, cells: Cells) -> dict[str, str]:
    """What the form asks in words, which is kept beside the row; blank boxes are left out, a mark
    is kept as its word.
    """
    asked = (element for element in sheet.elements if element.kind is Kind.TEXT)
    words = {each.code: cell_words(each, cells.get(each.code, Mark.BLANK)) for each in asked}
    return {code: text for code, text in words.items() if text}


def said_in_words(words: str) -> Cell:
    """The cell of a box for words, of which `texts` keeps `words`."""
    return mark_of(words) or words


def unpacked(sheet: Sheet, row: bytes, beside: Mapping[str, str] | None = None) -> dict[str, Cell]:
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
        element.code: cells[element.code]
        if element.code in cells
        else said_in_words(words.get(element.code, ""))
        for element in sheet.elements
    }


def number_of(element: Element, cell: Cell) -> Decimal | bool | Mark:
    """What is stored for a cell of a column; raises as `packed` does."""
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
