"""Withdraw a period that was opened by mistake, before anybody has sent a report."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.dates.periods import period_title
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.secrecy import refuse_state_secret
from phongtrao.reporting.actions.totals import hold_form, hold_reports
from phongtrao.reporting.models import (
    Answer,
    Draft,
    Obligation,
    Publication,
    Submission,
    WithdrawnPeriod,
    WithdrawnReport,
)

if TYPE_CHECKING:
    from phongtrao.reporting.models import Period

_REASON_MAX, _BATCH = 500, 2000


class PeriodHasReports(RuleBroken):
    """What was sent is never taken away, and neither is what it was sent for."""

    code = "period-has-reports"
    message = (
        "Kỳ {period} của biểu mẫu “{form}” đã có báo cáo gửi nên không hủy được. Hãy trả lại báo"
        " cáo kèm lý do hoặc miễn cho đơn vị; biểu mẫu sai thì lập phiên bản mới cho kỳ sau."
    )


@transaction.atomic
def withdraw_period(*, period: Period, reason: str, by: User) -> WithdrawnPeriod:
    """Ask for a period no more: its list, totals, reminders and day counts go, and what units typed
    is kept for them to read. Its window can be opened again.

    Raises Denied, PeriodHasReports, StateSecretRefused.
    """
    form = period.form
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    refuse_state_secret(reason, "", name="lý do")
    hold_form(form)
    # Who is sending holds his line: what he sends is seen, or his line is gone when he holds it.
    hold_reports(period)
    owed = list(Obligation.objects.filter(period=period))
    if Submission.objects.filter(obligation__period=period).exists():
        raise PeriodHasReports(period=period_title(period.name), form=form.name)
    row = WithdrawnPeriod.objects.create(
        form=form,
        name=period.name,
        start=period.start,
        end=period.end,
        opened_at=period.opened_at,
        reason=reason.strip()[:_REASON_MAX],
        units=len(owed),
        by=by,
    )
    drafts = Draft.objects.filter(obligation__period=period)
    cells = dict(drafts.values_list("obligation", "cells"))
    answers: dict[int, list[list[str]]] = defaultdict(list)
    for one in Answer.objects.filter(obligation__period=period).order_by("pk"):
        answers[one.obligation_id].append([one.words, one.answer])
    WithdrawnReport.objects.bulk_create(
        (
            WithdrawnReport(
                period=row,
                report=line.pk,
                unit_id=line.unit_id,
                cells=cells.get(line.pk, {}),
                answers=answers[line.pk],
            )
            for line in owed
        ),
        batch_size=_BATCH,
    )
    audit.log(
        "period.withdraw", period, by=by, units=len(owed), drafts=len(cells), reason=row.reason
    )
    Obligation.objects.filter(period=period).delete()
    Publication.objects.filter(period=period).delete()
    period.delete()
    return row
