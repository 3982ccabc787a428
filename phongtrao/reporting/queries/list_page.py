"""The page on which a list is brought up to date, and the work that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse

from phongtrao.access.models import Permission
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.queries.work import BEHIND, Item
from phongtrao.reporting.models import Period, ReportForm
from phongtrao.reporting.queries.outdated import outdated_lists

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.access.models import User


def period_to_change(user: User, pk: int) -> Period:
    """A period of a form that the person looks after; 404 for any other."""
    forms = ReportForm.objects.visible_to(user, Permission.REPORT_FORM_EDIT)
    rows = Period.objects.select_related("form__programme", "form__office", "form__unit")
    return get_object_or_404(rows.filter(form__in=forms), pk=pk)


def list_is_outdated(period: Period, on: date) -> bool:
    """Whether the list of a period is to be brought up to date."""
    return bool(outdated_lists([period], on))


def lists_to_refresh(user: User, units: Collection[int], on: date) -> list[Item]:
    """Periods of a year whose lists are to be brought up to date, of forms that the person looks
    after; units: what he answers for, which is not asked: lists are the work of who edits forms.

    One query without such periods, two where no unit changed since they were opened.
    """
    forms = ReportForm.objects.visible_to(user, Permission.REPORT_FORM_EDIT)
    rows = Period.objects.filter(form__in=forms, end__gt=on - BEHIND).order_by("-end", "pk")
    periods = list(rows.select_related("form__programme", "form__office"))
    return [_item(period, on) for period in outdated_lists(periods, on)]


def _item(period: Period, on: date) -> Item:
    return Item(
        "Cập nhật danh sách",
        f"{period.form}, {period_words(period.name)}: có đơn vị đã sáp nhập, chia tách, kết thúc,"
        " đổi loại hoặc chuyển địa bàn",
        str(period.form.programme or period.form.office),
        reverse("reporting:refresh_list", args=[period.pk]),
        None,
        on,
    )
