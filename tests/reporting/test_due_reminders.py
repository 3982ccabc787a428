"""The program reminds by itself of reports that fall due: who, when, how often, in which letter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from phongtrao.audit.models import LogEntry
from phongtrao.programme.models import OfficeContact
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.actions.reminding import (
    remind_of_due_reports,
    remind_of_reports,
    send_report_letters,
)
from phongtrao.reporting.models import Obligation, ObligationState, ReportReminder
from tests.programme.cascade_rows import merge
from tests.reporting.report_rows import (
    YEAR,
    Asked,
    crime_reports,
    make_asked,
    make_form,
    reporter_of,
    send,
    window,
)
from tests.reporting.tracking_rows import address, all_kinds

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
DUE, AGAIN = date(2020, 4, 5), date(2020, 4, 8)


@pytest.fixture
def asked(settings) -> Asked:
    settings.EMAIL_ON = True
    return make_asked(5)


@pytest.fixture
def on(time_machine):
    """Go to a day at seven in the morning and let the program remind; how many reminders."""

    def remind(day: date, days: int = 7) -> int:
        time_machine.move_to(f"{day}T07:00:00+07:00", tick=False)
        return remind_of_due_reports(on=day, days=days)

    return remind


def write_to(*units: Unit) -> None:
    """The units leave the addresses xa1@…, xa2@…"""
    for unit in units:
        OfficeContact.objects.create(unit=unit, email=f"xa{unit.name[3:]}@vidu.vn")


def reminded() -> list[str]:
    """Whom the program reminded so far."""
    rows = ReportReminder.objects.filter(by=None).order_by("pk")
    return [row.address.split("@")[0] for row in rows]


def test_who_still_owes_is_reminded_before_the_day_and_once_it_is_over(
    asked: Asked, on, mailoutbox
) -> None:
    all_kinds(asked)  # accepted, sent, returned, silent, exempt
    Obligation.objects.filter(state=ObligationState.RETURNED).update(resend_by=AGAIN)
    write_to(*asked.story.communes)
    assert on(DUE - timedelta(days=8)) == 0
    assert on(DUE - timedelta(days=7)) == 1
    assert on(AGAIN - timedelta(days=7)) == 1
    assert reminded() == ["xa4", "xa3"]
    assert send_report_letters() == 2
    first, second = (letter.body for letter in mailoutbox)
    assert "hạn gửi 05/04/2020:\n  Báo cáo chưa gửi, sắp đến hạn." in first
    assert "hạn gửi lại 08/04/2020:\n  Báo cáo bị trả lại mà chưa gửi lại, sắp đến" in second
    assert on(AGAIN + timedelta(days=1)) == 2
    assert send_report_letters() == 2
    assert "Báo cáo chưa gửi, đã quá hạn." in mailoutbox[-2].body
    noted = LogEntry.objects.filter(action="report.remind-of-due")
    assert [row.detail["reminders"] for row in noted] == [2, 1, 1]


def test_nobody_is_reminded_twice_in_a_week_nor_for_ever(asked: Asked, on) -> None:
    write_to(asked.story.communes[0])
    assert [on(DUE + timedelta(days=day)) for day in (-3, -2, 3, 4, 5)] == [1, 0, 0, 1, 0]
    assert on(DUE + timedelta(days=31)) == 0
    assert on(DUE + timedelta(days=30)) == 1


def test_what_the_officer_wrote_counts_for_the_week(asked: Asked, on, time_machine) -> None:
    first, second, *_ = asked.story.communes
    time_machine.move_to("2020-04-01T09:00:00+07:00", tick=False)
    write_to(first)
    ids = [asked.of(first).pk, asked.of(second).pk]
    remind_of_reports(period=asked.period, obligations=ids, text="Gửi ngay.", by=asked.officer)
    write_to(second)  # too late for the officer's letter
    assert on(date(2020, 4, 2)) == 1
    assert reminded() == ["xa2"]
    assert on(date(2020, 4, 8)) == 1
    assert reminded() == ["xa2", "xa1"]


def test_an_address_gets_one_letter_that_lists_all_reports_of_its_units(
    asked: Asked, on, mailoutbox
) -> None:
    first, second, *_ = asked.story.communes
    for unit in (first, second):
        OfficeContact.objects.create(unit=unit, email="cum@vidu.vn")
    form = make_form(
        asked.story, crime_reports(asked.story), {**YEAR, "ends": {"month": -9, "day": 31}},
        name="Công tác năm",
    )  # fmt: skip
    open_period(form=form, window=window(form), by=asked.officer)
    form.periods.get().obligations.update(due_on=DUE)
    assert on(DUE) == 4
    assert send_report_letters() == 1
    (letter,) = mailoutbox
    assert letter.subject == "Nhắc báo cáo: 4 báo cáo chưa gửi"
    assert "Kính gửi Xã 1, Xã 2," in letter.body
    assert letter.body.count("- Tin báo, tố giác tội phạm, Quý I/2020, của Xã") == 2
    assert letter.body.count("- Công tác năm, Năm 2020, của Xã") == 2


def test_the_heir_is_reminded_of_the_report_of_a_unit_that_is_no_more(
    asked: Asked, on, mailoutbox
) -> None:
    first, second, *_ = asked.story.communes
    write_to(first)
    heir = merge("Xã Mới", first, second, on="2020-04-01")
    assert on(DUE) == 0  # the heir left no address yet
    OfficeContact.objects.create(unit=heir, email="xamoi@vidu.vn")
    assert on(DUE) == 2
    assert send_report_letters() == 1
    assert mailoutbox[0].to == ["xamoi@vidu.vn"]
    assert "Kính gửi Xã Mới," in mailoutbox[0].body
    assert "Quý I/2020, của Xã 1, hạn gửi" in mailoutbox[0].body


def test_a_letter_that_waits_is_dropped_once_the_report_was_sent(
    asked: Asked, on, mailoutbox
) -> None:
    first = asked.story.communes[0]
    write_to(first)
    assert on(DUE) == 1
    send(asked, first, 10, 10, 9)
    assert send_report_letters() == 0
    assert mailoutbox == []


def test_a_letter_of_an_address_that_was_changed_since_greets_who_owes(
    asked: Asked, on, mailoutbox
) -> None:
    write_to(asked.story.communes[0])
    assert on(DUE) == 1
    OfficeContact.objects.all().delete()
    assert send_report_letters() == 1
    assert "Kính gửi Xã 1," in mailoutbox[0].body


def test_the_unit_reads_in_its_work_and_the_office_in_the_list_that_it_was_reminded(
    asked: Asked, on, browser_of, office
) -> None:
    first = asked.story.communes[0]
    write_to(first)
    on(DUE)
    assert "Đã nhắc 05/04/2020" in office.get(address(asked)).text
    told = "được nhắc ngày 05/04/2020: Báo cáo chưa gửi, sắp đến hạn."
    assert told in browser_of(reporter_of(first)).get("/viec/").text
