"""One total to be shown: exact, with the reports that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.rollup.blocks import Block


@dataclass(frozen=True, slots=True)
class Base:
    """What a total rests on, in reports.

    Of those `expected` so many are `reported`, and so many of these `accepted`; in so many of the
    reported ones the figure is `given`, and so many it does not concern. Reports that were not
    expected are to be left out of all five.
    """

    expected: int
    reported: int
    accepted: int
    given: int
    not_applicable: int

    @property
    def missing(self) -> int:
        """Reports that are owed: silent units, which are never zeros."""
        return self.expected - self.reported

    @property
    def left_out(self) -> int:
        """Reports that are there without the figure, though it concerns them."""
        return self.reported - self.given - self.not_applicable

    @property
    def is_complete(self) -> bool:
        """Tell whether every expected report gives the figure or is not concerned."""
        return self.missing == 0 and self.left_out == 0

    @property
    def is_provisional(self) -> bool:
        """Tell whether a report that counts is not accepted yet."""
        return self.accepted < self.reported

    def __add__(self, other: Base) -> Base:
        """The base of both together, which have no report in common."""
        return Base(
            self.expected + other.expected,
            self.reported + other.reported,
            self.accepted + other.accepted,
            self.given + other.given,
            self.not_applicable + other.not_applicable,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A total, or a rate as sum over sum.

    numerator, denominator: whole numbers of the last decimal place of their boxes (`scales`:
    how many places each); denominator is None for a total.
    """

    numerator: int
    denominator: int | None
    base: Base
    scales: tuple[int, int] = (0, 0)

    @property
    def value(self) -> Fraction | None:
        """The exact total or rate; None when no report gives it, or the denominator is 0."""
        if not self.base.given or self.denominator == 0:
            return None
        upper, lower = self.scales
        below = 1 if self.denominator is None else self.denominator
        return Fraction(self.numerator * 10**lower, below * 10**upper)


def total(block: Block, group: int, column: int, expected: int, scale: int = 0) -> Figure:
    """The total of one element in one group.

    expected: reports owed by the group; scale: decimal places of the box.
    """
    base = _base(block, group, column, expected)
    return Figure(int(block.sums[group, column]), None, base, (scale, 0))


def rate(
    pairs: Block, group: int, number: int, expected: int, scales: tuple[int, int] = (0, 0)
) -> Figure:
    """One rate of one group, over the reports in which both its parts are given.

    pairs: from `paired_sums`, of which it is rate `number`; scales: decimal places of numerator and
    denominator.
    """
    upper, lower = (int(one) for one in pairs.sums[group, 2 * number : 2 * number + 2])
    return Figure(upper, lower, _base(pairs, group, 2 * number, expected), scales)


def _base(block: Block, group: int, column: int, expected: int) -> Base:
    return Base(
        expected,
        int(block.reported[group]),
        int(block.accepted[group]),
        int(block.answered[group, column]),
        int(block.not_applicable[group, column]),
    )


def pooled(figures: Sequence[Figure]) -> Figure:
    """Figures of units that have no report in common, such as strata, as one: sum over sum.

    At least one figure; ValueError when totals and rates are mixed, or places differ.
    """
    first, *others = figures
    upper, lower, base = first.numerator, first.denominator, first.base
    for one in others:
        if one.scales != first.scales or (one.denominator is None) != (lower is None):
            raise ValueError("the figures are not of one kind")
        upper += one.numerator
        lower = None if lower is None else lower + (one.denominator or 0)
        base += one.base
    return Figure(upper, lower, base, first.scales)
