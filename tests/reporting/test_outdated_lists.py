"""When the list of a period is out of date: units moved, were divided by other facts, or ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.queries.outdated import outdated_lists
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.previewing import (
    preview_move,
    preview_reclassify,
    preview_rename,
)
from phongtrao.units.actions.reach import rebuild_ancestry
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import make_commune, merge
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.list_rows import AUTUMN, MERGED, asked_in_spring, asked_of_bodies
from tests.reporting.report_rows import Asked, send, window
from tests.reporting.strata_rows import counts, households, make_cameras

if TYPE_CHECKING:
    from phongtrao.units.models import UnitChange

pytestmark = pytest.mark.django_db

SAID = "▲ Danh sách của kỳ này chốt khi mở kỳ"


def reclassify(unit: Unit, on: date, **facts: Any) -> UnitChange:
    proposal = preview_reclassify(unit=unit, on=on, decision=None, **facts)
    return carry_out(proposal=proposal, by=None)


def link(asked: Asked) -> str:
    return reverse("reporting:refresh_list", args=[asked.period.pk])


def is_told(asked: Asked, on: date) -> bool:
    """Whether the page of the period and the officer's work lead to bringing the list up to date;
    both or neither.
    """
    with day(on):
        page = client_of(asked.officer).get(reverse("reporting:period", args=[asked.period.pk]))
        owed = [one.url for one in owed_by(asked.officer, on)]
    told = SAID in page.text and link(asked) in page.text
    assert told == (link(asked) in owed)
    return told


def bring_up_to_date(asked: Asked, on: date) -> None:
    """As the officer does: he opens what his work names, and presses the button."""
    client = client_of(asked.officer)
    with day(on):
        page = client.get(link(asked)).text
        seen = page.partition('name="seen" value="')[2].partition('"')[0]
        assert client.post(link(asked), {"seen": seen}).status_code == 302


def test_a_commune_that_becomes_a_ward_moves_from_n25_to_n26_within_the_running_year() -> None:
    """F02, with its own numbers."""
    asked = make_cameras()
    with day(date(2022, 3, 1)):
        asked.period = open_period(
            form=asked.form, window=window(asked.form, 2022), by=asked.officer
        )
    with day(date(2022, 9, 1)):  # what is to come is written down before
        reclassify(asked.story.communes[2], date(2022, 11, 10), kind="phường", settlement="urban")
    assert not is_told(asked, date(2022, 11, 9))
    assert is_told(asked, date(2022, 11, 10))
    bring_up_to_date(asked, date(2022, 11, 22))
    assert not is_told(asked, date(2022, 11, 22))
    households(asked, (20, 100), (30, 100), (25, 100), (60, 100))
    assert counts(asked) == {"N25": (50, 200), "N26": (85, 200)}


def test_a_change_from_a_day_after_the_period_does_not_touch_its_list() -> None:
    asked = asked_in_spring()
    with day(AUTUMN):
        reclassify(asked.story.communes[0], date(2021, 1, 1), kind="phường", settlement="urban")
    assert not is_told(asked, date(2021, 2, 1))


def test_a_change_that_was_written_down_late_is_told_too() -> None:
    asked = asked_in_spring()
    with day(AUTUMN):
        reclassify(asked.story.communes[0], date(2020, 1, 15), kind="phường", settlement="urban")
    assert is_told(asked, AUTUMN)


def test_what_is_taken_back_is_told_in_its_turn() -> None:
    asked = asked_in_spring()
    with day(MERGED):
        change = reclassify(asked.story.communes[0], MERGED, kind="phường", settlement="urban")
    bring_up_to_date(asked, date(2020, 7, 2))
    with day(AUTUMN):
        undo_change(change=change, by=None)
    assert is_told(asked, AUTUMN)
    bring_up_to_date(asked, AUTUMN)
    assert not is_told(asked, AUTUMN)


@pytest.mark.parametrize("which", ["itself", "where it belongs"])
def test_a_body_that_lies_in_another_commune_is_told(which: str) -> None:
    asked, (school, _) = asked_of_bodies("trường học")
    one, other = asked.story.communes
    moved = school
    if which == "where it belongs":
        moved = make_unit("Phòng Giáo dục", one, kind="phòng")
        school.versions.update(territory=moved)
        rebuild_ancestry([moved.pk, school.pk])
    with day(MERGED):
        carry_out(
            proposal=preview_move(unit=moved, territory=other, line=None, on=MERGED, decision=None),
            by=None,
        )
    assert is_told(asked, AUTUMN)
    bring_up_to_date(asked, AUTUMN)
    assert not is_told(asked, AUTUMN)
    assert asked.of(school).commune == other


def test_communes_that_sent_before_they_became_one_are_told() -> None:
    asked = asked_in_spring()
    with day(date(2020, 6, 1)):
        for unit in asked.story.communes[:2]:
            send(asked, unit, 5, 7, 1)
    merge("Xã Mới", *asked.story.communes[:2], on="2020-07-01")
    assert is_told(asked, AUTUMN)


def test_what_changes_no_line_is_not_told() -> None:
    asked = asked_in_spring()
    listed, stranger = asked.story.communes[0], make_commune("Xã Ngoài", asked.story.province)
    with day(MERGED):
        reclassify(stranger, MERGED, kind="phường", settlement="urban")
        carry_out(
            proposal=preview_rename(unit=listed, name="Xã Một", on=MERGED, decision=None), by=None
        )
    assert not is_told(asked, AUTUMN)


@pytest.mark.parametrize("communes", [4, 24])
def test_the_hint_costs_the_same_for_few_and_for_many(
    communes: int, django_assert_num_queries: Any
) -> None:
    asked = asked_in_spring(communes)
    with django_assert_num_queries(1):
        assert outdated_lists([asked.period], AUTUMN) == []
    with day(MERGED):
        for unit in asked.story.communes[1:]:
            reclassify(unit, MERGED, kind="thị trấn")
    with django_assert_num_queries(9):
        assert outdated_lists([asked.period], AUTUMN) == [asked.period]


def test_provinces_keep_what_lies_in_them(django_assert_num_queries: Any) -> None:
    """A province becomes a city: the many lines below it are not looked at."""
    asked = asked_in_spring()
    assert asked.story.province.level == Level.PROVINCE
    with day(MERGED):
        reclassify(asked.story.province, MERGED, kind="thành phố")
    assert outdated_lists([asked.period], AUTUMN) == []
