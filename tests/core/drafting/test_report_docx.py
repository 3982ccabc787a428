"""A report as a Word document, read back with python-docx."""

from __future__ import annotations

import io

import docx

from phongtrao.core.drafting.report_docx import Part, ReportDraft, report_docx
from phongtrao.core.drafting.tracking_table import Column, Section

COLUMNS = (Column("STT", 1, centred=True), Column("Chỉ tiêu", 5))


def test_a_report_has_the_national_heading_its_parts_and_who_receives_it() -> None:
    one = Section("Số liệu", COLUMNS, (("1", "Số tin báo"),), "")
    two = Section("Ô 5–8", COLUMNS, (), "Không có đơn vị nào.")
    draft = ReportDraft(
        office="Công an tỉnh Mẫu",
        subject="Tổng hợp tin báo, Năm 2020",
        year=2020,
        opening=("Số liệu từ ngày\x0b 01/01/2020.",),
        parts=(Part("Số liệu", ("Không có.",), (one,)), Part("Chậm")),
        closing="Trên đây là báo cáo tổng hợp",
        recipients=("Sở Nội vụ",),
        appendix=Part("Số liệu từng đơn vị", sections=(one, two)),
    )
    found = docx.Document(io.BytesIO(report_docx(draft)))
    head, table, foot, *more = found.tables
    tables = [table, *more]
    assert head.rows[0].cells[0].text == "CÔNG AN TỈNH MẪU\nSố:        /BC-"
    assert head.rows[0].cells[1].text.startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập")
    assert head.rows[0].cells[1].text.endswith("năm 2020")
    assert foot.rows[0].cells[0].text == "Nơi nhận:\n- Sở Nội vụ;\n- Lưu: VT."
    texts = [one.text for one in found.paragraphs if one.text.strip()]
    assert texts == [
        "BÁO CÁO",
        "Tổng hợp tin báo, Năm 2020",
        "Số liệu từ ngày 01/01/2020.",
        "I. SỐ LIỆU",
        "Không có.",
        "II. CHẬM",
        "Trên đây là báo cáo tổng hợp./.",
        "Phụ lục",
        "SỐ LIỆU TỪNG ĐƠN VỊ",
        "(Kèm theo Báo cáo số …… ngày …… tháng …… năm 2020 của Công an tỉnh Mẫu)",
        "Số liệu",
        "Ô 5–8",
    ]
    assert [table.rows[1].cells[-1].text for table in tables] == [
        "Số tin báo",
        "Số tin báo",
        "Không có đơn vị nào.",
    ]
    page = found.sections[0]
    assert page.page_width < page.page_height
    assert found.core_properties.title == "Báo cáo Tổng hợp tin báo, Năm 2020"


def test_a_report_without_an_appendix_ends_with_the_place_to_sign() -> None:
    found = docx.Document(
        io.BytesIO(report_docx(ReportDraft("Sở", "Một", 2020, (), (), "Hết", ())))
    )
    assert len(found.tables) == 2
    assert found.tables[-1].rows[0].cells[1].text == "THỦ TRƯỞNG CƠ QUAN"
