"""Pages of forms: the list, building one of a programme's targets, one form, its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.windows import day_words
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import form_changes
from phongtrao.reporting.actions.forms import build_form, drop_form, issue_form
from phongtrao.reporting.forms.form_heads import KEEP, BuildForm, WindowForm
from phongtrao.reporting.queries import form_building as building
from phongtrao.reporting.queries import form_windows
from phongtrao.reporting.queries import forms as reading
from phongtrao.reporting.queries.addressees import addressees_of
from phongtrao.reporting.queries.form_shown import read_token, token_of
from phongtrao.reporting.queries.list_workbooks import forms_workbook
from phongtrao.reporting.queries.reports import checked
from phongtrao.reporting.queries.sensitive import proposed_of
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.stages import approval_words
from phongtrao.reporting.queries.withdrawn import periods_before, withdrawn_periods
from phongtrao.reporting.views.figures import workbook
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.reporting.models import ReportForm

ROWS_A_PAGE = 50


def form_within(
    request: HttpRequest, pk: int, permission: Permission = Permission.REPORT_FORM_EDIT
) -> ReportForm:
    """A form at whose office the person holds the permission, or 404."""
    return reading.form_for(person(request), pk, permission)


@require_safe
@login_required
def form_list(request: HttpRequest) -> HttpResponse:
    """The forms of the office, and the programmes that others can be built of."""
    words, state = request.GET.get("tim", "").strip(), request.GET.get("tinh-trang", "")
    rows = reading.form_rows(person(request), words, state)
    return page(
        request,
        "reporting/forms.html",
        part="rows",
        rows=Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        total=len(rows),
        words=words,
        state=state,
        states=reading.STATES,
        programmes=building.programmes_to_ask(person(request)),
        query=request.GET.urlencode(),
    )


@require_safe
@login_required
def forms_file(request: HttpRequest) -> FileResponse:
    """The forms that are searched for, as a workbook."""
    words, state = request.GET.get("tim", "").strip(), request.GET.get("tinh-trang", "")
    rows = reading.form_rows(person(request), words, state)
    heading = ("BIỂU MẪU BÁO CÁO", f"Tại ngày {day_words(timezone.localdate())}")
    return workbook(forms_workbook(rows, heading), "bieu-mau.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def build(request: HttpRequest, programme: int) -> HttpResponse:
    """Make a form of a programme's targets in one step."""
    row = building.programme_to_ask(person(request), programme)
    form = BuildForm(request.POST or None, programme=row)
    if request.method == "POST" and form.is_valid():
        try:
            built = build_form(
                programme=row,
                targets=form.chosen,
                name=form.cleaned_data["name"],
                window=form.cleaned_data["row"],
                group=form.cleaned_data["group"],
                stages=form.cleaned_data["stages"],
                levels=form.cleaned_data["levels"],
                signs_off=form.cleaned_data["signs_off"],
                by=person(request),
            )
        except RuleBroken as error:
            form.add_error("targets", error.text)
        else:
            messages.success(
                request, "Đã lập bản soạn. Hãy xem từng ô, thêm, sửa, xếp lại, rồi ban hành."
            )
            for target, name in built.asked_elsewhere.items():
                said = f"“{target}” đã được hỏi ở biểu mẫu “{name}”, không hỏi lại."
                messages.info(request, said)
            return redirect("reporting:form", built.form.pk)
    return page(
        request,
        "reporting/form_build.html",
        status=422 if request.method == "POST" else 200,
        programme=row,
        form=form,
        picked=form["targets"].value() or [],
    )


