"""The dictionary of names that change with the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from phongtrao.access.models import Permission
from phongtrao.units.models import Level, Term, TermName, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User


@dataclass(frozen=True)
class Entry:
    """One thing and its names. now: the one to print on the day asked for, "" when none holds."""

    term: Term
    kind: str
    now: str
    names: list[TermName]

    @property
    def last(self) -> str:
        """By what the thing is told from others on any day."""
        return main_name(self.term)


def dictionary_on(day: date) -> list[Entry]:
    """All entries by kind; the name that holds on the day in front."""
    terms = Term.objects.prefetch_related(Prefetch("names", TermName.objects.all()))
    return [
        Entry(term, term.get_kind_display(), _now(term.names.all(), day), list(term.names.all()))
        for term in terms
    ]


def name_on(slug: str, day: date) -> str:
    """What to print for a thing of the dictionary on a day; "" when no name holds."""
    names = TermName.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), term__slug=slug, main=True
    )
    return _now(names, day)


def named_terms() -> QuerySet[TermName]:
    """All names, with what they name."""
    return TermName.objects.select_related("term")


def main_name(term: Term) -> str:
    """By what a thing is told from others: its newest name to print."""
    names = [row.name for row in term.names.all() if row.main] or [str(term)]
    return names[-1]


def may_keep_dictionary(user: User) -> bool:
    """Tell whether an account may change the dictionary, which all read: as may who changes a
    province, or the country.
    """
    highest = Unit.objects.filter(level__in=(Level.COUNTRY, Level.PROVINCE))
    return highest.visible_to(user, Permission.UNIT_EDIT).exists()


def _now(names: Iterable[TermName], day: date) -> str:
    held = (
        row.name
        for row in names
        if row.main
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_to is None or day < row.valid_to)
    )
    return next(held, "")
