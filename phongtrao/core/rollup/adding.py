"""Exact sums of whole numbers by group: what does not fit into 64 bits is refused, never wrapped.

Large numbers are added in two halves of 32 bits, which leave room for two thousand million of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Table = NDArray[np.int64]
"""Whole numbers, a row a unit (or a group of units), a column an element of the form."""
Places = NDArray[np.intp]

_ROOM: Final = 2**63 - 1
_HALF: Final = 32
_LOWER: Final = 2**_HALF - 1
_AT_ONCE: Final = 2**17
"""So many figures are worked on at a time: they fit into the processor's cache."""


class TotalTooLarge(RuleBroken):
    """A sum lies beyond ±(2^63 − 1); no figure of a report is near it, so somebody mistyped one."""

    code = "total-too-large"
    message = (
        "Tổng của ô thứ {box} vượt quá mức phần mềm cộng được (khoảng 9 tỷ tỷ). "
        "Hãy tìm đơn vị đã gõ thừa chữ số ở ô này và trả lại báo cáo để sửa."
    )


class Stretch(NamedTuple):
    """Some rows, those of one group side by side."""

    rows: slice | Places
    """Which rows, in the order in which they are added."""
    starts: Places
    """Where the rows of each group begin."""
    groups: Places
    """The group that begins there; each but once."""


def stretches(group_of_row: Places, groups: int, width: int) -> Iterator[Stretch]:
    """All rows in the order of their groups, in portions that fit into the cache.

    group_of_row: a number from 0 to groups − 1 for each row; ValueError for another one. Rows that
    come in this order are not moved.
    """
    if group_of_row.size and not 0 <= group_of_row.min() <= group_of_row.max() < groups:
        raise ValueError(f"a row belongs to none of {groups} groups")
    sorted_already = bool(np.all(group_of_row[1:] >= group_of_row[:-1]))
    order = None if sorted_already else np.argsort(group_of_row, kind="stable")
    portion = max(1, _AT_ONCE // max(1, width))
    for first in range(0, len(group_of_row), portion):
        part = slice(first, first + portion)
        rows = part if order is None else order[part]
        here = group_of_row[rows]
        starts = np.flatnonzero(np.concatenate(([True], here[1:] != here[:-1])))
        yield Stretch(rows, starts, here[starts])


class ExactSums:
    """Sums by group that grow by stretches of rows."""

    __slots__ = ("_bound", "_higher", "_lower")

    def __init__(self, groups: int, width: int) -> None:
        """Nothing yet: 0 for each group and column."""
        self._lower = np.zeros((groups, width), np.int64)
        self._higher: Table | None = None
        self._bound = 0  # no number in _lower is farther from 0

    def add(self, figures: Table, stretch: Stretch) -> None:
        """Add figures, a row for each row of the stretch, to the sums of its groups."""
        growth = _farthest(figures) * len(figures)
        if growth > _ROOM:
            self._carried()[stretch.groups] += _sums(figures >> _HALF, stretch)
            figures = figures & _LOWER
            growth = _LOWER * len(figures)
        if self._bound + growth > _ROOM:
            self._carried()
        self._lower[stretch.groups] += _sums(figures, stretch)
        self._bound += growth

    def _carried(self) -> Table:
        """The higher halves, after what the lower ones hold beyond 32 bits is moved to them."""
        if self._higher is None:
            self._higher = np.zeros_like(self._lower)
        self._higher += self._lower >> _HALF
        self._lower &= _LOWER
        self._bound = _LOWER
        return self._higher

    def result(self) -> Table:
        """The sums. Raises TotalTooLarge."""
        return self._lower if self._higher is None else _joined(self._carried(), self._lower)


def _sums(figures: Table, stretch: Stretch) -> Table:
    return np.add.reduceat(figures, stretch.starts, axis=0)


def _farthest(figures: Table) -> int:
    return max(-int(figures.min(initial=0)), int(figures.max(initial=0)))


def _joined(higher: Table, lower: Table) -> Table:
    """One number from its two halves, of which the lower one lies between 0 and 2^32 − 1."""
    beyond = (higher < -(2**31)) | (higher >= 2**31)
    if beyond.any():
        raise TotalTooLarge(box=int(np.argwhere(beyond)[0][-1]) + 1)
    return (higher << _HALF) + lower


def exactly(add: Callable[[Table], Table], figures: Table, terms: int) -> Table:
    """The sums that `add` makes of figures, each of at most so many terms. Raises TotalTooLarge.

    add: any sums and differences of the figures, columns apart; what wraps on the way to a sum
    that fits does no harm.
    """
    if _farthest(figures) * terms <= _ROOM:
        return add(figures)
    higher, lower = add(figures >> _HALF), add(figures & _LOWER)
    return _joined(higher + (lower >> _HALF), lower & _LOWER)


def added(figures: Table, others: Table) -> Table:
    """The sums of two tables of one shape. Raises TotalTooLarge."""
    sums = figures + others
    wrapped = (figures ^ sums) & (others ^ sums) < 0  # both of one sign, their sum of the other
    if wrapped.any():
        raise TotalTooLarge(box=int(np.argwhere(wrapped)[0][-1]) + 1)
    return sums
