"""Coming in: lock after wrong passwords and codes, second factor, idle and stopped accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from phongtrao.access.actions import entering
from phongtrao.access.actions.accounts import reopen_account
from phongtrao.access.actions.locking import WrongPassword
from phongtrao.access.models import User
from phongtrao.access.queries import has_second_factor
from phongtrao.audit.models import LogEntry
from tests.factories import PASSWORD, add_second_factor

if TYPE_CHECKING:
    from django.test import Client

LOG_IN = "/tai-khoan/dang-nhap/"
STEP = "/tai-khoan/dang-nhap/ma-xac-thuc/"
FACTOR = "/tai-khoan/cua-toi/hai-buoc/"


@pytest.fixture(autouse=True)
def no_code_was_used() -> None:
    """allauth remembers used codes in the cache."""
    cache.clear()


def code_of(secret: str, *, later: int = 0) -> str:
    """The code that the telephone shows now, or is the next one to show."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[1 + later]))


def _try(client: Client, username: str, password: str = PASSWORD, **more: str) -> str:
    """Log in; "" when it worked, else the sentence on the page."""
    answer = client.post(LOG_IN, {"username": username, "password": password, **more})
    if answer.status_code == 302:
        return ""
    assert answer.status_code == 422
    return re.search(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)[1]


def _actions() -> list[str]:
    rows = LogEntry.objects.filter(action__startswith="log-in").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(client, officer: User) -> None:
    wrong_password = _try(client, officer.username, "sai")
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in wrong_password
    assert _try(client, "khong-co") == wrong_password
    assert _actions() == ["log-in.fail", "log-in.unknown-name"]
    assert LogEntry.objects.get(action="log-in.fail").office_id == officer.office_id
    assert LogEntry.objects.get(action="log-in.unknown-name").detail == {}


def test_a_lock_does_not_tell_which_names_exist(client, officer: User) -> None:
    answers = {
        name: [_try(client, name, "sai") for _ in range(7)]
        for name in (officer.username, "khong-co")
    }
    assert answers["khong-co"] == answers[officer.username]
    assert _try(client, officer.username) == answers["khong-co"][0]  # locked, the right password


def test_the_name_is_taken_whatever_its_capitals(client, officer: User) -> None:
    assert _try(client, "ThuongTruc") == ""
    assert _actions() == ["log-in"]


def test_an_empty_form_asks_for_both(client, db) -> None:
    answer = client.post(LOG_IN, {"username": "", "password": ""})
    assert (answer.status_code, answer.text.count('class="errors"')) == (422, 2)


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    client, officer: User, time_machine
) -> None:
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)
    for _ in range(5):
        assert "5 lần liên tiếp thì tài khoản khóa 15 phút" in _try(client, officer.username, "sai")
    time_machine.move_to("2026-11-20T09:14:59+07:00", tick=False)
    assert "đang bị khóa tạm" in _try(client, officer.username)  # the right one too
    assert _actions() == ["log-in.fail"] * 5 + ["log-in.lock"]
    time_machine.move_to("2026-11-20T09:15:01+07:00", tick=False)
    assert _try(client, officer.username) == ""


def test_failures_count_in_a_row_only(client, officer: User) -> None:
    for _ in range(2):
        for _ in range(4):
            assert "chưa đúng" in _try(client, officer.username, "sai")
        assert _try(client, officer.username) == ""
        client.post("/tai-khoan/dang-xuat/")


def test_opening_again_ends_the_lock(client, officer: User) -> None:
    for _ in range(5):
        _try(client, officer.username, "sai")
    officer.refresh_from_db()
    reopen_account(account=officer, by=None)
    assert _try(client, officer.username) == ""


def test_a_stopped_account_is_told_so_only_with_its_password(client, officer: User) -> None:
    officer.is_active = False
    officer.save()
    assert "chưa đúng" in _try(client, officer.username, "sai")
    assert "đã ngừng hoạt động" in _try(client, officer.username)


def test_an_account_idle_for_longer_than_45_days_is_stopped(
    client, officer: User, time_machine
) -> None:
    time_machine.move_to("2026-01-05T08:00:00+07:00", tick=False)
    reopen_account(account=officer, by=None)
    time_machine.move_to("2026-02-19T08:00:00+07:00", tick=False)
    assert _try(client, officer.username) == ""  # the 45th day
    client.post("/tai-khoan/dang-xuat/")
    time_machine.move_to("2026-04-05T08:00:01+07:00", tick=False)
    assert "không đăng nhập quá 45 ngày nên đã ngừng" in _try(client, officer.username)
    assert "Hãy đề nghị quản trị" in _try(client, officer.username)
    officer.refresh_from_db()
    assert not officer.is_active
    assert LogEntry.objects.filter(action="account.stop-idle").count() == 1
    reopen_account(account=officer, by=None)
    assert _try(client, officer.username) == ""


def test_logging_in_and_out_is_logged(client, officer: User) -> None:
    _try(client, officer.username)
    client.post("/tai-khoan/dang-xuat/")
    client.post("/tai-khoan/dang-xuat/")  # nobody is in any more
    came, went = LogEntry.objects.filter(author=officer).order_by("pk")
    assert (came.action, went.action) == ("log-in", "log-out")


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "", "javascript:1"])
def test_after_logging_in_nobody_is_led_away(address: str, client, officer: User) -> None:
    facts = {"username": officer.username, "password": PASSWORD, "next": address}
    assert client.post(LOG_IN, facts).url == "/"
    assert client.get(LOG_IN, {"next": address}).url == "/"


