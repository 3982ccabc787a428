"""Open a period: its window, and the frozen list of who owes a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.models import Obligation, Period, ReportForm
from phongtrao.reporting.queries.owing import level_key, places_on, units_owing

if TYPE_CHECKING:
    from phongtrao.core.dates.windows import Window


class FormNotOpen(RuleBroken):
    """Only a form that was issued is asked for."""

    code = "report-form-not-open"
    message = "Biểu mẫu “{form}” chưa ban hành. Hãy ban hành biểu mẫu trước khi mở kỳ báo cáo."


class PeriodOpenAlready(RuleBroken):
    """A form has each period once."""

    code = "period-open-already"
    message = "Kỳ {period} của biểu mẫu “{form}” đã mở. Hãy chọn kỳ khác."


class NobodyOwes(RuleBroken):
    """A period needs somebody who reports."""

    code = "nobody-owes"
    message = (
        "Không có đơn vị nào phải báo cáo biểu mẫu “{form}”. Hãy giao chương trình cho đơn vị, hoặc"
        " chọn nhóm đơn vị báo cáo khác."
    )


@transaction.atomic
def open_period(*, form: ReportForm, window: Window, by: User) -> Period:
    """Ask for one period: freeze who owes it, and where each lies, as of the last day of the window
    or today, whichever is earlier.

    Raises Denied, FormNotOpen, PeriodOpenAlready, NobodyOwes.
    """
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    if form.opened_at is None:
        raise FormNotOpen(form=form.name)
    if Period.objects.filter(form=form, name=window.period).exists():
        raise PeriodOpenAlready(form=form.name, period=window.period)
    on = min(window.end, timezone.localdate())
    units = units_owing(form, on)
    if not units:
        raise NobodyOwes(form=form.name)
    period = Period.objects.create(
        form=form,
        name=window.period,
        start=window.start,
        end=window.end,
        closes_on=window.closes_on,
        send_by={level: day.isoformat() for level, day in window.send_by.items()},
        opened_by=by,
    )
    places = places_on(units, on)
    Obligation.objects.bulk_create(
        (
            Obligation(
                period=period,
                unit_id=unit,
                commune_id=places[unit].commune,
                province_id=places[unit].province,
                due_on=window.send_by.get(level_key(level), window.closes_on),
            )
            for unit, level in units.items()
        ),
        batch_size=2000,
    )
    audit.log("period.open", period, by=by, units=len(units))
    return period
