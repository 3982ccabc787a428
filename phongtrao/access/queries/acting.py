"""In whose name anybody can act at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, Q
from django.utils import timezone

from phongtrao.access.models import Assignment, Delegation
from phongtrao.access.queries.reach import roles_that_may

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from django.db.models import QuerySet

    from phongtrao.access.models import Permission, User

programs_told: list[Callable[[User], QuerySet[Any, Any]]] = []
"""Each gives the ids of accounts in whose name programs act that a person let in; the rooms above
add theirs when the program starts.
"""


def programs_of(user: User) -> list[QuerySet[Any, Any]]:
    """The ids of those accounts: what they did, the person answers for."""
    return [tell(user) for tell in programs_told]


def acted_for(
    units: Collection[int] | QuerySet[Any, Any], permission: Permission
) -> frozenset[int]:
    """Those of some units in whose name an account that was not stopped may do today what the
    permission allows: a role of it, an own or a lent one, stands at the unit, or above the unit
    that is its office. Who only stayed away for long has an account.

    units: their ids; of thousands better a query. The number of queries does not grow with them.
    """
    today, roles = timezone.localdate(), roles_that_may(permission)
    begun = Q(first_day=None) | Q(first_day__lte=today)
    held = Assignment.objects.filter(
        begun, Q(last_day=None) | Q(last_day__gte=today), role__in=roles, user__is_active=True
    )
    standing = held.filter(unit__in=units).values_list("unit", flat=True)
    lent = Delegation.objects.filter(
        assignment__in=held,
        receiver__is_active=True,
        receiver__office__in=units,
        revoked_at=None,
        first_day__lte=today,
        last_day__gte=today,
    )
    elsewhere = held.filter(user__office__in=units).exclude(unit=F("user__office"))
    desks = {
        *elsewhere.values_list("unit", "user__office"),
        *lent.values_list("assignment__unit", "receiver__office"),
    }
    # The room of units lies above this one.
    table: Any = apps.get_model("units", "Ancestry")
    above = table.objects.filter(
        ancestor__in={at for at, _ in desks},
        unit__in={office for _, office in desks},
        since__lte=today,
        until__gt=today,
    )
    lying = desks.intersection(above.values_list("ancestor_id", "unit_id"))
    return frozenset(office for _, office in lying).union(standing)
