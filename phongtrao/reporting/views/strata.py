"""The page on which an officer says of which units a measure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.forms.strata import StrataForm
from phongtrao.reporting.queries.forms import measure_of_form
from phongtrao.reporting.queries.strata import strata_of_measure, strata_words, undecided_units
from phongtrao.reporting.views.forms import form_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


UNDECIDED_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def measure_strata(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Of which units a measure is; of an issued form too."""
    row = form_within(request, pk)
    found = measure_of_form(row, measure)
    form = StrataForm(request.POST or None, measure=found)
    if request.method == "POST" and form.is_valid():
        strata = form.strata()
        set_strata(measure=found, strata=strata, by=person(request))
        messages.success(request, f"“{found.target}” tính trên {strata_words(strata)}.")
        return redirect(f"{reverse('reporting:form', args=[pk])}#cach-do")
    undecided = undecided_units(found.target.programme, timezone.localdate())
    return page(
        request,
        "reporting/measure_strata.html",
        status=422 if request.method == "POST" else 200,
        row=row,
        measure=found,
        form=form,
        now=strata_words(strata_of_measure(found)),
        periods=row.periods.count(),
        undecided=undecided[:UNDECIDED_SHOWN],
        undecided_many=len(undecided),
    )
