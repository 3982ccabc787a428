"""A merged unit is done with what all its predecessors did, not with what one of them did."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.core.dates.filing import Sent
from phongtrao.programme.actions import cascade, tasks
from phongtrao.programme.models import (
    DeadlineRule,
    DutyDone,
    Programme,
    Progress,
    Task,
    TaskBody,
)
from phongtrao.programme.queries import work
from phongtrao.programme.queries.duties import duties_of
from phongtrao.programme.queries.standings import Roll
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from tests.factories import make_unit
from tests.programme.cascade_rows import (
    Story,
    at,
    file_on,
    hand,
    ledger_rows,
    make_rule,
    make_story,
    merge,
    resolve,
    user_of,
)

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
DAY, REFORM, AFTER = date(2020, 9, 1), date(2020, 11, 1), date(2020, 12, 1)


@pytest.fixture
def story() -> Story:
    """Two communes that become one in November."""
    found = make_story(2)
    hand(found)
    Programme.objects.update(published_at=at("2020-01-02"))
    found.programme.refresh_from_db()
    return found


@pytest.mark.parametrize(("did", "late"), [(0, 1), (1, 1), (2, 0)])
def test_a_deadline_is_kept_when_all_predecessors_kept_it(
    story: Story, did: int, late: int
) -> None:
    rule = make_rule(story.programme, DAY.isoformat())
    for commune in story.communes[:did]:
        DutyDone.objects.create(rule=rule, unit=commune, due_on=DAY, done_on=DAY, by=story.officer)
    heir = merge("Xã Mới", *story.communes, on="2020-11-01")
    roll = Roll(story.programme, AFTER)
    assert sum(len(row.late) for row in roll.late()) == late
    (kept,) = roll.kept(rule, DAY)
    assert (kept.unit, kept.done is None) == (heir, bool(late))
    if not did:
        DutyDone.objects.create(rule=rule, unit=heir, due_on=DAY, done_on=AFTER, by=story.officer)
        (kept,) = Roll(story.programme, AFTER).kept(rule, DAY)
        assert kept.done


@pytest.mark.parametrize(
    ("states", "state"),
    [(("done", ""), "none"), (("done", "doing"), "doing"), (("done", "done"), "done")],
)
def test_a_task_is_done_when_all_predecessors_are_done(
    story: Story, states: tuple[str, str], state: str
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    for commune, one in zip(story.communes, states, strict=True):
        if one:
            Progress.objects.create(
                task=task, unit=commune, state=one, text="Xong", by=story.officer
            )
    merge("Xã Mới", *story.communes, on="2020-11-01")
    roll = Roll(story.programme, AFTER)
    (row,) = roll.standings(task, list(task.progress.all()))
    assert row.state == state


def make_group_task(story: Story) -> tuple[Task, DeadlineRule]:
    """A task of the communes, with a day."""
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    return task, make_rule(story.programme, DAY.isoformat(), everyone=False, task=task)


def absorb(unit: Unit, other: Unit) -> None:
    """A commune takes in another, in November."""
    proposal = preview_merge(units=[unit, other], into=unit, on=REFORM, decision=None)
    carry_out(proposal=proposal, by=None)


def owed(story: Story, *units: Unit) -> list[tuple[str, bool]]:
    """What is asked of units by the first deadline: of whom, whether it is done."""
    found = duties_of([unit.pk for unit in units], date.min, AFTER, AFTER, story.programme)
    return [(one.unit, one.done is not None) for one in found]


def late(story: Story) -> list[str]:
    """Whom the officer sees as overdue."""
    return [unit.name for row in Roll(story.programme, AFTER).late() for unit in row.late]


@pytest.mark.parametrize("acknowledged", [False, True])
def test_an_heir_has_the_duty_of_every_predecessor_by_a_task_of_a_group(
    story: Story, acknowledged: bool
) -> None:
    task, _ = make_group_task(story)
    heir = merge("Xã Mới", *story.communes, on="2020-11-01")
    user = user_of(heir)
    if acknowledged:
        cascade.acknowledge(programme=story.programme, unit=heir, by=user)
    assert owed(story, heir) == [("Xã 1", False), ("Xã 2", False)]
    for left in (["Xã Mới"], []):
        tasks.record_progress(task=task, unit=heir, state="done", text="Xong", by=user)
        assert late(story) == left
    assert owed(story, heir) == [("Xã 1", True), ("Xã 2", True)]


@pytest.mark.parametrize("at_", [0, 1])
def test_who_takes_in_another_keeps_the_duties_of_both(story: Story, at_: int) -> None:
    make_group_task(story)
    absorb(story.communes[at_], story.communes[1 - at_])
    assert owed(story, story.communes[at_]) == [("Xã 1", False), ("Xã 2", False)]


@pytest.mark.parametrize(("did", "open_"), [(0, 1), (1, 1), (2, 0)])
@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_task_without_a_day_is_open_until_all_predecessors_did_it(
    story: Story, did: int, open_: int, acknowledged: bool
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    for unit in story.communes[:did]:
        Progress.objects.create(task=task, unit=unit, state="done", text="Xong", by=story.officer)
    heir = merge("Xã Mới", *story.communes, on="2020-11-01")
    user = user_of(heir)
    if acknowledged:
        cascade.acknowledge(programme=story.programme, unit=heir, by=user)
    owes = [item for item in work.owed_by(user, AFTER) if item.kind == "Chủ trì nhiệm vụ"]
    assert len(owes) == open_


def did(story: Story, rule: DeadlineRule, *units: Unit, day: date = DAY) -> None:
    """Units did what a deadline asks."""
    for unit in units:
        DutyDone.objects.create(rule=rule, unit=unit, due_on=day, done_on=day, by=story.officer)


def kept(story: Story, rule: DeadlineRule, day: date = DAY) -> list[tuple[str, bool]]:
    """Whom the officer sees on the page of a deadline, and whether they did it."""
    found = Roll(story.programme, AFTER).kept(rule, day)
    return [(row.unit.name, row.done is not None) for row in found]


@pytest.mark.parametrize("by_task", [False, True])
@pytest.mark.parametrize("at_", [0, 1])
def test_who_takes_in_another_is_done_with_what_both_did(
    story: Story, at_: int, by_task: bool
) -> None:
    rule = make_group_task(story)[1] if by_task else make_rule(story.programme, DAY.isoformat())
    first, second = story.communes
    did(story, rule, story.communes[at_])
    absorb(first, second)
    assert late(story) == ["Xã 1"]
    assert kept(story, rule) == [("Xã 1", False)]
    did(story, rule, story.communes[1 - at_])
    assert late(story) == []
    assert kept(story, rule) == [("Xã 1", True)]


def test_who_was_handed_it_later_owes_only_what_it_took_in() -> None:
    story = make_story(2)
    first, second = story.communes
    hand(story, second)
    hand(story, first, on="2020-10-01")
    story.programme.refresh_from_db()
    rule = make_rule(story.programme, DAY.isoformat())
    absorb(first, second)
    assert late(story) == ["Xã 1"]
    did(story, rule, second)
    assert (late(story), owed(story, first)) == ([], [("Xã 2", True)])


def test_a_predecessor_that_was_handed_it_later_is_not_asked() -> None:
    story = make_story(2)
    first, second = story.communes
    hand(story, first)
    hand(story, second, on="2020-10-01")
    story.programme.refresh_from_db()
    rule = make_rule(story.programme, DAY.isoformat())
    did(story, rule, first)
    absorb(first, second)
    assert (late(story), owed(story, first)) == ([], [("Xã 1", True)])


@pytest.mark.parametrize("absorbed", [False, True])
def test_what_falls_due_after_the_merger_is_the_heirs(story: Story, absorbed: bool) -> None:
    rule = make_rule(story.programme, "2020-11-20")
    first, second = story.communes
    if absorbed:
        absorb(first, second)
    heir = first if absorbed else merge("Xã Mới", first, second, on="2020-11-01")
    assert late(story) == [heir.name]
    did(story, rule, heir, day=date(2020, 11, 20))
    assert late(story) == []


def test_a_leader_by_name_is_asked_for_itself_and_a_member_of_no_group_is_not(
    story: Story,
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    first, second = story.communes
    for unit, confirmed in ((second, True), (first, False)):
        TaskBody.objects.create(
            task=task, words=unit.name, unit=unit, leads=True, confirmed=confirmed
        )
    rule = make_rule(story.programme, DAY.isoformat(), everyone=False, task=task)
    absorb(first, second)
    assert late(story) == ["Xã 1"]
    did(story, rule, second)
    assert late(story) == []


def test_what_names_nobody_is_done_by_the_office_that_was_there(story: Story) -> None:
    rule = make_rule(story.programme, DAY.isoformat(), everyone=False)
    other = make_unit("Công an tỉnh khác", story.province, kind="công an")
    absorb(other, story.officer.office)
    assert late(story) == ["Công an tỉnh khác"]
    did(story, rule, story.officer.office)
    assert late(story) == []


@pytest.mark.parametrize(("states", "state"), [(("", "done"), "none"), (("", "doing"), "doing")])
def test_a_task_of_its_own_is_not_done_by_what_it_took_in(
    story: Story, states: tuple[str, str], state: str
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    for unit, one in zip(story.communes, states, strict=True):
        if one:
            Progress.objects.create(task=task, unit=unit, state=one, text="Xong", by=story.officer)
    absorb(*story.communes)
    (row,) = Roll(story.programme, AFTER).standings(task, list(task.progress.all()))
    assert row.state == state
    user = user_of(story.communes[0])
    owes = [item for item in work.owed_by(user, AFTER) if item.kind == "Chủ trì nhiệm vụ"]
    assert len(owes) == 1


def test_who_takes_in_another_files_for_itself(story: Story) -> None:
    first, second = story.communes
    file_on(story, second, "2020-08-20")
    resolve(second)
    absorb(first, second)
    (row,) = ledger_rows(story.programme, AFTER)
    assert (row.name, row.state, row.sent_on) == ("Xã 1", Sent.SILENT, None)
    assert (row.is_acknowledged, row.has_resolution) == (False, False)
    owes = {item.kind for item in work.owed_by(user_of(first), AFTER)}
    assert {"Tiếp nhận chương trình", "Gửi kế hoạch của đơn vị", "Ghi nghị quyết"} <= owes


@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_new_unit_has_filed_what_all_its_predecessors_filed(
    story: Story, acknowledged: bool
) -> None:
    for commune in story.communes:
        file_on(story, commune, "2020-08-20")
        resolve(commune)
    heir = merge("Xã Mới", *story.communes, on="2020-11-01")
    if acknowledged:
        cascade.acknowledge(programme=story.programme, unit=heir, by=user_of(heir))
    (row,) = ledger_rows(story.programme, AFTER)
    assert (row.state, row.has_both) == (Sent.ON_TIME, True)
