"""A handing that an heir of one of its units answered stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from phongtrao.programme.actions import cascade, tasks
from phongtrao.programme.models import DutyDone, Handing, Task, TaskBody
from phongtrao.programme.queries.cascade import handings_of
from tests.programme.cascade_rows import Story, hand, make_rule, make_story, merge, user_of

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
EVE = TODAY - timedelta(days=1)


@pytest.fixture
def story() -> Story:
    return make_story()


@pytest.fixture
def handing(story: Story) -> Handing:
    """Handed to all communes two months ago."""
    return hand(story, on=str(TODAY - timedelta(days=60)))


def heir_of(story: Story) -> Unit:
    """The commune that the first two became yesterday."""
    return merge("Xã Mới", *story.communes[:2], on=str(EVE))


def refuses(handing: Handing, story: Story) -> None:
    """Nobody can take the handing back, and its row counts the answers."""
    with pytest.raises(cascade.HandingAnswered):
        cascade.take_back(handing=handing, by=story.officer)
    assert handings_of(story.programme).get().answered == 2


def test_an_heir_wrote_a_line(story: Story, handing: Handing) -> None:
    task = Task.objects.create(programme=story.programme, number=1, content="Phát động")
    TaskBody.objects.create(task=task, words="các xã", group="commune", leads=True, confirmed=True)
    heir = heir_of(story)
    tasks.record_progress(task=task, unit=heir, state="doing", text="Đang làm", by=user_of(heir))
    refuses(handing, story)


def test_an_heir_did_a_duty(story: Story, handing: Handing) -> None:
    due = TODAY - timedelta(days=20)
    rule, heir = make_rule(story.programme, str(due)), heir_of(story)
    DutyDone.objects.create(rule=rule, unit=heir, due_on=due, done_on=TODAY, by=user_of(heir))
    refuses(handing, story)


def test_an_heir_that_answered_nothing_lets_it_go(story: Story, handing: Handing) -> None:
    heir_of(story)
    assert cascade.take_back(handing=handing, by=story.officer) == 3
