"""Forms of the reading room: correct, split, add."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from phongtrao.access.models import Permission
from phongtrao.core.errors import RuleBroken
from phongtrao.plans import forms
from phongtrao.plans.actions import checking
from phongtrao.plans.models import RecordKind
from phongtrao.plans.queries import cards, pages
from phongtrao.plans.queries.suggestions import suggested_record
from phongtrao.plans.views.answers import after_step
from phongtrao.plans.views.shared import number, person, plan_within, record_of
from phongtrao.web.page import page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def correct(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """The form of one record."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    row = record_of(plan, record)
    kind = request.POST.get("kind") or request.GET.get("kind") or row.kind
    if kind not in forms.FORM_OF_KIND:
        raise Http404
    make = forms.FORM_OF_KIND[kind]
    facts: dict[str, Any] = {
        "record": row,
        "kind": kind,
        "kinds": RecordKind.choices,
        "back": request.GET.get("back", ""),
    }
    if request.method != "POST":
        form = make(plan=plan, near=row.start, initial=forms.initial_of(row))
        return page(
            request,
            "plans/correct.html",
            part="form",
            plan=plan,
            form=form,
            version=row.version,
            **facts,
        )
    form, version = make(request.POST, plan=plan, near=row.start), number(request, "version")
    error: RuleBroken | None = None
    if form.is_valid():
        try:
            change = checking.correct_record(
                plan=plan, opened={row.pk: version}, by=person(request), **form.record_columns()
            )
            return after_step(request, plan, [change], row.pk)
        except checking.RecordChanged as changed:
            error, version = changed, row.version
    stored = list(cards.facts_of(row)) if error else []
    status = 409 if error else 422
    return page(
        request,
        "plans/correct.html",
        part="form",
        status=status,
        plan=plan,
        form=form,
        version=version,
        error=error,
        stored=stored,
        **facts,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def split(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Choose where one record is cut in two."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    row = record_of(plan, record)
    error: RuleBroken | None = None
    if request.method == "POST":
        try:
            opened = {row.pk: number(request, "version")}
            change = checking.split_record(
                plan=plan, opened=opened, at=number(request, "at"), by=person(request)
            )
            return after_step(request, plan, [change], row.pk)
        except RuleBroken as broken:
            error = broken
    cuts = pages.cuts_of(plan.text, row.start, row.end)
    status = getattr(error, "status", 422) if error else 200
    return page(
        request,
        "plans/split.html",
        part="form",
        status=status,
        plan=plan,
        record=row,
        cuts=cuts,
        error=error,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a record from selected text, or from a paragraph of the document."""
    plan = plan_within(request, pk, Permission.PLAN_REVIEW)
    kind = request.POST.get("kind") or request.GET.get("loai") or RecordKind.TASK
    start, end = number(request, "start"), number(request, "end")
    if kind not in forms.FORM_OF_KIND:
        raise Http404
    make = forms.FORM_OF_KIND[kind]
    facts: dict[str, Any] = {
        "plan": plan,
        "kind": kind,
        "kinds": RecordKind.choices,
        "start": start,
        "end": end,
    }
    if request.method != "POST":
        suggested = suggested_record(plan, kind, start, end)
        form = make(plan=plan, near=start, initial=forms.initial_of(suggested))
        return page(request, "plans/add.html", part="form", form=form, **facts)
    form = make(request.POST, plan=plan, near=start)
    if not form.is_valid():
        return page(request, "plans/add.html", part="form", status=422, form=form, **facts)
    record = checking.add_record(plan=plan, by=person(request), **form.record_columns())
    return after_step(request, plan, [plan.changes.latest("pk")], record.pk)
