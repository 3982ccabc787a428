"""Remind many units at once of a report that they owe; each gets a letter where it left an
address.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from phongtrao.audit import actions as audit
from phongtrao.core.dates.periods import period_title
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.actions.reminding import AT_ONCE, posted
from phongtrao.programme.queries.work import contacts_of
from phongtrao.reporting.models import Period, ReportReminder
from phongtrao.reporting.queries.owed import OPEN, reminded_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.access.models import User

_TEXT_MAX = 1000
_OLD = timedelta(days=7)
"""A letter that could not leave for so long is dropped."""


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


def send_report_letters(*, at_most: int | None = None) -> int:
    """Send the letters that wait, one an address, and return how many left.

    Nothing leaves while EMAIL_URL is empty. A letter that the mail server refuses waits for the
    next time.
    """
    if not settings.EMAIL_ON:
        return 0
    waiting: dict[str, list[ReportReminder]] = defaultdict(list)
    rows = ReportReminder.objects.filter(mailed_at=None, at__gte=timezone.now() - _OLD)
    for row in (
        rows.exclude(address="")
        .select_related("obligation__period__form", "obligation__unit")
        .order_by("pk")
    ):
        waiting[row.address].append(row)
    letters = {
        address: EmailMessage(
            subject=f"Nhắc báo cáo: {reminders[0].obligation.period.form}"[:200],
            body=_letter(reminders),
            to=[address],
        )
        for address, reminders in [*waiting.items()][:at_most]
    }
    sent = 0
    for address in posted(letters):
        ReportReminder.objects.filter(pk__in=[row.pk for row in waiting[address]]).update(
            mailed_at=timezone.now()
        )
        sent += 1
    return sent


def _letter(reminders: list[ReportReminder]) -> str:
    lines = "\n\n".join(
        f"- {row.obligation.period.form}, {period_title(row.obligation.period.name)}, hạn gửi"
        f" {row.obligation.due_on:%d/%m/%Y}:\n  {row.text}"
        for row in reminders
    )
    return (
        f"Kính gửi {reminders[0].obligation.unit},\n\n"
        f"Đơn vị còn báo cáo chưa gửi:\n\n{lines}\n\n"
        "Mở Phong Trào, trang Việc của tôi, để nhập và gửi báo cáo.\n"
        "Thư này do chương trình gửi tự động; xin không trả lời vào địa chỉ gửi.\n"
    )
