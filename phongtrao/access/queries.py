"""The choke point: what an account may see and what it may do."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from phongtrao.access.models import PERMISSIONS_OF_ROLE, Assignment, Permission, User
from phongtrao.core.errors import RuleBroken

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


def reach(user: Person, permission: Permission) -> models.QuerySet[Assignment, int]:
    """Ids of the units at which `user` holds `permission`."""
    return Assignment.objects.filter(
        user_id=user.pk or 0, user__is_active=True, role__in=roles_that_may(permission)
    ).values_list("unit_id", flat=True)


def may(user: Person, permission: Permission, unit_id: int) -> bool:
    """Tell whether `user` holds `permission` at the unit."""
    return bool(user.pk) and reach(user, permission).filter(unit_id=unit_id).exists()


def require(user: Person, permission: Permission, unit_id: int) -> None:
    """Raise Denied unless `user` holds `permission` at the unit."""
    if not may(user, permission, unit_id):
        raise Denied(permission=permission.label)


class ScopedQuerySet(models.QuerySet[_Row]):
    """Rows that belong to an office; `office_path` leads from the row to the unit."""

    office_path: ClassVar[str] = "office"

    def visible_to(self, user: Person, permission: Permission) -> Self:
        """Rows at whose office `user` holds `permission`; none for who is not logged in."""
        if not user.pk:
            return self.none()
        return self.filter(**{f"{self.office_path}__in": reach(user, permission)})
