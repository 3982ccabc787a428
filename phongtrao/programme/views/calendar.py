"""Lịch năm: every deadline of the office by month, and the private address for calendars."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phongtrao.core.drafting.calendar_feed import DueDate, calendar_file
from phongtrao.programme.actions import reminding
from phongtrao.programme.queries import calendar as reading
from phongtrao.programme.queries.answering import kept_by
from phongtrao.programme.queries.unit_tables import year_section
from phongtrao.programme.queries.work import units_of
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.cascade import person
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_BEHIND, _AHEAD = timedelta(days=62), timedelta(days=400)


@require_safe
@login_required
def year(request: HttpRequest, *, as_file: bool = False) -> HttpResponse | FileResponse:
    """The year on one page."""
    user, on = person(request), timezone.localdate()
    number = number_of(request.GET.get("nam", "")) or on.year
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        number = on.year
    rows = reading.dated_work(units_of(user), date(number, 1, 1), date(number, 12, 31), on)
    if as_file:
        about, sections = "Mọi thời hạn trong năm", [year_section(rows, str(number))]
        data = workbook(f"Lịch năm {number}", str(user.office), on, about, sections)
        return file_of(request, f"lich-nam-{number}", None, data)
    by_month = {month: list(found) for month, found in groupby(rows, key=lambda row: row.day.month)}
    feed = reading.feed_at(user)
    address = reverse("programme:feed", args=[feed.token]) if feed else ""
    return page(
        request,
        "programme/year.html",
        year=str(number),
        earlier=str(number - 1),
        later=str(number + 1),
        months=[(month, by_month.get(month, [])) for month in range(1, 13)],
        total=len(rows),
        kept=kept_by(user, (row.duty for row in rows)),
        feed=request.build_absolute_uri(address) if feed else "",
    )


@require_POST
@login_required
def change_feed(request: HttpRequest) -> HttpResponse:
    """Make the private address, a new one, or none."""
    if request.POST.get("step") == "revoke":
        reminding.revoke_feed(by=person(request))
        messages.success(request, "Đã hủy địa chỉ lịch riêng; địa chỉ cũ không mở được nữa.")
    else:
        reminding.make_feed(by=person(request))
        messages.success(request, "Đã tạo địa chỉ lịch riêng. Chỉ đưa cho người được xem lịch này.")
    return redirect("programme:year")


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The due dates of an office for a calendar program, which has no session: the address is the
    key.
    """
    found = reading.feed_of(token)
    if found is None:
        raise Http404
    on = timezone.localdate()
    rows = reading.dated_work(units_of(found.user), on - _BEHIND, on + _AHEAD, on)
    text = calendar_file(
        f"Phong Trào: {found.user.office}",
        timezone.now(),
        [
            DueDate(
                row.key, row.day, row.what, row.programme, row.standing.state.startswith("done")
            )
            for row in rows
        ],
    )
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
