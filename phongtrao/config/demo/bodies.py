"""The demo's bodies: the departments of the city, a school, neighbourhoods and an enterprise in
many communes; all but the departments' names are made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.units.actions.importing import import_units
from phongtrao.units.models import Level, Unit
from phongtrao.units.queries.as_of import units_below

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICE = "Công an thành phố Hà Nội"
_CITY = (
    ("Sở Nội vụ thành phố Hà Nội", "sở"),
    ("Sở Tài chính thành phố Hà Nội", "sở"),
    ("Sở Tư pháp thành phố Hà Nội", "sở"),
    ("Sở Văn hóa và Thể thao thành phố Hà Nội", "sở"),
    ("Sở Giáo dục và Đào tạo thành phố Hà Nội", "sở"),
    ("Sở Y tế thành phố Hà Nội", "sở"),
    ("Sở Khoa học và Công nghệ thành phố Hà Nội", "sở"),
    ("Sở Nông nghiệp và Môi trường thành phố Hà Nội", "sở"),
    ("Sở Công Thương thành phố Hà Nội", "sở"),
    ("Sở Xây dựng thành phố Hà Nội", "sở"),
    ("Sở Du lịch thành phố Hà Nội", "sở"),
    ("Thanh tra thành phố Hà Nội", "sở"),
    ("Bộ Tư lệnh Thủ đô Hà Nội", "quân đội"),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hà Nội", "đoàn thể"),
    ("Báo và Phát thanh, Truyền hình Hà Nội", "cơ quan báo chí"),
)
_HEADINGS = ["Tên đơn vị", "Cấp", "Loại", "Thuộc địa bàn", "Bậc học", "Quy mô doanh nghiệp"]
_FEWEST, _MOST = 3, 6
"""Neighbourhoods of a commune; of the demo, in truth there are more."""


def make_bodies(city: Unit) -> int:
    """Make the bodies of the city and its communes, once; returns how many are new."""
    if Unit.objects.filter(name=POLICE).exists():
        return 0
    rows = [_HEADINGS, [POLICE, "", "công an", city.name, "", ""]]
    rows += [[name, "", kind, city.name, "", ""] for name, kind in _CITY]
    rows += _of_communes(city)
    return import_units(rows=rows, by=None).units.count()


def _of_communes(city: Unit) -> Iterator[list[str]]:
    """A school and some neighbourhoods in each commune, an enterprise in every second one."""
    communes = units_below(city, timezone.localdate()).filter(unit__level=Level.COMMUNE)
    for number, commune in enumerate(communes):
        place = commune.name.split(" ", 1)[1]
        school = f"Trường Trung học cơ sở mẫu {place}"
        yield [school, "", "trường", commune.code, "trung học cơ sở", ""]
        if number % 2:
            yield [f"Công ty mẫu {place}", "", "doanh nghiệp", commune.code, "", "nhỏ"]
        kind = "thôn" if commune.kind == "xã" else "tổ dân phố"
        for one in range(1, _FEWEST + number % (_MOST - _FEWEST + 1) + 1):
            yield [f"{kind.capitalize()} số {one}", "Khu dân cư", kind, commune.code, "", ""]
