"""Figures of all periods on the boundaries of one day: what today's units would have reported.

As reported, a figure stays what it was, of the units of its time (series.py). On today's boundaries
it is made anew from the reports each time it is shown: what was merged is added, what was split
goes by the known shares, a rate comes from its parts. What cannot be said of a unit is marked, and
still counts where all its heirs are counted together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q

from phongtrao.core.rollup.boundaries import Comparability
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.standing import DatedFigure
from phongtrao.core.targets.wording import number_words
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.models import Obligation, ObligationState
from phongtrao.reporting.queries.carrying import Carried, Laid
from phongtrao.reporting.queries.counted import reports_counted
from phongtrao.reporting.queries.owing import in_parts, places_on
from phongtrao.reporting.queries.sheets import scales_of
from phongtrao.units.models import Ancestry, Level
from phongtrao.units.models import Succession as SuccessionRow
from phongtrao.units.queries.history import successions_upto

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.core.targets.levels import Exact
    from phongtrao.core.tree.succession import Succession
    from phongtrao.reporting.models import Measure, Period
    from phongtrao.reporting.queries.carrying import Sum
    from phongtrao.reporting.queries.counted import CountedReport
    from phongtrao.reporting.queries.owing import Place
    from phongtrao.reporting.queries.series import Point, Series
    from phongtrao.units.models import Unit

WORDS = {
    Comparability.SHARED: "có phần chia theo tỷ lệ ghi trong quyết định chia tách",
    Comparability.AGREED: "đơn vị mới lấy câu trả lời chung của các đơn vị đã gộp lại",
}
"""What a mark says to who reads the figure; another mark says nothing that coverage does not."""
_LOST = "không quy đổi được về địa giới đang xem"
_NO_SHARE = "đơn vị đã tách mà không có tỷ lệ"
_WHY = {
    Comparability.DIFFERENT: "các đơn vị gộp lại trả lời khác nhau",
    Comparability.TORN: "có đơn vị đã tách nên câu trả lời không chia được",
}
"""Why a number, and why an answer cannot be said of a unit."""
_BEFORE_ROUNDING = "; tỷ lệ phần trăm tính trước khi làm tròn tử số, mẫu số"


class CarriedFigure(NamedTuple):
    """A figure on the boundaries of a day. figure: its coverage counts units of that time, of an
    answer today's; without a number where the mark says that there is none. mark: "" for a figure
    that needs no word.
    """

    figure: DatedFigure
    mark: str


@dataclass(frozen=True)
class CarriedRow:
    """What lies right below the place today. figure, mark: as of CarriedFigure. reports: the unit
    reports itself, else it has a total of what lies in it.
    """

    unit: int
    figure: DatedFigure
    mark: str
    reports: bool


class OnBoundaries:
    """The figures of the targets of a series at its place, on the boundaries of its day.

    The number of queries grows neither with periods nor with targets.
    """

    def __init__(self, series: Series) -> None:
        self.series = series
        self._carried = self._read()
        units = {
            heir for one in self._carried.values() for heirs in one.heirs.values() for heir in heirs
        }
        torn = {unit for one in self._carried.values() for unit in one.touched}
        self.units = (units - torn) | self._here(units & torn)
        """Today's units that lie at the place and are made of who owed a report."""

    def _read(self) -> dict[int, Carried]:
        series = self.series
        rows = Obligation.objects.filter(period__in=series.periods).order_by()
        if series.place:
            rows = rows.filter(left_to(series.place, series.seen.on))
        rows = rows.exclude(state=ObligationState.EXEMPT)
        owed: dict[int, dict[int, str]] = defaultdict(dict)
        for period, unit, stratum in rows.values_list("period_id", "unit_id", "stratum"):
            owed[period][unit] = stratum
        sent: dict[int, list[CountedReport]] = defaultdict(list)
        frozen: dict[int, set[int]] = defaultdict(set)
        for one in reports_counted(rows, series.seen.known_on):
            if one.newest:
                sent[one.period].append(one)
            else:
                frozen[one.period].add(one.unit)
        units = {unit for some in owed.values() for unit in some}
        steps = _from(units, successions_upto(series.seen.on, series.place))
        return {
            period.pk: Carried(
                period,
                series.layouts[period.form_id],
                owed[period.pk],
                sent[period.pk],
                frozen[period.pk],
                steps,
                series.seen.on,
            )
            for period in series.periods
        }

    def _here(self, units: Collection[int]) -> set[int]:
        """Those of the units that lie at the place today: a split may lead out of it."""
        if self.series.place is None:
            return set(units)
        below = lying_at(self.series.place.pk, self.series.seen.on)
        return {
            unit
            for part in in_parts(units)
            for unit in below.filter(unit__in=part).values_list("unit_id", flat=True)
        }

    @cached_property
    def _together(self) -> dict[int, Laid]:
        """The reports of each period laid out as one place."""
        alike = dict.fromkeys(self.units, 0)
        return {pk: Laid(one, alike, 1) for pk, one in self._carried.items()}

    def is_owed(self, period: Period) -> bool:
        """Whether somebody of what lies at the place owed a report."""
        return bool(self._carried[period.pk].owed)

    def figure(self, measure: Measure, windows: Sequence[Period]) -> CarriedFigure:
        """The figure of some windows together, at the place."""
        (figure,) = _figures(measure, windows, self._together)
        return figure

    @cached_property
    def _lies(self) -> dict[int, Place]:
        """Where today's units lie."""
        return places_on(self.units, self.series.seen.on)

    def below(self, point: Point) -> list[CarriedRow]:
        """What lies right below the place today, for one figure: communes or provinces, then who
        reports and lies in none of them.
        """
        level = self.series.level_below(self.series.targets[point.measure.target_id])
        ups = {
            unit: one.commune if level == Level.COMMUNE else one.province
            for unit, one in (self._lies if level else {}).items()
        }
        above = {up for up in ups.values() if up}
        number: dict[tuple[int, bool], int] = {}
        for key in [
            *((up, False) for up in sorted(above)),
            *((unit, True) for unit in sorted(self.units) if not ups.get(unit)),
        ]:
            number[key] = len(number)
        places = {unit: number[(ups.get(unit) or unit, not ups.get(unit))] for unit in self.units}
        laid = {one.pk: Laid(self._carried[one.pk], places, len(number)) for one in point.windows}
        figures = _figures(point.measure, point.windows, laid)
        return [
            CarriedRow(unit, figure, mark, reports)
            for (unit, reports), (figure, mark) in zip(number, figures, strict=True)
            if figure.expected or figure.reported or figure.apart
        ]


