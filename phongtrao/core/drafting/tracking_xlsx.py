"""Tables as a workbook, a sheet each, ready to filter and to print."""

from __future__ import annotations

import io
from textwrap import wrap
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from phongtrao.core.drafting.tracking_table import (
    FONT,
    Section,
    TableTitle,
    TargetRow,
    TaskRow,
    sections_of,
    title_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_CELL_CHARACTERS_MAX = 32_767  # what Excel keeps in a cell
_WIDTH_OF_A_PART = (
    5.4  # characters of width a part: the whole table then fills A4 landscape at about 100 %
)
_LETTERS_OF_A_PART = 6.9  # letters of size 12 that surely find room in a part
_TITLE_SIZE, _TEXT_SIZE = 14, 12
_LINE_POINTS, _TITLE_LINE_POINTS, _PADDING_POINTS = 15.0, 18.5, 4
_ROW_POINTS_MAX = 409  # what Excel allows
_TITLE_LETTERS_A_LINE = 120
_THIN = Side(style="thin", color="FF000000")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADING_FILL = PatternFill("solid", fgColor="FFE7E6E6")
_PAPER_A4 = 9
_CENTIMETRES_AN_INCH = 2.54
# A cell that begins with one of these is taken for a formula by Excel and by programs that read its
# text.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def tracking_xlsx(
    title: TableTitle, tasks: Sequence[TaskRow], targets: Sequence[TargetRow]
) -> bytes:
    """The workbook's bytes: sheet "Nhiệm vụ", then sheet "Chỉ tiêu"."""
    return sections_xlsx(title, sections_of(tasks, targets))


def sections_xlsx(title: TableTitle, sections: Sequence[Section]) -> bytes:
    """The bytes of a workbook with a sheet a table. No text ever becomes a formula."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = " - ".join(title_lines(title))[:250]
    workbook.properties.creator = "Phong Trào"
    for section in sections:
        _fill(workbook.create_sheet(section.name), section, title)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _fill(sheet: Worksheet, section: Section, title: TableTitle) -> None:
    lines = [*title_lines(title), section.name.upper()]
    for number, line in enumerate(lines, start=1):
        _title_line(sheet, number, line, len(section.columns), is_first=number in {1, len(lines)})
    heading = len(lines) + 2
    for number, column in enumerate(section.columns, start=1):
        cell = _write(sheet, heading, number, column.heading, centred=True)
        cell.font = Font(name=FONT, size=_TEXT_SIZE, bold=True)
        cell.fill = _HEADING_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.share * _WIDTH_OF_A_PART
    for row, texts in enumerate(section.rows, start=heading + 1):
        for number, (column, text) in enumerate(zip(section.columns, texts, strict=True), start=1):
            _write(sheet, row, number, text, centred=column.centred)
        sheet.row_dimensions[row].height = _height(section, texts)
    last = heading + max(1, len(section.rows))
    if not section.rows:
        _write(sheet, last, 1, section.empty, centred=True)
        sheet.merge_cells(
            start_row=last, end_row=last, start_column=1, end_column=len(section.columns)
        )
    sheet.row_dimensions[heading].height = 2 * _LINE_POINTS + _PADDING_POINTS
    _prepare_view(sheet, section, heading, last)
    _prepare_print(sheet, heading)


def _height(section: Section, texts: tuple[str, ...]) -> float:
    """The height in points in which every cell of the row shows whole.

    LibreOffice does not fit rows of a file it did not write; Excel does, and takes this one.
    """
    lines = max(
        sum(
            len(wrap(part, int(column.share * _LETTERS_OF_A_PART))) or 1
            for part in text.split("\n")
        )
        for column, text in zip(section.columns, texts, strict=True)
    )
    return min(_ROW_POINTS_MAX, lines * _LINE_POINTS + _PADDING_POINTS)


def _title_line(sheet: Worksheet, row: int, line: str, columns: int, *, is_first: bool) -> None:
    cell = sheet.cell(row=row, column=1)
    _set_text(cell, line)
    cell.font = Font(name=FONT, size=_TITLE_SIZE, bold=is_first or row > 2)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    # No office program fits the height of merged cells.
    wrapped = sum(len(wrap(part, _TITLE_LETTERS_A_LINE)) or 1 for part in line.split("\n"))
    sheet.row_dimensions[row].height = _TITLE_LINE_POINTS * wrapped + 2


def _write(
    sheet: Worksheet, row: int, column: int, text: str, *, centred: bool
) -> Cell | MergedCell:
    cell = sheet.cell(row=row, column=column)
    if column == 1 and text.isdecimal():
        cell.value = int(text)
    else:
        _set_text(cell, text)
    cell.font = Font(name=FONT, size=_TEXT_SIZE)
    cell.border = _GRID
    cell.alignment = Alignment(
        horizontal="center" if centred else "left", vertical="top", wrap_text=True
    )
    return cell


def _set_text(cell: Cell | MergedCell, text: str) -> None:
    """Write text as text, whatever it begins with."""
    if len(text) > _CELL_CHARACTERS_MAX:
        text = text[: _CELL_CHARACTERS_MAX - 1] + "…"
    cell.value = text or None
    if text:
        cell.data_type = "s"
    if text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def _prepare_view(sheet: Worksheet, section: Section, heading: int, last: int) -> None:
    sheet.freeze_panes = f"A{heading + 1}"
    sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(section.columns))}{last}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90


def _prepare_print(sheet: Worksheet, heading: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPER_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.top = margins.bottom = 2 / _CENTIMETRES_AN_INCH
    margins.left, margins.right = 2 / _CENTIMETRES_AN_INCH, 1.5 / _CENTIMETRES_AN_INCH
    margins.header = margins.footer = 1 / _CENTIMETRES_AN_INCH
    sheet.HeaderFooter.differentFirst = True
    number = HeaderFooterItem(center=_HeaderFooterPart("&P", font=f"{FONT},Regular", size=13))
    sheet.HeaderFooter.oddHeader = number
