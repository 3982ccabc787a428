"""What was marked on the list of a period, and what the list showed when it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.web.asked import number_of

if TYPE_CHECKING:
    from django.http import QueryDict


def marks_of(posted: QueryDict) -> tuple[dict[int, int], dict[int, str]]:
    """The reports that were marked one by one (`tracking_rows.Row.mark`): each with the revision
    that was shown, 0 for none; and with how far it was, as `reports.seen_of`.
    """
    revisions: dict[int, int] = {}
    seen: dict[int, str] = {}
    for text in posted.getlist("report"):
        report, revision, state = (*text.split(":", 2), "", "")[:3]
        if (number := number_of(report)) is not None:
            revisions[number] = number_of(revision) or 0
            if state:
                seen[number] = state
    return revisions, seen


def newest_shown(posted: QueryDict, name: str) -> int:
    """The id of the newest submission ("newest") or verdict ("verdict") when a list was shown of
    which all were marked.
    """
    return number_of(posted.get(name, "")) or 0
