"""What a new version of a plan changed for one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from phongtrao.plans.models import RecordKind, RecordState
from phongtrao.plans.queries.tables import (
    DifferenceRow,
    difference_rows,
    place_of,
    records_as_compiled,
)
from phongtrao.programme.queries.cascade import standing_of
from phongtrao.programme.queries.standings import Roll

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.plans.queries.tables import Lists
    from phongtrao.programme.models import DeadlineRule, Programme
    from phongtrao.units.models import Unit


def version_before(programme: Programme, unit: Unit, on: date) -> Programme | None:
    """The version before, of a programme that a unit had by it; None for others."""
    old = programme.replaces
    return None if old is None or standing_of(old, unit, on) is None else old


def changes_for(old: Programme, programme: Programme, unit: Unit, on: date) -> list[DifferenceRow]:
    """How what the programme asks of a unit differs from the version before, as the officer who
    published it saw it: the targets, the tasks in which the unit has a part in either version, the
    deadlines that bind it.
    """
    before, after = _Asked(old, unit, on), _Asked(programme, unit, on)
    return [
        row
        for row in difference_rows(before.lists, after.lists)
        if row.old_place in before.places or row.new_place in after.places
    ]


class _Asked:
    """What a version asks. lists: the records that became duties, as compiled; places: of those
    that concern the unit.
    """

    def __init__(self, programme: Programme, unit: Unit, on: date) -> None:
        roll = Roll(programme, on)
        tasks = list(programme.tasks.exclude(record=None))
        rules = [falls.rule for falls in roll.falls() if falls.rule.record_id]
        own = {task.pk for task in tasks if unit.pk in roll.units_of(task)}
        concerns = {task.record_id for task in tasks if task.pk in own}
        concerns |= {rule.record_id for rule in rules if _binds(rule, own, unit, roll)}
        # Several sentences can set the levels of one target, which keeps the first of them.
        levels = Q(kind=RecordKind.TARGET, state=RecordState.CONFIRMED)
        levels &= Q(changed_at__lte=programme.published_at)
        targets = programme.targets.exclude(record=None).values("record")
        records = programme.plan.records.filter(levels | Q(pk__in=targets)).order_by()
        concerns |= set(records.values_list("pk", flat=True))
        everything = {task.record_id for task in tasks} | {rule.record_id for rule in rules}
        known = {pk for pk in everything | concerns if pk}
        self.lists: Lists = records_as_compiled(programme.plan, known)
        mine: Lists = records_as_compiled(programme.plan, {pk for pk in concerns if pk})
        self.places = {place_of(kind, row) for kind, rows in mine.items() for row in rows}


def _binds(rule: DeadlineRule, own: set[int], unit: Unit, roll: Roll) -> bool:
    if rule.task_id is None and not rule.everyone:
        return unit.pk in roll.now(roll.programme.office_id)
    return rule.everyone or rule.task_id in own
