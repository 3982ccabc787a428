"""Levels of targets in words, as the core reads them, and an own one beside its parent's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.compiler.tracking import target_level, time_words
from phongtrao.core.targets.levels import Level, weaker_than

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.programme.models import Threshold

WEAKER, SAME, STRONGER, OTHER = "weaker", "same", "stronger", "other"
"""How own levels stand beside the parent's; other: the two cannot be compared."""


@dataclass(frozen=True)
class LevelRow:
    """A level that must be reached, in words. old: it was adjusted and no longer holds."""

    words: str
    horizon: str
    old: bool
    row: Threshold


def level_rows(thresholds: Iterable[Threshold]) -> tuple[LevelRow, ...]:
    """Levels in words, in the order of their dates, closed ones before what took their place."""
    rows = sorted(thresholds, key=lambda row: (row.horizon, row.pk))
    return tuple(
        LevelRow(level_words(row), horizon_words_of(row), row.until is not None, row)
        for row in rows
    )


def level_words(row: Threshold) -> str:
    """A level in words: "≥ 95 %", "19/28", "Không để xảy ra"."""
    fields = {
        "comparator": row.comparator,
        "value": float(row.value),
        "upper": None if row.upper is None else float(row.upper),
        "unit": row.unit,
    }
    whole = "" if row.out_of is None else f"/{row.out_of.normalize():f}"
    return f"{target_level(fields)}{whole}"


def horizon_words_of(row: Threshold) -> str:
    """By when a level must be reached, in words; "" where nothing says so."""
    if not row.horizon_kind:
        return ""
    return time_words(horizon={"kind": row.horizon_kind, "period": row.horizon})


def level_of(row: Threshold) -> Level:
    """A stored level as the core reads it."""
    return Level(row.comparator, row.value, row.unit == "percent", row.upper, row.out_of)


def same_horizon(row: Threshold, horizon: tuple[str, str]) -> bool:
    """Tell whether a level is to be reached by the horizon (kind, date or rhythm)."""
    return (row.horizon_kind, row.horizon) == horizon


def compared(own: Iterable[Threshold], parent: Iterable[Threshold]) -> str:
    """How own levels that hold stand beside the parent's of the same horizon, or its first where
    none is: WEAKER as soon as one asks for less.
    """
    above = [row for row in parent if row.until is None]
    found = set()
    for row in own:
        if row.until is None and above:
            horizon = (row.horizon_kind, row.horizon)
            other = next((one for one in above if same_horizon(one, horizon)), above[0])
            found.add(_compared(level_of(row), level_of(other)))
    return next((one for one in (WEAKER, OTHER, STRONGER, SAME) if one in found), OTHER)


def _compared(own: Level, parent: Level) -> str:
    weaker = weaker_than(own, parent)
    if weaker is None:
        return OTHER
    if weaker:
        return WEAKER
    return SAME if (own.comparator, own.value) == (parent.comparator, parent.value) else STRONGER
