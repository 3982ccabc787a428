"""In whose name a person answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import ended_units, held_at, may
from phongtrao.programme.queries.succession import heirs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.access.models import User
    from phongtrao.programme.queries.duties import Duty


def places_of(user: User, permission: Permission) -> frozenset[int]:
    """Ids of the units in whose name a person may do what the permission allows: the office, and
    those at which a role of his stands, an own or a lent one; not what lies below them.
    """
    return held_at(user, permission) | {user.office_id}


def answers_for(user: User, unit: int) -> bool:
    """Tell whether a person answers in the name of a unit: it is his office, or a role of his
    stands at it. Who only stands above it reads and urges.
    """
    asked = Permission.PROGRAMME_ANSWER
    return unit in places_of(user, asked) and may(user, asked, unit)


def keeps_duties_of(user: User, unit: int) -> bool:
    """Tell whether a person says of a unit's duties that they are done: one who answers for it, or
    for an heir of it once it has ended.
    """
    if answers_for(user, unit):
        return True
    asked = Permission.PROGRAMME_ANSWER
    if not may(user, asked, unit) or not ended_units([unit]):
        return False
    return bool(heirs_of([unit], timezone.localdate())[unit] & places_of(user, asked))


def kept_by(user: User, duties: Iterable[Duty | None]) -> frozenset[int]:
    """Ids of the units of some duties of which the person may say that they are done."""
    units = {duty.unit_id for duty in duties if duty}
    return frozenset(unit for unit in units if keeps_duties_of(user, unit))
