"""Tại ngày on the pages of a programme: what is not kept with its day, files, readers, cost."""

from __future__ import annotations

import io
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from phongtrao.programme.actions import bodies, cascade, targets, tasks
from phongtrao.programme.actions.own_tasks import NamedBody, add_task
from phongtrao.programme.models import Programme, Progress, Task, TaskBody
from phongtrao.programme.queries.cascade import Selection
from tests.programme.as_of_rows import PAGES, addresses, office_of
from tests.programme.cascade_rows import make_commune, user_of
from tests.programme.own_target_rows import add_own, percent, take_up
from tests.programme.plan_rows import Office, next_version, task_with
from tests.programme.reorganisation_rows import client_of, day
from tests.programme.working_rows import TODAY, make_working

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
SPRING = "31/03/2026"


@pytest.fixture
def programme(time_machine) -> Programme:
    """Published and handed to three communes on 5 January; it is August now."""
    time_machine.move_to(f"{TODAY}T09:00:00+07:00", tick=False)
    return make_working().programme


@pytest.fixture
def office(programme: Programme) -> Office:
    """Its office and its communes."""
    return office_of(programme)


@pytest.fixture
def client(office: Office) -> Client:
    """The officer's browser."""
    return client_of(office.officer)


# What is not kept with its day


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("programme", "tên nào trong kế hoạch là đơn vị nào"),
        ("task", "đơn vị nào thực hiện nhiệm vụ"),
        ("receipt", "nghị quyết được ghi vào sổ ngày nào"),
        ("ledger", "nghị quyết được ghi vào sổ ngày nào"),
        ("target", "cách đo trước lần xác nhận sau cùng"),
        ("own_targets", "chỉ tiêu riêng mà đơn vị đã bỏ"),
        ("deadline", "việc đã hoàn tác hoặc ghi lại"),
    ],
)
def test_what_is_not_kept_with_its_day_is_said(programme, client, name: str, words: str) -> None:
    address = addresses(programme)[name]
    assert words in client.get(f"{address}?tai-ngay={SPRING}").text
    assert "Không giữ theo ngày" not in client.get(address).text


def test_how_a_target_was_measured_before_it_was_confirmed_is_not_guessed(
    programme, office, client
) -> None:
    found, target = addresses(programme), programme.targets.order_by("number")[0]
    with day(date(2026, 4, 10)):
        targets.confirm_indicator(
            target=target,
            measured_by="units",
            numerator="Số xã đạt",
            denominator="Tổng số xã",
            by=office.officer,
        )
    said = "▲ xác nhận sau,<br>10/04/2026"
    assert said in client.get(f"{found['programme']}?tai-ngay=09/04/2026").text
    assert said not in client.get(f"{found['programme']}?tai-ngay=10/04/2026").text
    said = "▲ Cách đo này được xác nhận ngày 10/04/2026, sau ngày đang xem"
    assert said in client.get(f"{found['target']}?tai-ngay=09/04/2026").text
    assert "● Xác nhận bởi" in client.get(f"{found['target']}?tai-ngay=10/04/2026").text


def test_a_task_and_a_target_that_were_added_say_since_when_they_are(
    programme, office, client
) -> None:
    police = office.officer.office
    with day(date(2026, 4, 10)):
        task = add_task(
            programme=programme,
            content="Khắc phục hạn chế",
            bodies=[NamedBody(police.name, police.pk, "", leads=True)],
            due_on=date(2026, 6, 1),
            source="Sơ kết",
            by=office.officer,
        )
        own = add_own(programme, office.province, user_of(office.province))
    page = reverse("programme:task", args=[programme.pk, task.pk])
    rule = reverse("programme:deadline", args=[programme.pk, task.deadlines.get().pk])
    for address in (page, rule):
        said = "chưa có nhiệm vụ này; cơ quan theo dõi thêm ngày 10/04/2026"
        assert said in client.get(f"{address}?tai-ngay=09/04/2026").text
        assert "Khắc phục hạn chế" in client.get(f"{address}?tai-ngay=10/04/2026").text
    target = reverse("programme:target", args=[programme.pk, own.pk])
    assert "chưa có chỉ tiêu này" in client.get(f"{target}?tai-ngay=09/04/2026").text
    assert "Mức phải đạt" in client.get(f"{target}?tai-ngay=10/04/2026").text


