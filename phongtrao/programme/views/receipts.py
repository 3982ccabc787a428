"""Pages of a unit that received a programme: what it asks, what it filed, its difficulties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.errors import RuleBroken
from phongtrao.files.queries import bytes_of
from phongtrao.programme.actions import cascade, difficulties
from phongtrao.programme.forms.cascade import (
    PaperPlanForm,
    PaperResolutionForm,
    PlanForm,
    ResolutionForm,
)
from phongtrao.programme.forms.difficulties import DifficultyForm
from phongtrao.programme.queries import cascade as reading
from phongtrao.programme.queries import unit_tables as tables
from phongtrao.programme.queries.answering import answers_for
from phongtrao.programme.queries.changes import changes_for, version_before
from phongtrao.programme.queries.difficulties import adjusted_words, difficulties_then
from phongtrao.programme.queries.duties import duties_of
from phongtrao.programme.queries.ended import ended_of, had_before
from phongtrao.programme.queries.issued import sentences_of
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.then import call_as_then
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.as_of import AsOf, as_of, not_there, unless_published
from phongtrao.programme.views.cascade import person
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from phongtrao.programme.models import Programme
    from phongtrao.programme.queries.ledger_row import Row
    from phongtrao.units.models import Unit

_BEHIND, _AHEAD = timedelta(days=366), timedelta(days=366)
_NOT_HANDED = (
    "Đến hết ngày {day:%d/%m/%Y} {unit} chưa được giao chương trình này; được giao ngày"
    " {handed:%d/%m/%Y}."
)
_NOT_TAKEN_OVER = (
    "Ngày {day:%d/%m/%Y} {unit} chưa có chương trình này; đơn vị nhận từ các đơn vị trước, khi sáp"
    " nhập hoặc chia tách sau ngày đó."
)


def within(
    request: HttpRequest, pk: int, unit: int, *, answers: bool = False
) -> tuple[Programme, Unit, Row]:
    """The programme, the unit and how it stands; 404 when the person may not see it, or, with
    `answers`, may not answer for the unit.
    """
    programme, row = reading.programme_and_unit(pk, unit)
    if not reading.can_see(person(request), programme, row):
        raise Http404
    if answers and not answers_for(person(request), row.pk):
        raise Http404
    standing = reading.standing_of(programme, row, timezone.localdate())
    if standing is None:
        raise Http404
    return programme, row, standing


def as_it_stood(
    request: HttpRequest, programme: Programme, unit: Unit, now: Row, day: AsOf
) -> tuple[Row, HttpResponse | None]:
    """How the unit stood on a day, and what is said of one on which it had nothing of the programme
    yet. now: how it stands today.
    """
    looks_after = may(person(request), Permission.PROGRAMME_READ, programme.office_id)
    if early := unless_published(request, day, programme, looks_after=looks_after):
        return now, early
    if not day.past:
        return now, None
    if then := reading.standing_of(programme, unit, day.on):
        return then, None
    before = had_before(person(request), programme, unit, day.on)
    handed = min(one.handed_on for one in now.filings)
    why = _NOT_TAKEN_OVER if handed <= day.on else _NOT_HANDED
    others = [
        (f"{reverse('programme:receipt', args=[programme.pk, pk])}{day.carry}", name)
        for pk, name in before
    ]
    words = why.format(day=day.on, unit=now.name, handed=handed)
    return now, not_there(request, day, programme, words, others)


@require_safe
@login_required
def receipt(
    request: HttpRequest, pk: int, unit: int, *, as_file: bool = False
) -> HttpResponse | FileResponse:
    """A programme as one unit has it before it, or had it on a day."""
    programme, row, now = within(request, pk, unit)
    day = as_of(request)
    standing, early = as_it_stood(request, programme, row, now, day)
    if early:
        return early
    by, on, then = person(request), day.on, day.then
    call_as_then([programme.office], then)
    units, newer = [one.unit_id for one in standing.filings], version_after(programme, on)
    ended = ended_of(by, [row.pk], on, programme)
    call_as_then([heir for one in ended for heir in one.heirs], then)
    holds = newer is None and not day.past
    targets = reading.levels_of(programme, on, then)
    duties = [
        duty
        for duty in duties_of([row.pk], date.min, on + _AHEAD, on, programme, known=day.past)
        if duty.done is None or duty.last_day >= on - _BEHIND
    ]
    earlier = version_before(programme, row, on)
    opened = request.GET.get("doi") == "xem" or not standing.acknowledged_on
    reported = difficulties_then(programme, [row.pk, *units], then)
    if as_file:
        sections = [
            tables.handed_section([standing], "Tình trạng"),
            tables.duties_section(duties),
            tables.levels_section(targets),
            tables.difficulties_section(reported, adjusted_words(reported)),
        ]
        data = workbook("Chương trình được giao", standing.name, on, programme.name, sections)
        return file_of(request, f"duoc-giao-{pk}-{unit}", day, data)
    records = [one.record_id for one, _ in targets] + [duty.rule.record_id for duty in duties]
    return page(
        request,
        "programme/receipt.html",
        part="changes",
        programme=programme,
        unit=row,
        row=standing,
        day=day,
        newer=newer,
        ended=ended,
        newer_unit=reading.unit_with_newer(by, programme, [row.pk], on),
        answers=holds and not ended and answers_for(by, row.pk),
        records=holds and may(by, Permission.PROGRAMME_PUBLISH, programme.office_id),
        looks_after=may(by, Permission.PROGRAMME_READ, programme.office_id),
        targets=targets,
        duties=duties,
        sentences=sentences_of(programme, records),
        earlier=earlier,
        changes=changes_for(earlier, programme, row, on) if earlier and opened else None,
        difficulties=reported,
        adjusted=adjusted_words(reported),
        reminders=reading.reminders_of(programme, [row.pk, *units], then)[:10],
    )


@require_POST
@login_required
def acknowledge(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """One click: the unit has seen the programme."""
    programme, row, _ = within(request, pk, unit, answers=True)
    cascade.acknowledge(programme=programme, unit=row, by=person(request))
    messages.success(request, "Đã tiếp nhận chương trình.")
    return redirect("programme:receipt", pk, unit)


def _on_paper(request: HttpRequest, programme: Programme, unit: Unit) -> bool:
    """Tell whether the person notes, for the office that looks after the programme, what came on
    paper; 404 for who does not and does not answer for the unit either.
    """
    answers = answers_for(person(request), unit.pk)
    records = may(person(request), Permission.PROGRAMME_PUBLISH, programme.office_id)
    if not answers and not records:
        raise Http404
    return records and (not answers or "giay" in request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def file_plan(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """File the unit's own plan; the office that looks after the programme notes one that came on
    paper.
    """
    programme, row, standing = within(request, pk, unit)
    on_paper = _on_paper(request, programme, row)
    kind: type[PlanForm] = PaperPlanForm if on_paper else PlanForm
    start = {}
    if own := standing.own:
        start = {"resolution_symbol": own.resolution, "resolution_date": own.resolution_date}
        if own.sent_on:
            start |= {"symbol": own.symbol, "plan_date": own.plan_date, "sent_on": own.sent_on}
    form = kind(request.POST or None, request.FILES or None, initial=start)
    facts: dict[str, Any] = {
        "programme": programme, "unit": row, "form": form, "standing": standing,
        "heading": "Kế hoạch nhận trên giấy" if on_paper else "Gửi kế hoạch của đơn vị",
    }  # fmt: skip
    if request.method != "POST":
        return page(request, "programme/receipt_form.html", **facts)
    if not form.is_valid():
        return page(request, "programme/receipt_form.html", status=422, **facts)
    sent, document = form.cleaned_data, form.cleaned_data["document"]
    try:
        cascade.file_plan(
            programme=programme,
            unit=row,
            symbol=sent["symbol"],
            plan_date=sent["plan_date"],
            data=document.read() if document else None,
            name=document.name if document else "",
            sent_on=sent.get("sent_on"),
            resolution=form.resolution() if isinstance(form, PaperPlanForm) else None,
            by=person(request),
        )
    except RuleBroken as error:
        form.add_error(None, error.text)
        return page(request, "programme/receipt_form.html", status=422, **facts)
    messages.success(request, f"Đã ghi kế hoạch {sent['symbol']} vào sổ theo dõi.")
    return redirect("programme:receipt", pk, unit)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def file_resolution(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """File the resolution of the Party committee; the office that looks after the programme notes
    one that came on paper.
    """
    programme, row, standing = within(request, pk, unit)
    on_paper, own = _on_paper(request, programme, row), standing.own
    kind = PaperResolutionForm if on_paper else ResolutionForm
    start = {"symbol": own.resolution, "resolution_date": own.resolution_date} if own else {}
    form = kind(request.POST or None, initial=start)

    def store() -> None:
        cascade.file_resolution(
            programme=programme,
            unit=row,
            by=person(request),
            on_paper=on_paper,
            **form.cleaned_data,
        )

    facts = {"programme": programme, "unit": row, "standing": standing}
    return _stored(request, form, store, "Đã ghi nghị quyết vào sổ theo dõi.", **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Report a difficulty to the office that looks after the programme."""
    programme, row, standing = within(request, pk, unit, answers=True)
    form = DifficultyForm(
        request.POST or None,
        among=reading.targets_of(programme),
        initial={"target": request.GET.get("chi-tieu")},
    )

    def store() -> None:
        difficulties.report_difficulty(
            programme=programme, unit=row, by=person(request), **form.cleaned_data
        )

    facts = {"programme": programme, "unit": row, "standing": standing}
    return _stored(
        request, form, store, "Đã báo khó khăn lên cơ quan theo dõi chương trình.", **facts
    )


