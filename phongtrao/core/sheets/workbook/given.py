"""What stood in the boxes of an office when its workbook was given out, and so what was said in
them since. It travels in the workbook itself: what is kept, or what the program would fill in, may
have changed by the time it comes back.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from struct import unpack
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import BLANK, Mark
from phongtrao.core.figures.packing import WIDTH, row_of, stored
from phongtrao.core.sheets.columns import Report, number_of, texts, unpacked
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.workbook.guards import sums_of
from phongtrao.core.sheets.workbook.layout import plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@dataclass(frozen=True)
class Clash:
    """A box that was changed since it was given out, and elsewhere into something else. was: what
    stood in it then, None for words, of which only a print travels; stands: what is kept now.
    """

    code: str
    was: Cell | None
    stands: Cell


@dataclass(frozen=True)
class Merged:
    """What was said since boxes were given out, over what is kept now.

    report: a box that was changed says what came in, any other what is kept. said: boxes that were
    changed. newer: those that were left alone and are kept otherwise by now, with what is kept.
    clashes: changed boxes that are kept otherwise, too, so that somebody must decide.
    """

    report: Report
    said: frozenset[str]
    newer: Mapping[str, Cell]
    clashes: tuple[Clash, ...]


def given(sheet: Sheet, cells: Cells) -> str:
    """What stands in the boxes, as letters for the stamp; "" for nothing."""
    told = {code: cells[code] for code in sheet.by_code if code in cells}
    row = _row(sheet, told) if told else _blank(sheet)
    return "" if row == _blank(sheet) else b64encode(row).decode()


def since(report: Report, before: str) -> Since:
    """What was done in the boxes. before: as `given` gave it."""
    was, now = _was(report.sheet, before), _said(report)
    if now == was:
        return Since.NOTHING
    pairs = zip(_numbers(was), _numbers(now), strict=True)
    said = any(new not in (old, BLANK) for old, new in pairs)
    return Since.SAID if said else Since.CLEARED


def stands_as_given(kept: Report, before: str) -> bool:
    """Whether what is kept is what was given out. before: as `given` gave it."""
    return _said(kept) == _was(kept.sheet, before)


def merged(report: Report, before: str, kept: Cells) -> Merged:
    """Lay what was said since the boxes were given out over what is kept. before: as `given` gave
    it. kept: boxes of which something is kept, also that they are blank.
    """
    sheet, was = report.sheet, _was(report.sheet, before)
    # A sum that a workbook worked out need not be kept anywhere.
    sums = sums_of(sheet)
    held = {code: cell for code, cell in kept.items() if cell is not Mark.BLANK or code not in sums}
    rows = _numbers(was), _numbers(_said(report)), _numbers(_row(sheet, held))
    boxes = list(zip(_codes(sheet), *rows, strict=True))
    said = frozenset(code for code, old, new, _ in boxes if new != old)
    moved = [code for code, old, new, now in boxes if code in held and now not in (old, new)]
    return Merged(
        Report.of(sheet, {**report, **{code: held[code] for code in held if code not in said}}),
        said,
        {code: held[code] for code in moved if code not in said},
        tuple(Clash(code, _cell(sheet, was, code), held[code]) for code in moved if code in said),
    )


def _codes(sheet: Sheet) -> list[str]:
    """The boxes in the order of a row that is given out: those for words are the last."""
    words = [element.code for element in sheet.elements if element.kind is Kind.TEXT]
    return [*(element.code for element in sheet.columns), *words]


def _row(sheet: Sheet, cells: Cells) -> bytes:
    figures = row_of([_number(element, cells) for element in sheet.columns])
    return figures + _prints(sheet, texts(sheet, cells))


def _said(report: Report) -> bytes:
    return report.figures + _prints(report.sheet, report.words)


def _numbers(row: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(row) // WIDTH}q", row)


def _cell(sheet: Sheet, was: bytes, code: str) -> Cell | None:
    """What a row that was given out says of a box; None for words, which it does not hold."""
    if sheet.by_code[code].kind is Kind.TEXT:
        place = _codes(sheet).index(code) * WIDTH
        return Mark.BLANK if was[place : place + WIDTH] == _NOTHING else None
    try:
        return unpacked(sheet, was[: len(sheet.columns) * WIDTH])[code]
    except ValueError:  # somebody wrote the stamp himself
        return None


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
