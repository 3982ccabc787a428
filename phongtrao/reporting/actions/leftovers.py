"""What a unit was typing when somebody else sends its report stays, where it says another thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.reading import CellUnreadable, read_cell
from phongtrao.reporting.models import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.columns import Report


def keep_drafts(sent: Mapping[int, Report], again: frozenset[int]) -> set[int]:
    """Leave of each draft what is not in the report that is sent now; the reports of which
    something is left, as a correction that nobody sent yet.

    sent: id of what is owed → its report; again: those of which something was sent before.
    """
    drafts = Draft.objects.filter(obligation__in=sent)
    left = []
    for draft in drafts:
        report, before = sent[draft.obligation_id], draft.obligation_id in again
        cells = {
            code: typed
            for code, typed in draft.cells.items()
            if _differs(report, code, typed, before=before)
        }
        if cells:
            draft.cells = cells
            draft.authors = {code: by for code, by in draft.authors.items() if code in cells}
            left.append(draft)
    Draft.objects.bulk_update(left, ("cells", "authors"))
    kept = {draft.obligation_id for draft in left}
    drafts.exclude(pk__in=kept).delete()
    return kept


def _differs(report: Report, code: str, typed: str, *, before: bool) -> bool:
    """Whether a box was typed otherwise; an empty one says something over what was sent only."""
    try:
        cell = read_cell(report.sheet.by_code[code], typed)
    except CellUnreadable:
        return True
    return cell != report[code] and (before or cell is not Mark.BLANK)
