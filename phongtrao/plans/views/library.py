"""The library of instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.plans import forms
from phongtrao.plans.actions import citing
from phongtrao.plans.queries import lists
from phongtrao.plans.views.shared import person
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
def instruments(request: HttpRequest) -> HttpResponse:
    """The library of instruments."""
    words, ended = request.GET.get("tim", "").strip(), request.GET.get("xem") == "het-hieu-luc"
    rows = Paginator(lists.instruments_seen_by(person(request), words, ended), 100).get_page(
        request.GET.get("trang")
    )
    return page(
        request, "plans/instruments.html", part="rows", instruments=rows, words=words, ended=ended
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def instrument(request: HttpRequest, pk: int) -> HttpResponse:
    """One instrument: who cites it, what it replaced, whether it is in force."""
    seen = lists.instruments_seen_by(person(request))
    row = get_object_or_404(seen, pk=pk)
    edits = may(
        person(request), Permission.INSTRUMENT_EDIT, row.owner_id or person(request).office_id
    )
    start = {
        "subject": row.subject,
        "based_on": row.based_on.all(),
        "ended_on": row.ended_on,
        "ended_by": row.ended_by_id,
    }
    form = forms.InstrumentForm(request.POST or None, among=seen.exclude(pk=pk), initial=start)
    if request.method == "POST" and form.is_valid():
        citing.describe_instrument(instrument=row, by=person(request), **form.cleaned_data)
        messages.success(request, "Đã lưu văn bản.")
        return redirect("plans:instrument", pk)
    status = 422 if request.method == "POST" else 200
    return page(
        request,
        "plans/instrument.html",
        status=status,
        instrument=row,
        form=form,
        edits=edits,
        citations=lists.citations_of(row, person(request)),
        plan=lists.plan_of(row, person(request)),
    )
