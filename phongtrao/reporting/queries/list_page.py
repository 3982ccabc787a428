"""The page on which a list is brought up to date, and the work that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import reverse

from phongtrao.access.models import Permission
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.queries.work import BEHIND, Item
from phongtrao.reporting.models import Obligation, ObligationState, Period, ReportForm
from phongtrao.reporting.queries.lists import ended_owing, list_change
from phongtrao.units.models import UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.access.models import User

_OPEN = (ObligationState.OWED, ObligationState.DRAFT)


def period_to_change(user: User, pk: int) -> Period:
    """A period of a form that the person looks after; 404 for any other."""
    forms = ReportForm.objects.visible_to(user, Permission.REPORT_FORM_EDIT)
    rows = Period.objects.select_related("form__programme", "form__office", "form__unit")
    return get_object_or_404(rows.filter(form__in=forms), pk=pk)


def list_is_outdated(period: Period, on: date) -> bool:
    """Whether units of the list ended owing a report, so that it is to be brought up to date. One
    query where none did.
    """
    return bool(ended_owing(period, on)) and list_change(period, on).changes


def lists_to_refresh(user: User, units: Collection[int], on: date) -> list[Item]:
    """Periods of a year whose lists are to be brought up to date, of forms that the person looks
    after; units: what he answers for, which is not asked: lists are the work of who edits forms.

    One query without such periods, two without units that ended within them.
    """
    forms = ReportForm.objects.visible_to(user, Permission.REPORT_FORM_EDIT)
    rows = Period.objects.filter(form__in=forms, end__gt=on - BEHIND)
    periods = {row.pk: row for row in rows.select_related("form__programme", "form__office")}
    if not periods:
        return []
    following = UnitVersion.objects.filter(
        unit=OuterRef("unit"), valid_from__gte=OuterRef("valid_to")
    )
    ended = UnitVersion.objects.filter(
        ~Exists(following),
        valid_to__gt=min(row.start for row in periods.values()),
        valid_to__lte=on,
    )
    owing = Obligation.objects.filter(
        period__in=periods, state__in=_OPEN, unit__in=ended.values("unit")
    )
    found = owing.order_by("-period__end", "period").values_list("period", flat=True).distinct()
    return [_item(periods[pk], on) for pk in found if list_change(periods[pk], on).changes]


def _item(period: Period, on: date) -> Item:
    return Item(
        "Cập nhật danh sách",
        f"{period.form}, {period_words(period.name)}: có đơn vị đã sáp nhập, chia tách, kết thúc",
        str(period.form.programme or period.form.office),
        reverse("reporting:refresh_list", args=[period.pk]),
        None,
        on,
    )
