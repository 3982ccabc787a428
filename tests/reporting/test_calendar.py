"""Reports in the calendar of an office: on the page of the year and at its private address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.programme.actions.reminding import make_feed
from phongtrao.programme.queries.calendar import dated_work
from phongtrao.reporting.actions.verdicts import return_report
from phongtrao.reporting.models import Obligation, ObligationState
from tests.reporting.report_rows import Asked, reporter_of, send

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
DUE, ON, AGAIN = date(2020, 4, 5), date(2020, 4, 20), date(2020, 4, 22)
_KINDS = ("Gửi báo cáo", "Gửi lại báo cáo")
YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def reports(*units: Unit, on: date = ON) -> list[tuple[date, str]]:
    found = dated_work([unit.pk for unit in units], *YEAR, on)
    return [(one.day, one.standing.state) for one in found if one.kind in _KINDS]


def test_a_report_stands_in_the_year_on_its_last_day(asked: Asked, browser_of) -> None:
    unit = asked.story.communes[0]
    page = browser_of(reporter_of(unit)).get(reverse("programme:year") + "?nam=2020").text
    row = page.partition("Tháng 4<")[2].partition("</tr>\n    </tbody>")[0]
    assert "05/04/2020" in row
    assert f"Gửi báo cáo: {asked.form}, quý I" in row
    assert reverse("reporting:report", args=[asked.of(unit).pk]) in row


def test_a_report_stands_at_the_private_address(asked: Asked, client, time_machine) -> None:
    time_machine.move_to("2020-04-01T09:00:00+07:00", tick=False)
    feed = make_feed(by=reporter_of(asked.story.communes[0]))
    text = client.get(f"/lich/{feed.token}.ics").text.replace("\r\n ", "")
    assert "SUMMARY:Hạn: Gửi báo cáo: " in text
    assert "DTSTART;VALUE=DATE:20200405" in text


def test_it_is_shown_how_a_report_stands(asked: Asked) -> None:
    first, second, third = asked.story.communes
    assert reports(first, on=DUE) == [(DUE, "due")]
    assert reports(first) == [(DUE, "overdue")]
    send(asked, first, 200, 200, 181)
    Obligation.objects.filter(unit=first).update(first_sent_at=datetime(2020, 4, 5, 9, tzinfo=UTC))
    assert reports(first) == [(DUE, "done")]
    return_report(obligation=asked.of(first), revision=1, reason="Xem lại ô A1", by=asked.officer)
    Obligation.objects.filter(unit=first).update(resend_by=AGAIN)
    assert reports(first) == [(DUE, "done"), (AGAIN, "due")]
    Obligation.objects.filter(unit=second).update(state=ObligationState.EXEMPT)
    assert reports(second) == []
    assert reports(third) == [(DUE, "overdue")]


def test_reports_of_many_units_cost_as_many_queries_as_of_one(asked: Asked) -> None:
    counts = []
    for units in (asked.story.communes[:1], asked.story.communes):
        with CaptureQueriesContext(connection) as made:
            assert len(reports(*units)) == len(units)
        counts.append(len(made))
    assert counts[0] == counts[1]
