"""Small drawings beside numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from collections.abc import Sequence

register = template.Library()

_WIDTH, _HEIGHT, _MARGIN = 80, 24, 3
_LAST = 12


@register.filter
def trail(values: Sequence[float]) -> str:
    """The points of a line of 80 × 24 through the last figures; "" for fewer than two."""
    shown = values[-_LAST:]
    if len(shown) < 2:
        return ""
    least, most = min(shown), max(shown)
    across = (_WIDTH - 2 * _MARGIN) / (len(shown) - 1)
    up = (_HEIGHT - 2 * _MARGIN) / ((most - least) or 1)
    return " ".join(
        f"{_MARGIN + number * across:.1f},{_HEIGHT - _MARGIN - (value - least) * up:.1f}"
        for number, value in enumerate(shown)
    )
