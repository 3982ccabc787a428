"""Changes and tables that would leave the register in a state that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.units.actions import refusals
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.importing import ImportRefused, import_units
from phongtrao.units.actions.previewing import preview_move, preview_reclassify
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.units.days import LATER, REFORM, below
from tests.units.proposals import COMMUNE, end, merge, rename, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.test import Client

HEADINGS = ["Tên đơn vị", "Cấp", "Thuộc địa bàn", "Cơ quan chủ quản", "Mã", "Từ ngày"]
DECIDED = {"on": "01/07/2025", "symbol": "12/NQ-HĐND"}


def move(land, unit: Unit, **parents: Unit):
    asked = {"territory": None, "line": None, **parents}
    return preview_move(unit=unit, on=REFORM, decision=None, **asked)


def code(unit: Unit, number: str, on: date = REFORM):
    return preview_reclassify(unit=unit, code=number, on=on, decision=None)


def errors_of(*rows: list[str]) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_units(rows=[HEADINGS, *rows], by=None)
    return [str(error) for error in refused.value.errors]


@pytest.fixture
def browser(keeper, browser_of: Callable[..., Client]) -> Client:
    return browser_of(keeper)


def test_who_ends_takes_over_nothing(land, browser):
    with pytest.raises(refusals.HeirEndsToo, match="Xã An Phú cũng hết hiệu lực ngày 01/07/2025"):
        end(land, [land.first], children_to=land.first)
    with pytest.raises(refusals.HeirEndsToo):
        end(land, [land.first, land.second], children_to=land.second)
    answer = browser.post(
        reverse("units:change", args=[land.first.pk, "ket-thuc"]),
        {**DECIDED, "children_to": "Xã An Phú", "step": "confirm"},
    )
    assert answer.status_code == 422
    assert "Hãy chọn đơn vị khác nhận chúng" in answer.text
    assert "Trường An Phú" in below(land.first, LATER)


@pytest.mark.parametrize("into", ["province", "school"])
def test_a_commune_does_not_become_a_part_of_another_level(land, into):
    with pytest.raises(refusals.UnitsOfOtherLevels, match="Xã Cẩm Lệ thuộc “Cấp xã”"):
        merge(land, into=getattr(land, into), units=[land.second])


def test_a_commune_and_a_body_do_not_become_one(land):
    with pytest.raises(refusals.UnitsOfOtherLevels):
        merge(land, units=[land.first, land.school])
    with pytest.raises(refusals.UnitsOfOtherLevels, match="Trường Mới thuộc “Cơ quan"):
        merge(land, into=NewUnit(Level.BODY, {"name": "Trường Mới", "territory": land.province}))


def test_a_commune_is_not_split_into_a_body(land):
    with pytest.raises(refusals.UnitsOfOtherLevels):
        split(land, Part(land.first), Part(land.school))


def test_the_state_s_map_goes_from_the_top_down(land):
    for parents in ({"territory": land.school}, {"line": land.police}, {"territory": land.first}):
        with pytest.raises(refusals.ParentOfLowerLevel, match="hành chính cấp cao hơn"):
            move(land, land.second, **parents)
    with pytest.raises(refusals.ParentOfLowerLevel, match=r"Trường An Phú \(Cơ quan, tổ chức\)"):
        make_unit("Thôn 1", land.school, level=Level.NEIGHBOURHOOD)
    with pytest.raises(refusals.ParentOfLowerLevel):
        merge(land, into=NewUnit(COMMUNE, {"name": "Xã Mới", "territory": land.police}))
    district = make_unit("Huyện Mẫu", land.province, level=Level.DISTRICT)
    make_unit("Xã Trên", district, level=COMMUNE)
    with pytest.raises(refusals.ParentOfLowerLevel, match="Xã Trên"):
        end(land, [district], children_to=land.school)


def test_who_lies_below_a_body_or_a_neighbourhood_may_do_so(land):
    hamlet = make_unit("Khu phố 1", land.first, level=Level.NEIGHBOURHOOD)
    assert make_unit("Tổ 1", hamlet, level=Level.NEIGHBOURHOOD, line=land.post).pk
    assert make_unit("Xưởng", land.school).pk


def test_a_unit_is_not_left_floating_through_the_form(land, browser):
    answer = browser.post(
        reverse("units:change", args=[land.first.pk, "chuyen"]),
        {**DECIDED, "territory": "", "line": "", "step": "confirm"},
    )
    assert answer.status_code == 422
    assert "Hãy ghi địa bàn hoặc cơ quan chủ quản" in answer.text


def test_a_commune_has_a_code_of_its_own_in_the_whole_country(land):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    away = make_unit("Xã Xa", other, level=COMMUNE, code="99003")
    for taken in (land.second, away):
        number = taken.versions.get().code
        with pytest.raises(refusals.UnitCodeTaken, match=f"Mã {number} đang là mã của {taken}"):
            code(land.first, number)
    with pytest.raises(refusals.UnitCodeTaken):
        make_unit("Xã Mới", land.province, level=COMMUNE, code="99002")
    with pytest.raises(refusals.UnitCodeTaken):
        make_unit("Xã Mới", land.province, level=COMMUNE, code="99002", on=LATER)
    new = NewUnit(COMMUNE, {"name": "Xã Mới", "territory": land.province, "code": "99003"})
    with pytest.raises(refusals.UnitCodeTaken):
        merge(land, into=new)


def test_two_new_units_of_one_split_have_two_codes(land):
    parts = [
        Part(NewUnit(COMMUNE, {"name": name, "territory": land.province, "code": "99009"}))
        for name in ("Xã An", "Xã Phú")
    ]
    with pytest.raises(refusals.UnitCodeTaken, match="99009"):
        split(land, *parts, children={land.school.pk: 0, land.post.pk: 0})


def test_the_code_of_who_ends_is_free(land):
    new = NewUnit(COMMUNE, {"name": "Xã An Cẩm", "territory": land.province, "code": "99001"})
    carry_out(proposal=merge(land, into=new), by=None)
    assert code(Unit.objects.get(name="Xã An Cẩm"), "99002", LATER)


def test_own_codes_are_told_apart_within_their_place(land):
    make_unit("Tổ 1", land.first, level=Level.NEIGHBOURHOOD, code="T1")
    with pytest.raises(refusals.UnitCodeTaken):
        make_unit("Tổ 2", land.first, level=Level.NEIGHBOURHOOD, code="T1")
    assert make_unit("Tổ 1", land.second, level=Level.NEIGHBOURHOOD, code="T1").pk


def test_a_name_that_is_free_only_later_is_taken_until_then(land):
    carry_out(proposal=rename(land, "Xã Mới Tên", LATER, unit=land.second), by=None)
    with pytest.raises(refusals.UnitAlreadyThere):
        make_unit("Xã Cẩm Lệ", land.province, level=COMMUNE, on=REFORM)
    assert make_unit("Xã Cẩm Lệ", land.province, level=COMMUNE, on=LATER).pk


def test_lines_of_a_table_have_two_codes(land):
    make_unit("Công ty A", land.second, code="A1")
    found = errors_of(
        ["Công ty B", "", "Xã Cẩm Lệ", "", "B1", ""],
        ["Công ty C", "", "Xã Cẩm Lệ", "", "B1", ""],
        ["Công ty D", "", "Xã Cẩm Lệ", "", "A1", ""],
        ["Công ty E", "", "Xã An Phú", "", "A1", ""],
    )
    assert found == [
        "Dòng 3, cột “Mã”: trùng với mã ở dòng 2. Hãy sửa một trong hai mã.",
        "Dòng 4, cột “Mã”: “A1” đã là mã của Công ty A. Hãy sửa mã hoặc để trống.",
    ]


def test_a_line_is_not_there_before_its_parent_in_the_table(land):
    mother = ["Trường Mẹ", "", "Xã Cẩm Lệ", "", "", "01/01/2026"]
    assert errors_of(mother, ["Phân hiệu", "", "", "Trường Mẹ", "", "01/01/2025"]) == [
        "Dòng 3, cột “Từ ngày”: Trường Mẹ ở dòng 2 chỉ có từ 01/01/2026. Hãy sửa một trong hai "
        "ngày."
    ]
    child = ["Phân hiệu", "", "", "Trường Mẹ", "", "01/01/2026"]
    assert import_units(rows=[HEADINGS, child, mother], by=None).units.count() == 2


def test_a_circle_in_a_table_stands_at_its_rows(land):
    found = errors_of(
        ["Trường A", "", "Xã Cẩm Lệ", "Trường B", "", ""],
        ["Trường B", "", "", "Trường C", "", ""],
        ["Trường C", "", "Trường A", "", "", ""],
        ["Trường D", "", "", "Trường A", "", ""],
        ["Trường E", "", "", "Trường G", "", ""],
        ["Trường G", "", "", "Trường E", "", ""],
    )
    assert [error.partition(":")[0] for error in found] == [
        "Dòng 2, cột “Cơ quan chủ quản”",
        "Dòng 3, cột “Cơ quan chủ quản”",
        "Dòng 4, cột “Thuộc địa bàn”",
        "Dòng 6, cột “Cơ quan chủ quản”",
        "Dòng 7, cột “Cơ quan chủ quản”",
    ]
    assert "nằm dưới chính nó, qua dòng 3. Hãy sửa cấp trên ở một trong các dòng ấy" in found[0]


def test_a_neighbourhood_of_a_table_lies_on_the_ground_of_a_unit(land):
    found = errors_of(
        ["Tổ 1", "Khu dân cư", "Trường An Phú", "", "", ""],
        ["Xưởng", "", "Xã Cẩm Lệ", "", "", ""],
        ["Tổ 2", "Khu dân cư", "Xưởng", "", "", ""],
    )
    assert [error.partition(":")[0] for error in found] == [
        "Dòng 2, cột “Thuộc địa bàn”",
        "Dòng 4, cột “Thuộc địa bàn”",
    ]
    assert "không phải địa bàn của khu dân cư" in found[0]


def test_a_place_that_was_renamed_is_there_since_its_first_name(land):
    young = make_unit("Xã Trẻ", land.province, level=COMMUNE, on=REFORM)
    carry_out(proposal=rename(land, "Xã Lớn", LATER, unit=young), by=None)
    rows = [HEADINGS, ["Trường A", "", "Xã Lớn", "", "", "01/08/2025"]]
    assert import_units(rows=rows, by=None).units.count() == 1
    assert (
        "Xã Lớn chỉ có từ 01/07/2025"
        in errors_of(["Trường B", "", "Xã Lớn", "", "", "30/06/2025"])[0]
    )


@pytest.mark.parametrize("number", ["²", "99", "-1", "٣"])
def test_a_number_that_is_none_does_no_harm(land, browser, number):
    split_page = reverse("units:change", args=[land.first.pk, "chia-tach"])
    assert browser.get(f"{split_page}?so={number}").status_code == 200
    assert browser.get(f"{reverse('units:create')}?duoi={number}").status_code == 200
