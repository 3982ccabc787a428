"""Việc của tôi: what the office owes; duties marked as done; where its letters go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.programme.actions import duties, reminding
from phongtrao.programme.actions.days import DayLongBefore
from phongtrao.programme.forms.cascade import ContactForm, DoneForm
from phongtrao.programme.queries import work as reading
from phongtrao.programme.queries.answering import keeps_duties_of, kept_by
from phongtrao.programme.queries.duties import duty_of
from phongtrao.programme.queries.ended import ended_of
from phongtrao.programme.queries.issued import sentences_of
from phongtrao.programme.queries.unit_tables import work_section
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.cascade import person
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.asked import day_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

_SINCE = "programme.since"


@require_safe
@login_required
def work(request: HttpRequest) -> HttpResponse:
    """What the office owes, and what changed since the person was last here."""
    user, on = person(request), timezone.localdate()
    items, since, units = reading.owed_by(user, on), _since(request), reading.units_of(user)
    return page(
        request,
        "programme/work.html",
        items=items,
        overdue=sum(1 for item in items if item.standing and item.standing.days < 0),
        since=since,
        kept=kept_by(user, (item.duty for item in items)),
        has_role=bool(units),
        ended=ended_of(user, units, on),
        reminders=reading.reminders_for(units, since),
        changes=reading.changes_since(user, since) if since else [],
        answers=may(user, Permission.PROGRAMME_ANSWER, user.office_id),
        email=reading.contact_of(user.office_id),
    )


@require_safe
@login_required
def work_file(request: HttpRequest) -> FileResponse | HttpResponseRedirect:
    """What the office owes, as a workbook."""
    user, on = person(request), timezone.localdate()
    sections = [work_section(reading.owed_by(user, on))]
    about = "Những gì cơ quan còn phải làm, theo thứ tự đến hạn"
    data = workbook("Việc của tôi", str(user.office), on, about, sections)
    return file_of(request, f"viec-{on:%Y%m%d}", None, data)


def _since(request: HttpRequest) -> datetime | None:
    """When the person was here before this session; noted once a session."""
    if _SINCE not in request.session:
        before = reading.last_visit_of(person(request))
        request.session[_SINCE] = before.isoformat() if before else ""
        reminding.note_visit(by=person(request))
    return parse_datetime(request.session[_SINCE] or "")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def duty(request: HttpRequest, rule: int, unit: int, due_on: str) -> HttpResponse:
    """A dated duty: mark it as done, or take that back."""
    user, today = person(request), timezone.localdate()
    day = day_of(due_on)
    if day is None or not keeps_duties_of(user, unit):
        raise Http404
    row = duty_of(rule, unit, day, today)
    if row is None:
        raise Http404
    back = request.POST.get("back", "") or request.GET.get("ve", "")
    form = DoneForm(
        request.POST if request.POST.get("step") == "done" else None,
        initial={"done_on": today, "note": row.done.note if row.done else ""},
    )
    status = 200
    if request.method == "POST":
        if request.POST.get("step") == "undo":
            duties.take_back_duty(rule=row.rule, unit=row.unit_row, due_on=day, by=user)
            messages.success(request, "Đã hoàn tác: việc lại được tính là chưa làm.")
            return _back(row.rule.programme_id, unit, back)
        if form.is_valid():
            try:
                duties.mark_duty_done(
                    rule=row.rule, unit=row.unit_row, due_on=day, by=user, **form.cleaned_data
                )
            except (DayLongBefore, duties.DoneInFuture) as error:
                form.add_error("done_on", error.text)
            else:
                messages.success(request, "Đã ghi là đã làm. Có thể hoàn tác ở trang của việc này.")
                return _back(row.rule.programme_id, unit, back)
        status = 422
    record = row.rule.record_id
    return page(
        request,
        "programme/work_duty.html",
        status=status,
        duty=row,
        form=form,
        back=back,
        sentence=sentences_of(row.rule.programme, [record]).get(record or 0),
    )


def _back(programme: int, unit: int, back: str) -> HttpResponse:
    if back == "chuong-trinh":
        return redirect("programme:receipt", programme, unit)
    return redirect("programme:year" if back == "lich" else "programme:work")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def contact(request: HttpRequest) -> HttpResponse:
    """Where the letters of the office go."""
    user = person(request)
    if not may(user, Permission.PROGRAMME_ANSWER, user.office_id):
        raise Http404
    form = ContactForm(request.POST or None, initial={"email": reading.contact_of(user.office_id)})
    if request.method == "POST" and form.is_valid():
        reminding.set_contact(unit=user.office, email=form.cleaned_data["email"], by=user)
        messages.success(request, "Đã lưu nơi nhận thư nhắc.")
        return redirect("programme:work")
    status = 422 if request.method == "POST" else 200
    return page(request, "programme/work_contact.html", status=status, form=form)
