"""Theo dõi báo cáo as a table of texts, to print and as a workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it ships no types

from phongtrao.core.dates.filing import Sent
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.drafting.tracking_table import FONT, fit_text
from phongtrao.reporting.queries.owed import RULE
from phongtrao.reporting.queries.reports import state_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.tracking import Counts, Entry

FILED_WORDS = {
    Sent.ON_TIME: "Đúng hạn",
    Sent.LATE: "Chậm",
    Sent.SILENT: "Quá hạn",
    Sent.NOT_DUE: "Chưa đến hạn",
}
HEADINGS = (
    "Đơn vị",
    "Loại",
    "Địa bàn",
    "Hạn gửi",
    "Gửi lần đầu",
    "Đúng hạn",
    "Tình trạng",
    "Số lần trả lại",
    "Số lần đính chính",
)
_WIDTHS = (6, 34, 16, 28, 12, 12, 14, 14, 10, 11, 30)
_PAPER_A4 = 9


@dataclass(frozen=True)
class Tracked:
    """What is printed of a period as of a day. areas: id → name; sent: report → day of the first
    sending; counts: of the whole period; odd: report → how much there is to look at, None as of
    another day than today, when nobody knows what was asked.
    """

    period: Period
    on: date
    rows: Sequence[Entry]
    areas: Mapping[int, str]
    sent: Mapping[int, date]
    counts: Counts
    odd: Mapping[int, str] | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Those of the columns."""
        return HEADINGS if self.odd is None else (*HEADINGS, "Cần xem")

    @cached_property
    def texts(self) -> list[tuple[str, ...]]:
        """The rows in words, under the headings."""
        return [self._texts(row) for row in self.rows]

    def _texts(self, row: Entry) -> tuple[str, ...]:
        sent_on = self.sent.get(row.pk)
        return (
            row.name,
            row.kind,
            self.areas.get(row.area or 0, ""),
            f"{row.due_on:%d/%m/%Y}",
            f"{sent_on:%d/%m/%Y}" if sent_on else "",
            FILED_WORDS[row.filed] if row.filed else "",
            state_name(row.state, corrects=row.correcting),
            str(row.returned or ""),
            str(row.corrected or ""),
            *(() if self.odd is None else (self.odd.get(row.pk, ""),)),
        )

    @property
    def title(self) -> tuple[str, ...]:
        """The lines above the table."""
        return (
            "BẢNG THEO DÕI BÁO CÁO",
            f"{self.period.form}, {period_title(self.period.name)}"
            f" (số liệu {span_words(self.period.start, self.period.end)})",
            f"Tại ngày {self.on:%d/%m/%Y}",
        )


def tracking_workbook(table: Tracked) -> bytes:
    """The bytes of the workbook: the rows, the counts of the whole period, the rule. No text ever
    becomes a formula.
    """
    held = io.BytesIO()
    book = Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    plain = {"font_name": FONT, "font_size": 11, "valign": "top"}
    bold = book.add_format({**plain, "bold": True})
    head = book.add_format(
        {**plain, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#E7E6E6"}
    )
    cell = book.add_format({**plain, "border": 1, "text_wrap": True})
    sheet = book.add_worksheet("Theo dõi")
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    for line, text in enumerate(table.title):
        sheet.write_string(line, 0, fit_text(text), bold)
    top = len(table.title) + 1
    for place, text in enumerate(("STT", *table.headings)):
        sheet.write_string(top, place, text, head)
    for line, texts in enumerate(table.texts, 1):
        sheet.write_number(top + line, 0, line, cell)
        for place, text in enumerate(texts, 1):
            sheet.write_string(top + line, place, fit_text(text), cell)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, top + max(1, len(table.texts)), len(table.headings))
    summary = book.add_worksheet("Tổng hợp")
    summary.set_column(0, 0, 30)
    for line, (text, many) in enumerate(counts_lines(table.counts)):
        summary.write_string(line, 0, text, cell)
        summary.write_number(line, 1, many, cell)
    rule = book.add_worksheet("Quy tắc")
    rule.set_column(0, 0, 110)
    for line, text in enumerate(RULE.rstrip(".").split(". ")):
        rule.write_string(line, 0, f"{text}.", cell)
    book.close()
    return held.getvalue()


def counts_lines(counts: Counts) -> list[tuple[str, int]]:
    """What stands above the list, a line each."""
    return [
        ("Phải báo cáo", counts.expected),
        ("Đã gửi", counts.reported),
        ("Còn nợ", counts.owing),
        ("Cần gửi lại bản đính chính", counts.back),
        ("Đã duyệt", counts.accepted),
        ("Chờ duyệt", counts.states["cho-duyet"]),
        ("Bị trả lại", counts.states["tra-lai"]),
        ("Chưa báo cáo", counts.states["chua-bao-cao"]),
        ("Được miễn", counts.exempt),
        *((FILED_WORDS[state], counts.filed[state]) for state in Sent),
        ("Từng bị trả lại", counts.returned),
        ("Đã đính chính", counts.corrected),
    ]
