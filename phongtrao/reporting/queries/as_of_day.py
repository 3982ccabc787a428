"""How the reports of a period stood at the end of a day gone by: what was sent and decided until
then, played again. Exemptions have no day of their own and stand as they do now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from phongtrao.core.dates.filing import sent_day, sent_state
from phongtrao.programme.queries.filings import end_of
from phongtrao.reporting.models import STANDING, ObligationState, Submission, Verdict, VerdictKind
from phongtrao.reporting.queries.stages import stages_of
from phongtrao.reporting.queries.tracking import Entry, by_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Obligation, Period

_SENT = "sent"


@dataclass
class _Played:
    """A report while its history is played. frozen: as of Entry.correcting."""

    stages: int
    state: str = ObligationState.OWED
    stage: int = 0
    first: datetime | None = None
    returned: int = 0
    corrected: int = 0
    frozen: bool = False

    def take(self, at: datetime, kind: str) -> None:
        """One thing that happened to it."""
        if kind == _SENT:
            self.corrected += self.state in STANDING
            self.frozen |= self.state == ObligationState.ACCEPTED
            self.first = self.first or at
            self.state, self.stage = ObligationState.SENT, 0
        elif kind == VerdictKind.RETURN:
            self.returned += 1
            self.state, self.stage = ObligationState.RETURNED, 0
        else:
            self.stage += 1
            if self.stage >= self.stages:
                self.state, self.frozen = ObligationState.ACCEPTED, False


@dataclass(frozen=True)
class Then:
    """How a period stood when a day ended. sent: report → the day on which it was sent first, in
    this order.
    """

    entries: list[Entry]
    sent: dict[int, date]


def standing_on(period: Period, rows: QuerySet[Obligation], on: date) -> Then:
    """The reports that are owed as they stood when a day ended, by the name of the unit; three
    queries. rows: of the period.
    """
    played = _played(period, on)
    blank = _Played(period.form.stages)
    first = sorted((one.first, pk) for pk, one in played.items() if one.first)
    sent = {pk: sent_day(at) for at, pk in first}
    found = []
    for pk, unit, name, kind, commune, province, state, due in rows.order_by().values_list(
        "pk", "unit_id", "unit__name", "unit__kind", "commune_id", "province_id", "state", "due_on"
    ):
        area = commune if commune and commune != unit else province
        then = played.get(pk, blank)
        exempt = state == ObligationState.EXEMPT
        found.append(
            Entry(
                pk,
                name,
                kind,
                area if area != unit else None,
                state if exempt else then.state,
                due,
                None if exempt else sent_state(sent.get(pk), due, on),
                then.returned,
                then.corrected,
                correcting=then.frozen,
            )
        )
    return Then(by_name(found), sent)


def _played(period: Period, on: date) -> dict[int, _Played]:
    """Report → how it stood, of those that were sent by then."""
    until = end_of(on)
    sent = Submission.objects.filter(obligation__period=period, sent_at__lt=until).order_by()
    judged = Verdict.objects.filter(submission__obligation__period=period, at__lt=until).order_by()
    happened: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for pk, revision, at in sent.values_list("obligation_id", "revision", "sent_at"):
        happened[pk].append((revision, 0, at, _SENT))
    for pk, revision, verdict, kind, at in judged.values_list(
        "submission__obligation_id", "submission__revision", "pk", "kind", "at"
    ):
        happened[pk].append((revision, verdict, at, kind))
    stages = _stages(period) if period.form.levels else defaultdict(lambda: period.form.stages)
    return {pk: _replayed(stages[pk], events) for pk, events in happened.items()}


def _stages(period: Period) -> dict[int, int]:
    """Report → how many acceptances it needs."""
    form, rows = period.form, period.obligations.order_by().values_list("pk", "levels")
    return {pk: stages_of(form.stages, form.levels, levels) for pk, levels in rows}


def _replayed(stages: int, events: Iterable[tuple[Any, ...]]) -> _Played:
    report = _Played(stages)
    for _, _, at, kind in sorted(events):
        report.take(at, kind)
    return report
