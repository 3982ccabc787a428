"""Whom the words of a plan mean: a unit below the programme's, a group, or nobody known yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from phongtrao.core.text.folding import bare, fold, fold_for_comparing
from phongtrao.programme.models import BodyWords, Group, Programme, TaskBody
from phongtrao.programme.queries.cascade import kinds_below, units_of_place
from phongtrao.programme.queries.names import Names
from phongtrao.units.models import Ancestry, Unit
from phongtrao.units.queries.terms import Dictionary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.units.queries.terms import Heir

_COMMUNES = re.compile(
    r"\b(?:xã, phường|phường, xã|các (?:xã|phường)|cấp xã|xã, thị trấn|phường, thị trấn)\b"
)
_EVERYONE = re.compile(
    r"^(?:các|mọi|tất cả|toàn thể)\b.*\b(?:đơn vị|cơ quan|địa phương|sở|ban|ngành|cấp)\b"
    r"|\b(?:cơ quan, (?:đơn vị|ban|tổ chức|doanh nghiệp)|đơn vị, (?:địa phương|cơ quan)"
    r"|sở, (?:ban|ngành)|ban, (?:ngành|sở)|ngành, đoàn thể)\b"
)
_DEPARTMENTS = re.compile(r"\bsở, (?:ban|ngành)\b|^(?:các )?sở\b")
_COUNCIL = re.compile(r"^(?:ubnd|uy ban nhan dan)\s+")
_RANK = re.compile(r"\b(?:tinh|thanh pho|tp)$")
_RANK_OF_NAME = re.compile(r"^(?:tinh|thanh pho|xa|phuong|dac khu)\s+")


@dataclass(frozen=True)
class Meaning:
    """Whom words mean. unit_id: a single unit; group: a Group or a kind; neither: not known yet.
    confirmed: an officer of the office said so once; else it is proposed.
    """

    unit_id: int | None = None
    group: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Words:
    """Words for bodies as a page shows them. tasks: in how many tasks they stand."""

    words: str
    tasks: int
    confirmed: bool
    unit: Unit | None
    group: str
    group_words: str

    @property
    def known(self) -> bool:
        """Whether somebody is proposed or confirmed."""
        return bool(self.unit or self.group)


def names_a_group(words: str) -> bool:
    """Tell whether words mean many units: "các xã, phường", "các cơ quan, đơn vị"."""
    return bool(_group_of(words))


def _group_of(words: str) -> str:
    folded = fold(words)
    if _COMMUNES.search(folded):
        return Group.COMMUNES
    return Group.EVERYONE if _EVERYONE.search(folded) else ""


def meanings_of(
    programme: Programme, words: Collection[str], on: date, *, heirs: bool = True
) -> dict[str, Meaning]:
    """Whom each of the words means: as the office confirmed it once, else by the name of a unit
    below the programme's (`Names.meant`), else by another name that the dictionary has for it, else
    by the one body that does all its tasks now; else as a group. What went to several bodies, each
    a task, is nobody's until an officer says whose. Some queries, however many words.

    heirs: False where what is found is not shown to be confirmed: no heir stands for a body then.
    """
    kinds = frozenset(kind for kind, _ in kinds_below(programme, on))
    said = {row.words: row for row in BodyWords.objects.filter(office_id=programme.office_id)}
    place = bare(programme.unit.name)
    dictionary = Dictionary(on)
    read = {
        one: list(_all_readings(" ".join(one.split()), place, dictionary, heirs=heirs))
        for one in words
    }
    among = units_meant(programme, on)
    names = Names(among, (name for some in read.values() for name in some), on)
    return {one: _meaning(one, said, names, read[one], kinds) for one in words}


def units_meant(programme: Programme, on: date) -> QuerySet[Unit]:
    """Units that words of a programme mean first: those below its unit, that itself, the office."""
    below = Q(pk__in=units_of_place(programme.unit_id, on).values("pk"))
    return Unit.objects.filter(below | Q(pk__in=(programme.office_id, programme.unit_id)))


def _meaning(
    words: str,
    said: dict[str, BodyWords],
    names: Names,
    readings: Iterable[str],
    kinds: frozenset[str],
) -> Meaning:
    known = said.get(fold_for_comparing(words)[:300])
    if known:
        return Meaning(known.unit_id, known.group, confirmed=True)
    for name in readings:
        if unit := names.meant(name).only:
            return Meaning(unit_id=unit)
    group = _group_of(words)
    if group == Group.EVERYONE and "sở" in kinds and _DEPARTMENTS.search(fold(words)):
        return Meaning(group="sở")
    return Meaning(group=group)


def may_be_named(programme: Programme, unit: Unit, on: date) -> bool:
    """Tell whether a programme gives a unit tasks by its own right: the unit lies below the
    programme's, is that or the office, or stands above the office.
    """
    below = units_of_place(programme.unit_id, on)
    if unit.pk == programme.unit_id or below.filter(pk=unit.pk).exists():
        return True
    above = Ancestry.objects.filter(unit=programme.office_id, since__lte=on, until__gt=on)
    return above.filter(ancestor=unit).exists()


def _all_readings(words: str, place: str, dictionary: Dictionary, *, heirs: bool) -> Iterator[str]:
    """Readings of words, then of other names of what they name, then of its only heir."""
    yield from _readings(words, place)
    plain = _without_place(words, place)
    found = {one.other for one in dictionary.heirs(plain)} if heirs else set()
    for name in (*dictionary.other_names(plain), *(found if len(found) == 1 else ())):
        yield from _readings(name, place)


def _without_place(words: str, place: str) -> str:
    """A name as the dictionary has it: "Sở Nội vụ" for "Sở Nội vụ tỉnh A"."""
    name = bare(words)
    for tail in (place, _RANK_OF_NAME.sub("", place)):
        name = name.removesuffix(tail).rstrip()
    return _RANK.sub("", name).rstrip()


def _readings(words: str, place: str) -> Iterator[str]:
    """Names that words of a plan of a place can stand for: "Công an tỉnh" is "Công an tỉnh A"."""
    short, name = _RANK_OF_NAME.sub("", place), bare(words)
    yield words
    if _RANK.search(name):
        yield f"{name} {short}"
        yield f"{_RANK.sub('', name)}{place}"
    yield f"{name} {short}"
    yield f"{name} {place}"
    council = _COUNCIL.sub("", name)
    if council != name:
        yield place if _RANK.fullmatch(council) else council


def words_of(programme: Programme, *, open_only: bool = False) -> list[Words]:
    """The words for bodies in a programme: those that mean nobody yet first, then proposals, then
    confirmed ones; the most frequent before the others.
    """
    rows = TaskBody.objects.filter(task__programme=programme)
    if open_only:
        rows = rows.filter(confirmed=False)
    counted = rows.values("words", "confirmed", "unit", "group").annotate(
        tasks=Count("task", distinct=True)
    )
    units = Unit.objects.in_bulk([row["unit"] for row in counted if row["unit"]])
    made = [
        Words(
            row["words"],
            row["tasks"],
            row["confirmed"],
            units.get(row["unit"]),
            row["group"],
            group_words(row["group"]),
        )
        for row in counted
    ]
    return sorted(made, key=lambda w: (w.confirmed, w.known, -w.tasks, bare(w.words)))


def heirs_by_words(programme: Programme, rows: Iterable[Words], on: date) -> dict[str, list[Heir]]:
    """Words that mean nobody yet → who does which tasks of what they name, by the dictionary."""
    dictionary, place = Dictionary(on), bare(programme.unit.name)
    return {
        row.words: dictionary.heirs(_without_place(row.words, place))
        for row in rows
        if not row.known
    }


def open_words(bodies: Iterable[TaskBody]) -> int:
    """How many rows of `words_of` the words of bodies make that nobody confirmed."""
    return len({(one.words, one.unit_id, one.group) for one in bodies if not one.confirmed})


def group_words(group: str) -> str:
    """A group in words; "" for none."""
    if not group:
        return ""
    return str(Group(group).label) if group in Group.values else f"mọi {group} được giao"


def groups_for(programme: Programme, on: date) -> list[tuple[str, str]]:
    """The groups that words of the programme can mean, with their words."""
    kinds = [(kind, group_words(kind)) for kind, _ in kinds_below(programme, on)]
    return [*((value, str(label)) for value, label in Group.choices), *kinds]


def in_group(group: str, prefix: str = "") -> Q:
    """Units that belong to a group; prefix: the way from the row to the unit."""
    if group == Group.EVERYONE:
        return Q()
    return Q(**{f"{prefix}{'level' if group == Group.COMMUNES else 'kind'}": group})
