"""How targets stand at a place on a day, over time, and in what lies right below the place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from phongtrao.core.dates.periods import (
    period_before,
    read_period,
    same_period_a_year_before,
)
from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.core.targets.standing import (
    DatedLevel,
    Standing,
    dated_levels,
    target_standing,
)
from phongtrao.core.targets.wording import (
    answer_words,
    change_words,
    coverage_words,
    is_answer,
)
from phongtrao.programme.queries.levels import asked
from phongtrao.reporting.models import Period
from phongtrao.reporting.queries.earlier import roots_of
from phongtrao.reporting.queries.sheets import layouts_of
from phongtrao.reporting.queries.sums import Reader, figures_of, owed_at
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.core.targets.wording import Change
    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import Measure
    from phongtrao.reporting.queries.sheets import Layout
    from phongtrao.reporting.queries.sums import Sums
    from phongtrao.units.models import Unit

_DAY = timedelta(days=1)
_DAYS_OF_A_RULE = ("rhythm", "starts", "ends", "results_end")


@dataclass(frozen=True)
class Point:
    """A target's figure of one period. windows: the periods whose figures it adds, its own last."""

    measure: Measure
    period: Period
    windows: tuple[Period, ...]
    figure: DatedFigure

    @property
    def coverage(self) -> str:
        """By how many the figure was given."""
        return coverage_words(self.figure, "báo cáo" if len(self.windows) > 1 else "đơn vị")


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
    those units report themselves, the others have a total.
    """

    units: list[int]
    figures: list[DatedFigure]
    reports: bool


@dataclass(frozen=True)
class Seen:
    """As of which day figures are read. known: as they were known on it; else a day in the past is
    judged by what is known today.
    """

    on: date
    known: bool = False

    @property
    def known_on(self) -> date | None:
        """The day whose knowledge counts, None for today's."""
        return self.on if self.known else None


class Series:
    """The figures of targets at a place (None: all who report), read once for all of them.

    targets: with their programmes and levels. The number of queries does not grow.
    """

    def __init__(self, targets: Collection[Target], place: Unit | None, seen: Seen) -> None:
        self.targets = {target.pk: target for target in targets}
        self.place, self.seen = place, seen
        rows = Period.objects.filter(Q(form__measures__target__in=self.targets), start__lte=seen.on)
        self.periods = list(rows.select_related("form").distinct().order_by("end", "pk"))
        self.layouts = layouts_of(list({one.form_id: one.form for one in self.periods}.values()))
        self.roots = roots_of(period.form for period in self.periods)
        self.points: dict[int, list[Point]] = defaultdict(list)
        self._read()

    def _read(self) -> None:
        sums = self._reader(self.periods).at(self.place) if self.periods else {}
        before: dict[int, list[Period]] = defaultdict(list)
        for period in self.periods:
            line = before[self.roots[period.form_id]]
            line.append(period)
            for measure in self.layouts[period.form_id].measures:
                if measure.target_id in self.targets:
                    windows = windows_added(measure, line, self.layouts)
                    (figure,) = figures_of(measure, [sums[one.pk] for one in windows])
                    if figure.expected or figure.reported or sums[period.pk].many[0]:
                        point = Point(measure, period, windows, figure)
                        self.points[measure.target_id].append(point)

    def _reader(self, periods: Sequence[Period]) -> Reader:
        return Reader(periods, self.layouts, self.seen.known_on)

    def levels(self, target: Target, on: date | None = None) -> list[DatedLevel]:
        """The levels of a target that hold on the day, with their days."""
        on = on or self.seen.on
        held = [
            row
            for row in target.thresholds.all()
            if (row.since is None or row.since <= on) and (row.until is None or row.until > on)
        ]
        return dated_levels([asked(row) for row in held], target.programme.begins_on, on)

    def now(self, target: Target) -> Now | None:
        """How a target stands; None when nobody owes a figure of it here."""
        points = self.points.get(target.pk)
        if not points:
            return None
        levels = self.levels(target)
        figures = [point.figure for point in points]
        held = self._own(standing_now(levels, figures, self.seen.on))
        by = [point for point in points if held and point.figure is held.figure]
        said = [point for point in points if not point.figure.is_silent]
        return Now(target, (by or said or points)[-1], held)

    def at_close(self, target: Target, point: Point) -> Standing | None:
        """How a target stood when a period was over, by what is known now; None while it runs, and
        where no level was set.
        """
        if self.seen.on < point.period.end:
            return None
        on = min(self.seen.on, point.period.end + _DAY)
        levels = self.levels(target, on)
        past = [one.figure for one in self.points[target.pk] if one.period.end <= on]
        return self._own(standing_now(levels, past, on))

    def _own(self, held: Standing | None) -> Standing | None:
        """How the place itself stands beside a level; None beside one that all reach together."""
        shared = held is not None and self.place is not None and not judged_below(held.level)
        return None if shared else held

    def before(self, point: Point) -> Point | None:
        """The same figure of the last period before; of one that is counted anew each year, within
        the year.
        """
        found = self._named(point, period_before(point.period.name))
        anew = found and point.measure.adds_up and _year(found.period) != _year(point.period)
        return None if anew else found

    def year_before(self, point: Point) -> Point | None:
        """The same figure of the same period a year before."""
        return self._named(point, same_period_a_year_before(point.period.name))

    def _named(self, point: Point, name: str) -> Point | None:
        """The figure of a period of that name whose window was laid by the same rule."""
        for one in self.points[point.measure.target_id]:
            same = one.period.form.window == point.period.form.window
            if name and one.period.name == name and same:
                return one
        return None

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
        return Level.PROVINCE if target.programme.unit.level == Level.COUNTRY else Level.COMMUNE

    def reports_here(self, level: str) -> Q:
        """Reports that stand in the place's total by themselves, beside the totals of a level."""
        return owed_at(self.place) & (Q(**{f"{level}__isnull": True}) if level else Q())


