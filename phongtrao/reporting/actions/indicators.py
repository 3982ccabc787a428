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
from phongtrao.core.sheets.elements import Kind
from phongtrao.reporting.models import Direction, Indicator, IndicatorVersion
from phongtrao.reporting.queries.indicators import is_asked, newest_version
from phongtrao.reporting.queries.sensitive import proposed_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from phongtrao.core.sheets.breakdowns import Breakdown
    from phongtrao.reporting.models import Element, ReportForm
    from phongtrao.units.models import Unit

_NAME_MAX = 500
_CONCEPT = ("numerator", "denominator", "unit", "direction", "source", "breakdowns")


class SensitiveCountsOnly(RuleBroken):
    """Of sensitive work only whole numbers are kept: no word that could name anybody (F26)."""

    code = "sensitive-counts-only"
    message = (
        "Chỉ số “{indicator}” thuộc công tác nhạy cảm nên chỉ nhận số nguyên; ô {box} thì không"
        " phải. Hãy đổi ô thành số nguyên."
    )


class DefinitionTooEarly(RuleBroken):
    """A new definition holds from a later day than the one before, so that each figure has one."""

    code = "definition-too-early"
    message = (
        "Chỉ số “{indicator}” đã được báo cáo theo định nghĩa áp dụng từ {since}. Định nghĩa mới"
        " phải áp dụng từ một ngày sau đó."
    )


@transaction.atomic
def make_indicator(*, office: Unit, name: str, sensitive: bool = False, by: User) -> Indicator:
    """An indicator for what a new box counts, under the office's next code. sensitive: it is taken
    for sensitive work, for an officer to confirm. Raises Denied.
    """
    require(by, Permission.REPORT_FORM_EDIT, office.pk)
    made: Indicator = Indicator.objects.create(
        office=office, code=_next_code(office), name=name[:_NAME_MAX], sensitive=sensitive
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


def require_counts(indicator: Indicator | None, box: Element) -> None:
    """Let a box count towards a sensitive indicator only when it takes whole numbers. Raises
    SensitiveCountsOnly.
    """
    if indicator and indicator.sensitive and box.kind != Kind.INTEGER:
        raise SensitiveCountsOnly(indicator=indicator.name, box=f"{box.code} của “{box.form}”")


@transaction.atomic
def confirm_sensitive(*, form: ReportForm, said: Mapping[int, bool], by: User) -> None:
    """Say of indicators that `proposed_of` names whether they count sensitive work. said: id of the
    indicator → whether it does. Raises Denied, SensitiveCountsOnly.
    """
    for one in proposed_of(form):
        if one.indicator.pk in said:
            _say_sensitive(one.indicator, said[one.indicator.pk], by)


def _say_sensitive(indicator: Indicator, sensitive: bool, by: User) -> None:
    require(by, Permission.REPORT_FORM_EDIT, indicator.office_id)
    indicator.sensitive, indicator.sensitive_said = sensitive, True
    for box in indicator.elements.select_related("form").order_by("pk"):
        require_counts(indicator, box)
    indicator.save(update_fields=["sensitive", "sensitive_said"])
    audit.log("indicator.sensitive", indicator, by=by, sensitive=sensitive)


@transaction.atomic
def define_indicator(
    *,
    indicator: Indicator,
    valid_from: date,
    sensitive: bool | None = None,
    breakdowns: Iterable[Breakdown] = (),
    by: User,
    **facts: Any,
) -> IndicatorVersion:
    """Say what an indicator means from a day on. sensitive: whether it counts sensitive work, None
    to leave it. facts: the other fields of a version.

    Once somebody was asked for it, another concept is a new version and the old one stays with the
    figures that were reported under it. How it is verified and what it does not tell are changed in
    place. Raises Denied, DefinitionTooEarly, SensitiveCountsOnly.
    """
    require(by, Permission.REPORT_FORM_EDIT, indicator.office_id)
    confirmed = sensitive and not indicator.sensitive_said
    if sensitive is not None and (confirmed or sensitive != indicator.sensitive):
        _say_sensitive(indicator, sensitive, by)
    facts["breakdowns"] = [one.as_row() for one in breakdowns]
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
