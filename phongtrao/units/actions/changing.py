"""Change units as a proposal says, and take a change back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from phongtrao.audit import actions as audit
from phongtrao.units.actions.making import note_units, require_any, stored_decision
from phongtrao.units.actions.naming import name_units
from phongtrao.units.actions.proposing import FACTS, Proposal
from phongtrao.units.actions.reach import hold_tree, in_parts, rebuild_ancestry
from phongtrao.units.actions.refusals import (
    ChangeAlreadyUndone,
    ChangeHasFollowers,
    UndoneBelowEnded,
    UnitChangedMeanwhile,
    UnitInUse,
)
from phongtrao.units.models import Decision, Succession, Unit, UnitChange, UnitVersion
from phongtrao.units.queries.hanging import hanging_on

if TYPE_CHECKING:
    from collections.abc import Collection

    from phongtrao.access.models import User

_BATCH = 500


def check_allowed(*, proposal: Proposal, by: User | None) -> None:
    """See that `by` may do it, before it is shown to him as if he might. Raises Denied."""
    require_any(proposal.asked, by)


@transaction.atomic
def carry_out(*, proposal: Proposal, by: User | None) -> UnitChange:
    """Do what the proposal says, whole or not at all.

    Returns the change, which can be taken back while nothing hangs on it. Raises Denied,
    UnitChangedMeanwhile, ReachGoesRound.
    """
    hold_tree()
    check_allowed(proposal=proposal, by=by)
    put_right = [version for version in proposal.opens if version.pk]
    fresh = [version for version in proposal.opens if not version.pk]
    before = _before([*proposal.closes, *proposal.drops, *put_right])
    decision = stored_decision(proposal.decision)
    for unit in proposal.makes:
        unit.save()
    for part in in_parts(version.pk for version in proposal.closes):
        UnitVersion.objects.filter(pk__in=part).update(valid_to=proposal.on)
    for part in in_parts(version.pk for version in proposal.drops):
        UnitVersion.objects.filter(pk__in=part).delete()
    _open(fresh, put_right, decision)
    for one in proposal.successions:
        _settle(one, "predecessor", "successor")
        one.decision = decision
    Succession.objects.bulk_create(proposal.successions)
    change = UnitChange.objects.create(
        kind=proposal.kind,
        on=proposal.on,
        decision=decision,
        by=by,
        before={
            **before,
            "asked": proposal.asked,
            "made_units": [unit.pk for unit in proposal.makes],
            "made_versions": [version.pk for version in fresh],
            "made_successions": [one.pk for one in proposal.successions],
        },
    )
    touched = _touched(proposal)
    note_units(change, touched)
    rebuild_ancestry(touched)
    name_units(touched, timezone.localdate())
    example = (proposal.ends or [version.unit for version in proposal.opens])[0]
    example.refresh_from_db(fields=["name", "kind"])
    audit.log(
        f"unit.{proposal.kind}",
        example,
        by=by,
        change=change.pk,
        on=proposal.on.isoformat(),
        decision=str(decision or ""),
        units=len(touched),
    )
    return change


def _before(versions: list[UnitVersion]) -> dict[str, Any]:
    """The rows that change, as they are stored. Raises UnitChangedMeanwhile when one of them is no
    longer the last of its unit.
    """
    rows: list[dict[str, Any]] = [
        dict(row)
        for part in in_parts(version.pk for version in versions)
        for row in UnitVersion.objects.filter(pk__in=part, valid_to=None).values()
    ]
    if len(rows) != len(versions):
        raise UnitChangedMeanwhile
    return {"versions": [_plain(row) for row in rows]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON keeps it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
    }


def _open(
    fresh: list[UnitVersion], put_right: list[UnitVersion], decision: Decision | None
) -> None:
    for version in [*fresh, *put_right]:
        _settle(version, "unit", "territory", "line", "security_manager")
        if decision is not None:
            version.decision = decision
    UnitVersion.objects.bulk_create(fresh)
    UnitVersion.objects.bulk_update(put_right, [*FACTS, "decision"], batch_size=_BATCH)


def _settle(row: models.Model, *names: str) -> None:
    """Take over the numbers of rows that were stored since they were set."""
    for name in names:
        setattr(row, name, getattr(row, name))


def _touched(proposal: Proposal) -> list[int]:
    units = {version.unit_id for version in [*proposal.closes, *proposal.drops, *proposal.opens]}
    for one in proposal.successions:
        units |= {one.predecessor_id, one.successor_id}
    return sorted(units)


@transaction.atomic
def undo_change(*, change: UnitChange, by: User | None) -> None:
    """Take a change back: what it opened goes, what it closed is open again.

    Raises Denied, ChangeAlreadyUndone, ChangeHasFollowers when one of the units was changed again,
    UndoneBelowEnded when a parent is no more, UnitInUse when something hangs on a unit that the
    change made.
    """
    hold_tree()
    change = UnitChange.objects.select_for_update().get(pk=change.pk)
    before: dict[str, Any] = change.before
    require_any([group for group in before["asked"] if group], by)
    if change.undone_at is not None:
        raise ChangeAlreadyUndone
    _check_nothing_follows(change)
    made = before.get("made_units", [])
    _check_not_used(made, before.get("made_versions", []))
    touched = set(change.units.values_list("pk", flat=True)) - set(made)
    for part in in_parts(before.get("made_successions", [])):
        Succession.objects.filter(pk__in=part).delete()
    for part in in_parts(before.get("made_versions", [])):
        UnitVersion.objects.filter(pk__in=part).delete()
    _restore(before)
    for part in in_parts(made):
        UnitVersion.objects.filter(unit__in=part).delete()
    for part in in_parts(made):
        Unit.objects.filter(pk__in=part).delete()
    _check_parents_last(touched)
    rebuild_ancestry(touched)
    name_units(touched, timezone.localdate())
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    audit.log("unit.undo", change, by=by, change=change.pk, units=len(touched) + len(made))


def _restore(before: dict[str, Any]) -> None:
    """Write the rows back as they were."""
    fields = [field for field in UnitVersion._meta.concrete_fields if not field.primary_key]
    versions = [
        UnitVersion(
            pk=row["id"],
            # What a version did not say yet when the change was written down is unknown.
            **{
                field.attname: field.to_python(row[field.attname])
                for field in fields
                if field.attname in row
            },
        )
        for row in before.get("versions", [])
    ]
    names = [field.name for field in fields]
    there = {
        pk
        for part in in_parts(version.pk for version in versions)
        for pk in UnitVersion.objects.filter(pk__in=part).values_list("pk", flat=True)
    }
    kept = [version for version in versions if version.pk in there]
    UnitVersion.objects.bulk_update(kept, names, batch_size=_BATCH)
    UnitVersion.objects.bulk_create(version for version in versions if version.pk not in there)


def _check_nothing_follows(change: UnitChange) -> None:
    later = (
        UnitChange.objects.filter(pk__gt=change.pk, undone_at=None, units__in=change.units.all())
        .select_related("decision")
        .first()
    )
    if later is not None:
        shared = Unit.objects.filter(changes=later).filter(changes=change).first()
        day = f"{later.on:%d/%m/%Y}" if later.on else "không rõ"
        raise ChangeHasFollowers(unit=shared, what=later, day=day)


def _check_parents_last(units: Collection[int]) -> None:
    """See that no unit is there longer than one that it lies below. Raises UndoneBelowEnded."""
    for part in in_parts(units):
        for name in ("territory", "line"):
            of_parent = UnitVersion.objects.filter(unit=OuterRef(name)).order_by()
            rows = UnitVersion.objects.filter(
                ~Exists(of_parent.filter(valid_to=None)),
                unit__in=part,
                **{f"{name}__isnull": False},
            ).annotate(gone=Subquery(of_parent.order_by("-valid_to").values("valid_to")[:1]))
            found = rows.filter(Q(valid_to=None) | Q(valid_to__gt=F("gone")))
            for unit, parent, day in found.values_list("name", f"{name}__name", "gone")[:1]:
                raise UndoneBelowEnded(unit=unit, parent=parent, day=f"{day:%d/%m/%Y}")


def _check_not_used(units: Collection[int], versions: Collection[int]) -> None:
    """See that nothing hangs on units that a change made, in any room."""
    found = [f"{row.count} {row.name}" for part in in_parts(units) for row in hanging_on(part)]
    own = set(units)
    for part in in_parts(units):
        for what, points in (
            ("đơn vị trực thuộc", Q(territory__in=part) | Q(line__in=part)),
            ("đơn vị do đơn vị ấy quản lý về an ninh, trật tự", Q(security_manager__in=part)),
        ):
            rows = UnitVersion.objects.filter(points).exclude(unit__in=part)
            others = rows.values_list("pk", "unit_id")
            count = sum(1 for pk, unit in others if unit not in own and pk not in set(versions))
            if count:
                found.append(f"{count} {what}")
    if found:
        raise UnitInUse(what=", ".join(found))
