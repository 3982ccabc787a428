"""Periods of reports by their names, as the duties print them: "2026-11", "2026-Q3", "2026-H1",
"2026-9M" (nine months), "2026", "2026/2030" (five years), "2026-W07", "2026-11-10" and
"2026-10-15/2026-11-15" (once).

A period is a name and the calendar days behind it; which days its figures stand for says its window
(windows.py). No clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from phongtrao.core.dates.wording import period_words
from phongtrao.core.errors import RuleBroken

MONTHS = {
    "month": 1,
    "quarter": 3,
    "half-year": 6,
    "nine-month": 9,
    "year": 12,
    "five-year": 60,
}
"""Months of a period of each rhythm that windows know."""

SUPPLEMENT = "-S"
"""Ends the name of a supplement: "2026-S" takes what came after the figures of 2026 were closed."""

_NAME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<nine>9M)"
    r"|-W(?P<week>\d\d)|/(?P<until>\d{4}))?"
)
_ONCE = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?")
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_A_YEAR, _FIVE_YEARS = 12, 5


class PeriodUnknown(RuleBroken):
    """A name that names no period."""

    code = "period-unknown"
    message = (
        "Không có kỳ báo cáo nào tên “{name}”. Hãy ghi tháng (2026-11), quý (2026-Q3), 6 tháng"
        " (2026-H1), 9 tháng (2026-9M), năm (2026), 5 năm (2026/2030) hoặc ngày cụ thể."
    )


@dataclass(frozen=True, slots=True)
class Period:
    """A period by the calendar. rhythm: one of MONTHS, "week" or "once". first, last: its days,
    both included. supplement: it takes what came after the close of the period of that name.
    """

    name: str
    rhythm: str
    first: date
    last: date
    supplement: bool = False


def read_period(name: str) -> Period:
    """The period of a name. Raises PeriodUnknown for what names none (month 13, "2026/2028")."""
    plain = name.removesuffix(SUPPLEMENT)
    try:
        found = _once(plain) or _named(plain)
    except ValueError:
        found = None
    if found is None:
        raise PeriodUnknown(name=name)
    rhythm, first, last = found
    return Period(name, rhythm, first, last, supplement=name != plain)


def periods_of(rhythm: str, year: int, *, first_year: int = 1) -> list[Period]:
    """The periods of a rhythm that end in a year, in order; none for an unknown rhythm.

    first_year: the first of five years (2026 → 2026/2030, 2031/2035 …); other rhythms ask nothing.
    """
    if rhythm == "five-year":
        begin = year - _FIVE_YEARS + 1
        fits = begin >= first_year and (begin - first_year) % _FIVE_YEARS == 0
        return [read_period(f"{begin}/{year}")] if fits else []
    names = {
        "month": [f"{year}-{month:02}" for month in range(1, _A_YEAR + 1)],
        "quarter": [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        "half-year": [f"{year}-H1", f"{year}-H2"],
        "nine-month": [f"{year}-9M"],
        "year": [f"{year}"],
    }
    return [read_period(name) for name in names.get(rhythm, ())]


def period_before(name: str) -> str:
    """The name of the last period before this one, of the same rhythm; "" for what is asked once.

    Nine months follow those of the year before. Of a supplement, the supplement before. Raises
    PeriodUnknown.
    """
    period = read_period(name)
    if period.rhythm == "once":
        return ""
    end = "" if not period.supplement else SUPPLEMENT
    if period.rhythm == "week":
        return _week_name(period.first - _WEEK) + end
    months = max(MONTHS[period.rhythm], _A_YEAR if period.rhythm == "nine-month" else 0)
    return _shifted(period, months) + end


def same_period_a_year_before(name: str) -> str:
    """The name of the same period of the year before ("cùng kỳ"); "" where there is none (five
    years, week 53, once). Raises PeriodUnknown.
    """
    period = read_period(name)
    if period.rhythm in ("once", "five-year"):
        return ""
    end = SUPPLEMENT if period.supplement else ""
    if period.rhythm == "week":
        year, week, _ = period.first.isocalendar()
        last_week = date(year - 1, _A_YEAR, 28).isocalendar().week
        return f"{year - 1}-W{week:02}{end}" if week <= last_week else ""
    return _shifted(period, _A_YEAR) + end


def period_title(name: str) -> str:
    """A period as a heading: "Quý I/2026", "6 tháng đầu năm 2026", "Bổ sung quý I/2026". Raises
    PeriodUnknown.
    """
    period = read_period(name)
    words = period_words(name.removesuffix(SUPPLEMENT))
    if period.supplement:
        return f"Bổ sung {words}"
    return words[:1].upper() + words[1:]


def month_at(months: int) -> tuple[int, int]:
    """Year and month of a count of months since the year 0: of 12 × year + month − 1."""
    return months // _A_YEAR, months % _A_YEAR + 1


def _once(name: str) -> tuple[str, date, date] | None:
    """Rhythm and days of a period that never returns; ValueError for a day that does not exist."""
    found = _ONCE.fullmatch(name)
    if found is None:
        return None
    first = date.fromisoformat(found[1])
    last = date.fromisoformat(found[2] or found[1])
    return ("once", first, last) if first <= last else None


def _named(name: str) -> tuple[str, date, date] | None:
    """Rhythm and days of a period that returns; ValueError for a month or week that is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    year = int(found["year"])
    if week := found["week"]:
        monday = date.fromisocalendar(year, int(week), 1)
        return "week", monday, monday + _WEEK - _DAY
    if until := found["until"]:
        fits = int(until) - year == _FIVE_YEARS - 1
        return ("five-year", date(year, 1, 1), date(int(until), _A_YEAR, 31)) if fits else None
    rhythm, first_month = _rhythm_and_month(found)
    after = year * _A_YEAR + first_month - 1 + MONTHS[rhythm]
    return rhythm, date(year, first_month, 1), date(*month_at(after), 1) - _DAY


def _rhythm_and_month(found: re.Match[str]) -> tuple[str, int]:
    if month := found["month"]:
        return "month", int(month)
    if quarter := found["quarter"]:
        return "quarter", int(quarter) * 3 - 2
    if half := found["half"]:
        return "half-year", int(half) * 6 - 5
    return ("nine-month" if found["nine"] else "year"), 1


def _shifted(period: Period, months: int) -> str:
    """The name of the period of the same rhythm that begins so many months before."""
    first = period.first.year * _A_YEAR + period.first.month - 1
    year, month = month_at(first - months)
    return {
        "month": f"{year}-{month:02}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "half-year": f"{year}-H{1 if month == 1 else 2}",
        "nine-month": f"{year}-9M",
        "year": f"{year}",
        "five-year": f"{year}/{year + _FIVE_YEARS - 1}",
    }[period.rhythm]


def _week_name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"
