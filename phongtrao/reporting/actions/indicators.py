"""Indicators: make one where a box counts something new, say what it means, from when on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.dates.windows import day_words
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.models import Direction, Indicator, IndicatorVersion
from phongtrao.reporting.queries.indicators import is_asked, newest_version

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.units.models import Unit

_NAME_MAX = 500
_CONCEPT = ("numerator", "denominator", "unit", "direction", "source", "breakdowns")


class DefinitionTooEarly(RuleBroken):
    """A new definition holds from a later day than the one before, so that each figure has one."""

    code = "definition-too-early"
    message = (
        "Chỉ số “{indicator}” đã được báo cáo theo định nghĩa áp dụng từ {since}. Định nghĩa mới"
        " phải áp dụng từ một ngày sau đó."
    )


@transaction.atomic
def make_indicator(*, office: Unit, name: str, by: User) -> Indicator:
    """An indicator for what a new box counts, under the office's next code. Raises Denied."""
    require(by, Permission.REPORT_FORM_EDIT, office.pk)
    made: Indicator = Indicator.objects.create(
        office=office, code=_next_code(office), name=name[:_NAME_MAX]
    )
    IndicatorVersion.objects.create(
        indicator=made,
        numerator=name[:_NAME_MAX],
        direction=Direction.NONE,
        valid_from=timezone.localdate(),
    )
    audit.log("indicator.make", made, by=by, symbol=made.code)
    return made


def _next_code(office: Unit) -> str:
    number = Indicator.objects.filter(office=office).count() + 1
    while Indicator.objects.filter(office=office, code=f"CS{number:03}").exists():
        number += 1
    return f"CS{number:03}"


@transaction.atomic
def define_indicator(
    *, indicator: Indicator, valid_from: date, by: User, **facts: Any
) -> IndicatorVersion:
    """Say what an indicator means from a day on. facts: the other fields of a version.

    Once somebody was asked for it, another concept is a new version and the old one stays with the
    figures that were reported under it. How it is verified and what it does not tell are changed in
    place. Raises Denied, DefinitionTooEarly.
    """
    require(by, Permission.REPORT_FORM_EDIT, indicator.office_id)
    row = newest_version(indicator)
    if is_asked(indicator) and any(getattr(row, name) != facts[name] for name in _CONCEPT):
        if valid_from <= row.valid_from:
            since = f"ngày {day_words(row.valid_from)}"
            raise DefinitionTooEarly(indicator=indicator.name, since=since)
        row = IndicatorVersion(indicator=indicator, number=row.number + 1, valid_from=valid_from)
    elif not is_asked(indicator):
        row.valid_from = valid_from
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    audit.log("indicator.define", indicator, by=by, number=row.number)
    return row
