"""The pages on which a period of a form is opened, and withdrawn when that was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.withdrawing import withdraw_period
from phongtrao.reporting.forms.periods import DueForm, WithdrawForm
from phongtrao.reporting.queries import form_windows
from phongtrao.reporting.queries import forms as reading
from phongtrao.reporting.queries.due_days import due_words, passed_words, refusal_of_due_day
from phongtrao.reporting.queries.list_page import period_to_change
from phongtrao.reporting.queries.withdrawn import withdrawing_of
from phongtrao.reporting.views.forms import form_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a period, see who would owe it and until when, open it. The list that is opened is the
    one that was shown: when it changed meanwhile, the new one is shown first.
    """
    row = form_within(request, pk)
    today = timezone.localdate()
    years = form_windows.window_years(row, today)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = form_windows.row_named(years, asked.get("ky", ""))
    due = DueForm(asked if asked.get("han") else {})
    due_on = due.cleaned_data.get("han") if due.is_valid() else None
    if chosen and (why := refusal_of_due_day(chosen.window, due_on, today)):
        due.add_error("han", f"Không dùng được: {why}.")
    facts: dict[str, Any] = {
        "form": row,
        "years": years,
        "chosen": chosen,
        "whom": reading.whom_words(row),
        "refused": reading.refusal_to_open(row),
        "due_form": due,
    }
    owing = None
    if chosen and not facts["refused"] and not chosen.opened:
        owing = form_windows.owing_of(row, chosen.window, today)
        facts |= {
            "owing": owing,
            "due": due_words(chosen.window, owing, due_on),
            "passed": passed_words(chosen.window, owing, due_on, today),
        }
    if request.method != "POST":
        return page(request, "reporting/form_open.html", part="preview", **facts)
    if chosen is None:
        facts["error"] = "Hãy chọn một kỳ trong danh sách."
    elif owing and request.POST.get("count") != str(owing.total):
        facts["error"] = "Danh sách đơn vị vừa thay đổi. Hãy xem lại rồi bấm mở kỳ."
    elif due.is_valid():
        try:
            period = open_period(form=row, window=chosen.window, due_on=due_on, by=person(request))
        except RuleBroken as error:
            facts["error"] = error.text
        else:
            count = owing.total if owing else 0
            messages.success(request, f"Đã mở {chosen.words}: {count} đơn vị phải báo cáo.")
            return redirect(f"{reverse('reporting:form', args=[row.pk])}#ky-{period.pk}")
    return page(request, "reporting/form_open.html", status=422, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What withdrawing a period undoes, and the button that does it; not while others begin to type
    unseen.
    """
    row = period_to_change(person(request), pk)
    undone = withdrawing_of(row)
    form = WithdrawForm(request.POST or None, typing=len(undone.typing))
    if request.method == "POST" and form.is_valid():
        if request.POST.get("count") != str(len(undone.typing)):
            form.add_error(None, "Số đơn vị đã nhập vừa thay đổi. Hãy xem lại rồi bấm hủy kỳ.")
        else:
            try:
                reason = form.cleaned_data["reason"]
                withdraw_period(period=row, reason=reason, by=person(request))
            except RuleBroken as error:
                form.add_error(None, error.text)
            else:
                title = period_title(row.name)
                messages.success(request, f"Đã hủy kỳ {title}. Có thể mở lại kỳ này khi cần.")
                return redirect(f"{reverse('reporting:form', args=[row.form_id])}#cac-ky")
    return page(
        request,
        "reporting/period_withdraw.html",
        status=422 if request.method == "POST" else 200,
        period=row,
        title=period_title(row.name),
        span=span_words(row.start, row.end),
        withdrawing=undone,
        form=form,
    )
