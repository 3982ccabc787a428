"""Who was left at a unit that is no more, and who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may, remembered
from phongtrao.core.text.folding import name_order
from phongtrao.programme.queries.cascade import having
from phongtrao.programme.queries.filings import filings_of
from phongtrao.programme.queries.succession import (
    ended_among,
    former_units,
    heirs_of,
    names_on,
    predecessors_of,
)
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.programme.models import Programme


@dataclass(frozen=True)
class Ended:
    """A unit that is no more. on: the first day on which it was not. heirs: who has what it left;
    readable: the ids of those whose page the person may open.
    """

    name: str
    on: date
    heirs: list[Unit]
    readable: frozenset[int]


def ends_of(units: Collection[int], on: date) -> dict[int, date]:
    """Those of some units that are no more on a day → the first day on which each was not."""
    asked = frozenset(units)

    def ask() -> dict[int, date]:
        return {unit: end for unit, end in ended_among(asked, on).items() if end <= on}

    return remembered(("ended", asked, on), ask)


def ended_of(
    user: User, units: Collection[int], on: date, programme: Programme | None = None
) -> list[Ended]:
    """Those of the person's units that are no more on a day, with their heirs. programme: the heirs
    are readable by how they stand with it, not by what they are.
    """
    ends = ends_of(units, on)
    if not ends:
        return []
    heirs = heirs_of(ends, on)
    rows = Unit.objects.in_bulk({*ends}.union(*heirs.values()))
    if programme:
        readable = having(user, programme, [rows[heir] for heir in {*chain(*heirs.values())}], on)
    else:
        seen = Unit.objects.visible_to(user, Permission.UNIT_READ).filter(pk__in=rows)
        readable = frozenset(seen.values_list("pk", flat=True))
    return [
        Ended(
            rows[unit].name, end, sorted(map(rows.__getitem__, heirs[unit]), key=_by_name), readable
        )
        for unit, end in sorted(ends.items())
    ]


def had_before(user: User, programme: Programme, unit: Unit, day: date) -> list[tuple[int, str]]:
    """The units that had a programme on a day which another has only since, from them: id and name
    of that day; of those whose page of it the person may open.
    """
    names = names_on(predecessors_of([unit.pk], timezone.localdate())[unit.pk], day)
    lines = former_units(names, day)
    everyone = set[int]().union(*(lines.line_of(one) for one in names))
    filed = {one.unit_id for one in filings_of(day, programmes=[programme], units=everyone)}
    found = [one for one in names if lines.line_of(one) & filed]
    if not may(user, Permission.PROGRAMME_READ, programme.office_id):
        seen = Unit.objects.visible_to(user, Permission.PROGRAMME_READ).filter(pk__in=found)
        found = list(seen.values_list("pk", flat=True))
    return sorted(((one, names[one]) for one in found), key=lambda row: name_order(row[1], row[0]))


def _by_name(unit: Unit) -> tuple[str, int]:
    return name_order(unit.name, unit.pk)
