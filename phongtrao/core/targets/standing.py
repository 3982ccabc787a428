"""How a target stands on a day: reached, on track, behind, missed, not reported, not applicable.

The last word, reached or missed, is said only when nothing that is still missing can change it:
neither the days that are left nor the units that have not reported. Until then a target is on
track or behind, beside the path that leads to its level.

Before its last day only what stays decides a level: a number of events within the time over which
they are added up ("80 tin, bài" is reached, "không để xảy ra …" is missed), and what is counted
anew and only grows (units of a list, one after the other). A rate, and what there is on a day
("đến năm 2025 đạt 95 %", "còn dưới 5 %"), may still fall back or come down.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from phongtrao.core.targets.dated import adds_from
from phongtrao.core.targets.levels import FROM_ABOVE, STRICT, met, still_needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.levels import Measured


class State(Enum):
    """How a target stands, as it is shown."""

    REACHED = "● Đạt"
    ON_TRACK = "◐ Đúng tiến độ"
    BEHIND = "▲ Chậm"
    MISSED = "✕ Không đạt"
    NOT_REPORTED = "○ Chưa báo cáo"
    NOT_APPLICABLE = "– Không áp dụng"


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """What was counted up to a day, and by how many.

    day: the last day of the window. measured: None where no figure was given. expected, reported,
    accepted: units that owe a report, that sent one, whose report is accepted; one unit's own
    figure is 1 of 1. correcting: those of the accepted whose correction waits, which may give the
    figure no more; the figure is that of the correction. whole_known: the denominator is a list
    fixed beforehand, which holds the units that have not reported too, so that the rate can only
    grow; False for one that is counted along (reports received). applicable: False where the target
    does not concern the unit. adds_up: it counts what has happened, added up over the time that its
    level speaks of (`adds_from`); False for how things stand on the day. left_out: units whose
    figure cannot be said on the boundaries of the day; it is in neither number. unknown, blank: of
    the expected, those whose report says that they do not know, and leaves it empty, as far as that
    is counted. apart: those whose report says that it does not concern them, which are not
    expected. Raises ValueError when more have reported than are expected, or more are accepted and
    not corrected than reported.
    """

    day: date
    measured: Measured | None
    expected: int = 1
    reported: int = 1
    accepted: int = 1
    whole_known: bool = False
    applicable: bool = True
    adds_up: bool = False
    correcting: int = 0
    left_out: int = 0
    unknown: int = 0
    blank: int = 0
    apart: int = 0

    def __post_init__(self) -> None:
        """Refuse a coverage over 100 %."""
        settled = self.accepted - self.correcting
        if not (0 <= self.accepted <= self.expected and settled <= self.reported <= self.expected):
            raise ValueError(f"{self.accepted} accepted of {self.reported} of {self.expected}")

    @property
    def concerns(self) -> bool:
        """Whether the target concerns the unit, or any of those beneath it."""
        return self.applicable and self.expected > 0

    @property
    def is_silent(self) -> bool:
        """Whether a figure is owed and nobody has given one; one that was given and cannot be said
        on the boundaries of the day is not silent.
        """
        unsaid = self.measured is None and not self.left_out
        return self.concerns and (self.reported == 0 or unsaid)

    @property
    def is_provisional(self) -> bool:
        """Whether a report that it rests on waits to be accepted."""
        return self.accepted - self.correcting < self.reported

    @property
    def is_complete(self) -> bool:
        """Whether nobody is missing."""
        return self.reported == self.expected


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the path: where the figure starts, or an interim level. value: percent when the
    level is one, else a count. strict: to stand on it is not enough ("trên 90 %").
    """

    day: date
    value: Fraction
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How one level of a target stands.

    by_reported: the state if those who have reported were all; differs from `state` only while
    somebody is missing. figure: what it is judged by; None when there is none. way: the point of
    the path on the figure's day; None without a path. needed: how many more reach the level ("còn
    thiếu 3"); None where that cannot be said, or for a level from above. is_met: whether the figure
    meets the level today, whatever is still to come; None without one.
    """

    state: State
    by_reported: State
    level: DatedLevel
    figure: DatedFigure | None
    way: Point | None
    needed: Fraction | None
    is_met: bool | None = None


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """How a target stands. now: beside the level that is next, or the last one when all have
    passed. passed: beside the levels before that, in order of their days.
    """

    now: Standing
    passed: tuple[Standing, ...]


def target_standing(
    levels: Sequence[DatedLevel],
    figures: Callable[[DatedLevel], Sequence[DatedFigure]],
    on: date,
    path: Sequence[Point] = (),
) -> TargetStanding:
    """How a target stands on a day.

    levels: at least one; of several dates each is an interim level of the next. figures: what is
    known on that day and counts towards a level (`adds_from`), one a day, those of the periods in
    which nobody reported too: after the last day of a level they are what says "not reported". A
    figure after that day does not count. path: where the figure starts and interim levels that the
    plan does not print, in any order.

    - From below: what is met and may fall again, a figure that runs on or a rate whose denominator
      is counted along, is on track, and reached only after its last day; without one as long as it
      is met. A rate of a year that is counted along stands beside its level from the first day;
      everything else counted anew starts from zero and is reached as soon as it is met. Without a
      path nothing says that a target is behind before the last day: it is on track until then.
    - From above: reached only after its last day. Events that break it are missed at once, as far
      as they count on its last day: those of 2022 do not count towards "đến năm 2025 còn dưới 5
      vụ". All else is behind above the path ("giảm xuống còn 5 %"), without one above the level,
      and missed after the last day.
    - On the path is on track. Where it has arrived, only the level itself is: 90,0 % is behind
      "trên 90 %", at the end and at an interim level.
    - A rate of nothing is not applicable. Nobody's silence is taken for zero.

    Raises ValueError without a level.
    """
    if not levels:
        raise ValueError("a target stands beside at least one level")
    standings = []
    for one in sorted(levels, key=lambda one: one.order):
        standings.append(standing_beside(one, levels, figures(one), on, path))
        if not _is_over(one, on):
            break
    return TargetStanding(standings[-1], tuple(standings[:-1]))


def standing_beside(
    level: DatedLevel,
    levels: Sequence[DatedLevel],
    figures: Sequence[DatedFigure],
    on: date,
    path: Sequence[Point] = (),
) -> Standing:
    """How a target stands beside one of its levels; the rest as in `target_standing`. figures:
    those that count towards it.
    """
    figure = _figure_for(level, figures, on)
    return _standing(level, figure, on, _way(level, levels, path, figure))


def _is_over(level: DatedLevel, on: date) -> bool:
    return level.last_day is not None and on > level.last_day


def _figure_for(level: DatedLevel, figures: Sequence[DatedFigure], on: date) -> DatedFigure | None:
    """The figure that a level is judged by: the newest within its days. While days are left, the
    newest that enough have reported: a period that has just opened takes nothing away. Nor does
    silence afterwards, where what had happened before decides.
    """
    counts = [one for one in figures if one.day <= on and level.is_for(one.day)]
    within = sorted(counts, key=lambda one: one.day)
    said = next((one for one in reversed(within) if not one.is_silent), None)
    if said and _decides(level, said):
        return said
    if said and not _is_over(level, on):
        return newest_said(within)
    return within[-1] if within else None


def newest_said(figures: Sequence[DatedFigure]) -> DatedFigure | None:
    """The newest of figures, the oldest first, that somebody has reported; one of which less than
    half as large a part of the units has been reported as of an earlier one does not yet speak for
    them.
    """
    said = [one for one in figures if not one.is_silent]
    found = said.pop() if said else None
    while found and said:
        earlier = said.pop()
        if 2 * found.reported * earlier.expected < earlier.reported * found.expected:
            found = earlier
    return found


def _decides(level: DatedLevel, figure: DatedFigure) -> bool:
    """Whether a number has been reached, or broken, whatever is still to happen."""
    if figure.measured is None or not _only_grows(level, figure):
        return False
    return met(level.level, figure.measured) is not (level.level.comparator in FROM_ABOVE)


def _only_grows(level: DatedLevel, figure: DatedFigure) -> bool:
    """Whether what has been counted stays until the level's last day: a number of events, of the
    time that is added up then.
    """
    if level.level.percent or not figure.adds_up:
        return False
    return adds_from(level, figure.day) == adds_from(level, level.last_day or figure.day)


def _way(
    level: DatedLevel,
    levels: Sequence[DatedLevel],
    path: Sequence[Point],
    figure: DatedFigure | None,
) -> Point | None:
    """The path on the figure's day, between its points in a straight line."""
    if figure is None or level.last_day is None:
        return None
    points = {point.day: point for point in path if not _is_outside(point.day, level)}
    if level.begins is None:
        points |= {
            one.last_day: _end_of(one, one.last_day)
            for one in levels
            if one.last_day and one.last_day < level.last_day and _is_alike(one, level)
        }
    elif not points and level.level.comparator not in FROM_ABOVE:
        start = Fraction(level.level.value if _may_fall(level, figure) else 0)
        points[level.begins] = Point(level.begins, start)
    if not points and figure.day < level.last_day:
        return None
    points[level.last_day] = _end_of(level, level.last_day)
    days = sorted(points)
    place = bisect_right(days, figure.day)
    before, after = points[days[max(0, place - 1)]], points[days[min(place, len(days) - 1)]]
    gone = Fraction((figure.day - before.day).days, (after.day - before.day).days or 1)
    value = before.value + (after.value - before.value) * gone
    on_it = (one.strict for one in (before, after) if one.value == value)
    return Point(figure.day, value, any(on_it))


