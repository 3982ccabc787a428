"""A handing that an heir of one of its units answered stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.actions import cascade, difficulties, tasks
from phongtrao.programme.models import DutyDone, Handing, Receipt, Target, Task, TaskBody
from phongtrao.programme.queries.cascade import handings_of, standing_of
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
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


# Two handings that came together in one heir


@pytest.fixture
def two(story: Story) -> tuple[Handing, Handing]:
    """The first commune was handed it two months ago, the second one month ago."""
    first, second = (
        hand(story, unit, on=str(TODAY - timedelta(days=days)))
        for unit, days in zip(story.communes, (60, 30), strict=False)
    )
    return first, second


def answer(story: Story, heir: Unit, way: str) -> None:
    """The heir answers, in one of the ways in which units answer."""
    facts = {"programme": story.programme, "unit": heir, "by": user_of(heir)}
    if way == "acknowledged":
        cascade.acknowledge(**facts)
    elif way == "plan":
        cascade.file_plan(symbol="01/KH-UBND", plan_date=date(2020, 9, 1), **facts)
    elif way == "resolution":
        cascade.file_resolution(symbol="07-NQ/ĐU", resolution_date=date(2020, 9, 1), **facts)
    elif way == "difficulty":
        difficulties.report_difficulty(target=None, text="Địa bàn rộng", **facts)
    else:
        Target.objects.create(
            programme=story.programme, owner=heir, subject="thôn", measure="đạt", number=1
        )


@pytest.mark.parametrize(
    "way", ["acknowledged", "plan", "resolution", "difficulty", "target of its own"]
)
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("again", [False, True])
def test_what_an_heir_answered_keeps_every_handing_that_it_has_it_from(
    story: Story, two: tuple[Handing, Handing], way: str, which: int, again: bool
) -> None:
    heir = heir_of(story)
    answer(story, heir, way)
    if again:
        merge("Xã Cuối", heir, story.communes[2], on=str(TODAY))
    told = f"Xã Mới, kế thừa Xã {which + 1}, đã trả lời|Xã Mới đã trả lời"
    with pytest.raises(cascade.HandingAnswered, match=told):
        cascade.take_back(handing=two[which], by=story.officer)
    assert [bool(one.answered) for one in handings_of(story.programme)] == [True, True]
    assert Receipt.objects.filter(unit__in=story.communes).count() == 2


def test_the_page_says_why_the_earlier_handing_stays(
    story: Story, two: tuple[Handing, Handing], browser_of
) -> None:
    answer(story, heir_of(story), "acknowledged")
    client = browser_of(story.officer)
    page = client.get(reverse("programme:hand", args=[story.programme.pk])).text
    assert page.count("đã có đơn vị trả lời") == 2
    address = reverse("programme:take_back", args=[story.programme.pk, two[0].pk])
    assert "Xã Mới, kế thừa Xã 1, đã trả lời" in client.post(address, follow=True).text


@pytest.mark.parametrize("merged_later", [False, True])
def test_what_the_middle_of_a_chain_did_without_a_receipt_is_an_answer(
    story: Story, handing: Handing, merged_later: bool
) -> None:
    due = TODAY - timedelta(days=1)
    rule, heir = make_rule(story.programme, str(due)), heir_of(story)
    DutyDone.objects.create(rule=rule, unit=heir, due_on=due, done_on=TODAY, by=user_of(heir))
    if merged_later:
        merge("Xã Cuối", heir, story.communes[2], on=str(TODAY))
    with pytest.raises(cascade.HandingAnswered):
        cascade.take_back(handing=handing, by=story.officer)


def test_who_has_it_by_a_handing_of_its_own_does_not_answer_for_what_it_took_in(
    story: Story, two: tuple[Handing, Handing]
) -> None:
    first, second = story.communes[:2]
    answer(story, second, "acknowledged")
    proposal = preview_merge(units=[second, first], into=second, on=EVE, decision=None)
    carry_out(proposal=proposal, by=None)
    assert cascade.take_back(handing=two[0], by=story.officer) == 1
    assert [one.unit for one in Receipt.objects.all()] == [second]


def test_an_heir_that_answered_nothing_keeps_what_the_other_handing_left_it(
    story: Story, two: tuple[Handing, Handing]
) -> None:
    heir = heir_of(story)
    assert cascade.take_back(handing=two[0], by=story.officer) == 1
    standing = standing_of(story.programme, heir, TODAY)
    assert standing
    assert [one.name for one in standing.inherited] == ["Xã 2"]
