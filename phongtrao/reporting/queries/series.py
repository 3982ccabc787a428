"""How targets stand at a place on a day, over time, and in what lies right below the place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from phongtrao.core.dates.periods import read_period
from phongtrao.core.targets.dated import dated_levels, level_at
from phongtrao.core.targets.standing import Standing, standing_beside
from phongtrao.core.targets.wording import coverage_words
from phongtrao.programme.queries.levels import Levels, asked, holds
from phongtrao.reporting.models import Period
from phongtrao.reporting.queries.beside_levels import (
    fitting,
    judged_below,
    laid_alike,
    last_day_of,
    since_of,
    standing_now,
)
from phongtrao.reporting.queries.boundaries import OnBoundaries, changed_at, left_to
from phongtrao.reporting.queries.comparing import speaking
from phongtrao.reporting.queries.earlier import roots_of
from phongtrao.reporting.queries.opened import opened_by
from phongtrao.reporting.queries.owing import level_right_below
from phongtrao.reporting.queries.sheets import layouts_of
from phongtrao.reporting.queries.sums import Reader, figures_of, owed_at
from phongtrao.reporting.queries.words import added_words, is_unsaid
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.programme.models import Target, Threshold
    from phongtrao.reporting.models import Measure, Obligation
    from phongtrao.reporting.queries.boundaries import CarriedRow
    from phongtrao.reporting.queries.sums import Sums
    from phongtrao.units.models import Unit

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """A target's figure of one period. windows: the periods whose figures it adds, its own last.
    since: from when it is added up towards its level; None for what is there and not added. mark:
    what is to be said of it on today's boundaries.
    """

    measure: Measure
    period: Period
    windows: tuple[Period, ...]
    figure: DatedFigure
    since: date | None
    mark: str = ""

    @property
    def coverage(self) -> str:
        """By how many the figure was given."""
        return coverage_words(self.figure, "báo cáo" if len(self.windows) > 1 else "đơn vị")

    @property
    def added(self) -> str:
        """Over what time it is added up; "" where it is of its own window alone."""
        return added_words(self.windows)

    @property
    def base(self) -> str:
        """What it rests on, and over what time it is added up."""
        return ", ".join(filter(None, [self.coverage, self.added]))

    @property
    def cannot_be_said(self) -> bool:
        """Whether it was reported, and has no number on today's boundaries."""
        return is_unsaid(self.figure, self.mark)

    @property
    def is_alone(self) -> bool:
        """Whether nothing of an earlier period belongs to it."""
        return self.since is None or self.since >= read_period(self.period.name).first


@dataclass(frozen=True)
class Now:
    """How a target stands. point: the figure that it is judged by, else the newest; held: how its
    level stands, None where none is set, or only one for all together.
    """

    target: Target
    point: Point
    held: Standing | None


@dataclass(frozen=True)
class Below:
    """A target's figures in what lies right below a place, for one period. units: ids; reports:
    those units report themselves, the others have a total. marks: as of `Point`.
    """

    units: list[int]
    figures: list[DatedFigure]
    marks: list[str]
    reports: bool


@dataclass(frozen=True)
class Seen:
    """As of which day figures are read. known: as they were known on it; else a day in the past is
    judged by what is known today. carried: on the boundaries of the day, else as reported.
    """

    on: date
    known: bool = False
    carried: bool = False

    @property
    def known_on(self) -> date | None:
        """The day whose knowledge counts, None for today's."""
        return self.on if self.known else None


