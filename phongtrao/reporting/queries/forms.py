"""Forms as pages show them: the list, what can be built, the boxes of one, its windows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.core.rollup.strata import strata_of
from phongtrao.core.sheets.elements import NUMBERS, Kind, whole_of
from phongtrao.core.sheets.reading import number_words
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.text.folding import bare, sort_key
from phongtrao.programme.models import Group
from phongtrao.programme.queries.bodies import group_words
from phongtrao.programme.queries.levels import LevelRow, level_rows
from phongtrao.reporting.models import Element, KnownFrom, Measure, Period, ReportForm, SheetRule
from phongtrao.reporting.queries.box_order import moves_of
from phongtrao.reporting.queries.box_parts import breakdowns_open
from phongtrao.reporting.queries.indicators import also_asked
from phongtrao.reporting.queries.strata import strata_of_measure, strata_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.core.sheets.breakdowns import Breakdown
    from phongtrao.core.sheets.checking import Finding
    from phongtrao.core.sheets.elements import Element as Box
    from phongtrao.core.sheets.elements import Sheet

KIND_WORDS = {
    Kind.INTEGER: "số nguyên",
    Kind.DECIMAL: "số thập phân",
    Kind.MONEY: "số tiền",
    Kind.YES_NO: "có hoặc không",
    Kind.CHOICE: "chọn một",
    Kind.TEXT: "chữ",
}
SEVERITY_WORDS = {
    Severity.REFUSE: "không cho gửi",
    Severity.ASK: "hỏi lại người gửi",
}
STATES = {
    "soan": "○ Bản soạn",
    "hanh": "● Đã ban hành",
    "cu": "– Đã có bản mới",
}
"""The states of a form, as they stand in the address, with their marks."""


@dataclass(frozen=True)
class FormRow:
    """A form of the list. boxes, periods: how many it has; state: a key of STATES."""

    form: ReportForm
    boxes: int
    periods: int
    state: str


@dataclass(frozen=True)
class BoxRow:
    """A box of a form's page. heading: its group where a new one begins; also_in: another open form
    that asks for the same; known: from where the system counts what is filled in. up, down: what
    each move would move ("ô", "nhóm"), "" at the ends. under: it is a part of the box that its code
    names. breakdowns: by what a draft can still divide it.
    """

    element: Element
    heading: str
    kind: str
    bounds: str
    also_in: str
    known: str
    up: str
    down: str
    under: bool
    breakdowns: tuple[Breakdown, ...] = ()


@dataclass(frozen=True)
class MeasureRow:
    """How a form measures a target, in words. scope: of which of the units that report it."""

    measure: Measure
    levels: tuple[LevelRow, ...]
    scope: str


@dataclass(frozen=True)
class PreviewRow:
    """A box as a unit will see it. heading: its group where a new one begins; words: to choose
    from, none where one types. under: it is a part of the box that its code names.
    """

    box: Box
    heading: str
    words: tuple[str, ...]
    typed: str
    wrong: tuple[str, ...]
    under: bool


@dataclass(frozen=True)
class RuleRow:
    """A rule of a form with what it does."""

    rule: SheetRule
    severity: str


def forms_seen_by(user: User) -> QuerySet[ReportForm]:
    """Forms of the offices within a person's reach."""
    rows = ReportForm.objects.visible_to(user, Permission.SUBMISSION_READ)
    return rows.select_related("programme", "office", "unit")


def form_for(
    user: User, pk: int, permission: Permission = Permission.SUBMISSION_READ
) -> ReportForm:
    """A form at whose office a person holds the permission; 404 for any other."""
    rows = ReportForm.objects.visible_to(user, permission)
    form: ReportForm = get_object_or_404(
        rows.select_related("programme", "office", "unit", "opened_by", "earlier", "later"), pk=pk
    )
    return form


def state_of(form: ReportForm) -> str:
    """A key of STATES."""
    if form.opened_at is None:
        return "soan"
    return "cu" if _issued_later(form) else "hanh"


