"""Periods that can be withdrawn, those that were, and what units had typed for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.programme.queries.telling import News
from phongtrao.reporting.models import (
    Draft,
    Submission,
    WithdrawnPeriod,
    WithdrawnReport,
)
from phongtrao.reporting.queries.addressed import reads_all
from phongtrao.reporting.queries.form_windows import PeriodRow, period_rows
from phongtrao.reporting.queries.forms import lineage
from phongtrao.reporting.queries.sensitive import hidden_boxes, is_told
from phongtrao.reporting.queries.sheets import sheet_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period, ReportForm


@dataclass(frozen=True)
class Withdrawing:
    """What withdrawing a period would undo. units: how many owe it; sent: how many of them ever
    sent something, which forbids it; typing: names of those that typed and did not send.
    """

    units: int
    sent: int
    typing: tuple[str, ...]


@dataclass(frozen=True)
class TypedRow:
    """A box of a withdrawn report, and what was typed into it."""

    code: str
    label: str
    typed: str


def withdrawing_of(period: Period) -> Withdrawing:
    """What withdrawing a period would undo."""
    sent = Submission.objects.filter(obligation__period=period)
    drafts = Draft.objects.filter(obligation__period=period)
    typing = drafts.order_by("obligation__unit__name").values_list(
        "obligation__unit__name", flat=True
    )
    return Withdrawing(
        period.obligations.count(),
        sent.values("obligation").distinct().count(),
        tuple(typing),
    )


def withdrawn_periods(form: ReportForm) -> list[tuple[WithdrawnPeriod, str]]:
    """The periods of a form that were withdrawn, newest first, with their names in words."""
    rows = WithdrawnPeriod.objects.filter(form=form).select_related("by")
    return [(row, f"{period_title(row.name)} ({span_words(row.start, row.end)})") for row in rows]


def periods_before(form: ReportForm) -> list[tuple[ReportForm, PeriodRow]]:
    """The periods that are open on the versions before a form, newest first."""
    return [(one, row) for one in lineage(form)[1:] for row in period_rows(one)]


def withdrawn_report(user: User, report: int) -> WithdrawnReport:
    """What a unit was asked for, for who could read its report; 404 for anybody else. What he would
    not have seen of it is left out.
    """
    rows = WithdrawnReport.objects.select_related("period__form__office", "period__by", "unit")
    row = get_object_or_404(rows, report=report)
    if not (may(user, Permission.SUBMISSION_READ, row.unit_id) or reads_all(user, row.period.form)):
        raise Http404
    hidden = hidden_boxes(user, row.period.form, row.unit_id)
    row.cells = {code: typed for code, typed in row.cells.items() if is_told(hidden, [code])}
    row.answers = row.answers if is_told(hidden) else []
    return row


def typed_rows(row: WithdrawnReport, typed: Mapping[str, str]) -> list[TypedRow]:
    """What was typed into the boxes of a form, those that hold something. typed: what stood on the
    screen when the period was gone already, before what was kept.
    """
    stands = row.cells | typed
    boxes = sheet_of(row.period.form).elements
    return [
        TypedRow(box.code, box.label, stands[box.code]) for box in boxes if stands.get(box.code)
    ]


def withdrawn_since(units: Collection[int], since: datetime) -> list[News]:
    """What is asked of units no more since a moment."""
    rows = WithdrawnReport.objects.filter(unit__in=units, period__at__gt=since)
    return [
        News(
            f"Đã hủy kỳ báo cáo {period_title(row.period.name)} của “{row.period.form}”, {row.unit}"
            f" không phải gửi nữa. Lý do: {row.period.reason.rstrip('.')}.",
            reverse("reporting:report", args=[row.report]),
        )
        for row in rows.select_related("period__form", "unit").order_by("period__at", "pk")
    ]
