"""A checked plan becomes a programme; a new version takes over what was done."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.dates.duties import dated_duties
from phongtrao.plans.models import RecordKind, RecordState
from phongtrao.programme.actions import cascade, publishing, tasks
from phongtrao.programme.actions.bodies import match_body
from phongtrao.programme.actions.targets import confirm_indicator
from phongtrao.programme.models import (
    DeadlineRule,
    DutyDone,
    Programme,
    Target,
    Threshold,
)
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.duties import rule_of
from phongtrao.programme.queries.levels import level_words
from phongtrao.programme.queries.programmes import to_publish
from tests.factories import make_plan, make_user
from tests.programme.plan_rows import (
    BODY,
    Office,
    checked_plan,
    make_province,
    next_version,
    publish,
    task_with,
    text_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def office() -> Office:
    return make_province()


def levels(target: Target) -> list[str]:
    return [f"{level_words(row)} {row.horizon}" for row in target.thresholds.all()]


def test_each_thing_that_is_measured_is_one_target_with_all_its_dates(office: Office) -> None:
    programme = publish(office)
    first, second = programme.targets.all()
    assert levels(first) == ["> 90 % 2026", "≥ 95 % 2030"]
    assert (first.measured_by, first.denominator) == ("units", "Tổng số xã, phường")
    assert first.confirmed_at is None
    assert levels(second) == ["19/28 2026"]
    assert second.owner == office.province


def test_tasks_keep_their_bodies_and_each_deadline_its_task(office: Office) -> None:
    programme = publish(office)
    training = task_with(programme, "tập huấn")
    assert [(part.words, part.leads) for part in training.bodies.all()] == [
        ("Công an tỉnh", True),
        ("Sở Nội vụ", False),
    ]
    rule = training.deadlines.get()
    assert (rule.due, rule.before, rule.everyone) == ("2026-06-30", True, False)
    report = task_with(programme, "Báo cáo kết quả")
    assert (report.deadlines.get().due, report.deadlines.get().recurs) == ("--11-10", "year")
    assert not task_with(programme, "hướng dẫn, kiểm tra").deadlines.exists()


def test_names_of_the_place_are_proposed_and_groups_are_seen(office: Office) -> None:
    programme = publish(office)
    police = task_with(programme, "tập huấn").bodies.get(leads=True)
    assert (police.unit, police.confirmed) == (office.officer.office, False)
    communes = task_with(programme, "phát động").bodies.get()
    assert (communes.group, communes.unit, communes.confirmed) == ("commune", None, False)
    foresters = task_with(programme, "Bộ Chỉ huy Quân sự tỉnh tổ chức").bodies.get(leads=True)
    assert (foresters.unit, foresters.group) == (None, "")


def test_a_continuous_task_asks_each_quarter(office: Office) -> None:
    task = task_with(publish(office), "hướng dẫn, kiểm tra")
    assert (task.continuous, task.recurs) == (True, "quarter")


def test_the_same_duty_printed_twice_is_linked(office: Office) -> None:
    programme = publish(office)
    army, foresters = programme.tasks.filter(content__contains="02/2020/NĐ-CP")
    assert foresters.same_as == army
    assert programme.tasks.exclude(same_as=None).count() == 1


def test_a_due_task_whose_deadline_was_discarded_still_falls_due(office: Office) -> None:
    plan = make_plan(office.officer, text_of())
    plan.records.exclude(kind=RecordKind.DEADLINE).update(state=RecordState.CONFIRMED)
    plan.records.filter(kind=RecordKind.DEADLINE).update(state=RecordState.DISCARDED)
    programme = publish(office, plan)
    assert task_with(programme, "tập huấn").deadlines.get().due == "2026-06-30"


@pytest.mark.parametrize(
    ("words", "last_day"),
    [
        ("trước ngày 10/11/2026", date(2026, 11, 9)),
        ("trước 10 tháng 11 năm 2026", date(2026, 11, 9)),
        ("trước năm 2027", date(2026, 12, 31)),
        ("trước 17 giờ ngày 10/11/2026", date(2026, 11, 10)),
        ("trước 17h00 ngày 10/11/2026", date(2026, 11, 10)),
        ("chậm nhất ngày 10/11/2026", date(2026, 11, 10)),
    ],
)
def test_before_a_day_or_a_year_excludes_it_and_before_an_hour_does_not(
    office: Office, words: str, last_day: date
) -> None:
    body = BODY.replace("trước ngày 30 tháng 6 năm 2026", words)
    programme = publish(office, checked_plan(office, text_of(body=body)))
    rules = task_with(programme, "tập huấn").deadlines.all()
    duties = {
        one.last_day
        for rule in rules
        for one in dated_duties(rule_of(rule), date(2026, 1, 1), date(2028, 1, 1))
    }
    assert duties == {last_day}


def test_a_deadline_outside_of_tasks_binds_whom_it_names(office: Office) -> None:
    plan = make_plan(office.officer, text_of())
    plan.records.exclude(kind=RecordKind.TASK).update(state=RecordState.CONFIRMED)
    plan.records.filter(kind=RecordKind.TASK).update(state=RecordState.DISCARDED)
    programme = publish(office, plan)
    assert [str(part) for part in programme.tasks.get().bodies.all()] == ["Công an tỉnh"]
    group = DeadlineRule.objects.get(task=None)
    assert group.everyone
    assert "Báo cáo kết quả" in group.what


def test_what_nobody_checked_is_left_out_only_when_the_officer_says_so(office: Office) -> None:
    plan = checked_plan(office)
    plan.records.filter(kind=RecordKind.TARGET).update(state=RecordState.FOUND)
    assert to_publish(plan).unchecked == 3
    with pytest.raises(publishing.RecordsUnchecked, match="3 mục"):
        publish(office, plan)
    programme = publish(office, plan, leave_out_unchecked=True)
    assert programme.targets.count() == 0
    assert LogEntry.objects.get(action="programme.publish").detail["left_out"] == 3


def test_a_plan_is_published_once_and_by_who_may(office: Office) -> None:
    plan = checked_plan(office)
    with pytest.raises(Denied):
        publish(office, plan, by=make_user("khac", office.communes[0]))
    publish(office, plan)
    with pytest.raises(publishing.PlanAlreadyPublished):
        publish(office, plan)


def test_days_in_the_wrong_order_and_a_plan_without_duties_are_refused(office: Office) -> None:
    plan = checked_plan(office)
    with pytest.raises(publishing.DaysReversed, match="31/12/2025"):
        publish(office, plan, ends_on=date(2025, 12, 31))
    plan.records.update(state=RecordState.DISCARDED)
    with pytest.raises(publishing.PlanGivesNoDuties):
        publish(office, plan)
    assert not Programme.objects.exists()


def test_a_target_whose_level_cannot_be_held_against_anything_is_named(office: Office) -> None:
    plan = checked_plan(office)
    record = plan.records.filter(kind=RecordKind.TARGET).first()
    record.corrected = {**record.fields, "comparator": "range", "upper": None}
    record.save()
    with pytest.raises(publishing.TargetUnusable, match="xã, phường"):
        publish(office, plan)
    assert not Programme.objects.exists()


# the page


def test_the_officer_publishes_from_the_reading_room(office: Office, browser_of) -> None:
    plan = checked_plan(office)
    client = browser_of(office.officer)
    address = reverse("programme:publish", args=[plan.pk])
    assert address in client.get(reverse("plans:reading_room", args=[plan.pk])).text
    shown = client.get(address)
    assert shown.context["form"].initial["begins_on"] == date(2026, 1, 5)
    assert shown.context["form"].initial["ends_on"] == date(2030, 12, 31)
    assert shown.context["form"].initial["unit"] == office.province
    sent = {"unit": office.province.pk, "begins_on": "05/01/2026", "ends_on": "31/12/2025"}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "đứng trước ngày bắt đầu" in wrong.text
    assert 'value="05/01/2026"' in wrong.text
    missing = client.post(address, {**sent, "begins_on": ""})
    assert missing.status_code == 422
    done = client.post(address, {**sent, "ends_on": ""}, follow=True)
    programme = Programme.objects.get()
    assert done.redirect_chain[-1][0] == reverse("programme:programme", args=[programme.pk])
    assert client.get(address).url == reverse("programme:programme", args=[programme.pk])
    room = client.get(reverse("plans:reading_room", args=[plan.pk])).text
    assert "Mở chương trình" in room


# a new version


def hand_to_communes(office: Office, programme: Programme) -> None:
    cascade.hand_down(
        programme=programme,
        selection=Selection(communes=True),
        words="tất cả cấp xã",
        plan_due=TODAY,
        plan_due_before=False,
        asks_resolution=True,
        by=office.officer,
    )


def test_a_new_version_takes_over_what_the_units_did(office: Office, browser_of) -> None:
    old = publish(office)
    hand_to_communes(office, old)
    commune = office.communes[0]
    by = make_user("xa", commune)
    cascade.file_plan(programme=old, unit=commune, symbol="7/KH", plan_date=TODAY, by=by)
    target = old.targets.first()
    confirm_indicator(
        target=target,
        measured_by="units",
        numerator="Số xã được công nhận",
        denominator="Tổng số xã",
        by=office.officer,
    )
    own = Target.objects.create(
        programme=old,
        owner=commune,
        parent=target,
        subject="thôn",
        measure="đạt",
        measured_by="units",
    )
    Threshold.objects.create(target=own, comparator="gte", value=80, unit="percent")
    steady = task_with(old, "hướng dẫn, kiểm tra")
    tasks.set_continuous(task=steady, continuous=True, rhythm="month", by=office.officer)

    new = next_version(office, old, BODY.replace("trên 90%", "trên 92%"))
    assert new.replaces == old
    receipt = new.receipts.get(unit=commune)
    assert (receipt.plan_symbol, receipt.acknowledged_at) == ("7/KH", None)
    assert new.handings.get().plan_due == TODAY
    taken = new.targets.get(earlier=target)
    assert levels(taken)[0] == "> 92 % 2026"
    assert levels(target)[0] == "> 90 % 2026"
    assert (taken.numerator, taken.confirmed_by) == ("Số xã được công nhận", office.officer)
    copied = new.targets.get(owner=commune)
    assert (copied.parent, copied.thresholds.get().value) == (taken, Decimal(80))
    assert task_with(new, "hướng dẫn, kiểm tra").recurs == "month"
    page = browser_of(office.officer).get(reverse("programme:programme", args=[old.pk])).text
    assert "đã được thay bằng bản mới" in page


def test_a_duty_done_ahead_of_its_day_stays_done(office: Office) -> None:
    soon = TODAY + timedelta(days=30)
    body = BODY.replace(
        "ngày 30 tháng 6 năm 2026", f"ngày {soon.day} tháng {soon.month} năm {soon.year}"
    )
    old = publish(office, checked_plan(office, text_of(body=body)))
    match_body(
        programme=old, words="Công an tỉnh", unit=office.officer.office, group="", by=office.officer
    )
    task = task_with(old, "tập huấn")
    unit = office.officer.office
    tasks.record_progress(task=task, unit=unit, state="done", text="Xong", by=office.officer)
    assert DutyDone.objects.get().due_on == soon - timedelta(days=1)
    new = next_version(office, old, body.replace("trên 90%", "trên 92%"))
    assert DutyDone.objects.get(rule__programme=new).due_on == soon - timedelta(days=1)
    assert task_with(new, "tập huấn").bodies.get(leads=True).confirmed  # remembered
    moved = soon + timedelta(days=9)
    later = body.replace(
        f"ngày {soon.day} tháng {soon.month} năm {soon.year}",
        f"ngày {moved.day} tháng {moved.month} năm {moved.year}",
    )
    plan = checked_plan(office, text_of("26/KH-UBND", body=later), replaces=new.plan)
    assert not DutyDone.objects.filter(rule__programme=publish(office, plan)).exists()


def test_an_own_target_whose_parent_fell_away_stands_alone(office: Office) -> None:
    old = publish(office)
    own = Target.objects.create(
        programme=old,
        owner=office.communes[0],
        parent=old.targets.get(measure__contains="về đích"),
        subject="thôn",
        measure="đạt",
        measured_by="units",
    )
    Threshold.objects.create(target=own, comparator="gte", value=80, unit="percent")
    without = BODY.replace("2. Phấn đấu 19/28 xã về đích nông thôn mới vào năm 2026.\n\n", "")
    new = next_version(office, old, without)
    assert new.targets.get(owner=office.communes[0]).parent is None
