"""What a unit was typing when somebody else sent its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from phongtrao.core.sheets.reading import cell_words
from phongtrao.reporting.models import Draft
from phongtrao.reporting.queries.sheets import cells_of, sheet_of

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Element
    from phongtrao.reporting.models import Obligation, Submission


@dataclass(frozen=True)
class LeftBox:
    """A box that was typed and not sent. sent: what was sent instead, in words."""

    element: Element
    typed: str
    sent: str


@dataclass(frozen=True)
class LeftOver:
    """What was typed before a revision was sent and is not in it."""

    sent: Submission
    boxes: tuple[LeftBox, ...]


def left_over(obligation: Obligation) -> LeftOver | None:
    """What stands in the draft of a report since before it was sent last; None for nothing."""
    sent = obligation.current
    draft = Draft.objects.filter(obligation=obligation).first() if sent else None
    if sent is None or draft is None:
        return None
    before = {code for code, (_, at) in draft.authors.items()
              if datetime.fromisoformat(at) < sent.sent_at}  # fmt: skip
    sheet = sheet_of(obligation.period.form)
    cells = cells_of(sheet, sent)
    boxes = tuple(
        LeftBox(box, draft.cells[box.code], cell_words(box, cells[box.code]))
        for box in sheet.elements
        if box.code in before and box.code in draft.cells
    )
    return LeftOver(sent, boxes) if boxes else None
