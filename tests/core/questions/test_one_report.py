"""What one report gives reason to ask, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from phongtrao.core.figures.marks import Mark
from phongtrao.core.questions.asking import ask
from phongtrao.core.questions.facts import (
    Correction,
    Early,
    Nature,
    RegisterCount,
    Severity,
    Threshold,
    in_words,
    listed,
)
from phongtrao.core.questions.ruling import shipped_rules
from tests.core.questions.drawn import drawn
from tests.core.questions.synthetic import at_least

if TYPE_CHECKING:
    from phongtrao.core.questions.facts import Report


def rules_that_ask(report: Report) -> list[str]:
    return [question.rule for question in ask(report, shipped_rules())]


def words_of(report: Report) -> str:
    (question,) = ask(report, shipped_rules())
    return question.words


def test_a_report_in_which_nothing_is_odd_is_asked_nothing() -> None:
    report = drawn("""
        chỉ tiêu      | Quý I/2026 | Quý II/2026
        Tin báo       | 42         | 47
        Vụ hòa giải   | 18         | 15
        Buổi họp dân  | 9          | -
        Có kế hoạch   | yes        | yes
    """)
    assert ask(report, shipped_rules()) == []


def test_a_part_above_its_whole_is_asked_about_with_both_figures() -> None:
    table = """
        chỉ tiêu  | Quý II/2026
        Tiếp nhận | 1200
        Thụ lý    | {}
    """
    over = drawn(table.format(1234), wholes={"Thụ lý": "Tiếp nhận"})
    (question,) = ask(over, shipped_rules())
    assert question.rule == "more-than-the-whole"
    assert question.codes == ("Thụ lý", "Tiếp nhận")
    assert question.units == ("Xã An Phú",)
    assert question.severity is Severity.ANSWER
    assert question.words == (
        "“Thụ lý” là 1.234, lớn hơn “Tiếp nhận” là 1.200. Hai số liệu này có cùng phạm vi và cùng "
        "kỳ không? Hãy sửa số hoặc nói rõ vì sao."
    )
    assert ask(drawn(table.format(1200), wholes={"Thụ lý": "Tiếp nhận"}), shipped_rules()) == []
    assert ask(drawn(table.format("?"), wholes={"Thụ lý": "Tiếp nhận"}), shipped_rules()) == []


def test_a_whole_that_the_form_does_not_show_is_called_by_its_code() -> None:
    report = drawn("""
        chỉ tiêu | Quý II/2026
        Đạt      | 12
    """)
    (element,) = report.elements
    frozen = replace(
        report,
        elements=(replace(element, whole="mẫu số đã chốt"),),
        cells={**report.cells, "mẫu số đã chốt": 11},
    )
    assert "lớn hơn “mẫu số đã chốt” là 11" in words_of(frozen)


def test_counts_that_are_those_of_the_last_period_are_asked_about() -> None:
    report = drawn("""
        chỉ tiêu     | Quý I/2026 | Quý II/2026
        Tin báo      | 42         | 42
        Vụ hòa giải  | 18         | 18
        Buổi họp     | 9          | 10
        Tin bài      | 27         | 27
        Giờ tuần tra | 310        | 310
        Vụ cháy      | 0          | 0
        Tai nạn      | 3          | -
    """)
    assert words_of(report) == (
        "4/5 số liệu của Quý II/2026 giống hệt Quý I/2026: “Tin báo”, “Vụ hòa giải”, “Tin "
        "bài”, “Giờ tuần tra”. Đây có phải là số liệu mới của kỳ này không? Nếu đúng, hãy xác "
        "nhận; nếu còn là số của kỳ trước, hãy sửa."
    )


def test_counts_of_the_same_period_a_year_ago_are_asked_about_too() -> None:
    report = drawn("""
        chỉ tiêu     | Quý II/2025 | Quý III/2025 | Quý IV/2025 | Quý I/2026 | Quý II/2026
        Tin báo      | 42          | .            | 51          | 47         | 42
        Vụ hòa giải  | 18          | .            | 13          | 18         | 18
        Tin bài      | 27          | .            | 31          | 22         | 27
        Giờ tuần tra | 310         | .            | 287         | 331        | 310
    """)
    assert "4/4 số liệu của Quý II/2026 giống hệt Quý II/2025" in words_of(report)


def test_small_counts_and_standing_numbers_may_well_repeat() -> None:
    report = drawn(
        """
        chỉ tiêu     | Quý I/2026 | Quý II/2026
        Vụ cháy      | 1          | 1
        Tai nạn      | 2          | 2
        Vụ hòa giải  | 3          | 3
        Tổ bảo vệ    | 24         | 24
        Ca-mê-ra     | 140        | 140
        Kinh phí     | 160        | 160
        """,
        natures={
            "Tổ bảo vệ": Nature.STANDING,
            "Ca-mê-ra": Nature.STANDING,
            "Kinh phí": Nature.SET,
        },
    )
    assert ask(report, shipped_rules()) == []


@pytest.mark.parametrize(("counts", "asked"), [((24, 24, 31, 31), False), ((64, 40, 91, 50), True)])
def test_a_part_that_is_nearly_all_of_its_whole_repeats_with_it(
    counts: tuple[int, ...], asked: bool
) -> None:
    report = drawn(
        """
        chỉ tiêu      | Quý I/2026 | Quý II/2026
        Tin báo       | {0}        | {0}
        đã giải quyết | {1}        | {1}
        Vụ hòa giải   | {2}        | {2}
        hòa giải được | {3}        | {3}
        """.format(*counts),
        wholes={"đã giải quyết": "Tin báo", "hòa giải được": "Vụ hòa giải"},
    )
    assert bool(ask(report, shipped_rules())) is asked


def test_two_large_counts_that_repeat_among_many_new_ones_are_chance() -> None:
    report = drawn("""
        chỉ tiêu | Quý I/2026 | Quý II/2026
        A        | 42         | 42
        B        | 118        | 118
        C        | 27         | 31
        D        | 310        | 287
    """)
    assert ask(report, shipped_rules()) == []


ROUND = """
    chỉ tiêu     | Quý II/2026
    Tin báo      | {}
    Vụ hòa giải  | 30
    Tin bài      | 20
    Giờ tuần tra | 310
    Lượt người   | 1200
    Tai nạn      | 7
    Kinh phí     | 150
