"""Send a report, send it again after it was returned, correct it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.flow.submission import SUBMISSION_FLOW
from phongtrao.core.sheets.columns import packed, texts
from phongtrao.reporting.actions.days import count_move
from phongtrao.reporting.actions.filling import hold_report
from phongtrao.reporting.actions.totals import Step, counted, move_totals
from phongtrao.reporting.models import STANDING, Draft, ObligationState, Submission, Way
from phongtrao.reporting.queries.reports import checked, facts_of, move_of
from phongtrao.reporting.queries.stages import level_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.reports import Kept

CORRECTING = ("correct", "correct-again")
"""The moves for which a reason is given."""
_REASON_MAX = 1000
_SENT = (
    "current", "frozen", "state", "stage", "waits_for", "resend_by", "first_sent_at", "corrected",
)  # fmt: skip
"""What sending changes of a report."""


@transaction.atomic
def send_report(
    *,
    obligation: Obligation,
    typed: Mapping[str, str] | None = None,
    reason: str = "",
    way: str = Way.WEB,
    by: User,
) -> Submission:
    """Send what stands in the boxes as a new revision; the totals move once.

    typed: code → what stands in each box; None: the draft. reason: of a correction. Raises Denied,
    ElementUnknown, MoveRefused (boxes that cannot be sent, no reason, nothing changed, exempt).
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    # The row of the report is held until the end: it is sent once however often it is asked.
    kept = hold_report(obligation)
    return send_held(obligation=obligation, kept=kept, typed=typed, reason=reason, way=way, by=by)


def send_held(
    *,
    obligation: Obligation,
    kept: Kept,
    typed: Mapping[str, str] | None = None,
    reason: str = "",
    way: str = Way.WEB,
    prepared_by: User | None = None,
    by: User,
) -> Submission:
    """`send_report` for a report that is held, by who may send it; refused before anything is
    written. prepared_by: who put forward what is signed and sent.
    """
    row, last = obligation, kept.last
    figures, words, state = ready(row, kept, typed, reason, by, signed=prepared_by is not None)
    before = counted(row)
    corrects = row.state in STANDING
    sent = Submission.objects.create(
        obligation=row,
        revision=last.revision + 1 if last else 1,
        row=figures,
        words=words,
        reason=reason.strip()[:_REASON_MAX] if move_of(row) in CORRECTING else "",
        way=way,
        by=by,
        prepared_by=prepared_by,
        sent_at=timezone.now(),
    )
    if row.state == ObligationState.ACCEPTED:
        row.frozen = last
    row.current, row.state, row.stage, row.resend_by = sent, state, 0, None
    row.waits_for = level_at(row, 0)
    row.first_sent_at = row.first_sent_at or sent.sent_at
    row.corrected += corrects
    row.save(update_fields=_SENT)
    if kept.stored:
        Draft.objects.filter(obligation=row).delete()
    move_totals(row.period, kept.layout, [Step(row, before, counted(row))])
    count_move(row.period, "corrected" if sent.reason else "sent", [(row, sent.sent_at)])
    audit.log(
        "report.correct" if corrects else "report.send",
        sent,
        by=by,
        office=row.unit_id,
        revision=sent.revision,
        reason=sent.reason,
        way=str(way),
    )
    return sent


def ready(
    row: Obligation,
    kept: Kept,
    typed: Mapping[str, str] | None,
    reason: str,
    by: User,
    *,
    signed: bool,
) -> tuple[bytes, dict[str, str], str]:
    """What is sent of a report, its figures and its words, and the state that it comes to. signed:
    an approver of the unit has given his word. Raises MoveRefused.
    """
    sheet, last = kept.sheet, kept.last
    told = checked(sheet, kept.typed() if typed is None else typed)
    figures = packed(sheet, told.cells) if not told.faults else b""
    words = texts(sheet, told.cells)
    facts = replace(
        facts_of(row, by),
        faults=len(told.faults),
        reason=reason,
        same=last is not None and (bytes(last.row), last.words) == (figures, words),
        unsigned=row.period.form.signs_off and not signed,
    )
    return figures, words, SUBMISSION_FLOW.move(row.state, move_of(row), facts)
