"""The slow and obvious way: dicts and recursion, to hold the real code against."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from phongtrao.core.tree import Spell, Succession

Parents = dict[int, "int | None"]


def children(parents: Parents, unit: int | None) -> list[int]:
    return [child for child, parent in parents.items() if parent == unit]


def subtree(parents: Parents, unit: int) -> list[int]:
    found = [unit]
    for child in children(parents, unit):
        found += subtree(parents, child)
    return found


def preorder(parents: Parents) -> list[int]:
    return [unit for root in children(parents, None) for unit in subtree(parents, root)]


def ancestors(parents: Parents, unit: int) -> list[int]:
    parent = parents[unit]
    return [] if parent is None else [parent, *ancestors(parents, parent)]


def common_ancestor(parents: Parents, unit: int, other: int) -> int | None:
    line = [other, *ancestors(parents, other)]
    return next((one for one in [unit, *ancestors(parents, unit)] if one in line), None)


def reach(parents: Parents, line: Parents, unit: int, seen: set[int] | None = None) -> set[int]:
    seen = set() if seen is None else seen
    if unit not in seen:
        seen.add(unit)
        for child in children(parents, unit) + children(line, unit):
            reach(parents, line, child, seen)
    return seen


def parents_on(spells: list[Spell[int]], day: date) -> Parents:
    found: Parents = {}
    for spell in spells:
        began = spell.valid_from is None or spell.valid_from <= day
        ended = spell.valid_to is not None and spell.valid_to <= day
        if began and not ended:
            found[spell.unit] = spell.parent
    return found


def carried(
    values: Mapping[int, int], successions: list[Succession[int]], on: date
) -> dict[int, Fraction]:
    """With known shares only: each day in turn, everything moves at once."""
    held = {unit: Fraction(amount) for unit, amount in values.items()}
    for day in sorted({one.on for one in successions if one.on <= on}):
        after: dict[int, Fraction] = {}
        for unit, amount in held.items():
            moves = [one for one in successions if one.on == day and one.predecessor == unit]
            if not moves:
                after[unit] = after.get(unit, Fraction(0)) + amount
            for one in moves:
                assert one.share is not None
                given = amount * one.share
                after[one.successor] = after.get(one.successor, Fraction(0)) + given
        held = after
    return held


def heirs(successions: list[Succession[int]], unit: int, on: date, days: list[date]) -> set[int]:
    if not days or days[0] > on:
        return {unit}
    day, *later = days
    moves = [one for one in successions if one.on == day and one.predecessor == unit]
    following = {one.successor for one in moves} or {unit}
    return {heir for one in following for heir in heirs(successions, one, on, later)}


def ancestors_on(
    spells: list[Spell[int]], successions: list[Succession[int]], unit: int, day: date
) -> set[int]:
    """The unit and all above it; nothing before it begins."""
    if not any(begun(spell, day) for spell in spells if spell.unit == unit):
        return set()
    found = {unit}
    for up in right_above(spells, successions, unit, day):
        found |= ancestors_on(spells, successions, up, day)
    return found


def begun(spell: Spell[int], day: date) -> bool:
    return spell.valid_from is None or spell.valid_from <= day


def right_above(
    spells: list[Spell[int]], successions: list[Succession[int]], unit: int, day: date
) -> set[int]:
    mine = [spell for spell in spells if spell.unit == unit and begun(spell, day)]
    last = max(mine, key=lambda spell: spell.valid_from or day.min)
    ended = last.valid_to
    if ended is not None and ended <= day:
        heirs = {
            one.successor
            for one in successions
            if one.predecessor == unit and one.successor != unit and ended <= one.on <= day
        }
        if heirs:
            return heirs
    return {up for up in (last.parent, last.line_parent) if up is not None}
