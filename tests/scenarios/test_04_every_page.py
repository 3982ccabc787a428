"""Every page of the program, at the width of a desk and of a telephone: no serious fault, nothing
runs out of the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from tests.access.rooms import OK, World
from tests.access.test_every_address import TABLE
from tests.factories import PASSWORD, make_office, make_plan, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = ("_file", "template", "feed", "identity", "oidc", "openapi")


def pages_of(role: Role) -> list[str]:
    """Names of the addresses that show a page to a role."""
    return [
        name
        for name, row in TABLE.items()
        if row.method == "get"
        and row.answer == OK
        and role in row.open_to
        and not any(word in name for word in FILES)
        and not name.endswith(":log_in")
    ]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("role", [Role.STANDING_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_pages_have_no_serious_fault_and_fit_the_screen(
    live_server, tab: Page, faults_of, settings, role: Role, width: int
) -> None:
    settings.SECOND_FACTOR_ADMIN = False  # its pages have a story of their own
    office = make_office()
    people = {one: make_user(f"nguoi-{one.value}", office, one) for one in Role}
    people[Role.ADMINISTRATOR].authenticator_set.all().delete()
    neighbour = make_user("hangxom", make_office("Công an tỉnh Bên Cạnh"))
    world = World(people, neighbour, make_plan(people[Role.STANDING_OFFICER]))
    seen_by_all = set(pages_of(Role.VIEWER))
    own = [
        name for name in pages_of(role) if role == Role.STANDING_OFFICER or name not in seen_by_all
    ]
    addresses = {name: reverse(name, args=TABLE[name].parts(world)) for name in own}
    assert addresses
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{live_server.url}/tai-khoan/dang-nhap/")
    tab.fill("[name=username]", people[role].username)
    tab.fill("[name=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "dang-nhap" not in url)
    found: dict[str, object] = {}
    for name, address in addresses.items():
        tab.goto(live_server.url + address)
        across = tab.evaluate("document.documentElement.scrollWidth")
        faults = faults_of(tab)
        if faults or across > width:
            found[name] = (across, faults)
    assert found == {}
