"""The ledger of a programme: each unit that received it, what it sent and when, as of a day.

A row is a unit that was there on the day. What an ended unit filed stands in the rows of its
successors, so that nothing is lost; one that ended without a successor keeps its row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import acted_for
from phongtrao.core.dates.filing import Sent, last_day_of, sent_state
from phongtrao.core.text.folding import bare, sort_key
from phongtrao.programme.models import Receipt
from phongtrao.programme.queries.filings import Filing, end_of, filings_of
from phongtrao.programme.queries.ledger_row import Facts, Row
from phongtrao.programme.queries.succession import (
    away_holders,
    away_holders_of,
    begun_by,
    called_on,
    lead_to,
    next_heirs,
)
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from phongtrao.programme.models import Programme

Entry = tuple[Any, ...]
_UNIT, _KIND, _TOLD_OF = itemgetter(0), itemgetter(2), itemgetter(slice(3, None))


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
    "du" | "thieu"; account: "khong", for today only; "" for all. order: "ten",
    "loai", "gui", "han", with "-" the other way round.
    """

    state: str = ""
    acknowledged: str = ""
    both: str = ""
    account: str = ""
    kind: str = ""
    words: str = ""
    order: str = "ten"


@dataclass(frozen=True)
class _Absent:
    """Units of a ledger that were not there on its day. ended: they had been; to: the next heirs of
    those, and of their heirs; heirs: who has what each of those left.
    """

    away: set[int]
    ended: set[int]
    to: dict[int, set[int]]
    heirs: dict[int, set[int]]

    @classmethod
    def among(cls, away: set[int], on: date) -> _Absent:
        ended = begun_by(away, on) if away else set()
        to = next_heirs(ended, on) if ended else {}
        return cls(away, ended, to, {unit: lead_to(unit, to) for unit in ended})

    def heirs_of(self, units: Iterable[int]) -> set[int]:
        """Ids of who has what those of the units left that ended."""
        return set[int]().union(*(self.heirs.get(unit, ()) for unit in units))


def _merged(programme: Programme, on: date) -> tuple[set[int], list[Row]]:
    """Ids of the units that were not there on the day and of their heirs, and the rows of all
    these.
    """
    absent = _Absent.among(away_holders(programme, on), on)
    units = absent.away.union(*absent.heirs.values())
    filings = filings_of(on, programmes=[programme], units=units) if units else []
    named = {one.unit_id: (one.name, one.kind) for one in filings}
    others = absent.heirs_of(named) - named.keys()
    for unit in Unit.objects.filter(pk__in=others) if others else ():
        named[unit.pk] = (unit.name, unit.kind)
    return units, _grouped(filings, absent, on, named)


def _grouped(
    filings: list[Filing], absent: _Absent, on: date, named: Mapping[int, tuple[str, str]]
) -> list[Row]:
    """Filings of one programme as rows: of the unit itself, or of its heirs where it ended. named:
    unit → its name and kind; a row of one that is left out has neither.
    """
    left: dict[int, list[Filing]] = defaultdict(list)
    gone = []
    for one in sorted(filings, key=lambda one: sort_key(one.name)):
        if one.unit_id in absent.ended:
            for heir in absent.heirs[one.unit_id]:
                left[heir].append(one)
            if not absent.heirs[one.unit_id]:
                gone.append(one)
    own = {
        one.unit_id: one
        for one in filings
        if one.unit_id not in absent.away and (one.unit_id in left or not one.taken_over)
    }
    rows = [
        Row(unit, *named.get(unit, ("", "")), on, own.get(unit), left.get(unit, []), absent.to)
        for unit in {**own, **left}
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


def _as_told(receipts: QuerySet[Receipt], on: date) -> QuerySet[Any]:
    """Receipts as they stood on a day, without those that units have only from others, which ended.
    sent: the day on which its plan was sent.
    """
    until = end_of(on)
    return (
        receipts.order_by()
        .filter(handing__at__lt=until, taken_over=False)
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
        self._is_today = on == timezone.localdate()
        merged, moved = _merged(programme, on)
        held = _as_told(programme.receipts.all(), on)
        rows = held.values_list("unit_id", "unit__name", "unit__kind", *_TOLD)
        entries: list[Entry] = list(rows)
        self._facts = {told: _facts(on, *told) for told in {one[3:] for one in entries}}
        self._merged = {row.unit_id: row for row in moved}
        if merged:
            entries = [one for one in entries if one[0] not in merged]
        for row in moved:
            self._facts[(row.facts,)] = row.facts
            entries.append((row.unit_id, row.name, row.kind, row.facts))
        if not self._is_today:
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

    @cached_property
    def unattended(self) -> frozenset[int]:
        """Ids of the units for which no account can answer; of today's ledger only, since accounts
        are known as they are today.
        """
        if not self._is_today:
            return frozenset()
        asked = Permission.PROGRAMME_ANSWER
        attended = acted_for(self._programme.receipts.order_by().values("unit"), asked)
        if self._merged:
            attended |= acted_for(self._merged, asked)
        gone = {unit for unit, row in self._merged.items() if row.gone}
        return frozenset(one[0] for one in self.entries) - attended - gone

    def silent(self) -> Iterator[str]:
        """Names of the units that are past their last day without a plan, without those for which
        nobody could send one.
        """
        silent = {told for told, facts in self._facts.items() if facts.state == Sent.SILENT}
        return (
            one[1] for one in self.entries if one[3:] in silent and one[0] not in self.unattended
        )

    def chosen(self, wanted: Wanted) -> list[Entry]:
        """The entries that were asked for, in the order that was asked for."""
        found, fits = list(self.entries), _filter_of(wanted)
        if fits:
            alike = {told for told, facts in self._facts.items() if fits(facts)}
            found = [one for one in found if one[3:] in alike]
        if wanted.account and self._is_today:
            found = [one for one in found if one[0] in self.unattended]
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
            one.unit_id: one
            for one in filings_of(self._on, programmes=[self._programme], units=asked)
        }
        return [self._row(entry, own) for entry in entries]

    def _row(self, entry: Entry, own: dict[int, Filing]) -> Row:
        unit, name, kind = entry[:3]
        row = self._merged.get(unit) or Row(unit, name, kind, self._on, own[unit])
        return replace(row, name=name, kind=kind, unattended=unit in self.unattended)


def ledger_counts(programme: Programme, on: date) -> Counts:
    """What stands above a ledger, without its rows."""
    return counts_of_ledgers([programme], on)[programme.pk]


def counts_of_ledgers(programmes: Collection[Programme], on: date) -> dict[int, Counts]:
    """Id of each programme → what stands above its ledger. The database counts the rows that have
    nothing to do with a unit that was not there; the number of queries does not grow with the
    programmes.
    """
    absent = _Absent.among(away_holders_of(programmes, on), on)
    apart = absent.away.union(*absent.heirs.values())
    filings: dict[int, list[Filing]] = defaultdict(list)
    for one in filings_of(on, programmes=programmes, units=apart) if apart else ():
        filings[one.programme_id].append(one)
    alike: dict[int, Counter[Facts]] = {one.pk: Counter() for one in programmes}
    for pk, found in filings.items():
        alike[pk].update(row.facts for row in _grouped(found, absent, on, {}))
    held = Receipt.objects.filter(programme__in=programmes)
    rows = _as_told(held, on).exclude(unit__in=apart).values("programme_id", *_TOLD)
    counted = rows.annotate(many=Count("pk")).values_list("programme_id", *_TOLD, "many")
    for pk, *told, many in counted:
        alike[pk][_facts(on, *told)] += many
    return {pk: _counted(facts) for pk, facts in alike.items()}


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
