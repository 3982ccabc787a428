"""Which lists of periods are to be brought up to date: units of theirs ended, moved, or are divided
by other facts since the list was made.

A page of any list asks it, so it begins with what happened to units, which is little, and reads of
a list only the lines that this concerns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import timezone

from phongtrao.programme.queries.succession import in_force
from phongtrao.reporting.models import Obligation, ObligationState
from phongtrao.reporting.queries.lists import day_of_list, is_changed_by
from phongtrao.units.models import Ancestry, ChangeKind, Level, Unit, UnitChange

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from phongtrao.reporting.models import Period

_ELSEWHERE = (ChangeKind.CREATE, ChangeKind.RENAME)
"""Changes by which no unit of a list comes to lie or to be divided otherwise."""


class _Happened(NamedTuple):
    """A change of units. at: when it was written down, or taken back."""

    pk: int
    on: date | None
    at: datetime

    def concerns(self, period: Period, today: date) -> bool:
        """Whether it may touch the list of a period as it was made last."""
        made = _made(period)
        if self.on is None:
            return self.at >= made
        fresh = self.at >= made or self.on > timezone.localdate(made)
        return fresh and self.on <= day_of_list(period, today)


def outdated_lists(periods: Sequence[Period], today: date) -> list[Period]:
    """Those of the periods whose lists are to be brought up to date: `list_change` would change
    them. One query where no unit changed since they were made; else some for each period within
    whose time units changed.
    """
    if not periods:
        return []
    happened = _happened(min(_made(period) for period in periods), today)
    return [
        period
        for period in periods
        if _is_outdated(period, [one.pk for one in happened if one.concerns(period, today)], today)
    ]


def _made(period: Period) -> datetime:
    """When its list was made last."""
    return period.refreshed_at or period.opened_at


def _happened(first: datetime, today: date) -> list[_Happened]:
    """What happened to units since a moment, or was to happen after it."""
    rows = UnitChange.objects.exclude(kind__in=_ELSEWHERE).order_by()
    late = Q(at__gte=first) | Q(undone_at__gte=first) | Q(on__gt=timezone.localdate(first))
    rows = rows.filter(late).exclude(on__gt=today)
    return [
        _Happened(pk, on, undone or at)
        for pk, on, at, undone in rows.values_list("pk", "on", "at", "undone_at")
    ]


def _is_outdated(period: Period, changes: Collection[int], today: date) -> bool:
    if not changes:
        return False
    units = UnitChange.units.through.objects.filter(unitchange__in=changes).values("unit")
    # What lies in a province lies there as long as there is the province.
    stay = Unit.objects.filter(in_force(day_of_list(period, today)), level=Level.PROVINCE)
    below = Ancestry.objects.filter(ancestor__in=units).exclude(ancestor__in=stay).values("unit")
    lines = Obligation.objects.filter(Q(unit__in=units) | Q(unit__in=below), period=period)
    return is_changed_by(period, lines.exclude(state=ObligationState.EXEMPT), today)
