"""Tasks that no sentence of the plan sets, such as the conclusions of a review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.actions.own_tasks import (
    NamedBody,
    TaskReplaced,
    TaskWithoutLead,
    add_task,
)
from phongtrao.programme.actions.tasks import record_progress
from phongtrao.programme.models import DutyDone, Programme, Task
from tests.programme.cascade_rows import user_of
from tests.programme.plan_rows import Office, checked_plan, make_province, publish, text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOURCE = "Kết luận Sơ kết 6 tháng đầu năm 2026"


@pytest.fixture
def office() -> Office:
    return make_province()


def added(office: Office, programme: Programme) -> Task:
    foresters = office.bodies["Kiểm lâm"]
    return add_task(
        programme=programme,
        content="Kiểm tra công tác bảo vệ rừng",
        bodies=[
            NamedBody("Kiểm lâm", foresters.pk, "", leads=True),
            NamedBody("Xã 1", office.communes[0].pk, "", leads=False),
        ],
        due_on=TODAY + timedelta(days=20),
        source=SOURCE,
        by=office.officer,
    )


def test_a_task_needs_somebody_who_leads_it(office: Office) -> None:
    with pytest.raises(TaskWithoutLead):
        add_task(
            programme=publish(office),
            content="Kiểm tra",
            bodies=[],
            due_on=TODAY,
            source=SOURCE,
            by=office.officer,
        )


def test_an_added_task_says_where_it_comes_from_and_goes_on_in_the_next_version(
    office: Office, client
) -> None:
    old = publish(office)
    before = added(office, old)
    client.force_login(office.officer)
    shown = client.get(reverse("programme:programme", args=[old.pk])).text
    assert shown.count(SOURCE) == 2  # the task and its deadline
    foresters = office.bodies["Kiểm lâm"]
    record_progress(
        task=before, unit=foresters, state="done", text="Đã kiểm tra", by=user_of(foresters)
    )
    new = publish(office, checked_plan(office, text_of("25/KH-UBND"), replaces=old.plan))
    task = new.tasks.get(source=SOURCE)
    assert (task.number, task.earlier) == (new.tasks.count(), before)
    assert [(one.words, one.leads, one.confirmed) for one in task.bodies.all()] == [
        ("Kiểm lâm", True, True),
        ("Xã 1", False, True),
    ]
    assert DutyDone.objects.filter(rule__task=task, unit=foresters).exists()
    page = client.get(reverse("programme:task", args=[new.pk, task.pk])).text
    assert SOURCE in page
    assert "theo bản trước của kế hoạch" in page
    with pytest.raises(TaskReplaced):
        added(office, old)
