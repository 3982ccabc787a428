"""The same duty printed twice is one item: both sides open the pair and see what the other did, who
has both has it once, and each unit counts once, with its own state.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.programme.actions import cascade, duties, tasks
from phongtrao.programme.models import DutyDone, Programme, Progress, Task, TaskBody
from phongtrao.programme.queries.calendar import dated_work
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.one_task import Counts
from phongtrao.programme.queries.programmes import task_rows
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.work import owed_by
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.models import Level, Unit
from tests.programme.cascade_rows import user_of
from tests.programme.linked_rows import pair, publish_pair
from tests.programme.plan_rows import Office, make_province
from tests.programme.working_rows import TODAY

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(time_machine) -> Office:
    """It is August now."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_province()


@pytest.fixture
def programme(office: Office) -> Programme:
    return publish_pair(office)


def body(office: Office, name: str) -> Unit:
    return office.bodies[
        {"police": "Công an tỉnh Mẫu", "army": "Bộ Chỉ huy Quân sự tỉnh Mẫu"}.get(
            name, "Sở Nội vụ tỉnh Mẫu"
        )
    ]


def page_of(client: Client, task: Task) -> str:
    answer = client.get(reverse("programme:task", args=[task.programme_id, task.pk]))
    assert answer.status_code == 200
    return answer.text


def told_of(client: Client, task: Task) -> dict[str, str]:
    answer = client.get(reverse("programme:task", args=[task.programme_id, task.pk]))
    return {row.name: row.state for row in answer.context["rows"]}


def say(office: Office, task: Task, who: str, state: str = "done", text: str = "Xong việc") -> None:
    unit = body(office, who)
    tasks.record_progress(task=task, unit=unit, state=state, text=text, by=user_of(unit, who))


def counts(programme: Programme) -> list[Counts]:
    first, second = pair(programme)
    rows = {row.task.pk: row.counts for row in task_rows(Roll(programme, TODAY))}
    return [rows[first.pk], rows[second.pk]]


def test_the_programme_links_the_two_by_itself(programme: Programme) -> None:
    first, second = pair(programme)
    assert second.same_as == first


def test_both_sides_open_the_pair_and_see_what_the_other_did(
    office: Office, programme: Programme, browser_of
) -> None:
    first, second = pair(programme)
    say(office, first, "home", text="Đã ký kế hoạch phối hợp")
    army = browser_of(user_of(body(office, "army"), "army"))
    link = reverse("programme:task", args=[programme.pk, first.pk])
    assert f'href="{link}"' in page_of(army, second)
    for task in (first, second):
        shown = page_of(army, task)
        assert "Đã ký kế hoạch phối hợp" in shown
        assert told_of(army, task) == {
            "Sở Nội vụ tỉnh Mẫu": "done",
            "Bộ Chỉ huy Quân sự tỉnh Mẫu": "none",
            "Công an tỉnh Mẫu": "none",
        }
    assert f"nhiệm vụ {first.number}</span>" in page_of(army, second)
    stranger = browser_of(user_of(office.bodies["Kiểm lâm"], "kiemlam"))
    assert stranger.get(link).status_code == 404


def test_the_evidence_of_the_other_side_opens_as_on_one_task(
    office: Office, programme: Programme, browser_of
) -> None:
    first, second = pair(programme)
    home = browser_of(user_of(body(office, "home"), "home"))
    address = reverse("programme:task", args=[programme.pk, first.pk])
    sent = SimpleUploadedFile("bienban.txt", "Biên bản phối hợp giữa hai bên".encode())
    posted = {"unit": body(office, "home").pk, "state": "doing", "text": "Họp", "document": sent}
    posted |= {"no_secret": "on"}
    answer = home.post(address, posted)
    assert answer.status_code == 302
    line = Progress.objects.get()
    for who, status in (("army", 200), ("police", 200)):
        client = browser_of(user_of(body(office, who), who))
        for task in (first, second):
            file = reverse("programme:line_file", args=[programme.pk, task.pk, line.pk])
            assert f'href="{file}"' in page_of(client, task)
            answer = client.get(file)
            assert answer.status_code == status
            assert "Biên bản" in b"".join(answer.streaming_content).decode()
    stranger = browser_of(user_of(office.bodies["Kiểm lâm"], "kiemlam"))
    assert stranger.get(file).status_code == 404


def test_the_units_of_a_group_stay_apart_on_a_pair_too(
    office: Office, programme: Programme, browser_of
) -> None:
    first, second = pair(programme)
    TaskBody.objects.create(task=second, words="các xã", group="commune", confirmed=True)
    one, two, _ = office.communes
    cascade.hand_down(
        programme=programme,
        selection=Selection(communes=True),
        words="xã",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )
    tasks.record_progress(task=second, unit=one, state="doing", text="Của xã 1", by=user_of(one))
    assert "Của xã 1" not in page_of(browser_of(user_of(two)), first)
    assert "Của xã 1" in page_of(browser_of(user_of(one)), first)
    assert "Của xã 1" in page_of(browser_of(user_of(body(office, "home"), "home")), first)


def test_who_has_both_has_one_item_and_tells_once(office: Office, programme: Programme) -> None:
    first, second = pair(programme)
    police = office.officer
    items = [one for one in owed_by(police, TODAY) if "133/2015" in one.what]
    assert [one.kind for one in items] == ["Phối hợp nhiệm vụ"]
    assert f"một việc in ở nhiệm vụ {first.number} và {second.number}" in items[0].note
    tasks.record_progress(
        task=second, unit=police.office, state="done", text="Đã phối hợp", by=police
    )
    assert not [one for one in owed_by(police, TODAY) if "133/2015" in one.what]


