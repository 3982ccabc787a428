"""Make the boxes, rules and measures of a form out of targets, each thing that is counted once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from phongtrao.core.dates.window_rules import asks_same_days
from phongtrao.core.errors import RuleBroken
from phongtrao.core.rollup.strata import Strata
from phongtrao.core.sheets.elements import MOST_BOXES, Kind
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.targets.proposal import scope_words, target_name
from phongtrao.core.text.folding import bare
from phongtrao.programme.models import Group, MeasuredBy
from phongtrao.reporting.actions.totals import hold_form, rebuild_totals
from phongtrao.reporting.models import (
    Direction,
    Element,
    Indicator,
    IndicatorVersion,
    Measure,
    ReportForm,
    SheetRule,
)
from phongtrao.reporting.queries.asking import is_there
from phongtrao.reporting.queries.sensitive import is_proposed
from phongtrao.reporting.queries.strata import settlement_of_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from phongtrao.programme.models import Target

_LABEL_MAX, _GROUP_MAX = 500, 200
_COMMUNES = re.compile(r"(?:tong so |so |cac )*(?:(?:xa|phuong|dac khu|thi tran)(?:, | va )?)+")
_EVENTS = (MeasuredBy.COUNT, MeasuredBy.ZERO)


class FormTooLong(RuleBroken):
    """A form is filled in on one page."""

    code = "report-form-too-long"
    message = (
        "Biểu mẫu “{form}” sẽ có quá {most} ô, nhiều hơn một bảng nhập được. Hãy chia thành nhiều"
        " biểu mẫu."
    )


class FormBuilder:
    """Adds targets to a form, each thing that is counted once."""

    def __init__(self, form: ReportForm, on: date) -> None:
        self.form, self.on = form, on
        self.asked_elsewhere: dict[str, str] = {}
        self._boxes: dict[tuple[str, str], Element] = {}
        self._indicators: dict[tuple[str, str], Indicator] = {
            (bare(row.name), row.asked_as): row for row in _indicators_of(form)
        }

    def add(self, target: Target) -> None:
        """Add the boxes of a target.

        A commune lies in town or in the country as a whole: what a plan asks of either is asked of
        all communes in the same boxes, and counted of those that lie there.
        """
        strata = self._strata(target)
        scope = "" if strata.is_everyone else scope_words(target.stratum)
        name = target_name(target.subject, target.measure, "" if scope else target.stratum)
        upper = target.numerator.removesuffix(scope) or name
        kind, lower = Kind.INTEGER, target.denominator.removesuffix(scope)
        if target.measured_by == MeasuredBy.UNITS and says_of_itself(target, self.form.group):
            kind, upper, lower = Kind.YES_NO, name, ""
        how = {"adds_up": _adds_up(target, upper), "strata": strata.as_row()}
        elsewhere = self._elsewhere(upper, lower, kind)
        if elsewhere:
            self._measure_elsewhere(target, elsewhere, how)
        else:
            self._measure(target, (upper, kind, lower), name[:_GROUP_MAX], how)

    def _strata(self, target: Target) -> Strata:
        of_communes = self.form.group == Group.COMMUNES
        return settlement_of_words(target.stratum) if of_communes else Strata()

    def _measure_elsewhere(
        self, target: Target, boxes: Sequence[Element], how: Mapping[str, Any]
    ) -> None:
        form, lower = boxes[0].form, boxes[1] if len(boxes) > 1 else None
        self.asked_elsewhere[str(target)] = form.name
        hold_form(form)
        _, made = Measure.objects.get_or_create(
            form=form,
            target=target,
            defaults={"numerator": boxes[0], "denominator": lower, **how},
        )
        self._measure_draft(target, boxes, how)
        if made and (lower or how["strata"]):
            # These are more columns of every total.
            for period in form.periods.all():
                rebuild_totals(period)

    def _measure(
        self, target: Target, asked: tuple[str, Kind, str], group: str, how: Mapping[str, Any]
    ) -> None:
        upper, kind, lower = asked
        numerator = self._box(upper, kind, group)
        denominator = self._box(lower, Kind.INTEGER, group) if lower else None
        Measure.objects.create(
            form=self.form, target=target, numerator=numerator, denominator=denominator, **how
        )
        if denominator:
            self._refuse_more_than_all(numerator, denominator)

    def _refuse_more_than_all(self, numerator: Element, denominator: Element) -> None:
        SheetRule.objects.get_or_create(
            form=self.form,
            expression=f"{numerator.code} <= {denominator.code}",
            words=f"{numerator.code} không được lớn hơn {denominator.code}",
            severity=Severity.REFUSE,
        )

    def _measure_draft(
        self, target: Target, boxes: Sequence[Element], how: Mapping[str, Any]
    ) -> None:
        """Measure a target by the draft of a form's next version, too, where it asks the same."""
        draft = ReportForm.objects.filter(earlier=boxes[0].form).first()
        if draft is None:
            return
        found = (
            draft.elements.filter(indicator=box.indicator, part=box.part, kind=box.kind).first()
            for box in boxes
        )
        same = [box for box in found if box]
        if len(same) == len(boxes):
            Measure.objects.get_or_create(
                form=draft,
                target=target,
                defaults={
                    "numerator": same[0],
                    "denominator": same[1] if len(same) > 1 else None,
                    **how,
                },
            )

    def _elsewhere(self, upper: str, lower: str, kind: Kind) -> list[Element]:
        """The boxes of one open form of the office and group that ask all of it already, for the
        same days.
        """
        found: list[Element] = []
        for words, wanted in ((upper, kind), (lower, Kind.INTEGER)):
            indicator = self._indicators.get((bare(words), wanted)) if words else None
            if words and indicator is None:
                return []
            if indicator:
                rows = indicator.elements.exclude(form=self.form).filter(
                    part="", form__opened_at__isnull=False, form__group=self.form.group
                )
                # A draft of its next version asks nobody yet.
                rows = rows.exclude(form__later__opened_at__isnull=False)
                if found:
                    rows = rows.filter(form=found[0].form)
                one = next(filter(self._asks_same_days, rows.select_related("form")), None)
                if one is None:
                    return []
                found.append(one)
        return found

    def _asks_same_days(self, box: Element) -> bool:
        return asks_same_days(box.form.window, self.form.window, self.on.year)

    def _box(self, words: str, kind: Kind, group: str) -> Element:
        key = (bare(words), kind)
        if key not in self._boxes:
            number = len(self._boxes) + 1
            refuse_too_long(self.form, number)
            self._boxes[key] = Element.objects.create(
                form=self.form,
                number=number,
                code=f"A{number}",
                group=group,
                label=words[:_LABEL_MAX],
                kind=kind,
                least=None if kind == Kind.YES_NO else 0,
                indicator=self._indicator(words, kind),
            )
        return self._boxes[key]

    def _indicator(self, words: str, kind: Kind) -> Indicator:
        key = (bare(words), kind)
        if key not in self._indicators:
            office = self.form.office
            number = Indicator.objects.filter(office=office).count() + 1
            made = Indicator.objects.create(
                office=office,
                code=f"CS{number:03}",
                name=words[:_LABEL_MAX],
                sensitive=is_proposed(kind, words),
            )
            IndicatorVersion.objects.create(
                indicator=made,
                numerator=words[:_LABEL_MAX],
                direction=Direction.NONE,
                valid_from=self.on,
            )
            self._indicators[key] = made
        return self._indicators[key]


