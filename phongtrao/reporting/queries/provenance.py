"""Where a target's figures come from: the boxes counted, what they mean, what checks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.reporting.models import IndicatorVersion

if TYPE_CHECKING:
    from phongtrao.reporting.models import Element, Measure


@dataclass(frozen=True)
class CountedBox:
    """A box of the form that a figure counts. version: what its indicator means, None where it has
    none.
    """

    role: str
    element: Element
    version: IndicatorVersion | None


def boxes_of(measure: Measure) -> list[CountedBox]:
    """The boxes that a target is measured by, the numerator first; one query."""
    elements = [("Tử số" if measure.denominator else "Số đếm", measure.numerator)]
    if measure.denominator:
        elements.append(("Mẫu số", measure.denominator))
    newest = IndicatorVersion.objects.filter(
        indicator__in=[element.indicator_id for _, element in elements if element.indicator_id]
    ).order_by("number")
    meaning = {version.indicator_id: version for version in newest}
    return [
        CountedBox(role, element, meaning.get(element.indicator_id or 0))
        for role, element in elements
    ]
