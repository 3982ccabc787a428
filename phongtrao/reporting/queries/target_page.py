"""What the page of a target's figures shows: where it stands, over time, and in what lies below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.targets.standing import standing_beside
from phongtrao.core.targets.wording import (
    coverage_words,
    figure_words,
    is_answer,
    needed_words,
    why_words,
)
from phongtrao.core.text.folding import name_order
from phongtrao.programme.models import Target
from phongtrao.programme.queries.succession import names_on
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries.beside_levels import judged_below
from phongtrao.reporting.queries.comparing import before, year_before
from phongtrao.reporting.queries.places import place_read, steps_to
from phongtrao.reporting.queries.reports import state_words
from phongtrao.reporting.queries.series import (
    Point,
    Seen,
    Series,
)
from phongtrao.reporting.queries.unit_rows import UnitRow, figure_value, unsaid_by
from phongtrao.reporting.queries.words import (
    StateWords,
    change,
    dated_words,
    held_words,
    is_unsaid,
    level_words,
    noun_of,
    path_words,
    state_of,
    still_words,
)
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.wording import Change
    from phongtrao.reporting.queries.places import Step

_PERCENT = 100


def targets_measured() -> QuerySet[Target]:
    """Targets with what their figures ask for."""
    return Target.objects.select_related(
        "programme__unit", "programme__office", "record__plan"
    ).prefetch_related("thresholds")


def target_and_place(user: User, pk: int, asked: str, on: date) -> tuple[Target, Unit | None]:
    """A target and the place whose figures a person may read on a day, as `place_read`. Raises
    Http404.
    """
    target = get_object_or_404(targets_measured(), pk=pk)
    whole = target.programme.unit
    place = place_read(user, asked, owed_for(target), whole, on, reads_all=reads_all(user, target))
    return target, place


def steps_to_place(user: User, target: Target, place: Unit | None) -> list[Step]:
    """The wider places of a target that a person may look at, the widest first."""
    whole = target.programme.unit
    return steps_to(user, place, owed_for(target), whole, reads_all=reads_all(user, target))


def reads_all(user: User, target: Target) -> bool:
    """Whether a person reads a target's figures of all who report."""
    return may(user, Permission.SUBMISSION_READ, target.programme.office_id)


def owed_for(target: Target) -> QuerySet[Obligation]:
    """The reports that a target's figures are of."""
    return Obligation.objects.filter(period__form__measures__target=target)


@dataclass(frozen=True)
class PeriodRow:
    """A target's figure of one period. form: its name where several forms ask, else "". level: what
    was asked of it, percent or count; state: None while the period runs, or without a level. runs:
    its days are not over.
    """

    point: Point
    title: str
    form: str
    window: str
    figure: str
    coverage: str
    provisional: bool
    asked: str
    state: StateWords | None
    since_last: Change | None
    since_year: Change | None
    value: float | None
    level: float | None
    runs: bool

    @property
    def why(self) -> str:
        """Why there is no figure, in words."""
        return why_words(self.point.figure)


@dataclass(frozen=True)
class AlsoRow:
    """How a target stands beside a level that is counted over another time. added: over which."""

    level: str
    figure: str
    added: str
    state: StateWords


