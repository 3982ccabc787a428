"""How a target is measured, proposed from its words."""

from __future__ import annotations

import pytest

from phongtrao.core.targets.proposal import (
    Proposal,
    asked_of_each,
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
    assert proposed("vụ cháy", "gây chết người", percent=False, comparator="zero") == Proposal(
        "zero", "Số vụ cháy gây chết người", ""
    )


@pytest.mark.parametrize("subject", ["xã, phường", "cơ quan, doanh nghiệp và trường", "khu dân cư"])
def test_units_of_which_none_may_be_left_are_units_and_no_events(subject: str) -> None:
    made = proposed(subject, "xếp loại yếu", percent=False, comparator="zero")
    assert made == Proposal("units", f"Số {subject} xếp loại yếu", f"Tổng số {subject}")


@pytest.mark.parametrize(
    "subject", ["địa bàn", "địa bàn trọng điểm", "tổ chức chống đối", "thị trường đen"]
)
def test_what_only_begins_like_a_unit_is_counted_as_events(subject: str) -> None:
    assert proposed(subject, "còn", percent=False, comparator="zero").measured_by == "zero"


@pytest.mark.parametrize(
    ("quote", "value", "asked"),
    [
        (
            "mỗi xã, phường duy trì ít nhất 03 mô hình tự quản",
            "3",
            ("xã, phường", "duy trì ít nhất 03 mô hình tự quản"),
        ),
        (
            "Xây dựng ít nhất 01 mô hình tại mỗi cơ quan và trường",
            "1",
            ("cơ quan và trường", "Xây dựng ít nhất 01 mô hình"),
        ),
        ("từng thôn phải có 2 tổ tuần tra", "2", ("thôn", "có 2 tổ tuần tra")),
        ("trung bình mỗi xã có 03 mô hình", "3", None),
        ("mỗi năm có ít nhất 30 tin, bài", "30", None),
        ("có 30 tin, bài; mỗi xã có ít nhất 03 mô hình", "30", None),
        ("có 30 tin, bài; mỗi xã có ít nhất 03 mô hình", "3", ("xã", "có ít nhất 03 mô hình")),
        ("xây dựng 5 mô hình ở các xã", "5", None),
    ],
)
def test_a_number_asked_of_each_unit_is_told_from_one_of_all_together(
    quote: str, value: str, asked: tuple[str, str] | None
) -> None:
    assert asked_of_each(quote, value) == asked


@pytest.mark.parametrize(
    ("subject", "measure", "counted", "base"),
    [
        ("giải quyết", "tỷ lệ giải quyết", "vụ việc được giải quyết", "vụ việc phải giải quyết"),
        (
            "hòa giải thành tại cộng đồng",
            "Tỷ lệ hòa giải thành tại cộng đồng",
            "vụ việc hòa giải thành tại cộng đồng",
            "vụ việc được hòa giải tại cộng đồng",
        ),
        (
            "câu lạc bộ hoạt động hình thức",
            "số câu lạc bộ hoạt động hình thức",
            "câu lạc bộ hoạt động hình thức",
            "câu lạc bộ",
        ),
        (
            "hộ có người nghiện",
            "được tư vấn",
            "hộ có người nghiện được tư vấn",
            "hộ có người nghiện",
        ),
    ],
)
def test_the_whole_of_a_rate_can_be_counted(
    subject: str, measure: str, counted: str, base: str
) -> None:
    made = proposed(subject, measure)
    assert (made.numerator, made.denominator) == (f"Số {counted}", f"Tổng số {base}")


def test_so_many_of_so_many_communes_are_units() -> None:
    made = proposed("xã", "về đích", percent=False, comparator="eq", out_of=True)
    assert made == Proposal("units", "Số xã về đích", "Tổng số xã")


def test_a_target_without_a_subject_does_not_say_that_units_are_counted() -> None:
    assert proposed("", "được tập huấn") == Proposal(
        "ratio", "Số đối tượng được tập huấn", "Tổng số đối tượng"
    )


@pytest.mark.parametrize(
    ("subject", "measured_by"),
    [
        ("vụ án có tổ chức", "ratio"),
        ("trẻ em trong cơ sở giáo dục mầm non", "ratio"),
        ("trạm y tế xã, phường", "ratio"),
        ("văn bản của Ủy ban nhân dân tỉnh", "ratio"),
        ("đơn vị và cán bộ, chiến sĩ", "ratio"),
        ("bản cam kết", "ratio"),
        ("trường hợp vi phạm", "ratio"),
        ("các Sở, ngành", "units"),
        ("trường tiểu học", "units"),
        ("xã có người nghiện", "units"),
    ],
)
def test_the_head_noun_says_whether_units_are_counted(subject: str, measured_by: str) -> None:
    assert proposed(subject, "được kiểm tra").measured_by == measured_by


@pytest.mark.parametrize(
    ("subject", "measure", "numerator", "denominator"),
    [
        (
            "và đội ngũ cộng tác viên",
            "được tập huấn",
            "Số cộng tác viên được tập huấn",
            "Tổng số cộng tác viên",
        ),
        (
            "xử lý đơn thư",
            "tỷ lệ xử lý đơn thư",
            "Số đơn thư được xử lý",
            "Tổng số đơn thư",
        ),
        (
            "hòa giải thành các mâu thuẫn",
            "tỷ lệ hòa giải thành các mâu thuẫn",
            "Số mâu thuẫn hòa giải thành",
            "Tổng số mâu thuẫn",
        ),
        (
            "diện tích rừng",
            "được kiểm kê",
            "Diện tích rừng được kiểm kê",
            "Tổng diện tích rừng",
        ),
        (
            "cặp tảo hôn",
            "giảm",
            "Số cặp tảo hôn giảm so với kỳ trước",
            "Số cặp tảo hôn kỳ trước",
        ),
        (
            "vụ cháy",
            "số vụ cháy tăng",
            "Số vụ cháy tăng thêm so với kỳ trước",
            "Số vụ cháy kỳ trước",
        ),
        ("người cao tuổi", "tỷ lệ người cao tuổi", "Số người cao tuổi", ""),
        (
            "người nghèo",
            "Phấn đấu trợ giúp pháp lý",
            "Số người nghèo được trợ giúp pháp lý",
            "Tổng số người nghèo",
        ),
        (
            "dự án",
            "Thí điểm ứng dụng 5G cho",
            "Số dự án được thí điểm ứng dụng 5G",
            "Tổng số dự án",
        ),
        (
            "phường",
            "xây dựng mô hình (các phường: A, B)",
            "Số phường xây dựng mô hình (các phường: A, B)",
            "Tổng số phường",
        ),
        (
            "vụ án lợi dụng không gian mạng được phát hiện",
            "tỷ lệ vụ án lợi dụng không gian mạng được phát hiện",
            "Số vụ án lợi dụng không gian mạng được phát hiện",
            "Tổng số vụ án lợi dụng không gian mạng",
        ),
    ],
)
def test_names_are_whole_begin_with_what_is_counted_and_say_nothing_twice(
    subject: str, measure: str, numerator: str, denominator: str
) -> None:
    made = proposed(subject, measure)
    assert (made.numerator, made.denominator) == (numerator, denominator)


@pytest.mark.parametrize(
    ("subject", "measure", "counted"),
    [
        ("địa bàn trọng điểm", "không còn", "Số địa bàn trọng điểm"),
        ("hộ nào thiếu ăn", "không để", "Số hộ thiếu ăn"),
        ("tình trạng lộ thông tin", "xảy ra", "Số vụ việc lộ thông tin xảy ra"),
        ("oan sai", "xảy ra", "Số vụ oan sai xảy ra"),
        ("điểm nóng", "phát sinh", "Số điểm nóng phát sinh"),
    ],
)
def test_what_must_not_be_there_is_counted_without_the_words_that_forbid_it(
    subject: str, measure: str, counted: str
) -> None:
    made = proposed(subject, measure, percent=False, comparator="zero")
    assert made == Proposal("zero", counted, "")


def test_a_named_index_keeps_its_name() -> None:
    made = proposed("sinh", "tổng tỷ suất sinh", percent=False)
    assert made == Proposal("count", "Tổng tỷ suất sinh", "")


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


@pytest.mark.parametrize(
    ("subject", "measure", "name"),
    [
        ("hộ dân", "lắp camera", "hộ dân (đô thị) lắp camera"),
        ("hộ dân", "Tỷ lệ hộ dân lắp camera", "Tỷ lệ hộ dân lắp camera (đô thị)"),
        ("", "lắp camera", "lắp camera (đô thị)"),
    ],
)
def test_twins_of_two_strata_have_two_names(subject: str, measure: str, name: str) -> None:
    assert target_name(subject, measure, " đô thị") == name
