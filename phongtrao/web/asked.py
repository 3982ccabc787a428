"""What an address or a form writes, read without trusting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

DIGITS = 18
"""So many a database holds for certain."""
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""A day before or after is a slip of who typed it."""


def number_of(text: str) -> int | None:
    """The number that plain digits write; None for anything else, and for one that no database
    holds.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def written_day(text: str) -> date | None:
    """The day that is written like 31/12/2026 or 2026-12-31; None for anything else."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None


def day_of(text: str) -> date | None:
    """As `written_day`; None also for a day of another century than people mean."""
    day = written_day(text)
    return day if day is not None and FIRST <= day <= LAST else None


OTHER_CENTURY = "Năm của ngày {text} không thể đúng. Hãy ghi một ngày từ năm 1900 đến năm 2199."
NO_DAY = "Lịch không có ngày “{text}”. Hãy ghi ngày/tháng/năm, như 30/6/2026."
DAY_AHEAD = "Ngày {text} chưa đến. Hãy ghi một ngày đã qua, hoặc để trống để xem hôm nay."
SHOWN = 40


@dataclass(frozen=True)
class DayAsked:
    """A day of which a page is read, as it was asked for. day: today where none was, or `text` is
    none; wrong: why it is none, "" where it is.
    """

    day: date
    text: str
    wrong: str


def day_asked(text: str, today: date, *, ahead: bool = False) -> DayAsked:
    """The day to look back on that an address asks for: today, or one before; with `ahead` one to
    come too.
    """
    text = text.strip()
    day = day_of(text) if text else today
    if day is None:
        why = OTHER_CENTURY if written_day(text) else NO_DAY
        return DayAsked(today, text, why.format(text=text[:SHOWN]))
    if day > today and not ahead:
        return DayAsked(today, text, DAY_AHEAD.format(text=text[:SHOWN]))
    return DayAsked(day, text, "")
