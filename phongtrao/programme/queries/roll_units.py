"""Units of a roll: thousands are known by what tells them apart, and made when they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar, overload

from django.db import router

from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Made = TypeVar("Made")
UnitRow = tuple[int, str | None, str, str, str]
"""The fields of a unit, in the order of `Units.FIELDS`."""


class Units(dict[int, Unit]):
    """Units by their ids, each made when it is first asked for: a page shows fifty of thousands.

    rows: id → what is known of the unit.
    """

    FIELDS = ("id", "key", "level", "kind", "name")

    def __init__(self, rows: dict[int, UnitRow]) -> None:
        super().__init__()
        self.rows = rows

    def add(self, units: Iterable[Unit]) -> None:
        """Add units that are there already."""
        for unit in units:
            self[unit.pk] = unit
            self.rows[unit.pk] = (unit.pk, unit.key, unit.level, unit.kind, unit.name)

    def call(self, called: Mapping[int, tuple[str, str]]) -> None:
        """Give units other names and kinds: those of a day."""
        for pk in called.keys() & self.rows.keys():
            name, kind = called[pk]
            self.rows[pk] = (*self.rows[pk][:3], kind, name)
            if pk in self:
                self[pk].kind, self[pk].name = kind, name

    def __missing__(self, pk: int) -> Unit:
        """Make the unit."""
        unit = self[pk] = Unit.from_db(router.db_for_read(Unit), self.FIELDS, self.rows[pk])
        return unit


class InOrder(Sequence[Made]):
    """What belongs to units, in an order: each is made when it is looked at."""

    def __init__(self, ids: Sequence[int], make: Callable[[int], Made]) -> None:
        self.ids, self._make = ids, make

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Made: ...

    @overload
    def __getitem__(self, place: slice) -> InOrder[Made]: ...

    def __getitem__(self, place: int | slice) -> Made | InOrder[Made]:
        """The one at a place, or those of a part."""
        if isinstance(place, slice):
            return InOrder(self.ids[place], self._make)
        return self._make(self.ids[place])
