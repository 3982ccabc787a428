"""How far the units of a programme are with its tasks: lines of progress, what is overdue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.core.dates.duties import Rule, dated_duties
from phongtrao.core.dates.filing import Standing as DayStanding
from phongtrao.core.dates.filing import duty_standing
from phongtrao.core.text.folding import sort_key
from phongtrao.programme.models import (
    DeadlineRule,
    DutyDone,
    Group,
    Programme,
    ProgressState,
    Receipt,
    Task,
    TaskBody,
)
from phongtrao.programme.queries.duties import rule_of
from phongtrao.programme.queries.one_task import OneTask, Standings, Told
from phongtrao.programme.queries.roll_units import InOrder, Units
from phongtrao.programme.queries.succession import away_holders, ended_among, heirs_of
from phongtrao.programme.queries.tasks import belongs_as, period_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Falls:
    """When a rule fell due last and falls due next, as seen from a day; None for never."""

    rule: DeadlineRule
    last: date | None
    next: date | None


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
    late: Sequence[Unit]
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
    units: Units = field(init=False)
    _holders: list[int] = field(init=False)
    _bodies: dict[int, list[TaskBody]] = field(init=False)
    _heirs: dict[int, set[int]] = field(init=False)
    _done: dict[tuple[int, date], set[int]] = field(init=False)
    _members: dict[str, tuple[int, ...]] = field(init=False, default_factory=dict)
    _falls: dict[int | None, list[Falls]] = field(init=False)

    def __post_init__(self) -> None:
        """Read the rows."""
        held = Receipt.objects.filter(programme=self.programme).order_by().values("unit")
        rows = Unit.objects.order_by().values_list(*Units.FIELDS)
        self.units = Units({row[0]: row for row in rows.filter(pk__in=held)})
        self._holders = list(self.units.rows)
        bodies = TaskBody.objects.filter(task__programme=self.programme, confirmed=True)
        self._bodies = defaultdict(list)
        named = {self.programme.office_id}
        for body in bodies.order_by("-leads", "pk"):
            self._bodies[body.task_id].append(body)
            if body.unit_id:
                named.add(body.unit_id)
        # Asked one after the other: together PostgreSQL would go through all units of the country.
        ended = away_holders(self.programme, self.on)
        ended = ended | ended_among(named, self.on).keys()
        self._heirs = heirs_of(ended, self.on) if ended else {}
        others = named.union(*self._heirs.values()) - self.units.rows.keys()
        if others:
            self.units.rows.update((row[0], row) for row in rows.filter(pk__in=others))
        self._done = defaultdict(set)
        self._falls = defaultdict(list)
        for rule in self.programme.deadlines.select_related("task", "record").order_by("pk"):
            self._falls[rule.task_id].append(self._fall(rule))
        done = DutyDone.objects.filter(rule__programme=self.programme)
        for rule_id, unit, due_on in done.values_list("rule_id", "unit_id", "due_on"):
            self._done[rule_id, due_on].add(unit)
        if self._heirs:
            self._done.update({key: self._done_now(units) for key, units in self._done.items()})

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

    @cached_property
    def _left_to(self) -> dict[int, set[int]]:
        """Id of an heir → the ended units whose part it has."""
        found: dict[int, set[int]] = defaultdict(set)
        for unit, heirs in self._heirs.items():
            for heir in heirs:
                found[heir].add(unit)
        return found

    def _done_now(self, units: Collection[int]) -> set[int]:
        """Ids of who is done today when these were: by itself, or by all whom it follows, as in the
        ledger.
        """
        return {
            one
            for unit in units
            for one in self.now(unit)
            if one in units or self._left_to[one] <= set(units)
        }

    def units_of(self, task: Task) -> dict[int, bool]:
        """Ids of the units that have a part in the task → whether they lead it."""
        found: dict[int, bool] = {}
        for body in self._bodies.get(task.pk, ()):
            if body.unit_id:
                meant: Iterable[int] = self.now(body.unit_id)
            else:
                meant = self._members_of(body.group) if body.group else ()
            # A unit has the part that comes first; that of a group is looked up once for all tasks.
            found = {**dict.fromkeys(meant, body.leads), **found}
        return found

    @cached_property
    def _alike(self) -> dict[tuple[str, str], list[int]]:
        """Level and kind → the units of it that hold the programme."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for pk in self._holders:
            _, _, level, kind, _ = self.units.rows[pk]
            found[level, kind].append(pk)
        return found

    def _members_of(self, group: str) -> tuple[int, ...]:
        """Ids of the units of a group that hold the programme."""
        if group not in self._members:
            held = (
                pk
                for (level, kind), units in self._alike.items()
                if belongs_as(level, kind, group)
                for pk in units
            )
            if self._heirs:
                held = (now for pk in held for now in self.now(pk))
            self._members[group] = tuple(dict.fromkeys(held))
        return self._members[group]

    def everyone(self) -> set[int]:
        """Ids of the units that hold the programme."""
        return set(self._members_of(Group.EVERYONE))

    @cached_property
    def _by_name(self) -> list[int]:
        """Ids of all units, by name."""
        keys = {pk: sort_key(row[-1]) for pk, row in self.units.rows.items()}
        return sorted(sorted(keys), key=keys.__getitem__)

    def standings(self, task: Task, lines: Iterable[Told]) -> Standings:
        """How far each unit is with a task: leaders first, then by name. lines: of the task, newest
        first.
        """
        judged = self._judged(task, lines)
        leads = judged.parts.get
        ids = [unit for unit in self._by_name if leads(unit)]
        ids += [unit for unit in self._by_name if leads(unit) is False]
        return Standings(ids, self.units, judged)

    def counts(self, task: Task, lines: Iterable[Told]) -> Counts:
        """How many units have a part in a task, and how many are how far."""
        judged = self._judged(task, lines)
        states = judged.states()
        return Counts(len(judged.parts), states["done"], states["late"], states["stuck"])

    def _judged(self, task: Task, lines: Iterable[Told]) -> OneTask:
        newest, days, parts = self._newest(task, lines), self._days_of(task), self.units_of(task)
        return OneTask(self.on, parts, newest, days, dated=bool(self._falls.get(task.pk)))

    def _newest(self, task: Task, lines: Iterable[Told]) -> dict[int, Told]:
        period = period_of(task, self.on) if task.continuous else None
        found: dict[int, Told] = {}
        for line in lines:
            if not task.continuous or (period and line.period == period.period):
                found.setdefault(line.unit_id, line)
        for heir, left in self._left_to.items() if found else ():
            told = [found[unit] for unit in left if unit in found]
            # What one of them is not done with, the heir is not done with.
            open_ = [line for line in told if line.state != ProgressState.DONE]
            if heir not in found and (open_ or len(told) == len(left)):
                found[heir] = max(open_ or told, key=lambda line: (line.at, line.pk))
        return {unit: line for unit, line in found.items() if not self._heirs.get(unit)}

    def _days_of(self, task: Task) -> list[tuple[date, set[int]]]:
        """The last and next days of a task, in order, each with the units that are done with it."""
        return sorted(
            (
                (day, self._done.get((falls.rule.pk, day), set()))
                for falls in self._falls.get(task.pk, ())
                for day in (falls.last, falls.next)
                if day
            ),
            key=lambda row: row[0],
        )

    def late(self) -> list[LateRow]:
        """Deadlines that passed and were not kept, the longest past first. Of a task, those who
        lead it are late.
        """
        rows = []
        for falls in self.falls():
            if falls.last is None:
                continue
            bound = self.bound(falls.rule, falls.rule.task)
            gone = bound - self._done.get((falls.rule.pk, falls.last), set())
            if gone:
                names = InOrder([pk for pk in self._by_name if pk in gone], self.units.__getitem__)
                days = (self.on - falls.last).days
                rows.append(LateRow(falls.rule, falls.last, days, names, len(bound)))
        return sorted(rows, key=lambda row: (row.last_day, row.rule.pk))

    def bound(self, rule: DeadlineRule, task: Task | None) -> set[int]:
        """Ids of the units that a deadline binds today; of a task, those who lead it."""
        if rule.everyone:
            return self.everyone()
        if task is None:
            return self.now(self.programme.office_id)
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
        told = list(rule.done.filter(due_on=day).order_by("done_on", "pk"))
        whole = self._done_now({row.unit_id for row in told})
        for row in told:  # the last of its predecessors; its own comes first
            for unit in self.now(row.unit_id) & whole:
                done[unit] = row
        done |= {row.unit_id: row for row in told if row.unit_id in whole}
        rows, bound = [], self.bound(rule, rule.task)
        for unit in self._by_name:
            if unit in bound:
                told_by = done.get(unit)
                standing = duty_standing(day, told_by.done_on if told_by else None, self.on)
                rows.append(Kept(self.units[unit], told_by, standing))
        return sorted(rows, key=lambda row: row.done is not None)
