"""One task: who may see it and who answers for it, its lines of progress, its twins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may
from phongtrao.programme.models import Programme, Progress, Receipt, Reminder, Task
from phongtrao.programme.queries.answering import places_of
from phongtrao.programme.queries.bodies import in_group
from phongtrao.programme.queries.linked import linked_to
from phongtrao.programme.queries.one_task import Line
from phongtrao.programme.queries.tasks import counting_for
from phongtrao.programme.queries.then import call_as_then, written_by
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.files.models import StoredFile
    from phongtrao.programme.queries.standings import Roll


_REMINDERS_SHOWN = 10


def tasks_of(programme: int) -> QuerySet[Task]:
    """Tasks of a programme; who may see one is asked with can_see."""
    return Task.objects.filter(programme=programme).select_related(
        "programme__office", "programme__replaced_by"
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
    a unit that has a part in the task, or in one that is the same duty, or of an heir of one.
    """
    if may(user, Permission.PROGRAMME_READ, task.programme.office_id):
        return True
    mine = Unit.objects.visible_to(user, Permission.PROGRAMME_READ)
    return any(mine.filter(_units_of(one)).exists() for one in linked_to(task))


def units_answering(user: User, task: Task, roll: Roll) -> QuerySet[Unit]:
    """Units in whose name a person may write a line of progress: those that have a part in the
    task; none once a later version of the plan holds.
    """
    parts = roll.units_of(task)
    mine = [unit for unit in places_of(user, Permission.TASK_UPDATE) if unit in parts]
    rows = Unit.objects.visible_to(user, Permission.TASK_UPDATE).order_by()
    later = Programme.objects.filter(replaces=task.programme_id)
    return rows.filter(~Exists(later), pk__in=mine)


def units_shown(user: User, task: Task, roll: Roll) -> set[int] | None:
    """Ids of the units whose part in a task a person may see, with all that they wrote; None: of
    all, for one of the office that looks after the programme.

    Lead and partner share a task, but not the many units of a group among each other: who has a
    part sees his own units and those that the plan names one by one; who is named so himself sees
    the units on the other side too, those of a group as well. Tasks that are the same duty are
    shared as one.
    """
    if may(user, Permission.PROGRAMME_READ, task.programme.office_id):
        return None
    tasks, parts = roll.linked.to(task), roll.shared_by(task)
    named = set[int]().union(*map(roll.named_for, tasks))
    writers = {*_written_for(tasks).order_by().values_list("unit_id", flat=True).distinct()}
    urged = Reminder.objects.filter(task__in=tasks).order_by()
    writers |= {*urged.values_list("unit_id", flat=True).distinct()}
    reached = Unit.objects.visible_to(user, Permission.PROGRAMME_READ)
    own = set(reached.filter(pk__in={*parts, *writers}).values_list("pk", flat=True))
    of_tasks = [(roll.units_of(one), roll.named_for(one)) for one in tasks]
    sides = {units[unit] for units, names in of_tasks for unit in own & names & units.keys()}
    across = {one for units, _ in of_tasks for one, leads in units.items() if (not leads) in sides}
    shown = own | named | across
    # What an ended unit wrote is shown to whom its heirs are.
    return shown | {unit for unit in writers if roll.now(unit) & shown}


def lines_of(task: Task, then: date | None = None) -> list[Line]:
    """Lines of progress, newest first, with those of tasks that are the same duty and those written
    under earlier versions of the plan. then: without those that came after that day.
    """
    rows = written_by(_written_for(linked_to(task, then)), then).order_by("-at", "-pk")
    return [Line(*row) for row in rows.values_list(*Line._fields)]


def counted(task: Task, lines: Iterable[Line]) -> list[Line]:
    """Those of the lines that tell how far units are with the task, or with one that is the same
    duty, as it stands in this version.
    """
    counting = counting_for(linked_to(task))
    return [line for line in lines if line.task_id in counting]


def whole_lines(lines: Sequence[Line], then: date | None = None) -> list[Progress]:
    """Lines with their units, authors and documents, in their order."""
    rows = Progress.objects.select_related("unit", "by", "file").order_by()
    found = rows.in_bulk([line.pk for line in lines])
    call_as_then((row.unit for row in found.values()), then)
    return [found[line.pk] for line in lines]


def _written_for(tasks: Iterable[Task]) -> QuerySet[Progress]:
    found = []
    for task in tasks:
        one: Task | None = task
        while one is not None:
            found.append(one.pk)
            one = one.earlier
    return Progress.objects.filter(task__in=found)


def reminders_of(
    tasks: Iterable[Task], shown: set[int] | None, then: date | None = None
) -> list[Reminder]:
    """How those units of a task, or of several that are the same duty, that are shown were urged
    lately, newest first.
    """
    urged = Reminder.objects.filter(task__in=tasks).select_related("unit", "by")
    rows = written_by(urged.order_by("-at", "-pk"), then)
    found = list((rows if shown is None else rows.filter(unit__in=shown))[:_REMINDERS_SHOWN])
    call_as_then((row.unit for row in found), then)
    return found


def file_of_line(
    task: Task, line: int, shown: set[int] | None, then: date | None = None
) -> StoredFile:
    """The document of a line of progress of the task, or of one that is the same duty, of a unit
    that is shown. Raises Http404.
    """
    rows = written_by(_written_for(linked_to(task, then)), then).exclude(file=None)
    row = get_object_or_404(rows.select_related("file"), pk=line)
    if shown is not None and row.unit_id not in shown:
        raise Http404
    assert row.file is not None  # noqa: S101 - narrows the type
    return row.file
