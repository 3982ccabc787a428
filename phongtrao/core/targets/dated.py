"""Levels with their days: by when, from when on, and over what time events are added up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from phongtrao.core.targets.levels import FROM_ABOVE, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.targets.asking import Asked

_MONTHS = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class DatedLevel:
    """A level and the days it is for.

    last_day: the last day on which it can be reached; None: no day is set. begins: the day from
    which the figure is counted anew ("trong năm 2026", "hằng năm"); None: one figure that runs on
    ("đến hết năm 2025"). since: from when what happens is added up towards a number that runs on;
    None: nothing is, or it is added up within each year. Raises ValueError when it begins after its
    last day.
    """

    level: Level
    last_day: date | None = None
    begins: date | None = None
    since: date | None = None

    def __post_init__(self) -> None:
        """Refuse days that go backwards."""
        if self.begins and self.last_day and self.begins > self.last_day:
            raise ValueError(f"a level begins {self.begins}, after its last day {self.last_day}")

    def is_for(self, day: date) -> bool:
        """Whether a figure of a day counts towards it."""
        return (self.begins or date.min) <= day <= (self.last_day or date.max)

    @property
    def order(self) -> tuple[date, int]:
        """By the last day; of those that share it, what begins later (a quarter) before the rest
        (its year).
        """
        return self.last_day or date.max, -(self.begins or date.min).toordinal()


def level_at(levels: Sequence[DatedLevel], day: date) -> DatedLevel | None:
    """The level that a figure of a day is held against: the next one, of those that have begun."""
    within = [one for one in levels if one.is_for(day)]
    return min(within, key=lambda one: one.order, default=None)


def adds_from(level: DatedLevel | None, day: date) -> date:
    """From when what happened up to a day is added up and held against a level.

    "Mỗi quý": from the first day of the quarter; "trong năm 2026": of that year; "đến năm 2025 có
    80 …": of the programme. All else is of a year, also a rate or a number that must stay low ("đến
    năm 2025 còn dưới 5 vụ"), and what no level is set for.
    """
    counted = level and (level.begins or level.since)
    return counted or day.replace(month=1, day=1)


def dated_levels(asked: Sequence[Asked], since: date, on: date) -> list[DatedLevel]:
    """Levels with their days, from what a target asks.

    since: from when the target holds; what leads to a number by a day is added up from the start of
    that year. on: up to when a rhythm ("hằng năm") is laid out: one level for every period from
    that of `since` to that of `on`. Raises ValueError for another rhythm than
    year, half-year, quarter and month.
    """
    found = []
    for one in asked:
        if one.kind == "every":
            found += [
                DatedLevel(one.level, last, first) for first, last in _periods(one, since, on)
            ]
        else:
            begins = _first_day(one.horizon) if one.kind == "during" and one.last_day else None
            runs_on = one.kind == "by" and one.last_day and _only_grows(one.level)
            start = since.replace(month=1, day=1) if runs_on else None
            found.append(DatedLevel(one.level, one.last_day, begins, start))
    return found


def _only_grows(level: Level) -> bool:
    """Whether a number must be reached, which each event brings nearer."""
    return not level.percent and level.comparator not in FROM_ABOVE


def _periods(asked: Asked, since: date, on: date) -> list[tuple[date, date]]:
    months = _MONTHS.get(asked.horizon)
    if months is None:
        raise ValueError(f"no such rhythm: {asked.horizon}")
    first = since.replace(month=(since.month - 1) // months * months + 1, day=1)
    periods = []
    while first <= on:
        after = first.year * 12 + first.month - 1 + months
        following = date(after // 12, after % 12 + 1, 1)
        periods.append((first, following - timedelta(days=1)))
        first = following
    return periods


def _first_day(horizon: str) -> date:
    """The first day of an ISO year, month or day."""
    year, month, day = (*(int(part) for part in horizon.split("-")), 1, 1)[:3]
    return date(year, month, day)
