"""Whose part a task is on a day, and for which period a continuous one asks for a line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from phongtrao.access.queries import remembered
from phongtrao.core.dates.duties import DatedDuty, Rule, dated_duties
from phongtrao.programme.models import Group, Task, TaskBody
from phongtrao.programme.queries.holding import Held, held_then
from phongtrao.programme.queries.succession import predecessors_of
from phongtrao.programme.queries.then import in_force_then, with_task_then
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

_LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Part:
    """A unit's part in a task. unit_id: who has it now; of: the unit that the plan named, or one of
    the group, whose heir the unit is, else the same. taken_over: as one of the group, which it is
    only by what its predecessors left it.
    """

    task: Task
    body: TaskBody
    unit_id: int
    of: int
    taken_over: bool = False

    @property
    def leads(self) -> bool:
        """Whether the unit leads the task."""
        return self.body.leads


def parts_of(units: Collection[int], on: date, tasks: QuerySet[Task] | None = None) -> list[Part]:
    """The parts that units have in tasks on a day: their own, those of groups that they belong to,
    and those of ended units whose heirs they are. Confirmed ones of programmes that no later
    version has replaced; each task once a unit, as leader before partner, by name before group.

    tasks: only of these. The number of queries does not grow with the rows.
    """
    parts: dict[tuple[int, int], Part] = {}
    for part in every_part_of(units, on, tasks):
        parts.setdefault((part.task.pk, part.unit_id), part)
    return list(parts.values())


def every_part_of(
    units: Collection[int],
    on: date,
    tasks: QuerySet[Task] | None = None,
    then: date | None = None,
) -> list[Part]:
    """As `parts_of`, but an heir has a task once for itself and once for each whose part it has.

    then: only what had been handed and added by the end of that day, None for all.
    """
    if tasks is not None or then is not None:
        return _ask_parts(units, on, tasks, then)
    return remembered(("parts", frozenset(units), on), lambda: _ask_parts(units, on, None, None))


def _ask_parts(
    units: Collection[int], on: date, tasks: QuerySet[Task] | None, then: date | None
) -> list[Part]:
    old = predecessors_of(units, on)
    acting: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        for one in {unit, *old.get(unit, ())}:
            acting[one].append(unit)
    held: dict[int, list[Held]] = defaultdict(list)
    for one in held_then(acting, then):
        held[one.programme_id].append(one)
    found: list[tuple[TaskBody, int, bool]] = []
    for body in _bodies(acting, held, tasks, then):
        if body.unit_id in acting:
            found.append((body, body.unit_id, False))
        found += [
            (body, one.unit_id, one.taken_over)
            for one in held[body.task.programme_id]
            if body.group and belongs_as(one.level, one.kind, body.group)
        ]
    parts: dict[tuple[int, int, int], Part] = {}
    for body, of, taken_over in sorted(found, key=lambda one: _order(one[0])):
        for unit in acting[of]:
            part = Part(body.task, body, unit, of, taken_over)
            parts.setdefault((body.task_id, unit, of), part)
    return sorted(parts.values(), key=lambda part: (part.task.programme_id, part.task.number))


def _order(body: TaskBody) -> tuple[bool, bool, int]:
    return not body.leads, bool(body.group), body.pk


def _bodies(
    units: Collection[int],
    programmes: Collection[int],
    tasks: QuerySet[Task] | None,
    then: date | None,
) -> list[TaskBody]:
    """What units may have a part by: bodies that name them, groups in programmes that they hold."""
    rows = TaskBody.objects.filter(in_force_then(then, "task__"), confirmed=True)
    rows = with_task_then(rows, then, "task__").select_related("task__programme").order_by()
    named, groups = Q(unit__in=units), ~Q(group="") & Q(task__programme__in=programmes)
    if tasks is not None:
        return list(rows.filter(named | groups, task__in=tasks))
    # Asked one after the other, each has its index.
    found = {body.pk: body for body in rows.filter(named)}
    found |= {body.pk: body for body in rows.filter(groups)}
    return list(found.values())


def counting_for(tasks: Iterable[Task]) -> dict[int, int]:
    """Ids of the tasks whose lines of progress count → for which of the tasks: each for itself, and
    that of an earlier version of the plan which said the same in the same words. One query a
    version.
    """
    rows = list(tasks)
    found = {task.pk: task.pk for task in rows}
    waiting = {task.pk: task.pk for task in rows if task.earlier_id}
    while waiting:
        same = Task.objects.filter(pk__in=waiting, earlier__content=F("content")).order_by()
        waiting = {old: waiting[pk] for pk, old in same.values_list("pk", "earlier_id") if old}
        found |= waiting
    return found


def belongs_as(level: str, kind: str, group: str) -> bool:
    """Tell whether a unit of a level and kind belongs to a group of units."""
    if group == Group.EVERYONE:
        return True
    return level == Level.COMMUNE if group == Group.COMMUNES else kind == group


def rule_of_task(task: Task) -> Rule:
    """The rhythm in which a continuous task asks for a line, as the core reads it."""
    return Rule("", task.recurs, False, task.programme.begins_on, task.programme.ends_on)


def period_of(task: Task, on: date) -> DatedDuty | None:
    """The period of a day for which a continuous task asks for a line, and its last day; None
    outside of the programme's time.
    """
    return next(iter(dated_duties(rule_of_task(task), on, on + _LONGEST)), None)
