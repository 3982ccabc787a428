"""Pages of the cascade: handing down, the ledger, reminding, taking back."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may
from phongtrao.core.dates.filing import RULE, Sent
from phongtrao.programme.actions import cascade, reminding
from phongtrao.programme.forms.cascade import HandForm, RemindForm
from phongtrao.programme.models import Programme
from phongtrao.programme.queries import cascade as reading
from phongtrao.programme.queries import ledger_table, marks
from phongtrao.programme.queries.ledger import Counts, Ledger, Wanted
from phongtrao.programme.queries.programmes import version_after
from phongtrao.web.asked import DayAsked, day_asked, number_of
from phongtrao.web.filters import Filter, filters_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

ORDERS = (("ten", "Tên"), ("loai", "Loại"), ("han", "Hạn"), ("gui", "Ngày gửi"))
ROWS_A_PAGE = 50
NAMED = 20


def person(request: HttpRequest) -> User:
    """The logged-in account; views behind login_required only."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type, login_required has seen to it
    return request.user


def programme_within(
    request: HttpRequest,
    pk: int,
    permission: Permission = Permission.PROGRAMME_READ,
    *,
    also: Sequence[str] = (),
) -> Programme:
    """A programme that the person's office looks after, or 404. also: what is read with it, beside
    its unit and its office.
    """
    rows = Programme.objects.visible_to(request.user, permission)
    return get_object_or_404(rows.select_related("unit", "office", *also), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose to whom a programme is handed; the first click shows what it would do, the second does
    it.
    """
    programme = programme_within(request, pk, Permission.PROGRAMME_PUBLISH, also=["replaced_by"])
    if newer := version_after(programme):
        messages.info(request, "Chương trình đó đã được thay bằng bản mới; đây là bản mới.")
        return redirect("programme:hand", newer.pk)
    on = timezone.localdate()
    facts: dict[str, Any] = {"programme": programme, "handings": reading.handings_of(programme)}
    if request.method != "POST":
        form = HandForm(programme=programme, on=on)
        return page(request, "programme/hand.html", form=form, **facts)
    form = HandForm(request.POST, request.FILES, programme=programme, on=on)
    if not form.is_valid():
        return page(request, "programme/hand.html", status=422, form=form, **facts)
    selection = form.selection()
    preview = reading.preview_of(programme, selection, on)
    if request.POST.get("step") != "do" or request.POST.get("count") != str(len(preview.fresh)):
        return page(request, "programme/hand.html", form=form, preview=preview, **facts)
    handing = cascade.hand_down(
        programme=programme,
        selection=selection,
        words=form.words(),
        plan_due=form.cleaned_data["plan_due"],
        plan_due_before=form.cleaned_data["plan_due_before"],
        asks_resolution=form.cleaned_data["asks_resolution"],
        by=person(request),
    )
    messages.success(
        request,
        f"Đã giao cho {len(preview.fresh)} đơn vị: {handing.words}. Thu hồi được khi chưa đơn vị"
        " nào trả lời.",
    )
    return redirect("programme:ledger", pk)


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """Undo a handing that nobody answered."""
    programme = programme_within(request, pk, Permission.PROGRAMME_PUBLISH)
    row = get_object_or_404(programme.handings.filter(undone_at=None), pk=handing)
    units = cascade.take_back(handing=row, by=person(request))
    messages.success(request, f"Đã thu hồi lần giao cho {units} đơn vị.")
    return redirect("programme:hand", pk)


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    return Wanted(
        state=asked.get("trang-thai", ""),
        acknowledged=asked.get("tiep-nhan", ""),
        both=asked.get("van-ban", ""),
        kind=asked.get("loai", ""),
        words=asked.get("tim", "").strip(),
        order=asked.get("xep", "ten"),
    )


def _day(request: HttpRequest) -> DayAsked:
    """The day as of which the ledger is read; today when none is given."""
    return day_asked(request.GET.get("tai-ngay", ""), timezone.localdate())


def _ledger_as_asked(request: HttpRequest, pk: int) -> str:
    return f"{reverse('programme:ledger', args=[pk])}?{request.GET.urlencode()}"


def _filters(request: HttpRequest, wanted: Wanted, counts: Counts) -> list[Filter]:
    """The counts as filters in the address; each takes the place of the other."""
    total = counts.total
    shown = [("", "", f"Tất cả {total}")]
    shown += [
        ("trang-thai", state, f"{mark.words} {counts.states[state]}")
        for state, mark in marks.SENT.items()
    ]
    shown += [
        ("tiep-nhan", "co", f"Đã tiếp nhận {counts.acknowledged}/{total}"),
        ("tiep-nhan", "chua", f"Chưa tiếp nhận {total - counts.acknowledged}"),
        ("van-ban", "du", f"Đủ hai văn bản {counts.both}/{total}"),
        ("van-ban", "thieu", f"Thiếu văn bản {total - counts.both}"),
    ]
    now = {"trang-thai": wanted.state, "tiep-nhan": wanted.acknowledged, "van-ban": wanted.both}
    return filters_of(request, shown, now)


@require_safe
@login_required
def ledger_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acknowledged, who sent its plan, in time or not, as of a day."""
    programme = programme_within(request, pk, also=["replaced_by"])
    wanted, asked = _wanted(request), _day(request)
    on = asked.day
    book = Ledger(programme, on)
    shown = Paginator(book.chosen(wanted), ROWS_A_PAGE).get_page(request.GET.get("trang"))
    counts, today = book.counts, on == timezone.localdate()
    publishes = may(person(request), Permission.PROGRAMME_PUBLISH, programme.office_id)
    reminds = today and publishes and version_after(programme) is None
    return page(
        request,
        "programme/ledger.html",
        part="rows",
        programme=programme,
        rows=book.rows(list(shown)),
        pages=shown,
        counts=counts,
        filters=_filters(request, wanted, counts),
        kinds=book.kinds(),
        silent=list(islice(book.silent(), NAMED)),
        silent_more=counts.states[Sent.SILENT] > NAMED,
        wanted=wanted,
        filtered=replace(wanted, order="ten") != Wanted(),
        asked=asked,
        on=on,
        today=today,
        orders=ORDERS,
        rule=RULE,
        reminds=reminds,
        query=request.GET.urlencode(),
    )


@require_safe
@login_required
def ledger_file(request: HttpRequest, pk: int) -> FileResponse | HttpResponseRedirect:
    """The rows of the ledger that are shown, as a workbook; a wrong day is told on the page."""
    programme, asked = programme_within(request, pk), _day(request)
    if asked.wrong:
        return redirect(_ledger_as_asked(request, pk))
    on = asked.day
    book = Ledger(programme, on)
    rows = book.rows(book.chosen(_wanted(request)))
    return FileResponse(
        io.BytesIO(ledger_table.ledger_workbook(programme, rows, on)),
        as_attachment=True,
        filename=f"so-theo-doi-{programme.pk}-{on:%Y%m%d}.xlsx",
        content_type=ledger_table.XLSX,
    )


@require_POST
@login_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the units that were marked in the ledger, or all of the rows that its filters show."""
    programme = programme_within(request, pk, Permission.PROGRAMME_PUBLISH)
    back = _ledger_as_asked(request, pk)
    form = RemindForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy ghi lời nhắc rồi bấm Nhắc.")
        return redirect(back)
    units = [unit for text in request.POST.getlist("unit") if (unit := number_of(text))]
    if request.POST.get("all"):
        chosen = Ledger(programme, timezone.localdate()).chosen(_wanted(request))
        units = [unit for unit, *_ in chosen]
    made = reminding.remind(
        programme=programme, units=units, text=form.cleaned_data["text"], by=person(request)
    )
    letters = sum(bool(row.address) for row in made)
    messages.success(
        request,
        f"Đã nhắc {len(made)} đơn vị; lời nhắc hiện ở trang Việc của tôi của đơn vị"
        f"{f', {letters} đơn vị được gửi thư' if letters else ''}.",
    )
    return redirect(back)
