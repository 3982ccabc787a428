"""`phongtrao remind`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phongtrao.config.commands._app import run
from phongtrao.programme.models import OfficeContact
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_rename
from phongtrao.units.models import Unit
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


def test_the_letters_of_a_morning_know_the_names_that_begin_that_day(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_ON = True
    story, tomorrow = make_story(), timezone.localdate() + timedelta(days=1)
    renamed = preview_rename(unit=story.communes[0], name="Xã Ngày Mai", on=tomorrow, decision=None)
    carry_out(proposal=renamed, by=None)
    assert run(["remind"]) == 0
    assert not Unit.objects.filter(name="Xã Ngày Mai").exists()
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert run(["remind"]) == 0
    assert Unit.objects.get(name="Xã Ngày Mai") == story.communes[0]
