"""Keep what is typed, box by box; two people at one report lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.core.errors import RuleBroken
from phongtrao.core.flow.submission import SUBMISSION_FLOW
from phongtrao.core.sheets.reading import ElementUnknown
from phongtrao.core.text.secrecy import refuse_state_secret
from phongtrao.reporting.models import Draft, Obligation, ObligationState
from phongtrao.reporting.queries.reports import facts_of, kept_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.reporting.queries.reports import Kept

_LONGEST = 600
MOVING = (
    "current", "frozen", "state", "stage", "waits_for", "first_sent_at", "resend_by", "corrected",
    "returned",
)  # fmt: skip
"""What changes of a report after its period was opened."""
_NEW = frozenset({ObligationState.OWED, ObligationState.DRAFT})


class PeriodWithdrawn(RuleBroken):
    """What is asked no more is neither typed nor sent."""

    code = "period-withdrawn"
    message = (
        "Kỳ báo cáo này vừa bị hủy nên không nhận số liệu nữa. Hãy tải lại trang để xem lý do."
    )
    status = 410


@dataclass(frozen=True)
class Conflict:
    """A box that somebody else changed in between: what stands there now, and who typed it."""

    code: str
    stands: str
    by: str


@transaction.atomic
def save_boxes(
    *, obligation: Obligation, boxes: Mapping[str, tuple[str, str]], by: User
) -> list[Conflict]:
    """Keep what was typed. boxes: code → what stood there when it was shown, and what was typed.

    A box that changed in between is not overwritten but given back; all others are kept; one that
    the program filled in and that was cleared stays so. A returned
    or accepted report keeps its state until it is sent again. Raises Denied, ElementUnknown,
    MoveRefused for a unit that is exempt, StateSecretRefused.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    kept = hold_report(obligation)
    for code, (_, typed) in boxes.items():
        refuse_state_secret(typed, "", name=code)
    conflicts = type_in(obligation, kept, boxes, by)
    write_draft(obligation, kept, by)
    return conflicts


def hold_report(obligation: Obligation) -> Kept:
    """Hold the line of a report until the end of the transaction; it is then as it is now. Raises
    PeriodWithdrawn.
    """
    lines = Obligation.objects.select_for_update(of=("self",))
    try:
        obligation.refresh_from_db(from_queryset=lines, fields=MOVING)
    except Obligation.DoesNotExist:
        raise PeriodWithdrawn from None
    return kept_of(obligation)


def type_in(
    obligation: Obligation, kept: Kept, boxes: Mapping[str, tuple[str, str]], by: User
) -> list[Conflict]:
    """`save_boxes` for a report that is held, of what bears no mark of a secret; what is typed
    stands in `kept` and is not written.
    """
    if obligation.state == ObligationState.EXEMPT:
        SUBMISSION_FLOW.move(obligation.state, "draft", facts_of(obligation, by))
    sheet, stands = kept.sheet, kept.typed()
    draft = kept.draft = kept.draft or Draft(obligation=obligation)
    conflicts = []
    for code, (shown, typed) in boxes.items():
        if code not in sheet.by_code:
            raise ElementUnknown(code=code)
        now, wanted = stands.get(code, ""), typed.strip()[:_LONGEST]
        # Nobody typed or sent anything yet: what was shown is what the program filled in.
        filled_in = code not in stands and bool(shown.strip())
        if wanted == now and not filled_in:
            continue
        if now != shown.strip() and not filled_in:
            name, _ = draft.authors.get(code, ("người khác", ""))
            conflicts.append(Conflict(code, now, name))
            continue
        take_back(draft)
        draft.cells[code] = wanted
        draft.authors[code] = (str(by), timezone.now().isoformat())
    kept.changed = True
    return conflicts


def take_back(draft: Draft) -> None:
    """What was put forward to be signed is so no more: it has changed."""
    draft.put_by = draft.put_at = None


def write_draft(obligation: Obligation, kept: Kept, by: User) -> None:
    """Write what was typed into a report that is held."""
    if kept.changed and kept.draft is not None:
        kept.draft.save(force_insert=not kept.stored)
        kept.stored, kept.changed = True, False
        if obligation.state in _NEW:
            facts = facts_of(obligation, by)
            obligation.state = SUBMISSION_FLOW.move(obligation.state, "draft", facts)
            obligation.save(update_fields=["state"])


@transaction.atomic
def drop_draft(*, obligation: Obligation, by: User) -> None:
    """Forget what was typed since the report was sent last. Raises Denied."""
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    # A colleague may have sent it since it was shown.
    hold_report(obligation)
    Draft.objects.filter(obligation=obligation).delete()
    if obligation.state == ObligationState.DRAFT:
        obligation.state = ObligationState.OWED
        obligation.save(update_fields=["state"])
