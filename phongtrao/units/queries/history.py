"""What happened to units: versions, predecessors, successors, changes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery

from phongtrao.access.models import Permission
from phongtrao.access.queries import reach
from phongtrao.core import tree
from phongtrao.core.text.folding import sort_key
from phongtrao.units.models import Ancestry, Succession, Unit, UnitChange, UnitVersion
from phongtrao.units.queries.as_of import holds_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User


@dataclass(frozen=True)
class History:
    """The life of a unit. ends: the changes that ended it."""

    versions: list[UnitVersion]
    predecessors: list[Succession]
    successors: list[Succession]
    ends: list[UnitChange]

    def version_on(self, day: date) -> UnitVersion | None:
        """What the unit was on a day; None when it was not in force."""
        return next((one for one in self.versions if holds_on(one, day)), None)


def history_of(unit: Unit) -> History:
    """Versions from the first on; who it came from; who has what it left."""
    versions = list(
        unit.versions.select_related(
            "territory", "line", "security_manager", "decision", "ended_by"
        )
    )
    ended_on = versions[-1].valid_to if versions else None
    moves = (
        Succession.objects.exclude(predecessor=F("successor"))
        .filter(Q(predecessor=unit) | Q(successor=unit))
        .select_related("predecessor", "successor", "decision")
    )
    successors = sorted(
        (one for one in moves if one.predecessor_id == unit.pk),
        key=lambda one: (one.on, sort_key(one.successor.name)),
    )
    # An end is also a change of what lay below; that ended only if it stopped on the day.
    ends = unit.changes.filter(kind="end", undone_at=None, on=ended_on).select_related("decision")
    merged = ended_on is None or any(one.on == ended_on for one in successors)
    return History(
        versions,
        sorted(
            (one for one in moves if one.successor_id == unit.pk),
            key=lambda one: (one.on, sort_key(one.predecessor.name)),
        ),
        successors,
        [] if merged else list(ends),
    )


def known_successions() -> tree.Successions[int]:
    """All successions, to carry figures and questions over mergers and splits."""
    return tree.Successions(_as_the_core_reads(Succession.objects.all()))


def successions_upto(day: date, place: Unit | None = None) -> list[tree.Succession[int]]:
    """The successions up to a day; with a place, of units that lie below it on the day, or whose
    heirs do.
    """
    rows = Succession.objects.filter(on__lte=day)
    if place is not None:
        below = Ancestry.objects.filter(ancestor=place, since__lte=day, until__gt=day)
        rows = rows.filter(Exists(below.filter(unit=OuterRef("predecessor"))))
    return _as_the_core_reads(rows)


def _as_the_core_reads(rows: QuerySet[Succession]) -> list[tree.Succession[int]]:
    told = rows.order_by().values_list("predecessor_id", "successor_id", "on", "whole", "share")
    return [
        tree.Succession(old, new, on, _share(whole, share)) for old, new, on, whole, share in told
    ]


def _share(whole: bool, share: object) -> Fraction | None:
    if whole:
        return Fraction(1)
    return None if share is None else Fraction(str(share))


def changes_seen_by(user: User) -> QuerySet[UnitChange]:
    """Changes of units that the account may change, and its own, the newest first; touched: of how
    many units, example: the id of one of them.
    """
    concerned = UnitChange.units.through.objects
    within = concerned.filter(unit__in=reach(user, Permission.UNIT_EDIT))
    # Asked for the rows of a page alone: one import may concern twenty thousand units.
    own: Any = concerned.filter(unitchange=OuterRef("pk")).order_by().values("unitchange")
    return (
        UnitChange.objects.filter(Q(pk__in=within.values("unitchange")) | Q(by=user))
        .select_related("decision", "by")
        .annotate(
            touched=Subquery(own.annotate(number=Count("pk")).values("number")),
            example=Subquery(own.annotate(first=Min("unit")).values("first")),
        )
        .order_by("-pk")
    )


def examples_of(changes: Iterable[UnitChange]) -> dict[int, str]:
    """Id → name of the unit by which each change is told from others."""
    ids = {int(getattr(change, "example", 0) or 0) for change in changes}
    return dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
