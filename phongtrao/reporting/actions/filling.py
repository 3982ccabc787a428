"""Keep what is typed, box by box; two people at one report lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.core.flow.submission import SUBMISSION_FLOW
from phongtrao.core.sheets.reading import ElementUnknown
from phongtrao.core.text.secrecy import refuse_state_secret
from phongtrao.reporting.models import Draft, Obligation, ObligationState
from phongtrao.reporting.queries.reports import facts_of, typed_of
from phongtrao.reporting.queries.sheets import sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 600
_NEW = frozenset({ObligationState.OWED, ObligationState.DRAFT})


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

    A box that changed in between is not overwritten but given back; all others are kept. A returned
    or accepted report keeps its state until it is sent again. Raises Denied, ElementUnknown,
    MoveRefused for a unit that is exempt, StateSecretRefused.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    row = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if row.state == ObligationState.EXEMPT:
        SUBMISSION_FLOW.move(row.state, "draft", facts_of(row, by))
    sheet = sheet_of(row.period.form)
    stands = typed_of(sheet, row)
    draft, _ = Draft.objects.get_or_create(obligation=row)
    conflicts = []
    for code, (shown, typed) in boxes.items():
        if code not in sheet.by_code:
            raise ElementUnknown(code=code)
        refuse_state_secret(typed, "", name=sheet.by_code[code].named)
        now, wanted = stands.get(code, ""), typed.strip()[:_LONGEST]
        if wanted == now:
            continue
        if now != shown.strip():
            name, _ = draft.authors.get(code, ("người khác", ""))
            conflicts.append(Conflict(code, now, name))
            continue
        draft.cells[code] = wanted
        draft.authors[code] = (str(by), timezone.now().isoformat())
    draft.save()
    if row.state in _NEW:
        row.state = obligation.state = SUBMISSION_FLOW.move(row.state, "draft", facts_of(row, by))
        row.save(update_fields=["state"])
    return conflicts


@transaction.atomic
def drop_draft(*, obligation: Obligation, by: User) -> None:
    """Forget what was typed since the report was sent last. Raises Denied."""
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    Draft.objects.filter(obligation=obligation).delete()
    if obligation.state == ObligationState.DRAFT:
        obligation.state = ObligationState.OWED
        obligation.save(update_fields=["state"])
