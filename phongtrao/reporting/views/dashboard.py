"""Bảng điều hành, and the page of a target's figures, both at a place and as of a day."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.windows import day_words
from phongtrao.programme.queries.ledger_table import XLSX
from phongtrao.programme.queries.targets import quote_of_target, source_of_target
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.queries import dashboard as reading
from phongtrao.reporting.queries import target_page as figures
from phongtrao.reporting.queries.figure_workbooks import board_workbook, target_workbook
from phongtrao.reporting.queries.late import DAYS_BACK
from phongtrao.reporting.queries.provenance import boxes_of, owed_here, steps_to
from phongtrao.reporting.queries.series import Seen
from phongtrao.web.asked import day_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from phongtrao.programme.models import Programme, Target
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
NO_DAY = "Lịch không có ngày “{text}”. Hãy ghi ngày/tháng/năm, như 30/6/2026."
DAY_AHEAD = "Ngày {text} chưa đến. Hãy ghi một ngày đã qua, hoặc để trống để xem hôm nay."


@dataclass(frozen=True)
class AsOf:
    """As of which day a page is read, and how its links carry that on. text: what was asked for.
    wrong: why that is no day to look back on, "" where it is; then the page is of today.
    """

    seen: Seen
    today: date
    text: str = ""
    wrong: str = ""

    @property
    def typed(self) -> str:
        """What stands in the box: what somebody typed, until it is right."""
        return self.text if self.wrong else f"{self.seen.on:%d/%m/%Y}"

    @property
    def past(self) -> bool:
        """Whether the day is not today."""
        return self.seen.on != self.today

    @property
    def keep(self) -> dict[str, str]:
        """What links carry on."""
        if not self.past:
            return {}
        return {"tai-ngay": day_words(self.seen.on)} | ({} if self.seen.known else {"biet": "nay"})

    @property
    def carry(self) -> str:
        """What links carry on behind other names of the address."""
        return f"&{urlencode(self.keep)}" if self.keep else ""

    def link(self, **more: object) -> str:
        """The end of an address: the day, and more of its names (with _ for -)."""
        tail = f"{_tail(**more)}{self.carry}"
        return f"?{tail[1:]}" if tail else ""


def _tail(**more: object) -> str:
    """More names (with _ for -) of an address that has one."""
    asked = {name.replace("_", "-"): value for name, value in more.items() if value}
    return f"&{urlencode(asked)}" if asked else ""


def as_of(request: HttpRequest) -> AsOf:
    """The day that was asked for, `?tai-ngay=30/06/2026`, today when none was or it is wrong; as it
    was known then, or with `biet=nay` by what is known now.
    """
    today, text = timezone.localdate(), request.GET.get("tai-ngay", "").strip()
    day, wrong = day_of(text) if text else today, ""
    if day is None or day > today:
        wrong = (DAY_AHEAD if day else NO_DAY).format(text=text[:40])
        day = today
    known = day < today and request.GET.get("biet") != "nay"
    return AsOf(Seen(day, known), today, text, wrong)


def _board(request: HttpRequest) -> tuple[reading.Board, AsOf, list[Programme], int]:
    """The board that was asked for; all programmes that it could be of, and which was chosen."""
    day = as_of(request)
    place, programmes = reading.place_and_programmes(
        person(request), request.GET.get("don-vi", ""), day.seen.on
    )
    wanted = request.GET.get("chuong-trinh", "")
    chosen = [row for row in programmes if str(row.pk) == wanted]
    board = reading.Board(place, chosen or programmes, day.seen)
    return board, day, programmes, chosen[0].pk if chosen else 0


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Four questions on one screen; each answer leads to what it rests on."""
    board, day, programmes, chosen = _board(request)
    wanted = request.GET.get("xem", "")
    answers = [one for one in ANSWERS if one[0] == wanted] or list(ANSWERS)
    whole = len(answers) == 1
    state = request.GET.get("tinh-trang", "")
    rows: dict[str, Any] = {
        "tre": board.late,
        "chi-tieu": [
            row
            for row in board.targets
            if not state or (row.state is not None and row.state.slug == state)
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
        programmes=programmes,
        chosen=chosen,
        day=day,
        answers=answers,
        shown=shown,
        totals={slug: len(rows[slug]) for slug, _ in answers},
        more={slug: max(0, len(rows[slug]) - len(shown[slug])) for slug, _ in answers},
        whole=whole,
        state=state,
        sees_all=bool(board.place) and bool(reading.programmes_on(person(request), day.seen.on)),
        at_place=day.link(don_vi=at),
        here=day.link(don_vi=at, chuong_trinh=chosen),
        tail=_tail(don_vi=at, chuong_trinh=chosen) + day.carry,
        place_tail=_tail(don_vi=at, chuong_trinh=chosen),
        programme_tail=_tail(chuong_trinh=chosen) + day.carry,
        keep=day.link(),
        days_back=DAYS_BACK,
    )


@require_safe
@login_required
def dashboard_file(request: HttpRequest) -> FileResponse:
    """The four answers as a workbook."""
    board, day, _, _ = _board(request)
    heading = ["BẢNG ĐIỀU HÀNH", _where(board.place), f"Tại ngày {day_words(day.seen.on)}"]
    return _workbook(board_workbook(board, heading), "bang-dieu-hanh.xlsx")


@dataclass(frozen=True)
class _Asked:
    """What the page of a target was asked for."""

    target: Target
    place: Unit | None
    day: AsOf
    shown: figures.TargetPage
    rows: list[figures.UnitRow]
    words: str
    state: str
    order: str


def _target(request: HttpRequest, pk: int) -> _Asked:
    day, asked = as_of(request), request.GET
    target, place = figures.target_and_place(person(request), pk, asked.get("don-vi", ""))
    period = asked.get("ky", "")
    shown = figures.TargetPage(target, place, day.seen, int(period) if period.isdecimal() else 0)
    words, state, order = (asked.get(name, "").strip() for name in ("tim", "tinh-trang", "sap"))
    rows = figures.ordered(figures.matching(shown.units, words, state), order, shown.level)
    return _Asked(target, place, day, shown, rows, words, state, order)


@require_safe
@login_required
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """A target's figure at a place: how it stands, over time, and what lies below."""
    asked = _target(request, pk)
    row, shown, by = asked.target, asked.shown, person(request)
    here = asked.place.pk if asked.place else 0
    office = row.programme.office_id
    return page(
        request,
        "reporting/target.html",
        part="units",
        target=row,
        place=asked.place,
        shown=shown,
        period=next((one for one in shown.rows if one.point is shown.shown), None),
        rows=Paginator(asked.rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        total=len(shown.units),
        states=figures.states_among(shown.units),
        words=asked.words,
        state=asked.state,
        order=asked.order,
        orders=figures.ORDERS,
        day=asked.day,
        mark=_mark(shown),
        down=_tail(ky=request.GET.get("ky")) + asked.day.carry,
        here=asked.day.link(don_vi=here),
        tail=_tail(don_vi=here) + asked.day.carry,
        place_tail=_tail(don_vi=here),
        kept=[
            (name, request.GET[name])
            for name in ("don-vi", "ky", "tai-ngay", "biet")
            if request.GET.get(name)
        ],
        file=f"?{request.GET.urlencode()}" if request.GET else "",
        steps=[
            (step.name, asked.day.link(don_vi=step.unit or 0))
            for step in steps_to(by, row, asked.place, owed_here(row, asked.place))
        ],
        boxes=boxes_of(shown.shown.measure) if shown.shown else [],
        quote=quote_of_target(row),
        source=source_of_target(row),
        chart=_chart(shown),
        reads_programme=may(by, Permission.PROGRAMME_READ, office),
        reads_plan=may(by, Permission.PLAN_READ, office),
    )


def _chart(shown: figures.TargetPage) -> dict[str, Any] | None:
    """What is drawn over time, the oldest period first; None for fewer than two."""
    rows = list(reversed(shown.rows))
    if sum(row.value is not None for row in rows) < 2:
        return None
    measured = [row.point.figure.measured for row in rows]
    return {
        "labels": [row.title for row in rows],
        "values": [row.value for row in rows],
        "levels": [row.level for row in rows],
        "asked": [row.asked for row in rows],
        "provisional": [row.provisional for row in rows],
        "percent": any(one is not None and one.whole is not None for one in measured),
    }


def _mark(shown: figures.TargetPage) -> int:
    """Where the level stands on a bar of 100; 0 for none."""
    level = shown.level
    return int(level.level.value) if level and level.level.percent else 0


@require_safe
@login_required
def target_file(request: HttpRequest, pk: int) -> FileResponse:
    """A target's figures over time and over units as a workbook."""
    asked = _target(request, pk)
    heading = [
        str(asked.target),
        str(asked.target.programme),
        f"{_where(asked.place)}, tại ngày {day_words(asked.day.seen.on)}",
    ]
    return _workbook(
        target_workbook(asked.shown, heading, asked.rows), f"so-lieu-chi-tieu-{pk}.xlsx"
    )


def _where(place: Unit | None) -> str:
    return str(place) if place else "Toàn bộ đơn vị báo cáo"


def _workbook(data: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)
