"""The choke point: what an account may see and what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from phongtrao.access.models import (
    PERMISSIONS_OF_ROLE,
    Assignment,
    Delegation,
    Permission,
    Role,
    User,
)
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Person = User | AnonymousUser
_Row = TypeVar("_Row", bound=models.Model)


class Denied(RuleBroken):
    """The account lacks the permission at the unit of the object."""

    code = "denied"
    message = (
        "Tài khoản của bạn chưa có quyền {permission}. Hãy đề nghị quản trị của cơ quan cấp quyền."
    )
    status = 403


def roles_that_may(permission: Permission) -> list[str]:
    """Roles that carry `permission`."""
    return [role for role, held in PERMISSIONS_OF_ROLE.items() if permission in held]


def _on(day: date, prefix: str = "") -> Q:
    """Rows in force on the day: first_day … last_day, both counted, None for no limit."""
    first, last = f"{prefix}first_day", f"{prefix}last_day"
    return (Q(**{first: None}) | Q(**{f"{first}__lte": day})) & (
        Q(**{last: None}) | Q(**{f"{last}__gte": day})
    )


def _grants(user: Person, roles: Iterable[str]) -> models.QuerySet[Assignment]:
    """What gives `user` one of the roles today: his own assignments, and those that a colleague who
    still has them lends him.
    """
    today, pk = timezone.localdate(), user.pk or 0
    held = Assignment.objects.filter(_on(today), user__is_active=True, role__in=roles)
    lent = Delegation.objects.filter(
        _on(today), receiver_id=pk, receiver__is_active=True, revoked_at=None
    )
    mine = held.filter(user_id=pk).values("pk")
    return Assignment.objects.filter(
        pk__in=mine.union(held.filter(pk__in=lent.values("assignment")).values("pk"))
    )


def _below(grants: models.QuerySet[Assignment], **where: Any) -> models.QuerySet[Assignment]:
    """The grants joined to the units that they reach today; `where` asks about those units."""
    today = timezone.localdate()
    return grants.filter(
        unit__reaches__since__lte=today,
        unit__reaches__until__gt=today,
        **{f"unit__reaches__{name}": value for name, value in where.items()},
    )


def reach(user: Person, permission: Permission) -> models.QuerySet[Assignment, int]:
    """Ids of the units at which `user` holds `permission` today: where he has a role that carries
    it, and all below.
    """
    grants = _grants(user, roles_that_may(permission))
    return _below(grants).values_list("unit__reaches__unit_id", flat=True)


def may(user: Person, permission: Permission, unit_id: int) -> bool:
    """Tell whether `user` holds `permission` at the unit."""
    grants = _grants(user, roles_that_may(permission))
    return bool(user.pk) and _below(grants, unit_id=unit_id).exists()


def require(user: Person, permission: Permission, unit_id: int) -> None:
    """Raise Denied unless `user` holds `permission` at the unit."""
    if not may(user, permission, unit_id):
        raise Denied(permission=permission.label)


class ScopedQuerySet(models.QuerySet[_Row]):
    """Rows that belong to an office; `office_path` leads from the row to the unit."""

    office_path: ClassVar[str] = "office"

    def visible_to(self, user: Person, permission: Permission) -> Self:
        """Rows at whose office `user` holds `permission`; none for who is not logged in.

        Asked of each row by itself: one row is asked for as fast by who reaches the whole country.
        """
        if not user.pk:
            return self.none()
        grants = _grants(user, roles_that_may(permission))
        return self.filter(models.Exists(_below(grants, unit_id=models.OuterRef(self.office_path))))


def standing_at(user: Person, permission: Permission) -> models.QuerySet[Assignment, int]:
    """Ids of the units at which the roles themselves stand that give `user` the permission today,
    own and lent ones; without what lies below.
    """
    return _grants(user, roles_that_may(permission)).values_list("unit_id", flat=True)


def held_at(user: Person, permission: Permission) -> frozenset[int]:
    """The ids of `standing_at`, asked now."""
    return frozenset(standing_at(user, permission))


def roles_of(user: Person) -> frozenset[str]:
    """Roles that `user` has today at any unit, his own and lent ones."""
    return frozenset(_grants(user, Role.values).values_list("role", flat=True))


def permissions_of(user: Person) -> frozenset[Permission]:
    """What `user` may do at some unit; for menus, never instead of `require`."""
    return frozenset[Permission]().union(*(PERMISSIONS_OF_ROLE[role] for role in roles_of(user)))
