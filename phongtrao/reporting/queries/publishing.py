"""What the public is told of a period: worked out as of one day, then kept (`Publication`).

What is hidden in one table must not be found by another (F26). Beside the tables of one period
(`public_tables`) there are three more ways to subtract:

- one day from another: so a period has one day on which it is published, and what it shows from
  then on never changes, whatever is accepted, corrected or moved later;
- one time from another that holds it (a half-year and its quarters), also where two forms ask for
  the same: so of periods that share a day, one shows a figure, the one published first, and the
  others say where it stands;
- a table that was not there when the others were worked out: so there is none.

A denominator that is not sensitive ("tổng số khu dân cư") may stand in several times, and so may
what is not sensitive and is asked of other units. Who reports a figure knows his own.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.core.sheets.elements import Kind
from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.models import Indicator, Measure, Obligation, Period
from phongtrao.reporting.queries.counted import reports_counted
from phongtrao.reporting.queries.owing import in_parts, level_right_below
from phongtrao.reporting.queries.period_list import last_due
from phongtrao.reporting.queries.public_tables import PublicTable
from phongtrao.reporting.queries.sheets import elements_of, layout_of
from phongtrao.reporting.queries.sums import Reader, figures_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.core.targets.levels import Measured
    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.reporting.queries.public_tables import Report

Told: TypeAlias = "dict[str, Any]"
"""A table as it is kept: stands_in: the period that shows its figures already, and nothing else; or
limit: below which a count is small, scales: as of `Measured`, units: whether units are counted,
rate: whether there are denominators, rows: unit, part (None without a figure), whole (None without
a denominator), whether one unit answers for itself; total: part and whole, None without a figure.
A part or a whole that is not shown is HIDDEN_WORD.
"""
_DAY = timedelta(days=1)


def publication_day(period: Period) -> date:
    """From when on the public is told of a period: some days (PUBLICATION_DAYS) after the last day
    for sending, or after it was opened where that was later.
    """
    opened = timezone.localdate(period.opened_at)
    return max(last_due(period), opened) + int(settings.PUBLICATION_DAYS) * _DAY


def order(period: Period) -> tuple[date, timedelta, int]:
    """Which of periods that share a day shows a figure: the one published first, then the shorter.
    What is opened later is published later than all that can be read already.
    """
    return publication_day(period), period.end - period.start, period.pk


def is_published(period: Period) -> bool:
    """Whether the tables of a period were worked out."""
    return hasattr(period, "publication")


def table_of_target(target: int) -> str:
    """The name of a target's table among those of a period."""
    return f"t{target}"


def table_of_box(box: int) -> str:
    """The name of the table of a box that no target counts."""
    return f"o{box}"


