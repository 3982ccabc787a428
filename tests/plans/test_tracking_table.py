"""The tracking table and the difference between two versions, as they stand after a person's
corrections.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from django.urls import reverse

from phongtrao.plans.actions import checking
from phongtrao.plans.models import PlanDocument
from tests.factories import SMALL_PLAN, make_plan

if TYPE_CHECKING:
    from phongtrao.access.models import User


@pytest.fixture
def corrected(plan: PlanDocument, officer: User) -> PlanDocument:
    """The plan after one correction and one discard."""
    task, target = plan.records.get(kind="task", section="II.1"), plan.records.get(kind="target")
    checking.correct_record(
        plan=plan,
        opened={task.pk: 0},
        kind="task",
        section="II.1",
        fields={**task.fields, "lead": ["Phòng Tham mưu"]},
        start=task.start,
        end=task.end,
        by=officer,
    )
    checking.discard_records(plan=plan, opened={target.pk: 0}, by=officer)
    return plan


def test_the_table_shows_what_a_person_set_and_leaves_out_what_he_discarded(
    corrected: PlanDocument, officer: User, browser_of
) -> None:
    text = browser_of(officer).get(reverse("plans:tracking_table", args=[corrected.pk])).text
    assert "Phòng Tham mưu" in text
    assert "<h2>Chỉ tiêu</h2>" not in text
    assert "mục chưa kiểm; bảng gồm cả các mục đó" in text
    assert "Trước ngày 10/11 hằng năm" in text


def test_the_excel_file_holds_the_same(corrected: PlanDocument, officer: User, browser_of) -> None:
    answer = browser_of(officer).get(reverse("plans:tracking_file", args=[corrected.pk, "xlsx"]))
    assert 'filename="bang-theo-doi-12-kh-ubnd.xlsx"' in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = {cell.value for row in book["Nhiệm vụ"].iter_rows() for cell in row}
    assert {"Phòng Tham mưu", "Mục II.1", "Trước ngày 10/11 hằng năm"} <= cells


def test_the_word_file_holds_the_same(corrected: PlanDocument, officer: User, browser_of) -> None:
    answer = browser_of(officer).get(reverse("plans:tracking_file", args=[corrected.pk, "docx"]))
    document = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "Phòng Tham mưu" in cells
    assert "Kế hoạch số 12/KH-UBND ngày 05/01/2026" in " ".join(p.text for p in document.paragraphs)


def test_another_ending_is_not_found(plan: PlanDocument, officer: User, browser_of) -> None:
    assert (
        browser_of(officer).get(reverse("plans:tracking_file", args=[plan.pk, "exe"])).status_code
        == 404
    )


def test_a_new_version_shows_what_it_asks_differently(
    officer: User, plan: PlanDocument, browser_of
) -> None:
    text = SMALL_PLAN.replace("Đến hết năm 2026, ít nhất 90%", "Đến hết năm 2027, trên 95%")
    text = text.replace("trước ngày 10 tháng 11 hằng năm", "trước ngày 15 tháng 10 hằng năm")
    text = text.replace(
        "Chủ trì, phối hợp với Sở Nội vụ hướng dẫn",
        "Tổ chức hội nghị biểu dương điển hình tiên tiến toàn tỉnh;",
    )
    text = text.replace(" tiêu chí đánh giá; tổng hợp kết quả của các đơn vị.", "")
    client = browser_of(officer)
    client.post(reverse("plans:new_version", args=[plan.pk]), {"no_secret": "on", "text": text})
    new = PlanDocument.objects.get(replaces=plan)
    page = client.get(reverse("plans:differences", args=[new.pk])).text
    assert "≥ 90 %" in page
    assert "&gt; 95 %" in page
    assert "Đến năm 2027" in page
    assert "15/10" in page
    assert "+ Thêm" in page
    assert "− Bỏ" in page


def test_two_versions_that_ask_the_same_say_so(
    officer: User, plan: PlanDocument, browser_of
) -> None:
    client = browser_of(officer)
    client.post(
        reverse("plans:new_version", args=[plan.pk]),
        {"no_secret": "on", "text": SMALL_PLAN + "\n\n"},
    )
    new = PlanDocument.objects.get(replaces=plan)
    assert (
        "cùng những nghĩa vụ như nhau"
        in client.get(reverse("plans:differences", args=[new.pk])).text
    )


def test_the_next_version_of_a_version_belongs_to_the_newest(
    officer: User, plan: PlanDocument
) -> None:
    second = make_plan(officer, SMALL_PLAN.replace("12/KH-UBND", "22/KH-UBND"))
    assert second.replaces is None
