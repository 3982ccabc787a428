"""Four eyes: what an approver made himself of the reports that he is to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, Q

from phongtrao.access.queries import programs_of
from phongtrao.reporting.models import ObligationState, Submission
from phongtrao.reporting.queries.replaced import accepted_before

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation

_SINCE_ACCEPTED = Q(obligation__frozen=None) | Q(revision__gt=F("obligation__frozen__revision"))


class Own(NamedTuple):
    """A revision that the person made. by_program: a program did that comes in with his key."""

    revision: int
    by_program: bool


def hand_of(user: User, path: str = "") -> Q:
    """A revision, at the end of a path, that a person sent or put forward, or a program of his
    sent.
    """
    mine = Q(**{f"{path}by": user}) | Q(**{f"{path}prepared_by": user})
    for accounts in programs_of(user):
        mine |= Q(**{f"{path}by__in": accounts})
    return mine


def made_by(user: User) -> QuerySet[Submission]:
    """Such revisions of reports that wait: only those after what is accepted until they are."""
    return Submission.objects.filter(hand_of(user), _SINCE_ACCEPTED)


def own_of(rows: Iterable[Obligation], user: User) -> dict[int, Own]:
    """Report → the newest of those revisions; reports without are left out. One query. rows: of
    accepted ones all revisions are looked at.
    """
    ids = [row.pk for row in rows if row.current_id]
    found = made_by(user).filter(obligation__in=ids).order_by("revision")
    told = found.values_list("obligation_id", "revision", "by_id", "prepared_by_id")
    return {pk: Own(revision, user.pk not in people) for pk, revision, *people in told}


def own_of_one(row: Obligation, user: User) -> Own:
    """The same of one report, of an accepted one too; a revision 0 for none."""
    none = Own(0, by_program=False)
    own = own_of([row], user).get(row.pk, none)
    if row.state == ObligationState.ACCEPTED and row.current and own.revision > 0:
        before = accepted_before(row) if own.revision < row.current.revision else None
        return none if before and own.revision <= before.revision else own
    return own
