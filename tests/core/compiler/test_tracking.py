"""The tracking table: records in the words of a clerk."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler import compile_plan
from phongtrao.core.compiler.tracking import (
    document_words,
    number_words,
    plain,
    source_words,
    target_level,
    target_rows,
    task_rows,
    time_words,
    tracking_rows,
)

PLAN = """ỦY BAN NHÂN DÂN
XÃ SÔNG MÂY

Số: 4/KH-UBND

Sông Mây, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Xây dựng xã an toàn năm 2026

I. CHỈ TIÊU
1. Trong năm 2026, ít nhất 90% khu dân cư đạt tiêu chuẩn “An toàn về an ninh, trật tự”.
II. TỔ CHỨC THỰC HIỆN
1. Công an xã chủ trì, phối hợp với Ban Chỉ huy Quân sự xã rà soát tiêu chí; hoàn thành trước ngày
15/3/2026.
2. Các trường học tổ chức ký cam kết.
III. CHẾ ĐỘ BÁO CÁO
Các đơn vị gửi báo cáo về Công an xã trước ngày 10 tháng 11 hằng năm.
"""


def test_the_rows_of_a_plan_name_who_when_and_where_it_stands() -> None:
    found = tracking_rows(compile_plan(PLAN))
    first, second, report = found.tasks
    assert (first.number, first.lead, first.coordinating) == (
        1,
        "Công an xã",
        "Ban Chỉ huy Quân sự xã",
    )
    assert (first.due, first.source) == ("Trước ngày 15/3/2026", "Mục II.1")
    assert "\n" not in first.content
    assert second.due == ""
    assert (report.number, report.due) == (3, "Trước ngày 10/11 hằng năm")
    (target,) = found.targets
    assert (target.subject, target.level, target.horizon) == (
        "khu dân cư",
        "≥ 90 %",
        "Trong năm 2026",
    )


def task(start: int, end: int, section: str, due: str | None = None) -> dict[str, object]:
    return {"start": start, "end": end, "section": section, "quote": "Làm việc.", "due": due}


def deadline(start: int, section: str, due: str, quote: str = "gửi báo cáo") -> dict[str, object]:
    return {"start": start, "end": start + 9, "section": section, "quote": quote, "due": due}


def test_a_deadline_of_no_task_has_a_row_of_its_own() -> None:
    rows = task_rows(
        [task(100, 200, "II.1")],
        [deadline(20, "I", "2026-02"), deadline(120, "II.1", "2026-03"), deadline(300, "III", "")],
    )
    assert [(row.number, row.content, row.due) for row in rows] == [
        (1, "gửi báo cáo", "Tháng 02/2026"),
        (2, "Làm việc", "Tháng 3/2026"),
        (3, "gửi báo cáo", ""),
    ]


def test_a_task_without_a_deadline_record_shows_its_own_date() -> None:
    assert task_rows([task(0, 9, "I", due="2026-06-30")], [])[0].due == "Ngày 30/6/2026"


@pytest.mark.parametrize(
    ("quote", "due", "recurs", "words"),
    [
        ("trước ngày 10/11", "--11-10", "year", "Trước ngày 10/11 hằng năm"),
        ("vào ngày 19/8", "--08-19", "year", "Ngày 19/8 hằng năm"),
        ("trước ngày 15 hằng tháng", "---15", "month", "Ngày 15 hằng tháng"),
        ("hằng quý", None, "quarter", "Hằng quý"),
    ],
)
def test_when_a_deadline_falls_is_told_as_a_clerk_writes_it(
    quote: str, due: str | None, recurs: str, words: str
) -> None:
    row = task_rows([], [{**deadline(0, "I", "", quote), "due": due, "recurs": recurs}])
    assert row[0].due == words


@pytest.mark.parametrize(
    ("target", "level"),
    [
        ({"comparator": "gte", "value": 95.0, "unit": "percent"}, "≥ 95 %"),
        ({"comparator": "gt", "value": 2.1, "unit": "percent"}, "> 2,1 %"),
        ({"comparator": "lte", "value": 1500, "unit": "count"}, "≤ 1.500"),
        ({"comparator": "lt", "value": 5, "unit": "percent"}, "< 5 %"),
        ({"comparator": "eq", "value": 19, "unit": "count"}, "19"),
        ({"comparator": "range", "value": 5, "upper": 10, "unit": "percent"}, "5 – 10 %"),
        ({"comparator": "zero", "value": 0, "unit": "count"}, "Không để xảy ra"),
        ({"comparator": "gte", "value": None, "unit": "percent"}, ""),
        ({}, ""),
    ],
)
def test_the_level_of_a_target_in_signs(target: dict[str, object], level: str) -> None:
    assert target_level(target) == level


def test_targets_stand_in_the_order_of_the_document() -> None:
    late, early = (
        {"start": at, "end": at + 5, "quote": f"**Câu {at}.**", "comparator": "eq", "value": at}
        for at in (50, 10)
    )
    rows = target_rows([late, early])
    assert [(row.number, row.target, row.level, row.source) for row in rows] == [
        (1, "Câu 10", "10", ""),
        (2, "Câu 50", "50", ""),
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (None, ""),
        ("VI.6", "Mục VI.6"),
        ("Điều 2", "Điều 2"),
        ("Điều 2.1", "Khoản 1 Điều 2"),
        ("Điều 2.1.a", "Điểm a khoản 1 Điều 2"),
        ("Chương I.Điều 3.2", "Khoản 2 Điều 3"),
        ("Điều 2.1.a.-", "Mục Điều 2.1.a.-"),
        ("PHỤ LỤC I", "Phụ lục I"),
        ("PHỤ LỤC I.4", "Phụ lục I, mục 4"),
        ("Phần thứ hai", "Phần thứ hai"),
        ("Phần thứ hai.III.1", "Phần thứ hai, mục III.1"),
        ("Chương I.Mục 2", "Chương I, Mục 2"),
    ],
)
def test_where_a_plan_says_something(path: str | None, words: str) -> None:
    assert source_words(path) == words


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {
                "type": "Kế hoạch",
                "symbol": "4/KH-UBND",
                "date": "2026-01-05",
                "issuer": "Ủy ban nhân dân xã Sông Mây",
            },
            "Kế hoạch số 4/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân xã Sông Mây",
        ),
        ({"type": "Chỉ thị", "symbol": "/CT-UBND", "date": "2026"}, "Chỉ thị số …/CT-UBND"),
        ({"issuer": "Sở Nội vụ"}, "Văn bản của Sở Nội vụ"),
        ({}, "Văn bản"),
    ],
)
def test_what_a_document_is(document: dict[str, str], words: str) -> None:
    assert document_words(document) == words


def test_numbers_and_dates_are_printed_the_vietnamese_way() -> None:
    assert [number_words(n) for n in (1500, 2.1, 1234567.25, None)] == [
        "1.500",
        "2,1",
        "1.234.567,25",
        "",
    ]
    assert time_words(horizon={"kind": "by", "date": "2030"}) == "Đến năm 2030"
    assert time_words(horizon={"kind": "every", "period": "year"}) == "Hằng năm"
    assert time_words(horizon={"kind": "during", "date": "2026-08"}) == "Trong tháng 8/2026"
    assert time_words() == ""


def test_marks_of_the_source_are_left_out() -> None:
    assert plain("**Giao** _Công an_\n| xã `trực` ban; ") == "Giao Công an xã trực ban"
