"""Tasks that no sentence of the plan sets: an officer adds them to a programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.models import DeadlineRule, Programme, Task, TaskBody
from phongtrao.programme.queries.programmes import version_after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class TaskWithoutLead(RuleBroken):
    """A task that an officer adds has somebody who leads it."""

    code = "task-without-lead"
    message = "Nhiệm vụ cần một đơn vị chủ trì. Hãy ghi đơn vị chủ trì rồi giao nhiệm vụ."


class TaskReplaced(RuleBroken):
    """A task is added to the version of the programme that is in force."""

    code = "task-replaced"
    message = (
        "Chương trình này đã được thay bằng bản mới {later}, nên không thêm nhiệm vụ được. Hãy thêm"
        " ở bản mới."
    )


@dataclass(frozen=True)
class NamedBody:
    """Who leads or shares a task. unit: id of a single unit, or group as of a TaskBody; words: how
    it is called on pages.
    """

    words: str
    unit: int | None
    group: str
    leads: bool


@transaction.atomic
def add_task(
    *,
    programme: Programme,
    content: str,
    bodies: Sequence[NamedBody],
    due_on: date,
    source: str,
    by: User,
) -> Task:
    """Add a task with a day by which it is due to a programme in force; its bodies are confirmed,
    so that it stands in their work at once. source: where it comes from, in words.

    Raises Denied, TaskWithoutLead, TaskReplaced.
    """
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    if not any(one.leads for one in bodies):
        raise TaskWithoutLead
    later = version_after(Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk))
    if later:
        raise TaskReplaced(later=later)
    last = programme.tasks.aggregate(last=Max("number"))["last"] or 0
    task = Task.objects.create(
        programme=programme,
        source=source[:300],
        added_at=timezone.now(),
        number=last + 1,
        content=content,
        due=f"{due_on:%Y-%m-%d}",
    )
    TaskBody.objects.bulk_create(
        TaskBody(
            task=task,
            words=one.words[:300],
            unit_id=one.unit,
            group=one.group,
            leads=one.leads,
            confirmed=True,
        )
        for one in bodies
    )
    DeadlineRule.objects.create(programme=programme, task=task, what=content, due=task.due)
    audit.log(
        "task.add",
        task,
        by=by,
        text=content,
        bodies="; ".join(one.words for one in bodies),
        due_on=task.due,
        source=task.source,
    )
    return task
