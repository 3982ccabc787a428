"""Units with two parents: the territory they stand on and the line they answer to.

A police post stands in a commune and answers to the province's police; it is reached from both, and
in any sum over both it counts once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

from phongtrao.core.tree.dated import spells_on
from phongtrao.core.tree.tree import Id, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from fractions import Fraction

    from phongtrao.core.tree.dated import Spell

Number = TypeVar("Number", int, "Fraction")


class TwoTrees(Generic[Id]):
    """The same units in two trees, by territory and by line, and who is reached from whom."""

    __slots__ = ("_answering", "line", "territory")

    def __init__(
        self, units: Iterable[Id], parents: Iterable[Id | None], line_parents: Iterable[Id | None]
    ) -> None:
        """Build from units and, in the same order, their two parents (None where there is none).

        Raises UnitTwice, UnknownParent, TreeGoesRound for either tree.
        """
        units, line_parents = list(units), list(line_parents)
        self.territory: Tree[Id] = Tree(units, parents)
        self.line: Tree[Id] = Tree(units, line_parents)
        answering: dict[Id, list[Id]] = defaultdict(list)
        for unit, head in zip(units, line_parents, strict=True):
            if head is not None:
                answering[head].append(unit)
        self._answering = dict(answering)

    @classmethod
    def on(cls, spells: Iterable[Spell[Id]], day: date) -> TwoTrees[Id]:
        """Both trees as they were on a day."""
        held = spells_on(spells, day)
        return cls(
            [spell.unit for spell in held],
            [spell.parent for spell in held],
            [spell.line_parent for spell in held],
        )

    def reach(self, *units: Id) -> tuple[Id, ...]:
        """The units and all that stand or answer below any of them, step by step, each once.

        A unit that answers brings along what stands on its own territory. In the order of the
        territories. Time grows with the answer, at worst times the depth. Raises UnknownUnit.
        """
        reached: set[Id] = set()
        waiting = list(self.territory.outermost(units))
        while waiting:
            unit = waiting.pop()
            if unit not in reached:
                block = self.territory.subtree(unit)
                reached.update(block)
                for head in self._heads_among(block):
                    waiting += self._answering[head]
        return tuple(sorted(reached, key=self.territory.place))

    def reached_both_ways(self, unit: Id) -> tuple[Id, ...]:
        """The units below that stand on its territory and answer in its line as well."""
        by_line = set(self.line.subtree(unit))
        return tuple(
            other for other in self.territory.subtree(unit) if other in by_line and other != unit
        )

    def count(self, *units: Id, counts: Callable[[Id], bool] = lambda _unit: True) -> int:
        """How many reached units count, each once."""
        return sum(1 for unit in self.reach(*units) if counts(unit))

    def total(self, values: Mapping[Id, Number], *units: Id) -> Number | int:
        """The sum of the reached units' own values, each once; one without a value adds nothing."""
        return sum(values[unit] for unit in self.reach(*units) if unit in values)

    def _heads_among(self, block: Iterable[Id]) -> list[Id]:
        return [unit for unit in block if unit in self._answering]
