"""The dictionary of names that change with the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from phongtrao.units.models import Term, TermName

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Entry:
    """One thing and its names. now: the one to print on the day asked for, "" when none holds."""

    kind: str
    now: str
    names: list[TermName]


def dictionary_on(day: date) -> list[Entry]:
    """All entries by kind; the name that holds on the day in front."""
    terms = Term.objects.prefetch_related(Prefetch("names", TermName.objects.all()))
    return [
        Entry(term.get_kind_display(), _now(list(term.names.all()), day), list(term.names.all()))
        for term in terms
    ]


def name_on(slug: str, day: date) -> str:
    """What to print for a thing of the dictionary on a day; "" when no name holds."""
    names = TermName.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), term__slug=slug, main=True
    )
    return _now(list(names), day)


def _now(names: list[TermName], day: date) -> str:
    held = (
        row.name
        for row in names
        if row.main
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_to is None or day < row.valid_to)
    )
    return next(held, "")
