"""Figures in words: exact, with their parts, never on the wrong side of a level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.targets.levels import Level, Measured, met
from phongtrao.core.targets.standing import DatedFigure, State
from phongtrao.core.targets.wording import (
    change_words,
    coverage_words,
    figure_words,
    measured_words,
    needed_words,
    number_words,
    tone_of,
    why_words,
)

OVER_90 = Level("gt", Decimal(90), percent=True)
NONE_AT_ALL = Level("zero", Decimal(0))


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (1234567, 0, "1.234.567"),
        (Fraction(24691, 20), 1, "1.234,6"),
        (Fraction(-5, 2), 0, "−3"),
        (Fraction(-1, 100), 1, "0,0"),
        (0, 1, "0,0"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, places: int, words: str) -> None:
    assert number_words(value, places) == words


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (Measured(118, 126), "93,7 % (118/126)"),
        (Measured(180, 200), "90,0 % (180/200)"),
        (Measured(126, 126), "100,0 % (126/126)"),
        (Measured(0, 126), "0,0 % (0/126)"),
        (Measured(1201), "1.201"),
        (Measured(0, 0), "chưa có gì để tính (0/0)"),
    ],
)
def test_a_figure_is_shown_with_its_parts(measured: Measured, words: str) -> None:
    assert measured_words(measured) == words


def test_one_unit_says_yes_or_no_and_several_have_a_rate() -> None:
    def said(part: int, whole: int, *, own: bool = True, listed: bool = True) -> str:
        figure = DatedFigure(date(2026, 1, 1), Measured(part, whole), whole_known=listed)
        return figure_words(figure, OVER_90, own=own)

    assert (said(1, 1), said(0, 1)) == ("Có", "Không")
    assert said(0, 1, own=False) == "0,0 % (0/1)"
    assert said(0, 1, listed=False) == "0,0 % (0/1)"
    assert said(2, 4) == "50,0 % (2/4)"
    silent = DatedFigure(date(2026, 1, 1), None, reported=0, accepted=0, whole_known=True)
    assert figure_words(silent, own=True) == ""


def test_a_rate_just_past_its_level_does_not_look_like_the_level() -> None:
    assert measured_words(Measured(9001, 10000), OVER_90) == "90,01 % (9.001/10.000)"
    assert measured_words(Measured(9001, 10000)) == "90,0 % (9.001/10.000)"
    assert measured_words(Measured(9001, 10000), NONE_AT_ALL) == "90,0 % (9.001/10.000)"


def test_all_but_one_is_not_all_and_one_is_not_nothing() -> None:
    assert measured_words(Measured(9999, 10000)) == "99,99 % (9.999/10.000)"
    assert measured_words(Measured(1, 10000)) == "0,01 % (1/10.000)"
    assert measured_words(Measured(10**9 - 1, 10**9)).startswith("99,9999999 %")


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_what_is_printed_meets_the_level_just_when_the_figure_does(part: int, whole: int) -> None:
    measured = Measured(part, whole)
    shown = measured_words(measured, OVER_90).split(" %")[0].replace(".", "").replace(",", ".")
    assert (Fraction(shown) > 90) is met(OVER_90, measured)


def test_what_is_missing_is_said_only_when_something_is() -> None:
    assert needed_words(3, "xã") == "còn thiếu 3 xã"
    assert needed_words(1200) == "còn thiếu 1.200"
    assert needed_words(0) == needed_words(None, "xã") == ""


def test_a_step_says_how_far_and_whether_it_is_the_right_way() -> None:
    def step(now: Measured, before: Measured, level: Level | None = None) -> tuple[str, str]:
        change = change_words(now, before, level)
        assert change
        return change.words, change.tone

    assert step(Measured(95, 100), Measured(929, 1000), OVER_90) == ("+2,1 điểm %", "good")
    assert step(Measured(9, 10), Measured(95, 100), OVER_90) == ("−5,0 điểm %", "bad")
    assert step(Measured(3), Measured(1), NONE_AT_ALL) == ("+2", "bad")
    assert step(Measured(1), Measured(3), NONE_AT_ALL) == ("−2", "good")
    assert step(Measured(1), Measured(3)) == ("−2", "none")
    assert step(Measured(9, 10), Measured(90, 100)) == ("không đổi", "none")
    assert step(Measured(9001, 10000), Measured(9, 10)) == ("tăng dưới 0,1 điểm %", "none")
    assert step(Measured(9, 10), Measured(9001, 10000)) == ("giảm dưới 0,1 điểm %", "none")


def test_what_cannot_be_compared_is_not() -> None:
    assert change_words(Measured(9, 10), Measured(9)) is None
    assert change_words(Measured(9, 10), Measured(0, 0)) is None
    assert change_words(Measured(0, 0), Measured(9, 10)) is None


def test_coverage_tells_accepted_waiting_and_missing_apart() -> None:
    def words(expected: int, reported: int, accepted: int) -> str:
        some = Measured(1)
        return coverage_words(DatedFigure(date(2026, 1, 1), some, expected, reported, accepted))

    assert words(126, 112, 82) == "82/126 đơn vị đã duyệt, 30 chờ duyệt, 14 chưa có số liệu"
    assert words(126, 126, 126) == "126/126 đơn vị đã duyệt"
    three_windows = DatedFigure(date(2026, 1, 1), Measured(1), 3, 1, 1)
    assert coverage_words(three_windows, "báo cáo") == "1/3 báo cáo đã duyệt, 2 chưa có số liệu"
    some = DatedFigure(date(2026, 1, 1), Measured(1), 126, 112, 82, unknown=2, blank=1, apart=3)
    assert coverage_words(some) == (
        "82/126 đơn vị đã duyệt, 30 chờ duyệt, 2 chưa rõ, 1 để trống, 11 chưa có số liệu"
    )
    assert words(0, 0, 0) == "không đơn vị nào phải báo cáo"
    assert [words(1, *one) for one in ((0, 0), (1, 0), (1, 1))] == [
        "chưa có số liệu",
        "chờ duyệt",
        "đã duyệt",
    ]


@pytest.mark.parametrize(
    ("expected", "counts", "words"),
    [
        (1, {}, "chưa báo cáo"),
        (1, {"unknown": 1}, "chưa rõ"),
        (1, {"blank": 1}, "để trống"),
        (0, {"apart": 1}, "không áp dụng"),
        (0, {}, "không áp dụng"),
        (3, {"unknown": 3}, "chưa rõ"),
        (3, {"unknown": 1, "blank": 2}, ""),
        (3, {}, ""),
    ],
)
def test_why_there_is_no_figure(expected: int, counts: dict[str, int], words: str) -> None:
    figure = DatedFigure(date(2026, 1, 1), None, expected, 0, 0, **counts)
    assert why_words(figure) == words


def test_a_silent_target_is_grey_and_only_a_missed_one_is_red() -> None:
    tones = {state.value[2:]: tone_of(state) for state in State}
    assert tones["Chưa báo cáo"] == tones["Không áp dụng"] == "none"
    assert [state for state, tone in tones.items() if tone == "bad"] == ["Không đạt"]
