"""Programmes, their cascade, the work of an office, its calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from phongtrao.access.models import Role
from phongtrao.programme.actions.reminding import make_feed
from phongtrao.programme.models import (
    DeadlineRule,
    Difficulty,
    Handing,
    Programme,
    Progress,
    Receipt,
    Target,
    Task,
    TaskBody,
)
from tests.access.rooms import EVERYBODY, GONE, MOVED, NOBODY, OFFICER, OK, WRONG, Row

if TYPE_CHECKING:
    from tests.access.rooms import World

ANSWERS = frozenset({Role.STANDING_OFFICER, Role.REPORTER, Role.APPROVER})
_DUE = date(2020, 11, 10)


def _programme(world: World) -> Programme:
    """A programme of the office, handed to the office itself and to its neighbour."""
    found = Programme.objects.filter(plan=world.plan).first()
    if found:
        return found
    officer = world.people[Role.STANDING_OFFICER]
    office = officer.office
    programme = Programme.objects.create(
        plan=world.plan,
        office=office,
        unit=office,
        name="Chương trình mẫu",
        begins_on=date(2020, 1, 1),
        published_by=officer,
    )
    handing = Handing.objects.create(programme=programme, by=officer)
    Handing.objects.update(at="2020-02-01T00:00:00+07:00")
    for unit in (office, world.neighbour.office):
        Receipt.objects.create(handing=handing, programme=programme, unit=unit)
    DeadlineRule.objects.create(
        programme=programme, what="Báo cáo", due="--11-10", recurs="year", everyone=True
    )
    return programme


def _of_programme(world: World) -> list[Any]:
    return [_programme(world).pk]


def _handing(world: World) -> list[Any]:
    programme = _programme(world)
    return [programme.pk, programme.handings.get().pk]


def _unit(world: World) -> list[Any]:
    programme = _programme(world)
    return [programme.pk, programme.unit_id]


def _plan_file(world: World) -> list[Any]:
    programme = _programme(world)
    receipt = programme.receipts.get(unit=programme.unit)
    receipt.plan_sent_on, receipt.plan_symbol = date(2020, 3, 1), "01/KH"
    receipt.plan_date, receipt.plan_file = date(2020, 3, 1), world.plan.file
    receipt.save()
    return [programme.pk, programme.unit_id, receipt.pk]


def _difficulty(world: World) -> list[Any]:
    programme = _programme(world)
    row = Difficulty.objects.create(
        receipt=programme.receipts.get(unit=programme.unit),
        text="Khó",
        by=world.people[Role.REPORTER],
    )
    return [programme.pk, row.pk]


def _duty(world: World) -> list[Any]:
    programme = _programme(world)
    return [programme.deadlines.get().pk, programme.unit_id, str(_DUE)]


def _token(world: World) -> list[Any]:
    return [make_feed(by=world.people[Role.VIEWER]).token]


def _task(world: World) -> list[Any]:
    programme = _programme(world)
    task, _ = Task.objects.get_or_create(programme=programme, number=1, content="Tập huấn")
    unit = programme.unit
    TaskBody.objects.get_or_create(task=task, words="Công an", unit=unit, confirmed=True)
    return [programme.pk, task.pk]


def _group_task(world: World) -> list[Any]:
    """A task in which the neighbour has a part too."""
    programme = _programme(world)
    task, _ = Task.objects.get_or_create(programme=programme, number=2, content="Phát động")
    TaskBody.objects.get_or_create(task=task, words="các cơ quan", group="everyone", confirmed=True)
    return [programme.pk, task.pk]


def _line_file(world: World) -> list[Any]:
    programme, task = _group_task(world)
    by = world.people[Role.REPORTER]
    line = Progress.objects.create(
        task_id=task, unit_id=by.office_id, state="done", text="Xong", file=world.plan.file, by=by
    )
    return [programme, task, line.pk]


def _deadline(world: World) -> list[Any]:
    programme = _programme(world)
    return [programme.pk, programme.deadlines.get().pk]


def _target(world: World) -> list[Any]:
    programme = _programme(world)
    target, _ = Target.objects.get_or_create(
        programme=programme, owner=programme.unit, subject="xã", measure="đạt", number=1
    )
    return [programme.pk, target.pk]


def _target_at_unit(world: World) -> list[Any]:
    programme, target = _target(world)
    return [programme, _programme(world).unit_id, target]


def _plan(world: World) -> list[Any]:
    return [world.plan.pk]


TABLE = {
    "programme:list": Row("get", EVERYBODY, OK),
    "programme:list_file": Row("get", EVERYBODY, OK),
    "programme:publish": Row("get", OFFICER, GONE, parts=_plan),
    "programme:programme": Row("get", EVERYBODY, GONE, parts=_of_programme),
    "programme:programme_file": Row("get", EVERYBODY, GONE, parts=_of_programme),
    # The neighbour was handed the programme too.
    "programme:document": Row("get", EVERYBODY, OK, parts=_of_programme),
    "programme:deadline": Row("get", EVERYBODY, GONE, parts=_deadline),
    "programme:deadline_file": Row("get", EVERYBODY, GONE, parts=_deadline),
    "programme:bodies_file": Row("get", OFFICER, GONE, parts=_of_programme),
    "programme:bodies": Row("get", OFFICER, GONE, parts=_of_programme),
    "programme:confirm_bodies": Row("post", OFFICER, GONE, MOVED, parts=_of_programme),
    "programme:target": Row("get", EVERYBODY, GONE, parts=_target),
    "programme:target_file": Row("get", EVERYBODY, GONE, parts=_target),
    "programme:own_targets": Row("get", EVERYBODY, GONE, parts=_unit),
    "programme:own_targets_file": Row("get", EVERYBODY, GONE, parts=_unit),
    "programme:add_own": Row("get", ANSWERS, GONE, parts=_unit),
    # The unit of the table is the programme's own: nothing stands above it that it could take up.
    "programme:take_up": Row("get", NOBODY, GONE, parts=_target_at_unit),
    "programme:change_own": Row("get", ANSWERS, GONE, parts=_target_at_unit),
    "programme:withdraw": Row("post", ANSWERS, GONE, MOVED, parts=_target_at_unit),
    "programme:task": Row("get", EVERYBODY, GONE, parts=_task),
    "programme:task_file": Row("get", EVERYBODY, GONE, parts=_task),
    "programme:urge": Row("post", OFFICER, GONE, MOVED, parts=_task),
    "programme:twin": Row("post", OFFICER, GONE, MOVED, parts=_task),
    "programme:continuous": Row("post", OFFICER, GONE, MOVED, parts=_task),
    "programme:line_file": Row("get", EVERYBODY, GONE, parts=_line_file),
    "programme:hand": Row("get", OFFICER, GONE, parts=_of_programme),
    "programme:take_back": Row("post", OFFICER, GONE, MOVED, parts=_handing),
    "programme:ledger": Row("get", EVERYBODY, GONE, parts=_of_programme),
    "programme:ledger_file": Row("get", EVERYBODY, GONE, parts=_of_programme),
    "programme:remind": Row(
        "post", OFFICER, GONE, WRONG, parts=_of_programme, data={"text": "Nhắc"}
    ),
    "programme:difficulties": Row("get", EVERYBODY, GONE, parts=_of_programme),
    "programme:difficulties_file": Row("get", EVERYBODY, GONE, parts=_of_programme),
    "programme:answer": Row("get", OFFICER, GONE, parts=_difficulty),
    "programme:receipt": Row("get", EVERYBODY, GONE, parts=_unit),
    "programme:receipt_file": Row("get", EVERYBODY, GONE, parts=_unit),
    "programme:acknowledge": Row("post", ANSWERS, GONE, MOVED, parts=_unit),
    "programme:file_plan": Row("get", ANSWERS, GONE, parts=_unit),
    "programme:plan_file": Row("get", EVERYBODY, GONE, parts=_plan_file),
    "programme:file_resolution": Row("get", ANSWERS, GONE, parts=_unit),
    "programme:report": Row("get", ANSWERS, GONE, parts=_unit),
    "programme:work": Row("get", EVERYBODY, OK),
    "programme:work_file": Row("get", EVERYBODY, OK),
    "programme:duty": Row("get", ANSWERS, GONE, parts=_duty),
    "programme:contact": Row("get", ANSWERS, OK),
    "programme:year": Row("get", EVERYBODY, OK),
    "programme:year_file": Row("get", EVERYBODY, OK),
    "programme:change_feed": Row("post", EVERYBODY, MOVED, MOVED),
    # The address itself is the key.
    "programme:feed": Row("get", EVERYBODY, OK, anonymous=OK, parts=_token),
}
