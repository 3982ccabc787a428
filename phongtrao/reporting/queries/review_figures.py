"""The targets of a review: their figures in each year or period of its phase, as reported and on
the boundaries of the day, each beside the level of that date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from phongtrao.core.dates.periods import read_period
from phongtrao.core.targets.standing import State, standing_beside
from phongtrao.core.targets.wording import measured_words, value_of
from phongtrao.programme.queries.levels import level_rows
from phongtrao.reporting.queries.comparing import speaking
from phongtrao.reporting.queries.review_steps import steps_of
from phongtrao.reporting.queries.series import Series
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.reporting.queries.words import held_words, level_words

if TYPE_CHECKING:
    from phongtrao.core.targets.levels import Measured
    from phongtrao.core.targets.standing import Standing
    from phongtrao.programme.models import Target
    from phongtrao.programme.queries.levels import LevelRow
    from phongtrao.reporting.models import Review
    from phongtrao.reporting.queries.review_steps import Step
    from phongtrao.reporting.queries.series import Point, Seen

_PERCENT = 100


@dataclass(frozen=True)
class Chain:
    """A target of the programme with the same target of earlier versions, the newest first."""

    targets: tuple[Target, ...]

    @property
    def target(self) -> Target:
        """That of the programme itself."""
        return self.targets[0]


class ReviewFigures:
    """The figures that a review looks at, over all who report, as of a day."""

    def __init__(self, review: Review, seen: Seen) -> None:
        self.review, self.seen = review, seen
        self.chains = _chains(review)
        every = [target for chain in self.chains for target in chain.targets]
        self.series = Series(every, None, seen)
        points = [point for some in self.series.points.values() for point in some]
        self.steps = steps_of(review, points)

    @cached_property
    def carried(self) -> Series:
        """The same on the boundaries of the day."""
        return Series(self.series.targets.values(), None, replace(self.seen, carried=True))

    def chain(self, target: int) -> Chain | None:
        """A target of the review; None for none of it."""
        return next((one for one in self.chains if one.target.pk == target), None)

    def point(self, chain: Chain, step: Step) -> Point | None:
        """The figure that stands for a step (`comparing.speaking`); None where nobody was asked."""
        return next(reversed(self.points(chain, step)), None)

    def points(self, chain: Chain, step: Step) -> list[Point]:
        """The figure that stands for a step, the last of them, and those that would stand for it
        before that one: of older versions first; in a year that of the year itself comes after
        those of its parts.
        """
        some = [
            point
            for target in reversed(chain.targets)
            for point in sorted(
                self.series.points.get(target.pk, ()),
                key=lambda one: (_is_yearly(one) and step.yearly, one.period.end),
            )
            if step.holds(point.period.name)
        ]
        stands = speaking(self.series, some)
        if stands is None:
            return some[-1:]
        runs = self.series.is_partial(stands)
        upto = some[: some.index(stands) + 1]
        return [one for one in upto if runs or not self.series.is_partial(one)]

    def on_boundaries(self, point: Point) -> Point:
        """A figure on the boundaries of the day."""
        return self.carried.at(point.measure, point.period) or point

    def held(self, point: Point, step: Step) -> Standing | None:
        """How the target stood by this very figure when its period was over by the calendar, or
        stands by it until then, beside the level of its time; None where none was set for it. A
        level without a day is to be reached at the end of each step.
        """
        series, end = self.series, point.period.end
        level = series.level_of(point.measure, point.period)
        if level is None:
            return None
        level = replace(level, last_day=level.last_day or max(step.last, end))
        levels = series.levels_then(series.targets[point.measure.target_id], point.period)
        return standing_beside(level, levels, [point.figure], max(series.closed(point.period), end))

    def rows(self) -> list[dict[str, Any]]:
        """A row a target, ready to be stored: what it is, its levels, a cell a step; one
        without a period where nobody was asked.
        """
        return [self._row(chain) for chain in self.chains]

    def _row(self, chain: Chain) -> dict[str, Any]:
        target = chain.target
        known = self.series.known_levels(target)
        levels = [one for one in level_rows(known, self.seen.on) if one.holds]
        return {
            "target": target.pk,
            "name": _named(target),
            "level": "; ".join(_level(one) for one in levels),
            "cells": [self._cell(chain, step) for step in self.steps],
        }

    def _cell(self, chain: Chain, step: Step) -> dict[str, Any]:
        point = self.point(chain, step)
        if point is None:
            return {"step": step.title}
        held, figure = self.held(point, step), point.figure
        runs = self.seen.on < point.period.end
        level = held.level.level if held else None
        carried = self.on_boundaries(point)
        today = carried.figure.measured
        moved = today if today != figure.measured else None
        # What a few have said before a period is over is neither on track nor behind.
        said = held is not None and not (runs and held.state in (State.ON_TRACK, State.BEHIND))
        state = held_words(point, held) if said else None
        return {
            "step": step.title,
            "target": point.measure.target_id,
            "period": point.period.pk,
            "title": step.told_by(point.period.name),
            "figure": measured_words(figure.measured, level) if figure.measured else "",
            "numbers": numbers_of(figure.measured),
            "coverage": point.base,
            "provisional": figure.is_provisional,
            "runs": runs,
            "asked": level_words(level) if level else "",
            "state": state.words if state else "",
            "tone": state.tone if state else "",
            "today": measured_words(moved, level) if moved else "",
            "today_numbers": numbers_of(moved),
            "mark": carried.mark,
        }


def numbers_of(measured: Measured | None) -> list[float | int | None]:
    """Part, whole and rate in percent; nothing where they are not known."""
    if measured is None:
        return [None, None, None]
    rate = value_of(measured) if measured.whole else None
    exact = [measured.count, measured.total, rate]
    return [
        None if one is None else int(one) if one.denominator == 1 else float(one) for one in exact
    ]


def _is_yearly(point: Point) -> bool:
    return read_period(point.period.name).rhythm == "year"


def _level(row: LevelRow) -> str:
    return f"{row.words} {row.horizon[:1].lower()}{row.horizon[1:]}".strip()


def _named(target: Target) -> str:
    words = str(target)
    return f"{words[:1].upper()}{words[1:]}"


def _chains(review: Review) -> list[Chain]:
    """The targets of the programme's own unit, each with those of earlier versions; two queries a
    version.
    """
    own = targets_measured().filter(programme=review.programme_id, owner=review.programme.unit_id)
    lines: list[list[Target]] = [[one] for one in own.order_by("number", "pk")]
    growing = lines
    while growing := [line for line in growing if line[-1].earlier_id]:
        found = targets_measured().in_bulk({line[-1].earlier_id for line in growing})
        for line in growing:
            line.append(found[line[-1].earlier_id])
    return [Chain(tuple(line)) for line in lines]
