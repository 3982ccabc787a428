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
from phongtrao.core.targets.asking import OTHER, WEAKER, beside
from phongtrao.core.targets.levels import Level, check_reachable
from phongtrao.programme.actions.answering import require_answer
from phongtrao.programme.actions.cascade import receipt_of, refuse_replaced
from phongtrao.programme.actions.days import refuse_other_century
from phongtrao.programme.actions.difficulties import LevelAlreadySo
from phongtrao.programme.models import MeasuredBy, Programme, Target, Threshold
from phongtrao.programme.queries.levels import (
    asked,
    holds,
    in_words,
    level_of,
    level_words,
    same_horizon,
)

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

_INDICATOR = ("measured_by", "numerator", "denominator")
_CONFIRMED = ("confirmed_at", "confirmed_by")
_DIVIDED = (MeasuredBy.RATIO, MeasuredBy.UNITS)


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
        "Mức {own} thấp hơn hoặc muộn hơn mức {parent} mà cấp trên đặt. Hãy nâng mức, đặt mốc sớm"
        " hơn, hoặc ghi lý do."
    )


class OtherwiseWithoutReason(RuleBroken):
    """A unit that measures otherwise than it was asked says why: nobody can say whether it asks
    less.
    """

    code = "otherwise-without-reason"
    message = (
        "Mức {own} đo khác hoặc ngược chiều với mức {parent} mà cấp trên đặt nên không so được. Hãy"
        " đặt mức đo như cấp trên, hoặc ghi lý do."
    )


class OwnTargetReported(RuleBroken):
    """What a difficulty was reported on stays."""

    code = "own-target-reported"
    message = "Đã có khó khăn báo về chỉ tiêu này nên không bỏ được. Hãy đổi mức thay vì bỏ."


class OwnTargetTakenUp(RuleBroken):
    """What units beneath took up stays."""

    code = "own-target-taken-up"
    message = (
        "{count} đơn vị cấp dưới đã cụ thể hóa chỉ tiêu này nên không bỏ được. Hãy đổi mức thay vì"
        " bỏ."
    )


class TargetOfPlan(RuleBroken):
    """What the plan sets is changed by answering a difficulty, not by a unit."""

    code = "target-of-plan"
    message = (
        "“{target}” là chỉ tiêu của chính kế hoạch, không phải chỉ tiêu riêng của đơn vị. Mức của"
        " kế hoạch chỉ đổi khi cơ quan theo dõi chấp nhận một khó khăn đã báo."
    )


class LevelUnfit(RuleBroken):
    """A rate needs something that it is a rate of."""

    code = "level-unfit"
    message = (
        "Mức {level} tính bằng phần trăm, còn chỉ tiêu đo bằng số đếm, không có mẫu số. Hãy đặt mức"
        " bằng số lượng, hoặc chọn cách đo có mẫu số."
    )


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
    """Settle how a target is measured, and the units' own beneath it with it.

    Raises Denied, ProgrammeReplaced, DenominatorMissing, LevelUnfit.
    """
    require(by, Permission.PROGRAMME_PUBLISH, target.programme.office_id)
    refuse_replaced(target.programme)
    for row in open_levels(target):
        _check_fits(level_of(row), measured_by)
    before = {name: getattr(target, name) for name in _INDICATOR}
    target.measured_by, target.numerator = measured_by, numerator.strip()
    target.denominator = _denominator(measured_by, denominator)
    target.confirmed_at, target.confirmed_by = timezone.now(), by
    now = {name: getattr(target, name) for name in (*_INDICATOR, *_CONFIRMED)}
    target.save(update_fields=list(now))
    beneath = target.children.update(**now)
    audit.log("target.confirm", target, by=by, before=before, beneath=beneath)


