"""Reports as workbooks: out to be filled in, back in to be sent; of one unit, or of all for which a
person reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.workbook_reading import WorkbookRefused
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import intakes
from phongtrao.reporting.forms.workbooks import WorkbookForm
from phongtrao.reporting.queries import workbooks as reading
from phongtrao.reporting.queries.owed import ids_by_name, rows_in_order
from phongtrao.reporting.queries.reports import move_of, obligation_for, refusal, state_words
from phongtrao.reporting.views.figures import workbook
from phongtrao.reporting.views.sheet import back_to_sheet
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.reporting.models import Obligation, Period

_PROBLEMS_SHOWN = 200
_ROWS_A_PAGE = 100
_ANY_REASON = "đính chính"  # whether one is given is seen when the file comes
_NOTHING_NEW = "Tệp không có số liệu nào khác với bảng này."
_FILLED = "Đã đưa {changed} ô từ tệp vào bảng. Hãy xem lại rồi gửi."
_SENT = "Đã gửi báo cáo, lần nộp {revision}."
_ASKED = "Chưa gửi: số liệu đã vào bảng và có câu hỏi cần xem. Hãy trả lời rồi gửi."
_TYPED_SINCE = (
    "Chưa gửi: từ lúc tải tệp, trên bảng đã nhập thêm {boxes}. Số liệu của tệp đã vào bảng; hãy xem"
    " lại rồi gửi."
)
_NEWER_STAYS = "Ô không sửa trong tệp giữ số mới hơn trong hệ thống: {boxes}."


def _workbook(period: Period, rows: list[Obligation], whose: str = "") -> FileResponse:
    """A workbook to fill in. whose: the name of the unit whose own it is, "" for that of many."""
    data = reading.workbook_of(period, rows, own=bool(whose))
    return workbook(data, reading.file_name(period, whose))


def _shown(period: Period) -> dict[str, Any]:
    return {
        "title": period_title(period.name),
        "window": span_words(period.start, period.end),
    }


def _upload(form: WorkbookForm) -> intakes.Upload:
    file = form.cleaned_data["workbook"]
    return intakes.Upload(file.read(), file.name)


def _refused(error: RuleBroken) -> dict[str, Any]:
    """What is wrong with a file, for the page: the first cells of many."""
    problems = error.problems if isinstance(error, WorkbookRefused) else ()
    return {
        "error": error,
        "problems": problems[:_PROBLEMS_SHOWN],
        "count": len(problems),
    }


@require_safe
@login_required
def own_template(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook of one unit's report."""
    row = obligation_for(person(request), pk, Permission.SUBMISSION_SEND)
    return _workbook(row.period, [row], row.unit.name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report of one unit from its workbook, or put it into the sheet to look at first."""
    user = person(request)
    row = obligation_for(user, pk, Permission.SUBMISSION_SEND)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {
        "row": row,
        "state": state_words(row),
        "form": form,
        "refusal": refusal(row, move_of(row), user, reason=_ANY_REASON),
        **_shown(row.period),
    }
    if request.method != "POST":
        return page(request, "reporting/workbook.html", **facts)
    if not form.is_valid():
        return page(request, "reporting/workbook.html", status=422, **facts)
    try:
        return _taken_in(request, row, form)
    except RuleBroken as error:
        return page(request, "reporting/workbook.html", status=422, **{**facts, **_refused(error)})


def _taken_in(request: HttpRequest, row: Obligation, form: WorkbookForm) -> HttpResponse:
    """Take the file in as was asked, and say what was done."""
    facts: dict[str, Any] = {
        "obligation": row,
        "upload": _upload(form),
        "reason": form.cleaned_data["reason"],
        "by": person(request),
    }
    if request.POST.get("step") == "draft":
        changed = intakes.fill_from_workbook(**facts)
        told = _FILLED.format(changed=changed) if changed else _NOTHING_NEW
        messages.success(request, told)
        return redirect(back_to_sheet(row))
    done = intakes.send_own_workbook(**facts)
    if done.sent is None:
        told = _TYPED_SINCE.format(boxes=done.typed) if done.typed else _ASKED
        messages.warning(request, told)
        return redirect(back_to_sheet(row))
    messages.success(request, _SENT.format(revision=done.sent.revision))
    if done.newer:
        messages.warning(request, _NEWER_STAYS.format(boxes=done.newer))
    return redirect("reporting:report", row.pk)


@require_safe
@login_required
def period_template(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook of all units for which the person reports, or of those of one area."""
    user = person(request)
    period = reading.period_to_fill_in(user, pk)
    rows = reading.below(reading.to_fill_in(user, period), request.GET.get("dia-ban", ""))
    return _workbook(period, list(rows))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send_period(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the reports of many units from one workbook: all of them, or every wrong cell."""
    user = person(request)
    period = reading.period_to_fill_in(user, pk)
    rows = reading.to_fill_in(user, period)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    many = rows.count()
    facts: dict[str, Any] = {
        "period": period,
        "form": form,
        "many": many,
        "most": reading.MOST_OFFICES,
        "too_many": many > reading.MOST_OFFICES,
        "areas": reading.areas_of(rows),
        "intakes": reading.intakes_of(user, period),
        **_shown(period),
    }
    if request.method != "POST":
        return page(request, "reporting/workbook_period.html", **facts)
    if not form.is_valid():
        return page(request, "reporting/workbook_period.html", status=422, **facts)
    try:
        done = intakes.send_workbook(
            period=period, upload=_upload(form), reason=form.cleaned_data["reason"], by=user
        )
    except RuleBroken as error:
        facts |= _refused(error)
        return page(request, "reporting/workbook_period.html", status=422, **facts)
    return redirect("reporting:intake", pk, done.pk)


@require_safe
@login_required
def intake(request: HttpRequest, pk: int, intake: int) -> HttpResponse:
    """What became of each line of a workbook."""
    user = person(request)
    period = reading.period_to_fill_in(user, pk)
    row = reading.intake_for(user, period, intake)
    outcomes = [one for one in reading.outcomes_of(row) if one.units]
    asked = request.GET.get("loai", "")
    chosen = next((one for one in outcomes if one.key == asked), outcomes[0])
    owing = reading.obligations_in(period, chosen.units)
    shown = Paginator(ids_by_name(owing), _ROWS_A_PAGE).get_page(request.GET.get("trang"))
    return page(
        request,
        "reporting/workbook_result.html",
        period=period,
        intake=row,
        outcomes=outcomes,
        chosen=chosen,
        rows=rows_in_order(owing, shown.object_list),
        pages=shown,
        **_shown(period),
    )
