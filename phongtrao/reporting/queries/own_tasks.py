"""Which of their tasks of a programme units finished within some days, and which they let pass."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.programme.models import DutyDone, Progress, ProgressState, Task
from phongtrao.programme.queries.duties import duties_of
from phongtrao.programme.queries.linked import first_of
from phongtrao.programme.queries.succession import predecessors_of
from phongtrao.programme.queries.tasks import counting_for, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.programme.models import Programme

TasksOf = dict[int, set[int]]
"""Id of a unit → ids of tasks."""


class OwnTasks:
    """The tasks of a programme in which units have a part, read for all of them at once; those that
    are the same duty are one, under the id of the first.

    own: all of them. done: finished between two days, both counted: by a line of progress or by a
    deadline that was kept. late: led by the unit, due between the days, not done by the last of
    them. What ended units did is their heirs'. Of a replaced programme nothing is known.
    """

    def __init__(
        self, programme: Programme, units: Collection[int], first: date, last: date
    ) -> None:
        self.own: TasksOf = defaultdict(set)
        self.done: TasksOf = defaultdict(set)
        self.late: TasksOf = defaultdict(set)
        tasks = Task.objects.filter(programme=programme)
        parts = parts_of(units, last, tasks)
        by_id = {part.task.pk: part.task for part in parts}
        self._first = {pk: first_of(task) for pk, task in by_id.items()}
        for part in parts:
            self.own[part.unit_id].add(self._first[part.task.pk])
        if self.own:
            self._read_done(units, counting_for(by_id.values()), first, last)
            self._read_late(units, programme, first, last)

    def _read_done(
        self, units: Collection[int], counting: dict[int, int], first: date, last: date
    ) -> None:
        """counting: whose lines count for which task."""
        heirs: dict[int, set[int]] = defaultdict(set)
        for unit, left in predecessors_of(units, last).items():
            for one in left:
                heirs[one].add(unit)
        for unit in units:
            heirs[unit].add(unit)
        days = (first, last)
        lines = Progress.objects.filter(
            task__in=counting, unit__in=heirs, state=ProgressState.DONE, at__date__range=days
        )
        kept = DutyDone.objects.filter(
            rule__task__in=self._first, unit__in=heirs, done_on__range=days
        )
        for task, unit in (
            *((counting[task], unit) for task, unit in lines.values_list("task_id", "unit_id")),
            *kept.values_list("rule__task_id", "unit_id"),
        ):
            for heir in heirs[unit]:
                if self._first[task] in self.own[heir]:
                    self.done[heir].add(self._first[task])

    def _read_late(
        self, units: Collection[int], programme: Programme, first: date, last: date
    ) -> None:
        today = timezone.localdate()
        for duty in duties_of(units, first, last, last, programme):
            task = self._first.get(duty.rule.task_id or 0, 0)
            kept = duty.done is not None and duty.done.done_on <= last
            if task in self.own.get(duty.unit_id, ()) and not kept and duty.last_day < today:
                self.late[duty.unit_id].add(task)
