"""Working days of Vietnamese offices: Monday to Friday without the public holidays, with the
Saturdays that make up for a day off. The days are data by year, holidays/vn*.toml. No clock.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

_DAY = timedelta(days=1)
_SATURDAY = 5
_FIRST = "vn.toml"


class HolidaysUnknown(RuleBroken):
    """The calendar does not reach so far."""

    code = "holidays-unknown"
    message = (
        "Chưa có lịch nghỉ lễ, Tết năm {year}; lịch đang có từ năm {first} đến năm {last}. Hãy chọn"
        " ngày trong các năm đó, tính hạn theo ngày lịch, hoặc nhờ người quản trị máy chủ thêm tệp"
        " lịch nghỉ vn-{year}.toml (hướng dẫn Cài đặt, mục Lịch nghỉ lễ, Tết)."
    )


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """off: days off beside Saturdays and Sundays, with what they are for. at_work: days of a
    weekend at work, with what they make up for. expected: those of `off` that no announcement has
    fixed yet, so that they may still move. years: those that the calendar knows.
    """

    off: Mapping[date, str]
    at_work: Mapping[date, str]
    expected: frozenset[date]
    years: frozenset[int]

    def works(self, day: date) -> bool:
        """Tell whether offices work on a day. Raises HolidaysUnknown outside the known years."""
        if day.year not in self.years:
            raise HolidaysUnknown(year=day.year, first=min(self.years), last=max(self.years))
        if day in self.off:
            return False
        return day.weekday() < _SATURDAY or day in self.at_work

    def why_off(self, day: date) -> str:
        """Why offices are closed: "Giỗ Tổ Hùng Vương", "thứ Bảy"; "" when they work. Raises
        HolidaysUnknown.
        """
        if self.works(day):
            return ""
        return self.off.get(day) or ("thứ Bảy" if day.weekday() == _SATURDAY else "Chủ nhật")

    def may_move(self, first: date, last: date) -> list[date]:
        """The days off between two days, both included, that an announcement may still move; a term
        that crosses one is shown as expected ("dự kiến").
        """
        return sorted(day for day in self.expected if first <= day <= last)


@cache
def vietnam() -> WorkCalendar:
    """The calendar of officials and public employees: what the program ships and what stands
    beside it.
    """
    return calendar_in(files("phongtrao.core.dates").joinpath("holidays"))


def calendar_in(folder: Traversable) -> WorkCalendar:
    """The calendar of the files vn*.toml of a folder, each as read_calendar reads it: vn.toml, then
    the others by name; a later file has a year instead of an earlier one. Raises ValueError, which
    names the file.
    """
    tables: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda file: (file.name != _FIRST, file.name)):
        if file.name.startswith("vn") and file.name.endswith(".toml"):
            try:
                one = tomllib.loads(file.read_text(encoding="utf-8"))
                _calendar_of(one)
            except ValueError as error:
                raise ValueError(f"{file.name}: {error}") from None
            tables |= one
    return _calendar_of(tables)


def read_calendar(text: str) -> WorkCalendar:
    """A calendar from its TOML: a table a year with `source`, `off`, `expected` and `at_work`, as
    holidays/vn.toml explains. Raises ValueError for a day in the wrong year, or without any year.
    """
    return _calendar_of(tomllib.loads(text))


def _calendar_of(tables: Mapping[str, Any]) -> WorkCalendar:
    if not tables:
        raise ValueError("a calendar needs a year")
    days: dict[str, dict[date, str]] = {"off": {}, "expected": {}, "at_work": {}}
    for year, table in tables.items():
        for name, into in days.items():
            for iso, why in table.get(name, {}).items():
                day = date.fromisoformat(iso)
                if day.year != int(year):
                    raise ValueError(f"{iso} stands in the table of {year}")
                into[day] = why
    return WorkCalendar(
        off=days["off"] | days["expected"],
        at_work=days["at_work"],
        expected=frozenset(days["expected"]),
        years=frozenset(int(year) for year in tables),
    )


def is_working_day(day: date, calendar: WorkCalendar | None = None) -> bool:
    """Tell whether offices work on a day; calendar: Vietnam's unless given. Raises
    HolidaysUnknown.
    """
    return (calendar or vietnam()).works(day)


def add_working_days(day: date, number: int, calendar: WorkCalendar | None = None) -> date:
    """The day that lies so many working days after (negative: before) a day, which itself does not
    count, as in "trong 5 ngày làm việc kể từ ngày". With 0, the day itself if offices work, else
    the next working day. Raises HolidaysUnknown.
    """
    if number == 0:
        return next_working_day(day, calendar)
    step = _DAY if number > 0 else -_DAY
    for _ in range(abs(number)):
        day = _next(day + step, step, calendar or vietnam())
    return day


def next_working_day(day: date, calendar: WorkCalendar | None = None) -> date:
    """The day itself if offices work, else the first working day after it (Bộ luật Dân sự 2015,
    Điều 148 khoản 5: a term that ends on a day off ends with the next working day). Raises
    HolidaysUnknown.
    """
    return _next(day, _DAY, calendar or vietnam())


def last_working_day_before(day: date, calendar: WorkCalendar | None = None) -> date:
    """The last working day before a day, which itself is not meant. Raises HolidaysUnknown."""
    return _next(day - _DAY, -_DAY, calendar or vietnam())


def working_days_between(first: date, last: date, calendar: WorkCalendar | None = None) -> int:
    """How many working days lie between two days, both included; 0 when the last lies before the
    first. Raises HolidaysUnknown.
    """
    known = calendar or vietnam()
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return sum(known.works(day) for day in days)


def _next(day: date, step: timedelta, calendar: WorkCalendar) -> date:
    while not calendar.works(day):
        day += step
    return day
