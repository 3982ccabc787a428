"""The figures of one box of a form over time: read like those of a target that sets no level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.programme.models import MeasuredBy, Target
from phongtrao.reporting.models import Measure, Period
from phongtrao.reporting.queries.series import Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.reporting.models import Element
    from phongtrao.reporting.queries.series import Seen
    from phongtrao.units.models import Unit


class BoxSeries(Series):
    """The figures of a box at a place (None: all who report); of a box of yes and no, how many of
    the units say yes.

    boxes: what a form and its other versions ask for the same, one a version, each with the form
    and its place; at least one. The target is of this series alone and stored nowhere.
    """

    def __init__(self, boxes: Sequence[Element], place: Unit | None, seen: Seen) -> None:
        self.form = boxes[0].form
        self.target = Target(subject=boxes[0].label, measured_by=MeasuredBy.UNITS)
        self.measures = {
            box.form_id: Measure(form=box.form, target=self.target, numerator=box) for box in boxes
        }
        super().__init__([self.target], place, seen)

    def _asking(self) -> QuerySet[Period]:
        return Period.objects.filter(form__in=self.measures)

    def asked(self) -> Iterator[tuple[Measure, Period]]:
        """What the periods ask for, in order of their ends."""
        for period in self.periods:
            yield self.measures[period.form_id], period

    def levels(self, target: Target, on: date | None = None) -> list[DatedLevel]:
        """None: what is counted is held against nothing."""
        return []

    def whole(self, target: Target) -> Unit:
        """The place that all who report lie at."""
        return self.form.unit
