"""The demo's cascade: a programme in the hands of all communes of its province, some of which
answered; the same ones each time.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.programme.actions.cascade import file_plan, hand_down
from phongtrao.programme.models import Handing
from phongtrao.programme.queries.cascade import Selection

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme

_HANDED, _DUE, _IN_TIME, _LATE = (timedelta(days=days) for days in (40, 5, 12, 2))
_OF_EIGHT = {5: _LATE, 6: None, 7: None}
"""Of eight communes five sent their plan in time, one late, two not at all."""


def hand_to_communes(programme: Programme, officer: User) -> int:
    """Hand the programme to every commune below its unit, once; returns to how many."""
    if programme.handings.exists():
        return 0
    today = timezone.localdate()
    handing = hand_down(
        programme=programme,
        selection=Selection(communes=True),
        words="tất cả cấp xã",
        plan_due=today - _DUE,
        plan_due_before=True,
        asks_resolution=True,
        by=officer,
    )
    # Handed down some weeks ago, so that the ledger has something to tell.
    handed_at = timezone.make_aware(datetime.combine(today - _HANDED, time(9)))
    Handing.objects.filter(pk=handing.pk).update(at=handed_at)
    receipts = handing.receipts.select_related("unit").order_by("unit__name", "unit")
    for number, receipt in enumerate(receipts):
        sent = _OF_EIGHT.get(number % 8, _IN_TIME)
        if sent is not None:
            file_plan(
                programme=programme,
                unit=receipt.unit,
                symbol=f"{10 + number}/KH-UBND",
                plan_date=today - sent - timedelta(days=1),
                sent_on=today - sent,
                by=officer,
            )
    return len(receipts)
