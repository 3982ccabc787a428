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
from phongtrao.units.actions.making import stored_decision
from phongtrao.units.actions.naming import name_units
from phongtrao.units.actions.reach import in_parts, rebuild_ancestry
from phongtrao.units.models import (
    Decision,
    Level,
    NameOrigin,
    Settlement,
    Succession,
    Term,
    TermHeir,
    TermName,
    Unit,
    UnitChange,
    UnitVersion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "data"

Line = dict[str, str]
Facts = tuple[str, str, str, str, date | None, date | None, int | None, int | None, int | None]
"""Name, kind, code, settlement, first day, day after the last, territory, decision, end's one."""
Decided = dict[tuple[str, str, str], int]
"""What begins or ends, the key of the unit, the day → the decision."""

_FACTS = (
    "name",
    "kind",
    "code",
    "settlement",
    "valid_from",
    "valid_to",
    "territory_id",
    "decision_id",
    "ended_by_id",
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
    decided = _decisions(lines)
    versions = _store_versions(lines, ids, decided)
    successions = _store_successions(_lines("successions.csv"), ids, decided)
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


def _store_versions(lines: list[Line], ids: dict[str, int], decided: Decided) -> int:
    """Write the versions of units whose versions differ from the files; those that a person changed
    are left.
    """
    wanted: dict[int, list[Facts]] = defaultdict(list)
    for line in lines:
        wanted[ids[line["key"]]].append(
            (
                line["name"],
                line["kind"],
                line["code"],
                _SETTLEMENTS[line["settlement"]],
                _day(line["valid_from"]),
                _day(line["valid_to"]),
                ids[line["parent_key"]] if line["parent_key"] else None,
                decided.get(("begins", line["key"], line["valid_from"])),
                decided.get(("ends", line["key"], line["valid_to"])),
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


def _decisions(lines: list[Line]) -> Decided:
    """What the files say of decisions: those of later changes, by code, and those of the reform, by
    level and province. A unit that went on as the same kind was not touched by the reform.
    """
    later = {
        (line["level"], line["code"], line["on"]): _decision(
            line["decision"].removeprefix("Nghị quyết "),
            "Ủy ban Thường vụ Quốc hội" if "UBTVQH" in line["decision"] else "Quốc hội",
        )
        for line in _lines("later_changes.csv")
    }
    reform = {
        (line["what"], line["level"], line["province"], line["on"]): _decision(
            line["symbol"], line["issuer"], _day(line["signed_on"])
        )
        for line in _lines("decisions.csv")
    }
    provinces = {line["key"]: line["code"] for line in lines if line["level"] == Level.PROVINCE}
    found: Decided = {}
    kinds: dict[str, str] = {}
    for line in lines:
        level, key, since, until = (line[n] for n in ("level", "key", "valid_from", "valid_to"))
        place = provinces.get(line["parent_key"], "")
        decision = later.get((level, line["code"], since))
        if decision is None and kinds.get(key) != line["kind"]:
            decision = reform.get(("begins", level, place, since))
        ended = reform.get(("ends", level, "", until))
        kinds[key] = line["kind"]
        for what, day, one in (("begins", since, decision), ("ends", until, ended)):
            if one is not None:
                found[what, key, day] = one
    return found


def _decision(symbol: str, issuer: str, signed_on: date | None = None) -> int:
    return stored_decision(Decision(symbol=symbol, issuer=issuer, signed_on=signed_on)).pk


def _store_successions(lines: list[Line], ids: dict[str, int], decided: Decided) -> int:
    """Add the successions that are missing, each by the decision that made the successor."""
    known = set(Succession.objects.values_list("predecessor_id", "successor_id", "on"))
    fresh = [
        one
        for one in _moves(lines, ids, decided)
        if (one.predecessor_id, one.successor_id, one.on) not in known
    ]
    Succession.objects.bulk_create(fresh)
    return len(fresh)


def _moves(lines: list[Line], ids: dict[str, int], decided: Decided) -> Iterator[Succession]:
    for line in lines:
        yield Succession(
            predecessor_id=ids[line["predecessor_key"]],
            successor_id=ids[line["successor_key"]],
            on=date.fromisoformat(line["on"]),
            whole=line["part"] == "whole",
            decision_id=decided.get(("begins", line["successor_key"], line["on"])),
        )


def _store_terms(lines: list[Line]) -> int:
    """Bring the dictionary to the state of the files; names that people added or ended are left."""
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
        row = known.pop((terms[slug].pk, line["name"]), None)
        if row is None:
            TermName.objects.create(term=terms[slug], name=line["name"], **facts)
            count += 1
        elif row.origin == NameOrigin.SHIPPED and facts.items() - vars(row).items():
            TermName.objects.filter(pk=row.pk).update(**facts)
    gone = [row.pk for row in known.values() if row.origin == NameOrigin.SHIPPED]
    TermName.objects.filter(pk__in=gone).delete()
    _store_heirs(terms)
    return count


def _store_heirs(terms: dict[str, Term]) -> None:
    """Bring who does whose tasks to the state of the file."""
    wanted = [
        TermHeir(
            term=terms[line["slug"]],
            heir=terms[line["heir"]],
            task=line["task"],
            on=_day(line["on"]),
            source=line["source"],
        )
        for line in _lines("term_heirs.csv")
    ]
    facts = ("term_id", "heir_id", "task", "on", "source")
    if [*TermHeir.objects.values_list(*facts).order_by("pk")] != [
        tuple(getattr(one, name) for name in facts) for one in wanted
    ]:
        TermHeir.objects.all().delete()
        TermHeir.objects.bulk_create(wanted)
