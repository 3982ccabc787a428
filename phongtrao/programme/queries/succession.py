"""Units on a day: which were there, and who took over from those that were not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from phongtrao.access.queries import remembered
from phongtrao.core.tree.dated import spans
from phongtrao.programme.models import Receipt
from phongtrao.units.models import LAST_DAY, Succession, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

    from phongtrao.programme.models import Programme

    _Spell = tuple[date | None, date | None]  # first day, first day no longer


def in_force(day: date) -> Q:
    """Units that are there on a day; one without any version always is."""
    versions = UnitVersion.objects.filter(unit=OuterRef("pk"))
    return Exists(versions.in_force(day)) | ~Exists(versions)


def not_in_force(units: QuerySet[Unit], day: date) -> set[int]:
    """Those of the units that are not there on a day."""
    return _away_among(units.order_by().values("pk"), day)


def _away_among(units: QuerySet[Any, Any], day: date) -> set[int]:
    """Those that are not there on a day. units: their ids.

    Few have a version that is over or to come; only these are looked at.
    """
    dated = UnitVersion.objects.filter(
        Q(valid_from__isnull=False) | Q(valid_to__isnull=False),
        Q(valid_from__gt=day) | Q(valid_to__lte=day),
        unit__in=units,
    )
    asked = set(dated.order_by().values_list("unit_id", flat=True))
    if not asked:
        return set()
    return set(
        Unit.objects.filter(pk__in=asked).exclude(in_force(day)).values_list("pk", flat=True)
    )


def away_holders(programme: Programme, day: date) -> set[int]:
    """Units that hold the programme and are not there on the day."""
    return away_holders_of([programme], day)


def away_holders_of(programmes: Iterable[Programme], day: date) -> set[int]:
    """Units that hold one of the programmes and are not there on the day."""
    asked = frozenset(one.pk for one in programmes)
    held = Receipt.objects.filter(programme__in=asked).order_by().values("unit")
    return remembered(("away", asked, day), lambda: _away_among(held, day))


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
    after = next_heirs(ended, day)
    return {old: lead_to(old, after) for old in ended}


def all_heirs_of(ended: Collection[int], day: date) -> dict[int, set[int]]:
    """As `heirs_of`, with those that ended too."""
    after = next_heirs(ended, day)
    return {old: lead_to(old, after, all_of=True) for old in ended}


def next_heirs(ended: Collection[int], day: date) -> dict[int, set[int]]:
    """Who took over from ended units until a day, and from those of their heirs that ended too:
    unit → its next heirs. One query a generation.
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
    return after


@dataclass(frozen=True)
class Former:
    """Ended units whose heirs some units are on a day. of: unit → those of all generations; ends:
    each of these → the first day on which it was no more; to: each of these → its next heirs.
    """

    of: dict[int, set[int]]
    ends: dict[int, date]
    to: dict[int, set[int]]

    @cached_property
    def _before(self) -> dict[int, set[int]]:
        """Unit → those whose next heir it is."""
        found: dict[int, set[int]] = defaultdict(set)
        for old, heirs in self.to.items():
            for heir in heirs:
                found[heir].add(old)
        return found

    def line_of(self, unit: int) -> set[int]:
        """Ids of a unit and of all whose heir it is."""
        return {unit, *self.of.get(unit, ())}

    def since(self, unit: int, starts: Mapping[int, date]) -> dict[int, date]:
        """Who of a unit and of those whose heir it is ever had something → from which day.
        starts: of those that had it themselves; an heir has it from the day on which they ended.
        """
        among = self.line_of(unit)
        found = {one: starts[one] for one in among if one in starts}
        waiting = list(found)
        while waiting:
            one = waiting.pop()
            for heir in self.to.get(one, set()) & among:
                day = max(found[one], self.ends[one])
                if heir not in found or day < found[heir]:
                    found[heir] = day
                    waiting.append(heir)
        return found

    def holders(self, unit: int, had: int, day: date) -> set[int]:
        """Who had on a day what `had` had: itself, or those of its heirs that were there then, of
        whose heirs the unit is one.
        """
        found, waiting, seen = set[int](), [had], {had}
        while waiting:
            one = waiting.pop()
            heirs = set[int]()
            if self.ends.get(one, LAST_DAY) <= day:
                heirs = self.to.get(one, heirs) & self.line_of(unit)
            if not heirs:
                found.add(one)
            waiting += heirs - seen
            seen |= heirs
        return found

    def speakers(
        self, unit: int, had: AbstractSet[int], spoke: AbstractSet[int]
    ) -> tuple[set[int], bool]:
        """Who of those that spoke speaks for a unit's part in something: itself, else for each part
        that it took over the last one that had it; and whether all parts are spoken for.

        had: who had a part themselves.
        """
        parts = self.since(unit, dict.fromkeys(self.line_of(unit) & had, LAST_DAY)).keys()
        found, whole, waiting, seen = set[int](), True, [unit], {unit}
        while waiting:
            one = waiting.pop()
            if one in spoke:
                found.add(one)
                continue
            whole = whole and one not in had
            left = (self._before.get(one, set()) & parts) - seen
            waiting += left
            seen |= left
        return found, whole


def predecessors_of(units: Iterable[int], day: date) -> dict[int, set[int]]:
    """Ended units, of all generations, whose heir each unit is on the day."""
    return former_units(units, day).of


def former_units(units: Iterable[int], day: date) -> Former:
    """Ended units whose heirs units are on a day. One query a generation."""
    asked = frozenset(units)
    return remembered(("former", asked, day), lambda: _ask_former(asked, day))


def _ask_former(asked: frozenset[int], day: date) -> Former:
    before: dict[int, set[int]] = defaultdict(set)
    ends: dict[int, date] = {}
    to: dict[int, set[int]] = defaultdict(set)
    waiting, seen = set(asked), set[int]()
    while waiting:
        seen |= waiting
        spells: dict[int, list[_Spell]] = defaultdict(list)
        heirs: dict[int, set[int]] = defaultdict(set)
        pairs = Succession.objects.filter(successor__in=waiting, on__lte=day).exclude(
            predecessor=F("successor")
        )
        for old, new, first, end in pairs.order_by().values_list(
            "predecessor_id",
            "successor_id",
            "predecessor__versions__valid_from",
            "predecessor__versions__valid_to",
        ):
            spells[old].append((first, end))
            heirs[old].add(new)
        ended = _ended(spells, day)
        ends |= ended
        waiting = ended.keys() - seen
        for old in ended:
            to[old] |= heirs[old]
            for new in heirs[old]:
                before[new].add(old)
    return Former({unit: lead_to(unit, before, all_of=True) for unit in asked}, ends, to)


def ended_among(units: Collection[int], day: date) -> dict[int, date]:
    """Those of some units that are not there on a day → the first day on which each was no more,
    LAST_DAY where none is known. One query; of thousands ask `not_in_force`.
    """
    spells: dict[int, list[_Spell]] = defaultdict(list)
    rows = UnitVersion.objects.filter(unit__in=units).order_by()
    for unit, first, end in rows.values_list("unit_id", "valid_from", "valid_to"):
        spells[unit].append((first, end))
    return _ended(spells, day)


def _ended(spells: dict[int, list[_Spell]], day: date) -> dict[int, date]:
    return {
        unit: max((end for _, end in held if end), default=LAST_DAY)
        for unit, held in spells.items()
        if not any(spans(first, end, day) for first, end in held)
    }


def lead_to(start: int, steps: dict[int, set[int]], *, all_of: bool = False) -> set[int]:
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
