"""A tree of units as pre-order arrays: a subtree is a slice, being within is two comparisons."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, Generic, TypeVar

from phongtrao.core.tree.errors import TreeGoesRound, UnitTwice, UnknownParent, UnknownUnit

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

Id = TypeVar("Id", bound="Hashable")

NONE = -1
UNKNOWN = -2


class Tree(Generic[Id]):
    """Units below their parents; several roots may stand beside each other.

    Built once in time proportional to the number of units and never changed. `ids` are the units
    in pre-order: every unit before those below it, siblings and roots in the order given. A place
    is a position in that order. `end[place]` is the place after the last unit within, so that
    place and end are what a database needs to select a subtree without recursion; `depth[place]`
    is 0 for a root; `above[place]` is the parent's place, -1 for a root.
    """

    __slots__ = ("_index", "_place", "above", "depth", "end", "ids")

    def __init__(self, ids: Iterable[Id], parents: Iterable[Id | None]) -> None:
        """Build from units and, in the same order, their parents (None for a root).

        Raises UnitTwice, UnknownParent, TreeGoesRound; ValueError when one list is longer.
        """
        given = list(ids)
        index = dict(zip(given, range(len(given)), strict=True))
        if len(index) < len(given):
            raise UnitTwice(unit=_first_double(given))
        above = _parent_numbers(given, index, list(parents))
        upward, size = _upward(above)
        if len(upward) < len(set(above) - {NONE}):
            raise _going_round(given, above, upward)
        place = _places(above, upward, size)
        order = [0] * len(given)
        for number, position in enumerate(place):
            order[position] = number
        place.append(NONE)
        self.ids: tuple[Id, ...] = tuple([given[number] for number in order])
        self._index = index
        self._place = array("i", place)
        self.above = array("i", [place[above[number]] for number in order])
        self.depth = array("i", _depths(self.above))
        self.end = array("i", [place[number] + size[number] for number in order])

    def __len__(self) -> int:
        """How many units stand in the tree."""
        return len(self.ids)

    def __contains__(self, unit: object) -> bool:
        """Tell whether a unit stands in the tree."""
        return unit in self._index

    def place(self, unit: Id) -> int:
        """The unit's position in pre-order. Raises UnknownUnit."""
        try:
            return self._place[self._index[unit]]
        except KeyError:
            raise UnknownUnit(unit=unit) from None

    @property
    def roots(self) -> tuple[Id, ...]:
        """The units without a parent, in the order given."""
        found, position = [], 0
        while position < len(self.ids):
            found.append(self.ids[position])
            position = self.end[position]
        return tuple(found)

    def parent(self, unit: Id) -> Id | None:
        """The unit right above, None for a root."""
        above = self.above[self.place(unit)]
        return None if above == NONE else self.ids[above]

    def children(self, unit: Id) -> tuple[Id, ...]:
        """The units right below, in the order given."""
        found, position = [], self.place(unit) + 1
        last = self.end[position - 1]
        while position < last:
            found.append(self.ids[position])
            position = self.end[position]
        return tuple(found)

    def subtree(self, unit: Id) -> Sequence[Id]:
        """The unit and all units below it, in pre-order."""
        place = self.place(unit)
        return self.ids[place : self.end[place]]

    def subtree_size(self, unit: Id) -> int:
        """How many units the subtree holds, the unit itself counted."""
        place = self.place(unit)
        return self.end[place] - place

    def ancestors(self, unit: Id) -> tuple[Id, ...]:
        """The units above, nearest first; the unit itself is not among them."""
        found, position = [], self.above[self.place(unit)]
        while position != NONE:
            found.append(self.ids[position])
            position = self.above[position]
        return tuple(found)

    def is_within(self, unit: Id, other: Id) -> bool:
        """Tell whether a unit is the other one or stands below it."""
        place = self.place(other)
        return place <= self.place(unit) < self.end[place]

    def level(self, unit: Id) -> int:
        """How many units stand above: 0 for a root."""
        return self.depth[self.place(unit)]

    def walk(self, unit: Id | None = None) -> Iterator[tuple[int, Id]]:
        """Level and unit in pre-order, of the whole tree or of one subtree."""
        place, end = 0, len(self.ids)
        if unit is not None:
            place = self.place(unit)
            end = self.end[place]
        for position in range(place, end):
            yield self.depth[position], self.ids[position]

    def common_ancestor(self, unit: Id, other: Id) -> Id | None:
        """The lowest unit that both are within, one of the two itself if so; None if none is."""
        place, position = self.place(unit), self.place(other)
        while place != NONE and not place <= position < self.end[place]:
            place = self.above[place]
        return None if place == NONE else self.ids[place]

    def outermost(self, units: Iterable[Id]) -> tuple[Id, ...]:
        """Those of the units that stand below no other of them, in pre-order, each once."""
        found, covered = [], 0
        for place in sorted({self.place(unit) for unit in units}):
            if place >= covered:
                found.append(self.ids[place])
                covered = self.end[place]
        return tuple(found)


def _first_double(given: list[Id]) -> Id:
    seen: set[Id] = set()
    return next(unit for unit in given if unit in seen or seen.add(unit))  # type: ignore[func-returns-value]  # adds, then goes on


def _parent_numbers(given: list[Id], index: dict[Id, int], parents: list[Id | None]) -> list[int]:
    found = [NONE if parent is None else index.get(parent, UNKNOWN) for parent in parents]
    if len(found) != len(given):
        raise ValueError(f"{len(given)} units, {len(found)} parents")
    if UNKNOWN in found:
        number = found.index(UNKNOWN)
        raise UnknownParent(unit=given[number], parent=parents[number])
    return found


# In the lists below a number is a unit's position as given. Some have one entry more at the end, so
# that NONE, the parent's number of a root, is an index too. Most units have nothing below them:
# what loops in Python goes over the others only, where it can.


def _upward(above: list[int]) -> tuple[list[int], list[int]]:
    """Numbers of units with units below, each after those below it; and sizes of all subtrees.

    Units on a circle are never reached and are left out.
    """
    children = Counter(above)
    del children[NONE]
    size = [1] * (len(above) + 1)
    waiting = [0] * (len(above) + 1)
    for number, count in children.items():
        size[number] += count
        waiting[above[number]] += 1
    upward = [number for number in children if not waiting[number]]
    waiting[NONE] = NONE
    for number in upward:
        parent = above[number]
        size[parent] += size[number] - 1
        waiting[parent] -= 1
        if not waiting[parent]:
            upward.append(parent)  # the list is the queue
    return upward, size


def _places(above: list[int], upward: list[int], size: list[int]) -> list[int]:
    """Places in pre-order, siblings in the order given."""
    used = [0] * len(size)
    within = []
    for number, parent in enumerate(above):
        within.append(used[parent])
        used[parent] += size[number]
    first = [0] * len(size)
    for number in reversed(upward):
        first[number] = first[above[number]] + within[number] + 1
    return [first[parent] + behind for parent, behind in zip(above, within, strict=True)]


def _depths(above: Iterable[int]) -> list[int]:
    depth: list[int] = []
    for parent in above:
        depth.append(0 if parent == NONE else depth[parent] + 1)
    return depth


def _going_round(given: list[Id], above: list[int], upward: list[int]) -> TreeGoesRound:
    first = min(set(above) - {NONE} - set(upward))
    way = [above[first]]
    while way[-1] != first:
        way.append(above[way[-1]])
    return TreeGoesRound(unit=given[first], way=", ".join(str(given[step]) for step in way))
