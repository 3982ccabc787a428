"""An account goes to another office: its roles there are chosen anew; ended offices act no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from phongtrao.access.actions.accounts import AccountReachesFurther, DutiesKeptApart, OwnAccount
from phongtrao.access.actions.roles import delegate, give_role, move_account
from phongtrao.access.models import Permission, Role, User
from phongtrao.access.queries import Denied, UnitEnded, may, require, units_to_choose
from phongtrao.audit.models import LogEntry
from phongtrao.units.models import UnitVersion
from tests.factories import make_unit, make_user

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

LIST, TODAY = "/tai-khoan/danh-sach/", timezone.localdate()


@pytest.fixture
def heir(province: Unit) -> Unit:
    """Another commune of the province."""
    return make_unit("Công an xã Hòa Bình", below=province)


@pytest.fixture
def above(province: Unit) -> User:
    """Manages the accounts of the whole province."""
    return make_user("quantritinh", province, Role.ADMINISTRATOR)


def end(unit: Unit, *, days_ago: int = 0) -> None:
    """The unit is no more."""
    UnitVersion.objects.filter(unit=unit).update(valid_to=TODAY - timedelta(days=days_ago))


def roles_of(account: User) -> set[tuple[str, str]]:
    return {(one.role, one.unit.name) for one in account.assignments.select_related("unit")}


def test_an_account_leaves_its_office_with_all_roles_and_gets_those_that_are_chosen(
    account: User, province: Unit, heir: Unit, above: User, browser_of
) -> None:
    give_role(account=account, role=Role.VIEWER, unit_id=province.pk, by=above)
    browser, address = browser_of(above), f"{LIST}{account.pk}/chuyen-co-quan/"
    assert address in browser.get(f"{LIST}{account.pk}/").text
    shown = browser.get(address).text
    assert "Người báo cáo tại Công an xã An Phú" in shown
    assert "Người xem tại Công an tỉnh Mẫu" in shown
    sent = {"office": heir.pk, "roles": ["standing-officer", "approver"]}
    page = browser.post(address, sent, follow=True).text
    assert "Đã chuyển tài khoản baocao sang Công an xã Hòa Bình" in page
    account.refresh_from_db()
    assert account.office == heir
    assert roles_of(account) == {
        ("standing-officer", "Công an xã Hòa Bình"),
        ("approver", "Công an xã Hòa Bình"),
    }
    line = LogEntry.objects.get(action="account.move")
    assert (line.office, line.author, line.object_name) == (heir, above, "Cán bộ baocao")
    assert line.detail == {"before": "Công an xã An Phú", "unit_name": "Công an xã Hòa Bình"}
    taken = LogEntry.objects.filter(action="role.take", office__name="Công an xã An Phú")
    assert taken.count() == 2
    assert LogEntry.objects.filter(action="role.give", office=heir).count() == 2


def test_what_colleagues_lent_stays_at_the_office(
    account: User, commune: Unit, heir: Unit, above: User
) -> None:
    giver = make_user("thuongtruc", commune)
    delegate(
        assignment=giver.assignments.get(),
        receiver=account,
        first_day=TODAY,
        last_day=TODAY,
        reason="nghỉ phép",
        by=giver,
    )
    assert may(account, Permission.PLAN_UPLOAD, commune.pk)
    move_account(account=account, office_id=heir.pk, roles=[Role.VIEWER], by=above)
    assert not may(account, Permission.PLAN_UPLOAD, commune.pk)
    assert not may(account, Permission.PLAN_READ, commune.pk)
    assert LogEntry.objects.filter(action="role.take-back", author=above).count() == 1


def test_the_form_says_what_is_missing_and_moves_nothing(
    account: User, commune: Unit, heir: Unit, above: User, browser_of
) -> None:
    browser, address = browser_of(above), f"{LIST}{account.pk}/chuyen-co-quan/"
    for sent, sentence in (
        ({"office": heir.pk}, "Hãy chọn ít nhất một vai trò"),
        ({"office": commune.pk, "roles": ["viewer"]}, "đang thuộc Công an xã An Phú"),
        ({"office": heir.pk, "roles": ["auditor", "administrator"]}, "không nhận thêm vai trò"),
        ({"roles": ["viewer"]}, "Sang cơ quan</a>: "),
    ):
        answer = browser.post(address, sent)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    account.refresh_from_db()
    assert (account.office, roles_of(account)) == (commune, {("reporter", "Công an xã An Phú")})


def test_only_who_manages_both_offices_moves_an_account(
    account: User, manager: User, province: Unit, heir: Unit, above: User, browser: Client
) -> None:
    with pytest.raises(Denied):
        move_account(account=account, office_id=heir.pk, roles=[Role.VIEWER], by=manager)
    with pytest.raises(OwnAccount):
        move_account(account=above, office_id=heir.pk, roles=[Role.VIEWER], by=above)
    assert browser.get(f"{LIST}{manager.pk}/chuyen-co-quan/").status_code == 403
    give_role(account=account, role=Role.VIEWER, unit_id=province.pk, by=above)
    with pytest.raises(AccountReachesFurther):
        move_account(account=account, office_id=heir.pk, roles=[Role.VIEWER], by=manager)
    with pytest.raises(DutiesKeptApart):
        move_account(
            account=account, office_id=heir.pk, roles=[Role.AUDITOR, Role.ADMINISTRATOR], by=above
        )


def test_an_ended_office_is_marked_and_nobody_is_sent_there(
    account: User, commune: Unit, heir: Unit, above: User, browser_of
) -> None:
    browser = browser_of(above)
    assert "đã kết thúc" not in browser.get(LIST).text
    end(commune)
    names = [name for _, name in units_to_choose(above)]
    assert names == ["Công an tỉnh Mẫu", "Công an xã Hòa Bình"]
    assert browser.get(LIST).text.count("✕ đã kết thúc") == 1
    page = browser.get(f"{LIST}{account.pk}/").text
    assert "Công an xã An Phú đã kết thúc. Hãy chuyển tài khoản này" in page


def test_a_role_at_an_ended_unit_still_reads_and_writes_nothing(
    account: User, commune: Unit, province: Unit, above: User
) -> None:
    require(account, Permission.TASK_UPDATE, commune.pk)
    end(commune, days_ago=3)
    require(account, Permission.PROGRAMME_READ, commune.pk)
    with pytest.raises(UnitEnded, match="Công an xã An Phú đã kết thúc nên không ghi thêm"):
        require(account, Permission.TASK_UPDATE, commune.pk)
    require(above, Permission.UNIT_EDIT, commune.pk)  # his own unit goes on
    with pytest.raises(Denied):
        require(account, Permission.TASK_UPDATE, province.pk)


def test_a_unit_that_is_still_to_come_may_prepare(account: User, commune: Unit) -> None:
    UnitVersion.objects.filter(unit=commune).update(valid_from=TODAY + timedelta(days=9))
    require(account, Permission.TASK_UPDATE, commune.pk)
