"""The pages of accounts: opened, stopped, unlocked, given roles, found, reviewed."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from phongtrao.access.actions import roles
from phongtrao.access.models import Role, User
from phongtrao.access.queries import (
    accounts_within,
    by_office,
    has_second_factor,
    units_to_choose,
)
from tests.factories import add_second_factor, make_unit, make_user

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit


LIST = "/tai-khoan/danh-sach/"


def test_opening_shows_the_password_once(browser: Client, commune: Unit, client) -> None:
    facts = {
        "username": "nguoi.moi",
        "full_name": "Nguyễn Thị Mới",
        "office": commune.pk,
        "role": "reporter",
    }
    opened = browser.post(f"{LIST}mo/", facts, follow=True)
    password = re.search(r'class="one-time">(.*?)<', opened.text)[1]
    assert "one-time" not in browser.get(opened.redirect_chain[-1][0]).text
    entered = client.post(
        "/tai-khoan/dang-nhap/", {"username": "nguoi.moi", "password": password}, follow=True
    )
    assert "Hãy đổi trước khi làm việc" in entered.text


def test_a_wrong_account_is_not_opened(browser: Client, commune: Unit, province: Unit) -> None:
    facts = {"username": "baocao", "full_name": "A", "office": commune.pk, "role": "viewer"}
    make_user("baocao", commune)
    for wrong, sentence in (
        ({}, "Đã có tài khoản mang tên đăng nhập “baocao”"),
        ({"username": "Có Dấu"}, "chữ thường không dấu"),
        ({"office": province.pk}, "Cơ quan"),
    ):
        answer = browser.post(f"{LIST}mo/", {**facts, **wrong})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert User.objects.count() == 2


def test_each_step_on_an_account_has_its_button(browser: Client, account: User, client) -> None:
    address = f"{LIST}{account.pk}/"
    add_second_factor(account)
    assert "Gỡ xác thực hai bước" in browser.get(address).text
    stopped = browser.post(f"{address}ngung/", follow=True).text
    assert "✕ Đã ngừng" in stopped
    assert "Ngừng tài khoản" not in stopped
    assert "● Đang hoạt động" in browser.post(f"{address}mo-lai/", follow=True).text
    shown = browser.post(f"{address}bo-hai-buoc/", follow=True).text
    assert 'class="one-time"' in shown
    assert not has_second_factor(account)
    assert 'class="one-time"' in browser.post(f"{address}mat-khau/", follow=True).text
    assert browser.post(f"{address}xoa/").status_code == 404
    account.refresh_from_db()
    assert account.must_change_password


def test_a_locked_account_is_shown_and_opened(browser: Client, account: User) -> None:
    account.locked_until = timezone.now() + timedelta(minutes=9)
    account.save()
    assert "▲ Khóa tạm" in browser.get(f"{LIST}{account.pk}/").text
    assert "● Đang hoạt động" in browser.post(f"{LIST}{account.pk}/mo-lai/", follow=True).text


def test_an_account_that_nobody_used_for_long_is_opened_before_its_owner_knocks(
    browser: Client, account: User
) -> None:
    account.opened_at = timezone.now() - timedelta(days=46)
    account.save()
    shown = browser.get(f"{LIST}{account.pk}/").text
    assert "▲ Lâu không dùng" in shown
    assert f'action="{LIST}{account.pk}/mo-lai/"' in shown
    opened = browser.post(f"{LIST}{account.pk}/mo-lai/", follow=True).text
    assert "● Đang hoạt động" in opened
    assert "/mo-lai/" not in opened


def test_an_identity_is_untied_by_who_manages_the_account(browser: Client, account: User) -> None:
    address = f"{LIST}{account.pk}/"
    assert "danh tính chung" not in browser.get(address).text
    SocialAccount.objects.create(user=account, provider="oidc", uid="7")
    assert "danh tính chung: đã gắn" in browser.get(address).text
    shown = browser.post(f"{address}go-danh-tinh/", follow=True).text
    assert "Đã gỡ danh tính chung khỏi tài khoản baocao." in shown
    assert "Gỡ danh tính chung</button>" not in shown
    assert not SocialAccount.objects.exists()


def test_roles_are_given_and_taken_on_the_page(
    browser: Client, account: User, commune: Unit
) -> None:
    address = f"{LIST}{account.pk}/"
    facts = {"role": "approver", "unit": commune.pk, "last_day": "2030-12-31"}
    given = browser.post(f"{address}vai-tro/", facts, follow=True).text
    assert "Người duyệt tại Công an xã An Phú, đến hết 31/12/2030" in given
    wrong = browser.post(f"{address}vai-tro/", {**facts, "first_day": "2031-01-01"})
    assert (wrong.status_code, "đứng trước ngày đầu 01/01/2031" in wrong.text) == (422, True)
    assert browser.post(f"{address}vai-tro/", {}).status_code == 422
    held = account.assignments.get(role="approver")
    taken = browser.post(f"{address}vai-tro/{held.pk}/bo/", follow=True).text
    assert "Đã bỏ vai trò." in taken
    assert "Người duyệt tại" not in taken


def test_ones_own_page_says_why_its_buttons_are_grey(browser: Client, manager: User) -> None:
    shown = browser.get(f"{LIST}{manager.pk}/").text
    assert "Hãy nhờ một quản trị khác." in shown
    assert shown.count("disabled title=") >= 3
    refused = browser.post(f"{LIST}{manager.pk}/ngung/")
    assert refused.status_code == 403


def test_units_are_found_by_name_and_namesakes_told_apart(province: Unit, monkeypatch) -> None:
    other = make_unit("Công an tỉnh Bên")
    top = make_unit("Bộ")
    admin = make_user("quantri", top, Role.ADMINISTRATOR)
    for unit in (province, other):
        roles.give_role(account=admin, role=Role.ADMINISTRATOR, unit_id=unit.pk, by=None)
        make_unit("Xã Hòa Bình", below=unit)
    make_unit("Xã Tân Lập", below=province)
    names = [name for _, name in units_to_choose(admin, "xã")]
    assert names == [
        "Xã Hòa Bình (Công an tỉnh Mẫu)",
        "Xã Hòa Bình (Công an tỉnh Bên)",
        "Xã Tân Lập",
    ]
    for words in ("lập tân", "LAP  tan", "xa tân lap"):
        assert [name for _, name in units_to_choose(admin, words)] == ["Xã Tân Lập"]


def test_many_namesakes_cost_one_query_more(province: Unit) -> None:
    admin = make_user("quantri", province, Role.ADMINISTRATOR)
    with CaptureQueriesContext(connection) as few:
        units_to_choose(admin)
    for number in range(5):
        make_unit("Trạm Y tế", below=make_unit(f"Khu {number}", below=province))
    with CaptureQueriesContext(connection) as many:
        found = [name for _, name in units_to_choose(admin, "tram y te")]
    assert found == [f"Trạm Y tế (Công an tỉnh Mẫu, Khu {number})" for number in range(5)]
    assert len(many) == len(few) + 1


@pytest.mark.django_db
def test_units_to_choose_and_accounts_stand_in_the_order_of_names() -> None:
    top = make_unit("Bộ")
    admin = make_user("quantri", top, Role.ADMINISTRATOR)
    names = ("Xã 10", "Đông Anh", "Xã 2", "Âu Lâu", "Ea Súp", "Zơng")
    for number, name in enumerate(names):
        make_user(f"nguoi{number}", make_unit(name, below=top))
    expected = ["Âu Lâu", "Bộ", "Đông Anh", "Ea Súp", "Xã 2", "Xã 10", "Zơng"]
    assert [name for _, name in units_to_choose(admin)] == expected
    accounts = accounts_within(admin)
    offices = accounts.in_bulk()
    assert [offices[pk].office.name for pk in by_office(accounts)] == expected


@pytest.mark.django_db
def test_of_many_units_the_first_by_name_are_offered(monkeypatch) -> None:
    top = make_unit("Bộ")
    admin = make_user("quantri", top, Role.ADMINISTRATOR)
    for name in ("Xã A", "Đ", "Bản"):
        make_unit(name, below=top)
    monkeypatch.setattr("phongtrao.access.queries.accounts.MOST_UNITS", 3)
    assert [name for _, name in units_to_choose(admin)] == ["Bản", "Bộ", "Đ"]


def test_a_long_list_of_units_asks_for_a_name(browser: Client, commune: Unit, monkeypatch) -> None:
    monkeypatch.setattr("phongtrao.access.queries.accounts.MOST_UNITS", 1)
    monkeypatch.setattr("phongtrao.access.queries.MOST_UNITS", 1)
    assert "Danh sách đơn vị chỉ hiện 100 đơn vị đầu" in browser.get(f"{LIST}mo/").text
    monkeypatch.undo()
    assert "tên chứa “an phú”" in browser.get(f"{LIST}mo/", {"tim": "an phú"}).text


def test_the_review_list_as_a_workbook(
    browser: Client, account: User, manager: User, commune: Unit
) -> None:
    account.last_login = timezone.now()
    account.save()
    idle = make_user("lau-khong-dung", commune)
    idle.opened_at = timezone.now() - timedelta(days=46)
    idle.save()
    assignment = account.assignments.get()
    assignment.first_day = assignment.last_day = timezone.localdate()
    assignment.save()
    answer = browser.get("/tai-khoan/danh-sach.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=1)]
    text = "\n".join("|".join(row) for row in rows)
    assert "DANH SÁCH RÀ SOÁT TÀI KHOẢN" in text
    today = f"{timezone.localdate():%d/%m/%Y}"
    role = f"Người báo cáo tại Công an xã An Phú từ {today} đến hết {today}"
    assert f"Cán bộ baocao|baocao|{role}|{today}" in text
    assert "lau-khong-dung|Cán bộ thường trực tại Công an xã An Phú|chưa lần nào|chưa|Lâu" in text
    assert f"|quantri|Quản trị tại Công an xã An Phú|{today}" in text
    assert "|có|Đang hoạt động" in text


def test_who_manages_nothing_finds_no_list_and_no_menu_item(
    browser: Client, account: User, browser_of
) -> None:
    assert 'href="/tai-khoan/danh-sach/"' in browser.get("/ke-hoach/").text
    assert 'href="/tai-khoan/danh-sach/"' not in browser_of(account).get("/ke-hoach/").text


def test_accounts_are_found_by_name_and_office(browser: Client, account: User) -> None:
    found = browser.get(f"{LIST}?tim=an+phú+baocao").text
    assert "baocao" in found
    assert "Cán bộ quantri" not in found.split("<main")[1]


def test_accounts_and_roles_are_named_for_the_log(account: User) -> None:
    assignment = account.assignments.get()
    day = timezone.localdate()
    lent = assignment.delegations.create(
        receiver=account, first_day=day, last_day=day, reason="nghỉ phép"
    )
    assert str(assignment) == "Cán bộ baocao: Người báo cáo, Công an xã An Phú"
    assert str(lent) == f"{assignment} → Cán bộ baocao"
    assert str(account.past_passwords.first()) == "Cán bộ baocao"
