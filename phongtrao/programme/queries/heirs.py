"""Who has today what units of a programme that ended left, and when an heir is done with it: with
its own part and with every part that it took over.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from phongtrao.programme.models import ProgressState
from phongtrao.programme.queries.succession import Former, ended_among, lead_to, next_heirs
from phongtrao.programme.queries.tasks import belongs_as

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from phongtrao.programme.models import Programme, TaskBody
    from phongtrao.programme.queries.one_task import Told


class Heirs:
    """The heirs of ended units on a day. Nothing but them is read while no unit ended."""

    def __init__(self, programme: Programme, ended: Collection[int], on: date) -> None:
        self._programme, self._on = programme, on
        self._next = next_heirs(ended, on) if ended else {}
        self._of = {unit: lead_to(unit, self._next) for unit in {*ended, *self._next}}
        self._members: dict[tuple[str, frozenset[int]], set[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def all(self) -> set[int]:
        """Ids of all heirs."""
        return set[int]().union(*self._of.values())

    def now(self, unit: int) -> set[int]:
        """Ids of who the unit is today: itself, or its heirs."""
        return self._of.get(unit) or {unit}

    @cached_property
    def _left_to(self) -> dict[int, set[int]]:
        """Id of an heir → the ended units whose part it has."""
        found: dict[int, set[int]] = defaultdict(set)
        for unit, heirs in self._of.items():
            for heir in heirs:
                found[heir].add(unit)
        return found

    @cached_property
    def _former(self) -> Former:
        return Former(self._left_to, ended_among(self._of, self._on), self._next)

    @cached_property
    def _received(self) -> list[tuple[int, int, str, str]]:
        """Handing, unit, its level and kind, of what units received themselves, not as heirs."""
        rows = self._programme.receipts.filter(taken_over=False).order_by()
        return list(rows.values_list("handing_id", "unit_id", "unit__level", "unit__kind"))

    def members(self, group: str, handings: frozenset[int]) -> set[int]:
        """Ids of the units of a group, ended ones too, that some handings reached themselves."""
        if (group, handings) not in self._members:
            self._members[group, handings] = {
                unit
                for handing, unit, level, kind in self._received
                if handing in handings and belongs_as(level, kind, group)
            }
        return self._members[group, handings]

    def meant_by(self, bodies: Iterable[TaskBody], handings: frozenset[int]) -> set[int]:
        """Ids of the units, ended ones too, that bodies of a task name themselves, or that belong
        to a group that they name and that the handings reached.
        """
        found = set[int]()
        for body in bodies:
            if body.confirmed and body.unit_id:
                found.add(body.unit_id)
            elif body.confirmed and body.group:
                found |= self.members(body.group, handings)
        return found

    def kept_by(self, done: set[int], day: date, owing: Collection[int]) -> set[int]:
        """Ids of who is done today with a day of a deadline when some units did what it asks.
        owing: the units, ended ones too, that it asked themselves; of one that had ended by that
        day it asks who was its heir then.
        """
        kept = set[int]().union(*(self.now(unit) for unit in done))
        for heir in kept & self._left_to.keys():
            asked = set[int]().union(
                *(
                    self._former.holders(heir, unit, day)
                    for unit in self._former.line_of(heir)
                    if unit in owing
                )
            )
            own = heir in done and heir not in asked
            if not own and not (asked and asked <= done):
                kept.remove(heir)
        return kept

    def lines_now(self, found: dict[int, Told], parts: set[int]) -> dict[int, Told]:
        """The newest line of progress of each who has a part today, from those of the units that
        wrote them. parts: the units, ended ones too, that had one themselves.
        """
        lines, places = dict(found), {unit: place for place, unit in enumerate(found)}
        for heir in self._left_to.keys() - found.keys():
            who, whole = self._former.speakers(heir, parts, found.keys())
            told = [found[one] for one in sorted(who, key=places.__getitem__)]
            # What one of them is not done with, the heir is not done with.
            open_ = [line for line in told if line.state != ProgressState.DONE]
            if open_ or (told and whole):
                lines[heir] = (open_ or told)[0]
        return {unit: line for unit, line in lines.items() if not self._of.get(unit)}
