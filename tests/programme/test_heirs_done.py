"""A merged unit is done with what all its predecessors did, not with what one of them did."""

from __future__ import annotations

from datetime import date

import pytest

from phongtrao.programme.models import DutyDone, Programme, Progress, Task, TaskBody
from phongtrao.programme.queries.standings import Roll
from tests.programme.cascade_rows import Story, at, hand, make_rule, make_story, merge

pytestmark = pytest.mark.django_db
DAY, AFTER = date(2020, 9, 1), date(2020, 12, 1)


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
