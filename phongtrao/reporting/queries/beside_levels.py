"""Which level a figure is held against, and over what time it counts towards it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import read_period
from phongtrao.core.targets.dated import adds_from
from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.core.targets.standing import target_standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.standing import DatedFigure, Standing
    from phongtrao.reporting.models import Measure, Period

_DAYS_OF_A_RULE = ("rhythm", "starts", "ends", "results_end")


def standing_now(
    levels: Sequence[DatedLevel],
    figures: Callable[[DatedLevel], Sequence[DatedFigure]],
    on: date,
) -> Standing | None:
    """How a target stands beside the level that is next; None without a level. Of what is asked
    anew each quarter or year, beside the one before, as long as the new one has no figure.
    """
    if not levels:
        return None
    standing = target_standing(levels, figures, on)
    now = standing.now
    silent = now.figure is None or now.figure.is_silent
    runs = now.level.begins is not None and on <= (now.level.last_day or on)
    if silent and runs and standing.passed and standing.passed[-1].level.begins:
        return standing.passed[-1]
    return now


def since_of(measure: Measure, period: Period, level: DatedLevel | None) -> date | None:
    """From when a figure is added up towards a level; None for what is there and not added."""
    return adds_from(level, read_period(period.name).last) if measure.adds_up else None


def fitting(levels: Sequence[DatedLevel], measure: Measure, period: Period) -> list[DatedLevel]:
    """Those of a target's levels that a period's figure may stand beside: the events of a year
    stand beside no level of each quarter.
    """
    first = read_period(period.name).first
    within = [one for one in levels if one.begins and first <= one.begins <= period.end]
    if not measure.adds_up or len(within) < 2:
        return [*levels]
    return [one for one in levels if one.begins is None or one.begins <= first]


def laid_alike(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two window rules lay the same days; when these are sent is no matter."""
    return all(one.get(name) == other.get(name) for name in _DAYS_OF_A_RULE)


def judged_below(level: DatedLevel) -> bool:
    """Whether each unit below is held against the level by itself: a rate is, and so is what nobody
    may let happen; a number that all reach together is not.
    """
    return level.level.percent or level.level.comparator in FROM_ABOVE


def last_day_of(period: Period) -> date:
    """The last day of a period by the calendar, to which its window may end earlier."""
    return max(read_period(period.name).last, period.end)
