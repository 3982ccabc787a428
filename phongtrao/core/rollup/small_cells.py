"""Small counts hidden from those outside the chain of offices, so that no total gives them back.

A count of two may point at two people. Hidden is every count above zero and below a limit, and as
many others as are needed so that rows, columns and totals do not tell what was hidden: not to one
who solves the equations, nor to one who also knows that something hidden is at least one. Zero
tells of nobody and is never hidden. Each table is guarded by itself, as it is at one moment: what
is shown in several places (a quarter and the half-year that holds it) or more than once belongs in
one table or is shown once only. A rate of a hidden count is hidden with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

HIDDEN_WORD = "ẩn"
"""What stands in place of a hidden figure, a small one and one hidden with it alike."""


class CountCannotBeHidden(RuleBroken):
    """A small count cannot be hidden where everything that would give it back is public already."""

    code = "count-cannot-be-hidden"
    message = (
        "Không thể ẩn số liệu nhỏ ở {cell} vì các số công khai khác cho phép tính ngược ra. "
        "Hãy gộp nhóm này với nhóm khác hoặc không công khai phần chi tiết."
    )


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """What is hidden of a row of counts and of their total."""

    cells: tuple[bool, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class HiddenTable:
    """What is hidden of a table, of the totals of its rows and columns, and of the grand total."""

    cells: tuple[tuple[bool, ...], ...]
    row_totals: tuple[bool, ...]
    column_totals: tuple[bool, ...]
    total: bool


def hide_row(
    counts: Sequence[int | None], limit: int, *, public: Collection[int] = ()
) -> HiddenRow:
    """What to hide of counts that stand beside their total.

    counts: None where nothing was reported. limit: counts from 1 to limit − 1 are small. public:
    places that others know already, so that they are never hidden; len(counts) is the total's.
    Raises ValueError for a count below 0, CountCannotBeHidden.
    """
    # There are no totals of columns. It is as if there were a second row that nobody sees: what one
    # cell gains another may lose.
    sums = _Sums(_with_totals([counts]), {(0, place) for place in public}, columns_add_up=False)
    hidden = sums.hidden(limit)[0].tolist()
    return HiddenRow(tuple(hidden[:-1]), hidden[-1])


def hide_table(
    counts: Sequence[Sequence[int | None]],
    limit: int,
    *,
    public: Collection[tuple[int, int]] = (),
) -> HiddenTable:
    """What to hide of a table that stands beside the totals of its rows, its columns and all.

    counts: rows of one length, None where nothing was reported. limit, errors: as in hide_row.
    public: (row, column) of what others know already; the row after the last holds the totals of
    the columns, the column after the last those of the rows.
    """
    *cells, totals = _Sums(_with_totals(counts), public).hidden(limit).tolist()
    return HiddenTable(
        tuple(tuple(row[:-1]) for row in cells),
        tuple(row[-1] for row in cells),
        tuple(totals[:-1]),
        totals[-1],
    )


def _with_totals(counts: Sequence[Sequence[int | None]]) -> NDArray[np.int64]:
    """The counts with their totals in a last row and a last column; what is not there as zero, of
    which nothing is hidden either.
    """
    width = len(counts[0]) if counts else 0
    inner = np.array([[count or 0 for count in row] for row in counts], dtype=np.int64)
    inner = inner.reshape(len(counts), width)
    if (inner < 0).any():
        raise ValueError("a count is not below 0")
    across = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([across, across.sum(axis=0)])


class _Sums:
    """Counts and their totals, as one graph of the sums that they are in.

    Rows and columns are the nodes; each cell joins its row and its column. With totals counted
    below zero every row and every column adds up to zero. So a hidden cell could as well be one
    more, or one less, just when hidden cells lead back from its column to its row, in turn one less
    and one more, each of which keeps at least one.

    up, down: float64, what it costs to go along a cell that becomes more (from its row to its
    column) or less (back), counted so: 0 when it is hidden, infinite when that cannot be.
    """

    def __init__(
        self,
        counts: NDArray[np.int64],
        public: Collection[tuple[int, int]],
        *,
        columns_add_up: bool = True,
    ) -> None:
        """Hiding costs the count; a total costs more than all counts together."""
        is_total = np.zeros(counts.shape, dtype=bool)
        is_total[-1], is_total[:, -1] = True, True
        below_zero = is_total.copy()
        below_zero[-1, -1] = False
        costs = np.where(counts > 0, counts + np.where(is_total, counts[-1, -1] + 1.0, 0.0), np.inf)
        for place in public:
            costs[place] = np.inf
        self.counts, self.columns_add_up = counts, columns_add_up
        self.up = np.where(below_zero & (counts < 2), np.inf, costs)
        self.down = np.where(~below_zero & (counts < 2), np.inf, costs)
        self.may_be_hidden = np.isfinite(costs)
        if not columns_add_up:
            self.up[-1] = self.down[-1] = 0
            self.may_be_hidden[-1] = False

    def hidden(self, limit: int) -> NDArray[np.bool_]:
        """What to hide: the small counts and, for each, the cells on its cheapest way back."""
        small = self.may_be_hidden & (self.counts < limit)
        hidden = small.copy()
        for up_or_down in (self.up, self.down):
            up_or_down[small & np.isfinite(up_or_down)] = 0
        for row, column in np.argwhere(small & ~self._hide_each_other(small)).tolist():
            for cell in self._way_back(row, column):
                hidden[cell] = True
                for up_or_down in (self.up, self.down):
                    up_or_down[cell] = 0 if np.isfinite(up_or_down[cell]) else np.inf
        return hidden & self.may_be_hidden

    def _hide_each_other(self, small: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The small counts of a single row beside which others stand that hide them: the search for
        a way back would find one that costs nothing. Thousands of them need no search.
        """
        found = np.zeros(small.shape, dtype=bool)
        if not self.columns_add_up:
            row, counts = small[0, :-1], self.counts[0, :-1]
            others = row.sum() - row
            others_may_be_less = (row & (counts > 1)).sum() - (row & (counts > 1))
            found[0, :-1] = row & ((others_may_be_less > 0) | ((counts > 1) & (others > 0)))
        return found

    def _way_back(self, row: int, column: int) -> list[tuple[int, int]]:
        """The other cells that leave open whether this one is one more, or one less."""
        up, down = float(self.up[row, column]), float(self.down[row, column])
        self.up[row, column] = self.down[row, column] = np.inf
        way = None
        if not np.isinf(up):
            way = _cheapest(self.down.T, self.up, column, row)
        if not np.isinf(down) and (way is None or way.cost):
            other = _cheapest(self.up, self.down.T, row, column)
            if other and (way is None or other.cost < way.cost):
                way = _Way(other.cost, [(column, row) for row, column in other.steps])
        self.up[row, column], self.down[row, column] = up, down
        if way is None:
            raise CountCannotBeHidden(cell=_words_of(row, column, self.counts.shape))
        return [(row, column) for column, row in way.steps]


