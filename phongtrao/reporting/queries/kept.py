"""Kept totals of all communes or all provinces in several periods, read together: two queries, and
no work that grows with the number of reports.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.rollup.blocks import Block, merge
from phongtrao.reporting.models import Expected, Total

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from phongtrao.core.rollup.adding import Table
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.sheets import Layout


@dataclass(frozen=True)
class Kept:
    """One period over the units of a level, a group a unit. accepted, waiting: of accepted reports
    and of those that wait for it. expected: how many reports each unit owes.
    """

    accepted: Block
    waiting: Block
    expected: NDArray[np.int64]

    @cached_property
    def whole(self) -> Block:
        """Accepted and waiting together."""
        return merge([self.accepted, self.waiting])


def kept_of_level(
    periods: Collection[Period],
    layouts: Mapping[int, Layout],
    level: str,
    among: Collection[int] | None = None,
) -> tuple[list[int], dict[int, Kept]]:
    """The totals of the communes or provinces above who owes a report: their ids in order, and id
    of the period → a group for each. layouts: by form. among: ids of these units only.
    """
    rows = Expected.objects.filter(period__in=periods, level=level, unit__isnull=False)
    if among is not None:
        rows = rows.filter(unit__in=among)
    owed = list(rows.values_list("period_id", "unit_id", "many"))
    units = sorted({unit for _, unit, _ in owed})
    group = {unit: number for number, unit in enumerate(units)}
    expected: dict[int, NDArray[np.int64]] = {
        period.pk: np.zeros(len(units), np.int64) for period in periods
    }
    for period, unit, many in owed:
        expected[period][group[unit]] = many
    totals = Total.objects.filter(period__in=periods, unit__in=units).order_by()
    found: dict[tuple[int, bool], dict[int, bytes]] = defaultdict(dict)
    for period, unit, accepted, row in totals.values_list("period", "unit", "accepted", "row"):
        found[period, accepted][group[unit]] = bytes(row)
    return units, {
        period.pk: Kept(
            _spread(found[period.pk, True], len(units), layouts[period.form_id].width),
            _spread(found[period.pk, False], len(units), layouts[period.form_id].width),
            expected[period.pk],
        )
        for period in periods
    }


def _spread(rows: Mapping[int, bytes], groups: int, width: int) -> Block:
    """Stored groups, each in its place; of those that are not stored there is nothing."""
    block = Block.from_bytes(list(rows.values()), width)
    places = np.fromiter(rows, np.intp, len(rows))
    if np.array_equal(places, np.arange(groups)):
        return block

    def wide(table: Table) -> Table:
        spread = np.zeros((groups, table.shape[1]), np.int64)
        spread[places] = table
        return spread

    return block.map(wide)
