"""What a decision would do to units: looked at as a whole before anything is written.

A proposal is facts: which versions close, which open, which units begin and end, who succeeds whom,
who follows. `changing.carry_out` does exactly that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from phongtrao.core.text.folding import fold, sort_key
from phongtrao.core.tree.dated import shown_day
from phongtrao.units.actions.making import (
    check_levels,
    check_new_code,
    check_new_name,
    check_parents,
)
from phongtrao.units.actions.refusals import (
    ChangeTooEarly,
    ChildChangesLater,
    ChildrenLeftBehind,
    ParentNotThere,
    UnitAboveItself,
    UnitAlreadyThere,
    UnitCodeTaken,
    UnitNotInForce,
)
from phongtrao.units.models import ChangeKind, Decision, Succession, Unit, UnitVersion
from phongtrao.units.queries.hanging import Hanging, hanging_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

_PARENTS = ("territory", "line")
_NEIGHBOURS = ("unit", *_PARENTS, "security_manager")
FACTS = (
    "name",
    "kind",
    "code",
    "settlement",
    "territory",
    "line",
    "enterprise_size",
    "school_level",
    "armed_forces",
    "security_manager",
    "security_mandate",
)
"""What a version says of a unit."""


@dataclass(frozen=True)
class NewUnit:
    """A unit that a change makes. facts: those of FACTS that are not left empty."""

    level: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of a split. of: a new unit, one that is there, or the split unit itself, which then
    goes on. share: above 0 and below 1, None when nobody knows.
    """

    of: NewUnit | Unit
    share: Decimal | None = None


