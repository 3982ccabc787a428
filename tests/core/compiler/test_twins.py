"""One duty printed twice, in the parts of two bodies."""

from __future__ import annotations

from phongtrao.core.compiler.twins import twins

DECREE = "tổ chức thực hiện có hiệu quả Nghị định số 02/2020/NĐ-CP của Chính phủ về dân quân tự vệ"
GUARD = "duy trì mô hình tự quản về an ninh, trật tự tại các khu dân cư và tổ dân phố trên địa bàn"


def test_the_same_instrument_carried_out_by_two_bodies_is_one_duty() -> None:
    army = f"Phối hợp với Công an, Kiểm lâm {DECREE}"
    foresters = f"Phối hợp với Công an, Quân đội {DECREE}. Chủ trì xây dựng mô hình phòng cháy rừng"
    assert twins([army, GUARD, foresters]) == {2: 0}


def test_sentences_that_are_alike_about_two_things_are_two_duties() -> None:
    school = f"Trường học {GUARD}; vận động học sinh, phụ huynh, giáo viên cùng tham gia"
    clinic = f"Bệnh viện {GUARD}; nhắc người bệnh giữ gìn trật tự, tài sản khi khám, chữa bệnh"
    assert twins([school, clinic]) == {}


def test_a_third_printing_points_to_the_first() -> None:
    assert twins([f"Sở A {GUARD}", f"Sở B {GUARD}", f"Sở C {GUARD}"]) == {1: 0, 2: 0}


def test_short_formulae_are_no_twins() -> None:
    assert twins(["Phối hợp với Công an thực hiện", "Phối hợp với Công an thực hiện"]) == {}


def test_words_that_stand_in_most_tasks_do_not_make_the_search_long() -> None:
    many = [f"Xã {number} {GUARD} số {number} theo kế hoạch {number}/KH" for number in range(300)]
    assert all(first < later for later, first in twins(many).items())
