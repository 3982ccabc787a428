"""Keep the totals of communes and provinces true in the transaction that changes a report.

The rows of a commune and of its province are taken in this order by all who write, so that two
never wait for each other; the country is added up of its provinces when it is read, so that no row
is everybody's (docs/decisions/0005).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from phongtrao.core.rollup.blocks import Block, merge, nothing
from phongtrao.core.rollup.totals import add_up
from phongtrao.reporting.models import Obligation, ObligationState, Period, Total
from phongtrao.reporting.queries.sheets import Layout, layout_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_COUNTED = (ObligationState.SENT, ObligationState.ACCEPTED)
_READ = 20_000


@dataclass(frozen=True)
class Counted:
    """A report as it stands in totals."""

    row: bytes
    accepted: bool


@dataclass(frozen=True)
class Step:
    """A report that enters totals, leaves them or is replaced. None: it was or will be in none."""

    obligation: Obligation
    before: Counted | None
    after: Counted | None


def counted(obligation: Obligation) -> Counted | None:
    """How a report stands in totals now: what was sent last, while it is sent or accepted."""
    if obligation.state not in _COUNTED or obligation.current is None:
        return None
    return Counted(bytes(obligation.current.row), obligation.state == ObligationState.ACCEPTED)


def places_of(obligation: Obligation) -> tuple[int | None, ...]:
    """Ids of the units whose stored totals hold the report: its commune, and its province, or None
    for what lies below no province.
    """
    commune = (obligation.commune_id,) if obligation.commune_id else ()
    return (*commune, obligation.province_id)


def move_totals(period: Period, layout: Layout, steps: Iterable[Step]) -> None:
    """Move the totals by the reports of one period. Call it last: it takes the rows that others
    wait for. Raises TotalTooLarge.
    """
    changes: dict[tuple[int | None, bool], list[tuple[Counted, bool]]] = defaultdict(list)
    communes: set[int | None] = set()
    for step in steps:
        communes.add(step.obligation.commune_id)
        for place in places_of(step.obligation):
            for one, enters in ((step.before, False), (step.after, True)):
                if one is not None:
                    changes[place, one.accepted].append((one, enters))
    ordered = sorted(changes, key=lambda key: (key[0] not in communes, key[0] or 0, key[1]))
    for place, accepted in ordered:
        _move(period, layout, place, accepted=accepted, moves=changes[place, accepted])


def _move(
    period: Period,
    layout: Layout,
    place: int | None,
    *,
    accepted: bool,
    moves: Sequence[tuple[Counted, bool]],
) -> None:
    # Two who come first at once: one of them makes the row, both then wait for it in turn.
    rows = Total.objects.select_for_update().filter(period=period, unit=place, accepted=accepted)
    row = rows.first()
    if row is None:
        empty = nothing(1, layout.width).to_bytes()[0]
        Total.objects.bulk_create(
            [Total(period=period, unit_id=place, accepted=accepted, row=empty)],
            ignore_conflicts=True,
        )
        row = rows.get()
    block = Block.from_bytes([bytes(row.row)], layout.width)
    for one, enters in moves:
        if not enters:
            figures = layout.table([one.row])[0]
            block = block.minus(0, figures, accepted=one.accepted)
    coming = [one for one, enters in moves if enters]
    if coming:
        table, taken = layout.table([one.row for one in coming]), np.full(len(coming), accepted)
        block = merge([block, add_up(table, np.zeros(len(coming), np.intp), 1, taken)])
    row.row = block.to_bytes()[0]
    row.save(update_fields=["row"])


@transaction.atomic
def rebuild_totals(period: Period) -> int:
    """Add up the totals of a period anew from its reports; how many reports they hold.

    Equal totals are equal bytes: what `move_totals` kept and what this finds can be compared.
    """
    layout = layout_of(period.form)
    places = _places(period)
    blocks = {accepted: nothing(len(places), layout.width) for accepted in (False, True)}
    reports = 0
    for chunk in _reports(period):
        reports += len(chunk)
        table = layout.table([row for row, *_ in chunk])
        taken = np.array([state == ObligationState.ACCEPTED for _, state, *_ in chunk])
        pairs = np.array(
            [
                (number, places[place])
                for number, (_, _, commune, province) in enumerate(chunk)
                for place in ({commune, province} if commune else {province})
            ],
            np.intp,
        )
        for accepted, block in blocks.items():
            rows, groups = pairs[taken[pairs[:, 0]] == accepted].T
            found = add_up(table[rows], groups, len(places), taken[rows])
            blocks[accepted] = merge([block, found])
    Total.objects.filter(period=period).delete()
    Total.objects.bulk_create(
        (
            Total(period=period, unit_id=place, accepted=accepted, row=row)
            for accepted, block in blocks.items()
            for place, row in zip(places, block.to_bytes(), strict=True)
        ),
        batch_size=500,
    )
    return reports


def _places(period: Period) -> dict[int | None, int]:
    """The units whose totals the period has, numbered."""
    rows = Obligation.objects.filter(period=period, state__in=_COUNTED).order_by()
    found: dict[int | None, int] = {}
    for commune, province in rows.values_list("commune_id", "province_id").distinct():
        for place in {commune, province} if commune else {province}:
            found.setdefault(place, len(found))
    return found


def _reports(period: Period) -> Iterator[list[tuple[bytes, str, int | None, int | None]]]:
    """The reports that count, in parts: packed row, state, commune, province."""
    rows = Obligation.objects.filter(period=period, state__in=_COUNTED).order_by("pk")
    last = 0
    while True:
        found = list(
            rows.filter(pk__gt=last).values_list(
                "pk", "current__row", "state", "commune_id", "province_id"
            )[:_READ]
        )
        if not found:
            return
        last = found[-1][0]
        yield [(bytes(row), state, commune, province) for _, row, state, commune, province in found]
