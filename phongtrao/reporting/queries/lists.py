"""The list of a period after units were merged, split or ended: what bringing it up to date does.

Frozen is who is counted: nobody comes to the list but the heirs of those on it, and what ended
units have sent stays. A period whose window was over before a change is not touched by it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max

from phongtrao.core.dates.filing import sent_day
from phongtrao.core.text.folding import name_order, sort_key
from phongtrao.programme.queries.succession import (
    heirs_of,
    in_force,
    names_on,
    not_in_force,
    predecessors_of,
)
from phongtrao.reporting.models import STANDING, Obligation, ObligationState
from phongtrao.reporting.queries.counted import COUNTS
from phongtrao.reporting.queries.owing import Place, in_parts, places_on, units_owing
from phongtrao.reporting.queries.strata import facts_words, strata_on
from phongtrao.units.models import Ancestry, Level, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from phongtrao.reporting.models import Period

_OPEN = (ObligationState.OWED, ObligationState.DRAFT)
_FIELDS = (
    "pk", "unit_id", "state", "frozen_id", "commune_id", "province_id", "stratum",
    "current__sent_at",
)  # fmt: skip


class Line(NamedTuple):
    """A line of a list. sent_at: when its newest report was sent, None when it never sent any."""

    pk: int
    unit: int
    state: str
    frozen: int | None
    commune: int | None
    province: int | None
    stratum: str
    sent_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether a report of it is in the totals."""
        return self.state in STANDING or self.frozen is not None

    @property
    def lies(self) -> Place:
        """Where its figures are counted."""
        return Place(self.commune, self.province)


@dataclass(frozen=True)
class Joining:
    """An heir that comes to the list. of: names of the units of the list that it follows; sent:
    those of them whose report counts as it is, so that the heir leaves out what stands there.
    """

    unit: int
    name: str
    level: str
    of: tuple[str, ...]
    sent: tuple[str, ...]


@dataclass(frozen=True)
class Leaving:
    """An ended unit that sent nothing and need not any more."""

    line: Line
    name: str
    reason: str


@dataclass(frozen=True)
class Staying:
    """An ended unit that stays on the list. sent_at: of its report; None: it sent nothing, and its
    heirs, of these names, do not tell its figures in their own report.
    """

    line: Line
    name: str
    heirs: tuple[str, ...]
    sent_at: datetime | None


@dataclass(frozen=True)
class Moving:
    """A unit that lies elsewhere or is divided by other facts; before, after: both in words."""

    line: Line
    name: str
    lies: Place
    stratum: str
    before: str
    after: str


