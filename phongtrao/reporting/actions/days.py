"""Count what happens to reports day by day, in the transaction in which it happens."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone

from phongtrao.reporting.models import DayCount, Submission, Verdict
from phongtrao.reporting.queries.moves import JUDGING, SENDING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from phongtrao.reporting.models import Obligation, Period


def count_move(period: Period, what: str, done: Iterable[tuple[Obligation, datetime]]) -> None:
    """Count what was done to reports of a period, and when. what: a column of DayCount.

    Call it right after `move_totals`, which holds the rows of the same provinces: who counts for
    one has held its total before, in the same order as all others.
    """
    many: Counter[tuple[int | None, date]] = Counter()
    for (province, at), number in Counter((row.province_id, at) for row, at in done).items():
        many[province, timezone.localdate(at)] += number
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
    sent = Submission.objects.filter(obligation__period=period)
    judged = Verdict.objects.filter(submission__obligation__period=period)
    found: dict[tuple[int | None, date], dict[str, int]] = defaultdict(dict)
    for rows, province, at, counts in (
        (sent, "obligation__province", "sent_at", SENDING),
        (judged, "submission__obligation__province", "at", JUDGING),
    ):
        by_day = rows.order_by().values_list(province, TruncDate(at)).annotate(**counts)
        for unit, day, *many in by_day:
            found[unit, day] |= dict(zip(counts, many, strict=True))
    DayCount.objects.filter(period=period).delete()
    DayCount.objects.bulk_create(
        DayCount(period=period, unit_id=unit, day=day, **told)
        for (unit, day), told in found.items()
    )
