"""The figures of a target as the public may see them, on a page and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.publishing import publish_when_due
from phongtrao.reporting.queries.figure_workbooks import public_workbook
from phongtrao.reporting.queries.public_figures import PublicPage, target_for_public
from phongtrao.reporting.views.figures import workbook
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

ROWS_A_PAGE = 200


def _page(request: HttpRequest, pk: int) -> PublicPage:
    target, on = target_for_public(person(request), pk), timezone.localdate()
    shown = PublicPage(target, number_of(request.GET.get("ky", "")) or 0, on)
    if shown.period:
        publish_when_due(shown.period, on)
    return shown


@require_safe
@login_required
def target_public(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public would see of a target in a period."""
    shown = _page(request, pk)
    return page(
        request,
        "reporting/target_public.html",
        target=shown.target,
        shown=shown,
        rows=Paginator(shown.rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        inside=may(person(request), Permission.SUBMISSION_READ, shown.target.programme.office_id),
        file=f"?{request.GET.urlencode()}" if request.GET else "",
    )


@require_safe
@login_required
def target_public_file(request: HttpRequest, pk: int) -> FileResponse:
    """Exactly what the page shows, as a workbook; 404 where it shows no table."""
    shown = _page(request, pk)
    if shown.total is None:
        raise Http404
    return workbook(public_workbook(shown), f"so-lieu-cong-khai-{pk}.xlsx")
