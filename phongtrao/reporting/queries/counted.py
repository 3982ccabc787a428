"""Reports that counted on a day: those that had been sent by then, as they had been judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.reporting.models import ObligationState, Submission, Verdict, VerdictKind

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Obligation

_COUNTED = (ObligationState.SENT, ObligationState.ACCEPTED)
_WHERE = ("period_id", "unit_id", "commune_id", "province_id", "stratum")


@dataclass(frozen=True, slots=True)
class CountedReport:
    """A report as it stands in totals. commune, province: what its unit lay below; stratum: by
    which facts it is divided.
    """

    period: int
    unit: int
    commune: int | None
    province: int | None
    stratum: str
    row: bytes
    accepted: bool


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Vietnam."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def reports_counted(owed: QuerySet[Obligation], known_on: date | None) -> list[CountedReport]:
    """The reports that count of those that are owed: today (None), or as they were known when a day
    ended. One query today, two for a day in the past.
    """
    if known_on is not None:
        return _counted_then(owed, end_of(known_on))
    rows = owed.filter(state__in=_COUNTED).order_by()
    return [
        CountedReport(*where, row=bytes(row), accepted=state == ObligationState.ACCEPTED)  # type: ignore[misc]  # in the order of _WHERE
        for *where, row, state in rows.values_list(*_WHERE, "current__row", "state")
    ]


def _counted_then(owed: QuerySet[Obligation], end: datetime) -> list[CountedReport]:
    asked = owed.exclude(state=ObligationState.EXEMPT).order_by()
    verdicts = Verdict.objects.filter(
        submission__obligation__in=asked.values("pk"), at__lt=end
    ).order_by()
    judged = Counter(verdicts.values_list("submission_id", "kind"))
    of = "obligation__"
    sent = (
        Submission.objects.filter(obligation__in=asked.values("pk"), sent_at__lt=end)
        .order_by("obligation", "revision")
        .values_list(
            "obligation_id",
            "pk",
            f"{of}period__form__stages",
            *(f"{of}{name}" for name in _WHERE),
            "row",
        )
    )
    # Of each report the last revision of that day is left.
    newest = {obligation: rest for obligation, *rest in sent}
    found = []
    for pk, stages, *where, row in newest.values():
        if not judged[pk, VerdictKind.RETURN]:
            accepted = judged[pk, VerdictKind.ACCEPT] >= stages
            found.append(CountedReport(*where, row=bytes(row), accepted=accepted))  # type: ignore[misc]  # in the order of _WHERE
    return found
