"""A form as the cores read it: its sheet, and the columns of its totals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.figures.marks import BLANK
from phongtrao.core.figures.packing import matrix
from phongtrao.core.rollup.columns import paired
from phongtrao.core.rollup.strata import facts_of_key, strata_of
from phongtrao.core.sheets.columns import unpacked
from phongtrao.core.sheets.elements import Element as Box
from phongtrao.core.sheets.elements import Kind, Sheet
from phongtrao.core.sheets.rules import Rule, Severity
from phongtrao.reporting.models import Element, Measure, SheetRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from phongtrao.core.rollup.adding import Table
    from phongtrao.core.rollup.strata import Strata
    from phongtrao.core.sheets.elements import Cell
    from phongtrao.reporting.models import ReportForm, Submission


_FORMS_KEPT = 256
"""Issued forms that a process keeps as they are read; one of sixty boxes takes about 100 kB."""


def box_of(row: Element) -> Box:
    """An element as the core reads it. Raises ElementUnusable."""
    return Box(
        code=row.code,
        label=row.label,
        kind=Kind(row.kind),
        group=row.group,
        unit=row.unit,
        scale=row.scale,
        least=row.least,
        most=row.most,
        choices=tuple(row.choices),
        required=row.required,
        may_be_not_applicable=row.may_be_not_applicable,
        help=row.help,
    )


def elements_of(form: ReportForm) -> tuple[Element, ...]:
    """The elements of a form in order."""
    return _read_issued(form.pk, form.opened_at)[0] if form.opened_at else _elements(form.pk)


def sheet_of(form: ReportForm) -> Sheet:
    """The form as the core reads it. Raises ElementUnusable, RuleUnreadable, SheetUnusable."""
    if form.opened_at:
        return _read_issued(form.pk, form.opened_at)[1]
    return _sheet(form.pk, _elements(form.pk))


@lru_cache(maxsize=_FORMS_KEPT)
def _read_issued(form: int, issued_at: datetime) -> tuple[tuple[Element, ...], Sheet]:
    """An issued form, read once: neither its elements nor its rules change any more.

    issued_at tells it from what had its number before a database was filled anew.
    """
    elements = _elements(form)
    return elements, _sheet(form, elements)


def forget_forms() -> None:
    """Read issued forms anew: for tests, which change them and set the clock."""
    _read_issued.cache_clear()


def _elements(form: int) -> tuple[Element, ...]:
    return tuple(Element.objects.filter(form=form).order_by("number", "pk"))


def _sheet(form: int, elements: Iterable[Element]) -> Sheet:
    rules = SheetRule.objects.filter(form=form).order_by("pk")
    return Sheet(
        tuple(box_of(row) for row in elements),
        tuple(Rule(row.expression, row.words, Severity(row.severity)) for row in rules),
    )


def cells_of(sheet: Sheet, submission: Submission) -> dict[str, Cell]:
    """What a submission says, box by box in the order of the form."""
    return unpacked(sheet, bytes(submission.row), submission.words)


def counts_the_same(one: Element | None, other: Element | None) -> bool:
    """Whether the figures of two boxes can be added: they count the same indicator, in the same
    digits; those without one ask for the same in the same words.
    """
    if one is None or other is None:
        return one is other
    what = (one.kind, one.scale, one.indicator_id, one.part)
    if what != (other.kind, other.scale, other.indicator_id, other.part):
        return False
    return bool(one.indicator_id) or (one.label, one.unit) == (other.label, other.unit)


@dataclass(frozen=True)
class Layout:
    """The columns of a form's totals: those of its sheet, then two for each rate, then one for each
    other measure that is of some of the units only.

    measures: of the form, in their order.
    """

    sheet: Sheet
    measures: tuple[Measure, ...]

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Code of an element → its column."""
        return {box.code: place for place, box in enumerate(self.sheet.columns)}

    @cached_property
    def rates(self) -> tuple[Measure, ...]:
        """The measures with a denominator; the k-th has columns width + 2·k and the next."""
        return tuple(measure for measure in self.measures if measure.denominator_id)

    @cached_property
    def by_target(self) -> dict[int, Measure]:
        """Id of a target → how the form measures it."""
        return {one.target_id: one for one in self.measures}

    def as_here(self, measure: Measure) -> Measure | None:
        """How this form measures the target of a measure of another version; None where it does
        not, or counts something else.
        """
        here = self.by_target.get(measure.target_id)
        if here is None or here.pk == measure.pk:
            return here
        same = (
            counts_the_same(here.numerator, measure.numerator)
            and counts_the_same(here.denominator, measure.denominator)
            and here.strata == measure.strata
        )
        return here if same else None

    @property
    def own_width(self) -> int:
        """Columns of the sheet."""
        return len(self.sheet.columns)

    @property
    def width(self) -> int:
        """Columns of a total."""
        return self.own_width + 2 * len(self.rates) + len(self.parted)

    @cached_property
    def strata(self) -> dict[int, Strata]:
        """Id of a measure → of which units it is; of those that are not of all."""
        return {one.pk: strata_of(one.strata) for one in self.measures if one.strata}

    def measures_of(self, stratum: str) -> list[Measure]:
        """The measures that are of a unit, those of its own stratum before those of everyone.
        stratum: of its report (`Obligation.stratum`).
        """
        unit = facts_of_key(stratum)
        own = [one for one in self.measures if one.pk in self.strata]
        here = [one for one in own if self.strata[one.pk].holds(unit)]
        return here + [one for one in self.measures if one.pk not in self.strata]

    @cached_property
    def parted(self) -> tuple[Measure, ...]:
        """The measures without a denominator that are of some of the units only."""
        return tuple(
            one for one in self.measures if one.pk in self.strata and not one.denominator_id
        )

    def column(self, measure: Measure) -> int:
        """The column of what a measure counts; the denominator of a rate stands in the next."""
        if measure.denominator_id:
            return self.rate_column(measure)
        if measure.pk in self.strata:
            return self.own_width + 2 * len(self.rates) + self.parted.index(measure)
        return self.column_of[measure.numerator.code]

    def owed(self, measure: Measure, many: int, by_stratum: Mapping[str, int]) -> int:
        """Of how many of those that owe a report a measure is. many: all of them."""
        strata = self.strata.get(measure.pk)
        return strata.count(by_stratum) if strata else many

    def rate_column(self, measure: Measure) -> int:
        """The column of a rate's numerator; its denominator stands in the next."""
        return self.own_width + 2 * self.rates.index(measure)

    def table(
        self, rows: Sequence[bytes], strata: Sequence[str] = (), *, outside: int = BLANK
    ) -> Table:
        """Packed reports with the columns of the measures beside them, one row a report.

        strata: of each report (`Obligation.stratum`). outside: what stands in the columns of a
        measure for units that it is not of. ValueError without the strata where they are needed.
        """
        own = matrix(rows, self.own_width)
        upper = [self.column_of[one.numerator.code] for one in self.rates]
        lower = [self.column_of[one.denominator.code] for one in self.rates if one.denominator]
        alone = own[:, [self.column_of[one.numerator.code] for one in self.parted]]
        table: Table = np.concatenate((own, paired(own, upper, lower), alone), axis=1)
        if not self.strata:
            return table
        if len(strata) != len(rows):
            raise ValueError(f"{len(rows)} reports of {len(strata)} strata")
        for one in self.measures:
            if one.pk in self.strata:
                first = self.column(one)
                last = first + (2 if one.denominator_id else 1)
                table[~self.strata[one.pk].inside(strata), first:last] = outside
        return table


def scales_of(measure: Measure) -> tuple[int, int]:
    """How many decimal places the boxes have by which a target is measured; of units, none."""
    return measure.numerator.scale, measure.denominator.scale if measure.denominator else 0


def layout_of(form: ReportForm, *, targets: bool = True) -> Layout:
    """The columns of a form's totals: one query for an issued form that was read before. targets:
    whether the measures' targets are read too.
    """
    return layouts_of([form], targets=targets)[form.pk]


def layouts_of(forms: Collection[ReportForm], *, targets: bool = True) -> dict[int, Layout]:
    """The columns of several forms' totals, by id."""
    elements = {row.pk: row for form in forms for row in elements_of(form)}
    measures: dict[int, list[Measure]] = {form.pk: [] for form in forms}
    rows = Measure.objects.filter(form__in=measures).order_by("form_id", "pk")
    for row in rows.select_related("target") if targets else rows:
        row.numerator = elements[row.numerator_id]
        row.denominator = elements[row.denominator_id] if row.denominator_id else None
        measures[row.form_id].append(row)
    return {form.pk: Layout(sheet_of(form), tuple(measures[form.pk])) for form in forms}
