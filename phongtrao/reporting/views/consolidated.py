"""Báo cáo tổng hợp of a period: as a page, as a Word document, as a workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.periods import period_title
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.queries import consolidated_draft
from phongtrao.reporting.queries.consolidated import consolidated
from phongtrao.reporting.queries.owed import period_for
from phongtrao.reporting.queries.report_workbooks import consolidated_workbook
from phongtrao.reporting.views.as_of import as_of
from phongtrao.reporting.views.figures import workbook
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.consolidated import Consolidated
    from phongtrao.reporting.views.as_of import AsOf

UNITS_A_PAGE = 200


@require_safe
@login_required
def consolidated_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The boxes of a form added up over a period, who is missing, who was late."""
    user, day = person(request), as_of(request)
    period = period_for(user, pk)
    found = _read(user, period, day)
    programme = period.form.programme
    box = found.box(request.GET.get("o", ""))
    units = Paginator(found.asked if box else [], UNITS_A_PAGE).get_page(request.GET.get("trang"))
    return page(
        request,
        "reporting/consolidated.html",
        period=period,
        title=period_title(period.name),
        found=found,
        day=day,
        opens=timezone.localdate(period.opened_at) if day.past else None,
        box=box,
        units=units,
        said=found.box_rows(box, units.object_list) if box else [],
        opening=consolidated_draft.opening_lines(found),
        opens_targets=bool(
            programme
            and (not found.whole or may(user, Permission.SUBMISSION_READ, programme.office_id))
        ),
    )


@require_safe
@login_required
def consolidated_file(request: HttpRequest, pk: int) -> FileResponse:
    """The same as a Word document: of the office that asks for the form, or of the reader's own for
    the part that it sees.
    """
    user, day = person(request), as_of(request)
    period = period_for(user, pk)
    found = _read(user, period, day)
    office = period.form.office if found.whole else user.office
    return FileResponse(
        io.BytesIO(consolidated_draft.consolidated_docx(found, office)),
        as_attachment=True,
        filename=f"bao-cao-tong-hop-{pk}-{found.on:%Y%m%d}.docx",
        content_type=consolidated_draft.DOCX,
    )


@require_safe
@login_required
def consolidated_table_file(request: HttpRequest, pk: int) -> FileResponse:
    """The same as a workbook, by the codes of the boxes, with all that each unit said."""
    user = person(request)
    found = _read(user, period_for(user, pk), as_of(request))
    data = consolidated_workbook(found, consolidated_draft.opening_lines(found))
    return workbook(data, f"bao-cao-tong-hop-{pk}-{found.on:%Y%m%d}.xlsx")


def _read(user: User, period: Period, day: AsOf) -> Consolidated:
    return consolidated(user, period, day.seen.on, known=day.seen.known)
