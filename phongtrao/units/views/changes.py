"""Changes by decision: a form, what would happen, doing it; the list of changes, undoing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.core.errors import RuleBroken
from phongtrao.units.actions import changing
from phongtrao.units.forms import FORM_OF_CHANGE
from phongtrao.units.queries import history
from phongtrao.units.views.shared import person, require_editor, unit_within
from phongtrao.units.views.showing import preview_of
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Fill in the form, look at what would happen, confirm it or go back to the form."""
    unit = unit_within(request, pk, Permission.UNIT_EDIT)
    version = unit.versions.select_related("unit", "territory", "line", "security_manager").last()
    if what not in FORM_OF_CHANGE or version is None:
        raise Http404
    parts = number_of(request.POST.get("so") or request.GET.get("so") or "")
    more: dict[str, Any] = {"parts": 2 if parts is None else parts}
    form = FORM_OF_CHANGE[what](
        request.POST or None,
        version=version,
        by=person(request),
        **(more if what == "chia-tach" else {}),
    )
    facts: dict[str, Any] = {"unit": unit, "form": form, "what": form.what.label, **more}
    if request.method != "POST" or request.POST.get("step") == "edit":
        return page(request, "units/change.html", **facts)
    if not form.is_valid():
        return page(request, "units/change.html", status=422, **facts)
    try:
        proposal = form.proposal()
        if request.POST.get("step") != "confirm":
            changing.check_allowed(proposal=proposal, by=person(request))
            return page(request, "units/change.html", preview=preview_of(proposal), **facts)
        done = changing.carry_out(proposal=proposal, by=person(request))
    except RuleBroken as refused:
        status = getattr(refused, "status", 422)
        return page(request, "units/change.html", status=status, error=refused, **facts)
    messages.success(request, f"Đã ghi: {done}. Có thể hoàn tác ở trang Thay đổi đơn vị.")
    return redirect("units:unit", unit.pk)


@require_safe
@login_required
def changes(request: HttpRequest) -> HttpResponse:
    """Changes of the units that the account may change, the newest first."""
    require_editor(request)
    rows = Paginator(history.changes_seen_by(person(request)), 50).get_page(
        request.GET.get("trang")
    )
    return page(request, "units/changes.html", changes=rows, examples=history.examples_of(rows))


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back."""
    require_editor(request)
    row = get_object_or_404(history.changes_seen_by(person(request)), pk=pk)
    changing.undo_change(change=row, by=person(request))
    messages.success(request, f"Đã hoàn tác: {row}.")
    return redirect("units:changes")
