"""How figures and facts are shown: 1.234,5; 93,7 %."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def number(value: float | None) -> str:
    """Write a number the Vietnamese way; nothing for None."""
    return "" if value is None else str(number_format(value, force_grouping=True))


@register.filter
def printed(iso: str | None) -> str:
    """Write an ISO date, as precise as it is, the Vietnamese way: 2021-02-10 → 10/02/2021, 2021-01
    → 01/2021.
    """
    return "/".join(reversed([part for part in (iso or "").split("-") if part]))


@register.filter
def at(values: dict[str, object], key: str) -> object:
    """Look a key up in a dictionary."""
    return values.get(key)
