"""The dated duties of units: due, overdue, done, taken back; before and after a merger."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.programme.actions import duties
from phongtrao.programme.actions.cascade import acknowledge
from phongtrao.programme.models import DutyDone, Programme, Task, TaskBody
from phongtrao.programme.queries.duties import duties_of, duty_of
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from tests.factories import SMALL_PLAN, make_user
from tests.programme.cascade_rows import (
    Story,
    at,
    hand,
    make_commune,
    make_programme,
    make_rule,
    make_story,
    merge,
    user_of,
)

if TYPE_CHECKING:
    from phongtrao.programme.models import DeadlineRule
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
FIRST, LAST, ON = date(2020, 1, 1), date(2021, 12, 31), date(2020, 11, 5)


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story, on="2020-08-03")
    return story


@pytest.fixture
def rule(story: Story) -> DeadlineRule:
    return make_rule(story.programme, "--11-10", "year", before=True)


def drawn(*units: Unit, on: date = ON, programme: Programme | None = None) -> list[str]:
    """ "unit: last day, state"."""
    found = duties_of([unit.pk for unit in units], FIRST, LAST, on, programme)
    return [f"{duty.unit}: {duty.last_day} {duty.standing.state}" for duty in found]


def done(rule: DeadlineRule, unit: Unit, due: str, on: str, by=None) -> DutyDone:
    return duties.mark_duty_done(
        rule=rule,
        unit=unit,
        due_on=date.fromisoformat(due),
        done_on=date.fromisoformat(on),
        note="Báo cáo số 20/BC",
        by=by or user_of(unit),
    )


def test_a_rule_binds_each_unit_from_the_day_it_was_handed_down(
    story: Story, rule: DeadlineRule
) -> None:
    make_rule(story.programme, "--06-30")
    assert drawn(story.communes[0]) == [
        "Xã 1: 2020-11-09 due",
        "Xã 1: 2021-06-30 due",
        "Xã 1: 2021-11-09 due",
    ]
    assert drawn(story.province) == []


def test_what_is_not_done_goes_overdue_and_what_is_done_keeps_its_day(
    story: Story, rule: DeadlineRule
) -> None:
    first, second, third = story.communes
    done(rule, first, "2020-11-09", "2020-11-09")
    done(rule, second, "2020-11-09", "2020-11-10")
    assert drawn(first, second, third, on=date(2020, 11, 12))[:3] == [
        "Xã 1: 2020-11-09 done",
        "Xã 2: 2020-11-09 done-late",
        "Xã 3: 2020-11-09 overdue",
    ]


def test_a_duty_is_taken_back(story: Story, rule: DeadlineRule) -> None:
    unit = story.communes[0]
    done(rule, unit, "2020-11-09", "2020-11-09")
    facts = {"rule": rule, "unit": unit, "due_on": date(2020, 11, 9), "by": user_of(unit)}
    duties.take_back_duty(**facts)
    assert drawn(unit)[0] == "Xã 1: 2020-11-09 due"
    with pytest.raises(duties.NotDoneYet):
        duties.take_back_duty(**facts)


def test_only_a_duty_that_there_is_can_be_done_and_not_tomorrow(
    story: Story, rule: DeadlineRule
) -> None:
    unit = story.communes[0]
    with pytest.raises(duties.NoSuchDuty, match="Xã 1 không có việc nào"):
        done(rule, unit, "2020-11-10", "2020-11-10")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(duties.DoneInFuture):
        done(rule, unit, "2020-11-09", str(tomorrow))
    with pytest.raises(Denied):
        done(rule, unit, "2020-11-09", "2020-11-09", by=user_of(story.communes[1], "khac"))


def test_after_a_merger_the_successor_owes_and_what_was_due_before_stays_with_the_old(
    story: Story, rule: DeadlineRule
) -> None:
    first, second, _ = story.communes
    make_rule(story.programme, "", "half-year")
    done(rule, first, "2020-11-09", "2020-11-09")
    heir = merge("Xã Hợp Nhất", first, second, on="2020-12-01")
    assert drawn(heir, on=date(2021, 1, 5)) == [
        "Xã 1: 2020-11-09 done",
        "Xã 2: 2020-11-09 overdue",
        "Xã Hợp Nhất: 2020-12-31 overdue",
        "Xã Hợp Nhất: 2021-06-30 due",
        "Xã Hợp Nhất: 2021-11-09 due",
        "Xã Hợp Nhất: 2021-12-31 due",
    ]


def test_an_heir_that_answered_owes_from_the_day_of_the_merger(
    story: Story, rule: DeadlineRule
) -> None:
    first, second, _ = story.communes
    heir = merge("Xã Hợp Nhất", first, second, on="2020-12-01")
    acknowledge(programme=story.programme, unit=heir, by=user_of(heir))
    assert drawn(heir, on=date(2020, 12, 5)) == [
        "Xã 1: 2020-11-09 overdue",
        "Xã 2: 2020-11-09 overdue",
        "Xã Hợp Nhất: 2021-11-09 due",
    ]


def absorb(unit: Unit, *others: Unit, on: str) -> None:
    """Units become a part of one that stays."""
    units, day = [unit, *others], date.fromisoformat(on)
    carry_out(proposal=preview_merge(units=units, into=unit, on=day, decision=None), by=None)


def test_a_unit_that_takes_another_in_keeps_what_it_owed_before(story: Story) -> None:
    first, second, third = story.communes
    make_rule(story.programme, "", "half-year")
    absorb(first, second, on="2021-03-01")
    absorb(third, first, on="2021-09-01")
    assert drawn(third, on=date(2021, 11, 1)) == [
        "Xã 1: 2020-12-31 overdue",
        "Xã 2: 2020-12-31 overdue",
        "Xã 3: 2020-12-31 overdue",
        "Xã 1: 2021-06-30 overdue",
        "Xã 3: 2021-06-30 overdue",
        "Xã 3: 2021-12-31 due",
    ]


def test_a_unit_that_was_handed_nothing_owes_what_it_took_in(story: Story) -> None:
    first, second, _ = story.communes
    heir = make_commune("Xã Ngoài Danh Sách", story.province)
    make_rule(story.programme, "", "quarter")
    absorb(heir, first, on="2020-11-01")
    absorb(heir, second, on="2021-02-01")
    own = [line for line in drawn(heir, on=date(2021, 3, 1)) if "Ngoài" in line]
    assert own[0] == "Xã Ngoài Danh Sách: 2020-12-31 overdue"
    acknowledge(programme=story.programme, unit=heir, by=user_of(heir))
    assert [line for line in drawn(heir, on=date(2021, 3, 1)) if "Ngoài" in line] == own


def test_a_deadline_of_a_task_binds_those_who_lead_it(story: Story) -> None:
    first, second, third = story.communes
    task = Task.objects.create(programme=story.programme, content="Tập huấn")
    TaskBody.objects.create(task=task, words="Xã 1", unit=first, leads=True, confirmed=True)
    TaskBody.objects.create(task=task, words="Xã 2", unit=second, confirmed=True)
    TaskBody.objects.create(task=task, words="Xã 3", unit=third)
    make_rule(story.programme, "", "half-year", everyone=False, task=task)
    assert drawn(first)[:2] == ["Xã 1: 2020-06-30 overdue", "Xã 1: 2020-12-31 due"]
    assert drawn(second) == []  # shares the task; its lead answers for the day
    assert drawn(third) == []  # proposed, nobody confirmed it
    assert len(drawn(first, programme=story.programme)) == 4


def test_a_deadline_that_names_nobody_falls_to_the_office_of_the_programme(story: Story) -> None:
    make_rule(story.programme, "--11-30", everyone=False)
    assert drawn(story.officer.office)[0] == "Công an tỉnh Mẫu: 2020-11-30 due"
    assert len(drawn(story.officer.office, programme=story.programme)) == 2


def test_a_programme_that_a_new_version_replaced_asks_for_nothing_more(
    story: Story, rule: DeadlineRule
) -> None:
    make_programme(
        story.officer,
        story.province,
        text=SMALL_PLAN.replace("12/KH", "13/KH"),
        replaces=story.programme,
    )
    assert drawn(story.communes[0]) == []


def test_one_duty_is_found_by_its_parts(story: Story, rule: DeadlineRule) -> None:
    unit = story.communes[0].pk
    found = duty_of(rule.pk, unit, date(2020, 11, 9), ON)
    assert found
    assert found.unit_row.pk == unit
    assert duty_of(rule.pk, unit, date(2020, 11, 10), ON) is None
    assert duty_of(999, unit, date(2020, 11, 9), ON) is None


def test_many_rules_and_units_cost_as_many_queries_as_few(story: Story, rule: DeadlineRule) -> None:
    with CaptureQueriesContext(connection) as few:
        drawn(story.communes[0])
    for month in range(1, 12):
        make_rule(story.programme, f"--{month:02}")
    with CaptureQueriesContext(connection) as many:
        drawn(*story.communes)
    assert len(many) == len(few)


def test_a_duty_is_marked_as_done_and_taken_back_on_its_page(browser_of) -> None:
    story = make_story()
    today = timezone.localdate()
    hand(story, on=str(today - timedelta(days=30)))
    rule = make_rule(story.programme, str(today))
    unit = story.communes[0]
    client = browser_of(user_of(unit))
    address = reverse("programme:duty", args=[rule.pk, unit.pk, str(today)])
    assert "Đến hạn hôm nay" in client.get(address).text
    assert client.post(address, {"step": "done", "done_on": "hôm qua"}).status_code == 422
    sent = {"step": "done", "done_on": f"{today:%d/%m/%Y}", "note": "20/BC-UBND"}
    assert "Đã ghi là đã làm" in client.post(address, sent, follow=True).text
    page = client.get(address).text
    assert "20/BC-UBND" in page
    back = client.post(address, {"step": "undo", "back": "chuong-trinh"}, follow=True)
    assert back.redirect_chain[0][0] == reverse(
        "programme:receipt", args=[story.programme.pk, unit.pk]
    )
    assert DutyDone.objects.count() == 0
    in_year = client.post(address, {**sent, "back": "lich"})
    assert in_year.url == reverse("programme:year")


def test_a_duty_of_another_unit_or_of_no_day_is_not_there(
    story: Story, rule: DeadlineRule, browser_of
) -> None:
    client = browser_of(user_of(story.communes[0]))
    own, other = story.communes[0].pk, story.communes[1].pk
    for parts in (
        [rule.pk, other, "2020-11-09"],
        [rule.pk, own, "2020-11-10"],
        [rule.pk, own, "hôm-nay"],
    ):
        assert client.get(reverse("programme:duty", args=parts)).status_code == 404
    reader = browser_of(make_user("doc", story.communes[0], Role.VIEWER))
    address = reverse("programme:duty", args=[rule.pk, own, "2020-11-09"])
    assert reader.get(address).status_code == 404


def test_a_programme_published_today_does_not_make_its_office_late(story: Story) -> None:
    make_rule(story.programme, "--03-01", everyone=False)
    Programme.objects.update(published_at=at("2020-06-01"))
    assert drawn(story.officer.office) == ["Công an tỉnh Mẫu: 2021-03-01 due"]


def test_receipts_of_before_are_told_apart_by_whether_the_unit_was_there(story: Story) -> None:
    first, second, third = story.communes
    heir = merge("Xã Hợp Nhất", first, second, on="2020-12-01")
    story.programme.receipts.create(handing=story.programme.handings.get(), unit=heir)
    module = "phongtrao.programme.migrations.0006_receipts_that_heirs_took_over"
    import_module(module).mark(apps, None)
    told = dict(story.programme.receipts.values_list("unit", "taken_over"))
    assert told == {first.pk: False, second.pk: False, third.pk: False, heir.pk: True}
