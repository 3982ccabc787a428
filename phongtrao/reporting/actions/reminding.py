"""Remind units of reports that they owe: an officer many at once, the program itself of those that
fall due; each gets a letter where it left an address.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from phongtrao.audit import actions as audit
from phongtrao.core.dates.periods import period_title
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.actions.reminding import AT_ONCE, OVERDUE, WAITS_SECONDS, posted
from phongtrao.programme.models import OfficeContact
from phongtrao.programme.queries.succession import heirs_of, not_in_force
from phongtrao.programme.queries.work import contacts_of
from phongtrao.reporting.models import Obligation, ObligationState, Period, ReportReminder
from phongtrao.reporting.queries.owed import FALLS_ON, OPEN, reminded_by
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.access.models import User

_TEXT_MAX = 1000
_OLD = timedelta(days=7)
"""A letter that could not leave for so long is dropped, and of a report of which a letter was
written nobody is reminded again by the program before.
"""


class NoReportToRemindOf(RuleBroken):
    """A reminder goes to units that owe a report."""

    code = "no-report-to-remind-of"
    message = (
        "Trong các đơn vị đã chọn không có đơn vị nào còn nợ báo cáo mà bạn được nhắc. Hãy đánh dấu"
        " ít nhất một đơn vị chưa báo cáo hoặc bị trả lại rồi bấm Nhắc."
    )


@transaction.atomic
def remind_of_reports(
    *, period: Period, obligations: Iterable[int], text: str, by: User
) -> list[ReportReminder]:
    """Remind units of the report that they owe for a period.

    obligations: ids; what was sent meanwhile, is exempt, or is not the person's to remind of, is
    left out. Raises NoReportToRemindOf.
    """
    rows = reminded_by(by, period).filter(state__in=OPEN, pk__in=list(obligations))
    units = dict(rows.order_by("pk").values_list("pk", "unit_id"))
    if not units:
        raise NoReportToRemindOf
    addresses = contacts_of(set(units.values()))
    made = ReportReminder.objects.bulk_create(
        (
            ReportReminder(
                obligation_id=pk,
                text=text.strip()[:_TEXT_MAX],
                by=by,
                address=addresses.get(unit, ""),
            )
            for pk, unit in units.items()
        ),
        batch_size=1000,
    )
    audit.log(
        "report.remind",
        period,
        by=by,
        office=period.form.office_id,
        units=len(made),
        letters=sum(bool(row.address) for row in made),
        text=text,
    )
    transaction.on_commit(lambda: send_report_letters(at_most=AT_ONCE))
    return made


@transaction.atomic
def remind_of_due_reports(*, on: date, days: int) -> int:
    """Note a reminder for each office with an address, of each report that it still owes and that
    falls due within `days` days or is overdue by up to thirty; of one of a unit that is no more,
    for its heirs. None within a week of another letter about the report. Returns how many.

    Done by the program itself, so nobody's permission is asked.
    """
    addresses = dict(OfficeContact.objects.exclude(email="").values_list("unit_id", "email"))
    said = ReportReminder.objects.filter(at__date__gt=on - _OLD).exclude(address="")
    falling = Obligation.objects.annotate(last=FALLS_ON).filter(
        state__in=OPEN, last__gte=on - OVERDUE, last__lte=on + timedelta(days=days)
    )
    rows = falling.exclude(pk__in=said.values("obligation"))
    heirs = heirs_of(not_in_force(Unit.objects.filter(pk__in=rows.values("unit")), on), on)
    made = ReportReminder.objects.bulk_create(
        (
            ReportReminder(obligation=row, text=_words_of(row, on), address=addresses[office])
            for row in rows.order_by("last", "pk")
            for office in sorted(heirs.get(row.unit_id, {row.unit_id}))
            if office in addresses
        ),
        batch_size=1000,
    )
    if made:
        audit.log("report.remind-of-due", None, by=None, reminders=len(made))
    return len(made)


def _words_of(row: Obligation, on: date) -> str:
    what = "Báo cáo chưa gửi"
    if row.state == ObligationState.RETURNED:
        what = f"{'Bản đính chính' if row.frozen_id else 'Báo cáo'} bị trả lại mà chưa gửi lại"
    return f"{what}, {'sắp đến hạn' if row.falls_on >= on else 'đã quá hạn'}."


def send_report_letters(*, at_most: int | None = None) -> int:
    """Send the letters that wait, one an address, and return how many left.

    Nothing leaves while EMAIL_URL is empty. A letter that the mail server refuses waits for the
    next time, and is dropped once its report was sent.
    """
    if not settings.EMAIL_ON:
        return 0
    waiting: dict[str, list[ReportReminder]] = defaultdict(list)
    rows = ReportReminder.objects.filter(
        mailed_at=None, at__gte=timezone.now() - _OLD, obligation__state__in=OPEN
    )
    for row in (
        rows.exclude(address="")
        .select_related("obligation__period__form", "obligation__unit")
        .order_by("pk")
    ):
        waiting[row.address].append(row)
    offices: dict[str, list[str]] = defaultdict(list)
    of_units = OfficeContact.objects.exclude(email="").order_by("unit")
    for address, name in of_units.values_list("email", "unit__name"):
        offices[address].append(name)
    letters = {
        address: EmailMessage(
            subject=_subject(reminders),
            body=_letter(reminders, offices.get(address, [])),
            to=[address],
        )
        for address, reminders in [*waiting.items()][:at_most]
    }
    sent = 0
    for address in posted(letters, WAITS_SECONDS if at_most else None):
        ReportReminder.objects.filter(pk__in=[row.pk for row in waiting[address]]).update(
            mailed_at=timezone.now()
        )
        sent += 1
    return sent


def _subject(reminders: list[ReportReminder]) -> str:
    many = len({row.obligation_id for row in reminders})
    what = f"{many} báo cáo chưa gửi" if many > 1 else str(reminders[0].obligation.period.form)
    return f"Nhắc báo cáo: {what}"[:200]


def _letter(reminders: list[ReportReminder], offices: list[str]) -> str:
    """offices: the units that left the address; a report of another unit names it."""
    owing = list(dict.fromkeys(str(row.obligation.unit) for row in reminders))
    whom = offices or owing
    lines = "\n\n".join(
        f"- {row.obligation.period.form}, {period_title(row.obligation.period.name)},"
        f"{'' if whom == [str(row.obligation.unit)] else f' của {row.obligation.unit},'} hạn gửi"
        f"{' lại' if row.obligation.resend_by else ''}"
        f" {row.obligation.falls_on:%d/%m/%Y}:\n  {row.text}"
        for row in reminders
    )
    return (
        f"Kính gửi {', '.join(whom)},\n\n"
        f"Đơn vị còn báo cáo chưa gửi:\n\n{lines}\n\n"
        "Mở Phong Trào, trang Việc của tôi, để nhập và gửi báo cáo.\n"
        "Thư này do chương trình gửi tự động; xin không trả lời vào địa chỉ gửi.\n"
    )
