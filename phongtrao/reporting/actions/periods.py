"""Open a period: its window, and the frozen list of who owes a report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.dates.periods import period_title
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.actions.totals import count_expected, hold_form
from phongtrao.reporting.models import Obligation, Period, ReportForm
from phongtrao.reporting.queries.due_days import refusal_of_due_day, send_days
from phongtrao.reporting.queries.forms import opened_before, state_of
from phongtrao.reporting.queries.owing import level_key, places_on, units_owing
from phongtrao.reporting.queries.stages import levels_above
from phongtrao.reporting.queries.strata import strata_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.dates.windows import Window


class FormNotOpen(RuleBroken):
    """Only a form that was issued is asked for."""

    code = "report-form-not-open"
    message = "Biểu mẫu “{form}” chưa ban hành. Hãy ban hành biểu mẫu trước khi mở kỳ báo cáo."


class FormReplaced(RuleBroken):
    """What is asked for is the newest version."""

    code = "report-form-replaced"
    message = "Biểu mẫu “{form}” đã có phiên bản mới. Hãy mở kỳ báo cáo ở phiên bản mới."


class PeriodOpenAlready(RuleBroken):
    """A form has each period once, whichever of its versions asks for it."""

    code = "period-open-already"
    message = (
        "Kỳ {period} của biểu mẫu “{form}” đã mở ở phiên bản {number}. Hãy chọn kỳ khác; nếu kỳ đó"
        " mở nhầm và chưa đơn vị nào gửi báo cáo thì hủy kỳ đó rồi mở lại."
    )


class DueDayUnusable(RuleBroken):
    """A period that is opened can still be sent in time, and not before its figures close."""

    code = "due-day-unusable"
    message = "Hạn gửi {day} không dùng được: {why}. Hãy chọn ngày khác hoặc để trống."


class NobodyOwes(RuleBroken):
    """A period needs somebody who reports."""

    code = "nobody-owes"
    message = (
        "Không có đơn vị nào phải báo cáo biểu mẫu “{form}”. Hãy giao chương trình cho đơn vị, hoặc"
        " chọn nhóm đơn vị báo cáo khác."
    )


@transaction.atomic
def open_period(
    *, form: ReportForm, window: Window, due_on: date | None = None, by: User
) -> Period:
    """Ask for one period: freeze who owes it, where each lies and by which facts it is divided, as
    of the last day of the window or today, whichever is earlier. due_on: the last day for sending
    it, of this period alone; None: as the form says.

    Raises Denied, FormNotOpen, FormReplaced, PeriodOpenAlready, NobodyOwes, DueDayUnusable.
    """
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    hold_form(form)
    if form.opened_at is None:
        raise FormNotOpen(form=form.name)
    if state_of(form) == "cu":
        raise FormReplaced(form=form.name)
    if opened := opened_before(form).get(window.period):
        title, number = period_title(window.period), opened.form.number
        raise PeriodOpenAlready(form=form.name, period=title, number=number)
    today = timezone.localdate()
    if why := refusal_of_due_day(window, due_on, today):
        raise DueDayUnusable(day=f"{due_on:%d/%m/%Y}", why=why)
    on = min(window.end, today)
    units = units_owing(form, on)
    if not units:
        raise NobodyOwes(form=form.name)
    period = Period.objects.create(
        form=form,
        name=window.period,
        start=window.start,
        end=window.end,
        closes_on=window.closes_on,
        send_by={level: day.isoformat() for level, day in send_days(window, due_on).items()},
        due_set=due_on is not None,
        opened_by=by,
    )
    put_on_list(period, units, on)
    count_expected(period)
    set_day = due_on.isoformat() if due_on else None
    audit.log("period.open", period, by=by, units=len(units), due_on=set_day)
    return period


def put_on_list(period: Period, units: Mapping[int, str], on: date) -> None:
    """Let units owe a report for a period: where each lies, and by which facts it is divided, as of
    a day. units: id → level.
    """
    places, strata = places_on(units, on), strata_on(units, on)
    Obligation.objects.bulk_create(
        (
            Obligation(
                period=period,
                unit_id=unit,
                commune_id=places[unit].commune,
                province_id=places[unit].province,
                stratum=strata[unit],
                levels=" ".join(
                    levels_above(
                        period.form.levels, unit, places[unit].commune, places[unit].province
                    )
                ),
                due_on=_due_on(period, level),
            )
            for unit, level in units.items()
        ),
        batch_size=2000,
    )


def _due_on(period: Period, level: str) -> date:
    day = period.send_by.get(level_key(level))
    return date.fromisoformat(day) if day else period.closes_on
