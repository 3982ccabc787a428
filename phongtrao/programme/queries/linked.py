"""Tasks that are the same duty, printed more than once in a plan: how far all are with it together,
each day and each unit counted once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from phongtrao.programme.models import Task
from phongtrao.programme.queries.one_task import Day
from phongtrao.programme.queries.then import with_task_then

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.programme.models import DeadlineRule, Programme


def first_of(task: Task) -> int:
    """Id of the task that stands for a task and for those that are the same duty."""
    return task.same_as_id or task.pk


def linked_to(task: Task, then: date | None = None) -> list[Task]:
    """A task and those that are the same duty, by number. then: of those that were there."""
    return list(_same_duty(task, then).select_related("programme"))


def twins_of(task: Task, then: date | None = None) -> QuerySet[Task]:
    """The same duty where the plan prints it elsewhere."""
    return _same_duty(task, then).exclude(pk=task.pk).prefetch_related("bodies")


def _same_duty(task: Task, then: date | None) -> QuerySet[Task]:
    first = first_of(task)
    rows = Task.objects.filter(Q(pk=first) | Q(same_as=first))
    return with_task_then(rows, then).order_by("number", "pk")


def shape_of(rule: DeadlineRule) -> tuple[str, str, bool]:
    """What a deadline prints; two of linked tasks that print the same are one."""
    return rule.due, rule.recurs, rule.before


@dataclass(frozen=True)
class Linked:
    """The linked tasks of a programme. groups: id of each of them → those that are the same duty,
    by number; a task that is linked to none is left out.
    """

    groups: dict[int, tuple[Task, ...]]

    @classmethod
    def of(cls, programme: Programme, then: date | None) -> Linked:
        """Read in one query."""
        rows = programme.tasks.filter(Q(same_as__isnull=False) | Q(twins__isnull=False))
        alike: dict[int, list[Task]] = defaultdict(list)
        for task in with_task_then(rows.distinct(), then).order_by("number", "pk"):
            task.programme = programme
            alike[first_of(task)].append(task)
        found = (tuple(tasks) for tasks in alike.values() if len(tasks) > 1)
        return cls({task.pk: tasks for tasks in found for task in tasks})

    def to(self, task: Task) -> tuple[Task, ...]:
        """A task and those that are the same duty."""
        return self.groups.get(task.pk, (task,))

    def same_rules(self, rules: Iterable[DeadlineRule]) -> dict[int, list[DeadlineRule]]:
        """Id of each deadline → those of linked tasks that print the same, itself among them."""
        alike: dict[tuple[object, ...], list[DeadlineRule]] = defaultdict(list)
        for rule in rules:
            group = self.groups.get(rule.task_id or 0)
            key = (group[0].pk, *shape_of(rule)) if group else (None, rule.pk)
            alike[key].append(rule)
        return {rule.pk: same for same in alike.values() for rule in same}


def parts_together(parts: Iterable[Mapping[int, bool]]) -> dict[int, bool]:
    """Ids of the units that have a part in one of some tasks → whether they lead one."""
    found: dict[int, bool] = {}
    for one in parts:
        for unit, leads in one.items():
            found[unit] = leads or found.get(unit, False)
    return found


def days_together(
    of_tasks: Sequence[tuple[Collection[int], Sequence[tuple[int, Day]]]],
) -> list[Day]:
    """The days of linked tasks in order, one that several print once. of_tasks: of each, ids of the
    units that have a part in it, and its days, each with the deadline that stands for its own.
    """
    if len(of_tasks) == 1:
        return sorted((one for _, one in of_tasks[0][1]), key=lambda one: one.day)
    everyone = set[int]().union(*(units for units, _ in of_tasks))
    found: dict[tuple[int, date], Day] = {}
    for units, days in of_tasks:
        for rule, one in days:
            free = one.free | (everyone - set(units))
            known = found.get((rule, one.day))
            done = one.done | known.done if known else one.done
            found[rule, one.day] = Day(one.day, done, free & known.free if known else free)
    return sorted(found.values(), key=lambda one: one.day)