def _end_of(level: DatedLevel, last_day: date) -> Point:
    """Where the path to a level arrives."""
    return Point(last_day, Fraction(level.level.value), level.level.comparator in STRICT)


def _may_fall(level: DatedLevel, figure: DatedFigure) -> bool:
    """Whether a figure that meets a level from below may fall beneath it again."""
    if level.begins is None:
        return level.last_day is not None and not _only_grows(level, figure)
    return level.level.percent and not figure.whole_known


def _is_outside(day: date, level: DatedLevel) -> bool:
    return day >= (level.last_day or date.max) or day < (level.begins or date.min)


def _is_alike(one: DatedLevel, other: DatedLevel) -> bool:
    """Whether two levels are of one figure that runs on."""
    return (
        one.begins is None
        and one.level.percent == other.level.percent
        and (one.level.comparator in FROM_ABOVE) == (other.level.comparator in FROM_ABOVE)
    )


def _standing(
    level: DatedLevel, figure: DatedFigure | None, on: date, way: Point | None
) -> Standing:
    if figure is None or figure.is_silent or not figure.concerns or figure.measured is None:
        concerns = figure is None or figure.concerns
        state = State.NOT_REPORTED if concerns else State.NOT_APPLICABLE
        return Standing(state, state, level, figure, way, None)
    measured = figure.measured
    is_met = met(level.level, measured)
    if is_met is None:
        nothing = State.NOT_APPLICABLE if measured.whole == 0 else State.NOT_REPORTED
        state = nothing if figure.is_complete else State.NOT_REPORTED
        return Standing(state, nothing, level, figure, way, None)
    held = _Held(level, figure, measured, way, is_met, _is_over(level, on))
    needed = still_needed(level.level, measured)
    state, by_reported = held.state(held.is_settled), held.state(True)
    return Standing(state, by_reported, level, figure, way, needed, is_met)


