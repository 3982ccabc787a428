"""Days and questions that many tests of units ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from phongtrao.units.models import Ancestry, Succession, Unit, UnitVersion
from phongtrao.units.queries.as_of import units_below

if TYPE_CHECKING:
    from phongtrao.units.actions.proposing import Proposal

BEFORE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
LATER = date(2026, 3, 1)


def below(unit: Unit, day: date) -> list[str]:
    """Names of what lies below, as they were."""
    return [version.name for version in units_below(unit, day)]


def reaches(ancestor: Unit, unit: Unit, day: date) -> bool:
    """Tell whether what the unit left is in reach of the ancestor on a day."""
    return Ancestry.objects.filter(
        ancestor=ancestor, unit=unit, since__lte=day, until__gt=day
    ).exists()


def rows_of_reach() -> set[tuple[object, ...]]:
    """The whole table of reach."""
    return set(Ancestry.objects.values_list("unit", "ancestor", "since", "until"))


def state_of_units() -> list[object]:
    """Everything that a change can change, to be compared with after an undoing."""
    return [
        sorted(Unit.objects.values_list("pk", "name", "kind")),
        sorted(UnitVersion.objects.values_list(), key=str),
        sorted(Succession.objects.values_list()),
        rows_of_reach(),
    ]


def names(proposal: Proposal) -> list[str]:
    """Who follows."""
    return [unit.name for unit in proposal.follows]
