"""What units hold: programmes that were handed to them, programmes that they look after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from phongtrao.access.queries import remembered
from phongtrao.programme.models import Programme, Receipt
from phongtrao.programme.queries.filings import end_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime


class Held(NamedTuple):
    """A programme in the hands of a unit, whose level and kind tell to which groups it belongs.

    since: of the handing, None where no earlier version of the plan was handed. taken_over: the
    unit has it only from its predecessors.
    """

    receipt_id: int
    programme_id: int
    programme: str
    handed_at: datetime
    unit_id: int
    level: str
    kind: str
    since: date | None
    taken_over: bool


_FIELDS = (
    "pk",
    "programme_id",
    "programme__name",
    "handing__at",
    "unit_id",
    "unit__level",
    "unit__kind",
    "handing__since",
    "taken_over",
)


def held_by(units: Iterable[int]) -> list[Held]:
    """The programmes in the hands of units, by name of the unit; replaced ones too."""
    asked = frozenset(units)
    rows = Receipt.objects.filter(unit__in=asked).order_by("unit__name", "unit_id")
    return remembered(("held", asked), lambda: [Held(*row) for row in rows.values_list(*_FIELDS)])


def held_then(units: Iterable[int], then: date | None) -> list[Held]:
    """The programmes in the hands of units when a day ended; None: today."""
    held = held_by(units)
    return held if then is None else [one for one in held if one.handed_at < end_of(then)]


def looked_after_by(units: Iterable[int]) -> dict[int, int]:
    """Id of each programme that units look after → the unit; replaced ones too."""
    asked = frozenset(units)
    rows = Programme.objects.filter(office__in=asked).order_by().values_list("pk", "office_id")
    return remembered(("looked after", asked), lambda: dict(rows))


def names_of(units: Iterable[int]) -> dict[int, str]:
    """Id → name of units."""
    asked = frozenset(units)
    rows = Unit.objects.filter(pk__in=asked).order_by().values_list("pk", "name")
    return remembered(("names", asked), lambda: dict(rows))
