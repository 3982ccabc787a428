"""Own units from a table: all of it, or every error by line and column."""

from __future__ import annotations

import io
import time
from datetime import date

import pytest
from openpyxl import load_workbook

from phongtrao.core.text.reading import read_sheet_safely
from phongtrao.units.actions import importing
from phongtrao.units.actions.changing import undo_change
from phongtrao.units.actions.importing import ImportRefused, import_units
from phongtrao.units.models import Level, Unit, UnitVersion
from phongtrao.units.queries.columns import COLUMNS, blank_table
from tests.factories import make_unit
from tests.units.days import LATER, REFORM, below, reaches, state_of_units
from tests.units.versions import version_on

HEADINGS = [column.heading for column in COLUMNS]


def table(*lines: dict[str, str], headings: list[str] | None = None) -> list[list[str]]:
    shown = headings or HEADINGS
    return [shown, *([line.get(heading, "") for heading in shown] for line in lines)]


def line(name: str = "Trường Cẩm Lệ", place: str = "Xã Cẩm Lệ", **more: str) -> dict[str, str]:
    return {"Tên đơn vị": name, "Thuộc địa bàn": place, **more}


def errors_of(rows: list[list[str]], by=None) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_units(rows=rows, by=by)
    assert refused.value.gaps["count"] == len(refused.value.errors)
    return [str(error) for error in refused.value.errors]


def test_every_fact_of_a_line_is_taken_over(land, keeper):
    facts = {
        "Cấp": "khu dan cu",
        "Loại": "tổ dân phố",
        "Cơ quan chủ quản": "Công an tỉnh Mẫu",
        "Mã": "T01",
        "Khu vực": "Đô thị",
        "Quy mô doanh nghiệp": "vừa",
        "Bậc học": "Trung học cơ sở",
        "Lực lượng vũ trang": "có",
        "Từ ngày": "01/7/2025",
        "Số quyết định": "9/QĐ-UBND",
        "Cơ quan ban hành": "UBND xã",
        "Tên gọi khác": "TDP 1; Tổ 1; TDP 1",
    }
    change = import_units(rows=table(line("Tổ dân phố 1", **facts)), by=keeper)
    unit = change.units.get()
    version = version_on(unit, REFORM)
    assert (unit.level, version.kind, version.code) == (Level.NEIGHBOURHOOD, "tổ dân phố", "T01")
    assert (version.settlement, version.enterprise_size) == ("urban", "medium")
    assert (version.school_level, version.armed_forces) == ("lower-secondary", True)
    assert (version.territory, version.line) == (land.second, land.police)
    assert (version.valid_from, version.decision.symbol) == (REFORM, "9/QĐ-UBND")
    assert {alias.name for alias in unit.aliases.all()} == {"TDP 1", "Tổ 1"}
    assert reaches(land.police, unit, LATER)
    assert "Tổ dân phố 1" in below(land.province, LATER)


def test_an_import_is_one_change_and_can_be_taken_back(land, keeper):
    before = state_of_units()
    rows = table(line("Trường A"), line("Trường B"), line("Trường C", "99001"))
    change = import_units(rows=rows, by=keeper)
    assert (change.kind, change.units.count()) == ("import", 3)
    undo_change(change=change, by=keeper)
    assert state_of_units() == before


def test_a_place_is_named_by_code_by_name_or_with_what_it_lies_below(land):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    make_unit("Xã An Phú", other, level=Level.COMMUNE)
    rows = table(
        line("Trường A", "99001"),
        line("Trường B", "Xã An Phú, Tỉnh Mẫu"),
        line("Trường C", "97"),
        line("Trường D", "", **{"Cơ quan chủ quản": "công an tỉnh mẫu"}),
    )
    import_units(rows=rows, by=None)
    assert {"Trường A", "Trường B"} <= set(below(land.first, LATER))
    assert "Trường C" in below(land.province, LATER)
    assert "Trường D" in below(land.police, LATER)
    assert errors_of(table(line("Trường E", "Xã An Phú"))) == [
        "Dòng 2, cột “Thuộc địa bàn”: có 2 đơn vị tên “Xã An Phú” (Xã An Phú, Tỉnh Khác; "
        "Xã An Phú, Tỉnh Mẫu). Hãy ghi thêm tên đơn vị cấp trên sau dấu phẩy, hoặc ghi mã."
    ]


