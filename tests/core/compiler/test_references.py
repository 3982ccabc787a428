"""Documents cited by their symbol."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler.references import abbreviated_type, symbol_key
from tests.core.compiler.rows import reference_row
from tests.core.compiler.wrapped import plan_of, with_work


def cited(words: str) -> list[str]:
    return [
        reference_row(found) for found in with_work(f"1. Sở Y tế thực hiện {words}.").references
    ]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (
            "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ",
            "30/2020/NĐ-CP | Nghị định | Chính phủ | 2020-03-05",
        ),
        (
            "Chỉ thị số 05-CT/TW ngày 15 tháng 5 năm 2016 của Bộ Chính trị",
            "05-CT/TW | Chỉ thị | Bộ Chính trị | 2016-05-15",
        ),
        (
            "Nghị quyết số 26-NQ/TW, ngày 19/5/2018 của Ban Chấp hành Trung ương Đảng khóa XII",
            "26-NQ/TW | Nghị quyết | Ban Chấp hành Trung ương Đảng khóa XII | 2018-05-19",
        ),
        (
            "Thông tư liên tịch số 01/2015/TTLT-BNV-BTC giữa Bộ Nội vụ và Bộ Tài chính",
            "01/2015/TTLT-BNV-BTC | Thông tư liên tịch | Bộ Nội vụ và Bộ Tài chính | -",
        ),
        (
            "Chỉ thị số 5/CT-TTg ngày 06/11/2025 của Thủ tướng Chính phủ và Kết luận số 4 của xã",
            "5/CT-TTg | Chỉ thị | Thủ tướng Chính phủ | 2025-11-06",
        ),
        (
            "Quyết định số 6/QĐ-UBND ngày 06/11/2025 của Ủy ban nhân dân thành phố Quy định",
            "6/QĐ-UBND | Quyết định | Ủy ban nhân dân thành phố | 2025-11-06",
        ),
        (
            "Kết luận số 7-KL/TW ngày 06/11/2018 của Bộ Chính trị (Khóa XII) về hòa giải",
            "7-KL/TW | Kết luận | Bộ Chính trị (Khóa XII) | 2018-11-06",
        ),
        ("Kế hoạch số 1.204 / KH – UBND", "1.204/KH-UBND | Kế hoạch | - | -"),
        ("văn bản số 77/UBND-NC ngày 02/01/2021", "77/UBND-NC | Văn bản | - | 2021-01-02"),
        ("Công văn 12/SNV ngày 5 tháng 2", "12/SNV | Công văn | - | -"),
        ("nội dung 45/KH-UBND", "45/KH-UBND | Kế hoạch | - | -"),
        ("số 99/UBND-TH", "99/UBND-TH | Công văn | - | -"),
        ("chương trình số 12/CXY-Z", "12/CXY-Z | Chương trình | - | -"),
        ("nội dung số 12/CXY-Z", "12/CXY-Z | - | - | -"),
        (
            "Quyết định số 5/QĐ-TTg ngày 01/2/2021 về nhân sự",
            "5/QĐ-TTg | Quyết định | - | 2021-02-01",
        ),
    ],
)
def test_a_citation_names_its_document(words: str, row: str) -> None:
    assert cited(words) == [row]


@pytest.mark.parametrize(
    "words", ["mức 5/Kg", "Luật Thi đua, khen thưởng", "ngày 12/5", "12/HTX", "tỷ lệ 3/4"]
)
def test_what_has_no_symbol_is_no_reference(words: str) -> None:
    assert cited(words) == []


def test_a_document_is_cited_once_with_its_date_and_never_itself() -> None:
    plan = plan_of(
        "I. CĂN CỨ",
        "Chỉ thị số 18-CT/TU; Kế hoạch số 15/KH-UBND này.",
        "Chỉ thị số 18-CT/TU ngày 02/01/2024 của Ban Thường vụ Tỉnh ủy.",
        "CHỈ THỊ SỐ 18-CT/TU NGÀY 02/01/2024 CỦA BAN THƯỜNG VỤ TỈNH ỦY",
    )
    assert [found.quote for found in plan.references] == [
        "Chỉ thị số 18-CT/TU ngày 02/01/2024 của Ban Thường vụ Tỉnh ủy"
    ]


def test_a_symbol_without_word_in_front_is_doubtful() -> None:
    (found,) = with_work("1. Sở Y tế thực hiện theo 45/KH-UBND.").references
    assert found.trust.confidence < 0.8
    assert "ngay" not in (found.trust.doubt or "")
    assert "Ký hiệu này" in (found.trust.doubt or "")


def test_two_printings_of_a_symbol_are_one() -> None:
    assert symbol_key("12 / KH – UBND") == symbol_key("12/KH-UBND")
    assert abbreviated_type("12/KH-UBND") == "Kế hoạch"
    assert abbreviated_type("12/XYZ") is None