def _denominator(measured_by: str, words: str) -> str:
    divides = measured_by in _DIVIDED
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
    kept. reason: why it is lower, later or measured otherwise, where it is. Raises Denied,
    ProgrammeReplaced, NotHandedToUnit, TargetOfPlan, WeakerWithoutReason, OtherwiseWithoutReason,
    LevelAlreadySo, LevelUnusable, LevelUnfit, HorizonOfOtherCentury.
    """
    programme = parent.programme
    _check_unit(programme, unit, by)
    if unit.pk == programme.unit_id:
        raise TargetOfPlan(target=parent)
    # One after the other: two clicks at once must not make two own targets.
    parent = Target.objects.select_for_update().get(pk=parent.pk)
    own_target, _ = Target.objects.get_or_create(
        programme=programme,
        owner=unit,
        parent=parent,
        defaults={
            name: getattr(parent, name)
            for name in ("number", "subject", "measure", "stratum", *_INDICATOR, *_CONFIRMED)
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
    """Make a target that the unit sets itself beside those of the programme; the programme's own
    unit may do so too, without being handed its programme.

    Raises Denied, ProgrammeReplaced, NotHandedToUnit, DenominatorMissing, LevelUnusable,
    LevelUnfit, HorizonOfOtherCentury.
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
    """Set a level of an own target of a unit; one of the same horizon is closed and kept.

    Raises Denied, TargetOfPlan, ProgrammeReplaced, WeakerWithoutReason, OtherwiseWithoutReason,
    LevelAlreadySo, LevelUnusable, LevelUnfit, HorizonOfOtherCentury.
    """
    _check_own(target, by)
    _set_level(Target.objects.select_for_update().get(pk=target.pk), level, horizon, reason, by)


@transaction.atomic
def withdraw_own_target(*, target: Target, by: User) -> None:
    """Take an own target away; the log keeps what it was.

    Raises Denied, TargetOfPlan, ProgrammeReplaced, OwnTargetReported, OwnTargetTakenUp.
    """
    _check_own(target, by)
    if target.difficulties.exists():
        raise OwnTargetReported
    if children := target.children.count():
        raise OwnTargetTakenUp(count=children)
    audit.log(
        "target.withdraw",
        target,
        by=by,
        unit=str(target.owner),
        levels=[f"{level_words(row)} {row.horizon}" for row in target.thresholds.all()],
    )
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
    require_answer(by, unit)
    if unit.pk == programme.unit_id:
        refuse_replaced(programme)
    else:
        receipt_of(programme, unit)


def _check_own(target: Target, by: User) -> None:
    require_answer(by, target.owner)
    if target.record_id is not None:
        raise TargetOfPlan(target=target)
    refuse_replaced(target.programme)


def _check_fits(level: Level, measured_by: str) -> None:
    if level.percent and measured_by not in _DIVIDED:
        raise LevelUnfit(level=level_words(stored(level, ("", ""))))


def _check_reason(target: Target, row: Threshold, reason: str) -> None:
    """A level that asks less than the parent's, as much but later, or something that cannot be
    held against it, says why.
    """
    if target.parent is None or reason:
        return
    today = timezone.localdate()
    above, others = (
        [asked(one) for one in of.thresholds.all() if holds(one, today)]
        for of in (target.parent, target)
    )
    standing, parent = beside(asked(row), above, others)
    if standing in (WEAKER, OTHER) and parent:
        higher = stored(parent.level, (parent.kind, parent.horizon))
        broken = WeakerWithoutReason if standing == WEAKER else OtherwiseWithoutReason
        raise broken(own=in_words(row), parent=in_words(higher))


def _set_level(
    target: Target, level: Level, horizon: tuple[str, str], reason: str, by: User
) -> None:
    check_reachable(level)
    _check_fits(level, target.measured_by)
    row, reason = stored(level, horizon), reason.strip()[:1000]
    refuse_other_century(target.programme, asked(row))
    _check_reason(target, row, reason)
    today = timezone.localdate()
    old = next((one for one in open_levels(target) if same_horizon(one, horizon)), None)
    if old and level_of(old) == level:
        raise LevelAlreadySo(level=level_words(old))
    row.target, row.since, row.reason, row.instead_of = target, today, reason, old
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