def _issued_later(form: ReportForm) -> bool:
    later = newer(form)
    return later is not None and later.opened_at is not None


def newer(form: ReportForm) -> ReportForm | None:
    """The version made of this one, None while there is none."""
    later: ReportForm | None = getattr(form, "later", None)
    return later


def form_rows(user: User, words: str = "", state: str = "") -> list[FormRow]:
    """The forms of a person's offices: drafts first, then issued ones, then those that a newer
    version replaced, which are left out unless they are asked for; by name.

    words: only those whose name or programme contains them, without regard to case and marks.
    """
    wanted = bare(words.strip())
    order = list(STATES)
    found = (
        forms_seen_by(user)
        .select_related("later")
        .annotate(boxes=Count("elements", distinct=True), opened=Count("periods", distinct=True))
    )
    rows = [FormRow(form, form.boxes, form.opened, state_of(form)) for form in found]
    return sorted(
        (
            row
            for row in rows
            if (row.state == state if state else row.state != "cu")
            and wanted in bare(f"{row.form.name} {row.form.programme or ''}")
        ),
        key=lambda row: (order.index(row.state), sort_key(row.form.name), -row.form.number),
    )


def whom_words(form: ReportForm) -> str:
    """Who owes a form, in words: those of its group that hold its programme or lie below its
    unit.
    """
    if form.programme_id:
        return group_words(form.group)
    return f"{_PLAIN_GROUPS.get(form.group, form.group)} thuộc {form.unit}"


_PLAIN_GROUPS: dict[str, str] = {
    Group.COMMUNES: "các xã, phường, đặc khu",
    Group.EVERYONE: "mọi đơn vị",
}


def box_rows(form: ReportForm) -> list[BoxRow]:
    """The boxes of a form in order; two queries, three of a draft."""
    rows = list(form.elements.select_related("indicator"))
    ids = {row.indicator_id for row in rows if row.indicator_id}
    also = also_asked(form, ids, timezone.localdate().year)
    moves, dividing = moves_of(rows), {} if form.opened_at else breakdowns_open(rows)
    codes, found, group = {row.code for row in rows}, [], ""
    for row in rows:
        up, down = moves[row.code]
        found.append(
            BoxRow(
                row,
                row.group if row.group != group else "",
                KIND_WORDS[Kind(row.kind)],
                bounds_words(row),
                also.get((row.indicator_id or 0, row.part), ""),
                known_words(row),
                up=up,
                down=down,
                under=whole_of(row.code) in codes,
                breakdowns=tuple(dividing.get(row.pk, ())),
            )
        )
        group = row.group
    return found


def known_words(row: Element) -> str:
    """From where the system counts what it fills into a box; "" where it counts nothing."""
    if row.known_from == KnownFrom.UNITS:
        return f"đếm {strata_words(strata_of(row.known_strata))} trong danh sách đơn vị"
    counted = row.known_from in (KnownFrom.TASKS_DONE, KnownFrom.TASKS_LATE)
    return KnownFrom(row.known_from).label if counted else ""


def asked_twice(rows: Sequence[BoxRow]) -> list[tuple[str, int]]:
    """The other forms that ask for the same as boxes of a form, with for how many of them."""
    return Counter(row.also_in for row in rows if row.also_in).most_common()


def bounds_words(row: Element) -> str:
    """What a box takes: "từ 0 đến 100", "từ 0 trở lên"; the choices of one with choices; ""."""
    if row.kind == Kind.CHOICE:
        return "; ".join(row.choices)
    if row.kind not in NUMBERS:
        return ""
    least, most = (
        None if bound is None else number_words(bound, row.scale) for bound in (row.least, row.most)
    )
    if least and most:
        return f"từ {least} đến {most}"
    if least:
        return f"từ {least} trở lên"
    return f"nhiều nhất {most}" if most else "không giới hạn"


