"""Who became whom: figures and questions carried over mergers and splits, exactly or not at all.

A share that nobody knows is never guessed: the amount is known to lie among the successors, and
floats there until they come together again.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic

from phongtrao.core.tree.errors import (
    LonePart,
    ShareOutOfRange,
    SharesNotWhole,
    SuccessionTwice,
    SuccessorAlreadyThere,
)
from phongtrao.core.tree.tree import Id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

WHOLE = Fraction(1)

Exact = int | Fraction
Shares = dict[Id, Fraction | None]


@dataclass(frozen=True, slots=True)
class Succession(Generic[Id]):
    """From a day on, a share of the predecessor belongs to the successor.

    share: above 0, at most 1; None: some part, nobody knows how much. The successions of one
    predecessor on one day hold all of it. A unit that gives a part away or takes something in and
    goes on succeeds itself as well.
    """

    predecessor: Id
    successor: Id
    on: date
    share: Fraction | None = WHOLE


@dataclass(frozen=True, slots=True)
class Floating(Generic[Id]):
    """An amount of the predecessor's that lies somewhere among several units: the marked gap."""

    predecessor: Id
    on: date
    amount: Exact
    among: frozenset[Id]


@dataclass(frozen=True, slots=True)
class Carried(Generic[Id]):
    """What values became on later boundaries.

    placed: unit → the amount known to be its own. floating: amounts that lie among several units.
    silent: unit → those of its forebears that no value was given for.
    """

    placed: Mapping[Id, Exact]
    floating: tuple[Floating[Id], ...]
    silent: Mapping[Id, tuple[Id, ...]]

    @property
    def grand_total(self) -> Exact:
        """The sum of everything: always the sum of the values given."""
        return sum(self.placed.values()) + sum(gap.amount for gap in self.floating)

    def gaps_of(self, unit: Id) -> tuple[Floating[Id], ...]:
        """The floating amounts of which an unknown part is the unit's."""
        return tuple(gap for gap in self.floating if unit in gap.among)

    def of(self, unit: Id) -> Exact | None:
        """The unit's amount; None when a part is unknown, or when it or a forebear has no value."""
        return self.total([unit])

    def total(self, units: Collection[Id]) -> Exact | None:
        """The amount of several units together; None when any of it is unknown.

        An amount that floats among no others than these units is theirs together.
        """
        wanted = set(units)
        if any(unit in self.silent for unit in wanted):
            return None
        known = {unit for gap in self.floating for unit in gap.among} | self.placed.keys()
        if not wanted <= known:
            return None
        amount: Exact = sum(self.placed.get(unit, 0) for unit in wanted)
        for gap in self.floating:
            if gap.among <= wanted:
                amount += gap.amount
            elif not gap.among.isdisjoint(wanted):
                return None
        return amount


class _Day(Generic[Id]):
    """The successions of one day: each predecessor's shares, each successor's sources."""

    __slots__ = ("day", "shares", "sources")

    def __init__(self, day: date) -> None:
        self.day = day
        self.shares: dict[Id, Shares[Id]] = {}
        self.sources: dict[Id, list[Id]] = {}

    def add(self, one: Succession[Id]) -> None:
        """Take one in."""
        shares = self.shares.setdefault(one.predecessor, {})
        names = {"predecessor": one.predecessor, "successor": one.successor}
        if one.successor in shares:
            raise SuccessionTwice(**names, day=self.shown)
        if one.share is not None and not 0 < one.share <= 1:
            raise ShareOutOfRange(**names, share=_percent(one.share))
        shares[one.successor] = one.share
        self.sources.setdefault(one.successor, []).append(one.predecessor)

    def check(self) -> None:
        """See that each predecessor is given away as a whole."""
        for predecessor, shares in self.shares.items():
            known = [share for share in shares.values() if share is not None]
            total = sum(known, Fraction(0))
            if len(known) == len(shares):
                whole = total == 1
            elif len(shares) == 1:
                (successor,) = shares
                raise LonePart(predecessor=predecessor, successor=successor, day=self.shown)
            else:
                whole = total < 1
            if not whole:
                raise SharesNotWhole(predecessor=predecessor, day=self.shown, total=_percent(total))

    def check_begins(self, there: Iterable[Id]) -> None:
        """See that none of the units that are there begins on this day."""
        for unit in there:
            if unit in self.sources and unit not in self.shares:
                raise SuccessorAlreadyThere(unit=unit, day=self.shown)

    @property
    def shown(self) -> str:
        """The day as people write it."""
        return f"{self.day:%d/%m/%Y}"