def _adds_up(target: Target, counted: str) -> bool:
    """Whether what a target counts happens, and is added up over windows. What must be none by a
    day ("đến năm 2025 không còn địa bàn trọng điểm") is there or not: the newest figure counts.
    """
    if target.measured_by == MeasuredBy.ZERO and is_there(counted):
        return {one.horizon_kind for one in target.thresholds.all()} != {"by"}
    return target.measured_by in _EVENTS


def refuse_too_long(form: ReportForm, boxes: int) -> None:
    """Refuse a form of so many boxes. Raises FormTooLong."""
    if boxes > MOST_BOXES:
        raise FormTooLong(form=form.name, most=MOST_BOXES)


def says_of_itself(target: Target, group: str) -> bool:
    """Tell whether each unit of a group says of itself whether it meets a target of units; else it
    counts the units that do.
    """
    subject = bare(target.subject)
    if group == Group.COMMUNES:
        return _COMMUNES.fullmatch(subject) is not None
    return group == Group.EVERYONE or bare(group) in subject


def _indicators_of(form: ReportForm) -> Iterable[Any]:
    """The indicators of the form's office with the kind of box that asks for each."""
    rows = Indicator.objects.filter(office=form.office).annotate(asked_as=Max("elements__kind"))
    return rows.order_by("pk")
