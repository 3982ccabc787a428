"""What of a programme was there when a day ended, as far as it is kept with its day.

`then` is the day whose knowledge counts; None for all that is known today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from phongtrao.programme.queries.filings import end_of
from phongtrao.programme.queries.succession import names_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from phongtrao.programme.models import DutyDone, Handing, Programme, Target
    from phongtrao.units.models import Unit

_Row = TypeVar("_Row", bound=Model)


def written_by(rows: QuerySet[_Row], then: date | None, field: str = "at") -> QuerySet[_Row]:
    """Those that had been written down. field: the moment of each."""
    return rows if then is None else rows.filter(**{f"{field}__lt": end_of(then)})


def done_by(rows: QuerySet[DutyDone], then: date | None) -> QuerySet[DutyDone]:
    """Duties that had been done, and written down as done."""
    return rows if then is None else written_by(rows, then).filter(done_on__lte=then)


def with_task_then(rows: QuerySet[_Row], then: date | None, task: str = "") -> QuerySet[_Row]:
    """Those whose task was there. task: the way from the row to it."""
    if then is None:
        return rows
    added = f"{task}added_at"
    return rows.filter(Q(**{added: None}) | Q(**{f"{added}__lt": end_of(then)}))


def in_force_then(then: date | None, way: str = "") -> Q:
    """Rows whose programme no later version had replaced. way: to what has the programme."""
    newer = f"{way}programme__replaced_by"
    held = Q(**{newer: None})
    return held if then is None else held | Q(**{f"{newer}__published_at__gte": end_of(then)})


def confirmed_since(target: Target, on: date) -> bool:
    """Whether how a target is measured was confirmed after a day."""
    return target.confirmed_at is not None and timezone.localdate(target.confirmed_at) > on


def published_on(programme: Programme) -> date:
    """The day on which a plan became a programme."""
    return timezone.localtime(programme.published_at).date()


def taken_back_since(programme: Programme, then: date) -> list[Handing]:
    """Handings that were there on a day and were taken back since: to whom is not kept."""
    rows = written_by(programme.handings.order_by("at", "pk"), then)
    return list(rows.filter(undone_at__gte=end_of(then)))


def call_as_then(units: Iterable[Unit], then: date | None) -> None:
    """Give units the names that they had, for what is shown of them; nothing is stored. One that
    was not there keeps the name of today.
    """
    if then is None:
        return
    rows = list(units)
    names = names_on({one.pk for one in rows}, then)
    for one in rows:
        one.name = names.get(one.pk, one.name)
