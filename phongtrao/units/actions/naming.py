"""Give units the names and kinds that hold today: lists read them from the units themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from phongtrao.units.actions.reach import hold_tree, in_parts
from phongtrao.units.models import Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_BATCH = 500


def name_units(units: Iterable[int], on: date) -> None:
    """Give units the name and kind of their version of a day: of the last that has begun, of the
    first where none has.
    """
    called: dict[int, tuple[str, str]] = {}
    stale = []
    for part in in_parts(units):
        versions = UnitVersion.objects.filter(unit__in=part).order_by(
            F("valid_from").asc(nulls_first=True)
        )
        for unit, begins, *facts in versions.values_list("unit_id", "valid_from", "name", "kind"):
            if unit not in called or begins is None or begins <= on:
                called[unit] = (facts[0], facts[1])
        for unit, *facts in Unit.objects.filter(pk__in=part).values_list("pk", "name", "kind"):
            if called.get(unit, (*facts,)) != (*facts,):
                stale.append(Unit(pk=unit, name=called[unit][0], kind=called[unit][1]))
    Unit.objects.bulk_update(stale, ["name", "kind"], batch_size=_BATCH)


def put_names_into_force(*, on: date) -> None:
    """Let units bear the names that a decision gave them for this day or for one since they were
    last looked at. Nothing is logged: the decision was, when it was entered.
    """
    begun = UnitVersion.objects.in_force(on).filter(valid_from__isnull=False)
    other = begun.exclude(name=F("unit__name"), kind=F("unit__kind"))
    stale = list(other.values_list("unit_id", flat=True))
    if stale:
        with transaction.atomic():
            hold_tree()
            name_units(stale, on)
