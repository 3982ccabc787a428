"""At which place a person reads figures, and the wider places above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from phongtrao.access.models import Permission
from phongtrao.access.queries import held_at, may
from phongtrao.reporting.queries.boundaries import left_to
from phongtrao.reporting.queries.sums import owed_at
from phongtrao.units.models import Level, Unit
from phongtrao.web.asked import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import Q, QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation


def units_asked(user: User, asked: str) -> QuerySet[Unit]:
    """The unit that was asked for, else those at which the person reads figures."""
    if asked:
        return Unit.objects.filter(pk=number_of(asked) or 0)
    return Unit.objects.filter(pk__in=held_at(user, Permission.SUBMISSION_READ)).order_by("pk")


def owed_there(unit: Unit, on: date) -> Iterator[Q]:
    """What was owed at a place: by what lay there; else by the ended units whose heir it is."""
    yield owed_at(unit)
    yield left_to(unit, on)


def place_read(
    user: User, asked: str, owed: QuerySet[Obligation], whole: Unit, on: date, *, reads_all: bool
) -> Unit | None:
    """The place whose figures a person may read on a day: the one asked for, else all who report
    (None) for who reads them all, else where the person stands. owed: the reports that the figures
    are of; whole: where all of them lie.

    Raises Http404, also for a place where nobody owes one of them.
    """
    if reads_all and asked in ("", str(whole.pk)):
        return None
    for unit in units_asked(user, asked):
        seen = reads_all or may(user, Permission.SUBMISSION_READ, unit.pk)
        if seen and any(owed.filter(some).exists() for some in owed_there(unit, on)):
            return unit
    raise Http404


@dataclass(frozen=True)
class Step:
    """A wider place on the way down to the one that is looked at. unit: its id, None for all who
    report.
    """

    name: str
    unit: int | None


def steps_to(
    user: User, place: Unit | None, owed: QuerySet[Obligation], whole: Unit, *, reads_all: bool
) -> list[Step]:
    """The wider places that a person may look at, the widest first. The newest report that is owed
    at the place tells where it lay.
    """
    if place is None:
        return []
    steps = [Step(str(whole), None)] if reads_all else []
    rows = owed.filter(owed_at(place)).select_related("commune", "province")
    newest = rows.order_by("-period__end", "-pk").first()
    for unit in (newest.province, newest.commune) if newest else ():
        if unit is None or unit.pk in (place.pk, whole.pk):
            continue
        wider = place.level not in (Level.PROVINCE, unit.level)
        if wider and (reads_all or may(user, Permission.SUBMISSION_READ, unit.pk)):
            steps.append(Step(str(unit), unit.pk))
    return steps
