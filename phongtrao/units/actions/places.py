"""Where units of a table are put: parents by code or by name, in the register or in the table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from phongtrao.access.models import Permission
from phongtrao.core.text.folding import fold
from phongtrao.units.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.access.models import User

_CODE_LEVELS = (Level.COMMUNE, Level.PROVINCE)
_COLUMNS = (
    "unit_id",
    "unit__name",
    "unit__level",
    "name",
    "code",
    "valid_from",
    "valid_to",
    "territory_id",
    "line_id",
    "territory__name",
)


@dataclass(frozen=True)
class Place:
    """A unit that may be a parent. unit: its id, 0 when it stands in the table itself; line: its
    line there, else 0. above: the name of what it lies below. level, since: of one of the register.
    """

    unit: int
    line: int
    name: str
    above: str = ""
    level: str = ""
    since: date | None = None

    @property
    def whole_name(self) -> str:
        """The name with what it lies below, to tell homonyms apart."""
        return f"{self.name}, {self.above}" if self.above else self.name


class Places:
    """All units in force that an account may know of, by name and by code; looked up once. One that
    will change its name is known by both.
    """

    def __init__(self, by: User | None) -> None:
        versions = UnitVersion.objects.all()
        self._editable: set[int] | None = None
        if by is not None:
            units = Unit.objects.visible_to(by, Permission.UNIT_READ)
            versions = versions.filter(unit__in=units)
            mine = Unit.objects.visible_to(by, Permission.UNIT_EDIT)
            self._editable = set(mine.values_list("pk", flat=True))
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._coded: dict[tuple[str, str], Place] = {}
        self._there: set[tuple[str, str, int, int]] = set()
        self._codes: dict[tuple[str, str, int, int], str] = {}
        ended: dict[int, tuple[date, date | None]] = {}  # id → until when, since when before that
        rows = versions.order_by("unit_id", F("valid_from").asc(nulls_first=True))
        for row in rows.values_list(*_COLUMNS, named=True):
            until, since = ended.get(row.unit_id, (None, None))
            began = since if until is not None and until == row.valid_from else row.valid_from
            if row.valid_to is None:
                self._add(row, began)
            else:
                ended[row.unit_id] = (row.valid_to, began)

    def _add(self, row: Any, since: date | None) -> None:
        """Add the unit of an open version. since: from when it is there without a hole."""
        name, level = row.unit__name, row.unit__level
        place = Place(row.unit_id, 0, name, row.territory__name or "", level, since)
        where = (level, row.territory_id or 0, row.line_id or 0)
        for folded in {fold(name), fold(row.name)}:
            self._named[folded].append(place)
            self._there.add((folded, *where))
        if row.code:
            self._coded[level, row.code] = place
            self._codes[row.code, *where] = name

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
        return (fold(name), *_where(level, territory, line)) in self._there

    def with_code(self, code: str, level: str, territory: Place | None, line: Place | None) -> str:
        """The name of the unit there that the register has under the code; "" for none."""
        return self._codes.get((code, *_where(level, territory, line)), "")


def _where(level: str, territory: Place | None, line: Place | None) -> tuple[str, int, int]:
    """Where a unit stands, as the register knows it; nowhere when a parent is in the table."""
    parents = [place for place in (territory, line) if place is not None]
    if any(not place.unit for place in parents):
        return (level, -1, -1)
    return (level, territory.unit if territory else 0, line.unit if line else 0)
