"""Totals of several periods read together, over one place or over all that lie right below it.

The number of queries grows neither with periods nor with places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

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

    from phongtrao.core.rollup.adding import Table
    from phongtrao.reporting.models import Period
    from phongtrao.reporting.queries.counted import CountedReport
    from phongtrao.units.models import Unit

_KEPT = (Level.COMMUNE, Level.PROVINCE)
Counts: TypeAlias = "NDArray[np.int64]"
"""A number a place."""


class Owing(NamedTuple):
    """How many reports a place owes, exempt ones left out, and how many of each stratum."""

    many: int
    strata: Mapping[str, int]


_NOTHING = Owing(0, {})


@dataclass(frozen=True)
class Sums:
    """The totals of one period over several places. accepted, waiting: a group a place, of accepted
    reports and of those that wait for it; owing: what each place owes.
    """

    period: Period
    layout: Layout
    accepted: Block
    waiting: Block
    owing: Sequence[Owing]

    def expected(self, measure: Measure) -> Counts:
        """How many reports of those that a measure is of each place owes."""
        owed = [self.layout.owed(measure, one.many, one.strata) for one in self.owing]
        return np.array(owed, np.int64)

    @cached_property
    def whole(self) -> Block:
        """Accepted and waiting together."""
        return merge([self.accepted, self.waiting])

    @cached_property
    def given(self) -> NDArray[np.int32]:
        """How many reports give each figure."""
        return self.whole.answered

    @cached_property
    def approved(self) -> NDArray[np.int32]:
        """How many accepted reports give each figure."""
        return self.accepted.answered


def figures_of(measure: Measure, parts: Sequence[Sums]) -> list[DatedFigure]:
    """What a target stands at in each place, by the totals of one or several windows of a form and
    its versions that count the same, the last of which gives the day; at least one.

    A report without the figure is missing, one that it does not concern is not expected.
    """
    day = parts[-1].period.end
    own = {one.period.pk: one.layout.as_here(measure) or measure for one in parts}
    columns = {one.period.pk: one.layout.column(own[one.period.pk]) for one in parts}

    def column(one: Sums) -> int:
        return columns[one.period.pk]

    def added(table_of: Callable[[Sums], NDArray[Any]]) -> list[int]:
        # As integers of Python: no sum of windows is too large.
        return [sum(one) for one in zip(*(table_of(part).tolist() for part in parts), strict=True)]

    upper = added(lambda one: one.whole.sums[:, column(one)])
    concerned = added(
        lambda one: one.expected(own[one.period.pk]) - one.whole.not_applicable[:, column(one)]
    )
    given = added(lambda one: one.given[:, column(one)])
    approved = added(lambda one: one.approved[:, column(one)])
    of_units = (
        measure.target.measured_by == MeasuredBy.UNITS and measure.numerator.kind == Kind.YES_NO
    )
    lower: Sequence[int | None] = [None] * len(upper)
    if of_units:
        lower = concerned
    elif measure.denominator_id:
        lower = added(lambda one: one.whole.sums[:, column(one) + 1])
    scales = scales_of(measure)
    return [
        DatedFigure(
            day=day,
            measured=Measured(part, whole, scales) if many else None,
            expected=owed,
            reported=many,
            accepted=sure,
            whole_known=of_units,
        )
        for part, whole, owed, many, sure in zip(
            upper, lower, concerned, given, approved, strict=True
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
            owed = self._owed().filter(owed_at(place))
            owing = _counted(owed, lambda _: 0)
            reports = reports_counted(owed, self.known_on)
            return self._from_reports(reports, lambda _: 0, 1, owing)
        kept = expected_at(place).filter(period__in=self.periods)
        listed = list(kept.values_list("period_id", "unit_id", "many", "strata"))
        owing = _spread((period, 0, Owing(many, strata)) for period, _, many, strata in listed)
        totals = totals_at(place, [unit for _, unit, *_ in listed])
        totals = totals.filter(period__in=self.periods)
        rows: dict[tuple[int, bool], list[bytes]] = defaultdict(list)
        for period, accepted, row in totals.values_list("period_id", "accepted", "row"):
            rows[period, accepted].append(bytes(row))

        def block(period: Period, accepted: bool) -> Block:
            width = self.layouts[period.form_id].width
            return Block.from_bytes(rows[period.pk, accepted], width).together()

        return self._sums(block, 1, owing)

    def by_place(self, level: str, place: Unit | None) -> tuple[list[int], dict[int, Sums]]:
        """The totals of the communes or provinces below a place (None: all): their ids, and id of
        the period → a group each.
        """
        lies_in = f"{level}_id"
        owed = self._owed().filter(owed_at(place), **{f"{level}__isnull": False})
        kept = Expected.objects.filter(period__in=self.periods, level=level, unit__isnull=False)
        if place:
            kept = kept.filter(unit__in=owed.order_by().values(lies_in))
        listed = list(kept.values_list("period_id", "unit_id", "many", "strata"))
        units = sorted({unit for _, unit, *_ in listed if unit})
        group: dict[int | None, int] = {unit: number for number, unit in enumerate(units)}
        owing = _spread((period, group[unit], Owing(*rest)) for period, unit, *rest in listed)
        if self.known_on:
            reports = reports_counted(owed, self.known_on)

            def group_of(one: CountedReport) -> int:
                return group[getattr(one, level)]

            return units, self._from_reports(reports, group_of, len(units), owing)
        rows: dict[tuple[int, bool], list[tuple[int, bytes]]] = defaultdict(list)
        totals = Total.objects.filter(period__in=self.periods, unit__in=units)
        for period, unit, accepted, row in totals.values_list(
            "period_id", "unit_id", "accepted", "row"
        ):
            rows[period, accepted].append((group[unit], bytes(row)))

        def block(period: Period, accepted: bool) -> Block:
            found = rows[period.pk, accepted]
            places = np.array([number for number, _ in found], np.intp)

            def wide(table: Table) -> Table:
                spread = np.zeros((len(units), table.shape[1]), np.int64)
                spread[places] = table
                return spread

            width = self.layouts[period.form_id].width
            return Block.from_bytes([row for _, row in found], width).map(wide)

        return units, self._sums(block, len(units), owing)

    def by_report(self, whose: Q) -> tuple[list[int], dict[int, Sums]]:
        """The reports of single units: the ids of those that owe one, and id of the period → a
        group each. whose: which of those that are owed.
        """
        owed = self._owed().filter(whose)
        units = sorted(owed.order_by().values_list("unit_id", flat=True).distinct())
        group = {unit: number for number, unit in enumerate(units)}
        owing = _counted(owed, lambda unit: group[unit], "unit_id")
        reports = reports_counted(owed, self.known_on)
        return units, self._from_reports(reports, lambda one: group[one.unit], len(units), owing)

    def _owed(self) -> QuerySet[Obligation]:
        return Obligation.objects.filter(period__in=self.periods)

    def _from_reports(
        self,
        reports: Iterable[CountedReport],
        group_of: Callable[[CountedReport], int],
        groups: int,
        owing: Mapping[int, Mapping[int, Owing]],
    ) -> dict[int, Sums]:
        of: dict[tuple[int, bool], list[CountedReport]] = defaultdict(list)
        for one in reports:
            of[one.period, one.accepted].append(one)

        def block(period: Period, accepted: bool) -> Block:
            layout, some = self.layouts[period.form_id], of[period.pk, accepted]
            if not some:
                return nothing(groups, layout.width)
            places = np.array([group_of(one) for one in some], np.intp)
            strata = [one.stratum for one in some]
            table = layout.table([one.row for one in some], strata)
            return add_up(table, places, groups, np.full(len(some), accepted))

        return self._sums(block, groups, owing)

    def _sums(
        self,
        block: Callable[[Period, bool], Block],
        groups: int,
        owing: Mapping[int, Mapping[int, Owing]],
    ) -> dict[int, Sums]:
        return {
            period.pk: Sums(
                period,
                self.layouts[period.form_id],
                accepted=block(period, True),
                waiting=block(period, False),
                owing=[owing.get(period.pk, {}).get(one, _NOTHING) for one in range(groups)],
            )
            for period in self.periods
        }


def _counted(
    owed: QuerySet[Obligation], group_of: Callable[[int], int], by: str = "period_id"
) -> dict[int, dict[int, Owing]]:
    """What is owed, counted: id of the period → group → how many."""
    counts = owed.exclude(state=ObligationState.EXEMPT).order_by()
    return _spread(
        (period, group_of(key), Owing(many, {stratum: many}))
        for period, key, stratum, many in counts.values_list("period_id", by, "stratum").annotate(
            many=Count("pk")
        )
    )


def _spread(counts: Iterable[tuple[int, int, Owing]]) -> dict[int, dict[int, Owing]]:
    """Counts added up by period and group."""
    found: dict[int, dict[int, Owing]] = defaultdict(dict)
    for period, group, one in counts:
        before = found[period].get(group)
        if before:
            strata = Counter(before.strata) + Counter(one.strata)
            one = Owing(before.many + one.many, strata)
        found[period][group] = one
    return dict(found)
