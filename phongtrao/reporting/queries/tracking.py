"""Theo dõi báo cáo: who sent, in time or late, who was returned, who is silent, for one period.

All rows are read as light entries, so that five thousand are listed, counted, searched and sorted
in the time of a page; `tracking_rows.rows_of` fetches the rest for those that are shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django.db.models import Case, CharField, Q, Value, When

from phongtrao.core.dates.filing import Sent, sent_day, sent_state
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.wording import measured_words
from phongtrao.core.text.folding import name_order, sort_key
from phongtrao.programme.queries.filings import end_of
from phongtrao.programme.queries.ledger import search_key
from phongtrao.reporting.models import STANDING, ObligationState
from phongtrao.reporting.queries.owed import OPEN
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Obligation

States: TypeAlias = "frozenset[tuple[str, bool]]"
"""States of a report, each with whether an earlier revision is accepted and still counts."""


def _states(states: Iterable[ObligationState], *corrects: bool) -> States:
    return frozenset(product(states, corrects or (False, True)))


_BACK = _states([ObligationState.RETURNED], True)
STATES: dict[str, States] = {
    "da-duyet": _states([ObligationState.ACCEPTED]),
    "cho-duyet": _states([ObligationState.SENT]),
    "tra-lai": _states([ObligationState.RETURNED]),
    "chua-bao-cao": _states([ObligationState.OWED, ObligationState.DRAFT]),
    "mien": _states([ObligationState.EXEMPT]),
    "con-no": _states(OPEN) - _BACK,
    "da-gui": _states(STANDING) | _BACK,
    "dinh-chinh-tra-lai": _BACK,
}
"""States as they stand in addresses. Of a correction that was given back the report was sent and is
accepted; what is owed is the correction.
"""
RESEND_LATE = "gui-lai-qua-han"
ONCE = ("tra-lai", "dinh-chinh", RESEND_LATE)
"""What happened to a report at some time: it was returned, it was corrected; or it is given back
and its day for sending again has passed.
"""
_ORDER = {
    state: place
    for place, state in enumerate(
        (
            ObligationState.SENT,
            ObligationState.RETURNED,
            ObligationState.OWED,
            ObligationState.DRAFT,
            ObligationState.ACCEPTED,
            ObligationState.EXEMPT,
        )
    )
}
_DAY = timedelta(days=1)
_SIGNS = ("-", "+", "!")


class Entry(NamedTuple):
    """What filters, counts and sorting need of a report that is owed. area: id of the commune, else
    the province, that the unit lies in. filed: whether it was sent first in time, None for a unit
    that is exempt. resend_late: it is given back, and its day for sending again has passed;
    correcting: an earlier revision is accepted and counts until what was sent since is. current:
    the id of what was sent last, 0 for nothing.
    """

    pk: int
    name: str
    kind: str
    area: int | None
    state: str
    due_on: date
    filed: Sent | None
    returned: int
    corrected: int
    resend_late: bool = False
    correcting: bool = False
    current: int = 0


class Wanted(NamedTuple):
    """What the reader asked for. state: of STATES; filed: of Sent; once: of ONCE; area: an id;
    checked: "sach" | "can-xem", by the rules of the form; "" for all. order: "ten", "loai",
    "dia-ban", "han", "gui", "tinh-trang", "-" first the other way round.
    """

    state: str = ""
    filed: str = ""
    once: str = ""
    kind: str = ""
    area: str = ""
    words: str = ""
    checked: str = ""
    order: str = "ten"


@dataclass(frozen=True)
class Counts:
    """What stands above the list. states: by STATES; filed: by the first sending; drafts: reports
    that are being typed; returned, corrected: reports that were at some time; resend_late: that are
    given back and were not sent again by their day; correcting: whose accepted revision counts
    until the correction is accepted.
    """

    total: int
    states: dict[str, int]
    filed: dict[Sent, int]
    drafts: int
    returned: int
    corrected: int
    resend_late: int
    correcting: int

    @property
    def exempt(self) -> int:
        """Units that need not report."""
        return self.states["mien"]

    @property
    def expected(self) -> int:
        """Units that must report."""
        return self.total - self.exempt

    @property
    def reported(self) -> int:
        """Units of which a report stands now, what was accepted before a correction too."""
        return self.states["da-gui"]

    @property
    def accepted(self) -> int:
        """Units whose report is accepted."""
        return self.states["da-duyet"]

    @property
    def owing(self) -> int:
        """Units that still owe their report."""
        return self.states["con-no"]

    @property
    def back(self) -> int:
        """Units that have to send a correction again."""
        return self.states["dinh-chinh-tra-lai"]

    @property
    def on_time(self) -> int:
        """Units that sent in time."""
        return self.filed[Sent.ON_TIME]

    @property
    def completeness(self) -> str:
        """ "65,1 % (82/126)"; "" when nobody must report."""
        return self._rate(self.reported)

    @property
    def timeliness(self) -> str:
        """ "55,6 % (70/126)"; "" when nobody must report."""
        return self._rate(self.on_time)

    def _rate(self, part: int) -> str:
        return measured_words(Measured(part, self.expected)) if self.expected else ""


def entries(rows: QuerySet[Obligation], on: date) -> list[Entry]:
    """Reports that are owed, by the name of the unit; two queries. rows: of one period.

    The database says of each which day it is due and whether it came in time, in one short text: a
    text needs no conversion.
    """
    plain = rows.order_by().select_related(None)
    days = sorted(plain.values_list("due_on", flat=True).distinct())
    filings = {
        f"{place}{sign}": (day, filed)
        for place, day in enumerate(days)
        for sign, filed in zip(_SIGNS, _filings(day, on), strict=True)
    }
    found = plain.annotate(filing=_filing(days)).values_list(
        "pk",
        "unit_id",
        "unit__name",
        "unit__kind",
        "commune_id",
        "province_id",
        "state",
        "filing",
        "returned",
        "corrected",
        "resend_by",
        "frozen_id",
        "current_id",
    )
    made = []
    for (
        pk, unit, name, kind, commune, province, state, filing, returned, corrected, again, frozen,
        current,
    ) in found:  # fmt: skip
        due, filed = filings[filing]
        area = commune if commune and commune != unit else province
        made.append(
            Entry(
                pk,
                name,
                kind,
                area if area != unit else None,
                state,
                due,
                None if state == ObligationState.EXEMPT else filed,
                returned,
                corrected,
                again is not None and again < on,
                frozen is not None,
                current or 0,
            )
        )
    return by_name(made)


def _filings(due_on: date, on: date) -> tuple[Sent, Sent, Sent]:
    """What became of a report that is due on a day: not sent, sent in time, sent late."""
    return (
        sent_state(None, due_on, on),
        sent_state(due_on, due_on, on),
        sent_state(due_on + _DAY, due_on, on),
    )


def _filing(days: Sequence[date]) -> Case:
    """Which day, and a sign: not sent, sent before the day ended, sent later."""
    silent, in_time, late = _SIGNS
    whens = []
    for place, day in enumerate(days):
        due = Q(due_on=day)
        whens += [
            When(due & Q(first_sent_at=None), then=Value(f"{place}{silent}")),
            When(due & Q(first_sent_at__lt=end_of(day)), then=Value(f"{place}{in_time}")),
            When(due, then=Value(f"{place}{late}")),
        ]
    return Case(*whens, default=Value(""), output_field=CharField())


def by_name(made: Iterable[Entry]) -> list[Entry]:
    """Entries in the order of their names, "Xã 2" before "Xã 10"."""
    return sorted(made, key=lambda one: name_order(one.name, one.pk))


def sent_order(rows: QuerySet[Obligation]) -> list[int]:
    """The reports that were sent, in the order of the first sending."""
    sent = rows.exclude(first_sent_at=None).order_by("first_sent_at", "pk")
    return list(sent.values_list("pk", flat=True))


def sent_days(rows: QuerySet[Obligation]) -> dict[int, date]:
    """Report → the day in Vietnam on which it was sent first, of those that were."""
    sent = rows.order_by().exclude(first_sent_at=None).values_list("pk", "first_sent_at")
    return {pk: sent_day(at) for pk, at in sent if at}


def counts_of(rows: Iterable[Entry]) -> Counts:
    """What stands above the list."""
    alike = Counter(
        (row.state, row.correcting, row.filed, row.returned > 0, row.corrected > 0) for row in rows
    )
    by_state: Counter[tuple[str, bool]] = Counter()
    filed: Counter[Sent] = Counter()
    for (state, correcting, when, _, _), many in alike.items():
        by_state[state, correcting] += many
        if when is not None:
            filed[when] += many
    return Counts(
        total=alike.total(),
        states={slug: sum(by_state[state] for state in states) for slug, states in STATES.items()},
        filed={when: filed[when] for when in Sent},
        drafts=by_state[ObligationState.DRAFT, False],
        returned=sum(many for (*_, returned, _), many in alike.items() if returned),
        corrected=sum(many for (*_, corrected), many in alike.items() if corrected),
        resend_late=sum(row.resend_late for row in rows),
        correcting=sum(row.correcting for row in rows),
    )


def chosen(
    rows: Sequence[Entry],
    wanted: Wanted,
    areas: Mapping[int, str],
    sent_order: Callable[[], Iterable[int]] = tuple,
) -> list[Entry]:
    """The rows that were asked for, in the order that was asked for; they come by name.

    sent_order: gives the reports that were sent by the moment of the first sending; asked only when
    it is sorted by.
    """
    words = search_key(wanted.words).split()
    states: Collection[tuple[str, bool]] = STATES.get(wanted.state, ())
    found = [
        row
        for row in rows
        if (not wanted.state or (row.state, row.correcting) in states)
        and (not wanted.filed or wanted.filed == row.filed)
        and (wanted.once != "tra-lai" or row.returned)
        and (wanted.once != "dinh-chinh" or row.corrected)
        and (wanted.once != RESEND_LATE or row.resend_late)
        and (not wanted.kind or wanted.kind == row.kind)
        and (not wanted.area or wanted.area == str(row.area))
        and (not words or all(word in search_key(row.name) for word in words))
    ]
    order = wanted.order.removeprefix("-")
    places = {pk: place for place, pk in enumerate(sent_order() if order == "gui" else ())}
    keys: dict[str, Callable[[Entry], Any]] = {
        "loai": lambda row: sort_key(row.kind),
        "dia-ban": lambda row: sort_key(areas.get(row.area or 0, "")),
        "han": lambda row: row.due_on,
        "gui": lambda row: places.get(row.pk, len(places)),
        "tinh-trang": lambda row: _ORDER[ObligationState(row.state)],
    }
    key = keys.get(order)
    if key:
        found.sort(key=key)
    if wanted.order.startswith("-"):
        found.reverse()
    return found


def kinds_of(rows: Iterable[Entry]) -> list[tuple[str, int]]:
    """The kinds of units in a list and how many of each."""
    return sorted(Counter(row.kind for row in rows if row.kind).items())


def areas_of(rows: Iterable[Entry]) -> dict[int, str]:
    """The communes or provinces that the units of a list lie in, by name; one query."""
    ids = {row.area for row in rows if row.area}
    named = Unit.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return dict(sorted(named, key=lambda one: name_order(one[1], one[0])))
