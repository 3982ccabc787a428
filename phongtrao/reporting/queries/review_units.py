"""A target of a review over what lies right below today: a row a unit, a column a step. Figures of
units that are gone stand under their heirs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.targets.standing import newest_said
from phongtrao.core.targets.wording import coverage_words, figure_words, why_words
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

    _Told = tuple[Point, DatedFigure, str]
    """A figure of a unit, and what is to be said of it."""


@dataclass(frozen=True)
class UnitCell:
    """A unit's figure of a step. figure: in words, or why there is none; "" where several units
    have different reasons, or it cannot be said, which `mark` then says. title: the period that it
    is of, "" where that is the step. target, period: whose page tells more.
    """

    measured: Measured | None
    figure: str
    coverage: str
    mark: str
    title: str
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
    """The figures of a target on the boundaries of the day, by the name of the unit; of one that
    has not said what stands for a step, what it said before. None when the review has no such
    target.
    """
    figures = ReviewFigures(review, seen)
    chain = figures.chain(target)
    if chain is None:
        return None
    cells: dict[int, dict[str, UnitCell]] = defaultdict(dict)
    for step in figures.steps:
        told: dict[int, list[_Told]] = defaultdict(list)
        for point in figures.points(chain, step):
            carried = figures.on_boundaries(point)
            for part in figures.carried.below([carried])[carried.measure.target_id]:
                for unit, figure, mark in zip(part.units, part.figures, part.marks, strict=True):
                    told[unit].append((carried, figure, mark))
        for unit, some in told.items():
            newest = newest_said([figure for _, figure, _ in some])
            found = next((one for one in some if one[1] is newest), some[-1])
            cells[unit][step.name] = _cell(figures, step, *found)
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
    figures: ReviewFigures, step: Step, point: Point, figure: DatedFigure, mark: str
) -> UnitCell:
    levels = figures.series.levels(figures.series.targets[point.measure.target_id], step.last)
    noun = "báo cáo" if len(point.windows) > 1 else "đơn vị"
    level = levels[-1].level if levels else None
    return UnitCell(
        figure.measured,
        figure_words(figure, level, own=True) or why_words(figure),
        coverage_words(figure, noun),
        mark,
        step.told_by(point.period.name),
        point.measure.target_id,
        point.period.pk,
    )