class TargetPage:
    """A target's figures at a place on a day. period: the id of the period that is looked into, 0
    for the one that the target is judged by. series: of the target alone, read here where none is
    given.
    """

    def __init__(
        self,
        target: Target,
        place: Unit | None,
        seen: Seen,
        period: int = 0,
        series: Series | None = None,
    ) -> None:
        self.target, self.place, self.seen = target, place, seen
        self.series = series or Series([target], place, seen)
        self.now = self.series.now(target)
        self.points = self.series.points.get(target.pk, [])
        shown = self.now.point if self.now else None
        looked_into = period or (shown.period.pk if shown else 0)
        self.shown = next((one for one in self.points if one.period.pk == looked_into), shown)

    @property
    def level(self) -> DatedLevel | None:
        """The level that the target stands beside."""
        held = self.now.held if self.now else None
        return held.level if held else None

    @cached_property
    def head(self) -> PeriodRow | None:
        """The figure that the target is judged by."""
        return self._row(self.now.point) if self.now else None

    @property
    def state(self) -> StateWords | None:
        """How the target stands."""
        return held_words(self.now.point, self.now.held) if self.now else None

    @property
    def by_reported(self) -> StateWords | None:
        """How it would stand if those who have reported were all; None where that is the same."""
        held = self.now.held if self.now else None
        return state_of(held.by_reported) if held and held.by_reported != held.state else None

    @property
    def needed(self) -> str:
        """What is still missing to the level, or until when it is to be kept."""
        own = self.place and self.now and is_answer(self.now.point.figure)
        return "" if own or not self.now else still_words(self.target, self.now.held)

    @property
    def judged(self) -> bool:
        """Whether a level is set that its figures are held against."""
        return any(row.asked for row in self.rows)

    @property
    def answers(self) -> bool:
        """Whether it is one unit that says yes or no, in all periods with a figure."""
        said = [one.figure for one in self.points if one.figure.measured]
        return self.place is not None and all(is_answer(figure) for figure in said)

    @property
    def level_words(self) -> str:
        """The level that the target stands beside, and until when."""
        return dated_words(self.level) if self.level else ""

    @property
    def path(self) -> str:
        """What the path to the level asks of the figure by now; "" without a path."""
        held = self.now.held if self.now else None
        return path_words(held) if held else ""

    @cached_property
    def also(self) -> list[AlsoRow]:
        """How it stands beside other levels that run on the day ("cả năm" beside "mỗi quý")."""
        found = []
        for one in self.series.also(self.now) if self.now else ():
            assert one.held  # noqa: S101 - it is beside a level
            figure = figure_words(one.point.figure, one.held.level.level)
            state = state_of(one.held.state)
            found.append(AlsoRow(dated_words(one.held.level), figure, one.point.added, state))
        return found

    @cached_property
    def rows(self) -> list[PeriodRow]:
        """The figures of all periods, the newest first."""
        return [self._row(point) for point in reversed(self.points)]

    @cached_property
    def _forms(self) -> int:
        """How many forms ask; versions are one."""
        return len({self.series.roots[point.period.form_id] for point in self.points})

    def _row(self, point: Point) -> PeriodRow:
        figure = point.figure
        held = self.series.at_close(self.target, point)
        level = held.level.level if held else self.level.level if self.level else None
        value, own = figure_value(figure), self.place is not None
        way = held or (self.now.held if self.now else None)
        return PeriodRow(
            point,
            period_title(point.period.name),
            str(point.period.form) if self._forms > 1 else "",
            span_words(point.windows[0].start, point.period.end),
            figure_words(figure, level, own=own),
            point.coverage,
            figure.is_provisional,
            level_words(held.level.level) if held else "",
            held_words(point, held),
            change(point, before(self.series, point), way, own=own),
            change(point, year_before(self.series, point), way, own=own),
            None if value is None else round(float(value), 4),
            float(level.value) if level and held else None,
            self.seen.on < point.period.end,
        )

    @cached_property
    def units(self) -> list[UnitRow]:
        """What lies right below the place, in the period that is looked into, by name."""
        if self.shown is None:
            return []
        parts = self.series.below([self.shown])[self.target.pk]
        names = self._names([unit for part in parts for unit in part.units])
        single = self._reports([unit for part in parts for unit in part.units])
        levels, beside, on = self._judged_by(self.shown)
        noun = "báo cáo" if len(self.shown.windows) > 1 else "đơn vị"
        values = [figure_value(figure) for part in parts for figure in part.figures]
        most = max((value for value in values if value is not None), default=0)
        percent = any(
            figure.measured and figure.measured.whole is not None
            for part in parts
            for figure in part.figures
        )
        scale = float(_PERCENT if percent else most)
        rows = []
        for part in parts:
            for unit, figure, mark in zip(part.units, part.figures, part.marks, strict=True):
                level = beside.level if beside else None
                judged = None
                if beside and judged_below(beside) and not is_unsaid(figure, mark):
                    judged = standing_beside(beside, levels, [figure], on)
                # A commune that is alone in its total has sent it itself.
                alone = part.reports or figure.expected <= 1
                owed = single.get(unit) if alone else None
                own = owed is not None or (self.seen.carried and alone)
                value, unsaid = figure_value(figure), unsaid_by(figure, owed)
                rows.append(
                    UnitRow(
                        unit=unit,
                        name=names[unit],
                        figure=figure,
                        words=figure_words(figure, level, own=own),
                        unsaid=unsaid,
                        coverage=unsaid.value
                        if owed and unsaid and not figure.concerns
                        else coverage_words(figure, noun),
                        judged=judged.state if judged else None,
                        is_met=judged.is_met if judged else None,
                        needed=needed_words(judged.needed, noun_of(self.target))
                        if judged and not (own and is_answer(figure))
                        else "",
                        bar=None
                        if value is None or not scale
                        else min(_PERCENT, round(float(value) * _PERCENT / scale)),
                        obligation=owed.pk if owed else None,
                        report=state_words(owed) if owed else "",
                        total=owed is None,
                        mark=mark,
                    )
                )
        return sorted(rows, key=lambda row: name_order(row.name, row.unit))

    def _judged_by(self, point: Point) -> tuple[list[DatedLevel], DatedLevel | None, date]:
        """The levels of a figure, the one that it is held against, and on which day: those of the
        page, or of an earlier period when it was over; never before it ends.
        """
        end, series = point.period.end, self.series
        if self.now and self.now.held and self.now.point == point:
            return series.levels(self.target), self.now.held.level, max(end, self.seen.on)
        on = series.closed(point.period)
        level = series.level_of(point.measure, point.period)
        return series.levels_then(self.target, point.period), level, max(end, on)

    def _names(self, units: list[int]) -> dict[int, str]:
        """What units were called at the end of the period; those that came later, as now."""
        assert self.shown is not None  # noqa: S101 - units are asked for of a period only
        then = names_on(units, self.shown.period.end)
        rest = [unit for unit in units if unit not in then]
        return dict(Unit.objects.filter(pk__in=rest).values_list("pk", "name")) | then

    def _reports(self, units: list[int]) -> dict[int, Obligation]:
        """What units owe themselves for the period: id of the unit → the report."""
        assert self.shown is not None  # noqa: S101 - units are asked for of a period only
        rows = Obligation.objects.filter(period=self.shown.period, unit__in=units)
        return {row.unit_id: row for row in rows}
