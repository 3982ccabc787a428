"""Folding: what readers take as the same words becomes the same text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.text.folding import bare, fold, fold_for_comparing, name_order


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Văn hoá", "văn hóa"),
        ("UỶ BAN", "ủy ban"),
        ("Toà án", "tòa án"),
        ("sức khoẻ", "sức khỏe"),
        ("hoàn thành", "hoàn thành"),  # a closed syllable keeps its tone where it is
        ("quý IV", "quý iv"),  # behind q, u is no vowel
        ("khuỷu", "khuỷu"),
    ],
)
def test_both_habits_of_tone_placement_fold_to_one(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text())
def test_folding_keeps_the_length_of_composed_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert len(fold(composed)) == len(composed)


def test_a_letter_whose_small_form_is_longer_stays_as_it_is() -> None:
    assert fold("İSO") == "İso"


def test_marks_case_spaces_and_bullets_do_not_make_two_quotes_different() -> None:
    printed = "- **Sở Y tế**  chủ trì;\n  phối hợp."
    assert fold_for_comparing(printed) == "sở y tế chủ trì; phối hợp"
    assert fold_for_comparing(unicodedata.normalize("NFD", printed)) == fold_for_comparing(printed)


def test_bare_letters_lose_every_mark() -> None:
    assert bare("Đường Nguyễn Huệ") == "duong nguyen hue"


@given(st.text())
def test_a_text_in_parts_folds_as_the_whole_one(text: str) -> None:
    parts = unicodedata.normalize("NFD", text)
    assert fold(parts) == fold(unicodedata.normalize("NFC", text))
    assert bare(parts) == bare(unicodedata.normalize("NFC", text))


def test_a_list_by_name_goes_as_people_sort_and_namesakes_by_their_numbers() -> None:
    rows = [("Xã Ân", 4), ("Xã 10", 3), ("Đông", 2), ("Xã 2", 9), ("Xã An", 1), ("xã ân", 2)]
    ordered = [("Đông", 2), ("Xã 2", 9), ("Xã 10", 3), ("Xã An", 1), ("xã ân", 2), ("Xã Ân", 4)]
    assert sorted(rows, key=lambda row: name_order(*row)) == ordered