def _percent(share: Fraction) -> str:
    """A share in percent, as people write it: "33,3333"."""
    return f"{float(share * 100):.6g}".replace(".", ",")


class Successions(Generic[Id]):
    """All successions, day by day; those of one day happen at once."""

    __slots__ = ("_days",)

    def __init__(self, successions: Iterable[Succession[Id]]) -> None:
        """Check and order.

        Raises SuccessionTwice, ShareOutOfRange, SharesNotWhole, LonePart, SuccessorAlreadyThere.
        """
        days: dict[date, _Day[Id]] = {}
        for one in successions:
            if one.on not in days:
                days[one.on] = _Day(one.on)
            days[one.on].add(one)
        self._days = [days[day] for day in sorted(days)]
        there: dict[Id, None] = {}
        for day in self._days:
            day.check()
            day.check_begins(there)
            for unit in day.shares:
                there.pop(unit, None)
            there.update(dict.fromkeys(day.sources))

    def heirs(self, unit: Id, day: date, since: date | None = None) -> tuple[Id, ...]:
        """The units that on a day hold what was the unit's on the day `since` (None: at first).

        Over as many steps as lie between; the unit itself when nothing happened to it.
        """
        held = {unit: None}
        for step in self._between(since, day):
            held = {heir: None for one in held for heir in step.shares.get(one, (one,))}
        return tuple(held)

    def forebears(self, unit: Id, day: date, until: date | None = None) -> tuple[Id, ...]:
        """The units that on a day held what is the unit's on the day `until` (None: at last).

        Over as many steps as lie between; the unit itself when nothing made it.
        """
        held = {unit: None}
        for step in reversed(list(self._between(day, until))):
            held = {before: None for one in held for before in step.sources.get(one, (one,))}
        return tuple(held)

    def carried(
        self, values: Mapping[Id, Exact], on: date, *, measured_on: date | None = None
    ) -> Carried[Id]:
        """What the values become on the boundaries of a later day.

        values: unit → amount on the boundaries of `measured_on` (None: before every succession); a
        unit without a value is silent, not zero. Amounts stay int while nothing divides them.
        Raises SuccessorAlreadyThere for a value of a unit that began later than it was measured.
        """
        placed: dict[Id, Exact] = dict(values)
        floating: list[Floating[Id]] = []
        made_of: dict[Id, dict[Id, None]] = {}
        for step in self._between(measured_on, on):
            step.check_begins(placed)
            made_of = _made_of_after(made_of, step)
            moved = [_moved(gap, step) for gap in floating]
            placed, torn = _placed_after(placed, step)
            floating = []
            for gap in (*moved, *torn):
                if len(gap.among) > 1:
                    floating.append(gap)
                else:
                    (unit,) = gap.among
                    placed[unit] = placed.get(unit, 0) + gap.amount
        silent = {
            unit: missing
            for unit, before in made_of.items()
            if (missing := tuple(one for one in before if one not in values))
        }
        return Carried(placed, tuple(floating), silent)

    def _between(self, after: date | None, upto: date | None) -> Iterator[_Day[Id]]:
        for step in self._days:
            if (after is None or after < step.day) and (upto is None or step.day <= upto):
                yield step


def _made_of_after(made_of: dict[Id, dict[Id, None]], step: _Day[Id]) -> dict[Id, dict[Id, None]]:
    """Unit → the first units it is made of, after one more day."""
    after = {unit: before for unit, before in made_of.items() if unit not in step.shares}
    for unit, sources in step.sources.items():
        after[unit] = {
            first: None for source in sources for first in made_of.get(source, {source: None})
        }
    return after


def _moved(gap: Floating[Id], step: _Day[Id]) -> Floating[Id]:
    """A floating amount after one more day."""
    among = frozenset(heir for unit in gap.among for heir in step.shares.get(unit, (unit,)))
    return Floating(gap.predecessor, gap.on, gap.amount, among)


def _placed_after(
    placed: dict[Id, Exact], step: _Day[Id]
) -> tuple[dict[Id, Exact], list[Floating[Id]]]:
    """The known amounts after one more day, and those that this day made float."""
    after = {unit: amount for unit, amount in placed.items() if unit not in step.shares}
    torn = []
    for unit, amount in placed.items():
        unknown, rest = [], amount
        for heir, share in step.shares.get(unit, {}).items():
            if share is None:
                unknown.append(heir)
            else:
                given = amount if share == 1 else amount * share
                after[heir] = after.get(heir, 0) + given
                rest -= given
        if unknown:
            torn.append(Floating(unit, step.day, rest, frozenset(unknown)))
    return after, torn
