"""Which of many reports a rule may ask about: figures are looked at column by column, so that the
few that are asked about are found among thousands in the time of a page.

A report that is passed over is asked nothing by these rules; one that is kept need not be asked
either. What a correction moved (`corrected-late`), when a report was sent (`sent-early`) and what a
register holds (`against-register`) is not among the figures: who knows of such a report keeps it
himself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from phongtrao.core.questions.chance import tail
from phongtrao.core.questions.facts import Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from phongtrao.core.questions.facts import AskedElement
    from phongtrao.core.questions.ruling import Rule

    Figures: TypeAlias = NDArray[np.float64]
    Kept: TypeAlias = NDArray[np.bool_]

_EXACT = 1e15
"""Below it, a figure is told from any other by a floating number."""
_LEAST = 1e-300
"""Of a chance of nothing there is no logarithm."""
_BIT = 1e-9
_SLACK = 1 - _BIT
"""What floating numbers may be off: rather one more is kept."""


@dataclass(frozen=True)
class Many:
    """Reports of one form and period, a row each, a column an element. now: their figures, NaN
    where there is none. earlier: how many periods back → the figures of the same units then.
    """

    elements: Sequence[AskedElement]
    now: Figures
    earlier: Mapping[int, Figures]
    periods_a_year: int

    def counted(self) -> NDArray[np.intp]:
        """The columns of what is counted anew in each period."""
        return _columns(self.elements, lambda one: one.nature is Nature.COUNTED)

    def parts(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The columns of what is a part, and those of its wholes."""
        place = {one.code: column for column, one in enumerate(self.elements)}
        parts = _columns(self.elements, lambda one: one.whole in place)
        return parts, np.array([place[self.elements[at].whole] for at in parts], np.intp)


def may_be_asked(many: Many, rules: Iterable[Rule]) -> Kept:
    """Which of the reports the rules about a single report may ask something about."""
    kept = _any(np.abs(many.now) >= _EXACT)
    for rule in rules:
        if rule.on and (look := SCREENS.get(rule.kind)):
            kept |= look(many, rule.limits)
    return kept


def _repeated(many: Many, limits: Mapping[str, Decimal]) -> Kept:
    kept = np.zeros(len(many.now), np.bool_)
    counted = np.zeros(many.now.shape, np.bool_)
    counted[:, many.counted()] = True
    for back in {1, many.periods_a_year} & many.earlier.keys():
        now, then = many.now, many.earlier[back]
        compared = counted & ~np.isnan(now) & ~np.isnan(then) & ((now != 0) | (then != 0))
        same = compared & (now == then)
        often = same.sum(axis=1)
        share = float(limits["share"]) * _SLACK * compared.sum(axis=1)
        enough = (often >= float(limits["least"])) & (often >= share)
        chance = np.where(same, _coincidence(many, then), 0).sum(axis=1)
        kept |= enough & (chance <= math.log(max(float(limits["chance"]), _LEAST)) + _BIT)
    return kept


def _coincidence(many: Many, then: Figures) -> Figures:
    """The logarithm of the chance that each figure comes out the same again, as `repeated`."""
    parts, wholes = many.parts()
    now, room = many.now, np.abs(many.now)
    whole = now[:, wholes]
    held = (whole == then[:, wholes]) & (whole != 0) & (now[:, parts] >= 0)
    held &= now[:, parts] <= whole
    left = now[:, parts] * (1 - now[:, parts] / np.where(held, whole, 1))
    room[:, parts] = np.where(held, left, room[:, parts])
    return -0.5 * np.log1p(4 * math.pi * room)


def _rounded(many: Many, limits: Mapping[str, Decimal]) -> Kept:
    now, step = many.now[:, many.counted()], float(limits["step"])
    is_large = now >= float(limits["least_figure"])
    large, even = is_large.sum(axis=1), (is_large & (np.mod(now, step) == 0)).sum(axis=1)
    pairs, where = np.unique(np.stack((large, even)), axis=1, return_inverse=True)
    asked = [
        even > 0
        and even >= limits["share"] * large
        and tail(large, even, 1 / step) <= limits["chance"]
        for large, even in pairs.T.tolist()
    ]
    return np.array(asked, np.bool_)[where]


def _over_whole(many: Many, _: Mapping[str, Decimal]) -> Kept:
    parts, wholes = many.parts()
    return _any(many.now[:, parts] > many.now[:, wholes])


def _jumped(many: Many, limits: Mapping[str, Decimal]) -> Kept:
    told = {name: float(limit) for name, limit in limits.items()}
    now, least = many.now, int(told["least_periods"])
    low, high = np.full(now.shape, np.inf), np.full(now.shape, -np.inf)
    known, usual = np.zeros(now.shape, np.int64), np.full(now.shape, np.nan)
    for back in range(1, max(least, many.periods_a_year) + 1):
        if (then := many.earlier.get(back)) is None:
            continue
        known += ~np.isnan(then)
        if back == many.periods_a_year:
            usual = then
        else:
            low, high = np.fmin(low, then), np.fmax(high, then)
    margin, ratio, first = (told[one] * _SLACK for one in ("margin", "ratio", "first_year_ratio"))
    falls, rises = (now < low) & (now * margin <= low), (now > high) & (now >= high * margin)
    beyond = np.where(now < usual, falls, rises) & _far(now, usual, ratio, told["floor"])
    outside = (low >= told["least_usual"]) & ((now < low) | (now > high))
    nearest = np.where(now < low, low, high)
    outside &= np.isnan(usual) & _far(now, nearest, first, told["floor"])
    found = (beyond | outside) & (known >= least) & np.isfinite(low)
    found[:, _columns(many.elements, lambda one: one.nature is Nature.SET)] = False
    return _any(found)


def _far(one: Figures, other: Figures, ratio: float, floor: float) -> Kept:
    low, high = np.minimum(one, other), np.maximum(one, other)
    kept: Kept = (high - low >= floor * _SLACK) & (high >= low * ratio)
    return kept


def _any(found: Kept) -> Kept:
    """Which rows have one."""
    return np.asarray(found.any(axis=1), np.bool_)


def _columns(
    elements: Sequence[AskedElement], wanted: Callable[[AskedElement], bool]
) -> NDArray[np.intp]:
    return np.array([at for at, one in enumerate(elements) if wanted(one)], np.intp)


SCREENS: Mapping[str, Callable[[Many, Mapping[str, Decimal]], Kept]] = {
    "repeated": _repeated,
    "rounded": _rounded,
    "over-whole": _over_whole,
    "jumped": _jumped,
}
"""Kind of rule → which reports it may ask about."""
BESIDE = ("corrected-late", "sent-early", "against-register")
"""Kinds whose reports who asks knows himself."""
