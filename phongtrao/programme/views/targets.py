"""Pages of a target of the programme, and of the targets that a unit sets itself."""

from __future__ import annotations

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
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.actions import targets
from phongtrao.programme.actions.days import HorizonOfOtherCentury
from phongtrao.programme.forms.targets import (
    IndicatorForm,
    LevelForm,
    OwnTargetForm,
    level_as_filled,
)
from phongtrao.programme.queries import targets as reading
from phongtrao.programme.queries import unit_tables as tables
from phongtrao.programme.queries.answering import answers_for
from phongtrao.programme.queries.cascade import can_see, programme_and_unit, unit_with_newer
from phongtrao.programme.queries.ended import ended_of
from phongtrao.programme.queries.issued import sentences_of
from phongtrao.programme.queries.levels import level_rows
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.telling import figures_now
from phongtrao.programme.queries.then import call_as_then, confirmed_since
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.as_of import AsOf, as_of, not_there, unless_published
from phongtrao.programme.views.cascade import person, programme_within
from phongtrao.programme.views.receipts import as_it_stood, within
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

    from phongtrao.programme.models import Programme, Target, Threshold
    from phongtrao.programme.queries.ledger_row import Row
    from phongtrao.units.models import Unit

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def target(request: HttpRequest, pk: int, target: int) -> HttpResponse:
    """A target as of a day: its sentence, its levels, how it is measured, who took it up."""
    programme, day = programme_within(request, pk, also=["replaced_by"]), as_of(request)
    row = reading.target_of(programme, target)
    known = reading.levels_of_target(row, day.then)
    if early := unless_published(request, day, programme) or _unless_set(request, day, row, known):
        return early
    publishes = not day.past and may(
        person(request), Permission.PROGRAMME_PUBLISH, programme.office_id
    )
    start = {name: getattr(row, name) for name in ("measured_by", "numerator", "denominator")}
    form = IndicatorForm(request.POST or None, initial=start)
    if request.method == "POST":
        if not publishes:
            raise Http404
        if form.is_valid():
            try:
                targets.confirm_indicator(target=row, by=person(request), **form.cleaned_data)
            except RuleBroken as error:
                form.add_error(None, error.text)
            else:
                messages.success(request, "Đã xác nhận cách đo chỉ tiêu.")
                return redirect("programme:target", pk, target)
    rows = reading.own_rows(Roll(programme, day.on, known=day.past), row)
    wanted = request.GET.get("xem", "")
    counts = [
        (name, words, sum(one.compared == name for one in rows))
        for name, words in [*reading.COMPARED_WORDS.items(), ("", reading.NOT_TAKEN_UP)]
    ]
    shown = [one for one in rows if not wanted or (one.compared or "none") == wanted]
    return page(
        request,
        "programme/target.html",
        status=422 if request.method == "POST" else 200,
        programme=programme,
        day=day,
        newer=version_after(programme, day.on),
        target=row,
        confirmed_since=confirmed_since(row, day.on),
        quote=reading.quote_of_target(row),
        source=reading.source_of_target(row),
        levels=level_rows(known, day.on),
        now=figures_now([row], None, day.on).get(row.pk),
        form=form,
        publishes=publishes,
        reads_plan=may(person(request), Permission.PLAN_READ, programme.office_id),
        rows=Paginator(shown, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        total=len(rows),
        counts=[(name or "none", words, count) for name, words, count in counts if count],
        wanted=wanted,
        compared_words=reading.COMPARED_WORDS,
    )


_NOT_SET = "Đến hết ngày {day:%d/%m/%Y} chưa có chỉ tiêu này; chỉ tiêu được đặt thêm sau ngày đó."


def _unless_set(
    request: HttpRequest, day: AsOf, target: Target, known: list[Threshold]
) -> HttpResponse | None:
    """What is said of a day before the programme's unit added a target; None for one after."""
    if known or target.record_id or not day.past:
        return None
    return not_there(request, day, target.programme, _NOT_SET.format(day=day.on))


@require_safe
@login_required
def target_file(request: HttpRequest, pk: int, target: int) -> FileResponse | HttpResponseRedirect:
    """The own targets of the units as a workbook; a wrong day is told on the page."""
    programme, day = programme_within(request, pk), as_of(request)
    row = reading.target_of(programme, target)
    known = reading.levels_of_target(row, day.then)
    wanted = request.GET.get("xem", "")
    rows = reading.own_rows(Roll(programme, day.on, known=day.past), row)
    rows = [one for one in rows if not wanted or (one.compared or "none") == wanted]
    sections = [
        tables.taken_up_section(rows),
        tables.levels_section([(row, level_rows(known, day.on))], "Mức phải đạt"),
    ]
    heading = "Chỉ tiêu riêng của các đơn vị"
    whose, about = str(programme.unit), f"{programme}\n{row}"
    data = workbook(heading, whose, day.on, about, sections)
    return file_of(request, f"chi-tieu-{row.pk}", day, data)


def _holder(
    request: HttpRequest, pk: int, unit: int, *, answers: bool = False
) -> tuple[Programme, Unit, Row | None]:
    """The programme, a unit that holds it and how it stands, or whose programme it is (None); 404
    as for any page of a unit.
    """
    programme, row = programme_and_unit(pk, unit)
    if row.pk != programme.unit_id:
        return within(request, pk, unit, answers=answers)
    by = person(request)
    seen = answers_for(by, row.pk) if answers else can_see(by, programme, row)
    if not seen:
        raise Http404
    return programme, row, None


@require_safe
@login_required
def own_targets(
    request: HttpRequest, pk: int, unit: int, *, as_file: bool = False
) -> HttpResponse | FileResponse:
    """The targets of the programme beside those that the unit set itself, as of a day."""
    programme, row, standing = _holder(request, pk, unit)
    day = as_of(request)
    if standing:
        standing, early = as_it_stood(request, programme, row, standing, day)
    else:
        early = unless_published(request, day, programme)
        call_as_then([row], day.then)
    if early:
        return early
    on, then = day.on, day.then
    rows = reading.parent_rows(programme, row, on, then)
    name = standing.name if standing else row.name
    beside, aims = reading.own_beside(programme, row, on, then), reading.aims_offered(programme)
    if as_file:
        sections = [tables.own_section(beside), tables.aims_section(aims)]
        if row.pk != programme.unit_id:
            sections.insert(0, tables.beside_parent_section(rows))
        data = workbook("Chỉ tiêu của đơn vị", name, on, programme.name, sections)
        return file_of(request, f"chi-tieu-cua-don-vi-{row.pk}", day, data)
    ended = ended_of(person(request), [row.pk], on, programme)
    call_as_then([heir for one in ended for heir in one.heirs], then)
    newer = version_after(programme, on)
    holds = newer is None and not ended and not day.past
    return page(
        request,
        "programme/own_targets.html",
        programme=programme,
        unit=row,
        name=name,
        day=day,
        newer=newer,
        rows=rows,
        missing=sum(one.own is None for one in rows),
        beside=beside,
        aims=aims,
        sentences=sentences_of(programme, [one.target.record_id for one in rows]),
        ended=ended,
        newer_unit=unit_with_newer(person(request), programme, [row.pk], on),
        answers=holds and answers_for(person(request), row.pk),
        reads_plan=may(person(request), Permission.PLAN_READ, programme.office_id),
        reads_programme=may(person(request), Permission.PROGRAMME_READ, programme.office_id),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_up(request: HttpRequest, pk: int, unit: int, target: int) -> HttpResponse:
    """The level that the unit sets itself of a target of the programme."""
    programme, row, _ = _holder(request, pk, unit, answers=True)
    if row.pk == programme.unit_id:
        raise Http404
    parent = reading.target_of(programme, target)
    beside = reading.parent_row(parent, row, timezone.localdate())
    own = beside.own if beside.own and beside.own.owner_id == row.pk else None
    levels = [one.row for one in (*beside.open, *beside.own_levels) if one.holds]
    form = LevelForm(request.POST or None, initial=level_as_filled(next(iter(levels), None)))

    def store(cleaned: dict[str, Any]) -> None:
        targets.take_up_target(
            parent=parent,
            unit=row,
            level=cleaned["level"],
            horizon=cleaned["at"],
            reason=cleaned["reason"],
            by=person(request),
        )

    return _form(
        request,
        form,
        store,
        programme=programme,
        unit=row,
        heading=str(parent),
        sentence=sentences_of(programme, [parent.record_id]).get(parent.record_id or 0),
        above=beside.levels,
        own=own,
        own_levels=beside.own_levels,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_own(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """A target that the unit sets itself beside those of the programme."""
    programme, row, _ = _holder(request, pk, unit, answers=True)
    asked = request.GET.get("tu", "")
    aim = next((one for one in reading.aims_offered(programme) if str(one.number) == asked), None)
    start: dict[str, Any] = level_as_filled(None)
    if aim:
        start |= {
            "measure": aim.words,
            "measured_by": aim.measured_by,
            "numerator": aim.numerator,
            "denominator": aim.denominator,
            "comparator": "zero" if aim.measured_by == "zero" else "gte",
            "unit": "percent" if aim.denominator else "count",
        }
    form = OwnTargetForm(request.POST or None, initial=start)

    def store(cleaned: dict[str, Any]) -> None:
        names = ("subject", "measure", "measured_by", "numerator", "denominator")
        targets.add_own_target(
            programme=programme,
            unit=row,
            wording=targets.Wording(**{name: cleaned[name] for name in names}),
            level=cleaned["level"],
            horizon=cleaned["at"],
            by=person(request),
        )

    return _form(
        request, form, store, programme=programme, unit=row, heading="Thêm chỉ tiêu của đơn vị"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_own(request: HttpRequest, pk: int, unit: int, target: int) -> HttpResponse:
    """Another level of a target that the unit set itself."""
    programme, row, _ = _holder(request, pk, unit, answers=True)
    own = reading.own_target_of(programme, row, target)
    levels, on = targets.open_levels(own), timezone.localdate()
    above = own.parent.thresholds.all() if own.parent else ()
    form = LevelForm(request.POST or None, initial=level_as_filled(next(iter(levels), None)))

    def store(cleaned: dict[str, Any]) -> None:
        targets.set_own_level(
            target=own,
            level=cleaned["level"],
            horizon=cleaned["at"],
            reason=cleaned["reason"],
            by=person(request),
        )

    return _form(
        request,
        form,
        store,
        programme=programme,
        unit=row,
        heading=str(own),
        above=level_rows(above, on),
        own=own,
        own_levels=level_rows(own.thresholds.all(), on),
    )


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int, unit: int, target: int) -> HttpResponse:
    """Take an own target away."""
    programme, row, _ = _holder(request, pk, unit, answers=True)
    own = reading.own_target_of(programme, row, target)
    try:
        targets.withdraw_own_target(target=own, by=person(request))
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, "Đã bỏ chỉ tiêu của đơn vị.")
    return redirect("programme:own_targets", pk, unit)


def _form(
    request: HttpRequest, form: LevelForm, store: Callable[[dict[str, Any]], None], **facts: Any
) -> HttpResponse:
    """Show a form of a level, or store it and go back to the unit's targets."""
    if request.method != "POST":
        return page(request, "programme/own_target.html", form=form, **facts)
    if form.is_valid():
        try:
            store(form.cleaned_data)
        except HorizonOfOtherCentury as error:
            form.add_error("horizon", error.text)
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            messages.success(request, "Đã ghi chỉ tiêu của đơn vị.")
            return redirect("programme:own_targets", facts["programme"].pk, facts["unit"].pk)
    return page(request, "programme/own_target.html", status=422, form=form, **facts)
