"""What an approver reads before deciding about a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404

from phongtrao.core.dates.filing import resend_day
from phongtrao.core.dates.working_days import HolidaysUnknown
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.checking import changed, check
from phongtrao.core.sheets.reading import cell_words
from phongtrao.reporting.models import (
    Obligation,
    Submission,
    Verdict,
    VerdictKind,
)
from phongtrao.reporting.queries.asking import asked_about, asked_elements, levels_now, report_of
from phongtrao.reporting.queries.earlier import history_of
from phongtrao.reporting.queries.known import known_here, registers_of
from phongtrao.reporting.queries.replaced import correction_of, replaced_by
from phongtrao.reporting.queries.reports import approved_by, refusal, waits_for_word_of
from phongtrao.reporting.queries.sheets import cells_of, layout_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.core.questions.facts import Past
    from phongtrao.core.sheets.elements import Cell, Element, Sheet
    from phongtrao.reporting.queries.asking import Asked


@dataclass(frozen=True)
class BoxRow:
    """A box of the report as it is judged. heading: of its group, where a new one begins. now,
    last, before: in words, of this report, of the period before, of `Reading.earlier` where it
    differs. doubts: what the rules of the form ask to look at. returned_for: why it was returned
    last. under: it is a part of the box that its code names.
    """

    box: Element
    heading: str
    now: str
    under: bool
    last: str = ""
    before: str | None = None
    doubts: list[str] = field(default_factory=list)
    returned_for: str = ""
    blank: bool = False

    @property
    def noted(self) -> bool:
        """Tell whether anything is said of it."""
        return bool(self.before is not None or self.returned_for or self.doubts)


@dataclass(frozen=True)
class Reading:
    """A report as its approver reads it. sent: what was sent last. earlier: what it is held
    against, the revision that is accepted until it is, else the one before it. last_title: the
    period whose values stand beside. given: verdicts on all revisions, oldest first.
    accept_refusal, return_refusal: why the move cannot be made, "" when it can.
    """

    row: Obligation
    sheet: Sheet
    sent: Submission
    earlier: Submission | None
    boxes: list[BoxRow]
    last_title: str
    asked: list[Asked]
    given: list[Verdict]
    accept_refusal: str
    return_refusal: str

    @property
    def returned_for(self) -> str:
        """Why the revision before was returned as a whole."""
        back = _last_return(self.given)
        return back.reason if back else ""


def judged_by(user: User, pk: int) -> Obligation:
    """A report whose unit the person approves, or 404."""
    rows = approved_by(user).select_related("period__form__programme", "period__form__office")
    return get_object_or_404(rows.select_related("unit", "current__by"), pk=pk)


def reading_of(row: Obligation, user: User) -> Reading | None:
    """What an approver reads of a report; None while nothing was sent."""
    if row.current is None:
        return None
    layout = layout_of(row.period.form)
    sheet, sent = layout.sheet, row.current
    earlier = replaced_by([row]).get(row.pk)
    cells = cells_of(sheet, sent)
    history = history_of(row.period, sheet, [row.unit_id])[row.unit_id]
    given = list(
        Verdict.objects.filter(submission__obligation=row)
        .select_related("by", "submission")
        .order_by("pk")
    )
    last = history[-1] if history else None
    return Reading(
        row=row,
        sheet=sheet,
        sent=sent,
        earlier=earlier,
        boxes=_boxes(sheet, cells, last, _before(sheet, earlier, cells), given),
        last_title=last.period if last else "",
        asked=asked_about(
            row,
            report_of(
                row,
                asked_elements(layout, levels_now(layout), row.stratum),
                cells,
                history,
                correction_of(sheet, row, sent, earlier),
                registers_of(known_here(row), sent.sent_at),
                sent.sent_at,
            ),
        ),
        given=given,
        accept_refusal=refusal(row, "accept", user),
        return_refusal=refusal(row, "return", user, reason="có"),
    )


def usual_resend_day(row: Obligation, on: date) -> date | None:
    """Until when a report that is given back on a day is sent again, where no other day is set;
    None where no calendar says which days are working days.
    """
    try:
        return resend_day(row.due_on, on)
    except HolidaysUnknown:
        return None


def _before(sheet: Sheet, earlier: Submission | None, cells: Mapping[str, Cell]) -> dict[str, str]:
    """Code → what the revision before said, of the boxes that it changed."""
    if earlier is None:
        return {}
    return {
        one.code: _words(sheet.by_code[one.code], one.before)
        for one in changed(sheet, cells_of(sheet, earlier), cells)
    }


def _boxes(
    sheet: Sheet,
    cells: Mapping[str, Cell],
    last: Past | None,
    before: Mapping[str, str],
    given: Sequence[Verdict],
) -> list[BoxRow]:
    findings = check(sheet, cells)
    back = _last_return(given)
    rows, group = [], ""
    for box in sheet.elements:
        cell = cells[box.code]
        past = last.cells.get(box.code) if last else None
        rows.append(
            BoxRow(
                box=box,
                heading=box.group if box.group != group else "",
                now=_words(box, cell),
                under=bool(sheet.stands_under(box.code)),
                last="" if past is None else _words(box, past),
                before=before.get(box.code),
                doubts=[one.text for one in findings if one.code == box.code],
                returned_for=back.boxes.get(box.code, "") if back else "",
                blank=cell is Mark.BLANK,
            )
        )
        group = box.group
    return rows


def _words(box: Element, cell: Any) -> str:
    return cell_words(box, cell) or "để trống"


def _last_return(given: Sequence[Verdict]) -> Verdict | None:
    return next((one for one in reversed(given) if one.kind == VerdictKind.RETURN), None)


def next_waiting(user: User, row: Obligation) -> int | None:
    """The next report of the period that waits for the person, after this one and then from the
    start; None when none does.
    """
    waiting = waits_for_word_of(user).filter(period=row.period_id).exclude(pk=row.pk).order_by("pk")
    after = waiting.filter(pk__gt=row.pk).values_list("pk", flat=True).first()
    found: int | None = after or waiting.values_list("pk", flat=True).first()
    return found
