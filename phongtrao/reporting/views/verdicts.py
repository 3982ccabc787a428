"""Accept a report, give it back whole or box by box; exempt a unit and ask it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words, span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import verdicts
from phongtrao.reporting.forms.tracking import ExemptForm, ReadForm, ReturnForm
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.reports import (
    frozen_words,
    passed_words,
    refusal,
    seen_of,
    state_words,
)
from phongtrao.reporting.queries.verdict_page import (
    judged_by,
    next_waiting,
    reading_of,
    usual_resend_day,
)
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.verdict_page import Reading


def _read(user: User, pk: int) -> tuple[Obligation, Reading]:
    """A report that the person judges, or 404; also while nothing was sent."""
    row = judged_by(user, pk)
    reading = reading_of(row, user)
    if reading is None:
        raise Http404
    return row, reading


def _facts(row: Obligation) -> dict[str, Any]:
    period = row.period
    return {
        "row": row,
        "title": period_title(period.name),
        "span": span_words(period.start, period.end),
        "due": day_words(row.due_on),
        "state": state_words(row),
        "seen": seen_of(row),
        "frozen": frozen_words(row),
        "passed": passed_words(row) if row.state == ObligationState.SENT else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a report and accept it; "next" opens the next one that waits."""
    user = person(request)
    row, reading = _read(user, pk)
    problem = ""
    if request.method == "POST":
        form = ReadForm(request.POST)
        following = next_waiting(user, row)
        if form.is_valid():
            try:
                verdicts.accept_report(obligation=row, **form.cleaned_data, by=user)
            except RuleBroken as broken:
                problem = broken.text
            else:
                messages.success(request, f"Đã duyệt báo cáo của {row.unit}.")
                return _onwards(request, row, following)
        else:
            problem = "Không rõ bạn đã đọc lần nộp nào. Hãy xem lại số liệu rồi duyệt."
        row, reading = _read(user, pk)
    return page(
        request,
        "reporting/verdict.html",
        status=422 if problem else 200,
        problem=problem,
        reading=reading,
        more=next_waiting(user, row) is not None,
        **_facts(row),
    )


def _onwards(request: HttpRequest, row: Obligation, following: int | None) -> HttpResponse:
    if request.POST.get("step") == "next":
        if following:
            return redirect("reporting:accept", following)
        messages.success(request, "Không còn báo cáo nào chờ bạn duyệt trong kỳ này.")
    return redirect("reporting:period", row.period_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a report back, whole or some boxes, with reasons."""
    user = person(request)
    row, reading = _read(user, pk)
    sheet, problem = reading.sheet, ""
    form = ReturnForm(
        request.POST or None,
        sheet=sheet,
        initial={
            "revision": reading.sent.revision,
            "seen": seen_of(row),
            "resend_by": usual_resend_day(row, timezone.localdate()),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            verdicts.return_report(
                obligation=row,
                revision=form.cleaned_data["revision"],
                reason=form.cleaned_data["reason"],
                boxes=form.boxes(),
                resend_by=form.cleaned_data["resend_by"],
                seen=form.cleaned_data["seen"],
                by=user,
            )
        except RuleBroken as broken:
            problem = broken.text
            row, reading = _read(user, pk)
            form.data = _as_now(request, row, reading)
        else:
            messages.success(request, f"Đã trả lại báo cáo của {row.unit}; đơn vị thấy lý do.")
            return redirect("reporting:period", row.period_id)
    elif form.errors.keys() & {"revision", "seen"}:
        form.data = _as_now(request, row, reading)
    return page(
        request,
        "reporting/verdict_return.html",
        status=422 if request.method == "POST" else 200,
        problem=problem,
        reading=reading,
        form=form,
        fields=[(one, form.field_of(one.box.code)) for one in reading.boxes],
        **_facts(row),
    )


def _as_now(request: HttpRequest, row: Obligation, reading: Reading) -> QueryDict:
    """What was typed stays; it is about the report as it is shown now."""
    typed = request.POST.copy()
    typed["revision"], typed["seen"] = str(reading.sent.revision), seen_of(row)
    return typed


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a unit off the list of a period, with a reason."""
    user = person(request)
    row = judged_by(user, pk)
    form, problem = ExemptForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            verdicts.exempt(obligation=row, reason=form.cleaned_data["reason"], by=user)
        except RuleBroken as broken:
            problem = broken.text
        else:
            messages.success(request, f"Đã miễn báo cáo kỳ này cho {row.unit}.")
            return redirect("reporting:period", row.period_id)
    return page(
        request,
        "reporting/verdict_exempt.html",
        status=422 if request.method == "POST" else 200,
        problem=problem,
        form=form,
        refusal=refusal(row, "exempt", user, reason="có"),
        **_facts(row),
    )


@require_POST
@login_required
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an exempt unit back on the list."""
    user = person(request)
    row = judged_by(user, pk)
    verdicts.ask_again(obligation=row, by=user)
    messages.success(request, f"{row.unit} lại phải báo cáo kỳ này.")
    return redirect("reporting:period", row.period_id)
