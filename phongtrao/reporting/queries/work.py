"""What an office owes of reports: to send, to send again, to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse

from phongtrao.core.dates.filing import VIETNAM, duty_standing, sent_day
from phongtrao.core.dates.windows import span_words
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.queries.calendar import Filed
from phongtrao.programme.queries.succession import predecessors_of
from phongtrao.programme.queries.work import Item
from phongtrao.reporting.models import (
    ObligationState,
    Period,
    ReportReminder,
)
from phongtrao.reporting.queries.addressed import waiting_by_period
from phongtrao.reporting.queries.reports import approved_by, given_back, obligations

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation

_OPEN = (ObligationState.OWED, ObligationState.DRAFT, ObligationState.RETURNED)


def reports_owed(user: User, units: Collection[int], on: date) -> list[Item]:
    """Reports that the units, or those whose heirs they are, have not sent or got back; and, a line
    a period, those that wait for the person's approval, and those that wait for the word of an
    office that they were received.
    """
    return [*_to_send(units, on), *_to_approve(user, on), *_to_acknowledge(user, on)]


def _to_send(units: Collection[int], on: date) -> list[Item]:
    whose = set(units).union(*predecessors_of(units, on).values())
    rows = (
        obligations()
        .filter(unit__in=whose, state__in=_OPEN, period__start__lte=on)
        .order_by("due_on", "pk")
    )
    back = given_back(rows)
    reminded = {
        one.obligation_id: one
        for one in ReportReminder.objects.filter(obligation__in=[row.pk for row in rows]).order_by(
            "pk"
        )
    }
    items = []
    for row in rows:
        returned = back.get(row.current_id or 0)
        reason = ""
        if row.state == ObligationState.RETURNED and returned:
            boxes = "; ".join(f"{code}: {why}" for code, why in returned.boxes.items())
            reason = f"bị trả lại: {returned.reason or boxes}"
        if told := reminded.get(row.pk):
            said = f"được nhắc ngày {told.at.astimezone(VIETNAM):%d/%m/%Y}: {told.text}"
            reason = f"{reason}; {said}" if reason else said
        items.append(
            Item(
                "Gửi lại báo cáo" if row.state == ObligationState.RETURNED else "Gửi báo cáo",
                f"{row.period.form}, {period_words(row.period.name)}",
                str(row.period.form.programme or row.period.form.office),
                reverse("reporting:report", args=[row.pk]),
                row.due_on,
                on,
                str(row.unit),
                note=reason or f"số liệu {span_words(row.period.start, row.period.end)}",
            )
        )
    return items


def reports_due(units: Collection[int], first: date, last: date, on: date) -> list[Filed]:
    """Reports that fall due between two days, sent or not, of the units or of those whose heirs
    they are; without those that were let off.
    """
    whose = set(units).union(*predecessors_of(units, on).values())
    rows = obligations().filter(unit__in=whose, due_on__gte=first, due_on__lte=last)
    return [_filed(row, on) for row in rows.exclude(state=ObligationState.EXEMPT)]


def _filed(row: Obligation, on: date) -> Filed:
    sent = row.first_sent_at if row.state not in _OPEN else None
    return Filed(
        row.due_on,
        f"Gửi báo cáo: {row.period.form}, {period_words(row.period.name)}",
        str(row.period.form.programme or row.period.form.office),
        reverse("reporting:report", args=[row.pk]),
        "Gửi báo cáo",
        f"report-{row.pk}",
        duty_standing(row.due_on, sent_day(sent) if sent else None, on),
    )


def _to_approve(user: User, on: date) -> list[Item]:
    waiting = (
        approved_by(user)
        .filter(state=ObligationState.SENT)
        .exclude(current__by=user)
        .order_by()
        .values("period")
        .annotate(many=Count("pk"), first=Min("first_sent_at"))
    )
    many = {row["period"]: row["many"] for row in waiting}
    periods = Period.objects.filter(pk__in=many).select_related("form__programme", "form__office")
    return [
        Item(
            "Duyệt báo cáo",
            f"{row.form}, {period_words(row.name)}: {many[row.pk]} báo cáo chờ duyệt",
            str(row.form.programme or row.form.office),
            reverse("reporting:period", args=[row.pk]),
            None,
            on,
        )
        for row in periods
    ]


def _to_acknowledge(user: User, on: date) -> list[Item]:
    return [
        Item(
            "Xác nhận đã nhận báo cáo",
            f"{row.form}, {period_words(row.name)}: {many} báo cáo gửi tới cơ quan chưa xác nhận đã"
            " nhận",
            str(row.form.programme or row.form.office),
            reverse("reporting:received", args=[row.pk]),
            None,
            on,
        )
        for row, many in waiting_by_period(user).items()
    ]
