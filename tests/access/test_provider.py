"""OpenID Connect: only accounts that are there are let in, each tied to one identity."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import RequestFactory

from phongtrao.access.actions import identities
from phongtrao.access.actions.entering import AccountStopped
from phongtrao.access.models import Role, User
from phongtrao.access.queries import Denied
from phongtrao.access.views.provider import ProviderAdapter
from phongtrao.audit.models import LogEntry
from tests.factories import add_second_factor, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


START, BACK = "/tai-khoan/dang-nhap/oidc/", "/tai-khoan/dang-nhap/oidc/xong/"
ISSUER = "https://danh-tinh.example"
FAILED = "Đăng nhập bằng Cổng chung không thành công hoặc đã bị hủy"


def _come(username: str, uid: str = "7") -> User:
    return identities.account_of_identity(provider="oidc", uid=uid, username=username)


def test_the_first_time_an_identity_is_tied_by_name_and_then_by_number(officer: User) -> None:
    assert _come("ThuongTruc") == officer
    tie = SocialAccount.objects.get()
    assert (tie.user, tie.uid, tie.extra_data) == (officer, "7", {})
    assert LogEntry.objects.get(action="identity.tie").object_id == str(officer.pk)
    SocialAccount.objects.update(extra_data={"userinfo": {"email": "a@example.org"}})
    assert _come("đã đổi tên") == officer
    assert SocialAccount.objects.get().extra_data == {}  # no personal facts are kept


def test_nobody_gets_an_account_by_logging_in(officer: User) -> None:
    for name in ("nguoila", ""):
        with pytest.raises(identities.NoAccountForIdentity, match="Chưa có tài khoản nào"):
            _come(name)
    assert User.objects.count() == 1


def test_a_name_that_changed_hands_does_not_open_the_account(officer: User) -> None:
    _come(officer.username)
    with pytest.raises(identities.IdentityOfAnother, match="đã gắn với một danh tính khác"):
        _come(officer.username, uid="8")


def test_an_untied_account_takes_the_next_identity_of_its_name(officer: User) -> None:
    _come(officer.username)
    manager = make_user("quantri", officer.office, Role.ADMINISTRATOR)
    for _ in range(2):  # the second time there is nothing left to untie, and nothing to log
        identities.untie_identity(account=officer, by=manager)
    line = LogEntry.objects.get(action="identity.untie")
    assert (line.author, line.object_id) == (manager, str(officer.pk))
    assert _come(officer.username, uid="8") == officer


def test_only_who_manages_the_account_unties_it(officer: User, neighbour: User) -> None:
    _come(officer.username)
    stranger = make_user("quantri-ben", neighbour.office, Role.ADMINISTRATOR)
    with pytest.raises(Denied, match="quản lý tài khoản"):
        identities.untie_identity(account=officer, by=stranger)
    assert SocialAccount.objects.exists()


def test_a_stopped_account_stays_out(officer: User) -> None:
    officer.is_active = False
    officer.save()
    with pytest.raises(AccountStopped):
        _come(officer.username)


@pytest.fixture
def asked() -> HttpRequest:
    """A request as the provider sends it back."""
    request = RequestFactory().get("/tai-khoan/dang-nhap/oidc/xong/")
    SessionMiddleware(lambda _: None).process_request(request)
    MessageMiddleware(lambda _: None).process_request(request)
    request.user = SimpleNamespace(is_authenticated=False, pk=None)
    return request


def _answer(request: HttpRequest, **facts: Any) -> HttpResponse:
    account = SimpleNamespace(provider="oidc", uid="7", extra_data=facts)
    login = SimpleNamespace(account=account, state={"next": "/ke-hoach/"})
    with pytest.raises(ImmediateHttpResponse) as answered:
        ProviderAdapter().pre_social_login(request, login)
    return answered.value.response


def test_who_proved_his_identity_comes_in_where_he_was_going(
    asked: HttpRequest, officer: User
) -> None:
    answer = _answer(asked, userinfo={"preferred_username": officer.username})
    assert answer.url == "/ke-hoach/"
    assert asked.session["by_provider"] is True
    assert LogEntry.objects.filter(action="log-in", author=officer).exists()


def test_the_second_factor_is_asked_for_all_the_same(asked: HttpRequest, officer: User) -> None:
    add_second_factor(officer)
    answer = _answer(asked, id_token={"preferred_username": officer.username})
    assert answer.url == "/tai-khoan/dang-nhap/ma-xac-thuc/"


def test_a_refusal_is_a_page_of_ours(asked: HttpRequest, officer: User, settings) -> None:
    settings.OIDC_NAME = "Cổng chung"
    answer = _answer(asked, userinfo={"preferred_username": "nguoila"})
    assert (answer.status_code, "“nguoila”" in answer.text) == (403, True)
    with pytest.raises(ImmediateHttpResponse) as failed:
        ProviderAdapter().on_authentication_error(asked, "oidc", error="denied")
    assert "Đăng nhập bằng Cổng chung không thành công" in failed.value.response.text


@pytest.fixture
def provider(settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A provider that is set up and answers; called with up=False it is not reached any more."""
    settings.OIDC_ISSUER, settings.OIDC_NAME = ISSUER, "Cổng chung"
    app = {
        "provider_id": "oidc",
        "name": "Cổng chung",
        "client_id": "phong-trao",
        "secret": "khoa",
        "settings": {"server_url": ISSUER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    told = requests.Response()
    told.status_code = 200
    told._content = (
        f'{{"authorization_endpoint": "{ISSUER}/vao", "token_endpoint": "{ISSUER}/ma"}}'.encode()
    )

    def set_up(*, up: bool = True) -> None:
        def answer(*_: object, **__: object) -> requests.Response:
            if not up:
                raise requests.ConnectionError
            return told

        monkeypatch.setattr(requests.Session, "request", answer)

    set_up()
    return set_up


def test_a_provider_that_is_not_reached_is_said_on_our_page(db, client, provider) -> None:
    provider(up=False)
    answer = client.post(START)
    assert (answer.status_code, FAILED in answer.text) == (403, True)
    assert "đăng nhập bằng mật khẩu" in answer.text


def test_a_provider_that_goes_away_half_way_is_said_on_our_page(db, client, provider) -> None:
    state = parse_qs(urlsplit(client.post(START).url).query)["state"][0]
    provider(up=False)
    answer = client.get(BACK, {"code": "1", "state": state})
    assert (answer.status_code, FAILED in answer.text) == (403, True)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"code": "1"}, id="no state"),
        pytest.param({"code": "1", "state": "khac"}, id="the state of another"),
        pytest.param({"error": "access_denied"}, id="cancelled"),
        pytest.param({}, id="no code"),
    ],
)
def test_an_answer_to_no_question_of_ours_lets_nobody_in(
    answer: dict[str, str], officer: User, client, provider
) -> None:
    state = parse_qs(urlsplit(client.post(START).url).query)["state"][0]
    got = client.get(BACK, answer if "code" in answer else {**answer, "state": state})
    assert (got.status_code, FAILED in got.text) == (403, True)
    assert client.get("/ke-hoach/").status_code == 302
    assert not SocialAccount.objects.exists()
