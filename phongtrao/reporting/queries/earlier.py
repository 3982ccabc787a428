"""Earlier reports of units on the same form, also on its earlier versions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.dates.periods import MONTHS, period_before, period_title, read_period
from phongtrao.core.questions.facts import Past
from phongtrao.core.sheets.columns import unpacked
from phongtrao.core.sheets.floating import floating
from phongtrao.reporting.models import Obligation, ReportForm
from phongtrao.reporting.queries.counted import CELLS, COUNTS, cells_standing, newest_of
from phongtrao.reporting.queries.sheets import sheet_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from phongtrao.core.sheets.elements import Cell, Element, Sheet
    from phongtrao.reporting.models import Period

_A_YEAR = 12
_FEWEST = 4
"""Periods to look back at least, for the history of a rhythm that has few a year."""


def periods_a_year(period: Period) -> int:
    """How often a year its rhythm returns; 1 for what comes seldom or once."""
    return max(1, _A_YEAR // MONTHS.get(read_period(period.name).rhythm, _A_YEAR))


def earlier_names(period: Period) -> list[str]:
    """The names of the periods before, newest first, a year back and at least four; none for what
    is asked once.
    """
    names: list[str] = []
    name = period_before(period.name)
    while name and len(names) < max(_FEWEST, periods_a_year(period)):
        names.append(name)
        name = period_before(name)
    return names


def versions_of(form: ReportForm) -> list[int]:
    """Ids of a form and of its earlier versions."""
    found = [form.pk]
    earlier = form.earlier_id
    while earlier:
        found.append(earlier)
        earlier = ReportForm.objects.values_list("earlier_id", flat=True).get(pk=earlier)
    return found


def roots_of(forms: Iterable[ReportForm]) -> dict[int, int]:
    """Id of each form → that of its first version; one query a generation of versions."""
    before = {form.pk: form.earlier_id for form in forms}
    asked = set(before)
    while missing := {one for one in before.values() if one} - before.keys():
        before |= ReportForm.objects.filter(pk__in=missing).values_list("pk", "earlier_id")
    found = {}
    for form in asked:
        root = form
        while earlier := before[root]:
            root = earlier
        found[form] = root
    return found


def history_of(
    period: Period, sheet: Sheet, units: Collection[int]
) -> dict[int, tuple[Past | None, ...]]:
    """What units reported before, oldest first, one entry a period, None where there is no report
    that counts; an empty history where there never was one.

    A box of an earlier version that asks for something else is left out.
    """
    names = earlier_names(period)
    rows = _reports(period, names, units).values_list(
        "unit", "period__name", "period__form", *CELLS
    )
    sheets = {period.form_id: sheet}
    found: dict[int, dict[str, Past]] = defaultdict(dict)
    for unit, name, form, *said in rows:
        if form not in sheets:
            sheets[form] = sheet_of(ReportForm.objects.get(pk=form))
        cells = unpacked(sheets[form], *cells_standing(*said))
        found[unit][name] = Past(period_title(name), _comparable(sheet, sheets[form], cells))
    return {
        unit: tuple(known.get(name) for name in reversed(names)) if known else ()
        for unit, known in ((unit, found.get(unit, {})) for unit in units)
    }


def figures_before(
    period: Period, sheet: Sheet, units: Sequence[int]
) -> dict[int, NDArray[np.float64]]:
    """The figures of `history_of`, for many units at once: how many periods back → a row a unit in
    their order, a column a column of the form, NaN where there is no number.
    """
    names = earlier_names(period)
    rows = _reports(period, names, units).values_list(
        "unit", "period__name", "period__form", "state", "current__row", "frozen__row"
    )
    alike: dict[tuple[int, int], list[tuple[int, bytes]]] = defaultdict(list)
    place = {unit: number for number, unit in enumerate(units)}
    for unit, name, form, state, row, frozen in rows:
        said = bytes(newest_of(state, row, frozen))
        alike[names.index(name) + 1, form].append((place[unit], said))
    sheets = {period.form_id: sheet}
    found: dict[int, NDArray[np.float64]] = {}
    for (back, form), some in alike.items():
        if form not in sheets:
            sheets[form] = sheet_of(ReportForm.objects.get(pk=form))
        table = found.setdefault(back, np.full((len(units), len(sheet.columns)), np.nan))
        there = {box.code: column for column, box in enumerate(sheets[form].columns)}
        same = [
            column
            for column, box in enumerate(sheet.columns)
            if box.code in there and _asks(box) == _asks(sheets[form].by_code[box.code])
        ]
        told = floating(sheets[form], [row for _, row in some])
        told = told[:, [there[sheet.columns[column].code] for column in same]]
        table[np.ix_([number for number, _ in some], same)] = told
    return found


def _reports(
    period: Period, names: Collection[str], units: Collection[int]
) -> QuerySet[Obligation]:
    """The reports of earlier periods that count, those of an earlier version of the form first."""
    return Obligation.objects.filter(
        COUNTS,
        unit__in=units,
        period__name__in=names,
        period__form__in=versions_of(period.form) if names else (),
    ).order_by("period__form__number", "pk")


def _comparable(sheet: Sheet, earlier: Sheet, cells: dict[str, Cell]) -> dict[str, Cell]:
    if sheet is earlier:
        return cells
    return {
        code: cell
        for code, cell in cells.items()
        if code in sheet.by_code and _asks(sheet.by_code[code]) == _asks(earlier.by_code[code])
    }


def _asks(element: Element) -> tuple[str, ...]:
    return (element.label, element.kind, element.unit, *element.choices)
