"""Tokens: made by an office's administrator, shown once, for one permission, until a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.actions.accounts import reopen_account, stop_account
from phongtrao.access.models import Role, User
from phongtrao.access.queries import Denied
from phongtrao.api.actions.tokens import TokenDaysWrong, end_token, make_token, note_use
from phongtrao.api.models import KeptReply, Token
from phongtrao.api.queries.tokens import digest_of, state_words, token_with
from phongtrao.audit.models import LogEntry
from tests.api.machine_rows import READ, SEND, make_program, manager_of
from tests.factories import make_office, make_unit, make_user

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Unit:
    return make_office()


@pytest.fixture
def manager(office: Unit) -> User:
    return manager_of(office)


def test_the_key_is_shown_once_and_only_its_hash_is_kept(
    office: Unit, manager: User, browser_of: Any
) -> None:
    client: Client = browser_of(manager)
    day = timezone.localdate() + timedelta(days=90)
    made = client.post(
        reverse("api:make_token"),
        {
            "name": "Phần mềm một cửa",
            "office": office.pk,
            "permission": SEND,
            "last_day": day.isoformat(),
        },
    )
    token = Token.objects.get()
    assert made.url == reverse("api:token", args=[token.pk])
    shown = client.get(made.url).content.decode()
    key = shown.split('<code class="one-time">')[1].split("<")[0]
    assert token_with(key) == token
    assert (token.hash, token.begins_with) == (digest_of(key), key[:9])
    assert key not in client.get(made.url).content.decode()
    assert not any(key in str(value) for value in vars(token).values())
    line = LogEntry.objects.order_by("-pk")[0]
    assert (line.action, line.object_name) == ("token.make", "Phần mềm một cửa")
    assert key not in str(line.detail)
    assert token.account.office == office
    assert not token.account.has_usable_password()
    listed = client.get(reverse("api:tokens")).content.decode()
    assert "● Đang dùng" in listed
    assert token.begins_with in listed


def test_a_token_lasts_a_year_at_most(office: Unit, manager: User, browser_of: Any) -> None:
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today + timedelta(days=367)):
        with pytest.raises(TokenDaysWrong, match="từ hôm nay"):
            make_token(office=office, permission=SEND, name="Máy", last_day=day, by=manager)
    answer = browser_of(manager).post(
        reverse("api:make_token"),
        {"name": "Máy", "office": office.pk, "permission": SEND, "last_day": "2000-01-01"},
    )
    assert answer.status_code == 422
    assert "Ngày cuối 01/01/2000 không dùng được" in answer.content.decode()
    answer = browser_of(manager).post(reverse("api:make_token"), {"name": "Máy"})
    assert answer.status_code == 422
    assert not User.objects.filter(username__startswith="may-").exists()


def test_nobody_makes_or_ends_tokens_of_an_office_that_he_does_not_manage(
    office: Unit, browser_of: Any
) -> None:
    stranger = manager_of(make_office("Công an tỉnh Bên Cạnh"))
    officer = make_user("thuongtruc", office)
    program = make_program(office, SEND)
    for person in (stranger, officer):
        with pytest.raises(Denied):
            make_token(
                office=office,
                permission=SEND,
                name="Máy",
                last_day=timezone.localdate(),
                by=person,
            )
        with pytest.raises(Denied):
            end_token(token=program.token, by=person)
        client = browser_of(person)
        for address in ("token", "end_token"):
            answer = client.post(reverse(f"api:{address}", args=[program.token.pk]))
            assert answer.status_code in (404, 405)
    assert browser_of(officer).get(reverse("api:tokens")).status_code == 404
    assert (
        program.token.name not in browser_of(stranger).get(reverse("api:tokens")).content.decode()
    )


def test_the_manager_above_looks_after_tokens_of_offices_below(
    office: Unit, manager: User, browser_of: Any
) -> None:
    below = make_unit("Công an xã Mẫu", office)
    program = make_program(below, READ, by=manager)
    shown = browser_of(manager).get(reverse("api:token", args=[program.token.pk])).content.decode()
    assert "so-lieu" in shown
    end_token(token=program.token, by=manager)
    assert token_with(program.key) is None


def test_an_ended_token_opens_nothing(office: Unit, manager: User, browser_of: Any) -> None:
    program = make_program(office, READ, by=manager)
    KeptReply.objects.create(token=program.token, key="k", digest="d", body={"sent": [1]})
    assert program.get("ky-bao-cao/").status_code == 200
    client = browser_of(manager)
    ended = client.post(reverse("api:end_token", args=[program.token.pk]))
    shown = client.get(ended.url).content.decode()
    assert "Đã chấm dứt khóa" in shown
    assert "Các lần gửi gần đây" in shown
    answer = program.get("ky-bao-cao/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "token-unknown"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not User.objects.get(pk=program.token.account_id).is_active
    assert LogEntry.objects.order_by("-pk")[0].action == "token.end"
    lines = LogEntry.objects.count()
    end_token(token=program.token, by=manager)
    assert LogEntry.objects.count() == lines
    assert state_words(program.token) == "✕ Đã chấm dứt"


def test_a_token_stops_with_its_last_day_and_with_its_account(office: Unit, manager: User) -> None:
    program = make_program(office, READ, by=manager)
    account = program.token.account
    stop_account(account=account, by=manager)
    program.token.refresh_from_db()
    assert state_words(program.token) == "✕ Tài khoản đã ngừng"
    assert program.get("ky-bao-cao/").status_code == 401
    reopen_account(account=account, by=manager)
    assert program.get("ky-bao-cao/").status_code == 200
    Token.objects.update(last_day=timezone.localdate() - timedelta(days=1))
    program.token.refresh_from_db()
    assert state_words(program.token) == "○ Hết hạn"
    assert program.get("ky-bao-cao/").status_code == 401


def test_using_a_token_is_noted_once_an_hour(office: Unit) -> None:
    program = make_program(office, READ)
    program.get("ky-bao-cao/")
    program.token.refresh_from_db()
    first = program.token.used_at
    assert first
    assert User.objects.get(pk=program.token.account_id).last_login == first
    note_use(program.token)
    assert Token.objects.get().used_at == first
    Token.objects.update(used_at=first - timedelta(hours=2))
    program.token.refresh_from_db()
    note_use(program.token)
    assert Token.objects.get().used_at >= first


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer ", "Bearer pt_sai"])
def test_without_its_key_nobody_comes_in(client: Client, header: str) -> None:
    answer = client.get("/api/v1/ky-bao-cao/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert "Khóa kết nối thiếu, sai, hết hạn" in answer.json()["message"]


def test_a_person_who_is_logged_in_is_no_program(office: Unit, browser_of: Any) -> None:
    client = browser_of(make_user("thuongtruc", office, Role.STANDING_OFFICER))
    assert client.get("/api/v1/ky-bao-cao/").status_code == 401
    assert client.get("/api/v1/openapi.json").status_code == 200
