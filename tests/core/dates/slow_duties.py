"""The slow, obvious way to the last days of a rule: a list of all days there are, asked for each
period which of its days is the last in time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phongtrao.core.dates.duties import Rule

_FIRST_YEAR, _YEARS = 2005, 45
_ALL = [date(_FIRST_YEAR, 1, 1) + timedelta(days=n) for n in range(_YEARS * 366)]
_WRITTEN = [(day.year, day.month, day.day) for day in _ALL]
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "five-year": 60}


def _last(year: int, month: int, day: int | None, *, before: bool) -> date:
    """The last of all days that is not after the printed one, though no calendar may have it."""
    wanted = (year, month, day or (0 if before else 31))
    return _ALL[(bisect_left if before else bisect_right)(_WRITTEN, wanted) - 1]


def slow_last_days(rule: Rule, first: date, last: date) -> list[date]:
    """The last days of a rule between two days; weeks are left out."""
    parts = [int(part) for part in rule.due.strip("-").split("-") if part]
    year, month, day = (*parts, None, None, None)[:3]
    if rule.due.startswith("--"):
        year, month, day = (None, None, parts[0]) if rule.due[2] == "-" else (None, year, month)
    if year and not rule.recurs:
        once = _last(year, month or (1 if rule.before else 12), day, before=rule.before)
        return [once] if first <= once <= last else []
    rhythm = rule.recurs or ("month" if day and not month else "year")
    if rhythm == "five-year" and not (year and month):
        found = _five_years(rule, year, month, day)
    else:
        step = 12 if month and not year else _MONTHS[rhythm]
        before = rule.before and bool(month or day)
        found = {
            _last(at // 12, at % 12 + 1, day, before=before)
            for at in range((_FIRST_YEAR + 1) * 12, (_FIRST_YEAR + _YEARS - 2) * 12)
            if _is_due(at, step, year, month)
        }
    return sorted(one for one in found if max(first, rule.begins) <= one <= last)


def _is_due(at: int, step: int, year: int | None, month: int | None) -> bool:
    """Tell whether the rule falls due in that month, counted from the year 0."""
    if year and month:
        return at >= year * 12 + month - 1 and (at - year * 12 - month + 1) % step == 0
    if month:
        return at % 12 + 1 == month
    return (at % 12 + 1) % step == 0 and year in (None, at // 12)


def _five_years(rule: Rule, year: int | None, month: int | None, day: int | None) -> set[date]:
    begins, found = rule.begins, set()
    for after in range(begins.year + 5, _FIRST_YEAR + _YEARS, 5):
        same_day = max(
            d for d in _ALL if (d.year, d.month) == (after, begins.month) and d.day <= begins.day
        )
        end = same_day - timedelta(days=1)
        if month or day:
            options = [
                _last(end.year - back, each, day, before=rule.before)
                for back in (0, 1)
                for each in ([month] if month else range(1, 13))
            ]
            end = max(option for option in options if option <= end)
        if year in (None, end.year):
            found.add(end)
    return found
