"""What the system counted for a box of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.core.dates.periods import period_title
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.queries.known_page import known_list
from phongtrao.reporting.queries.list_workbooks import known_workbook
from phongtrao.reporting.queries.reports import obligation_for
from phongtrao.reporting.views.figures import workbook
from phongtrao.units.queries.lists import seen_among
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.known_page import KnownList

ROWS_A_PAGE = 100


@require_safe
@login_required
def known(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What the system counted for a box, one by one."""
    user = person(request)
    row, listed = _listed(user, pk, code)
    rows = Paginator(listed.rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    return page(
        request,
        "reporting/known.html",
        row=row,
        period=period_title(row.period.name),
        listed=listed,
        rows=rows,
        seen=seen_among([one.unit for one in listed.units], user),
    )


def _listed(user: User, pk: int, code: str) -> tuple[Obligation, KnownList]:
    row = obligation_for(user, pk, Permission.SUBMISSION_READ)
    return row, known_list(user, row, code)


@require_safe
@login_required
def known_file(request: HttpRequest, pk: int, code: str) -> FileResponse:
    """The same as a workbook."""
    row, listed = _listed(person(request), pk, code)
    heading = (
        f"Ô {listed.element.code}: {listed.element.label}",
        f"{row.unit}, {row.period.form}, {period_title(row.period.name)}",
        f"Theo {listed.source}",
    )
    return workbook(known_workbook(listed, heading), f"so-da-co-{pk}.xlsx")
