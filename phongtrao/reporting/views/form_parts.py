"""Pages of the parts of a form: its boxes, its rules, how it measures targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import form_changes
from phongtrao.reporting.actions.box_parts import divide_box
from phongtrao.reporting.actions.forms import drop_element, drop_rule, save_rule
from phongtrao.reporting.actions.indicators import confirm_sensitive
from phongtrao.reporting.forms.report_forms import (
    BoxForm,
    DivideForm,
    MeasureForm,
    RuleForm,
    box_as_filled,
    measure_as_filled,
    new_box,
)
from phongtrao.reporting.queries import form_building as building
from phongtrao.reporting.queries import forms as reading
from phongtrao.reporting.queries.box_parts import breakdowns_open
from phongtrao.reporting.views.forms import form_within
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from phongtrao.reporting.models import Element, Measure, ReportForm, SheetRule


def _form(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    store: Callable[[], object],
    *,
    row: ReportForm,
    to: str,
    said: str,
    wrong: str | None = None,
    **facts: Any,
) -> HttpResponse:
    """Show the form of a part, or store it and go back to the form's page. to: the place there;
    wrong: the box at which a refusal of the store is shown.
    """
    if request.method == "POST" and form.is_valid():
        try:
            store()
        except RuleBroken as error:
            form.add_error(wrong, error.text)
        else:
            messages.success(request, said)
            return redirect(f"{reverse('reporting:form', args=[row.pk])}#{to}")
    status = 422 if request.method == "POST" else 200
    return page(request, template, status=status, form=form, row=row, **facts)


def _dropped(
    request: HttpRequest, pk: int, drop: Callable[[], object], to: str, said: str
) -> HttpResponse:
    try:
        drop()
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, said)
    return redirect(f"{reverse('reporting:form', args=[pk])}#{to}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_box(request: HttpRequest, pk: int) -> HttpResponse:
    """One more box."""
    row = form_within(request, pk)
    return _box(request, row, None, new_box(row))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def box(request: HttpRequest, pk: int, element: int) -> HttpResponse:
    """Change a box."""
    row = form_within(request, pk)
    found = reading.box_of_form(row, element)
    return _box(request, row, found, box_as_filled(found))


def _box(
    request: HttpRequest, row: ReportForm, element: Element | None, start: dict[str, Any]
) -> HttpResponse:
    form = BoxForm(request.POST or None, initial=start, form=row)

    def store() -> None:
        form_changes.change_box(
            form=row,
            element=element,
            facts=form.facts(),
            new_indicator=form.wants_indicator,
            by=person(request),
        )

    return _form(
        request,
        "reporting/form_box.html",
        form,
        store,
        row=row,
        to="cac-o",
        said="Đã ghi ô.",
        element_code=element.code if element else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def divide(request: HttpRequest, pk: int, element: int) -> HttpResponse:
    """Ask for the parts of a box's figure, by a breakdown of its indicator."""
    row = form_within(request, pk)
    found = reading.box_of_form(row, element)
    breakdowns = breakdowns_open(list(row.elements.all())).get(found.pk, [])
    form = DivideForm(request.POST or None, breakdowns=breakdowns)

    def store() -> None:
        divide_box(element=found, by=person(request), **form.facts())

    said = f"Đã thêm ô cho từng phần của ô {found.code}."
    return _form(
        request,
        "reporting/form_divide.html",
        form,
        store,
        row=row,
        to=f"o-{found.pk}",
        said=said,
        wrong="breakdown",
        element=found,
    )


@require_POST
@login_required
def drop_box(request: HttpRequest, pk: int, element: int) -> HttpResponse:
    """Take a box away, with its rules and what it measures."""
    found = reading.box_of_form(form_within(request, pk), element)
    said = f"Đã bỏ ô {found}, cùng các phần, quy tắc và cách đo của ô đó."
    return _dropped(
        request, pk, lambda: drop_element(element=found, by=person(request)), "cac-o", said
    )