@dataclass(frozen=True)
class Proposal:
    """What will happen. asked: groups of ids of units; of each group the right at one is needed.

    closes: stored versions that end on the day. drops: stored ones that began on that very day,
    when the unit only followed another, and now ends. opens: versions that begin then; one that has
    a number began on that very day and is put right. follows: units that get another parent.
    """

    kind: ChangeKind
    on: date
    decision: Decision | None
    closes: list[UnitVersion] = field(default_factory=list)
    drops: list[UnitVersion] = field(default_factory=list)
    opens: list[UnitVersion] = field(default_factory=list)
    makes: list[Unit] = field(default_factory=list)
    ends: list[Unit] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    follows: list[Unit] = field(default_factory=list)
    asked: list[list[int]] = field(default_factory=list)

    def hangs(self) -> tuple[Hanging, ...]:
        """What hangs on the units that end; it stays with them, in reach of who follows them."""
        return hanging_on([unit.pk for unit in self.ends])

    def current(self, unit: Unit, *, ends: bool = False) -> UnitVersion:
        """The version that the change finds. ends: the unit ends, so the day must be a later one,
        or the one on which the unit followed another that changed.

        Raises UnitNotInForce, ChangeTooEarly.
        """
        version = unit.versions.select_related(*_NEIGHBOURS).last()
        if version is None or version.valid_to is not None:
            day = version.valid_to if version else None
            raise UnitNotInForce(unit=unit.name, day=shown_day(day))
        began = version.valid_from
        if began is not None and (
            began > self.on or (ends and began == self.on and not _only_followed(version))
        ):
            raise ChangeTooEarly(unit=unit.name, day=f"{began:%d/%m/%Y}")
        return version

    def change(self, version: UnitVersion, **facts: Any) -> UnitVersion:
        """Let a version with other facts follow; one that begins on the day or later is put right
        itself.
        """
        if version.valid_from is not None and version.valid_from >= self.on:
            following = version
        else:
            self.closes.append(version)
            following = UnitVersion(unit=version.unit, valid_from=self.on)
            for name in FACTS:
                setattr(following, name, getattr(version, name))
        for name, value in facts.items():
            setattr(following, name, value)
        self.opens.append(following)
        return following

    def make(self, new: NewUnit) -> Unit:
        """Let a unit begin."""
        unit = Unit(name=new.facts["name"], level=new.level, kind=new.facts.get("kind", ""))
        version = UnitVersion(unit=unit, valid_from=self.on, **new.facts)
        for parent in (version.territory, version.line):
            if parent in self.ends:
                raise ParentNotThere(parent=parent.name, day=shown_day(self.on))
        check_parents(version)
        check_levels(version.name, new.level, version.territory, version.line)
        check_new_name(version, new.level, [*self.closes, *self.drops])
        for other in self.opens:
            if other.unit in self.makes and fold(other.name) == fold(version.name):
                raise UnitAlreadyThere(unit=version.name)
        self.check_code(version, new.level)
        self.makes.append(unit)
        self.opens.append(version)
        return unit

    def check_code(self, version: UnitVersion, level: str) -> None:
        """See that the code is nobody else's from the day on, nor that of another new unit.

        Raises UnitCodeTaken.
        """
        check_new_code(version, level, [*self.closes, *self.drops])
        for other in self.opens:
            if version.code and other.code == version.code and other.unit in self.makes:
                raise UnitCodeTaken(number=version.code, unit=other.name)

    def end(self, unit: Unit) -> None:
        """Let a unit end."""
        version = self.current(unit, ends=True)
        (self.drops if version.valid_from == self.on else self.closes).append(version)
        self.ends.append(unit)

    def hand_over(self, old: Iterable[Unit], to: Mapping[int, Unit | None]) -> None:
        """Give what lies right below the old units to others.

        to: id of the child → its new parent; under 0 that of all others, None when they stay.
        Raises ChildrenLeftBehind, ChildChangesLater, UnitAboveItself, ParentOfLowerLevel.
        """
        gone = {unit.pk: unit for unit in old}
        self._check_no_later_changes(gone)
        left = []
        for version in children_of(gone):
            above = {name: gone.get(getattr(version, f"{name}_id")) for name in _PARENTS}
            parents = {name: up for name, up in above.items() if up is not None}
            if version.unit_id in gone:
                continue
            if version.unit_id not in to and 0 not in to:
                left.append(version)
                continue
            heir = to.get(version.unit_id, to.get(0))
            if heir is not None:
                if heir == version.unit:
                    raise UnitAboveItself(parent=heir.name, unit=next(iter(parents.values())).name)
                change = dict.fromkeys(parents, heir)
                child = version.unit
                check_levels(child.name, child.level, change.get("territory"), change.get("line"))
                self.change(version, **change)
                self.follows.append(version.unit)
        if left:
            names = ", ".join(sorted((unit.name for unit in gone.values()), key=sort_key)[:3])
            raise ChildrenLeftBehind(count=len(left), unit=names, example=left[0].name)

    def _check_no_later_changes(self, gone: Mapping[int, Unit]) -> None:
        """See that what lies below the units on the day stays as it is from then on: what a later
        decision says of it was decided of other parents. Raises ChildChangesLater.
        """
        before = UnitVersion.objects.filter(
            unit=OuterRef("unit"), valid_to=OuterRef("valid_from")
        ).order_by()
        begins = Q(valid_from__gt=self.on, valid_to=None) & Exists(before)
        below = Q(territory__in=list(gone)) | Q(line__in=list(gone))
        rows = UnitVersion.objects.filter(below, Q(valid_to__gt=self.on) | begins)
        version = rows.exclude(unit__in=list(gone)).first()
        if version is not None:
            day = version.valid_to or version.valid_from
            parent = gone.get(version.territory_id or 0) or gone[version.line_id or 0]
            raise ChildChangesLater(unit=version.name, day=f"{day:%d/%m/%Y}", parent=parent.name)


def _only_followed(version: UnitVersion) -> bool:
    """Tell whether a version differs from the one right before it in nothing but its parents."""
    before = UnitVersion.objects.filter(unit=version.unit_id, valid_to=version.valid_from).first()
    own = [name for name in FACTS if name not in _PARENTS]
    return before is not None and all(getattr(before, n) == getattr(version, n) for n in own)


def children_of(units: Iterable[int]) -> list[UnitVersion]:
    """The last versions of what lies right below any of the units, now or later."""
    ids = list(units)
    rows = UnitVersion.objects.filter(Q(territory__in=ids) | Q(line__in=ids), valid_to=None)
    found = rows.select_related(*_NEIGHBOURS).order_by("pk")
    return sorted(found, key=lambda row: sort_key(row.name))
