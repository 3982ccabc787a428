"""The page on which a period of a form is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.queries import form_windows
from phongtrao.reporting.queries import forms as reading
from phongtrao.reporting.views.forms import form_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a period, see who would owe it, open it. The list that is opened is the one that was
    shown: when it changed meanwhile, the new one is shown first.
    """
    row = form_within(request, pk)
    today = timezone.localdate()
    years = form_windows.window_years(row, today)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = form_windows.row_named(years, asked.get("ky", ""))
    facts: dict[str, Any] = {
        "form": row,
        "years": years,
        "chosen": chosen,
        "whom": reading.whom_words(row),
        "refused": reading.refusal_to_open(row),
    }
    owing = None
    if chosen and not facts["refused"] and not chosen.opened:
        owing = form_windows.owing_of(row, chosen.window, today)
        facts |= {"owing": owing, "due": form_windows.due_words(chosen.window, owing)}
    if request.method != "POST":
        return page(request, "reporting/form_open.html", part="preview", **facts)
    if chosen is None:
        facts["error"] = "Hãy chọn một kỳ trong danh sách."
    elif owing and request.POST.get("count") != str(owing.total):
        facts["error"] = "Danh sách đơn vị vừa thay đổi. Hãy xem lại rồi bấm mở kỳ."
    else:
        try:
            period = open_period(form=row, window=chosen.window, by=person(request))
        except RuleBroken as error:
            facts["error"] = error.text
        else:
            count = owing.total if owing else 0
            messages.success(request, f"Đã mở {chosen.words}: {count} đơn vị phải báo cáo.")
            return redirect(f"{reverse('reporting:form', args=[pk])}#ky-{period.pk}")
    return page(request, "reporting/form_open.html", status=422, **facts)
