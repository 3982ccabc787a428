"""Pages of plan documents: the list, taking in, the header, compiling again, the original file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may
from phongtrao.core.errors import RuleBroken
from phongtrao.files.queries import bytes_of, file_of_office
from phongtrao.plans import forms
from phongtrao.plans.actions import taking_in
from phongtrao.plans.queries import lists
from phongtrao.plans.views.shared import person, plan_within
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument


@require_safe
@login_required
def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans that the account may read."""
    words = request.GET.get("tim", "").strip()
    rows = Paginator(lists.plans_seen_by(person(request), words), 50).get_page(
        request.GET.get("trang")
    )
    uploads = may(person(request), Permission.PLAN_UPLOAD, person(request).office_id)
    return page(request, "plans/list.html", part="rows", plans=rows, words=words, uploads=uploads)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_in(request: HttpRequest) -> HttpResponse:
    """Upload or paste plans; one that is taken in opens at once, of several a list says what became
    of each.
    """
    return _take_in(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the next version of a plan, from a new upload or from a file that is already kept."""
    plan = plan_within(request, pk, Permission.PLAN_UPLOAD)
    kept = number_of(request.POST.get("kept", ""))
    if kept is not None:
        stored = file_of_office(person(request), kept)
        with bytes_of(stored) as data:
            fresh = taking_in.receive_file(
                data=data.read(), name=stored.name, by=person(request), replaces=plan
            )
        return redirect("plans:differences", fresh.pk)
    return _take_in(request, plan)


def _take_in(request: HttpRequest, replaces: PlanDocument | None) -> HttpResponse:
    if not may(person(request), Permission.PLAN_UPLOAD, person(request).office_id):
        raise Http404
    if request.method != "POST":
        outcomes = request.session.pop("taken_in", [])
        return page(
            request,
            "plans/take_in.html",
            form=forms.TakeInForm(),
            replaces=replaces,
            outcomes=outcomes,
        )
    form = forms.TakeInForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "plans/take_in.html", status=422, form=form, replaces=replaces)
    files, text = form.cleaned_data["documents"], form.cleaned_data["text"]
    outcomes = [_receive(person(request), file.name, replaces, file=file) for file in files]
    if text.strip():
        outcomes.append(_receive(person(request), "Văn bản dán vào", replaces, text=text))
    refused = [outcome for outcome in outcomes if outcome["error"]]
    if not refused and len(outcomes) == 1:
        return redirect("plans:reading_room", outcomes[0]["plan"])
    if refused and len(outcomes) == 1:
        return page(
            request,
            "plans/take_in.html",
            status=422,
            form=form,
            replaces=replaces,
            outcomes=outcomes,
        )
    request.session["taken_in"] = outcomes
    return redirect(request.path)


def _receive(
    by: User, name: str, replaces: PlanDocument | None, file: Any = None, text: str = ""
) -> dict[str, Any]:
    """Take one file or text in; say what became of it in plain values, so that a session can hold
    them.
    """
    try:
        if file is None:
            plan = taking_in.receive_text(text=text, by=by, replaces=replaces)
        else:
            plan = taking_in.receive_file(data=file.read(), name=name, by=by, replaces=replaces)
    except RuleBroken as error:
        known, kept = getattr(error, "plan_id", None), getattr(error, "file_id", None)
        return {"name": name, "plan": known, "kept": kept, "error": error.text}
    return {"name": name, "plan": plan.pk, "title": plan.title, "error": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """The header of a document, to be corrected."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    form = forms.HeadForm(request.POST or None, initial=plan.document)
    if request.method == "POST" and form.is_valid():
        taking_in.correct_head(plan=plan, head=form.cleaned_data, by=person(request))
        messages.success(request, "Đã lưu thông tin văn bản.")
        return redirect("plans:reading_room", plan.pk)
    status = 422 if request.method == "POST" else 200
    return page(request, "plans/head.html", status=status, plan=plan, form=form)


@require_POST
@login_required
def compile_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compile with the compiler of today."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    counts = taking_in.compile_again(plan=plan, by=person(request))
    messages.success(
        request,
        f"Đã biên dịch lại: giữ {counts['kept']} mục bạn đã kiểm, {counts['found']} mục chờ kiểm.",
    )
    return redirect("plans:reading_room", plan.pk)


@require_safe
@login_required
def original_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was uploaded."""
    plan = plan_within(request, pk)
    if plan.file is None:
        raise Http404
    return FileResponse(
        bytes_of(plan.file),
        as_attachment=True,
        filename=plan.file.name,
        content_type="application/octet-stream",
    )
