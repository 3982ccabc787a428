"""Finding units as people type them."""

from __future__ import annotations

import pytest

from phongtrao.core.text.folding import bare
from phongtrao.core.tree import NameIndex

NAMES = (
    "Thành phố Hà Nội",
    "Thành phố Hồ Chí Minh",
    "Tỉnh Hà Nam",
    "Tỉnh Hòa Bình",
    "Tỉnh Cà Mau",
    "Quận 1",
    "Phường 4",
    "Phường Hòa Bình",
    "Phường Hoàn Kiếm",
    "Xã Hòa Bình",
    "Xã Hòa Bình Thạnh",
    "Công an thành phố Hà Nội",
    "Trường Trung học cơ sở Hà Nội - Am-xtéc-đam",
    "Ban quản lý khu kinh tế mở cửa khẩu và vùng biên giới phía Bắc",
    "Khu B",
    "Tỉnh Đắk Lắk",
    "Sở Nội vụ",
    "…",
)


@pytest.fixture(scope="module")
def index() -> NameIndex[str]:
    return NameIndex([(name, name) for name in NAMES], bare)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("UBND TP HN", "Thành phố Hà Nội"),
        ("ủy ban nhân dân thành phố hà nội", "Thành phố Hà Nội"),
        ("Thành phố Hà Nội", "Thành phố Hà Nội"),
        ("thanh pho ha noi", "Thành phố Hà Nội"),
        ("TP. Hà Nội", "Thành phố Hà Nội"),
        ("HN", "Thành phố Hà Nội"),
        ("hà nội", "Thành phố Hà Nội"),
        ("TPHCM", "Thành phố Hồ Chí Minh"),
        ("tp hcm", "Thành phố Hồ Chí Minh"),
        ("CA TP HN", "Công an thành phố Hà Nội"),
        ("công an hà nội", "Công an thành phố Hà Nội"),
        ("CATP Hà Nội", "Công an thành phố Hà Nội"),
        ("CATPHN", "Công an thành phố Hà Nội"),
        ("CA tphanoi", "Công an thành phố Hà Nội"),
        ("UBNDTP Hà Nội", "Thành phố Hà Nội"),
        ("hanoi", "Thành phố Hà Nội"),
        ("TP hanoi", "Thành phố Hà Nội"),
        ("tphochiminh", "Thành phố Hồ Chí Minh"),
        ("Daklak", "Tỉnh Đắk Lắk"),
        ("T. Hòa Bình", "Tỉnh Hòa Bình"),
        ("hoà bình", "Tỉnh Hòa Bình"),
        ("P.Hòa Bình", "Phường Hòa Bình"),
        ("X. Hòa Bình", "Xã Hòa Bình"),
        ("xã hòa bình th", "Xã Hòa Bình Thạnh"),
        ("hòa bình thạnh", "Xã Hòa Bình Thạnh"),
        ("Q1", "Quận 1"),
        ("P4", "Phường 4"),
        ("Cà Mau", "Tỉnh Cà Mau"),
        ("CA", "Tỉnh Cà Mau"),
        ("THCS Hà Nội", "Trường Trung học cơ sở Hà Nội - Am-xtéc-đam"),
        ("kiếm hoàn", "Phường Hoàn Kiếm"),
        ("khu b", "Khu B"),
        ("phường", "Phường 4"),
    ],
)
def test_what_is_typed_finds_what_is_meant_first(index, typed, first):
    assert index.find(typed)[0].name == first


@pytest.mark.parametrize("typed", ["", " ,.- ", "không có tên này", "hà xx"])
def test_what_no_name_has_finds_nothing(index, typed):
    assert index.find(typed) == []


def test_the_very_name_comes_before_its_beginning_and_that_before_all_words(index):
    found = [row.name for row in index.find("xã hòa bình")]
    assert found == ["Xã Hòa Bình", "Xã Hòa Bình Thạnh"]
    found = [row.name for row in index.find("hòa")]
    assert found.index("Tỉnh Hòa Bình") < found.index("Xã Hòa Bình Thạnh")


