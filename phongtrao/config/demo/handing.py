"""The demo's cascade: a programme in the hands of all communes of its province, some of which
answered, and of some schools; the same ones each time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.access.models import User
from phongtrao.programme.actions.cascade import acknowledge, file_plan, hand_down
from phongtrao.programme.models import Handing
from phongtrao.programme.queries.answering import answers_for
from phongtrao.programme.queries.cascade import Selection
from phongtrao.units.queries.as_of import units_below

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme

_HANDED, _DUE, _IN_TIME, _LATE = (timedelta(days=days) for days in (40, 5, 12, 2))
_OF_EIGHT = {5: _LATE, 6: None, 7: None}
"""Of eight communes five sent their plan in time, one late, two not at all."""
_ON_PAPER_ALONE = 4
"""Of the eight the one that sent its plan on paper and acknowledged nothing."""
SCHOOLS, WALKED_SCHOOL = "trường", "Trường Trung học cơ sở mẫu Ba Đình"
_SCHOOL_OF = 3


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
    _date_back(handing)
    receipts = handing.receipts.select_related("unit").order_by("unit__name", "unit")
    offices = User.objects.filter(office__in=receipts.order_by().values("unit")).order_by("-pk")
    speakers = {one.office_id: one for one in offices if answers_for(one, one.office_id)}
    for number, receipt in enumerate(receipts):
        sent = _OF_EIGHT.get(number % 8, _IN_TIME)
        if sent is not None:
            if number % 8 != _ON_PAPER_ALONE and receipt.unit_id in speakers:
                by = speakers[receipt.unit_id]
                acknowledge(programme=programme, unit=receipt.unit, by=by)
            file_plan(
                programme=programme,
                unit=receipt.unit,
                symbol=f"{10 + number}/KH-UBND",
                plan_date=today - sent - timedelta(days=1),
                sent_on=today - sent,
                by=officer,
            )
    for ago in (_IN_TIME, _LATE):
        came = _morning(today - ago)
        of_day = handing.receipts.filter(plan_sent_on=today - ago)
        of_day.update(plan_filed_at=came)
        of_day.exclude(acknowledged_at=None).update(acknowledged_at=came)
    return len(receipts)


def hand_to_schools(programme: Programme, officer: User) -> int:
    """Hand the programme to the model school of every third commune, and to the one that can be
    walked, once; returns to how many. No plan of their own is asked of them.
    """
    schools = units_below(programme.unit, timezone.localdate()).filter(unit__kind=SCHOOLS)
    listed = list(schools.order_by("name", "unit").values_list("unit", "name"))
    chosen = {unit for unit, _ in listed[::_SCHOOL_OF]}
    chosen |= {unit for unit, name in listed if name == WALKED_SCHOOL}
    if not chosen or programme.receipts.filter(unit__in=chosen).exists():
        return 0
    handing = hand_down(
        programme=programme,
        selection=Selection(units=tuple(chosen)),
        words="các trường làm điểm",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=officer,
    )
    _date_back(handing)
    return len(chosen)


def _date_back(handing: Handing) -> None:
    """Handed down some weeks ago, so that the ledger has something to tell."""
    handed_at = _morning(timezone.localdate() - _HANDED)
    Handing.objects.filter(pk=handing.pk).update(at=handed_at)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
