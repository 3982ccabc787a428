"""Which authority manages a body for security and order: dated, decided, imported, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.units.actions import refusals
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.importing import ImportRefused, import_units
from phongtrao.units.actions.making import create_unit
from phongtrao.units.actions.previewing import preview_reclassify
from phongtrao.units.models import Unit, UnitChange
from tests.units.days import BEFORE, LATER, REFORM, state_of_units
from tests.units.versions import version_on

if TYPE_CHECKING:
    from django.test import Client

LABEL = "Cơ quan quản lý về an ninh, trật tự"
HEADINGS = ["Tên đơn vị", "Cấp", "Thuộc địa bàn", "Cơ quan quản lý về ANTT", "Hình thức quản lý"]


@pytest.fixture
def browser(keeper, browser_of) -> Client:
    return browser_of(keeper)


def managed(land, manager: Unit | None, mandate: str = "", on=REFORM, unit: Unit | None = None):
    return preview_reclassify(
        unit=unit or land.school,
        security_manager=manager,
        security_mandate=mandate,
        on=on,
        decision=None,
    )


def shown_on(browser: Client, unit: Unit, day) -> str:
    page = browser.get(reverse("units:unit", args=[unit.pk]), {"ngay": f"{day:%d/%m/%Y}"}).text
    line = page.partition(f"{LABEL}: ")[2].partition("</p>")[0]
    return line.replace('<span class="soft">', "").replace("</span>", "")


def test_it_is_decided_from_a_day_shown_as_of_a_day_and_taken_back(land, keeper, browser):
    before = state_of_units()
    address = reverse("units:change", args=[land.school.pk, "doi-loai"])
    sent = {
        "name": "Trường An Phú",
        "school_level": "upper-secondary",
        "security_manager": "Công an xã An Phú",
        "security_mandate": "delegated",
        "on": "01/07/2025",
        "symbol": "5/QĐ-UBND",
    }
    preview = browser.post(address, sent).text
    assert f"{LABEL.lower()} đổi từ “chưa rõ” thành “Công an xã An Phú”" in preview
    assert "hình thức quản lý đổi từ “chưa rõ” thành “được ủy quyền”" in preview
    browser.post(address, {**sent, "step": "confirm"})
    assert shown_on(browser, land.school, BEFORE) == "chưa rõ"
    assert "Công an xã An Phú</a> (được ủy quyền)" in shown_on(browser, land.school, REFORM)
    assert 'value="Công an xã An Phú, Xã An Phú"' in browser.get(address).text
    undo_change(change=UnitChange.objects.get(kind="reclassify"), by=keeper)
    assert state_of_units() == before
    assert shown_on(browser, land.school, REFORM) == "chưa rõ"


def test_an_authority_without_a_mandate_is_known_and_its_mandate_is_not(land, browser):
    carry_out(proposal=managed(land, land.post), by=None)
    assert "chưa rõ thuộc thẩm quyền hay được ủy quyền" in shown_on(browser, land.school, LATER)


def test_other_changes_leave_it_as_it_is(land):
    carry_out(proposal=managed(land, land.post, "own"), by=None)
    other = preview_reclassify(unit=land.school, kind="trường", on=LATER, decision=None)
    carry_out(proposal=other, by=None)
    now = version_on(land.school, LATER)
    assert (now.security_manager, now.security_mandate) == (land.post, "own")


def test_it_is_said_of_bodies_and_by_bodies(land, browser):
    for unit, manager in ((land.first, land.post), (land.school, land.first)):
        with pytest.raises(refusals.SecurityManagerMisplaced, match="Xã An Phú"):
            managed(land, manager, unit=unit)
    with pytest.raises(refusals.SecurityManagerUnnamed, match="được ủy quyền"):
        managed(land, None, "delegated")
    late = create_unit(name="Công an phường Mới", territory=land.province, on=LATER, by=None)
    with pytest.raises(refusals.SecurityManagerNotThere, match="Công an phường Mới"):
        managed(land, late)
    commune = browser.get(reverse("units:change", args=[land.first.pk, "doi-loai"])).text
    assert LABEL not in commune
    assert LABEL not in browser.get(reverse("units:unit", args=[land.first.pk])).text


def test_a_new_body_begins_with_it_and_an_authority_in_use_stays(land, keeper, browser):
    browser.post(
        reverse("units:create"),
        {
            "name": "Công an cụm",
            "level": "body",
            "territory": "Xã An Phú",
            "step": "confirm",
        },
    )
    made = UnitChange.objects.get(kind="create", units__name="Công an cụm")
    sent = {
        "name": "Nhà máy A",
        "level": "body",
        "territory": "Xã An Phú",
        "security_manager": "Công an cụm",
        "security_mandate": "own",
    }
    preview = browser.post(reverse("units:create"), sent).text
    assert "thuộc thẩm quyền" in preview
    browser.post(reverse("units:create"), {**sent, "step": "confirm"})
    factory = version_on(Unit.objects.get(name="Nhà máy A"), LATER)
    assert (factory.security_manager.name, factory.security_mandate) == ("Công an cụm", "own")
    with pytest.raises(refusals.UnitInUse, match="1 đơn vị do đơn vị ấy quản lý về an ninh"):
        undo_change(change=made, by=keeper)


def test_it_comes_in_with_a_table(land, keeper):
    rows = [
        HEADINGS,
        ["Nhà máy B", "", "Xã An Phú", "Công an khu công nghiệp", "Được ủy quyền"],
        ["Công an khu công nghiệp", "", "Xã An Phú", "", ""],
        ["Nhà máy C", "", "Xã An Phú", "Công an xã An Phú", ""],
    ]
    change = import_units(rows=rows, by=keeper)
    told = {
        unit.name: (str(now.security_manager), now.security_mandate)
        for unit in change.units.all()
        if (now := version_on(unit, LATER))
    }
    assert told == {
        "Nhà máy B": ("Công an khu công nghiệp", "delegated"),
        "Công an khu công nghiệp": ("None", ""),
        "Nhà máy C": ("Công an xã An Phú", ""),
    }
    before = UnitChange.objects.count()
    undo_change(change=change, by=keeper)
    assert (UnitChange.objects.count(), Unit.objects.filter(name="Nhà máy B").exists()) == (
        before,
        False,
    )


def test_a_table_with_an_authority_that_cannot_be_is_refused_by_its_cell(land, keeper):
    create_unit(name="Công an phường Mới", territory=land.first, on=LATER, by=None)
    rows = [
        [*HEADINGS, "Từ ngày"],
        ["Nhà máy B", "", "Xã An Phú", "Công an Không Có", "giúp đỡ"],
        ["Nhà máy C", "", "Xã An Phú", "Xã Cẩm Lệ"],
        ["Tổ 1", "Khu dân cư", "Xã An Phú", "Công an xã An Phú"],
        ["Nhà máy D", "", "Xã An Phú", "", "thuộc thẩm quyền"],
        ["Nhà máy E", "", "Xã An Phú", "Công an phường Mới", "", "01/7/2025"],
        ["Nhà máy G", "", "Xã An Phú", "Công an Không Có", "thuộc thẩm quyền"],
    ]
    with pytest.raises(ImportRefused) as refused:
        import_units(rows=rows, by=keeper)
    column = "cột “Cơ quan quản lý về ANTT”"
    other = "Hãy ghi cơ quan khác hoặc để trống."
    assert [str(error) for error in refused.value.errors] == [
        f"Dòng 2, {column}: không thấy đơn vị “Công an Không Có” đang có hiệu lực."
        " Hãy kiểm tra tên hoặc ghi mã.",
        "Dòng 2, cột “Hình thức quản lý”: không hiểu “giúp đỡ”."
        " Hãy ghi một trong: thuộc thẩm quyền, được ủy quyền.",
        f"Dòng 3, {column}: Xã Cẩm Lệ không phải cơ quan, tổ chức. {other}",
        f"Dòng 4, {column}: Tổ 1 không phải cơ quan, tổ chức. {other}",
        f"Dòng 5, {column}: còn trống mà đã ghi hình thức quản lý."
        " Hãy ghi cơ quan, hoặc bỏ hình thức.",
        f"Dòng 6, {column}: Công an phường Mới chỉ có từ {LATER:%d/%m/%Y}."
        " Hãy ghi cơ quan khác hoặc sửa ngày.",
        f"Dòng 7, {column}: không thấy đơn vị “Công an Không Có” đang có hiệu lực."
        " Hãy kiểm tra tên hoặc ghi mã.",
    ]


def test_a_change_written_down_before_this_was_known_can_be_taken_back(land, keeper):
    change = carry_out(
        proposal=preview_reclassify(unit=land.school, kind="trường", on=LATER, decision=None),
        by=keeper,
    )
    for row in change.before["versions"]:
        for name in ("security_manager_id", "security_mandate"):
            del row[name]
    change.save(update_fields=["before"])
    undo_change(change=change, by=keeper)
    assert version_on(land.school, LATER).security_manager is None
