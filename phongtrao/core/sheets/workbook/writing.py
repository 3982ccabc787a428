"""Write a form as a workbook to fill in: only its boxes can be written in, and it knows what it is.

For one office an upright sheet, for several a table with a line each; beside it what the figures
were last period, where figures that stand there already come from, how to fill in, and a hidden
sheet by which the file is known again (see workbook_reading).
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it ships no types
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]  # has none

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.sheets.workbook.given import given
from phongtrao.core.sheets.workbook.guards import (
    broken_formula,
    spreadsheet_number,
    sum_formula,
    sum_now,
    sums_of,
    validation,
)
from phongtrao.core.sheets.workbook.layout import (
    CODE_COLUMN,
    FIGURES,
    FIRST_BOX_COLUMN,
    GUIDANCE,
    HEAD,
    LABEL_COLUMN,
    LAST_COLUMN,
    LAST_PERIOD,
    LINES,
    NOTE_COLUMN,
    SOURCES,
    STAMP,
    UNIT_COLUMN,
    Layout,
    label_with_unit,
    plain_words,
    stamp_of,
)
from phongtrao.core.sheets.workbook.look import (
    BOX,
    KNOWN,
    LINE_POINTS,
    LOCKED,
    PADDING_POINTS,
    TEXT_SIZE,
    TITLE_SIZE,
    Look,
    height,
    lock_and_print,
    write_words,
)
from phongtrao.core.sheets.workbook.pages import write_guidance, write_sources, write_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.core.sheets.elements import Cell, Cells, Element, Sheet
    from phongtrao.core.sheets.rules import Rule
    from phongtrao.core.sheets.workbook.layout import Heading, Known, Office, Place

    KnownFigures = Mapping[str, Mapping[str, Known]]

_UPRIGHT_WIDTHS = (9, 52, 14, 16, 16, 46)
_TABLE_WIDTHS = (5, 13, 30)
_NUMBER_WIDTH, _WORDS_WIDTH = 14, 26
_COLUMNS_OF_A_PAGE = 14
_TITLE_LETTERS_MAX = 250
_EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
# A core has no clock; two workbooks of the same facts are the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - no moment
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_BROKEN = {Severity.REFUSE: "#F4B6B6", Severity.ASK: "#FCE0A8"}
_EMPTY_RESULT = " "  # without it an untouched sum would look as if nobody had counted it
_LAST_PERIOD_HINT = "Số liệu kỳ trước, chỉ để xem; số liệu kỳ này ghi ở trang “Số liệu”."


def write_workbook(
    sheet: Sheet,
    heading: Heading,
    offices: Sequence[Office],
    *,
    version: int,
    period: str,
    period_words: str,
    window_words: str,
    last: Mapping[str, Cells] | None = None,
    known: KnownFigures | None = None,
) -> bytes:
    """The bytes of a .xlsx file in which `offices` fill in the form; the same facts give the same
    bytes, and no text becomes a formula.

    version: of the form. period: its stable name ("2026-Q3"); period_words, window_words: for who
    reads ("Quý III/2026", "15/6–14/9/2026", "" for none). last: the cells of the period before by
    code of the office. known: figures that stand in their boxes already, with their source, by
    codes of office and element; who fills in may correct them.
    Raises ValueError for no office or one office twice.
    """
    sums, known = sums_of(sheet), known or {}
    standing = [_standing(known.get(each.code, {}), sums) for each in offices]
    stamp = stamp_of(
        heading,
        [
            replace(office, given=given(sheet, cells))
            for office, cells in zip(offices, standing, strict=True)
        ],
        version=version,
        period=period,
        period_words=period_words,
        window_words=window_words,
    )
    target = io.BytesIO()
    with Workbook(target, dict(_OPTIONS)) as workbook:
        workbook.set_properties(
            {
                "title": heading.title[:_TITLE_LETTERS_MAX],
                "author": "Phong Trào",
                "created": _CREATED,
            }
        )
        layout = Layout(sheet, stamp)
        _Writer(workbook, layout, last or {}, known, standing).write(heading)
    return target.getvalue()


class _Writer:
    """Fills one workbook."""

    def __init__(
        self,
        workbook: Any,
        layout: Layout,
        last: Mapping[str, Cells],
        known: KnownFigures,
        standing: Sequence[Cells],
    ) -> None:
        self.workbook, self.layout, self.last, self.known = workbook, layout, last, known
        self.standing = standing
        self.sheet, self.offices = layout.sheet, layout.stamp.offices
        self.look = Look(workbook)
        self.sums = sums_of(self.sheet)
        self.number_of = {each.code: at for at, each in enumerate(self.sheet.elements)}

    def write(self, heading: Heading) -> None:
        """Write all sheets; the figures stand first."""
        figures = self.workbook.add_worksheet(FIGURES)
        if self.last and not self.layout.upright:
            self._write_last_period(self.workbook.add_worksheet(LAST_PERIOD))
        if self.known and not self.layout.upright:
            page = self.workbook.add_worksheet(SOURCES)
            write_sources(page, self.look, self.sheet, self.layout.stamp, self.known)
        page = self.workbook.add_worksheet(GUIDANCE)
        write_guidance(page, self.look, self.sheet, heading)
        stamp = self.workbook.add_worksheet(STAMP)
        lists = write_stamp(stamp, self.sheet, self.layout.stamp)
        self._write_figures(figures, lists)

    def _write_figures(self, page: Any, lists: Mapping[str, str]) -> None:
        self._write_fixed(page, self.layout.stamp.lines)
        for number, office in enumerate(self.offices):
            self._write_boxes(page, number, self.known.get(office.code, {}))
        for element in self.sheet.elements:
            first, end = self._ends(element.code)
            guard = validation(element, xl_rowcol_to_cell(*first), lists.get(element.code, ""))
            page.data_validation(*first, *end, guard)
        for rule in self.sheet.rules:
            self._show_broken(page, rule)
        if self.layout.upright:
            self._write_beside(page, self.offices[0].code)
        self._prepare(page)
        page.activate()

    def _write_fixed(self, page: Any, lines: Sequence[str]) -> None:
        """Words of locked cells; the whole grid gets its frame."""
        for row, line in enumerate(lines):
            write_words(page, row, 0, line, self._line_look(row))
        for row in range(HEAD, self.layout.rows):
            for column in range(self.layout.columns):
                text = self.layout.fixed.get((row, column), "")
                write_words(page, row, column, text, self._locked_look(row, column))

    def _line_look(self, row: int) -> Any:
        return self.look.format(
            bold=row < LINES - 2,
            italic=row == LINES - 1,
            font_size=TITLE_SIZE if row == 1 else TEXT_SIZE,
        )

    def _locked_look(self, row: int, column: int) -> Any:
        if row < self.layout.first_row:
            return self.look.head()
        group = self.layout.upright and row not in self.layout.element_rows
        centred = column in ({CODE_COLUMN, UNIT_COLUMN} if self.layout.upright else {0, 1})
        under = column == LABEL_COLUMN and row in self.layout.part_rows
        return self.look.words(bold=group, centred=centred, under=under)

    def _write_boxes(self, page: Any, number: int, known: Mapping[str, Known]) -> None:
        """The boxes of one office: what is known, sums, and the empty ones."""
        cells = self.standing[number]
        for at, element in enumerate(self.sheet.elements):
            place, cell = self.layout.place(number, at), cells.get(element.code, Mark.BLANK)
            if element.code in self.sums and element.code not in known:
                self._write_sum(page, number, element, cell)
            else:
                colour = KNOWN if element.code in known else BOX
                self._write_cell(page, *place, element, cell, self.look.box(element, colour))

    def _write_sum(self, page: Any, number: int, element: Element, cell: Cell) -> None:
        def refer(code: str) -> str:
            return str(xl_rowcol_to_cell(*self.layout.place(number, self.number_of[code])))

        result = (
            float(spreadsheet_number(element, cell))
            if isinstance(cell, Decimal)
            else cell_words(element, cell) or _EMPTY_RESULT
        )
        formula = sum_formula(element, self.sums[element.code], refer)
        place = self.layout.place(number, self.number_of[element.code])
        page.write_formula(*place, formula, self.look.box(element, LOCKED), result)

    def _write_cell(
        self, page: Any, row: int, column: int, element: Element, cell: Cell, look: Any
    ) -> None:
        """One figure, as a number where the spreadsheet can hold it whole."""
        if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= _EXACT_DIGITS:
            page.write_number(row, column, float(spreadsheet_number(element, cell)), look)
        else:
            write_words(page, row, column, cell_words(element, cell), look)

    def _write_beside(self, page: Any, office: str) -> None:
        """Last period's figures and the notes of the upright sheet."""
        last, known = self.last.get(office, {}), self.known.get(office, {})
        widths = (_UPRIGHT_WIDTHS[LABEL_COLUMN], _UPRIGHT_WIDTHS[NOTE_COLUMN])
        for element, row in zip(self.sheet.elements, self.layout.element_rows, strict=True):
            cell = last.get(element.code, Mark.BLANK)
            look = self.look.box(element, LOCKED)
            self._write_cell(page, row, LAST_COLUMN, element, cell, look)
            note = _note(element, known.get(element.code))
            write_words(page, row, NOTE_COLUMN, note, self.look.words())
            page.set_row(row, height((element.label, note), widths))

    def _show_broken(self, page: Any, rule: Rule) -> None:
        """Colour the boxes of a rule while their figures break it."""

        def refer(code: str) -> str:
            place = self.layout.place(0, self.number_of[code])
            return str(xl_rowcol_to_cell(*place, row_abs=self.layout.upright, col_abs=True))

        formula = broken_formula(self.sheet, rule, refer)
        if not formula:
            return
        shown = self.workbook.add_format({"bg_color": _BROKEN[rule.severity]})
        for code in rule.codes:
            first, end = self._ends(code)
            look = {"type": "formula", "criteria": formula, "format": shown}
            page.conditional_format(*first, *end, look)

    def _ends(self, code: str) -> tuple[Place, Place]:
        """The first and the last box of an element."""
        at = self.number_of[code]
        return self.layout.place(0, at), self.layout.place(len(self.offices) - 1, at)

    def _write_last_period(self, page: Any) -> None:
        """The same grid with last period's figures, to look at."""
        issuer, title, *_ = self.layout.stamp.lines
        self._write_fixed(page, (issuer, title, "", "", _LAST_PERIOD_HINT))
        for number, office in enumerate(self.offices):
            cells = self.last.get(office.code, {})
            for at, element in enumerate(self.sheet.elements):
                place, cell = self.layout.place(number, at), cells.get(element.code, Mark.BLANK)
                self._write_cell(page, *place, element, cell, self.look.box(element, LOCKED))
        self._prepare(page)

    def _prepare(self, page: Any) -> None:
        """Widths, heights, frozen headings, print."""
        pages = self._widen_upright(page) if self.layout.upright else self._widen_table(page)
        page.set_row(1, LINE_POINTS * TITLE_SIZE / TEXT_SIZE + PADDING_POINTS)
        page.repeat_rows(HEAD, self.layout.first_row - 1)
        lock_and_print(page, pages)

    def _widen_upright(self, page: Any) -> int:
        for column, width in enumerate(_UPRIGHT_WIDTHS):
            page.set_column(column, column, width)
        page.freeze_panes(self.layout.first_row, UNIT_COLUMN)
        return 1

    def _widen_table(self, page: Any) -> int:
        """Widths of a table; on so many pages side by side it can be read."""
        widths = [
            _NUMBER_WIDTH if each.kind in NUMBERS | {Kind.YES_NO} else _WORDS_WIDTH
            for each in self.sheet.elements
        ]
        for column, width in enumerate([*_TABLE_WIDTHS, *widths]):
            page.set_column(column, column, width)
        labels = [label_with_unit(each) for each in self.sheet.elements]
        page.set_row(HEAD + 1, height(labels, widths))
        page.freeze_panes(self.layout.first_row, FIRST_BOX_COLUMN)
        page.repeat_columns(0, FIRST_BOX_COLUMN - 1)
        return ceil(len(widths) / _COLUMNS_OF_A_PAGE)


def _standing(known: Mapping[str, Known], sums: Mapping[str, tuple[str, ...]]) -> dict[str, Cell]:
    """What stands in the boxes of an office as the workbook leaves: what is known, and its sums."""
    cells: dict[str, Cell] = {code: figure.cell for code, figure in known.items()}
    counted = {code: parts for code, parts in sums.items() if code not in known}
    for code in _inner_first(counted):
        cells[code] = sum_now(counted[code], cells)
    return cells


def _note(element: Element, known: Known | None) -> str:
    source = f"Đã ghi sẵn theo {known.source}. " if known else ""
    return plain_words(source + element.help)


def _inner_first(sums: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The sums in an order in which each comes after those that it is made of."""
    ordered: list[str] = []
    while len(ordered) < len(sums):
        waiting = sums.keys() - ordered
        ordered += [code for code in sums if code in waiting and not waiting & {*sums[code]}]
    return ordered
