"""Keep what the public is told of a period, once and for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from phongtrao.audit import actions as audit
from phongtrao.reporting.models import Publication
from phongtrao.reporting.queries.publishing import Tables, is_published, publication_day

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.reporting.models import Period


@transaction.atomic
def publish_when_due(period: Period, on: date) -> None:
    """Work out the public tables of a period when it is looked at first, from its publication day
    on, and those of the periods that come before it; nothing where that was done.

    The rule publishes, not who looks: the log names the program. What is kept is as of the day
    before, whenever that is.
    """
    if is_published(period) or publication_day(period) > on:
        return
    for rival in Tables(period).rivals:
        publish_when_due(rival, on)
    tables = Tables(period)
    made, fresh = Publication.objects.get_or_create(
        period=period, defaults={"until": tables.until, "tables": tables.told()}
    )
    if fresh:
        office = period.form.office_id
        audit.log("period.publish", period, by=None, office=office, last_day=str(made.until))
