"""What many tests start from: two offices, their people, a plan."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from phongtrao.access.models import Role, User
from phongtrao.reporting.queries.sheets import forget_forms
from phongtrao.units.queries.finding import forget_names
from tests.factories import make_office, make_plan, make_user

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument

# The same examples each time: a build does not fail for what another did not see. Searching on is
# what `make test-all` does. A machine that is busy with something else is no fault of a strategy.
settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that share the rows of a whole file go to one process, which makes them once. On
    PostgreSQL run what asks a database: the rest was run on SQLite and says the same here.
    """
    for item in items:
        fixtures = [found[-1] for found in item._fixtureinfo.name2fixturedefs.values()]
        if any(one.scope == "module" and "django_db_blocker" in one.argnames for one in fixtures):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    if connection.vendor != "postgresql":
        return
    asks = [
        item.get_closest_marker("django_db") is not None
        or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(
            getattr(item, "fixturenames", ())
        )
        for item in items
    ]
    config.hook.pytest_deselected(
        items=[one for one, ask in zip(items, asks, strict=True) if not ask]
    )
    items[:] = [one for one, ask in zip(items, asks, strict=True) if ask]


@pytest.fixture(scope="session", autouse=True)
def log_of_a_test_can_be_emptied() -> None:
    """Tests with real transactions empty every table afterwards; the triggers of the log step aside
    for that moment.
    """
    triggers = import_module("phongtrao.audit.migrations.0005_append_only")
    empty = TransactionTestCase._fixture_teardown

    def empty_the_log_too(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            triggers.release(None, editor)
        empty(case)
        with connection.schema_editor() as editor:
            triggers.protect(None, editor)

    TransactionTestCase._fixture_teardown = empty_the_log_too


@pytest.fixture(autouse=True)
def names_and_forms_of_this_database() -> None:
    """Each test finds the units and the forms of its own database."""
    forget_names()
    forget_forms()


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
