"""`phongtrao account`: the first administrator, and the way back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.access.actions.accounts import stop_account
from phongtrao.access.models import Role, User
from phongtrao.access.queries import has_second_factor
from phongtrao.audit.models import LogEntry
from phongtrao.config.commands._app import run
from tests.factories import make_office, make_unit, make_user

if TYPE_CHECKING:
    from django.test import Client

    Said = pytest.CaptureFixture[str]

pytestmark = pytest.mark.django_db

OFFICE = "Công an tỉnh Mẫu"


def _open(office: str = OFFICE) -> int:
    return run(["account", "open", "quantri", "--name", "Trần Thị Q", "--office", office])


def _password(said: str) -> str:
    """The password that the command has printed."""
    return said.rsplit("Mật khẩu dùng một lần: ", 1)[1].strip()


def test_the_first_administrator_gets_a_password_for_one_use(capsys: Said) -> None:
    office = make_office(OFFICE)
    assert _open(OFFICE.lower()) == 0
    user, said = User.objects.get(username="quantri"), capsys.readouterr().out
    held = user.assignments.get()
    assert (held.role, held.unit, held.last_day) == (Role.ADMINISTRATOR, office, None)
    assert (user.full_name, user.office, user.must_change_password) == ("Trần Thị Q", office, True)
    assert "Đã mở tài khoản quản trị quantri." in said
    assert user.check_password(_password(said))


def test_the_password_that_was_printed_lets_in_and_must_be_changed(
    client: Client, capsys: Said
) -> None:
    make_office(OFFICE)
    _open()
    form = {"username": "quantri", "password": _password(capsys.readouterr().out)}
    assert client.post("/tai-khoan/dang-nhap/", form).status_code == 302
    assert client.get("/tai-khoan/danh-sach/")["Location"] == "/tai-khoan/cua-toi/mat-khau/"


@pytest.mark.parametrize(("twice", "said"), [(False, "không có"), (True, "nhiều hơn một")])
def test_an_office_that_is_not_one_unit_is_refused(twice: bool, said: str, capsys: Said) -> None:
    if twice:
        for place in ("Tỉnh A", "Tỉnh B"):
            make_unit("Sở Nội vụ", make_unit(place, level="province"))
    assert _open("Sở Nội vụ") == 1
    assert f"{said} đơn vị tên “Sở Nội vụ”" in capsys.readouterr().err
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused(capsys: Said) -> None:
    make_user("QuanTri", make_office(OFFICE))
    assert _open() == 1
    assert "Đã có tài khoản mang tên đăng nhập “quantri”" in capsys.readouterr().err
    assert User.objects.count() == 1


def test_an_administrator_without_telephone_is_let_in_again(client: Client, capsys: Said) -> None:
    user = make_user("quantri", make_office(OFFICE), Role.ADMINISTRATOR)
    assert has_second_factor(user)
    stop_account(account=user, by=None)
    assert run(["account", "reset", "QUANTRI"]) == 0
    password = _password(capsys.readouterr().out)
    assert not has_second_factor(user)
    form = {"username": "quantri", "password": password}
    assert client.post("/tai-khoan/dang-nhap/", form)["Location"] == "/"
    lines = LogEntry.objects.filter(action__in=["account.reopen", "second-factor.drop"])
    assert {line.author_name for line in lines} == {"Chương trình"}
    assert lines.count() == 2


def test_an_account_that_is_not_there_cannot_be_let_in(capsys: Said) -> None:
    assert run(["account", "reset", "khong-co"]) == 1
    assert "Không có tài khoản nào tên “khong-co”." in capsys.readouterr().err


def test_the_help_says_what_the_two_commands_do(capsys: Said) -> None:
    assert run(["account", "--help"]) == 0
    said = capsys.readouterr().out
    assert "Mở một tài khoản quản trị" in said
    assert "gỡ xác thực hai bước" in said
