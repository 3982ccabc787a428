"""The kept totals of one period over one place, with what they rest on; how targets stand by the
totals of many is said in `series` and `sums`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.rollup.blocks import Block, merge, nothing
from phongtrao.core.rollup.totals import add_up
from phongtrao.reporting.models import Expected, Obligation, ObligationState, Total
from phongtrao.reporting.queries.sums import expected_at, has_kept_total, totals_at
from phongtrao.units.models import Ancestry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.sheets import Layout
    from phongtrao.units.models import Unit

_COUNTED = (ObligationState.SENT, ObligationState.ACCEPTED)


@dataclass(frozen=True)
class Summed:
    """The total of a period over the units of one place. accepted, waiting: blocks of one group,
    of accepted reports and of those that wait for it; expected: how many reports are owed; strata:
    by stratum of who owes, empty where no measure of the form asks for it.
    """

    period: Period
    layout: Layout
    accepted: Block
    waiting: Block
    expected: int
    strata: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def whole(self) -> Block:
        """Accepted and waiting together."""
        return merge([self.accepted, self.waiting])

    @property
    def reported(self) -> int:
        """Units whose report counts."""
        return int(self.whole.reported[0])

    @property
    def approved(self) -> int:
        """Units whose report is accepted."""
        return int(self.accepted.reported[0])


def summed(period: Period, layout: Layout, place: Unit | None = None) -> Summed:
    """The total over all who owe the period or, with a place, over those that lay below it when the
    period was opened.
    """
    if place and not has_kept_total(place):
        return _added_up(period, layout, place)
    expected, strata = _owed(expected_at(place).filter(period=period), layout)
    rows = totals_at(place, expected).filter(period=period)
    parts: dict[bool, list[bytes]] = {False: [], True: []}
    for accepted, row in rows.values_list("accepted", "row"):
        parts[accepted].append(bytes(row))
    return Summed(
        period,
        layout,
        _sum(parts[True], layout),
        _sum(parts[False], layout),
        sum(expected.values()),
        sum(strata.values(), Counter()),
    )


def _owed(
    rows: QuerySet[Expected], layout: Layout
) -> tuple[dict[int | None, int], dict[int | None, Counter[str]]]:
    """How many reports are owed by place, and by place and stratum where that is asked for."""
    if not layout.strata:
        return dict(rows.values_list("unit", "many")), {}
    found = list(rows.values_list("unit", "many", "strata"))
    return {unit: many for unit, many, _ in found}, {
        unit: Counter(strata) for unit, _, strata in found
    }


def _sum(rows: Sequence[bytes], layout: Layout) -> Block:
    """The rows added up to one group."""
    return Block.from_bytes(list(rows), layout.width).together()


def _added_up(period: Period, layout: Layout, place: Unit) -> Summed:
    """The total over the units below a unit that has no kept total: an office and its line."""
    below = Ancestry.objects.filter(
        ancestor=place, since__lte=period.end, until__gt=period.end
    ).values("unit")
    owed = Obligation.objects.filter(period=period, unit__in=below)
    owing = owed.exclude(state=ObligationState.EXEMPT).order_by()
    strata = Counter(owing.values_list("stratum", flat=True))
    rows = list(owed.filter(state__in=_COUNTED).values_list("current__row", "state", "stratum"))
    table = layout.table([bytes(row) for row, *_ in rows], [stratum for *_, stratum in rows])
    taken = np.array([state == ObligationState.ACCEPTED for _, state, _ in rows], bool)
    blocks = [
        add_up(table[chosen], np.zeros(int(chosen.sum()), np.intp), 1, taken[chosen])
        for chosen in (taken, ~taken)
    ]
    return Summed(period, layout, blocks[0], blocks[1], strata.total(), strata)


def summed_by(period: Period, layout: Layout, level: str) -> dict[int, Summed]:
    """The totals of all communes or all provinces of a period, by id; two queries."""
    owed = Expected.objects.filter(period=period, level=level, unit__isnull=False)
    expected, strata = _owed(owed, layout)
    rows = Total.objects.filter(period=period, unit__in=list(expected))
    kept: dict[tuple[int | None, bool], bytes] = {
        (unit, accepted): bytes(row)
        for unit, accepted, row in rows.values_list("unit_id", "accepted", "row")
    }
    block = Block.from_bytes(list(kept.values()), layout.width)
    place = {key: number for number, key in enumerate(kept)}
    empty = nothing(1, layout.width)

    def part(unit: int, *, accepted: bool) -> Block:
        number = place.get((unit, accepted))
        return empty if number is None else block.row(number)

    return {
        unit: Summed(
            period,
            layout,
            part(unit, accepted=True),
            part(unit, accepted=False),
            expected[unit],
            strata.get(unit, {}),
        )
        for unit in sorted(unit for unit in expected if unit)
    }
