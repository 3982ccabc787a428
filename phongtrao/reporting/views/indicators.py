"""Pages of indicators: the list, the figures of one, what it means and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.windows import day_words
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.indicators import SensitiveCountsOnly, define_indicator
from phongtrao.reporting.actions.publishing import publish_when_due
from phongtrao.reporting.forms.report_forms import DefinitionForm, definition_as_filled
from phongtrao.reporting.queries import indicators as reading
from phongtrao.reporting.queries.figure_workbooks import public_workbook, target_workbook
from phongtrao.reporting.queries.indicator_page import Wanted, figures_of_indicator
from phongtrao.reporting.queries.list_workbooks import indicators_workbook
from phongtrao.reporting.views.as_of import as_of
from phongtrao.reporting.views.figures import (
    asked_for,
    heading_of,
    linked,
    parts_of,
    workbook,
)
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.reporting.models import Indicator
    from phongtrao.reporting.queries.indicator_page import IndicatorFigures
    from phongtrao.reporting.queries.public_figures import PublicPage
    from phongtrao.reporting.views.figures import Asked

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
        query=request.GET.urlencode(),
    )


@require_safe
@login_required
def indicators_file(request: HttpRequest) -> FileResponse:
    """The indicators that are searched for, as a workbook."""
    rows = reading.indicator_rows(person(request), request.GET.get("tim", "").strip())
    heading = ("CHỈ SỐ THỐNG KÊ", f"Tại ngày {day_words(timezone.localdate())}")
    return workbook(indicators_workbook(rows, heading), "chi-so.xlsx")


@dataclass(frozen=True)
class _Read:
    """The figures of an indicator that the person reads. asked: None where they are shown in their
    public form only.
    """

    figures: IndicatorFigures
    asked: Asked | None


def _read(request: HttpRequest, row: Indicator) -> _Read | None:
    """The figures that were asked for; None where no form asks for any."""
    day, get = as_of(request), request.GET
    wanted = Wanted(get.get("don-vi", ""), number_of(get.get("ky", "")) or 0, get.get("o", ""))
    found = figures_of_indicator(person(request), row, wanted, day.seen)
    if found is None or found.is_public:
        return _Read(found, None) if found else None
    return _Read(found, asked_for(request, day, found.shown))


def _published(figures: IndicatorFigures) -> PublicPage:
    """The public form of figures, worked out when it is looked at first."""
    shown = figures.public
    if shown.period:
        publish_when_due(shown.period, shown.on)
    return shown


def _parts(request: HttpRequest, pk: int, read: _Read) -> dict[str, Any]:
    """What the figures' part of the page shows."""
    found, box = read.figures, read.figures.boxes[0]
    more = {"box": box, "whole": found.form.unit}
    if read.asked is None and _published(found).is_left_out:
        return more | {"withheld": True, "measured": found.measured}
    if read.asked is None:
        rows = Paginator(found.public.rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
        return more | {"public": found.public, "rows": rows, "file": f"?{request.GET.urlencode()}"}
    asked = read.asked
    steps = linked(found.steps, asked.day, o=request.GET.get("o"))
    page_url = reverse("reporting:indicator", args=[pk])
    return more | {"steps": steps} | parts_of(request, asked, page_url)


@require_safe
@login_required
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """An indicator's figures over time and over units, what it means and meant, who is asked for
    it, which targets it measures.
    """
    row = reading.indicator_for(person(request), pk)
    versions, read = reading.versions_of(row), _read(request, row)
    return page(
        request,
        "reporting/indicator.html",
        part="units",
        indicator=row,
        now=versions[0],
        earlier=versions[1:],
        askings=reading.askings_of(row, as_of(request).seen.on),
        defines=may(person(request), Permission.REPORT_FORM_EDIT, row.office_id),
        reads_office=may(person(request), Permission.SUBMISSION_READ, row.office_id),
        **(_parts(request, pk, read) if read else {}),
    )


@require_safe
@login_required
def indicator_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """An indicator's figures over time and over units, or as the public sees them: a workbook."""
    row = reading.indicator_for(person(request), pk)
    read, name = _read(request, row), f"so-lieu-chi-so-{pk}.xlsx"
    if read is None or (read.asked is None and _published(read.figures).total is None):
        raise Http404
    if read.asked is None:
        return workbook(public_workbook(read.figures.public), name)
    if read.asked.day.wrong:
        return redirect(f"{reverse('reporting:indicator', args=[pk])}?{request.GET.urlencode()}")
    heading = heading_of(row.name, read.figures.form.name, read.asked)
    return workbook(target_workbook(read.asked.shown, heading, read.asked.rows), name)


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
