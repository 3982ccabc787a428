"""Answers to a step of checking: what changed in the room, or for a plain form the room again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.plans.queries import cards, lists, pages
from phongtrao.plans.views.shared import person, record_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from phongtrao.core.errors import RuleBroken
    from phongtrao.plans.models import Change, PlanDocument, Record


def room_facts(request: HttpRequest, plan: PlanDocument) -> dict[str, Any]:
    """What the whole room and each of its answers show. return_to: the query that leads a form back
    to the room as it is shown. token: masked once, not once a card.
    """
    back = request.POST.get("back", "") if request.method == "POST" else request.GET.urlencode()
    return {
        "plan": plan,
        "progress": lists.progress_of(plan),
        "reviews": may(person(request), Permission.PLAN_REVIEW, plan.office_id),
        "publishes": may(person(request), Permission.PROGRAMME_PUBLISH, plan.office_id),
        "add": reverse("plans:add_record", args=[plan.pk]),
        "token": get_token(request),
        "back": back,
        "return_to": f"?{urlencode({'back': back})}" if back else "",
    }


def after_step(
    request: HttpRequest, plan: PlanDocument, changes: list[Change], record: int | None = None
) -> HttpResponse:
    """Answer a step: htmx gets the cards and paragraphs that changed, a plain form goes back to the
    room.
    """
    if request.headers.get("HX-Request") != "true":
        return back_to_room(request, plan, record)
    after = {pk: columns for change in changes for pk, columns in change.after.items()}
    before = {pk: columns for change in reversed(changes) for pk, columns in change.before.items()}
    return page(
        request, "plans/reading_room.html", part="changed", **news_of(request, plan, before, after)
    )


def news_of(
    request: HttpRequest, plan: PlanDocument, before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """What changed in the room: cards anew, cards that came, cards that went, paragraphs whose
    marks moved.
    """
    rows = plan.records.select_related("changed_by").filter(
        pk__in=[pk for pk in after if after[pk]]
    )
    came = {int(pk) for pk in after if after[pk] and not before.get(pk)}
    spans = [(c["start"], c["end"]) for c in [*before.values(), *after.values()] if c]
    low, high = min(s for s, _ in spans), max(e for _, e in spans)
    part = pages.part_of(plan, pages.part_number_at(plan, low), plan.records.all())
    return {
        **room_facts(request, plan),
        "cards": [card for card in cards.cards_of(plan, rows) if card.record.pk not in came],
        "came": [card for card in cards.cards_of(plan, rows) if card.record.pk in came],
        "beside": next((pk for pk in after if int(pk) not in came), None),
        "gone": [pk for pk in after if not after[pk]],
        "blocks": [b for b in part.blocks if b.start < high and b.end > low],
    }


def refused(
    request: HttpRequest, plan: PlanDocument, error: RuleBroken, record: Record | None = None
) -> HttpResponse:
    """Answer a step that a rule refuses: the sentence, and the record as it stands now."""
    if request.headers.get("HX-Request") != "true":
        raise error
    shown = cards.cards_of(plan, [record_of(plan, record.pk)]) if record else []
    status = getattr(error, "status", 422)
    facts = {**room_facts(request, plan), "cards": shown, "error": error}
    return page(request, "plans/reading_room.html", part="changed", status=status, **facts)


def back_to_room(
    request: HttpRequest, plan: PlanDocument, record: int | None = None
) -> HttpResponse:
    """Back to the room as it was shown, at the record."""
    back = request.POST.get("back", "")
    address = reverse("plans:reading_room", args=[plan.pk])
    return redirect(f"{address}{'?' + back if back else ''}{f'#r-{record}' if record else ''}")
