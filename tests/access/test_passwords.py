"""What a password must be: long, of four kinds, new, not to be guessed (TCVN 14423:2026)."""

from __future__ import annotations

import pytest

from phongtrao.access.actions import passwords
from phongtrao.access.actions.entering import remove_second_factor
from phongtrao.access.actions.locking import WrongPassword
from phongtrao.access.models import User
from phongtrao.access.queries import has_second_factor
from phongtrao.audit.models import LogEntry
from phongtrao.core.errors import RuleBroken
from tests.factories import PASSWORD, add_second_factor


@pytest.mark.parametrize(
    ("password", "second_factor", "sentence"),
    [
        ("Mat-khau-dai-1", False, ""),
        ("Mat-khau-da-1", False, "ít nhất 14 ký tự. Hãy thêm 1 ký tự"),
        ("mat-khau-dai-12", False, "Còn thiếu: chữ hoa."),
        ("MATKHAUDAIDAI", False, "ít nhất 14 ký tự"),
        ("MATKHAUDAIDAIDAI", False, "Còn thiếu: chữ thường, chữ số, ký tự khác."),
        ("Mậtkhẩudàilắm1 ", False, ""),
        ("x7kq9mzw", True, ""),
        ("x7kq9mz", True, "ít nhất 8 ký tự"),
        ("password", True, "danh sách mật khẩu hay bị dò"),
        ("canbo.nguyen.A1", False, "giống tên đăng nhập"),
    ],
)
def test_a_password_keeps_the_rules(password: str, second_factor: bool, sentence: str) -> None:
    user = User(username="canbo.nguyen.a", full_name="Nguyễn Văn A")
    if not sentence:
        passwords.check_new_password(user=user, password=password, second_factor=second_factor)
        return
    with pytest.raises(RuleBroken, match=sentence):
        passwords.check_new_password(user=user, password=password, second_factor=second_factor)


def test_an_installation_may_ask_for_fewer_kinds(settings) -> None:
    settings.PASSWORD_KINDS = 2
    user = User(username="canbo", full_name="")
    passwords.check_new_password(user=user, password="matkhaudai1234", second_factor=False)  # noqa: S106 - a test


def test_a_password_for_one_log_in_keeps_the_rules_and_is_new_each_time() -> None:
    user = User(username="canbo", full_name="Cán Bộ")
    made = {passwords.one_time_password() for _ in range(20)}
    assert len(made) == 20
    for password in made:
        passwords.check_new_password(user=user, password=password, second_factor=False)


def test_the_last_ten_passwords_are_not_taken_again(officer: User) -> None:
    current = PASSWORD
    for number in range(10):
        new = f"Mat-khau-thu-{number + 2}!"
        passwords.change_password(current=current, password=new, by=officer)
        current = new
    assert officer.past_passwords.count() == 10
    with pytest.raises(passwords.PasswordUsedBefore, match="10 mật khẩu gần nhất"):
        passwords.change_password(current=current, password="Mat-khau-thu-2!", by=officer)  # noqa: S106 - a test
    passwords.change_password(current=current, password=PASSWORD, by=officer)  # the eleventh back


def test_changing_asks_for_the_password_of_today_and_is_logged(officer: User) -> None:
    with pytest.raises(WrongPassword):
        passwords.change_password(current="sai", password="Mat-khau-khac-2", by=officer)  # noqa: S106 - a test
    passwords.change_password(current=PASSWORD, password="Mat-khau-khac-2", by=officer)  # noqa: S106 - a test
    line = LogEntry.objects.get(author=officer)
    assert (line.action, line.object_name, line.detail) == (
        "password.change",
        "Cán bộ thuongtruc",
        {},
    )


def test_the_page_says_what_is_wrong_beside_the_box_and_keeps_the_session(
    officer: User, browser_of
) -> None:
    browser, address = browser_of(officer), "/tai-khoan/cua-toi/mat-khau/"
    assert "đủ 4 loại: chữ thường" in browser.get(address).text
    new = "Mat-khau-khac-2"
    for current, password, again, sentence in (
        ("sai", new, new, "Mật khẩu hiện nay chưa đúng"),
        (PASSWORD, "ngắn", "ngắn", "ít nhất 14 ký tự"),
        (PASSWORD, new, "khác", "Hai lần nhập mật khẩu mới chưa giống nhau"),
        (PASSWORD, "", "", "bắt buộc"),
    ):
        facts = {"current": current, "password": password, "again": again}
        answer = browser.post(address, facts)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    facts = {"current": PASSWORD, "password": new, "again": new}
    assert "Đã đổi mật khẩu." in browser.post(address, facts, follow=True).text


def test_with_a_second_factor_the_page_asks_for_eight_letters(officer: User, browser_of) -> None:
    add_second_factor(officer)
    shown = browser_of(officer).get("/tai-khoan/cua-toi/mat-khau/").text
    assert "Ít nhất 8 ký tự (tài khoản đã bật xác thực hai bước)" in shown


def test_a_short_password_must_be_changed_when_the_second_factor_goes(officer: User) -> None:
    add_second_factor(officer)
    passwords.change_password(current=PASSWORD, password="x7kq9mzw", by=officer)  # noqa: S106 - a test
    with pytest.raises(WrongPassword):
        remove_second_factor(password=PASSWORD, by=officer)
    remove_second_factor(password="x7kq9mzw", by=officer)  # noqa: S106 - a test
    officer.refresh_from_db()
    assert (officer.must_change_password, has_second_factor(officer)) == (True, False)
