"""How figures and facts are shown: 1.234,5; 93,7 %."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.formats import number_format
from django.utils.timezone import localtime

register = template.Library()
_STAND_IN = 9_100_000_001


@register.filter
def number(value: float | None) -> str:
    """Write a number the Vietnamese way; nothing for None."""
    return "" if value is None else str(number_format(value, force_grouping=True))


@register.filter
def day(value: date | None) -> str:
    """Write a day the Vietnamese way, 10/02/2021, of a moment the day on the spot; nothing for
    None. Lists of hundreds of days are written in half the time of `date`.
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = localtime(value)
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


@register.filter
def moment(value: datetime) -> str:
    """Write when something was done the Vietnamese way, 14:05 10/02/2021, in half the time of
    `date`.
    """
    here = localtime(value)
    return f"{here.hour:02}:{here.minute:02} {day(here.date())}"


@register.filter
def printed(iso: str | None) -> str:
    """Write an ISO date, as precise as it is, the Vietnamese way: 2021-02-10 → 10/02/2021, 2021-01
    → 01/2021.
    """
    return "/".join(reversed([part for part in (iso or "").split("-") if part]))


@register.simple_tag
def address(name: str, *numbers: int) -> str:
    """The address of a page that is named by whole numbers, in rows of a list: `url` looks each one
    up anew.
    """
    return _pattern(get_script_prefix(), name, len(numbers)) % numbers


@lru_cache(maxsize=256)
def _pattern(prefix: str, name: str, many: int) -> str:
    """An address below a prefix with %d in the place of each number."""
    stand_ins = [_STAND_IN + place for place in range(many)]
    found = str(reverse(name, args=stand_ins)).replace("%", "%%")
    for number in stand_ins:
        found = found.replace(str(number), "%d")
    return found


@register.filter
def at(values: dict[str, object], key: str) -> object:
    """Look a key up in a dictionary."""
    return values.get(key)
