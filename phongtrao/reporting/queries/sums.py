"""Totals of several periods read together, over one place or over all that lie right below it.

The number of queries grows neither with periods nor with places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q

from phongtrao.core.rollup.blocks import Block, merge, nothing
from phongtrao.core.rollup.totals import add_up
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.standing import DatedFigure
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.models import (
    Expected,
    Measure,
    Obligation,
    ObligationState,
    Total,
)
from phongtrao.reporting.queries.counted import reports_counted
from phongtrao.reporting.queries.sheets import Layout, scales_of
from phongtrao.units.models import Ancestry, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.counted import CountedReport
    from phongtrao.units.models import Unit

_Found = TypeVar("_Found")
_KEPT = (Level.COMMUNE, Level.PROVINCE)
Counts: TypeAlias = "NDArray[np.int64]"
"""A number a place."""
_Owing: TypeAlias = "dict[int, tuple[Counts, Sequence[Mapping[str, int]]]]"
"""Id of the period → how many reports each place owes, and the same of each stratum."""
_Kind: TypeAlias = "tuple[int, bool, bool]"
"""Id of the period, whether of what is accepted, whether of what is the newest."""
_Stored: TypeAlias = "dict[_Kind, list[tuple[int, bytes]]]"


@dataclass(frozen=True)
class Sums:
    """The totals of one period over several places, a group a place. settled: of what is accepted
    and the newest; waiting: of the newest that waits for it; frozen: of what is accepted and waits
    to be replaced, None where there is none of it. many: how many reports each place owes, exempt
    ones left out; strata: the same of each stratum, where a measure of the form asks for it.
    """

    period: Period
    layout: Layout
    settled: Block
    waiting: Block
    frozen: Block | None
    many: Counts
    strata: Sequence[Mapping[str, int]] = ()

    def expected(self, measure: Measure) -> Counts:
        """How many reports of those that a measure is of each place owes."""
        strata = self.layout.strata.get(measure.pk)
        if strata is None:
            return self.many
        return np.array([strata.count(one) for one in self.strata], np.int64)

    @cached_property
    def whole(self) -> Block:
        """What was sent last, accepted or not: the provisional total."""
        return merge([self.settled, self.waiting])

    @cached_property
    def accepted(self) -> Block:
        """What is accepted, also while its correction waits: the approved total."""
        return merge([self.settled, self.frozen]) if self.frozen else self.settled

    def approved_only(self) -> Sums:
        """The totals of what is accepted alone."""
        nobody = nothing(len(self.settled), self.layout.width)
        return replace(self, settled=self.accepted, waiting=nobody, frozen=None)

    @cached_property
    def given(self) -> NDArray[np.int32]:
        """How many reports give each figure."""
        return self.whole.answered

    @cached_property
    def approved(self) -> NDArray[np.int32]:
        """How many accepted reports give each figure."""
        return self.accepted.answered

    @cached_property
    def correcting(self) -> NDArray[np.int32]:
        """How many accepted reports that give each figure wait to be replaced."""
        return self.frozen.answered if self.frozen else np.zeros_like(self.settled.blank)


class Columns(NamedTuple):
    """What a target stands at in each place: what is counted, out of how much (None: of nothing),
    how many reports are expected, give the figure, give it accepted, and are to be replaced of
    these; how many of the expected say that they do not know, and leave it empty, and how many it
    does not concern.
    """

    part: Counts
    whole: Counts | None
    expected: Counts
    given: Counts
    accepted: Counts
    correcting: Counts
    unknown: Counts
    blank: Counts
    apart: Counts


def columns_of(measure: Measure, parts: Sequence[Sums]) -> Columns:
    """What a target stands at in each place, by the totals of one or several windows of a form and
    its versions that count the same; at least one.

    A report without the figure is missing, one that it does not concern is not expected.
    """
    own = {one.period.pk: one.layout.as_here(measure) or measure for one in parts}
    columns = {one.period.pk: one.layout.column(own[one.period.pk]) for one in parts}

    def column(one: Sums) -> int:
        return columns[one.period.pk]

    def added(table_of: Callable[[Sums], NDArray[Any]]) -> Counts:
        first, *more = (table_of(part) for part in parts)
        # As integers of Python: no sum of windows is too large.
        return sum(more, first.astype(object)) if more else first

    def blank(one: Sums) -> NDArray[Any]:
        left = one.whole.blank[:, column(one)]
        if own[one.period.pk].pk not in one.layout.strata:
            return left
        # Those of units that the measure is not of stand blank among them, too.
        return np.where(one.many == 1, np.minimum(left, one.expected(own[one.period.pk])), 0)

    def below() -> Counts | None:
        if _is_of_units(measure):
            return concerned
        if measure.denominator_id:
            return added(lambda one: one.whole.sums[:, column(one) + 1])
        return None

    apart = added(lambda one: one.whole.not_applicable[:, column(one)])
    concerned = added(lambda one: one.expected(own[one.period.pk])) - apart
    return Columns(
        part=added(lambda one: one.whole.sums[:, column(one)]),
        whole=below(),
        expected=concerned,
        given=added(lambda one: one.given[:, column(one)]),
        # A correction may say that it does not concern a report: that is not expected any more.
        accepted=np.minimum(added(lambda one: one.approved[:, column(one)]), concerned),
        correcting=added(lambda one: one.correcting[:, column(one)]),
        unknown=added(lambda one: one.whole.unknown[:, column(one)]),
        blank=added(blank),
        apart=apart,
    )


def _is_of_units(measure: Measure) -> bool:
    """Whether the units that say yes are counted, out of all that are expected."""
    return measure.target.measured_by == MeasuredBy.UNITS and measure.numerator.kind == Kind.YES_NO


def figures_of(measure: Measure, parts: Sequence[Sums]) -> list[DatedFigure]:
    """The same, a figure a place; the last window gives the day."""
    found = columns_of(measure, parts)
    day, scales, of_units = parts[-1].period.end, scales_of(measure), _is_of_units(measure)
    wholes = [None] * len(found.part) if found.whole is None else found.whole.tolist()
    reports = (one.tolist() for one in found[2:])
    return [
        DatedFigure(
            day=day,
            measured=Measured(part, whole, scales) if given else None,
            expected=expected,
            reported=given,
            accepted=accepted,
            correcting=correcting,
            whole_known=of_units,
            adds_up=measure.adds_up,
            unknown=unknown,
            blank=blank,
            apart=apart,
        )
        for part, whole, expected, given, accepted, correcting, unknown, blank, apart in zip(
            found.part.tolist(), wholes, *reports, strict=True
        )
    ]


def has_kept_total(place: Unit | None) -> bool:
    """Tell whether totals are kept of a place: of communes, provinces and all who report (None)."""
    return place is None or place.level in _KEPT


def expected_at(place: Unit | None) -> QuerySet[Expected]:
    """What is expected at a place of which totals are kept. A commune stands in what is counted of
    its province.
    """
    return Expected.objects.filter(Q(unit=place) if place else ~Q(level=Level.COMMUNE))


def totals_at(place: Unit | None, units: Iterable[int | None]) -> QuerySet[Total]:
    """The kept totals of a place. units: those of `expected_at`: what is found by its unit is found
    without reading all communes.
    """
    return Total.objects.filter(Q(unit__in={unit for unit in units if unit}) | Q(unit=place))


def owed_at(place: Unit | None) -> Q:
    """Reports owed by a place, or by what lay below it when the period was opened; None: all."""
    if place is None:
        return Q()
    if place.level in _KEPT:
        return Q(**{place.level: place})
    below = Ancestry.objects.filter(
        ancestor=place,
        unit=OuterRef("unit"),
        since__lte=OuterRef("period__end"),
        until__gt=OuterRef("period__end"),
    )
    return Q(Exists(below))


@dataclass(frozen=True)
class Reader:
    """Reads the totals of periods. layouts: by form. known_on: as they were known when this day in
    the past ended; None: as they are known now.
    """

    periods: Sequence[Period]
    layouts: Mapping[int, Layout]
    known_on: date | None = None

    def at(self, place: Unit | None) -> dict[int, Sums]:
        """The totals over one place, None for all who report: id of the period → one group."""
        if self.known_on or not has_kept_total(place):
            return self.of(self._owed().filter(owed_at(place)))
        listed = self._listed(expected_at(place).filter(period__in=self.periods))
        stored = self._stored(totals_at(place, [unit for _, unit, *_ in listed]))

        def block(period: Period, found: Sequence[tuple[int, bytes]]) -> Block:
            rows = [row for _, row in found]
            return Block.from_bytes(rows, self.layouts[period.form_id].width).together()

        owing = ((period, 0, *rest) for period, _, *rest in listed)
        return self._sums(stored, block, self._owing(owing, 1))

    def of(self, owed: QuerySet[Obligation]) -> dict[int, Sums]:
        """The totals over some of the reports: id of the period → one group."""
        together = {period.pk: 0 for period in self.periods}
        return self._added_up(owed.filter(period__in=self.periods), "period", together)

    def by_place(self, level: str, place: Unit | None) -> tuple[list[int], dict[int, Sums]]:
        """The totals of the communes or provinces below a place (None: all): their ids, and id of
        the period → a group each.
        """
        owed = self._owed().filter(owed_at(place), **{f"{level}__isnull": False})
        kept = Expected.objects.filter(period__in=self.periods, level=level, unit__isnull=False)
        if place:
            kept = kept.filter(unit__in=owed.order_by().values(level))
        listed = self._listed(kept)
        units = sorted({unit for _, unit, *_ in listed})
        group = {unit: number for number, unit in enumerate(units)}
        if self.known_on:
            return units, self._added_up(owed, level, group)
        stored = self._stored(Total.objects.filter(unit__in=kept.values("unit")))

        def block(period: Period, found: Sequence[tuple[int, bytes]]) -> Block:
            width = self.layouts[period.form_id].width
            some = Block.from_bytes([row for _, row in found], width)
            return some.spread([group[unit] for unit, _ in found], len(units))

        owing = ((period, group[unit], *rest) for period, unit, *rest in listed)
        return units, self._sums(stored, block, self._owing(owing, len(units)))

    def by_report(self, whose: Q) -> tuple[list[int], dict[int, Sums]]:
        """The reports of single units: the ids of those that owe one, and id of the period → a
        group each. whose: which of those that are owed.
        """
        owed = self._owed().filter(whose)
        units = sorted(owed.order_by().values_list("unit_id", flat=True).distinct())
        # Above single communes there are seldom any: then nothing more is asked.
        owed = owed if units else owed.none()
        return units, self._added_up(owed, "unit", {unit: n for n, unit in enumerate(units)})

    def _owed(self) -> QuerySet[Obligation]:
        return Obligation.objects.filter(period__in=self.periods)

    @cached_property
    def _asks_strata(self) -> bool:
        """Whether a form has a measure that is of some of the units only."""
        return any(one.strata for one in self.layouts.values())

    def _listed(self, kept: QuerySet[Expected]) -> list[Any]:
        """What is expected: period, unit, how many and, where a form asks for it, by stratum."""
        strata = ("strata",) if self._asks_strata else ()
        return list(kept.values_list("period_id", "unit_id", "many", *strata))

    def _stored(self, totals: QuerySet[Total]) -> _Stored:
        """Kept totals: units with their rows; most that wait for an acceptance hold nothing."""
        found: _Stored = defaultdict(list)
        empty = {nothing(1, one.width).to_bytes()[0] for one in self.layouts.values()}
        rows = totals.filter(period__in=self.periods).exclude(row__in=empty)
        for period, accepted, newest, unit, row in rows.values_list(
            "period_id", "accepted", "newest", "unit_id", "row"
        ):
            found[period, accepted, newest].append((unit, bytes(row)))
        return found

    def _added_up(
        self, owed: QuerySet[Obligation], by: str, group: Mapping[int, int]
    ) -> dict[int, Sums]:
        """Reports added up anew. by: what of a report tells its place among group."""
        groups = len(set(group.values()))
        counts = owed.exclude(state=ObligationState.EXEMPT).order_by()
        listed = counts.values_list("period_id", by, "stratum").annotate(many=Count("pk"))
        owing = (
            (period, group[key], many, {stratum: many}) for period, key, stratum, many in listed
        )
        of: dict[_Kind, list[CountedReport]] = defaultdict(list)
        for one in reports_counted(owed, self.known_on):
            of[one.period, one.accepted, one.newest].append(one)

        def block(period: Period, some: Sequence[CountedReport]) -> Block:
            layout = self.layouts[period.form_id]
            if not some:
                return nothing(groups, layout.width)
            places = np.array([group[getattr(one, by)] for one in some], np.intp)
            table = layout.table([one.row for one in some], [one.stratum for one in some])
            return add_up(table, places, groups, np.array([one.accepted for one in some]))

        return self._sums(of, block, self._owing(owing, groups))

    def _owing(self, rows: Iterable[Sequence[Any]], groups: int) -> _Owing:
        """What is owed, added up. rows: period, group, how many and, perhaps, by stratum."""
        many = {one.pk: [0] * groups for one in self.periods}
        parted = self.periods if self._asks_strata else ()
        strata = {one.pk: [Counter[str]() for _ in range(groups)] for one in parted}
        for period, group, number, *by_stratum in rows:
            many[period][group] += number
            if strata:
                strata[period][group].update(*by_stratum)
        return {pk: (np.array(one, np.int64), strata.get(pk, ())) for pk, one in many.items()}

    def _sums(
        self,
        of: Mapping[_Kind, Sequence[_Found]],
        block: Callable[[Period, Sequence[_Found]], Block],
        owing: _Owing,
    ) -> dict[int, Sums]:
        """block: makes a block of a period of what was found of one kind."""
        found = {}
        for one in self.periods:
            settled, waiting = (of.get((one.pk, accepted, True), ()) for accepted in (True, False))
            frozen = of.get((one.pk, True, False))
            found[one.pk] = Sums(
                one,
                self.layouts[one.form_id],
                block(one, settled),
                block(one, waiting),
                block(one, frozen) if frozen else None,
                *owing[one.pk],
            )
        return found


def summed(period: Period, layout: Layout, place: Unit | None = None) -> Sums:
    """The total of one period over one place, None for all who report: one group."""
    return Reader([period], {period.form_id: layout}).at(place)[period.pk]
