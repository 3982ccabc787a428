"""One task: who may see it and who answers for it, its lines of progress, its twins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may
from phongtrao.programme.models import Progress, Receipt, Reminder, Task
from phongtrao.programme.queries.bodies import in_group
from phongtrao.programme.queries.one_task import Line
from phongtrao.programme.queries.tasks import parts_of
from phongtrao.programme.queries.work import units_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.files.models import StoredFile


def tasks_of(programme: int) -> QuerySet[Task]:
    """Tasks of a programme; who may see one is asked with can_see."""
    return (
        Task.objects.filter(programme=programme)
        .select_related("programme")
        .prefetch_related("deadlines")
    )


def _units_of(task: Task) -> Q:
    """Units that the task's confirmed bodies mean."""
    wanted = Q(pk__in=task.bodies.filter(confirmed=True).exclude(unit=None).values("unit"))
    held = Receipt.objects.filter(programme=task.programme_id).values("unit")
    for group in set(task.bodies.filter(confirmed=True).exclude(group="").values_list("group")):
        wanted |= in_group(group[0]) & Q(pk__in=held)
    return wanted


def can_see(user: User, task: Task) -> bool:
    """Tell whether a person may see a task: one of the office that looks after the programme, or of
    a unit that has a part in the task, or of an heir of one.
    """
    if may(user, Permission.PROGRAMME_READ, task.programme.office_id):
        return True
    mine = Unit.objects.visible_to(user, Permission.PROGRAMME_READ)
    return mine.filter(_units_of(task)).exists()


def units_answering(user: User, task: Task, on: date) -> QuerySet[Unit]:
    """Units for which a person may write a line of progress: those of the person's own work that
    have a part in the task, by name.
    """
    parts = parts_of(units_of(user), on, Task.objects.filter(pk=task.pk))
    mine = Unit.objects.visible_to(user, Permission.TASK_UPDATE)
    return mine.filter(pk__in={part.unit_id for part in parts}).order_by("name", "pk")


def lines_of(task: Task) -> list[Line]:
    """Lines of progress, newest first, with those written under earlier versions of the plan."""
    rows = _written_for(task).order_by("-at", "-pk")
    return [Line(*row) for row in rows.values_list(*Line._fields)]


def whole_lines(lines: Sequence[Line]) -> list[Progress]:
    """Lines with their units, authors and documents, in their order."""
    rows = Progress.objects.select_related("unit", "by", "file").order_by()
    found = rows.in_bulk([line.pk for line in lines])
    return [found[line.pk] for line in lines]


def _written_for(task: Task) -> QuerySet[Progress]:
    tasks, earlier = [task.pk], task.earlier
    while earlier is not None:
        tasks.append(earlier.pk)
        earlier = earlier.earlier
    return Progress.objects.filter(task__in=tasks)


def reminders_of(task: Task) -> QuerySet[Reminder]:
    """Whom the task's units were urged, newest first."""
    return task.reminders.select_related("unit", "by").order_by("-at", "-pk")


def twins_of(task: Task) -> QuerySet[Task]:
    """The same duty where the plan prints it elsewhere."""
    first = task.same_as_id or task.pk
    rows = Task.objects.filter(Q(pk=first) | Q(same_as=first)).exclude(pk=task.pk)
    return rows.prefetch_related("bodies").order_by("number")


def file_of_line(task: Task, line: int) -> StoredFile:
    """The document of a line of progress of the task. Raises Http404."""
    row = get_object_or_404(_written_for(task).exclude(file=None).select_related("file"), pk=line)
    assert row.file is not None  # noqa: S101 - narrows the type
    return row.file
