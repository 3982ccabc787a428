"""The dictionary of names that change with the years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from phongtrao.access.models import Permission
from phongtrao.core.text.folding import bare
from phongtrao.core.tree.dated import spans
from phongtrao.units.models import Level, Term, TermHeir, TermName, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User


@dataclass(frozen=True)
class Heir:
    """A task that went from one thing to another. other: the name of the one that is not asked for.
    on: since when, None when nobody knows.
    """

    task: str
    other: str
    on: date | None
    source: str


@dataclass(frozen=True)
class Entry:
    """One thing and its names. now: the one to print on the day asked for, "" when none holds.

    heirs: who has done which of its tasks since when; inherited: whose tasks it does.
    """

    term: Term
    kind: str
    now: str
    names: list[TermName]
    heirs: list[Heir]
    inherited: list[Heir]

    @property
    def last(self) -> str:
        """By what the thing is told from others on any day."""
        return main_name(self.term)


def dictionary_on(day: date) -> list[Entry]:
    """All entries by kind; the name that holds on the day in front."""
    terms = Term.objects.prefetch_related(
        Prefetch("names", TermName.objects.all()), "heirs__heir__names", "inherited__term__names"
    )
    return [
        Entry(
            term,
            term.get_kind_display(),
            _now(term.names.all(), day),
            list(term.names.all()),
            [_heir(row, row.heir) for row in term.heirs.all()],
            [_heir(row, row.term) for row in term.inherited.all()],
        )
        for term in terms
    ]


def _heir(row: TermHeir, other: Term) -> Heir:
    return Heir(row.task, main_name(other), row.on, row.source)


class Dictionary:
    """What the dictionary says on a day of names as people write them; three queries."""

    def __init__(self, on: date) -> None:
        self._terms: dict[str, set[int]] = defaultdict(set)
        self._names: dict[int, list[str]] = defaultdict(list)
        for row in TermName.objects.order_by("pk"):
            self._terms[bare(row.name)].add(row.term_id)
            if row.main or spans(row.valid_from, row.valid_to, on):
                self._names[row.term_id].append(row.name)
        self._heirs: dict[int, list[TermHeir]] = defaultdict(list)
        begun = TermHeir.objects.filter(Q(on=None) | Q(on__lte=on))
        for heir in begun.select_related("heir").prefetch_related("heir__names"):
            self._heirs[heir.term_id].append(heir)

    def other_names(self, words: str) -> list[str]:
        """What the things that bear the name are called besides: to print at any time, and on the
        day.
        """
        named = [name for term in self._bearing(words) for name in self._names[term]]
        return [name for name in dict.fromkeys(named) if bare(name) != bare(words)]

    def heirs(self, words: str) -> list[Heir]:
        """Who does which tasks of what bears the name."""
        rows = [row for term in self._bearing(words) for row in self._heirs[term]]
        return [_heir(row, row.heir) for row in rows]

    def _bearing(self, words: str) -> list[int]:
        return sorted(self._terms.get(bare(words), ()))


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
    held = (row.name for row in names if row.main and spans(row.valid_from, row.valid_to, day))
    return next(held, "")
