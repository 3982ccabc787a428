"""Nobody answers in the name of a unit but its own people, and not when it is no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Assignment, Role
from phongtrao.access.queries import Denied, UnitEnded
from phongtrao.programme.actions import cascade, difficulties, duties, reminding, targets, tasks
from phongtrao.programme.actions.answering import AnswersForAnother
from phongtrao.programme.models import (
    Difficulty,
    DutyDone,
    OfficeContact,
    Progress,
    Receipt,
    Target,
    Task,
    TaskBody,
)
from tests.factories import make_user
from tests.programme.cascade_rows import (
    Story,
    file_on,
    hand,
    make_programme,
    make_rule,
    make_story,
    merge,
    user_of,
)
from tests.programme.own_target_rows import END_OF_2026, add_own, percent, take_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit

    Act = Callable[[Story, Unit, User], Any]

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story, on=str(TODAY - timedelta(days=60)))
    make_rule(story.programme, str(YESTERDAY - timedelta(days=1)))
    return story


def everyones_task(story: Story) -> Task:
    task, made = Task.objects.get_or_create(programme=story.programme, number=1, content="Việc")
    if made:
        TaskBody.objects.create(
            task=task, words="các xã", group="commune", leads=True, confirmed=True
        )
    return task


def duty_of(story: Story, unit: Unit) -> dict[str, Any]:
    rule = story.programme.deadlines.get()
    return {"rule": rule, "unit": unit, "due_on": date.fromisoformat(rule.due)}


def own_of(story: Story, unit: Unit) -> Target:
    return Target.objects.filter(owner=unit).first() or add_own(
        story.programme, unit, user_of(unit)
    )


ACTS: dict[str, Act] = {
    "acknowledge": lambda story, unit, by: cascade.acknowledge(
        programme=story.programme, unit=unit, by=by
    ),
    "plan": lambda story, unit, by: cascade.file_plan(
        programme=story.programme, unit=unit, symbol="1", plan_date=TODAY, by=by
    ),
    "resolution": lambda story, unit, by: cascade.file_resolution(
        programme=story.programme, unit=unit, symbol="1", resolution_date=TODAY, by=by
    ),
    "difficulty": lambda story, unit, by: difficulties.report_difficulty(
        programme=story.programme, unit=unit, target=None, text="Khó", by=by
    ),
    "duty": lambda story, unit, by: duties.mark_duty_done(
        **duty_of(story, unit), done_on=TODAY, note="", by=by
    ),
    "undo": lambda story, unit, by: duties.take_back_duty(**duty_of(story, unit), by=by),
    "progress": lambda story, unit, by: tasks.record_progress(
        task=everyones_task(story), unit=unit, state="doing", text="Đang làm", by=by
    ),
    "take up": lambda story, unit, by: take_up(
        story.programme, unit, percent("gte", 95), by, reason="Chậm"
    ),
    "own": lambda story, unit, by: add_own(story.programme, unit, by),
    "level": lambda story, unit, by: targets.set_own_level(
        target=own_of(story, unit), level=percent("gte", 99), horizon=END_OF_2026, reason="", by=by
    ),
    "withdraw": lambda story, unit, by: targets.withdraw_own_target(
        target=own_of(story, unit), by=by
    ),
    "contact": lambda story, unit, by: reminding.set_contact(unit=unit, email="a@b.vn", by=by),
}


@pytest.mark.parametrize("name", ACTS)
def test_who_stands_above_does_nothing_in_the_name_of_a_unit(story: Story, name: str) -> None:
    unit, act = story.communes[0], ACTS[name]
    own_of(story, unit)
    for user in (story.officer, make_user("tinh", story.province)):
        Assignment.objects.get_or_create(user=user, unit=story.province, role=Role.STANDING_OFFICER)
        with pytest.raises(AnswersForAnother, match="Xã 1"):
            act(story, unit, user)
    assert not Receipt.objects.exclude(acknowledged_at=None).exists()
    for rows in (Difficulty, DutyDone, Progress, OfficeContact):
        assert not rows.objects.exists()
    assert Target.objects.filter(owner=unit).count() == 1
    if name != "undo":
        act(story, unit, user_of(unit))


def test_who_is_lent_a_role_at_a_unit_writes_a_line_for_it(story: Story, browser_of) -> None:
    unit, lent = story.communes[0], make_user("muon", story.communes[1])
    task = everyones_task(story)
    user_of(unit).assignments.get().delegations.create(
        receiver=lent, first_day=TODAY, last_day=TODAY
    )
    page = browser_of(lent).get(reverse("programme:task", args=[story.programme.pk, task.pk]))
    assert [one.name for one in page.context["mine"]] == ["Xã 1", "Xã 2"]
    ACTS["progress"](story, unit, lent)
    assert Progress.objects.get().unit == unit


def test_the_page_of_a_unit_says_who_noted_its_plan_from_paper(story: Story, browser_of) -> None:
    unit = story.communes[0]
    address = reverse("programme:receipt", args=[story.programme.pk, unit.pk])
    file_on(story, unit, str(TODAY))
    noted = f"bản giấy do {story.officer.full_name} ghi"
    assert noted in browser_of(user_of(unit)).get(address).text
    ACTS["plan"](story, unit, user_of(unit))
    assert "bản giấy do" not in browser_of(user_of(unit)).get(address).text


@pytest.fixture
def heir(story: Story) -> Unit:
    """Xã 1 and Xã 2 became one yesterday."""
    return merge("Xã Mới", *story.communes[:2], on=str(YESTERDAY))


def test_the_heir_keeps_the_duties_of_its_predecessors(
    story: Story, heir: Unit, browser_of
) -> None:
    old, day = story.communes[0], YESTERDAY - timedelta(days=1)
    address = reverse("programme:duty", args=[story.programme.deadlines.get().pk, old.pk, day])
    stranger = user_of(story.communes[2])
    with pytest.raises(Denied):
        ACTS["duty"](story, old, stranger)
    above = make_user("tinh", story.province)
    with pytest.raises(AnswersForAnother):
        ACTS["duty"](story, old, above)
    for user in (stranger, above):
        assert browser_of(user).get(address).status_code == 404
    client = browser_of(user_of(heir))
    assert client.get(address).status_code == 200
    client.post(address, {"step": "done", "done_on": f"{TODAY:%d/%m/%Y}"})
    assert DutyDone.objects.get().unit == old
    with pytest.raises(AnswersForAnother):
        ACTS["acknowledge"](story, old, user_of(heir))


def test_nobody_writes_as_a_unit_that_is_no_more_whatever_else_he_is(
    story: Story, heir: Unit
) -> None:
    left = user_of(story.communes[0])
    with pytest.raises(UnitEnded):
        ACTS["acknowledge"](story, story.communes[0], left)
    Assignment.objects.create(user=left, unit=story.province, role=Role.STANDING_OFFICER)
    for name in ("acknowledge", "plan", "difficulty", "own"):
        with pytest.raises(UnitEnded, match="Xã 1 đã kết thúc"):
            ACTS[name](story, story.communes[0], left)


@pytest.mark.parametrize("name", ["receipt", "own_targets"])
def test_the_page_of_an_ended_unit_offers_nothing_and_says_why(
    story: Story, heir: Unit, name: str, browser_of
) -> None:
    old = story.communes[0]
    client = browser_of(user_of(old))
    address = reverse(f"programme:{name}", args=[story.programme.pk, old.pk])
    page = client.get(address).text.split("<main")[1]
    assert f"Xã 1 đã kết thúc từ {YESTERDAY:%d/%m/%Y} nên đơn vị không ghi thêm được" in page
    assert "Đơn vị kế thừa ghi tiếp ở trang của mình: Xã Mới." in page
    assert 'disabled title="Xã 1 đã kết thúc"' in page
    for hidden in ("tiep-nhan", "bao-kho-khan", "gui-ke-hoach", "them", "muc", "<form"):
        assert f"/{hidden}/" not in page, hidden
    own = address.replace(f"/{old.pk}/", f"/{heir.pk}/")
    assert "đã kết thúc" not in browser_of(user_of(heir)).get(own).text


def test_a_replaced_programme_urges_nobody_any_more(story: Story, browser_of) -> None:
    task, old = everyones_task(story), story.programme
    address = reverse("programme:task", args=[old.pk, task.pk])
    client = browser_of(story.officer)
    urging = reverse("programme:urge", args=[old.pk, task.pk])
    assert urging in client.get(address).text
    assert "Cách theo dõi" in client.get(address).text
    make_programme(story.officer, story.province, replaces=old, text="KẾ HOẠCH\nBản mới\n")
    page = client.get(address).text
    assert "đã được thay bằng bản mới" in page
    assert "Đôn đốc các đơn vị" not in page
    assert "Cách theo dõi" not in page
    unit, by = story.communes[0].pk, story.officer
    refused: list[Callable[[], object]] = [
        lambda: tasks.urge(task=task, units=[unit], text="Làm ngay", by=by),
        lambda: reminding.remind(programme=old, units=[unit], text="Làm ngay", by=by),
        lambda: tasks.link_twin(task=task, number=2, by=by),
        lambda: tasks.unlink_twins(task=task, by=by),
        lambda: tasks.set_continuous(task=task, continuous=False, rhythm="", by=by),
    ]
    for act in refused:
        with pytest.raises(cascade.ProgrammeReplaced):
            act()
    assert not old.reminders.exists()
