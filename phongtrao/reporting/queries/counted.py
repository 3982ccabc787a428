"""What counts of reports, today or on a day: what was sent last, what was accepted before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db.models import Q

from phongtrao.programme.queries.filings import end_of
from phongtrao.reporting.models import STANDING, ObligationState, Submission, Verdict, VerdictKind
from phongtrao.reporting.queries.stages import stages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Obligation

Revision = TypeVar("Revision")

COUNTS = Q(state__in=STANDING) | Q(frozen__isnull=False)
"""Reports of which a revision counts."""
CELLS = ("state", "current__row", "current__words", "frozen__row", "frozen__words")
"""What `cells_standing` reads of a report."""
_WHERE = ("period_id", "unit_id", "commune_id", "province_id", "stratum")


@dataclass(frozen=True, slots=True)
class CountedReport:
    """A revision of a report as it stands in totals. commune, province: what its unit lay below;
    stratum: by which facts it is divided. newest: none that counts was sent after it; else it is
    accepted, and what replaces it waits.
    """

    period: int
    unit: int
    commune: int | None
    province: int | None
    stratum: str
    row: bytes
    accepted: bool
    newest: bool


def revisions(
    state: str, current: Revision | None, frozen: Revision | None
) -> Iterator[tuple[Revision, bool, bool]]:
    """What counts of a report, each with whether it is accepted and whether it is the newest.

    What was sent last counts while it is sent or accepted. What was accepted before it counts as
    accepted until what was sent since is accepted too, and as the newest while that is given back.
    """
    stands = state in STANDING and current is not None
    if stands and current is not None:
        yield current, state == ObligationState.ACCEPTED, True
    if frozen is not None:
        yield frozen, True, not stands


def newest_of(state: str, current: Revision | None, frozen: Revision | None) -> Revision:
    """What stands of a report that counts (COUNTS): the newest of `revisions`."""
    return next(one for one, _, newest in revisions(state, current, frozen) if newest)


def last_accepted(sent: Iterable[tuple[Revision, bool, bool]]) -> Revision | None:
    """What stands as accepted of revisions that come in their order, each with whether it was
    accepted and whether it was given back: what was given back is accepted no more.
    """
    found = None
    for one, accepted, returned in sent:
        if accepted:
            found = None if returned else one
    return found


def cells_standing(
    state: str,
    row: bytes | memoryview,
    words: Mapping[str, str],
    frozen_row: bytes | memoryview | None,
    frozen_words: Mapping[str, str] | None,
) -> tuple[bytes, Mapping[str, str]]:
    """The boxes of what stands of a report that counts, as they are stored: the values of CELLS."""
    frozen = None if frozen_row is None else (frozen_row, frozen_words or {})
    packed, texts = newest_of(state, (row, words), frozen)
    return bytes(packed), texts


def reports_counted(owed: QuerySet[Obligation], known_on: date | None) -> list[CountedReport]:
    """What counts of the reports that are owed: today (None), or as it was known when a day ended.
    One query today, two for a day in the past.
    """
    if known_on is not None:
        return _counted_then(owed, end_of(known_on))
    rows = owed.filter(COUNTS).order_by()
    return [
        CountedReport(*where, bytes(row), accepted, newest)  # type: ignore[call-arg]  # as _WHERE
        for *where, state, current, frozen in rows.values_list(
            *_WHERE, "state", "current__row", "frozen__row"
        )
        for row, accepted, newest in revisions(state, current, frozen)
    ]


class _Then(NamedTuple):
    """A revision as it had been judged on a day; accepted: at all levels."""

    row: bytes
    accepted: bool
    returned: bool


def _standing(sent: Iterable[_Then]) -> Iterator[tuple[bytes, bool, bool]]:
    """As `revisions`, of all that were sent by a day in their order, at least one."""
    *earlier, last = sent
    frozen = None if last.accepted else last_accepted(earlier)
    state = ObligationState.ACCEPTED if last.accepted else ObligationState.SENT
    if last.returned:
        state = ObligationState.RETURNED
    return revisions(state, last.row, frozen)


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
            f"{of}period__form__levels",
            f"{of}levels",
            *(f"{of}{name}" for name in _WHERE),
            "row",
        )
    )
    lies: dict[int, tuple[Any, ...]] = {}
    then: dict[int, list[_Then]] = defaultdict(list)
    for obligation, pk, stages, asked_levels, levels, *where, row in sent:
        lies[obligation] = tuple(where)
        needed = stages_of(stages, asked_levels, levels)
        accepted = judged[pk, VerdictKind.ACCEPT] >= needed
        returned = judged[pk, VerdictKind.RETURN] > 0
        then[obligation].append(_Then(bytes(row), accepted, returned))
    return [
        CountedReport(*lies[obligation], row, accepted, newest)  # type: ignore[call-arg]  # as _WHERE
        for obligation, some in then.items()
        for row, accepted, newest in _standing(some)
    ]
