"""What is held while it is changed, so that two people who act at once act one after the other.

Who rearranges a programme (hands it down, takes it back, publishes what replaces it) holds the
programme; who takes receipts away, and who answers, hold the receipts. Units that answer at once do
not wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.programme.models import Programme, Receipt
from phongtrao.programme.queries.succession import predecessors_of

if TYPE_CHECKING:
    from phongtrao.units.models import Unit


def hold_programme(programme: Programme) -> None:
    """Wait until nobody else rearranges the programme."""
    rows = Programme.objects.select_for_update(of=("self",), no_key=True)
    rows.order_by().get(pk=programme.pk)


def hold_receipts(programme: Programme, unit: Unit | None = None) -> None:
    """Wait until nobody takes away or answers the receipts of the programme: all of them, or those
    of a unit and of those whose heir it is.
    """
    rows = Receipt.objects.filter(programme=programme)
    if unit is not None:
        before = predecessors_of([unit.pk], timezone.localdate())
        rows = rows.filter(unit__in={unit.pk}.union(*before.values()))
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
