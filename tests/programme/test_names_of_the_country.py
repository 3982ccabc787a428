"""Every commune of a real province is named by its bare name: the shipped units of both eras."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from phongtrao.programme.models import Receipt
from phongtrao.programme.queries.bodies import meanings_of
from phongtrao.programme.queries.cascade import find_names, units_of_place
from phongtrao.programme.queries.succession import in_force
from phongtrao.units.actions.loading import load_national
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import make_programme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phongtrao.programme.models import Programme

TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def country_loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The units of Viet Nam, loaded once for all tests of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_national()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def programme(country_loaded: None, db: None) -> Programme:
    """A programme for Hà Nội."""
    city = Unit.objects.get(name="Thành phố Hà Nội", level=Level.PROVINCE)
    police = make_unit("Công an thành phố Hà Nội", city, kind="công an")
    return make_programme(make_user("thuongtruc", police), city)


@pytest.fixture
def communes(programme: Programme) -> list[Unit]:
    below = units_of_place(programme.unit_id, TODAY)
    return list(below.filter(in_force(TODAY), level=Level.COMMUNE).order_by("pk"))


def test_all_communes_of_ha_noi_are_handed_to_by_their_names(
    programme: Programme, communes: list[Unit], browser_of
) -> None:
    assert len(communes) == 126
    address = reverse("programme:hand", args=[programme.pk])
    names = {"names": "\n".join(unit.name for unit in communes)}
    client = browser_of(programme.published_by)
    assert "Sẽ giao cho 126 đơn vị" in client.post(address, names).text
    client.post(address, names | {"step": "do", "count": "126"})
    assert {*Receipt.objects.values_list("unit", flat=True)} == {unit.pk for unit in communes}


@pytest.mark.parametrize(
    "line",
    [
        "Phường Bạch Mai",
        "phuong bach mai",
        "Phường Bạch Mai, Thành phố Hà Nội",
        "P. Bạch Mai, TP Hà Nội",
        "Phường Bạch Mai, mã 00292",
        "00292",
        "UBND phường Bạch Mai",
        "Bạch Mai",
    ],
)
def test_a_ward_that_has_the_name_of_one_that_ended_is_named_in_any_way(
    programme: Programme, communes: list[Unit], line: str
) -> None:
    (ward,) = [unit.pk for unit in communes if unit.name == "Phường Bạch Mai"]
    found = find_names(programme, [line], TODAY)
    assert (found.units, found.problems) == ((ward,), ())
    assert meanings_of(programme, {line}, TODAY)[line].unit_id == ward


def test_a_ward_that_was_merged_away_leads_to_its_heirs_by_name(
    programme: Programme, communes: list[Unit]
) -> None:
    (said,) = find_names(programme, ["Phường Trúc Bạch"], TODAY).problems
    assert "Kế thừa: Phường Ba Đình. Hãy ghi tên đơn vị kế thừa" in said
