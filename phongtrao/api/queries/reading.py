"""What a program may read: periods, forms, how reports stand, figures of places and targets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import may, reach
from phongtrao.core.dates.periods import period_title
from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.wording import measured_words
from phongtrao.reporting.models import Obligation, ObligationState, Period
from phongtrao.reporting.queries.addressed import reads_all
from phongtrao.reporting.queries.owed import periods_seen
from phongtrao.reporting.queries.reports import given_back, obligations, obligations_of, state_name
from phongtrao.reporting.queries.sensitive import hidden_boxes, hidden_by_unit, verdict_told
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import cells_of, layout_of, sheet_of
from phongtrao.reporting.queries.sums import owed_at, summed
from phongtrao.reporting.queries.target_page import target_and_place
from phongtrao.reporting.queries.words import held_words
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.api.models import Token
    from phongtrao.core.rollup.blocks import Block
    from phongtrao.core.sheets.elements import Cell, Element

Facts: TypeAlias = "dict[str, object]"
"""What is answered, as the shapes in `forms.replies` tell."""


class DayAhead(RuleBroken):
    """Of a day that has not come nothing is known."""

    code = "day-ahead"
    message = (
        "Ngày {day} chưa đến nên chưa có số liệu. Hãy hỏi một ngày đã qua, hoặc bỏ tham số on để"
        " lấy số liệu hôm nay."
    )


_EXACT_DIGITS = 15
_MARKS = {Mark.BLANK: None, Mark.NOT_APPLICABLE: "KAD", Mark.UNKNOWN: "?"}


def periods_for(token: Token) -> QuerySet[Period]:
    """The periods of which a program may send or read a report, newest first."""
    if token.permission == Permission.SUBMISSION_READ:
        return periods_seen(token.account)
    owed = Obligation.objects.filter(
        period=OuterRef("pk"), unit__in=reach(token.account, Permission.SUBMISSION_SEND)
    )
    rows = Period.objects.filter(Exists(owed))
    return rows.select_related("form__programme", "form__office").order_by("-end", "-pk")


def period_for(token: Token, pk: int) -> Period:
    """One of them, or 404."""
    return get_object_or_404(periods_for(token), pk=pk)


def period_facts(period: Period) -> Facts:
    """A period and the form that it asks for."""
    return {
        "id": period.pk,
        "name": period.name,
        "title": period_title(period.name),
        "form": period.form.name,
        "version": period.form.number,
        "office": str(period.form.office),
        "start": period.start,
        "end": period.end,
        "closes_on": period.closes_on,
    }


def form_facts(period: Period) -> Facts:
    """What the form of a period asks: its boxes in order, the rules between them."""
    sheet = sheet_of(period.form)
    return {
        **period_facts(period),
        "boxes": [_box_facts(box) for box in sheet.elements],
        "rules": [
            {"expression": rule.expression, "words": rule.words, "severity": str(rule.severity)}
            for rule in sheet.rules
        ],
    }


def _box_facts(box: Element) -> Facts:
    return {
        "code": box.code,
        "label": box.label,
        "group": box.group,
        "kind": str(box.kind),
        "unit": box.unit,
        "scale": box.scale,
        "least": _bound(box, box.least),
        "most": _bound(box, box.most),
        "choices": list(box.choices),
        "required": box.required,
        "may_be_not_applicable": box.may_be_not_applicable,
        "help": box.help,
    }


def _bound(box: Element, bound: Decimal | None) -> int | float | str | None:
    return None if bound is None else number_out(bound, box.scale)


def number_out(number: Decimal, scale: int) -> int | float | str:
    """A number in JSON: whole, or with a fraction where that keeps all digits; else in words."""
    if not scale:
        return int(number)
    digits = len(number.normalize().as_tuple().digits)
    return float(number) if digits <= _EXACT_DIGITS else f"{number:f}"


def cell_out(box: Element, cell: Cell) -> int | float | str | bool | None:
    """A cell in JSON, as it may be sent again."""
    if isinstance(cell, Mark):
        return _MARKS[cell]
    return number_out(cell, box.scale) if isinstance(cell, Decimal) else cell


def reports_for(token: Token, period: Period) -> QuerySet[Obligation]:
    """The reports of a period that a program may send or read, by id of the unit."""
    if token.permission == Permission.SUBMISSION_READ:
        rows = obligations_of(token.account, period)
    else:
        scoped = obligations().filter(period=period)
        rows = scoped.visible_to(token.account, Permission.SUBMISSION_SEND)
    return rows.order_by("unit")


def report_facts(token: Token, period: Period, rows: Sequence[Obligation]) -> list[Facts]:
    """How reports stand; with their figures for a program that may read them."""
    sheet = sheet_of(period.form)
    back = given_back(rows)
    reads = token.permission == Permission.SUBMISSION_READ
    # What a unit sends itself, and why it was given back, its own program may know.
    units = [row.unit_id for row in rows] if reads else []
    hidden = hidden_by_unit(token.account, period.form, units)
    found: list[Facts] = []
    for row in rows:
        sent, unseen = row.current, hidden.get(row.unit_id, frozenset())
        returned = back.get(sent.pk) if sent and row.state == ObligationState.RETURNED else None
        why, why_boxes = verdict_told(returned, unseen) if returned else ("", {})
        cells = cells_of(sheet, sent) if sent and reads else {}
        found.append(
            {
                "unit": row.unit_id,
                "unit_name": row.unit.name,
                "state": row.state,
                "state_words": state_name(row.state, corrects=row.frozen_id is not None),
                "due_on": row.due_on,
                "resend_by": row.resend_by,
                "first_sent_at": row.first_sent_at,
                "revision": sent.revision if sent else 0,
                "sent_at": sent.sent_at if sent else None,
                "returned_why": why,
                "returned_boxes": why_boxes,
                "boxes": {
                    code: HIDDEN_WORD if code in unseen else cell_out(sheet.by_code[code], one)
                    for code, one in cells.items()
                }
                if reads
                else None,
            }
        )
    return found


def place_for(token: Token, period: Period, unit: int | None) -> Unit | None:
    """The place whose figures a program may read: the one asked for, else all who report for the
    office that looks after the form or an addressee of it, else the token's office. None: all. 404
    for any other.
    """
    whole = reads_all(token.account, period.form)
    if unit is None:
        return None if whole else token.office
    place = get_object_or_404(Unit, pk=unit)
    owed = Obligation.objects.filter(owed_at(place), period=period)
    seen = whole or may(token.account, Permission.SUBMISSION_READ, place.pk)
    if not seen or not owed.exists():
        raise Http404
    return place


def figure_facts(token: Token, period: Period, place: Unit | None) -> Facts:
    """The total of a period over a place, box by box, with what it rests on."""
    hidden = hidden_boxes(token.account, period.form, place.pk if place else None)
    layout = layout_of(period.form)
    found = summed(period, layout, place)
    whole = found.whole
    boxes = [
        {
            "code": box.code,
            "label": box.label,
            "unit": box.unit,
            "sum": HIDDEN_WORD if box.code in hidden else _sum_of(box, whole, column),
            "answered": int(whole.answered[0, column]),
            "blank": int(whole.blank[0, column]),
            "not_applicable": int(whole.not_applicable[0, column]),
            "unknown": int(whole.unknown[0, column]),
        }
        for column, box in enumerate(layout.sheet.columns)
    ]
    return {
        "period": period.pk,
        "place": place.pk if place else None,
        "place_name": str(place) if place else "",
        "expected": int(found.many[0]),
        "reported": int(whole.reported[0]),
        "accepted": int(found.accepted.reported[0]),
        "correcting": int(found.frozen.reported[0]) if found.frozen else 0,
        "provisional": bool(found.waiting.reported[0]),
        "boxes": boxes,
    }


def _sum_of(box: Element, whole: Block, column: int) -> int | float | str | None:
    """A total; None where nobody gives the figure, and of a choice, where the sum of places in the
    list means nothing.
    """
    if box.kind is Kind.CHOICE or not whole.answered[0, column]:
        return None
    return number_out(Decimal(int(whole.sums[0, column])).scaleb(-box.scale), box.scale)


def target_facts(token: Token, pk: int, unit: int | None, asked: date | None) -> Facts:
    """How a target stands at a place on a day (None: today), as it was known when the day ended;
    404 where the program may read nothing of it. Raises DayAhead.
    """
    today = timezone.localdate()
    on = asked or today
    if on > today:
        raise DayAhead(day=f"{on:%d/%m/%Y}")
    target, place = target_and_place(token.account, pk, "" if unit is None else str(unit), on)
    now = Series([target], place, Seen(on, known=on < today)).now(target)
    if now is None:
        raise Http404
    point, held = now.point, now.held
    figure, state = point.figure, held_words(point, held)
    measured, needed = figure.measured, held.needed if held else None
    upper, lower = measured.scales if measured else (0, 0)
    return {
        "id": target.pk,
        "target": str(target),
        "place": place.pk if place else None,
        "place_name": str(place) if place else "",
        "on": on,
        "period": point.period.name,
        "start": point.windows[0].start,
        "end": point.period.end,
        "windows": [one.name for one in point.windows],
        "figure": measured_words(measured, held.level.level if held else None) if measured else "",
        "part": number_out(Decimal(measured.part).scaleb(-upper), upper) if measured else None,
        "whole": None
        if measured is None or measured.whole is None
        else number_out(Decimal(measured.whole).scaleb(-lower), lower),
        "expected": figure.expected,
        "reported": figure.reported,
        "accepted": figure.accepted,
        "correcting": figure.correcting,
        "unknown": figure.unknown,
        "blank": figure.blank,
        "not_applicable": figure.apart,
        "provisional": figure.is_provisional,
        "state": state.words if state else "",
        "needed": None
        if needed is None
        else number_out(Decimal(needed.numerator) / needed.denominator, upper),
    }
