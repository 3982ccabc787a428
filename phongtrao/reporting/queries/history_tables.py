"""Totals of the history as tables for people: on the screen, as CSV, as a workbook."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it ships no types

from phongtrao.core.dates.periods import period_title
from phongtrao.core.drafting.tracking_table import FONT, fit_text
from phongtrao.core.targets.wording import exact_words, number_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PERCENT: Final = 100
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
_MOST_PLACES = 6


@dataclass(frozen=True)
class Column:
    """A column: what stands above it, its width in a workbook, whether the screen shows it."""

    heading: str
    width: int = 12
    on_screen: bool = True


@dataclass(frozen=True)
class HistoryTable:
    """Headings, and rows of texts and numbers; None for nothing."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]


_WHEN = (Column("Kỳ", 20), Column("Từ ngày", 12, False), Column("Đến hết ngày", 12, False))
_PROVINCE = (Column("Mã tỉnh", 9, False), Column("Tỉnh, thành phố", 24))
_COMMUNE = (Column("Mã xã", 9, False), Column("Xã, phường, đặc khu", 24))
_WHAT = (
    Column("Biểu mẫu", 30, False),
    Column("Bản", 6, False),
    Column("Mã", 8),
    Column("Chỉ tiêu", 50),
    Column("Đơn vị tính", 12, False),
)
_COUNTS = (
    Column("Báo cáo"),
    Column("Phải có"),
    Column("Có số liệu"),
    Column("Đã duyệt"),
    Column("Đang đính chính", 14, on_screen=False),
    Column("Để trống", on_screen=False),
    Column("Không áp dụng", on_screen=False),
    Column("Chưa rõ", on_screen=False),
    Column("Tổng hoặc tử số", 18),
    Column("Mẫu số", 18),
    Column("Tỷ lệ %"),
    Column("Ghi chú", 14),
)
_MEDIANS = (Column("Số xã có số liệu"), Column("Trung vị", 18), Column("Trung vị tỷ lệ %", 18))


def totals_table(rows: Sequence[Mapping[str, Any]]) -> HistoryTable:
    """Rows of `history.totals` or `year_totals`, with what was owed; which places they name is read
    from them.
    """
    found = [
        (
            *_when(row),
            *_where(row),
            *_what(row),
            row["reports"],
            row["owed"],
            row["answered"],
            row["approved"],
            row["correcting"],
            row["blank"],
            row["not_applicable"],
            row["unknown"],
            _number(row["total"], row["scale"]),
            _number(row["whole"], row["whole_scale"]),
            _rate(row),
            "" if row["reports"] else "chưa báo cáo",
        )
        for row in rows
    ]
    return HistoryTable((*_WHEN, *_places(rows), *_WHAT, *_COUNTS), found)


def medians_table(rows: Sequence[Mapping[str, Any]]) -> HistoryTable:
    """Rows of `history.medians`."""
    found = [
        (
            *_when(row),
            *_where(row),
            *_what(row),
            row["communes"],
            _rounded(row["median"]),
            _rounded(row["median_rate"]),
        )
        for row in rows
    ]
    return HistoryTable((*_WHEN, *_places(rows), *_WHAT, *_MEDIANS), found)


def _places(rows: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    first = rows[0] if rows else {}
    return (
        *(_PROVINCE if "province" in first else ()),
        *(_COMMUNE if "commune_id" in first else ()),
    )


def _when(row: Mapping[str, Any]) -> tuple[Any, ...]:
    title = period_title(row["period"]) if "period" in row else f"Năm {row['year']}"
    return title, row["starts"].isoformat(), row["ends"].isoformat()


def _where(row: Mapping[str, Any]) -> tuple[Any, ...]:
    found: tuple[Any, ...] = ()
    if "province" in row:
        found = (row["province"], row["province_name"] or "Không thuộc tỉnh nào")
    if "commune_id" in row:
        found = (*found, row["commune"] or "", row["commune_name"] or "Không thuộc xã nào")
    return found


def _what(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["form"], row["form_version"], row["code"], row["label"], row["counted_in"]


def _number(stored: int | None, scale: int | None) -> Decimal | None:
    return None if stored is None else Decimal(stored).scaleb(-(scale or 0))


def _rate(row: Mapping[str, Any]) -> Decimal | None:
    """Sum over sum in percent; nothing for a rate of nothing."""
    upper = _number(row["total"], row["scale"])
    lower = _number(row["whole"], row["whole_scale"])
    if upper is None or not lower:
        return None
    return _rounded(upper * _PERCENT / lower)


def _rounded(value: Decimal | float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), _MOST_PLACES)


def shown(table: HistoryTable) -> tuple[list[str], list[list[str]]]:
    """Headings and rows for the screen, numbers as Vietnamese writes them."""
    chosen = [place for place, column in enumerate(table.columns) if column.on_screen]
    rate = [place for place in chosen if "%" in table.columns[place].heading]

    def words(row: tuple[Any, ...], place: int) -> str:
        value = row[place]
        if value is None or isinstance(value, str):
            return value or "–"
        return number_words(Fraction(value), 1) if place in rate else exact_words(Fraction(value))

    return (
        [table.columns[place].heading for place in chosen],
        [[words(row, place) for place in chosen] for row in table.rows],
    )


def as_csv(table: HistoryTable) -> bytes:
    """All columns, in UTF-8 with the mark that Excel looks for; numbers with a point. No text ever
    becomes a formula.
    """
    target = io.StringIO()
    out = csv.writer(target)
    out.writerow(column.heading for column in table.columns)
    out.writerows([_plain(value) for value in row] for row in table.rows)
    return target.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_SIGNS) else value
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def as_workbook(table: HistoryTable) -> bytes:
    """All columns, numbers as numbers."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"author": "Phong Trào", "title": "Lịch sử số liệu"})
    font = {"font_name": FONT, "font_size": 12}
    head = book.add_format({**font, "bold": True, "border": 1, "text_wrap": True})
    cell = book.add_format({**font, "border": 1, "valign": "top"})
    number = book.add_format({**font, "border": 1, "valign": "top", "num_format": "#,##0.######"})
    whole = book.add_format({**font, "border": 1, "valign": "top", "num_format": "#,##0"})
    sheet = book.add_worksheet("Lịch sử số liệu")
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, head)
    for line, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            if value is None or isinstance(value, str):
                sheet.write_string(line, place, fit_text(value or ""), cell)
            else:
                sheet.write_number(line, place, value, number if value % 1 else whole)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return target.getvalue()
