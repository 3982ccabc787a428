"""Which figures stand in a row: those of windows laid by the same rule; beside those of all who
report never those of a few ("never mix windows", domain of reporting; a silent unit is no zero).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import period_before, same_period_a_year_before
from phongtrao.core.targets.standing import newest_said
from phongtrao.reporting.queries.beside_levels import laid_alike

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.reporting.queries.series import Point, Series


def line_of(series: Series, point: Point) -> list[Point]:
    """The figures of a target that stand in a row with one of them, itself among them, the oldest
    first. Where several forms ask for a period, its own form's.
    """
    own = series.roots[point.period.form_id]
    found: dict[str, Point] = {}
    for one in series.points[point.measure.target_id]:
        form = one.period.form
        if not laid_alike(form.window, point.period.form.window):
            continue
        if one is not point and series.is_partial(one):
            continue
        if one.period.name not in found or series.roots[form.pk] == own:
            found[one.period.name] = one
    return list(found.values())


def speaking(series: Series, points: Iterable[Point]) -> Point | None:
    """Of figures, the oldest first, the one that stands for them all: the newest that enough have
    reported (`newest_said`); one of a period that runs only once all have, or beside no other. None
    where nobody has said anything.
    """
    said = [one for one in points if not one.figure.is_silent]
    whole = [one for one in said if not series.is_partial(one)]
    newest = newest_said([one.figure for one in whole or said])
    return next((one for one in said if one.figure is newest), None)


def before(series: Series, point: Point) -> Point | None:
    """The same figure of the last period before; of one that is added up, where both run from the
    same day, or are of their own windows.
    """
    found = _named(series, point, period_before(point.period.name))
    if found is None or found.since == point.since:
        return found
    return found if found.is_alone and point.is_alone else None


def year_before(series: Series, point: Point) -> Point | None:
    """The same figure of the same period a year before."""
    return _named(series, point, same_period_a_year_before(point.period.name))


def _named(series: Series, point: Point, name: str) -> Point | None:
    if not name or series.is_partial(point):
        return None
    return next((one for one in line_of(series, point) if one.period.name == name), None)
