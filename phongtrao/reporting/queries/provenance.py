"""Where a target's figures come from: the boxes counted, what they mean, what checks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.reporting.models import IndicatorVersion, Obligation
from phongtrao.reporting.queries.sums import owed_at
from phongtrao.units.models import Level, Unit

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.programme.models import Target
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


def owed_here(target: Target, place: Unit | None) -> Obligation | None:
    """The newest report that a place owes for a target; None for all who report."""
    if place is None:
        return None
    rows = Obligation.objects.filter(owed_at(place), period__form__measures__target=target)
    return rows.select_related("commune", "province").order_by("-period__end", "-pk").first()


@dataclass(frozen=True)
class Step:
    """A wider place on the way down to the one that is looked at. unit: its id, None for all who
    report.
    """

    name: str
    unit: int | None


def steps_to(user: User, target: Target, place: Unit | None, owed: Obligation | None) -> list[Step]:
    """The wider places that a person may look at, the widest first. owed: any report of the place,
    which tells where it lay.
    """
    if place is None:
        return []
    programme = target.programme
    reads_all = may(user, Permission.SUBMISSION_READ, programme.office_id)
    steps = [Step(str(programme.unit), None)] if reads_all else []
    units = [owed.province, owed.commune] if owed else []
    for unit in units:
        if unit is None or unit.pk in (place.pk, programme.unit_id):
            continue
        wider = place.level not in (Level.PROVINCE, unit.level)
        if wider and (reads_all or may(user, Permission.SUBMISSION_READ, unit.pk)):
            steps.append(Step(str(unit), unit.pk))
    return steps
