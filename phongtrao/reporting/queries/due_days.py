"""Until when a period that is being opened is sent: by the rule of its form, or by a day of its
own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.dates.windows import day_words
from phongtrao.reporting.queries.form_windows import LEVEL_WORDS, sends_words

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.core.dates.windows import Window
    from phongtrao.reporting.queries.form_windows import Owing


def send_days(window: Window, due_on: date | None) -> dict[str, date]:
    """Level → last day for sending. due_on: of this period alone, None: as the rule says."""
    return dict.fromkeys(LEVEL_WORDS, due_on) if due_on else dict(window.send_by)


def refusal_of_due_day(window: Window, due_on: date | None, today: date) -> str:
    """Why a day of its own cannot be that of a period, "" when it can or there is none."""
    if due_on is None:
        return ""
    if due_on < today:
        return "ngày đó đã qua"
    if due_on < window.closes_on:
        return f"ngày đó đứng trước ngày khóa số liệu {day_words(window.closes_on)}"
    return ""


def due_words(window: Window, owing: Owing, due_on: date | None) -> str:
    """Until when those who owe a period send it, in words."""
    return sends_words(_days_owed(window, owing, due_on), owing.levels)


def _days_owed(window: Window, owing: Owing, due_on: date | None) -> dict[str, date]:
    """Level that owes → last day; levels without one send until the figures close."""
    days = send_days(window, due_on)
    return {level: days.get(level, window.closes_on) for level in owing.levels}


def passed_words(window: Window, owing: Owing, due_on: date | None, today: date) -> str:
    """Which days for sending have passed before a period is opened, "" for none: "Hạn gửi
    09/11/2026 đã qua 13 ngày khi mở: mọi đơn vị sẽ là quá hạn ngay."
    """
    passed: dict[date, list[str]] = {}
    for level, day in _days_owed(window, owing, due_on).items():
        if day < today:
            passed.setdefault(day, []).append(level)
    return " ".join(
        f"Hạn gửi {day_words(day)} đã qua {(today - day).days} ngày khi mở:"
        f" {_whom(levels, owing)} sẽ là quá hạn ngay."
        for day, levels in passed.items()
    )


def _whom(levels: list[str], owing: Owing) -> str:
    if len(levels) == len(owing.levels):
        return "mọi đơn vị"
    return f"các đơn vị {', '.join(LEVEL_WORDS[level] for level in levels)}"
