"""What the page of an indicator shows of its figures: a box over time, and what lies below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from phongtrao.core.sheets.elements import COUNTED
from phongtrao.programme.models import Target
from phongtrao.reporting.models import Element, Measure, Obligation, Period
from phongtrao.reporting.queries.addressed import forms_read, reads_all
from phongtrao.reporting.queries.box_series import BoxSeries
from phongtrao.reporting.queries.earlier import roots_of
from phongtrao.reporting.queries.opened import opened_by
from phongtrao.reporting.queries.places import place_read, steps_to
from phongtrao.reporting.queries.public_figures import PublicPage
from phongtrao.reporting.queries.sensitive import hidden_boxes
from phongtrao.reporting.queries.target_page import TargetPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Indicator
    from phongtrao.reporting.queries.places import Step
    from phongtrao.reporting.queries.series import Seen


@dataclass(frozen=True)
class Wanted:
    """What was asked for. place: id of a unit, "" for what the reader stands at; period: an id, 0
    for the newest; code: of the box, where a form has several, "" for the first.
    """

    place: str
    period: int
    code: str


class IndicatorFigures:
    """The figures of an indicator that a person reads: of one box, over the versions of its form.

    boxes: that one, the newest version first. place: None for all who report. is_public: the counts
    of sensitive work are shown in their public form only.
    """

    def __init__(self, user: User, boxes: Sequence[Element], wanted: Wanted, seen: Seen) -> None:
        self.user, self.boxes, self.wanted, self.seen = user, boxes, wanted, seen
        self.form = boxes[0].form
        self.reads_all = reads_all(user, self.form)
        self.place = place_read(
            user, wanted.place, self.owed, self.form.unit, seen.on, reads_all=self.reads_all
        )
        within = self.place.pk if self.place else None
        self.is_public = boxes[0].code in hidden_boxes(user, self.form, within)

    @property
    def owed(self) -> QuerySet[Obligation]:
        """The reports that hold it."""
        return Obligation.objects.filter(period__form__in=[box.form_id for box in self.boxes])

    @property
    def steps(self) -> list[Step]:
        """The wider places that the person may look at, the widest first."""
        whole = self.form.unit
        return steps_to(self.user, self.place, self.owed, whole, reads_all=self.reads_all)

    def shown(self, seen: Seen) -> TargetPage:
        """The figures at the place, for who reads them as they are."""
        series = BoxSeries(self.boxes, self.place, seen)
        return TargetPage(series.target, self.place, seen, self.wanted.period, series)

    @cached_property
    def public(self) -> PublicPage:
        """What the public sees of them: of all who report. It has no table of what stands in a
        measure of the form, is a part or has parts: then what is hidden in another table would be
        found by subtracting this one.
        """
        return PublicPage.of_boxes(self.boxes, self.wanted.period, self.seen.on)

    @property
    def measured(self) -> QuerySet[Target]:
        """The targets that the form measures by it and whose public figures the person reads."""
        indicator = self.boxes[0].indicator_id
        by = Measure.objects.filter(
            Q(numerator__indicator=indicator) | Q(denominator__indicator=indicator),
            form__in=forms_read(self.user).values("pk"),
        ).order_by()
        return Target.objects.filter(pk__in=by.values("target")).order_by("number", "pk")


def figures_of_indicator(
    user: User, indicator: Indicator, wanted: Wanted, seen: Seen
) -> IndicatorFigures | None:
    """The figures of an indicator, of the form that was asked for, else of the newest that the
    person reads; None where no issued form that he reads asks for it in numbers.

    Raises Http404 for a place whose figures the person may not read.
    """
    asked = indicator.elements.filter(form__opened_at__isnull=False, kind__in=COUNTED)
    boxes = list(
        asked.select_related("form__unit", "form__office", "form__programme").order_by(
            "-form__opened_at", "-form", "number", "pk"
        )
    )
    for form in _forms(boxes, wanted, seen):
        try:
            return IndicatorFigures(user, _line(boxes, form, wanted), wanted, seen)
        except Http404:
            continue
    if wanted.place:
        raise Http404
    return None


def _line(boxes: Sequence[Element], form: int, wanted: Wanted) -> list[Element]:
    """The box that was asked for in all versions of a form, the newest first."""
    here = [box for box in boxes if box.form_id == form]
    chosen = next((box for box in here if box.code == wanted.code), here[0])
    roots = roots_of({box.form for box in boxes})
    found: dict[int, Element] = {}
    for box in boxes:
        same = (box.kind, box.part, roots[box.form_id])
        alike = same == (chosen.kind, chosen.part, roots[chosen.form_id])
        if alike and (box.form_id not in found or box.code == chosen.code):
            found[box.form_id] = box
    return list(found.values())


def _forms(boxes: Sequence[Element], wanted: Wanted, seen: Seen) -> list[int]:
    """The form of the period that was asked for, then by what was asked last, then issued last."""
    issued = [box.form_id for box in boxes]
    rows = Period.objects.filter(form__in=set(issued)).order_by("-end", "-pk")
    if seen.known:
        rows = rows.filter(opened_by(seen.on))
    periods = dict(rows.values_list("pk", "form"))
    first = [periods[wanted.period]] if wanted.period in periods else []
    return list(dict.fromkeys([*first, *periods.values(), *issued]))