def test_of_namesakes_the_one_where_the_account_may_add_is_meant(land, keeper):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    make_unit("Xã An Phú", other, level=Level.COMMUNE)
    import_units(rows=table(line("Trường A", "Xã An Phú")), by=keeper)
    assert "Trường A" in below(land.first, LATER)


def test_a_unit_may_lie_below_another_line_of_the_table(land, keeper):
    rows = table(
        line("Phân hiệu 1", "", **{"Cơ quan chủ quản": "Trường Lớn"}),
        line("Trường Lớn"),
    )
    import_units(rows=rows, by=keeper)
    unit = Unit.objects.get(name="Phân hiệu 1")
    assert version_on(unit, LATER).line.name == "Trường Lớn"
    assert reaches(land.province, unit, LATER)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (line(""), "cột “Tên đơn vị”: còn trống"),
        (line("T" * 201), "cột “Tên đơn vị”: dài 201 chữ"),
        (line(Cấp="xã"), "cột “Cấp”: không hiểu “xã”"),
        (line(Loại="l" * 61), "cột “Loại”: dài 61 chữ"),
        (line(place="Xã Không Có"), "không thấy đơn vị “Xã Không Có” đang có hiệu lực"),
        (line(place="Xã Cẩm Lệ, Tỉnh Lạ"), "không thấy đơn vị “Xã Cẩm Lệ, Tỉnh Lạ”"),
        (line(place=""), "cột “Thuộc địa bàn”: còn trống. Hãy ghi địa bàn"),
        (line("Trường X", "Trường X"), "là chính đơn vị này"),
        (line(**{"Khu vực": "biển"}), "không hiểu “biển”. Hãy ghi một trong: đô thị, nông thôn"),
        (line(**{"Lực lượng vũ trang": "hỏi"}), "Hãy ghi có hoặc không"),
        (line(**{"Từ ngày": "hôm qua"}), "“hôm qua” không phải ngày. Hãy ghi như 01/07/2025"),
        (line(**{"Từ ngày": "31/02/2026"}), "“31/02/2026” không phải ngày"),
        (line(**{"Cơ quan ban hành": "UBND"}), "cột “Số quyết định”: còn trống"),
        (line(**{"Tên gọi khác": "t" * 201}), "có tên quá dài"),
        (line("Trường An Phú", "Xã An Phú"), "đã có đơn vị này"),
    ],
)
def test_a_wrong_cell_is_told_by_line_and_column_with_what_to_do(land, facts, said):
    before = state_of_units()
    found = errors_of(table(line("Trường tốt"), facts))
    assert len(found) == 1
    assert found[0].startswith("Dòng 3, cột")
    assert said in found[0]
    assert state_of_units() == before


def test_a_day_before_the_place_was_there_is_told(land):
    make_unit("Xã Trẻ", land.province, level=Level.COMMUNE, on=REFORM)
    found = errors_of(table(line("Trường", "Xã Trẻ", **{"Từ ngày": "2025-06-30"})))
    assert "Xã Trẻ chỉ có từ 01/07/2025" in found[0]


def test_all_errors_come_at_once_in_the_order_of_lines(land):
    rows = table(line(""), line("Trường A"), line("Trường A"), line("Trường B", Cấp="?"))
    found = errors_of(rows)
    assert [error.partition(",")[0] for error in found] == ["Dòng 2", "Dòng 4", "Dòng 5"]
    assert "trùng với dòng 3" in found[1]


