"""Which levels accept a report, in which order, and for whose word it waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import held_at
from phongtrao.units.models import Ancestry, Level, in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import Obligation, ReportForm

ACCEPTING = (Level.COMMUNE, Level.PROVINCE)
"""The levels that may accept, in the order in which they do."""


def levels_above(
    levels: Sequence[str], unit: int, commune: int | None, province: int | None
) -> tuple[str, ...]:
    """Those of a form's levels that accept the report of a unit which lies in a commune and a
    province: a level is left out where no office stands above the unit, or it is the unit's own.
    """
    offices = {Level.COMMUNE: commune, Level.PROVINCE: province}
    return tuple(level for level in levels if offices[Level(level)] not in (None, unit))


def stages_of(stages: int, asked: Sequence[str], levels: str) -> int:
    """How many acceptances a report needs. stages: of a form without levels; asked: the levels of
    the form; levels: `Obligation.levels`.
    """
    return max(1, len(levels.split())) if asked else stages


def stages_asked(obligation: Obligation, form: ReportForm) -> int:
    """The same of one report."""
    return stages_of(form.stages, form.levels, obligation.levels)


def level_at(obligation: Obligation, stage: int) -> str:
    """Which level accepts a report that so many have accepted; "" for any office above."""
    return next(iter(obligation.levels.split()[stage:]), "")


def for_their_level(rows: QuerySet[Obligation], user: User) -> QuerySet[Obligation]:
    """Those of the reports that a person approves which wait for the level, or were accepted by the
    level, in whose name he does: that of the unit at which his role stands, of a body that of the
    ground on which it lies. A report that waits for no level is everybody's.
    """
    today, level = timezone.localdate(), OuterRef("waits_for")
    body = Q(ancestor__level=Level.BODY, ancestor__versions__territory__level=level)
    above = Ancestry.objects.filter(
        Q(ancestor__level=level) | (body & in_force(today, "ancestor__versions")),
        ancestor__in=held_at(user, Permission.SUBMISSION_APPROVE),
        unit=OuterRef("unit"),
        since__lte=today,
        until__gt=today,
    ).exclude(ancestor=F("unit"))
    return rows.filter(Q(waits_for="") | Exists(above))


def level_called(level: str) -> str:
    """The name of a level within a sentence."""
    return str(Level(level).label).lower()


def approval_words(form: ReportForm) -> str:
    """Who accepts the reports of a form."""
    words = "một lượt"
    if form.levels:
        words = ", rồi ".join(map(level_called, form.levels))
    elif form.stages > 1:
        words = f"{form.stages} lượt, của những người khác nhau"
    return f"lãnh đạo đơn vị duyệt trước khi gửi; {words}" if form.signs_off else words
