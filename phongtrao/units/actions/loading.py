"""Load what the program ships: the units of Viet Nam before and after 1 July 2025, and the
dictionary of dated names.

Run again, it brings what nobody has changed since to the state of the files and leaves the rest.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.audit import actions as audit
from phongtrao.units.actions.naming import name_units
from phongtrao.units.actions.reach import in_parts, rebuild_ancestry
from phongtrao.units.models import (
    Decision,
    NameOrigin,
    Settlement,
    Succession,
    Term,
    TermName,
    Unit,
    UnitChange,
    UnitVersion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "data"

Line = dict[str, str]
Facts = tuple[str, str, str, str, date | None, date | None, int | None, int | None]
"""Name, kind, code, settlement, first day, day after the last, territory, decision."""

_FACTS = (
    "name",
    "kind",
    "code",
    "settlement",
    "valid_from",
    "valid_to",
    "territory_id",
    "decision_id",
)
_SETTLEMENTS = {"": ""} | {str(one.label): one.value for one in Settlement}
"""The words of the files → what is stored."""


@dataclass(frozen=True)
class Loaded:
    """How many rows were written. units: that were not there; versions: that are new or changed."""

    units: int
    versions: int
    successions: int
    terms: int


@transaction.atomic
def load_national() -> Loaded:
    """Load all units of the files, their versions, successions and reach, and the dictionary."""
    lines = _lines("units.csv")
    made = _make_units(lines)
    keyed = Unit.objects.exclude(key=None).values_list("key", "pk")
    ids = {str(key): pk for key, pk in keyed}
    versions = _store_versions(lines, ids)
    successions = _store_successions(_lines("successions.csv"), ids)
    if made or versions or successions:
        rebuild_ancestry()
    loaded = Loaded(made, versions, successions, _store_terms(_lines("terms.csv")))
    audit.log("unit.load", None, by=None, **vars(loaded))
    return loaded


def _lines(name: str) -> list[Line]:
    with (DATA / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _make_units(lines: list[Line]) -> int:
    """Make the units that are not there yet; the last line of a key has its latest name."""
    known = set(Unit.objects.exclude(key=None).values_list("key", flat=True))
    latest = {line["key"]: line for line in lines if line["key"] not in known}
    Unit.objects.bulk_create(
        Unit(key=key, level=line["level"], kind=line["kind"], name=line["name"])
        for key, line in latest.items()
    )
    return len(latest)


def _store_versions(lines: list[Line], ids: dict[str, int]) -> int:
    """Write the versions of units whose versions differ from the files; those that a person changed
    are left.
    """
    decisions = _decisions()
    wanted: dict[int, list[Facts]] = defaultdict(list)
    for line in lines:
        began = _day(line["valid_from"])
        wanted[ids[line["key"]]].append(
            (
                line["name"],
                line["kind"],
                line["code"],
                _SETTLEMENTS[line["settlement"]],
                began,
                _day(line["valid_to"]),
                ids[line["parent_key"]] if line["parent_key"] else None,
                decisions.get((line["level"], line["code"], began)),
            )
        )
    stored: dict[int, list[Facts]] = defaultdict(list)
    rows = UnitVersion.objects.exclude(unit__key=None).order_by()
    for unit, *facts in rows.values_list("unit_id", *_FACTS):
        stored[unit].append((*facts,))
    changed = set(UnitChange.units.through.objects.values_list("unit_id", flat=True))
    stale = [
        unit
        for unit, rows in wanted.items()
        if unit not in changed and set(rows) != set(stored.get(unit, ()))
    ]
    for part in in_parts(stale):
        UnitVersion.objects.filter(unit__in=part).delete()
    fresh = [_version(unit, facts) for unit in stale for facts in wanted[unit]]
    UnitVersion.objects.bulk_create(fresh)
    name_units(stale, timezone.localdate())
    return len(fresh)


def _version(unit: int, facts: Facts) -> UnitVersion:
    return UnitVersion(unit_id=unit, **dict(zip(_FACTS, facts, strict=True)))


def _decisions() -> dict[tuple[str, str, date | None], int]:
    """Level, code and first day → the decision that the later changes name."""
    found = {}
    for line in _lines("later_changes.csv"):
        symbol = line["decision"].removeprefix("Nghị quyết ")
        issuer = "Ủy ban Thường vụ Quốc hội" if "UBTVQH" in symbol else "Quốc hội"
        decision, _ = Decision.objects.get_or_create(symbol=symbol, issuer=issuer)
        found[line["level"], line["code"], _day(line["on"])] = decision.pk
    return found


def _store_successions(lines: list[Line], ids: dict[str, int]) -> int:
    """Add the successions that are missing."""
    known = set(Succession.objects.values_list("predecessor_id", "successor_id", "on"))
    fresh = [
        Succession(predecessor_id=old, successor_id=new, on=on, whole=whole)
        for old, new, on, whole in _moves(lines, ids)
        if (old, new, on) not in known
    ]
    Succession.objects.bulk_create(fresh)
    return len(fresh)


def _moves(lines: list[Line], ids: dict[str, int]) -> Iterator[tuple[int, int, date, bool]]:
    for line in lines:
        yield (
            ids[line["predecessor_key"]],
            ids[line["successor_key"]],
            date.fromisoformat(line["on"]),
            line["part"] == "whole",
        )


def _store_terms(lines: list[Line]) -> int:
    """Bring the dictionary to the state of the file; names that people added or ended are left."""
    terms = Term.objects.in_bulk(field_name="slug")
    known = {(row.term_id, row.name): row for row in TermName.objects.all()}
    count = 0
    for line in lines:
        slug = line["slug"]
        if slug not in terms:
            terms[slug] = Term.objects.create(slug=slug, kind=line["kind"])
        facts = {
            "main": line["main"] == "1",
            "valid_from": _day(line["valid_from"]),
            "valid_to": _day(line["valid_to"]),
            "source": line["source"],
        }
        row = known.get((terms[slug].pk, line["name"]))
        if row is None:
            TermName.objects.create(term=terms[slug], name=line["name"], **facts)
            count += 1
        elif row.origin == NameOrigin.SHIPPED and facts.items() - vars(row).items():
            TermName.objects.filter(pk=row.pk).update(**facts)
    return count
