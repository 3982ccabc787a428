"""A merged unit is merged again: each of the chain owes what fell due while it was there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.programme.actions import cascade
from phongtrao.programme.models import DutyDone, Programme, Progress, Task, TaskBody
from phongtrao.programme.queries import work
from phongtrao.programme.queries.duties import duties_of
from phongtrao.programme.queries.standings import Roll
from tests.programme.cascade_rows import Story, at, hand, make_rule, make_story, merge, user_of

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
AFTER = date(2020, 12, 15)
IN_MIDDLE = date(2020, 10, 31)


@pytest.fixture
def story() -> Story:
    """Three communes that have the programme since August: the first two become Xã Giữa in
    October, which with the third becomes Xã Cuối in December.
    """
    found = make_story(3)
    hand(found)
    Programme.objects.update(published_at=at("2020-01-02"))
    found.programme.refresh_from_db()
    return found


def chain(story: Story, answered: bool) -> tuple[Unit, Unit]:
    """Xã Giữa, which answered in its time or not, and Xã Cuối."""
    first, second, third = story.communes
    middle = merge("Xã Giữa", first, second, on="2020-10-01")
    if answered:
        cascade.acknowledge(programme=story.programme, unit=middle, by=user_of(middle))
    return middle, merge("Xã Cuối", middle, third, on="2020-12-01")


def owed(story: Story, unit: Unit) -> list[str]:
    found = duties_of([unit.pk], date.min, date(2020, 12, 31), AFTER, story.programme)
    return [f"{one.unit} {one.last_day:%d/%m}{' xong' if one.done else ''}" for one in found]


@pytest.mark.parametrize("answered", [False, True])
def test_each_of_a_chain_owes_what_fell_due_while_it_was_there(
    story: Story, answered: bool
) -> None:
    make_rule(story.programme, "", "month")
    middle, last = chain(story, answered)
    assert owed(story, last) == [
        *("Xã 1 31/08", "Xã 2 31/08", "Xã 3 31/08"),
        *("Xã 1 30/09", "Xã 2 30/09", "Xã 3 30/09"),
        *("Xã 3 31/10", "Xã Giữa 31/10", "Xã 3 30/11", "Xã Giữa 30/11"),
        "Xã Cuối 31/12",
    ]
    assert owed(story, middle) == [
        *("Xã 1 31/08", "Xã 2 31/08", "Xã 1 30/09", "Xã 2 30/09"),
        *("Xã Giữa 31/10", "Xã Giữa 30/11"),
    ]


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("by_task", [False, True])
def test_what_the_middle_of_a_chain_did_is_done(
    story: Story, answered: bool, by_task: bool
) -> None:
    task = None
    if by_task:
        task = Task.objects.create(programme=story.programme, number=1, content="Việc")
        TaskBody.objects.create(
            task=task, words="các xã", group="commune", leads=True, confirmed=True
        )
    rule = make_rule(story.programme, IN_MIDDLE.isoformat(), everyone=not by_task, task=task)
    middle, last = chain(story, answered)
    third = story.communes[2]
    facts = {"rule": rule, "due_on": IN_MIDDLE, "done_on": IN_MIDDLE, "by": story.officer}
    DutyDone.objects.create(unit=middle, **facts)
    assert owed(story, last) == ["Xã 3 31/10", "Xã Giữa 31/10 xong"]
    assert [one.name for row in Roll(story.programme, AFTER).late() for one in row.late] == [
        "Xã Cuối"
    ]
    DutyDone.objects.create(unit=third, **facts)
    assert owed(story, last) == ["Xã 3 31/10 xong", "Xã Giữa 31/10 xong"]
    roll = Roll(story.programme, AFTER)
    assert roll.late() == []
    (kept,) = roll.kept(rule, IN_MIDDLE)
    assert (kept.unit, kept.done is None) == (last, False)


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(("third", "state"), [("", "none"), ("doing", "doing"), ("done", "done")])
def test_a_line_of_the_middle_of_a_chain_speaks_for_what_it_took_over(
    story: Story, answered: bool, third: str, state: str
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    middle, _ = chain(story, answered)
    lines = ((story.communes[0], "doing"), (middle, "done"), (story.communes[2], third))
    for unit, said in lines:
        if said:
            Progress.objects.create(task=task, unit=unit, state=said, text="Dòng", by=story.officer)
    (row,) = Roll(story.programme, AFTER).standings(task, list(task.progress.order_by("-pk")))
    assert row.state == state


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(("did", "state"), [(3, "done"), (2, "none")])
def test_what_the_first_of_a_chain_told_counts_while_the_middle_told_nothing(
    story: Story, answered: bool, did: int, state: str
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    _, last = chain(story, answered)
    for unit in story.communes[:did]:
        Progress.objects.create(task=task, unit=unit, state="done", text="Xong", by=story.officer)
    (row,) = Roll(story.programme, AFTER).standings(task, list(task.progress.order_by("-pk")))
    assert row.state == state
    owes = [one for one in work.owed_by(user_of(last), AFTER) if one.what == "Việc"]
    assert bool(owes) is (state == "none")


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(("third", "open_"), [("", 1), ("done", 0)])
def test_the_last_of_a_chain_finds_open_what_the_middle_left_open(
    story: Story, answered: bool, third: str, open_: int
) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Việc")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    middle, last = chain(story, answered)
    for unit, said in ((middle, "done"), (story.communes[2], third)):
        if said:
            Progress.objects.create(task=task, unit=unit, state=said, text="Dòng", by=story.officer)
    owes = [one for one in work.owed_by(user_of(last), AFTER) if one.what == "Việc"]
    assert len(owes) == open_


@pytest.mark.parametrize("names_nobody", [False, True])
def test_what_one_unit_alone_was_asked_is_owed_by_each_of_its_chain(
    story: Story, names_nobody: bool
) -> None:
    first = story.communes[0]
    if names_nobody:
        Programme.objects.update(office=first)
        make_rule(story.programme, "", "month", everyone=False)
    else:
        task = Task.objects.create(programme=story.programme, number=1, content="Việc")
        TaskBody.objects.create(task=task, words="Xã 1", unit=first, leads=True, confirmed=True)
        make_rule(story.programme, "", "month", everyone=False, task=task)
    _, last = chain(story, answered=False)
    assert [line for line in owed(story, last) if line[-2:] > "08"] == [
        *("Xã 1 30/09", "Xã Giữa 31/10", "Xã Giữa 30/11", "Xã Cuối 31/12"),
    ]
