"""People come in: with a second factor, and by an OpenID Connect provider on loopback."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Page, expect

from phongtrao.access.models import Role, User
from phongtrao.audit.queries import verify
from tests.factories import PASSWORD, make_user
from tests.scenarios import identity_provider

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _code(secret: str) -> str:
    _, now, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def test_an_administrator_adds_a_second_factor_opens_an_account_and_lends_nothing(
    live_server, tab: Page, officer: User, faults_of
) -> None:
    administrator = make_user("quantri", officer.office, Role.ADMINISTRATOR)
    administrator.authenticator_set.all().delete()
    tab.goto(f"{live_server.url}/tai-khoan/dang-nhap/")
    tab.fill("[name=username]", "quantri")
    tab.fill("[name=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tai-khoan/cua-toi/hai-buoc/")
    assert faults_of(tab) == []
    secret = tab.locator("code").inner_text().replace(" ", "")
    tab.fill("[name=code]", _code(secret))
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tai-khoan/cua-toi/")
    assert faults_of(tab) == []

    tab.click("nav >> text=Tài khoản")
    assert faults_of(tab) == []
    tab.click("text=Mở tài khoản")
    tab.fill("[name=username]", "nguoi.moi")
    tab.fill("[name=full_name]", "Nguyễn Thị Mới")
    tab.select_option("[name=role]", "reporter")
    tab.click("button:has-text('Mở tài khoản')")
    given = tab.locator(".one-time").inner_text()
    assert faults_of(tab) == []

    tab.click("text=Đăng xuất")
    tab.fill("[name=username]", "nguoi.moi")
    tab.fill("[name=password]", given)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tai-khoan/cua-toi/mat-khau/")
    expect(tab.locator(".notice")).to_contain_text("Hãy đổi trước khi làm việc")
    assert faults_of(tab) == []
    tab.fill("[name=current]", given)
    tab.fill("[name=password]", "Mat-khau-cua-moi-1")
    tab.fill("[name=again]", "Mat-khau-cua-moi-1")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tai-khoan/cua-toi/")
    tab.goto(f"{live_server.url}/ke-hoach/")
    expect(tab.locator("h1")).to_have_text("Kế hoạch")
    assert verify().lines > 5


def test_an_auditor_reads_the_log(live_server, tab: Page, officer: User, faults_of) -> None:
    make_user("kiemsoat", officer.office, Role.AUDITOR)
    tab.goto(f"{live_server.url}/tai-khoan/dang-nhap/?next=/nhat-ky/")
    tab.fill("[name=username]", "kiemsoat")
    tab.fill("[name=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{live_server.url}/nhat-ky/")
    assert faults_of(tab) == []
    tab.select_option("[name=viec]", "log-in")
    expect(tab.locator("#rows tbody tr")).to_have_count(1)
    tab.set_viewport_size({"width": 360, "height": 740})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.fixture
def provider(live_server, settings, tmp_path: Path) -> Iterator[str]:
    """The address of a provider that knows two people, set up in the program under test."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    back = f"{live_server.url}/tai-khoan/dang-nhap/oidc/xong/"
    script, issuer = Path(identity_provider.__file__), f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, script, str(port), back, tmp_path])  # noqa: S603 - our own
    _wait_for(f"{issuer}/.well-known/openid-configuration", process)
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "Cổng cán bộ"
    app = {
        "provider_id": "oidc",
        "name": "Cổng cán bộ",
        "client_id": identity_provider.CLIENT,
        "secret": identity_provider.SECRET,
        "settings": {"server_url": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "form-action": [*policy["form-action"], issuer]}
    }
    yield issuer
    process.terminate()
    process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the provider did not start")


def _by_provider(tab: Page, start: str, username: str) -> None:
    tab.goto(start)
    tab.click("text=Đăng nhập bằng Cổng cán bộ")
    tab.wait_for_url(re.compile(r"127\.0\.0\.1"))
    tab.fill("[name=login]", username)
    tab.fill("[name=password]", identity_provider.PASSWORD)
    tab.keyboard.press("Enter")


def test_who_has_an_account_comes_in_by_the_provider(
    live_server, tab: Page, officer: User, provider: str
) -> None:
    _by_provider(tab, f"{live_server.url}/tai-khoan/dang-nhap/?next=/van-ban/", "thuongtruc")
    tab.wait_for_url(f"{live_server.url}/van-ban/")
    expect(tab.locator("header")).to_contain_text("Cán bộ thuongtruc")
    assert SocialAccount.objects.get().user == officer


def test_who_has_none_is_told_so_and_gets_none(
    live_server, tab: Page, officer: User, provider: str
) -> None:
    _by_provider(tab, f"{live_server.url}/tai-khoan/dang-nhap/", "nguoila")
    tab.wait_for_url("**/xong/**")
    expect(tab.locator(".notice")).to_contain_text("Chưa có tài khoản nào mang tên")
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
