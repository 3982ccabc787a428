"""Reported figures on later boundaries: sums are kept, shares are said, the rest is marked.

"As reported" is the rows themselves, of the units of their day; nothing here changes them. "On
today's boundaries" is made from them each time. A share that nobody knows is never guessed: what
was torn so floats among the heirs and counts only where all of them are counted together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, IntFlag
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, NamedTuple

import numpy as np

from phongtrao.core.figures.marks import BLANK, LEAST, MOST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.rollup.heirs import Link, Part, amounts_of, links_of, shares_by_day
from phongtrao.core.tree.succession import Succession, Successions
from phongtrao.core.tree.tree import Id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence, Set
    from datetime import date

    from numpy.typing import NDArray

_SENTINELS = np.array([0, NOT_APPLICABLE, BLANK, UNKNOWN], dtype=np.int64)
_FIGURE, _CONCERNS_NOT, _BLANK, _UNKNOWN = range(4)
"""Ranks: what stands in a box, as a place in _SENTINELS; without a figure the highest speaks."""
_SILENT, _OWES_NOTHING = -1, -2
"""In place of a row, behind which such a rank stands in every box."""
_SAFE = 9.0e18
"""Sums of magnitudes up to this do not leave int64."""


class Comparability(IntFlag):
    """What happened to a figure on its way to other boundaries; KEPT: it is as it was reported.

    SHARED: a part of it was split off by a known share. INCOMPLETE: of the units that it is made
    of, one is silent or left the box empty; the sum is of the others. NOT_COMPARABLE: there is no
    figure, because a part went nobody knows where, or because such figures cannot be added.
    AGREED: such a figure, but all units that a merged one is made of gave the same. DIFFERENT,
    TORN: why such a figure is not comparable: they gave different ones, or one of them was split.
    """

    KEPT = 0
    SHARED = 1
    INCOMPLETE = 2
    NOT_COMPARABLE = 4
    AGREED = 8
    DIFFERENT = 16
    TORN = 32


_KEPT, _SHARED, _INCOMPLETE, _NOT_COMPARABLE, _AGREED, _DIFFERENT, _TORN = np.array(
    [0, *Comparability], dtype=np.uint8
)


class ColumnKind(Enum):
    """How a column goes over a change of boundaries. Yes or no, a choice and a figure that was
    computed elsewhere cannot be added: a merged unit has the one on which all agree that it is made
    of, and none while one of them is silent.
    """

    ADDABLE = "addable"
    NOT_ADDABLE = "not-addable"


class Together(NamedTuple):
    """The figure of one or several of today's units.

    amount: a packed whole number; None where there is none or it cannot be said, as `comparability`
    tells. exact: of what is added, the same before it was rounded, of which rates are made.
    """

    amount: int | None
    comparability: Comparability
    exact: Fraction | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Floating(Generic[Id]):
    """What an old unit had and lies somewhere among several of today's units.

    figures: int64, one a column, 0 where there is none.
    """

    part: Part
    among: frozenset[Id]
    figures: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class OnBoundaries(Generic[Id]):
    """Rows of figures on the boundaries of a day; see `on_boundaries`.

    units: of that day → their places, those that have a part in a row. figures: int64 (units,
    columns), packed, a sentinel where there is no figure; what is not comparable stands as BLANK.
    marks: uint8 (units, columns), of Comparability. known: int64 (units, columns), what is surely
    the unit's own, 0 where nothing is; with `floating` it adds up to the rows. given: int32 (units,
    columns), rows with a figure in it. made_of: int32 (units,), old units that owed a row. parts:
    each unit's sources. rows, ranks: what it was made from.
    """

    units: Mapping[Id, int]
    columns: tuple[ColumnKind, ...]
    figures: NDArray[np.int64]
    marks: NDArray[np.uint8]
    known: NDArray[np.int64]
    given: NDArray[np.int32]
    made_of: NDArray[np.int32]
    parts: Mapping[Id, tuple[Part, ...]]
    floating: tuple[Floating[Id], ...]
    rows: NDArray[np.int64]
    ranks: NDArray[np.uint8]

    def together(self, units: Iterable[Id], column: int) -> Together:
        """The figure of one or several of today's units; those that are not here add nothing.

        What floats among none but these units is theirs together, and an old unit that lies within
        them as a whole is not shared: the total above is the same before and after a change.
        """
        wanted = {unit: self.units[unit] for unit in units if unit in self.units}
        if self.columns[column] is ColumnKind.NOT_ADDABLE:
            return self._alone([*wanted.values()], column)
        portions, found = self._portions(wanted.keys(), column)
        given = {row: share for row, share in portions.items() if not self.ranks[row, column]}
        if any(self.ranks[row, column] >= _BLANK for row in portions):
            found |= Comparability.INCOMPLETE
        if any(share < 1 for share in given.values()):
            found |= Comparability.SHARED
        if found & Comparability.NOT_COMPARABLE:
            return Together(None, found)
        if not given:
            return Together(None, Comparability.KEPT)
        known = int(self.known[[*wanted.values()], column].sum(dtype=object))
        floats = (gap.figures[column] for gap in self.floating if gap.among <= wanted.keys())
        exact = (int(self.rows[row, column]) * share for row, share in given.items())
        return Together(known + sum(map(int, floats)), found, sum(exact, Fraction(0)))

    def marks_of(self, units: Iterable[Id], column: int) -> Comparability:
        """All that happened to the figures of some of the units."""
        places = [self.units[unit] for unit in units]
        return Comparability(int(np.bitwise_or.reduce(self.marks[places, column])))

    def left_out(self, units: Iterable[Id], column: int) -> set[Id]:
        """Those of the units that have no figure, as few as there can be: a part of them went
        nobody knows where, beyond the units, or what they are made of does not agree. The others
        have one.
        """
        wanted = self.units.keys() & {*units}
        if self.columns[column] is ColumnKind.NOT_ADDABLE:
            torn = self.marks[:, column] & _NOT_COMPARABLE > 0
            return {unit for unit in wanted if torn[self.units[unit]]}
        gaps = [gap.among for gap in self.floating if not self.ranks[gap.part.row, column]]
        left: set[Id] = set()
        while lost := {unit for among in gaps if not among <= wanted for unit in among & wanted}:
            wanted -= lost
            left |= lost
        return left

    def _portions(
        self, wanted: Set[Id], column: int
    ) -> tuple[Mapping[int, Fraction], Comparability]:
        """How much of each row lies within the units, and what the rest does to their figure."""
        portions: dict[int, Fraction] = defaultdict(Fraction)
        for unit in wanted:
            for part in self.parts[unit]:
                portions[part.row] += part.share
        found = Comparability.KEPT
        for gap in self.floating:
            if gap.among <= wanted:
                portions[gap.part.row] += gap.part.share
            elif not gap.among.isdisjoint(wanted):
                found |= _FLOATING[self.ranks[gap.part.row, column]]
        return portions, found

    def _alone(self, places: Sequence[int], column: int) -> Together:
        """What cannot be added is said of one unit only."""
        if len(places) != 1:
            return Together(None, Comparability.NOT_COMPARABLE if places else Comparability.KEPT)
        figure = int(self.figures[places[0], column])
        found = Comparability(int(self.marks[places[0], column]))
        return Together(None if figure < LEAST else figure, found)


_FLOATING = {
    _FIGURE: Comparability.NOT_COMPARABLE,
    _CONCERNS_NOT: Comparability.KEPT,
    _BLANK: Comparability.INCOMPLETE,
    _UNKNOWN: Comparability.INCOMPLETE,
}
"""What it does to a figure when a part of such a box went nobody knows where."""


def on_boundaries(
    units: Sequence[Id],
    rows: NDArray[np.int64],
    columns: Sequence[ColumnKind],
    successions: Iterable[Succession[Id]],
    on: date,
    *,
    measured_on: date | None = None,
    owing: Collection[Id] | None = None,
) -> OnBoundaries[Id]:
    """Carry rows of figures over all mergers and splits between two days, in one step.

    units, rows: one packed row each, int64 (units, columns), on the boundaries of `measured_on`
    (None: before every succession). successions: all that are known, in any order. owing: the old
    units that owed a row (None: all that something was made of); a unit that owed one and sent none
    is missing, not zero. Parts of a whole number are rounded by the largest remainder, so that they
    add up to it. Raises ValueError for a unit twice and rows of another shape; OverflowError for a
    sum beyond 10^18; TreeBroken for successions that do not fit each other or the units.
    """
    if len(set(units)) != len(units) or rows.shape != (len(units), len(columns)):
        raise ValueError(f"{rows.shape} figures for {len(units)} units, {len(columns)} columns")
    ranks = _ranks(rows)
    steps = list(successions)
    silent = Successions(steps).carried(dict.fromkeys(units, 0), on, measured_on=measured_on).silent
    sources = dict(zip(units, range(len(units)), strict=True))
    for unit in {before: None for missing in silent.values() for before in missing}:
        sources[unit] = _SILENT if owing is None or unit in owing else _OWES_NOTHING
    links = links_of(sources, shares_by_day(steps, measured_on, on), len(rows))
    return _gathered(links, rows, ranks, tuple(columns))


def _ranks(rows: NDArray[np.int64]) -> NDArray[np.uint8]:
    """What stands in each box. Two more rows at the end stand behind _OWES_NOTHING and _SILENT."""
    ranks = np.full((len(rows) + 2, rows.shape[1]), _CONCERNS_NOT, dtype=np.uint8)
    ranks[_SILENT] = _BLANK
    own = ranks[: len(rows)]
    own[:] = _FIGURE
    for rank, sentinel in enumerate(_SENTINELS[1:].tolist(), 1):
        own[rows == sentinel] = rank
    return ranks


def _gathered(
    links: Sequence[Link[Id]],
    rows: NDArray[np.int64],
    ranks: NDArray[np.uint8],
    columns: tuple[ColumnKind, ...],
) -> OnBoundaries[Id]:
    """Add up what lies in each unit and mark each figure."""
    alone = np.array([one is ColumnKind.NOT_ADDABLE for one in columns], dtype=bool)
    amounts = amounts_of(links, np.where((ranks[:-2] == _FIGURE) & ~alone, rows, 0))
    there = dict.fromkeys(unit for link in links if link.part.row >= 0 for unit in link.among)
    units = {unit: place for place, unit in enumerate(there)}
    owed = [link for link in links if link.part.row != _OWES_NOTHING]
    parts: dict[Id, list[Part]] = {unit: [] for unit in units}
    for link in owed:
        if not link.floats and link.among[0] in parts:
            parts[link.among[0]].append(link.part)
    ends = _Ends(links, units, len(rows))
    known = ends.sums(amounts)
    given, marks, stands = ends.marks(rows, ranks, alone)
    figures = np.where((given > 0) & ~alone, known, stands)
    figures[marks & _NOT_COMPARABLE > 0] = BLANK
    return OnBoundaries(
        units=units,
        columns=columns,
        figures=figures,
        marks=marks,
        known=known,
        given=given,
        made_of=ends.made_of.astype(np.int32),
        parts={unit: tuple(of_one) for unit, of_one in parts.items()},
        floating=tuple(
            Floating(link.part, frozenset(link.among), amounts[link.amount])
            for link in owed
            if link.floats
        ),
        rows=rows,
        ranks=ranks,
    )


class _Ends:
    """The links as arrays, one entry for each unit that a link leads to, ordered by unit.

    row, amount: which row and which amount. floats, shared: of each entry, as a column. starts:
    where each unit begins. sources: old units that each unit is made of; made_of: those that owed
    a row.
    """

    def __init__(self, links: Iterable[Link[Id]], units: Mapping[Id, int], rows: int) -> None:
        """rows: how many; the row of zeros stands behind them among the amounts."""
        entries = [
            (
                units[unit],
                link.part.row,
                rows if link.floats else link.amount,
                link.floats,
                link.part.share < 1,
                link.source,
            )
            for link in links
            for unit in link.among
            if unit in units
        ]
        table = np.array(entries, dtype=np.intp).reshape(-1, 6)
        table = table[np.argsort(table[:, 0], kind="stable")]
        self.row, self.amount = table[:, 1], table[:, 2]
        self.floats, self.shared = table[:, 3:4] > 0, table[:, 4:5] > 0
        self.starts = np.searchsorted(table[:, 0], np.arange(len(units)))
        met = np.unique(table[:, [0, 5, 1]], axis=0)
        self.sources = np.bincount(met[:, 0], minlength=len(units))
        self.made_of = np.bincount(met[met[:, 2] != _OWES_NOTHING, 0], minlength=len(units))

    def sums(self, amounts: NDArray[np.int64]) -> NDArray[np.int64]:
        """What is surely each unit's own. OverflowError beyond 10^18."""
        largest = max(abs(int(amounts.max(initial=0))), abs(int(amounts.min(initial=0))))
        many = int(np.diff(self.starts, append=len(self.row)).max(initial=0))
        exact = amounts if largest * many <= _SAFE else amounts.astype(object)
        sums = np.add.reduceat(exact[self.amount], self.starts, axis=0)
        if np.abs(sums).max(initial=0) > MOST:
            raise OverflowError("a sum of merged units does not fit")
        return sums.astype(np.int64)

    def marks(
        self, rows: NDArray[np.int64], ranks: NDArray[np.uint8], alone: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int64]]:
        """Of each unit and column: rows with a figure in it, Comparability, and what stands there
        where nothing is added. alone: the columns that cannot be added.
        """
        found = ranks[self.row]
        is_figure = found == _FIGURE
        passed = np.where(found >= _BLANK, _INCOMPLETE, _KEPT)
        passed[is_figure & self.shared] = _SHARED
        passed[is_figure & self.floats] = _NOT_COMPARABLE
        marks = np.bitwise_or.reduceat(passed, self.starts, axis=0)
        figures = np.add.reduceat(is_figure, self.starts, axis=0, dtype=np.int32)
        given = np.add.reduceat(is_figure & ~self.floats, self.starts, axis=0, dtype=np.int32)
        marks[figures == 0] = _KEPT
        stands = _SENTINELS[np.maximum.reduceat(found, self.starts, axis=0)]
        said = rows[np.maximum(self.row, 0)]
        most = np.maximum.reduceat(np.where(is_figure, said, -MOST), self.starts, axis=0)
        least = np.minimum.reduceat(np.where(is_figure, said, MOST), self.starts, axis=0)
        here = alone & (figures > 0)
        marks[here & (marks & (_SHARED | _NOT_COMPARABLE) > 0)] |= _NOT_COMPARABLE | _TORN
        marks[here & (least < most)] |= _NOT_COMPARABLE | _DIFFERENT
        agreed = here & (marks == _KEPT)
        stands[agreed] = most[agreed]
        marks[agreed & (self.sources > 1)[:, None]] |= _AGREED
        return given, marks, stands
