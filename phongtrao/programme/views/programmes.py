"""Pages of programmes: the list, publishing a plan, one programme, whom the words of it mean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may, permissions_of
from phongtrao.core.errors import RuleBroken
from phongtrao.plans.models import PlanDocument, RecordKind
from phongtrao.programme.actions import bodies
from phongtrao.programme.actions.publishing import publish_programme
from phongtrao.programme.forms.programmes import MeaningForm, PublishForm
from phongtrao.programme.queries import bodies as meaning
from phongtrao.programme.queries import ledger, unit_tables
from phongtrao.programme.queries import programme_tables as tables
from phongtrao.programme.queries import programmes as reading
from phongtrao.programme.queries.duties import rule_words
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.then import call_as_then, taken_back_since
from phongtrao.programme.queries.work import handed_to
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.as_of import as_of, unless_added, unless_published
from phongtrao.programme.views.cascade import person, programme_within
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

ROWS_A_PAGE = 50
LATE_SHOWN = 10


@require_safe
@login_required
def programme_list(request: HttpRequest, *, as_file: bool = False) -> HttpResponse | FileResponse:
    """Programmes that the account's office was handed, and those that it looks after."""
    user, today = person(request), timezone.localdate()
    seen = reading.programmes_seen_by(user)
    if as_file:
        counts = ledger.counts_of_ledgers(list(seen), today)
        sections = [
            unit_tables.handed_section(handed_to(user, today)),
            tables.looked_after_section(seen, counts),
        ]
        office = str(user.office)
        data = workbook("Chương trình", office, today, "Được giao và theo dõi", sections)
        return file_of(request, "chuong-trinh", None, data)
    rows = Paginator(seen, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    return page(
        request,
        "programme/list.html",
        handed=handed_to(user, today),
        rows=rows,
        counts=ledger.counts_of_ledgers(list(rows), today),
        publishes=Permission.PROGRAMME_PUBLISH in permissions_of(user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plan would become, then its programme."""
    plans = PlanDocument.objects.visible_to(request.user, Permission.PROGRAMME_PUBLISH)
    plan = get_object_or_404(plans.select_related("office"), pk=pk)
    published = reading.programme_of_plan(plan)
    if published is not None:
        messages.info(request, "Kế hoạch này đã ban hành thành chương trình.")
        return redirect("programme:programme", published.pk)
    old, differences = reading.changes_of_version(plan)
    form = PublishForm(request.POST or None, plan=plan, initial=_days_of(plan))
    facts: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "counts": reading.to_publish(plan),
        "old": old,
        "differences": differences,
    }
    if request.method != "POST":
        return page(request, "programme/publish.html", **facts)
    if form.is_valid():
        try:
            programme = publish_programme(plan=plan, by=person(request), **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            messages.success(
                request,
                "Đã ban hành thành chương trình. Việc tiếp theo: xác nhận đơn vị thực hiện và cách"
                " đo chỉ tiêu, rồi giao xuống đơn vị.",
            )
            return redirect("programme:programme", programme.pk)
    return page(request, "programme/publish.html", status=422, **facts)


def _days_of(plan: PlanDocument) -> dict[str, Any]:
    """The first day and the last as far as the plan tells them: its own date, the last horizon of
    its targets; whose it is: the unit on whose ground the office lies, else the office.
    """
    printed = str(plan.document.get("date") or "")
    year = number_of(printed[:4]) or timezone.localdate().year
    whole = len(printed) == len("2026-01-15")
    horizons = [
        str((record.fields.get("horizon") or {}).get("date") or "")[:4]
        for record in plan.records.filter(kind=RecordKind.TARGET)
    ]
    last = max((number_of(one) or year for one in horizons), default=year)
    owners = list(reading.owners_for(plan))
    owners.sort(key=lambda unit: unit.pk == plan.office_id)
    return {
        "begins_on": date.fromisoformat(printed) if whole else date(year, 1, 1),
        "ends_on": date(max(last, year), 12, 31),
        "unit": owners[0] if owners else None,
    }


@require_safe
@login_required
def programme(
    request: HttpRequest, pk: int, *, as_file: bool = False
) -> HttpResponse | FileResponse:
    """One programme as of a day: targets, tasks, the deadlines of the year, the cascade."""
    row, day = programme_within(request, pk, also=["replaced_by"]), as_of(request)
    if early := unless_published(request, day, row):
        return early
    call_as_then([row.unit, row.office], day.then)
    roll = Roll(row, day.on, known=day.past)
    words, body = request.GET.get("tim", "").strip(), request.GET.get("don-vi", "")
    tasks = reading.task_rows(roll, words, body)
    late = roll.late()
    deadlines = reading.deadline_rows(roll)
    targets = reading.target_rows(row, day.on, day.then)
    if as_file:
        sections = [
            tables.targets_section(targets),
            tables.tasks_section(tasks),
            tables.deadlines_section(deadlines, row.office.name),
            tables.late_section(late),
        ]
        shown = " · ".join(one for one in (words and f"nhiệm vụ có “{words}”", body) if one)
        data = workbook("Chương trình", str(row.unit), day.on, row.name, sections, shown)
        return file_of(request, f"chuong-trinh-{pk}", day, data)
    named = roll.bodies()
    newer = reading.version_after(row, day.on)
    by = person(request)
    return page(
        request,
        "programme/programme.html",
        part="tasks",
        programme=row,
        day=day,
        newer=newer,
        taken_back=taken_back_since(row, day.then) if day.then else [],
        targets=targets,
        tasks=Paginator(tasks, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        words=words,
        body=body,
        bodies=sorted({one.words for one in named}),
        deadlines=deadlines,
        late=late,
        late_shown=LATE_SHOWN,
        counts=ledger.ledger_counts(row, day.on),
        open_words=meaning.open_words(named),
        publishes=may(by, Permission.PROGRAMME_PUBLISH, row.office_id),
        builds_forms=not day.past and may(by, Permission.REPORT_FORM_EDIT, row.office_id),
        cannot_build_form=reading.refusal_to_ask(targets, newer),
        reads_plan=may(by, Permission.PLAN_READ, row.office_id),
    )


@require_safe
@login_required
def deadline(
    request: HttpRequest, pk: int, rule: int, *, as_file: bool = False
) -> HttpResponse | FileResponse:
    """One deadline: on which days it falls due, who kept it, as of a day."""
    row, day = programme_within(request, pk), as_of(request)
    one = get_object_or_404(row.deadlines.select_related("programme", "task"), pk=rule)
    if early := unless_published(request, day, row) or unless_added(request, day, row, one.task):
        return early
    call_as_then([row.office], day.then)
    roll = Roll(row, day.on, known=day.past)
    days = roll.days_of(one)
    asked = [due for due in days if due.isoformat() == request.GET.get("ngay")]
    past = [due for due in days if due < roll.on]
    shown = next(iter([*asked, *past[-1:], *days]), None)
    kept = roll.kept(one, shown) if shown else []
    if as_file:
        due = f"hạn {shown:%d/%m/%Y}" if shown else ""
        about, sections = f"{row.name}\n{one.what}", [tables.kept_section(kept)]
        data = workbook("Thời hạn", row.office.name, day.on, about, sections, due)
        return file_of(request, f"thoi-han-{rule}", day, data)
    return page(
        request,
        "programme/deadline.html",
        programme=row,
        day=day,
        rule=one,
        words=rule_words(one),
        days=days,
        shown=shown,
        rows=Paginator(kept, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        done=sum(unit.done is not None for unit in kept),
        total=len(kept),
        reads_plan=may(person(request), Permission.PLAN_READ, row.office_id),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def body_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the words of the plan mean; what was said once is remembered."""
    row = programme_within(request, pk, Permission.PROGRAMME_PUBLISH, also=["replaced_by"])
    if newer := reading.version_after(row):
        messages.info(request, "Chương trình đó đã được thay bằng bản mới; đây là bản mới.")
        return redirect("programme:bodies", newer.pk)
    by = person(request)
    form = MeaningForm(request.POST or None, programme=row, by=by)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            words = form.cleaned_data["words"]
            try:
                tasks = bodies.match_body(
                    programme=row,
                    words=words,
                    unit=form.found,
                    group=form.cleaned_data["group"],
                    by=by,
                )
            except RuleBroken as error:
                form.add_error(None, error.text)
            else:
                whom = form.found or meaning.group_words(form.cleaned_data["group"])
                messages.success(request, f"“{words}” là {whom}: {tasks} nhiệm vụ.")
                return redirect("programme:bodies", pk)
        status = 422
    rows, today = meaning.words_of(row), timezone.localdate()
    return page(
        request,
        "programme/bodies.html",
        status=status,
        programme=row,
        rows=rows,
        heirs=meaning.heirs_by_words(row, rows, today),
        form=form,
        groups=meaning.groups_for(row, today),
    )


@require_safe
@login_required
def body_words_file(request: HttpRequest, pk: int) -> FileResponse | HttpResponseRedirect:
    """Whom the words of the plan mean, as a workbook."""
    row = programme_within(request, pk, Permission.PROGRAMME_PUBLISH)
    sections = [tables.words_section(meaning.words_of(row))]
    today, whose = timezone.localdate(), row.office.name
    data = workbook("Đơn vị thực hiện", whose, today, row.name, sections)
    return file_of(request, f"don-vi-thuc-hien-{pk}", None, data)


@require_POST
@login_required
def confirm_bodies(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all proposals, or that for some words."""
    row = programme_within(request, pk, Permission.PROGRAMME_PUBLISH)
    only = request.POST.get("words", "")
    count = bodies.confirm_proposals(programme=row, by=person(request), only=only)
    messages.success(request, f"Đã xác nhận {count} tên gọi.")
    return redirect(reverse("programme:bodies", args=[pk]))
