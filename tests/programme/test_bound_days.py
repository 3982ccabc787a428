"""From which day on deadlines bind: city and unit say the same, and what is missed stays red."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.programme.actions import tasks
from phongtrao.programme.actions.duties import mark_duty_done
from phongtrao.programme.models import Progress, Task, TaskBody
from phongtrao.programme.queries import work
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.task import lines_of
from tests.programme.cascade_rows import Story, hand, make_rule, make_story, merge, user_of

if TYPE_CHECKING:
    from phongtrao.programme.models import DeadlineRule
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
LATER = date(2022, 3, 1)


@pytest.fixture
def story(time_machine) -> Story:
    """Xã 1 holds the programme since August 2020, Xã 2 since February 2022, Xã 3 does not."""
    time_machine.move_to("2022-03-01T09:00:00+07:00", tick=False)
    story = make_story()
    story.programme.refresh_from_db()
    first, second, _ = story.communes
    for unit, day in ((first, "2020-08-03"), (second, "2022-02-01")):
        hand(story, unit, on=day, plan_due=None, asks_resolution=False)
    return story


def group_task(story: Story, due: str, recurs: str = "") -> tuple[Task, DeadlineRule]:
    task = Task.objects.create(programme=story.programme, content="Phát động", number=1)
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    return task, make_rule(
        story.programme, due, recurs, everyone=False, task=task, what="Phát động"
    )


def states(task: Task, on: date = LATER) -> dict[str, str]:
    return {row.name: row.state for row in Roll(task.programme, on).standings(task, lines_of(task))}


def late(story: Story, on: date = LATER) -> list[str]:
    """ "day: units of total"."""
    return [
        f"{row.last_day}: {', '.join(unit.name for unit in row.late)} of {row.total}"
        for row in Roll(story.programme, on).late()
    ]


def overdue(unit: Unit, on: date = LATER) -> list[str]:
    return [
        str(item.due)
        for item in work.owed_by(user_of(unit), on)
        if item.standing and item.standing.days < 0
    ]


def keep(rule: DeadlineRule, unit: Unit, day: date) -> None:
    mark_duty_done(rule=rule, unit=unit, due_on=day, done_on=day, note="", by=user_of(unit))


def test_a_deadline_of_a_group_asks_nothing_of_who_was_handed_the_programme_after_it(
    story: Story,
) -> None:
    first, second, _ = story.communes
    task, _ = group_task(story, "2021-06-30")
    assert states(task) == {"Xã 1": "late", "Xã 2": "none"}
    assert late(story) == ["2021-06-30: Xã 1 of 1"]
    assert overdue(first) == ["2021-06-30"]
    assert overdue(second) == []
    # The task is still theirs, without a day.
    (item,) = [one for one in work.owed_by(user_of(second), LATER) if one.what == "Phát động"]
    assert (item.kind, item.due) == ("Chủ trì nhiệm vụ", None)
    passed = "đã qua khi chương trình được giao; vẫn phải làm"
    assert item.note == f"hạn của kế hoạch: ngày 30/6/2021, {passed}"
    tasks.record_progress(task=task, unit=second, state="done", text="Xong", by=user_of(second))
    assert states(task) == {"Xã 1": "late", "Xã 2": "done"}
    assert [one.what for one in work.owed_by(user_of(second), LATER) if one.duty] == []


def test_a_body_that_is_named_is_bound_from_the_day_of_publishing(story: Story) -> None:
    _, second, third = story.communes
    task, _ = group_task(story, "2021-06-30")
    for unit in (second, third):
        task.bodies.create(words=unit.name, unit=unit, leads=True, confirmed=True)
    assert states(task) == {"Xã 1": "late", "Xã 2": "late", "Xã 3": "late"}
    assert overdue(second) == overdue(third) == ["2021-06-30"]


def test_city_and_unit_say_the_same_of_a_deadline_of_everyone(story: Story, browser_of) -> None:
    first, second, _ = story.communes
    rule = make_rule(story.programme, "--11-10", "year")
    keep(rule, first, date(2020, 11, 10))
    assert late(story) == ["2021-11-10: Xã 1 of 1"]
    assert overdue(first) == ["2021-11-10"]
    assert overdue(second) == []
    on = date(2022, 12, 1)
    assert late(story, on) == ["2021-11-10: Xã 1 of 1", "2022-11-10: Xã 1, Xã 2 of 2"]
    assert overdue(second, on) == ["2022-11-10"]
    at = reverse("programme:deadline", args=[story.programme.pk, rule.pk])
    shown = browser_of(story.officer).get(f"{at}?ngay=2021-11-10").text
    assert "<strong>0/1</strong>" in shown
    assert "Xã 2" not in shown


def test_an_heir_is_late_with_what_its_predecessor_was_handed_in_time(story: Story) -> None:
    first, second, _ = story.communes
    make_rule(story.programme, "--11-10", "year")
    merge("Xã Mới", first, second, on="2022-02-20")
    assert late(story) == ["2020-11-10: Xã Mới of 1", "2021-11-10: Xã Mới of 1"]


def test_what_is_missed_stays_red_until_it_is_done(story: Story, browser_of) -> None:
    first = story.communes[0]
    rule = make_rule(story.programme, "--11-10", "year", what="Báo cáo năm")
    keep(rule, first, date(2021, 11, 10))
    on = [story.programme.pk, first.pk]
    office, unit = browser_of(story.officer), browser_of(user_of(first))
    city = reverse("programme:programme", args=[story.programme.pk])
    assert late(story) == ["2020-11-10: Xã 1 of 1"]
    red = "✕ Quá hạn 476 ngày"
    for client, address in (
        (office, city),
        (office, reverse("programme:receipt", args=on)),
        (unit, reverse("programme:receipt", args=on)),
        (unit, reverse("programme:work")),
    ):
        assert red in client.get(address).text, address
    day = "?ngay=2020-11-10"
    assert day in office.get(city).text
    assert (
        "<strong>0/1</strong>"
        in office.get(reverse("programme:deadline", args=[story.programme.pk, rule.pk]) + day).text
    )
    keep(rule, first, date(2020, 11, 10))
    assert late(story) == []
    assert red not in unit.get(reverse("programme:work")).text


def test_a_day_that_was_missed_long_ago_can_still_be_opened(story: Story, browser_of) -> None:
    rule = make_rule(story.programme, "", "month")
    unit, at = story.communes[0], reverse("programme:deadline", args=[story.programme.pk, rule.pk])
    for row in Roll(story.programme, LATER).late()[1:]:
        keep(rule, unit, row.last_day)
    shown = browser_of(story.officer).get(at).text
    assert "?ngay=2020-08-31" in shown
    assert "?ngay=2020-09-30" not in shown


def test_a_task_that_returns_stays_late_by_the_day_that_was_missed(story: Story) -> None:
    first, second, _ = story.communes
    task, rule = group_task(story, "--11-10", "year")
    keep(rule, first, date(2021, 11, 10))
    assert states(task) == {"Xã 1": "late", "Xã 2": "none"}
    keep(rule, first, date(2020, 11, 10))
    Progress.objects.create(task=task, unit=second, state="doing", text="x", by=story.officer)
    assert states(task) == {"Xã 1": "none", "Xã 2": "doing"}
    counts = Roll(story.programme, LATER).counts(task, lines_of(task))
    assert (counts.total, counts.late, counts.done) == (2, 0, 0)
