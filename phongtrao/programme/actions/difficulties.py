"""A unit reports a difficulty; the office answers, and may change what must be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.actions.cascade import receipt_of
from phongtrao.programme.models import Difficulty, Programme, Target, Threshold

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


@dataclass(frozen=True)
class Adjustment:
    """A new level in the place of `threshold` from a day on. upper: only of a range."""

    threshold: Threshold
    value: Decimal
    since: date
    upper: Decimal | None = None


@transaction.atomic
def report_difficulty(
    *, programme: Programme, unit: Unit, target: Target | None, text: str, by: User
) -> Difficulty:
    """Report what keeps the unit from doing as the programme asks; target: on which target.

    Raises Denied, NotHandedToUnit.
    """
    require(by, Permission.PROGRAMME_ANSWER, unit.pk)
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

    Raises Denied, DifficultyAnswered, NotALevelOfTarget, LevelAlreadySo, LevelBeforeItsBeginning.
    """
    programme = difficulty.receipt.programme
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    row = Difficulty.objects.select_for_update().get(pk=difficulty.pk)
    if row.answered_at:
        raise DifficultyAnswered(day=f"{timezone.localtime(row.answered_at):%d/%m/%Y}")
    row.accepted, row.answer = accepted, answer
    row.answered_by, row.answered_at = by, timezone.now()
    if accepted and adjustment is not None:
        row.adjusts = _adjust(row, adjustment, answer)
    row.save()
    audit.log(
        "programme.answer-difficulty",
        row,
        by=by,
        programme=programme.pk,
        accepted=accepted,
        old_level=str(adjustment.threshold) if row.adjusts and adjustment else "",
        new_level=str(row.adjusts or ""),
    )
    return row


def _adjust(difficulty: Difficulty, adjustment: Adjustment, reason: str) -> Threshold:
    """Close the old level on the day and open the new one."""
    old = Threshold.objects.select_for_update().get(pk=adjustment.threshold.pk)
    if old.target_id != difficulty.target_id or old.until is not None:
        raise NotALevelOfTarget
    if (adjustment.value, adjustment.upper) == (old.value, old.upper):
        raise LevelAlreadySo(level=f"{old.value.normalize():f}")
    if old.since and adjustment.since <= old.since:
        raise LevelBeforeItsBeginning(since=f"{old.since:%d/%m/%Y}")
    new = Threshold.objects.create(
        target_id=old.target_id,
        comparator=old.comparator,
        value=adjustment.value,
        upper=adjustment.upper,
        unit=old.unit,
        out_of=old.out_of,
        horizon_kind=old.horizon_kind,
        horizon=old.horizon,
        since=adjustment.since,
        reason=reason[:1000],
    )
    old.until = adjustment.since
    old.save(update_fields=["until"])
    return new
