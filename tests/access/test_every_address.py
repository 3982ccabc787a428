"""Every address × who asks: one table a room. A foreign row and no row give the same 404."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from phongtrao.access.models import Role, User
from phongtrao.access.views.unsent import ENTRANCE, can_be_opened
from tests.access import rooms
from tests.access.rooms import MOVED, Row, World
from tests.factories import make_office, make_plan, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = {
    module.name: import_module(f"{rooms.__name__}.{module.name}").TABLE
    for module in iter_modules(rooms.__path__)
}
TABLE: dict[str, Row] = {name: row for table in TABLES.values() for name, row in table.items()}


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


@dataclass(frozen=True)
class House:
    """The world, and the session of each who asks in it."""

    world: World
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """An office with an account of each role, a neighbour, a plan: made once for all addresses,
    each of which leaves it as it was.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        office = make_office()
        people = {role: make_user(f"nguoi-{role.value}", office, role) for role in Role}
        neighbour = make_user("hangxom", make_office("Công an tỉnh Bên Cạnh"))
        plan = make_plan(people[Role.STANDING_OFFICER])
        askers = {"neighbour": neighbour} | {role.value: user for role, user in people.items()}
        sessions = {who: _session_of(user) for who, user in askers.items()}
        yield House(World(people, neighbour, plan), sessions)
        transaction.set_rollback(True)


def _session_of(user: User) -> str:
    """The key of a new session."""
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def _browser(session: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


@pytest.mark.parametrize("name", TABLE)
def test_each_account_gets_what_the_table_says(name: str, house: House, db: None) -> None:
    row, world = TABLE[name], house.world
    address = reverse(name, args=row.parts(world))
    askers = {"anonymous": Client()} | {who: _browser(key) for who, key in house.sessions.items()}
    wanted = {"anonymous": row.anonymous, "neighbour": row.neighbour}
    wanted |= {r.value: row.answer if r in row.open_to else row.shut for r in world.people}
    got = {}
    for who, asker in askers.items():
        with transaction.atomic():
            answer = getattr(asker, row.method)(address, row.data)
            if answer.streaming:
                assert b"".join(answer.streaming_content)
            got[who] = answer.status_code
            transaction.set_rollback(True)  # everybody finds the same
    assert got == wanted


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.anonymous == MOVED])
def test_what_only_takes_forms_is_told_from_pages(name: str, house: House, db: None) -> None:
    asker = _browser(house.sessions[Role.STANDING_OFFICER.value])
    with transaction.atomic():
        address = reverse(name, args=TABLE[name].parts(house.world))
        answer = asker.get(address)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    page = answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED and name not in ENTRANCE
    assert can_be_opened(RequestFactory().get("/"), address) is page


NUMBERS = (
    *("trang", "dong", "phan", "ky", "nam", "lan", "so", "duoi", "chuong-trinh", "don-vi", "xem"),
    *("chi-tieu", "dia-ban", "tai-ngay", "ngay", "tu", "o", "noi", "count", "seen", "kept", "unit"),
    *("opened", "cau", "report", "revision", "version", "with_version", "with", "at", "number"),
    "element",
)
"""What addresses and their buttons take for a number or a day."""


@pytest.mark.parametrize("odd", ["²", "9" * 30])
@pytest.mark.parametrize("name", TABLE)
def test_a_number_that_is_none_breaks_no_address(
    name: str, odd: str, house: House, db: None
) -> None:
    row, world = TABLE[name], house.world
    asker = _browser(house.sessions[Role.STANDING_OFFICER.value])
    address = reverse(name, args=row.parts(world))
    asked = dict.fromkeys(NUMBERS, odd) | {"opened": f"{odd}:{odd}", "report": f"{odd}:{odd}"}
    with transaction.atomic():
        got = [asker.get(address, asked)]
        if row.method == "post":
            got += [asker.post(address, asked), asker.post(address, {**row.data, "kept": odd})]
        for answer in got:
            assert answer.status_code < 500
            if answer.streaming:
                assert b"".join(answer.streaming_content)
        transaction.set_rollback(True)


_STAND_IN, _ODD = 10**17, "9" * 31


@pytest.mark.parametrize("name", TABLE)
def test_a_part_of_an_address_that_is_none_breaks_nothing(
    name: str, house: House, db: None
) -> None:
    row = TABLE[name]
    asker = _browser(house.sessions[Role.STANDING_OFFICER.value])
    with transaction.atomic():
        parts = row.parts(house.world)
        for place, part in enumerate(parts):
            for odd in _odd_parts(part):
                number = isinstance(part, int)
                there = [*parts[:place], _STAND_IN if number else odd, *parts[place + 1 :]]
                address = reverse(name, args=there).replace(str(_STAND_IN), odd)
                assert getattr(asker, row.method)(address, row.data).status_code < 500, address
        transaction.set_rollback(True)


def _odd_parts(part: int | str) -> tuple[str, ...]:
    """What somebody may write into an address in place of a part of it."""
    if isinstance(part, int):
        return _ODD, "9" * 18
    return (_ODD, "9999-12-31", "0001-01-01")
