"""How a target is measured, proposed from its words."""

from __future__ import annotations

import pytest

from phongtrao.core.targets.proposal import (
    Proposal,
    printed_whole,
    propose,
    target_name,
)


def proposed(
    subject: str,
    measure: str,
    *,
    percent: bool = True,
    comparator: str = "gte",
    stratum: str = "",
    out_of: bool = False,
) -> Proposal:
    return propose(
        subject=subject,
        measure=measure,
        stratum=stratum,
        percent=percent,
        comparator=comparator,
        out_of=out_of,
    )


@pytest.mark.parametrize(
    ("subject", "measure"),
    [
        ("xã, phường", "đạt tiêu chuẩn “An toàn về an ninh, trật tự”"),
        ("cơ quan, doanh nghiệp, nhà trường", "đăng ký thi đua"),
        ("khu dân cư", "có mô hình hoạt động hiệu quả"),
        ("CQDNNT", "bố trí đủ lực lượng bảo vệ"),
    ],
)
def test_a_share_of_units_is_measured_by_units(subject: str, measure: str) -> None:
    assert proposed(subject, measure) == Proposal(
        "units", f"Số {subject} {measure}", f"Tổng số {subject}"
    )


@pytest.mark.parametrize(
    ("subject", "whom"),
    [
        ("tổng số hộ dân", "hộ dân"),
        ("số hộ gia đình trong khu dân cư", "hộ gia đình trong khu dân cư"),
        ("tin báo, tố giác tội phạm", "tin báo, tố giác tội phạm"),
        ("học sinh các trường học", "học sinh các trường học"),
    ],
)
def test_a_share_of_anything_else_is_a_ratio_of_two_counts(subject: str, whom: str) -> None:
    made = proposed(subject, "được tuyên truyền")
    assert (made.measured_by, made.denominator) == ("ratio", f"Tổng số {whom}")
    assert made.numerator == f"Số {whom} được tuyên truyền"


def test_a_stratum_stands_with_both_parts() -> None:
    made = proposed("hộ dân", "lắp camera", stratum="đô thị")
    assert made.numerator == "Số hộ dân lắp camera (đô thị)"
    assert made.denominator == "Tổng số hộ dân (đô thị)"


def test_a_measure_that_repeats_its_subject_says_it_once() -> None:
    made = proposed("tin báo tội phạm", "tỷ lệ giải quyết tin báo tội phạm đạt", comparator="gt")
    assert made.numerator == "Số tin báo tội phạm giải quyết"


def test_a_number_is_counted_and_nothing_is_counted_as_zero_events() -> None:
    assert proposed("tin, bài", "được phát sóng", percent=False, comparator="gt") == Proposal(
        "count", "Số tin, bài được phát sóng", ""
    )
    assert proposed("xã", "có phong trào yếu", percent=False, comparator="zero") == Proposal(
        "zero", "Số xã có phong trào yếu", ""
    )


def test_so_many_of_so_many_communes_are_units() -> None:
    made = proposed("xã", "về đích", percent=False, comparator="eq", out_of=True)
    assert made == Proposal("units", "Số xã về đích", "Tổng số xã")


def test_a_target_without_a_subject_counts_units() -> None:
    assert proposed("", "có kế hoạch").denominator == "Tổng số đơn vị"


@pytest.mark.parametrize(
    ("quote", "value", "whole"),
    [
        ("phấn đấu 19/28 xã về đích", "19", 28),
        ("phấn đấu 19 / 28 xã", "19", 28),
        ("trước ngày 19/8/2025", "19", None),
        ("ngày 19/8 hằng năm", "19", None),
        ("phấn đấu 119/128 xã", "19", None),
        ("95% xã", "95", None),
    ],
)
def test_the_whole_is_read_beside_the_number(quote: str, value: str, whole: int | None) -> None:
    assert printed_whole(quote, value) == whole


@pytest.mark.parametrize(
    ("subject", "measure", "name"),
    [
        ("hộ dân", "lắp\ncamera", "hộ dân lắp camera"),
        ("hộ dân", "Tỷ lệ hộ dân lắp camera", "Tỷ lệ hộ dân lắp camera"),
        ("vụ cháy lớn", "", "vụ cháy lớn"),
    ],
)
def test_a_target_is_named_on_one_line_and_its_subject_once(
    subject: str, measure: str, name: str
) -> None:
    assert target_name(subject, measure) == name
