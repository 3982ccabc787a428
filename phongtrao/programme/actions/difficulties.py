"""A unit reports a difficulty; the office answers, and may change what must be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.targets.asking import Asked
from phongtrao.core.targets.levels import Level, LevelUnusable, check_reachable
from phongtrao.programme.actions.answering import require_answer
from phongtrao.programme.actions.cascade import receipt_of, refuse_replaced
from phongtrao.programme.actions.days import refuse_other_century
from phongtrao.programme.models import Difficulty, Programme, Target, Threshold
from phongtrao.programme.queries.levels import asked, in_words, level_of, level_words

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from phongtrao.units.models import Unit


class DifficultyAnswered(RuleBroken):
    """A difficulty is answered once."""

    code = "difficulty-answered"
    message = "Khó khăn này đã được trả lời ngày {day}. Nếu còn vướng mắc, đơn vị báo lại lần nữa."


class NotALevelOfTarget(RuleBroken):
    """Only a level in force, of the target that the difficulty is about, can be adjusted."""

    code = "not-a-level-of-target"
    message = (
        "Mức được chọn không phải là mức đang áp dụng của chỉ tiêu nêu trong khó khăn này. Hãy mở"
        " lại trang và chọn mức khác."
    )


class LevelAlreadySo(RuleBroken):
    """An adjustment changes the level."""

    code = "level-already-so"
    message = "Mức mới {level} trùng với mức đang áp dụng. Hãy nhập mức khác hoặc bỏ điều chỉnh."


class LevelBeforeItsBeginning(RuleBroken):
    """A level can be closed only after it began to hold."""

    code = "level-before-its-beginning"
    message = "Mức đang áp dụng có hiệu lực từ {since}. Hãy chọn ngày áp dụng mức mới sau ngày đó."


class LevelOutsideOfTime(RuleBroken):
    """A new level begins within its programme, before its horizon is past."""

    code = "level-outside-of-time"
    message = (
        "Ngày áp dụng {day} nằm ngoài thời gian phải đạt mức này: {time}. Hãy chọn một ngày trong"
        " thời gian đó."
    )


class HorizonTaken(RuleBroken):
    """A target has one level for one time."""

    code = "horizon-taken"
    message = (
        "Chỉ tiêu này đã có mức {level} cho mốc mới. Hãy chọn mốc khác, hoặc điều chỉnh chính mức"
        " đó."
    )


@dataclass(frozen=True)
class Adjustment:
    """A new level in the place of `threshold` from a day on. upper: only of a range. horizon: kind
    and date or rhythm, as of a Threshold; None to keep it. comparator: "" to keep it. out_of: the
    whole beside a number ("19/28"); None to keep it.
    """

    threshold: Threshold
    value: Decimal
    since: date
    upper: Decimal | None = None
    horizon: tuple[str, str] | None = None
    comparator: str = ""
    out_of: Decimal | None = None


@transaction.atomic
def report_difficulty(
    *, programme: Programme, unit: Unit, target: Target | None, text: str, by: User
) -> Difficulty:
    """Report what keeps the unit from doing as the programme asks; target: on which target.

    Raises Denied, ProgrammeReplaced, NotHandedToUnit.
    """
    require_answer(by, unit)
    difficulty = Difficulty.objects.create(
        receipt=receipt_of(programme, unit), target=target, text=text, by=by
    )
    audit.log(
        "programme.report-difficulty",
        difficulty,
        by=by,
        programme=programme.pk,
        unit=str(unit),
        target=target.pk if target else None,
    )
    return difficulty


@transaction.atomic
def answer_difficulty(
    *,
    difficulty: Difficulty,
    accepted: bool,
    answer: str,
    adjustment: Adjustment | None,
    by: User,
) -> Difficulty:
    """Accept or refuse what a unit reported. adjustment: only with an accepted one on a target; the
    old level is closed on its day and stays.

    Raises Denied, DifficultyAnswered, ProgrammeReplaced, NotALevelOfTarget, LevelAlreadySo,
    LevelUnusable, LevelBeforeItsBeginning, LevelOutsideOfTime, HorizonOfOtherCentury,
    HorizonTaken.
    """
    programme = difficulty.receipt.programme
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    row = Difficulty.objects.select_for_update().get(pk=difficulty.pk)
    if row.answered_at:
        raise DifficultyAnswered(day=f"{timezone.localtime(row.answered_at):%d/%m/%Y}")
    row.accepted, row.answer = accepted, answer
    row.answered_by, row.answered_at = by, timezone.now()
    if accepted and adjustment is not None:
        refuse_replaced(programme)
        row.adjusts = _adjust(row, adjustment, answer)
    row.save()
    audit.log(
        "programme.answer-difficulty",
        row,
        by=by,
        programme=programme.pk,
        accepted=accepted,
        old_level=in_words(adjustment.threshold) if row.adjusts and adjustment else "",
        new_level=in_words(row.adjusts) if row.adjusts else "",
    )
    return row


def _adjust(difficulty: Difficulty, adjustment: Adjustment, reason: str) -> Threshold:
    """Close the old level on the day and open the new one."""
    old = Threshold.objects.select_for_update().get(pk=adjustment.threshold.pk)
    new = planned(difficulty, replace(adjustment, threshold=old))
    new.reason = reason[:1000]
    new.save()
    old.until = adjustment.since
    old.save(update_fields=["until"])
    return new


def planned(difficulty: Difficulty, adjustment: Adjustment) -> Threshold:
    """The level that an adjustment would open; nothing is stored.

    Raises NotALevelOfTarget, LevelAlreadySo, LevelUnusable, LevelBeforeItsBeginning,
    LevelOutsideOfTime, HorizonOfOtherCentury, HorizonTaken.
    """
    old = adjustment.threshold
    programme = difficulty.receipt.programme_id
    other = (old.target_id, old.target.programme_id) != (difficulty.target_id, programme)
    if other or old.until is not None:
        raise NotALevelOfTarget
    kind, horizon = adjustment.horizon or (old.horizon_kind, old.horizon)
    moved = (kind, horizon) != (old.horizon_kind, old.horizon)
    level = _level(old, adjustment)
    if not moved and level == level_of(old):
        raise LevelAlreadySo(level=level_words(old))
    if old.since and adjustment.since <= old.since:
        raise LevelBeforeItsBeginning(since=f"{old.since:%d/%m/%Y}")
    new_one = Asked(level, kind, horizon)
    if moved:
        _check_horizon(old, new_one)
    _check_day(old.target.programme, new_one, adjustment.since)
    return Threshold(
        target_id=old.target_id,
        comparator=level.comparator,
        value=level.value,
        upper=level.upper,
        unit=old.unit,
        out_of=level.out_of,
        horizon_kind=kind,
        horizon=horizon,
        since=adjustment.since,
        instead_of=old,
    )


def _level(old: Threshold, adjustment: Adjustment) -> Level:
    """The new level, held against something in the way of the old one. Raises LevelUnusable."""
    if old.comparator == "zero":
        why = "chỉ tiêu “không để xảy ra” không có mức bằng số"
        raise LevelUnusable(level=f"{adjustment.value.normalize():f}", why=why)
    level = Level(
        adjustment.comparator or old.comparator,
        adjustment.value,
        old.unit == "percent",
        adjustment.upper,
        adjustment.out_of or old.out_of,
    )
    check_reachable(level)
    return level


def _check_horizon(old: Threshold, new: Asked) -> None:
    """A horizon is moved within the programme's century, to a time that has no level yet."""
    refuse_other_century(old.target.programme, new)
    others = Threshold.objects.filter(target=old.target_id, until=None).exclude(pk=old.pk)
    taken = next((row for row in others if asked(row).time == new.time), None)
    if taken:
        raise HorizonTaken(level=in_words(taken))


def _check_day(programme: Programme, level: Asked, since: date) -> None:
    """A level holds within the time of its programme, until its horizon has passed."""
    last = min((day for day in (level.last_day, programme.ends_on) if day), default=None)
    if since < programme.begins_on or (last and since > last):
        time = f"từ {programme.begins_on:%d/%m/%Y} "
        time += f"đến {last:%d/%m/%Y}" if last else "trở đi"
        raise LevelOutsideOfTime(day=f"{since:%d/%m/%Y}", time=time)
