"""Pages that keep the dictionary: a new thing, another name of one, the end of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.errors import RuleBroken
from phongtrao.units.actions import dictionary
from phongtrao.units.forms import EndNameForm, NameForm, TermForm
from phongtrao.units.models import NameOrigin, Term
from phongtrao.units.queries.terms import main_name, may_keep_dictionary, named_terms
from phongtrao.units.views.shared import person
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_term(request: HttpRequest) -> HttpResponse:
    """A thing that is not in the dictionary yet."""
    _require_keeper(request)

    def carry_out(facts: dict[str, Any]) -> str:
        row = dictionary.add_term(**facts, by=person(request))
        return f"Đã thêm “{row}” vào từ điển."

    return _filled_in(request, TermForm(request.POST or None), carry_out, title="Thêm mục")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name of a thing."""
    _require_keeper(request)
    term = get_object_or_404(Term, pk=pk)

    def carry_out(facts: dict[str, Any]) -> str:
        row = dictionary.add_term_name(term=term, **facts, by=person(request))
        return f"Đã thêm tên “{row}”."

    return _filled_in(
        request,
        NameForm(request.POST or None),
        carry_out,
        title=f"Thêm tên cho “{main_name(term)}”",
        names=term.names.all(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_name(request: HttpRequest, pk: int) -> HttpResponse:
    """From when a name no longer holds."""
    _require_keeper(request)
    row = get_object_or_404(named_terms(), pk=pk)
    known = {"on": row.valid_to, "source": row.end_source}

    def carry_out(facts: dict[str, Any]) -> str:
        dictionary.end_term_name(row=row, **facts, by=person(request))
        return f"Đã ghi ngày hết hiệu lực của “{row}”."

    return _filled_in(
        request,
        EndNameForm(request.POST or None, initial=known),
        carry_out,
        title=f"Ngày hết hiệu lực của “{row}”",
        removable=row if row.origin == NameOrigin.ADDED else None,
    )


@require_POST
@login_required
def remove_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a name that was written by mistake."""
    _require_keeper(request)
    row = get_object_or_404(named_terms(), pk=pk)
    dictionary.remove_term_name(row=row, by=person(request))
    messages.success(request, f"Đã xóa tên “{row}” khỏi từ điển.")
    return redirect("units:terms")


def _require_keeper(request: HttpRequest) -> None:
    """Answer 404 to who may not keep the dictionary."""
    if not may_keep_dictionary(person(request)):
        raise Http404


def _filled_in(
    request: HttpRequest, form: Form, carry_out: Callable[[dict[str, Any]], str], **facts: Any
) -> HttpResponse:
    """The form, or what came of it; what was typed stays when it is refused."""
    facts |= {"form": form}
    if request.method != "POST":
        return page(request, "units/term_form.html", **facts)
    if not form.is_valid():
        return page(request, "units/term_form.html", status=422, **facts)
    try:
        done = carry_out(form.cleaned_data)
    except RuleBroken as refused:
        status = getattr(refused, "status", 422)
        return page(request, "units/term_form.html", status=status, error=refused, **facts)
    messages.success(request, done)
    return redirect("units:terms")