class Tables:
    """The public tables of a period: one for each target that its form measures, and one for each
    sensitive box that stands in no measure and is neither a part nor has any.
    """

    def __init__(self, period: Period) -> None:
        self.period, self.form = period, period.form
        self.layout = layout_of(period.form)
        self.limit = int(settings.SMALL_COUNT_LIMIT)
        self.until = publication_day(period) - _DAY

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Each table's name, and what is counted in it."""
        found = {table_of_target(one.target_id): one for one in self.layout.measures}
        measured = [box for one in found.values() for box in (one.numerator, one.denominator)]
        parted = [box for box in elements_of(self.form) if box.part]
        apart = {box.indicator_id for box in (*measured, *parted) if box}
        for box in elements_of(self.form):
            if box.kind == Kind.INTEGER and box.indicator_id in self._sensitive - apart:
                target = Target(subject=box.label, measured_by=MeasuredBy.UNITS)
                measure = Measure(form=self.form, target=target, numerator=box)
                found[table_of_box(box.pk)] = measure
        return found

    @cached_property
    def _sensitive(self) -> set[int]:
        """The form's sensitive indicators. Its boxes are read once; what is sensitive is said at
        any time.
        """
        boxes = elements_of(self.form)
        asked = {box.indicator_id for box in boxes if box.indicator_id}
        rows = Indicator.objects.filter(pk__in=asked, sensitive=True)
        return set(rows.values_list("pk", flat=True))

    def is_sensitive(self, measure: Measure) -> bool:
        """Whether a table counts sensitive work."""
        boxes = (measure.numerator, measure.denominator)
        return any(box is not None and box.indicator_id in self._sensitive for box in boxes)

    def counts(self, measure: Measure) -> set[tuple[str, int]]:
        """By what the counts of a table are known in those of other periods; nothing for a table in
        which nothing is ever hidden.
        """
        upper, lower = measure.numerator, measure.denominator
        if upper.kind != Kind.INTEGER:
            return set()
        found = {("target", measure.target_id), ("indicator", upper.indicator_id)}
        if lower and lower.indicator_id in self._sensitive:
            found.add(("indicator", lower.indicator_id))
        return {(what, pk) for what, pk in found if pk}

    @cached_property
    def rivals(self) -> list[Period]:
        """The periods that share a day with this one, count some of the same, and are published
        before it, or were: the first one first.
        """
        every = set().union(*(self.counts(one) for one in self.measures.values()))
        targets, indicators = (
            [pk for what, pk in every if what == one] for one in ("target", "indicator")
        )
        rows = Period.objects.filter(
            Q(form__elements__indicator__in=indicators) | Q(form__measures__target__in=targets),
            start__lte=self.period.end,
            end__gte=self.period.start,
        ).exclude(pk=self.period.pk)
        found = rows.select_related("form__unit", "publication").distinct()
        first = [one for one in found if is_published(one) or order(one) < order(self.period)]
        return sorted(first, key=order)

    def told(self) -> dict[str, Told]:
        """What each table shows; those of the rivals are there already."""
        elsewhere = self._elsewhere()
        return {
            name: {"stands_in": elsewhere[name]} if name in elsewhere else self._table(measure)
            for name, measure in self.measures.items()
        }

    def _elsewhere(self) -> dict[str, int]:
        """Table → the first period that shows some of its counts."""
        found: dict[str, int] = {}
        for rival in self.rivals:
            other = Tables(rival)
            shown = {
                name: one
                for name, one in other.measures.items()
                if rival.publication.tables.get(name, {}).get("total")
            }
            for name, measure in self.measures.items():
                same = [
                    one
                    for one in shown.values()
                    if self.counts(measure) & other.counts(one)
                    and (
                        self.is_sensitive(measure)
                        or other.is_sensitive(one)
                        or self._asks_some_of(rival)
                    )
                ]
                if same:
                    found.setdefault(name, rival.pk)
        return found

    def _asks_some_of(self, rival: Period) -> bool:
        """Whether some unit reports for both periods."""
        theirs = Obligation.objects.filter(period=rival).order_by().values("unit")
        return self._owed.filter(unit__in=theirs).exists()

    @property
    def _owed(self) -> QuerySet[Obligation]:
        return Obligation.objects.filter(period=self.period).order_by()

    @cached_property
    def _level(self) -> str:
        """Of which places the rows are. All tables of a form have the same rows, whosever target
        they are of: no place stands as a row in one and in parts in another.
        """
        return level_right_below(self.form.unit)

    @cached_property
    def _sums(self) -> list[tuple[list[int], Any]]:
        """What lies right below, and single reports: their ids and totals of what was accepted."""
        reader = Reader([self.period], {self.form.pk: self.layout}, self.until)
        alone = Q(**{f"{self._level}__isnull": True})
        parts = (reader.by_place(self._level, None), reader.by_report(alone))
        return [(units, sums[self.period.pk].approved_only()) for units, sums in parts]

    def _figures(self, measure: Measure) -> dict[int, DatedFigure]:
        """The figure of each unit right below, of those that something is expected of."""
        found: dict[int, DatedFigure] = {}
        for units, sums in self._sums:
            rows = zip(units, figures_of(measure, [sums]), strict=True)
            found |= {unit: one for unit, one in rows if one.expected or one.reported}
        return found

    @cached_property
    def _reports(self) -> list[Report]:
        """The accepted reports, as of `PublicTable`."""
        found: list[Report] = []
        for part in in_parts(list(self._owed.values_list("unit_id", flat=True))):
            counted = reports_counted(self._owed.filter(unit__in=part), self.until)
            some = [one for one in counted if one.accepted]
            table = self.layout.table([one.row for one in some], [one.stratum for one in some])
            units = [getattr(one, self._level) or one.unit for one in some]
            found += zip(units, table, strict=True)
        return found

    def _table(self, measure: Measure) -> Told:
        figures = self._figures(measure)
        counted = {unit: one.measured for unit, one in figures.items()}
        given = [one for one in counted.values() if one]
        of_units = measure.numerator.kind == Kind.YES_NO
        told: Told = {
            "limit": self.limit,
            "units": of_units,
            "scales": given[0].scales if given else (0, 0),
            "rate": any(one.whole is not None for one in given),
            "rows": [[unit, None, None, False] for unit in figures],
            "total": None,
        }
        if not given:
            return told
        parts = [one.part if one else None for one in counted.values()]
        wholes = [one.whole if one else None for one in counted.values()]
        added = [sum(one or 0 for one in parts), _whole(figures, wholes) if told["rate"] else None]
        nothing = [False] * (len(parts) + 1)
        masks = (nothing, nothing) if of_units else self._masks(measure, list(counted), counted)
        *rows, total = (
            [HIDDEN_WORD if hides else said for hides, said in zip(mask, pair, strict=True)]
            for mask, pair in zip(
                zip(*masks, strict=True), [*zip(parts, wholes, strict=True), added], strict=True
            )
        )
        own = self._answering(figures) if of_units else set()
        told["rows"] = [[unit, *row, unit in own] for unit, row in zip(counted, rows, strict=True)]
        told["total"] = total
        return told

    def _answering(self, figures: Mapping[int, DatedFigure]) -> set[int]:
        """Of what counts units: those of the rows that answered for themselves alone."""
        alone = [unit for unit, one in figures.items() if one.expected == 1 and one.measured]
        return set(self._owed.filter(unit__in=alone).values_list("unit_id", flat=True))

    def _masks(
        self, measure: Measure, units: Sequence[int], counted: Mapping[int, Measured | None]
    ) -> tuple[list[bool], list[bool]]:
        """What is hidden of the parts and of the wholes, each with their total last."""
        upper, lower = measure.numerator, measure.denominator
        counts = {upper.pk: [one.part if one else None for one in counted.values()]}
        if lower:
            counts[lower.pk] = [one.whole if one else None for one in counted.values()]
        table = PublicTable(
            measure=measure,
            layout=self.layout,
            units=units,
            limit=self.limit,
            sensitive=self._sensitive,
            counts=counts,
            reports=lambda: self._reports,
        )
        return table.hidden(upper), table.hidden(lower)


def _whole(figures: Mapping[int, DatedFigure], wholes: Sequence[int | None]) -> int:
    """The denominator of the total. Of what counts units it holds those that have not reported
    too.
    """
    if any(one.whole_known for one in figures.values()):
        return sum(one.expected for one in figures.values())
    return sum(one or 0 for one in wholes)