def test_each_unit_counts_once_with_its_own_state(
    office: Office, programme: Programme, browser_of
) -> None:
    first, second = pair(programme)
    assert counts(programme) == [Counts(3, 0, 0, 0)] * 2
    say(office, first, "home")
    assert counts(programme) == [Counts(3, 1, 0, 0)] * 2
    say(office, second, "police", state="stuck", text="Vướng")
    assert counts(programme) == [Counts(3, 1, 0, 1)] * 2
    say(office, second, "army")
    assert counts(programme) == [Counts(3, 2, 0, 1)] * 2
    listed = browser_of(office.officer).get(reverse("programme:list")).context["rows"]
    assert listed[0].task_count == programme.tasks.count() - 1
    tasks.unlink_twins(task=second, by=office.officer)
    assert counts(programme) == [Counts(2, 1, 0, 0), Counts(2, 1, 0, 1)]


def test_a_day_that_passes_is_one_red_row_of_those_who_lead(
    office: Office, programme: Programme, time_machine, browser_of
) -> None:
    first, _ = pair(programme)
    say(office, first, "home")
    time_machine.move_to("2026-11-03T09:00:00+07:00", tick=False)
    on = TODAY.replace(month=11)
    late = [row for row in Roll(programme, on).late() if "133/2015" in row.rule.what]
    assert [([unit.name for unit in row.late], row.total) for row in late] == [
        (["Bộ Chỉ huy Quân sự tỉnh Mẫu"], 2)
    ]
    client = browser_of(office.officer)
    address = reverse("programme:task", args=[programme.pk, late[0].rule.task_id])
    rows = client.get(f"{address}?tinh-trang=late").context["rows"]
    assert [row.name for row in rows] == ["Bộ Chỉ huy Quân sự tỉnh Mẫu"]


def _leads_both(office: Office, programme: Programme) -> Unit:
    unit = body(office, "home")
    TaskBody.objects.create(
        task=pair(programme)[1], words="Sở Nội vụ", unit=unit, leads=True, confirmed=True
    )
    return unit


def test_who_leads_both_owes_one_dated_duty(office: Office, programme: Programme) -> None:
    unit = _leads_both(office, programme)
    by = user_of(unit, "home")
    first, second = pair(programme)
    owed = [one for one in owed_by(by, TODAY) if "133/2015" in one.what]
    assert [one.kind for one in owed] == ["Việc theo thời hạn"]
    end = TODAY.replace(month=12)
    assert len([one for one in dated_work([unit.pk], TODAY, end, TODAY) if "133" in one.what]) == 1
    rule = second.deadlines.get()
    due = owed[0].due
    assert due is not None
    duties.mark_duty_done(rule=rule, unit=unit, due_on=due, done_on=TODAY, note="", by=by)
    assert not [one for one in owed_by(by, TODAY) if "133/2015" in one.what]
    for task in (first, second):
        roll = Roll(programme, TODAY)
        assert {row.name: row.state for row in roll.standings(task, [])}[unit.name] == "done"
    duties.take_back_duty(rule=rule, unit=unit, due_on=due, by=by)
    say(office, second, "home")
    assert DutyDone.objects.count() == 1
    assert not [one for one in owed_by(by, TODAY) if "133/2015" in one.what]


def test_the_heir_of_one_side_stands_in_the_pair(
    office: Office, programme: Programme, browser_of, time_machine
) -> None:
    first, second = pair(programme)
    say(office, first, "home", state="doing", text="Đang làm dở")
    units = [body(office, "home"), office.bodies["Kiểm lâm"]]
    facts = {"name": "Sở Mới", "kind": "sở", "territory": office.province}
    into = NewUnit(Level.BODY, facts)
    on = date(2026, 8, 4)
    carry_out(proposal=preview_merge(units=units, into=into, on=on, decision=None), by=None)
    heir = Unit.objects.get(name="Sở Mới")
    time_machine.move_to("2026-08-05T09:00:00+07:00", tick=False)
    army = browser_of(user_of(body(office, "army"), "army"))
    assert told_of(army, second)["Sở Mới"] == "doing"
    assert "Đang làm dở" in page_of(browser_of(user_of(heir)), second)


def test_urging_reaches_the_other_side(office: Office, programme: Programme, browser_of) -> None:
    first, second = pair(programme)
    army = body(office, "army")
    tasks.urge(task=first, units=[army.pk], text="Làm ngay", by=office.officer)
    shown = page_of(browser_of(user_of(army, "army")), second)
    assert "Làm ngay" in shown


def test_pairs_cost_no_more_queries(office: Office, programme: Programme, browser_of) -> None:
    client = browser_of(office.officer)
    address = reverse("programme:programme", args=[programme.pk])
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    third = Task.objects.create(programme=programme, number=50, content="Một việc")
    fourth = Task.objects.create(programme=programme, number=51, content="Một việc", same_as=third)
    Task.objects.create(programme=programme, number=52, content="Một việc", same_as=third)
    TaskBody.objects.create(task=fourth, words="x", unit=body(office, "army"), confirmed=True)
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) <= len(one)
