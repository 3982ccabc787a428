"""The pages of units: reading as of a day, finding, changing with a preview, importing."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from phongtrao.units.actions import previewing
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.models import Alias, Decision, Level, Unit, UnitChange
from phongtrao.units.queries.finding import find_units
from tests.factories import make_unit
from tests.units.days import BEFORE, REFORM, below
from tests.units.versions import version_on

if TYPE_CHECKING:
    from django.test import Client

LIST = "/don-vi/"
DECIDED = {"on": "01/07/2025", "symbol": "12/NQ-HĐND", "issuer": "HĐND tỉnh", "signed_on": ""}


QUERIES = {"unit": 10, "list": 10}


@pytest.fixture
def browser(keeper, browser_of) -> Client:
    return browser_of(keeper)


def page_of(unit: Unit, day: str = "") -> str:
    return reverse("units:unit", args=[unit.pk]) + (f"?ngay={day}" if day else "")


def address(unit: Unit, what: str) -> str:
    return reverse("units:change", args=[unit.pk, what])


def merged(land) -> Unit:
    proposal = previewing.preview_merge(
        units=[land.first, land.second],
        into=NewUnit(Level.COMMUNE, {"name": "Xã An Cẩm", "territory": land.province}),
        on=REFORM,
        decision=Decision(symbol="9/NQ"),
    )
    carry_out(proposal=proposal, by=None)
    return Unit.objects.get(name="Xã An Cẩm")


def test_the_page_of_a_unit_tells_all_about_it(land, browser):
    text = browser.get(page_of(land.first)).text
    for words in ("Xã An Phú", "Cấp xã", "mã 99001", "Tỉnh Mẫu", "Nằm dưới: 2 đơn vị"):
        assert words in text
    text = browser.get(page_of(land.post)).text
    assert "Cơ quan chủ quản" in text
    assert page_of(land.police) in text


def test_the_same_page_before_and_after_a_merger(land, browser):
    new = merged(land)
    before = browser.get(page_of(land.province, "30/06/2025")).text
    after = browser.get(page_of(land.province, "01/07/2025")).text
    assert "Xã Cẩm Lệ" in before
    assert "Xã An Cẩm" not in before
    assert "Đang xem theo ngày 30/06/2025" in before
    assert "Xã Cẩm Lệ" not in after
    assert "Xã An Cẩm" in after
    gone = browser.get(page_of(land.first, "2025-07-01")).text
    assert "Hết hiệu lực từ 01/07/2025" in gone
    assert page_of(new) in gone
    old = browser.get(page_of(new, "30/06/2025")).text
    assert "Ngày 30/06/2025 chưa có đơn vị này" in old
    assert "Được lập từ" in old
    assert "theo 9/NQ" in old


def test_a_split_of_unknown_size_says_so(land, browser):
    proposal = previewing.preview_split(
        unit=land.second,
        parts=[
            previewing.Part(NewUnit(Level.COMMUNE, {"name": name, "territory": land.province}))
            for name in ("Xã Cẩm", "Xã Lệ")
        ],
        children={},
        on=REFORM,
        decision=None,
    )
    carry_out(proposal=proposal, by=None)
    assert "một phần, chưa rõ bao nhiêu" in browser.get(page_of(land.second)).text


def test_the_list_shows_the_own_units_and_the_provinces(land, browser):
    text = browser.get(LIST).text
    assert "Đơn vị của tôi" in text
    assert "Công an tỉnh Mẫu" in text
    assert page_of(land.province) in text


def test_an_empty_register_says_how_to_fill_it(officer, browser_of):
    assert "phongtrao units load" in browser_of(officer).get(LIST).text
    assert "phongtrao units load" in browser_of(officer).get(reverse("units:terms")).text


def test_units_are_found_by_old_names_and_abbreviations(land, browser):
    carry_out(
        proposal=previewing.preview_rename(
            unit=land.second, name="Xã Hòa Vang", on=REFORM, decision=None
        ),
        by=None,
    )
    Alias.objects.create(unit=land.school, name="THPT AP")
    text = browser.get(LIST, {"tim": "cam le"}).text
    assert "Xã Hòa Vang" in text
    assert "tên khác: Xã Cẩm Lệ" in text
    assert "Xã Cẩm Lệ" in browser.get(LIST, {"tim": "cam le", "ngay": "30/06/2025"}).text
    assert "Trường An Phú" in browser.get(LIST, {"tim": "THPT AP"}).text
    assert "Không có đơn vị nào mang tên" in browser.get(LIST, {"tim": "xyz"}).text
    part = browser.get(LIST, {"tim": "cam le"}, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="rows">')


def test_a_unit_is_found_with_what_it_lies_or_lay_below_behind_a_comma(land, keeper, browser):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    make_unit("Xã An Phú", other, level=Level.COMMUNE)
    text = browser.get(LIST, {"tim": "An Phú, Tỉnh Mẫu"}).text
    assert page_of(land.first) in text
    assert page_of(land.school) in text
    assert "Tỉnh Khác" not in text
    assert [one.unit for one in find_units("cam le, mau", keeper)] == [land.second]
    assert find_units("cam le, tinh khac", keeper) == []
    carry_out(
        proposal=previewing.preview_move(
            unit=land.second, territory=other, line=None, on=REFORM, decision=None
        ),
        by=None,
    )
    for words in ("cam le, tinh mau", "cam le, tinh khac"):
        assert [one.unit for one in find_units(words, keeper)] == [land.second]
    hall = make_unit("Báo và Phát thanh, Truyền hình", land.province)
    assert find_units("báo và phát thanh, truyền hình", keeper)[0].unit == hall


def test_ended_and_coming_units_are_found_with_their_day(land, browser):
    merged(land)
    make_unit("Trường tương lai", land.province, on=date(2999, 1, 1))
    assert "Hết từ 01/07/2025" in browser.get(LIST, {"tim": "xa an phu"}).text
    assert "Có từ 01/01/2999" in browser.get(LIST, {"tim": "tuong lai"}).text
    future = Unit.objects.get(name="Trường tương lai")
    assert browser.get(page_of(future)).status_code == 200


def test_bodies_of_others_are_neither_found_nor_shown(land, clerk, browser_of):
    client = browser_of(clerk)
    assert "Trường An Phú" not in client.get(LIST, {"tim": "truong"}).text
    assert client.get(page_of(land.school)).status_code == 404
    assert "Trường An Phú" not in client.get(page_of(land.first)).text
    assert "Nằm dưới" not in client.get(page_of(land.first)).text
    assert client.get(page_of(land.province)).status_code == 200
    assert "Lập đơn vị nằm dưới" not in client.get(page_of(land.second)).text


def test_who_reaches_very_much_is_shown_what_is_his(land, keeper, monkeypatch):
    monkeypatch.setattr("phongtrao.units.queries.finding._OWN_MAX", 1)
    make_unit("Trường của người khác")
    assert [one.unit for one in find_units("truong", keeper)] == [land.school]


def test_a_name_that_is_taken_back_is_no_longer_found(land, keeper):
    proposal = previewing.preview_rename(
        unit=land.school, name="Trường Đổi Tên", on=REFORM, decision=None
    )
    change = carry_out(proposal=proposal, by=None)
    assert find_units("doi ten", keeper)
    undo_change(change=change, by=None)
    assert not find_units("doi ten", keeper)


@pytest.mark.parametrize("rows", [1, 12])
def test_a_page_costs_the_same_for_one_row_and_for_twelve(
    land, browser, rows, django_assert_num_queries
):
    for number in range(rows):
        make_unit(f"Tổ {number}", land.second)
    browser.get(page_of(land.second))
    browser.get(LIST, {"tim": "tổ"})
    with django_assert_num_queries(QUERIES["unit"]):
        browser.get(page_of(land.second))
    with django_assert_num_queries(QUERIES["list"]):
        browser.get(LIST, {"tim": "tổ"})


def test_a_rename_is_previewed_confirmed_and_undone(land, browser):
    filled = {**DECIDED, "name": "Xã An Hòa"}
    where = address(land.first, "doi-ten")
    preview = browser.post(where, filled)
    assert preview.status_code == 200
    assert "Sẽ xảy ra từ 01/07/2025" in preview.text
    assert "tên đổi từ “Xã An Phú” thành “Xã An Hòa”" in preview.text
    assert "Theo 12/NQ-HĐND, HĐND tỉnh" in preview.text
    assert version_on(land.first, REFORM).name == "Xã An Phú"
    again = browser.post(where, {**filled, "step": "edit"}).text
    assert 'value="Xã An Hòa"' in again
    assert "Xem trước" in again
    done = browser.post(where, {**filled, "step": "confirm"}, follow=True)
    assert done.redirect_chain == [(page_of(land.first), 302)]
    assert "Có thể hoàn tác" in done.text
    assert version_on(land.first, REFORM).name == "Xã An Hòa"
    change = UnitChange.objects.first()
    listed = browser.get(reverse("units:changes")).text
    assert "Đổi tên" in listed
    assert "12/NQ-HĐND" in listed
    undone = browser.post(reverse("units:undo", args=[change.pk]), follow=True)
    assert "Đã hoàn tác" in undone.text
    assert version_on(land.first, REFORM).name == "Xã An Phú"


def test_a_refused_change_keeps_what_was_typed_and_says_why(land, browser):
    answer = browser.post(address(land.first, "doi-ten"), {**DECIDED, "name": "Xã An Phú"})
    assert answer.status_code == 422
    assert "đã đúng như vậy từ trước" in answer.text
    answer = browser.post(address(land.first, "doi-ten"), {"name": "Xã Mới", "on": "mai"})
    assert answer.status_code == 422
    assert "Còn 2 ô cần sửa" in answer.text
    assert "Xã Mới" in answer.text


def test_the_forms_begin_with_what_is(land, browser):
    text = browser.get(address(land.post, "chuyen")).text
    assert "Xã An Phú, Tỉnh Mẫu" in text
    assert "Công an tỉnh Mẫu" in text
    text = browser.get(address(land.school, "doi-loai")).text
    assert '<option value="upper-secondary" selected>' in text


def test_a_reclassification_through_the_form(land, browser):
    filled = {
        **DECIDED,
        "name": "Phường An Phú",
        "kind": "phường",
        "settlement": "urban",
        "armed_forces": "on",
        "step": "confirm",
    }
    preview = browser.post(address(land.first, "doi-loai"), {**filled, "step": ""}).text
    assert "khu vực đổi từ “không có” thành “đô thị”" in preview
    assert "thuộc lực lượng vũ trang đổi từ “không” thành “có”" in preview
    browser.post(address(land.first, "doi-loai"), filled)
    assert version_on(land.first, REFORM).get_settlement_display() == "đô thị"


def test_a_move_through_the_form_names_units_as_people_do(land, browser):
    where = address(land.school, "chuyen")
    answer = browser.post(where, {**DECIDED, "territory": "Xã Cẩm", "line": ""})
    assert "Không thấy đơn vị “Xã Cẩm” đang có hiệu lực" in answer.text
    assert "Gần giống: Xã Cẩm Lệ, Tỉnh Mẫu" in answer.text
    browser.post(where, {**DECIDED, "territory": "xã cẩm lệ", "step": "confirm"})
    assert "Trường An Phú" in below(land.second, REFORM)


def test_namesakes_are_told_apart_by_what_they_lie_below(land, browser):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    make_unit("Xã Cẩm Lệ", other, level=Level.COMMUNE)
    where = address(land.school, "chuyen")
    answer = browser.post(where, {**DECIDED, "territory": "Xã Cẩm Lệ"})
    assert "Có 2 đơn vị tên “Xã Cẩm Lệ”" in answer.text
    named = {**DECIDED, "territory": "Xã Cẩm Lệ, Tỉnh Mẫu", "step": "confirm"}
    assert browser.post(where, named).status_code == 302


def test_a_merger_through_the_form(land, browser):
    where = address(land.first, "sap-nhap")
    answer = browser.post(where, {**DECIDED, "others": "Xã Cẩm Lệ"})
    assert "Hãy ghi đơn vị đang có, hoặc tên đơn vị mới" in answer.text
    filled = {**DECIDED, "others": "Xã Cẩm Lệ\n", "name": "Xã An Cẩm"}
    preview = browser.post(where, filled).text
    for words in (
        "Lập đơn vị mới <strong>Xã An Cẩm</strong>, xã, thuộc Tỉnh Mẫu",
        "Xã An Phú hết hiệu lực",
        "Xã Cẩm Lệ → Xã An Cẩm: toàn bộ",
        "2 đơn vị nằm dưới đổi cấp trên: Công an xã An Phú, Trường An Phú",
    ):
        assert words in preview
    browser.post(where, {**filled, "step": "confirm"})
    assert "Xã An Cẩm" in below(land.province, REFORM)


def test_a_merger_into_a_unit_that_is_there(land, browser):
    filled = {**DECIDED, "into": "Xã Cẩm Lệ", "step": "confirm"}
    browser.post(address(land.first, "sap-nhap"), filled)
    assert version_on(land.first, REFORM) is None
    assert version_on(land.first, BEFORE).name == "Xã An Phú"


def test_a_split_through_the_form(land, browser):
    where = address(land.first, "chia-tach")
    assert "Phần 3" in browser.get(f"{where}?so=3").text
    assert "Phần 9" not in browser.get(f"{where}?so=99").text
    filled = {
        **DECIDED,
        "so": "2",
        "name_1": "Xã An",
        "share_1": "37,5",
        "name_2": "Xã Phú",
        "kind_2": "phường",
        "share_2": "62,5",
        f"child_{land.school.pk}": "1",
        f"child_{land.post.pk}": "2",
    }
    preview = browser.post(where, filled).text
    assert "Xã An Phú → Xã An: 37,5 %" in preview
    missing = browser.post(where, {**filled, f"child_{land.post.pk}": ""})
    assert missing.status_code == 422
    assert "Còn 1 đơn vị nằm dưới Xã An Phú" in missing.text
    assert "Hãy ghi tên đơn vị mới" in browser.post(where, {**filled, "name_1": ""}).text
    browser.post(where, {**filled, "step": "confirm"})
    assert "Công an xã An Phú" in below(Unit.objects.get(name="Xã Phú"), REFORM)


def test_an_end_through_the_form(land, browser):
    where = address(land.first, "ket-thuc")
    assert "Còn 2 đơn vị nằm dưới" in browser.post(where, DECIDED).text
    browser.post(where, {**DECIDED, "children_to": "Xã Cẩm Lệ", "step": "confirm"})
    assert "Kết thúc từ 01/07/2025" in browser.get(page_of(land.first)).text


def test_a_change_out_of_reach_is_refused_in_the_preview(land, browser):
    make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    filled = {**DECIDED, "territory": "Tỉnh Khác"}
    answer = browser.post(address(land.school, "chuyen"), filled)
    assert answer.status_code == 403
    assert "chưa có quyền sửa đơn vị" in answer.text


def test_an_unknown_change_is_no_page(land, browser):
    assert browser.get(address(land.first, "xoa")).status_code == 404


def test_a_unit_is_made_through_the_form(land, browser):
    where = reverse("units:create")
    assert "Xã An Phú, Tỉnh Mẫu" in browser.get(f"{where}?duoi={land.first.pk}").text
    assert browser.get(f"{where}?duoi=x").status_code == 200
    filled = {
        "name": "Trường Tiểu học An Phú",
        "level": "body",
        "kind": "trường",
        "territory": "Xã An Phú",
        "school_level": "primary",
        "armed_forces": "",
        "aliases": "TH AP; ",
        "on": "01/09/2025",
        "symbol": "3/QĐ-UBND",
    }
    preview = browser.post(where, filled).text
    assert "Từ ngày: <strong>01/09/2025</strong>" in preview
    assert "Bậc học: <strong>tiểu học</strong>" in preview
    assert 'value="Trường Tiểu học An Phú"' in browser.post(where, {**filled, "step": "edit"}).text
    browser.post(where, {**filled, "step": "confirm"})
    unit = Unit.objects.get(name="Trường Tiểu học An Phú")
    assert [alias.name for alias in unit.aliases.all()] == ["TH AP"]
    again = browser.post(where, {**filled, "step": "confirm"})
    assert again.status_code == 422
    assert "Đã có đơn vị" in again.text
    assert browser.post(where, {"name": ""}).status_code == 422
    soldiers = browser.post(where, {**filled, "name": "Đồn", "armed_forces": "on"}).text
    assert "Thuộc lực lượng vũ trang: <strong>có</strong>" in soldiers


def test_a_table_is_imported_or_refused_line_by_line(land, browser):
    where = reverse("units:import")

    def send(text: str, name: str = "a.csv"):
        return browser.post(where, {"table": SimpleUploadedFile(name, text.encode())})

    answer = send("Tên đơn vị;Thuộc địa bàn\nTrường A;Xã Lạ\n")
    assert answer.status_code == 422
    assert "Tệp có 1 lỗi nên chưa nhập dòng nào" in answer.text
    assert "không thấy đơn vị “Xã Lạ”" in answer.text
    answer = send("Tên đơn vị;Thuộc địa bàn\nTrường A;Xã Cẩm Lệ\nTrường B;99001\n")
    assert answer.url == reverse("units:changes")
    assert "Nhập từ tệp" in browser.get(answer.url).text
    assert "không phải bảng tính" in send("x", "a.docx").text
    assert browser.post(where, {}).status_code == 422


def test_the_blank_table_can_be_had(browser):
    answer = browser.get(reverse("units:template"))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Đơn vị", "Hướng dẫn"]


def test_own_units_are_shown_as_of_the_day(land, browser):
    merged(land)
    assert "Công an tỉnh Mẫu" in browser.get(LIST, {"ngay": "30/06/2025"}).text
