"""The page of a unit's other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.access.models import Permission
from phongtrao.core.errors import RuleBroken
from phongtrao.units.actions.aliases import add_alias
from phongtrao.units.actions.aliases import remove_alias as remove
from phongtrao.units.forms import AliasForm
from phongtrao.units.views.shared import person, unit_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def aliases(request: HttpRequest, pk: int) -> HttpResponse:
    """The other names of a unit, and a box for one more."""
    unit = unit_within(request, pk, Permission.UNIT_EDIT)
    form = AliasForm(request.POST or None)
    facts: dict[str, Any] = {"unit": unit, "form": form, "rows": unit.aliases.order_by("name")}
    if request.method != "POST":
        return page(request, "units/aliases.html", **facts)
    if not form.is_valid():
        return page(request, "units/aliases.html", status=422, **facts)
    try:
        alias = add_alias(unit=unit, name=form.cleaned_data["name"], by=person(request))
    except RuleBroken as refused:
        return page(request, "units/aliases.html", status=422, error=refused, **facts)
    messages.success(request, f"Từ nay tìm “{alias}” cũng thấy {unit}.")
    return redirect("units:aliases", unit.pk)


@require_POST
@login_required
def remove_alias(request: HttpRequest, pk: int, alias: int) -> HttpResponse:
    """Drop another name of a unit."""
    unit = unit_within(request, pk, Permission.UNIT_EDIT)
    row = get_object_or_404(unit.aliases.select_related("unit"), pk=alias)
    remove(alias=row, by=person(request))
    messages.success(request, f"Đã bỏ tên gọi khác “{row}”.")
    return redirect("units:aliases", unit.pk)
