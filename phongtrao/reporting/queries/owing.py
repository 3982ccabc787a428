"""Who owes a form, and where each of them lies on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.dates.window_rules import rule_of
from phongtrao.core.dates.windows import Window, windows
from phongtrao.programme.queries.cascade import units_of_place
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.succession import in_force
from phongtrao.programme.queries.tasks import belongs_as
from phongtrao.units.models import Ancestry, Level, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from phongtrao.reporting.models import ReportForm

_PART = 5_000


@dataclass(frozen=True)
class Place:
    """The commune and the province that a unit lies in or is; None for none."""

    commune: int | None
    province: int | None

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of both, without those that are none."""
        return tuple(one for one in (self.commune, self.province) if one is not None)


def units_owing(form: ReportForm, on: date) -> dict[int, str]:
    """Ids of the units that owe a form on a day → their level: those of its group that hold its
    programme or, without one, lie below its unit.
    """
    below = units_of_place(form.unit_id, on).filter(in_force(on))
    rows = below.values_list("pk", "level", "kind")
    if form.programme:
        holding = Roll(form.programme, on).everyone()
        rows = Unit.objects.filter(in_force(on)).values_list("pk", "level", "kind")
        found = [row for part in in_parts(holding) for row in rows.filter(pk__in=part)]
    else:
        found = list(rows)
    return {pk: level for pk, level, kind in found if belongs_as(level, kind, form.group)}


def level_right_below(whole: Unit) -> Level:
    """Which places lie right below a unit in which all report: provinces, or communes."""
    return Level.PROVINCE if whole.level == Level.COUNTRY else Level.COMMUNE


def level_key(level: str) -> str:
    """The key of a unit's level in a window rule: "commune", "province", else "body"."""
    return level if level in (Level.COMMUNE, Level.PROVINCE) else "body"


def places_on(units: Collection[int], on: date) -> dict[int, Place]:
    """Where units lie on a day, by territory or by line; the first made when there are two."""
    above: dict[int, dict[str, int]] = defaultdict(dict)
    levels = (Level.COMMUNE, Level.PROVINCE)
    for part in in_parts(units):
        rows = Ancestry.objects.filter(
            unit__in=part, since__lte=on, until__gt=on, ancestor__level__in=levels
        ).order_by("ancestor")
        for unit, ancestor, level in rows.values_list("unit_id", "ancestor_id", "ancestor__level"):
            above[unit].setdefault(level, ancestor)
    return {
        unit: Place(above[unit].get(Level.COMMUNE), above[unit].get(Level.PROVINCE))
        for unit in units
    }


def windows_of(form: ReportForm, year: int) -> list[Window]:
    """The windows of a form whose periods end in a year, supplements after what they add to."""
    found = []
    for window in windows(rule_of(form.window), year):
        found.append(window)
        if window.supplement:
            found.append(window.supplement)
    return found


def in_parts(units: Collection[int]) -> Iterator[list[int]]:
    """The ids in order, in lists that fit into a query."""
    ordered = sorted(units)
    for start in range(0, len(ordered), _PART):
        yield ordered[start : start + _PART]
