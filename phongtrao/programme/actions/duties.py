"""Mark dated duties as done, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.programme.actions.answering import require_duties_of
from phongtrao.programme.actions.days import refuse_long_before
from phongtrao.programme.actions.held import hold_receipts
from phongtrao.programme.models import DeadlineRule, DutyDone
from phongtrao.programme.queries.duties import duties_of

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit


class NoSuchDuty(RuleBroken):
    """Only a duty that the unit has can be done."""

    code = "no-such-duty"
    message = (
        "{unit} không có việc nào theo thời hạn này đến hạn ngày {day}. Hãy mở lại trang Việc của"
        " tôi và bấm ở đúng việc."
    )


class DoneInFuture(RuleBroken):
    """What is done was done today or before."""

    code = "done-in-future"
    message = "Ngày làm xong {day} còn ở phía trước. Hãy ghi ngày đã làm xong, muộn nhất hôm nay."


class NotDoneYet(RuleBroken):
    """Only what was done can be taken back."""

    code = "not-done-yet"
    message = "Việc này chưa được ghi là đã làm, hoặc đã được hoàn tác. Hãy mở lại trang."


@transaction.atomic
def mark_duty_done(
    *, rule: DeadlineRule, unit: Unit, due_on: date, done_on: date, note: str, by: User
) -> DutyDone:
    """Note that the unit did what was due on a day; a second time changes day and note.

    Raises Denied, DoneInFuture, DayLongBefore, NoSuchDuty.
    """
    require_duties_of(by, unit)
    today = timezone.localdate()
    if done_on > today:
        raise DoneInFuture(day=f"{done_on:%d/%m/%Y}")
    refuse_long_before(rule.programme, done_on)
    hold_receipts(rule.programme, unit)
    duties = duties_of([unit.pk], due_on, due_on, today, rule.programme, printed=True)
    if (rule.pk, unit.pk, due_on) not in {duty.key for duty in duties}:
        raise NoSuchDuty(unit=unit, day=f"{due_on:%d/%m/%Y}")
    done, _ = DutyDone.objects.update_or_create(
        rule=rule,
        unit=unit,
        due_on=due_on,
        defaults={"done_on": done_on, "note": note, "by": by},
    )
    audit.log(
        "duty.mark-done",
        rule,
        by=by,
        unit=str(unit),
        due_on=str(due_on),
        done_on=str(done_on),
        note=note,
    )
    return done


@transaction.atomic
def take_back_duty(*, rule: DeadlineRule, unit: Unit, due_on: date, by: User) -> None:
    """Take back that a duty was done. Raises Denied, NotDoneYet."""
    require_duties_of(by, unit)
    gone, _ = DutyDone.objects.filter(rule=rule, unit=unit, due_on=due_on).delete()
    if not gone:
        raise NotDoneYet
    audit.log("duty.take-back", rule, by=by, unit=str(unit), due_on=str(due_on))
