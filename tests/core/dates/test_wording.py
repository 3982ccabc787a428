"""Dates, rhythms and horizons in the words of an office."""

from __future__ import annotations

import pytest

from phongtrao.core.dates.wording import (
    date_words,
    horizon_words,
    period_words,
    rhythm_words,
    time_words,
)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-09-05", "ngày 05/9/2025"),
        ("2026-01", "tháng 01/2026"),
        ("2026-10", "tháng 10/2026"),
        ("2025", "năm 2025"),
        ("--11-10", "ngày 10/11"),
        ("--02", "tháng 02"),
        ("---15", "ngày 15"),
        ("", ""),
        ("mai", ""),
    ],
)
def test_days_below_ten_and_the_first_two_months_keep_their_nought(iso: str, words: str) -> None:
    assert date_words(iso) == words


def test_unknown_rhythms_have_no_words() -> None:
    assert rhythm_words("half-year") == "6 tháng một lần"
    assert rhythm_words("day") == ""


@pytest.mark.parametrize(
    ("due", "recurs", "words"),
    [
        ("--11-10", "year", "ngày 10/11 hằng năm"),
        ("--11-10", None, "ngày 10/11 hằng năm"),
        ("--06-15", "half-year", "ngày 15/6 hằng năm"),
        ("---25", None, "ngày 25 hằng tháng"),
        ("---25", "quarter", "ngày 25 hằng quý"),
        ("2025-03-01", None, "ngày 01/3/2025"),
        (None, "quarter", "hằng quý"),
        (None, None, ""),
    ],
)
def test_a_date_without_its_year_returns(due: str | None, recurs: str | None, words: str) -> None:
    assert time_words(due, recurs) == words


def test_a_horizon_says_until_or_during() -> None:
    assert horizon_words("by", "2025") == "đến năm 2025"
    assert horizon_words("during", "2021-06") == "trong tháng 6/2021"
    assert horizon_words("every", "year") == "hằng năm"
    assert horizon_words("by", "mai") == ""


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-9M", "9 tháng đầu năm 2026"),
        ("2026-10-15/2026-11-15", "từ ngày 15/10/2026 đến ngày 15/11/2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-Q3", "quý III/2026"),
        ("2026-W07", "tuần 7 năm 2026"),
        ("2026/2030", "5 năm 2026–2030"),
        ("2026-11", "tháng 11/2026"),
        ("2026", "năm 2026"),
        ("", ""),
    ],
)
def test_a_period_is_written_in_words(period: str, words: str) -> None:
    assert period_words(period) == words
