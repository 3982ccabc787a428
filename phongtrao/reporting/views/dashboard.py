"""Bảng điều hành, at a place and as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from phongtrao.core.dates.windows import day_words
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.queries import dashboard as reading
from phongtrao.reporting.queries.figure_workbooks import board_workbook
from phongtrao.reporting.queries.list_workbooks import moves_workbook
from phongtrao.reporting.queries.moves import DAYS_BACK, KINDS, moves_listed, moves_of, moves_told
from phongtrao.reporting.views.as_of import AsOf, Looked, as_of, looked_at, tail_of
from phongtrao.reporting.views.figures import where, workbook
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.programme.models import Programme
    from phongtrao.units.models import Unit

ROWS_A_PAGE = 50
ROWS_AN_ANSWER = 5
ANSWERS = (
    ("tre", "Việc gì đang chậm?"),
    ("chi-tieu", "Chỉ tiêu nào chưa đạt?"),
    ("yeu", "Nơi nào còn yếu?"),
    ("thay-doi", "Có gì thay đổi?"),
)
"""The four questions, as they stand in addresses."""


UNMEASURED = "chua-do"
"""The targets that no form asks for, among the states in addresses."""


@dataclass(frozen=True)
class _Asked:
    """Of what the board was asked for. programmes: all that it could be of; chosen: the id of one,
    0 for all of them.
    """

    day: AsOf
    place: Unit | None
    programmes: list[Programme]
    chosen: int

    @property
    def within(self) -> list[Programme]:
        """The programmes that it is of."""
        return [row for row in self.programmes if self.chosen in (0, row.pk)]

    @property
    def of(self) -> str:
        """Whose figures it shows, in words: a place, or all who report in one or several."""
        if self.place:
            return str(self.place)
        units = {str(one.unit): None for one in self.within}
        return f"{where(None)} của {', '.join(units)}" if units else where(None)

    def looked(self) -> Looked[reading.Board]:
        """The board."""
        return looked_at(self.day, partial(reading.Board, self.place, self.within))


def _asked(request: HttpRequest) -> _Asked:
    day = as_of(request)
    place, programmes = reading.place_and_programmes(
        person(request), request.GET.get("don-vi", ""), day.seen.on
    )
    wanted = number_of(request.GET.get("chuong-trinh", ""))
    chosen = next((row.pk for row in programmes if row.pk == wanted), 0)
    return _Asked(day, place, programmes, chosen)


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Four questions on one screen; each answer leads to what it rests on."""
    asked = _asked(request)
    looked, chosen = asked.looked(), asked.chosen
    board, day = looked.shown, looked.day
    wanted = request.GET.get("xem", "")
    answers = [one for one in ANSWERS if one[0] == wanted] or list(ANSWERS)
    whole = len(answers) == 1
    state = request.GET.get("tinh-trang", "")
    rows: dict[str, Any] = {
        "tre": board.late,
        "chi-tieu": [
            row
            for row in board.targets
            if state in ("", row.state.slug if row.state else "" if row.now else UNMEASURED)
        ],
        "yeu": board.weak,
        "thay-doi": board.changed,
    }
    number, at = request.GET.get("trang"), board.place.pk if board.place else 0
    shown = {
        slug: Paginator(rows[slug], ROWS_A_PAGE).get_page(number)
        if whole
        else rows[slug][:ROWS_AN_ANSWER]
        for slug, _ in answers
    }
    return page(
        request,
        "reporting/dashboard.html",
        board=board,
        place=board.place,
        of=asked.of,
        programmes=asked.programmes,
        chosen=chosen,
        day=day,
        changed=looked.changed,
        inherited=looked.inherited,
        answers=answers,
        shown=shown,
        totals={slug: len(rows[slug]) for slug, _ in answers},
        more={slug: max(0, len(rows[slug]) - len(shown[slug])) for slug, _ in answers},
        whole=whole,
        state=state,
        unmeasured=UNMEASURED,
        moves=[(slug, words, getattr(board.moves, what)) for slug, words, what in KINDS],
        sees_all=bool(board.place) and bool(reading.programmes_on(person(request), day.seen.on)),
        at_place=day.link(don_vi=at),
        here=day.link(don_vi=at, chuong_trinh=chosen),
        tail=tail_of(don_vi=at, chuong_trinh=chosen) + day.carry,
        place_tail=tail_of(don_vi=at, chuong_trinh=chosen),
        programme_tail=tail_of(chuong_trinh=chosen) + day.carry,
        keep=day.link(),
        days_back=DAYS_BACK,
        corrections=lambda: moves_told(board.corrections, person(request)),
    )


@require_safe
@login_required
def dashboard_moves(request: HttpRequest) -> HttpResponse:
    """What happened to reports in the last days, move by move."""
    asked, kind = _asked(request), _kind(request)
    on = asked.day.seen.on
    found = moves_listed(kind[2], asked.within, asked.place, on)
    rows: Any = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    rows.object_list = moves_told(rows.object_list, person(request))
    counts = moves_of(asked.within, asked.place, on)
    here = asked.place.pk if asked.place else 0
    names = {"don_vi": here, "chuong_trinh": asked.chosen}
    return page(
        request,
        "reporting/dashboard_moves.html",
        of=asked.of,
        day=asked.day,
        rows=rows,
        kind=kind,
        kinds=[(slug, words, getattr(counts, what)) for slug, words, what in KINDS],
        tail=tail_of(**names) + asked.day.carry,
        place_tail=tail_of(loai=kind[0], **names),
        here=asked.day.link(**names),
        file=asked.day.link(loai=kind[0], **names),
        days_back=DAYS_BACK,
    )


def _kind(request: HttpRequest) -> tuple[str, str, str]:
    """Which moves were asked for, as in KINDS."""
    wanted = request.GET.get("loai", "")
    return next((one for one in KINDS if one[0] == wanted), KINDS[0])


@require_safe
@login_required
def moves_file(request: HttpRequest) -> HttpResponse | FileResponse:
    """The moves of one kind as a workbook."""
    asked, (_, words, what) = _asked(request), _kind(request)
    if asked.day.wrong:
        return redirect(f"{reverse('reporting:dashboard_moves')}?{request.GET.urlencode()}")
    on = asked.day.seen.on
    heading = [
        f"{words.upper()}, {DAYS_BACK} NGÀY QUA",
        asked.of,
        f"Tính đến hết ngày {day_words(on)}",
    ]
    rows = moves_told(moves_listed(what, asked.within, asked.place, on), person(request))
    return workbook(moves_workbook(rows, heading), "bao-cao-moi.xlsx")


@require_safe
@login_required
def dashboard_file(request: HttpRequest) -> HttpResponse | FileResponse:
    """The four answers as a workbook."""
    asked = _asked(request)
    looked = asked.looked()
    board, day = looked.shown, looked.day
    if day.wrong:
        return redirect(f"{reverse('reporting:dashboard')}?{request.GET.urlencode()}")
    heading = ["BẢNG ĐIỀU HÀNH", asked.of, day.words.capitalize()]
    return workbook(board_workbook(board, heading), "bang-dieu-hanh.xlsx")
