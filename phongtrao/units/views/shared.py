"""What all pages of units share: the person, the unit, the day asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import permissions_of
from phongtrao.units.models import Unit
from phongtrao.web.asked import DayAsked, day_asked

if TYPE_CHECKING:
    from django.http import HttpRequest


def person(request: HttpRequest) -> User:
    """The logged-in account; views behind login_required only."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type, login_required has seen to it
    return request.user


def unit_within(
    request: HttpRequest, pk: int, permission: Permission = Permission.UNIT_READ
) -> Unit:
    """The unit, or 404 when there is none within reach."""
    return get_object_or_404(Unit.objects.visible_to(request.user, permission), pk=pk)


def require_editor(request: HttpRequest) -> None:
    """Answer 404 to who may change no unit at all."""
    if Permission.UNIT_EDIT not in permissions_of(person(request)):
        raise Http404


def day_of_page(request: HttpRequest) -> DayAsked:
    """The day as of which a page is read, `?ngay=30/06/2025`; today when no day is given. Changes
    that are decided can be looked at before their day.
    """
    return day_asked(request.GET.get("ngay", ""), timezone.localdate(), ahead=True)
