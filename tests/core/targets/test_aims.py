"""Aims that sound measurable and print no number."""

from __future__ import annotations

import pytest

from phongtrao.core.targets.aims import aims_of


def words(text: str, targets: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [text[aim.start : aim.end] for aim in aims_of(text, targets)]


@pytest.mark.parametrize(
    ("text", "numerator"),
    [
        ("Nâng cao tỷ lệ hòa giải thành ở cơ sở.", "Số vụ việc hòa giải thành"),
        ("Hạn chế tin báo, tố giác quá thời hạn.", "Số tin báo, tố giác quá thời hạn giải quyết"),
        ("Không để phát sinh “điểm nóng”.", "Số điểm nóng phát sinh"),
        ("Bố trí lực lượng bảo vệ đủ về số lượng.", "Số người hiện có của lực lượng"),
        ("Kéo giảm tội phạm, tệ nạn.", "Số vụ việc trong năm"),
        ("Tăng thời lượng phát sóng.", "Số phút phát sóng"),
        ("Từng bước bố trí công an chính quy ở xã.", "Số xã đã bố trí công an chính quy"),
    ],
)
def test_what_could_be_counted_is_proposed(text: str, numerator: str) -> None:
    (aim,) = aims_of(text, ())
    assert aim.numerator == numerator


def test_a_share_of_anything_is_offered_without_words_of_ours() -> None:
    (aim,) = aims_of("Nâng tỷ lệ người dân hài lòng", ())
    assert (aim.measured_by, aim.numerator, aim.denominator) == ("ratio", "", "")


def test_what_prints_a_figure_or_is_a_target_already_is_no_aim() -> None:
    text = "Nâng cao tỷ lệ hòa giải thành đạt 85%. Không để phát sinh điểm nóng."
    assert words(text) == ["Không để phát sinh điểm nóng"]
    assert words(text, ((45, 60),)) == []


def test_what_may_not_be_kept_is_not_offered() -> None:
    assert words("Không để bị động, bất ngờ.") == []
    assert words("Nâng cao tỷ lệ đông đảo người dân tham gia.") == []


def test_the_same_thing_is_offered_once_and_in_order() -> None:
    text = "Kéo giảm tội phạm; không để phát sinh điểm nóng.\n\nKiềm chế tội phạm và\nvi phạm."
    assert words(text) == ["Kéo giảm tội phạm", "không để phát sinh điểm nóng"]


def test_a_clause_goes_on_over_the_end_of_a_line() -> None:
    assert words("Phấn đấu nâng cao tỷ lệ\nhòa giải thành ở cơ sở.") == [
        "Phấn đấu nâng cao tỷ lệ\nhòa giải thành ở cơ sở"
    ]
