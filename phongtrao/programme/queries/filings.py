"""Receipts as they stood on a day: what came later is not yet there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.core.dates.filing import last_day_of
from phongtrao.programme.models import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.programme.models import Programme

_FIELDS = (
    "pk",
    "programme_id",
    "programme__name",
    "unit_id",
    "unit__name",
    "unit__kind",
    "handing__at",
    "handing__plan_due",
    "handing__plan_due_before",
    "handing__asks_resolution",
    "acknowledged_at",
    "plan_sent_on",
    "plan_symbol",
    "plan_date",
    "plan_file_id",
    "plan_noted_by__full_name",
    "resolution_symbol",
    "resolution_date",
    "resolution_noted_by__full_name",
    "taken_over",
)


@dataclass(frozen=True, slots=True)
class Filing:
    """A receipt as it stood on a day: what came later is not yet there. noted_by,
    resolution_noted_by: who noted a plan, a resolution that came on paper, "" for one that the unit
    filed. taken_over: the unit has the programme only from its predecessors.
    """

    receipt_id: int
    programme_id: int
    programme: str
    unit_id: int
    name: str
    kind: str
    handed_on: date
    last_day: date | None
    asks_resolution: bool
    acknowledged_on: date | None
    sent_on: date | None
    symbol: str
    plan_date: date | None
    file_id: int | None
    noted_by: str
    resolution: str
    resolution_date: date | None
    resolution_noted_by: str
    taken_over: bool


def filings_of(
    on: date,
    *,
    programmes: Iterable[Programme] | None = None,
    units: Iterable[int] | None = None,
) -> list[Filing]:
    """Receipts as they stood on a day: of some programmes, of some units in them, or of some units
    in all programmes that no later version replaced.
    """
    receipts = Receipt.objects.filter(handing__at__lt=end_of(on))
    if programmes is not None:
        receipts = receipts.filter(programme__in=programmes)
    else:
        receipts = receipts.filter(programme__replaced_by=None)
    if units is not None:
        receipts = receipts.filter(unit__in=units)
    rows = receipts.order_by("pk").values_list(*_FIELDS)
    return [_filing(dict(zip(_FIELDS, row, strict=True)), on) for row in rows]


def _filing(row: dict[str, Any], on: date) -> Filing:
    sent_on = row["plan_sent_on"]
    if sent_on is not None and sent_on > on:
        sent_on = None
    resolved = row["resolution_symbol"] and (row["resolution_date"] or on) <= on
    return Filing(
        receipt_id=row["pk"],
        programme_id=row["programme_id"],
        programme=row["programme__name"],
        unit_id=row["unit_id"],
        name=row["unit__name"],
        kind=row["unit__kind"],
        handed_on=timezone.localtime(row["handing__at"]).date(),
        last_day=last_day_of(row["handing__plan_due"], before=row["handing__plan_due_before"]),
        asks_resolution=row["handing__asks_resolution"],
        acknowledged_on=_seen(row["acknowledged_at"], on),
        sent_on=sent_on,
        symbol=row["plan_symbol"] if sent_on else "",
        plan_date=row["plan_date"] if sent_on else None,
        file_id=row["plan_file_id"] if sent_on else None,
        noted_by=(sent_on and row["plan_noted_by__full_name"]) or "",
        resolution=row["resolution_symbol"] if resolved else "",
        resolution_date=row["resolution_date"] if resolved else None,
        resolution_noted_by=(resolved and row["resolution_noted_by__full_name"]) or "",
        taken_over=row["taken_over"],
    )


def _seen(at: datetime | None, on: date) -> date | None:
    """The day of a moment, None when it lies after the day `on`."""
    if at is None:
        return None
    day = timezone.localtime(at).date()
    return day if day <= on else None


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Vietnam."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
