"""Where the figures of old units went: to one heir, by shares to several, or nobody knows where."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, NamedTuple

import numpy as np

from phongtrao.core.tree.succession import WHOLE, Shares, Succession
from phongtrao.core.tree.tree import Id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray


class Part(NamedTuple):
    """A share of what an old unit had. row: its number among the rows, below 0 without a row."""

    row: int
    share: Fraction


class Link(NamedTuple, Generic[Id]):
    """That a share of a source lies in one unit, or somewhere among several.

    amount: where the share's figures stand among the amounts (see amounts_of).
    """

    source: int
    part: Part
    among: tuple[Id, ...]
    amount: int

    @property
    def floats(self) -> bool:
        return len(self.among) > 1


def links_of(
    sources: Mapping[Id, int], days: Sequence[Mapping[Id, Shares[Id]]], rows: int
) -> list[Link[Id]]:
    """Where each source went over all days; its shares add up to 1."""
    touched = {unit for day in days for unit in day}
    links: list[Link[Id]] = []
    behind = rows
    for source, (unit, row) in enumerate(sources.items()):
        held: Mapping[tuple[Id, ...], Fraction] = {(unit,): WHOLE}
        for day in days if unit in touched else ():
            held = _after(held, day)
        for among, share in held.items():
            amount = row
            if row < 0:
                amount = rows
            elif len(held) > 1:
                amount = behind = behind + 1
            links.append(Link(source, Part(row, share), among, amount))
    return links


def _after(
    held: Mapping[tuple[Id, ...], Fraction], day: Mapping[Id, Shares[Id]]
) -> dict[tuple[Id, ...], Fraction]:
    """Where the shares of one source lie after one more day."""
    after: dict[tuple[Id, ...], Fraction] = defaultdict(Fraction)
    for among, share in held.items():
        if len(among) > 1:
            heirs = dict.fromkeys(heir for one in among for heir in day.get(one, (one,)))
            after[tuple(heirs)] += share
            continue
        rest = share
        shares = day.get(among[0], {among[0]: WHOLE})
        for heir, part in shares.items():
            if part is not None:
                after[heir,] += share * part
                rest -= share * part
        unknown = tuple(heir for heir, part in shares.items() if part is None)
        if unknown:
            after[unknown] += rest
    return after


def amounts_of(links: Iterable[Link[Id]], figures: NDArray[np.int64]) -> NDArray[np.int64]:
    """The figures of all rows, then a row of zeros, then the shares in the order of the links."""
    shares: dict[int, list[Fraction]] = defaultdict(list)
    for link in links:
        if link.amount > len(figures):
            shares[link.part.row].append(link.part.share)
    split = [part for row, parts in shares.items() for part in _split(figures[row].tolist(), parts)]
    width = figures.shape[1]
    nothing = np.zeros((1, width), dtype=np.int64)
    return np.concatenate(
        [figures, nothing, np.array(split, dtype=np.int64).reshape(len(split), width)]
    )


def _split(figures: Sequence[int], shares: Sequence[Fraction]) -> list[list[int]]:
    """Whole numbers by shares that add up to 1, one list a share; what rounding down leaves over
    goes one by one to the largest remainders, the first among equals.
    """
    given: list[list[int]] = [[] for _ in shares]
    for figure in figures:
        exact = [figure * share for share in shares]
        whole = [amount.numerator // amount.denominator for amount in exact]
        order = sorted(range(len(shares)), key=lambda place: whole[place] - exact[place])
        for place in order[: figure - sum(whole)]:
            whole[place] += 1
        for place, amount in enumerate(whole):
            given[place].append(amount)
    return given


def shares_by_day(
    successions: Iterable[Succession[Id]], after: date | None, upto: date
) -> list[dict[Id, Shares[Id]]]:
    """The shares of each predecessor, day by day."""
    days: dict[date, dict[Id, Shares[Id]]] = defaultdict(dict)
    for one in successions:
        if (after is None or after < one.on) and one.on <= upto:
            days[one.on].setdefault(one.predecessor, {})[one.successor] = one.share
    return [days[day] for day in sorted(days)]
