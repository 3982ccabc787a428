"""Printed dates as ISO 8601, as precise as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.dates.moments import find_moments, iso_date
from phongtrao.core.text.folding import fold


def found(words: str) -> list[tuple[str | None, str | None]]:
    return [(moment.iso, moment.recurs) for moment in find_moments(fold(words))]


@pytest.mark.parametrize(
    ("words", "iso", "recurs"),
    [
        ("trước ngày 10 tháng 11", "--11-10", None),
        ("trước ngày 25/12 hàng năm", "--12-25", "year"),
        ("ngày 05 tháng 3 năm 2021", "2021-03-05", None),
        ("ngày 5 tháng 3, năm 2021", "2021-03-05", None),
        ("16/5/2016", "2016-05-16", None),
        ("05-12-2023", "2023-12-05", None),
        ("05.12.2023", "2023-12-05", None),
        ("trước 10/11", "--11-10", None),
        ("trước 15/11 hằng năm", "--11-15", "year"),
        ("15/6 hằng năm", "--06-15", "year"),
        ("vào ngày 20 hằng tháng", "---20", "month"),
        ("ngày 15 tháng cuối quý", None, "quarter"),
        ("trong tháng 8/2020", "2020-08", None),
        ("tháng 8 năm 2020", "2020-08", None),
        ("trong tháng 8", "--08", None),
        ("Tháng 10 hằng năm", "--10", "year"),
        ("quý IV-2025", "2025-12", None),
        ("Quý I năm 2022", "2022-03", None),
        ("quý 2/2024", "2024-06", None),
        ("quý III", "--09", None),
        ("6 tháng đầu năm 2023", "2023-06", None),
        ("6 tháng cuối năm", "--12", None),
        ("12/2025", "2025-12", None),
        ("trong năm 2021", "2021", None),
    ],
)
def test_each_way_of_printing_a_date_is_read(
    words: str, iso: str | None, recurs: str | None
) -> None:
    assert found(words) == [(iso, recurs)]


@pytest.mark.parametrize(
    "words", ["tháng 13", "ngày 32 hằng tháng", "35/12/2020", "12/13/2020", "không có ngày nào"]
)
def test_what_is_no_day_of_the_calendar_is_no_date(words: str) -> None:
    assert found(words) == []


def test_several_dates_keep_their_order_and_their_places() -> None:
    words = "báo cáo trước ngày 15/6 và trước ngày 15/11 hằng năm"
    moments = find_moments(words)
    assert [moment.iso for moment in moments] == ["--06-15", "--11-15"]
    assert words[moments[1].start : moments[1].end] == "ngày 15/11 hằng năm"


def test_a_date_is_as_precise_as_what_is_known_of_it() -> None:
    assert iso_date(2021, None, None) == "2021"
    assert iso_date(2021, 3, None) == "2021-03"
    assert iso_date(2021, 3, 5) == "2021-03-05"
    assert iso_date(None, 3, 5) == "--03-05"
    assert iso_date(None, 3, None) is None
    assert iso_date(2021, 3, 0) is None


@given(st.text(alphabet="ngàythá mquý iv0123456789/-.,hằnăđối"))
def test_dates_stand_inside_the_text(words: str) -> None:
    for moment in find_moments(words):
        assert 0 <= moment.start < moment.end <= len(words)
