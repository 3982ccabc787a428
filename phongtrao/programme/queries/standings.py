"""How far the units of a programme are with its tasks: lines of progress, what is overdue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.core.dates.duties import Rule, dated_duties
from phongtrao.core.dates.filing import Standing as DayStanding
from phongtrao.core.dates.filing import duty_standing
from phongtrao.programme.models import (
    DeadlineRule,
    DutyDone,
    Programme,
    Progress,
    ProgressState,
    Receipt,
    Task,
    TaskBody,
)
from phongtrao.programme.queries.duties import rule_of
from phongtrao.programme.queries.succession import heirs_of, not_in_force
from phongtrao.programme.queries.tasks import belongs, period_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Falls:
    """When a rule fell due last and falls due next, as seen from a day; None for never."""

    rule: DeadlineRule
    last: date | None
    next: date | None


@dataclass(frozen=True)
class Standing:
    """How far a unit is with a task.

    line: the newest line of progress, of the present period for a continuous task. due: until when,
    None for no day. late: days past it, 0 in time. state: done, late, doing, stuck or none.
    """

    unit: Unit
    leads: bool
    line: Progress | None
    due: date | None
    late: int
    state: str


@dataclass(frozen=True)
class Counts:
    """How many units have a part in a task, and how many of them are how far."""

    total: int = 0
    done: int = 0
    late: int = 0
    stuck: int = 0


@dataclass(frozen=True)
class LateRow:
    """A deadline that passed and that units did not keep. late: the units, of `total`."""

    rule: DeadlineRule
    last_day: date
    days: int
    late: tuple[Unit, ...]
    total: int


@dataclass(frozen=True)
class Kept:
    """How a unit kept a deadline on one of its days. done: None while it did not."""

    unit: Unit
    done: DutyDone | None
    standing: DayStanding


@dataclass
class Roll:
    """The units that have parts in the tasks of a programme on a day, read once for all tasks.

    The number of queries does not grow with tasks or units. Ended units stand under their heirs.
    """

    programme: Programme
    on: date
    units: dict[int, Unit] = field(init=False)
    _holders: list[Unit] = field(init=False)
    _bodies: dict[int, list[TaskBody]] = field(init=False)
    _heirs: dict[int, set[int]] = field(init=False)
    _done: dict[tuple[int, date], set[int]] = field(init=False)
    _falls: dict[int | None, list[Falls]] = field(init=False)

    def __post_init__(self) -> None:
        """Read the rows."""
        receipts = Receipt.objects.filter(programme=self.programme).select_related("unit")
        self._holders = [row.unit for row in receipts]
        bodies = TaskBody.objects.filter(task__programme=self.programme, confirmed=True)
        self._bodies = defaultdict(list)
        named: dict[int, Unit] = {}
        for body in bodies.select_related("unit").order_by("-leads", "pk"):
            self._bodies[body.task_id].append(body)
            if body.unit:
                named[body.unit.pk] = body.unit
        known = {unit.pk: unit for unit in self._holders} | named
        ended = not_in_force(Unit.objects.filter(pk__in=known), self.on)
        self._heirs = heirs_of(ended, self.on) if ended else {}
        heirs = set[int]().union(*self._heirs.values())
        self.units = known | Unit.objects.in_bulk(list(heirs - known.keys()))
        self._done = defaultdict(set)
        self._falls = defaultdict(list)
        for rule in self.programme.deadlines.select_related("programme", "task", "record").order_by(
            "pk"
        ):
            self._falls[rule.task_id].append(self._fall(rule))
        done = DutyDone.objects.filter(rule__programme=self.programme)
        for rule_id, unit, due_on in done.values_list("rule_id", "unit_id", "due_on"):
            self._done[rule_id, due_on] |= self.now(unit)

    def _fall(self, row: DeadlineRule) -> Falls:
        rule: Rule = rule_of(row)
        first = timezone.localtime(self.programme.published_at).date()
        past = dated_duties(rule, first, self.on - _DAY)
        ahead = dated_duties(rule, self.on, self.on + _AHEAD)
        return Falls(row, past[-1].last_day if past else None, ahead[0].last_day if ahead else None)

    def falls(self) -> list[Falls]:
        """All deadlines of the programme."""
        return [one for rules in self._falls.values() for one in rules]

    def now(self, unit: int) -> set[int]:
        """Ids of who the unit is today: itself, or its heirs."""
        return self._heirs.get(unit) or {unit}

    def units_of(self, task: Task) -> dict[int, bool]:
        """Ids of the units that have a part in the task → whether they lead it."""
        found: dict[int, bool] = {}
        for body in self._bodies.get(task.pk, ()):
            named = [body.unit] if body.unit else self._holders if body.group else []
            for unit in named:
                if unit and (body.unit or belongs(unit, body.group)):
                    for one in self.now(unit.pk):
                        found.setdefault(one, body.leads)
        return found

    def everyone(self) -> set[int]:
        """Ids of the units that hold the programme."""
        return set[int]().union(*(self.now(unit.pk) for unit in self._holders))

    def standings(self, task: Task, lines: Iterable[Progress]) -> list[Standing]:
        """How far each unit is with a task: leaders first, then by name. lines: of the task, newest
        first.
        """
        newest = self._newest(task, lines)
        made = [
            self._standing(task, unit, leads=leads, line=newest.get(unit))
            for unit, leads in self.units_of(task).items()
        ]
        return sorted(made, key=lambda row: (not row.leads, row.unit.name, row.unit.pk))

    def _newest(self, task: Task, lines: Iterable[Progress]) -> dict[int, Progress]:
        period = period_of(task, self.on) if task.continuous else None
        found: dict[int, Progress] = {}
        for line in lines:
            if not task.continuous or (period and line.period == period.period):
                for unit in self.now(line.unit_id):
                    found.setdefault(unit, line)
        return found

    def _standing(self, task: Task, unit: int, *, leads: bool, line: Progress | None) -> Standing:
        due, late, done = self._due(task, unit)
        if not self._falls.get(task.pk):
            done = line is not None and line.state == ProgressState.DONE
        state = str(line.state) if line else "none"
        if done or late or state == ProgressState.DONE:
            state = "done" if done else "late" if late else "doing"
        return Standing(self.units[unit], leads, line, due, late, state)

    def _due(self, task: Task, unit: int) -> tuple[date | None, int, bool]:
        """Until when, days past it, and whether nothing is left to do."""
        days: list[date] = []
        left = False
        for falls in self._falls.get(task.pk, ()):
            for day in (falls.last, falls.next):
                if day and unit not in self._done.get((falls.rule.pk, day), ()):
                    days.append(day)
                    left = True
        if not days:
            return None, 0, not left
        return min(days), max(0, (self.on - min(days)).days), False

    def counts(self, task: Task, lines: Iterable[Progress]) -> Counts:
        """How many units have a part in a task, and how many are how far."""
        rows = self.standings(task, lines)
        states = [row.state for row in rows]
        return Counts(len(rows), states.count("done"), states.count("late"), states.count("stuck"))

    def late(self) -> list[LateRow]:
        """Deadlines that passed and were not kept, the longest past first. Of a task, those who
        lead it are late.
        """
        rows = []
        tasks = {task.pk: task for task in self.programme.tasks.all()}
        for task_id, rules in self._falls.items():
            for falls in rules:
                if falls.last is None:
                    continue
                bound = self.bound(falls.rule, tasks.get(task_id or 0))
                gone = bound - self._done.get((falls.rule.pk, falls.last), set())
                if gone:
                    names = sorted(
                        (self.units[one] for one in gone), key=lambda unit: (unit.name, unit.pk)
                    )
                    rows.append(
                        LateRow(
                            falls.rule,
                            falls.last,
                            (self.on - falls.last).days,
                            tuple(names),
                            len(bound),
                        )
                    )
        return sorted(rows, key=lambda row: (row.last_day, row.rule.pk))

    def bound(self, rule: DeadlineRule, task: Task | None) -> set[int]:
        """Ids of the units that a deadline binds today; of a task, those who lead it."""
        if rule.everyone:
            return self.everyone()
        if task is None:
            self.units.setdefault(self.programme.office_id, self.programme.office)
            return {self.programme.office_id}
        return {unit for unit, leads in self.units_of(task).items() if leads}

    def days_of(self, rule: DeadlineRule) -> list[date]:
        """Days on which a deadline falls due: the last five that passed and the next two."""
        first = timezone.localtime(self.programme.published_at).date()
        past = dated_duties(rule_of(rule), first, self.on - _DAY)
        ahead = dated_duties(rule_of(rule), self.on, self.on + _AHEAD)
        return [duty.last_day for duty in [*past[-5:], *ahead[:2]]]

    def kept(self, rule: DeadlineRule, day: date) -> list[Kept]:
        """How the units kept a deadline on a day: those who did not first, then by name."""
        done: dict[int, DutyDone] = {}
        for row in rule.done.filter(due_on=day).order_by("-done_on", "-pk"):
            for unit in self.now(row.unit_id):
                done[unit] = row
        rows = []
        for unit in self.bound(rule, rule.task):
            row_done = done.get(unit)
            standing = duty_standing(day, row_done.done_on if row_done else None, self.on)
            rows.append(Kept(self.units[unit], row_done, standing))
        return sorted(rows, key=lambda row: (row.done is not None, row.unit.name, row.unit.pk))
