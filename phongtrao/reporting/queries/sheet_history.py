"""A report as it was sent, to be read: its boxes, its revisions with what each changed, what was
decided about them, what was asked and answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import period_before, period_title
from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.core.sheets.checking import changed
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.targets.wording import Unsaid
from phongtrao.reporting.models import Draft, ObligationState, Submission, Verdict, VerdictKind
from phongtrao.reporting.queries.asking import (
    asked_about,
    asked_elements,
    asked_told,
    levels_now,
    report_of,
)
from phongtrao.reporting.queries.counted import last_accepted
from phongtrao.reporting.queries.earlier import history_of
from phongtrao.reporting.queries.known import known_here, registers_of
from phongtrao.reporting.queries.replaced import correction_of
from phongtrao.reporting.queries.sensitive import told, verdict_told
from phongtrao.reporting.queries.sheet_words import Heading, heading_of, rates_of
from phongtrao.reporting.queries.sheets import cells_of, layout_of
from phongtrao.reporting.queries.stages import stages_asked

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
    """A verdict in words. reason: for all of the report; boxes: that came back, each with its
    reason.
    """

    row: Verdict
    tone: str
    reason: str
    boxes: tuple[tuple[Element | None, str, str], ...]


@dataclass(frozen=True)
class Revision:
    """One revision. reason: of a correction. against: what it is compared with: what was accepted
    before it and stood, else the one before; None for the first. compared: that in words, "lần 1 đã
    duyệt". changes: what it changed of that.
    """

    row: Submission
    reason: str
    against: Submission | None
    compared: str
    changes: tuple[ChangedBox, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class ReadRow:
    """A box as it was sent. last: of the period before. why, last_why: what is said in their places
    where they hold nothing. was: of the revision that it is compared with, None where it is the
    same. under: it is a part of the box that its code names.
    """

    element: Element
    words: str
    why: str
    last: str
    last_why: str
    was: str | None
    returned: str
    reads: tuple[str, ...]
    under: bool


@dataclass(frozen=True)
class ReadPage:
    """A report to be read. shown: the revision whose figures stand there, None where nothing was
    sent; compared: with which it is, as of Revision. newest: it is the one that counts. drafted:
    the unit is changing it. hides: there are boxes of which the reader is told nothing.
    """

    obligation: Obligation
    heading: Heading
    groups: tuple[tuple[str, tuple[ReadRow, ...]], ...]
    before: str
    revisions: tuple[Revision, ...]
    shown: Submission | None
    compared: str
    newest: bool
    asked: tuple[Asked, ...]
    drafted: bool
    hides: bool


def revisions_of(
    obligation: Obligation, sheet: Sheet, hidden: Collection[str] = ()
) -> tuple[Revision, ...]:
    """All that was sent, newest first, with what each revision changed; two queries. hidden: codes
    of the boxes of which nothing is said.
    """
    rows = obligation.submissions.select_related("by").prefetch_related("verdicts__by")
    stages = stages_asked(obligation, obligation.period.form)
    before: list[tuple[Submission, bool, bool]] = []
    found: list[Revision] = []
    for row in rows.order_by("revision"):
        standing = last_accepted(before)
        against = standing or (before[-1][0] if before else None)
        decisions = tuple(_decision(sheet, one, hidden) for one in row.verdicts.all())
        kinds = [one.row.kind for one in decisions]
        accepted = kinds.count(VerdictKind.ACCEPT) >= stages
        before.append((row, accepted, VerdictKind.RETURN in kinds))
        found.append(
            Revision(
                row,
                told(row.reason, hidden),
                against,
                f"lần {against.revision}{' đã duyệt' if standing else ''}" if against else "",
                _changes(sheet, against, row, hidden),
                decisions,
            )
        )
    return tuple(reversed(found))


def _changes(
    sheet: Sheet, earlier: Submission | None, row: Submission, hidden: Collection[str]
) -> tuple[ChangedBox, ...]:
    if earlier is None:
        return ()
    changes = changed(sheet, cells_of(sheet, earlier), cells_of(sheet, row))
    return tuple(_change(sheet, one) for one in changes if one.code not in hidden)


def _change(sheet: Sheet, change: Change) -> ChangedBox:
    element = sheet.by_code[change.code]
    return ChangedBox(
        element, cell_words(element, change.before), cell_words(element, change.after)
    )


def _decision(sheet: Sheet, row: Verdict, hidden: Collection[str]) -> Decision:
    reason, boxes = verdict_told(row, hidden)
    named = tuple((sheet.by_code.get(code), code, why) for code, why in boxes.items())
    return Decision(row, "good" if row.kind == VerdictKind.ACCEPT else "warn", reason, named)


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
    return ReadPage(
        obligation=obligation,
        heading=heading_of(obligation),
        groups=tuple(
            (heading, tuple(some)) for heading, some in groupby(rows, lambda row: row.element.group)
        ),
        before=period_title(before) if before else "",
        revisions=revisions,
        shown=shown.row if shown else None,
        compared=shown.compared if shown else "",
        newest=place == 0,
        asked=tuple(
            asked_told(_asked(obligation, layout, shown, history) if shown else (), hidden)
        ),
        drafted=obligation.state not in (ObligationState.OWED, ObligationState.DRAFT)
        and Draft.objects.filter(obligation=obligation).exists(),
        hides=bool(hidden),
    )


def _rows(
    layout: Layout, shown: Revision | None, past: Past | None, obligation: Obligation
) -> list[ReadRow]:
    sheet = layout.sheet
    cells = cells_of(sheet, shown.row) if shown else {}
    rates = rates_of(layout, levels_now(layout), cells, obligation.stratum)
    was = {one.element.code: one.before for one in shown.changes} if shown else {}
    returned: dict[str, str] = {}
    if shown and obligation.state == ObligationState.RETURNED:
        for one in shown.decisions:
            returned = {code: why for _, code, why in one.boxes}
    unsaid = Unsaid.BLANK if shown else Unsaid.NOT_REPORTED
    if shown is None and obligation.state == ObligationState.EXEMPT:
        unsaid = Unsaid.EXEMPT
    return [
        ReadRow(
            box,
            _words(box, cells.get(box.code)),
            unsaid.value,
            _words(box, past.cells.get(box.code) if past else None),  # type: ignore[arg-type]  # cells hold objects in Past
            Unsaid.BLANK.value if past and box.code in past.cells else "chưa có",
            was.get(box.code),
            returned.get(box.code, ""),
            rates.get(box.code, ()),
            under=bool(sheet.stands_under(box.code)),
        )
        for box in sheet.elements
    ]


def _hidden(row: ReadRow) -> ReadRow:
    """A box of which the reader sees only whether it is filled in, and was in the period before."""
    words, last = (HIDDEN_WORD if said else "" for said in (row.words, row.last))
    return replace(row, words=words, last=last, was=None, returned="")


def _words(element: Element, cell: Cell | None) -> str:
    return "" if cell is None else cell_words(element, cell)


def _asked(
    obligation: Obligation,
    layout: Layout,
    revision: Revision,
    history: tuple[Past | None, ...],
) -> list[Asked]:
    """What was asked about a revision when it was sent, with the answers."""
    row = revision.row
    correction = correction_of(layout.sheet, obligation, row, revision.against)
    elements = asked_elements(layout, levels_now(layout), obligation.stratum)
    cells = cells_of(layout.sheet, row)
    registers = registers_of(known_here(obligation), row.sent_at)
    report = report_of(obligation, elements, cells, history, correction, registers, row.sent_at)
    return asked_about(obligation, report)
