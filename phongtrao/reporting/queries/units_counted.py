"""Units of some kinds below others on a day, counted and listed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils import timezone

from phongtrao.core.rollup.strata import UnitFacts
from phongtrao.core.text.folding import name_order
from phongtrao.reporting.queries.owing import in_parts
from phongtrao.reporting.queries.strata import facts_words
from phongtrao.units.models import Ancestry, Level, UnitVersion, in_force

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.core.rollup.strata import Strata

_FACTS = ("settlement", "enterprise_size", "school_level", "armed_forces", "kind")


@dataclass(frozen=True)
class ListedUnit:
    """A unit that is counted. name, facts: as it was on the day; facts in words."""

    unit: int
    name: str
    facts: str


def units_counted(
    units: Collection[int], groups: Collection[str], day: date
) -> dict[int, Mapping[UnitFacts, int]]:
    """Id of a unit → the facts of what lay below it on a day → how many; of groups only. Units
    with nothing below them are left out. One query for some thousands of units.
    """
    found: dict[int, Counter[UnitFacts]] = defaultdict(Counter)
    for part in in_parts(units):
        rows = _below(day, ancestor__in=part).filter(
            in_force(day, "unit__versions"),
            Q(unit__level__in=groups) | Q(unit__versions__kind__in=groups),
        )
        facts = ("unit__level", *(f"unit__versions__{name}" for name in _FACTS))
        for above, *told, many in (
            rows.order_by().values_list("ancestor_id", *facts).annotate(many=Count("pk"))
        ):
            found[above][UnitFacts(*told)] += many
    return dict(found)


def groups_kept(area: int, groups: Collection[str], day: date) -> set[str]:
    """Those of the groups of which the list has any unit below an area on a day; a query each."""
    return {group for group in groups if _versions(area, [group], day).exists()}


def kinds_below(area: int) -> list[str]:
    """What can be counted: neighbourhoods and communes, then the kinds of bodies that lie below an
    area today.
    """
    today = timezone.localdate()
    kinds = (
        UnitVersion.objects.in_force(today)
        .filter(unit__level=Level.BODY, unit__in=_below(today, ancestor=area).values("unit"))
        .exclude(kind="")
        .order_by("kind")
        .values_list("kind", flat=True)
    )
    return [str(Level.NEIGHBOURHOOD), str(Level.COMMUNE), *kinds.distinct()]


def units_listed(unit: int, strata: Strata, day: date) -> list[ListedUnit]:
    """The units that are counted below one on a day, by name."""
    rows = _versions(unit, strata.groups, day).values_list(
        "unit_id", "name", "unit__level", *_FACTS
    )
    found = [
        ListedUnit(pk, name, facts_words(UnitFacts(*facts).key))
        for pk, name, *facts in rows
        if strata.holds(UnitFacts(*facts))
    ]
    return sorted(found, key=lambda one: name_order(one.name, one.unit))


def _versions(above: int, groups: Collection[str], day: date) -> QuerySet[UnitVersion]:
    """What lay below a unit on a day and belonged to one of the groups, as it was then."""
    return UnitVersion.objects.in_force(day).filter(
        Q(unit__level__in=groups) | Q(kind__in=groups),
        unit__in=_below(day, ancestor=above).values("unit"),
    )


def _below(day: date, **above: object) -> QuerySet[Ancestry]:
    rows = Ancestry.objects.filter(since__lte=day, until__gt=day, **above)
    return rows.exclude(unit=F("ancestor"))
