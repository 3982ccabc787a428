"""Bảng điều hành: what is late, what misses its target, where it is weak, what changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.filing import Sent
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words
from phongtrao.core.targets.wording import (
    figure_words,
    value_of,
    why_words,
)
from phongtrao.programme.models import Programme, Target
from phongtrao.programme.queries.standings import Roll
from phongtrao.reporting.models import Obligation, Period
from phongtrao.reporting.queries.comparing import before, line_of
from phongtrao.reporting.queries.late import late_reports
from phongtrao.reporting.queries.moves import Moves, corrections_of, moves_of
from phongtrao.reporting.queries.places import owed_there, units_asked
from phongtrao.reporting.queries.series import Now, Series
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.reporting.queries.tracking import RESEND_LATE
from phongtrao.reporting.queries.weak import weak_units
from phongtrao.reporting.queries.words import (
    PLACE_OF,
    StateWords,
    change,
    dated_words,
    held_words,
    level_words,
    still_words,
)
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.core.targets.standing import State
    from phongtrao.core.targets.wording import Change
    from phongtrao.reporting.models import Submission
    from phongtrao.reporting.queries.series import Seen
    from phongtrao.reporting.queries.weak import WeakRow
    from phongtrao.units.models import Unit


@dataclass(frozen=True)
class LateRow:
    """Something that is late. late: how many units of `total` it is late with."""

    what: str
    of: str
    days: int
    late: int
    total: int
    url: str


@dataclass(frozen=True)
class TargetRow:
    """A target and how it stands. now: None while nobody owes a figure of it. trail: its last
    figures, the oldest first.
    """

    target: Target
    now: Now | None
    level: str
    figure: str
    coverage: str
    provisional: bool
    needed: str
    change: Change | None
    trail: tuple[float, ...]

    @property
    def held_state(self) -> State | None:
        """The state of the level that is next; None where its figure cannot be said."""
        said = self.now is not None and not self.now.point.cannot_be_said
        return self.now.held.state if self.now and self.now.held and said else None

    @property
    def state(self) -> StateWords | None:
        """How the target stands, in words; None without a level or a form."""
        return held_words(self.now.point, self.now.held) if self.now else None

    @property
    def why(self) -> str:
        """Why there is no figure, in words."""
        return why_words(self.now.point.figure) if self.now else ""

    @property
    def short_level(self) -> str:
        """The level without its day."""
        held = self.now.held if self.now else None
        return level_words(held.level.level) if held else ""

    @property
    def period(self) -> str:
        """The period of the figure, and over what time it is added up."""
        if self.now is None:
            return ""
        point = self.now.point
        return ", ".join(filter(None, [period_title(point.period.name), point.added]))


def programmes_on(user: User, on: date) -> QuerySet[Programme]:
    """Programmes of the offices within a person's reach that ran on a day."""
    rows: QuerySet[Programme] = Programme.objects.visible_to(user, Permission.SUBMISSION_READ)
    return _running(rows, on)


def _running(rows: QuerySet[Programme], on: date) -> QuerySet[Programme]:
    still = Q(ends_on=None) | Q(ends_on__gte=on)
    return (
        rows.filter(still, begins_on__lte=on, replaced_by=None)
        .select_related("unit", "office")
        .order_by("begins_on", "pk")
    )


def place_and_programmes(user: User, asked: str, on: date) -> tuple[Unit | None, list[Programme]]:
    """Of which place a person looks at which programmes: of the one that was asked for; else all of
    the programmes that his office looks after (None), or what his own unit reports.

    Raises Http404 for a place that he may not see, or where nobody reports.
    """
    own = list(programmes_on(user, on))
    if not asked and own:
        return None, own
    for unit in units_asked(user, asked):
        rows = _running(Programme.objects.all(), on)
        if not may(user, Permission.SUBMISSION_READ, unit.pk):
            rows = rows.filter(pk__in=[row.pk for row in own])
        for owed in owed_there(unit, on):
            periods = Obligation.objects.filter(owed).values("period")
            if found := list(rows.filter(report_forms__periods__in=periods).distinct()):
                return unit, found
    if asked:
        raise Http404
    return None, []


