"""The page of a task: one shared item that all its bodies see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.errors import RuleBroken
from phongtrao.files.queries import bytes_of
from phongtrao.programme.actions import tasks
from phongtrao.programme.forms.tasks import ContinuousForm, ProgressForm, TwinForm, UrgeForm
from phongtrao.programme.queries import programme_tables as tables
from phongtrao.programme.queries import task as reading
from phongtrao.programme.queries.cascade import unit_with_newer
from phongtrao.programme.queries.duties import open_duties
from phongtrao.programme.queries.issued import sentences_of
from phongtrao.programme.queries.linked import twins_of
from phongtrao.programme.queries.marks import FAR
from phongtrao.programme.queries.programmes import due_of, version_after
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.tasks import period_of
from phongtrao.programme.queries.work import units_of
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.as_of import AsOf, as_of, unless_added, unless_published
from phongtrao.programme.views.cascade import person
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from phongtrao.programme.models import Task

ROWS_A_PAGE = 50
LINES_SHOWN = 30


def _within(request: HttpRequest, pk: int, task: int) -> Task:
    """A task that the person's office looks after or has a part in, or 404."""
    row = get_object_or_404(reading.tasks_of(pk), pk=task)
    if not reading.can_see(person(request), row):
        raise Http404
    return row


def _looked_after(request: HttpRequest, pk: int, task: int) -> Task:
    """A task of a programme that the person publishes for, or 404."""
    row = get_object_or_404(reading.tasks_of(pk), pk=task)
    if not may(person(request), Permission.PROGRAMME_PUBLISH, row.programme.office_id):
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def task(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """The task as of a day, how far everyone is, the form of a line for who has a part in it."""
    row, day = _within(request, pk, task), as_of(request)
    if early := _unless_there(request, day, row):
        return early
    by, roll = person(request), Roll(row.programme, day.on, known=day.past)
    mine = [] if day.past else reading.units_answering(by, row, roll)
    form = None
    if mine:
        dated = any(roll.rules_of(one) for one in roll.linked.to(row))
        duties = open_duties(row, [one.pk for one in mine], roll.on) if dated else []
        form = ProgressForm(
            request.POST or None, request.FILES or None, task=row, units=mine, duties=duties
        )
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            sent, document = form.cleaned_data, form.cleaned_data["document"]
            try:
                tasks.record_progress(
                    task=row,
                    unit=sent["unit"],
                    state=sent["state"],
                    text=sent["text"],
                    data=document.read() if document else None,
                    name=document.name if document else "",
                    duty=form.chosen_duty(),
                    by=by,
                )
            except RuleBroken as error:
                form.add_error(None, error.text)
            else:
                messages.success(request, "Đã ghi kết quả; cơ quan theo dõi chương trình thấy.")
                return redirect("programme:task", pk, task)
    return page(
        request,
        "programme/task.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        mine=mine,
        day=day,
        **_facts(request, row, roll),
    )


@require_safe
@login_required
def task_file(request: HttpRequest, pk: int, task: int) -> HttpResponse | FileResponse:
    """The units of a task that are shown and what they wrote, as a workbook."""
    row, day = _within(request, pk, task), as_of(request)
    if early := _unless_there(request, day, row):
        return early
    roll = Roll(row.programme, day.on, known=day.past)
    facts = _facts(request, row, roll)
    lines = reading.whole_lines(facts["lines"].paginator.object_list, roll.then)
    sections = [
        tables.standings_section(facts["rows"].paginator.object_list, facts["elsewhere"]),
        tables.lines_section(lines),
    ]
    shown = next((words for name, words, _ in facts["states"] if name == facts["wanted"]), "")
    about, whose = f"{row.programme}\n{row.content}", row.programme.office.name
    data = workbook(f"Nhiệm vụ {row.number}", whose, day.on, about, sections, shown.lower())
    return file_of(request, f"nhiem-vu-{task}", day, data)


def _unless_there(request: HttpRequest, day: AsOf, task: Task) -> HttpResponse | None:
    """What is said of a day before the task was there."""
    early = unless_published(request, day, task.programme, looks_after=False)
    return early or unless_added(request, day, task.programme, task)


def _facts(request: HttpRequest, row: Task, roll: Roll) -> dict[str, Any]:
    by, tasks = person(request), roll.linked.to(row)
    seen, lines = reading.units_shown(by, row, roll), reading.lines_of(row, roll.then)
    if seen is not None:
        lines = [line for line in lines if line.unit_id in seen]
    standings = roll.standings(row, reading.counted(row, lines), seen)
    states = standings.states()
    wanted = request.GET.get("tinh-trang", "")
    shown = standings.in_state(wanted) if wanted else standings
    written = Paginator(lines, LINES_SHOWN).get_page(request.GET.get("dong"))
    newer = version_after(row.programme, roll.on)
    holds = newer is None and roll.then is None
    looks_after = may(by, Permission.PROGRAMME_READ, row.programme.office_id)
    return {
        "programme": row.programme,
        "newer": newer,
        "task": row,
        "due": due_of(roll, row),
        "period": period_of(row, roll.on) if row.continuous else None,
        "bodies": roll.bodies_of(row),
        "rows": Paginator(shown, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        "total": len(standings),
        "states": [(name, mark.words, states[name]) for name, mark in FAR.items() if states[name]],
        "wanted": wanted,
        "lines": written,
        "whole_lines": reading.whole_lines(list(written), roll.then),
        "reminders": reading.reminders_of(tasks, seen, roll.then),
        "twins": twins_of(row, roll.then),
        "numbers": {one.pk: one.number for one in tasks},
        "elsewhere": _elsewhere(row, roll),
        "publishes": holds and may(by, Permission.PROGRAMME_PUBLISH, row.programme.office_id),
        "looks_after": looks_after,
        "newer_unit": None
        if looks_after
        else unit_with_newer(by, row.programme, units_of(by), roll.on),
        "sentence": sentences_of(row.programme, [row.record_id]).get(row.record_id or 0),
        "reads_plan": may(by, Permission.PLAN_READ, row.programme.office_id),
        "urge_form": UrgeForm(),
        "twin_form": TwinForm(),
        "continuous_form": ContinuousForm(
            initial={"continuous": row.continuous, "rhythm": row.recurs or "quarter"}
        ),
        "has_deadline": bool(roll.rules_of(row)),
    }


def _elsewhere(task: Task, roll: Roll) -> dict[int, int]:
    """Ids of the units that have no part in the task, but in one that is the same duty → its
    number.
    """
    own = roll.units_of(task)
    others = [one for one in roll.linked.to(task) if one.pk != task.pk]
    return {unit: one.number for one in others for unit in roll.units_of(one) if unit not in own}


@require_POST
@login_required
def urge(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Urge the marked units, or all that are not done."""
    row = _looked_after(request, pk, task)
    form = UrgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy ghi lời đôn đốc rồi bấm Đôn đốc.")
        return redirect("programme:task", pk, task)
    units = [unit for text in request.POST.getlist("unit") if (unit := number_of(text))]
    if request.POST.get("all"):
        roll = Roll(row.programme, timezone.localdate())
        standings = roll.standings(row, reading.counted(row, reading.lines_of(row)))
        units = [one.unit_id for one in standings if one.state != "done"]
    made = tasks.urge(task=row, units=units, text=form.cleaned_data["text"], by=person(request))
    messages.success(request, f"Đã đôn đốc {len(made)} đơn vị; lời nhắc hiện ở việc của đơn vị.")
    return redirect("programme:task", pk, task)


@require_POST
@login_required
def twin(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Link the task to the same duty printed elsewhere, or take the link away."""
    row = _looked_after(request, pk, task)
    if request.POST.get("step") == "unlink":
        return _done(
            request,
            row,
            lambda: tasks.unlink_twins(task=row, by=person(request)),
            "Đã bỏ liên kết.",
        )
    form = TwinForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy ghi số thứ tự của nhiệm vụ kia.")
        return redirect("programme:task", pk, task)
    number = form.cleaned_data["number"]
    return _done(
        request,
        row,
        lambda: tasks.link_twin(task=row, number=number, by=person(request)),
        f"Đã liên kết với nhiệm vụ số {number}.",
    )


@require_POST
@login_required
def continuous(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Say whether the task is done all the time, and how often it asks for a line."""
    row = _looked_after(request, pk, task)
    form = ContinuousForm(request.POST)
    form.is_valid()
    asked = form.cleaned_data
    return _done(
        request,
        row,
        lambda: tasks.set_continuous(
            task=row,
            continuous=asked["continuous"],
            rhythm=asked.get("rhythm", ""),
            by=person(request),
        ),
        "Đã đổi cách theo dõi nhiệm vụ.",
    )


def _done(request: HttpRequest, row: Task, act: Callable[[], None], words: str) -> HttpResponse:
    try:
        act()
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, words)
    return redirect("programme:task", row.programme_id, row.pk)


@require_safe
@login_required
def line_file(request: HttpRequest, pk: int, task: int, line: int) -> FileResponse:
    """The document of a line of progress."""
    row, day = _within(request, pk, task), as_of(request)
    roll = Roll(row.programme, day.on, known=day.past)
    seen = reading.units_shown(person(request), row, roll)
    stored = reading.file_of_line(row, line, seen, day.then)
    return FileResponse(
        bytes_of(stored),
        as_attachment=True,
        filename=stored.name,
        content_type="application/octet-stream",
    )
