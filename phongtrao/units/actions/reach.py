"""Keep the table of reach in line with versions and successions."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection, transaction

from phongtrao.core.tree import Spell, Succession, Within, ancestry
from phongtrao.core.tree.errors import ReachGoesRound
from phongtrao.units import models
from phongtrao.units.models import Ancestry, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from phongtrao.core.tree.ancestry import Above

_MANY = 1_000
_PART = 5_000  # numbers in one query: SQLite takes 32,766, PostgreSQL 65,535


def hold_tree() -> None:
    """Let nobody else change units until this transaction ends: who is above whom is looked at as a
    whole.
    """
    Unit.objects.order_by("pk").select_for_update().first()


@transaction.atomic
def rebuild_ancestry(units: Collection[int] | None = None) -> None:
    """Bring the table of reach in line with versions and successions; only what changed is written.

    units: ids of the units whose versions or successions changed, None for all. Raises
    ReachGoesRound with the name of a unit that would be above itself.
    """
    hold_tree()
    wanted = None if units is None else _with_all_below(units)
    spells, successions = list(_spells(wanted)), list(_successions(wanted))
    above = {up for one in spells for up in (one.parent, one.line_parent) if up is not None}
    above |= {one.successor for one in successions}
    known = _known(above - wanted) if wanted is not None else {}
    try:
        rows = ancestry(spells, successions, known)
    except ReachGoesRound as round_:
        name = Unit.objects.get(pk=int(str(round_.gaps["unit"]))).name
        raise ReachGoesRound(unit=name, day=round_.gaps["day"]) from None
    _store(set(rows), wanted)
    if wanted is None or len(wanted) > _MANY:
        _count_rows()


def _count_rows() -> None:
    """Let PostgreSQL count the rows of units, after thousands were written: it plans its queries by
    these counts, and its own daemon counts only what is committed, a minute later.
    """
    if connection.vendor == "postgresql":  # pragma: no cover - coverage is taken on SQLite
        tables = (
            model._meta.db_table for model in (Unit, UnitVersion, Ancestry, models.Succession)
        )
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in lists that fit into a query."""
    left = iter(sorted(ids))
    while part := list(islice(left, _PART)):
        yield part


def _with_all_below(units: Collection[int]) -> set[int]:
    """The units and all that ever lay below them: nobody else's ancestors can have changed."""
    found = set(units)
    for part in in_parts(units):
        found.update(Ancestry.objects.filter(ancestor__in=part).values_list("unit_id", flat=True))
    return found


def _spells(wanted: set[int] | None) -> Iterator[Spell[int]]:
    columns = ("unit_id", "territory_id", "line_id", "valid_from", "valid_to")
    rows = UnitVersion.objects.order_by().values_list(*columns)
    for part in [None] if wanted is None else in_parts(wanted):
        for row in rows if part is None else rows.filter(unit__in=part):
            yield Spell(*row)


def _successions(wanted: set[int] | None) -> Iterator[Succession[int]]:
    rows = models.Succession.objects.values_list("predecessor_id", "successor_id", "on")
    for part in [None] if wanted is None else in_parts(wanted):
        for row in rows if part is None else rows.filter(predecessor__in=part):
            yield Succession(*row)


def _known(units: set[int]) -> dict[int, list[Above[int]]]:
    """The stored reach of units that do not change."""
    found: dict[int, list[Above[int]]] = defaultdict(list)
    for part in in_parts(units):
        rows = Ancestry.objects.filter(unit__in=part)
        for row in rows.values_list("unit_id", "ancestor_id", "since", "until"):
            found[row[0]].append(row[1:])
    return dict(found)


def _store(rows: set[Within[int]], wanted: set[int] | None) -> None:
    """Drop what no longer holds, add what is new."""
    gone = []
    for part in [None] if wanted is None else in_parts(wanted):
        stored = Ancestry.objects.all() if part is None else Ancestry.objects.filter(unit__in=part)
        for pk, unit, ancestor, since, until in stored.values_list(
            "pk", "unit_id", "ancestor_id", "since", "until"
        ):
            row = Within(unit, ancestor, since, until)
            if row in rows:
                rows.remove(row)
            else:
                gone.append(pk)
    for part in in_parts(gone):
        Ancestry.objects.filter(pk__in=part).delete()
    Ancestry.objects.bulk_create(
        [
            Ancestry(unit_id=unit, ancestor_id=ancestor, since=since, until=until)
            for unit, ancestor, since, until in sorted(rows)
        ]
    )
