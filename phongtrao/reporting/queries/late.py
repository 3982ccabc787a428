"""Which reports are late: found by indexes on the few, so that nothing grows with what came in
time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.utils import timezone

from phongtrao.programme.queries.filings import end_of
from phongtrao.reporting.models import (
    Obligation,
    ObligationState,
)
from phongtrao.reporting.queries.opened import opened_by
from phongtrao.reporting.queries.sums import expected_at, has_kept_total, owed_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.series import Seen
    from phongtrao.units.models import Unit

_Due = tuple[int, date]


@dataclass(frozen=True)
class Late:
    """Reports of a period that had to be sent by one day and were not: so many of total. back: they
    had been sent, were given back and had to be sent again; of all that are given back. first: the
    id of one of them.
    """

    period: Period
    due_on: date
    back: bool
    late: int
    total: int
    first: int


def late_reports(periods: Collection[Period], place: Unit | None, seen: Seen) -> list[Late]:
    """The reports of periods that are late at a place (None: of all who report) on a day; none of a
    period that was opened later. What was given back is told of today only.
    """
    by_id = {period.pk: period for period in periods}
    owed = _owed(place).filter(opened_by(seen.on, "period"), period__in=by_id)
    silent = Q(first_sent_at=None)
    if seen.on < timezone.localdate():
        silent |= Q(first_sent_at__gte=end_of(seen.on))
    never = _by_day(owed.filter(silent, due_on__lt=seen.on), "due_on")
    back = owed.filter(state=ObligationState.RETURNED).exclude(silent)
    again = {} if seen.known else _by_day(back.filter(resend_by__lt=seen.on), "resend_by")
    totals = _totals(place, owed, {period for period, _ in never})
    given_back = _given_back(back, {period for period, _ in again})
    return [
        *(
            Late(by_id[due[0]], due[1], False, many, totals[due], first)
            for due, (many, first) in sorted(never.items())
        ),
        *(
            Late(by_id[due[0]], due[1], True, many, given_back[due[0]], first)
            for due, (many, first) in sorted(again.items())
        ),
    ]


def _owed(place: Unit | None) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.filter(owed_at(place)).order_by()
    return rows.exclude(state=ObligationState.EXEMPT)


def _by_day(rows: QuerySet[Obligation], day: str) -> dict[_Due, tuple[int, int]]:
    """Period and last day → how many reports, and the id of one. day: which column tells it."""
    found = rows.values_list("period", day).annotate(many=Count("pk"), one=Min("pk"))
    return {(period, last): (many, one) for period, last, many, one in found}


def _given_back(rows: QuerySet[Obligation], periods: Collection[int]) -> Counter[int]:
    """How many reports of periods are given back."""
    if not periods:
        return Counter()
    found = rows.filter(period__in=periods).values_list("period").annotate(many=Count("pk"))
    return Counter(dict(found))


def _totals(
    place: Unit | None, owed: QuerySet[Obligation], periods: Collection[int]
) -> Counter[_Due]:
    """How many reports periods ask for, by last day."""
    found: Counter[_Due] = Counter()
    if not has_kept_total(place):
        for due, (many, _) in _by_day(owed.filter(period__in=periods), "due_on").items():
            found[due] = many
        return found
    rows = expected_at(place).filter(period__in=periods)
    for period, due in rows.values_list("period_id", "due"):
        for day, many in due.items():
            found[period, date.fromisoformat(day)] += many
    return found
