"""Which units below a programme's unit a name means on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.text.folding import fold, sort_key
from phongtrao.programme.queries.succession import heirs_of, not_in_force
from phongtrao.units.models import Alias, Ancestry, Unit, UnitVersion
from phongtrao.units.queries.as_of import holds_on
from phongtrao.units.queries.finding import all_names
from phongtrao.units.queries.lists import coded_names, whole_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from django.db.models import QuerySet

_CODE_MAX = 20
_PLACES_MAX = 4  # commas that are read as "name, what it lies below"; more stand in a name
_SHOWN = 3


@dataclass(frozen=True)
class Meant:
    """What a name means. units: in force, one where it is clear; ended: when none is in force by
    the name, those that bore it and are not there, heirs: those in force that took over from them.
    """

    units: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()
    heirs: tuple[int, ...] = ()

    @property
    def only(self) -> int | None:
        """The unit that is meant, or that has all of one that is no more; None when none, or not
        one alone.
        """
        found = {*self.units, *self.heirs}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class _Reading:
    """One way to read what was typed. keys: its name as the index of names takes it; short: the
    same with words such as "phường" before it; code: as a code; places: what the unit lies below,
    as keys, or its code.
    """

    keys: tuple[str, ...]
    short: tuple[str, ...]
    code: str
    places: tuple[tuple[frozenset[str], str], ...]


class Names:
    """What units are called on a day and were called before, as far as texts name them.

    among: the units that can be meant. Seven queries or so, however many texts.
    """

    def __init__(self, among: QuerySet[Unit], texts: Iterable[str], on: date) -> None:
        self._on, self._index = on, all_names()
        self._readings = {text: list(self._readings_of(text)) for text in dict.fromkeys(texts)}
        readings = [one for some in self._readings.values() for one in some]
        keys = {key for one in readings for key in (*one.keys, *one.short)}
        units = {unit for key in keys for unit in self._index.having(key)}
        codes = {code for one in readings if one.code for code in (one.code, one.code.upper())}
        coded = UnitVersion.objects.in_force(on).filter(code__in=codes)
        units.update(coded.values_list("unit_id", flat=True) if codes else ())
        self._units = units & set(among.order_by().values_list("pk", flat=True)) if units else units
        self._away = not_in_force(Unit.objects.filter(pk__in=self._units), on)
        self._own: dict[str, set[int]] = defaultdict(set)
        self._other: dict[str, set[int]] = defaultdict(set)
        self._old: dict[str, set[int]] = defaultdict(set)
        self._by_code: dict[str, set[int]] = defaultdict(set)
        self._spelled: dict[int, set[str]] = defaultdict(set)
        self._sort_names()
        placed = any(one.places for one in readings)
        self._above = self._keys_above() if placed else {}

    def _sort_names(self) -> None:
        """Who has which name on the day, by note, and had it before."""
        key = self._index.key
        for version in UnitVersion.objects.filter(unit__in=self._units).order_by():
            unit = version.unit_id
            if not holds_on(version, self._on):
                self._old[key(version.name)].add(unit)
                continue
            self._own[key(version.name)].add(unit)
            self._spelled[unit].add(fold(version.name))
            if version.code:
                self._by_code[fold(version.code)].add(unit)
        others = Alias.objects.filter(unit__in=self._units)
        for unit, name in others.values_list("unit_id", "name"):
            (self._old if unit in self._away else self._other)[key(name)].add(unit)
            self._spelled[unit].add(fold(name))

    def _keys_above(self) -> dict[int, set[str]]:
        """Unit → names of what it lies below; of one that is no more, of what it ever lay below,
        under any name.
        """
        rows = Ancestry.objects.filter(unit__in=self._units).values_list(
            "unit_id", "ancestor_id", "since", "until"
        )
        pairs = [
            (unit, ancestor)
            for unit, ancestor, since, until in rows
            if unit != ancestor and (unit in self._away or since <= self._on < until)
        ]
        now: dict[int, set[str]] = defaultdict(set)
        ever: dict[int, set[str]] = defaultdict(set)
        named = UnitVersion.objects.filter(unit__in={ancestor for _, ancestor in pairs})
        for version in named.order_by():
            name = self._index.key(version.name)
            ever[version.unit_id].add(name)
            if holds_on(version, self._on):
                now[version.unit_id].add(name)
        above: dict[int, set[str]] = defaultdict(set)
        for unit, ancestor in pairs:
            above[unit] |= (ever if unit in self._away else now)[ancestor]
        return above

    def _readings_of(self, text: str) -> Iterator[_Reading]:
        """A text as a name, then as a name and its places, from the last comma to the first."""
        parts = [part.strip() for part in text.split(",")]
        first, parts = parts[: -_PLACES_MAX - 1], parts[-_PLACES_MAX - 1 :]
        parts[0] = ", ".join([*first, parts[0]])
        places = [
            (frozenset((*keys.whole, *keys.kind_left_out)), _code_in(part))
            for part in parts
            for keys in [self._index.keys(part)]
        ]
        for end in range(len(parts), 0, -1):
            name = ", ".join(parts[:end])
            keys = self._index.keys(name)
            yield _Reading(
                tuple(keys.whole), tuple(keys.kind_left_out), _code_in(name), tuple(places[end:])
            )

    def meant(self, text: str) -> Meant:
        """What one of the texts means: a unit in force by its name or code, by another name noted
        for it, by its name without "phường", "xã"; only when there is none, units by a name of
        before. Each also as "name, what it lies below" and "name, mã code".
        """
        readings = self._readings[text]
        ways = (
            [(self._own, key, one) for one in readings for key in one.keys]
            + [(self._by_code, one.code, one) for one in readings]
            + [(self._other, key, one) for one in readings for key in one.keys]
            + [(self._own, key, one) for one in readings for key in one.short]
        )
        for known, key, one in ways:
            if units := self._at(known.get(key, set()), one):
                return Meant(self._as_spelled(units, text))
        for one in readings:
            for key in (*one.keys, *one.short):
                if units := self._at(self._old.get(key, set()), one):
                    return self._of_before(units)
        return Meant()

    def _at(self, units: set[int], one: _Reading) -> set[int]:
        """Those of the units that lie below all the places and have the code."""
        return {
            unit
            for unit in units
            if all(
                unit in self._by_code.get(code, ()) or not self._above[unit].isdisjoint(keys)
                for keys, code in one.places
            )
        }

    def _as_spelled(self, units: set[int], text: str) -> tuple[int, ...]:
        """Of several units those that have also the marks of what was typed."""
        typed = fold(" ".join(text.split()))
        very = {unit for unit in units if typed in self._spelled[unit]}
        return tuple(sorted(very or units))

    def _of_before(self, units: set[int]) -> Meant:
        ended = units & self._away
        heirs = heirs_of(ended, self._on) if ended else {}
        return Meant(
            tuple(sorted(units - ended)),
            tuple(sorted(ended)),
            tuple(sorted(set().union(*heirs.values()))),
        )


def why_unclear(text: str, meant: Meant) -> str:
    """What to say of a name that means several units, or one that is not there, with what each is
    told by; without a full stop.
    """
    if not meant.ended:
        said = f"“{text}” là tên của {len(meant.units)} đơn vị: {told_apart(meant.units)}"
        return f"{said}. Hãy ghi kèm cấp trên hoặc mã như vậy"
    now = {*meant.units, *meant.heirs}
    said = f"“{text}” là tên của đơn vị đã kết thúc"
    if not now:
        return f"{said}, chưa có đơn vị kế thừa. Hãy ghi một đơn vị đang có hiệu lực"
    return f"{said}. Kế thừa: {told_apart(now)}. Hãy ghi tên đơn vị kế thừa"


def told_apart(units: Collection[int]) -> str:
    """The first of some units by name; namesakes with what they lie below, or with their code where
    that does not tell them apart.
    """
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    for more_of in (whole_names, coded_names):
        many = Counter(names.values())
        names |= more_of([unit for unit, name in names.items() if many[name] > 1])
    told = sorted(names.values(), key=sort_key)
    more = f"; và {len(told) - _SHOWN} đơn vị nữa" if len(told) > _SHOWN else ""
    return f"{'; '.join(told[:_SHOWN])}{more}"


def _code_in(text: str) -> str:
    """A text that may be a code, with or without "mã" before it; "" for others."""
    code = fold(" ".join(text.split())).removeprefix("mã ").removeprefix("ma ")
    return code if len(code) <= _CODE_MAX and any(map(str.isdigit, code)) else ""
