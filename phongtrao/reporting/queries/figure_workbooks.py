"""Figures of a target, and the answers of the dashboard, as workbooks with real numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it ships no types

from phongtrao.core.drafting.tracking_table import FONT, fit_text
from phongtrao.core.targets.wording import value_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from phongtrao.core.targets.levels import Measured
    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.reporting.queries.dashboard import Board
    from phongtrao.reporting.queries.public_figures import PublicPage, PublicRow
    from phongtrao.reporting.queries.target_page import TargetPage
    from phongtrao.reporting.queries.unit_rows import UnitRow

_PERCENT = 100
_PAPER_A4 = 9
_BASE = (
    ("Phải báo cáo", 12),
    ("Có số liệu", 12),
    ("Đã duyệt", 12),
    ("Đang đính chính", 14),
    ("Chưa rõ", 12),
    ("Để trống", 12),
    ("Không áp dụng", 12),
)


@dataclass(frozen=True)
class Table:
    """A sheet: its name, lines above the table, headings with widths, rows of texts and numbers."""

    name: str
    lines: tuple[str, ...]
    columns: tuple[tuple[str, int], ...]
    rows: list[tuple[Any, ...]]


class Share(float):
    """A number that is shown as percent: 0.937 as 93,7 %."""


class Decimals(float):
    """A number that is shown with its decimal places."""


def target_workbook(page: TargetPage, heading: Sequence[str], rows: Sequence[UnitRow]) -> bytes:
    """The figures of a target over time and over what lies below. heading: what it is, where and as
    of which day; rows: of the units, in the order of the page.
    """
    lines = tuple(heading)
    time = Table(
        "Theo thời gian",
        lines,
        (
            ("Kỳ báo cáo", 24),
            ("Thời gian số liệu", 24),
            ("Tử số hoặc số đếm", 16),
            ("Mẫu số", 12),
            ("Tỷ lệ", 10),
            ("Mức phải đạt", 16),
            ("Tình trạng", 18),
            ("So kỳ trước", 16),
            ("So cùng kỳ", 16),
            *_BASE,
        ),
        [
            (
                row.title,
                row.window,
                *figure_in_cells(row.point.figure.measured, row.why, row.point.mark),
                row.asked,
                _said(row.state.words if row.state else "", row.point.mark),
                row.since_last.words if row.since_last else "",
                row.since_year.words if row.since_year else "",
                *_base(row.point.figure),
            )
            for row in page.rows
        ],
    )
    shown = next((row.title for row in page.rows if row.point is page.shown), "")
    units = Table(
        "Theo đơn vị",
        (*lines, shown),
        (
            ("Đơn vị", 34),
            ("Tử số hoặc số đếm", 16),
            ("Mẫu số", 12),
            ("Tỷ lệ", 10),
            ("Tình trạng", 18),
            *_BASE,
        ),
        [
            (
                row.name,
                *figure_in_cells(
                    row.figure.measured, row.unsaid.value if row.unsaid else "", row.mark
                ),
                _said(row.state.words if row.state else row.report, row.mark),
                *_base(row.figure),
            )
            for row in rows
        ],
    )
    return written([time, units])


def _base(figure: DatedFigure) -> tuple[int, ...]:
    """What a figure rests on, under _BASE."""
    return (
        figure.expected,
        figure.reported,
        figure.accepted,
        figure.correcting,
        figure.unknown,
        figure.blank,
        figure.apart,
    )


def _said(state: str, mark: str) -> str:
    """How a figure stands, and what is to be said of it."""
    return "; ".join(filter(None, [state, mark]))


def board_workbook(board: Board, heading: Sequence[str]) -> bytes:
    """The four answers of the dashboard, a sheet each. heading: of which place and day."""
    lines = tuple(heading)
    late = Table(
        "Đang chậm",
        lines,
        (
            ("Việc", 70),
            ("Chương trình", 40),
            ("Quá hạn (ngày)", 14),
            ("Đơn vị chậm", 14),
            ("Tổng số", 12),
        ),
        [(row.what, row.of, row.days, row.late, row.total) for row in board.late],
    )
    targets = Table(
        "Chỉ tiêu",
        lines,
        (
            ("Chỉ tiêu", 70),
            ("Mức phải đạt", 26),
            ("Kỳ", 18),
            ("Tử số hoặc số đếm", 16),
            ("Mẫu số", 12),
            ("Tỷ lệ", 10),
            ("Tình trạng", 18),
            ("Còn thiếu", 18),
            ("So kỳ trước", 16),
            ("Độ phủ", 44),
        ),
        [
            (
                str(row.target),
                row.level,
                row.period,
                *(
                    figure_in_cells(row.now.point.figure.measured, row.why, row.now.point.mark)
                    if row.now
                    else (None, None, None)
                ),
                row.state.words if row.state else "",
                row.needed,
                row.change.words if row.change else "",
                row.coverage or "chưa có biểu mẫu đo",
            )
            for row in board.targets
        ],
    )
    weak = Table(
        "Nơi còn yếu",
        lines,
        (
            ("Đơn vị", 34),
            ("Chưa đạt hoặc chậm", 14),
            ("Chưa có số liệu", 14),
            ("Trên số chỉ tiêu", 14),
            ("Chỉ tiêu", 90),
        ),
        [
            (
                row.name,
                len(row.weak),
                row.silent,
                row.judged,
                "; ".join(f"{one.target}: {one.figure}" for one in row.weak),
            )
            for row in board.weak
        ],
    )
    moves = board.moves
    changed = Table(
        "Thay đổi",
        (
            *lines,
            f"7 ngày qua: {moves.sent} lần nộp, {moves.corrected} đính chính,"
            f" {moves.accepted} lượt duyệt, {moves.returned} trả lại",
        ),
        (("Chỉ tiêu", 70), ("Số liệu", 26), ("So kỳ trước", 18), ("Tình trạng", 18)),
        [
            (
                str(row.target),
                row.figure,
                row.change.words if row.change else "",
                row.state.words if row.state else "",
            )
            for row in board.changed
        ],
    )
    return written([late, targets, weak, changed])


def public_workbook(page: PublicPage) -> bytes:
    """The figures of a target as the public sees them: exactly what the page shows."""
    rows = [*([page.total] if page.total else []), *page.rows]
    heads: tuple[tuple[str, int], ...] = (("Đơn vị", 34), ("Số đếm", 16))
    if page.has_rate:
        heads = (("Đơn vị", 34), ("Tử số", 16), ("Mẫu số", 16), ("Tỷ lệ", 12))
    cells = [(row.name, *_public(row))[: len(heads)] for row in rows]
    if any(row.own for row in rows):
        heads = (*heads, ("Trả lời", 12))
        cells = [_answered(row, one) for row, one in zip(rows, cells, strict=True)]
    table = Table(
        "Số liệu công khai",
        (
            f"SỐ LIỆU CÔNG KHAI: {page.target}",
            f"{page.place}, {page.title} (số liệu {page.window})",
            page.note,
        ),
        heads,
        cells,
    )
    return written([table])


def _answered(row: PublicRow, cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """One unit's answer in place of its numbers; the numbers of several."""
    if row.own:
        return (row.name, *[None] * (len(cells) - 1), row.result)
    return (*cells, None)