"""


def test_counts_that_are_nearly_all_round_are_asked_about() -> None:
    (question,) = ask(drawn(ROUND.format(50), natures={"Kinh phí": Nature.SET}), shipped_rules())
    assert question.words == (
        "5/5 số liệu từ 15 trở lên là số chia hết cho 10: “Tin báo”, “Vụ hòa giải”, “Tin bài”, "
        "“Giờ tuần tra” và 1 mục khác. Đây là số đếm hay số ước lượng? Nếu là ước lượng, hãy "
        "nói rõ cách tính."
    )
    assert question.severity is Severity.LOOK


def test_a_few_round_counts_are_chance() -> None:
    few = """
        chỉ tiêu     | Quý II/2026
        Tin báo      | 50
        Vụ hòa giải  | 30
        Tin bài      | {}
        Giờ tuần tra | {}
    """
    assert rules_that_ask(drawn(few.format(20, 7))) == ["round-numbers"]
    assert ask(drawn(few.format(7, 7)), shipped_rules()) == []
    assert ask(drawn(few.format(21, 307)), shipped_rules()) == []


YEAR = """
    chỉ tiêu | Quý I/2025 | Quý II/2025 | Quý III/2025 | Quý IV/2025 | Quý I/2026
    {name}   | {figures}
"""


def a_year_of(figures: str, nature: Nature = Nature.COUNTED, a_year: int = 4) -> Report:
    table = YEAR.format(name="Tin báo", figures=figures)
    return drawn(table, a_year=a_year, natures={"Tin báo": nature})


@pytest.mark.parametrize(
    ("case", "figures"),
    [
        ("a zero too many", "41 | 38 | 45 | 44 | 430"),
        ("a digit lost", "41 | 38 | 45 | 44 | 4"),
        ("nothing where there was much", "41 | 38 | 45 | 44 | 0"),
        ("far beyond the season's peak", "41 | 38 | 120 | 44 | 410"),
        ("the peak of the season lost", "120 | 38 | 41 | 44 | 12"),
        ("not a year of history, and ten times as much", ". | 38 | 45 | 44 | 430"),
        ("not a year of history, and a tenth", ". | 38 | 45 | 44 | 4"),
    ],
)
def test_a_figure_far_from_the_units_own_history_is_asked_about(case: str, figures: str) -> None:
    assert rules_that_ask(a_year_of(figures)) == ["far-from-own-history"], case


@pytest.mark.parametrize(
    ("case", "figures"),
    [
        ("as always", "41 | 38 | 45 | 44 | 43"),
        ("twice as much", "41 | 38 | 45 | 44 | 84"),
        ("small numbers", "1 | 2 | 0 | 1 | 9"),
        ("the season's peak comes back", "120 | 38 | 41 | 44 | 131"),
        ("the season's low comes back", "12 | 38 | 41 | 44 | 10"),
        ("a year ago was wrong, not now", "430 | 38 | 45 | 44 | 43"),
        ("a year ago was wrong, others stand lower", "430 | 0 | 0 | 0 | 0"),
        ("a peak that moved by a quarter", "12 | 38 | 41 | 130 | 44"),
        ("not a year of history, and a first peak", ". | 38 | 45 | 44 | 130"),
        ("not a year of history, and a festival", ". | 0 | 0 | 0 | 130"),
        ("hardly any history", ". | . | 45 | 44 | 430"),
        ("blank boxes are no history", "- | ? | 45 | 44 | 430"),
        ("nothing to compare", "41 | 38 | 45 | 44 | -"),
        ("within the first year's figures", ". | 8 | 145 | 44 | 60"),
    ],
)
def test_seasons_small_numbers_and_old_mistakes_raise_no_question(case: str, figures: str) -> None:
    assert rules_that_ask(a_year_of(figures)) == [], case


def test_a_jump_shows_the_figures_of_the_last_year() -> None:
    assert words_of(a_year_of("41 | 38 | ? | 1044 | 9300")) == (
        "“Tin báo” của Quý I/2026 là 9.300, khác nhiều so với các kỳ trước (Quý IV/2025: "
        "1.044; Quý II/2025: 38; Quý I/2025: 41). Điều gì đã thay đổi? Hãy xem lại số chữ số "
        "và đơn vị tính, hoặc nói rõ lý do."
    )


def test_money_may_jump_and_yearly_figures_need_three_years() -> None:
    assert ask(a_year_of("41 | 38 | 45 | 44 | 430", Nature.SET), shipped_rules()) == []
    assert rules_that_ask(a_year_of(". | 38 | 45 | 44 | 430", a_year=1)) == ["far-from-own-history"]
    assert ask(a_year_of(". | . | 45 | 44 | 430", a_year=1), shipped_rules()) == []


def corrected(before: int, now: int, on: date, level: Threshold | None = None) -> Report:
    report = drawn(
        f"""
        chỉ tiêu   | Quý III/2026
        Tiếp nhận  | 200
        Giải quyết | {now}
        """,
        wholes={"Giải quyết": "Tiếp nhận"},
        levels={"Giải quyết": level or at_least(90)},
    )
    cells = {**report.cells, "Giải quyết": Decimal(before)}
    return replace(report, correction=Correction(cells, on, date(2026, 9, 30)))


def test_a_correction_after_the_close_that_crosses_the_level_is_asked_about() -> None:
    assert words_of(corrected(179, 181, date(2026, 10, 12))) == (
        "“Giải quyết” được sửa 12 ngày sau khi chốt kỳ, từ 179/200 (chưa đạt) thành 181/200 "
        "(đạt mức ít nhất 90 %). Số liệu được sửa theo căn cứ nào?"
    )
    assert "từ 181/200 (đạt) thành 179/200 (chưa đạt mức" in words_of(
        corrected(181, 179, date(2026, 10, 1))
    )


def test_it_is_about_the_whole_too_whose_figure_it_tells() -> None:
    (question,) = ask(corrected(179, 181, date(2026, 10, 12)), shipped_rules())
    assert question.codes == ("Giải quyết", "Tiếp nhận")


def test_a_correction_in_time_or_on_one_side_of_the_level_is_nobodys_business() -> None:
    assert ask(corrected(179, 181, date(2026, 9, 30)), shipped_rules()) == []
    assert ask(corrected(179, 178, date(2026, 10, 12)), shipped_rules()) == []
    unsayable = Threshold("trên 90 %", lambda part, whole: None)
    assert ask(corrected(179, 181, date(2026, 10, 12), unsayable), shipped_rules()) == []


def test_a_level_needs_whole_figures_of_part_and_whole() -> None:
    report = corrected(179, 181, date(2026, 10, 12))
    for code, cell in (("Giải quyết", Decimal("180.5")), ("Tiếp nhận", Mark.BLANK)):
        assert ask(replace(report, cells={**report.cells, code: cell}), shipped_rules()) == []


def test_who_reports_before_the_window_is_over_is_asked_up_to_when() -> None:
    report = drawn("chỉ tiêu | Quý III/2026\nTiếp nhận | 200")
    early = replace(report, early=Early(date(2026, 9, 20), date(2026, 9, 30)))
    assert words_of(early).startswith("Số liệu Quý III/2026 tính đến hết ngày 30/9/2026")
    on_the_last = replace(report, early=Early(date(2026, 9, 30), date(2026, 9, 30)))
    assert ask(on_the_last, shipped_rules()) == []


def test_a_sum_that_is_not_what_the_register_holds_is_asked_about() -> None:
    report = drawn(
        """
        chỉ tiêu       | Quý II/2026
        Tổ ở thôn      | 17
        Tổ ở khu phố   | {}
        """.replace("{}", "7"),
        natures={"Tổ ở thôn": Nature.STANDING, "Tổ ở khu phố": Nature.STANDING},
    )
    codes = ("Tổ ở thôn", "Tổ ở khu phố")

    def held(count: int) -> Report:
        return replace(report, registers=(RegisterCount(codes, count, "danh sách tổ bảo vệ"),))

    assert words_of(held(25)) == (
        "“Tổ ở thôn”, “Tổ ở khu phố”: báo cáo là 24, còn danh sách tổ bảo vệ có 25. Vì sao hai số "
        "khác nhau? Hãy sửa số, cập nhật danh sách, hoặc nói rõ lý do."
    )
    assert ask(held(24), shipped_rules()) == []
    unknown = replace(held(25), cells={**report.cells, "Tổ ở thôn": Mark.UNKNOWN})
    assert ask(unknown, shipped_rules()) == []


def test_figures_are_shown_as_they_are_written_here() -> None:
    assert [in_words(Decimal(one)) for one in ("0", "1234.50", "1E+3", "-7")] == [
        "0",
        "1.234,5",
        "1.000",
        "-7",
    ]
    assert listed(["A", "B"]) == "“A”, “B”"
