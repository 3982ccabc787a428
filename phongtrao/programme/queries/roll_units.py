"""Units of a roll: thousands are known by what tells them apart, and made when they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from django.db import router

from phongtrao.units.models import Unit


class Units(dict[int, Unit]):
    """Units by their ids, each made when it is first asked for: a page shows fifty of thousands.

    rows: id → the fields of the unit, in the order of FIELDS.
    """

    FIELDS = ("id", "key", "level", "kind", "name")

    def __init__(self, rows: dict[int, tuple[int, str | None, str, str, str]]) -> None:
        super().__init__()
        self.rows = rows

    def __missing__(self, pk: int) -> Unit:
        """Make the unit."""
        unit = self[pk] = Unit.from_db(router.db_for_read(Unit), self.FIELDS, self.rows[pk])
        return unit


class Listed(Sequence[Unit]):
    """Units in an order, each made when it is looked at."""

    def __init__(self, ids: Sequence[int], units: Units) -> None:
        self._ids, self._units = ids, units

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Unit: ...

    @overload
    def __getitem__(self, place: slice) -> Listed: ...

    def __getitem__(self, place: int | slice) -> Unit | Listed:
        """The unit at a place, or those of a part."""
        if isinstance(place, slice):
            return Listed(self._ids[place], self._units)
        return self._units[self._ids[place]]