@dataclass(frozen=True, slots=True)
class _Held:
    """A figure held against a level. over: the level's last day has passed."""

    level: DatedLevel
    figure: DatedFigure
    measured: Measured
    way: Point | None
    is_met: bool
    over: bool

    def state(self, final: bool) -> State:
        """The state; final: nobody who is missing can change whether the level is met."""
        if self.is_decided and final:
            return State.REACHED if self.is_met else State.MISSED
        on_track = self.is_met or (not self.is_decided and self.keeps_up)
        return State.ON_TRACK if on_track else State.BEHIND

    @property
    def from_above(self) -> bool:
        return self.level.level.comparator in FROM_ABOVE

    @property
    def is_decided(self) -> bool:
        """Whether no day is waited for any more to say whether the level is met."""
        if self.over:
            return True
        if self.from_above:
            return not self.is_met and _only_grows(self.level, self.figure)
        return self.is_met and not _may_fall(self.level, self.figure)

    @property
    def is_settled(self) -> bool:
        """Whether those who are not counted can no longer change whether the level is met.

        Their numbers only add: a count that has got there stays there, and so does a rate whose
        denominator holds them already. Any other rate may still go either way.
        """
        figure = self.figure
        if figure.is_complete and not figure.left_out:
            return True
        only_adds = not self.level.level.percent or (figure.whole_known and not figure.left_out)
        return only_adds and self.is_met is not self.from_above

    @property
    def keeps_up(self) -> bool:
        """Whether a figure that does not meet the level keeps up with the path to it. Nobody is
        asked for a part of a whole thing: a count is held against the path's whole number.
        """
        if self.way is None:
            return not self.from_above
        asked, percent = self.way.value, self.level.level.percent
        if asked == self.level.level.value:
            return self.is_met
        own = (self.measured.percent or 0) if percent else self.measured.count
        if own == asked:
            return not self.way.strict
        if self.from_above:
            return own <= (asked if percent else math.ceil(asked))
        return own >= (asked if percent else math.floor(asked))
