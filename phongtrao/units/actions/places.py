"""Where units of a table are put: parents by code or by name, in the register or in the table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.access.models import Permission
from phongtrao.core.text.folding import fold
from phongtrao.units.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.access.models import User

_CODE_LEVELS = (Level.COMMUNE, Level.PROVINCE)


@dataclass(frozen=True)
class Place:
    """A unit that may be a parent. unit: its id, 0 when it stands in the table itself; line: its
    line there, else 0. above: the name of what it lies below.
    """

    unit: int
    line: int
    name: str
    above: str = ""
    since: date | None = None

    @property
    def whole_name(self) -> str:
        """The name with what it lies below, to tell homonyms apart."""
        return f"{self.name}, {self.above}" if self.above else self.name


class Places:
    """All units in force that an account may know of, by name and by code; looked up once."""

    def __init__(self, by: User | None) -> None:
        versions = UnitVersion.objects.filter(valid_to=None)
        self._editable: set[int] | None = None
        if by is not None:
            units = Unit.objects.visible_to(by, Permission.UNIT_READ)
            versions = versions.filter(unit__in=units)
            mine = Unit.objects.visible_to(by, Permission.UNIT_EDIT)
            self._editable = set(mine.values_list("pk", flat=True))
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._coded: dict[tuple[str, str], Place] = {}
        self._there: set[tuple[str, str, int, int]] = set()
        rows = versions.order_by("unit").values_list(
            "unit_id",
            "name",
            "code",
            "unit__level",
            "valid_from",
            "territory_id",
            "line_id",
            "territory__name",
        )
        for unit, name, code, level, since, territory, line, above in rows:
            place = Place(unit, 0, name, above or "", since)
            self._named[fold(name)].append(place)
            self._there.add((fold(name), level, territory or 0, line or 0))
            if code:
                self._coded[level, code] = place

    def know_lines(self, lines: list[tuple[int, str]]) -> None:
        """Let the units of the table be parents too, where the register has none of the name."""
        for line, name in lines:
            if name and not any(place.unit for place in self._named.get(fold(name), ())):
                self._named[fold(name)].append(Place(0, line, name))

    def named(self, words: str) -> list[Place]:
        """Units of that code or name; "name, what it lies below" tells homonyms apart.

        Of several, those at which the account may add come alone.
        """
        for level in _CODE_LEVELS:
            if (level, words) in self._coded:
                return [self._coded[level, words]]
        found = self._named.get(fold(words), [])
        if not found and "," in words:
            name, _, above = (part.strip() for part in words.rpartition(","))
            alike = self._named.get(fold(name), [])
            found = [place for place in alike if fold(place.above) == fold(above)]
        mine = [place for place in found if self.may_add_below(place)]
        return mine if len(found) > 1 and mine else list(found)

    def may_add_below(self, place: Place) -> bool:
        """Tell whether the account may put units there; below those of the table it may."""
        return self._editable is None or not place.unit or place.unit in self._editable

    def has(self, name: str, level: str, territory: Place | None, line: Place | None) -> bool:
        """Tell whether the register has a unit of the name there."""
        if any(place is not None and not place.unit for place in (territory, line)):
            return False
        above = (territory.unit if territory else 0, line.unit if line else 0)
        return (fold(name), level, *above) in self._there
