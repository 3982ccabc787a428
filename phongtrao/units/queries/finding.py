"""Find units by any name they ever had. The index is kept in the process until a name changes."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import F, Max

from phongtrao.access.models import Permission
from phongtrao.core.text.folding import bare
from phongtrao.core.tree import NameIndex
from phongtrao.units.models import (
    ADMINISTRATIVE,
    Alias,
    Ancestry,
    Unit,
    UnitChange,
    UnitVersion,
    above_office,
    within_reach,
)
from phongtrao.units.queries.as_of import LEVEL_ORDER

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.core.tree import Found

_CANDIDATES = 400
_OWN_MAX = 20_000  # who reaches more units is shown what is found and what is his of it

Stamp = tuple[object, ...]


@dataclass(frozen=True)
class FoundUnit:
    """A unit, and the name of it that was found where that is not the one it has."""

    unit: Unit
    other_name: str


def find_units(words: str, user: User, limit: int = 50) -> list[FoundUnit]:
    """Units that the account may know of and that bear the words in a name, the best first; then,
    where the words have a comma, those that bear what is before it and lie or lay below what is
    behind: "Ba Đình, Hà Nội".
    """
    index, public = _index(_stamp())
    reached = within_reach(user).order_by().values_list("unit_id", flat=True)
    above = above_office(user).order_by().values_list("ancestor_id", flat=True)
    own = set(reached.union(above)[: _OWN_MAX + 1])
    wide = len(own) > _OWN_MAX

    def known(unit: int) -> bool:
        return wide or unit in public or unit in own

    found = index.find(words, _CANDIDATES, known)
    name, _, place = words.rpartition(",")
    if name and place:
        by_name = index.find(name, _CANDIDATES, known)
        places = [one.unit for one in index.find(place, _CANDIDATES, known)]
        found += _below([one for one in by_name if one not in found], places)
    units = Unit.objects.visible_to(user, Permission.UNIT_READ).in_bulk([one.unit for one in found])
    rows = [(units[one.unit], one.name) for one in found if one.unit in units]
    return [FoundUnit(unit, "" if name == unit.name else name) for unit, name in rows[:limit]]


def _below(found: list[Found[int]], places: list[int]) -> list[Found[int]]:
    """Those of what was found that lie below one of the places, or did."""
    rows = Ancestry.objects.filter(unit__in=[one.unit for one in found], ancestor__in=places)
    units = set(rows.exclude(unit=F("ancestor")).values_list("unit_id", flat=True))
    return [one for one in found if one.unit in units]


def _stamp() -> Stamp:
    """What differs as soon as a name is added, changed or taken back; cheap to ask."""
    last = UnitVersion.objects.order_by("-pk").values_list("pk", "unit_id", "name").first()
    aliases = Alias.objects.aggregate(Max("pk"))
    changes = UnitChange.objects.aggregate(Max("pk"), Max("undone_at"))
    return (last, Alias.objects.count(), *aliases.values(), *changes.values())


@lru_cache(maxsize=1)
def _index(stamp: Stamp) -> tuple[NameIndex[int], frozenset[int]]:
    """The index, and the units that everybody may know of.

    Units in force come before ended ones, higher levels before lower ones.
    """
    versions = UnitVersion.objects.order_by(
        F("valid_to").desc(nulls_first=True),
        LEVEL_ORDER,
        "unit",
        "unit_id",
        F("valid_from").desc(nulls_last=True),
    )
    names = list(versions.values_list("unit_id", "name"))
    names += Alias.objects.order_by("pk").values_list("unit_id", "name")
    public = Unit.objects.filter(level__in=ADMINISTRATIVE).values_list("pk", flat=True)
    index = NameIndex(names, bare), frozenset(public)
    gc.collect()
    gc.freeze()  # else each round of the collector walks over two hundred thousand names
    return index


def forget_names() -> None:
    """Make the next question look at the names anew; for tests, whose databases are rolled back."""
    _index.cache_clear()
