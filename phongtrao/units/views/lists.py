"""Pages to read: the list, one unit, the dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.utils import timezone
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may, permissions_of
from phongtrao.units.forms import FORM_OF_CHANGE
from phongtrao.units.models import UNDECIDED, Level
from phongtrao.units.queries import as_of, history, lists
from phongtrao.units.queries.terms import dictionary_on, may_keep_dictionary
from phongtrao.units.views.shared import day_of_page, person, unit_within
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_CHILDREN_A_PAGE = 150


@require_safe
@login_required
def unit_list(request: HttpRequest) -> HttpResponse:
    """Find a unit by any name it ever had; without words the own units and the provinces."""
    words, asked = request.GET.get("tim", "").strip(), day_of_page(request)
    day = asked.day
    rows = lists.found_rows(words, person(request), day) if words else []
    return page(
        request,
        "units/list.html",
        part="rows",
        words=words,
        asked=asked,
        day=day,
        today=timezone.localdate(),
        rows=rows,
        own=[] if words else as_of.own_units(person(request), day),
        provinces=[] if words else as_of.provinces_by_name(day),
        edits=Permission.UNIT_EDIT in permissions_of(person(request)),
    )


@require_safe
@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one unit, as of any day, with its predecessors and successors."""
    row, asked = unit_within(request, pk), day_of_page(request)
    day = asked.day
    life = history.history_of(row)
    children = Paginator(
        as_of.children_by_name(row, day, person(request)), _CHILDREN_A_PAGE
    ).get_page(request.GET.get("trang"))
    near = {
        other.pk
        for one in life.versions
        for other in (one.territory, one.line, one.security_manager)
        if other is not None
    }
    near |= {one.predecessor_id for one in life.predecessors}
    near |= {one.successor_id for one in life.successors}
    last, today = life.versions[-1] if life.versions else None, timezone.localdate()
    is_over = last and last.valid_to and last.valid_to <= today
    changes = [] if is_over else [(what, form.what.label) for what, form in FORM_OF_CHANGE.items()]
    return page(
        request,
        "units/unit.html",
        unit=row,
        asked=asked,
        day=day,
        today=today,
        version=life.version_on(day),
        last=last,
        history=life,
        children=children,
        levels=dict(Level.choices),
        undecided=UNDECIDED,
        seen=lists.seen_among(near, person(request)),
        aliases=[alias.name for alias in row.aliases.all()],
        edits=may(person(request), Permission.UNIT_EDIT, row.pk),
        changes=changes,
    )


@require_safe
@login_required
def terms(request: HttpRequest) -> HttpResponse:
    """The dictionary of names that change with the years."""
    asked = day_of_page(request)
    return page(
        request,
        "units/terms.html",
        asked=asked,
        day=asked.day,
        entries=dictionary_on(asked.day),
        keeps=may_keep_dictionary(person(request)),
    )
