"""Who hands down, takes back and answers in one moment does it one after the other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from phongtrao.access.models import Role
from phongtrao.programme.actions.cascade import (
    HandingAnswered,
    NobodyToHandTo,
    NotHandedToUnit,
    acknowledge,
    file_plan,
    take_back,
)
from phongtrao.programme.actions.held import hold_receipts
from phongtrao.programme.models import Receipt
from tests.at_once import MANY_WRITERS, aside, until_somebody_waits
from tests.factories import make_user
from tests.programme.cascade_rows import hand, make_story

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from tests.programme.cascade_rows import Story

pytestmark = MANY_WRITERS


@pytest.fixture
def story() -> Story:
    return make_story(2)


def clerk(story: Story) -> User:
    return make_user("canbo1", story.communes[0], Role.REPORTER)


def test_a_programme_that_is_handed_down_twice_at_once_is_handed_down_once(story: Story) -> None:
    with transaction.atomic():
        hand(story)
        other = aside(lambda: hand(story))
        until_somebody_waits()
    other.join()
    assert isinstance(other.told, NobodyToHandTo)
    assert Receipt.objects.count() == 2


def test_what_a_unit_files_while_it_is_taken_back_is_refused(story: Story) -> None:
    handing, by, unit = hand(story), clerk(story), story.communes[0]
    with transaction.atomic():
        take_back(handing=handing, by=story.officer)
        filing = aside(
            lambda: file_plan(
                programme=story.programme,
                unit=unit,
                symbol="1/KH",
                plan_date=date(2026, 1, 5),
                by=by,
            )
        )
        until_somebody_waits()
    filing.join()
    assert isinstance(filing.told, NotHandedToUnit)
    assert not Receipt.objects.exists()


def test_what_a_unit_is_answering_is_not_taken_back(story: Story) -> None:
    handing, by, unit = hand(story), clerk(story), story.communes[0]
    with transaction.atomic():
        acknowledge(programme=story.programme, unit=unit, by=by)
        taking = aside(lambda: take_back(handing=handing, by=story.officer))
        until_somebody_waits()
    taking.join()
    assert isinstance(taking.told, HandingAnswered)
    assert Receipt.objects.get(unit=unit).acknowledged_at


def test_a_unit_does_not_wait_while_another_answers(story: Story) -> None:
    hand(story)
    first, second = story.communes
    by = make_user("canbo2", second, Role.REPORTER)
    with transaction.atomic():
        hold_receipts(story.programme, first)
        answering = aside(lambda: acknowledge(programme=story.programme, unit=second, by=by))
        answering.join(timeout=10)
        assert not answering.is_alive()
    assert answering.told is None