def _public(row: PublicRow) -> tuple[Any, Any, Any]:
    """Part, whole and rate; the word for hidden in place of what is not shown."""
    part, whole, rate = numbers_in_cells(row.measured)
    hidden = row.part_hidden or row.whole_hidden
    return (
        row.part if row.part_hidden or part is None else part,
        row.whole if row.whole_hidden else whole,
        row.rate if hidden else rate,
    )


def numbers_in_cells(measured: Measured | None) -> tuple[Any, Any, Any]:
    """Part, whole and rate; nothing where they are not known."""
    if measured is None:
        return None, None, None
    rate = value_of(measured) if measured.whole else None
    share = None if rate is None else Share(float(rate / _PERCENT))
    return number_in_cell(measured.count), number_in_cell(measured.total), share


def figure_in_cells(measured: Measured | None, why: str, mark: str) -> tuple[Any, Any, Any]:
    """Part, whole and rate; of none, in place of the first, why there is none. why: as of
    `why_words`; mark: as of `Point`.
    """
    if measured is None:
        return "không quy đổi được" if mark else why or "chưa có", None, None
    return numbers_in_cells(measured)


def number_in_cell(value: Fraction | None) -> float | None:
    """A number as a cell holds it: a whole one, or one with decimal places."""
    if value is None or value.denominator == 1:
        return None if value is None else int(value)
    return Decimals(value)


def written(tables: Sequence[Table]) -> bytes:
    """The sheets as a workbook."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"author": "Phong Trào", "title": fit_text(tables[0].lines[0])[:250]})
    font = {"font_name": FONT, "font_size": 12}
    title = book.add_format({**font, "bold": True})
    plain = book.add_format(font)
    head = book.add_format(
        {**font, "bold": True, "border": 1, "bg_color": "#E7E6E6", "text_wrap": True}
        | {"align": "center", "valign": "vcenter"}
    )
    cell = book.add_format({**font, "border": 1, "text_wrap": True, "valign": "top"})
    formats = {
        kind: book.add_format({**font, "border": 1, "valign": "top", "num_format": form})
        for kind, form in ((int, "#,##0"), (Decimals, "#,##0.0#####"), (Share, "0.0%"))
    }
    for table in tables:
        sheet = book.add_worksheet(table.name)
        for number, line in enumerate(table.lines):
            sheet.write_string(number, 0, fit_text(line), plain if number else title)
        first = len(table.lines) + 1
        for column, (words, width) in enumerate(table.columns):
            sheet.set_column(column, column, width)
            sheet.write_string(first, column, fit_text(words), head)
        for number, row in enumerate(table.rows, start=first + 1):
            for column, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(number, column, None, cell)
                elif isinstance(value, str):
                    sheet.write_string(number, column, fit_text(value), cell)
                else:
                    sheet.write_number(number, column, value, formats[type(value)])
        sheet.freeze_panes(first + 1, 1)
        sheet.autofilter(first, 0, first + max(1, len(table.rows)), len(table.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
    book.close()
    return target.getvalue()
