"""Units are listed by name as people sort it, not as their letters are numbered."""

from __future__ import annotations

from datetime import date

import pytest

from phongtrao.access.actions.roles import give_role
from phongtrao.access.models import Role
from phongtrao.units.actions.proposing import children_of
from phongtrao.units.models import Level
from phongtrao.units.queries import as_of
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
NAMES = ("Đà Nẵng", "Ea Súp", "An Giang", "Xã 10", "Xã 2", "Âu Lâu", "Bắc Ninh")
SORTED = ["An Giang", "Âu Lâu", "Bắc Ninh", "Đà Nẵng", "Ea Súp", "Xã 2", "Xã 10"]


def test_a_letter_with_a_mark_stands_with_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 1, 1)
    provinces = [make_unit(name, level=Level.PROVINCE, kind="tỉnh") for name in NAMES]
    assert [row.name for row in as_of.provinces_by_name(day)] == SORTED
    top = provinces[0]
    for name in NAMES:
        make_unit(name, top, level=Level.COMMUNE, kind="xã")
    make_unit("Ban A", top, kind="ban")
    user = make_user("canbo", top)
    assert [row.name for row in as_of.children_by_name(top, day, user)] == [*SORTED, "Ban A"]
    monkeypatch.setattr(as_of, "_SORTED", 3)
    assert len(as_of.children_by_name(top, day, user)) == 8


def test_own_units_and_children_to_move_stand_in_the_order_of_names() -> None:
    top = make_unit("Tỉnh", level=Level.PROVINCE, kind="tỉnh")
    units = [make_unit(name, top, level=Level.COMMUNE, kind="xã") for name in NAMES]
    user = make_user("canbo", top)
    for unit in units:
        give_role(account=user, role=Role.VIEWER, unit_id=unit.pk, by=None)
    rows = as_of.own_units(user, date(2026, 1, 1))
    assert [row.name for row in rows] == ["Tỉnh", *SORTED]
    assert [row.name for row in children_of([top.pk])] == SORTED
