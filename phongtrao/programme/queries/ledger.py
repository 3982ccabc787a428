"""The ledger of a programme: each unit that received it, what it sent and when, as of a day.

A row is a unit that was there on the day. What an ended unit filed stands in the rows of its
successors, so that nothing is lost; one that ended without a successor keeps its row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils import timezone

from phongtrao.core.dates.filing import Sent, last_day_of, sent_on_of, sent_state
from phongtrao.core.text.folding import bare, sort_key
from phongtrao.programme.queries.filings import Filing, end_of, filings_of
from phongtrao.programme.queries.marks import SENT, Mark
from phongtrao.programme.queries.succession import away_holders, begun_by, called_on, heirs_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.models import QuerySet

    from phongtrao.programme.models import Programme

Entry = tuple[Any, ...]
_UNIT, _KIND, _TOLD_OF = itemgetter(0), itemgetter(2), itemgetter(slice(3, None))


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

    @property
    def _answered_for(self) -> list[Filing]:
        """What its predecessors filed, where that can stand for what it did not file itself: not
        where the programme was handed to itself too.
        """
        return [] if self.own and not self.own.taken_over else self.inherited

    @cached_property
    def sent_on(self) -> date | None:
        """The day on which it counts as having sent its plan."""
        own = self.own.sent_on if self.own else None
        return sent_on_of(own, [one.sent_on for one in self._answered_for])

    @cached_property
    def state(self) -> Sent:
        """What became of its plan."""
        return sent_state(self.sent_on, self.last_day, self.on)

    @property
    def mark(self) -> Mark:
        """How the state is shown."""
        return SENT[self.state]

    @property
    def resolutions(self) -> str:
        """The Party resolutions, its own and of predecessors."""
        return " ".join(one.resolution for one in self.filings if one.resolution)

    @cached_property
    def acknowledged_on(self) -> date | None:
        """The day on which it counts as having acknowledged."""
        own = self.own.acknowledged_on if self.own else None
        return sent_on_of(own, [one.acknowledged_on for one in self._answered_for])

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
        left = self._answered_for
        return bool(left) and all(one.resolution for one in left)

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


def _merged(programme: Programme, on: date) -> tuple[set[int], list[Row]]:
    """Ids of the units that were not there on the day and of their heirs, and the rows of all
    these.
    """
    absent = _Absent.among(away_holders(programme, on), on)
    units = absent.away.union(*absent.heirs.values())
    filings = filings_of(on, programme=programme, units=units) if units else []
    return units, _grouped(filings, absent, on)


def _grouped(filings: list[Filing], absent: _Absent, on: date) -> list[Row]:
    """Filings as rows: of the unit itself, or of its heirs where it ended."""
    own = {one.unit_id: one for one in filings if one.unit_id not in absent.away}
    left: dict[int, list[Filing]] = defaultdict(list)
    gone = []
    for one in sorted(filings, key=lambda one: sort_key(one.name)):
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


_TOLD = (
    "handing__plan_due",
    "handing__plan_due_before",
    "handing__asks_resolution",
    "sent",
    "resolved",
    "acknowledged",
)
"""What the facts of a receipt are made of; thousands of receipts are told apart by little."""


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


def _facts(
    on: date,
    due: date | None,
    before: bool,
    asks_resolution: bool,
    sent: date | None,
    resolved: bool,
    acknowledged: bool,
) -> Facts:
    last_day = last_day_of(due, before=before)
    both = sent is not None and resolved
    return Facts(
        sent_state(sent, last_day, on), sent, last_day, acknowledged, both, asks_resolution
    )


def _told(wanted: Q) -> Case:
    """True for rows of which it is true, else False, also where it is not known."""
    return Case(When(wanted, then=Value(True)), default=Value(False), output_field=BooleanField())


class Ledger:
    """The ledger of a programme as of a day. Five thousand rows are listed, counted and sorted in
    the time of a page: as entries, of which `rows` makes those that are shown.

    entries: by name. An entry is what the database gives: id, name and kind of a unit, then what
    the facts of its receipt are made of; of a unit that has something from predecessors the facts.
    """

    def __init__(self, programme: Programme, on: date) -> None:
        self._programme, self._on = programme, on
        merged, moved = _merged(programme, on)
        rows = _receipts(programme, on).values_list("unit_id", "unit__name", "unit__kind", *_TOLD)
        entries: list[Entry] = list(rows)
        self._facts = {told: _facts(on, *told) for told in {one[3:] for one in entries}}
        self._merged = {row.unit_id: row for row in moved}
        if merged:
            entries = [one for one in entries if one[0] not in merged]
        for row in moved:
            self._facts[(row.facts,)] = row.facts
            entries.append((row.unit_id, row.name, row.kind, row.facts))
        if on != timezone.localdate():
            called = called_on([one[0] for one in entries], on)
            entries = [(one[0], *called.get(one[0], one[1:3]), *one[3:]) for one in entries]
        entries.sort(key=_UNIT)
        entries.sort(key=lambda one: sort_key(one[1]))
        self.entries = entries

    @cached_property
    def counts(self) -> Counts:
        """What stands above the ledger."""
        alike: Counter[Facts] = Counter()
        for told, many in Counter(map(_TOLD_OF, self.entries)).items():
            alike[self._facts[told]] += many
        return _counted(alike)

    def kinds(self) -> list[tuple[str, int]]:
        """The kinds of units and how many of each."""
        return sorted(
            (kind, many) for kind, many in Counter(map(_KIND, self.entries)).items() if kind
        )

    def silent(self) -> Iterator[str]:
        """Names of the units that are past their last day without a plan."""
        silent = {told for told, facts in self._facts.items() if facts.state == Sent.SILENT}
        return (one[1] for one in self.entries if one[3:] in silent)

    def chosen(self, wanted: Wanted) -> list[Entry]:
        """The entries that were asked for, in the order that was asked for."""
        found, fits = list(self.entries), _filter_of(wanted)
        if fits:
            alike = {told for told, facts in self._facts.items() if fits(facts)}
            found = [one for one in found if one[3:] in alike]
        if wanted.kind:
            found = [one for one in found if wanted.kind == one[2]]
        for word in bare(wanted.words).split():
            found = [one for one in found if word in search_key(one[1])]
        keys: dict[str, Callable[[Entry], Any]] = {
            "loai": lambda one: sort_key(one[2]),
            "gui": lambda one: self._facts[one[3:]].sent_on or date.max,
            "han": lambda one: self._facts[one[3:]].last_day or date.max,
        }
        if key := keys.get(wanted.order.removeprefix("-")):
            found.sort(key=key)
        if wanted.order.startswith("-"):
            found.reverse()
        return found

    def rows(self, entries: Sequence[Entry]) -> list[Row]:
        """The rows of entries, in their order."""
        plain = [one[0] for one in entries if one[0] not in self._merged]
        asked = plain if len(entries) < len(self.entries) else None
        own = {
            one.unit_id: one for one in filings_of(self._on, programme=self._programme, units=asked)
        }
        return [self._row(entry, own) for entry in entries]

    def _row(self, entry: Entry, own: dict[int, Filing]) -> Row:
        unit, name, kind = entry[:3]
        if unit in self._merged:
            return replace(self._merged[unit], name=name, kind=kind)
        return Row(unit, name, kind, self._on, own[unit])


def ledger_counts(programme: Programme, on: date) -> Counts:
    """What stands above a ledger, without its rows: the database counts the plain ones."""
    merged, moved = _merged(programme, on)
    alike = Counter(row.facts for row in moved)
    rows = _receipts(programme, on).exclude(unit__in=merged)
    for *told, many in rows.values(*_TOLD).annotate(many=Count("pk")).values_list(*_TOLD, "many"):
        alike[_facts(on, *told)] += many
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
