"""Tables that people fill in and send: the cells of the first sheet, as text."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from phongtrao.core.text.folding import composed
from phongtrao.core.text.reading.archives import CheckedArchive
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEmpty,
    FileHasMacros,
    SheetKindUnknown,
    SheetTooLarge,
)
from phongtrao.core.text.reading.formulas import UNCOUNTED, uncounted_places
from phongtrao.core.text.reading.limits import (
    CELL_CHARACTERS_MAX,
    SHEET_COLUMNS_MAX,
    SHEET_ROWS_MAX,
    ReadingLimits,
)
from phongtrao.core.text.reading.names import shown_name
from phongtrao.core.text.reading.plain import decoded_text
from phongtrao.core.text.reading.xml import without_entities

if TYPE_CHECKING:
    from collections.abc import Iterable

_ZIP = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"

Rows = list[list[str]]
"""Lines of cells; the first line of the sheet first, blank lines kept so that numbers fit."""


def read_sheet(data: bytes, name: str, limits: ReadingLimits) -> Rows:
    """The cells of a .xlsx (first sheet) or .csv file (comma, semicolon or tab).

    Dates read 31/12/2026, yes and no "có" and "không", whole numbers have no point; a formula gives
    its last value, UNCOUNTED where it has none; text is composed (NFC); blank cells at the end of a
    line are left out. At most SHEET_ROWS_MAX lines of SHEET_COLUMNS_MAX cells, the rest of longer
    cells is cut.
    Raises SheetKindUnknown, SheetTooLarge, FileEmpty, FileDamaged and what CheckedArchive raises.
    """
    shown, ending = shown_name(name), PurePosixPath(name).suffix.lower()
    if not data.strip():
        raise FileEmpty(name=shown)
    is_archive = data.startswith(_ZIP)
    if ending == ".csv" and not is_archive:
        rows = _lines_of_text(data, shown)
    elif ending == ".xlsx" and is_archive:
        rows = _lines_of_workbook(data, shown, limits)
    else:
        raise SheetKindUnknown(name=shown)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > SHEET_ROWS_MAX:
        raise SheetTooLarge(name=shown, limit=f"{SHEET_ROWS_MAX:,}".replace(",", "."))
    return rows


def _lines_of_text(data: bytes, shown: str) -> Rows:
    text = decoded_text(data, shown).text
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    return _cut(csv.reader(io.StringIO(text, newline=""), delimiter=separator), shown)


def _lines_of_workbook(data: bytes, shown: str, limits: ReadingLimits) -> Rows:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow import, and only this kind needs it

    archive = CheckedArchive(data, shown, limits)
    if not archive.has(_WORKBOOK):
        raise SheetKindUnknown(name=shown)
    if archive.has("xl/vbaProject.bin"):
        raise FileHasMacros(name=shown)
    for member in archive.members():
        if member.endswith((".xml", ".rels")):
            without_entities(archive.read(member), shown)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(
            max_row=SHEET_ROWS_MAX + 1, max_col=SHEET_COLUMNS_MAX, values_only=True
        )
        path = sheet._worksheet_path  # type: ignore[attr-defined]  # of sheets read only
        part = without_entities(archive.read(path), shown)
        uncounted = uncounted_places(part) if b"f>" in part else set()
        return _cut(
            (
                [
                    UNCOUNTED if (line, column) in uncounted else _shown(cell)
                    for column, cell in enumerate(row, start=1)
                ]
                for line, row in enumerate(rows, start=1)
            ),
            shown,
        )
    except Exception as broken:  # openpyxl lets whatever its parser meets through
        raise FileDamaged(name=shown) from broken


def _shown(cell: object) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _cut(rows: Iterable[Iterable[str]], shown: str) -> Rows:
    """Lines within bounds; one more than allowed shows that there are too many."""
    found: Rows = []
    try:
        for row in rows:
            cells = [composed(" ".join(cell.split()))[:CELL_CHARACTERS_MAX] for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            found.append(cells[:SHEET_COLUMNS_MAX])
            if len(found) > SHEET_ROWS_MAX:
                break
    except csv.Error as broken:
        raise FileDamaged(name=shown) from broken
    return found
