"""A name or a kind that begins later is nobody's before its day, and everybody's from it on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from phongtrao.units.actions import previewing
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.importing import import_units
from phongtrao.units.actions.naming import put_names_into_force
from phongtrao.units.forms.fields import named_unit
from phongtrao.units.models import Unit, UnitChange
from phongtrao.units.queries.lists import whole_name
from tests.factories import make_unit
from tests.units.days import below
from tests.units.proposals import end, rename

if TYPE_CHECKING:
    from django.test import Client

TODAY, NEXT_YEAR = date(2026, 11, 22), date(2027, 7, 1)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> object:
    """Sets the day that it is; the reader is told from the start that it is TODAY."""

    def it_is(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_: day)

    it_is(TODAY)
    return it_is


@pytest.fixture
def renamed(land, today) -> UnitChange:
    """Xã Cẩm Lệ becomes Xã Tương Lai next year."""
    return carry_out(proposal=rename(land, "Xã Tương Lai", NEXT_YEAR, unit=land.second), by=None)


@pytest.fixture
def browser(clerk, browser_of) -> Client:
    return browser_of(clerk)


def test_pages_say_the_old_name_until_the_day_and_the_new_one_from_it_on(renamed, browser, today):
    work = reverse("programme:work")
    assert "Những gì Xã Cẩm Lệ còn phải làm" in browser.get(work).text
    today(NEXT_YEAR - timedelta(days=1))
    assert "Những gì Xã Cẩm Lệ còn phải làm" in browser.get(work).text
    today(NEXT_YEAR)
    assert "Những gì Xã Tương Lai còn phải làm" in browser.get(work).text


def test_a_kind_that_begins_later_puts_nobody_into_another_group_today(land, today):
    proposal = previewing.preview_reclassify(
        unit=land.second, kind="phường", on=NEXT_YEAR, decision=None
    )
    carry_out(proposal=proposal, by=None)
    assert Unit.objects.filter(kind="xã").count() == 2
    put_names_into_force(on=NEXT_YEAR)
    assert Unit.objects.get(kind="phường") == land.second


def test_a_change_of_today_holds_at_once(land, today):
    carry_out(proposal=rename(land, "Xã Mới", TODAY), by=None)
    assert Unit.objects.get(pk=land.first.pk).name == "Xã Mới"


def test_a_change_taken_back_on_its_day_gives_the_old_name_back(renamed, land, today):
    put_names_into_force(on=NEXT_YEAR)
    today(NEXT_YEAR)
    undo_change(change=renamed, by=None)
    assert Unit.objects.get(pk=land.second.pk).name == "Xã Cẩm Lệ"


def test_who_ended_keeps_his_last_name_and_who_is_to_come_has_his_first(renamed, land, today):
    put_names_into_force(on=NEXT_YEAR)
    today(NEXT_YEAR)
    later = NEXT_YEAR + timedelta(days=9)
    second = Unit.objects.get(pk=land.second.pk)
    carry_out(proposal=end(land, [second], on=later), by=None)
    put_names_into_force(on=later + timedelta(days=9))
    assert Unit.objects.get(pk=land.second.pk).name == "Xã Tương Lai"
    born = make_unit("Trường sắp mở", land.first, on=later)
    assert born.name == "Trường sắp mở"
    carry_out(proposal=rename(land, "Trường đã mở", later.replace(year=2028), unit=born), by=None)
    assert Unit.objects.get(pk=born.pk).name == "Trường sắp mở"


def test_boxes_take_the_name_of_today_and_lead_from_the_coming_one_to_it(renamed, land, keeper):
    for words in ("Xã Cẩm Lệ", "Xã Cẩm Lệ, Tỉnh Mẫu", "Xã Cẩm Lệ, mã 99002"):
        assert named_unit(words, keeper) == land.second
    assert whole_name(land.second) == "Xã Cẩm Lệ, Tỉnh Mẫu"
    with pytest.raises(ValidationError, match="Gần giống: Xã Cẩm Lệ, Tỉnh Mẫu"):
        named_unit("Xã Tương Lai", keeper)


def test_tables_take_the_name_of_today_and_the_coming_one(renamed, land, keeper):
    headings = ["Tên đơn vị", "Thuộc địa bàn"]
    rows = [["Trường A", "Xã Cẩm Lệ"], ["Trường B", "Xã Tương Lai"]]
    import_units(rows=[headings, *rows], by=keeper)
    assert {"Trường A", "Trường B"} <= set(below(land.second, TODAY))


def test_a_day_without_new_names_costs_one_question(renamed, django_assert_num_queries):
    with django_assert_num_queries(1):
        put_names_into_force(on=TODAY)
