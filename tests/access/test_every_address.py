"""Every address × who asks: one table. A foreign row and no row give the same 404."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import Denied, require
from phongtrao.plans.models import Citation, PlanDocument

# address: (method, anonymous, viewer, officer, neighbour); 302 for an anonymous one leads to
# logging in.
LOG_IN, OK, MOVED, GONE, WRONG, BACK = 302, 200, 302, 404, 422, 303
TABLE = {
    "home": ("get", LOG_IN, MOVED, MOVED, MOVED),
    "access:log_in": ("get", OK, MOVED, MOVED, MOVED),
    "access:log_out": ("post", MOVED, MOVED, MOVED, MOVED),
    "plans:list": ("get", LOG_IN, OK, OK, OK),
    "plans:take_in": ("get", LOG_IN, GONE, OK, OK),
    "plans:reading_room": ("get", LOG_IN, OK, OK, GONE),
    "plans:news": ("get", LOG_IN, OK, OK, GONE),
    "plans:head": ("get", LOG_IN, GONE, OK, GONE),
    "plans:new_version": ("get", LOG_IN, GONE, OK, GONE),
    "plans:differences": ("get", LOG_IN, GONE, GONE, GONE),
    "plans:compile_again": ("post", LOG_IN, GONE, MOVED, GONE),
    "plans:tracking_table": ("get", LOG_IN, OK, OK, GONE),
    "plans:tracking_file": ("get", LOG_IN, OK, OK, GONE),
    "plans:original_file": ("get", LOG_IN, OK, OK, GONE),
    "plans:confirm_many": ("post", LOG_IN, GONE, MOVED, GONE),
    "plans:undo": ("post", LOG_IN, GONE, WRONG, GONE),
    "plans:add_record": ("get", LOG_IN, GONE, OK, GONE),
    "plans:correct": ("get", LOG_IN, GONE, OK, GONE),
    "plans:split": ("get", LOG_IN, GONE, OK, GONE),
    "plans:check": ("post", LOG_IN, GONE, MOVED, GONE),
    "plans:instruments": ("get", LOG_IN, OK, OK, OK),
    "plans:instrument": ("get", LOG_IN, OK, OK, GONE),
}


def _names(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    names = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            names += _names(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            names.append(f"{space}{pattern.name}")
    return names


def test_every_address_is_in_the_table() -> None:
    assert sorted(_names(get_resolver().url_patterns)) == sorted(TABLE)


def _address(name: str, plan: PlanDocument) -> str:
    record = plan.records.get(kind="task", section="II.1")
    parts = {
        "plans:check": [plan.pk, record.pk, "xac-nhan"],
        "plans:correct": [plan.pk, record.pk],
        "plans:split": [plan.pk, record.pk],
        "plans:tracking_file": [plan.pk, "xlsx"],
        "plans:instrument": [Citation.objects.get(plan=plan).instrument_id],
    }
    alone = {
        "home",
        "access:log_in",
        "access:log_out",
        "plans:list",
        "plans:take_in",
        "plans:instruments",
    }
    return reverse(name, args=parts.get(name, [] if name in alone else [plan.pk]))


@pytest.mark.parametrize("name", TABLE)
def test_each_account_gets_what_the_table_says(
    name: str, plan: PlanDocument, officer: User, viewer: User, neighbour: User, client, browser_of
) -> None:
    method, *wanted = TABLE[name]
    address = _address(name, plan)
    got = []
    for user in (None, viewer, officer, neighbour):
        asker = browser_of(user) if user else client
        answer = getattr(asker, method)(address, {"version": "0"} if method == "post" else {})
        if answer.streaming:
            assert b"".join(answer.streaming_content)
        got.append(answer.status_code)
    assert got == wanted


def test_logging_in_leads_back_to_the_page_that_was_asked_for(
    client, plan: PlanDocument, officer: User
) -> None:
    asked = client.get(reverse("plans:reading_room", args=[plan.pk]))
    assert asked.url == f"/tai-khoan/dang-nhap/?next=/ke-hoach/{plan.pk}/"
    answer = client.post(
        asked.url,
        {
            "username": officer.username,
            "password": "mat-khau-thu-1",
            "next": f"/ke-hoach/{plan.pk}/",
        },
    )
    assert answer.url == f"/ke-hoach/{plan.pk}/"


def test_a_wrong_password_is_told_in_vietnamese(client, officer: User) -> None:
    answer = client.post("/tai-khoan/dang-nhap/", {"username": officer.username, "password": "sai"})
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text


def test_a_locked_account_reaches_nothing(officer: User, plan: PlanDocument) -> None:
    officer.is_active = False
    officer.save()
    with pytest.raises(Denied, match="chưa có quyền xem kế hoạch"):
        require(officer, Permission.PLAN_READ, plan.office_id)
