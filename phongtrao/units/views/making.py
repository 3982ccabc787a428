"""Pages that make units: one by one, or many from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.reading import read_sheet_safely
from phongtrao.units.actions.importing import ImportRefused, import_units
from phongtrao.units.actions.making import create_unit
from phongtrao.units.forms import CreateForm, ImportForm
from phongtrao.units.models import Unit
from phongtrao.units.queries.columns import COLUMNS, blank_table
from phongtrao.units.queries.lists import whole_name
from phongtrao.units.views.shared import person, require_editor
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ERRORS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new unit: the form, the facts once more, then it is made."""
    require_editor(request)
    form = CreateForm(
        request.POST or None, by=person(request), initial={"territory": _asked_parent(request)}
    )
    facts: dict[str, Any] = {"form": form}
    if request.method != "POST" or request.POST.get("step") == "edit":
        return page(request, "units/create.html", **facts)
    if not form.is_valid():
        return page(request, "units/create.html", status=422, **facts)
    if request.POST.get("step") != "confirm":
        return page(request, "units/create.html", preview=_shown(form), **facts)
    try:
        unit = create_unit(**form.facts(), by=person(request))
    except RuleBroken as refused:
        status = getattr(refused, "status", 422)
        return page(request, "units/create.html", status=status, error=refused, **facts)
    messages.success(request, f"Đã lập đơn vị {unit}.")
    return redirect("units:unit", unit.pk)


def _asked_parent(request: HttpRequest) -> str:
    """The name of the unit from whose page the form was opened."""
    asked = number_of(request.GET.get("duoi", "")) or 0
    units = Unit.objects.visible_to(request.user, Permission.UNIT_EDIT)
    return whole_name(units.filter(pk=asked).first())


def _shown(form: CreateForm) -> list[tuple[str, str]]:
    """What was filled in, label and words."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        choices = dict(getattr(field, "choices", ()))
        if value and value is not True:
            words = f"{value:%d/%m/%Y}" if hasattr(value, "year") else choices.get(value, value)
            rows.append((str(field.label), str(words)))
        elif value:
            rows.append((str(field.label), "có"))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_table(request: HttpRequest) -> HttpResponse:
    """Take own units in from a table: all of it, or every error by line and column."""
    require_editor(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"form": form, "columns": COLUMNS}
    if request.method != "POST":
        return page(request, "units/import.html", **facts)
    if not form.is_valid():
        return page(request, "units/import.html", status=422, **facts)
    file = form.cleaned_data["table"]
    try:
        done = import_units(rows=read_sheet_safely(file.read(), file.name), by=person(request))
    except RuleBroken as refused:
        errors = refused.errors if isinstance(refused, ImportRefused) else []
        facts |= {"error": refused, "errors": errors[:_ERRORS_SHOWN], "count": len(errors)}
        return page(request, "units/import.html", status=422, **facts)
    messages.success(
        request, f"Đã nhập {done.units.count()} đơn vị. Có thể hoàn tác cả lần nhập ở trang này."
    )
    return redirect("units:changes")


@require_safe
@login_required
def template_file(request: HttpRequest) -> FileResponse:
    """The workbook to fill in."""
    require_editor(request)
    return FileResponse(
        blank_table(),
        as_attachment=True,
        filename="mau-nhap-don-vi.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
