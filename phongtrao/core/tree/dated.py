"""Units through time: what a unit was from one day to another, and the tree of a given day.

A day of change belongs to what begins on it: valid_from is the first day, valid_to the first day
no longer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Generic

from phongtrao.core.tree.errors import (
    ParentNotInForce,
    SpellEndsBeforeItBegins,
    SpellsLeaveHole,
    SpellsOverlap,
)
from phongtrao.core.tree.tree import Id, Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def spans(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Tell whether a day lies between the two; None: always, for ever."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


@dataclass(frozen=True, slots=True)
class Spell(Generic[Id]):
    """A unit as it was for a time.

    parent: the unit on whose territory it stands, None at the top. line_parent: the unit it
    answers to in its own line, None when it has no line. valid_from None: from before our records;
    valid_to None: still.
    """

    unit: Id
    parent: Id | None
    line_parent: Id | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the unit was so on that day."""
        return spans(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Gap(Generic[Id]):
    """A unit was not there from `ended` until the day before `began`."""

    unit: Id
    ended: date
    began: date


def spells_on(spells: Iterable[Spell[Id]], day: date) -> list[Spell[Id]]:
    """What holds on a day, in the order given."""
    return [spell for spell in spells if spell.holds_on(day)]


def tree_on(spells: Iterable[Spell[Id]], day: date) -> Tree[Id]:
    """The tree of territories on a day.

    Raises UnitTwice when spells overlap, UnknownParent when a parent is not in force,
    TreeGoesRound.
    """
    held = spells_on(spells, day)
    return Tree([spell.unit for spell in held], [spell.parent for spell in held])


def days_of_change(spells: Iterable[Spell[Id]]) -> list[date]:
    """Every day on which something began or ended, in order: between two the tree is the same."""
    days = {day for spell in spells for day in (spell.valid_from, spell.valid_to)}
    return sorted(day for day in days if day is not None)


def gaps(spells: Iterable[Spell[Id]]) -> list[Gap[Id]]:
    """The holes between the spells of each unit, in the order of units given.

    Raises SpellEndsBeforeItBegins, SpellsOverlap.
    """
    found = []
    for unit, history in _histories(spells).items():
        for earlier, later in pairwise(history):
            ended, began = earlier.valid_to, later.valid_from
            if ended is None or began is None or began < ended:
                raise SpellsOverlap(unit=unit, day=shown_day(began))
            if ended < began:
                found.append(Gap(unit, ended, began))
    return found


def check_spells(spells: Iterable[Spell[Id]], told: Collection[Gap[Id]] = ()) -> None:
    """See that a unit has one spell on any day, no hole but those told, and parents in force.

    Raises SpellEndsBeforeItBegins, SpellsOverlap, SpellsLeaveHole, ParentNotInForce.
    """
    spells = list(spells)
    for gap in gaps(spells):
        if gap not in told:
            raise SpellsLeaveHole(
                unit=gap.unit, ended=shown_day(gap.ended), began=shown_day(gap.began)
            )
    histories = _histories(spells)
    for spell in spells:
        for parent in (spell.parent, spell.line_parent):
            if parent is not None:
                day = _first_day_uncovered(spell, histories.get(parent, []))
                if day is not None:
                    raise ParentNotInForce(unit=spell.unit, parent=parent, day=shown_day(day))


def _histories(spells: Iterable[Spell[Id]]) -> dict[Id, list[Spell[Id]]]:
    """Each unit's spells by their beginning."""
    found: dict[Id, list[Spell[Id]]] = defaultdict(list)
    for spell in spells:
        if (
            spell.valid_from is not None
            and spell.valid_to is not None
            and spell.valid_to <= spell.valid_from
        ):
            raise SpellEndsBeforeItBegins(
                unit=spell.unit,
                valid_from=shown_day(spell.valid_from),
                valid_to=shown_day(spell.valid_to),
            )
        found[spell.unit].append(spell)
    for history in found.values():
        history.sort(key=_beginning)
    return dict(found)


def _beginning(spell: Spell[Id]) -> date:
    return spell.valid_from or date.min


def _end(spell: Spell[Id]) -> date:
    return spell.valid_to or date.max


def _first_day_uncovered(spell: Spell[Id], history: list[Spell[Id]]) -> date | None:
    """The first day of a spell that none of the parent's spells covers."""
    day = _beginning(spell)
    for above in history:
        if _beginning(above) <= day < _end(above):
            day = _end(above)
    return day if day < _end(spell) else None


def shown_day(day: date | None) -> str:
    """A day as people write it after "ngày"."""
    return "đầu tiên của danh mục" if day in {None, date.min} else f"{day:%d/%m/%Y}"
