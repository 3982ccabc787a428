"""The demo's programme: the example plan, checked and published, in the hands of the communes, with
some duties done and some not.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.access.models import User
from phongtrao.config.demo.handing import hand_to_communes, hand_to_schools
from phongtrao.plans.actions.checking import confirm_records
from phongtrao.plans.models import PlanDocument, RecordState
from phongtrao.programme.actions.bodies import confirm_proposals
from phongtrao.programme.actions.difficulties import report_difficulty
from phongtrao.programme.actions.publishing import publish_programme
from phongtrao.programme.actions.tasks import record_progress, set_continuous
from phongtrao.programme.models import DutyDone, Programme
from phongtrao.programme.queries.standings import Roll

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

EXAMPLE = "901/KH-UBND"
_BEGINS, _ENDS = date(2026, 1, 5), date(2026, 12, 31)
_NOT_DONE_EACH = 8  # one unit of so many did not do what was due


def start_programme(city: Unit, officer: User) -> str:
    """Publish the example plan and bring it under way, once; says what was done."""
    plan = PlanDocument.objects.get(office=officer.office, symbol=EXAMPLE)
    if Programme.objects.filter(plan=plan).exists():
        return "đã có từ trước"
    waiting = plan.records.filter(state=RecordState.FOUND)
    confirm_records(plan=plan, opened={record.pk: record.version for record in waiting}, by=officer)
    programme = publish_programme(
        plan=plan,
        unit=city,
        begins_on=_BEGINS,
        ends_on=_ENDS,
        leave_out_unchecked=False,
        by=officer,
    )
    published = min(timezone.now(), timezone.make_aware(datetime.combine(_BEGINS, time(9))))
    Programme.objects.filter(pk=programme.pk).update(published_at=published)
    programme.published_at = published
    confirm_proposals(programme=programme, by=officer)
    units = hand_to_communes(programme, officer) + hand_to_schools(programme, officer)
    _do_most(programme, officer)
    _tell(programme, officer)
    _report(programme)
    return f"giao cho {units} đơn vị"


def _do_most(programme: Programme, officer: User) -> None:
    """Most of what fell due was done, some late, some not at all.

    Written as it lies in the database: only its own people may say so of a unit, and few units of
    the demo have any.
    """
    rows = Roll(programme, timezone.localdate()).late()
    DutyDone.objects.bulk_create(
        DutyDone(rule=row.rule, unit=unit, due_on=row.last_day, done_on=row.last_day, by=officer)
        for row in rows
        for number, unit in enumerate(row.late)
        if number % _NOT_DONE_EACH != _NOT_DONE_EACH - 1
    )
    for day in {row.last_day for row in rows}:
        told = timezone.make_aware(datetime.combine(day, time(9)))
        DutyDone.objects.filter(rule__programme=programme, done_on=day).update(at=told)


def _tell(programme: Programme, officer: User) -> None:
    """A continuous task with its line of progress."""
    without_day = programme.tasks.filter(deadlines=None, bodies__unit=officer.office)
    for task in without_day.order_by("number")[:1]:
        set_continuous(task=task, continuous=True, rhythm="quarter", by=officer)
        record_progress(
            task=task,
            unit=officer.office,
            state="doing",
            text="Đã tổ chức 12 đợt hướng dẫn, kiểm tra; không có vướng mắc lớn.",
            by=officer,
        )


def _report(programme: Programme) -> None:
    """A difficulty that waits for an answer."""
    units = programme.receipts.order_by().values("unit")
    reporter = User.objects.filter(office__in=units).order_by("pk").first()
    if reporter is not None:
        report_difficulty(
            programme=programme,
            unit=reporter.office,
            target=programme.targets.order_by("number").first(),
            text="Nhiều tổ dân phố mới sáp nhập, đề nghị lùi mốc đánh giá đến hết quý I năm sau.",
            by=reporter,
        )