def test_a_task_taken_over_by_a_new_version_keeps_the_day_on_which_it_was_added(
    programme, office
) -> None:
    with day(date(2026, 4, 10)):
        add_task(
            programme=programme,
            content="Khắc phục hạn chế",
            bodies=[NamedBody("Công an tỉnh Mẫu", office.officer.office_id, "", leads=True)],
            due_on=date(2026, 6, 1),
            source="Sơ kết",
            by=office.officer,
        )
    new = next_version(office, programme)
    added = Task.objects.filter(record=None)
    assert [task.programme for task in added.order_by("pk")] == [programme, new]
    days = {timezone.localdate(task.added_at) for task in added}
    assert days == {date(2026, 4, 10)}
    added.update(added_at=None)  # as they were before their day was kept: the log tells it
    import_module("phongtrao.programme.migrations.0009_days_of_added_tasks").fill(apps, None)
    assert {timezone.localdate(task.added_at) for task in added.all()} == days


# Files


def test_the_workbook_of_a_target_is_of_the_day(programme, office, client) -> None:
    with day(date(2026, 4, 10)):
        unit = office.communes[0]
        take_up(programme, unit, percent("gt", 95), user_of(unit))
    target = programme.targets.filter(owner=programme.unit).order_by("number")[0]
    address = reverse("programme:target_file", args=[programme.pk, target.pk])

    def cells(on: str) -> str:
        answer = client.get(f"{address}?tai-ngay={on}")
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        return " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)

    assert "Cao hơn cấp trên" not in cells("09/04/2026")
    assert "Cao hơn cấp trên" in cells("10/04/2026")
    page = reverse("programme:target", args=[programme.pk, target.pk])
    assert client.get(f"{address}?tai-ngay=mai").url == f"{page}?tai-ngay=mai"


def test_a_document_of_progress_opens_from_the_day_on_which_it_was_written(
    programme, office, client
) -> None:
    task, unit = task_with(programme, "phát động"), office.communes[0]
    with day(date(2026, 4, 10)):
        file = SimpleUploadedFile("ket-qua.txt", "Kết quả phát động".encode())
        line = tasks.record_progress(
            task=task,
            unit=unit,
            state="doing",
            text="Mở lớp",
            data=file.read(),
            name=file.name,
            by=user_of(unit),
        )
    address = reverse("programme:line_file", args=[programme.pk, task.pk, line.pk])
    assert client.get(f"{address}?tai-ngay=09/04/2026").status_code == 404
    found = client.get(f"{address}?tai-ngay=10/04/2026")
    assert "Kết quả phát động" in b"".join(found).decode()
    page = reverse("programme:task", args=[programme.pk, task.pk])
    shown = client.get(f"{page}?tai-ngay=10/04/2026").text
    assert f"{address}?tai-ngay=10%2F04%2F2026" in shown


# Who sees what


def test_a_neighbour_does_not_see_more_of_a_day_gone_by(programme, office) -> None:
    first, second, third = office.communes
    task = task_with(programme, "phát động")
    for unit in (first, second):
        with day(date(2026, 4, 10)):
            tasks.record_progress(
                task=task, unit=unit, state="doing", text=f"Của {unit}", by=user_of(unit)
            )
    client = client_of(user_of(third))
    page = client.get(f"{addresses(programme)['task']}?tai-ngay=10/04/2026").text
    assert "Của Xã 1" not in page
    assert "Xã 2" not in page
    for name in ("programme", "ledger", "receipt", "own_targets", "difficulties", "target"):
        address = addresses(programme)[name]
        assert client.get(f"{address}?tai-ngay=10/04/2026").status_code == 404


# Cost


@pytest.mark.parametrize("name", PAGES)
def test_a_day_gone_by_costs_the_same_for_few_units_and_for_thirty(
    programme, office, client, name: str
) -> None:
    address = f"{addresses(programme)[name]}?tai-ngay=01/06/2026"
    _grow(programme, office, range(4, 6))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    _grow(programme, office, range(6, 31))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def _grow(programme: Programme, office: Office, numbers: range) -> None:
    """More units, tasks, lines, reminders and difficulties, all before June."""
    with day(date(2026, 5, 4)):
        more: list[Unit] = [make_commune(f"Xã {n}", office.province) for n in numbers]
        cascade.hand_down(
            programme=programme,
            selection=Selection(communes=True),
            words="tất cả cấp xã",
            plan_due=None,
            plan_due_before=False,
            asks_resolution=False,
            by=office.officer,
        )
        task = task_with(programme, "phát động")
        receipts = {row.unit_id: row for row in programme.receipts.all()}
        for unit in more:
            Progress.objects.create(
                task=task, unit=unit, state="doing", text="x", by=office.officer
            )
            receipts[unit.pk].difficulties.create(text="Khó", by=office.officer)
        tasks.urge(task=task, units=[unit.pk for unit in more], text="Làm đi", by=office.officer)
        for number in numbers:
            row = Task.objects.create(programme=programme, number=90 + number, content="Việc nữa")
            TaskBody.objects.create(
                task=row, words="các xã", group="commune", leads=True, confirmed=True
            )
        bodies.confirm_proposals(programme=programme, by=office.officer)
