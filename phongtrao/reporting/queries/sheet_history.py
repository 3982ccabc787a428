"""A report as it was sent, to be read: its boxes, its revisions with what each changed, what was
decided about them, what was asked and answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from phongtrao.core.dates.filing import sent_day
from phongtrao.core.dates.periods import period_before, period_title
from phongtrao.core.questions.facts import Correction
from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.core.sheets.checking import changed
from phongtrao.core.sheets.reading import cell_words
from phongtrao.reporting.models import Draft, ObligationState, Submission, Verdict, VerdictKind
from phongtrao.reporting.queries.asking import asked_about, asked_elements, levels_now, report_of
from phongtrao.reporting.queries.earlier import history_of
from phongtrao.reporting.queries.known import known_here, registers_of
from phongtrao.reporting.queries.sheet_words import Heading, heading_of, rates_of
from phongtrao.reporting.queries.sheets import cells_of, layout_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from phongtrao.core.questions.facts import Past
    from phongtrao.core.sheets.checking import Change
    from phongtrao.core.sheets.elements import Cell, Element, Sheet
    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.asking import Asked
    from phongtrao.reporting.queries.sheets import Layout


@dataclass(frozen=True)
class ChangedBox:
    """A box that a revision changed, in words; "" was left empty."""

    element: Element
    before: str
    after: str


@dataclass(frozen=True)
class Decision:
    """A verdict in words. boxes: of the boxes that came back, each with its reason."""

    row: Verdict
    tone: str
    boxes: tuple[tuple[Element | None, str, str], ...]


@dataclass(frozen=True)
class Revision:
    """One revision. changes: against the one before, none for the first."""

    row: Submission
    changes: tuple[ChangedBox, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class ReadRow:
    """A box as it was sent. last: of the period before. was: of the revision before, None where it
    is the same. under: it is a part of the box that its code names.
    """

    element: Element
    words: str
    last: str
    was: str | None
    returned: str
    reads: tuple[str, ...]
    under: bool


@dataclass(frozen=True)
class ReadPage:
    """A report to be read. shown: the revision whose figures stand there, None where nothing was
    sent. newest: it is the one that counts. drafted: the unit is changing it.
    """

    obligation: Obligation
    heading: Heading
    groups: tuple[tuple[str, tuple[ReadRow, ...]], ...]
    before: str
    revisions: tuple[Revision, ...]
    shown: Submission | None
    newest: bool
    asked: tuple[Asked, ...]
    drafted: bool


def revisions_of(
    obligation: Obligation, sheet: Sheet, hidden: Collection[str] = ()
) -> tuple[Revision, ...]:
    """All that was sent, newest first, with what each revision changed; two queries. hidden: codes
    of the boxes of which nothing is said.
    """
    rows = list(
        obligation.submissions.select_related("by")
        .prefetch_related("verdicts__by")
        .order_by("-revision")
    )
    cells = {row.pk: cells_of(sheet, row) for row in rows}
    found = []
    for row, earlier in zip_longest(rows, rows[1:]):
        changes = changed(sheet, cells[earlier.pk], cells[row.pk]) if earlier else []
        changes = [one for one in changes if one.code not in hidden]
        decisions = tuple(_decision(sheet, one, hidden) for one in row.verdicts.all())
        found.append(Revision(row, tuple(_change(sheet, one) for one in changes), decisions))
    return tuple(found)


def _change(sheet: Sheet, change: Change) -> ChangedBox:
    element = sheet.by_code[change.code]
    return ChangedBox(
        element, cell_words(element, change.before), cell_words(element, change.after)
    )


def _decision(sheet: Sheet, row: Verdict, hidden: Collection[str]) -> Decision:
    boxes = tuple(
        (sheet.by_code.get(code), code, why)
        for code, why in row.boxes.items()
        if code not in hidden
    )
    return Decision(row, "good" if row.kind == VerdictKind.ACCEPT else "warn", boxes)


def read_page(obligation: Obligation, wanted: str = "", hidden: Collection[str] = ()) -> ReadPage:
    """A report to be read. wanted: a revision, as it stands in the address; else the newest.
    hidden: codes of the boxes whose figures the reader does not see (`sensitive.hidden_boxes`).
    """
    layout = layout_of(obligation.period.form)
    sheet = layout.sheet
    revisions = revisions_of(obligation, sheet, hidden)
    place = next((at for at, one in enumerate(revisions) if str(one.row.revision) == wanted), 0)
    shown = revisions[place] if revisions else None
    history = history_of(obligation.period, sheet, [obligation.unit_id])[obligation.unit_id]
    before = period_before(obligation.period.name)
    rows = _rows(layout, shown, history[-1] if history else None, obligation)
    rows = [_hidden(row) if row.element.code in hidden else row for row in rows]
    if hidden:  # a rate tells of its parts
        rows = [replace(row, reads=()) for row in rows]
    earlier = revisions[place + 1].row if place + 1 < len(revisions) else None
    if place == 0 and obligation.frozen:
        earlier = obligation.frozen
    return ReadPage(
        obligation=obligation,
        heading=heading_of(obligation),
        groups=tuple(
            (heading, tuple(some)) for heading, some in groupby(rows, lambda row: row.element.group)
        ),
        before=period_title(before) if before else "",
        revisions=revisions,
        shown=shown.row if shown else None,
        newest=place == 0,
        asked=tuple(
            one
            for one in (_asked(obligation, layout, shown.row, earlier, history) if shown else ())
            if not set(hidden).intersection(one.question.codes)
        ),
        drafted=obligation.state not in (ObligationState.OWED, ObligationState.DRAFT)
        and Draft.objects.filter(obligation=obligation).exists(),
    )


def _rows(
    layout: Layout, shown: Revision | None, past: Past | None, obligation: Obligation
) -> list[ReadRow]:
    sheet = layout.sheet
    cells = cells_of(sheet, shown.row) if shown else {}
    rates = rates_of(layout, levels_now(layout), cells)
    was = {one.element.code: one.before for one in shown.changes} if shown else {}
    returned: dict[str, str] = {}
    if shown and obligation.state == ObligationState.RETURNED:
        for one in shown.decisions:
            returned = {code: why for _, code, why in one.boxes}
    return [
        ReadRow(
            box,
            _words(box, cells.get(box.code)),
            _words(box, past.cells.get(box.code) if past else None),  # type: ignore[arg-type]  # cells hold objects in Past
            was.get(box.code),
            returned.get(box.code, ""),
            rates.get(box.code, ()),
            under=bool(sheet.stands_under(box.code)),
        )
        for box in sheet.elements
    ]


def _hidden(row: ReadRow) -> ReadRow:
    """A box of which the reader sees only that it is there."""
    return replace(row, words=HIDDEN_WORD, last="", was=None, returned="")


def _words(element: Element, cell: Cell | None) -> str:
    return "" if cell is None else cell_words(element, cell)


def _asked(
    obligation: Obligation,
    layout: Layout,
    row: Submission,
    earlier: Submission | None,
    history: tuple[Past | None, ...],
) -> list[Asked]:
    """What was asked about a revision when it was sent, with the answers."""
    correction = None
    if row.reason and earlier:
        before = cells_of(layout.sheet, earlier)
        correction = Correction(before, sent_day(row.sent_at), obligation.period.closes_on)
    elements = asked_elements(layout, levels_now(layout))
    cells = cells_of(layout.sheet, row)
    registers = registers_of(known_here(obligation), row.sent_at)
    report = report_of(obligation, elements, cells, history, correction, registers)
    return asked_about(obligation, report)
