"""Báo cáo tổng hợp and a single report as workbooks, by the codes of their boxes. No cell of a
figure is empty: one without a figure says why, in the words of the page.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words
from phongtrao.core.sheets.elements import NUMBERS
from phongtrao.core.targets.wording import Unsaid
from phongtrao.reporting.models import Indicator
from phongtrao.reporting.queries.figure_workbooks import (
    Table,
    figure_in_cells,
    number_in_cell,
    written,
)
from phongtrao.web.templatetags.show import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phongtrao.core.sheets.elements import Element as Box
    from phongtrao.reporting.queries.consolidated import Consolidated, Named
    from phongtrao.reporting.queries.sheet_history import ReadPage


def consolidated_workbook(found: Consolidated, opening: Sequence[str]) -> bytes:
    """The totals of a period, its targets, the boxes of each unit, who is missing, late or exempt.
    opening: what stands above them. What the reader does not see is hidden here too.
    """
    period = found.period
    title = f"BÁO CÁO TỔNG HỢP: {period.form}, {period_title(period.name)}"
    lines = (title, *opening)
    tables = [_totals(found, lines), _rates(found, lines), _units(found, lines)]
    tables += [
        _named(name, lines, rows)
        for name, rows in (
            ("Chưa có báo cáo", found.missing),
            ("Gửi chậm", found.late),
            ("Được miễn", found.exempt),
        )
    ]
    return written(tables)


def _totals(found: Consolidated, lines: tuple[str, ...]) -> Table:
    codes = dict(
        Indicator.objects.filter(pk__in={one.indicator for one in found.totals}).values_list(
            "pk", "code"
        )
    )
    return Table(
        "Số liệu tổng hợp",
        lines,
        (
            ("Mã", 10),
            ("Chỉ tiêu", 60),
            ("Đơn vị tính", 14),
            ("Mã chỉ số", 12),
            ("Tổng", 16),
            ("Phải báo cáo", 12),
            ("Có số liệu", 12),
            ("Đã duyệt", 12),
            ("Đang đính chính", 14),
            ("Không áp dụng", 12),
            ("Chưa rõ", 12),
            ("Để trống", 12),
        ),
        [
            (
                one.box.code,
                one.box.label,
                one.box.unit,
                codes.get(one.indicator, ""),
                _figure(one.box, one.total) if one.total else "chưa có số liệu",
                one.expected,
                one.given,
                one.approved,
                one.correcting,
                one.apart,
                one.unknown,
                one.blank,
            )
            for one in found.totals
        ],
    )


def _rates(found: Consolidated, lines: tuple[str, ...]) -> Table:
    return Table(
        "Kết quả theo chỉ tiêu",
        lines,
        (
            ("Chỉ tiêu", 70),
            ("Mức phải đạt", 26),
            ("Tử số hoặc số đếm", 16),
            ("Mẫu số", 12),
            ("Tỷ lệ", 10),
            ("Cộng dồn", 26),
            ("Trong kỳ", 24),
            ("Căn cứ", 50),
        ),
        [
            (
                str(one.target),
                one.level,
                *figure_in_cells(one.measured, "", ""),
                one.added,
                one.own,
                one.base,
            )
            for one in found.rates
        ],
    )


def _units(found: Consolidated, lines: tuple[str, ...]) -> Table:
    boxes = found.layout.sheet.columns
    return Table(
        "Từng đơn vị",
        (*lines, "Đầu cột là mã của chỉ tiêu ở bảng Số liệu tổng hợp."),
        (("Đơn vị", 34), ("Báo cáo", 20), *((box.code, 14) for box in boxes)),
        [
            (
                row.name,
                row.state,
                *(
                    _figure(box, words or Unsaid.BLANK.value)
                    for box, words in zip(boxes, row.cells, strict=True)
                ),
            )
            if row.cells
            else (row.name, row.state, *[row.missing] * len(boxes))
            for row in found.unit_rows(found.asked)
        ],
    )


def _named(name: str, lines: tuple[str, ...], rows: Iterable[Named]) -> Table:
    return Table(
        name,
        lines,
        (("Đơn vị", 34), ("Hạn gửi", 14), ("Ghi chú", 40)),
        [(one.name, day_words(one.due_on), one.note) for one in rows],
    )


def report_workbook(read: ReadPage) -> bytes:
    """The boxes of a report as the page shows them, beside those of the period before."""
    owed, shown = read.obligation, read.shown
    sent = f"lần nộp {shown.revision}, {moment(shown.sent_at)}" if shown else "chưa có số liệu"
    table = Table(
        "Báo cáo",
        (str(owed.period.form), f"{owed.unit}, {read.heading.period}", sent),
        (
            ("Mã", 10),
            ("Nhóm", 30),
            ("Chỉ tiêu", 60),
            ("Đơn vị tính", 14),
            (read.before or "Kỳ trước", 16),
            (read.heading.period, 16),
            ("Lý do trả lại", 40),
        ),
        [
            (
                row.element.code,
                group,
                row.element.label,
                row.element.unit,
                _figure(row.element, row.last or row.last_why),
                _figure(row.element, row.words or row.why),
                row.returned,
            )
            for group, rows in read.groups
            for row in rows
        ],
    )
    return written([table])


def _figure(box: Box, words: str) -> float | str | None:
    """What stands in a box as a cell holds it: a number, or the words where there is none."""
    if box.kind not in NUMBERS:
        return words
    try:
        number = Decimal(words.replace(".", "").replace(",", "."))
    except InvalidOperation:
        return words
    return number_in_cell(Fraction(number))
