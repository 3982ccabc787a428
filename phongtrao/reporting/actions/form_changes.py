"""Change a form that is not issued yet, each change leaving it one that can be filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.dates.window_rules import rule_of
from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.elements import CODE, COUNTED, NUMBERS
from phongtrao.core.sheets.rules import Rule
from phongtrao.reporting.actions.forms import (
    FormIssued,
    new_version,
    order_elements,
    save_element,
    save_rule,
)
from phongtrao.reporting.actions.indicators import make_indicator
from phongtrao.reporting.actions.totals import hold_form
from phongtrao.reporting.models import Element, Measure, ReportForm, SheetRule
from phongtrao.reporting.queries.box_order import gathered, moved
from phongtrao.reporting.queries.box_parts import parts_under
from phongtrao.reporting.queries.form_shown import changed_since, changes, in_words
from phongtrao.reporting.queries.forms import newer
from phongtrao.reporting.queries.sensitive import is_proposed
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.stages import ACCEPTING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from phongtrao.programme.models import Target


T = TypeVar("T", Element, SheetRule, Measure, ReportForm)


class CodeTaken(RuleBroken):
    """A code means one box of its form."""

    code = "element-code-taken"
    message = "Mã {code} đã dùng cho ô “{label}” của biểu mẫu này. Hãy chọn mã khác."


class MeasureUnusable(RuleBroken):
    """A target is measured by a count of its form, or by one count of another."""

    code = "measure-unusable"
    message = "Cách đo chỉ tiêu “{target}” không dùng được: {why}."


class PartChanged(RuleBroken):
    """What a page of a draft showed was changed by another person since."""

    code = "form-part-changed"
    message = (
        "Trong lúc bạn mở trang này, nội dung đang lưu đã được sửa: {what}. Chưa ghi gì đè lên."
        " Những gì bạn nhập còn nguyên trong các ô; hãy đối chiếu rồi ghi lại, lần ghi tới thay nội"
        " dung đang lưu."
    )
    status = 409


class PartDropped(RuleBroken):
    """What a page of a draft showed was taken away by another person since."""

    code = "form-part-dropped"
    message = "Phần này của biểu mẫu vừa được người khác bỏ. Hãy bấm ghi lần nữa để thêm lại."
    status = 409


def _require_draft(form: ReportForm, by: User) -> None:
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    if form.opened_at:
        raise FormIssued(form=form.name)


def _as_shown(row: T, shown: Mapping[str, Any] | None, by: User) -> T:
    """The part of a draft, or the draft, as it is stored, which nobody else changes until the end
    of the transaction. shown: as it was shown (`queries.form_shown.shown_of`), None where it was
    not. Raises Denied, FormIssued, PartChanged, PartDropped.
    """
    form = row if isinstance(row, ReportForm) else row.form
    _require_draft(form, by)
    hold_form(form)
    now = type(row)._default_manager.filter(pk=row.pk).first()
    if now is None:
        raise PartDropped
    what = changed_since(now, shown) if shown is not None else []
    if what:
        raise PartChanged(what="; ".join(what))
    return now


@transaction.atomic
def describe_form(
    *,
    form: ReportForm,
    shown: Mapping[str, Any] | None = None,
    name: str,
    window: Mapping[str, Any],
    stages: int,
    levels: Collection[str] = (),
    signs_off: bool = False,
    by: User,
) -> None:
    """Change a draft's name, its window (a row of a window rule), and how many or which levels
    accept a report. shown: as the page showed it. Raises Denied, FormIssued, WindowRuleWrong,
    PartChanged.
    """
    form = _as_shown(form, shown, by)
    before = in_words(form)
    rule_of(window)
    form.name, form.window, form.stages = name.strip()[:300], dict(window), stages
    form.levels = [level for level in ACCEPTING if level in levels]
    form.signs_off = signs_off
    form.save(update_fields=["name", "window", "stages", "levels", "signs_off"])
    audit.log("report-form.describe", form, by=by, changed=changes(before, form))


@transaction.atomic
def change_box(
    *,
    form: ReportForm,
    element: Element | None,
    shown: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any],
    new_indicator: bool = False,
    by: User,
) -> Element:
    """Add a box to a draft, behind those of its group, or change one; a new code is taken over by
    the rules that name the old one, and its parts go with it.

    shown: the box to be changed, as the page showed it. facts: the fields of the box.
    new_indicator: what it counts has no indicator yet. Raises Denied, FormIssued, PartChanged,
    PartDropped, CodeTaken, ElementUnusable, SheetUnusable (a rule speaks of a box that is no number
    any more), MeasureUnusable (a target is measured by it).
    """
    _require_draft(form, by)
    if element is not None:
        element = _as_shown(element, shown, by)
    _refuse_taken(form, element, facts["code"])
    old, counted = (element.code, element.indicator_id) if element else ("", None)
    parts = parts_under(list(form.elements.all()), old)
    row = save_element(form=form, element=element, by=by, **facts)
    if new_indicator:
        row.indicator = make_indicator(
            office=form.office, name=row.label, sensitive=is_proposed(row.kind, row.label), by=by
        )
        row.save(update_fields=["indicator"])
    if row.indicator_id != counted and row.part:
        row.part = ""
        row.save(update_fields=["part"])
    if old and old != row.code:
        _rename(form, old, row.code)
    for part in parts:
        _take_along(part, f"{row.code}{part.code.removeprefix(old)}", row.group, by)
    for measure in form.measures.select_related("target", "numerator", "denominator"):
        _check(measure)
    rows = list(form.elements.all())
    codes = gathered(rows)
    if codes != [one.code for one in rows]:
        order_elements(form=form, codes=codes, by=by)
    sheet_of(form)
    return row


def _refuse_taken(form: ReportForm, element: Element | None, code: str) -> None:
    others = form.elements.exclude(pk=element.pk) if element else form.elements.all()
    taken = others.filter(code__iexact=code).first()
    if taken:
        raise CodeTaken(code=taken.code, label=taken.label)


def _take_along(part: Element, code: str, group: str, by: User) -> None:
    """Let a part follow its box to another code or group."""
    old = part.code
    if (old, part.group) == (code, group):
        return
    _refuse_taken(part.form, part, code)
    save_element(form=part.form, element=part, code=code, group=group, by=by)
    _rename(part.form, old, code)


def _rename(form: ReportForm, old: str, new: str) -> None:
    """Let the rules of a form call a box by its new code, in their sentences too."""

    def renamed(text: str) -> str:
        found = rf"(?<!\w){CODE.pattern}(?!\w)"
        return re.sub(found, lambda code: new if code[0] == old else code[0], text)

    changed = [row for row in form.rules.all() if old in Rule(row.expression, row.words).codes]
    for row in changed:
        row.expression, row.words = renamed(row.expression), renamed(row.words)
    SheetRule.objects.bulk_update(changed, ["expression", "words"])


@transaction.atomic
def move_box(*, element: Element, up: bool, by: User) -> None:
    """Move a box by one place; at the edge of its group, the group. Raises Denied, FormIssued."""
    form = element.form
    order_elements(form=form, codes=moved(list(form.elements.all()), element.code, up=up), by=by)


@transaction.atomic
def change_rule(
    *, form: ReportForm, rule: SheetRule | None, shown: Mapping[str, Any], by: User, **facts: str
) -> SheetRule:
    """Add a rule to a draft, or change the one that was shown. Raises as `save_rule`, PartChanged,
    PartDropped.
    """
    if rule is not None:
        rule = _as_shown(rule, shown, by)
    return save_rule(form=form, rule=rule, by=by, **facts)


@transaction.atomic
def save_measure(
    *,
    form: ReportForm,
    measure: Measure | None,
    shown: Mapping[str, Any] | None = None,
    target: Target,
    numerator: Element,
    denominator: Element | None,
    adds_up: bool,
    by: User,
) -> Measure:
    """Say by which boxes of a draft a target is measured, or change it. shown: the measure to be
    changed, as the page showed it. Raises Denied, FormIssued, MeasureUnusable, PartChanged,
    PartDropped.
    """
    _require_draft(form, by)
    row = _as_shown(measure, shown, by) if measure else Measure(form=form)
    before = in_words(row) if measure else {}
    row.target, row.adds_up = target, adds_up
    row.numerator, row.denominator = numerator, denominator
    _check(row)
    if form.measures.exclude(pk=row.pk).filter(target=target).exists():
        raise MeasureUnusable(target=target, why="biểu mẫu đã đo chỉ tiêu này, hãy sửa cách đo đó")
    row.save()
    changed = changes(before, row)
    audit.log("report-form.measure", form, by=by, target=target.pk, part=row.pk, changed=changed)
    return row


def _check(measure: Measure) -> None:
    upper, lower = measure.numerator, measure.denominator
    why = ""
    if upper.kind not in COUNTED:
        why = f"ô {upper.code} không phải là ô số hay ô có hoặc không"
    elif lower and lower.kind not in NUMBERS:
        why = f"ô {lower.code} làm mẫu số nhưng không phải là ô số"
    elif lower and upper.kind not in NUMBERS:
        why = f"ô {upper.code} trả lời có hoặc không nên không chia cho ô {lower.code} được"
    elif lower and lower.pk == upper.pk:
        why = f"ô {upper.code} vừa là tử số vừa là mẫu số"
    elif lower and lower.scale != upper.scale:
        why = f"ô {upper.code} và ô {lower.code} có số chữ số thập phân khác nhau"
    if why:
        raise MeasureUnusable(target=measure.target, why=why)


@transaction.atomic
def set_adding_up(*, measure: Measure, adds_up: bool, by: User) -> None:
    """Say whether the figures of a year's windows are added or the newest counts; of an issued form
    too, for it asks nothing else. Raises Denied.
    """
    require(by, Permission.REPORT_FORM_EDIT, measure.form.office_id)
    before, measure.adds_up = in_words(measure), adds_up
    measure.save(update_fields=["adds_up"])
    audit.log(
        "report-form.measure",
        measure.form,
        by=by,
        target=measure.target_id,
        part=measure.pk,
        changed=changes(before, measure),
    )


@transaction.atomic
def renew_form(*, form: ReportForm, by: User) -> ReportForm:
    """The version of an issued form that can be changed: the draft that is there, else a new copy.
    Raises Denied.
    """
    require(by, Permission.REPORT_FORM_EDIT, form.office_id)
    return newer(form) or new_version(form=form, by=by)
