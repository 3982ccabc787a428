"""Levels of targets in words, as the core reads them, and an own one beside its parent's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.compiler.tracking import target_level, time_words
from phongtrao.core.targets.asking import OTHER, SAME, STRONGER, WEAKER, Asked, beside
from phongtrao.core.targets.levels import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.programme.models import Threshold


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


def asked(row: Threshold) -> Asked:
    """A stored level with its horizon as the core reads them."""
    return Asked(level_of(row), row.horizon_kind, row.horizon)


def compared(own: Iterable[Threshold], parent: Iterable[Threshold]) -> str:
    """How own levels that hold stand beside the parent's: WEAKER as soon as one asks for less, or
    as much but later.
    """
    above = [asked(row) for row in parent if row.until is None]
    rows = [asked(row) for row in own if row.until is None]
    found = {beside(row, above, rows)[0] for row in rows}
    return next((one for one in (WEAKER, OTHER, STRONGER, SAME) if one in found), OTHER)
