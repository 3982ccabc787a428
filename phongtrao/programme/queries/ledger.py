"""The ledger of a programme: each unit that received it, what it sent and when, as of a day.

A row is a unit that was there on the day. What an ended unit filed stands in the rows of its
successors, so that nothing is lost; one that ended without a successor keeps its row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils import timezone

from phongtrao.core.dates.filing import Sent, last_day_of, sent_on_of, sent_state
from phongtrao.core.text.folding import bare, sort_key
from phongtrao.programme.queries.filings import Filing, end_of, filings_of
from phongtrao.programme.queries.succession import away_holders, begun_by, called_on, heirs_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet

    from phongtrao.programme.models import Programme

Listed = TypeVar("Listed", "Entry", "Row", "Entry | Row")
_UNIT, _KIND, _FACTS = attrgetter("unit_id"), attrgetter("kind"), attrgetter("facts")


class Facts(NamedTuple):
    """What the filters and counts of the ledger need of a row; thousands of rows have the same."""

    state: Sent
    sent_on: date | None
    last_day: date | None
    is_acknowledged: bool
    has_both: bool
    asks_resolution: bool


@dataclass(frozen=True)
class Row:
    """A unit in the ledger. own: None for one that has only what its predecessors left it.

    gone: it had ended on the day, without a successor.
    """

    unit_id: int
    name: str
    kind: str
    on: date
    own: Filing | None = None
    inherited: list[Filing] = field(default_factory=list)
    gone: bool = False

    @cached_property
    def last_day(self) -> date | None:
        """The last day in time for its plan."""
        if self.own:
            return self.own.last_day
        return max((one.last_day for one in self.inherited if one.last_day), default=None)

    @cached_property
    def sent_on(self) -> date | None:
        """The day on which it counts as having sent its plan."""
        own = self.own.sent_on if self.own else None
        return sent_on_of(own, [one.sent_on for one in self.inherited])

    @cached_property
    def state(self) -> Sent:
        """What became of its plan."""
        return sent_state(self.sent_on, self.last_day, self.on)

    @cached_property
    def acknowledged_on(self) -> date | None:
        """The day on which it counts as having acknowledged."""
        own = self.own.acknowledged_on if self.own else None
        return sent_on_of(own, [one.acknowledged_on for one in self.inherited])

    @property
    def is_acknowledged(self) -> bool:
        """Tell whether it counts as having acknowledged."""
        return self.acknowledged_on is not None

    @cached_property
    def asks_resolution(self) -> bool:
        """Tell whether a Party resolution was asked for."""
        return any(one.asks_resolution for one in self.filings)

    @cached_property
    def has_resolution(self) -> bool:
        """Tell whether there is a Party resolution: its own, or one of every predecessor."""
        if self.own and self.own.resolution:
            return True
        return bool(self.inherited) and all(one.resolution for one in self.inherited)

    @cached_property
    def has_both(self) -> bool:
        """Tell whether it has its plan and the Party resolution."""
        return self.sent_on is not None and self.has_resolution

    @cached_property
    def facts(self) -> Facts:
        """What the filters and counts of the ledger need of it."""
        return Facts(
            self.state,
            self.sent_on,
            self.last_day,
            self.is_acknowledged,
            self.has_both,
            self.asks_resolution,
        )

    @property
    def filings(self) -> list[Filing]:
        """Its own, then those of its predecessors."""
        return [*([self.own] if self.own else []), *self.inherited]


@dataclass(frozen=True)
class Counts:
    """What stands above the ledger."""

    total: int
    acknowledged: int
    states: dict[Sent, int]
    both: int
    asked_both: int

    @property
    def sent(self) -> int:
        """Units that sent, in time or late."""
        return self.states[Sent.ON_TIME] + self.states[Sent.LATE]


@dataclass(frozen=True)
class Wanted:
    """What the reader of a ledger asked for. state: of Sent; acknowledged: "co" | "chua"; both:
    "du" | "thieu"; "" for all. order: "ten", "loai", "gui", "han", with "-" the other way round.
    """

    state: str = ""
    acknowledged: str = ""
    both: str = ""
    kind: str = ""
    words: str = ""
    order: str = "ten"


def ledger_rows(programme: Programme, on: date) -> list[Row]:
    """All rows of a programme as of a day, by name. The number of queries does not grow with the
    rows.
    """
    absent = _Absent.among(away_holders(programme, on), on)
    rows = _grouped(filings_of(on, programme=programme), absent, on)
    if on != timezone.localdate():
        called = called_on([row.unit_id for row in rows], on)
        rows = [_as_called(row, called) for row in rows]
    return sorted(rows, key=lambda row: (sort_key(row.name), row.unit_id))


@dataclass(frozen=True)
class _Absent:
    """Units of a ledger that were not there on its day. ended: they had been; heirs: who has what
    each of those left.
    """

    away: set[int]
    ended: set[int]
    heirs: dict[int, set[int]]

    @classmethod
    def among(cls, away: set[int], on: date) -> _Absent:
        ended = begun_by(away, on) if away else set()
        return cls(away, ended, heirs_of(ended, on) if ended else {})


def _grouped(filings: list[Filing], absent: _Absent, on: date) -> list[Row]:
    """Filings as rows: of the unit itself, or of its heirs where it ended."""
    own = {one.unit_id: one for one in filings if one.unit_id not in absent.away}
    left: dict[int, list[Filing]] = defaultdict(list)
    gone = []
    for one in filings:
        if one.unit_id in absent.ended:
            for heir in absent.heirs[one.unit_id]:
                left[heir].append(one)
            if not absent.heirs[one.unit_id]:
                gone.append(one)
    named = {one.unit_id: (one.name, one.kind) for one in filings}
    for unit in Unit.objects.filter(pk__in=set(left) - set(named)) if left else ():
        named[unit.pk] = (unit.name, unit.kind)
    rows = [
        Row(unit, *named[unit], on, own.get(unit), left.get(unit, [])) for unit in {**own, **left}
    ]
    return rows + [Row(one.unit_id, one.name, one.kind, on, one, gone=True) for one in gone]


class Entry(NamedTuple):
    """A unit that has its own receipt and nothing from predecessors, as the filters and counts of
    the ledger need it.
    """

    unit_id: int
    name: str
    kind: str
    facts: Facts


def ledger_entries(programme: Programme, on: date) -> list[Entry | Row]:
    """All rows of a ledger, by name, the plain ones as entries: five thousand are listed, counted
    and sorted in the time of a page. `rows_of` makes rows of those that are shown.
    """
    absent = _Absent.among(away_holders(programme, on), on)
    merged = absent.away.union(*absent.heirs.values())
    found: list[Entry | Row] = []
    if merged:
        filings = filings_of(on, programme=programme, units=merged)
        found += _grouped(filings, absent, on)
    found += _entries(programme, on, merged)
    if on != timezone.localdate():
        called = called_on([one.unit_id for one in found], on)
        found = [_as_called(one, called) for one in found]
    found.sort(key=_UNIT)
    found.sort(key=lambda one: sort_key(one.name))
    return found


def _as_called(one: Listed, called: dict[int, tuple[str, str]]) -> Listed:
    name, kind = called.get(one.unit_id, (one.name, one.kind))
    if isinstance(one, Row):
        return replace(one, name=name, kind=kind)
    return one._replace(name=name, kind=kind)


class _Handing(NamedTuple):
    """What a handing asked for."""

    last_day: date | None
    asks_resolution: bool


def _handings(programme: Programme) -> dict[int, _Handing]:
    return {
        pk: _Handing(last_day_of(due, before=before), asks)
        for pk, due, before, asks in programme.handings.order_by().values_list(
            "pk", "plan_due", "plan_due_before", "asks_resolution"
        )
    }


def _receipts(programme: Programme, on: date) -> QuerySet[Any]:
    """The receipts of a programme as they stood on a day. sent: the day on which its plan was
    sent.
    """
    until = end_of(on)
    return (
        programme.receipts.order_by()
        .filter(handing__at__lt=until)
        .annotate(
            sent=Case(When(plan_sent_on__lte=on, then="plan_sent_on")),
            resolved=_told(
                ~Q(resolution_symbol="") & (Q(resolution_date=None) | Q(resolution_date__lte=on))
            ),
            acknowledged=_told(Q(acknowledged_at__lt=until)),
        )
    )


def _entries(programme: Programme, on: date, without: set[int]) -> list[Entry]:
    handings = _handings(programme)
    rows = _receipts(programme, on).values_list(
        "unit_id", "unit__name", "unit__kind", "handing_id", "sent", "resolved", "acknowledged"
    )
    known: dict[tuple[Any, ...], Facts] = {}
    entries = []
    for unit, name, kind, *told in rows:
        key = tuple(told)
        facts = known.get(key)
        if facts is None:
            facts = known[key] = _facts(handings, on, *told)
        entries.append(Entry(unit, name, kind, facts))
    return [one for one in entries if one.unit_id not in without] if without else entries


def _facts(
    handings: dict[int, _Handing],
    on: date,
    handing: int,
    sent: date | None,
    resolved: bool,
    acknowledged: bool,
) -> Facts:
    last_day, asks = handings[handing]
    both = sent is not None and resolved
    return Facts(sent_state(sent, last_day, on), sent, last_day, acknowledged, both, asks)


def _told(wanted: Q) -> Case:
    """True for rows of which it is true, else False, also where it is not known."""
    return Case(When(wanted, then=Value(True)), default=Value(False), output_field=BooleanField())


def rows_of(programme: Programme, on: date, entries: Iterable[Entry | Row]) -> list[Row]:
    """The rows of entries, in their order."""
    shown = list(entries)
    plain = {one.unit_id: (one.name, one.kind) for one in shown if isinstance(one, Entry)}
    rows = {
        one.unit_id: Row(one.unit_id, *plain[one.unit_id], on, one)
        for one in filings_of(on, programme=programme, units=plain)
    }
    return [one if isinstance(one, Row) else rows[one.unit_id] for one in shown]


def counts_of(rows: Sequence[Entry | Row]) -> Counts:
    """What stands above the ledger; both: units with plan and resolution (N10)."""
    return _counted(Counter(map(_FACTS, rows)))


def ledger_counts(programme: Programme, on: date) -> Counts:
    """`counts_of` of a whole ledger without its rows: the database counts the plain ones."""
    absent = _Absent.among(away_holders(programme, on), on)
    merged = absent.away.union(*absent.heirs.values())
    alike: Counter[Facts] = Counter()
    if merged:
        alike.update(
            map(_FACTS, _grouped(filings_of(on, programme=programme, units=merged), absent, on))
        )
    handings = _handings(programme)
    rows = _receipts(programme, on).exclude(unit__in=merged)
    told = ("handing_id", "sent", "resolved", "acknowledged")
    for *facts, many in rows.values(*told).annotate(many=Count("pk")).values_list(*told, "many"):
        alike[_facts(handings, on, *facts)] += many
    return _counted(alike)


def _counted(alike: Counter[Facts]) -> Counts:
    states: Counter[Sent] = Counter()
    for row, many in alike.items():
        states[row.state] += many
    return Counts(
        total=alike.total(),
        acknowledged=sum(many * row.is_acknowledged for row, many in alike.items()),
        states={state: states[state] for state in Sent},
        both=sum(many * row.has_both for row, many in alike.items()),
        asked_both=sum(many * row.asks_resolution for row, many in alike.items()),
    )


def chosen(rows: Sequence[Listed], wanted: Wanted) -> list[Listed]:
    """The rows that were asked for, in the order that was asked for; they come by name."""
    found, fits = list(rows), _filter_of(wanted)
    if fits:
        alike = {facts for facts in {row.facts for row in found} if fits(facts)}
        found = [row for row in found if row.facts in alike]
    if wanted.kind:
        found = [row for row in found if wanted.kind == row.kind]
    for word in bare(wanted.words).split():
        found = [row for row in found if word in search_key(row.name)]
    key = {
        "loai": lambda row: sort_key(row.kind),
        "gui": lambda row: row.facts.sent_on or date.max,
        "han": lambda row: row.facts.last_day or date.max,
    }.get(wanted.order.removeprefix("-"))
    if key:
        found.sort(key=key)
    if wanted.order.startswith("-"):
        found.reverse()
    return found


def _filter_of(wanted: Wanted) -> Callable[[Facts], bool] | None:
    """What tells of facts whether they were asked for; None when all were."""
    if not (wanted.state or wanted.acknowledged or wanted.both):
        return None
    return lambda facts: (
        wanted.state in ("", facts.state)
        and wanted.acknowledged in ("", "co" if facts.is_acknowledged else "chua")
        and wanted.both in ("", "du" if facts.has_both else "thieu")
    )


@lru_cache(maxsize=16_384)
def search_key(name: str) -> str:
    """A name as it is searched; kept, since a ledger lists the same names each time."""
    return bare(name)


def kinds_of(rows: Sequence[Entry | Row]) -> list[tuple[str, int]]:
    """The kinds of units in a ledger and how many of each."""
    kinds = Counter(map(_KIND, rows))
    return sorted((kind, many) for kind, many in kinds.items() if kind)
