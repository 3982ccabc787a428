"""What all pages of plans share: fetching a plan, the person, numbers of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission, User
from phongtrao.plans.models import PlanDocument, Record
from phongtrao.web.asked import number_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def plan_within(
    request: HttpRequest, pk: int, permission: Permission = Permission.PLAN_READ
) -> PlanDocument:
    """The plan, or 404 when there is none within reach."""
    plans = PlanDocument.objects.visible_to(request.user, permission)
    return get_object_or_404(
        plans.select_related("office", "file", "created_by", "replaces"), pk=pk
    )


def record_of(plan: PlanDocument, pk: int) -> Record:
    record = get_object_or_404(plan.records.select_related("changed_by"), pk=pk)
    record.plan = plan
    return record


def person(request: HttpRequest) -> User:
    """The logged-in account; views behind login_required only."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type, login_required has seen to it
    return request.user


def number(request: HttpRequest, name: str) -> int:
    """A number of the form; 0 when it is none, which fits no version and no place."""
    text = request.POST.get(name) or request.GET.get(name) or ""
    return number_of(text) or 0