@require_safe
@login_required
def form_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: what it asks, of whom, in which windows, what it measures."""
    row = form_within(request, pk, Permission.SUBMISSION_READ)
    edits = may(person(request), Permission.REPORT_FORM_EDIT, row.office_id)
    on, boxes = timezone.localdate(), reading.box_rows(row)
    state = reading.state_of(row)
    return page(
        request,
        "reporting/form.html",
        part="boxes",
        form=row,
        state=state,
        state_words=reading.STATES[state],
        newer=reading.newer(row),
        edits=edits,
        drafting=edits and row.opened_at is None,
        boxes=boxes,
        twice=reading.asked_twice(boxes),
        rules=reading.rule_rows(row),
        measures=reading.measure_rows(row, on),
        unmeasured=building.targets_to_measure(row) if edits and row.opened_at is None else [],
        proposed=proposed_of(row) if edits else [],
        addressees=addressees_of(row),
        whom=reading.whom_words(row),
        window_name=row.window.get("name", ""),
        rhythm=form_windows.rhythm_of(row),
        approval=approval_words(row),
        window=form_windows.window_now(row, on),
        sends=form_windows.sends_now(row, on),
        periods=form_windows.period_rows(row),
        before=periods_before(row),
        withdrawn=withdrawn_periods(row),
        cannot_issue=reading.refusal_to_issue(row, boxes),
        cannot_open=reading.refusal_to_open(row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """The name of a draft, its windows, how many levels accept."""
    row = form_within(request, pk)
    start: dict[str, Any] = {
        "name": row.name,
        "stages": row.stages,
        "levels": row.levels,
        "signs_off": row.signs_off,
        "window": KEEP,
    }
    form = WindowForm(request.POST or None, initial=start, kept=row)
    shown, changed = request.POST.get("shown", "") if form.is_bound else token_of(row), ""
    if request.method == "POST" and form.is_valid():
        try:
            form_changes.describe_form(
                form=row,
                shown=read_token(shown),
                name=form.cleaned_data["name"],
                window=form.cleaned_data["row"],
                stages=form.cleaned_data["stages"],
                levels=form.cleaned_data["levels"],
                signs_off=form.cleaned_data["signs_off"],
                by=person(request),
            )
        except form_changes.PartChanged as error:
            row.refresh_from_db()
            shown, changed = token_of(row), error.text
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            messages.success(request, "Đã ghi thông tin biểu mẫu.")
            return redirect("reporting:form", pk)
    return page(
        request,
        "reporting/form_head.html",
        status=409 if changed else 422 if request.method == "POST" else 200,
        row=row,
        form=form,
        shown=shown,
        changed=changed,
        kept=form_windows.window_now(row, timezone.localdate()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as a unit will see it; what is typed is checked and kept nowhere."""
    row = form_within(request, pk, Permission.SUBMISSION_READ)
    sheet = sheet_of(row)
    typed = {box.code: request.POST.get(f"o-{box.code}", "") for box in sheet.elements}
    findings = checked(sheet, typed).findings if request.method == "POST" else []
    return page(
        request,
        "reporting/form_preview.html",
        part="sheet",
        status=422 if any(one.severity == "refuse" for one in findings) else 200,
        form=row,
        boxes=reading.preview_rows(sheet, typed, findings),
        twice=reading.asked_twice(reading.box_rows(row)),
        findings=findings,
        tried=request.method == "POST",
        window=form_windows.window_now(row, timezone.localdate()),
    )


@require_POST
@login_required
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on the form can be asked for and does not change."""
    row = form_within(request, pk)
    try:
        issue_form(form=row, by=person(request))
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, "Đã ban hành biểu mẫu. Việc tiếp theo: mở kỳ báo cáo.")
    return redirect("reporting:form", pk)


@require_POST
@login_required
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version of an issued form, as a draft."""
    row = form_within(request, pk)
    if row.opened_at is None:
        messages.info(request, "Biểu mẫu này còn là bản soạn, hãy sửa ngay tại đây.")
        return redirect("reporting:form", pk)
    fresh = form_changes.renew_form(form=row, by=person(request))
    messages.success(
        request,
        f"Phiên bản {fresh.number} là bản soạn. Kỳ đã mở giữ nguyên phiên bản cũ.",
    )
    return redirect("reporting:form", fresh.pk)


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft away."""
    row = form_within(request, pk)
    try:
        drop_form(form=row, by=person(request))
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect("reporting:form", pk)
    messages.success(request, f"Đã bỏ bản soạn “{row.name}”.")
    return redirect("reporting:forms")
