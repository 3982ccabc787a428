"""Who is in reach of whom on which days, as rows that a database can be asked.

On a day a unit lies below its two parents and below whatever these lie below. An ended unit lies
below its successors from the day of succession; one that nobody succeeded stays below its last
parents. So what a unit left behind stays in reach of somebody who is there.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, NamedTuple

from phongtrao.core.tree.dated import shown_day
from phongtrao.core.tree.errors import ReachGoesRound
from phongtrao.core.tree.tree import Id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from phongtrao.core.tree.dated import Spell
    from phongtrao.core.tree.succession import Succession

FIRST, LAST = date.min, date.max

Above = tuple[Id, date, date]
"""An ancestor, and from when until before when it is one."""
Piece = tuple[date, date, tuple[Id, ...]]
"""From when until before when a unit lies right below these units."""


class Within(NamedTuple, Generic[Id]):
    """On the days since ≤ day < until the unit is the ancestor itself or lies below it.

    since is date.min when no beginning is known, until is date.max while no end is.
    """

    unit: Id
    ancestor: Id
    since: date
    until: date


def ancestry(
    spells: Iterable[Spell[Id]],
    successions: Iterable[Succession[Id]] = (),
    known: Mapping[Id, Sequence[Above[Id]]] | None = None,
) -> list[Within[Id]]:
    """Every unit's ancestors through time, itself first; what touches is one row.

    spells: without overlaps (`check_spells`); they may leave holes, in which a unit counts as
    ended. known: the ancestors, themselves included, of units that stand above but are not asked
    for; an ancestor of which nothing is told was always there. An ancestor counts from its own
    beginning. Time grows with the answer. Raises ReachGoesRound.
    """
    lives = _lives(spells, successions)
    found, left = _climb(lives, known or {})
    if left:
        found |= _climb_day_by_day({unit: lives[unit] for unit in left}, {**(known or {}), **found})
    return [Within(unit, *row) for unit in lives for row in found[unit]]


def _lives(
    spells: Iterable[Spell[Id]], successions: Iterable[Succession[Id]]
) -> dict[Id, list[Piece[Id]]]:
    """What each unit lies right below, from its beginning for ever."""
    heirs: dict[Id, list[tuple[date, Id]]] = defaultdict(list)
    for one in successions:
        if one.successor != one.predecessor:
            heirs[one.predecessor].append((one.on, one.successor))
    pieces: dict[Id, list[Piece[Id]]] = {}
    for spell in spells:
        above = tuple({up: None for up in (spell.parent, spell.line_parent) if up is not None})
        piece = (spell.valid_from or FIRST, spell.valid_to or LAST, above)
        pieces.setdefault(spell.unit, []).append(piece)
    return {
        unit: _filled(sorted(held, key=_beginning), heirs.get(unit, []))
        for unit, held in pieces.items()
    }


def _beginning(piece: Piece[Id]) -> date:
    return piece[0]


def _filled(held: list[Piece[Id]], heirs: list[tuple[date, Id]]) -> list[Piece[Id]]:
    """The pieces with what lies between and after them; like neighbours are one."""
    if len(held) == 1 and held[0][1] == LAST:
        return held
    found: list[Piece[Id]] = []
    for (since, until, above), (following, _, _) in pairwise([*held, (LAST, LAST, ())]):
        _add(found, since, until, above)
        days = sorted({on for on, _ in heirs if until <= on < following})
        for day, end in pairwise([until, *days, following]):
            if day in days:
                above = tuple({heir: None for on, heir in heirs if until <= on <= day})
            _add(found, day, end, above)
    return found


def _add(pieces: list[Piece[Id]], since: date, until: date, above: tuple[Id, ...]) -> None:
    """Put a piece at the end; an empty one is none, a like one makes the last longer."""
    if since == until:
        return
    if pieces and pieces[-1][2] == above:
        since = pieces.pop()[0]
    pieces.append((since, until, above))


def _climb(
    lives: Mapping[Id, list[Piece[Id]]], known: Mapping[Id, Sequence[Above[Id]]]
) -> tuple[dict[Id, Sequence[Above[Id]]], list[Id]]:
    """Ancestors of each unit, from the top downwards; and the units on circles or below them.

    A circle over different days is none: such units are looked at day by day.
    """
    below: dict[Id, list[Id]] = defaultdict(list)
    waits: dict[Id, int] = {}
    for unit, pieces in lives.items():
        above = {up for _, _, ups in pieces for up in ups if up in lives}
        waits[unit] = len(above)
        for up in above:
            below[up].append(unit)
    found: dict[Id, Sequence[Above[Id]]] = {}
    ready = [unit for unit, count in waits.items() if not count]
    for unit in ready:
        found[unit] = _above(unit, lives[unit], found, known)
        for other in below.get(unit, ()):
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)  # the list is the queue
    return found, [unit for unit, count in waits.items() if count]


def _above(
    unit: Id,
    pieces: list[Piece[Id]],
    found: Mapping[Id, Sequence[Above[Id]]],
    known: Mapping[Id, Sequence[Above[Id]]],
) -> list[Above[Id]]:
    """The ancestors of a unit, when those of all that it lies right below are found."""
    if not pieces:
        return []
    rows: list[Above[Id]] = [(unit, pieces[0][0], pieces[-1][1])]
    for since, until, ups in pieces:
        for up in ups:
            for row in found[up] if up in found else known.get(up, ((up, FIRST, LAST),)):
                if row[1] >= since and row[2] <= until:
                    rows.append(row)
                elif row[1] < until and row[2] > since:
                    rows.append((row[0], max(row[1], since), min(row[2], until)))
    return rows if len(pieces) == 1 and len(pieces[0][2]) < 2 else _merged(rows)


def _merged(rows: list[Above[Id]]) -> list[Above[Id]]:
    """The same days with as few rows as can be; ancestors in the order in which they come."""
    days: dict[Id, list[tuple[date, date]]] = {}
    for ancestor, since, until in rows:
        days.setdefault(ancestor, []).append((since, until))
    merged: list[Above[Id]] = []
    for ancestor, spans in days.items():
        spans.sort()
        since, until = spans[0]
        for began, ended in spans[1:]:
            if began > until:
                merged.append((ancestor, since, until))
                since, until = began, ended
            else:
                until = max(until, ended)
        merged.append((ancestor, since, until))
    return merged


def _climb_day_by_day(
    lives: Mapping[Id, list[Piece[Id]]], known: Mapping[Id, Sequence[Above[Id]]]
) -> dict[Id, Sequence[Above[Id]]]:
    """The same for units that at one time lie below those which at another lie below them."""
    days = sorted({day for pieces in lives.values() for piece in pieces for day in piece[:2]})
    rows: dict[Id, list[Above[Id]]] = {unit: [] for unit in lives}
    for day, following in pairwise(days):
        now = {
            unit: [(day, following, ups) for since, until, ups in pieces if since <= day < until]
            for unit, pieces in lives.items()
        }
        found, left = _climb(now, known)
        if left:
            raise ReachGoesRound(unit=_on_circle(left, now), day=shown_day(day))
        for unit, above in found.items():
            rows[unit] += above
    return {unit: _merged(above) for unit, above in rows.items()}


def _on_circle(left: list[Id], now: Mapping[Id, list[Piece[Id]]]) -> Id:
    """One unit that is above itself, of those on circles or below them."""
    among, unit = set(left), left[0]
    seen: set[Id] = set()
    while unit not in seen:
        seen.add(unit)
        unit = next(up for _, _, ups in now[unit] for up in ups if up in among)
    return unit
