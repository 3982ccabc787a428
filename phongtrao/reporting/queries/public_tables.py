"""What is hidden of a target's counts in its public table (F26), beside the others of its period.

A box may stand in the tables of several targets, of all units or of some, alone or in a rate: who
lays two tables side by side may subtract one from the other. So the accepted reports are laid in
groups, each of those that stand in the same tables, and in each group the small counts are hidden
with others beside the group's total, as if that were public too. A table shows a unit, or its
total, where nothing is hidden in the groups that make it up: then all tables of the period together
tell no more than the groups do, and each group is guarded by itself. Of other periods and of other
moments see `publishing`.

Boxes are guarded together where one tells of another: the two of a rate of sensitive work, of which
what is left is guarded too, and a box with its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from phongtrao.core.figures.marks import LEAST
from phongtrao.core.rollup.small_cells import hide_row
from phongtrao.core.sheets.elements import Kind, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set

    import numpy as np
    from numpy.typing import NDArray

    from phongtrao.reporting.models import Element, Measure
    from phongtrao.reporting.queries.sheets import Layout

Counts: TypeAlias = "list[int | None]"
"""What is counted in each row of a table; None without a report."""
Report: TypeAlias = "tuple[int, NDArray[np.int64]]"
"""The row of the table that a report is counted in, and its figures by the columns of the layout.
"""


class Group(NamedTuple):
    """Reports that stand in the same tables: the targets' measures, and the counts of each box, by
    its id.
    """

    measures: tuple[Measure, ...]
    counts: dict[int, Counts]


@dataclass(frozen=True)
class PublicTable:
    """A target's table in a period. units: of its rows, ids. limit: counts from 1 to below it are
    small. sensitive: ids of the form's sensitive indicators. counts: of the boxes of the measure.
    reports: gives the accepted ones, asked where a box stands in another table too.
    """

    measure: Measure
    layout: Layout
    units: Sequence[int]
    limit: int
    sensitive: Set[int]
    counts: Mapping[int, Counts]
    reports: Callable[[], Iterable[Report]]

    def hidden(self, box: Element | None) -> list[bool]:
        """What is hidden of a box of the measure, its total last; a number with decimal places is
        no count.
        """
        found = [False] * (len(self.units) + 1)
        if box is None or box.kind != Kind.INTEGER:
            return found
        boxes = self._guarded_with(box.pk)
        for group in self._groups(boxes):
            found = _either(found, self._of_group(group, boxes))
        return found

    def _of_group(self, group: Group, boxes: Collection[int]) -> list[bool]:
        found = [False] * (len(self.units) + 1)
        for counts in self._told(group, boxes):
            found = _either(found, _of_counts(counts, self.limit))
        return found

    def _told(self, group: Group, boxes: Collection[int]) -> Iterable[Counts]:
        """What a group tells of boxes: their counts, and what is left of a whole."""
        for one in group.measures:
            upper, *lower = _ids_of(one)
            if one in self._sensitive_rates and upper in boxes:
                yield group.counts[upper]
                yield _left(group.counts[lower[0]], [group.counts[upper]])
            else:
                yield from (group.counts[box] for box in (upper, *lower) if box in boxes)
        for whole, parts in self._parts.items():
            given = [group.counts[part] for part in parts if part in group.counts]
            if given and whole in group.counts:
                yield _left(group.counts[whole], given)

    @cached_property
    def _measures(self) -> tuple[Measure, ...]:
        """All that the form measures; a box that no target counts stands in one table."""
        own, every = self.measure, self.layout.measures
        return every if own in every else (own,)

    @cached_property
    def _boxes(self) -> dict[int, Element]:
        """The boxes that are measured."""
        every = [box for one in self._measures for box in (one.numerator, one.denominator) if box]
        return {box.pk: box for box in every}

    @cached_property
    def _sensitive_rates(self) -> list[Measure]:
        """The rates of sensitive work."""
        return [
            one
            for one in self._measures
            if one.denominator
            and not self.sensitive.isdisjoint(
                (one.numerator.indicator_id, one.denominator.indicator_id)
            )
        ]

    @cached_property
    def _parts(self) -> dict[int, list[int]]:
        """Box → its parts, of those that are measured."""
        by_code = {box.code: pk for pk, box in self._boxes.items()}
        found: dict[int, list[int]] = {}
        for pk, box in self._boxes.items():
            if box.part and (whole := by_code.get(whole_of(box.code))):
                found.setdefault(whole, []).append(pk)
        return found

    def _guarded_with(self, box: int) -> set[int]:
        """A box with those of which it tells something."""
        tied = [{one.numerator_id, one.denominator_id or 0} for one in self._sensitive_rates]
        tied += [{whole, *parts} for whole, parts in self._parts.items()]
        found = {box}
        while more := {one for some in tied if some & found for one in some} - found:
            found |= more
        return found

    def _groups(self, boxes: Collection[int]) -> list[Group]:
        """The groups that make up the table; one where its boxes stand in no other."""
        among = [one for one in self._measures if not set(boxes).isdisjoint(_ids_of(one))]
        if len(among) == 1:
            return [Group((self.measure,), dict(self.counts))]
        place = {unit: row for row, unit in enumerate(self.units)}
        column = {one: self.layout.column(one) for one in among}
        found: dict[tuple[Measure, ...], Group] = {}
        for unit, figures in self.reports():
            inside = tuple(one for one in among if figures[column[one]] >= LEAST)
            if self.measure not in inside:
                continue
            group = found.setdefault(inside, Group(inside, {}))
            said = {
                box: int(figures[column[one] + lower])
                for one in inside
                for lower, box in enumerate(_ids_of(one))
                if box in boxes
            }
            for box, figure in said.items():
                counts = group.counts.setdefault(box, [None] * len(self.units))
                counts[place[unit]] = (counts[place[unit]] or 0) + figure
        return list(found.values())


def _ids_of(measure: Measure) -> list[int]:
    """The boxes of a measure, that of its numerator first."""
    return [box for box in (measure.numerator_id, measure.denominator_id) if box]


def _either(some: Sequence[bool], others: Sequence[bool]) -> list[bool]:
    return [one or other for one, other in zip(some, others, strict=True)]


def _left(whole: Counts, parts: Sequence[Counts]) -> Counts:
    """What is left of a whole without some of it."""
    return [
        None if one is None else one - sum(part or 0 for part in some)
        for one, *some in zip(whole, *parts, strict=True)
    ]


def _of_counts(counts: Counts, limit: int) -> list[bool]:
    """What is hidden of a column, and of its total behind it; all where a number is below zero."""
    if min((one or 0 for one in counts), default=0) < 0:
        return [True] * (len(counts) + 1)
    row = hide_row(counts, limit)
    return [*row.cells, row.total]
