"""The reports of one period on the boundaries of a later day, and their sums over today's units.

What lies in one of today's units is added up there as it is; only what was split, and what cannot
be added, goes through `core.rollup.boundaries`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from phongtrao.core.figures.marks import BLANK, LEAST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.rollup.boundaries import (
    ColumnKind,
    Comparability,
    OnBoundaries,
    on_boundaries,
)
from phongtrao.core.rollup.totals import add_up
from phongtrao.core.sheets.elements import NUMBERS
from phongtrao.core.tree.succession import WHOLE, Succession, Successions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from phongtrao.core.targets.levels import Exact
    from phongtrao.core.tree.succession import Shares
    from phongtrao.reporting.models import Measure, Period
    from phongtrao.reporting.queries.counted import CountedReport
    from phongtrao.reporting.queries.sheets import Layout

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sum:
    """What some of today's units reported of a measure in one period.

    upper, lower: what is counted and, of a rate, its denominator, without the units that are
    `left_out` because theirs cannot be said; None where it can be said of none. exact: both before
    they were rounded, which only happens to what was split by known shares. expected, reported,
    accepted: of the units of that time which lie there now, as a whole or in part, how many owed
    the figure, gave it, and have an accepted report; correcting: a report whose correction waits;
    unknown, blank: of those that owed it, how many said that they do not know, and left it empty;
    apart: how many it did not concern. Of an answer of yes or no all of them count today's units.
    """

    upper: int | None
    lower: int | None
    exact: Exact
    left_out: int
    comparability: Comparability
    expected: int
    reported: int
    accepted: int
    correcting: int
    unknown: int
    blank: int
    apart: int


class Carried:
    """The reports of one period on the boundaries of a day, perhaps before its window is over.

    owed: unit → its stratum, of all that owed a report; reports: of those of them that sent one,
    the newest; frozen: those whose report was accepted before, and the newest waits. steps: the
    successions of these units and of their heirs, up to the day.
    """

    def __init__(
        self,
        period: Period,
        layout: Layout,
        owed: Mapping[int, str],
        reports: Sequence[CountedReport],
        frozen: Collection[int],
        steps: Iterable[Succession[int]],
        on: date,
    ) -> None:
        self.layout, self.owed, self.on = layout, owed, on
        self.row_of = {one.unit: number for number, one in enumerate(reports)}
        self.frozen = np.array([one.unit in frozen for one in reports], np.bool_)
        self.accepted = np.array([one.accepted for one in reports], np.bool_) | self.frozen
        strata = [owed[one.unit] for one in reports]
        self.table = layout.table([one.row for one in reports], strata, outside=NOT_APPLICABLE)
        self._end = min(period.end, on)
        self.steps = _steps_after(self._end, owed, list(steps))
        self.touched = {unit for one in self.steps for unit in (one.predecessor, one.successor)}

    @cached_property
    def heirs(self) -> dict[int, tuple[int, ...]]:
        """Unit that owed a report → today's units that are made of it."""
        known, before = Successions(self.steps), self._end - _DAY
        return {
            unit: known.heirs(unit, self.on, before) if unit in self.touched else (unit,)
            for unit in self.owed
        }

    @cached_property
    def split(self) -> OnBoundaries[int]:
        """The reports of units that went to several."""
        return self._carried([unit for unit in self.row_of if len(self.heirs[unit]) > 1])

    @cached_property
    def changed(self) -> OnBoundaries[int]:
        """The reports of all units that a change touched."""
        return self._carried([unit for unit in self.row_of if unit in self.touched])

    def _carried(self, units: Sequence[int]) -> OnBoundaries[int]:
        return on_boundaries(
            units,
            self.table[[self.row_of[unit] for unit in units]],
            self.columns,
            self.steps if units else (),
            self.on,
            measured_on=self._end - _DAY,
            owing=self.owed.keys(),
        )

    @cached_property
    def columns(self) -> list[ColumnKind]:
        """How each column goes over a change: the two parts of a rate are added like counts."""
        added = [box.kind in NUMBERS for box in self.layout.sheet.columns]
        parted = [added[self.layout.column_of[one.numerator.code]] for one in self.layout.parted]
        return [
            ColumnKind.ADDABLE if one else ColumnKind.NOT_ADDABLE
            for one in (*added, *[True] * (2 * len(self.layout.rates)), *parted)
        ]


