"""Pages of the cascade: handing down, the ledger, reminding, taking back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may
from phongtrao.core.dates.filing import RULE
from phongtrao.programme.actions import cascade, reminding
from phongtrao.programme.forms.cascade import HandForm, RemindForm
from phongtrao.programme.models import Programme
from phongtrao.programme.queries import cascade as reading
from phongtrao.programme.queries import ledger_table, marks
from phongtrao.programme.queries.ledger import Ledger, Wanted
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.then import taken_back_since
from phongtrao.programme.views.as_of import as_of
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.asked import number_of
from phongtrao.web.filters import Filter, filters_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

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
        account=asked.get("tai-khoan", ""),
        kind=asked.get("loai", ""),
        words=asked.get("tim", "").strip(),
        order=asked.get("xep", "ten"),
    )


def _ledger_as_asked(request: HttpRequest, pk: int) -> str:
    return f"{reverse('programme:ledger', args=[pk])}?{request.GET.urlencode()}"


def _filters(request: HttpRequest, wanted: Wanted, book: Ledger) -> list[Filter]:
    """The counts as filters in the address; each takes the place of the other."""
    counts, total = book.counts, book.counts.total
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
    if book.unattended or wanted.account:
        shown.append(("tai-khoan", "khong", f"Không có tài khoản {len(book.unattended)}"))
    now = {
        "trang-thai": wanted.state,
        "tiep-nhan": wanted.acknowledged,
        "van-ban": wanted.both,
        "tai-khoan": wanted.account,
    }
    return filters_of(request, shown, now)


@require_safe
@login_required
def ledger_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acknowledged, who sent its plan, in time or not, as of a day."""
    programme = programme_within(request, pk, also=["replaced_by"])
    wanted, day = _wanted(request), as_of(request)
    on = day.on
    book = Ledger(programme, on)
    shown = Paginator(book.chosen(wanted), ROWS_A_PAGE).get_page(request.GET.get("trang"))
    counts, silent, newer = book.counts, list(book.silent()), version_after(programme, on)
    publishes = may(person(request), Permission.PROGRAMME_PUBLISH, programme.office_id)
    reminds = publishes and newer is None and not day.past
    return page(
        request,
        "programme/ledger.html",
        part="rows",
        programme=programme,
        rows=book.rows(list(shown)),
        pages=shown,
        counts=counts,
        filters=_filters(request, wanted, book),
        unattended=len(book.unattended),
        kinds=book.kinds(),
        silent=silent[:NAMED],
        silent_more=len(silent) > NAMED,
        wanted=wanted,
        filtered=replace(wanted, order="ten") != Wanted(),
        day=day,
        newer=newer,
        taken_back=taken_back_since(programme, day.then) if day.then else [],
        orders=ORDERS,
        rule=RULE,
        reminds=reminds,
        query=request.GET.urlencode(),
    )


@require_safe
@login_required
def ledger_file(request: HttpRequest, pk: int) -> FileResponse | HttpResponseRedirect:
    """The rows of the ledger that are shown, as a workbook; a wrong day is told on the page."""
    programme, day = programme_within(request, pk), as_of(request)
    book = Ledger(programme, day.on)
    rows = book.rows(book.chosen(_wanted(request)))
    data = ledger_table.ledger_workbook(programme, rows, day.on)
    return file_of(request, f"so-theo-doi-{programme.pk}", day, data)


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
    told = reminding.letters_told(made)
    messages.success(
        request,
        f"Đã nhắc {len(made)} đơn vị; lời nhắc hiện ở trang Việc của tôi của đơn vị{told}.",
    )
    return redirect(back)
