"""The tracking table: what is in it, how it prints, and that no text becomes a formula."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from phongtrao.core.drafting.tracking_docx import tracking_docx
from phongtrao.core.drafting.tracking_table import (
    NO_TARGETS,
    NO_TASKS,
    TableTitle,
    fit_text,
    title_lines,
)
from phongtrao.core.drafting.tracking_xlsx import tracking_xlsx
from phongtrao.core.text.reading import read_document
from phongtrao.core.text.reading.office import libreoffice_program

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class TaskRow:
    """A task in words."""

    content: str
    lead: str = ""
    coordinating: str = ""
    due: str = ""
    source: str = ""


@dataclass(frozen=True)
class TargetRow:
    """A target in words."""

    target: str
    subject: str = ""
    measured_by: str = ""
    level: str = ""
    horizon: str = ""
    scope: str = ""
    source: str = ""


TITLE = TableTitle("Phát động phong trào năm 2026", "Kế hoạch số 12/KH-UBND ngày 05/3/2026")
TASKS = [
    TaskRow(
        "Tuần tra, kiểm soát địa bàn",
        "Công an xã",
        "Mặt trận; các đoàn thể",
        "Hằng tháng",
        "Mục II.1",
    ),
    TaskRow("Sơ kết phong trào", "UBND xã", "", "15/11/2026", "Mục III"),
]
TARGETS = [
    TargetRow(
        "Khu dân cư đạt chuẩn",
        "khu dân cư",
        "tỷ lệ",
        "từ 95% trở lên",
        "Hết năm 2026",
        "xã",
        "Mục I.2",
    )
]
needs_libreoffice = pytest.mark.skipif(libreoffice_program() is None, reason="no LibreOffice here")


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def test_the_workbook_has_a_sheet_of_tasks_and_one_of_targets():
    found = sheets(tracking_xlsx(TITLE, TASKS, TARGETS))
    assert list(found) == ["Nhiệm vụ", "Chỉ tiêu"]
    tasks = [row for row in found["Nhiệm vụ"] if row[1]]
    assert tasks[0] == ["STT", "Nội dung công việc", "Chủ trì", "Phối hợp", "Thời hạn", "Căn cứ"]
    assert tasks[1] == [
        1.0,
        "Tuần tra, kiểm soát địa bàn",
        "Công an xã",
        "Mặt trận; các đoàn thể",
        "Hằng tháng",
        "Mục II.1",
    ]
    assert tasks[2][3] == ""
    targets = [row for row in found["Chỉ tiêu"] if row[1]]
    assert targets[0] == [
        "STT",
        "Chỉ tiêu",
        "Đối tượng",
        "Đo bằng",
        "Mức phải đạt",
        "Mốc thời gian",
        "Phạm vi",
        "Căn cứ",
    ]
    assert targets[1][4] == "từ 95% trở lên"


def test_the_workbook_bears_the_name_and_number_of_the_plan():
    rows = sheets(tracking_xlsx(TITLE, TASKS, TARGETS))["Nhiệm vụ"]
    assert [row[0] for row in rows[:4]] == [*title_lines(TITLE), "NHIỆM VỤ"]


def test_text_never_becomes_a_formula():
    signs = ['=HYPERLINK("http://x";"y")', "+84", "-1", "@SUM(A1)", "=1+1"]
    data = tracking_xlsx(TableTitle("=1+1"), [TaskRow(*signs)], [])
    opened = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in opened["Nhiệm vụ"].iter_rows() for cell in row if cell.value in signs]
    assert [cell.value for cell in cells] == ["=1+1", *signs]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_sheets_are_ready_to_filter_and_to_print():
    opened = openpyxl.load_workbook(io.BytesIO(tracking_xlsx(TITLE, TASKS, TARGETS)))
    for sheet in opened:
        heading = next(
            cell.row for row in sheet.iter_rows(max_col=1) for cell in row if cell.value == "STT"
        )
        assert sheet.freeze_panes == f"A{heading + 1}"
        assert sheet.print_title_rows == f"${heading}:${heading}"
        assert sheet.auto_filter.ref.startswith(f"A{heading}:")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddHeader.center.text == "&P"
        assert all(
            cell.font.name == "Times New Roman"
            for row in sheet.iter_rows()
            for cell in row
            if cell.value
        )
        assert all(
            cell.alignment.wrap_text
            for row in sheet.iter_rows(min_row=heading)
            for cell in row
            if cell.value
        )


def test_a_row_is_as_high_as_its_longest_cell():
    long = TaskRow("Nội dung rất dài " * 30)
    opened = openpyxl.load_workbook(
        io.BytesIO(tracking_xlsx(TITLE, [*TASKS, long, TaskRow("x" * 90_000)], []))
    )
    heights = [opened["Nhiệm vụ"].row_dimensions[row].height for row in range(7, 11)]
    assert heights[2] > 5 * heights[0]
    assert heights[3] == 409


def test_text_longer_than_a_cell_is_cut_with_a_sign():
    opened = openpyxl.load_workbook(io.BytesIO(tracking_xlsx(TITLE, [TaskRow("x" * 40_000)], [])))
    text = opened["Nhiệm vụ"]["B7"].value
    assert (len(text), text[-1]) == (32_767, "…")


def test_signs_that_no_office_file_can_hold_are_left_out():
    assert fit_text("a\x00b\x0bc\r\nd\re  f\ufffe") == "abc\nd\ne f"
    for make in (tracking_xlsx, tracking_docx):
        assert make(TableTitle("a\x00b"), [TaskRow("c\x1fd\ud800")], [])


def test_an_empty_plan_says_so():
    found = sheets(tracking_xlsx(TableTitle("Kế hoạch"), [], []))
    assert found["Nhiệm vụ"][-1][0] == NO_TASKS
    assert found["Chỉ tiêu"][-1][0] == NO_TARGETS
    text = read_document(tracking_docx(TableTitle("Kế hoạch"), [], []), "a.docx").text
    assert NO_TASKS in text
    assert NO_TARGETS in text


def test_the_document_is_in_the_form_of_the_decree():
    opened = docx.Document(io.BytesIO(tracking_docx(TITLE, TASKS, TARGETS)))
    page = opened.sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (29.7, 21.0)
    assert page.different_first_page_header_footer
    assert page.header.paragraphs[0]._p.xml.count("PAGE") == 1
    normal = opened.styles["Normal"].font
    assert (normal.name, normal.size.pt) == ("Times New Roman", 13)
    assert [paragraph.text for paragraph in opened.paragraphs[:3]] == title_lines(TITLE)
    for table in opened.tables:
        heading = table.rows[0]._tr.trPr
        assert heading.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])


def test_the_document_reads_back_as_it_was_written():
    text = read_document(tracking_docx(TITLE, TASKS, TARGETS), "a.docx").text
    assert (
        "| 1 | Tuần tra, kiểm soát địa bàn | Công an xã |"
        " Mặt trận; các đoàn thể | Hằng tháng | Mục II.1 |"
    ) in text
    assert (
        "| 1 | Khu dân cư đạt chuẩn | khu dân cư | tỷ lệ "
        "| từ 95% trở lên | Hết năm 2026 | xã | Mục I.2 |"
    ) in text


def test_a_title_without_a_document_is_all_bold():
    opened = docx.Document(io.BytesIO(tracking_docx(TableTitle("Kế hoạch"), [], [])))
    assert [paragraph.runs[0].bold for paragraph in opened.paragraphs[:2]] == [True, True]


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_opens_both_and_prints_them_on_landscape_pages(tmp_path: Path):
    many = TASKS * 20
    (tmp_path / "a.xlsx").write_bytes(tracking_xlsx(TITLE, many, TARGETS))
    (tmp_path / "b.docx").write_bytes(tracking_docx(TITLE, many, TARGETS))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    for name in ("a.xlsx", "b.docx"):
        subprocess.run([*command, str(tmp_path / name)], check=True, timeout=120)  # noqa: S603 - LibreOffice
        printed = tmp_path / f"{name[0]}.pdf"
        if not printed.exists():
            pytest.skip("this LibreOffice lacks Calc")
        text = read_document(printed.read_bytes(), printed.name).text
        assert text.count("Tuần tra, kiểm soát địa bàn") == 20
