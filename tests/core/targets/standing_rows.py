"""Levels, dated figures and how the one stands beside the others, in few words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.targets.dated import DatedLevel
from phongtrao.core.targets.levels import Level, Measured
from phongtrao.core.targets.standing import DatedFigure, Point, Standing, target_standing

if TYPE_CHECKING:
    from fractions import Fraction

END_2025 = date(2025, 12, 31)
NEW_YEAR = date(2026, 1, 1)
JUNE = date(2025, 6, 14)


def percent(comparator: str, value: str, upper: str | None = None) -> Level:
    return Level(comparator, Decimal(value), True, Decimal(upper) if upper else None)


def count(comparator: str, value: int, out_of: int | None = None) -> Level:
    return Level(comparator, Decimal(value), out_of=None if out_of is None else Decimal(out_of))


def figure(day: date, part: int, whole: int | None = None, **coverage: int) -> DatedFigure:
    """coverage: expected, reported, accepted, whole_known; only `reported` given: all accepted."""
    reported = coverage.get("reported", coverage.get("expected", 1))
    return DatedFigure(
        day,
        Measured(part, whole),
        coverage.get("expected", reported),
        reported,
        coverage.get("accepted", reported),
        bool(coverage.get("whole_known", 0)),
    )


def happened(day: date, part: int) -> DatedFigure:
    """So many events, added up over the time that the level speaks of."""
    return DatedFigure(day, Measured(part), adds_up=True)


def silent(day: date, expected: int = 1) -> DatedFigure:
    return DatedFigure(day, None, expected, 0, 0)


def asked_by(standing: Standing) -> Fraction | None:
    """What the path asks on the figure's day; None without a path."""
    return standing.way.value if standing.way else None


def now(
    level: Level | DatedLevel, *figures: DatedFigure, on: date, path: tuple[Point, ...] = ()
) -> Standing:
    """Beside one level; without days of its own it is "đến hết năm 2025"."""
    dated = level if isinstance(level, DatedLevel) else DatedLevel(level, END_2025)
    return target_standing([dated], lambda _: figures, on, path).now
