"""Find units by any name they ever had. The index is kept in the process until a name changes."""

from __future__ import annotations

import gc
from collections import defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Max

from phongtrao.access.models import Permission
from phongtrao.core.text.folding import bare
from phongtrao.core.tree import NameIndex
from phongtrao.units.models import (
    ADMINISTRATIVE,
    FIRST_DAY,
    LAST_DAY,
    Alias,
    Ancestry,
    ChangeKind,
    TermName,
    Unit,
    UnitChange,
    UnitVersion,
    above_office,
    within_reach,
)
from phongtrao.units.queries.as_of import LEVEL_ORDER

if TYPE_CHECKING:
    from datetime import datetime

    from phongtrao.access.models import User
    from phongtrao.core.tree import Found, Same

_CANDIDATES = 400
_PLACES = 50
_WORDS_MAX = 12  # words that are tried as a name and a place behind it
_OWN_MAX = 20_000  # who reaches more units is shown what is found and what is his of it


@dataclass(frozen=True)
class FoundUnit:
    """A unit, and the name of it that was found where that is not the one it has."""

    unit: Unit
    other_name: str


def find_units(words: str, user: User, limit: int = 50) -> list[FoundUnit]:
    """Units that the account may know of and that bear the words in a name, the best first; then,
    where the words have a comma, those that bear what is before it and lie or lay below what is
    behind: "Ba Đình, Hà Nội". Without a comma so is read what no name has.
    """
    _, _, index, public = _kept_names()
    same = _same_words(index)
    reached = within_reach(user).order_by().values_list("unit_id", flat=True)
    above = above_office(user).order_by().values_list("ancestor_id", flat=True)
    own = set(reached.union(above)[: _OWN_MAX + 1])
    wide = len(own) > _OWN_MAX

    def known(unit: int) -> bool:
        return wide or unit in public or unit in own

    def bearing(name: str) -> list[Found[int]]:
        return index.find(name, _CANDIDATES, known, same)

    found = bearing(words)
    name, _, place = words.rpartition(",")
    if name and place:
        places = [one.unit for one in bearing(place)]
        found += _below([one for one in bearing(name) if one not in found], places)
    typed = words.split()[:_WORDS_MAX]
    cut = len(typed)
    while not found and "," not in words and (cut := cut - 1) > 0:
        if places := [unit for unit in index.places(" ".join(typed[cut:]), _PLACES) if known(unit)]:
            found = _below(bearing(" ".join(typed[:cut])), places)
    units = Unit.objects.visible_to(user, Permission.UNIT_READ).in_bulk([one.unit for one in found])
    rows = [(units[one.unit], one.name) for one in found if one.unit in units]
    return [FoundUnit(unit, "" if name == unit.name else name) for unit, name in rows[:limit]]


def _same_words(index: NameIndex[int]) -> Same:
    """What the dictionary lets stand for each other, plain: a name to print and its variants of the
    same days.
    """
    terms: dict[int, list[TermName]] = defaultdict(list)
    for row in TermName.objects.order_by("pk"):
        terms[row.term_id].append(row)
    return tuple(
        (tuple(index.key(one.name).split()), tuple(index.key(other.name).split()))
        for rows in terms.values()
        for one in rows
        for other in rows
        if one.main != other.main and _overlap(one, other)
    )


def _overlap(one: TermName, other: TermName) -> bool:
    return (one.valid_from or FIRST_DAY) < (other.valid_to or LAST_DAY) and (
        other.valid_from or FIRST_DAY
    ) < (one.valid_to or LAST_DAY)


def _below(found: list[Found[int]], places: list[int]) -> list[Found[int]]:
    """Those of what was found that lie below one of the places, or did."""
    rows = Ancestry.objects.filter(unit__in=[one.unit for one in found], ancestor__in=places)
    units = set(rows.exclude(unit=F("ancestor")).values_list("unit_id", flat=True))
    return [one for one in found if one.unit in units]


def all_names() -> NameIndex[int]:
    """All names that units bear or ever bore, whoever may know of them; for a moment's use."""
    return _kept_names().names


class _Stamp(NamedTuple):
    """What differs as soon as a name is added, changed or taken back; cheap to ask."""

    version: int
    name: str
    alias: int
    aliases: int
    change: int
    undone: datetime | None


class _Kept(NamedTuple):
    """The names as this process knows them. read: how many of them are of versions, and of
    aliases, that the stamp knows.
    """

    stamp: _Stamp
    read: tuple[int, int]
    names: NameIndex[int]
    public: frozenset[int]


_lock = Lock()
_kept: list[_Kept] = []


def _kept_names() -> _Kept:
    """The index, and the units that everybody may know of. Where units were merely added since it
    was made, their names are added to it; else it is made anew, a second for 200,000 units.
    """
    stamp = _stamp()
    with _lock:
        if not _kept or _kept[0].stamp != stamp:
            before = _kept[0] if _kept and _only_added(_kept[0], stamp) else None
            _kept[:] = [_read(stamp, before)]
        return _kept[0]


def _stamp() -> _Stamp:
    last = UnitVersion.objects.order_by("-pk").values_list("pk", "name").first() or (0, "")
    alias = Alias.objects.aggregate(last=Max("pk"), number=Count("pk"))
    change = UnitChange.objects.aggregate(last=Max("pk"), undone=Max("undone_at"))
    return _Stamp(*last, alias["last"] or 0, alias["number"], change["last"] or 0, change["undone"])


def _only_added(kept: _Kept, stamp: _Stamp) -> bool:
    """Whether all that was read is still as it was, and nothing older came after it."""
    before = kept.stamp
    since = UnitChange.objects.filter(pk__gt=before.change)
    return (
        stamp.undone == before.undone
        and not since.exclude(kind__in=(ChangeKind.CREATE, ChangeKind.IMPORT)).exists()
        and kept.read
        == (
            UnitVersion.objects.filter(pk__lte=before.version).count(),
            Alias.objects.filter(pk__lte=before.alias).count(),
        )
    )


def _read(stamp: _Stamp, before: _Kept | None) -> _Kept:
    """All names, or those that came after others.

    Units in force come before ended ones, higher levels before lower ones; what comes later, last.
    """
    from_version, from_alias = (before.stamp.version, before.stamp.alias) if before else (0, 0)
    versions = UnitVersion.objects.filter(pk__gt=from_version).order_by(
        F("valid_to").desc(nulls_first=True),
        LEVEL_ORDER,
        "unit",
        "unit_id",
        F("valid_from").desc(nulls_last=True),
    )
    named = list(versions.values_list("pk", "unit_id", "name"))
    called = list(
        Alias.objects.filter(pk__gt=from_alias).order_by("pk").values_list("pk", "unit_id", "name")
    )
    read = [
        sum(pk <= last for pk, _, _ in rows)
        for rows, last in ((named, stamp.version), (called, stamp.alias))
    ]
    names = [(unit, name) for _, unit, name in named + called]
    public = Unit.objects.filter(level__in=ADMINISTRATIVE).values_list("pk", flat=True)
    if before:
        before.names.add(names)
        read = [old + new for old, new in zip(before.read, read, strict=True)]
        return _Kept(stamp, (read[0], read[1]), before.names, frozenset(public))
    kept = _Kept(stamp, (read[0], read[1]), NameIndex(names, bare), frozenset(public))
    gc.collect()
    gc.freeze()  # else each round of the collector walks over two hundred thousand names
    return kept


def forget_names() -> None:
    """Make the next question look at the names anew; for tests, whose databases are rolled back."""
    _kept.clear()
