"""Ask for the parts of a box's figure in boxes of their own, with the rule that ties them to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.breakdowns import check_breakdown
from phongtrao.core.sheets.rules import Severity
from phongtrao.reporting.actions.forms import order_elements, save_element, save_rule
from phongtrao.reporting.queries.box_parts import breakdowns_open, parts_under

if TYPE_CHECKING:
    from phongtrao.core.sheets.breakdowns import Breakdown
    from phongtrao.reporting.models import Element

_AS_WHOLE = ("group", "kind", "unit", "scale", "least", "most", "required", "may_be_not_applicable")
_CODE_MAX, _RULE_MAX = 20, 300


class BoxNotDivided(RuleBroken):
    """A box is divided by a breakdown of its indicator, once."""

    code = "box-not-divided"
    message = "Ô {box} không tách được theo {what}: {why}."


@transaction.atomic
def divide_box(*, element: Element, breakdown: Breakdown, exact: bool, by: User) -> list[Element]:
    """Add a box for each part of a box's figure behind it, with the rule that they add up to it
    (exact) or are not more than it.

    Raises Denied, FormIssued, FormTooLong, BreakdownUnusable, BoxNotDivided.
    """
    form = element.form
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    check_breakdown(breakdown)
    rows = list(form.elements.all())
    codes = _free_codes(element, rows, len(breakdown.members))
    comparator = "=" if exact else ">="
    expression = f"{element.code} {comparator} {' + '.join(codes)}"
    why = ""
    if breakdown not in breakdowns_open(rows).get(element.pk, ()):
        why = "chỉ số của ô không còn phân tổ này, hoặc biểu mẫu đã tách rồi"
    elif len(codes[-1]) > _CODE_MAX or len(expression) > _RULE_MAX:
        why = "mã của ô quá dài, hãy đặt mã ngắn hơn"
    if why:
        raise BoxNotDivided(box=element.code, what=breakdown.title, why=why)
    made = [
        save_element(
            form=form,
            element=None,
            by=by,
            code=code,
            label=f"Trong đó: {member}",
            indicator=element.indicator,
            part=breakdown.part(member),
            **{name: getattr(element, name) for name in _AS_WHOLE},
        )
        for code, member in zip(codes, breakdown.members, strict=True)
    ]
    order_elements(form=form, codes=_behind(element, rows, codes), by=by)
    words = f"tổng các phần theo {breakdown.title} ({' + '.join(codes)})"
    save_rule(
        form=form,
        rule=None,
        expression=expression,
        words=f"{element.code} phải bằng {words}"
        if exact
        else f"{element.code} không được nhỏ hơn {words}",
        severity=Severity.REFUSE,
        by=by,
    )
    return made


def _free_codes(element: Element, rows: list[Element], many: int) -> list[str]:
    taken = {row.code.upper() for row in rows}
    codes: list[str] = []
    number = 0
    while len(codes) < many:
        number += 1
        code = f"{element.code}.{number}"
        if code.upper() not in taken:
            codes.append(code)
    return codes


def _behind(element: Element, rows: list[Element], codes: list[str]) -> list[str]:
    """All codes of the form, the new ones behind the parts that the box has already."""
    order = [row.code for row in rows]
    last = max(order.index(row.code) for row in [element, *parts_under(rows, element.code)])
    return [*order[: last + 1], *codes, *order[last + 1 :]]
