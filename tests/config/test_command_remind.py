"""`phongtrao remind`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phongtrao.config.commands._app import run
from phongtrao.programme.models import OfficeContact
from tests.programme.cascade_rows import hand, make_rule, make_story

pytestmark = pytest.mark.django_db


def test_without_a_mail_server_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["remind"]) == 0
    assert "Chưa đặt EMAIL_URL" in capsys.readouterr().out


def test_it_notes_reminders_and_sends_letters(
    capsys: pytest.CaptureFixture[str], settings, mailoutbox
) -> None:
    settings.EMAIL_ON = True
    story, today = make_story(), timezone.localdate()
    hand(story, on=str(today - timedelta(days=5)))
    make_rule(story.programme, str(today + timedelta(days=20)))
    OfficeContact.objects.create(unit=story.communes[0], email="ubnd@xa1.vn")
    assert run(["remind"]) == 0
    assert run(["remind", "--days", "30"]) == 0
    shown = capsys.readouterr().out
    assert "Đã ghi 0 lời nhắc, gửi 0 thư." in shown
    assert "Đã ghi 1 lời nhắc, gửi 1 thư." in shown
    assert len(mailoutbox) == 1
