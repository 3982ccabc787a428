"""Levels and whether they are met, by exact arithmetic: 90 % does not meet "trên 90 %"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

FROM_ABOVE = ("lte", "lt", "zero")
"""Comparators of levels that a figure must stay below."""
STRICT = ("gt", "lt")
"""Comparators of levels that a figure does not meet where it stands on them."""
_PERCENT = 100


class LevelUnusable(RuleBroken):
    """A level must be one that something can be held against."""

    code = "level-unusable"
    message = "Mức {level} không dùng được: {why}."


@dataclass(frozen=True, slots=True)
class Level:
    """What must be reached.

    comparator: gte, gt, lte, lt, eq, range or zero, as in the plan schema. value, upper: percent
    when `percent`, else a count; upper only for a range. out_of: the whole that the plan prints
    ("19/28 xã"), None where it prints none. Raises LevelUnusable.
    """

    comparator: str
    value: Decimal
    percent: bool = False
    upper: Decimal | None = None
    out_of: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse what nothing can be held against."""
        why = self._fault()
        if why:
            raise LevelUnusable(level=f"{self.value.normalize():f}", why=why)

    def _fault(self) -> str:
        if self.comparator not in _MET:
            return "chưa chọn cách so sánh"
        if self.value < 0:
            return "mức không thể âm"
        if (self.comparator == "range") != (self.upper is not None):
            return "khoảng cần mức dưới và mức trên, cách so sánh khác chỉ cần một mức"
        if self.upper is not None and self.upper <= self.value:
            return "mức trên phải lớn hơn mức dưới"
        if self.out_of is not None and (self.percent or self.out_of < self.value):
            return "số phải đạt không vượt quá tổng số"
        return ""


Exact: TypeAlias = "tuple[Fraction | int, Fraction | int]"
"""A part and its whole, with what rounding takes from a share of them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted, exactly.

    part, whole: whole numbers of the last decimal place of their boxes; whole, the denominator, is
    None where only a number is counted. scales: how many decimal places each of the two has. exact:
    both before they were rounded, for a share of what another unit reported; its rate is of these.
    """

    part: int
    whole: int | None = None
    scales: tuple[int, int] = (0, 0)
    exact: Exact | None = None

    @property
    def count(self) -> Fraction:
        """The part as it was written in its box."""
        return Fraction(self.part, 10 ** self.scales[0])

    @property
    def total(self) -> Fraction | None:
        """The whole as it was written in its box; None where only a number is counted."""
        return None if self.whole is None else Fraction(self.whole, 10 ** self.scales[1])

    @property
    def percent(self) -> Fraction | None:
        """The rate in percent; None for a count and for a rate of nothing."""
        part, whole = self.exact or (self.part, self.whole)
        if not whole:
            return None
        upper, lower = self.scales
        return Fraction(part * _PERCENT * 10**lower, whole * 10**upper)


def met(level: Level, measured: Measured) -> bool | None:
    """Whether the level is met; None where that cannot be said: a rate of nothing, or one whose
    denominator is unknown.

    A range is a goal that its low end meets ("5–10 %": 12 % meets it). "19/28" asks for as many,
    and more meet it too; 100 % asks for all.
    """
    if not level.percent:
        return _MET[level.comparator](measured.count, Fraction(level.value))
    rate = measured.percent
    return None if rate is None else _MET[level.comparator](rate, Fraction(level.value))


def still_needed(level: Level, measured: Measured) -> Fraction | None:
    """How many more must be reached to meet a level from below ("còn thiếu 3 xã"), in steps of the
    last decimal place that is counted; 0 when it is met; None for a level that is met from above,
    or where it cannot be said.
    """
    if level.comparator in FROM_ABOVE or met(level, measured) is None:
        return None
    steps, lower = (10**scale for scale in measured.scales)
    part, whole = measured.exact or (measured.part, measured.whole or 0)
    if level.percent:
        gap = Fraction(level.value) * steps * whole / (_PERCENT * lower) - part
    else:
        gap = Fraction(level.value) * steps - measured.part
    least = math.floor(gap) + 1 if level.comparator == "gt" else math.ceil(gap)
    return Fraction(max(0, least), steps)


def check_reachable(level: Level) -> None:
    """Refuse a level that a person sets and nothing can reach: a rate above 100 %, a number below
    0. Raises LevelUnusable.
    """
    highest = max(level.value, level.upper or level.value)
    above = highest >= _PERCENT if level.comparator == "gt" else highest > _PERCENT
    if level.percent and above:
        why = "tỷ lệ không vượt quá 100 %"
        if level.comparator == "gt":
            why += "; muốn tất cả thì chọn “ít nhất” hoặc “đúng, đủ”"
        raise LevelUnusable(level=f"{highest.normalize():f} %", why=why)
    if level.comparator == "lt" and level.value == 0:
        raise LevelUnusable(level="0", why="không có gì dưới 0")


def weaker_than(own: Level, parent: Level) -> bool | None:
    """Whether an own level asks for less than the parent's; None where the two cannot be compared:
    one a rate and the other a count, or one met from below and the other from above.
    """
    if own.percent != parent.percent or (own.comparator in FROM_ABOVE) != (
        parent.comparator in FROM_ABOVE
    ):
        return None
    if own.value == parent.value:
        return parent.comparator in STRICT and own.comparator not in STRICT
    return (own.value > parent.value) == (own.comparator in FROM_ABOVE)


_MET: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "gte": lambda measured, value: measured >= value,
    "gt": lambda measured, value: measured > value,
    "lte": lambda measured, value: measured <= value,
    "lt": lambda measured, value: measured < value,
    "eq": lambda measured, value: measured >= value,
    "range": lambda measured, value: measured >= value,
    "zero": lambda measured, _: measured == 0,
}
