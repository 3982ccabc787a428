"""Confirm how a target is measured; a unit's own targets beneath those of the programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.targets.levels import Level, weaker_than
from phongtrao.programme.actions.cascade import receipt_of
from phongtrao.programme.actions.difficulties import LevelAlreadySo
from phongtrao.programme.models import MeasuredBy, Programme, Target, Threshold
from phongtrao.programme.queries.levels import level_of, level_words, same_horizon

if TYPE_CHECKING:
    from phongtrao.units.models import Unit


class DenominatorMissing(RuleBroken):
    """A ratio is something over something."""

    code = "denominator-missing"
    message = (
        "Chỉ tiêu đo bằng tỷ lệ cần mẫu số. Hãy ghi mẫu số đếm gì, hoặc chọn cách đo bằng số lượng."
    )


class WeakerWithoutReason(RuleBroken):
    """A unit may ask less of itself than it was asked, but never in silence."""

    code = "weaker-without-reason"
    message = (
        "Mức {own} thấp hơn mức {parent} mà cấp trên đặt. Hãy nâng mức, hoặc ghi lý do vì sao đặt"
        " thấp hơn."
    )


class OwnTargetReported(RuleBroken):
    """What a difficulty was reported on stays."""

    code = "own-target-reported"
    message = "Đã có khó khăn báo về chỉ tiêu này nên không bỏ được. Hãy đổi mức thay vì bỏ."


@dataclass(frozen=True)
class Wording:
    """What an own target is about and how it is measured. measured_by: a MeasuredBy."""

    subject: str
    measure: str
    measured_by: str
    numerator: str
    denominator: str


@transaction.atomic
def confirm_indicator(
    *, target: Target, measured_by: str, numerator: str, denominator: str, by: User
) -> None:
    """Settle how a target is measured. Raises Denied, DenominatorMissing."""
    require(by, Permission.PROGRAMME_PUBLISH, target.programme.office_id)
    before = {name: getattr(target, name) for name in ("measured_by", "numerator", "denominator")}
    target.measured_by, target.numerator = measured_by, numerator.strip()
    target.denominator = _denominator(measured_by, denominator)
    target.confirmed_at, target.confirmed_by = timezone.now(), by
    target.save()
    audit.log("target.confirm", target, by=by, before=before)


def _denominator(measured_by: str, words: str) -> str:
    divides = measured_by in (MeasuredBy.RATIO, MeasuredBy.UNITS)
    if divides and not words.strip():
        raise DenominatorMissing
    return words.strip() if divides else ""


@transaction.atomic
def take_up_target(
    *,
    parent: Target,
    unit: Unit,
    level: Level,
    horizon: tuple[str, str],
    reason: str,
    by: User,
) -> Target:
    """Set the unit's own level of a target of the programme, measured in the same way.

    horizon: kind and date or rhythm, as of a Threshold. A level of the same horizon is closed and
    kept. reason: why it is lower, where it is. Raises Denied, NotHandedToUnit, WeakerWithoutReason,
    LevelAlreadySo.
    """
    _check_unit(parent.programme, unit, by)
    asked = next((row for row in open_levels(parent) if same_horizon(row, horizon)), None)
    asked = asked or next(iter(open_levels(parent)), None)
    if asked and not reason.strip() and weaker_than(level, level_of(asked)):
        own = level_words(stored(level, horizon))
        raise WeakerWithoutReason(own=own, parent=level_words(asked))
    own_target, _ = Target.objects.get_or_create(
        programme=parent.programme,
        owner=unit,
        parent=parent,
        defaults={
            name: getattr(parent, name)
            for name in (
                *("number", "subject", "measure", "stratum", "measured_by"),
                *("numerator", "denominator", "confirmed_at", "confirmed_by"),
            )
        },
    )
    _set_level(own_target, level, horizon, reason, by)
    return own_target


@transaction.atomic
def add_own_target(
    *,
    programme: Programme,
    unit: Unit,
    wording: Wording,
    level: Level,
    horizon: tuple[str, str],
    by: User,
) -> Target:
    """Make a target that the unit sets itself beside those of the programme. Raises Denied,
    NotHandedToUnit, DenominatorMissing.
    """
    _check_unit(programme, unit, by)
    target = Target.objects.create(
        programme=programme,
        owner=unit,
        number=programme.targets.filter(owner=unit).count() + 1,
        subject=wording.subject,
        measure=wording.measure,
        measured_by=wording.measured_by,
        numerator=wording.numerator.strip(),
        denominator=_denominator(wording.measured_by, wording.denominator),
        confirmed_at=timezone.now(),
        confirmed_by=by,
    )
    _set_level(target, level, horizon, "", by)
    return target


@transaction.atomic
def set_own_level(
    *, target: Target, level: Level, horizon: tuple[str, str], reason: str, by: User
) -> None:
    """Set a level of a target that the unit made itself; one of the same horizon is closed and
    kept. Raises Denied, LevelAlreadySo.
    """
    require(by, Permission.PROGRAMME_ANSWER, target.owner_id)
    _set_level(target, level, horizon, reason, by)


@transaction.atomic
def withdraw_own_target(*, target: Target, by: User) -> None:
    """Take an own target away; the log keeps what it was. Raises Denied, OwnTargetReported."""
    require(by, Permission.PROGRAMME_ANSWER, target.owner_id)
    if target.difficulties.exists():
        raise OwnTargetReported
    audit.log(
        "target.withdraw",
        target,
        by=by,
        unit=str(target.owner),
        levels=[f"{level_words(row)} {row.horizon}" for row in target.thresholds.all()],
    )
    target.later.update(earlier=None)
    target.delete()


def open_levels(target: Target) -> list[Threshold]:
    """The levels of a target that hold."""
    return [row for row in target.thresholds.all() if row.until is None]


def stored(level: Level, horizon: tuple[str, str]) -> Threshold:
    """A level as a row, not saved."""
    kind, date = horizon
    return Threshold(
        comparator=level.comparator,
        value=level.value,
        upper=level.upper,
        unit="percent" if level.percent else "count",
        out_of=level.out_of,
        horizon_kind=kind,
        horizon=date,
    )


def _check_unit(programme: Programme, unit: Unit, by: User) -> None:
    require(by, Permission.PROGRAMME_ANSWER, unit.pk)
    receipt_of(programme, unit)


def _set_level(
    target: Target, level: Level, horizon: tuple[str, str], reason: str, by: User
) -> None:
    today = timezone.localdate()
    old = next((row for row in open_levels(target) if same_horizon(row, horizon)), None)
    row = stored(level, horizon)
    if old and level_of(old) == level:
        raise LevelAlreadySo(level=level_words(old))
    row.target, row.since, row.reason = target, today, reason.strip()[:1000]
    row.save()
    if old:
        old.until = today
        old.save(update_fields=["until"])
    audit.log(
        "target.set-level",
        target,
        by=by,
        unit=str(target.owner),
        old=level_words(old) if old else "",
        new=level_words(row),
        horizon=row.horizon,
        reason=row.reason,
    )