def _stored(
    request: HttpRequest, form: forms.Form, store: Any, done: str, **facts: Any
) -> HttpResponse:
    """Show a form of a unit, or store it and go back to the unit's page."""
    headings = {
        "ResolutionForm": "Nghị quyết, chỉ thị của cấp ủy",
        "PaperResolutionForm": "Nghị quyết, chỉ thị nhận trên giấy",
        "DifficultyForm": "Báo khó khăn, vướng mắc",
    }
    facts |= {"form": form, "heading": headings[type(form).__name__]}
    if request.method != "POST":
        return page(request, "programme/receipt_form.html", **facts)
    if form.is_valid():
        try:
            store()
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            messages.success(request, done)
            return redirect("programme:receipt", facts["programme"].pk, facts["unit"].pk)
    return page(request, "programme/receipt_form.html", status=422, **facts)


@require_safe
@login_required
def plan_file(request: HttpRequest, pk: int, unit: int, filed: int) -> FileResponse:
    """The file of a plan that the unit, or one whose heir it is, filed."""
    _, _, standing = within(request, pk, unit)
    if filed not in {one.receipt_id for one in standing.filings if one.file_id}:
        raise Http404
    stored = reading.file_of(filed)
    return FileResponse(
        bytes_of(stored),
        as_attachment=True,
        filename=stored.name,
        content_type="application/octet-stream",
    )
