"""Deadline rules as dated duties: "trước ngày 10/11 hằng năm" → 09/11/2026, 09/11/2027, …

A rule is a printed date, a rhythm, or both, as in moments and rhythms. A duty is the last day on
which it is in time, and the period that it concerns. No clock: the days between which one looks are
arguments.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DUE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"|--(?P<month2>\d\d)(?:-(?P<day2>\d\d))?|---(?P<day3>\d\d)"
)
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "five-year": 60}
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Rule:
    """When something falls due.

    due: "2020-09-05", "2026-01", "2026", "--11-10", "--11", "---15" or "". recurs: year, half-year,
    quarter, month, week, five-year or "". before: the printed day, month or year itself is
    excluded. begins, ends: the first and the last day (None: open) of the plan; what returns falls
    due between them, and five years are counted from `begins`; what is due once is due whenever it
    says.
    """

    due: str
    recurs: str
    before: bool
    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class DatedDuty:
    """last_day: the last day in time. period: what it concerns, "2026", "2026-H1", "2026-Q3",
    "2026-11", "2026-W07", "2026/2030" (five years), or the printed date of what is due once.
    """

    last_day: date
    period: str


@dataclass(frozen=True, slots=True)
class _Printed:
    year: int | None
    month: int | None
    day: int | None


def dated_duties(rule: Rule, first: date, last: date) -> list[DatedDuty]:
    """The duties whose last day in time lies between two days, both included, in order.

    A day that a month does not have is the month's last (31 → 30/9, 29/02 → 28/02). A rhythm
    without a date is due on the last day of each of its periods. "--06-10" each half-year is due
    once a year, and "---15" each quarter in the quarter's last month. A rule that is neither a date
    nor a rhythm, or none that exists, has no duties.
    """
    printed = _printed(rule.due)
    if printed is None or (rule.recurs and rule.recurs not in {*_MONTHS, "week"}):
        return []
    if printed.year and not rule.recurs:
        once = _last_day(printed, printed.year, printed.month or 12, before=rule.before)
        return [DatedDuty(once, rule.due)] if first <= once <= last else []
    low = max(first, rule.begins)
    high = last if rule.ends is None else min(last, rule.ends)
    found = {duty for duty in _returning(rule, printed, high) if low <= duty.last_day <= high}
    return sorted(found)


def _printed(due: str) -> _Printed | None:
    """The parts of a due date; None for what is no date."""
    if not due:
        return _Printed(None, None, None)
    found = _DUE.fullmatch(due)
    if found is None:
        return None
    part = {name: int(text) for name, text in found.groupdict().items() if text}
    month = part.get("month", part.get("month2"))
    day = part.get("day", part.get("day2", part.get("day3")))
    year = part.get("year")
    known = (
        1 <= (month or 1) <= _MONTHS_A_YEAR and day != 0 and (year or _FIRST_YEAR) >= _FIRST_YEAR
    )
    return _Printed(year, month, day) if known else None


def _returning(rule: Rule, printed: _Printed, high: date) -> Iterator[DatedDuty]:
    """Duties that return, of the periods that touch begins–high; some may lie outside."""
    if rule.recurs == "week":
        yield from _weeks(rule, printed, high)
        return
    if printed.year and printed.month:
        yield from _stepping(rule, printed, high)
        return
    rhythm = rule.recurs or ("month" if printed.day and not printed.month else "year")
    start = rule.begins.replace(month=1, day=1)
    if rhythm == "five-year":
        yield from _five_years(rule, printed, high)
        return
    months = _MONTHS["year"] if printed.month else _MONTHS[rhythm]
    # One year more: a duty before 01/01 of the next has its last day in this one.
    for number in range(((high.year - start.year) + 2) * _MONTHS_A_YEAR // months):
        ends = (number + 1) * months - 1
        year, month = start.year + ends // _MONTHS_A_YEAR, ends % _MONTHS_A_YEAR + 1
        if printed.year not in (None, year):
            continue
        month = printed.month or month
        before = rule.before and bool(printed.month or printed.day)
        yield DatedDuty(
            _last_day(printed, year, month, before=before), _period(rhythm, year, month, printed)
        )


def _weeks(rule: Rule, printed: _Printed, high: date) -> Iterator[DatedDuty]:
    """The Sundays that end the weeks; of the printed year, if one is printed."""
    sunday = rule.begins + timedelta(days=6 - rule.begins.weekday())
    while sunday <= high:
        year, week, _ = sunday.isocalendar()
        if printed.year in (None, sunday.year):
            yield DatedDuty(sunday, f"{year}-W{week:02}")
        sunday += _WEEK


def _stepping(rule: Rule, printed: _Printed, high: date) -> Iterator[DatedDuty]:
    """From a full date, or a month of a year, on in the steps of the rhythm."""
    at = (printed.year or 0) * _MONTHS_A_YEAR + (printed.month or 0) - 1
    while (year := at // _MONTHS_A_YEAR) <= high.year + 1:
        month = at % _MONTHS_A_YEAR + 1
        period = (
            f"{year}/{year + 4}"
            if rule.recurs == "five-year"
            else _period(rule.recurs, year, month, printed)
        )
        yield DatedDuty(_last_day(printed, year, month, before=rule.before), period)
        at += _MONTHS[rule.recurs]


def _five_years(rule: Rule, printed: _Printed, high: date) -> Iterator[DatedDuty]:
    """Every five years counted from the plan's first day: on the last day of the five years, or on
    the last printed day within them.
    """
    start = rule.begins
    while start <= high:
        after = _anniversary(rule.begins, start.year + 5)
        end = after - _DAY
        last = end
        if printed.month or printed.day:
            year, month = end.year, printed.month or end.month
            last = _last_day(printed, year, month, before=rule.before)
            if last > end:
                year, month = (year - 1, month) if printed.month else _month_before(end)
                last = _last_day(printed, year, month, before=rule.before)
        if printed.year in (None, last.year):
            yield DatedDuty(last, f"{start.year}/{end.year}")
        start = after


def _month_before(day: date) -> tuple[int, int]:
    earlier = day.replace(day=1) - _DAY
    return earlier.year, earlier.month


def _anniversary(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _last_day(printed: _Printed, year: int, month: int, *, before: bool) -> date:
    """The last day in time of the printed day in that month; of the whole month without a day."""
    if before and not printed.day:
        first_month = month if printed.month else 1
        return date(year, first_month, 1) - _DAY
    length = monthrange(year, month)[1]
    if not printed.day:
        return date(year, month, length)
    day = printed.day - 1 if before else printed.day
    return date(year, month, 1) - _DAY if day == 0 else date(year, month, min(day, length))


def _period(rhythm: str, year: int, month: int, printed: _Printed) -> str:
    """The period in which the month lies. A yearly date of a half-yearly duty ("--07-05") concerns
    the half-year whose end is nearer: such reports follow it as often as they precede it.
    """
    if rhythm == "year":
        return f"{year}"
    if rhythm == "month":
        return f"{year}-{month:02}"
    if rhythm == "quarter":
        return f"{year}-Q{(month + 2) // 3}"
    if printed.month and month <= 3:
        return f"{year - 1}-H2"
    return f"{year}-H{1 if month <= (9 if printed.month else 6) else 2}"
