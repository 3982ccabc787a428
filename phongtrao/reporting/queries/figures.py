"""Figures of units and targets, read from the kept totals, each with what it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from phongtrao.core.dates.periods import read_period
from phongtrao.core.rollup.blocks import Block, merge, nothing
from phongtrao.core.rollup.totals import add_up
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.standing import (
    DatedFigure,
    TargetStanding,
    dated_levels,
    target_standing,
)
from phongtrao.programme.models import MeasuredBy
from phongtrao.programme.queries.levels import asked
from phongtrao.reporting.models import Expected, Obligation, ObligationState, Period, Total
from phongtrao.reporting.queries.sheets import Layout, layout_of
from phongtrao.units.models import Ancestry, Level, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import Measure

_COUNTED = (ObligationState.SENT, ObligationState.ACCEPTED)
_KEPT = (Level.COMMUNE, Level.PROVINCE)


@dataclass(frozen=True)
class Summed:
    """The total of a period over the units of one place. accepted, waiting: blocks of one group,
    of accepted reports and of those that wait for it; expected: how many reports are owed; strata:
    by stratum of who owes, empty where no measure of the form asks for it.
    """

    period: Period
    layout: Layout
    accepted: Block
    waiting: Block
    expected: int
    strata: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def whole(self) -> Block:
        """Accepted and waiting together."""
        return merge([self.accepted, self.waiting])

    @property
    def reported(self) -> int:
        """Units whose report counts."""
        return int(self.whole.reported[0])

    @property
    def approved(self) -> int:
        """Units whose report is accepted."""
        return int(self.accepted.reported[0])


def summed(period: Period, layout: Layout, place: Unit | None = None) -> Summed:
    """The total over all who owe the period or, with a place, over those that lay below it when the
    period was opened.
    """
    owed = Expected.objects.filter(period=period)
    if place is None:
        # A commune stands in the total of its province.
        owed = owed.exclude(level=Level.COMMUNE)
    elif place.level in _KEPT:
        owed = owed.filter(unit=place)
    else:
        return _added_up(period, layout, place)
    expected, strata = _owed(owed, layout)
    # What is found by its unit is found without reading all communes.
    of = Q(unit__in=[unit for unit in expected if unit]) | Q(unit=place)
    rows = Total.objects.filter(of, period=period)
    parts: dict[bool, list[bytes]] = {False: [], True: []}
    for accepted, row in rows.values_list("accepted", "row"):
        parts[accepted].append(bytes(row))
    return Summed(
        period,
        layout,
        _sum(parts[True], layout),
        _sum(parts[False], layout),
        sum(expected.values()),
        sum(strata.values(), Counter()),
    )


def _owed(
    rows: QuerySet[Expected], layout: Layout
) -> tuple[dict[int | None, int], dict[int | None, Counter[str]]]:
    """How many reports are owed by place, and by place and stratum where that is asked for."""
    if not layout.strata:
        return dict(rows.values_list("unit", "many")), {}
    found = list(rows.values_list("unit", "many", "strata"))
    return {unit: many for unit, many, _ in found}, {
        unit: Counter(strata) for unit, _, strata in found
    }


def _sum(rows: Sequence[bytes], layout: Layout) -> Block:
    """The rows added up to one group."""
    block = Block.from_bytes(list(rows), layout.width)
    return merge([nothing(1, layout.width), *(block.row(place) for place in range(len(rows)))])


def _added_up(period: Period, layout: Layout, place: Unit) -> Summed:
    """The total over the units below a unit that has no kept total: an office and its line."""
    below = Ancestry.objects.filter(
        ancestor=place, since__lte=period.end, until__gt=period.end
    ).values("unit")
    owed = Obligation.objects.filter(period=period, unit__in=below)
    owing = owed.exclude(state=ObligationState.EXEMPT).order_by()
    strata = Counter(owing.values_list("stratum", flat=True))
    rows = list(owed.filter(state__in=_COUNTED).values_list("current__row", "state", "stratum"))
    table = layout.table([bytes(row) for row, *_ in rows], [stratum for *_, stratum in rows])
    taken = np.array([state == ObligationState.ACCEPTED for _, state, _ in rows], bool)
    blocks = [
        add_up(table[chosen], np.zeros(int(chosen.sum()), np.intp), 1, taken[chosen])
        for chosen in (taken, ~taken)
    ]
    return Summed(period, layout, blocks[0], blocks[1], strata.total(), strata)


def summed_by(period: Period, layout: Layout, level: str) -> dict[int, Summed]:
    """The totals of all communes or all provinces of a period, by id; two queries."""
    owed = Expected.objects.filter(period=period, level=level, unit__isnull=False)
    expected, strata = _owed(owed, layout)
    rows = Total.objects.filter(period=period, unit__in=list(expected))
    kept: dict[tuple[int | None, bool], bytes] = {
        (unit, accepted): bytes(row)
        for unit, accepted, row in rows.values_list("unit_id", "accepted", "row")
    }
    block = Block.from_bytes(list(kept.values()), layout.width)
    place = {key: number for number, key in enumerate(kept)}
    empty = nothing(1, layout.width)

    def part(unit: int, *, accepted: bool) -> Block:
        number = place.get((unit, accepted))
        return empty if number is None else block.row(number)

    return {
        unit: Summed(
            period,
            layout,
            part(unit, accepted=True),
            part(unit, accepted=False),
            expected[unit],
            strata.get(unit, {}),
        )
        for unit in sorted(unit for unit in expected if unit)
    }


def figure_of(measure: Measure, parts: Sequence[Summed]) -> DatedFigure:
    """What a target stands at, by the totals of one or several windows of one form, the last of
    which gives the day; at least one.

    A report without the figure is missing, one that it does not concern is not expected.
    """
    layout, last = parts[-1].layout, parts[-1]
    column = layout.column(measure)
    part = sum(int(one.whole.sums[0, column]) for one in parts)
    concerned = sum(
        layout.owed(measure, one.expected, one.strata) - int(one.whole.not_applicable[0, column])
        for one in parts
    )
    given = sum(int(one.whole.answered[0, column]) for one in parts)
    approved = sum(int(one.accepted.answered[0, column]) for one in parts)
    of_units = (
        measure.target.measured_by == MeasuredBy.UNITS and measure.numerator.kind == Kind.YES_NO
    )
    whole: int | None = None
    if of_units:
        whole = concerned
    elif measure.denominator_id:
        whole = sum(int(one.whole.sums[0, column + 1]) for one in parts)
    return DatedFigure(
        day=last.period.end,
        measured=Measured(part, whole) if given else None,
        expected=concerned,
        reported=given,
        accepted=approved,
        whole_known=of_units,
    )


@dataclass(frozen=True)
class TargetFigure:
    """A target's newest figure and how it stands. measure, period: what the figure is read from."""

    target: Target
    measure: Measure
    period: Period
    figure: DatedFigure
    standing: TargetStanding | None