@dataclass(frozen=True)
class ListChange:
    """What bringing a list up to date does. day: as of which it then is. newcomers: names of units
    that a list made today would hold as well; they are not counted in this period.
    """

    day: date
    joins: tuple[Joining, ...] = ()
    leaves: tuple[Leaving, ...] = ()
    stays: tuple[Staying, ...] = ()
    moves: tuple[Moving, ...] = ()
    newcomers: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything in the list becomes another."""
        return bool(self.joins or self.leaves or self.moves)

    @property
    def seen(self) -> str:
        """The change as one word, by which what is done is known as what was shown."""
        told = (
            [one.unit for one in self.joins],
            [(one.line.pk, one.reason) for one in self.leaves],
            [(one.line.pk, one.lies, one.stratum) for one in self.moves],
        )
        return sha256(repr(told).encode()).hexdigest()[:16]


def day_of_list(period: Period, today: date) -> date:
    """As of which day a list can be: the last of the window, or today before that."""
    return min(period.end, today)


def list_change(period: Period, today: date) -> ListChange:
    """What bringing the list of a period up to date does.

    - An ended unit that sent nothing is exempt, with who follows it as the reason; unless an heir
      is on the list and tells nothing more: it had sent before, or is exempt.
    - What an ended unit sent stays, and counts where its only heir lies.
    - An heir owes a report of its own, unless all that it follows were reported for after they had
      ended, by itself.
    - Where units lie and the facts by which they are divided become those of the day.

    The number of queries does not grow with the list, but for one in some thousands of units.
    """
    lines = _lines(Obligation.objects.filter(period=period))
    return _Change(period, day_of_list(period, today), lines).found()


def is_changed_by(period: Period, rows: QuerySet[Obligation], today: date) -> bool:
    """Whether bringing a list up to date changes anything, as far as these of its lines tell. The
    first that lies or is divided otherwise is enough, also one of an ended unit; only where none
    does and units ended is the whole list read.
    """
    day, ended = day_of_list(period, today), False
    for part in in_parts(rows.order_by().values_list("pk", flat=True)):
        change = _Change(period, day, _lines(Obligation.objects.filter(pk__in=part)))
        if change.moves(()):
            return True
        ended |= bool(change.ended)
    return ended and list_change(period, today).changes


def _lines(rows: QuerySet[Obligation]) -> list[Line]:
    return [Line(*row) for row in rows.order_by("pk").values_list(*_FIELDS)]


class _Change:
    """What the change depends on, read once."""

    def __init__(self, period: Period, day: date, lines: list[Line]) -> None:
        self.form, self.day, self.lines = period.form, day, lines
        self.listed = {line.unit: line for line in lines}
        gone = not_in_force(Unit.objects.filter(obligations__period=period), day)
        self.ended_on = _ended_on(gone, day)
        self.ended = [
            line
            for line in lines
            if line.unit in self.ended_on and line.state != ObligationState.EXEMPT
        ]
        self.alive = self.listed.keys() - gone
        units = [line.unit for line in self.ended]
        self.heirs = heirs_of(units, day)
        self.names = names_of({*units, *self._all_heirs()}, day)

    @cached_property
    def owing(self) -> dict[int, str]:
        """Who would owe the report by a list made today."""
        return units_owing(self.form, self.day)

    def _all_heirs(self) -> set[int]:
        return {heir for some in self.heirs.values() for heir in some}

    def _named(self, units: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted((self.names[unit] for unit in units), key=sort_key))

    def found(self) -> ListChange:
        leaves = self._leaves()
        left = {one.line.unit for one in leaves}
        new = self.owing.keys() - self.listed.keys() - self._all_heirs()
        return ListChange(
            self.day,
            self._joins(),
            leaves,
            self._stays(left),
            self.moves(left),
            tuple(sorted(names_of(new, self.day).values(), key=sort_key)),
        )

    def _joins(self) -> tuple[Joining, ...]:
        follows: dict[int, list[Line]] = defaultdict(list)
        for line in self.ended:
            for heir in self.heirs[line.unit]:
                if heir in self.owing and heir not in self.listed:
                    follows[heir].append(line)
        found = [
            Joining(
                heir,
                self.names[heir],
                self.owing[heir],
                self._named(line.unit for line in old),
                self._named(line.unit for line in old if line.counts),
            )
            for heir, old in follows.items()
            if any(line.sent_at is None or self._before_end(line.unit, line) for line in old)
        ]
        return tuple(sorted(found, key=lambda one: name_order(one.name, one.unit)))

    def _before_end(self, unit: int, line: Line) -> bool:
        """Whether the report of a line was sent before a unit ended."""
        return line.sent_at is not None and sent_day(line.sent_at) < self.ended_on[unit]

    def _leaves(self) -> tuple[Leaving, ...]:
        open_ = [line for line in self.ended if line.state in _OPEN]
        gone = [line for line in open_ if not self._is_left_over(line.unit)]
        return tuple(Leaving(line, self.names[line.unit], self._reason(line.unit)) for line in gone)

    def _is_left_over(self, unit: int) -> bool:
        """Whether an heir of the unit is on the list and tells nothing more."""
        own = [self.listed[heir] for heir in self.heirs[unit] if heir in self.listed]
        return any(
            one.state == ObligationState.EXEMPT or (one.counts and self._before_end(unit, one))
            for one in own
        )

    def _reason(self, unit: int) -> str:
        day, heirs = f"{self.ended_on[unit]:%d/%m/%Y}", self._named(self.heirs[unit])
        if not heirs:
            return f"Kết thúc từ {day}, không có đơn vị kế thừa"
        what = "Sáp nhập vào" if len(heirs) == 1 else "Chia tách thành"
        return f"{what} {', '.join(heirs)} từ {day}"

    def _stays(self, left: Collection[int]) -> tuple[Staying, ...]:
        return tuple(
            Staying(line, self.names[line.unit], self._named(self.heirs[line.unit]), line.sent_at)
            for line in self.ended
            if line.unit not in left
        )

    def moves(self, left: Collection[int]) -> tuple[Moving, ...]:
        """Lines that count and lie elsewhere on the day, or are divided by other facts."""
        counted = [
            line
            for line in self.lines
            if line.state != ObligationState.EXEMPT and line.unit not in left
        ]
        alive = self.alive & {line.unit for line in counted}
        ended = {line.unit for line in self.ended}.difference(left)
        lies = {line.unit: line.lies for line in counted}
        lies |= places_on(alive, self.day) | self._left_to(ended)
        strata = {line.unit: line.stratum for line in counted} | strata_on(alive, self.day)
        moved = [
            line
            for line in counted
            if (line.lies, line.stratum) != (lies[line.unit], strata[line.unit])
        ]
        places = {
            unit for line in moved for one in (line.lies, lies[line.unit]) for unit in one.ids
        }
        names = names_of({*places, *(line.unit for line in moved)}, self.day)
        return tuple(
            Moving(
                line,
                names[line.unit],
                lies[line.unit],
                strata[line.unit],
                _lying_words(line.lies, line.stratum, names),
                _lying_words(lies[line.unit], strata[line.unit], names),
            )
            for line in moved
        )

    def _left_to(self, units: Collection[int]) -> dict[int, Place]:
        """Where ended units' reports are counted: where their only heir lies, else as before."""
        above: dict[int, dict[str, set[int]]] = {unit: defaultdict(set) for unit in units}
        there = Unit.objects.filter(in_force(self.day), level__in=(Level.COMMUNE, Level.PROVINCE))
        for part in in_parts(units):
            rows = Ancestry.objects.filter(
                unit__in=part, since__lte=self.day, until__gt=self.day, ancestor__in=there
            )
            for unit, up, level in rows.values_list("unit_id", "ancestor_id", "ancestor__level"):
                above[unit][level].add(up)
        return {
            unit: Place(
                _only(above[unit][Level.COMMUNE], self.listed[unit].commune),
                _only(above[unit][Level.PROVINCE], self.listed[unit].province),
            )
            for unit in units
        }


