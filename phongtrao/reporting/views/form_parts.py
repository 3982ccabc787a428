"""Pages of the parts of a form: its boxes, its rules, how it measures targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from phongtrao.core.errors import RuleBroken
from phongtrao.programme.views.cascade import person
from phongtrao.reporting.actions import form_changes
from phongtrao.reporting.actions import forms as dropping
from phongtrao.reporting.actions.box_parts import divide_box
from phongtrao.reporting.actions.form_changes import PartChanged
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
from phongtrao.reporting.models import Element, Measure, SheetRule
from phongtrao.reporting.queries import form_building as building
from phongtrao.reporting.queries import forms as reading
from phongtrao.reporting.queries.box_drops import going_with
from phongtrao.reporting.queries.box_parts import breakdowns_open
from phongtrao.reporting.queries.form_shown import (
    dropped_line,
    gone_words,
    read_token,
    token_of,
)
from phongtrao.reporting.views.forms import form_within
from phongtrao.web.asked import number_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from phongtrao.reporting.models import ReportForm


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
    part: Element | SheetRule | Measure | None = None,
    **facts: Any,
) -> HttpResponse:
    """Show the form of a part, or store it and go back to the form's page. to: the place there;
    wrong: the box at which a refusal of the store is shown. part: what is changed; the page carries
    how it was shown, and once it was said that somebody changed it, how it is.
    """
    facts["shown"] = request.POST.get("shown", "") if form.is_bound else token_of(part)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            store()
        except PartChanged as error:
            assert part  # noqa: S101 - only what is there is changed by others
            part.refresh_from_db()
            facts["shown"], facts["changed"], status = token_of(part), error.text, error.status
        except RuleBroken as error:
            form.add_error(wrong, error.text)
        else:
            messages.success(request, said)
            return redirect(f"{reverse('reporting:form', args=[row.pk])}#{to}")
    return page(request, template, status=status, form=form, row=row, **facts)


def _shown(request: HttpRequest) -> dict[str, Any]:
    """How the part stood on the page that was sent."""
    return read_token(request.POST.get("shown", ""))


def _gone(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    row: ReportForm,
    part: type[Element | SheetRule | Measure],
    pk: int,
    **facts: Any,
) -> HttpResponse:
    """What was typed into the page of a part that somebody took away since, to be added anew.
    Raises Http404 where nobody did, or nothing was typed.
    """
    line = dropped_line(row, part, pk)
    if line is None or request.method != "POST":
        raise Http404
    return page(request, template, status=409, form=form, row=row, gone=gone_words(line), **facts)


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
    try:
        found = reading.box_of_form(row, element)
    except Http404:
        form = BoxForm(request.POST, form=row)
        return _gone(request, "reporting/form_box.html", form, row, Element, element)
    return _box(request, row, found, box_as_filled(found))


def _box(
    request: HttpRequest, row: ReportForm, element: Element | None, start: dict[str, Any]
) -> HttpResponse:
    form = BoxForm(request.POST or None, initial=start, form=row)

    def store() -> None:
        form_changes.change_box(
            form=row,
            element=element,
            shown=_shown(request),
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
        part=element,
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
    """Take a box away; where rules, measures or an indicator go with it, the first click names
    them, the second does it.
    """
    row = form_within(request, pk)
    found = reading.box_of_form(row, element)
    going = going_with(found).told if row.opened_at is None else []
    seen = "\n".join(going)
    if going and request.POST.get("seen", "").replace("\r\n", "\n") != seen:
        return page(
            request,
            "reporting/form_box_drop.html",
            status=422,
            row=row,
            element=found,
            going=going,
            seen=seen,
        )
    said = f"Đã bỏ ô {found}. Nhật ký giữ nội dung của ô để lập lại khi cần."
    return _dropped(
        request, pk, lambda: dropping.drop_element(element=found, by=person(request)), "cac-o", said
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
    try:
        found = reading.rule_of_form(row, rule)
    except Http404:
        facts = {"boxes": reading.box_rows(row)}
        typed = RuleForm(request.POST)
        return _gone(request, "reporting/form_rule.html", typed, row, SheetRule, rule, **facts)
    return _rule(request, row, found)


def _rule(request: HttpRequest, row: ReportForm, rule: SheetRule | None) -> HttpResponse:
    names = ("expression", "words", "severity")
    start = {name: getattr(rule, name) for name in names} if rule else {"severity": "refuse"}
    form = RuleForm(request.POST or None, initial=start)

    def store() -> None:
        facts = {"shown": _shown(request), **form.cleaned_data}
        form_changes.change_rule(form=row, rule=rule, by=person(request), **facts)

    return _form(
        request,
        "reporting/form_rule.html",
        form,
        store,
        row=row,
        to="quy-tac",
        said="Đã ghi quy tắc.",
        wrong="expression",
        part=rule,
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
        lambda: dropping.drop_rule(rule=found, by=person(request)),
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
    try:
        found = reading.measure_of_form(row, measure)
    except Http404:
        targets = building.targets_to_measure(row)
        typed = MeasureForm(request.POST, form=row, targets=targets)
        return _gone(request, "reporting/form_measure.html", typed, row, Measure, measure)
    return _measure(request, row, found)


def _measure(request: HttpRequest, row: ReportForm, measure: Measure | None) -> HttpResponse:
    targets = building.targets_to_measure(row)
    if measure:
        targets = [measure.target, *targets]
    start = measure_as_filled(measure) if measure else {}
    form = MeasureForm(request.POST or None, initial=start, form=row, targets=targets)

    def store() -> None:
        form_changes.save_measure(
            form=row, measure=measure, shown=_shown(request), by=person(request), **form.facts()
        )

    return _form(
        request,
        "reporting/form_measure.html",
        form,
        store,
        row=row,
        to="cach-do",
        said="Đã ghi cách đo.",
        wrong="numerator",
        part=measure,
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
        lambda: dropping.drop_measure(measure=found, by=person(request)),
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
