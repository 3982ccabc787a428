"""The page of a report: filled in and sent by the unit, read by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import remembering
from phongtrao.core.dates.periods import period_title
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.filling import drop_draft
from phongtrao.reporting.actions.sheets import keep_sheet, send_sheet
from phongtrao.reporting.actions.signing import hand_back, sign_report
from phongtrao.reporting.forms.sheet import read_post
from phongtrao.reporting.models import STANDING, ObligationState
from phongtrao.reporting.queries.addressed import reads_all
from phongtrao.reporting.queries.addressees import receipts_of
from phongtrao.reporting.queries.leftovers import left_over
from phongtrao.reporting.queries.report_workbooks import report_workbook
from phongtrao.reporting.queries.reports import (
    approves,
    frozen_words,
    obligation_for,
    obligation_to_fill,
    reads_programme,
    typed_of,
)
from phongtrao.reporting.queries.sensitive import hidden_boxes
from phongtrao.reporting.queries.sheet_history import read_page
from phongtrao.reporting.queries.sheet_page import fills, opens_filled_in, sheet_page
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.signing import signing_of
from phongtrao.reporting.queries.withdrawn import typed_rows, withdrawn_report
from phongtrao.reporting.views.figures import workbook
from phongtrao.web.page import keeps_typed, page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation, WithdrawnReport
    from phongtrao.reporting.queries.sheet_boxes import Filled
    from phongtrao.reporting.queries.sheet_history import ReadPage

_MOVED_ON = (
    "Báo cáo này vừa được gửi ở một cửa sổ hoặc máy khác. Hãy xem lại; số bạn đã nhập khác với"
    " bản đã gửi được giữ thành bản đính chính."
)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@remembering()
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report: the sheet for who fills it in, else what was sent; of a period that was withdrawn,
    why, and what had been typed.
    """
    user = person(request)
    try:
        if request.method == "POST":
            return _posted(request, user, obligation_to_fill(user, pk))
        row = obligation_for(user, pk, Permission.SUBMISSION_READ)
    except Http404:
        return _withdrawn(request, withdrawn_report(user, pk))
    writes = fills(user, row)
    corrects = row.state in STANDING and "sua" in request.GET
    if writes and "lan" not in request.GET and (opens_filled_in(row) or corrects):
        return _sheet(request, user, row)
    writes = writes and row.state != ObligationState.EXEMPT
    return page(
        request,
        "reporting/sheet_read.html",
        obligation=row,
        read=_read(request, user, row),
        writes=writes,
        stands=typed_of(sheet_of(row.period.form), row) if writes else None,
        sheet_url=back_to_sheet(row),
        **_around(user, row),
    )


def _withdrawn(request: HttpRequest, row: WithdrawnReport) -> HttpResponse:
    typed = read_post(request.POST).typed
    return page(
        request,
        "reporting/sheet_withdrawn.html",
        status=410,
        row=row,
        title=period_title(row.period.name),
        typed=typed_rows(row, typed),
    )


def _read(request: HttpRequest, user: User, row: Obligation) -> ReadPage:
    hidden = hidden_boxes(user, row.period.form, row.unit_id)
    return read_page(row, request.GET.get("lan", ""), hidden)


@require_safe
@login_required
def report_file(request: HttpRequest, pk: int) -> FileResponse:
    """What was sent, as a workbook."""
    user = person(request)
    row = obligation_for(user, pk, Permission.SUBMISSION_READ)
    return workbook(report_workbook(_read(request, user, row)), f"bao-cao-{pk}.xlsx")


def _posted(request: HttpRequest, user: User, row: Obligation) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == "drop":
        drop_draft(obligation=row, by=user)
        messages.success(request, "Đã bỏ những gì nhập mà chưa gửi.")
        return redirect("reporting:report", row.pk)
    posted = read_post(request.POST)
    if step in ("sign", "hand-back"):
        return _signed(request, user, row, step)
    if step == "send":
        return _sent(request, user, row, send_sheet(obligation=row, posted=posted, by=user))
    result = keep_sheet(obligation=row, posted=posted, by=user)
    if request.headers.get("HX-Request") == "true" or not result.kept:
        return _sheet(request, user, row, result)
    messages.success(request, "Đã lưu bản nháp. Báo cáo chưa gửi.")
    return redirect(back_to_sheet(row))


def _sent(request: HttpRequest, user: User, row: Obligation, result: Filled) -> HttpResponse:
    if result.moved_on:
        messages.warning(request, _MOVED_ON)
        return redirect("reporting:report", row.pk)
    if result.put:
        messages.success(request, "Đã trình lãnh đạo đơn vị. Báo cáo được gửi khi lãnh đạo duyệt.")
        return redirect(back_to_sheet(row))
    if result.sent is None:
        return _sheet(request, user, row, result)
    at = timezone.localtime(result.sent.sent_at)
    again = f" (lần {result.sent.revision})" if result.sent.revision > 1 else ""
    messages.success(request, f"Đã gửi báo cáo{again} lúc {at:%H:%M} ngày {at:%d/%m/%Y}.")
    return redirect("reporting:report", row.pk)


def _signed(request: HttpRequest, user: User, row: Obligation, step: str) -> HttpResponse:
    """The word of an approver of the unit about what was put forward."""
    seen = request.POST.get("put", "")
    try:
        if step == "sign":
            sign_report(obligation=row, seen=seen, by=user)
            messages.success(request, "Đã duyệt và gửi báo cáo.")
            return redirect("reporting:report", row.pk)
        hand_back(obligation=row, seen=seen, reason=request.POST.get("why", ""), by=user)
        messages.success(request, "Đã trả lại người nhập; người nhập thấy lý do.")
    except RuleBroken as broken:
        messages.warning(request, broken.text)
    return redirect(back_to_sheet(row))


def _sheet(
    request: HttpRequest, user: User, row: Obligation, result: Filled | None = None
) -> HttpResponse:
    """The sheet, or the parts of it that change as one types."""
    sheet = sheet_page(row, user, result)
    if request.headers.get("HX-Request") == "true":
        return page(request, "reporting/sheet.html", part="checked", obligation=row, sheet=sheet)
    refused = result is not None and not result.asks
    return page(
        request,
        "reporting/sheet.html",
        status=422 if refused else 200,
        obligation=row,
        sheet=sheet,
        own=row.unit_id == user.office_id,
        signing=signing_of(row, user),
        **_around(user, row),
    )


def _around(user: User, row: Obligation) -> dict[str, Any]:
    """What leads on from a report."""
    return {
        "receipts": receipts_of(row, user),
        "approves": approves(user, row),
        "frozen": frozen_words(row),
        "left": left_over(row) if fills(user, row) else None,
        "reads_programme": reads_programme(user, row.period.form),
        "reads_period": reads_all(user, row.period.form),
    }


def back_to_sheet(row: Obligation) -> str:
    """Where a report is filled in, as it stands now."""
    address = reverse("reporting:report", args=[row.pk])
    return address if opens_filled_in(row) else f"{address}?sua=1"
