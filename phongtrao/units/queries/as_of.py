"""Units as of a day: what one was, what lay below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, Value, When

from phongtrao.core.text.folding import name_order, sort_key
from phongtrao.core.tree.dated import spans
from phongtrao.units.models import Level, UnitVersion, known_to

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit

LEVEL_ORDER = Case(
    *(When(unit__level=level, then=Value(place)) for place, level in enumerate(Level.values)),
    default=Value(len(Level)),
    output_field=IntegerField(),
)
"""Levels from the country downwards, of the unit of a version."""
CHILD_FIELDS = ("unit_id", "unit__level", "name", "kind", "code", "territory_id", "line_id")
"""What a list of children shows of a version."""
_SORTED = 2_000
"""So many rows are sorted by name here."""


def holds_on(version: UnitVersion, day: date) -> bool:
    """Tell whether a version is in force on a day, as `in_force` asks the database."""
    return spans(version.valid_from, version.valid_to, day)


def versions_on(units: Collection[int], day: date) -> dict[int, UnitVersion]:
    """Id → what the unit was on a day; those not in force are left out."""
    rows = UnitVersion.objects.in_force(day).filter(unit__in=units)
    return {row.unit_id: row for row in rows.select_related("unit", "territory", "line")}


def units_below(unit: Unit, day: date) -> QuerySet[UnitVersion]:
    """What lay below a unit on a day, by territory or by line, as it was then; each once, from the
    higher levels down, by name. The unit itself and ended units are not among them.
    """
    return (
        UnitVersion.objects.in_force(day)
        .filter(
            unit__reached_by__ancestor=unit,
            unit__reached_by__since__lte=day,
            unit__reached_by__until__gt=day,
        )
        .exclude(unit=unit)
        .select_related("unit", "territory", "line")
        .order_by(LEVEL_ORDER, "name", "unit")
    )


def children_by_name(
    unit: Unit, day: date, user: User
) -> Sequence[Any] | QuerySet[UnitVersion, Any]:
    """What lay right below a unit on a day, as far as the account may know of it: rows with
    CHILD_FIELDS, from the higher levels down, by name as people sort it: "Đ" with "D". Of more than
    some thousands only the database could tell the order of a page.
    """
    rows = (
        UnitVersion.objects.in_force(day)
        .filter(Q(territory=unit) | Q(line=unit))
        .filter(known_to(user, "unit"))
        .values_list(*CHILD_FIELDS, named=True)
    )
    listed = list(rows.order_by()[: _SORTED + 1])
    if len(listed) > _SORTED:
        return rows.order_by(LEVEL_ORDER, "name", "unit")
    rank = {level: place for place, level in enumerate(Level.values)}
    return sorted(
        listed, key=lambda row: (rank[row.unit__level], *name_order(row.name, row.unit_id))
    )


def provinces_by_name(day: date) -> list[UnitVersion]:
    """The provinces of a day, by name as people sort it."""
    return sorted(provinces_on(day), key=lambda row: name_order(row.name, row.unit_id))


def provinces_on(day: date) -> QuerySet[UnitVersion]:
    """The provinces of a day, by name."""
    return (
        UnitVersion.objects.in_force(day)
        .filter(unit__level=Level.PROVINCE)
        .select_related("unit", "territory", "line")
        .order_by("name", "unit")
    )


def own_units(user: User, day: date) -> list[UnitVersion]:
    """The office of an account and the units at which it holds a role, as of a day."""
    ids = {user.office_id, *user.assignments.values_list("unit_id", flat=True)}
    return sorted(
        versions_on(ids, day).values(),
        key=lambda row: (row.unit_id != user.office_id, sort_key(row.name)),
    )
