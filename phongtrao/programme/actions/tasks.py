"""Lines of progress, urging, and how tasks hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.files.actions import keep_file
from phongtrao.programme.actions.answering import require_answer
from phongtrao.programme.actions.cascade import refuse_replaced
from phongtrao.programme.actions.duties import NoSuchDuty
from phongtrao.programme.actions.filed import check_filed
from phongtrao.programme.actions.held import hold_receipts
from phongtrao.programme.actions.reminding import NobodyToRemind, note_reminders
from phongtrao.programme.models import DutyDone, Progress, ProgressState, Task
from phongtrao.programme.queries.duties import open_duties
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.tasks import parts_of, period_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from phongtrao.programme.models import Reminder
    from phongtrao.programme.queries.duties import Duty
    from phongtrao.units.models import Unit

RHYTHMS = ("month", "quarter", "half-year", "year")
"""How often a continuous task can ask for a line."""


class NotATaskOfUnit(RuleBroken):
    """A line of progress comes from a unit that leads or shares the task."""

    code = "not-a-task-of-unit"
    message = (
        "{unit} không chủ trì hay phối hợp nhiệm vụ này. Hãy mở nhiệm vụ từ trang Việc của tôi."
    )


class ContinuousNeverDone(RuleBroken):
    """What is done all the time is reported each period, and never done."""

    code = "continuous-never-done"
    message = (
        "Nhiệm vụ thường xuyên không có lúc hoàn thành. Hãy chọn “Đang thực hiện” hoặc “Vướng mắc”"
        " và ghi kết quả của kỳ này."
    )


class OutsideOfProgramme(RuleBroken):
    """A continuous task asks for lines in the time of its programme."""

    code = "outside-of-programme"
    message = "Chương trình không có kỳ nào đang mở vào hôm nay, nên chưa ghi được kết quả."


class TwinsElsewhere(RuleBroken):
    """Only two tasks of one programme can be the same duty."""

    code = "twins-elsewhere"
    message = "Không có nhiệm vụ số {number} khác trong chương trình này. Hãy kiểm lại số thứ tự."


class RhythmUnknown(RuleBroken):
    """A continuous task asks monthly, quarterly, half-yearly or yearly."""

    code = "rhythm-unknown"
    message = "Hãy chọn kỳ ghi kết quả: hằng tháng, hằng quý, 6 tháng một lần hoặc hằng năm."


class TaskHasDeadline(RuleBroken):
    """Only a task without a deadline can be done all the time."""

    code = "task-has-deadline"
    message = (
        "Nhiệm vụ số {number} có thời hạn nên không đổi cách theo dõi thường xuyên được. Hãy theo"
        " dõi nhiệm vụ theo thời hạn đó."
    )


def record_progress(
    *,
    task: Task,
    unit: Unit,
    state: str,
    text: str,
    by: User,
    data: bytes | None = None,
    name: str = "",
    duty: Duty | None = None,
) -> Progress:
    """Write down how far a unit is with a task; a line is never changed, a later one follows it.

    state: a ProgressState. data, name: a document that shows it; a secret one is refused, and
    nothing but one line of the log stays. duty: which of the task's open duties of the unit is done
    with a done task; None for the one that is overdue longest, else the next. Raises Denied,
    NotATaskOfUnit, ContinuousNeverDone, OutsideOfProgramme, NoSuchDuty, and what reading a file
    raises.
    """
    require_answer(by, unit, Permission.TASK_UPDATE)
    search = check_filed(data=data, name=name, by=by)
    return _store_progress(task, unit, state, text, data, name, duty, search, by)


@transaction.atomic
def _store_progress(
    task: Task,
    unit: Unit,
    state: str,
    text: str,
    data: bytes | None,
    name: str,
    duty: Duty | None,
    search: str,
    by: User,
) -> Progress:
    on = timezone.localdate()
    hold_receipts(task.programme, unit)
    if not parts_of([unit.pk], on, Task.objects.filter(pk=task.pk)):
        raise NotATaskOfUnit(unit=unit)
    period = ""
    if task.continuous:
        if state == ProgressState.DONE:
            raise ContinuousNeverDone
        asked = period_of(task, on)
        if asked is None:
            raise OutsideOfProgramme
        period = asked.period
    file = keep_file(data=data, name=name, by=by) if data is not None else None
    line = Progress.objects.create(
        task=task, unit=unit, state=state, period=period, text=text, file=file, by=by
    )
    done = _do_duty(task, unit, duty, text, by) if state == ProgressState.DONE else None
    audit.log(
        "task.record-progress",
        task,
        by=by,
        unit=str(unit),
        state=state,
        text=text,
        due_on=str(done.due_on) if done else "",
        search=search,
    )
    return line


def _do_duty(task: Task, unit: Unit, wanted: Duty | None, note: str, by: User) -> DutyDone | None:
    """Mark an open duty that the unit has by the task, the first where none is named."""
    on = timezone.localdate()
    duties = open_duties(task, [unit.pk], on)
    if wanted is not None:
        duties = [duty for duty in duties if duty.key == wanted.key]
        if not duties:
            raise NoSuchDuty(unit=unit, day=f"{wanted.last_day:%d/%m/%Y}")
    if not duties:
        return None
    return DutyDone.objects.create(
        rule=duties[0].rule,
        unit_id=duties[0].unit_id,
        due_on=duties[0].last_day,
        done_on=on,
        note=note[:1000],
        by=by,
    )


@transaction.atomic
def urge(*, task: Task, units: Collection[int], text: str, by: User) -> list[Reminder]:
    """Urge units that have a part in a task, or in one that is the same duty; each sees it in its
    work, and gets a letter where it left an address.

    Raises Denied, ProgrammeReplaced, NobodyToRemind.
    """
    require(by, Permission.PROGRAMME_PUBLISH, task.programme.office_id)
    refuse_replaced(task.programme)
    parts = Roll(task.programme, timezone.localdate()).shared_by(task)
    wanted = sorted(set(units) & parts.keys())
    if not wanted:
        raise NobodyToRemind
    return note_reminders(programme=task.programme, units=wanted, text=text, task=task, by=by)


@transaction.atomic
def link_twin(*, task: Task, number: int, by: User) -> None:
    """Say that a task is the same duty as another of its programme, given by its number in the
    table. Raises Denied, ProgrammeReplaced, TwinsElsewhere.
    """
    require(by, Permission.PROGRAMME_PUBLISH, task.programme.office_id)
    refuse_replaced(task.programme)
    other = Task.objects.filter(programme=task.programme_id, number=number).first()
    if other is None or other.pk == task.pk:
        raise TwinsElsewhere(number=number)
    first = other.same_as or other
    if first.pk == task.pk:
        return
    Task.objects.filter(same_as=task).update(same_as=first)
    Task.objects.filter(pk=task.pk).update(same_as=first)
    audit.log("task.link-twin", task, by=by, same_as=first.pk)


@transaction.atomic
def unlink_twins(*, task: Task, by: User) -> None:
    """Say that a task is a duty of its own. Raises Denied, ProgrammeReplaced."""
    require(by, Permission.PROGRAMME_PUBLISH, task.programme.office_id)
    refuse_replaced(task.programme)
    Task.objects.filter(same_as=task).update(same_as=None)
    Task.objects.filter(pk=task.pk).update(same_as=None)
    audit.log("task.unlink-twins", task, by=by)


@transaction.atomic
def set_continuous(*, task: Task, continuous: bool, rhythm: str, by: User) -> None:
    """Say whether a task without a deadline is done all the time, and how often it then asks for a
    line. Raises Denied, ProgrammeReplaced, TaskHasDeadline, RhythmUnknown.
    """
    require(by, Permission.PROGRAMME_PUBLISH, task.programme.office_id)
    refuse_replaced(task.programme)
    if task.deadlines.exists():
        raise TaskHasDeadline(number=task.number)
    if continuous and rhythm not in RHYTHMS:
        raise RhythmUnknown
    task.continuous, task.recurs = continuous, rhythm if continuous else ""
    task.save(update_fields=["continuous", "recurs"])
    audit.log("task.set-continuous", task, by=by, continuous=continuous, rhythm=task.recurs)