def target_figures(
    targets: Collection[Target], place: Unit | None, on: date
) -> dict[int, TargetFigure]:
    """How targets stand at a place by what is known on a day: id of the target → its figure.
    Targets without an open form are left out. place: None for all who report.
    """
    wanted = {target.pk: target for target in targets}
    series = figure_series(wanted.values(), place, on)
    found = {}
    for pk, figures in series.items():
        target, (measure, period, newest) = wanted[pk], figures[-1]
        levels = dated_levels(
            [asked(row) for row in target.thresholds.all() if row.until is None],
            target.programme.begins_on,
            on,
        )
        standing = (
            target_standing(levels, [figure for *_, figure in figures], on) if levels else None
        )
        said = [one for one in figures if not one[2].is_silent]
        measure, period, newest = said[-1] if said else figures[-1]
        found[pk] = TargetFigure(target, measure, period, newest, standing)
    return found


def figure_series(
    targets: Iterable[Target], place: Unit | None, on: date
) -> dict[int, list[tuple[Measure, Period, DatedFigure]]]:
    """The figures of targets at a place, window by window in order of their ends."""
    wanted = {target.pk for target in targets}
    periods = (
        Period.objects.filter(Q(form__measures__target__in=wanted), start__lte=on)
        .select_related("form")
        .distinct()
        .order_by("end", "pk")
    )
    layouts: dict[int, Layout] = {}
    sums: dict[int, list[Summed]] = defaultdict(list)
    found: dict[int, list[tuple[Measure, Period, DatedFigure]]] = defaultdict(list)
    for period in periods:
        layout = layouts.setdefault(period.form_id, layout_of(period.form))
        sums[period.form_id].append(summed(period, layout, place))
        for measure in layout.measures:
            if measure.target_id in wanted:
                figure = figure_of(measure, _windows(measure, sums[period.form_id]))
                found[measure.target_id].append((measure, period, figure))
    return dict(found)


def _windows(measure: Measure, sums: Sequence[Summed]) -> list[Summed]:
    """The windows whose figures are added: of the year of the last, or the last alone."""
    if not measure.adds_up:
        return [sums[-1]]
    year = read_period(sums[-1].period.name).last.year
    return [one for one in sums if read_period(one.period.name).last.year == year]
