"""What stands before every page: idle lock, a password to change, a second factor to add;
where logging in leads; a stopped account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.actions.accounts import reset_password
from phongtrao.access.models import Permission, Role, User
from phongtrao.access.queries import Denied, require
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument

CHANGE, FACTOR = "/tai-khoan/cua-toi/mat-khau/", "/tai-khoan/cua-toi/hai-buoc/"


@pytest.fixture
def administrator(officer: User) -> User:
    """An administrator of the officer's office, with a second factor."""
    return make_user("quantri", officer.office, Role.ADMINISTRATOR)


@pytest.mark.parametrize(("who", "minutes"), [("officer", 15), ("administrator", 5)])
def test_a_session_locks_when_nothing_is_done(
    who: str, minutes: int, request, browser_of, time_machine
) -> None:
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get("/ke-hoach/").status_code == 200
    time_machine.move_to(f"2026-11-20T09:{minutes:02}:00+07:00", tick=False)
    assert browser.get("/ke-hoach/").status_code == 200  # and begins anew
    time_machine.move_to(f"2026-11-20T09:{2 * minutes:02}:01+07:00", tick=False)
    locked = browser.get("/ke-hoach/?tim=an", follow=True)
    assert locked.redirect_chain == [("/tai-khoan/dang-nhap/?next=%2Fke-hoach%2F%3Ftim%3Dan", 302)]
    assert "Phiên làm việc đã khóa vì lâu không thao tác." in locked.text


def test_what_an_open_page_asks_by_itself_keeps_no_session_awake(
    officer: User, plan: PlanDocument, browser_of, time_machine
) -> None:
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)
    browser = browser_of(officer)
    browser.get(f"/ke-hoach/{plan.pk}/")
    for minute in (5, 10, 15):
        time_machine.move_to(f"2026-11-20T09:{minute:02}:00+07:00", tick=False)
        assert browser.get(f"/ke-hoach/{plan.pk}/moi/?sau=0").status_code == 200
    time_machine.move_to("2026-11-20T09:15:01+07:00", tick=False)
    assert browser.get(f"/ke-hoach/{plan.pk}/moi/?sau=0").status_code == 302
    browser.force_login(officer)
    browser.get("/ke-hoach/")
    time_machine.move_to("2026-11-20T09:45:00+07:00", tick=False)
    assert browser.post("/ke-hoach/them/").url == "/tai-khoan/dang-nhap/?next=%2Fke-hoach%2Fthem%2F"


def test_a_given_password_is_changed_before_anything_else(officer: User, client) -> None:
    password = reset_password(account=officer, by=None)
    client.post("/tai-khoan/dang-nhap/", {"username": officer.username, "password": password})
    led = client.get("/ke-hoach/", follow=True)
    assert led.redirect_chain == [(CHANGE, 302)]
    assert "Mật khẩu này do quản trị đặt." in led.text
    facts = {"current": password, "password": "Mat-khau-moi-2!", "again": "Mat-khau-moi-2!"}
    client.post(CHANGE, facts)
    assert client.get("/ke-hoach/").status_code == 200


def test_administrators_change_their_password_every_60_days(
    administrator: User, officer: User, browser_of, time_machine
) -> None:
    time_machine.move_to("2026-01-05T08:00:00+07:00", tick=False)
    for user in (administrator, officer):
        user.set_password(PASSWORD)
        user.password_set_at = user.opened_at.replace(year=2026, month=1, day=5, hour=1, minute=0)
        user.save()
    time_machine.move_to("2026-03-06T07:00:00+07:00", tick=False)
    assert browser_of(administrator).get("/ke-hoach/").status_code == 200
    time_machine.move_to("2026-03-06T09:00:00+07:00", tick=False)
    led = browser_of(administrator).get("/ke-hoach/", follow=True)
    assert led.redirect_chain == [(CHANGE, 302)]
    assert "đổi mật khẩu 60 ngày một lần" in led.text
    assert browser_of(officer).get("/ke-hoach/").status_code == 200


def test_administrators_add_a_second_factor_before_anything_else(
    administrator: User, browser_of, settings
) -> None:
    administrator.authenticator_set.all().delete()
    browser = browser_of(administrator)
    led = browser.get("/ke-hoach/", follow=True)
    assert led.redirect_chain == [(FACTOR, 302)]
    assert "phải bật xác thực hai bước trước khi làm việc" in led.text
    assert browser.get(CHANGE).status_code == 200
    settings.SECOND_FACTOR_ADMIN = False
    assert browser.get("/ke-hoach/").status_code == 200


def test_a_page_asks_for_the_account_and_its_office_at_once(officer: User, browser_of) -> None:
    browser, office = browser_of(officer), str(officer.office)
    browser.get("/van-ban/")
    with CaptureQueriesContext(connection) as asked:
        assert office in browser.get("/van-ban/").text
    assert not [one for one in asked if 'FROM "units_unit"' in one["sql"]]


def test_a_session_of_before_this_way_in_leads_to_logging_in(officer: User, browser_of) -> None:
    browser = browser_of(officer)
    session = browser.session
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    assert browser.get("/van-ban/").url == "/tai-khoan/dang-nhap/?next=/van-ban/"


def test_a_stopped_account_is_out_at_once(officer: User, browser_of) -> None:
    browser = browser_of(officer)
    assert browser.get("/van-ban/").status_code == 200
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert browser.get("/van-ban/").status_code == 302


def test_who_came_by_the_provider_has_no_password_to_change(officer: User, browser_of) -> None:
    reset_password(account=officer, by=None)
    officer.refresh_from_db()
    browser = browser_of(officer)
    session = browser.session
    session["by_provider"] = True
    session.save()
    assert browser.get("/ke-hoach/").status_code == 200


def test_logging_in_leads_back_to_the_page_that_was_asked_for(
    client, plan: PlanDocument, officer: User
) -> None:
    asked = client.get(reverse("plans:reading_room", args=[plan.pk]))
    assert asked.url == f"/tai-khoan/dang-nhap/?next=/ke-hoach/{plan.pk}/"
    facts = {"username": officer.username, "password": PASSWORD, "next": f"/ke-hoach/{plan.pk}/"}
    assert client.post(asked.url, facts).url == f"/ke-hoach/{plan.pk}/"


def test_a_stopped_account_reaches_nothing(officer: User, plan: PlanDocument) -> None:
    officer.is_active = False
    officer.save()
    with pytest.raises(Denied, match="chưa có quyền xem kế hoạch"):
        require(officer, Permission.PLAN_READ, plan.office_id)
