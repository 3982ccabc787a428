"""Lists: plans, records of a plan, instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import reach
from phongtrao.core.text.folding import sort_key
from phongtrao.plans.models import (
    Change,
    Citation,
    Instrument,
    PlanDocument,
    Record,
    RecordKind,
    RecordState,
)


def plans_seen_by(user: User, words: str = "") -> QuerySet[PlanDocument]:
    """Plans that `user` may read, newest first, with what is found and what is checked in each.

    words: each must stand in the title, the symbol or the issuer; "" for all.
    """
    plans = (
        PlanDocument.objects.visible_to(user, Permission.PLAN_READ)
        .select_related("office", "created_by", "replaced_by")
        .defer("text", "layout", "compiled_document", "misprints")
        .annotate(
            targets=Count("records", filter=_alive & Q(records__kind=RecordKind.TARGET)),
            tasks=Count("records", filter=_alive & Q(records__kind=RecordKind.TASK)),
            deadlines=Count("records", filter=_alive & Q(records__kind=RecordKind.DEADLINE)),
            checked=Count("records", filter=~Q(records__state=RecordState.FOUND)),
            found=Count("records"),
        )
        .order_by("-created_at", "-pk")
    )
    for word in words.split():
        plans = plans.filter(
            Q(title__icontains=word) | Q(symbol__icontains=word) | Q(issuer__icontains=word)
        )
    return plans


_alive = ~Q(records__state=RecordState.DISCARDED)


@dataclass(frozen=True)
class Progress:
    """How far the checking of a plan has come; discarded records count as checked."""

    found: int
    checked: int
    doubtful: int
    discarded: int
    by_kind: dict[str, int]

    @property
    def left(self) -> int:
        """Records that still wait."""
        return self.found - self.checked


def progress_of(plan: PlanDocument) -> Progress:
    """Count the records of a plan by state and kind."""
    waiting, gone = Q(state=RecordState.FOUND), Q(state=RecordState.DISCARDED)
    kinds = {kind.value: Count("pk", filter=Q(kind=kind) & ~gone) for kind in RecordKind}
    row: dict[str, Any] = plan.records.aggregate(
        found=Count("pk"),
        checked=Count("pk", filter=~waiting),
        doubtful=Count("pk", filter=waiting & ~Q(doubt="")),
        discarded=Count("pk", filter=gone),
        **kinds,
    )
    return Progress(
        found=row["found"],
        checked=row["checked"],
        doubtful=row["doubtful"],
        discarded=row["discarded"],
        by_kind={kind: row[kind] for kind in kinds},
    )


def records_of(plan: PlanDocument, kind: str = "", state: str = "") -> list[Record]:
    """Records of a plan as the reading room lists them: doubtful ones first, then waiting, then
    checked ones.

    kind: one of RecordKind, "" for all. state: "doubtful", "waiting", "checked", "discarded", ""
    for all but discarded.
    """
    rows = plan.records.select_related("changed_by")
    if kind:
        rows = rows.filter(kind=kind)
    waiting = Q(state=RecordState.FOUND)
    rows = rows.filter(
        {
            "doubtful": waiting & ~Q(doubt=""),
            "waiting": waiting,
            "checked": Q(state=RecordState.CONFIRMED),
            "discarded": Q(state=RecordState.DISCARDED),
        }.get(state, ~Q(state=RecordState.DISCARDED))
    )
    return sorted(
        rows,
        key=lambda r: (
            r.state != RecordState.FOUND,
            r.state == RecordState.FOUND and not r.doubt,
            r.start,
            r.pk,
        ),
    )


def changes_since(plan: PlanDocument, number: int, other_than: User) -> list[Change]:
    """Steps of other people after step `number`, oldest first."""
    return list(plan.changes.filter(pk__gt=number).exclude(by=other_than).order_by("pk"))


def last_change(plan: PlanDocument) -> int:
    """Number of the newest step, 0 when there is none."""
    return plan.changes.order_by("-pk").values_list("pk", flat=True).first() or 0


def instruments_seen_by(
    user: User, words: str = "", only_ended: bool = False
) -> QuerySet[Instrument]:
    """Instruments that plans within the reach of `user` cite, with how many plans cite each."""
    within = reach(user, Permission.INSTRUMENT_READ)
    rows = (
        Instrument.objects.filter(Q(owner__isnull=True) | Q(owner__in=within))
        .select_related("ended_by")
        .annotate(
            plans=Count(
                "citations__plan", filter=Q(citations__plan__office__in=within), distinct=True
            )
        )
        .filter(plans__gt=0)
        .order_by("kind", "symbol")
    )
    if only_ended:
        rows = rows.filter(ended_on__isnull=False)
    for word in words.split():
        rows = rows.filter(
            Q(symbol__icontains=word)
            | Q(issuer__icontains=word)
            | Q(kind__icontains=word)
            | Q(subject__icontains=word)
        )
    return rows


def citations_of(instrument: Instrument, user: User) -> list[Citation]:
    """Where the plans within the reach of `user` cite the instrument, by the plans' titles."""
    rows = (
        Citation.objects.filter(
            instrument=instrument, plan__office__in=reach(user, Permission.INSTRUMENT_READ)
        )
        .select_related("plan", "record")
        .order_by("plan", "record__start")
    )
    return sorted(rows, key=lambda row: sort_key(row.plan.title))


def ended_instruments_of(plan: PlanDocument) -> QuerySet[Citation]:
    """Citations of a plan that rest on an instrument no longer in force."""
    return (
        Citation.objects.filter(plan=plan, instrument__ended_on__isnull=False)
        .select_related("instrument", "instrument__ended_by", "record")
        .order_by("record__start")
    )


def plan_of(instrument: Instrument, user: User) -> PlanDocument | None:
    """The plan within the reach of `user` that is this instrument, when its text is kept."""
    plans = PlanDocument.objects.visible_to(user, Permission.PLAN_READ).filter(
        symbol__iexact=instrument.symbol
    )
    return plans.first()
