"""A day gone by reads as its own evening read, on every page of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from phongtrao.units.queries.finding import forget_names
from tests.programme.as_of_rows import STEPS, TODAY, Year, facts_of, live, read
from tests.programme.reorganisation_rows import day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Year]:
    """From January to August."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget_names()
        yield live(STEPS)
        transaction.set_rollback(True)


@pytest.mark.parametrize("on", list(STEPS), ids=str)
def test_a_day_gone_by_reads_as_it_read_on_its_evening(year: Year, db: None, on: date) -> None:
    with day(TODAY):
        for address, client in year.pages().items():
            if address in year.told[on]:
                assert facts_of(read(client, address, on)) == year.told[on][address], address


def test_the_days_tell_different_things(year: Year) -> None:
    told = list(year.told.values())
    assert all(told[at] != told[at + 1] for at in range(len(told) - 1))
