"""What the system counted for a box of a report, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from phongtrao.core.rollup.strata import strata_of
from phongtrao.programme.models import Task
from phongtrao.programme.queries.task import can_see
from phongtrao.reporting.models import Element, KnownFrom
from phongtrao.reporting.queries.known import COUNTS, counted_on, source_words
from phongtrao.reporting.queries.own_tasks import OwnTasks
from phongtrao.reporting.queries.units_counted import ListedUnit, units_listed

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation


@dataclass(frozen=True)
class KnownList:
    """What is counted for a box. source: in words; units or tasks: what is counted, tasks with
    whether the person may open them.
    """

    element: Element
    source: str
    units: list[ListedUnit]
    tasks: list[tuple[Task, bool]]

    @property
    def counts_units(self) -> bool:
        """Whether units are counted, not tasks."""
        return self.element.known_from == KnownFrom.UNITS

    @property
    def rows(self) -> list[ListedUnit] | list[tuple[Task, bool]]:
        """What is counted."""
        return self.units if self.counts_units else self.tasks


def known_list(user: User, obligation: Obligation, code: str) -> KnownList:
    """What the system counted for a box of a report; 404 for a box of which it counts nothing."""
    period = obligation.period
    row = get_object_or_404(Element, form=period.form_id, code=code, known_from__in=COUNTS)
    source = source_words(row, period.end)
    if row.known_from == KnownFrom.UNITS:
        listed = units_listed(
            obligation.unit_id, strata_of(row.known_strata), counted_on(period.end)
        )
        return KnownList(row, source, listed, [])
    if period.form.programme is None:
        raise Http404
    unit = obligation.unit_id
    own = OwnTasks(period.form.programme, [unit], period.start, period.end)
    counted = own.done if row.known_from == KnownFrom.TASKS_DONE else own.late
    tasks = Task.objects.filter(pk__in=counted[unit]).select_related("programme")
    return KnownList(row, source, [], [(one, can_see(user, one)) for one in tasks])
