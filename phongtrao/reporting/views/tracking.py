"""Theo dõi báo cáo: the periods, one period, its workbook and list to print; many at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words, span_words
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.verdicts import accept_many as accept_them
from phongtrao.reporting.models import STANDING, ObligationState
from phongtrao.reporting.queries import (
    addressees,
    period_list,
    tracking,
    tracking_rows,
    tracking_table,
)
from phongtrao.reporting.queries.as_of_day import standing_on
from phongtrao.reporting.queries.list_page import list_is_outdated
from phongtrao.reporting.queries.list_workbooks import periods_workbook
from phongtrao.reporting.queries.owed import (
    OPEN,
    RULE,
    judged_since,
    judges_in,
    newest_verdict,
    period_for,
    reminded_by,
)
from phongtrao.reporting.queries.reports import obligations_of, reads_programme, waits_for_them
from phongtrao.reporting.queries.workbooks import to_fill_in
from phongtrao.reporting.views import reminding
from phongtrao.reporting.views.as_of import AsOf, as_of
from phongtrao.reporting.views.figures import workbook
from phongtrao.reporting.views.tracking_filters import filters_shown, opened_by_head
from phongtrao.reporting.views.tracking_marks import marks_of, newest_shown
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.tracking import Counts, Entry, Wanted

ROWS_A_PAGE, PERIODS_A_PAGE = 50, 20
PRINTED, NAMED = 5_000, 200
LOOKED_AT = 10_000
"""Of so many reports the page finds out which are clean; a longer list is narrowed first."""
ORDERS = (
    ("ten", "Tên"),
    ("tinh-trang", "Tình trạng"),
    ("gui", "Ngày gửi"),
    ("han", "Hạn"),
    ("loai", "Loại"),
    ("dia-ban", "Địa bàn"),
)
_TEXT = "Đề nghị đơn vị gửi báo cáo {period}, hạn {due}."
"""What an officer says unless he says something else."""


@require_safe
@login_required
def periods(request: HttpRequest) -> HttpResponse:
    """The periods that the person sees, newest first, with how far each is."""
    user, on = person(request), timezone.localdate()
    words, year, found = _periods_found(request)
    shown: Any = Paginator(found, PERIODS_A_PAGE).get_page(request.GET.get("trang"))
    shown.object_list = period_list.lines_of(shown.object_list, user, on)
    return page(
        request,
        "reporting/tracking_periods.html",
        part="rows",
        rows=shown,
        words=words,
        year=year,
        years=[str(one) for one in period_list.years_of(user)],
        query=request.GET.urlencode(),
    )


def _periods_found(request: HttpRequest) -> tuple[str, str, list[Period]]:
    """What the filters ask for, and the periods that they leave."""
    words, year = request.GET.get("tim", "").strip(), request.GET.get("nam", "")
    return words, year, period_list.periods_found(person(request), words, year)


@require_safe
@login_required
def periods_file(request: HttpRequest) -> FileResponse:
    """The periods that the filters leave, as a workbook."""
    on = timezone.localdate()
    words, year, found = _periods_found(request)
    chosen = [f"biểu mẫu có “{words}”" if words else "", f"năm {year}" if year else ""]
    heading = (
        "THEO DÕI BÁO CÁO",
        ", ".join(filter(None, [f"Tại ngày {day_words(on)}", *chosen])),
    )
    rows = period_list.lines_of(found, person(request), on)
    return workbook(periods_workbook(rows, heading), f"ky-bao-cao-{on:%Y%m%d}.xlsx")


@dataclass(frozen=True)
class Asked:
    """What was asked of a period: all its entries, those that were found, those of them that were
    chosen by what is odd in them, as of which day. unlooked: how many reports at the end of a long
    list were not looked at for that. sent: gives report → day of the first sending.
    """

    period: Period
    day: AsOf
    wanted: Wanted
    every: Sequence[Entry]
    found: Sequence[Entry]
    chosen: Sequence[Entry]
    unlooked: int
    areas: dict[int, str]
    counts: Counts
    sent: Callable[[], Mapping[int, date]]

    @property
    def on(self) -> date:
        """The day as of which the page is read."""
        return self.day.seen.on

    @property
    def today(self) -> bool:
        """Whether that is today."""
        return not self.day.past

    @property
    def opens(self) -> date | None:
        """When the period is opened, where that was after the day; else None."""
        opened = timezone.localdate(self.period.opened_at)
        return opened if opened > self.on else None


def _asked(request: HttpRequest, pk: int) -> Asked:
    user, day = person(request), as_of(request)
    every: Sequence[Entry]
    sent: Callable[[], Mapping[int, date]]
    order: Callable[[], Iterable[int]]
    period = period_for(user, pk)
    on = day.seen.on
    rows, wanted = obligations_of(user, period), _wanted(request)
    if timezone.localdate(period.opened_at) > on:
        rows = rows.none()
    if not day.past:
        every = tracking.entries(rows, on)
        sent, order = partial(tracking.sent_days, rows), partial(tracking.sent_order, rows)
    else:
        then = standing_on(period, rows, on)
        every, sent, order = then.entries, lambda: then.sent, lambda: then.sent
    areas = tracking.areas_of(every)
    chosen = found = tracking.chosen(every, wanted, areas, order)
    unlooked = 0
    if wanted.checked and not day.past:
        standing = [one for one in found if one.state in STANDING]
        looked, unlooked = standing[:LOOKED_AT], max(0, len(standing) - LOOKED_AT)
        odd = tracking_rows.odd_among(user, period, [one.pk for one in looked])
        chosen = [one for one in looked if (one.pk in odd) == (wanted.checked == "can-xem")]
    counts = tracking.counts_of(every)
    return Asked(period, day, wanted, every, found, chosen, unlooked, areas, counts, sent)


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    return tracking.Wanted(
        state=asked.get("tinh-trang", ""),
        filed=asked.get("gui", ""),
        once=asked.get("tung", ""),
        kind=asked.get("loai", ""),
        area=asked.get("dia-ban", ""),
        words=asked.get("tim", "").strip(),
        checked=asked.get("soat", ""),
        order=asked.get("xep", "ten"),
    )


@require_safe
@login_required
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has sent, who is late, who was returned, as of a day."""
    verdict = newest_verdict()  # before what it may have changed is read
    user, asked = person(request), _asked(request, pk)
    kept = reminding.kept_for(request, pk)
    shown: Any = Paginator(asked.chosen, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    shown.object_list = tracking_rows.rows_of(
        asked.period,
        shown.object_list,
        user,
        areas=asked.areas,
        sent=None if asked.today else asked.sent(),
    )
    return page(
        request,
        "reporting/tracking.html",
        part="rows",
        asked=asked,
        line=asked.counts,
        opens=opened_by_head(request, asked.wanted),
        rows=shown,
        filters=filters_shown(request, asked.wanted, asked.counts),
        kinds=tracking.kinds_of(asked.every),
        areas=[(str(area), name) for area, name in asked.areas.items()],
        filtered=asked.wanted._replace(order="ten") != tracking.Wanted(),
        orders=ORDERS,
        rule=RULE,
        title=period_title(asked.period.name),
        span=span_words(asked.period.start, asked.period.end),
        due=period_list.due_words(asked.period),
        judges=asked.today and judges_in(user, asked.period),
        sends=to_fill_in(user, asked.period).exists(),
        reads_programme=reads_programme(user, asked.period.form),
        reminds=asked.today and reminded_by(user, asked.period).exists(),
        accepts_some=any(row.accepts for row in shown),
        reminds_some=any(row.reminds for row in shown),
        received=addressees.received(user, asked.period),
        outdated=asked.today and list_is_outdated(asked.period, asked.on),
        refreshes=may(user, Permission.REPORT_FORM_EDIT, asked.period.form.office_id),
        waiting=len(_waiting(user, asked)),
        newest=max((one.current for one in asked.every), default=0),
        verdict=verdict,
        looked_at=LOOKED_AT,
        to_remind=sum(one.state in OPEN for one in asked.chosen),
        kept=kept,
        text=kept.text
        if kept
        else _TEXT.format(
            period=period_words(asked.period.name), due=period_list.due_words(asked.period)
        ),
        query=request.GET.urlencode(),
    )


def _waiting(user: User, asked: Asked, more: Sequence[Entry] = ()) -> set[int]:
    """Those of the reports that are shown, and of more, which wait for a verdict; where the form
    names levels, for that of the person's level.
    """
    shown = (*asked.chosen, *more)
    waiting = {one.pk for one in shown if one.state == ObligationState.SENT}
    if not asked.period.form.levels:
        return waiting
    mine = waits_for_them(user).filter(period=asked.period, state=ObligationState.SENT)
    return waiting.intersection(mine.values_list("pk", flat=True))


def _table(user: User, asked: Asked) -> tracking_table.Tracked:
    odd = None
    if asked.today:
        standing = [one.pk for one in asked.chosen if one.state in STANDING]
        odd = tracking_rows.odd_among(user, asked.period, standing[:LOOKED_AT])
        odd |= dict.fromkeys(standing[LOOKED_AT:], "chưa soát")
    return tracking_table.Tracked(
        asked.period, asked.on, asked.chosen, asked.areas, asked.sent(), asked.counts, odd
    )


@require_safe
@login_required
def period_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The rows that are shown, as a workbook."""
    asked = _asked(request, pk)
    if asked.day.wrong or asked.opens:
        return _back(request, pk)
    book = tracking_table.tracking_workbook(_table(person(request), asked))
    return workbook(book, f"theo-doi-bao-cao-{pk}-{asked.on:%Y%m%d}.xlsx")


@require_safe
@login_required
def period_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that are shown, all of them, as a list to print."""
    asked = _asked(request, pk)
    if asked.day.wrong or asked.opens:
        return _back(request, pk)
    table = _table(person(request), asked)
    return page(
        request,
        "reporting/tracking_print.html",
        asked=asked,
        line=asked.counts,
        opens=opened_by_head(request, asked.wanted),
        headings=table.headings,
        rows=table.texts[:PRINTED],
        more=max(0, len(asked.chosen) - PRINTED),
        title=period_title(asked.period.name),
        span=span_words(asked.period.start, asked.period.end),
        due=period_list.due_words(asked.period),
        rule=RULE,
        query=request.GET.urlencode(),
    )


def _marked(
    request: HttpRequest, pk: int, states: Collection[ObligationState]
) -> tuple[Period, dict[int, int]]:
    """The reports that were marked, each with the revision that was shown, 0 for none; or all in
    one of the states that the filters show, and those that were sent, or judged, since: these are
    told.
    """
    if request.POST.get("all"):
        asked = _asked(request, pk)
        newest = newest_shown(request.POST, "newest")
        fresh = [one for one in asked.found if one.current > newest]
        user = person(request)
        mine = _waiting(user, asked, fresh)
        rows = [
            one.pk
            for one in (*asked.chosen, *fresh)
            if one.state in states and (one.state != ObligationState.SENT or one.pk in mine)
        ]
        if ObligationState.SENT in states:
            judged = judged_since(newest_shown(request.POST, "verdict"), asked.period, user)
            wanted = asked.wanted._replace(state="", checked="")
            fits = tracking.chosen(asked.every, wanted, asked.areas)
            rows += [one.pk for one in fits if one.pk in judged]
        return asked.period, dict.fromkeys(rows, 0)
    return period_for(person(request), pk), marks_of(request.POST)[0]


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(f"{reverse('reporting:period', args=[pk])}?{request.GET.urlencode()}")


@require_POST
@login_required
def accept_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the reports that were marked; those that are refused are named with the reason."""
    user = person(request)
    row, marked = _marked(request, pk, (ObligationState.SENT,))
    if not judges_in(user, row):
        raise Http404
    shown = partial(newest_shown, request.POST)
    done = accept_them(
        period=row,
        obligations=marked,
        revisions={one: revision for one, revision in marked.items() if revision},
        seen=marks_of(request.POST)[1],
        newest=shown("newest") if request.POST.get("all") else None,
        verdict=shown("verdict") if request.POST.get("all") else None,
        by=user,
    )
    if done.units:
        messages.success(request, f"Đã duyệt {len(done.units)} báo cáo.")
    refused: dict[str, list[str]] = defaultdict(list)
    for unit, why in done.refused.items():
        refused[why].append(unit)
    for why, units in refused.items():
        named = ", ".join(units[:NAMED])
        more = f" và {len(units) - NAMED} đơn vị khác" if len(units) > NAMED else ""
        messages.warning(request, f"Chưa duyệt {len(units)} báo cáo vì {why}: {named}{more}.")
    if not (done.units or refused):
        messages.warning(
            request, "Chưa chọn báo cáo nào chờ bạn duyệt. Hãy đánh dấu báo cáo rồi bấm Duyệt."
        )
    return _back(request, pk)


@require_POST
@login_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the units that were marked, or all that the filters show, of the report they owe."""
    row, marked = _marked(request, pk, OPEN)
    if not reminded_by(person(request), row).exists():
        raise Http404
    reminding.remind(request, row, marked)
    return _back(request, pk)
