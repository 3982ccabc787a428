"""What a unit was on a day, as tests ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.units.models import UnitVersion

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.units.models import Unit


def version_on(unit: Unit, day: date) -> UnitVersion | None:
    """What a unit was on a day; None when it was not in force."""
    versions = UnitVersion.objects.in_force(day).filter(unit=unit)
    return versions.select_related("territory", "line", "decision").first()
