"""What many tests start from: two offices, their people, a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import settings

from phongtrao.access.models import Role, User
from tests.factories import make_office, make_plan, make_user

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument

# The same examples each time: a build does not fail for what another did not see. Searching on is
# what `make test-all` does.
settings.register_profile("suite", derandomize=True)
settings.load_profile("suite")


@pytest.fixture
def officer(db: None) -> User:
    """A standing officer."""
    return make_user("thuongtruc", make_office())


@pytest.fixture
def colleague(officer: User) -> User:
    """A second standing officer of the same office."""
    return make_user("dongnghiep", officer.office)


@pytest.fixture
def viewer(officer: User) -> User:
    """One who may only read."""
    return make_user("nguoixem", officer.office, Role.VIEWER)


@pytest.fixture
def neighbour(db: None) -> User:
    """A standing officer of another office."""
    return make_user("hangxom", make_office("Công an tỉnh Bên Cạnh"))


@pytest.fixture
def plan(officer: User) -> PlanDocument:
    """A small plan of the officer's office."""
    return make_plan(officer)


@pytest.fixture
def browser_of() -> object:
    """Gives a logged-in client of an account."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in
