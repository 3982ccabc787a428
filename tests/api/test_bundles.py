"""What a bundle of reports says, and what is wrong with one that cannot be read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from phongtrao.api.forms.bundles import MOST_REPORTS, BundleUnreadable, read_bundle
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import Element, Kind, Sheet

SHEET = Sheet(
    (
        Element("A1", "Số vụ", Kind.INTEGER),
        Element("B1", "Kinh phí", Kind.MONEY, scale=3, may_be_not_applicable=True),
        Element("C1", "Có tổ", Kind.YES_NO),
        Element("C2", "Loại", Kind.CHOICE, choices=("Tốt", "Khá")),
        Element("G", "Ghi chú", Kind.TEXT, required=False),
    )
)


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("application/json", "{", "không phải JSON"),
        ("application/json", '{"reports": NaN}', "không phải JSON"),
        ("application/json", "[" * 100_000, "không phải JSON"),
        ("application/json", "[]", "thiếu danh sách"),
        ("application/json", '{"reports": []}', "không có báo cáo nào"),
        ("application/json", '{"reports": [], "reason": 1}', "phải là chữ"),
        ("application/json", '{"reports": [], "lydo": ""}', "không có trường “lydo”"),
        ("application/json", '{"reports": [1]}', "báo cáo thứ 1"),
        ("application/json", '{"reports": [{"unit": 1}]}', "báo cáo thứ 1"),
        ("application/json", '{"reports": [{"unit": 1, "boxes": 2}]}', "“boxes”"),
        ("text/csv", "", "cột đầu"),
        ("text/csv", "A1,unit\n1,1", "cột đầu"),
        ("text/csv", "unit,A1,A1\n1,1,1", "trùng tên"),
        ("text/csv", "unit,A1\n1", "dòng 2 có 1 ô"),
        ("text/csv", 'unit,A1\n1,"2"x', "dấu nháy"),
        ("text/csv", "unit,A1\n", "không có báo cáo nào"),
        ("text/csv", "unit\n" + "1\n" * (MOST_REPORTS + 1), "chia nhỏ"),
    ],
)
def test_a_bundle_that_cannot_be_read_says_why(kind: str, text: str, why: str) -> None:
    with pytest.raises(BundleUnreadable, match=why):
        read_bundle(text.encode(), kind, SHEET)


def test_every_kind_of_value_is_read() -> None:
    boxes = {"A1": 5, "B1": 12.375, "C1": True, "C2": "khá", "G": "Tuyên truyền"}
    data = json.dumps({"reports": [{"unit": 7, "boxes": boxes}], "reason": "Bổ sung"}).encode()
    read = read_bundle(data, "application/json", SHEET, reason="khác")
    assert read.reason == "Bổ sung"
    assert read.rows[7] == {
        "A1": Decimal(5),
        "B1": Decimal("12.375"),
        "C1": True,
        "C2": "Khá",
        "G": "Tuyên truyền",
    }
    table = "unit,A1,B1,C1,C2,G\n7,1.234,KAD,Có,Tốt,\n"
    read = read_bundle(table.encode(), "text/csv", SHEET, reason="Bổ sung")
    assert read.reason == "Bổ sung"
    assert read.rows[7]["A1"] == Decimal(1234)
    assert (read.rows[7]["B1"], read.rows[7]["G"]) == (Mark.NOT_APPLICABLE, Mark.BLANK)
    with pytest.raises(BundleUnreadable, match="UTF-8"):
        read_bundle(b"unit,A1\n\xff", "text/csv", SHEET)
    long = "9" * 30
    read = read_bundle(f"unit,A1\n{long},1\n".encode(), "text/csv", SHEET)
    assert (read.rows, [one.code for one in read.unread]) == ({}, ["unit-wrong"])