class Series:
    """The figures of targets at a place (None: all who report), read once for all of them.

    targets: with their programmes and levels. owed: only of these reports; None: of all at the
    place. The number of queries does not grow.
    """

    def __init__(
        self,
        targets: Collection[Target],
        place: Unit | None,
        seen: Seen,
        owed: QuerySet[Obligation] | None = None,
    ) -> None:
        self.targets = {target.pk: target for target in targets}
        self.place, self.seen = place, seen
        self._known = Levels({target.programme_id for target in targets}, seen.known_on)
        rows = self._asking().filter(start__lte=seen.on)
        if seen.known:
            rows = rows.filter(opened_by(seen.on))
        self.periods = list(rows.select_related("form").distinct().order_by("end", "pk"))
        self.layouts = layouts_of(list({one.form_id: one.form for one in self.periods}.values()))
        self.roots = roots_of(period.form for period in self.periods)
        self.points: dict[int, list[Point]] = defaultdict(list)
        self._read(owed)

    def _asking(self) -> QuerySet[Period]:
        """The periods that ask."""
        return Period.objects.filter(form__measures__target__in=self.targets)

    def _read(self, owed: QuerySet[Obligation] | None) -> None:
        reader = self._reader(self.periods)
        self._sums: dict[int, Sums] = {}
        self._carried = OnBoundaries(self) if self.seen.carried else None
        if self.periods and not self._carried:
            self._sums = reader.at(self.place) if owed is None else reader.of(owed)
        for measure, period in self.asked():
            point = self._point(measure, period, self.level_of(measure, period))
            figure = point.figure
            if figure.expected or figure.reported or self._is_owed(period):
                self.points[measure.target_id].append(point)

    def _is_owed(self, period: Period) -> bool:
        if self._carried:
            return self._carried.is_owed(period)
        return bool(self._sums[period.pk].many[0])

    def _figure(self, measure: Measure, windows: Sequence[Period]) -> tuple[DatedFigure, str]:
        """The figure of some windows together, and what is to be said of it."""
        if self._carried:
            return self._carried.figure(measure, windows)
        (figure,) = figures_of(measure, [self._sums[one.pk] for one in windows])
        return figure, ""

    def asked(self) -> Iterator[tuple[Measure, Period]]:
        """What periods ask of the targets, in order of their ends."""
        for period in self.periods:
            for measure in self.layouts[period.form_id].measures:
                if measure.target_id in self.targets:
                    yield measure, period

    def windows(
        self, measure: Measure, period: Period, level: DatedLevel | None
    ) -> tuple[Period, ...]:
        """The periods whose figures are added towards a level, the last one last: those since its
        sum begins, or that one alone. Those of earlier versions of the form stand among them where
        they count the same in windows laid the same way.
        """
        since = since_of(measure, period, level)
        if since is None:
            return (period,)
        root = self.roots[period.form_id]
        line = [one for one in self.periods if self.roots[one.form_id] == root]
        return tuple(
            one
            for one in line[: line.index(period) + 1]
            if read_period(one.name).last >= since
            and laid_alike(one.form.window, period.form.window)
            and self.layouts[one.form_id].as_here(measure)
        )

    def _point(self, measure: Measure, period: Period, level: DatedLevel | None) -> Point:
        """A period's figure as it counts towards a level. While nobody has reported its own window
        it says nothing: what was before it is no figure of its time.
        """
        windows = self.windows(measure, period, level)
        if len(windows) > 1 and self._figure(measure, [period])[0].is_silent:
            windows = (period,)
        figure, mark = self._figure(measure, windows)
        return Point(measure, period, windows, figure, since_of(measure, period, level), mark)

    def towards(
        self, target: Target, level: DatedLevel, levels: Sequence[DatedLevel]
    ) -> list[Point]:
        """The figures of a target that count towards one of its levels, as they do."""
        return [
            one
            if one.since == since_of(one.measure, one.period, level)
            else self._point(one.measure, one.period, level)
            for one in self.points[target.pk]
            if level.is_for(one.period.end) and level in fitting(levels, one.measure, one.period)
        ]

    def _reader(self, periods: Sequence[Period]) -> Reader:
        return Reader(periods, self.layouts, self.seen.known_on)

    def levels(self, target: Target, on: date | None = None) -> list[DatedLevel]:
        """The levels of a target that hold on the day, as far as it is known, with their days."""
        on = on or self.seen.on
        held = [row for row in self.known_levels(target) if holds(row, on)]
        return dated_levels([asked(row) for row in held], target.programme.begins_on, on)

    def known_levels(self, target: Target) -> list[Threshold]:
        """The levels of a target as far as it is known, also those that hold no more."""
        return self._known.known(target, target.thresholds.all())

    def closed(self, period: Period) -> date:
        """The day on which a period is judged: the first after it by the calendar, to which its
        window may end earlier, or that of the page before.
        """
        return min(self.seen.on, last_day_of(period) + _DAY)

    def levels_then(self, target: Target, period: Period) -> list[DatedLevel]:
        """The levels of a target that held when a period was over."""
        return self.levels(target, min(self.seen.on, last_day_of(period)))

    def level_of(self, measure: Measure, period: Period) -> DatedLevel | None:
        """The level that a period's figure is held against: of those that held when it was over,
        the next one; None where none was set for its time.
        """
        levels = self.levels_then(self.targets[measure.target_id], period)
        return level_at(fitting(levels, measure, period), period.end)

    def now(self, target: Target) -> Now | None:
        """How a target stands; None when nobody owes a figure of it here."""
        points = self.points.get(target.pk)
        if not points:
            return None
        levels = self.levels(target)
        towards = {level: self.towards(target, level, levels) for level in levels}

        def figures(level: DatedLevel) -> list[DatedFigure]:
            return [point.figure for point in towards[level]]

        held = self._own(standing_now(levels, figures, self.seen.on))
        by = [point for point in towards[held.level] if point.figure is held.figure] if held else []
        return Now(target, by[-1] if by else speaking(self, points) or points[-1], held)

    def is_partial(self, point: Point) -> bool:
        """Whether a period still runs, and not all have reported it: what a few have said is
        compared with nothing.
        """
        return self.seen.on < point.period.end and point.figure.reported < point.figure.expected

    def also(self, now: Now) -> list[Now]:
        """How a target stands beside other levels that run on the day and are counted over another
        time ("cả năm" beside "mỗi quý").
        """
        target, held, on = now.target, now.held, self.seen.on
        levels = self.levels(target) if held else []
        found = []
        for level in levels:
            points = self.towards(target, level, levels) if level.is_for(on) else []
            stands = speaking(self, points)
            if stands and stands.since != now.point.since:
                other = standing_beside(level, levels, [stands.figure], on)
                if own := self._own(other):
                    found.append(Now(target, stands, own))
        return found

    def at(self, measure: Measure, period: Period) -> Point | None:
        """The figure of a period; None where nobody owes it."""
        some = self.points[measure.target_id]
        return next((one for one in some if one.period.pk == period.pk), None)

    def at_close(self, target: Target, point: Point) -> Standing | None:
        """How a target stood when a period was over, by its figure as it is known now; None while
        it runs, and where no level was set.
        """
        level = self.level_of(point.measure, point.period)
        if level is None or self.seen.on < point.period.end:
            return None
        on = self.closed(point.period)
        levels = self.levels_then(target, point.period)
        return self._own(standing_beside(level, levels, [point.figure], on))

    def _own(self, held: Standing | None) -> Standing | None:
        """How the place itself stands beside a level; None beside one that all reach together."""
        shared = held is not None and self.place is not None and not judged_below(held.level)
        return None if shared else held

    def below(self, points: Iterable[Point]) -> dict[int, list[Below]]:
        """What lies right below the place, for some figures: id of the target → its parts, the
        places with totals first, then single reports. Read once for all of them.
        """
        by_level: dict[str, list[Point]] = defaultdict(list)
        for point in points:
            by_level[self.level_below(self.targets[point.measure.target_id])].append(point)
        return {
            pk: found
            for level, some in by_level.items()
            for pk, found in self._below(level, some).items()
        }

    def _below(self, level: str, points: Sequence[Point]) -> dict[int, list[Below]]:
        if self._carried and level:
            return {one.measure.target_id: _parts(self._carried.below(one)) for one in points}
        periods = list({one.pk: one for point in points for one in point.windows}.values())
        reader = self._reader(periods)
        parts: list[tuple[list[int], dict[int, Sums], bool]] = []
        if level:
            parts.append((*reader.by_place(level, self.place), False))
        parts.append((*reader.by_report(self.reports_here(level)), True))
        return {
            point.measure.target_id: [
                Below(
                    units,
                    figures_of(point.measure, [sums[one.pk] for one in point.windows]),
                    [""] * len(units),
                    reports,
                )
                for units, sums, reports in parts
                if units
            ]
            for point in points
        }

    def level_below(self, target: Target) -> str:
        """Of which level the kept totals right below the place are; "" below a commune or an
        office, where there are single reports.
        """
        if self.place:
            return Level.COMMUNE if self.place.level == Level.PROVINCE else ""
        return level_right_below(self.whole(target))

    def whole(self, target: Target) -> Unit:
        """The place that all who report lie at."""
        return target.programme.unit

    @property
    def concerns(self) -> bool:
        """Whether a figure of one of the targets is expected here."""
        return any(one.figure.concerns for some in self.points.values() for one in some)

    def units_changed(self) -> bool:
        """Whether units here were merged or split since the first period began; one query."""
        places = {self.place} if self.place else {self.whole(one) for one in self.targets.values()}
        first = min((period.start for period in self.periods), default=None)
        return first is not None and changed_at({one.pk for one in places}, first, self.seen.on)

    def reports_here(self, level: str) -> Q:
        """Reports that stand in the place's total by themselves, beside the totals of a level."""
        if self._carried and self.place:
            return left_to(self.place, self.seen.on)
        return owed_at(self.place) & (Q(**{f"{level}__isnull": True}) if level else Q())


def _parts(rows: Sequence[CarriedRow]) -> list[Below]:
    """What lies right below on today's boundaries, the places with totals first."""
    parts = [[row for row in rows if row.reports is reports] for reports in (False, True)]
    return [
        Below(
            [row.unit for row in some],
            [row.figure for row in some],
            [row.mark for row in some],
            some[0].reports,
        )
        for some in parts
        if some
    ]
