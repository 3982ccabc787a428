"""How far the units of a programme are with its tasks: lines of progress, what is overdue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

from django.db import router
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
    Progress,
    ProgressState,
    Receipt,
    Task,
    TaskBody,
)
from phongtrao.programme.queries.duties import rule_of
from phongtrao.programme.queries.succession import away_holders, heirs_of, not_in_force
from phongtrao.programme.queries.tasks import belongs_as, period_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Falls:
    """When a rule fell due last and falls due next, as seen from a day; None for never."""

    rule: DeadlineRule
    last: date | None
    next: date | None


class Units(dict[int, Unit]):
    """Units by their ids, each made when it is first asked for: a page shows fifty of thousands.

    rows: id → the fields of the unit, in the order of FIELDS.
    """

    FIELDS = ("id", "key", "level", "kind", "name")

    def __init__(self, rows: dict[int, tuple[int, str | None, str, str, str]]) -> None:
        super().__init__()
        self.rows = rows

    def __missing__(self, pk: int) -> Unit:
        """Make the unit."""
        unit = self[pk] = Unit.from_db(router.db_for_read(Unit), self.FIELDS, self.rows[pk])
        return unit


class Listed(Sequence[Unit]):
    """Units in an order, each made when it is looked at."""

    def __init__(self, ids: Sequence[int], units: Units) -> None:
        self._ids, self._units = ids, units

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Unit: ...

    @overload
    def __getitem__(self, place: slice) -> Listed: ...

    def __getitem__(self, place: int | slice) -> Unit | Listed:
        """The unit at a place, or those of a part."""
        if isinstance(place, slice):
            return Listed(self._ids[place], self._units)
        return self._units[self._ids[place]]


class Standing(NamedTuple):
    """How far a unit is with a task.

    line: the newest line of progress, of the present period for a continuous task. due: until when,
    None for no day. late: days past it, 0 in time; only who leads is late. state: done, late,
    doing, stuck or none.
    """

    unit_id: int
    units: Units
    leads: bool
    line: Progress | None
    due: date | None
    late: int
    state: str

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.units[self.unit_id]


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
        held = Receipt.objects.filter(programme=self.programme).values("unit")
        rows = Unit.objects.values_list(*Units.FIELDS)
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
        ended = ended | not_in_force(Unit.objects.filter(pk__in=named), self.on)
        self._heirs = heirs_of(ended, self.on) if ended else {}
        others = named.union(*self._heirs.values()) - self.units.rows.keys()
        self.units.rows.update((row[0], row) for row in rows.filter(pk__in=others))
        self._done = defaultdict(set)
        self._falls = defaultdict(list)
        for rule in self.programme.deadlines.select_related("programme", "task", "record").order_by(
            "pk"
        ):
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
            self._members[group] = tuple(dict.fromkeys(now for pk in held for now in self.now(pk)))
        return self._members[group]

    def everyone(self) -> set[int]:
        """Ids of the units that hold the programme."""
        return set(self._members_of(Group.EVERYONE))

    @cached_property
    def _place(self) -> dict[int, int]:
        """Id of each unit → its place among all by name."""
        ordered = sorted((sort_key(row[-1]), pk) for pk, row in self.units.rows.items())
        return {pk: place for place, (_, pk) in enumerate(ordered)}

    def standings(self, task: Task, lines: Iterable[Progress]) -> list[Standing]:
        """How far each unit is with a task: leaders first, then by name. lines: of the task, newest
        first.
        """
        newest, days = self._newest(task, lines), self._days_of(task)
        made = []
        for unit, leads in self.units_of(task).items():
            due, line = _first_left(unit, days), newest.get(unit)
            late, state = self._state(task, due, leads=leads, line=line)
            made.append(Standing(unit, self.units, leads, line, due, late, state))
        return sorted(made, key=lambda row: (not row.leads, self._place[row.unit_id]))

    def _newest(self, task: Task, lines: Iterable[Progress]) -> dict[int, Progress]:
        period = period_of(task, self.on) if task.continuous else None
        found: dict[int, Progress] = {}
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

    def _state(
        self, task: Task, due: date | None, *, leads: bool, line: Progress | None
    ) -> tuple[int, str]:
        """Days past the day due, and the state in a word."""
        late = max(0, (self.on - due).days) if due and leads else 0
        if leads and self._falls.get(task.pk):
            done = due is None
        else:
            done = line is not None and line.state == ProgressState.DONE
        state = str(line.state) if line else "none"
        if done or late or state == ProgressState.DONE:
            state = "done" if done else "late" if late else "doing"
        return late, state

    def counts(self, task: Task, lines: Iterable[Progress]) -> Counts:
        """How many units have a part in a task, and how many are how far."""
        newest, days, parts = self._newest(task, lines), self._days_of(task), self.units_of(task)
        alike: Counter[tuple[date | None, bool, Progress | None]] = Counter()
        silent = Counter(parts.values())
        # Without a day, thousands that wrote no line stand alike.
        for unit in parts if days else parts.keys() & newest.keys():
            silent[parts[unit]] -= 1
            alike[_first_left(unit, days), parts[unit], newest.get(unit)] += 1
        for leads, many in silent.items():
            alike[None, leads, None] += many
        states: Counter[str] = Counter()
        for (due, leads, line), many in alike.items():
            states[self._state(task, due, leads=leads, line=line)[1]] += many
        return Counts(len(parts), states["done"], states["late"], states["stuck"])

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
                    names = Listed(sorted(gone, key=self._place.__getitem__), self.units)
                    rows.append(
                        LateRow(
                            falls.rule,
                            falls.last,
                            (self.on - falls.last).days,
                            names,
                            len(bound),
                        )
                    )
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
        rows = []
        for unit in self.bound(rule, rule.task):
            row_done = done.get(unit)
            standing = duty_standing(day, row_done.done_on if row_done else None, self.on)
            rows.append(Kept(self.units[unit], row_done, standing))
        return sorted(rows, key=lambda row: (row.done is not None, self._place[row.unit.pk]))


def _first_left(unit: int, days: list[tuple[date, set[int]]]) -> date | None:
    """The first of the days with which the unit is not done."""
    for day, done in days:
        if unit not in done:
            return day
    return None
