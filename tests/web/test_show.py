"""Days and addresses in lists are written as Django writes them, in less time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.template.defaultfilters import date as as_django
from django.urls import reverse, set_script_prefix
from django.utils import timezone

from phongtrao.web.templatetags.show import address, day, moment


@pytest.mark.parametrize("value", [date(2021, 2, 10), date(985, 12, 1), None, ""])
def test_a_day_is_written_as_the_filter_of_django_writes_it(value: date | None) -> None:
    assert day(value) == as_django(value, "d/m/Y")


def test_of_a_moment_the_day_on_the_spot_is_written() -> None:
    moment = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)
    assert day(moment) == timezone.localtime(moment).strftime("%d/%m/%Y") == "05/03/2026"


def test_when_something_was_done_is_written_as_the_filter_of_django_writes_it() -> None:
    at = datetime(2026, 3, 4, 18, 5, tzinfo=UTC)
    assert moment(at) == as_django(timezone.localtime(at), "H:i d/m/Y") == "01:05 05/03/2026"


def test_an_address_in_a_list_is_that_of_the_page() -> None:
    numbers = [7, 200_001]
    assert address("programme:receipt", *numbers) == reverse("programme:receipt", args=numbers)
    assert address("units:list") == reverse("units:list")
    written = engines["django"].from_string("{% address 'units:unit' pk %}").render({"pk": 12})
    assert written == reverse("units:unit", args=[12])


def test_an_address_follows_where_the_site_stands() -> None:
    plain = address("units:unit", 3)
    set_script_prefix("/phong trào/")
    try:
        assert address("units:unit", 3) == reverse("units:unit", args=[3]) != plain
    finally:
        set_script_prefix("/")
