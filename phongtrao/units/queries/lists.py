"""Lists of units as pages show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.units.models import Unit, UnitVersion
from phongtrao.units.queries.as_of import holds_on
from phongtrao.units.queries.finding import find_units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from phongtrao.access.models import User


@dataclass(frozen=True)
class UnitRow:
    """A unit in a list. version: of the day asked for, else its last; there: it was in force on the
    day; other_name: the name by which it was found, where it is not the one shown.
    """

    unit: Unit
    version: UnitVersion
    there: bool
    other_name: str = ""


def found_rows(words: str, user: User, day: date) -> list[UnitRow]:
    """Units that bear the words in any name, as they were on the day; those of the day come first
    among equals of the finder.
    """
    found = find_units(words, user)
    versions = _versions_of([one.unit.pk for one in found])
    rows = []
    for one in found:
        known = versions.get(one.unit.pk)
        if known:
            there = [version for version in known if holds_on(version, day)]
            version = (there or known)[-1]
            other = one.other_name if one.other_name != version.name else ""
            rows.append(UnitRow(one.unit, version, bool(there), other))
    return rows


def _versions_of(units: Collection[int]) -> dict[int, list[UnitVersion]]:
    """Id → all versions of the unit, in the order of their days."""
    found: dict[int, list[UnitVersion]] = defaultdict(list)
    rows = UnitVersion.objects.filter(unit__in=units).select_related("territory", "line")
    for row in rows.order_by(F("valid_from").asc(nulls_first=True)):
        found[row.unit_id].append(row)
    return found


def whole_name(unit: Unit | None) -> str:
    """A unit's name with what it lies below, as forms take it; "" for None."""
    return whole_names([unit.pk]).get(unit.pk, unit.name) if unit is not None else ""


def whole_names(units: Collection[int]) -> dict[int, str]:
    """Id → name with the name of what it lies below, of the units in force for good."""
    return {row.unit_id: ", ".join(_names(row)) for row in _versions_to_name(units)}


def coded_names(units: Collection[int]) -> dict[int, str]:
    """Id → name with the code, of the units in force for good that have one: tells apart namesakes
    that lie below the same unit, as when the districts between them ended.
    """
    rows = _versions_to_name(units)
    return {row.unit_id: f"{row.name}, mã {row.code}" for row in rows if row.code}


def _versions_to_name(units: Collection[int]) -> list[UnitVersion]:
    """What each unit is today, or will first be; those of which the end is known are left out."""
    rows = (
        UnitVersion.objects.filter(unit__in=units, unit__versions__valid_to=None)
        .exclude(valid_to__lte=timezone.localdate())
        .select_related("territory", "line")
    )
    found: dict[int, UnitVersion] = {}
    for row in rows.order_by(F("valid_from").asc(nulls_first=True)):
        found.setdefault(row.unit_id, row)
    return list(found.values())


def _names(version: UnitVersion) -> Iterable[str]:
    yield version.name
    above = version.territory or version.line
    if above is not None:
        yield above.name


def seen_among(units: Iterable[int], user: User) -> set[int]:
    """Those of the units of which the account may open the page."""
    rows = Unit.objects.visible_to(user, Permission.UNIT_READ).filter(pk__in=set(units))
    return set(rows.values_list("pk", flat=True))
