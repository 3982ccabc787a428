"""Theo dõi báo cáo: the periods, one period, its workbook and list to print; many at once."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.dates.filing import Sent
from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions.reminding import remind_of_reports
from phongtrao.reporting.actions.verdicts import accept_many as accept_them
from phongtrao.reporting.forms.tracking import RemindForm
from phongtrao.reporting.models import STANDING, ObligationState
from phongtrao.reporting.queries import (
    addressees,
    period_list,
    tracking,
    tracking_rows,
    tracking_table,
)
from phongtrao.reporting.queries.as_of_day import standing_on
from phongtrao.reporting.queries.group_questions import asked_of, group_questions
from phongtrao.reporting.queries.list_page import list_is_outdated
from phongtrao.reporting.queries.owed import (
    OPEN,
    RULE,
    ids_by_name,
    judges_in,
    period_for,
    reminded_by,
    rows_in_order,
)
from phongtrao.reporting.queries.reports import obligations_of, waits_for_them
from phongtrao.reporting.queries.sensitive import hidden_boxes
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.views.as_of import AsOf, as_of
from phongtrao.web.asked import number_of
from phongtrao.web.filters import Filter, filters_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.tracking import Counts, Entry, Wanted

ROWS_A_PAGE, PERIODS_A_PAGE, REPORTS_ASKED = 50, 20, 500
PRINTED, NAMED = 5_000, 200
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
    words, year = request.GET.get("tim", "").strip(), request.GET.get("nam", "")
    found = period_list.periods_found(user, words, year)
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
    )


@dataclass(frozen=True)
class Asked:
    """What was asked of a period: all its entries, those that were chosen, as of which day. sent:
    gives report → day of the first sending.
    """

    period: Period
    day: AsOf
    wanted: Wanted
    every: Sequence[Entry]
    chosen: Sequence[Entry]
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


def _asked(request: HttpRequest, pk: int) -> Asked:
    user, day = person(request), as_of(request)
    every: Sequence[Entry]
    sent: Callable[[], Mapping[int, date]]
    order: Callable[[], Iterable[int]]
    period = period_for(user, pk)
    on = day.seen.on
    rows, wanted = obligations_of(user, period), _wanted(request)
    if not day.past:
        every = tracking.entries(rows, on)
        sent, order = partial(tracking.sent_days, rows), partial(tracking.sent_order, rows)
    else:
        then = standing_on(period, rows, on)
        every, sent, order = then.entries, lambda: then.sent, lambda: then.sent
    areas = tracking.areas_of(every)
    chosen = tracking.chosen(every, wanted, areas, order)
    if wanted.checked:
        doubted = tracking_rows.doubtful(user, period, [one.pk for one in chosen])
        look = wanted.checked == "can-xem"
        chosen = [one for one in chosen if one.state in STANDING and (one.pk in doubted) == look]
    counts = tracking.counts_of(every)
    return Asked(period, day, wanted, every, chosen, areas, counts, sent)


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


def _filters(request: HttpRequest, wanted: Wanted, counts: Counts) -> list[Filter]:
    """The counts as filters in the address; each takes the place of the other."""
    states, filed = counts.states, counts.filed
    shown = [
        ("", "", f"Tất cả {counts.total}"),
        ("tinh-trang", "cho-duyet", f"◐ Chờ duyệt {states['cho-duyet']}"),
        ("tinh-trang", "da-duyet", f"● Đã duyệt {states['da-duyet']}"),
        ("tinh-trang", "tra-lai", f"▲ Bị trả lại {states['tra-lai']}"),
        ("tinh-trang", "chua-bao-cao", f"○ Chưa báo cáo {states['chua-bao-cao']}"),
        ("tinh-trang", "mien", f"– Được miễn {states['mien']}"),
        ("gui", Sent.SILENT, f"Quá hạn {filed[Sent.SILENT]}"),
        ("gui", Sent.LATE, f"Gửi chậm {filed[Sent.LATE]}"),
        ("gui", Sent.ON_TIME, f"Đúng hạn {filed[Sent.ON_TIME]}"),
        ("tung", tracking.RESEND_LATE, f"✕ Gửi lại quá hạn {counts.resend_late}"),
        ("tung", "tra-lai", f"Từng bị trả lại {counts.returned}"),
        ("tung", "dinh-chinh", f"Có đính chính {counts.corrected}"),
    ]
    now = {"tinh-trang": wanted.state, "gui": wanted.filed, "tung": wanted.once}
    return filters_of(request, shown, now)


@require_safe
@login_required
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has sent, who is late, who was returned, as of a day."""
    user, asked = person(request), _asked(request, pk)
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
        rows=shown,
        filters=_filters(request, asked.wanted, asked.counts),
        kinds=tracking.kinds_of(asked.every),
        areas=[(str(area), name) for area, name in asked.areas.items()],
        filtered=asked.wanted._replace(order="ten") != tracking.Wanted(),
        orders=ORDERS,
        rule=RULE,
        title=period_title(asked.period.name),
        span=span_words(asked.period.start, asked.period.end),
        due=period_list.due_words(asked.period),
        judges=asked.today and judges_in(user, asked.period),
        reminds=asked.today and reminded_by(user, asked.period).exists(),
        accepts_some=any(row.accepts for row in shown),
        reminds_some=any(row.reminds for row in shown),
        received=addressees.received(user, asked.period),
        outdated=asked.today and list_is_outdated(asked.period, asked.on),
        refreshes=may(user, Permission.REPORT_FORM_EDIT, asked.period.form.office_id),
        waiting=len(_waiting(user, asked)),
        owing=sum(one.state in OPEN for one in asked.chosen),
        text=_TEXT.format(
            period=period_words(asked.period.name), due=period_list.due_words(asked.period)
        ),
        query=request.GET.urlencode(),
    )


