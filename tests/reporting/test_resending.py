"""What is given back has its own day for sending it again; the first sending stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.urls import reverse

from phongtrao.core.dates.filing import Sent, resend_day
from phongtrao.core.sheets.reading import read_cells
from phongtrao.programme.models import OfficeContact
from phongtrao.programme.queries.calendar import dated_work
from phongtrao.programme.queries.work import owed_by
from phongtrao.reporting.actions.bulk import send_many
from phongtrao.reporting.actions.reminding import remind_of_due_reports
from phongtrao.reporting.actions.verdicts import ResendDayPast, return_report
from phongtrao.reporting.models import Obligation, ReportReminder
from phongtrao.reporting.queries.dashboard import Board
from phongtrao.reporting.queries.series import Seen
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.tracking import counts_of, entries
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, reporter_of, send, typed

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
SENT = date(2020, 4, 2)
BACK = date(2020, 4, 29)
"""A Wednesday; then come two days off, a weekend, and three working days until 6 May."""
AGAIN = date(2020, 5, 6)


@pytest.fixture
def back(asked: Asked) -> Unit:
    """A commune that sent in time and got its report back weeks after the last day."""
    commune = asked.story.communes[0]
    with day(SENT):
        send(asked, commune, 5, 5, 4)
    with day(BACK):
        return_report(obligation=asked.of(commune), revision=1, reason="Sai", by=asked.officer)
    return commune


def test_three_working_days_or_the_day_that_is_still_to_come() -> None:
    assert resend_day(date(2020, 4, 6), BACK) == AGAIN
    assert resend_day(date(2020, 5, 20), BACK) == date(2020, 5, 20)


def test_the_first_sending_stays_in_time_and_only_the_second_can_be_late(
    asked: Asked, back: Unit
) -> None:
    row = asked.of(back)
    assert row.resend_by == AGAIN
    rows = Obligation.objects.filter(pk=row.pk)
    for on, late in ((AGAIN, False), (AGAIN + timedelta(days=1), True)):
        (entry,) = entries(rows, on)
        assert (entry.filed, entry.resend_late) == (Sent.ON_TIME, late)
        assert counts_of([entry]).resend_late == late
    with day(AGAIN):
        send(asked, back, 5, 5, 3)
    row = asked.of(back)
    assert (row.resend_by, row.returned, row.first_sent_at.date()) == (None, 1, SENT)
    assert not entries(rows, AGAIN + timedelta(days=9))[0].resend_late


def test_a_file_sends_it_again_too(asked: Asked, back: Unit) -> None:
    cells, _ = read_cells(sheet_of(asked.form), typed(6, 6, 6))
    send_many(period=asked.period, rows={back.pk: cells}, by=reporter_of(back))
    assert asked.of(back).resend_by is None


def test_the_unit_reads_until_when_it_sends_again(asked: Asked, back: Unit) -> None:
    reporter = reporter_of(back)
    with day(BACK):
        (item,) = [one for one in owed_by(reporter, BACK) if one.kind == "Gửi lại báo cáo"]
        assert (item.due, item.standing.state, item.standing.days) == (AGAIN, "due", 7)
        assert "bị trả lại, cần gửi lại: Sai" in item.note
        page = client_of(reporter).get(reverse("reporting:report", args=[asked.of(back).pk]))
        assert "gửi đúng hạn" in page.text
        assert "▲ Cần gửi lại chậm nhất 06/05/2020, còn 7 ngày" in page.text
        assert "quá hạn" not in page.text.split("<main")[1].split("</h1>")[1][:600]
    with day(AGAIN):
        page = client_of(reporter).get(reverse("reporting:report", args=[asked.of(back).pk]))
        assert "hôm nay là ngày cuối" in page.text
    with day(date(2020, 5, 8)):
        page = client_of(reporter).get(reverse("reporting:report", args=[asked.of(back).pk]))
        assert "✕ Gửi lại quá hạn 2 ngày (hạn 06/05/2020)" in page.text


def test_the_calendar_keeps_the_first_day_and_adds_the_new_one(asked: Asked, back: Unit) -> None:
    found = dated_work([back.pk], SENT, AGAIN, BACK)
    told = {(one.kind, one.day, one.standing.state) for one in found}
    assert ("Gửi báo cáo", asked.of(back).due_on, "done") in told
    assert ("Gửi lại báo cáo", AGAIN, "due") in told
    assert len({one.key for one in found}) == len(found)


def test_the_dashboard_and_the_list_tell_it_apart_once_the_day_has_passed(
    asked: Asked, back: Unit
) -> None:
    for on, late in ((AGAIN, 0), (AGAIN + timedelta(days=1), 1)):
        with day(on):
            rows = Board(None, [asked.story.programme], Seen(on)).late
            again = [row for row in rows if row.what.startswith("Gửi lại báo cáo bị trả lại")]
            assert [(row.late, row.total, row.days) for row in again] == [(1, 1, 1)] * late
            list_page = client_of(asked.officer).get(
                reverse("reporting:period", args=[asked.period.pk]),
                {"tung": "gui-lai-qua-han"},
            )
            assert f"✕ Gửi lại quá hạn {late}" in list_page.text
            assert ("✕ Gửi lại quá hạn 1 ngày" in list_page.text) == bool(late)
            assert [one.pk for one in list_page.context["asked"].chosen] == (
                [asked.of(back).pk] if late else []
            )


def test_reminders_follow_the_new_day(asked: Asked, back: Unit) -> None:
    OfficeContact.objects.create(unit=back, email="xa1@example.vn")
    owed = ReportReminder.objects.filter(obligation=asked.of(back))
    with day(date(2020, 4, 30)):
        remind_of_due_reports(on=date(2020, 4, 30), days=3)
        assert not owed.exists()
    with day(date(2020, 5, 4)):
        remind_of_due_reports(on=date(2020, 5, 4), days=3)
    assert owed.get().text == "Báo cáo bị trả lại mà chưa gửi lại, sắp đến hạn."


def test_who_gives_it_back_sets_the_day(asked: Asked) -> None:
    commune = asked.story.communes[0]
    with day(SENT):
        row = send(asked, commune, 5, 5, 4)
    address = reverse("reporting:return", args=[row.pk])
    with day(BACK):
        office = client_of(asked.officer)
        assert f'value="{AGAIN:%d/%m/%Y}"' in office.get(address).text
        typed_in = {"revision": "1", "seen": "sent:0", "reason": "Sai", "resend_by": "28/04/2020"}
        answer = office.post(address, typed_in)
        assert answer.status_code == 422
        assert ResendDayPast(day="28/04/2020").text in answer.text
        another_century = office.post(address, typed_in | {"resend_by": "31/12/9999"})
        assert another_century.status_code == 422
        assert "Năm của ngày 31/12/9999 không thể đúng" in another_century.text
        assert office.post(address, typed_in | {"resend_by": "15/05/2020"}).status_code == 302
    assert asked.of(commune).resend_by == date(2020, 5, 15)


def test_where_no_calendar_reaches_the_day_is_asked_for(asked: Asked) -> None:
    commune = asked.story.communes[0]
    row = send(asked, commune, 5, 5, 4)
    address = reverse("reporting:return", args=[row.pk])
    with day(date(2035, 1, 10)):
        office = client_of(asked.officer)
        assert office.get(address).status_code == 200
        typed_in = {"revision": "1", "seen": "sent:0", "reason": "Sai"}
        assert "Chưa có lịch nghỉ lễ, Tết năm 2035" in office.post(address, typed_in).text
        assert office.post(address, typed_in | {"resend_by": "15/1/2035"}).status_code == 302


def test_what_was_given_back_before_the_column_came_gets_a_day(asked: Asked, back: Unit) -> None:
    Obligation.objects.update(resend_by=None)
    fill = import_module("phongtrao.reporting.migrations.0022_fill_resend_by").fill
    fill(apps, None)
    assert asked.of(back).resend_by == date(2020, 5, 4)
    Obligation.objects.filter(pk=asked.of(back).pk).update(resend_by=None, current=None)
    fill(apps, None)
    assert asked.of(back).resend_by == asked.of(back).due_on
