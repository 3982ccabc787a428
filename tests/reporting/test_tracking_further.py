"""More of what test_tracking is about."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.programme.models import OfficeContact
from phongtrao.reporting.actions.reminding import (
    NoReportToRemindOf,
    remind_of_reports,
    send_report_letters,
)
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_many, exempt, return_report
from phongtrao.reporting.models import Obligation, ObligationState, ReportReminder, Submission
from phongtrao.reporting.queries import period_list
from tests.factories import make_user
from tests.programme.cascade_rows import at
from tests.reporting.report_rows import (
    Asked,
    accept,
    make_asked,
    reporter_of,
    send,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_asked(5)


@pytest.fixture
def officer(asked: Asked, browser_of: Callable[..., Client]) -> Client:
    return browser_of(asked.officer)


def address(asked: Asked, name: str = "period") -> str:
    return reverse(f"reporting:{name}", args=[asked.period.pk])


def sent_on(asked: Asked, place: int, day: str, *figures: object) -> Obligation:
    """A commune sends its report on a day."""
    row = send(asked, asked.story.communes[place], *(figures or (10, 10, 9)))
    moment = at(day)
    Submission.objects.filter(obligation=row).update(sent_at=moment)
    Obligation.objects.filter(pk=row.pk).update(first_sent_at=moment)
    row.refresh_from_db()
    return row


def all_kinds(asked: Asked) -> None:
    """Xã 1 accepted, in time; Xã 2 waits, late; Xã 3 returned; Xã 4 silent; Xã 5 exempt."""
    sent_on(asked, 0, "2020-04-05")
    accept(asked, asked.story.communes[0])
    sent_on(asked, 1, "2020-04-06")
    row = sent_on(asked, 2, "2020-04-01")
    return_report(obligation=row, revision=1, boxes={"A3": "Khác sổ"}, by=asked.officer)
    exempt(obligation=asked.of(asked.story.communes[4]), reason="Mới thành lập", by=asked.officer)


def shown(page: str) -> list[str]:
    return [f"Xã {number}" for number in range(1, 6) if f'aria-label="Chọn Xã {number}"' in page]


def test_the_list_of_periods_says_how_far_each_is(asked: Asked, officer: Client) -> None:
    all_kinds(asked)
    page = officer.get(reverse("reporting:periods")).content.decode()
    for words in ("Quý I/2020", "2/4", "▲ Quá hạn, còn thiếu 2", "05/4/2020"):
        assert words in page, words
    at_form = reverse("reporting:periods")
    assert "Quý I/2020" in officer.get(at_form, {"tim": "tin bao"}).content.decode()
    assert "Không có kỳ" in officer.get(at_form, {"tim": "khac"}).content.decode()
    assert "Quý I/2020" in officer.get(at_form, {"nam": "2020"}).content.decode()
    assert "Không có kỳ" in officer.get(at_form, {"nam": "2021"}).content.decode()


@pytest.mark.parametrize(
    ("on", "waits", "state"),
    [
        (date(2019, 12, 1), 5, "○ Chưa bắt đầu"),
        (date(2020, 4, 1), 5, "○ Còn hạn, chưa gửi 5"),
        (date(2020, 4, 6), 5, "▲ Quá hạn, còn thiếu 5"),
        (date(2020, 4, 6), 0, "◐ Đã gửi đủ"),
        (date(2020, 4, 6), -1, "● Đã duyệt đủ"),
    ],
)
def test_the_state_of_a_period(asked: Asked, on: date, waits: int, state: str) -> None:
    if waits <= 0:
        for commune in asked.story.communes:
            send(asked, commune, 1, 1, 1)
            if waits < 0:
                accept(asked, commune)
    (line,) = period_list.lines_of([asked.period], asked.officer, on)
    assert line.state[0] == state


def test_due_days_stand_one_a_level_where_they_differ(asked: Asked) -> None:
    asked.period.send_by = {"commune": "2020-04-05", "province": "2020-04-10"}
    assert period_list.due_words(asked.period) == "cấp xã 05/4/2020, cấp tỉnh 10/4/2020"
    assert period_list.last_due(asked.period) == date(2020, 4, 10)
    asked.period.send_by = {}
    assert period_list.due_words(asked.period) == "31/3/2020"


def test_the_workbook_has_the_rows_the_counts_and_the_rule(asked: Asked, officer: Client) -> None:
    all_kinds(asked)
    answer = officer.get(address(asked, "period_file"), {"tinh-trang": "con-no"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Theo dõi", "Tổng hợp", "Quy tắc"]
    texts = [str(cell.value) for row in book["Theo dõi"].iter_rows() for cell in row if cell.value]
    assert "Xã 3" in texts
    assert "Bị trả lại" in texts
    assert "Xã 1" not in texts


def test_the_list_to_print_has_every_row_and_no_boxes(
    asked: Asked, officer: Client, monkeypatch
) -> None:
    page = officer.get(address(asked, "period_print")).content.decode()
    assert page.count('<th scope="row">Xã') == 5
    assert "checkbox" not in page
    monkeypatch.setattr("phongtrao.reporting.views.tracking.PRINTED", 2)
    assert "Còn 3 đơn vị nữa" in officer.get(address(asked, "period_print")).content.decode()
    none = officer.get(address(asked, "period_print"), {"tim": "khong"}).content.decode()
    assert "Không có đơn vị nào." in none


def mark(row: Obligation) -> str:
    """What the box before a report says: which, and the revision that was shown."""
    row.refresh_from_db()
    return f"{row.pk}:{row.current.revision if row.current else 0}"


def said(answer) -> str:
    """What the page says after a click."""
    return answer.content.decode()


def test_many_are_accepted_and_those_that_are_not_are_named_with_the_reason(
    asked: Asked, officer: Client
) -> None:
    first = sent_on(asked, 0, "2020-04-01")
    own = asked.of(asked.story.communes[1])
    send_report(obligation=own, typed=typed(1, 1, 1), by=asked.officer)
    silent = asked.of(asked.story.communes[3])
    marks = [mark(first), mark(own), mark(silent), "x:1", ""]
    answer = officer.post(address(asked, "accept_many"), {"report": marks}, follow=True)
    assert answer.redirect_chain[0][1] == 302
    assert "Đã duyệt 1 báo cáo." in said(answer)
    assert "người gửi không tự duyệt báo cáo của mình" in said(answer)
    assert "Xã 2." in said(answer)
    assert "hồ sơ đang ở tình trạng “Chưa báo cáo”" in said(answer)
    first.refresh_from_db()
    assert first.state == ObligationState.ACCEPTED


def test_a_newer_revision_than_the_one_shown_is_not_accepted_with_it(
    asked: Asked, officer: Client
) -> None:
    row = sent_on(asked, 0, "2020-04-01")
    before = mark(row)
    send(asked, asked.story.communes[0], 12, 12, 9, reason="Sót")
    answer = officer.post(address(asked, "accept_many"), {"report": [before]}, follow=True)
    assert "vừa có lần nộp mới (2), cần xem lại: Xã 1." in said(answer)
    row.refresh_from_db()
    assert row.state == ObligationState.SENT


def test_all_that_the_filters_show_are_accepted_on_every_page(
    asked: Asked, officer: Client, monkeypatch
) -> None:
    monkeypatch.setattr("phongtrao.reporting.views.tracking.ROWS_A_PAGE", 2)
    for place in range(4):
        sent_on(asked, place, "2020-04-01")
    where = f"{address(asked, 'accept_many')}?gui=dung-han&trang=1"
    answer = officer.post(where, {"all": "1"}, follow=True)
    assert "Đã duyệt 4 báo cáo." in said(answer)
    assert answer.redirect_chain[0][0].endswith("?gui=dung-han&trang=1")


def test_nothing_marked_is_said(asked: Asked, officer: Client) -> None:
    answer = officer.post(address(asked, "accept_many"), follow=True)
    assert "Chưa chọn báo cáo nào chờ bạn duyệt." in said(answer)


def test_only_reports_without_doubts_are_shown_when_asked(asked: Asked, officer: Client) -> None:
    asked.form.rules.create(expression="A3 <= 100", words="A3 thường dưới 100", severity="ask")
    sent_on(asked, 0, "2020-04-01", 200, 200, 150)
    sent_on(asked, 1, "2020-04-01", 20, 20, 15)
    every = said(officer.get(address(asked)))
    assert "1 điểm cần xem" in every
    assert shown(said(officer.get(address(asked), {"soat": "sach"}))) == ["Xã 2"]
    assert shown(said(officer.get(address(asked), {"soat": "can-xem"}))) == ["Xã 1"]


def test_namesakes_that_are_refused_are_all_named(asked: Asked) -> None:
    asked.story.communes[1].name = "Xã 1"
    asked.story.communes[1].save()
    ids = [asked.of(one).pk for one in asked.story.communes[:2]]
    done = accept_many(period=asked.period, obligations=ids, by=asked.officer)
    assert list(done.refused) == ["Xã 1", "Xã 1 (Xã 1; thứ 2)"]


def test_who_owes_is_reminded_and_sees_it_in_its_work(
    asked: Asked, officer: Client, browser_of: Callable[..., Client]
) -> None:
    sent = sent_on(asked, 0, "2020-04-01")
    silent = asked.of(asked.story.communes[3])
    words = {"report": [mark(sent), mark(silent)], "text": "Đề nghị gửi ngay"}
    answer = officer.post(address(asked, "remind"), words, follow=True)
    assert "Đã nhắc 1 đơn vị" in said(answer)
    assert "1 đơn vị đã chọn không còn nợ báo cáo" in said(answer)
    assert "Đã nhắc" in said(officer.get(address(asked)))
    work = browser_of(reporter_of(asked.story.communes[3])).get("/viec/").content.decode()
    assert "Đề nghị gửi ngay" in work


def test_all_that_owe_are_reminded_at_once(asked: Asked, officer: Client) -> None:
    all_kinds(asked)
    answer = officer.post(address(asked, "remind"), {"all": "1", "text": "Nhắc"}, follow=True)
    assert "Đã nhắc 2 đơn vị" in said(answer)
    assert {row.obligation.unit.name for row in ReportReminder.objects.all()} == {"Xã 3", "Xã 4"}


def test_a_reminder_needs_words_and_somebody_who_owes(asked: Asked, officer: Client) -> None:
    wordless = officer.post(address(asked, "remind"), {"all": "1", "text": ""}, follow=True)
    assert "Hãy ghi lời nhắc" in said(wordless)
    nobody = officer.post(address(asked, "remind"), {"text": "Nhắc"})
    assert nobody.status_code == 422
    with pytest.raises(NoReportToRemindOf):
        remind_of_reports(period=asked.period, obligations=[0], text="Nhắc", by=asked.officer)


def test_an_approver_above_reminds_too_and_a_reporter_does_not(
    asked: Asked, browser_of: Callable[..., Client]
) -> None:
    above = make_user("duyettinh", asked.story.province, Role.APPROVER)
    answer = browser_of(above).post(address(asked, "remind"), {"all": "1", "text": "Nhắc"})
    assert answer.status_code == 302
    assert ReportReminder.objects.count() == 5
    own = browser_of(reporter_of(asked.story.communes[0]))
    assert own.post(address(asked, "remind"), {"all": "1", "text": "x"}).status_code == 404
    assert own.post(address(asked, "accept_many"), {"all": "1"}).status_code == 404


def test_a_letter_goes_to_the_address_that_the_office_left(
    asked: Asked, settings, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    commune = asked.story.communes[0]
    OfficeContact.objects.create(unit=commune, email="ubnd@xa1.vn")
    ids = [asked.of(one).pk for one in asked.story.communes[:2]]
    with django_capture_on_commit_callbacks(execute=True):
        made = remind_of_reports(
            period=asked.period, obligations=ids, text="Đề nghị gửi.", by=asked.officer
        )
    assert str(made[0]) == "Đề nghị gửi."
    assert mailoutbox == []  # no mail server is set
    settings.EMAIL_ON = True
    assert send_report_letters() == 1
    (letter,) = mailoutbox
    assert letter.to == ["ubnd@xa1.vn"]
    assert letter.subject == "Nhắc báo cáo: Tin báo, tố giác tội phạm"
    assert "Kính gửi Xã 1," in letter.body
    assert "Quý I/2020, hạn gửi 05/04/2020:\n  Đề nghị gửi." in letter.body
    assert send_report_letters() == 0