@require_POST
@login_required
def move_box(request: HttpRequest, pk: int, element: int) -> HttpResponse:
    """Move a box, or its group, by one place."""
    found = reading.box_of_form(form_within(request, pk), element)
    form_changes.move_box(element=found, up=request.POST.get("huong") == "len", by=person(request))
    return redirect(f"{reverse('reporting:form', args=[pk])}#o-{found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One more rule."""
    return _rule(request, form_within(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule(request: HttpRequest, pk: int, rule: int) -> HttpResponse:
    """Change a rule."""
    row = form_within(request, pk)
    return _rule(request, row, reading.rule_of_form(row, rule))


def _rule(request: HttpRequest, row: ReportForm, rule: SheetRule | None) -> HttpResponse:
    names = ("expression", "words", "severity")
    start = {name: getattr(rule, name) for name in names} if rule else {"severity": "refuse"}
    form = RuleForm(request.POST or None, initial=start)

    def store() -> None:
        save_rule(form=row, rule=rule, by=person(request), **form.cleaned_data)

    return _form(
        request,
        "reporting/form_rule.html",
        form,
        store,
        row=row,
        to="quy-tac",
        said="Đã ghi quy tắc.",
        wrong="expression",
        boxes=reading.box_rows(row),
        known=rule is not None,
    )


@require_POST
@login_required
def drop_rule_page(request: HttpRequest, pk: int, rule: int) -> HttpResponse:
    """Take a rule away."""
    found = reading.rule_of_form(form_within(request, pk), rule)
    return _dropped(
        request,
        pk,
        lambda: drop_rule(rule=found, by=person(request)),
        "quy-tac",
        f"Đã bỏ quy tắc {found.expression}.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Measure one more target by the form."""
    return _measure(request, form_within(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def measure(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Change how a target is measured."""
    row = form_within(request, pk)
    return _measure(request, row, reading.measure_of_form(row, measure))


def _measure(request: HttpRequest, row: ReportForm, measure: Measure | None) -> HttpResponse:
    targets = building.targets_to_measure(row)
    if measure:
        targets = [measure.target, *targets]
    start = measure_as_filled(measure) if measure else {}
    form = MeasureForm(request.POST or None, initial=start, form=row, targets=targets)

    def store() -> None:
        form_changes.save_measure(form=row, measure=measure, by=person(request), **form.facts())

    return _form(
        request,
        "reporting/form_measure.html",
        form,
        store,
        row=row,
        to="cach-do",
        said="Đã ghi cách đo.",
        wrong="numerator",
        known=measure is not None,
    )


@require_POST
@login_required
def adding_up(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Whether the windows of a year are added; of an issued form too."""
    found = reading.measure_of_form(form_within(request, pk), measure)
    adds_up = request.POST.get("cong-don") == "co"
    form_changes.set_adding_up(measure=found, adds_up=adds_up, by=person(request))
    words = "cộng các kỳ" if adds_up else "lấy số của kỳ mới nhất"
    messages.success(request, f"“{found.target}”: {words}.")
    return redirect(f"{reverse('reporting:form', args=[pk])}#cach-do")


@require_POST
@login_required
def drop_measure(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Measure a target no more."""
    found = reading.measure_of_form(form_within(request, pk), measure)
    return _dropped(
        request,
        pk,
        lambda: form_changes.drop_measure(measure=found, by=person(request)),
        "cach-do",
        f"Biểu mẫu không đo chỉ tiêu “{found.target}” nữa; các ô vẫn còn.",
    )


@require_POST
@login_required
def sensitive(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which of the indicators that were asked about count sensitive work."""
    row, marked = form_within(request, pk), request.POST.getlist("nhay-cam")
    said = {number_of(one) or 0: one in marked for one in request.POST.getlist("chi-so")}
    try:
        confirm_sensitive(form=row, said=said, by=person(request))
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, "Đã ghi chỉ số nào là công tác nhạy cảm.")
    return redirect(f"{reverse('reporting:form', args=[pk])}#cac-o")