class Board:
    """The four answers, of a place (None: all who report) and of programmes, as of a day."""

    def __init__(self, place: Unit | None, programmes: list[Programme], seen: Seen) -> None:
        self.place, self.programmes, self.seen = place, programmes, seen
        rows = targets_measured().filter(programme__in=programmes)
        self._targets = [row for row in rows if row.owner_id == row.programme.unit_id]
        self.series = Series(self._targets, place, seen)

    @cached_property
    def targets(self) -> list[TargetRow]:
        """Targets in need of a look first; those that nobody is asked for last, and only of all who
        report.
        """
        rows = [self._target_row(target) for target in self._targets]
        shown = [row for row in rows if row.now or self.place is None]
        return sorted(shown, key=self._order)

    @staticmethod
    def _order(row: TargetRow) -> tuple[int, int, int]:
        place = PLACE_OF[row.held_state] if row.held_state else len(PLACE_OF)
        return row.now is None, place, row.target.pk

    def _target_row(self, target: Target) -> TargetRow:
        now = self.series.now(target)
        level = now.held.level if now and now.held else None
        figure = now.point.figure if now else None
        points = line_of(self.series, now.point) if now else []
        values = [value_of(one.figure.measured) for one in points if one.figure.measured]
        return TargetRow(
            target=target,
            now=now,
            level=dated_words(level) if level else "",
            figure=figure_words(figure, level.level if level else None, own=self.place is not None)
            if figure
            else "",
            coverage=now.point.coverage if now else "",
            provisional=bool(figure and figure.is_provisional),
            needed=still_words(target, now.held) if now else "",
            change=self._change(now) if now else None,
            trail=tuple(float(value) for value in values if value is not None),
        )

    def _change(self, now: Now) -> Change | None:
        return change(
            now.point, before(self.series, now.point), now.held, own=self.place is not None
        )

    @cached_property
    def states(self) -> list[tuple[StateWords, int]]:
        """How many targets are in each state, what needs a look first."""
        found = (row.state for row in self.targets if row.held_state)
        return list(Counter(state for state in found if state).items())

    @cached_property
    def unmeasured(self) -> int:
        """Targets that no form asks for."""
        return sum(row.now is None for row in self.targets)

    @cached_property
    def late(self) -> list[LateRow]:
        """Reports, tasks and deadlines past their day, the longest past first."""
        rows = [*self._late_reports(), *self._late_tasks()]
        return sorted(rows, key=lambda row: (-row.days, -row.late, row.what))

    def _late_reports(self) -> list[LateRow]:
        """By the rule of the page of a period: what was never sent, and what was given back and not
        sent again by its day.
        """
        periods = Period.objects.filter(form__programme__in=self.programmes)
        found = late_reports(list(periods.select_related("form__programme")), self.place, self.seen)
        rows = []
        for one in found:
            single = self.place and one.total == 1
            words, asked = "Báo cáo", {"gui": str(Sent.SILENT)}
            if one.back:
                words, asked = "Gửi lại báo cáo bị trả lại:", {"tung": RESEND_LATE}
            rows.append(
                LateRow(
                    what=f"{words} {one.period.form}, {period_title(one.period.name)}",
                    of=str(one.period.form.programme),
                    days=(self.seen.on - one.due_on).days,
                    late=one.late,
                    total=one.total,
                    url=reverse("reporting:report", args=[one.first])
                    if single
                    else self._url_of_period(one.period, asked),
                )
            )
        return rows

    def _url_of_period(self, period: Period, asked: dict[str, str]) -> str:
        commune = self.place and self.place.level == Level.COMMUNE
        within = {"dia-ban": str(self.place.pk)} if self.place and commune else {}
        query = urlencode(asked | within | self._day)
        return f"{reverse('reporting:period', args=[period.pk])}?{query}"

    @cached_property
    def _day(self) -> dict[str, str]:
        """What links carry on of an earlier day."""
        return {"tai-ngay": day_words(self.seen.on)} if self.seen.on < timezone.localdate() else {}

    def _late_tasks(self) -> list[LateRow]:
        rows = []
        for programme in self.programmes:
            for one in Roll(programme, self.seen.on, self.seen.known).late():
                late, total = len(one.late), one.total
                if self.place:
                    late, total = sum(unit.pk == self.place.pk for unit in one.late), 1
                if late:
                    rows.append(
                        LateRow(
                            what=one.rule.what,
                            of=str(programme),
                            days=one.days,
                            late=late,
                            total=total,
                            url=self._url_of(programme, one.rule),
                        )
                    )
        return rows

    def _url_of(self, programme: Programme, rule: Any) -> str:
        asked = dict(self._day)
        if self.place:
            page = reverse("programme:receipt", args=[programme.pk, self.place.pk])
        elif rule.task_id:
            page = reverse("programme:task", args=[programme.pk, rule.task_id])
            asked |= {"tinh-trang": "late"}
        else:
            page = reverse("programme:deadline", args=[programme.pk, rule.pk])
        return f"{page}?{urlencode(asked)}" if asked else page

    @cached_property
    def weak(self) -> list[WeakRow]:
        """What lies right below the place and misses targets or is behind with them, the weakest
        first; then what reports nothing.
        """
        return weak_units(self.series, [row for row in self.targets if row.now])

    @cached_property
    def changed(self) -> list[TargetRow]:
        """Targets whose figure moved since the period before, the wrong way first."""
        order = {"bad": 0, "good": 1, "none": 2}
        moved = [row for row in self.targets if row.change and row.change.words != "không đổi"]
        return sorted(moved, key=lambda row: order[row.change.tone if row.change else "none"])

    @cached_property
    def moves(self) -> Moves:
        """What happened to reports in the last days."""
        return moves_of(self.programmes, self.place, self.seen.on)

    @cached_property
    def corrections(self) -> list[Submission]:
        """The newest corrections of those days."""
        if not self.moves.corrected:
            return []
        return corrections_of(self.programmes, self.place, self.seen.on)