def _from(units: Collection[int], steps: Sequence[Succession[int]]) -> list[Succession[int]]:
    """The successions of units and of their heirs."""
    after: dict[int, list[Succession[int]]] = defaultdict(list)
    for one in steps:
        after[one.predecessor].append(one)
    found, waiting, seen = [], [*units], set(units)
    while waiting:
        for one in after.get(waiting.pop(), ()):
            found.append(one)
            if one.successor not in seen:
                seen.add(one.successor)
                waiting.append(one.successor)
    return found


def lying_at(place: int, on: date) -> QuerySet[Ancestry]:
    """What lies at a place on a day, ended units under their heirs too."""
    return Ancestry.objects.filter(ancestor=place, since__lte=on, until__gt=on)


def left_to(place: Unit, on: date) -> Q:
    """Reports of what lies at a place on a day, also of ended units that left it what they had."""
    return Q(unit__in=lying_at(place.pk, on).values("unit"))


def changed_at(places: Iterable[int], first: date, on: date) -> bool:
    """Whether units at one of the places came of others after a day and up to another; one
    query.
    """
    lies = Ancestry.objects.filter(
        ancestor__in=list(places), unit=OuterRef("successor"), since__lte=on, until__gt=on
    )
    return SuccessionRow.objects.filter(Exists(lies), on__gt=first, on__lte=on).exists()


def _figures(
    measure: Measure, windows: Sequence[Period], laid: Mapping[int, Laid]
) -> list[CarriedFigure]:
    """A target's figure at each place, by the reports of one or several windows."""
    parts = [
        one.sums(one.carried.layout.as_here(measure) or measure)
        for one in (laid[period.pk] for period in windows)
    ]
    return [_figure(measure, windows[-1], of_place) for of_place in zip(*parts, strict=True)]


def _figure(measure: Measure, period: Period, parts: Sequence[Sum]) -> CarriedFigure:
    mark = Comparability.KEPT
    for one in parts:
        mark |= one.comparability
    expected, given = sum(one.expected for one in parts), sum(one.reported for one in parts)
    left_out = sum(one.left_out for one in parts)
    answers = measure.numerator.kind == Kind.YES_NO
    of_units = measure.target.measured_by == MeasuredBy.UNITS and answers
    lower = _added(one.lower for one in parts) if measure.denominator_id else None
    upper = _added(one.upper for one in parts)
    measured = None
    if given and upper is not None:
        whole = expected - left_out if of_units else lower
        exact = _exact(parts) if measure.denominator_id else None
        measured = Measured(upper, whole, scales_of(measure), exact)
    figure = DatedFigure(
        day=period.end,
        measured=measured,
        expected=expected,
        reported=given,
        accepted=sum(one.accepted for one in parts),
        correcting=sum(one.correcting for one in parts),
        unknown=sum(one.unknown for one in parts),
        blank=sum(one.blank for one in parts),
        apart=sum(one.apart for one in parts),
        left_out=left_out,
        whole_known=of_units,
        adds_up=measure.adds_up,
    )
    return CarriedFigure(figure, _words(mark, figure))


def _exact(parts: Sequence[Sum]) -> Exact | None:
    """Both parts of a rate before they were rounded; None where nothing was."""
    upper, lower = (sum(one.exact[side] for one in parts) for side in (0, 1))
    counts = (_added(one.upper for one in parts), _added(one.lower for one in parts))
    return None if upper == counts[0] and lower == counts[1] else (upper, lower)


def _words(marks: Comparability, figure: DatedFigure) -> str:
    if marks & Comparability.NOT_COMPARABLE:
        why = "; ".join(text for mark, text in _WHY.items() if mark & marks) or _NO_SHARE
        if figure.measured is None:
            return f"{_LOST}: {why}"
        return f"{number_words(figure.left_out)} đơn vị {_LOST} nên không tính vào: {why}"
    if figure.expected > 1:  # what is said of each unit that it is of
        marks &= ~Comparability.AGREED
    words = next((text for mark, text in WORDS.items() if mark & marks), "")
    rounded = figure.measured is not None and figure.measured.exact
    return words + _BEFORE_ROUNDING if rounded else words


def _added(amounts: Iterable[int | None]) -> int | None:
    """The sum; None where one of them cannot be said."""
    total = 0
    for one in amounts:
        if one is None:
            return None
        total += one
    return total
