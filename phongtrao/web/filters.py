"""Counts above a list that open their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest


@dataclass(frozen=True)
class Filter:
    """A count that opens its rows. here: they are what is shown."""

    words: str
    address: str
    here: bool


def filters_of(
    request: HttpRequest, shown: Iterable[tuple[str, str, str]], now: Mapping[str, str]
) -> list[Filter]:
    """Filters in the address, each of which takes the place of the others and begins with the first
    page. shown: name, value and words of each; no name: all rows. now: name → the value chosen.
    """
    filters = []
    for name, value, words in shown:
        query = request.GET.copy()
        for other in (*now, "trang"):
            query.pop(other, None)
        if name:
            query[name] = value
        here = now[name] == value if name else not any(now.values())
        filters.append(Filter(words, f"?{query.urlencode()}", here))
    return filters
