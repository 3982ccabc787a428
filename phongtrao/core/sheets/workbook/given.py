"""What stood in the boxes of an office when its workbook was given out, and whether anything was
said in them since. It travels in the workbook itself: what the program would fill in may have
changed by the time it comes back.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from enum import StrEnum
from struct import unpack
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import BLANK
from phongtrao.core.figures.packing import WIDTH, row_of, stored
from phongtrao.core.sheets.columns import number_of, texts
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.workbook.layout import plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.columns import Report
    from phongtrao.core.sheets.elements import Cell, Cells, Element, Sheet

_NOTHING = row_of([BLANK])


class Since(StrEnum):
    """What was done in the boxes of an office since they were given out."""

    NOTHING = "nothing"
    """Each stands as it was."""
    CLEARED = "cleared"
    """Some were cleared, each other stands as it was."""
    SAID = "said"
    """Something stands in one that did not stand there."""


def given(sheet: Sheet, cells: Cells) -> str:
    """What stands in the boxes, as letters for the stamp; "" for nothing."""
    told = {code: cells[code] for code in sheet.by_code if code in cells}
    if not told:
        return ""
    figures = row_of([_number(element, told) for element in sheet.columns])
    row = figures + _prints(sheet, texts(sheet, told))
    return "" if row == _blank(sheet) else b64encode(row).decode()


def since(report: Report, before: str) -> Since:
    """What was done in the boxes. before: as `given` gave it."""
    sheet = report.sheet
    was, now = _was(sheet, before), report.figures + _prints(sheet, report.words)
    if now == was:
        return Since.NOTHING
    form = f"<{len(sheet.elements)}q"
    pairs = zip(unpack(form, was), unpack(form, now), strict=True)
    said = any(new not in (old, BLANK) for old, new in pairs)
    return Since.SAID if said else Since.CLEARED


def _blank(sheet: Sheet) -> bytes:
    return _NOTHING * len(sheet.elements)


def _was(sheet: Sheet, before: str) -> bytes:
    """The row that was given out; a blank one where the letters are none of ours."""
    try:
        row = b64decode(before)
    except ValueError:
        row = b""
    return row if len(row) == len(sheet.elements) * WIDTH else _blank(sheet)


def _number(element: Element, cells: Cells) -> int:
    """What is stored for a cell; a figure that its box cannot hold will not come back as it was."""
    cell: Cell | None = cells.get(element.code)
    try:
        return BLANK if cell is None else stored(number_of(element, cell), element.scale)
    except (ValueError, ArithmeticError):
        return BLANK


def _prints(sheet: Sheet, words: Mapping[str, str]) -> bytes:
    """Eight bytes for each box for words: of what is said, whatever the spaces and lines."""
    asked = (element.code for element in sheet.elements if element.kind is Kind.TEXT)
    return b"".join(
        hashlib.sha256(plain_words(words[code]).encode()).digest()[:WIDTH]
        if code in words
        else _NOTHING
        for code in asked
    )