def test_one_letter_stands_for_a_kind_only_before_a_name(index):
    assert index.find("x")[0].name == "Xã Hòa Bình"
    assert next(row.name for row in index.find("b khu")) == "Khu B"


def test_a_long_name_is_not_abbreviated_letter_by_letter(index):
    assert index.find("bqlkktmckvvbgpb") == []


def test_a_unit_is_found_once_by_its_best_name_and_the_first_of_equals_comes_first():
    index = NameIndex(
        [(1, "Xã An Phú"), (2, "Xã An Phú"), (1, "Xã An Phú Tây"), (3, "An Phú")], bare
    )
    assert [(row.unit, row.name) for row in index.find("xã an phú")] == [
        (1, "Xã An Phú"),
        (2, "Xã An Phú"),
    ]
    assert index.find("an phú")[0] == (3, "An Phú")
    assert len(index.find("an phú", limit=2)) == 2
    assert [row.unit for row in index.find("an phú", keep=lambda unit: unit == 2)] == [2]


def test_an_index_of_nothing_finds_nothing():
    assert NameIndex([], bare).find("Hà Nội") == []


def test_a_word_that_thousands_have_is_cut_off_and_the_very_name_still_found():
    names = [(number, f"Tổ dân phố {number}") for number in range(3_000)]
    index = NameIndex(names, bare)
    assert index.find("tổ dân phố 2999", limit=1)[0].unit == 2_999
    assert [row.unit for row in index.find("dân phố tổ", limit=3)] == [0, 1, 2]
    assert len(index.find("dân", limit=5_000)) == 1_000
    assert len(index.find("dân tổ", limit=5_000)) == 1_000


def test_units_of_others_do_not_crowd_out_the_own_ones():
    names = [(number, f"Trường Tiểu học An Bình {number}") for number in range(3_000)]
    index = NameIndex(names, bare)
    for typed in ("trường", "tiểu học an bình"):
        assert [row.unit for row in index.find(typed, keep=lambda unit: unit == 2_999)] == [2_999]


@pytest.mark.parametrize("parts", [1, 3, len(NAMES)])
def test_an_index_that_was_added_to_finds_what_one_made_at_once_finds(index, parts):
    grown = NameIndex[str]([], bare)
    for part in range(parts):
        size = -(-len(NAMES) // parts)
        grown.add((name, name) for name in NAMES[part * size : (part + 1) * size])
    for typed in ("hà nội", "hn", "P4", "h", "xã hòa bình th", "tp hcm", "trường", "không có"):
        assert grown.find(typed) == index.find(typed)


def test_words_that_stand_for_others_are_read_as_they_too(index):
    same = ((("nvs",), ("so", "noi", "vu")), (("so", "noi", "vu"), ("nvs",)))
    assert [row.name for row in index.find("NVS", same=same)] == ["Sở Nội vụ"]
    assert index.find("NVS") == []


def test_a_whole_name_is_read_with_its_abbreviations_and_the_kind_before_it(index):
    keys = index.keys("UBND P. Hoàn Kiếm")
    assert [index.having(key) for key in keys.whole][-1] == ["Phường Hoàn Kiếm"]
    assert index.having(index.key("phường  HOÀN KIẾM.")) == ["Phường Hoàn Kiếm"]
    assert "phuong hoan kiem" in index.keys("Hoàn Kiếm").kind_left_out
    assert index.keys(" ,") == ([], [])


def test_a_place_is_meant_by_its_name_without_its_kind_or_its_initials(index):
    assert index.places("Hà Nội", 5) == ["Thành phố Hà Nội"]
    assert index.places("HN", 5)[:2] == ["Thành phố Hà Nội", "Tỉnh Hà Nam"]
    assert index.places("TP HN", 5) == ["Thành phố Hà Nội"]
    assert index.places("Nội", 5) == []
