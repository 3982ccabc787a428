"""What happened to reports in the last days: how often, by what is counted as it happens, and each
move by itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Q, Sum
from django.utils import timezone

from phongtrao.core.dates.periods import period_title
from phongtrao.programme.queries.filings import end_of
from phongtrao.reporting.models import (
    DayCount,
    Obligation,
    Submission,
    Verdict,
    VerdictKind,
)
from phongtrao.reporting.queries.sensitive import hidden_by_unit, told, verdict_told
from phongtrao.reporting.queries.sums import owed_at
from phongtrao.units.models import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme
    from phongtrao.reporting.models import ReportForm
    from phongtrao.units.models import Unit

DAYS_BACK = 7
"""What changed: reports of so many days."""
CORRECTIONS_SHOWN = 20
_WHICH = {
    "sent": Q(reason=""),
    "corrected": ~Q(reason=""),
    "accepted": Q(kind=VerdictKind.ACCEPT),
    "returned": Q(kind=VerdictKind.RETURN),
}
SENDING = {what: Count("pk", filter=_WHICH[what]) for what in ("sent", "corrected")}
"""Of submissions: column of DayCount → what it counts."""
JUDGING = {what: Count("pk", filter=_WHICH[what]) for what in ("accepted", "returned")}
"""The same of verdicts."""
_WHAT = (*SENDING, *JUDGING)
KINDS = (
    ("gui", "báo cáo gửi", "sent"),
    ("duyet", "lượt duyệt", "accepted"),
    ("tra-lai", "trả lại", "returned"),
    ("dinh-chinh", "đính chính", "corrected"),
)
"""Kinds of moves: as they stand in addresses, in words, column of DayCount."""


@dataclass(frozen=True)
class Moves:
    """How often what happened to reports in the last days."""

    sent: int
    corrected: int
    accepted: int
    returned: int


def moves_of(programmes: Collection[Programme], place: Unit | None, on: date) -> Moves:
    """What happened to the reports of programmes at a place (None: of all who report) on a day and
    the ones before.
    """
    if place is None or place.level == Level.PROVINCE:
        days = DayCount.objects.filter(
            Q(unit=place) if place else Q(),
            period__form__programme__in=programmes,
            day__gte=_first(on),
            day__lte=on,
        )
        told = days.aggregate(**{what: Sum(what) for what in _WHAT})
    else:
        told = _sent(programmes, place, on).aggregate(**SENDING)
        told |= _judged(programmes, place, on).aggregate(**JUDGING)
    return Moves(**{what: told[what] or 0 for what in _WHAT})


def corrections_of(
    programmes: Collection[Programme], place: Unit | None, on: date
) -> list[Submission]:
    """The newest of the reports that were changed in those days after they had been sent, each with
    its reason.
    """
    newest = moves_listed("corrected", programmes, place, on)
    return cast("list[Submission]", list(newest[:CORRECTIONS_SHOWN]))


def _first(on: date) -> date:
    return on - timedelta(days=DAYS_BACK - 1)


def _span(on: date) -> tuple[datetime, datetime]:
    return end_of(_first(on) - timedelta(days=1)), end_of(on)


def _owed(programmes: Collection[Programme], place: Unit | None) -> QuerySet[Any, Any]:
    rows = Obligation.objects.filter(owed_at(place), period__form__programme__in=programmes)
    return rows.order_by().values("pk")


def _sent(programmes: Collection[Programme], place: Unit | None, on: date) -> QuerySet[Submission]:
    first, end = _span(on)
    owed = _owed(programmes, place)
    return Submission.objects.filter(obligation__in=owed, sent_at__gte=first, sent_at__lt=end)


def _judged(programmes: Collection[Programme], place: Unit | None, on: date) -> QuerySet[Verdict]:
    first, end = _span(on)
    owed = _owed(programmes, place)
    return Verdict.objects.filter(submission__obligation__in=owed, at__gte=first, at__lt=end)


@dataclass(frozen=True)
class Move:
    """Something that happened to a report. by: who did it; note: the reason that was given."""

    obligation: int
    unit: str
    form: str
    period: str
    at: datetime
    by: str
    note: str


def moves_listed(
    what: str, programmes: Collection[Programme], place: Unit | None, on: date
) -> QuerySet[Submission] | QuerySet[Verdict]:
    """The moves that `moves_of` counts, the newest first. what: a column of DayCount."""
    if what in SENDING:
        sent = _sent(programmes, place, on).filter(_WHICH[what])
        with_report = ("obligation__unit", "obligation__period__form", "by")
        return sent.select_related(*with_report).order_by("-sent_at", "-pk")
    judged = _judged(programmes, place, on).filter(_WHICH[what])
    with_report = ("submission__obligation__unit", "submission__obligation__period__form", "by")
    return judged.select_related(*with_report).order_by("-at", "-pk")


def moves_told(rows: Iterable[Submission | Verdict], user: User) -> list[Move]:
    """Moves as a person reads them; a few queries a form."""
    found = list(rows)
    units: dict[ReportForm, set[int]] = defaultdict(set)
    for row in found:
        units[_report_of(row).period.form].add(_report_of(row).unit_id)
    hidden = {form.pk: hidden_by_unit(user, form, some) for form, some in units.items()}
    return [_told(row, hidden) for row in found]


def _report_of(row: Submission | Verdict) -> Obligation:
    return row.obligation if isinstance(row, Submission) else row.submission.obligation


def _told(row: Submission | Verdict, hidden: Mapping[int, Mapping[int, Collection[str]]]) -> Move:
    """hidden: form → unit → boxes that the reader does not see."""
    owed = _report_of(row)
    unseen = hidden[owed.period.form_id].get(owed.unit_id, ())
    if isinstance(row, Submission):
        at, reason, boxes = row.sent_at, told(row.reason, unseen), dict[str, str]()
    else:
        at, (reason, boxes) = row.at, verdict_told(row, unseen)
    return Move(
        owed.pk,
        str(owed.unit),
        str(owed.period.form),
        period_title(owed.period.name),
        timezone.localtime(at),
        str(row.by),
        "; ".join(filter(None, [reason, *(f"ô {code}: {why}" for code, why in boxes.items())])),
    )
