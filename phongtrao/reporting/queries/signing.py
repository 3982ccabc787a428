"""What was put forward inside a unit, and who of it signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.reporting.models import Draft, ObligationState
from phongtrao.reporting.queries.reports import obligations, signed_for

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation


@dataclass(frozen=True)
class Signing:
    """How it stands with the word of the unit's own approver. put_by, put_at: who put it forward
    and when, None while nobody has; seen: the moment as one word, by which what is signed is what
    was read. signs: the reader may sign or hand back; own: he put it forward himself. handed_back:
    why it came back, while it was not put forward again.
    """

    put_by: User | None
    put_at: datetime | None
    signs: bool
    own: bool
    handed_back: str

    @property
    def seen(self) -> str:
        """The moment as one word."""
        return self.put_at.isoformat() if self.put_at else ""


def signs(user: User, obligation: Obligation) -> bool:
    """Tell whether a person signs the reports of the unit: by a role that stands at the unit, or
    at an heir of what is no more.
    """
    return obligation.unit_id in signed_for(user)


def signing_of(obligation: Obligation, user: User) -> Signing | None:
    """How it stands with the word of the unit's approver; None where the form does not ask it."""
    if not obligation.period.form.signs_off:
        return None
    draft = Draft.objects.filter(obligation=obligation).select_related("put_by").first()
    draft = draft or Draft()
    return Signing(
        draft.put_by,
        draft.put_at,
        signs(user, obligation),
        draft.put_by_id == user.pk,
        "" if draft.put_at else draft.handed_back,
    )


def to_sign(user: User) -> QuerySet[Obligation]:
    """Reports that were put forward by others and that the person signs."""
    rows = obligations().filter(unit__in=signed_for(user), draft__put_at__isnull=False)
    rows = rows.exclude(state=ObligationState.EXEMPT).exclude(draft__put_by=user)
    return rows.select_related("draft__put_by").order_by("pk")
