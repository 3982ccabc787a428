"""The parts of boxes: by what the figure of a box can be divided, and into which boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.sheets.breakdowns import breakdown_of
from phongtrao.core.sheets.elements import NUMBERS, whole_of
from phongtrao.reporting.models import IndicatorVersion

if TYPE_CHECKING:
    from collections.abc import Collection

    from phongtrao.core.sheets.breakdowns import Breakdown
    from phongtrao.reporting.models import Element


def breakdowns_open(rows: Collection[Element]) -> dict[int, list[Breakdown]]:
    """Id of a box of a form → the breakdowns of its indicator by which the form does not divide it
    yet; boxes without any are left out. One query. rows: all boxes of the form.
    """
    whole = [row for row in rows if row.indicator_id and not row.part and row.kind in NUMBERS]
    newest = IndicatorVersion.objects.filter(
        indicator__in={row.indicator_id for row in whole}
    ).order_by("number")
    stored = dict(newest.values_list("indicator_id", "breakdowns"))
    asked = {(row.indicator_id, row.part) for row in rows}
    found: dict[int, list[Breakdown]] = {}
    for row in whole:
        divided = [breakdown_of(one) for one in stored[row.indicator_id or 0]]
        left = [
            one
            for one in divided
            if one.members
            and not any((row.indicator_id, one.part(member)) in asked for member in one.members)
        ]
        if left:
            found[row.pk] = left
    return found


def parts_under(rows: Collection[Element], code: str) -> list[Element]:
    """The boxes of a form that are parts of the one with the code."""
    return [row for row in rows if row.part and whole_of(row.code) == code]
