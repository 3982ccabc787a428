"""Build a form from the targets of a programme, change it until it is issued, issue it."""

from __future__ import annotations

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
from phongtrao.core.sheets.rules import Rule, Severity
from phongtrao.reporting.actions.form_builder import FormBuilder, refuse_too_long
from phongtrao.reporting.actions.indicators import require_counts
from phongtrao.reporting.models import (
    Element,
    Measure,
    Period,
    ReportForm,
    SheetRule,
)
from phongtrao.reporting.queries.box_drops import going_with
from phongtrao.reporting.queries.box_parts import parts_under
from phongtrao.reporting.queries.form_shown import changes, in_words
from phongtrao.reporting.queries.known import refusal_of_known
from phongtrao.reporting.queries.sheets import box_of, sheet_of
from phongtrao.reporting.queries.stages import ACCEPTING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from phongtrao.programme.models import Programme, Target


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


class RuleTwice(RuleBroken):
    """A form says a rule once, or who breaks it reads it twice."""

    code = "sheet-rule-twice"
    message = (
        "Biểu mẫu đã có quy tắc “{expression}” nói đúng điều này. Hãy sửa quy tắc đó, hoặc viết một"
        " điều khác."
    )


class KnownUnusable(RuleBroken):
    """What the system fills into a box is a count that it can make."""

    code = "element-known-unusable"
    message = "Ô {element} không ghi sẵn số đã có được: {why}."


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
    levels: Collection[str] = (),
    signs_off: bool = False,
    by: User,
) -> Built:
    """Make a form of a programme's targets: for each its boxes, the rule between them, and how it
    is measured. The same thing counted for two targets is asked once, and what another open form of
    the office asks is not asked again.

    window: a row of a window rule. Raises Denied, WindowRuleWrong, FormTooLong.
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
        levels=[level for level in ACCEPTING if level in levels],
        signs_off=signs_off,
    )
    builder = FormBuilder(form, timezone.localdate())
    for target in targets:
        builder.add(target)
    audit.log("report-form.build", form, by=by, targets=len(targets))
    return Built(form, builder.asked_elsewhere)


def _may_edit(form: ReportForm, by: User) -> None:
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    if form.opened_at:
        raise FormIssued(form=form.name)


@transaction.atomic
def save_element(*, form: ReportForm, element: Element | None, by: User, **facts: Any) -> Element:
    """Add a box to a form that is not issued yet, or change one. facts: its fields.

    Raises Denied, FormIssued, FormTooLong, ElementUnusable, KnownUnusable,
    SensitiveCountsOnly.
    """
    _may_edit(form, by)
    if element is None:
        refuse_too_long(form, form.elements.count() + 1)
    row = element or Element(form=form, number=_next(form))
    before = in_words(row) if element else {}
    for name, value in facts.items():
        setattr(row, name, value)
    box_of(row)
    require_counts(row.indicator, row)
    why = refusal_of_known(row)
    if why:
        raise KnownUnusable(element=row.code, why=why)
    row.save()
    changed = changes(before, row)
    audit.log("report-form.element", form, by=by, box=row.code, part=row.pk, changed=changed)
    return row


def _next(form: ReportForm) -> int:
    return (form.elements.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def drop_element(*, element: Element, by: User) -> None:
    """Take a box away, with its parts, the rules that speak of it and what it measures; the log
    holds enough of them to make them again. Raises Denied, FormIssued.
    """
    form = element.form
    _may_edit(form, by)
    for part in parts_under(list(form.elements.all()), element.code):
        drop_element(element=part, by=by)
    going = going_with(element)
    audit.log(
        "report-form.drop-element",
        form,
        by=by,
        box=element.code,
        part=element.pk,
        was=in_words(element),
        rules=going.rule_words,
        measures=going.measure_words,
    )
    for rule in going.rules:
        drop_rule(rule=rule, by=by)
    for measure in going.measures:
        drop_measure(measure=measure, by=by)
    element.delete()


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
    RuleTwice, SheetUnusable for a box that the form has not.
    """
    _may_edit(form, by)
    row = rule or SheetRule(form=form)
    before = in_words(rule) if rule else {}
    row.expression, row.words, row.severity = expression.strip(), words.strip(), severity
    said = Rule(row.expression, row.words, Severity(severity))
    for other in form.rules.exclude(pk=row.pk):
        if Rule(other.expression, other.words).meaning == said.meaning:
            raise RuleTwice(expression=other.expression)
    row.save()
    sheet_of(form)
    audit.log(
        "report-form.rule",
        form,
        by=by,
        expression=row.expression,
        part=row.pk,
        changed=changes(before, row),
    )
    return row


@transaction.atomic
def drop_rule(*, rule: SheetRule, by: User) -> None:
    """Take a rule away. Raises Denied, FormIssued."""
    _may_edit(rule.form, by)
    audit.log(
        "report-form.drop-rule",
        rule.form,
        by=by,
        expression=rule.expression,
        part=rule.pk,
        was=in_words(rule),
    )
    rule.delete()


@transaction.atomic
def drop_measure(*, measure: Measure, by: User) -> None:
    """Measure a target by a draft no more; its boxes stay. Raises Denied, FormIssued."""
    _may_edit(measure.form, by)
    audit.log(
        "report-form.drop-measure",
        measure.form,
        by=by,
        target=measure.target_id,
        part=measure.pk,
        was=in_words(measure),
    )
    measure.delete()


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
        levels=form.levels,
        signs_off=form.signs_off,
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
    for addressee in form.addressees.all():
        addressee.pk, addressee.form = None, fresh
        addressee.save()
    audit.log("report-form.new-version", fresh, by=by, number=fresh.number)
    return fresh


@transaction.atomic
def drop_form(*, form: ReportForm, by: User) -> None:
    """Take away a form that was never issued. Raises Denied, FormIssued."""
    _may_edit(form, by)
    assert not Period.objects.filter(form=form).exists()  # noqa: S101 - only issued forms have any
    audit.log("report-form.drop", form, by=by)
    form.delete()
