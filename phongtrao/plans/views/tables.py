"""The tracking table and the difference between two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from phongtrao.plans.queries import lists, tables
from phongtrao.plans.views.shared import number, plan_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument


@require_safe
@login_required
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """What a new version asks that an old one did not, and the other way round; the one before, or
    an earlier one that the address names.
    """
    plan = plan_within(request, pk)
    earlier = tables.earlier_versions(plan)
    if not earlier:
        raise Http404
    asked = number(request, "voi")
    old = plan_within(request, asked if asked in earlier else earlier[0])
    return page(
        request, "plans/differences.html", plan=plan, old=old, rows=tables.differences_of(old, plan)
    )


@require_safe
@login_required
def tracking_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The tracking table on the screen and on paper."""
    plan = plan_within(request, pk)
    return page(
        request,
        "plans/tracking_table.html",
        plan=plan,
        table=tables.tracking_table_of(plan),
        **_left(plan),
    )


def _left(plan: PlanDocument) -> dict[str, Any]:
    return {"progress": lists.progress_of(plan)}


@require_safe
@login_required
def tracking_file(request: HttpRequest, pk: int, form: str) -> FileResponse:
    """The tracking table as a file."""
    plan = plan_within(request, pk)
    if form not in tables.WRITERS:
        raise Http404
    write, kind = tables.WRITERS[form]
    name = tables.file_name_of(plan, form)
    return FileResponse(
        write(tables.tracking_table_of(plan)), as_attachment=True, filename=name, content_type=kind
    )
