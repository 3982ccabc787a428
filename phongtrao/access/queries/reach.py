"""The choke point: what an account may see and what it may do."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.utils import timezone

from phongtrao.access.models import (
    PERMISSIONS_OF_ROLE,
    READING,
    Permission,
    User,
)
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator
    from datetime import date

Person = User | AnonymousUser
_Row = TypeVar("_Row", bound=models.Model)
_Answer = TypeVar("_Answer")


class Denied(RuleBroken):
    """The account lacks the permission at the unit of the object."""

    code = "denied"
    message = (
        "Tài khoản của bạn chưa có quyền {permission}. Hãy đề nghị quản trị của cơ quan cấp quyền."
    )
    status = 403


class UnitEnded(RuleBroken):
    """Nobody writes as a unit that is no more; its heirs and what stands above them do."""

    code = "unit-ended"
    message = (
        "{unit} đã kết thúc nên không ghi thêm được gì bằng vai trò tại đơn vị này. Trang Việc của"
        " tôi nêu đơn vị kế thừa; hãy đề nghị quản trị ở đó chuyển tài khoản của bạn sang."
    )
    status = 403


def roles_that_may(permission: Permission) -> frozenset[str]:
    """Roles that carry `permission`."""
    return frozenset(role for role, held in PERMISSIONS_OF_ROLE.items() if permission in held)


class _Held(NamedTuple):
    """A role that an account has today at a unit. own: not lent to him by a colleague."""

    role: str
    unit_id: int
    own: bool


# Every request asks this, and Django takes four times as long to write it as the database to answer
# it. Each way in, by the account and by what was lent, has its index.
_HELD = """
SELECT held.role, held.unit_id, held.user_id = %(user)s
FROM access_assignment held JOIN access_user holder ON holder.id = held.user_id
WHERE held.id IN (
    SELECT id FROM access_assignment WHERE user_id = %(user)s
    UNION ALL
    SELECT lent.assignment_id
    FROM access_delegation lent JOIN access_user receiver ON receiver.id = lent.receiver_id
    WHERE lent.receiver_id = %(user)s AND receiver.is_active AND lent.revoked_at IS NULL
      AND lent.first_day <= %(today)s AND lent.last_day >= %(today)s
)
AND holder.is_active
AND (held.first_day IS NULL OR held.first_day <= %(today)s)
AND (held.last_day IS NULL OR held.last_day >= %(today)s)
"""

_remembered: ContextVar[dict[Hashable, Any] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask once within for what `remembered` asks: while a request is answered that changes none of
    it. Also a decorator of a view.
    """
    if _remembered.get() is not None:
        yield
        return
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def remembered(key: Hashable, ask: Callable[[], _Answer]) -> _Answer:
    """The answer to a question that pages ask again and again, such as who holds which role. key:
    the question with all that its answer depends on. The answer is not to be changed.
    """
    known = _remembered.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    answer: _Answer = known[key]
    return answer


def _held(user: Person) -> frozenset[_Held]:
    """What `user` holds today: by his own assignments, and by those that a colleague who still has
    them lends him.
    """
    if not user.pk:
        return frozenset()
    return remembered(("roles", user.pk), lambda: _ask_held(user))


def _ask_held(user: Person) -> frozenset[_Held]:
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"user": user.pk, "today": today})
        return frozenset(_Held(role, unit, bool(own)) for role, unit, own in cursor.fetchall())


def held_at(user: Person, permission: Permission) -> frozenset[int]:
    """Ids of the units at which the roles themselves stand that give `user` the permission today,
    own and lent ones; without what lies below.
    """
    roles = roles_that_may(permission)
    return frozenset(one.unit_id for one in _held(user) if one.role in roles)


def own_places(user: Person, permission: Permission) -> frozenset[int]:
    """Ids of the units at which roles of `user` stand that give him the permission today, without
    those that a colleague lends him.
    """
    roles = roles_that_may(permission)
    return frozenset(one.unit_id for one in _held(user) if one.own and one.role in roles)


def _within(user: Person, permission: Permission) -> models.QuerySet[Any]:
    """The rows of reach that give `user` the permission today."""
    # The room of units lies above this one.
    table: Any = apps.get_model("units", "Ancestry")
    today = timezone.localdate()
    rows: models.QuerySet[Any] = table.objects.filter(
        ancestor__in=held_at(user, permission), since__lte=today, until__gt=today
    )
    return rows


def reach(user: Person, permission: Permission) -> models.QuerySet[Any, int]:
    """Ids of the units at which `user` holds `permission` today: where he has a role that carries
    it, and all below.
    """
    return _within(user, permission).values_list("unit_id", flat=True)


def may(user: Person, permission: Permission, unit_id: int) -> bool:
    """Tell whether `user` holds `permission` at the unit."""
    return bool(_places(user, permission, unit_id))


def _places(user: Person, permission: Permission, unit_id: int) -> frozenset[int]:
    """Ids of the units whose roles give `user` the permission at the unit."""
    held, today = held_at(user, permission), timezone.localdate()
    if not held:
        return held
    above = remembered(("above", unit_id, today), lambda: _ask_above(unit_id, today))
    return held & above


def _ask_above(unit_id: int, today: date) -> frozenset[int]:
    """Ids of what the unit lies below on a day, itself among them."""
    # The room of units lies above this one.
    table: Any = apps.get_model("units", "Ancestry")
    rows = table.objects.filter(unit=unit_id, since__lte=today, until__gt=today)
    return frozenset(rows.values_list("ancestor_id", flat=True))


def require(user: Person, permission: Permission, unit_id: int) -> None:
    """Raise Denied unless `user` holds `permission` at the unit; UnitEnded when he would write by
    roles at units that are no more.
    """
    places = _places(user, permission, unit_id)
    if not places:
        raise Denied(permission=permission.label)
    if permission not in READING and places <= (ended := ended_units(places)):
        # The room of units lies above this one.
        table: Any = apps.get_model("units", "Unit")
        raise UnitEnded(unit=table.objects.get(pk=min(ended)))


def ended_units(units: Collection[int]) -> frozenset[int]:
    """Those of the units that are no more today; one that is still to come is not among them."""
    # The room of units lies above this one.
    table: Any = apps.get_model("units", "UnitVersion")
    rows = table.objects.filter(unit__in=units).order_by().values_list("unit_id", "valid_to")
    today, known = timezone.localdate(), list(rows)
    going_on = {unit for unit, end in known if end is None or end > today}
    return frozenset(unit for unit, _ in known if unit not in going_on)


class ScopedQuerySet(models.QuerySet[_Row]):
    """Rows that belong to an office; `office_path` leads from the row to the unit."""

    office_path: ClassVar[str] = "office"

    def visible_to(self, user: Person, permission: Permission) -> Self:
        """Rows at whose office `user` holds `permission`; none for who is not logged in.

        Asked of each row by itself: one row is asked for as fast by who reaches the whole country.
        """
        reached = _within(user, permission).filter(unit=models.OuterRef(self.office_path))
        return self.filter(models.Exists(reached))


def roles_of(user: Person) -> frozenset[str]:
    """Roles that `user` has today at any unit, his own and lent ones."""
    return frozenset(one.role for one in _held(user))


def permissions_of(user: Person) -> frozenset[Permission]:
    """What `user` may do at some unit; for menus, never instead of `require`."""
    return frozenset[Permission]().union(*(PERMISSIONS_OF_ROLE[role] for role in roles_of(user)))
