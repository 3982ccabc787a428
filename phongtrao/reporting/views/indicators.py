"""Pages of indicators: the list, what one means and where its figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.indicators import SensitiveCountsOnly, define_indicator
from phongtrao.reporting.forms.report_forms import DefinitionForm, definition_as_filled
from phongtrao.reporting.queries import indicators as reading
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS_A_PAGE = 50
_BOX_OF: dict[type[RuleBroken], str] = {SensitiveCountsOnly: "sensitive"}


@require_safe
@login_required
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Indicators of the office and those that it is asked for."""
    words = request.GET.get("tim", "").strip()
    rows = reading.indicator_rows(person(request), words)
    return page(
        request,
        "reporting/indicators.html",
        part="rows",
        rows=Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        total=len(rows),
        words=words,
    )


@require_safe
@login_required
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """What an indicator means and meant, who is asked for it, which targets it measures."""
    row = reading.indicator_for(person(request), pk)
    versions = reading.versions_of(row)
    return page(
        request,
        "reporting/indicator.html",
        indicator=row,
        now=versions[0],
        earlier=versions[1:],
        askings=reading.askings_of(row),
        defines=may(person(request), Permission.REPORT_FORM_EDIT, row.office_id),
        reads_office=may(person(request), Permission.SUBMISSION_READ, row.office_id),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def define(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an indicator means."""
    row = reading.indicator_for(person(request), pk, Permission.REPORT_FORM_EDIT)
    now, asked = reading.newest_version(row), reading.is_asked(row)
    start = definition_as_filled(now, timezone.localdate() if asked else now.valid_from)
    form = DefinitionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            version = define_indicator(indicator=row, by=person(request), **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(_BOX_OF.get(type(error), "valid_from"), error.text)
        else:
            fresh = version.number != now.number
            said = (
                f"Đã lập định nghĩa phiên bản {version.number}." if fresh else "Đã ghi định nghĩa."
            )
            messages.success(request, said)
            return redirect("reporting:indicator", pk)
    return page(
        request,
        "reporting/indicator_define.html",
        status=422 if request.method == "POST" else 200,
        indicator=row,
        form=form,
        now=now,
        asked=asked,
    )
