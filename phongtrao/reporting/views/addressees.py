"""Offices that receive the reports of a form too: chosen, and what they have acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import addressees as actions
from phongtrao.reporting.forms.addressees import AddresseeForm, ReceivedForm
from phongtrao.reporting.queries import addressees as reading
from phongtrao.reporting.queries.addressed import offices_for
from phongtrao.reporting.queries.list_workbooks import heading_of_period, received_workbook
from phongtrao.reporting.queries.owed import period_for
from phongtrao.reporting.queries.reports import obligation_for
from phongtrao.reporting.views.figures import workbook
from phongtrao.reporting.views.forms import form_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.reporting.models import Period
    from phongtrao.units.models import Unit

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def form_addressees(request: HttpRequest, pk: int) -> HttpResponse:
    """Who receives the reports of a form; add one, to an issued form too."""
    row, user = form_within(request, pk), person(request)
    form = AddresseeForm(request.POST or None, row=row, user=user)
    if request.method == "POST" and form.is_valid():
        office = form.cleaned_data["office"]
        try:
            actions.add_addressee(form=row, office=office, by=user)
        except RuleBroken as error:
            form.add_error("office", error.text)
        else:
            messages.success(
                request, f"{office} nhận báo cáo của biểu mẫu này, cả các kỳ đã mở theo bản này."
            )
            return redirect("reporting:addressees", pk)
    return page(
        request,
        "reporting/addressees.html",
        status=422 if request.method == "POST" else 200,
        row=row,
        form=form,
        addressees=reading.addressees_of(row),
    )


@require_POST
@login_required
def drop_addressee(request: HttpRequest, pk: int, addressee: int) -> HttpResponse:
    """An office receives the reports of a form no more."""
    row = reading.addressee_of_form(form_within(request, pk), addressee)
    actions.drop_addressee(addressee=row, by=person(request))
    messages.success(request, f"{row.office} không còn nhận báo cáo của biểu mẫu này.")
    return redirect("reporting:addressees", pk)


@dataclass(frozen=True)
class _Asked:
    """What was asked for of a period's receipts. chosen: the addressee that the rows are of, None
    for all; waiting: only what it has not acknowledged; reports: ids of the rows.
    """

    period: Period
    counts: list[reading.Received]
    chosen: reading.Received | None
    waiting: bool
    reports: list[int]

    @property
    def offices(self) -> list[Unit]:
        """The addressees that are shown."""
        return [one.office for one in ([self.chosen] if self.chosen else self.counts)]


def _asked(request: HttpRequest, pk: int) -> _Asked:
    user = person(request)
    period = period_for(user, pk)
    counts = reading.received(user, period)
    chosen = next((one for one in counts if str(one.office.pk) == request.GET.get("noi")), None)
    waiting = chosen is not None and "cho" in request.GET
    office = chosen.office if chosen else None
    reports = reading.reports_to(user, period, office, waiting=waiting)
    return _Asked(period, counts, chosen, waiting, reports)


@require_safe
@login_required
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """Which addressee has acknowledged which report of a period."""
    user, asked = person(request), _asked(request, pk)
    period, counts = asked.period, asked.counts
    shown: Any = Paginator(asked.reports, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    shown.object_list = reading.receipt_rows(user, period, shown.object_list, asked.offices)
    return page(
        request,
        "reporting/received.html",
        part="rows",
        period=period,
        title=period_title(period.name),
        span=span_words(period.start, period.end),
        counts=counts,
        chosen=asked.chosen,
        waiting=asked.waiting,
        query=request.GET.urlencode(),
        rows=shown,
        acknowledges=any(row.to_acknowledge for row in shown),
        to_acknowledge=max((one.waiting for one in counts if one.mine), default=0),
        receives=any(one.mine for one in counts),
        edits=may(user, Permission.REPORT_FORM_EDIT, period.form.office_id),
    )


@require_safe
@login_required
def received_file(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that are shown, all of them, as a workbook."""
    asked = _asked(request, pk)
    rows = reading.receipt_rows(person(request), asked.period, asked.reports, asked.offices)
    heading = heading_of_period("NƠI NHẬN BÁO CÁO", asked.period)
    return workbook(received_workbook(rows, asked.offices, heading), f"noi-nhan-{pk}.xlsx")


@require_POST
@login_required
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a report was received."""
    user = person(request)
    row = obligation_for(user, pk, Permission.SUBMISSION_READ)
    offices = offices_for(user, row.period.form)
    if not offices:
        raise Http404
    form = ReceivedForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Không rõ bạn đã đọc lần nộp nào. Hãy xem lại rồi xác nhận.")
        return redirect("reporting:report", pk)
    try:
        actions.acknowledge(obligation=row, revision=form.cleaned_data["revision"], by=user)
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect("reporting:report", pk)
    messages.success(request, f"Đã xác nhận nhận báo cáo của {row.unit}; đơn vị thấy điều này.")
    if form.cleaned_data["place"] != "ky":
        return redirect("reporting:report", pk)
    query = urlencode({"noi": offices[0].pk, "cho": 1})
    return redirect(f"{reverse('reporting:received', args=[row.period_id])}?{query}")


@require_POST
@login_required
def acknowledge_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that all reports of a period that wait for it were received."""
    user = person(request)
    period = period_for(user, pk)
    if not offices_for(user, period.form):
        raise Http404
    many = actions.acknowledge_all(period=period, by=user)
    if many:
        messages.success(request, f"Đã xác nhận nhận {many} báo cáo.")
    else:
        messages.warning(request, "Không còn báo cáo nào chờ cơ quan bạn xác nhận.")
    return redirect("reporting:received", pk)
