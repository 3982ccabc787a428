"""A small province with communes, bodies and people, and the whole country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from phongtrao.access.models import Assignment, Role, User
from phongtrao.units.actions.loading import load_national
from phongtrao.units.models import Decision, Level, Unit
from tests.factories import make_unit, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Land:
    """A province with two communes; in the first a school and its police, who answer to the
    province's police.
    """

    country: Unit
    province: Unit
    police: Unit
    first: Unit
    second: Unit
    school: Unit
    post: Unit


@pytest.fixture
def land(db: None) -> Land:
    country = make_unit("Nước Mẫu", level=Level.COUNTRY)
    province = make_unit("Tỉnh Mẫu", country, level=Level.PROVINCE, kind="tỉnh", code="97")
    police = make_unit("Công an tỉnh Mẫu", province)
    first = make_unit("Xã An Phú", province, level=Level.COMMUNE, kind="xã", code="99001")
    second = make_unit("Xã Cẩm Lệ", province, level=Level.COMMUNE, kind="xã", code="99002")
    school = make_unit("Trường An Phú", first, school_level="upper-secondary")
    post = make_unit("Công an xã An Phú", first, line=police)
    return Land(country, province, police, first, second, school, post)


@pytest.fixture
def keeper(land: Land) -> User:
    """Who keeps the units of the province."""
    user = make_user("danhmuc", land.police, None)
    Assignment.objects.create(user=user, role=Role.STANDING_OFFICER, unit=land.province)
    return user


@pytest.fixture
def clerk(land: Land) -> User:
    """A viewer in the second commune."""
    return make_user("canboxa", land.second, Role.VIEWER)


@pytest.fixture
def decision(db: None) -> Decision:
    """Not stored yet."""
    return Decision(symbol="12/NQ-HĐND", issuer="Hội đồng nhân dân tỉnh Mẫu")


@pytest.fixture(scope="module")
def country_loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The units of Viet Nam, loaded once for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_national()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def vietnam(country_loaded: None, db: None) -> None:
    """The units of Viet Nam before and after 1 July 2025."""
