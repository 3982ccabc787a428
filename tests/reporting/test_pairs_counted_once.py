"""A duty that a plan prints twice is one task in what offices and reviews count."""

from __future__ import annotations

import pytest

from phongtrao.programme.actions import tasks
from phongtrao.programme.models import TaskBody
from phongtrao.reporting.models import Review
from phongtrao.reporting.queries.own_tasks import OwnTasks
from phongtrao.reporting.queries.review_facts import _tasks
from phongtrao.reporting.queries.series import Seen
from tests.programme.linked_rows import pair, publish_pair
from tests.programme.plan_rows import Office, make_province
from tests.programme.working_rows import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(time_machine) -> Office:
    """It is August now."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_province()


def test_an_office_that_has_both_counts_one_task_and_one_done(office: Office) -> None:
    programme = publish_pair(office)
    first, second = pair(programme)
    police = office.officer.office
    days = (TODAY.replace(month=1), TODAY)
    before = OwnTasks(programme, [police.pk], *days)
    assert first.pk in before.own[police.pk]
    assert second.pk not in before.own[police.pk]
    TaskBody.objects.filter(task=second, unit=police).update(leads=True)
    tasks.record_progress(task=second, unit=police, state="done", text="Xong", by=office.officer)
    assert OwnTasks(programme, [police.pk], *days).done[police.pk] == {first.pk}


def test_a_review_lists_the_pair_once_with_both_that_lead(office: Office) -> None:
    programme = publish_pair(office)
    first, _ = pair(programme)
    groups = _tasks(Review(programme=programme), Seen(TODAY))
    found = [row for group in groups for row in group["tasks"] if "133/2015" in row["content"]]
    assert [(row["task"], row["lead"], row["total"]) for row in found] == [
        (first.pk, "Sở Nội vụ; Bộ Chỉ huy Quân sự tỉnh", 3)
    ]