def test_places_out_of_reach_are_refused_and_foreign_bodies_unknown(land, keeper, neighbour):
    other = make_unit("Tỉnh Khác", land.country, level=Level.PROVINCE)
    make_unit("Sở Khác", other)
    found = errors_of(
        table(
            line("Trường A", "Tỉnh Khác"),
            line("Trường B", "Sở Khác"),
            line("Trường C", "", **{"Cơ quan chủ quản": "Nước Mẫu"}),
        ),
        keeper,
    )
    assert "tài khoản chưa có quyền thêm đơn vị dưới Tỉnh Khác" in found[0]
    assert "không thấy đơn vị “Sở Khác”" in found[1]
    assert "cột “Cơ quan chủ quản”: tài khoản chưa có quyền" in found[2]


def test_a_title_above_and_blank_lines_between_do_no_harm(land):
    rows = [
        ["DANH SÁCH TRƯỜNG"],
        [],
        *table(line("Trường A"), {}, line("Trường B"), headings=["TÊN ĐƠN VỊ *", "Thuộc địa bàn"]),
    ]
    rows[3:] = [["Trường A", "99001"], [], ["Trường B", "99002"]]
    assert import_units(rows=rows, by=None).units.count() == 2


@pytest.mark.parametrize(
    ("rows", "rule", "said"),
    [
        ([], importing.TableWithoutHeadings, "“Tên đơn vị” trong 10 dòng đầu"),
        ([["Họ và tên"], ["A"]], importing.TableWithoutHeadings, "Hãy tải mẫu về"),
        ([HEADINGS], importing.TableEmpty, "chưa có dòng nào"),
        ([["Tên đơn vị", "Chiều cao"], ["A", "1"]], importing.ColumnUnknown, "“Chiều cao”"),
        ([["Tên đơn vị", "", "TÊN ĐƠN VỊ"], ["A"]], importing.ColumnTwice, "“TÊN ĐƠN VỊ”"),
    ],
)
def test_a_table_of_another_shape_is_refused(db, rows, rule, said):
    with pytest.raises(rule, match=said):
        import_units(rows=rows, by=None)


def test_the_blank_table_comes_back_as_it_went(land):
    book = load_workbook(blank_table())
    book.worksheets[0].append(["Trường A", "", "", "Xã Cẩm Lệ", *[""] * 8, date(2025, 7, 1)])
    sent = io.BytesIO()
    book.save(sent)
    unit = import_units(rows=read_sheet_safely(sent.getvalue(), "a.xlsx"), by=None).units.get()
    assert version_on(unit, REFORM).territory == land.second


def test_a_formula_without_a_result_is_refused_and_not_taken_for_a_blank_cell(land):
    book = load_workbook(blank_table())
    sheet = book.worksheets[0]
    for name, place, code, day in (
        ("Trường A", "Xã Cẩm Lệ", "", "=DATE(2026,1,5)"),
        ("=A2", "Xã Không Có", "=1+1", None),
        ("Trường B", "Xã Cẩm Lệ", "", None),
        ("#REF!", "Xã Cẩm Lệ", "", None),
    ):
        sheet.append([name, "", "", place, "", code, *[""] * 6, day])
    sent = io.BytesIO()
    book.save(sent)
    done = "Hãy dán giá trị (Paste Values) thay cho công thức, hoặc gõ thẳng, rồi lưu lại tệp."
    assert errors_of(read_sheet_safely(sent.getvalue(), "a.xlsx")) == [
        f"Dòng 2, cột “Từ ngày”: ô M2: công thức chưa được tính. {done}",
        f"Dòng 3, cột “Tên đơn vị”: ô A3: công thức chưa được tính. {done}",
        f"Dòng 3, cột “Mã”: ô F3: công thức chưa được tính. {done}",
        f"Dòng 5, cột “Tên đơn vị”: ô A5: công thức báo lỗi #REF!. {done}",
    ]


def test_ten_thousand_lines_come_in_within_seconds(land):
    rows = table(*(line(f"Tổ dân phố {number}", "99001") for number in range(10_000)))
    began = time.monotonic()
    import_units(rows=rows, by=None)
    assert time.monotonic() - began < 30  # 3 s on an idle machine; leaves room for a busy one
    assert UnitVersion.objects.filter(territory=land.first).count() == 10_002
