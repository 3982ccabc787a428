"""Totals of many units and elements at once, each with what it rests on.

A total is the sum of the figures given, beside the numbers of reports that left the box empty, that
it does not concern and that do not know; a report that was not sent is in none of them. Totals of
disjoint reports are added like figures, so that a report moves each of its ancestors' totals by one
row and nobody adds up a whole province again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from phongtrao.core.figures.marks import BLANK, LEAST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.rollup.adding import Table, added, exactly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Counts = NDArray[np.int32]

_HEAD: Final = 9
"""Bytes before the sums: which widths follow, then reports and accepted reports, four each."""
_SUM_WIDTHS: Final = tuple(np.dtype(name) for name in ("<i1", "<i2", "<i4", "<i8"))
_SUM_LIMITS: Final = (2**7, 2**15, 2**31)
_COUNT_WIDTHS: Final = tuple(np.dtype(name) for name in ("V0", "<u1", "<u2", "<u4"))
"""The first stands for counts that are all 0 and not written."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Totals of groups of reports (rows) for the elements of a form (columns); never changed.

    For each group and element: `sums` of the figures given (int64; of a choice it means nothing),
    and how many reports stand as `blank`, `not_applicable`, `unknown` (int32). For each group: how
    many reports it holds, `reported`, and how many of them are `accepted`; the others are
    provisional. ValueError when the shapes disagree.
    """

    sums: Table
    blank: Counts
    not_applicable: Counts
    unknown: Counts
    reported: Counts
    accepted: Counts

    def __post_init__(self) -> None:
        shapes = {one.shape for one in (self.sums, self.blank, self.not_applicable, self.unknown)}
        if len(shapes) != 1 or {self.reported.shape, self.accepted.shape} != {(len(self),)}:
            raise ValueError("sums and counts are not of one shape")
        for name in self.__slots__:
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        """How many groups."""
        return len(self.sums)

    @property
    def width(self) -> int:
        """How many elements."""
        return int(self.sums.shape[1])

    @property
    def answered(self) -> Counts:
        """For each group and element, how many reports give a figure."""
        return self.reported[:, None] - self.blank - self.not_applicable - self.unknown

    def row(self, group: int) -> Block:
        """One group as a block of its own."""
        place = range(len(self))[group]
        part = slice(place, place + 1)
        return Block(
            self.sums[part],
            self.blank[part],
            self.not_applicable[part],
            self.unknown[part],
            self.reported[part],
            self.accepted[part],
        )

    def together(self) -> Block:
        """All groups as one, which holds nothing where there are none. Raises TotalTooLarge."""

        def add(part: Table) -> Table:
            return np.asarray(part.sum(axis=0, keepdims=True))

        counts = [one.sum(axis=0, keepdims=True, dtype=np.int64) for one in self._counts]
        return _block(exactly(add, self.sums, len(self)), counts)

    def map(self, add: Callable[[Table], Table]) -> Block:
        """The block that sums over groups make of this one.

        add: makes of a table with a row a group one with a row a new group; called for the sums and
        for each kind of count. OverflowError beyond two thousand million reports.
        """
        by_group = add(np.column_stack((self.reported, self.accepted)).astype(np.int64))
        marks = [add(one.astype(np.int64)) for one in self._counts[:3]]
        return _block(add(self.sums), [*marks, by_group[:, 0], by_group[:, 1]])

    def spread(self, places: Sequence[int], groups: int) -> Block:
        """The groups put at other places among so many; nothing at the places between."""

        def wide(part: NDArray[Any]) -> NDArray[Any]:
            table = np.zeros((groups, *part.shape[1:]), part.dtype)
            table[places] = part
            return table

        if list(places) == list(range(groups)):
            return self
        return Block(wide(self.sums), *(wide(one) for one in self._counts))

    @property
    def _counts(self) -> tuple[Counts, ...]:
        return self.blank, self.not_applicable, self.unknown, self.reported, self.accepted

    def plus(self, group: int, row: Table, *, accepted: bool) -> Block:
        """The block with one more report in a group. Raises TotalTooLarge.

        row: the report as packed, of this block's width (ValueError otherwise).
        """
        return self._moved(group, row, 1, accepted=accepted)

    def minus(self, group: int, row: Table, *, accepted: bool) -> Block:
        """The block without a report that it holds, as it was added.

        A revision replaces the last one, and an acceptance turns a provisional row into an accepted
        one, by minus and plus. ValueError for a row that cannot have been added.
        """
        changed = self._moved(group, row, -1, accepted=accepted)
        if not _possible(changed.row(group)):
            raise ValueError(f"group {group} does not hold this row")
        return changed

    def _moved(self, group: int, row: Table, sign: int, *, accepted: bool) -> Block:
        if row.shape != (self.width,):
            raise ValueError(f"a row of {row.shape} is none of {self.width} elements")
        if np.any((row > UNKNOWN) & (row < LEAST)):
            raise ValueError("a number is neither a figure nor a mark")
        place = range(len(self))[group]
        sums, counts = self.sums.copy(), [one.copy() for one in self._counts]
        sums[place] = added(sums[place], sign * np.where(row < LEAST, 0, row))
        marks = (row == BLANK, row == NOT_APPLICABLE, row == UNKNOWN)
        for count, change in zip(counts, (*marks, 1, accepted), strict=True):
            count[place] += np.multiply(sign, change, dtype=np.int32)
        return Block(sums, *counts)

    def to_bytes(self) -> list[bytes]:
        """Each group, each kind of number in as few bytes as the group's largest one needs.

        Equal totals are equal bytes. 60 elements of up to 65,535 reports take at most 849 bytes.
        """
        tables: tuple[NDArray[Any], ...] = (self.sums, *self._counts[:3])
        codes = _codes(self.sums, self._counts[:3])
        reports = np.stack((self.reported, self.accepted), axis=1).astype("<u4")
        rows = [b""] * len(self)
        for code in set(codes.tolist()):
            places = np.flatnonzero(codes == code)
            parts = [np.full((len(places), 1), code, np.uint8), _bytes(reports[places])]
            for table, kind in zip(tables, _widths(code), strict=True):
                if kind.itemsize:
                    parts.append(_bytes(table[places].astype(kind)))
            for place, row in zip(places.tolist(), np.concatenate(parts, axis=1), strict=True):
                rows[place] = row.tobytes()
        return rows

    @staticmethod
    def from_bytes(rows: Sequence[bytes], width: int) -> Block:
        """Groups as written by `to_bytes`, in their order; ValueError for those of another width.

        Rows whose numbers take the same bytes are read together.
        """
        sums = np.zeros((len(rows), width), np.int64)
        marks = np.zeros((3, len(rows), width), np.uint32)
        reports = np.zeros((len(rows), 2), np.uint32)
        alike: dict[int, list[int]] = {}
        for place, row in enumerate(rows):
            alike.setdefault(row[0] if row else 0, []).append(place)
        for code, places in alike.items():
            widths = _widths(code)
            length = _HEAD + width * sum(one.itemsize for one in widths)
            if any(len(rows[place]) != length for place in places):
                raise ValueError(f"a stored total is not of {width} elements")
            data = np.frombuffer(b"".join(rows[place] for place in places), np.uint8)
            table = data.reshape(len(places), length)
            reports[places] = _numbers(table[:, 1:_HEAD], np.dtype("<u4"))
            first = _HEAD
            for target, kind in zip((sums, *marks), widths, strict=True):
                after = first + width * kind.itemsize
                if after > first:
                    target[places] = _numbers(table[:, first:after], kind)
                first = after
        return _block(sums, [*marks, reports[:, 0], reports[:, 1]])


def _codes(sums: Table, marks: Sequence[Counts]) -> NDArray[np.uint8]:
    """For each group a byte that tells the widths: two bits each, of the sums and of the marks."""
    least, most = sums.min(axis=1, initial=0), sums.max(axis=1, initial=0)
    codes = np.zeros(len(sums), np.uint8)
    for limit in _SUM_LIMITS:
        codes += (least < -limit) | (most >= limit)
    for shift, counts in enumerate(marks, start=1):
        most = counts.max(axis=1, initial=0)
        width = (most > 0).astype(np.uint8) + (most > 0xFF) + (most > 0xFFFF)
        codes |= width << np.uint8(2 * shift)
    return codes


def _widths(code: int) -> tuple[np.dtype[Any], ...]:
    """The kinds of numbers of the sums and of the three marks."""
    return _SUM_WIDTHS[code & 3], *(_COUNT_WIDTHS[code >> 2 * shift & 3] for shift in (1, 2, 3))


def _bytes(table: NDArray[Any]) -> NDArray[np.uint8]:
    return table.view(np.uint8)


def _numbers(table: NDArray[np.uint8], kind: np.dtype[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(table).view(kind)


def _block(sums: Table, counts: Sequence[NDArray[np.integer]]) -> Block:
    """A block from wide counts: of blank, not applicable, unknown, reported, accepted."""
    if any(one.max(initial=0) >= 2**31 for one in counts):
        raise OverflowError("more reports than can be counted")
    blank, not_applicable, unknown, reported, accepted = (one.astype(np.int32) for one in counts)
    return Block(sums, blank, not_applicable, unknown, reported, accepted)


def _possible(group: Block) -> bool:
    """Tell whether there are reports that make up such a total."""
    given = group.answered
    least = min(int(one.min(initial=0)) for one in (*group._counts, given))
    return (
        least == 0
        and bool(np.all(group.accepted <= group.reported))
        and not group.sums[given == 0].any()
    )


def nothing(groups: int, width: int) -> Block:
    """Totals of no report at all."""
    marks, reports = np.zeros((3, groups, width), np.int64), np.zeros((2, groups), np.int64)
    return _block(np.zeros((groups, width), np.int64), [*marks, *reports])


def merge(blocks: Sequence[Block]) -> Block:
    """The totals of reports of which each stands in one of the blocks (at least one block).

    ValueError when the blocks are not of one shape. Raises TotalTooLarge.
    """
    if len({one.sums.shape for one in blocks}) != 1:
        raise ValueError("the blocks are not of one shape")

    def add(part: Table) -> Table:
        return np.asarray(part.sum(axis=0))

    kinds = zip(*(one._counts for one in blocks), strict=True)
    return _block(
        exactly(add, np.stack([one.sums for one in blocks]), len(blocks)),
        [np.stack(kind).sum(axis=0, dtype=np.int64) for kind in kinds],
    )
