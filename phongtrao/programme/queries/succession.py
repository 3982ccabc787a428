"""Units on a day: which were there, and who took over from those that were not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from phongtrao.access.queries import remembered
from phongtrao.units.models import Succession, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from phongtrao.programme.models import Programme


def in_force(day: date) -> Q:
    """Units that are there on a day; one without any version always is."""
    versions = UnitVersion.objects.filter(unit=OuterRef("pk"))
    return Exists(versions.in_force(day)) | ~Exists(versions)


def not_in_force(units: QuerySet[Unit], day: date) -> set[int]:
    """Those of the units that are not there on a day.

    Few have a version that is over or to come; only these are looked at.
    """
    dated = UnitVersion.objects.filter(
        Q(valid_from__isnull=False) | Q(valid_to__isnull=False),
        Q(valid_from__gt=day) | Q(valid_to__lte=day),
        unit__in=units.order_by(),
    )
    asked = set(dated.order_by().values_list("unit_id", flat=True))
    if not asked:
        return set()
    return set(
        Unit.objects.filter(pk__in=asked).exclude(in_force(day)).values_list("pk", flat=True)
    )


def away_holders(programme: Programme, day: date) -> set[int]:
    """Units that hold the programme and are not there on the day."""
    held = programme.receipts.values("unit")
    return remembered(
        ("away", programme.pk, day), lambda: not_in_force(Unit.objects.filter(pk__in=held), day)
    )


def begun_by(units: Collection[int], day: date) -> set[int]:
    """Those of the units that have been there on the day or before."""
    versions = UnitVersion.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    return set(versions.filter(unit__in=units).values_list("unit_id", flat=True))


def units_below(unit_id: int, day: date) -> QuerySet[Unit]:
    """Units below a unit on a day, by territory or by line, without itself; ended ones included."""
    return Unit.objects.filter(
        reached_by__ancestor=unit_id, reached_by__since__lte=day, reached_by__until__gt=day
    ).exclude(pk=unit_id)


def heirs_of(ended: Collection[int], day: date) -> dict[int, set[int]]:
    """Who has what the ended units left: unit → its successors that are there on the day.

    A successor that ended too hands on to its own. A unit that is left out, or whose set is empty,
    has none. One query a generation.
    """
    after: dict[int, set[int]] = defaultdict(set)
    waiting, seen = set(ended), set[int]()
    while waiting:
        seen |= waiting
        pairs = Succession.objects.filter(predecessor__in=waiting, on__lte=day).exclude(
            predecessor=F("successor")
        )
        fresh = set()
        for old, new in pairs.values_list("predecessor_id", "successor_id"):
            after[old].add(new)
            fresh.add(new)
        waiting = not_in_force(Unit.objects.filter(pk__in=fresh - seen), day)
    return {old: _ends(old, after) for old in ended}


def predecessors_of(units: Iterable[int], day: date) -> dict[int, set[int]]:
    """Ended units, of all generations, whose heir each unit is on the day."""
    asked = frozenset(units)
    return remembered(("predecessors", asked, day), lambda: _ask_predecessors(asked, day))


def _ask_predecessors(asked: frozenset[int], day: date) -> dict[int, set[int]]:
    before: dict[int, set[int]] = defaultdict(set)
    waiting, seen = set(asked), set[int]()
    while waiting:
        seen |= waiting
        pairs = Succession.objects.filter(successor__in=waiting, on__lte=day).exclude(
            predecessor=F("successor")
        )
        old_of = [*pairs.values_list("predecessor_id", "successor_id")]
        gone = not_in_force(Unit.objects.filter(pk__in={old for old, _ in old_of} - seen), day)
        for old, new in old_of:
            if old in gone or old in seen:
                before[new].add(old)
        waiting = gone
    return {unit: _ends(unit, before, all_of=True) for unit in asked}


def _ends(start: int, steps: dict[int, set[int]], *, all_of: bool = False) -> set[int]:
    """Where the steps lead from `start`: the last of each way, or all of them."""
    found, waiting, seen = set(), [start], {start}
    while waiting:
        at = waiting.pop()
        if at != start and (all_of or not steps.get(at)):
            found.add(at)
        for other in steps.get(at, ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found


def called_on(units: Collection[int], day: date) -> dict[int, tuple[str, str]]:
    """Name and kind of units on a day; one without a version of that day is left out."""
    versions = UnitVersion.objects.in_force(day).filter(unit__in=units)
    return {
        unit: (name, kind) for unit, name, kind in versions.values_list("unit_id", "name", "kind")
    }


def names_on(units: Collection[int], day: date) -> dict[int, str]:
    """What units were called on a day; one without a version of that day is left out."""
    versions = UnitVersion.objects.in_force(day).filter(unit__in=units)
    return dict(versions.values_list("unit_id", "name"))
