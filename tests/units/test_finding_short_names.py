"""What officers write short, together, or with its place behind it, among the units of Viet Nam."""

from __future__ import annotations

import pytest

from phongtrao.units.models import Level, Unit
from phongtrao.units.queries.finding import find_units
from tests.factories import make_unit, make_user


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("CATP Hà Nội", "Công an thành phố Hà Nội"),
        ("hanoi", "Thành phố Hà Nội"),
        ("Sở Nội vụ HN", "Sở Nội vụ thành phố Hà Nội"),
        ("SNV HN", "Sở Nội vụ thành phố Hà Nội"),
        ("SNV, Hà Nội", "Sở Nội vụ thành phố Hà Nội"),
        ("MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hà Nội"),
        ("Ba Đình Hà Nội", "Phường Ba Đình"),
        ("phuong ba dinh tp hn", "Phường Ba Đình"),
        ("Daklak", "Tỉnh Đắk Lắk"),
    ],
)
def test_what_officers_write_short_or_together_is_found(vietnam, typed, name):
    city = Unit.objects.get(name="Thành phố Hà Nội", level=Level.PROVINCE)
    for other in ("Công an", "Sở Nội vụ", "Ủy ban Mặt trận Tổ quốc Việt Nam"):
        make_unit(f"{other} thành phố Hà Nội", city)
    keeper = make_user("danhmuc", city)
    assert find_units(typed, keeper)[0].unit.name == name
