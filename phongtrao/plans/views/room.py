"""The reading room and its one-click steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from phongtrao.access.models import Permission
from phongtrao.core.compiler import COMPILER_VERSION
from phongtrao.core.errors import RuleBroken
from phongtrao.plans.actions import checking
from phongtrao.plans.models import RecordKind
from phongtrao.plans.queries import cards, lists, pages
from phongtrao.plans.views.answers import after_step, back_to_room, news_of, refused, room_facts
from phongtrao.plans.views.shared import number, person, plan_within, record_of
from phongtrao.web.asked import number_of
from phongtrao.web.page import page, polled

STATES = (
    ("", "Tất cả"),
    ("doubtful", "Nghi ngờ"),
    ("waiting", "Chưa kiểm"),
    ("checked", "Đã kiểm"),
    ("discarded", "Đã bỏ"),
)
STEPS = {
    "xac-nhan": checking.confirm_records,
    "bo": checking.discard_records,
    "khoi-phuc": checking.restore_records,
}


@require_safe
@login_required
def reading_room(request: HttpRequest, pk: int) -> HttpResponse:
    """The document beside what was found in it."""
    plan = plan_within(request, pk)
    kind, state = request.GET.get("loai", ""), request.GET.get("xem", "")
    wanted = number_of(request.GET.get("phan", ""))
    part = pages.part_of(plan, 1 if wanted is None else wanted, plan.records.all())
    records = [
        r
        for r in lists.records_of(plan, kind, state)
        if part.of == 1 or part.start <= r.start < part.end
    ]
    shown = cards.cards_of(plan, records)
    sure = [c.record for c in shown if c.waits and not c.record.doubt]
    return page(
        request,
        "plans/reading_room.html",
        **room_facts(request, plan),
        leaf=part,
        cards=shown,
        kind=kind,
        state=state,
        kinds=RecordKind.choices,
        states=STATES,
        sure=sure,
        ended=lists.ended_instruments_of(plan),
        outdated=plan.compiler_version != COMPILER_VERSION,
        since=lists.last_change(plan),
    )


@require_safe
@login_required
def record(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Lead to one record beside its sentence, on the part of the document where it stands."""
    plan = plan_within(request, pk)
    row = record_of(plan, record)
    part = pages.part_number_at(plan, row.start)
    return redirect(f"{reverse('plans:reading_room', args=[pk])}?phan={part}#r-{row.pk}")


@require_POST
@login_required
def check(request: HttpRequest, pk: int, record: int, step: str) -> HttpResponse:
    """Confirm, discard, restore or merge one record."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    row = record_of(plan, record)
    opened = {row.pk: number(request, "version")}
    try:
        if step == "gop":
            opened[number(request, "with")] = number(request, "with_version")
            change = checking.merge_records(plan=plan, opened=opened, by=person(request))
        elif step in STEPS:
            change = STEPS[step](plan=plan, opened=opened, by=person(request))
        else:
            raise Http404
    except RuleBroken as error:
        return refused(request, plan, error, row)
    return after_step(request, plan, [change], row.pk)


@require_POST
@login_required
def confirm_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all records named in the form as `opened=number:version`."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    pairs = [pair.partition(":") for pair in request.POST.getlist("opened")]
    numbers = [(number_of(record), number_of(version)) for record, _, version in pairs]
    opened = {
        record: version for record, version in numbers if record is not None and version is not None
    }
    if opened:
        checking.confirm_records(plan=plan, opened=opened, by=person(request))
        messages.success(
            request, f"Đã xác nhận {len(opened)} mục. Có thể hoàn tác bằng một lần bấm."
        )
    return back_to_room(request, plan)


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the person's last step."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    try:
        change = checking.undo_last(plan=plan, by=person(request))
    except RuleBroken as error:
        return refused(request, plan, error)
    return after_step(request, plan, [change])


@require_safe
@login_required
@polled
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """What other people changed since a step; asked for by the open room."""
    plan = plan_within(request, pk)
    since = number(request, "sau")
    changes = lists.changes_since(plan, since, person(request))
    facts: dict[str, Any] = {
        "plan": plan,
        "since": max([since, *(change.pk for change in changes)]),
    }
    if changes:
        after = {pk_: columns for change in changes for pk_, columns in change.after.items()}
        before = {
            pk_: columns for change in reversed(changes) for pk_, columns in change.before.items()
        }
        facts |= news_of(request, plan, before, after)
        facts["others"] = sorted({str(change.by) for change in changes})
    return page(request, "plans/reading_room.html", part="news", **facts)