def _steps_after(
    end: date, owed: Mapping[int, str], steps: Sequence[Succession[int]]
) -> list[Succession[int]]:
    """The successions by which reports go on from the end of their window.

    A report is of its unit as it was by then; that of a unit that had ended goes to its heirs on
    the last day, beside their own.
    """
    early = [one for one in steps if one.on <= end]
    after: dict[tuple[int, date], set[int]] = defaultdict(set)
    for one in early:
        after[one.predecessor, one.on].add(one.successor)
    ended = {unit: on for (unit, on), heirs in after.items() if unit in owed and unit not in heirs}
    known = Successions(early)
    found = [one for one in steps if one.on > end]
    taking: dict[int, None] = {}
    for unit, on in ended.items():
        shares = _shares(known, unit, on, end)
        found += [Succession(unit, heir, end, share) for heir, share in shares.items()]
        taking |= dict.fromkeys(shares)
    found += [Succession(heir, heir, end) for heir in taking if heir in owed]
    return found


def _shares(known: Successions[int], unit: int, on: date, end: date) -> Shares[int]:
    """Which part of an ended unit lies where by a later day; None for an unknown one."""
    gone = known.carried({unit: WHOLE}, end, measured_on=on - _DAY)
    shares: Shares[int] = {heir: WHOLE * part for heir, part in gone.placed.items()}
    for gap in gone.floating:
        shares |= dict.fromkeys(sorted(gap.among))
    return shares


class _Amount(NamedTuple):
    """A sum, the same before shares were rounded, and what happened to it."""

    amount: int
    exact: Fraction | int
    comparability: Comparability = Comparability.KEPT

    def and_also(self, other: _Amount) -> _Amount:
        """Both together."""
        return _Amount(
            self.amount + other.amount,
            self.exact + other.exact,
            self.comparability | other.comparability,
        )


class _Rows(NamedTuple):
    """Rows of the table, and the place of each."""

    rows: NDArray[np.intp]
    places: NDArray[np.intp]


def _rows(pairs: Iterable[tuple[int, int]]) -> _Rows:
    return _Rows(*np.array([*pairs], np.intp).reshape(-1, 2).T)


