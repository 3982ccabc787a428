"""Numbers that must be reached: how they bind, whom they count, until when."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler.targets import year_of_plan
from tests.core.compiler.rows import target_row
from tests.core.compiler.tables import table
from tests.core.compiler.wrapped import WORK, plan_of, with_goals, with_work


@pytest.mark.parametrize(("words", "goals", "subjects", "measures"), table("targets.toml"))
def test_a_sentence_sets_the_goals_that_it_holds(
    words: str, goals: str, subjects: str, measures: str
) -> None:
    found = with_goals(words).targets
    parts = [target_row(target).split(" | ") for target in found]
    told = [
        " ".join(part for part in (level, horizon.strip("-"), *(f"({s})" for s in stratum)) if part)
        for _, _, level, horizon, *stratum in parts
    ]
    assert ("; ".join(told) or "-") == goals
    assert ("; ".join(target.subject for target in found) or "-") == subjects
    assert ("; ".join(target.measure for target in found) or "-") == measures
    assert [target.section for target in found] == ["I"] * len(found)


def test_the_words_of_a_goal_are_the_shortest_that_prove_it() -> None:
    goals = with_goals(
        "- Phấn đấu 95% xã, phường; 90% cơ quan đạt chuẩn; không để xảy ra cháy rừng, tai nạn."
    ).targets
    assert [goal.quote for goal in goals] == [
        "Phấn đấu 95% xã, phường; 90% cơ quan đạt chuẩn",
        "90% cơ quan đạt chuẩn",
        "không để xảy ra cháy rừng, tai nạn",
    ]


def test_a_goal_without_horizon_takes_it_from_the_heading_or_the_plan() -> None:
    plan = plan_of(
        "I. CHỈ TIÊU",
        "1. Đến năm 2025",
        "- 90% xã đạt chuẩn.",
        "2. Chỉ tiêu khác",
        "- 80% xã có nhà văn hóa.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế theo dõi.",
        subject="Phong trào thi đua năm 2023",
    )
    assert [target_row(goal).split(" | ")[3] for goal in plan.targets] == ["by 2025", "during 2023"]
    assert all("lấy theo tiêu đề" in (goal.trust.doubt or "") for goal in plan.targets)


@pytest.mark.parametrize(
    ("subject", "year"),
    [
        ("Phong trào thi đua năm 2021", "2021"),
        ("Thực hiện Chỉ thị ngày 05 tháng 3 năm 2020 trong năm 2021", "2021"),
        ("Thực hiện Chỉ thị ngày 05 tháng 3 năm 2020", None),
        ("Phong trào thi đua giai đoạn 2021 - 2025", None),
        ("Phong trào thi đua năm 2021 và năm 2022", None),
        ("Phòng chống dịch", None),
        (None, None),
    ],
)
def test_a_plan_of_one_year_names_it_in_its_title(subject: str | None, year: str | None) -> None:
    assert year_of_plan(subject) == year


def test_goals_stand_in_parts_of_work_too_but_not_where_the_past_is_told() -> None:
    plan = plan_of(
        "I. TÌNH HÌNH",
        "Năm 2020, toàn tỉnh có 70% xã đạt chuẩn.",
        "II. KHEN THƯỞNG",
        "Tỷ lệ khen thưởng không quá 10% tập thể.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế tổ chức ít nhất 12 lớp tập huấn; đảm bảo 95% trẻ em được tiêm chủng.",
        "2. Sở Tài chính bố trí ít nhất 5% kinh phí; hỗ trợ 50% vốn.",
        "3. Sở Nội vụ tổ chức 10 đoàn kiểm tra, khen thưởng 5 tập thể.",
    )
    assert [target_row(goal).split(" | ")[2] for goal in plan.targets] == [
        "gte 12 count",
        "gte 95 percent",
    ]


def test_a_doubtful_number_says_why() -> None:
    about, bare = with_goals("- Có khoảng 60% hộ tham gia.", "- Trồng mới 150 ha rừng.").targets
    assert about.trust.confidence < 0.7
    assert "khoảng" in (about.trust.doubt or "")
    assert bare.trust.confidence < 0.6
    assert "không có từ so sánh" in (bare.trust.doubt or "")
    nobody, nothing = with_goals(
        "- Đổi mới nội dung; 100% được cấp tài liệu.", "- Trên 70% người lao động tại doanh nghiệp."
    ).targets
    assert "đếm ai, đếm gì" in (nobody.trust.doubt or "")
    assert "phải đạt điều gì" in (nothing.trust.doubt or "")


TABLE = """| TT | Chỉ tiêu | ĐVT | Thực hiện 2020 | Năm 2024 | Kế hoạch 2025 | Ghi chú |
|---|---|---|---|---|---|---|
| 1 | Tỷ lệ hộ gia đình văn hóa | % | 80 | ≥ 90 | 92% trở lên | |
| 2 | Tỷ lệ giảm tai nạn giao thông | % | 3 | 5-7 | - | |
| 3 | Số mô hình mới | mô hình | 3 | 1.200 | dưới 5 | |
| 4 | Số vụ | vụ | 1 | 1 | 3 trở xuống | |
| Tổng | 5 | 6 |"""


def test_a_table_of_figures_sets_one_goal_a_level() -> None:
    plan = with_goals(TABLE)
    assert [target_row(goal).split(" | ", 1)[1].rsplit(" | ", 2)[1:] for goal in plan.targets] == [
        ["gte 90 percent", "during 2024"],
        ["gte 92 percent", "during 2025"],
        ["range 5..7 percent", "during 2024"],
        ["gte 1200 count", "during 2024"],
        ["lt 5 count", "during 2025"],
        ["gte 1 count", "during 2024"],
        ["lte 3 count", "during 2025"],
    ]
    first = plan.targets[0]
    assert first.quote == "Tỷ lệ hộ gia đình văn hóa | % | 80 | ≥ 90"
    assert first.subject == "Tỷ lệ hộ gia đình văn hóa"
    assert first.section == "I.1"
    assert "bảng số liệu" in (first.trust.doubt or "")


@pytest.mark.parametrize(
    "head",
    [
        "| TT | Chỉ tiêu | Thực hiện 2020 | Kết quả 2019 |",
        "| TT | Họ và tên | Năm 2024 | Năm 2025 |",
        "| TT | Chỉ tiêu | Năm 2018 | Năm 2019 |",
    ],
)
def test_a_table_of_what_was_sets_no_goal(head: str) -> None:
    rows = "\n".join(f"| {at} | Tỷ lệ hộ văn hóa {at} | 80 | 90 |" for at in range(1, 6))
    assert with_goals(f"{head}\n|---|---|---|---|\n{rows}").targets == ()


def test_a_sentence_in_the_cell_of_a_table_of_work_sets_goals() -> None:
    plan = with_work(
        "| TT | Nội dung | Chủ trì | Thời gian |",
        "| 1 | Tuyên truyền, bảo đảm 100% hộ dân ký cam kết | Sở Y tế | Quý I |\n"
        "| 2 | Xử lý 90% | Sở Nội vụ | Quý II |",
    )
    assert [goal.quote for goal in plan.targets] == ["bảo đảm 100% hộ dân ký cam kết"]


@pytest.mark.parametrize(
    ("words", "quotes"),
    [
        ("Giữ vệ sinh, đến năm 2025, không còn hộ nghèo.", ["đến năm 2025, không còn hộ nghèo"]),
        ("Xây dựng nhà ở; tỷ lệ phủ sóng: 95%.", ["tỷ lệ phủ sóng: 95%"]),
        ("Giữ vững “5 không, 3 sạch”; có 3 lớp.", ["có 3 lớp"]),
        (
            "95% xã; 90% thôn; 85% hộ đạt chuẩn.",
            [
                "95% xã; 90% thôn; 85% hộ đạt chuẩn",
                "90% thôn; 85% hộ đạt chuẩn",
                "85% hộ đạt chuẩn",
            ],
        ),
        ("Tử vong 12/10.000 trẻ, 5/4 xã đạt chuẩn.", []),
    ],
)
def test_a_quote_begins_at_its_own_clause(words: str, quotes: list[str]) -> None:
    assert [goal.quote for goal in with_goals(words).targets] == quotes


def test_a_rhythm_inside_a_goal_is_not_its_horizon() -> None:
    (goal,) = with_goals("Phấn đấu 90% hộ hằng năm được bình xét theo quy định.").targets
    assert goal.horizon is None


def test_criteria_set_no_targets_but_what_must_not_happen() -> None:
    plan = plan_of("I. TIÊU CHÍ", "1. Đạt 90% điểm trở lên.", "2. Không để xảy ra cháy.", WORK)
    assert [goal.quote for goal in plan.targets] == ["Không để xảy ra cháy"]
