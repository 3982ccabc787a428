"""Who sees the counts of sensitive work as they are, and who only what is public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.access.models import Permission
from phongtrao.access.queries import may, reach
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from phongtrao.access.models import User
    from phongtrao.reporting.models import ReportForm


def hidden_boxes(user: User, form: ReportForm, unit: int | None = None) -> frozenset[str]:
    """Codes of the boxes of a form whose figures a person does not see in reports and totals: those
    of sensitive indicators, for who stands outside the chain of offices.

    In the chain is who may read at the office that looks after the form, or at the unit (None: all
    who report); an addressee of the form is not. What such a reader sees is the public form of the
    figures (`public_figures`).
    """
    boxes = form.elements.filter(indicator__sensitive=True)
    codes = frozenset(boxes.values_list("code", flat=True))
    at = [form.office_id, *([] if unit is None else [unit])]
    if not codes or any(may(user, Permission.SUBMISSION_READ, one) for one in at):
        return frozenset()
    return codes


def hidden_by_unit(
    user: User, form: ReportForm, units: Collection[int]
) -> Mapping[int, frozenset[str]]:
    """Id of a unit → the boxes of its report whose figures a person does not see; a unit of which
    he sees all is left out. units: their ids. One query where no box is sensitive.
    """
    everywhere = hidden_boxes(user, form)
    if not everywhere:
        return {}
    own = Unit.objects.filter(pk__in=reach(user, Permission.SUBMISSION_READ))
    seen = set(own.order_by().values_list("pk", flat=True))
    return {unit: everywhere for unit in units if unit not in seen}
