"""A target of a review over what lies right below today: a row a unit, a column a step. Figures of
units that are gone stand under their heirs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.targets.wording import coverage_words, figure_words
from phongtrao.core.text.folding import name_order
from phongtrao.reporting.queries.review_figures import ReviewFigures
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from phongtrao.core.targets.levels import Measured
    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import Review
    from phongtrao.reporting.queries.review_steps import Step
    from phongtrao.reporting.queries.series import Point, Seen


@dataclass(frozen=True)
class UnitCell:
    """A unit's figure of a step. figure: in words, "" where nothing was reported, or it cannot be
    said, which `mark` then says. target, period: whose page tells more.
    """

    measured: Measured | None
    figure: str
    coverage: str
    mark: str
    target: int
    period: int


@dataclass(frozen=True)
class UnitLine:
    """What lies below today, with a cell a step, each with the title of the step; None where nobody
    was asked for it.
    """

    unit: int
    name: str
    cells: tuple[tuple[str, UnitCell | None], ...]


@dataclass(frozen=True)
class UnitTable:
    """A target of a review over units and steps."""

    target: Target
    steps: tuple[Step, ...]
    rows: list[UnitLine]


def unit_table(review: Review, target: int, seen: Seen) -> UnitTable | None:
    """The figures of a target on the boundaries of the day, by the name of the unit; None when the
    review has no such target.
    """
    figures = ReviewFigures(review, seen)
    chain = figures.chain(target)
    if chain is None:
        return None
    cells: dict[int, dict[str, UnitCell]] = defaultdict(dict)
    for step in figures.steps:
        point = figures.point(chain, step)
        if point:
            carried = figures.on_boundaries(point)
            for part in figures.carried.below([carried])[carried.measure.target_id]:
                for unit, figure, mark in zip(part.units, part.figures, part.marks, strict=True):
                    cells[unit][step.name] = _cell(figures, carried, figure, mark, step)
    names = dict(Unit.objects.filter(pk__in=cells).values_list("pk", "name"))
    return UnitTable(
        chain.target,
        tuple(figures.steps),
        [
            UnitLine(
                unit,
                names[unit],
                tuple((step.title, cells[unit].get(step.name)) for step in figures.steps),
            )
            for unit in sorted(cells, key=lambda one: name_order(names[one], one))
        ],
    )


def _cell(
    figures: ReviewFigures, point: Point, figure: DatedFigure, mark: str, step: Step
) -> UnitCell:
    levels = figures.series.levels(figures.series.targets[point.measure.target_id], step.last)
    noun = "báo cáo" if len(point.windows) > 1 else "đơn vị"
    level = levels[-1].level if levels else None
    return UnitCell(
        figure.measured,
        figure_words(figure, level, own=True),
        coverage_words(figure, noun),
        mark,
        point.measure.target_id,
        point.period.pk,
    )
