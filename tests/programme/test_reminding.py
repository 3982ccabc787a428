"""Reminders: on the page always, by letter where there is an address and a mail server."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.programme.actions import duties, reminding
from phongtrao.programme.models import OfficeContact, Reminder
from tests.factories import make_user
from tests.programme.cascade_rows import Story, file_on, hand, make_rule, make_story, merge, user_of

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story, on=str(TODAY - timedelta(days=60)))
    return story


@pytest.fixture
def mail_on(settings) -> None:
    settings.EMAIL_ON = True


def address_of(unit: Unit, email: str = "ubnd@xa1.vn") -> None:
    OfficeContact.objects.create(unit=unit, email=email)


def remind(story: Story, *units: Unit, text: str = "Đề nghị gửi kế hoạch.") -> list[Reminder]:
    return reminding.remind(
        programme=story.programme, units=[unit.pk for unit in units], text=text, by=story.officer
    )


def test_many_units_are_reminded_at_once_and_see_it_on_their_page(
    story: Story, browser_of, mailoutbox
) -> None:
    first, second, _ = story.communes
    client = browser_of(story.officer)
    address = reverse("programme:remind", args=[story.programme.pk])
    sent = {"text": "Gửi ngay", "unit": [first.pk, second.pk, "x"]}
    answer = client.post(f"{address}?trang-thai=chua-gui", sent, follow=True)
    assert "Đã nhắc 2 đơn vị" in answer.text
    assert answer.redirect_chain[0][0].endswith("?trang-thai=chua-gui")
    page = browser_of(user_of(first)).get(
        reverse("programme:receipt", args=[story.programme.pk, first.pk])
    )
    assert "Gửi ngay" in page.text
    assert mailoutbox == []
    assert LogEntry.objects.get(action="programme.remind").detail["units"] == 2


def test_all_rows_of_the_filter_are_reminded(story: Story, browser_of) -> None:
    address = reverse("programme:remind", args=[story.programme.pk])
    browser_of(story.officer).post(f"{address}?tim=Xã 2", {"text": "x", "all": "1"})
    assert [str(row.unit) for row in Reminder.objects.all()] == ["Xã 2"]


def test_a_reminder_needs_words_and_units_of_the_ledger(story: Story, browser_of) -> None:
    client = browser_of(story.officer)
    address = reverse("programme:remind", args=[story.programme.pk])
    assert "Hãy ghi lời nhắc" in client.post(address, {"text": ""}, follow=True).text
    assert client.post(address, {"text": "x"}).status_code == 422
    with pytest.raises(reminding.NobodyToRemind):
        remind(story, story.province)
    story.officer = user_of(story.communes[0])
    with pytest.raises(Denied):
        remind(story, story.communes[1])


def test_a_letter_goes_to_the_office_address_in_plain_vietnamese(
    story: Story, mail_on, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    address_of(story.communes[0])
    with django_capture_on_commit_callbacks(execute=True):
        remind(story, *story.communes)
    (letter,) = mailoutbox
    assert letter.to == ["ubnd@xa1.vn"]
    assert letter.subject == "Nhắc việc: Phong trào bảo vệ an ninh Tổ quốc"
    assert "Kính gửi Xã 1," in letter.body
    assert "- Đề nghị gửi kế hoạch." in letter.body
    assert Reminder.objects.filter(mailed_at__isnull=False).count() == 1
    assert reminding.send_letters() == 0


def test_without_a_mail_server_nothing_leaves(story: Story, mailoutbox) -> None:
    address_of(story.communes[0])
    remind(story, story.communes[0])
    assert reminding.send_letters() == 0
    assert mailoutbox == []


def test_a_letter_that_is_refused_waits_and_the_others_leave(
    story: Story, mail_on, mailoutbox, monkeypatch
) -> None:
    address_of(story.communes[0], "hong@xa1.vn")
    address_of(story.communes[1], "tot@xa2.vn")
    remind(story, *story.communes)
    real = reminding.EmailMessage.send

    def send(letter: reminding.EmailMessage) -> int:
        if letter.to == ["hong@xa1.vn"]:
            raise SMTPRecipientsRefused({"hong@xa1.vn": (550, b"")})
        return real(letter)

    monkeypatch.setattr(reminding.EmailMessage, "send", send)
    assert reminding.send_letters() == 1
    assert [letter.to for letter in mailoutbox] == [["tot@xa2.vn"]]
    monkeypatch.undo()
    assert reminding.send_letters() == 1


def test_an_officer_does_not_wait_long_for_a_mail_server_that_is_silent(
    story: Story, mail_on, settings, monkeypatch, browser_of, django_capture_on_commit_callbacks
) -> None:
    for commune in story.communes:
        address_of(commune, f"ubnd@xa{commune.pk}.vn")
    monkeypatch.setattr(reminding, "WAITS_SECONDS", 0.3)
    address = reverse("programme:remind", args=[story.programme.pk])
    sent = {"text": "Gửi ngay", "unit": [commune.pk for commune in story.communes]}
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # it takes the call and never says a word
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        began = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            browser_of(story.officer).post(address, sent)
        assert time.monotonic() - began < 5 * 0.3  # once, not for each letter
    assert Reminder.objects.filter(mailed_at=None).exclude(address="").count() == 3


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("off", "chưa gửi thư vì máy chủ chưa cài đặt gửi thư"),
        ("on", "1 đơn vị đã được gửi thư"),
        ("down", "thư tới 1 đơn vị chưa gửi được, sẽ gửi lại sau"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_officer_is_told_what_became_of_the_letters(
    story: Story, settings, browser_of, mail: str, told: str
) -> None:
    settings.EMAIL_ON = mail != "off"
    if mail == "down":
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    address_of(story.communes[0])
    address = reverse("programme:remind", args=[story.programme.pk])
    sent = {"text": "Gửi ngay", "unit": [commune.pk for commune in story.communes[:2]]}
    answer = browser_of(story.officer).post(address, sent, follow=True)
    assert (
        f"Đã nhắc 2 đơn vị; lời nhắc hiện ở trang Việc của tôi của đơn vị; {told}." in answer.text
    )


def test_due_and_overdue_duties_are_reminded_of_once_a_week(
    story: Story, mail_on, mailoutbox
) -> None:
    first = story.communes[0]
    address_of(first)
    make_rule(story.programme, str(TODAY - timedelta(days=3)), what="Việc cũ")
    make_rule(story.programme, str(TODAY + timedelta(days=5)), what="Việc gần")
    make_rule(story.programme, str(TODAY + timedelta(days=50)), what="Việc xa")
    done = make_rule(story.programme, str(TODAY), what="Việc xong")
    duties.mark_duty_done(
        rule=done, unit=first, due_on=TODAY, done_on=TODAY, note="", by=user_of(first)
    )
    assert reminding.remind_of_duties(on=TODAY, days=7) == 2
    assert reminding.remind_of_duties(on=TODAY, days=7) == 0
    assert reminding.send_letters() == 1
    body = mailoutbox[0].body
    assert f"- Việc cũ (hạn {TODAY - timedelta(days=3):%d/%m/%Y}, đã quá 3 ngày)" in body
    assert f"- Việc gần (hạn {TODAY + timedelta(days=5):%d/%m/%Y}, còn 5 ngày)" in body
    assert "Việc xa" not in body
    assert "Việc xong" not in body
    Reminder.objects.update(at=timezone.now() - timedelta(days=8))
    assert reminding.remind_of_duties(on=TODAY, days=7) == 2


def test_a_plan_that_is_due_or_late_is_reminded_of_once_a_week_until_it_is_sent(
    mail_on, mailoutbox
) -> None:
    story = make_story()
    late, soon, sent = story.communes
    days = {late: TODAY - timedelta(days=3), soon: TODAY + timedelta(days=5), sent: TODAY}
    for number, (unit, due) in enumerate(days.items(), start=1):
        address_of(unit, f"ubnd@xa{number}.vn")
        hand(story, unit, on=str(TODAY - timedelta(days=60)), plan_due=due, plan_due_before=False)
    file_on(story, sent, str(TODAY))
    assert reminding.remind_of_duties(on=TODAY, days=4) == 1
    assert reminding.remind_of_duties(on=TODAY, days=7) == 1
    assert reminding.remind_of_duties(on=TODAY, days=7) == 0
    assert reminding.send_letters() == 2
    (first, second) = (letter.body for letter in mailoutbox)
    assert f"- Gửi kế hoạch của đơn vị (hạn {days[late]:%d/%m/%Y}, đã quá 3 ngày)" in first
    assert f"- Gửi kế hoạch của đơn vị (hạn {days[soon]:%d/%m/%Y}, còn 5 ngày)" in second
    Reminder.objects.update(at=timezone.now() - timedelta(days=8))
    assert reminding.remind_of_duties(on=TODAY, days=7) == 2
    file_on(story, late, str(TODAY))
    assert reminding.remind_of_duties(on=TODAY + timedelta(days=40), days=7) == 0  # both long ago


def test_the_heir_is_reminded_of_the_plan_and_not_who_ended(mail_on) -> None:
    story = make_story()
    first, second, _ = story.communes
    hand(story, on=str(TODAY - timedelta(days=60)), plan_due=TODAY, plan_due_before=False)
    address_of(first)
    heir = merge("Xã Mới", first, second, on=str(TODAY - timedelta(days=1)))
    address_of(heir)
    assert reminding.remind_of_duties(on=TODAY, days=7) == 1
    assert Reminder.objects.get().unit == heir


def test_an_office_keeps_its_own_address(story: Story, browser_of) -> None:
    unit = story.communes[0]
    client, address = browser_of(user_of(unit)), reverse("programme:contact")
    assert client.get(address).status_code == 200
    assert client.post(address, {"email": "không phải"}).status_code == 422
    page = client.post(address, {"email": "ubnd@xa1.vn"}, follow=True).text
    assert "ubnd@xa1.vn" in page
    assert 'value="ubnd@xa1.vn"' in client.get(address).text
    reader = browser_of(make_user("doc", unit, Role.VIEWER))
    assert reader.get(address).status_code == 404
    with pytest.raises(Denied):
        reminding.set_contact(unit=story.communes[1], email="", by=user_of(unit))


def reminded(story: Story, text: str, days: int) -> None:
    """The officer reminds Xã 1 some days ago."""
    unit = story.communes[0].pk
    reminding.remind(programme=story.programme, units=[unit], text=text, by=story.officer)
    Reminder.objects.filter(text=text).update(at=timezone.now() - timedelta(days=days))


def test_what_an_officer_says_stands_at_the_work_of_who_never_came_before(
    story: Story, browser_of
) -> None:
    reminded(story, "Nộp ngay hôm nay", 1)
    reminded(story, "Lời của mùa trước", 90)
    user, work = user_of(story.communes[0]), reverse("programme:work")
    for _ in range(2):  # the first visit, and the session after it
        page = browser_of(user).get(work).text
        assert page.count("Được nhắc: Nộp ngay hôm nay") == 1
        assert "Lời của mùa trước" not in page
    user.last_visit.at = timezone.now() - timedelta(days=100)
    user.last_visit.save()
    page = browser_of(user).get(work).text
    assert page.index("Nộp ngay hôm nay") < page.index("Lời của mùa trước")
    assert "Nộp ngay" not in browser_of(user_of(story.communes[1])).get(work).text


def test_the_program_does_not_push_away_what_the_officer_said(story: Story, browser_of) -> None:
    reminded(story, "Nộp ngay hôm nay", 1)
    unit = story.communes[0]
    for number in range(11):
        Reminder.objects.create(programme=story.programme, unit=unit, text=f"Tự động {number}")
    address = reverse("programme:receipt", args=[story.programme.pk, unit.pk])
    page = browser_of(user_of(unit)).get(address).text
    assert "Nộp ngay hôm nay" in page
    assert "Tự động" not in page
