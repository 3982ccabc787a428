"""What is published of a period, on a day after its publication day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.reporting.actions.publishing import publish_when_due
from phongtrao.reporting.models import Period
from phongtrao.reporting.queries.public_figures import PublicPage

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.programme.models import Target

LATER = timezone.localdate() + timedelta(days=30)
"""What is opened and sent in a test is published by then."""


def opened_today() -> None:
    """Let all periods be opened today, so that what is accepted today is accepted in time."""
    Period.objects.update(opened_at=timezone.now())


def published(target: Target, period: int = 0, on: date = LATER) -> PublicPage:
    """What the public sees of a target by what is accepted today, as the page shows it."""
    opened_today()
    shown = PublicPage(target, period, on)
    if shown.period:
        publish_when_due(shown.period, on)
    return shown


def parts(shown: PublicPage) -> dict[str, str]:
    """Unit → its numerator or count, the total last."""
    assert shown.total
    return {row.name: row.part for row in [*shown.rows, shown.total]}
