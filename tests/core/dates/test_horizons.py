"""When a target must be reached."""

from __future__ import annotations

import pytest

from phongtrao.core.dates.horizons import find_horizons
from phongtrao.core.text.folding import fold


def found(words: str) -> list[str]:
    return [f"{at.horizon.kind} {at.horizon.value}" for at in find_horizons(fold(words))]


@pytest.mark.parametrize(
    ("words", "horizons"),
    [
        ("Đến hết năm 2025, 90% xã đạt chuẩn", ["by 2025"]),
        ("từ năm 2023 trở đi", ["by 2023"]),
        ("vào cuối năm 2024", ["by 2024"]),
        ("trong năm 2021 giảm 5%", ["during 2021"]),
        ("Hằng năm có ít nhất 2 mô hình", ["every year"]),
        ("mỗi quý", ["every quarter"]),
        ("bình quân hằng năm", ["every year"]),
        ("giai đoạn 2026 - 2030", ["by 2030"]),
        ("Đến năm 2023 có 5 xã và đến năm 2025 có 8 xã", ["by 2023", "by 2025"]),
        ("đến hết quý II/2024 hoàn thành", ["by 2024-06"]),
        ("trước ngày 30/6/2024", ["by 2024-06-30"]),
        ("hoàn thành trong tháng 9/2023", ["by 2023-09"]),
        ("chậm nhất ngày 15 tháng sau", []),
        ("trước 5 xã", []),
        ("trước ngày 15/6", []),
    ],
)
def test_each_way_of_printing_a_horizon_is_read(words: str, horizons: list[str]) -> None:
    assert found(words) == horizons


@pytest.mark.parametrize(
    "words",
    [
        "giảm 5% so với năm 2020",
        "tăng 3% so với cùng kỳ năm 2020",
        "theo Kế hoạch ngày 05 tháng 3 năm 2021",
        "năm học 2023 - 2024",
    ],
)
def test_a_year_that_is_compared_with_or_dates_a_paper_is_no_horizon(words: str) -> None:
    assert found(words) == []


def test_a_later_year_that_is_only_looked_at_is_no_second_horizon() -> None:
    assert found("đến năm 2025, tầm nhìn đến năm 2030") == ["by 2025"]
