"""Dates and rhythms that set when a duty is done."""

from __future__ import annotations

import re

import pytest

from phongtrao.core.compiler.deadlines import PlanYear
from phongtrao.core.compiler.deadlines.events import find_events
from phongtrao.core.text.folding import fold
from tests.core.compiler.rows import deadline_row
from tests.core.compiler.tables import table
from tests.core.compiler.wrapped import plan_of, with_work

YEARS = {
    "issued 2021": PlanYear(None, many=False, issued="2021"),
    "plan 2023": PlanYear("2023", many=False, issued="2023"),
    "many years": PlanYear(None, many=True, issued="2021"),
    "unknown": PlanYear(),
}


@pytest.mark.parametrize(("year", "words", "events"), table("deadlines.toml"))
def test_a_clause_holds_the_dates_that_set_its_duty(year: str, words: str, events: str) -> None:
    found = [
        f"{event.due or ''} {event.recurs or ''}".strip()
        for clause in re.split(r";|\.(?=\s|$)", fold(words))
        for event in find_events(clause, YEARS[year], campaign=False)
    ]
    assert ("; ".join(found) or "-") == events


def test_the_end_of_a_span_counts_only_for_a_campaign() -> None:
    clause = "tổ chức đợt cao điểm từ ngày 01/6/2021 đến ngày 30/6/2021"
    assert find_events(clause, PlanYear(), campaign=False) == []
    assert [event.due for event in find_events(clause, PlanYear(), campaign=True)] == ["2021-06-30"]


def deadlines(*items: str, subject: str = "Phong trào thi đua giai đoạn 2021 - 2025") -> list[str]:
    return [deadline_row(found) for found in with_work(*items, subject=subject).deadlines]


def test_a_report_names_from_whom_and_to_whom_it_goes() -> None:
    assert deadlines(
        "1. Các huyện báo cáo kết quả về Sở Nội vụ (qua Ban Thi đua) trước ngày 15/11 hằng năm.",
        "2. Sở Nội vụ tổng hợp.",
    ) == [
        "I.1 | Các huyện báo cáo kết quả về Sở Nội vụ ( …  ngày 15/11 hằng năm"
        " | report | Các huyện | Sở Nội vụ | --11-15 year"
    ]


def test_a_rhythm_over_review_and_report_makes_one_of_each() -> None:
    assert [
        row.split(" | ")[2:]
        for row in deadlines(
            "1. Sở Nội vụ định kỳ 6 tháng sơ kết, báo cáo kết quả về Ủy ban nhân dân tỉnh.",
            "2. Sở Tài chính bố trí kinh phí.",
        )
    ] == [
        ["review", "Sở Nội vụ", "Ủy ban nhân dân tỉnh", "half-year"],
        ["report", "Sở Nội vụ", "Ủy ban nhân dân tỉnh", "half-year"],
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Sở Y tế gửi bản đăng ký thi đua trước ngày 15/3/2021.", "registration"),
        ("Sở Y tế xây dựng kế hoạch trước ngày 15/3/2021.", "plan"),
        ("Sở Y tế báo cáo kết quả trước ngày 15/3/2021.", "report"),
        ("Sở Y tế tổng kết phong trào trước ngày 15/3/2021.", "review"),
        ("Sở Y tế tổ chức hội thi trước ngày 15/3/2021.", "event"),
        ("Sở Y tế bàn giao trụ sở trước ngày 15/3/2021.", "other"),
    ],
)
def test_a_clause_tells_what_is_due(words: str, kind: str) -> None:
    (row,) = deadlines(f"1. {words}", "2. Sở Nội vụ theo dõi.")
    assert row.split(" | ")[2] == kind


def test_a_date_without_its_year_takes_the_year_of_the_plan_or_of_the_document() -> None:
    items = ("1. Sở Y tế bàn giao trước ngày 15/9.", "2. Sở Nội vụ theo dõi.")
    assert deadlines(*items, subject="Phong trào thi đua năm 2022")[0].endswith("2022-09-15")
    guessed = with_work(*items, subject="Phòng chống rét đậm, rét hại")
    assert guessed.deadlines[0].due == "2021-09-15"
    assert "năm lấy theo năm ban hành" in (guessed.deadlines[0].trust.doubt or "")
    assert deadlines(*items)[0].endswith("--09-15 year")


def test_a_deadline_in_brackets_does_not_end_the_words_behind_it() -> None:
    rows = deadlines(
        "1. Sở Y tế báo cáo định kỳ 6 tháng (trước ngày 10/6), năm (trước ngày 10/12).",
        "2. Sở Nội vụ theo dõi.",
    )
    assert [row.split(" | ")[-1] for row in rows] == ["--06-10 year", "--12-10 year"]


def test_a_part_about_times_gives_deadlines_to_nobody() -> None:
    plan = plan_of(
        "I. THỜI GIAN THỰC HIỆN",
        "1. Tổng kết phong trào trước ngày 30/11/2025.",
        "2. Đợt cao điểm từ ngày 01/6/2025 đến ngày 30/6/2025.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế theo dõi, đôn đốc.",
        "2. Sở Nội vụ theo dõi, đôn đốc.",
    )
    assert [(found.due, found.by) for found in plan.deadlines] == [
        ("2025-11-30", ()),
        ("2025-06-30", ()),
    ]


def test_one_labelled_time_of_several_tasks_is_one_deadline() -> None:
    plan = with_work(
        "1. Tuyên truyền phong trào",
        "- Biên soạn tài liệu tuyên truyền.",
        "- Mở chuyên mục trên báo, đài.",
        "- Đơn vị chủ trì: Sở Thông tin và Truyền thông.",
        "- Thời gian thực hiện: Hằng quý.",
        "2. Tập huấn cán bộ cơ sở.",
        "- Đơn vị chủ trì: Sở Nội vụ.",
        "- Thời gian: từ ngày 01/6/2021.",
    )
    assert [task.lead for task in plan.tasks] == [
        ("Sở Thông tin và Truyền thông",),
        ("Sở Thông tin và Truyền thông",),
        ("Sở Nội vụ",),
    ]
    assert [(found.quote, found.recurs) for found in plan.deadlines] == [
        ("Thời gian thực hiện: Hằng quý.", "quarter")
    ]


def test_dates_of_one_list_share_the_duty_in_front_of_or_behind_them() -> None:
    rows = deadlines(
        "1. Sở Y tế báo cáo kết quả về Sở Nội vụ trước ngày 20/6 và 20/11/2024.",
        "2. Định kỳ 6 tháng (trước ngày 10/6), 01 năm (trước ngày 10/11) báo cáo về Sở Nội vụ.",
    )
    assert [row.split(" | ")[2:] for row in rows] == [
        ["report", "Sở Y tế", "Sở Nội vụ", "2024-06-20"],
        ["report", "Sở Y tế", "Sở Nội vụ", "2024-11-20"],
        ["report", "-", "Sở Nội vụ", "--06-10 year"],
        ["report", "-", "Sở Nội vụ", "--11-10 year"],
    ]


def test_a_rhythm_amid_a_sentence_is_quoted_with_all_of_it() -> None:
    assert deadlines(
        "1. Sở Y tế tổ chức kiểm tra định kỳ 6 tháng tại các xã.", "2. Sở Nội vụ theo dõi."
    ) == [
        "I.1 | Sở Y tế tổ chức kiểm tra định kỳ 6 tháng tại các xã. | review"
        " | Sở Y tế | - | half-year"
    ]
