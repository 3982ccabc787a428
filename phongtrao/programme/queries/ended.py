"""Who was left at a unit that is no more, and who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import remembered
from phongtrao.core.text.folding import sort_key
from phongtrao.programme.queries.cascade import having
from phongtrao.programme.queries.succession import ended_among, heirs_of
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


def _by_name(unit: Unit) -> tuple[str, int]:
    return sort_key(unit.name), unit.pk
