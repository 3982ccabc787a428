"""Who sees what of a task that several share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.programme.actions import tasks
from tests.factories import make_user
from tests.programme.cascade_rows import merge
from tests.programme.plan_rows import Office, Published, task_with
from tests.programme.working_rows import TODAY, make_working, reporter, states

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme, Task
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def working(time_machine) -> Published:
    """It is August now."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_working()


@pytest.fixture
def office(working: Published) -> Office:
    return working.office


@pytest.fixture
def programme(working: Published) -> Programme:
    return working.programme


def test_lead_and_partner_see_one_shared_item(office: Office, programme: Programme, browser_of):
    task = task_with(programme, "tập huấn")
    partner = reporter(office.bodies["Sở Nội vụ tỉnh Mẫu"])
    tasks.record_progress(
        task=task,
        unit=office.bodies["Sở Nội vụ tỉnh Mẫu"],
        state="doing",
        text="Đã chuẩn bị 3 lớp",
        by=partner,
    )
    address = reverse("programme:task", args=[programme.pk, task.pk])
    for user in (office.officer, partner):
        shown = browser_of(user).get(address).text
        assert "Đã chuẩn bị 3 lớp" in shown
        assert "Công an tỉnh" in shown
        assert "Sở Nội vụ" in shown
    stranger = reporter(office.communes[0], "xa1")
    assert browser_of(stranger).get(address).status_code == 404


def test_a_task_of_a_group_comes_to_each_commune_that_holds_the_programme(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "phát động")
    assert states(task) == {"Xã 1": "none", "Xã 2": "none", "Xã 3": "none"}
    unit = office.communes[1]
    tasks.record_progress(task=task, unit=unit, state="done", text="Xong", by=reporter(unit))
    assert states(task) == {"Xã 1": "none", "Xã 2": "done", "Xã 3": "none"}
    shown = browser_of(office.officer).get(reverse("programme:programme", args=[programme.pk]))
    assert "1/3 xong" in shown.text


def _evidence(unit: Unit, task: Task, text: str) -> str:
    """A unit writes that it is stuck, with a document; the address of the document."""
    line = tasks.record_progress(
        task=task,
        unit=unit,
        state="stuck",
        text=text,
        data=text.encode(),
        name="van-ban.txt",
        by=reporter(unit, f"ghi{unit.pk}"),
    )
    return reverse("programme:line_file", args=[task.programme_id, task.pk, line.pk])


def test_the_units_of_a_group_do_not_see_each_other(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "phát động")
    first, second, third = office.communes
    file = _evidence(first, task, "Vướng mắc nội bộ")
    tasks.urge(task=task, units=[first.pk], text="Xã 1 làm ngay", by=office.officer)
    address = reverse("programme:task", args=[programme.pk, task.pk])
    neighbour = browser_of(reporter(second))
    shown = neighbour.get(address)
    assert "Xã 2" in shown.text
    for foreign in ("nội bộ", "Xã 1", "Xã 3", "van-ban.txt"):
        assert foreign not in shown.text
    assert ">Tất cả 1<" in shown.text
    assert "Vướng mắc 1" not in shown.text
    assert "Xã 1" not in neighbour.get(f"{address}?tinh-trang=stuck").text
    assert neighbour.get(file).status_code == 404
    for user in (office.officer, make_user("xem", office.province, Role.VIEWER)):
        assert "nội bộ" in browser_of(user).get(address).text
        assert b"".join(browser_of(user).get(file)).decode() == "Vướng mắc nội bộ"
    heir = merge("Xã Mới", first, third, on=str(TODAY))
    its = browser_of(reporter(heir, "xamoi"))
    assert "nội bộ" in its.get(address).text
    assert b"".join(its.get(file)).decode() == "Vướng mắc nội bộ"
    assert "nội bộ" not in neighbour.get(address).text


@pytest.mark.parametrize("leads", [True, False], ids=["leads", "partner"])
def test_a_body_that_is_named_shares_the_task_with_each_unit_of_the_group(
    office: Office, programme: Programme, browser_of, leads: bool
) -> None:
    task, body = task_with(programme, "phát động"), office.bodies["Sở Nội vụ tỉnh Mẫu"]
    task.bodies.update(leads=not leads)
    task.bodies.create(words="Sở Nội vụ", unit=body, leads=leads, confirmed=True)
    of_commune = _evidence(office.communes[0], task, "Vướng mắc của xã")
    of_body = _evidence(body, task, "Vướng mắc của sở")
    address = reverse("programme:task", args=[programme.pk, task.pk])
    its, theirs = browser_of(reporter(body)), browser_of(reporter(office.communes[1], "xa2"))
    assert "Vướng mắc của xã" in its.get(address).text
    assert b"".join(its.get(of_commune)).decode() == "Vướng mắc của xã"
    assert "Vướng mắc của sở" in theirs.get(address).text
    assert b"".join(theirs.get(of_body)).decode() == "Vướng mắc của sở"
    assert "Vướng mắc của xã" not in theirs.get(address).text
    assert theirs.get(of_commune).status_code == 404