def test_the_second_factor_is_added_with_a_code_and_asked_for_from_then_on(
    client, officer: User, browser_of
) -> None:
    browser = browser_of(officer)
    shown = browser.get(FACTOR).text
    secret = re.search(r"<code>(.*?)</code>", shown)[1].replace(" ", "")
    assert "data:image/svg+xml;base64," in shown
    assert browser.post(FACTOR, {"code": ""}).status_code == 422
    wrong = browser.post(FACTOR, {"code": "000000"})
    assert (wrong.status_code, "Mã xác thực chưa đúng" in wrong.text) == (422, True)
    proof = code_of(secret)
    assert "Đã bật" in browser.post(FACTOR, {"code": proof}, follow=True).text

    factor = Authenticator.objects.get(user=officer)
    assert secret not in str(factor.data)  # encrypted at rest
    asked = client.post(
        LOG_IN, {"username": officer.username, "password": PASSWORD, "next": "/ke-hoach/"}
    )
    assert asked.url == STEP
    assert client.get("/ke-hoach/").url.startswith(LOG_IN)  # not in yet
    assert "Bước thứ hai" in client.get(STEP).text
    assert "chưa đúng hoặc đã dùng" in client.post(STEP, {"code": proof}).text
    code = code_of(secret, later=1)
    assert client.post(STEP, {"code": f"{code[:3]} {code[3:]}"}).url == "/ke-hoach/"
    assert client.get("/ke-hoach/").status_code == 200
    assert client.get(STEP).url == LOG_IN


def _at_the_step(client: Client, user: User) -> str:
    secret = add_second_factor(user)
    assert _try(client, user.username) == ""
    return secret


def test_a_code_is_taken_once(client, officer: User) -> None:
    secret = _at_the_step(client, officer)
    code = code_of(secret)
    assert client.post(STEP, {"code": code}).status_code == 302
    client.post("/tai-khoan/dang-xuat/")
    cache.clear()  # as in another process of the server
    _try(client, officer.username)
    answer = client.post(STEP, {"code": code})
    assert (answer.status_code, "chưa đúng hoặc đã dùng" in answer.text) == (422, True)


@pytest.mark.parametrize("code", ["000000", "abcdef", "١٢٣٤٥٦"])
def test_wrong_codes_lock_like_wrong_passwords(code: str, client, officer: User) -> None:
    secret = _at_the_step(client, officer)
    for _ in range(4):
        assert "Mã xác thực chưa đúng" in client.post(STEP, {"code": code}).text
    assert "khóa tạm đến" in client.post(STEP, {"code": code}).text
    assert "khóa tạm đến" in client.post(STEP, {"code": code_of(secret)}).text
    assert client.post(STEP, {"code": ""}).status_code == 422


def test_the_second_step_waits_five_minutes(client, officer: User, time_machine) -> None:
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)
    _at_the_step(client, officer)
    time_machine.move_to("2026-11-20T09:05:01+07:00", tick=False)
    assert client.get(STEP).url == LOG_IN


def test_an_account_stopped_between_the_steps_does_not_come_in(client, officer: User) -> None:
    secret = _at_the_step(client, officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert "đã ngừng hoạt động" in client.post(STEP, {"code": code_of(secret)}).text


def test_a_code_for_an_account_without_second_factor_is_wrong(officer: User) -> None:
    with pytest.raises(entering.WrongCode):
        entering.check_code(user=officer, code="123456")


def test_the_second_factor_goes_with_the_password(officer: User, browser_of) -> None:
    add_second_factor(officer)
    browser = browser_of(officer)
    assert "Tắt xác thực hai bước" in browser.get(FACTOR).text
    assert "Mật khẩu hiện nay chưa đúng" in browser.post(FACTOR, {"password": "sai"}).text
    assert browser.post(FACTOR, {}).status_code == 422
    assert has_second_factor(officer)
    assert "Đã tắt" in browser.post(FACTOR, {"password": PASSWORD}, follow=True).text
    assert not has_second_factor(officer)
    assert LogEntry.objects.filter(action="second-factor.remove").exists()


@pytest.mark.parametrize("page", [FACTOR, "/tai-khoan/cua-toi/mat-khau/"])
def test_who_guesses_the_password_at_an_open_page_is_locked_out(
    page: str, client, officer: User, browser_of
) -> None:
    add_second_factor(officer)
    browser = browser_of(officer)

    def answer(password: str) -> str:
        new = "Mat-khau-moi-22"
        sent = {"password": password} if page == FACTOR else {"password": new, "again": new}
        return browser.post(page, {**sent, "current": password}, follow=True).text

    for _ in range(4):
        assert "Mật khẩu hiện nay chưa đúng" in answer("sai")
    assert "khóa tạm đến" in answer("sai")
    assert "khóa tạm đến" in answer(PASSWORD)  # the right one too
    assert has_second_factor(officer)
    assert "đang bị khóa tạm" in _try(client, officer.username)
    assert _actions() == ["log-in.fail"] * 5 + ["log-in.lock"]
    officer.refresh_from_db()
    reopen_account(account=officer, by=None)
    assert "Đã" in answer(PASSWORD)


def test_the_right_password_at_an_open_page_begins_the_count_anew(officer: User) -> None:
    add_second_factor(officer)
    for _ in range(4):
        with pytest.raises(WrongPassword):
            entering.remove_second_factor(password="sai", by=officer)  # noqa: S106 - a test
    entering.remove_second_factor(password=PASSWORD, by=officer)
    officer.refresh_from_db()
    assert (officer.failures, officer.locked_until) == (0, None)
