"""Aims that sound measurable and print no number."""

from __future__ import annotations

import pytest

from phongtrao.core.targets.aims import aims_of


def words(text: str, targets: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [" ".join(text[aim.start : aim.end].split()) for aim in aims_of(text, targets)]


@pytest.mark.parametrize(
    ("text", "aim", "measured_by", "numerator"),
    [
        (
            "Các tổ nâng cao tỷ lệ hòa giải thành công ở cơ sở.",
            "nâng cao tỷ lệ hòa giải thành công ở cơ sở",
            "ratio",
            "Số vụ việc hòa giải thành",
        ),
        (
            "Hạn chế tối đa tin báo, tố giác quá thời hạn.",
            "Hạn chế tối đa tin báo, tố giác quá thời hạn",
            "count",
            "Số tin báo, tố giác quá thời hạn giải quyết",
        ),
        (
            "Giữ địa bàn, không để phát sinh “điểm nóng”, phức tạp.",
            "không để phát sinh “điểm nóng”",
            "zero",
            "Số điểm nóng phát sinh",
        ),
        (
            "Không để xảy ra tình trạng lộ, lọt thông tin.",
            "Không để xảy ra tình trạng lộ, lọt thông tin",
            "zero",
            "Số vụ lộ, lọt thông tin",
        ),
        (
            "Xây dựng xã không có tệ nạn ma tuý",
            "không có tệ nạn ma tuý",
            "units",
            "Số đơn vị được công nhận không có tệ nạn",
        ),
        (
            "Củng cố lực lượng bảo vệ đủ về số lượng, mạnh.",
            "đủ về số lượng",
            "ratio",
            "Số người hiện có của lực lượng",
        ),
        (
            "Bảo đảm số lượng và chất lượng hòa giải viên.",
            "Bảo đảm số lượng và chất lượng hòa giải viên",
            "ratio",
            "Số hòa giải viên hiện có",
        ),
        (
            "Kiềm chế, kéo giảm tội phạm, tệ nạn.",
            "Kiềm chế, kéo giảm tội phạm",
            "count",
            "Số vụ việc trong năm",
        ),
        (
            "Phấn đấu xây dựng cơ quan đạt chuẩn “An toàn về an ninh, trật tự”.",
            "Phấn đấu xây dựng cơ quan đạt chuẩn “An toàn về an ninh, trật tự”",
            "units",
            "Số đơn vị đạt chuẩn an toàn về an ninh, trật tự",
        ),
        (
            "Chuyển hoá thành công các địa bàn.",
            "Chuyển hoá thành công các địa bàn",
            "ratio",
            "Số địa bàn chuyển hóa thành công",
        ),
        (
            "Đài truyền thanh tăng cường thời lượng phát sóng (buổi tối).",
            "tăng cường thời lượng phát sóng",
            "count",
            "Số phút phát sóng",
        ),
        (
            "Từng bước bố trí công an chính quy ở xã.",
            "Từng bước bố trí công an chính quy ở xã",
            "units",
            "Số xã đã bố trí công an chính quy",
        ),
    ],
)
def test_what_could_be_counted_is_proposed(
    text: str, aim: str, measured_by: str, numerator: str
) -> None:
    (found,) = aims_of(text, ())
    assert text[found.start : found.end] == aim
    assert (found.measured_by, found.numerator) == (measured_by, numerator)


@pytest.mark.parametrize(
    ("text", "measured_by"),
    [
        ("Nâng tỷ lệ người dân hài lòng", "ratio"),
        ("Hạn chế thấp nhất cháy nổ", "count"),
        ("Từng bước bố trí kinh phí", "units"),
        ("Không để tồn tại tụ điểm", "zero"),
    ],
)
def test_of_what_the_words_leave_open_no_words_are_made_up(text: str, measured_by: str) -> None:
    (aim,) = aims_of(text, ())
    assert (aim.measured_by, aim.numerator, aim.denominator) == (measured_by, "", "")


def test_what_prints_a_figure_or_is_a_target_already_is_no_aim() -> None:
    text = "Nâng cao tỷ lệ hòa giải thành đạt 85%. Không để phát sinh điểm nóng."
    assert words(text) == ["Không để phát sinh điểm nóng"]
    assert words(text, ((45, 60),)) == []
    assert words(text, ((0, 37),)) == ["Không để phát sinh điểm nóng"]


def test_a_year_is_no_figure() -> None:
    assert words("Kéo giảm tội phạm trong năm 2026.") == ["Kéo giảm tội phạm trong năm 2026"]


def test_a_further_aim_behind_the_level_of_a_target_is_offered() -> None:
    text = "Tỷ lệ giải quyết đạt trên 90% và hạn chế tối đa tin báo quá hạn."
    assert words(text, ((0, len(text)),)) == ["hạn chế tối đa tin báo quá hạn"]
    part = "Có 90% cơ quan xây dựng lực lượng đủ số lượng"
    assert words(part, ((0, len(part)),)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Chủ động, không để bị động, bất ngờ.",
        "Không để xảy ra bất ngờ.",
        "Nâng cao tỷ lệ người dân tự nguyện tham gia.",
        "Vận động được nhiều người tham gia.",
    ],
)
def test_what_may_not_be_kept_is_not_offered(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Xây dựng lực lượng công an chính quy, tinh nhuệ.",
        "Không để chậm lộ trình.",
        "Đơn vị đạt tiêu chuẩn an toàn về an ninh được xét khen thưởng.",
        "Giảm bớt thủ tục.",
    ],
)
def test_words_that_only_look_alike_are_no_aim(text: str) -> None:
    assert words(text) == []


def test_the_same_thing_is_offered_once_and_in_order() -> None:
    text = (
        "Bảo đảm số lượng; kéo giảm tội phạm; không để phát sinh điểm nóng.\n\n"
        "Kiềm chế tội phạm và\nvi phạm; lực lượng đủ số lượng."
    )
    assert words(text) == [
        "Bảo đảm số lượng",
        "kéo giảm tội phạm",
        "không để phát sinh điểm nóng",
    ]


def test_an_aim_goes_on_over_the_end_of_a_line_and_not_of_a_paragraph() -> None:
    assert words("Phấn đấu nâng cao tỷ lệ\nhòa giải thành ở cơ sở.") == [
        "nâng cao tỷ lệ hòa giải thành ở cơ sở"
    ]
    assert words("Tăng cường\n\nthời lượng") == []
