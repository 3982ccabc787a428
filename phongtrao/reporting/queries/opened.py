"""What had been opened by a day: before that, nobody was asked and nobody owed a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from phongtrao.programme.queries.filings import end_of

if TYPE_CHECKING:
    from datetime import date


def opened_by(day: date, way: str = "") -> Q:
    """Periods, or forms, that had been opened when a day ended. way: from the row to them."""
    return Q(**{f"{way}__opened_at__lt" if way else "opened_at__lt": end_of(day)})
