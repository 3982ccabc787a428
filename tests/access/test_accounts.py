"""Managing accounts of the offices below: open, give roles, stop, new password, review."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from phongtrao.access.actions import accounts, roles
from phongtrao.access.models import Role, User
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit


LIST = "/tai-khoan/danh-sach/"


def _open(by: User, office: Unit, username: str = "moi") -> User:
    return accounts.open_account(
        username=username,
        full_name="Người Mới",
        password=PASSWORD,
        office_id=office.pk,
        roles={Role.VIEWER: office.pk},
        by=by,
    )


def test_accounts_are_opened_within_reach_only(
    manager: User, commune: Unit, province: Unit
) -> None:
    assert _open(manager, commune).office == commune
    with pytest.raises(Denied, match="quản lý tài khoản"):
        _open(manager, province, "khac")
    line = LogEntry.objects.get(author=manager)
    assert (line.action, line.object_name) == ("account.open", "Người Mới")
    assert line.detail == {"roles": {"viewer": commune.pk}}


def test_a_name_is_taken_once_whatever_its_capitals(manager: User, commune: Unit) -> None:
    _open(manager, commune)
    with pytest.raises(accounts.UsernameTaken, match="“MOI”"):
        _open(manager, commune, "MOI")


def test_roles_are_given_and_taken_within_reach_and_logged(
    manager: User, account: User, commune: Unit, province: Unit
) -> None:
    given = roles.give_role(account=account, role=Role.APPROVER, unit_id=commune.pk, by=manager)
    today = timezone.localdate()
    again = roles.give_role(
        account=account, role=Role.APPROVER, unit_id=commune.pk, last_day=today, by=manager
    )
    assert (given.pk, again.last_day) == (again.pk, today)
    with pytest.raises(Denied):
        roles.give_role(account=account, role=Role.VIEWER, unit_id=province.pk, by=manager)
    with pytest.raises(roles.DaysTheWrongWayRound):
        roles.give_role(
            account=account,
            role=Role.VIEWER,
            unit_id=commune.pk,
            first_day=today,
            last_day=today - timedelta(days=1),
            by=manager,
        )
    roles.take_role(assignment=again, by=manager)
    lines = LogEntry.objects.filter(author=manager).order_by("pk")
    assert [line.action for line in lines] == ["role.give", "role.give", "role.take"]
    assert lines[1].detail == {
        "role": "approver",
        "unit": commune.pk,
        "unit_name": "Công an xã An Phú",
        "first_day": None,
        "last_day": today.isoformat(),
    }


def test_one_account_does_not_both_give_roles_and_read_the_log(
    manager: User, commune: Unit, province: Unit
) -> None:
    auditor = make_user("kiemsoat", commune, Role.AUDITOR)
    other = make_user("quantri2", commune, Role.ADMINISTRATOR)
    for account, asked, unit in (
        (auditor, Role.ADMINISTRATOR, commune),
        (auditor, Role.ADMINISTRATOR, province),  # at another unit too
        (other, Role.AUDITOR, commune),
    ):
        with pytest.raises(accounts.DutiesKeptApart, match=f"vai trò “{asked.label}”"):
            roles.give_role(account=account, role=asked, unit_id=unit.pk, by=None)
    with pytest.raises(accounts.DutiesKeptApart, match="Người Mới"):
        accounts.open_account(
            username="moi",
            full_name="Người Mới",
            password=PASSWORD,
            office_id=commune.pk,
            roles={Role.ADMINISTRATOR: commune.pk, Role.AUDITOR: commune.pk},
        )
    roles.give_role(account=auditor, role=Role.STANDING_OFFICER, unit_id=commune.pk, by=manager)


def test_one_may_follow_the_other(commune: Unit) -> None:
    auditor, today = make_user("kiemsoat", commune, Role.AUDITOR), timezone.localdate()
    facts = {"account": auditor, "unit_id": commune.pk, "by": None}
    roles.give_role(**facts, role=Role.AUDITOR, last_day=today)
    tomorrow = today + timedelta(days=1)
    for first, last in ((None, None), (today, None), (None, tomorrow)):
        with pytest.raises(accounts.DutiesKeptApart):
            roles.give_role(**facts, role=Role.ADMINISTRATOR, first_day=first, last_day=last)
    roles.give_role(**facts, role=Role.ADMINISTRATOR, first_day=tomorrow)
    # The auditor's days cannot be brought to overlap either, but an end in the past is one.
    with pytest.raises(accounts.DutiesKeptApart):
        roles.give_role(**facts, role=Role.AUDITOR, last_day=tomorrow)
    roles.give_role(**facts, role=Role.AUDITOR, last_day=today - timedelta(days=1))


def test_the_page_says_at_the_role_why_it_is_not_given(browser: Client, commune: Unit) -> None:
    auditor = make_user("kiemsoat", commune, Role.AUDITOR)
    facts = {"role": "administrator", "unit": commune.pk}
    answer = browser.post(f"{LIST}{auditor.pk}/vai-tro/", facts)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"role"}
    assert "người giao quyền không tự soát việc giao quyền" in answer.text


def test_nobody_gives_himself_a_role_or_stops_himself(manager: User, commune: Unit) -> None:
    with pytest.raises(accounts.OwnAccount, match="Hãy nhờ một quản trị khác"):
        roles.give_role(account=manager, role=Role.STANDING_OFFICER, unit_id=commune.pk, by=manager)
    with pytest.raises(accounts.OwnAccount):
        accounts.stop_account(account=manager, by=manager)


@pytest.mark.parametrize("how", ["own role", "lent role"])
def test_an_account_that_reaches_further_cannot_be_taken_over(
    how: str, manager: User, account: User, province: Unit, commune: Unit
) -> None:
    today = timezone.localdate()
    if how == "own role":
        roles.give_role(account=account, role=Role.VIEWER, unit_id=province.pk, by=None)
    else:
        above = make_user("cap-tren", commune, None)
        roles.delegate(
            assignment=roles.give_role(
                account=above, role=Role.VIEWER, unit_id=province.pk, by=None
            ),
            receiver=account,
            first_day=today,
            last_day=today,
            reason="trực thay",
            by=above,
        )
    with pytest.raises(accounts.AccountReachesFurther, match="vai trò tại Công an tỉnh Mẫu"):
        accounts.reset_password(account=account, by=manager)
    above = make_user("quantri-tinh", province, Role.ADMINISTRATOR)
    assert accounts.reset_password(account=account, by=above)


def test_a_role_that_has_ended_hinders_nobody(manager: User, account: User, province: Unit) -> None:
    roles.give_role(
        account=account,
        role=Role.VIEWER,
        unit_id=province.pk,
        last_day=timezone.localdate() - timedelta(days=1),
        by=None,
    )
    accounts.stop_account(account=account, by=manager)


def test_the_list_shows_the_accounts_below_and_no_others(
    browser: Client, account: User, province: Unit
) -> None:
    make_user("cap-tren", province)
    shown = browser.get(LIST).text
    assert "Cán bộ baocao" in shown
    assert "Cán bộ cap-tren" not in shown
    assert "chưa lần nào" in shown
    assert "Không có tài khoản nào khớp “xyz”" in browser.get(LIST, {"tim": "xyz"}).text
    found = browser.get(LIST, {"tim": "An Phú báo"}, headers={"HX-Request": "true"}).text
    assert "<html" not in found
    assert "Cán bộ baocao" not in found  # “báo” is in none of its names
    assert "Cán bộ baocao" in browser.get(LIST, {"tim": "An Phú baocao"}).text


def test_the_list_costs_the_same_for_one_account_and_for_many(
    browser: Client, commune: Unit, django_assert_max_num_queries
) -> None:
    for number in range(12):
        make_user(f"canbo{number}", commune)
    with django_assert_max_num_queries(14):
        browser.get(LIST)
