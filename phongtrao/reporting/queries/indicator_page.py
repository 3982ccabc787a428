"""What the page of an indicator shows of its figures: a box over time, and what lies below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from phongtrao.core.sheets.elements import COUNTED
from phongtrao.reporting.models import Obligation, Period
from phongtrao.reporting.queries.addressed import reads_all
from phongtrao.reporting.queries.box_series import BoxSeries
from phongtrao.reporting.queries.earlier import roots_of
from phongtrao.reporting.queries.places import place_read, steps_to
from phongtrao.reporting.queries.public_figures import PublicPage
from phongtrao.reporting.queries.sensitive import hidden_boxes
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.target_page import TargetPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Element, Indicator
    from phongtrao.reporting.queries.places import Step


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

    boxes: that one, the newest version first. place: None for all who report. public: the counts of
    sensitive work are shown in their public form only.
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
        """What the public sees of them: of all who report, by what is accepted today."""
        series = BoxSeries(self.boxes, None, Seen(self.seen.on))
        return PublicPage(series.target, self.wanted.period, series)


def figures_of_indicator(
    user: User, indicator: Indicator, wanted: Wanted, seen: Seen
) -> IndicatorFigures | None:
    """The figures of an indicator; None where no issued form asks for it in numbers.

    Raises Http404 for a place whose figures the person may not read.
    """
    asked = indicator.elements.filter(form__opened_at__isnull=False, kind__in=COUNTED)
    boxes = list(
        asked.select_related("form__unit", "form__office", "form__programme").order_by(
            "-form__opened_at", "-form", "number", "pk"
        )
    )
    if not boxes:
        return None
    return IndicatorFigures(user, _line(boxes, wanted), wanted, seen)


def _line(boxes: Sequence[Element], wanted: Wanted) -> list[Element]:
    """The box that was asked for in all versions of its form, the newest first."""
    periods = Period.objects.filter(pk=wanted.period, form__in={box.form_id for box in boxes})
    asked = periods.values_list("form", flat=True).first() if wanted.period else None
    form = asked or _newest_form(boxes)
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


def _newest_form(boxes: Sequence[Element]) -> int:
    """The form that was asked last, else issued last."""
    rows = Period.objects.filter(form__in={box.form_id for box in boxes})
    return rows.order_by("-end", "-pk").values_list("form", flat=True).first() or boxes[0].form_id
