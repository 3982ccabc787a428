"""The numbers of the list of programmes are those of the ledgers that they open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.programme.actions import cascade
from phongtrao.programme.models import Programme
from phongtrao.programme.queries.ledger import Ledger, counts_of_ledgers, ledger_counts
from tests.programme.cascade_rows import (
    Story,
    hand,
    make_commune,
    make_programme,
    make_story,
    merge,
    user_of,
)
from tests.programme.reorganisation_rows import day

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(time_machine) -> Story:
    time_machine.move_to("2020-11-22T09:00:00+07:00", tick=False)
    return make_story(5)


def _another(story: Story, *units: Unit) -> Story:
    """One more programme, in the hands of units."""
    text = f"Kế hoạch khác {Programme.objects.count()}\n\nI. MỤC ĐÍCH"
    programme = make_programme(story.officer, story.province, text=text)
    other = Story(story.province, story.officer, programme, story.communes)
    hand(other, *units, on="2020-09-01")
    return other


def test_the_list_counts_as_the_ledger_does_after_a_merger(story: Story, browser_of) -> None:
    hand(story)
    for unit in story.communes[:3]:
        cascade.acknowledge(programme=story.programme, unit=unit, by=user_of(unit))
    heir = merge("Xã Mới", *story.communes[:3], on="2020-11-01")
    other = _another(story, heir, story.communes[3])
    cascade.acknowledge(programme=other.programme, unit=heir, by=user_of(heir))
    third = _another(story, make_commune("Xã Khác", story.province))
    client = browser_of(story.officer)
    shown = client.get(reverse("programme:list")).text
    for programme, words in (
        (story.programme, "1/3"),
        (other.programme, "1/2"),
        (third.programme, "0/1"),
    ):
        address = reverse("programme:ledger", args=[programme.pk])
        assert f'<a href="{address}">{words}</a>' in shown
        assert f"Đã tiếp nhận {words}" in client.get(address).text


def test_all_ledgers_are_counted_as_each_by_itself(story: Story) -> None:
    hand(story, *story.communes[:4])
    heir = merge("Xã Mới", *story.communes[:2], on="2020-11-01")
    other = _another(story, heir, *story.communes[2:])
    cascade.acknowledge(programme=story.programme, unit=heir, by=user_of(heir))
    programmes = [story.programme, other.programme]
    for on in ("2020-08-20", "2020-10-01", "2020-11-22"):
        with day(on):
            from_all = counts_of_ledgers(programmes, date.fromisoformat(on))
            for one in programmes:
                whole = Ledger(one, date.fromisoformat(on)).counts
                assert from_all[one.pk] == ledger_counts(one, date.fromisoformat(on)) == whole


def test_the_list_costs_the_same_for_one_programme_and_for_three(story: Story, browser_of) -> None:
    hand(story)
    merge("Xã Mới", *story.communes[:2], on="2020-11-01")
    client = browser_of(story.officer)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("programme:list"))
    _another(story, story.communes[3])
    with CaptureQueriesContext(connection) as two:
        client.get(reverse("programme:list"))
    assert len(two) <= len(one)
