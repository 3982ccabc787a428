"""Which reports are late, and what happened to reports in the last days: found by indexes on the
few and by what is counted as it happens, so that nothing grows with what came in time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from phongtrao.reporting.models import (
    DayCount,
    Obligation,
    ObligationState,
    Submission,
    Verdict,
    VerdictKind,
)
from phongtrao.reporting.queries.counted import end_of
from phongtrao.reporting.queries.sums import expected_at, has_kept_total, owed_at
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from phongtrao.programme.models import Programme
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.series import Seen
    from phongtrao.units.models import Unit

DAYS_BACK = 7
"""What changed: reports of so many days."""
CORRECTIONS_SHOWN = 20
SENDING = {
    "sent": Count("pk", filter=Q(reason="")),
    "corrected": Count("pk", filter=~Q(reason="")),
}
"""Of submissions: column of DayCount → what it counts."""
JUDGING = {
    "accepted": Count("pk", filter=Q(kind=VerdictKind.ACCEPT)),
    "returned": Count("pk", filter=Q(kind=VerdictKind.RETURN)),
}
"""The same of verdicts."""
_WHAT = (*SENDING, *JUDGING)
_Due = tuple[int, date]


@dataclass(frozen=True)
class Late:
    """Reports of a period that had to be sent by one day: silent were never sent, back were given
    back and not sent again, of total. first: the id of one of them.
    """

    period: Period
    due_on: date
    silent: int
    back: int
    total: int
    first: int


def late_reports(periods: Collection[Period], place: Unit | None, seen: Seen) -> list[Late]:
    """The reports of periods that are late at a place (None: of all who report) on a day. What was
    given back is told of today only.
    """
    by_id = {period.pk: period for period in periods}
    owed = _owed(place).filter(period__in=by_id, due_on__lt=seen.on)
    silent = Q(first_sent_at=None)
    if seen.on < timezone.localdate():
        silent |= Q(first_sent_at__gte=end_of(seen.on))
    never = _by_due(owed.filter(silent))
    back = Q(state=ObligationState.RETURNED, first_sent_at__isnull=False)
    returned = {} if seen.known else _by_due(owed.filter(back).exclude(silent))
    both = never.keys() | returned.keys()
    totals = _totals(place, owed, {period for period, _ in both})
    return [
        Late(
            by_id[due[0]],
            due[1],
            never.get(due, (0, 0))[0],
            returned.get(due, (0, 0))[0],
            totals[due],
            max(never.get(due, (0, 0))[1], returned.get(due, (0, 0))[1]),
        )
        for due in sorted(both)
    ]


def _owed(place: Unit | None) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.filter(owed_at(place)).order_by()
    return rows.exclude(state=ObligationState.EXEMPT)


def _by_due(rows: QuerySet[Obligation]) -> dict[_Due, tuple[int, int]]:
    """Period and last day → how many reports, and the id of one."""
    found = rows.values_list("period", "due_on").annotate(many=Count("pk"), one=Min("pk"))
    return {(period, due_on): (many, one) for period, due_on, many, one in found}


def _totals(
    place: Unit | None, owed: QuerySet[Obligation], periods: Collection[int]
) -> Counter[_Due]:
    """How many reports periods ask for, by last day."""
    found: Counter[_Due] = Counter()
    if not has_kept_total(place):
        for due, (many, _) in _by_due(owed.filter(period__in=periods)).items():
            found[due] = many
        return found
    rows = expected_at(place).filter(period__in=periods)
    for period, due in rows.values_list("period_id", "due"):
        for day, many in due.items():
            found[period, date.fromisoformat(day)] += many
    return found


@dataclass(frozen=True)
class Moves:
    """What happened to reports in the last days. corrections: the newest, changed after they had
    been sent, with the reason.
    """

    sent: int
    corrected: int
    accepted: int
    returned: int
    corrections: list[Submission]


def moves_of(programmes: Collection[Programme], place: Unit | None, on: date) -> Moves:
    """What happened to the reports of programmes at a place (None: of all who report) on a day and
    the ones before.
    """
    first = on - timedelta(days=DAYS_BACK - 1)
    span = (end_of(first - timedelta(days=1)), end_of(on))
    owed = _owed(place).filter(period__form__programme__in=programmes)
    sent = Submission.objects.filter(
        obligation__in=owed.values("pk"), sent_at__gte=span[0], sent_at__lt=span[1]
    )
    if place is None or place.level == Level.PROVINCE:
        days = DayCount.objects.filter(
            Q(unit=place) if place else Q(),
            period__form__programme__in=programmes,
            day__gte=first,
            day__lte=on,
        )
        told = days.aggregate(**{what: Sum(what) for what in _WHAT})
    else:
        judged = Verdict.objects.filter(
            submission__obligation__in=owed.values("pk"), at__gte=span[0], at__lt=span[1]
        )
        told = sent.aggregate(**SENDING) | judged.aggregate(**JUDGING)
    many = {what: told[what] or 0 for what in _WHAT}
    newest = sent.exclude(reason="").select_related("obligation__unit", "obligation__period")
    shown = newest.order_by("-sent_at")[:CORRECTIONS_SHOWN] if many["corrected"] else ()
    return Moves(**many, corrections=list(shown))
