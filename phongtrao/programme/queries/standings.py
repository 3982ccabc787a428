"""How far the units of a programme are with its tasks: lines of progress, what is overdue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from phongtrao.core.dates.duties import Rule, dated_duties
from phongtrao.core.dates.filing import duty_standing
from phongtrao.core.text.folding import sort_key
from phongtrao.programme.models import (
    DeadlineRule,
    DutyDone,
    Group,
    Programme,
    Receipt,
    Task,
    TaskBody,
)
from phongtrao.programme.queries.dated import Falls, Kept, LateRow
from phongtrao.programme.queries.duties import binds_from, binds_since, rule_of
from phongtrao.programme.queries.heirs import Heirs
from phongtrao.programme.queries.linked import Linked, days_together, parts_together
from phongtrao.programme.queries.one_task import Counts, Day, OneTask, Standings, Told
from phongtrao.programme.queries.roll_units import InOrder, UnitRow, Units
from phongtrao.programme.queries.succession import away_holders, called_on, ended_among
from phongtrao.programme.queries.tasks import belongs_as, period_of
from phongtrao.programme.queries.then import done_by, with_task_then, written_by
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    _Meant = tuple[tuple[int | None, str, bool], ...]
    """Of each body of a task: unit, group, whether it leads."""

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=5 * 366)


@dataclass
class Roll:
    """The units that have parts in the tasks of a programme on a day, read once for all tasks.

    known: as it was known when the day ended; else by what is known today. The number of queries
    does not grow with tasks or units. Ended units stand under their heirs. linked: tasks that are
    the same duty are one item, each unit of which counts once.
    """

    programme: Programme
    on: date
    known: bool = False
    units: Units = field(init=False)
    _holders: list[UnitRow] = field(init=False)
    _bodies: dict[int, list[TaskBody]] = field(init=False)
    _parts: dict[_Meant, dict[int, bool]] = field(init=False, default_factory=dict)
    _heirs: Heirs = field(init=False)
    linked: Linked = field(init=False)
    _same: dict[int, list[DeadlineRule]] = field(init=False)
    _done: dict[tuple[int, date], set[int]] = field(init=False)
    _members: dict[str, tuple[int, ...]] = field(init=False, default_factory=dict)
    _falls: dict[int | None, list[Falls]] = field(init=False)
    _late_holders: dict[frozenset[int], set[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read the rows."""
        then = self.then
        held = Receipt.objects.filter(programme=self.programme).order_by()
        held_then = written_by(held, then, "handing__at").values("unit")
        rows = Unit.objects.order_by().values_list(*Units.FIELDS)
        self.units = Units({row[0]: row for row in rows.filter(pk__in=held_then)})
        self._holders = list(self.units.rows.values())
        bodies = TaskBody.objects.filter(task__programme=self.programme).select_related("unit")
        self._bodies = defaultdict(list)
        named = {self.programme.office}
        for body in with_task_then(bodies, then, "task__").order_by("-leads", "pk"):
            self._bodies[body.task_id].append(body)
            if body.unit and body.confirmed:
                named.add(body.unit)
        self.units.add(named)
        # Asked one after the other: together PostgreSQL would go through all units of the country.
        ended = away_holders(self.programme, self.on)
        ended = ended | ended_among([unit.pk for unit in named], self.on).keys()
        self._heirs = Heirs(self.programme, ended, self.on)
        others = self._heirs.all() - self.units.rows.keys()
        if others:
            self.units.rows.update((row[0], row) for row in rows.filter(pk__in=others))
        if then:
            self._look_back(held)
        self._done = defaultdict(set)
        self._falls = defaultdict(list)
        rules = self.programme.deadlines.select_related("task", "record").order_by("pk")
        for rule in with_task_then(rules, then, "task__"):
            self._falls[rule.task_id].append(self._fall(rule))
        done = done_by(DutyDone.objects.filter(rule__programme=self.programme), then)
        for rule_id, unit, due_on in done.values_list("rule_id", "unit_id", "due_on"):
            self._done[rule_id, due_on].add(unit)
        if self._heirs:
            by_id = {falls.rule.pk: falls.rule for falls in self.falls()}
            for (rule_id, day), units in self._done.items():
                self._done[rule_id, day] = self._kept_by(units, by_id[rule_id], day)
        self._link()

    def _link(self) -> None:
        """Who did what a deadline asks did what the same one of a linked task asks."""
        self.linked = Linked.of(self.programme, self.then)
        self._same = self.linked.same_rules(falls.rule for falls in self.falls())
        for (rule_id, day), units in list(self._done.items()):
            for rule in self._same.get(rule_id, ()):
                if rule.pk != rule_id:
                    self._done[rule.pk, day] = self._done[rule.pk, day] | units

    @property
    def then(self) -> date | None:
        """The day whose knowledge counts, None for today's."""
        return self.on if self.known else None

    def _look_back(self, held: QuerySet[Receipt]) -> None:
        """Units are called as on the day; those that took over from others since did not have the
        programme yet.
        """
        taken_over = held.filter(taken_over=True).values_list("unit_id", flat=True)
        later = set(taken_over) - self._heirs.all()
        bodies = [body.unit for body in self.bodies() if body.unit]
        called = called_on({*self.units.rows, *(unit.pk for unit in bodies)}, self.on)
        self.units.call(called)
        for unit in bodies:
            unit.name = called.get(unit.pk, (unit.name, ""))[0]
        self._holders = [self.units.rows[row[0]] for row in self._holders if row[0] not in later]

    def _fall(self, row: DeadlineRule) -> Falls:
        rule: Rule = rule_of(row)
        past = dated_duties(rule, binds_from(row), self.on - _DAY)
        ahead = dated_duties(rule, self.on, self.on + _AHEAD)
        days = tuple(dict.fromkeys(duty.last_day for duty in past))
        return Falls(row, days, ahead[0].last_day if ahead else None)

    def falls(self) -> list[Falls]:
        """All deadlines of the programme."""
        return [one for rules in self._falls.values() for one in rules]

    def rules_of(self, task: Task) -> list[DeadlineRule]:
        """The deadlines of a task, by what the plan says of the day."""
        rules = [falls.rule for falls in self._falls.get(task.pk, ())]
        return sorted(rules, key=lambda rule: (rule.due, rule.pk))

    def bodies(self) -> list[TaskBody]:
        """All bodies that tasks of the programme name, those that nobody confirmed too."""
        return [body for bodies in self._bodies.values() for body in bodies]

    def bodies_of(self, task: Task) -> list[TaskBody]:
        """The bodies that a task names, leaders first; those that nobody confirmed too."""
        return self._bodies.get(task.pk, [])

    def now(self, unit: int) -> set[int]:
        """Ids of who the unit is today: itself, or its heirs."""
        return self._heirs.now(unit)

    def _kept_by(self, done: set[int], rule: DeadlineRule, day: date) -> set[int]:
        """Ids of who is done today with a day of a deadline when some units did what it asks."""
        if not self._heirs:
            return done
        handings = self._early(rule, day)
        if rule.everyone:
            owing = self._heirs.members(Group.EVERYONE, handings)
        elif rule.task:
            leading = [body for body in self.bodies_of(rule.task) if body.leads]
            owing = self._heirs.meant_by(leading, handings)
        else:
            owing = {self.programme.office_id}
        return self._heirs.kept_by(done, day, owing)

    def units_of(self, task: Task) -> Mapping[int, bool]:
        """Ids of the units that have a part in the task → whether they lead it."""
        meant = tuple(
            (body.unit_id, body.group, body.leads)
            for body in self.bodies_of(task)
            if body.confirmed
        )
        # Most tasks of a plan mean the same groups.
        if meant not in self._parts:
            self._parts[meant] = self._parts_of(meant)
        return self._parts[meant]

    def shared_by(self, task: Task) -> Mapping[int, bool]:
        """The same of all tasks that are the same duty, together."""
        tasks = self.linked.to(task)
        return self.units_of(task) if len(tasks) == 1 else parts_together(map(self.units_of, tasks))

    def named_for(self, task: Task, *, leads: bool | None = None) -> set[int]:
        """Ids of the units that have a part in the task since it names them one by one. leads: only
        of those who lead it, or only of partners.
        """
        return {
            unit
            for body in self.bodies_of(task)
            if body.confirmed and body.unit_id and leads in (None, body.leads)
            for unit in self.now(body.unit_id)
        }

    def _parts_of(self, meant: _Meant) -> dict[int, bool]:
        found: dict[int, bool] = {}
        for unit, group, leads in meant:
            if unit:
                units: Iterable[int] = self.now(unit)
            else:
                units = self._members_of(group) if group else ()
            # A unit has the part that comes first.
            found = {**dict.fromkeys(units, leads), **found}
        return found

    @cached_property
    def _alike(self) -> dict[tuple[str, str], list[int]]:
        """Level and kind → the units of it that hold the programme."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for pk, _, level, kind, _ in self._holders:
            found[level, kind].append(pk)
        return found

    def _members_of(self, group: str) -> tuple[int, ...]:
        """Ids of the units of a group that hold the programme."""
        if group not in self._members:
            held: Iterable[int] = chain.from_iterable(
                units
                for (level, kind), units in self._alike.items()
                if belongs_as(level, kind, group)
            )
            if self._heirs:
                held = (now for pk in held for now in self.now(pk))
            self._members[group] = tuple(dict.fromkeys(held))
        return self._members[group]

    def everyone(self) -> set[int]:
        """Ids of the units that hold the programme."""
        return set(self._members_of(Group.EVERYONE))

    @cached_property
    def _handings(self) -> list[tuple[int, datetime, date | None]]:
        """Id of each handing, when it was, from which day its units had an earlier version."""
        rows = written_by(self.programme.handings.order_by(), self.then)
        return list(rows.values_list("pk", "at", "since"))

    @cached_property
    def _received(self) -> dict[int, set[int]]:
        """Id of each handing → the units that it reached, or their heirs."""
        found: dict[int, set[int]] = defaultdict(set)
        held = self.programme.receipts.order_by().values_list("handing_id", "unit_id")
        for handing, unit in held:
            found[handing] |= self.now(unit)
        return found

    def _early(self, rule: DeadlineRule, day: date) -> frozenset[int]:
        """Ids of the handings that had let a deadline bind their units by a day."""
        return frozenset(
            pk for pk, at, since in self._handings if binds_since(rule, at, since) <= day
        )

    def _not_yet(self, rule: DeadlineRule, day: date) -> set[int]:
        """Ids of the units that a deadline did not bind on a day that passed, since the programme
        was handed to them afterwards.
        """
        if day >= self.on:
            return set()
        early = self._early(rule, day)
        if len(early) == len(self._handings):
            return set()
        if early not in self._late_holders:
            reached = set[int]().union(*(self._received[pk] for pk in early))
            self._late_holders[early] = self.everyone() - reached
        return self._late_holders[early]

    @cached_property
    def _by_name(self) -> list[int]:
        """Ids of all units, by name."""
        keys = {pk: sort_key(row[-1]) for pk, row in self.units.rows.items()}
        return sorted(sorted(keys), key=keys.__getitem__)

    def standings(
        self, task: Task, lines: Iterable[Told], among: Collection[int] | None = None
    ) -> Standings:
        """How far each unit is with a task: leaders first, then by name. lines: of the task, newest
        first. among: only these units.
        """
        judged = self._judged(task, lines)
        if among is not None:
            judged = judged.among(among)
        leads = judged.parts.get
        ids = [unit for unit in self._by_name if leads(unit)]
        ids += [unit for unit in self._by_name if leads(unit) is False]
        return Standings(ids, self.units, judged)

    def counts(self, task: Task, lines: Iterable[Told]) -> Counts:
        """How many units have a part in a task, and how many are how far."""
        return self._judged(task, lines).counts()

    def _judged(self, task: Task, lines: Iterable[Told]) -> OneTask:
        tasks = self.linked.to(task)
        days = days_together([(self.units_of(one), self._days_of(one)) for one in tasks])
        return OneTask(self.on, self.shared_by(task), self._newest(tasks, lines), days)

    def _newest(self, tasks: Sequence[Task], lines: Iterable[Told]) -> dict[int, Told]:
        asked = [period_of(one, self.on) for one in tasks if one.continuous]
        periods, any_line = {one.period for one in asked if one}, len(asked) < len(tasks)
        found: dict[int, Told] = {}
        for line in lines:
            if any_line or line.period in periods:
                found.setdefault(line.unit_id, line)
        if not (found and self._heirs):
            return found
        handings = frozenset(pk for pk, _, _ in self._handings)
        bodies = [body for one in tasks for body in self.bodies_of(one)]
        return self._heirs.lines_now(found, self._heirs.meant_by(bodies, handings))

    def _days_of(self, task: Task) -> list[tuple[int, Day]]:
        """The days of a task that passed and the next, each with the deadline that stands for those
        that are the same; without days that ask nothing of anyone.
        """
        parts, days = self.units_of(task).keys(), []
        for falls in self._falls.get(task.pk, ()):
            for day in (*falls.past, *([falls.next] if falls.next else [])):
                free = self._free(falls.rule, task, day)
                if not free or not parts <= free:
                    done = self._done.get((falls.rule.pk, day), set())
                    days.append((self._same[falls.rule.pk][0].pk, Day(day, done, free)))
        return days

    def _free(self, rule: DeadlineRule, task: Task, day: date) -> set[int]:
        """Ids of the units of which a deadline of a task asks nothing on a day: of a group, those
        that did not hold the programme yet.
        """
        late = self._not_yet(rule, day)
        return late - self.named_for(task, leads=True) if late else late

    def late(self) -> list[LateRow]:
        """Days of deadlines that passed and were not kept, the longest past first: each until it is
        done. Of a task, those who lead it are late.
        """
        rows = []
        for falls in self.falls():
            same = self._same[falls.rule.pk]
            for day in falls.past if same[0].pk == falls.rule.pk else ():
                bound = set[int]().union(*(self.bound(one, one.task, day) for one in same))
                gone = bound - self._done.get((falls.rule.pk, day), set())
                if gone:
                    ids = [pk for pk in self._by_name if pk in gone]
                    names = InOrder(ids, self.units.__getitem__)
                    rows.append(LateRow(falls.rule, day, (self.on - day).days, names, len(bound)))
        return sorted(rows, key=lambda row: (row.last_day, row.rule.pk))

    def bound(self, rule: DeadlineRule, task: Task | None, day: date) -> set[int]:
        """Ids of who is today the units that a deadline bound on a day, or binds; of a task, those
        who lead it.
        """
        if rule.everyone:
            return self.everyone() - self._not_yet(rule, day)
        if task is None:
            return self.now(self.programme.office_id)
        leaders = {unit for unit, leads in self.units_of(task).items() if leads}
        return leaders - self._free(rule, task, day)

    def days_of(self, rule: DeadlineRule) -> list[date]:
        """Days on which a deadline falls due: those that passed and that some unit did not keep,
        the last five that passed, the next two.
        """
        past = self._fall(rule).past
        ahead = dated_duties(rule_of(rule), self.on, self.on + _AHEAD)
        first = self._same[rule.pk][0].pk
        missed = {row.last_day for row in self.late() if row.rule.pk == first}
        shown = [day for day in past if day in missed or day in past[-5:]]
        return [*shown, *(duty.last_day for duty in ahead[:2])]

    def kept(self, rule: DeadlineRule, day: date) -> list[Kept]:
        """How the units kept a deadline on a day: those who did not first, then by name."""
        done: dict[int, DutyDone] = {}
        rows = DutyDone.objects.filter(rule__in=self._same[rule.pk], due_on=day)
        told = list(done_by(rows, self.then).order_by("done_on", "pk"))
        whole = self._kept_by({row.unit_id for row in told}, rule, day)
        for row in told:  # the last of its predecessors; its own comes first
            for unit in self.now(row.unit_id) & whole:
                done[unit] = row
        done |= {row.unit_id: row for row in told if row.unit_id in whole}
        kept, bound = [], self.bound(rule, rule.task, day)
        for unit in self._by_name:
            if unit in bound:
                told_by = done.get(unit)
                standing = duty_standing(day, told_by.done_on if told_by else None, self.on)
                kept.append(Kept(self.units[unit], told_by, standing))
        return sorted(kept, key=lambda row: row.done is not None)
