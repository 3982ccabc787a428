"""The word of the unit's own approver before a report leaves it: one puts it, another signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import Denied, require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.actions.filling import hold_report, take_back
from phongtrao.reporting.actions.sending import ready, send_held
from phongtrao.reporting.models import Draft
from phongtrao.reporting.queries.signing import signs

if TYPE_CHECKING:
    from phongtrao.reporting.models import Obligation, Submission
    from phongtrao.reporting.queries.reports import Kept

_REASON_MAX = 1000


class NotPutForward(RuleBroken):
    """What is signed is what was put forward and read."""

    code = "not-put-forward"
    message = (
        "Báo cáo của {unit} đã được sửa hoặc rút lại sau khi trình. Hãy xem lại số liệu; người nhập"
        " cần trình lại rồi mới duyệt được."
    )


class OwnSignature(RuleBroken):
    """Four eyes: who puts a report forward does not sign it."""

    code = "own-signature"
    message = "Người trình không tự duyệt báo cáo của {unit}. Hãy nhờ người duyệt khác của đơn vị."


class HandedBackUnexplained(RuleBroken):
    """Who filled it in must know what to mend."""

    code = "handed-back-unexplained"
    message = "Chưa ghi lý do trả lại báo cáo của {unit}. Hãy ghi sai ở đâu, cần sửa thế nào."


def put_forward(*, obligation: Obligation, kept: Kept, reason: str, by: User) -> None:
    """Put a report that is held before an approver of the unit, as it stands; whoever changes it
    takes it back. What cannot be sent cannot be put forward. The caller writes the draft.
    Raises MoveRefused.
    """
    ready(obligation, kept, None, reason, by, signed=True)
    draft = kept.draft = kept.draft or Draft(obligation=obligation)
    draft.reason = reason.strip()[:_REASON_MAX]
    draft.put_by, draft.put_at, draft.handed_back = by, timezone.now(), ""
    kept.changed = True
    audit.log("report.put-forward", obligation, by=by, office=obligation.unit_id)


@transaction.atomic
def sign_report(*, obligation: Obligation, seen: str, by: User) -> Submission:
    """Sign and send what was put forward. seen: `Signing.seen` of what was read. Raises Denied,
    NotPutForward, OwnSignature, MoveRefused.
    """
    kept, draft = _held(obligation, seen, by)
    if draft.put_by_id == by.pk:
        raise OwnSignature(unit=obligation.unit)
    return send_held(
        obligation=obligation, kept=kept, reason=draft.reason, prepared_by=draft.put_by, by=by
    )


@transaction.atomic
def hand_back(*, obligation: Obligation, seen: str, reason: str, by: User) -> None:
    """Give what was put forward back to who filled it in, with a reason. Raises Denied,
    NotPutForward, HandedBackUnexplained.
    """
    _, draft = _held(obligation, seen, by)
    if not reason.strip():
        raise HandedBackUnexplained(unit=obligation.unit)
    take_back(draft)
    draft.handed_back = reason.strip()[:_REASON_MAX]
    draft.save(update_fields=["put_by", "put_at", "handed_back"])
    audit.log(
        "report.hand-back",
        obligation,
        by=by,
        office=obligation.unit_id,
        reason=draft.handed_back[:300],
    )


def _held(obligation: Obligation, seen: str, by: User) -> tuple[Kept, Draft]:
    """The report, held until the end, and what was put forward of it."""
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    if not signs(by, obligation):
        raise Denied(permission=Permission.SUBMISSION_APPROVE.label)
    kept = hold_report(obligation)
    draft = kept.draft
    if draft is None or draft.put_at is None or draft.put_at.isoformat() != seen:
        raise NotPutForward(unit=obligation.unit)
    return kept, draft
