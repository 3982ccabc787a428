"""Count what happens to reports day by day, in the transaction in which it happens."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from phongtrao.reporting.models import DayCount, Submission, Verdict, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from phongtrao.reporting.models import Obligation, Period


def count_move(period: Period, what: str, done: Iterable[tuple[Obligation, datetime]]) -> None:
    """Count what was done to reports of a period, and when. what: a column of DayCount.

    Call it right after `move_totals`, which holds the rows of the same provinces: who counts for
    one has held its total before, in the same order as all others.
    """
    many = Counter((row.province_id, timezone.localdate(at)) for row, at in done)
    for (province, day), number in sorted(
        many.items(), key=lambda one: (one[0][0] or 0, one[0][1])
    ):
        rows = DayCount.objects.filter(period=period, unit=province, day=day)
        if not rows.update(**{what: F(what) + number}):
            fresh = DayCount(period=period, unit_id=province, day=day)
            DayCount.objects.bulk_create([fresh], ignore_conflicts=True)
            rows.update(**{what: F(what) + number})


def count_days(period: Period) -> None:
    """Count all days of a period anew, by where its reports lie now."""
    province = "obligation__province"
    sent = Submission.objects.filter(obligation__period=period).order_by()
    judged = Verdict.objects.filter(submission__obligation__period=period).order_by()
    found: dict[tuple[int | None, date], dict[str, int]] = defaultdict(dict)
    for unit, day, first, again in (
        sent.values_list(province, TruncDate("sent_at"))
        .annotate(first=Count("pk", filter=Q(reason="")))
        .annotate(again=Count("pk", filter=~Q(reason="")))
    ):
        found[unit, day] |= {"sent": first, "corrected": again}
    for unit, day, accepted, returned in (
        judged.values_list(f"submission__{province}", TruncDate("at"))
        .annotate(accepted=Count("pk", filter=Q(kind=VerdictKind.ACCEPT)))
        .annotate(returned=Count("pk", filter=Q(kind=VerdictKind.RETURN)))
    ):
        found[unit, day] |= {"accepted": accepted, "returned": returned}
    DayCount.objects.filter(period=period).delete()
    DayCount.objects.bulk_create(
        DayCount(period=period, unit_id=unit, day=day, **told)
        for (unit, day), told in found.items()
    )
