"""Theo dõi báo cáo: many reports are accepted at once, many units reminded."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.programme.models import OfficeContact
from phongtrao.reporting.actions.reminding import (
    NoReportToRemindOf,
    remind_of_reports,
    send_report_letters,
)
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.actions.verdicts import accept_many
from phongtrao.reporting.models import Obligation, ObligationState, ReportReminder
from phongtrao.reporting.queries.sheets import forget_forms
from tests.factories import make_user
from tests.reporting.report_rows import (
    Asked,
    make_asked,
    reporter_of,
    send,
    typed,
)
from tests.reporting.tracking_rows import address, all_kinds, sent_on, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return make_asked(5)


def mark(row: Obligation) -> str:
    """What the box before a report says: which, the revision that was shown, how far it was."""
    row.refresh_from_db()
    return f"{row.pk}:{row.current.revision if row.current else 0}:{row.state}:{row.stage}"


def all_of(page: str) -> dict[str, str]:
    """What is posted for all that a page shows."""
    newest = re.search(r'name="newest" value="(\d+)"', page)
    assert newest
    return {"all": "1", "newest": newest[1]}


def said(answer) -> str:
    """What the page says after a click."""
    return answer.content.decode()


def test_many_are_accepted_and_those_that_are_not_are_named_with_the_reason(
    asked: Asked, office: Client
) -> None:
    first = sent_on(asked, 0, "2020-04-01")
    own = asked.of(asked.story.communes[1])
    send_report(obligation=own, typed=typed(1, 1, 1), by=asked.officer)
    silent = asked.of(asked.story.communes[3])
    marks = [mark(first), mark(own), mark(silent), "x:1", ""]
    answer = office.post(address(asked, "accept_many"), {"report": marks}, follow=True)
    assert answer.redirect_chain[0][1] == 302
    assert "Đã duyệt 1 báo cáo." in said(answer)
    assert "người gửi không tự duyệt báo cáo của mình" in said(answer)
    assert "Xã 2." in said(answer)
    assert "hồ sơ đang ở tình trạng “Chưa báo cáo”" in said(answer)
    first.refresh_from_db()
    assert first.state == ObligationState.ACCEPTED


def test_a_newer_revision_than_the_one_shown_is_not_accepted_with_it(
    asked: Asked, office: Client
) -> None:
    row = sent_on(asked, 0, "2020-04-01")
    before = mark(row)
    send(asked, asked.story.communes[0], 12, 12, 9, reason="Sót")
    answer = office.post(address(asked, "accept_many"), {"report": [before]}, follow=True)
    assert "vừa có lần nộp mới (2), cần xem lại: Xã 1." in said(answer)
    row.refresh_from_db()
    assert row.state == ObligationState.SENT


def test_all_that_the_filters_show_are_accepted_on_every_page(
    asked: Asked, office: Client, monkeypatch
) -> None:
    monkeypatch.setattr("phongtrao.reporting.views.tracking.ROWS_A_PAGE", 2)
    for place in range(4):
        sent_on(asked, place, "2020-04-01")
    where = f"{address(asked, 'accept_many')}?gui=dung-han&trang=1"
    answer = office.post(where, all_of(said(office.get(address(asked)))), follow=True)
    assert "Đã duyệt 4 báo cáo." in said(answer)
    assert answer.redirect_chain[0][0].endswith("?gui=dung-han&trang=1")


@pytest.mark.parametrize("checked", ["", "sach"])
def test_all_are_those_that_were_shown_and_what_came_since_is_named(
    asked: Asked, office: Client, checked: str
) -> None:
    asked.form.rules.create(expression="A3 <= 100", words="A3 thường dưới 100", severity="ask")
    forget_forms()
    first, second, third, *_ = [asked.of(unit) for unit in asked.story.communes]
    for place in range(2):
        sent_on(asked, place, "2020-04-01")
    shown_then = all_of(said(office.get(address(asked), {"soat": checked})))
    send(asked, asked.story.communes[0], 200, 200, 150, reason="Sót")
    send(asked, asked.story.communes[2], 10, 10, 9)
    where = f"{address(asked, 'accept_many')}?soat={checked}"
    answer = said(office.post(where, shown_then, follow=True))
    assert "Đã duyệt 1 báo cáo." in answer
    assert "vừa có lần nộp mới (2), cần xem lại: Xã 1." in answer
    assert "vừa có lần nộp mới (1), cần xem lại: Xã 3." in answer
    for row in (first, second, third):
        row.refresh_from_db()
    assert [first.state, second.state, third.state] == ["sent", "accepted", "sent"]
    # Whoever has seen them accepts them.
    seen = all_of(said(office.get(address(asked))))
    office.post(address(asked, "accept_many"), seen)
    first.refresh_from_db()
    assert first.state == ObligationState.ACCEPTED


def test_without_what_was_shown_all_is_nothing(asked: Asked, office: Client) -> None:
    row = sent_on(asked, 0, "2020-04-01")
    answer = said(office.post(address(asked, "accept_many"), {"all": "1"}, follow=True))
    assert "cần xem lại: Xã 1." in answer
    row.refresh_from_db()
    assert row.state == ObligationState.SENT


def test_nothing_marked_is_said(asked: Asked, office: Client) -> None:
    answer = office.post(address(asked, "accept_many"), follow=True)
    assert "Chưa chọn báo cáo nào chờ bạn duyệt." in said(answer)


def test_only_reports_without_doubts_are_shown_when_asked(asked: Asked, office: Client) -> None:
    asked.form.rules.create(expression="A3 <= 100", words="A3 thường dưới 100", severity="ask")
    forget_forms()
    sent_on(asked, 0, "2020-04-01", 201, 204, 153)
    sent_on(asked, 1, "2020-04-01", 20, 20, 15)
    every = said(office.get(address(asked)))
    assert "1 điểm cần xem" in every
    assert shown(said(office.get(address(asked), {"soat": "sach"}))) == ["Xã 2"]
    assert shown(said(office.get(address(asked), {"soat": "can-xem"}))) == ["Xã 1"]


def test_namesakes_that_are_refused_are_all_named(asked: Asked) -> None:
    asked.story.communes[1].name = "Xã 1"
    asked.story.communes[1].save()
    ids = [asked.of(one).pk for one in asked.story.communes[:2]]
    done = accept_many(period=asked.period, obligations=ids, by=asked.officer)
    assert list(done.refused) == ["Xã 1", "Xã 1 (Xã 1; thứ 2)"]


# reminding


def test_who_owes_is_reminded_and_sees_it_in_its_work(
    asked: Asked, office: Client, browser_of: Callable[..., Client]
) -> None:
    sent = sent_on(asked, 0, "2020-04-01")
    silent = asked.of(asked.story.communes[3])
    words = {"report": [mark(sent), mark(silent)], "text": "Đề nghị gửi ngay"}
    answer = office.post(address(asked, "remind"), words, follow=True)
    assert "Đã nhắc 1 đơn vị" in said(answer)
    assert "1 đơn vị đã chọn không còn nợ báo cáo" in said(answer)
    assert "Đã nhắc" in said(office.get(address(asked)))
    work = browser_of(reporter_of(asked.story.communes[3])).get("/viec/").content.decode()
    assert "Đề nghị gửi ngay" in work


def test_all_that_owe_are_reminded_at_once(asked: Asked, office: Client) -> None:
    all_kinds(asked)
    answer = office.post(address(asked, "remind"), {"all": "1", "text": "Nhắc"}, follow=True)
    assert "Đã nhắc 2 đơn vị" in said(answer)
    assert {row.obligation.unit.name for row in ReportReminder.objects.all()} == {"Xã 3", "Xã 4"}


def test_a_reminder_needs_words_and_somebody_who_owes(asked: Asked, office: Client) -> None:
    wordless = office.post(address(asked, "remind"), {"all": "1", "text": ""}, follow=True)
    assert "Hãy ghi lời nhắc" in said(wordless)
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


# reminding: nothing typed is lost, nobody is reminded twice a day unasked


def box_of(row: Obligation, page: str) -> str:
    found = re.search(rf'<input[^>]*value="{row.pk}:[^>]*>', page)
    assert found
    return found[0]


def test_a_reminder_that_goes_nowhere_keeps_words_and_marks(asked: Asked, office: Client) -> None:
    silent = asked.of(asked.story.communes[3])
    nobody = office.post(
        f"{address(asked, 'remind')}?xep=han", {"text": "Đề nghị gửi ngay"}, follow=True
    )
    assert nobody.redirect_chain == [(f"{address(asked)}?xep=han", 302)]
    assert "Hãy đánh dấu ít nhất một đơn vị" in said(nobody)
    assert 'value="Đề nghị gửi ngay"' in said(nobody)
    wordless = {"report": [mark(silent)], "text": " "}
    page = said(office.post(address(asked, "remind"), wordless, follow=True))
    assert "Hãy ghi lời nhắc" in page
    assert "checked" in box_of(silent, page)
    assert "checked" not in box_of(asked.of(asked.story.communes[2]), page)
    assert 'value=" "' in page
    every = said(office.post(address(asked, "remind"), {"all": "1", "text": ""}, follow=True))
    assert re.search(r'name="all"[^>]*checked', every)
    # Once: the next look at the list starts afresh.
    assert "checked" not in box_of(silent, said(office.get(address(asked))))
    assert not ReportReminder.objects.exists()


def test_who_was_reminded_today_is_reminded_again_only_when_that_is_asked_for(
    asked: Asked, office: Client
) -> None:
    first, second = (asked.of(unit) for unit in asked.story.communes[:2])
    words = {"report": [mark(first)], "text": "Đề nghị gửi ngay"}
    assert "trước đó" not in said(office.post(address(asked, "remind"), words, follow=True))
    at = f"{timezone.localtime(ReportReminder.objects.get().at):%H:%M}"
    both = words | {"report": [mark(first), mark(second)]}
    page = said(office.post(address(asked, "remind"), both, follow=True))
    assert "Đã nhắc 1 đơn vị" in page
    assert f"1 đơn vị đã được nhắc trước đó hôm nay lúc {at}, nên chưa nhắc lần nữa: Xã 1" in page
    assert "checked" in box_of(first, page)
    assert "checked" not in box_of(second, page)
    assert 'name="again"' in page
    again = said(office.post(address(asked, "remind"), words | {"again": "1"}, follow=True))
    assert "Đã nhắc 1 đơn vị" in again
    assert "chưa nhắc lần nữa" not in again
    assert ReportReminder.objects.filter(obligation=first).count() == 2
    # What was said yesterday, or by the program itself, is not in the way.
    ReportReminder.objects.update(at=timezone.now() - timedelta(days=1))
    ReportReminder.objects.create(obligation=first, text="Sắp đến hạn")
    assert "Đã nhắc 1 đơn vị" in said(office.post(address(asked, "remind"), words, follow=True))


def test_of_all_only_those_that_were_reminded_before_stay_marked(
    asked: Asked, office: Client
) -> None:
    first, second = (asked.of(unit) for unit in asked.story.communes[:2])
    words = {"report": [mark(first)], "text": "Đề nghị gửi ngay"}
    office.post(address(asked, "remind"), words)
    page = said(office.post(address(asked, "remind"), {"all": "1", "text": "Nhắc"}, follow=True))
    assert "Đã nhắc 4 đơn vị" in page
    assert "checked" in box_of(first, page)
    assert "checked" not in box_of(second, page)
    assert not re.search(r'name="all"[^>]*checked', page)
    # Beside one that owes nothing any more: it is not said that nobody does.
    sent = sent_on(asked, 2, "2020-04-01")
    both = words | {"report": [mark(first), mark(sent)]}
    page = said(office.post(address(asked, "remind"), both, follow=True))
    assert "1 đơn vị đã được nhắc trước đó hôm nay" in page
    assert "không có đơn vị nào còn nợ" not in page
