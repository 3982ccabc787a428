"""A level whose comparator or base an answer changed: figures are held against what was in force on
the day, and the pages say which.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.programme.actions import difficulties
from phongtrao.programme.models import Programme, Target
from tests.programme.cascade_rows import at, user_of
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, accept, make_asked, send
from tests.reporting.seen_rows import address, sent_on, settled

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    """135 of 150 are settled, exactly 90 %; the reports came on 3 April 2020."""
    found = make_asked()
    first, second, third = found.story.communes
    for unit, *figures in ((first, 100, 100, 95), (second, 50, 50, 40), (third, 0, 0, 0)):
        send(found, unit, *figures)
        accept(found, unit)
        sent_on(found.of(unit), "2020-04-03")
    Programme.objects.update(published_at=at("2020-01-02"))
    return found


@pytest.fixture
def office(asked: Asked) -> Client:
    return client_of(asked.officer)


def level_is(target: Target, **facts: Any) -> None:
    target.thresholds.update(horizon_kind="every", horizon="quarter", **facts)


def adjust(asked: Asked, target: Target, on: date, value: int, **facts: Any) -> None:
    unit, old = asked.story.communes[0], target.thresholds.get(until=None)
    with day(on):
        row = difficulties.report_difficulty(
            programme=asked.story.programme,
            unit=unit,
            target=target,
            text="Đơn vị đã sáp nhập.",
            by=user_of(unit),
        )
        difficulties.answer_difficulty(
            difficulty=row,
            accepted=True,
            answer="Đồng ý.",
            adjustment=difficulties.Adjustment(old, Decimal(value), date(2020, 1, 15), **facts),
            by=asked.officer,
        )


def test_a_comparator_that_was_changed_judges_from_the_day_on_which_it_was_known(
    asked: Asked, office: Client
) -> None:
    target = settled(asked)
    level_is(target, comparator="gt", value=90)
    adjust(asked, target, date(2020, 6, 1), 90, comparator="gte")
    before = office.get(address(target), {"tai-ngay": "31/05/2020"}).text
    assert "&gt; 90 %" in before
    assert "✕ Không đạt" in before
    after = office.get(address(target), {"tai-ngay": "01/06/2020"}).text
    assert "≥ 90 %" in after
    assert "&gt; 90 %" not in after
    assert "● Đạt" in after


def test_a_base_that_was_changed_is_what_figures_stand_beside(asked: Asked, office: Client) -> None:
    target = settled(asked)
    level_is(target, comparator="eq", value=140, unit="count", out_of=170)
    adjust(asked, target, date(2020, 6, 1), 130, out_of=Decimal(150))
    before = office.get(address(target), {"tai-ngay": "31/05/2020"}).text
    assert "140/170" in before
    assert "✕ Không đạt" in before
    after = office.get(address(target), {"tai-ngay": "01/06/2020"}).text
    assert "130/150" in after
    assert "140/170" not in after
    assert "● Đạt" in after
