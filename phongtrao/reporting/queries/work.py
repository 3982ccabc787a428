"""What an office owes of reports: to send, to send again, to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
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
from phongtrao.reporting.queries.opened import opened_by
from phongtrao.reporting.queries.owed import FALLS_ON, OPEN
from phongtrao.reporting.queries.reports import given_back, obligations, waits_for_word_of
from phongtrao.reporting.queries.signing import to_sign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.core.dates.filing import Standing
    from phongtrao.reporting.models import Obligation


def reports_owed(user: User, units: Collection[int], on: date) -> list[Item]:
    """Reports that the units, or those whose heirs they are, have not sent or got back; and, a line
    a period, those that wait for the person's approval; those that he signs for his own unit; and
    those that wait for the word of an office that they were received.
    """
    put = list(to_sign(user))
    return [
        *_to_send(units, on, {row.pk for row in put}),
        *_to_sign(put, on),
        *_to_approve(user, on),
        *_to_acknowledge(user, on),
    ]


def _to_send(units: Collection[int], on: date, put: Collection[int]) -> list[Item]:
    """put: ids of reports that are the person's to sign, not to fill in."""
    whose = set(units).union(*predecessors_of(units, on).values())
    rows = (
        obligations()
        .filter(opened_by(on, "period"), unit__in=whose, state__in=OPEN, period__start__lte=on)
        .exclude(pk__in=put)
        .order_by(FALLS_ON, "pk")
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
            reason = f"bị trả lại, cần gửi lại: {returned.reason or boxes}"
        if row.period.form.signs_off:
            reason = "; ".join(filter(None, [reason, *_put_words(row)]))
        if told := reminded.get(row.pk):
            said = f"được nhắc ngày {told.at.astimezone(VIETNAM):%d/%m/%Y}: {told.text}"
            reason = f"{reason}; {said}" if reason else said
        items.append(
            Item(
                _again(row) if row.state == ObligationState.RETURNED else "Gửi báo cáo",
                f"{row.period.form}, {period_words(row.period.name)}",
                str(row.period.form.programme or row.period.form.office),
                reverse("reporting:report", args=[row.pk]),
                row.falls_on,
                on,
                str(row.unit),
                note=reason or f"số liệu {span_words(row.period.start, row.period.end)}",
            )
        )
    return items


def _again(row: Obligation) -> str:
    """What is sent again, of what came back."""
    return "Gửi lại bản đính chính" if row.frozen_id else "Gửi lại báo cáo"


def _put_words(row: Obligation) -> Iterator[str]:
    """How it stands with the word of the unit's own approver."""
    draft = getattr(row, "draft", None)
    if draft is not None and draft.put_at:
        yield "đã trình lãnh đạo đơn vị, chờ duyệt"
    elif draft is not None and draft.handed_back:
        yield f"lãnh đạo đơn vị chưa duyệt: {draft.handed_back}"


def reports_due(units: Collection[int], first: date, last: date, on: date) -> list[Filed]:
    """Reports that fall due between two days, sent or not, of the units or of those whose heirs
    they are; without those that were let off. What was given back falls due again on its new day.
    """
    whose = set(units).union(*predecessors_of(units, on).values())
    days = (first, last)
    rows = obligations().filter(Q(due_on__range=days) | Q(resend_by__range=days), unit__in=whose)
    rows = rows.filter(opened_by(on, "period"))
    found = []
    for row in rows.exclude(state=ObligationState.EXEMPT):
        if first <= row.due_on <= last:
            sent = row.first_sent_at
            stands = duty_standing(row.due_on, sent_day(sent) if sent else None, on)
            found.append(_filed(row, row.due_on, "Gửi báo cáo", f"report-{row.pk}", stands))
        if row.resend_by and first <= row.resend_by <= last:
            key, stands = f"resend-{row.pk}", duty_standing(row.resend_by, None, on)
            found.append(_filed(row, row.resend_by, _again(row), key, stands))
    return found


def _filed(row: Obligation, day: date, kind: str, key: str, stands: Standing) -> Filed:
    return Filed(
        day,
        f"{kind}: {row.period.form}, {period_words(row.period.name)}",
        str(row.period.form.programme or row.period.form.office),
        reverse("reporting:report", args=[row.pk]),
        kind,
        key,
        stands,
    )


def _to_sign(put_forward: Iterable[Obligation], on: date) -> list[Item]:
    items = []
    for row in put_forward:
        put = row.draft
        assert put.put_at  # noqa: S101 - it is among those that were put forward
        address = reverse("reporting:report", args=[row.pk])
        items.append(
            Item(
                "Duyệt và gửi báo cáo",
                f"{row.period.form}, {period_words(row.period.name)}",
                str(row.period.form.programme or row.period.form.office),
                address if row.state in OPEN else f"{address}?sua=1",
                row.falls_on,
                on,
                str(row.unit),
                note=f"{put.put_by} trình lúc {put.put_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            )
        )
    return items


def _to_approve(user: User, on: date) -> list[Item]:
    waiting = (
        waits_for_word_of(user)
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
