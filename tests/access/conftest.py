"""Two offices, who manages accounts at the lower one, and an account that he manages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role, User
from tests.factories import make_unit, make_user

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.units.models import Unit


@pytest.fixture
def province(db: None) -> Unit:
    """A province."""
    return make_unit("Công an tỉnh Mẫu")


@pytest.fixture
def commune(province: Unit) -> Unit:
    """A commune of it."""
    return make_unit("Công an xã An Phú", below=province)


@pytest.fixture
def manager(commune: Unit) -> User:
    """Manages the accounts of the commune."""
    return make_user("quantri", commune, Role.ADMINISTRATOR)


@pytest.fixture
def account(commune: Unit) -> User:
    """A reporter of the commune."""
    return make_user("baocao", commune, Role.REPORTER)


@pytest.fixture
def browser(manager: User, browser_of) -> Client:
    """The manager's browser."""
    return browser_of(manager)
