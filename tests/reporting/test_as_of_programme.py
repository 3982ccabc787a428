"""The figures on the page of a programme as of a day: as they were known when it ended, against the
levels that were known; the board leads to the pages of the same day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.programme.actions import difficulties
from phongtrao.programme.models import DutyDone, Programme
from tests.programme.cascade_rows import at, make_rule, user_of
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.seen_rows import HOME, address, make_seen, sent_on, settled

if TYPE_CHECKING:
    from django.test import Client

    from tests.reporting.report_rows import Asked

pytestmark = pytest.mark.django_db
EVE, AFTER = "02/04/2020", "03/04/2020"


@pytest.fixture
def asked() -> Asked:
    """Xã 1 and Xã 2 reported on 3 April 2020."""
    found = make_seen()
    for unit in found.story.communes[:2]:
        sent_on(found.of(unit), "2020-04-03")
    Programme.objects.update(published_at=at("2020-01-02"))
    return found


@pytest.fixture
def office(asked: Asked) -> Client:
    """The browser of the office that looks after the programme."""
    return client_of(asked.officer)


def of_programme(asked: Asked) -> str:
    return reverse("programme:programme", args=[asked.story.programme.pk])


def test_the_figures_of_a_day_are_those_known_when_it_ended(asked: Asked, office: Client) -> None:
    before = office.get(of_programme(asked), {"tai-ngay": EVE}).text
    assert "76,7 %" not in before
    after = office.get(of_programme(asked), {"tai-ngay": AFTER}).text
    assert "76,7 % (115/150)" in after
    assert f"{address(settled(asked))}?tai-ngay=03%2F4%2F2020" in after
    target = reverse("programme:target", args=[asked.story.programme.pk, settled(asked).pk])
    assert "76,7 % (115/150)" in office.get(target, {"tai-ngay": AFTER}).text
    assert "76,7 %" not in office.get(target, {"tai-ngay": EVE}).text


def test_a_level_that_was_lowered_later_judges_no_earlier_day(asked: Asked, office: Client) -> None:
    """The level is answered in June and holds from January on."""
    unit, target = asked.story.communes[0], settled(asked)
    with day(date(2020, 5, 4)):
        row = difficulties.report_difficulty(
            programme=asked.story.programme,
            unit=unit,
            target=target,
            text="Đề nghị hạ mức.",
            by=user_of(unit),
        )
    with day(date(2020, 6, 1)):
        difficulties.answer_difficulty(
            difficulty=row,
            accepted=True,
            answer="Đồng ý.",
            adjustment=difficulties.Adjustment(
                target.thresholds.get(), Decimal(60), date(2020, 1, 15)
            ),
            by=asked.officer,
        )
    for page in (of_programme(asked), address(target), HOME):
        before = office.get(page, {"tai-ngay": "31/05/2020", "xem": "chi-tieu"}).text
        after = office.get(page, {"tai-ngay": "01/06/2020", "xem": "chi-tieu"}).text
        assert "90 %" in before
        assert "60 %" not in before
        assert "60 %" in after


def test_the_board_leads_to_the_pages_of_its_day(asked: Asked, office: Client) -> None:
    programme = asked.story.programme
    rule = make_rule(programme, "2020-08-20")
    page = reverse("programme:deadline", args=[programme.pk, rule.pk])
    board = office.get(HOME, {"tai-ngay": "30/08/2020", "xem": "tre"}).text
    assert f"{page}?tai-ngay=30%2F8%2F2020" in board
    there = office.get(f"{page}?tai-ngay=30%2F8%2F2020").text
    assert "Đang xem tại ngày 30/08/2020" in there
    assert "<strong>0/3</strong>" in there
    assert f'href="{page}"' in office.get(HOME, {"xem": "tre"}).text
    figures = office.get(address(settled(asked)), {"tai-ngay": "30/08/2020"}).text
    assert f"{of_programme(asked)}?tai-ngay=30%2F8%2F2020#chi-tieu" in figures


def test_the_board_of_a_day_knows_of_a_duty_what_was_written_down_then(
    asked: Asked, office: Client
) -> None:
    """Done on the last day, written down ten days later."""
    rule = make_rule(asked.story.programme, "2020-08-20")
    for unit in asked.story.communes:
        done = DutyDone.objects.create(
            rule=rule,
            unit=unit,
            due_on=date(2020, 8, 20),
            done_on=date(2020, 8, 20),
            by=asked.officer,
        )
        DutyDone.objects.filter(pk=done.pk).update(at=at("2020-08-30"))

    def late(on: str, **more: str) -> bool:
        return rule.what in office.get(HOME, {"tai-ngay": on, "xem": "tre", **more}).text

    assert late("29/08/2020")
    assert not late("30/08/2020")
    assert not late("29/08/2020", biet="nay")