def _waiting(user: User, asked: Asked) -> set[int]:
    """Those of the reports that are shown which wait for a verdict; where the form names levels,
    for that of the person's level.
    """
    waiting = {one.pk for one in asked.chosen if one.state == ObligationState.SENT}
    if not asked.period.form.levels:
        return waiting
    mine = waits_for_them(user).filter(period=asked.period, state=ObligationState.SENT)
    return waiting.intersection(mine.values_list("pk", flat=True))


def _table(asked: Asked) -> tracking_table.Tracked:
    return tracking_table.Tracked(
        asked.period, asked.on, asked.chosen, asked.areas, asked.sent(), asked.counts
    )


@require_safe
@login_required
def period_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The rows that are shown, as a workbook."""
    asked = _asked(request, pk)
    if asked.day.wrong:
        return _back(request, pk)
    book = tracking_table.tracking_workbook(_table(asked))
    return FileResponse(
        io.BytesIO(book),
        as_attachment=True,
        filename=f"theo-doi-bao-cao-{pk}-{asked.on:%Y%m%d}.xlsx",
        content_type=tracking_table.XLSX,
    )


@require_safe
@login_required
def period_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that are shown, all of them, as a list to print."""
    asked = _asked(request, pk)
    if asked.day.wrong:
        return _back(request, pk)
    table = _table(asked)
    return page(
        request,
        "reporting/tracking_print.html",
        asked=asked,
        line=asked.counts,
        headings=tracking_table.HEADINGS,
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
    one of the states that the filters show, with what is their newest now.
    """
    if request.POST.get("all"):
        asked = _asked(request, pk)
        mine = _waiting(person(request), asked)
        return asked.period, {
            one.pk: 0
            for one in asked.chosen
            if one.state in states and (one.state != ObligationState.SENT or one.pk in mine)
        }
    marked: dict[int, int] = {}
    for text in request.POST.getlist("report"):
        report, _, revision = text.partition(":")
        if (number := number_of(report)) is not None:
            marked[number] = number_of(revision) or 0
    return period_for(person(request), pk), marked


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
    done = accept_them(
        period=row,
        obligations=marked,
        revisions={one: shown for one, shown in marked.items() if shown},
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
    user = person(request)
    row, marked = _marked(request, pk, OPEN)
    if not reminded_by(user, row).exists():
        raise Http404
    form = RemindForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy ghi lời nhắc rồi bấm Nhắc.")
        return _back(request, pk)
    made = remind_of_reports(
        period=row, obligations=marked, text=form.cleaned_data["text"], by=user
    )
    letters, left = sum(bool(one.address) for one in made), len(marked) - len(made)
    messages.success(
        request,
        f"Đã nhắc {len(made)} đơn vị; lời nhắc hiện ở trang Việc của tôi của đơn vị"
        f"{f', {letters} đơn vị được gửi thư' if letters else ''}"
        f"{f'. {left} đơn vị đã chọn không còn nợ báo cáo nên không nhắc' if left else ''}.",
    )
    return _back(request, pk)


@require_safe
@login_required
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the figures of a period give reason to ask: of many units together, and of each."""
    user = person(request)
    row = period_for(user, pk)
    rows, layout = obligations_of(user, row), layout_of(row.form)
    sent = rows.filter(state__in=STANDING)
    shown = Paginator(ids_by_name(sent), REPORTS_ASKED).get_page(request.GET.get("trang"))
    hidden = hidden_boxes(user, row.form)
    return page(
        request,
        "reporting/tracking_questions.html",
        period=row,
        title=period_title(row.name),
        span=span_words(row.start, row.end),
        together=group_questions(rows, layout, hidden),
        pages=shown,
        each=asked_of(rows_in_order(sent, shown.object_list), layout, hidden),
    )
