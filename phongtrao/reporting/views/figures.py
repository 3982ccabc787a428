"""Pages of figures over time and over what lies below: of a target; the parts that they share."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.programme.queries.targets import quote_of_target, source_of_target
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.queries import target_page as figures
from phongtrao.reporting.queries import unit_rows
from phongtrao.reporting.queries.comparing import line_of
from phongtrao.reporting.queries.figure_workbooks import target_workbook
from phongtrao.reporting.queries.provenance import boxes_of
from phongtrao.reporting.queries.workbooks import XLSX
from phongtrao.reporting.views.as_of import NAMES, AsOf, Looked, as_of, looked_at, tail_of
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from phongtrao.programme.models import Target
    from phongtrao.reporting.queries.places import Step
    from phongtrao.reporting.queries.series import Seen
    from phongtrao.units.models import Unit

ROWS_A_PAGE = 50
_KEPT = ("don-vi", "ky", "o", *NAMES)


@dataclass(frozen=True)
class Asked:
    """What a page of figures was asked for. rows: of units, those that were chosen in the order
    asked for.
    """

    looked: Looked[figures.TargetPage]
    rows: list[unit_rows.UnitRow]
    words: str
    state: str
    order: str

    @property
    def day(self) -> AsOf:
        """As of which day."""
        return self.looked.day

    @property
    def shown(self) -> figures.TargetPage:
        """The figures."""
        return self.looked.shown


def asked_for(request: HttpRequest, day: AsOf, read: Callable[[Seen], figures.TargetPage]) -> Asked:
    """What was asked for of the figures that are read as of a day."""
    looked = looked_at(day, read)
    words, state, order = (request.GET.get(one, "").strip() for one in ("tim", "tinh-trang", "sap"))
    chosen = unit_rows.matching(looked.shown.units, words, state)
    rows = unit_rows.ordered(chosen, order, looked.shown.level)
    return Asked(looked, rows, words, state, order)


def parts_of(request: HttpRequest, asked: Asked, page_url: str) -> dict[str, Any]:
    """What the parts over time and over units show. page_url: the address that they stand at."""
    shown, day, place = asked.shown, asked.day, asked.shown.place
    here = place.pk if place else 0
    period, box = request.GET.get("ky"), request.GET.get("o")
    drawn = _in_line(shown)
    return {
        "page_url": page_url,
        "place": place,
        "shown": shown,
        "period": next((one for one in shown.rows if one.point is shown.shown), None),
        "rows": Paginator(asked.rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        "total": len(shown.units),
        "states": unit_rows.states_among(shown.units),
        "words": asked.words,
        "state": asked.state,
        "order": asked.order,
        "orders": unit_rows.ORDERS,
        "day": day,
        "changed": asked.looked.changed,
        "inherited": asked.looked.inherited,
        "mark": _mark(shown),
        "down": tail_of(ky=period, o=box) + day.carry,
        "down_to_report": tail_of(ky=period, o=box) + day.as_reported.carry,
        "here": day.link(don_vi=here, o=box),
        "tail": tail_of(don_vi=here, o=box) + day.carry,
        "place_tail": tail_of(don_vi=here, ky=period, o=box),
        "kept": [(name, request.GET[name]) for name in _KEPT if request.GET.get(name)],
        "file": f"?{request.GET.urlencode()}" if request.GET else "",
        "chart": _chart(shown, drawn),
        "not_drawn": any(row.value is not None for row in shown.rows if row not in drawn),
    }


def linked(steps: list[Step], day: AsOf, **more: object) -> list[tuple[str, str]]:
    """The wider places with the ends of their addresses."""
    return [(step.name, day.link(don_vi=step.unit or 0, **more)) for step in steps]


def _read_target(request: HttpRequest, pk: int) -> tuple[Target, Asked]:
    day = as_of(request)
    place_asked = request.GET.get("don-vi", "")
    row, place = figures.target_and_place(person(request), pk, place_asked, day.seen.on)
    period = number_of(request.GET.get("ky", "")) or 0

    def read(seen: Seen) -> figures.TargetPage:
        return figures.TargetPage(row, place, seen, period)

    return row, asked_for(request, day, read)


@require_safe
@login_required
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """A target's figure at a place: how it stands, over time, and what lies below."""
    row, asked = _read_target(request, pk)
    shown, by = asked.shown, person(request)
    office = row.programme.office_id
    return page(
        request,
        "reporting/target.html",
        part="units",
        target=row,
        steps=linked(figures.steps_to_place(by, row, shown.place), asked.day),
        boxes=boxes_of(shown.shown.measure) if shown.shown else [],
        quote=quote_of_target(row),
        source=source_of_target(row),
        reads_programme=may(by, Permission.PROGRAMME_READ, office),
        reads_plan=may(by, Permission.PLAN_READ, office),
        **parts_of(request, asked, reverse("reporting:target", args=[pk])),
    )


def _in_line(shown: figures.TargetPage) -> list[figures.PeriodRow]:
    """What stands in a row with the period that is looked into, the oldest period first."""
    line = line_of(shown.series, shown.shown) if shown.shown else []
    return [row for row in reversed(shown.rows) if row.point in line]


def _chart(shown: figures.TargetPage, rows: list[figures.PeriodRow]) -> dict[str, Any] | None:
    """What is drawn over time of periods, the oldest first; None for fewer than two figures. Of one
    unit that says yes or no: its answers, 1 and 0.
    """
    if sum(row.value is not None for row in rows) < 2:
        return None
    told = {
        "labels": [row.title for row in rows],
        "provisional": [row.provisional for row in rows],
    }
    if shown.answers:
        values = [None if row.value is None else int(row.value > 0) for row in rows]
        nothing = [None] * len(rows)
        return {**told, "values": values, "levels": nothing, "asked": nothing, "answers": True}
    measured = [row.point.figure.measured for row in rows]
    return {
        **told,
        "values": [row.value for row in rows],
        "levels": [row.level for row in rows],
        "asked": [row.asked for row in rows],
        "percent": any(one is not None and one.whole is not None for one in measured),
    }


def _mark(shown: figures.TargetPage) -> int:
    """Where the level stands on a bar of 100; 0 for none."""
    level = shown.level
    return int(level.level.value) if level and level.level.percent else 0


@require_safe
@login_required
def target_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A target's figures over time and over units as a workbook."""
    row, asked = _read_target(request, pk)
    if asked.day.wrong:
        return redirect(f"{reverse('reporting:target', args=[pk])}?{request.GET.urlencode()}")
    heading = heading_of(str(row), str(row.programme), asked)
    data = target_workbook(asked.shown, heading, asked.rows)
    return workbook(data, f"so-lieu-chi-tieu-{pk}.xlsx")


def heading_of(what: str, of: str, asked: Asked) -> list[str]:
    """The lines above the sheets: what the figures are, where and as of which day."""
    place = asked.shown.place
    return [what, of, f"{where(place)}, {asked.day.words}"]


def where(place: Unit | None) -> str:
    """The place in words."""
    return str(place) if place else "Toàn bộ đơn vị báo cáo"


def workbook(data: bytes, name: str) -> FileResponse:
    """A workbook to take away."""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)
