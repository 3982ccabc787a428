"""Make units."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may, require
from phongtrao.audit import actions as audit
from phongtrao.core.text.folding import fold
from phongtrao.core.tree.dated import shown_day
from phongtrao.units.actions.reach import hold_tree, rebuild_ancestry
from phongtrao.units.actions.refusals import (
    ParentNotThere,
    ParentOfLowerLevel,
    SecurityManagerMisplaced,
    SecurityManagerNotThere,
    SecurityManagerUnnamed,
    UnitAlreadyThere,
    UnitCodeTaken,
    UnitNeedsPlace,
)
from phongtrao.units.models import (
    ADMINISTRATIVE,
    Alias,
    ChangeKind,
    Decision,
    Level,
    Unit,
    UnitChange,
    UnitVersion,
    may_command,
    may_stand_on,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date


@transaction.atomic
def create_unit(
    *,
    name: str,
    level: str = Level.BODY,
    kind: str = "",
    territory: Unit | None = None,
    line: Unit | None = None,
    on: date | None = None,
    decision: Decision | None = None,
    code: str = "",
    settlement: str = "",
    enterprise_size: str = "",
    school_level: str = "",
    armed_forces: bool = False,
    security_manager: Unit | None = None,
    security_mandate: str = "",
    aliases: Iterable[str] = (),
    by: User | None,
) -> Unit:
    """Make a unit that is there from a day on.

    on: None for longer than our records. by: None for the program itself, which may make what
    stands below nothing. Returns the unit. Raises Denied, UnitNeedsPlace, ParentNotThere,
    ParentOfLowerLevel, UnitAlreadyThere, UnitCodeTaken, and what `check_security_manager` does.
    """
    hold_tree()
    parents = [unit.pk for unit in (territory, line) if unit is not None]
    if by is not None and not parents:
        raise UnitNeedsPlace(unit=name)
    require_any([parents], by)
    version = UnitVersion(
        name=name,
        kind=kind,
        code=code,
        settlement=settlement,
        territory=territory,
        line=line,
        enterprise_size=enterprise_size,
        school_level=school_level,
        armed_forces=armed_forces,
        security_manager=security_manager,
        security_mandate=security_mandate,
        valid_from=on,
        decision=stored_decision(decision),
    )
    check_parents(version)
    check_levels(name, level, territory, line)
    check_security_manager(version, level)
    check_new_name(version, level)
    check_new_code(version, level)
    version.unit = unit = Unit.objects.create(name=name, level=level, kind=kind)
    version.save()
    Alias.objects.bulk_create([Alias(unit=unit, name=alias) for alias in dict.fromkeys(aliases)])
    rebuild_ancestry([unit.pk])
    change = UnitChange.objects.create(
        kind=ChangeKind.CREATE,
        on=on,
        decision=version.decision,
        by=by,
        before={"made_units": [unit.pk], "asked": [parents]},
    )
    note_units(change, [unit.pk])
    audit.log("unit.create", unit, by=by, change=change.pk)
    return unit


def note_units(change: UnitChange, units: Collection[int]) -> None:
    """Say of which units a change is."""
    link = UnitChange.units.through
    link.objects.bulk_create(link(unitchange_id=change.pk, unit_id=unit) for unit in units)


@overload
def stored_decision(decision: Decision) -> Decision: ...
@overload
def stored_decision(decision: Decision | None) -> Decision | None: ...
def stored_decision(decision: Decision | None) -> Decision | None:
    """The decision as it is stored: each symbol of an issuer once."""
    if decision is None or decision.pk:
        return decision
    found, _ = Decision.objects.get_or_create(
        symbol=decision.symbol,
        issuer=decision.issuer,
        defaults={"signed_on": decision.signed_on},
    )
    if found.signed_on is None and decision.signed_on is not None:
        found.signed_on = decision.signed_on
        found.save(update_fields=["signed_on"])
    return found


def require_any(asked: Iterable[Sequence[int]], by: User | None) -> None:
    """See that `by` may change units: of each group of ids the right at one is enough. The program
    itself (None) may. Raises Denied.
    """
    if by is None:
        return
    for group in asked:
        if not any(may(by, Permission.UNIT_EDIT, pk) for pk in group[1:]):
            require(by, Permission.UNIT_EDIT, group[0])


def check_parents(version: UnitVersion) -> None:
    """See that both parents are in force when the version begins. Raises ParentNotThere."""
    for parent in (version.territory, version.line):
        if parent is not None and not _is_there(parent, version.valid_from):
            raise ParentNotThere(parent=parent.name, day=shown_day(version.valid_from))


def _is_there(unit: Unit, day: date | None) -> bool:
    """Tell whether a unit is in force on a day; None: it is or was in force at some time."""
    versions = UnitVersion.objects.filter(unit=unit)
    return versions.in_force(day).exists() if day else versions.exists()


def check_levels(name: str, level: str, territory: Unit | None, line: Unit | None) -> None:
    """See that both parents may stand above a unit of the level. Raises ParentOfLowerLevel."""
    for parent, may_be in ((territory, may_stand_on), (line, may_command)):
        if parent is not None and not may_be(level, parent.level):
            raise ParentOfLowerLevel(
                parent=parent.name,
                parent_level=parent.get_level_display(),
                unit=name,
                level=Level(level).label,
            )


def check_security_manager(version: UnitVersion, level: str) -> None:
    """See that a body is managed by a body that is there.

    Raises SecurityManagerUnnamed, SecurityManagerMisplaced, SecurityManagerNotThere.
    """
    manager = version.security_manager
    if manager is None:
        if version.security_mandate:
            raise SecurityManagerUnnamed(mandate=version.get_security_mandate_display())
        return
    for unit, at in ((version.name, level), (manager.name, manager.level)):
        if at != Level.BODY:
            raise SecurityManagerMisplaced(unit=unit, level=Level(at).label)
    if not _is_there(manager, version.valid_from):
        raise SecurityManagerNotThere(manager=manager.name, day=shown_day(version.valid_from))


def check_new_name(version: UnitVersion, level: str, ending: Iterable[UnitVersion] = ()) -> None:
    """See that no other unit of the level bears the name at the same place while this one does.

    ending: versions that end when this one begins, whose names are free. Raises UnitAlreadyThere.
    """
    place = {"territory": version.territory, "line": version.line}
    name = fold(version.name)  # SQLite itself knows no small letters but a to z
    if name in map(fold, _others(version, level, ending, **place)):
        raise UnitAlreadyThere(unit=version.name)


def check_new_code(version: UnitVersion, level: str, ending: Iterable[UnitVersion] = ()) -> None:
    """See that no other unit has the code while this one does. Raises UnitCodeTaken."""
    own = level not in ADMINISTRATIVE
    place = {"territory": version.territory, "line": version.line} if own else {}
    for name in _others(version, level, ending, code=version.code, **place) if version.code else ():
        raise UnitCodeTaken(number=version.code, unit=name)


def _others(
    version: UnitVersion, level: str, ending: Iterable[UnitVersion], **facts: object
) -> list[str]:
    """Names of other units of the level that have the facts once this version holds."""
    since = version.valid_from or timezone.localdate()
    rows = UnitVersion.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=since), unit__level=level, **facts
    ).exclude(unit=version.unit_id)
    free = {one.pk for one in ending}
    return [name for pk, name in rows.values_list("pk", "name") if pk not in free]
