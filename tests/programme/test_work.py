"""Việc của tôi, the calendar of the year, the private address of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from phongtrao.core.targets.levels import Level
from phongtrao.programme.actions import cascade, difficulties, reminding, targets, tasks
from phongtrao.programme.models import (
    CalendarFeed,
    LastVisit,
    Progress,
    Reminder,
    Task,
    TaskBody,
    Threshold,
)
from phongtrao.programme.queries import work
from tests.factories import SMALL_PLAN
from tests.programme.cascade_rows import (
    Story,
    hand,
    make_programme,
    make_rule,
    make_story,
    merge,
    resolve,
    user_of,
)

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON, LONG_AGO = TODAY + timedelta(days=10), TODAY - timedelta(days=60)


@pytest.fixture
def story() -> Story:
    story = make_story()
    story.programme.begins_on = LONG_AGO
    story.programme.save()
    return story


def handed(story: Story, **facts: object) -> None:
    asked = {"plan_due": SOON, "plan_due_before": False, "asks_resolution": False}
    hand(story, on=str(LONG_AGO), **{**asked, **facts})


def owed(user: User) -> list[str]:
    return [f"{item.kind}: {item.due or '-'}" for item in work.owed_by(user, TODAY)]


def test_an_office_owes_in_order_of_due_date_and_what_has_no_day_comes_last(story: Story) -> None:
    handed(story)
    make_rule(story.programme, str(TODAY - timedelta(days=2)))
    make_rule(story.programme, str(TODAY + timedelta(days=3)))
    task = Task.objects.create(programme=story.programme, content="Tập huấn")
    make_rule(story.programme, str(TODAY + timedelta(days=5)), everyone=False, task=task)
    steady = Task.objects.create(
        programme=story.programme, content="Tuyên truyền", continuous=True, recurs="quarter"
    )
    unit = story.communes[0]
    TaskBody.objects.create(task=task, words="Xã 1", unit=unit, leads=True, confirmed=True)
    TaskBody.objects.create(task=steady, words="Xã 1", unit=unit, confirmed=True)
    assert owed(user_of(unit)) == [
        f"Việc theo thời hạn: {TODAY - timedelta(days=2)}",
        f"Việc theo thời hạn: {TODAY + timedelta(days=3)}",
        f"Việc theo thời hạn: {TODAY + timedelta(days=5)}",
        f"Gửi kế hoạch của đơn vị: {SOON}",
        "Phối hợp nhiệm vụ: -",
        "Tiếp nhận chương trình: -",
    ]


def test_what_was_done_is_owed_no_more(story: Story) -> None:
    handed(story)
    unit = story.communes[0]
    by = user_of(unit)
    task = Task.objects.create(programme=story.programme, content="Tập huấn")
    TaskBody.objects.create(task=task, words="Xã 1", unit=unit, leads=True, confirmed=True)
    assert len(owed(by)) == 3
    cascade.file_plan(programme=story.programme, unit=unit, symbol="1", plan_date=TODAY, by=by)
    Progress.objects.create(task=task, unit=unit, state="done", text="Xong", by=by)
    assert owed(by) == []


def test_a_resolution_is_owed_while_it_is_asked_for_and_missing(story: Story, browser_of) -> None:
    handed(story, asks_resolution=True)
    unit, other, _ = story.communes
    assert "Ghi nghị quyết: -" in owed(user_of(unit))
    shown = browser_of(user_of(unit)).get(reverse("programme:work")).text
    assert "Ghi nghị quyết" in shown
    resolve(unit, day=str(TODAY))
    assert "Ghi nghị quyết: -" not in owed(user_of(unit))
    assert "Ghi nghị quyết: -" in owed(user_of(other))


def test_a_continuous_task_is_owed_until_the_line_of_the_period_is_written(
    story: Story, browser_of
) -> None:
    unit = story.communes[0]
    by = user_of(unit)
    task = Task.objects.create(
        programme=story.programme, content="Tuyên truyền", continuous=True, recurs="quarter"
    )
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    assert owed(by) == []
    handed(story)
    assert "Chủ trì nhiệm vụ: -" in owed(by)
    note = f"thường xuyên: ghi kết quả quý {['I', 'II', 'III', 'IV'][(TODAY.month - 1) // 3]}"
    assert note in browser_of(by).get(reverse("programme:work")).text
    tasks.record_progress(task=task, unit=unit, state="doing", text="12 buổi", by=by)
    assert "Chủ trì nhiệm vụ: -" not in owed(by)


def test_the_office_of_the_programme_owes_answers_to_difficulties(story: Story, browser_of) -> None:
    handed(story)
    unit = story.communes[0]
    difficulties.report_difficulty(
        programme=story.programme, unit=unit, target=None, text="Thiếu kinh phí", by=user_of(unit)
    )
    assert owed(story.officer) == ["Trả lời khó khăn: -"]
    page = browser_of(story.officer).get(reverse("programme:work")).text
    assert "Thiếu kinh phí" in page


def test_an_office_does_not_owe_what_lies_below_it(story: Story) -> None:
    handed(story)
    assert owed(story.officer) == []


def test_the_heir_owes_what_its_predecessors_left(story: Story) -> None:
    handed(story)
    first, second, _ = story.communes
    heir = merge("Xã Hợp Nhất", first, second, on=str(TODAY))
    assert owed(user_of(heir)) == [
        f"Gửi kế hoạch của đơn vị: {SOON}",
        "Tiếp nhận chương trình: -",
    ]


def test_the_page_opens_at_the_root_and_is_empty_at_first(story: Story, browser_of) -> None:
    client = browser_of(user_of(story.communes[0]))
    assert client.get("/").url == reverse("programme:work")
    assert "Không còn việc nào" in client.get(reverse("programme:work")).text


def test_the_page_costs_as_many_queries_for_many_programmes(story: Story, browser_of) -> None:
    handed(story)
    user = user_of(story.communes[0])
    with CaptureQueriesContext(connection) as few:
        work.owed_by(user, TODAY)
    story.programme = make_programme(
        story.officer, story.province, text=SMALL_PLAN.replace("12/KH", "13/KH"), name="Hai"
    )
    handed(story)
    make_rule(story.programme, str(SOON))
    with CaptureQueriesContext(connection) as many:
        assert len(work.owed_by(user, TODAY)) == 5
    assert len(many) <= len(few) + 1  # who did what is asked once there is a rule


def test_a_done_task_that_meets_a_difficulty_is_owed_again(story: Story) -> None:
    handed(story)
    unit = story.communes[0]
    by, task = user_of(unit), Task.objects.create(programme=story.programme, content="Tập huấn")
    TaskBody.objects.create(task=task, words="Xã 1", unit=unit, leads=True, confirmed=True)
    for state, owes in (("done", False), ("stuck", True), ("done", False)):
        tasks.record_progress(task=task, unit=unit, state=state, text="x", by=by)
        assert ("Chủ trì nhiệm vụ: -" in owed(by)) is owes


# what changed


def adjust(story: Story, unit: Unit, value: int, since: date) -> None:
    """A unit reports a difficulty, and the office changes the level from a day on."""
    Threshold.objects.update(horizon_kind="", horizon="")
    row = difficulties.report_difficulty(
        programme=story.programme,
        unit=unit,
        target=story.programme.targets.get(),
        text="Khó",
        by=user_of(unit),
    )
    level = Threshold.objects.get(until=None)
    difficulties.answer_difficulty(
        difficulty=row,
        accepted=True,
        answer="Được",
        adjustment=difficulties.Adjustment(level, Decimal(value), since),
        by=story.officer,
    )


@pytest.mark.parametrize("since", [LONG_AGO, SOON], ids=["backdated", "ahead"])
def test_a_changed_level_is_told_once_to_all_who_hold_the_programme(
    story: Story, since: date
) -> None:
    handed(story)
    before = timezone.now() - timedelta(minutes=1)
    adjust(story, story.communes[0], 80, since)
    neighbour = user_of(story.communes[1])
    told = [f"Mức của chỉ tiêu đổi từ {since:%d/%m/%Y}: xã, phường đạt tiêu chuẩn an toàn"]
    assert work.changes_since(neighbour, before) == told
    assert work.changes_since(neighbour, timezone.now()) == []


def test_what_a_neighbour_asks_of_itself_is_not_told(story: Story) -> None:
    handed(story)
    own, by = story.communes[0], user_of(story.communes[0])
    facts = {"parent": story.programme.targets.get(), "unit": own, "reason": "", "by": by}
    for value in (91, 92):
        level = Level("gte", Decimal(value), True)
        targets.take_up_target(level=level, horizon=("by", "2025"), **facts)
    yesterday = timezone.now() - timedelta(days=1)
    assert "chỉ tiêu" not in str(work.changes_since(user_of(story.communes[1]), yesterday))


def test_what_changed_since_the_last_visit_is_told_in_words(story: Story, browser_of) -> None:
    unit = story.communes[0]
    user = user_of(unit)
    assert "Từ lần trước" not in browser_of(user).get(reverse("programme:work")).text
    LastVisit.objects.filter(user=user).update(at=timezone.now() - timedelta(days=1))
    hand(story, on=str(TODAY))
    adjust(story, unit, 80, SOON)
    reminding.remind(programme=story.programme, units=[unit.pk], text="Gửi ngay", by=story.officer)
    task = Task.objects.create(programme=story.programme, content="Tập huấn")
    Reminder.objects.create(
        programme=story.programme, task=task, unit=unit, text="Làm gấp", by=story.officer
    )
    lines = work.changes_since(user, timezone.now() - timedelta(hours=30))
    assert lines == [
        "Được giao chương trình: Phong trào bảo vệ an ninh Tổ quốc.",
        "Khó khăn đã báo được chấp nhận: Khó",
        f"Mức của chỉ tiêu đổi từ {SOON:%d/%m/%Y}: xã, phường đạt tiêu chuẩn an toàn",
    ]
    page = browser_of(user).get(reverse("programme:work")).text
    for told in ("Từ lần trước", "Được nhắc: Gửi ngay", "nhiệm vụ “Tập huấn”: Làm gấp"):
        assert told in page


def test_the_office_is_told_in_counts(story: Story) -> None:
    handed(story)
    unit = story.communes[0]
    by = user_of(unit)
    cascade.file_plan(programme=story.programme, unit=unit, symbol="1", plan_date=TODAY, by=by)
    difficulties.report_difficulty(
        programme=story.programme, unit=unit, target=None, text="Khó", by=by
    )
    assert work.changes_since(story.officer, timezone.now() - timedelta(hours=1)) == [
        "1 đơn vị tiếp nhận, 1 đơn vị gửi kế hoạch: Phong trào bảo vệ an ninh Tổ quốc",
        "1 đơn vị báo khó khăn mới.",
    ]


def test_a_session_keeps_the_day_of_the_visit_before_it(story: Story, browser_of) -> None:
    user = user_of(story.communes[0])
    before = timezone.now() - timedelta(days=3)
    LastVisit.objects.create(user=user, at=before)
    client = browser_of(user)
    for _ in range(2):
        assert client.get(reverse("programme:work")).context["since"] == before


# the year


def test_the_year_shows_every_deadline_by_month(story: Story, browser_of) -> None:
    story.programme.begins_on = date(2020, 1, 1)
    story.programme.save()
    hand(story, on="2020-01-10", plan_due=date(2020, 3, 1), plan_due_before=True)
    make_rule(story.programme, "", "quarter", what="Báo cáo quý")
    client = browser_of(user_of(story.communes[0]))
    page = client.get(reverse("programme:year") + "?nam=2020").text
    assert "Lịch năm 2020" in page
    assert page.count("Báo cáo quý") == 4
    assert page.index("Tháng 2<") < page.index("29/02/2020") < page.index("Tháng 3<")
    assert "Tháng 4<" not in page
    assert "Năm 2019 không có thời hạn nào" in client.get("/lich/?nam=2019").text
    assert f"Lịch năm {TODAY.year}" in client.get("/lich/?nam=99999").text


def test_the_private_address_needs_no_session_and_can_be_revoked(
    story: Story, browser_of, client
) -> None:
    handed(story)
    make_rule(story.programme, str(SOON), what="Báo cáo, tổng hợp")
    user = user_of(story.communes[0])
    own = browser_of(user)
    page = own.post(reverse("programme:change_feed"), {"step": "make"}, follow=True).text
    token = CalendarFeed.objects.get().token
    assert f"/lich/{token}.ics" in page
    answer = client.get(f"/lich/{token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.text.replace("\r\n ", "")
    assert "SUMMARY:Hạn: Báo cáo\\, tổng hợp" in text
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in text
    own.post(reverse("programme:change_feed"), {"step": "make"})
    assert client.get(f"/lich/{token}.ics").status_code == 404
    fresh = CalendarFeed.objects.get().token
    user.is_active = False
    user.save()
    assert client.get(f"/lich/{fresh}.ics").status_code == 404
    user.is_active = True
    user.save()
    own.post(reverse("programme:change_feed"), {"step": "revoke"})
    assert client.get(f"/lich/{fresh}.ics").status_code == 404
