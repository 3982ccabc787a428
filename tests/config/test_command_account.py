"""`phongtrao account`: the first administrator, and the way back in."""

from __future__ import annotations

import pytest

from phongtrao.access.models import Role, User
from phongtrao.config.commands.account import open_administrator, reset
from tests.factories import make_office, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_the_first_administrator_gets_a_password_for_one_use(capsys) -> None:
    office = make_office("Công an tỉnh Mẫu")
    assert open_administrator("quantri", "Trần Thị Q", "công an tỉnh mẫu") == 0
    user = User.objects.get(username="quantri")
    assert user.assignments.get().role == Role.ADMINISTRATOR
    assert (user.office, user.must_change_password) == (office, True)
    password = capsys.readouterr().out.rsplit(" ", 1)[1].strip()
    assert user.check_password(password)


@pytest.mark.parametrize(("twice", "said"), [(False, "không có"), (True, "nhiều hơn một")])
def test_an_office_that_is_not_one_unit_is_refused(twice: bool, said: str, capsys) -> None:
    if twice:
        for place in ("Tỉnh A", "Tỉnh B"):
            make_unit("Sở Nội vụ", make_unit(place, level="province"))
    assert open_administrator("quantri", "Trần Thị Q", "Sở Nội vụ") == 1
    assert f"{said} đơn vị tên “Sở Nội vụ”" in capsys.readouterr().err
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused(capsys) -> None:
    make_user("quantri", make_office())
    assert open_administrator("quantri", "Trần Thị Q", "Công an tỉnh Mẫu") == 1
    assert "quantri" in capsys.readouterr().err


def test_an_account_is_let_in_again(capsys) -> None:
    user = make_user("quantri", make_office())
    user.is_active = False
    user.save()
    assert reset("QUANTRI") == 0
    user.refresh_from_db()
    assert user.is_active
    password = capsys.readouterr().out.rsplit(" ", 1)[1].strip()
    assert user.check_password(password)
    assert reset("khong-co") == 1
    assert "Không có tài khoản nào" in capsys.readouterr().err