def preview_rows(
    sheet: Sheet, typed: Mapping[str, str], findings: Sequence[Finding]
) -> list[PreviewRow]:
    """The boxes of a sheet as a unit will see them, with what was tried and what is wrong."""
    rows, group = [], ""
    for box in sheet.elements:
        wrong = tuple(one.text for one in findings if one.code == box.code)
        words = ("Có", "Không") if box.kind is Kind.YES_NO else box.choices
        heading = box.group if box.group != group else ""
        under = bool(sheet.stands_under(box.code))
        rows.append(PreviewRow(box, heading, words, typed[box.code], wrong, under))
        group = box.group
    return rows


def rule_rows(form: ReportForm) -> list[RuleRow]:
    """The rules of a form."""
    return [RuleRow(row, SEVERITY_WORDS[Severity(row.severity)]) for row in form.rules.all()]


def measure_rows(form: ReportForm, on: date) -> list[MeasureRow]:
    """How a form measures targets, in the order of the plan, with their levels of a day."""
    rows = form.measures.select_related(
        "numerator", "denominator", "target__programme"
    ).prefetch_related("target__thresholds")
    return [
        MeasureRow(
            row,
            tuple(one for one in level_rows(row.target.thresholds.all(), on) if one.holds),
            strata_words(strata_of_measure(row)),
        )
        for row in sorted(rows, key=lambda row: (row.target.programme_id, row.target.number))
    ]


def periods_of(form: ReportForm) -> QuerySet[Period]:
    """The periods that were opened with a form, newest first."""
    return form.periods.order_by("-end", "-pk")


def lineage(form: ReportForm) -> list[ReportForm]:
    """The form and the versions before it, newest first."""
    found = [form]
    while found[-1].earlier is not None:
        found.append(found[-1].earlier)
    return found


def opened_before(form: ReportForm) -> dict[str, Period]:
    """The periods that were opened with a form or a version before it, by name."""
    rows = Period.objects.filter(form__in=[one.pk for one in lineage(form)])
    return {row.name: row for row in rows}


def refusal_to_issue(form: ReportForm, boxes: Collection[object]) -> str:
    """Why a draft cannot be issued, "" when it can."""
    return "" if boxes else "biểu mẫu chưa có ô nào"


def refusal_to_open(form: ReportForm) -> str:
    """Why no period can be opened with a form, "" when one can."""
    state = state_of(form)
    if state == "soan":
        return "biểu mẫu chưa ban hành"
    return "đã có phiên bản mới, hãy mở kỳ ở phiên bản đó" if state == "cu" else ""


def box_of_form(form: ReportForm, pk: int) -> Element:
    """A box of a form; 404 for one of another."""
    box: Element = get_object_or_404(form.elements.select_related("form", "indicator"), pk=pk)
    return box


def rule_of_form(form: ReportForm, pk: int) -> SheetRule:
    """A rule of a form; 404 for one of another."""
    rule: SheetRule = get_object_or_404(form.rules.select_related("form"), pk=pk)
    return rule


def measure_of_form(form: ReportForm, pk: int) -> Measure:
    """How a form measures a target; 404 for that of another form."""
    rows = form.measures.select_related("form", "target", "numerator", "denominator")
    measure: Measure = get_object_or_404(rows, pk=pk)
    return measure


def group_names(form: ReportForm) -> list[str]:
    """The groups of a form in order."""
    names = form.elements.exclude(group="").values_list("group", flat=True)
    return list(dict.fromkeys(names))


def boxes_to_count(form: ReportForm) -> QuerySet[Element]:
    """Boxes that can stand above in a rate or be a count."""
    return form.elements.filter(Q(kind__in=NUMBERS) | Q(kind=Kind.YES_NO))


def boxes_with_numbers(form: ReportForm) -> QuerySet[Element]:
    """Boxes that can stand below in a rate."""
    return form.elements.filter(kind__in=NUMBERS)
