"""Build a form from the targets of a programme, change it until it is issued, issue it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.dates.window_rules import rule_of
from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.rules import Rule, Severity
from phongtrao.core.text.folding import bare
from phongtrao.programme.models import Group, MeasuredBy
from phongtrao.reporting.actions.totals import rebuild_totals
from phongtrao.reporting.models import (
    Element,
    Indicator,
    IndicatorVersion,
    Measure,
    Period,
    ReportForm,
    SheetRule,
)
from phongtrao.reporting.models.indicators import Direction
from phongtrao.reporting.queries.sheets import box_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from phongtrao.programme.models import Programme, Target

_LABEL_MAX = 500
_COMMUNES = re.compile(r"(?:tong so |so |cac )*(?:(?:xa|phuong|dac khu|thi tran)(?:, | va )?)+")
_EVENTS = (MeasuredBy.COUNT, MeasuredBy.ZERO)


class FormIssued(RuleBroken):
    """A form that was issued stays as it is: figures of one form mean the same."""

    code = "report-form-issued"
    message = (
        "Biểu mẫu “{form}” đã ban hành nên không sửa được. Hãy lập phiên bản mới từ biểu mẫu này."
    )


class FormEmpty(RuleBroken):
    """A form asks for something."""

    code = "report-form-empty"
    message = "Biểu mẫu “{form}” chưa có chỉ tiêu nào. Hãy thêm chỉ tiêu trước khi ban hành."


@dataclass(frozen=True)
class Built:
    """A form made of targets. asked_elsewhere: targets that another open form measures already,
    with the name of that form.
    """

    form: ReportForm
    asked_elsewhere: dict[str, str]


@transaction.atomic
def build_form(
    *,
    programme: Programme,
    targets: Sequence[Target],
    name: str,
    window: Mapping[str, Any],
    group: str,
    stages: int = 1,
    by: User,
) -> Built:
    """Make a form of a programme's targets: for each its boxes, the rule between them, and how it
    is measured. The same thing counted for two targets is asked once, and what another open form of
    the office asks is not asked again.

    window: a row of a window rule. Raises Denied, WindowRuleWrong.
    """
    require(by, Permission.REPORT_FORM_EDIT, programme.office_id)
    rule_of(window)
    form = ReportForm.objects.create(
        office_id=programme.office_id,
        unit_id=programme.unit_id,
        programme=programme,
        name=name.strip()[:300],
        window=dict(window),
        group=group,
        stages=stages,
    )
    builder = _Builder(form, timezone.localdate())
    for target in targets:
        builder.add(target)
    audit.log("report-form.build", form, by=by, targets=len(targets))
    return Built(form, builder.asked_elsewhere)


class _Builder:
    """Adds targets to a form, each thing that is counted once."""

    def __init__(self, form: ReportForm, on: date) -> None:
        self.form, self.on = form, on
        self.asked_elsewhere: dict[str, str] = {}
        self._boxes: dict[tuple[str, str], Element] = {}
        self._indicators: dict[tuple[str, str], Indicator] = {
            (bare(row.name), row.asked_as): row for row in _indicators_of(form)
        }

    def add(self, target: Target) -> None:
        """Add the boxes of a target."""
        upper = target.numerator or str(target)
        if target.measured_by == MeasuredBy.UNITS and says_of_itself(target, self.form.group):
            self._measure(target, str(target), Kind.YES_NO, "")
        elif target.denominator:
            self._measure(target, upper, Kind.INTEGER, target.denominator)
        else:
            self._measure(target, upper, Kind.INTEGER, "")

    def _measure(self, target: Target, upper: str, kind: Kind, lower: str) -> None:
        group = str(target)[:200]
        elsewhere = self._elsewhere(upper, lower, kind)
        if elsewhere:
            form = elsewhere[0].form
            self.asked_elsewhere[str(target)] = form.name
            _, made = Measure.objects.get_or_create(
                form=form,
                target=target,
                defaults={
                    "adds_up": target.measured_by in _EVENTS,
                    "numerator": elsewhere[0],
                    "denominator": elsewhere[1] if lower else None,
                },
            )
            if made and lower:
                # A rate is two more columns of every total.
                for period in form.periods.all():
                    rebuild_totals(period)
            return
        numerator = self._box(upper, kind, group)
        denominator = self._box(lower, Kind.INTEGER, group) if lower else None
        Measure.objects.create(
            form=self.form,
            target=target,
            numerator=numerator,
            denominator=denominator,
            adds_up=target.measured_by in _EVENTS,
        )
        if denominator:
            SheetRule.objects.create(
                form=self.form,
                expression=f"{numerator.code} <= {denominator.code}",
                words=f"{numerator.code} không được lớn hơn {denominator.code}",
                severity=Severity.REFUSE,
            )

    def _elsewhere(self, upper: str, lower: str, kind: Kind) -> list[Element]:
        """The boxes of one open form of the office and group that ask all of it already."""
        found: list[Element] = []
        for words, wanted in ((upper, kind), (lower, Kind.INTEGER)):
            indicator = self._indicators.get((bare(words), wanted)) if words else None
            if words and indicator is None:
                return []
            if indicator:
                rows = indicator.elements.exclude(form=self.form).filter(
                    form__opened_at__isnull=False, form__later=None, form__group=self.form.group
                )
                rows = rows.filter(form__window=self.form.window).select_related("form")
                one = rows.filter(form=found[0].form).first() if found else rows.first()
                if one is None:
                    return []
                found.append(one)
        return found

    def _box(self, words: str, kind: Kind, group: str) -> Element:
        key = (bare(words), kind)
        if key not in self._boxes:
            number = len(self._boxes) + 1
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
                office=office, code=f"CS{number:03}", name=words[:_LABEL_MAX]
            )
            IndicatorVersion.objects.create(
                indicator=made,
                numerator=words[:_LABEL_MAX],
                direction=Direction.NONE,
                valid_from=self.on,
            )
            self._indicators[key] = made
        return self._indicators[key]


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


def _may_edit(form: ReportForm, by: User) -> None:
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    if form.opened_at:
        raise FormIssued(form=form.name)


@transaction.atomic
def save_element(*, form: ReportForm, element: Element | None, by: User, **facts: Any) -> Element:
    """Add a box to a form that is not issued yet, or change one. facts: its fields.

    Raises Denied, FormIssued, ElementUnusable.
    """
    _may_edit(form, by)
    row = element or Element(form=form, number=_next(form))
    for name, value in facts.items():
        setattr(row, name, value)
    box_of(row)
    row.save()
    audit.log("report-form.element", form, by=by, box=row.code)
    return row


def _next(form: ReportForm) -> int:
    return (form.elements.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def drop_element(*, element: Element, by: User) -> None:
    """Take a box away, with the rules that speak of it and what it measures. Raises Denied,
    FormIssued.
    """
    form = element.form
    _may_edit(form, by)
    for row in form.rules.all():
        if element.code in Rule(row.expression, row.words).codes:
            row.delete()
    code = element.code
    element.delete()
    audit.log("report-form.drop-element", form, by=by, box=code)


@transaction.atomic
def order_elements(*, form: ReportForm, codes: Sequence[str], by: User) -> None:
    """Bring the boxes into an order; those that are not named stay behind it. Raises Denied,
    FormIssued.
    """
    _may_edit(form, by)
    place = {code: number for number, code in enumerate(codes)}
    rows = sorted(
        form.elements.all(), key=lambda row: (place.get(row.code, len(place)), row.number)
    )
    for number, row in enumerate(rows, start=1):
        row.number = number
    Element.objects.bulk_update(rows, ["number"])
    audit.log("report-form.order", form, by=by)


@transaction.atomic
def save_rule(
    *,
    form: ReportForm,
    rule: SheetRule | None,
    expression: str,
    words: str,
    severity: str,
    by: User,
) -> SheetRule:
    """Add a rule between boxes, or change one. Raises Denied, FormIssued, RuleUnreadable,
    SheetUnusable for a box that the form has not.
    """
    _may_edit(form, by)
    row = rule or SheetRule(form=form)
    row.expression, row.words, row.severity = expression.strip(), words.strip(), severity
    Rule(row.expression, row.words, Severity(severity))
    row.save()
    sheet_of(form)
    audit.log("report-form.rule", form, by=by, expression=row.expression)
    return row


@transaction.atomic
def drop_rule(*, rule: SheetRule, by: User) -> None:
    """Take a rule away. Raises Denied, FormIssued."""
    _may_edit(rule.form, by)
    audit.log("report-form.drop-rule", rule.form, by=by, expression=rule.expression)
    rule.delete()


@transaction.atomic
def issue_form(*, form: ReportForm, by: User) -> None:
    """From now on the form can be asked for and does not change. Raises Denied, FormIssued,
    FormEmpty, SheetUnusable, ElementUnusable, RuleUnreadable.
    """
    _may_edit(form, by)
    if not form.elements.exists():
        raise FormEmpty(form=form.name)
    sheet_of(form)
    form.opened_at, form.opened_by = timezone.now(), by
    form.save(update_fields=["opened_at", "opened_by"])
    audit.log("report-form.issue", form, by=by, elements=form.elements.count())


@transaction.atomic
def new_version(*, form: ReportForm, by: User) -> ReportForm:
    """A copy of an issued form that can be changed; periods opened before keep the old one. Raises
    Denied.
    """
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    fresh = ReportForm.objects.create(
        office=form.office,
        unit=form.unit,
        programme=form.programme,
        name=form.name,
        number=form.number + 1,
        window=form.window,
        group=form.group,
        stages=form.stages,
        earlier=form,
    )
    copies: dict[int, Element] = {}
    for row in form.elements.all():
        old, row.pk, row.form = row.pk, None, fresh
        row.save()
        copies[old] = row
    for rule in form.rules.all():
        rule.pk, rule.form = None, fresh
        rule.save()
    for measure in form.measures.all():
        measure.pk, measure.form = None, fresh
        measure.numerator = copies[measure.numerator_id]
        measure.denominator = copies.get(measure.denominator_id or 0)
        measure.save()
    audit.log("report-form.new-version", fresh, by=by, number=fresh.number)
    return fresh


@transaction.atomic
def drop_form(*, form: ReportForm, by: User) -> None:
    """Take away a form that was never issued. Raises Denied, FormIssued."""
    _may_edit(form, by)
    assert not Period.objects.filter(form=form).exists()  # noqa: S101 - only issued forms have any
    audit.log("report-form.drop", form, by=by)
    form.delete()
