"""Letters that come apart from their marks (NFD) are the same letters, whatever door they take."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from phongtrao.units.models import Unit, UnitVersion

NEW = reverse("units:create")
FACTS = {"level": "neighbourhood", "kind": "tổ dân phố", "step": "confirm"}


def apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.fixture
def browser(keeper, browser_of):
    return browser_of(keeper)


def test_a_name_typed_in_parts_is_kept_whole_and_no_second_unit_beside_it(land, browser):
    place = "Xã An Phú, Tỉnh Mẫu"
    facts = {"name": apart("Tổ dân phố tổ hợp hai"), "territory": apart(place)}
    assert browser.post(NEW, FACTS | facts).status_code == 302
    unit = Unit.objects.latest("pk")
    assert (unit.name, unit.versions.get().territory) == ("Tổ dân phố tổ hợp hai", land.first)
    again = browser.post(NEW, FACTS | {"name": "Tổ dân phố tổ hợp hai", "territory": place})
    assert again.status_code == 422
    assert Unit.objects.filter(name__endswith="hợp hai").count() == 1


def test_a_table_in_parts_is_imported_as_if_it_were_whole(land, browser):
    lines = "Tên đơn vị,Thuộc địa bàn,Loại,Cấp\nThôn Hòa Bình,Xã An Phú,thôn,khu dân cư\n"
    file = SimpleUploadedFile(apart("đơn vị.csv"), apart(lines).encode())
    assert browser.post(reverse("units:import"), {"table": file}).status_code == 302
    version = UnitVersion.objects.latest("pk")
    assert (version.name, version.kind) == ("Thôn Hòa Bình", "thôn")
    assert version.territory == land.first


def test_an_address_in_parts_asks_for_the_same(land, browser):
    text = browser.get(reverse("units:list"), {"tim": apart("Cẩm Lệ")}).text
    assert 'value="Cẩm Lệ"' in text
    assert "Xã Cẩm Lệ" in text
