"""What is kept of the totals of an asked period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.reporting.models import Total
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import summed

if TYPE_CHECKING:
    from phongtrao.reporting.queries.sums import Sums
    from tests.reporting.report_rows import Asked


def sums(asked: Asked) -> list[int]:
    """The province's sums of taken, received and settled."""
    whole = summed(asked.period, layout_of(asked.form), asked.story.province).whole
    return [int(one) for one in whole.sums[0, :3]]


def counted(found: Sums) -> tuple[int, int, int]:
    """Of one place: how many reported, how many are accepted, how many are expected."""
    return int(found.whole.reported[0]), int(found.accepted.reported[0]), int(found.many[0])


def stored(asked: Asked) -> set[tuple[int | None, bool, bool, bytes]]:
    """The kept totals that hold a report."""
    rows = Total.objects.filter(period=asked.period)
    return {
        (row.unit_id, row.accepted, row.newest, bytes(row.row))
        for row in rows
        if any(bytes(row.row)[1:5])
    }