def standing_now(
    levels: Sequence[DatedLevel], figures: Sequence[DatedFigure], on: date
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


def windows_added(
    measure: Measure, periods: Sequence[Period], layouts: Mapping[int, Layout]
) -> tuple[Period, ...]:
    """The periods whose figures are added, of those of a form and its versions in order of their
    ends: those of the year of the last, or the last alone. Earlier versions stand among them where
    they count the same in windows laid the same way. layouts: by form.
    """
    last = periods[-1]
    if not measure.adds_up:
        return (last,)
    return tuple(
        one
        for one in periods
        if _year(one) == _year(last)
        and _laid_alike(one.form.window, last.form.window)
        and layouts[one.form_id].as_here(measure)
    )


def _laid_alike(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two window rules lay the same days; when these are sent is no matter."""
    return all(one.get(name) == other.get(name) for name in _DAYS_OF_A_RULE)


def _year(period: Period) -> int:
    return read_period(period.name).last.year


def change(
    now: Point, before: Point | None, held: Standing | None, *, own: bool = False
) -> Change | None:
    """How a figure moved since an earlier one; None where one of them says nothing. own: as
    `figure_words`; an answer that is another now stands beside the earlier one.
    """
    new, old = now.figure, before.figure if before else None
    if old is None or new.measured is None or old.measured is None:
        return None
    found = change_words(new.measured, old.measured, held.level.level if held else None)
    answers = own and is_answer(new) and is_answer(old) and new.measured.part != old.measured.part
    if found and answers:
        words = f"{answer_words(old.measured)} → {answer_words(new.measured)}"
        return replace(found, words=words)
    return found


def judged_below(level: DatedLevel) -> bool:
    """Whether each unit below is held against the level by itself: a rate is, and so is what nobody
    may let happen; a number that all reach together is not.
    """
    return level.level.percent or level.level.comparator in FROM_ABOVE