class _Way(NamedTuple):
    """steps: the cells on it, by their near and far nodes."""

    cost: float
    steps: list[tuple[int, int]]


def _cheapest(
    there: NDArray[np.float64], back: NDArray[np.float64], start: int, goal: int
) -> _Way | None:
    """The cheapest way from a near node to a far one; None when there is none.

    there: costs from near nodes (rows of the array) to far ones; back: from far ones to near ones.
    """
    near, far = np.full(len(there), np.inf), np.full(len(back), np.inf)
    came_there, came_back = np.full(len(back), -1), np.full(len(there), -1)
    near[start] = 0
    better = np.array([start])
    while better.size:
        better = _spread(near, better, there, far, came_there)
        better = better[far[better] < far[goal]]
        better = _spread(far, better, back, near, came_back)
        better = better[near[better] < far[goal]]
    if np.isinf(far[goal]):
        return None
    return _Way(float(far[goal]), list(_steps(came_there, came_back, start, goal)))


def _spread(
    known: NDArray[np.float64],
    better: NDArray[np.intp],
    costs: NDArray[np.float64],
    found: NDArray[np.float64],
    came: NDArray[np.intp],
) -> NDArray[np.intp]:
    """Go on from the nodes that became cheaper to those on the other side; which of them did."""
    if not better.size:
        return better
    through = known[better, None] + costs[better]
    best = through.argmin(axis=0)
    cost = through[best, np.arange(through.shape[1])]
    cheaper = np.flatnonzero(cost < found)
    found[cheaper], came[cheaper] = cost[cheaper], better[best[cheaper]]
    return cheaper


def _steps(
    came_there: NDArray[np.intp], came_back: NDArray[np.intp], start: int, goal: int
) -> Iterator[tuple[int, int]]:
    far = goal
    while True:
        near = int(came_there[far])
        yield near, far
        if near == start:
            return
        far = int(came_back[near])
        yield near, far


def _words_of(row: int, column: int, shape: tuple[int, ...]) -> str:
    """Which cell, as people count."""
    totals = row == shape[0] - 1, column == shape[1] - 1
    if totals == (True, True):
        return "tổng cộng"
    if totals[0]:
        return f"tổng cột {column + 1}"
    if totals[1]:
        return f"tổng hàng {row + 1}"
    return f"hàng {row + 1}, cột {column + 1}"
