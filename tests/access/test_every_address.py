"""Every address × who asks: one table a room. A foreign row and no row give the same 404."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from phongtrao.access.models import Permission, Role, User
from phongtrao.access.queries import Denied, require
from tests.access import rooms
from tests.access.rooms import Row, World
from tests.factories import PASSWORD, make_office, make_plan, make_user

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument

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


@pytest.fixture
def world(db: None) -> World:
    """An office with an account of each role, a neighbour, a plan."""
    office = make_office()
    people = {role: make_user(f"nguoi-{role.value}", office, role) for role in Role}
    neighbour = make_user("hangxom", make_office("Công an tỉnh Bên Cạnh"))
    return World(people, neighbour, make_plan(people[Role.STANDING_OFFICER]))


@pytest.mark.parametrize("name", TABLE)
def test_each_account_gets_what_the_table_says(name: str, world: World, client, browser_of) -> None:
    row = TABLE[name]
    address = reverse(name, args=row.parts(world))
    askers = {"anonymous": client, "neighbour": browser_of(world.neighbour)}
    askers |= {role.value: browser_of(user) for role, user in world.people.items()}
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
