"""Strata: which of the units on one list a figure is of, by facts that were frozen with the list.

Pooled and split rates are read from the same reports of the same list: a unit outside of a stratum
stands neither above nor below the line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_BETWEEN = "|"
_ARMED = "armed"


class UnitFacts(NamedTuple):
    """What a unit is divided by on the day of a list. level, settlement, enterprise_size and
    school_level are words of the units' register, "" where a unit has none; kind: in its own words.
    """

    level: str = ""
    settlement: str = ""
    enterprise_size: str = ""
    school_level: str = ""
    armed_forces: bool = False
    kind: str = ""

    @property
    def key(self) -> str:
        """The facts as one word to be stored with a line of the list."""
        armed = _ARMED if self.armed_forces else ""
        told = (self.level, self.settlement, self.enterprise_size, self.school_level, armed)
        return _BETWEEN.join((*told, self.kind))


def facts_of_key(key: str) -> UnitFacts:
    """The facts behind a stored word; of "", which says nothing, a unit without any."""
    level, settlement, size, school, armed, kind = [*key.split(_BETWEEN, 5), *[""] * 5][:6]
    return UnitFacts(level, settlement, size, school, armed == _ARMED, kind)


@dataclass(frozen=True, slots=True)
class Strata:
    """Which units a figure is of; nothing set: all.

    groups: levels and kinds of units, of which one is enough. settlements: a unit without one is
    outside. enterprise_sizes, school_levels: of enterprises and of schools only those; a body that
    has no size or level is no matter of them. civil_only: without the armed forces.
    """

    groups: tuple[str, ...] = ()
    settlements: tuple[str, ...] = ()
    enterprise_sizes: tuple[str, ...] = ()
    school_levels: tuple[str, ...] = ()
    civil_only: bool = False

    @property
    def is_everyone(self) -> bool:
        """Whether no unit is left out."""
        return self == Strata()

    def holds(self, unit: UnitFacts) -> bool:
        """Whether the figure is of a unit, too."""
        if self.groups and unit.level not in self.groups and unit.kind not in self.groups:
            return False
        if self.settlements and unit.settlement not in self.settlements:
            return False
        if self.enterprise_sizes and unit.enterprise_size not in ("", *self.enterprise_sizes):
            return False
        if self.school_levels and unit.school_level not in ("", *self.school_levels):
            return False
        return not (self.civil_only and unit.armed_forces)

    def inside(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Whether the figure is of each unit, by its stored word; each word is looked at once."""
        held = {key: self.holds(facts_of_key(key)) for key in set(keys)}
        return np.fromiter((held[key] for key in keys), np.bool_, len(keys))

    def count(self, by_key: Mapping[str, int]) -> int:
        """How many units of a list the figure is of. by_key: stored word → units that have it."""
        return sum(many for key, many in by_key.items() if self.holds(facts_of_key(key)))

    def as_row(self) -> dict[str, list[str] | bool]:
        """What is set, to be stored."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value if isinstance(value, bool) else list(value)
            for name, value in told.items()
            if value
        }


def strata_of(row: Mapping[str, object]) -> Strata:
    """The strata behind what `Strata.as_row` gave; {}: everyone. ValueError for anything else."""
    known = {one.name for one in fields(Strata)}
    told: dict[str, object] = {}
    for name, value in row.items():
        is_flag = name == "civil_only"
        if name not in known or isinstance(value, bool) is not is_flag:
            raise ValueError(f"no stratum: {name} = {value!r}")
        told[name] = value if isinstance(value, bool) else _words(name, value)
    return Strata(**told)  # type: ignore[arg-type]  # by name


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"no stratum: {name} = {value!r}")
    return tuple(value)
