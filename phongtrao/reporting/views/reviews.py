"""Sơ kết, tổng kết: the list, one review, its units, its workbook and print."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.windows import day_words
from phongtrao.core.errors import RuleBroken
from phongtrao.core.flow.review import REVIEW_FLOW
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import reviews as acting
from phongtrao.reporting.forms.reviews import HoldForm, NewReviewForm, ReviewForm
from phongtrao.reporting.queries import reviews as reading
from phongtrao.reporting.queries.list_workbooks import reviews_workbook, units_workbook
from phongtrao.reporting.queries.review_facts import gathered, seen_by
from phongtrao.reporting.queries.review_steps import phase_of, phase_words
from phongtrao.reporting.queries.review_units import unit_table
from phongtrao.reporting.queries.review_workbook import review_workbook
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.views.figures import workbook
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.reporting.models import Review
    from phongtrao.reporting.queries.review_units import UnitTable

ROWS_A_PAGE = 50


@require_safe
@login_required
def review_list(request: HttpRequest) -> HttpResponse:
    """The reviews that the person sees, the newest first."""
    user = person(request)
    wanted, found = _reviews_found(request)
    rows = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    return page(
        request,
        "reporting/reviews.html",
        rows=rows,
        phases={row.pk: phase_words(row.first, row.last) for row in rows},
        makes=reading.programmes_to_review(user).exists(),
        wanted="" if wanted is None else str(wanted),
    )


def _reviews_found(request: HttpRequest) -> tuple[int | None, QuerySet[Review]]:
    """Of which programme reviews were asked for, None for all, and these."""
    wanted = number_of(request.GET.get("chuong-trinh", ""))
    found = reading.reviews_seen(person(request))
    return wanted, found if wanted is None else found.filter(programme=wanted)


@require_safe
@login_required
def reviews_file(request: HttpRequest) -> FileResponse:
    """The reviews as a workbook."""
    _, found = _reviews_found(request)
    heading = ("SƠ KẾT, TỔNG KẾT", f"Tại ngày {day_words(timezone.localdate())}")
    return workbook(reviews_workbook(found, heading), "so-ket-tong-ket.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """Prepare a review of a programme that the person's office looks after."""
    user, today = person(request), timezone.localdate()
    programmes = reading.programmes_to_review(user)
    if not programmes.exists():
        raise Http404
    initial = {"programme": request.GET.get("chuong-trinh"), "first_year": today.year}
    form = NewReviewForm(request.POST or None, programmes=programmes, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = acting.make_review(
                programme=form.cleaned_data["programme"],
                phase=form.phase(),
                **form.facts(),
                by=user,
            )
        except RuleBroken as broken:
            form.add_error(None, broken.text)
        else:
            messages.success(request, f"Đã lập {made}; số liệu đã gom sẵn.")
            return redirect("reporting:review", made.pk)
    return page(
        request,
        "reporting/review_form.html",
        status=422 if request.method == "POST" else 200,
        form=form,
    )


@require_safe
@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What a review looks at, as frozen or as it is today, and what it concluded."""
    return page(request, "reporting/review.html", **_facts(request, pk))


@require_safe
@login_required
def review_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with all its parts open, to print."""
    return page(request, "reporting/review_print.html", **_facts(request, pk))


def _facts(request: HttpRequest, pk: int) -> dict[str, Any]:
    user, today = person(request), timezone.localdate()
    row = reading.review_seen(user, pk)
    shown = _shown(request, row, today)
    day = date.fromisoformat(shown["known_on"])
    return {
        "review": row,
        "programme": row.programme,
        "phase": phase_words(row.first, row.last),
        "shown": shown,
        "frozen": shown is row.frozen,
        "now": _now(request),
        "day": day_words(day),
        "past": day != today,
        "kept": seen_by(row, today).on,
        "words": reading.figures_words(row, day, now=_now(request)),
        "as_of": f"&tai-ngay={day_words(day)}" if day != today else "",
        "conclusions": reading.conclusion_rows(row, today),
        "keeps": may(user, Permission.PROGRAMME_PUBLISH, row.programme.office_id),
        "today": today,
    }


def _shown(request: HttpRequest, row: Review, today: date) -> dict[str, Any]:
    """What is frozen of a review, else what would be; the figures of today where asked for."""
    kept: dict[str, Any] | None = None if _now(request) else row.frozen
    return kept or gathered(row, _seen(request, row, today))


def _now(request: HttpRequest) -> bool:
    """Whether the figures of today are asked for, whatever the day of the meeting."""
    return request.GET.get("so-lieu") == "nay"


def _seen(request: HttpRequest, row: Review, today: date) -> Seen:
    return Seen(today) if _now(request) else seen_by(row, today)


@require_safe
@login_required
def review_target(request: HttpRequest, pk: int, target: int) -> HttpResponse:
    """A target of a review over what lies right below today, across changes of units."""
    row, seen, table = _by_unit(request, pk, target)
    return page(
        request,
        "reporting/review_target.html",
        review=row,
        table=table,
        rows=Paginator(table.rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        on=seen.on,
        as_of=f"&tai-ngay={day_words(seen.on)}" if seen.known else "",
        now=_now(request),
    )


def _by_unit(request: HttpRequest, pk: int, target: int) -> tuple[Review, Seen, UnitTable]:
    """A target of a review over units; 404 where it has no such target."""
    row = reading.review_seen(person(request), pk)
    seen = _seen(request, row, timezone.localdate())
    table = unit_table(row, target, seen)
    if table is None:
        raise Http404
    return row, seen, table


@require_safe
@login_required
def review_target_file(request: HttpRequest, pk: int, target: int) -> FileResponse:
    """The same as a workbook."""
    row, seen, table = _by_unit(request, pk, target)
    heading = (str(table.target), row.name, f"Trên địa giới ngày {day_words(seen.on)}")
    return workbook(units_workbook(table, heading), f"so-ket-{pk}-chi-tieu-{target}.xlsx")


@require_safe
@login_required
def review_file(request: HttpRequest, pk: int) -> FileResponse:
    """The review as a workbook."""
    user, today = person(request), timezone.localdate()
    row = reading.review_seen(user, pk)
    shown = _shown(request, row, today)
    day = date.fromisoformat(shown["known_on"])
    heading = [row.name, str(row.programme), reading.figures_words(row, day, now=_now(request))]
    data = review_workbook(shown, reading.conclusion_rows(row, today), heading)
    return workbook(data, f"so-ket-{pk}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a review."""
    user = person(request)
    row = reading.review_kept(user, pk)
    form = ReviewForm(request.POST or None, review=row)
    if request.method == "POST" and form.is_valid():
        try:
            acting.change_review(review=row, phase=form.phase(), **form.facts(), by=user)
        except RuleBroken as broken:
            form.add_error(None, broken.text)
        else:
            messages.success(request, "Đã ghi.")
            return redirect("reporting:review", pk)
    return page(
        request,
        "reporting/review_form.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        review=row,
        conclusions=row.conclusions.count(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a review was held and freeze its figures; or look at them first."""
    user, today = person(request), timezone.localdate()
    row = reading.review_kept(user, pk)
    initial = {"held_on": row.held_on or today, "minutes": row.minutes}
    form = HoldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if request.POST.get("xem"):
                acting.change_review(
                    review=row, phase=phase_of(row), name=row.name, **told, by=user
                )
                messages.success(request, "Đã ghi ngày họp; số liệu chưa chốt.")
            else:
                acting.hold_review(review=row, **told, by=user)
                day = day_words(told["held_on"])
                messages.success(request, f"Đã chốt; trang này giữ số liệu như ngày họp {day}.")
        except RuleBroken as broken:
            form.add_error(None, broken.text)
        else:
            return redirect("reporting:review", pk)
    return page(
        request,
        "reporting/review_hold.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        review=row,
        today=today,
        held=REVIEW_FLOW.states["held"] if row.frozen else "",
    )


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a review that was not held."""
    user = person(request)
    row = reading.review_kept(user, pk)
    try:
        acting.drop_review(review=row, by=user)
    except RuleBroken as broken:
        messages.error(request, broken.text)
        return redirect("reporting:review", pk)
    messages.success(request, f"Đã bỏ {row}.")
    return redirect("reporting:reviews")