def _only(units: set[int], otherwise: int | None) -> int | None:
    return next(iter(units)) if len(units) == 1 else otherwise


def _ended_on(units: Collection[int], day: date) -> dict[int, date]:
    """Since when each of the units is there no more."""
    found: dict[int, date] = {}
    for part in in_parts(units):
        rows = UnitVersion.objects.filter(unit__in=part, valid_to__lte=day).order_by()
        found |= dict(rows.values_list("unit_id").annotate(last=Max("valid_to")))
    return found


def names_of(units: Collection[int], day: date) -> dict[int, str]:
    """What units were called on a day; those that were not there, as they were called last."""
    found: dict[int, str] = {}
    for part in in_parts(units):
        found |= dict(Unit.objects.filter(pk__in=part).values_list("pk", "name"))
        found |= names_on(part, day)
    return found


def _lying_words(lies: Place, stratum: str, names: dict[int, str]) -> str:
    told = [names[unit] for unit in lies.ids] + [facts_words(stratum)]
    return ", ".join(word for word in told if word)


@dataclass(frozen=True)
class Inherited:
    """A report of an ended unit that counts beside that of its heir, which leaves out what it
    holds.
    """

    obligation: int
    unit: str
    sent_at: datetime | None


def inherited(obligation: Obligation) -> list[Inherited]:
    """Reports of the same period that count, of ended units whose heir the unit is: for a note to
    who fills in the heir's own.
    """
    before = predecessors_of([obligation.unit_id], obligation.period.end)[obligation.unit_id]
    rows = Obligation.objects.filter(COUNTS, period=obligation.period_id, unit__in=before)
    found = [Inherited(*row) for row in rows.values_list("pk", "unit__name", "current__sent_at")]
    return sorted(found, key=lambda one: name_order(one.unit, one.obligation))