class Laid:
    """The reports of a period laid out over places of today.

    places: today's unit → the number of its place, below `many`; units that are left out are not
    counted.
    """

    def __init__(self, carried: Carried, places: Mapping[int, int], many: int) -> None:
        self.carried, self.places, self.many = carried, places, many
        pairs = [
            (number, heir, places[heir])
            for number, unit in enumerate(carried.owed)
            for heir in carried.heirs[unit]
            if heir in places
        ]
        self._old, self._heir, self._place = np.array(pairs, np.intp).reshape(-1, 3).T
        # Of several heirs at one place an old unit stands there once.
        self._owed, self._place_of_owed = np.divmod(np.unique(self._old * many + self._place), many)
        self._rests: dict[frozenset[int], Laid] = {}

    @cached_property
    def _whole(self) -> _Rows:
        """The rows that lie in one of today's units, with their places."""
        heirs = self.carried.heirs
        return _rows(
            (row, self.places[heirs[unit][0]])
            for unit, row in self.carried.row_of.items()
            if len(heirs[unit]) == 1 and heirs[unit][0] in self.places
        )

    @cached_property
    def _untouched(self) -> _Rows:
        """The rows of units that no change touched, with their places."""
        return _rows(
            (row, self.places[unit])
            for unit, row in self.carried.row_of.items()
            if unit not in self.carried.touched and unit in self.places
        )

    def _at(self, carried: OnBoundaries[int]) -> dict[int, list[int]]:
        """Place → those of the units that lie there."""
        found: dict[int, list[int]] = defaultdict(list)
        for unit in carried.units:
            if unit in self.places:
                found[self.places[unit]].append(unit)
        return found

    @cached_property
    def _split(self) -> dict[int, list[int]]:
        return self._at(self.carried.split)

    @cached_property
    def _changed(self) -> dict[int, list[int]]:
        return self._at(self.carried.changed)

    def sums(self, measure: Measure) -> list[Sum]:
        """What the places reported of a measure; a unit whose part cannot be said takes nothing
        from what the others have.
        """
        column, rate = self.carried.layout.column(measure), bool(measure.denominator_id)
        carried, units = self._touched(column)
        left = {place: carried.left_out(here, column) for place, here in units.items()}
        lost = frozenset[int]().union(*left.values())
        rest = self._without(lost) if lost else self
        others = rest._bases(measure, column) if lost else []
        amounts = rest._amounts([column, column + 1] if rate else [column])
        found = []
        for place, base in enumerate(self._bases(measure, column)):
            figures = amounts[place]
            mark = figures[0].comparability | figures[-1].comparability
            upper: int | None = figures[0].amount
            lower = figures[1].amount if rate else None
            left_out = len(left.get(place, ()))
            if left_out:
                mark |= carried.marks_of(left[place], column)
                if not others[place][1]:
                    upper = lower = None
            exact = (figures[0].exact, figures[1].exact if rate else 0)
            found.append(Sum(upper, lower, exact, left_out, mark, *base))
        return found

    def _is_added(self, column: int) -> bool:
        return self.carried.columns[column] is ColumnKind.ADDABLE

    def _touched(self, column: int) -> tuple[OnBoundaries[int], dict[int, list[int]]]:
        """What does not go over the changes as it is, and which units of each place it is of."""
        if self._is_added(column):
            return self.carried.split, self._split
        return self.carried.changed, self._changed

    def _without(self, left: frozenset[int]) -> Laid:
        """The same without some of today's units."""
        if left not in self._rests:
            places = {unit: place for unit, place in self.places.items() if unit not in left}
            self._rests[left] = Laid(self.carried, places, self.many)
        return self._rests[left]

    def _amounts(self, columns: Sequence[int]) -> list[list[_Amount]]:
        """Of each place the sums of columns, and what happened to them."""
        added = self._is_added(columns[0])
        rows, together = (
            (self._whole, self._together) if added else (self._untouched, self._each_alone)
        )
        _, units = self._touched(columns[0])
        return [
            [
                own.and_also(together(units[place], column)) if place in units else own
                for own, column in zip(plain, columns, strict=True)
            ]
            for place, plain in enumerate(self._plain(rows, columns))
        ]

    def _plain(self, rows: _Rows, columns: Sequence[int]) -> list[list[_Amount]]:
        """Sums of rows, a list a place."""
        table = self.carried.table[rows.rows[:, None], columns]
        taken = np.zeros(len(table), np.bool_)
        sums: list[list[int]] = add_up(table, rows.places, self.many, taken).sums.tolist()
        return [[_Amount(one, one) for one in of_place] for of_place in sums]

    def _together(self, units: Sequence[int], column: int) -> _Amount:
        """The sum of what was split over some of today's units."""
        found = self.carried.split.together(units, column)
        return _Amount(found.amount or 0, found.exact or 0, found.comparability)

    def _each_alone(self, units: Sequence[int], column: int) -> _Amount:
        """The sum of what cannot be added on its way."""
        carried = self.carried.changed
        figures = carried.figures[[carried.units[unit] for unit in units], column]
        said = int(figures[figures >= LEAST].sum())
        return _Amount(said, said, carried.marks_of(units, column))

    def _bases(self, measure: Measure, column: int) -> list[list[int]]:
        """Of each place how many owed the figure, gave it, gave it in a report that is accepted,
        and in one whose correction waits, did not know it, left it empty, and are not concerned.
        """
        here = self.carried
        flags = np.zeros((len(here.owed), 7), np.bool_)
        strata = here.layout.strata.get(measure.pk)
        flags[:, 0] = strata.inside([*here.owed.values()]) if strata else True
        rows = np.array([here.row_of.get(unit, -1) for unit in here.owed], np.intp)
        sent = rows >= 0
        figures = here.table[rows[sent], column]
        flags[sent, 6] = flags[sent, 0] & (figures == NOT_APPLICABLE)
        flags[sent, 0] &= figures != NOT_APPLICABLE
        flags[sent, 1] = figures >= LEAST
        flags[sent, 2] = flags[sent, 1] & here.accepted[rows[sent]]
        flags[sent, 3] = flags[sent, 1] & here.frozen[rows[sent]]
        flags[sent, 4], flags[sent, 5] = figures == UNKNOWN, figures == BLANK
        flags, places = (
            (flags[self._owed], self._place_of_owed)
            if self._is_added(column)
            else self._of_units(flags, column)
        )
        counted: NDArray[np.int64] = np.stack(
            [np.bincount(places[flag], minlength=self.many) for flag in flags.T], axis=1
        )
        bases: list[list[int]] = counted.tolist()
        return bases

    def _of_units(
        self, flags: NDArray[np.bool_], column: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """The flags of `_bases` of today's units, and their places: a unit has given an answer when
        all that it is made of have, whether they agree or not; it does not know when one of them
        does not, has left it empty when one has, and the others have all said something.
        """
        units, first, number = np.unique(self._heir, return_index=True, return_inverse=True)
        owed, gave, accepted, correcting, unknown, blank, apart = (
            np.bincount(number[flag], minlength=len(units)) for flag in flags[self._old].T
        )
        said = (gave > 0) & (gave == owed)
        changed = self.carried.changed
        for unit, at in changed.units.items():
            if unit in self.places:
                torn = changed.marks[at, column] & Comparability.NOT_COMPARABLE > 0
                said[np.searchsorted(units, unit)] &= torn or changed.figures[at, column] >= LEAST
        whole = said & (accepted == gave)
        none_silent = ~said & (owed == gave + unknown + blank)
        of_units = np.stack(
            [
                owed > 0,
                said,
                whole,
                whole & (correcting > 0),
                none_silent & (unknown > 0),
                none_silent & (unknown == 0) & (blank > 0),
                (owed == 0) & (apart > 0),
            ],
            axis=1,
        )
        return of_units, self._place[first]
