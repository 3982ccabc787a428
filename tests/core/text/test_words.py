"""Lexicons of phrases and the likeness of two texts."""

from __future__ import annotations

from phongtrao.core.text.words import Lexicon, likeness


def test_the_longest_phrase_at_a_position_wins() -> None:
    heads = Lexicon(["ban", "ban chỉ đạo", "sở"])
    text = "giao ban chỉ đạo tỉnh"
    assert text[5 : heads.at(text, 5)] == "ban chỉ đạo"


def test_a_phrase_ends_where_a_word_ends() -> None:
    heads = Lexicon(["ban", "thủ trưởng"])
    assert heads.at("thủ trưởngs", 0) == 0
    assert heads.at("bangkok", 0) == 0
    assert heads.at("ban_hành", 0) == 0
    assert heads.at("ban, ngành", 0) == 3


def test_a_phrase_that_only_begins_alike_is_none() -> None:
    verbs = Lexicon(["phân công"], but=["phân công của"])
    assert verbs.at("phân công của đảng ủy", 0) == 0
    assert verbs.at("phân công cán bộ", 0) == len("phân công")


def test_no_phrase_begins_with_other_words_or_signs() -> None:
    verbs = Lexicon(["tổ chức", "tổ công tác"])
    assert verbs.at("tổng kết", 0) == 0
    assert verbs.at("tổ trưởng", 0) == 0
    assert verbs.at("≥ 5", 0) == 0
    assert verbs.at("tổ công tác", 0) == len("tổ công tác")
    assert verbs.at("", 0) == 0


def test_likeness_is_the_share_of_word_pairs_in_common() -> None:
    assert likeness("sở y tế chủ trì", "sở y tế chủ trì") == 1.0
    assert likeness("sở y tế chủ trì", "công an xã") == 0.0
    assert 0.5 < likeness("sở y tế chủ trì tuyên truyền", "sở y tế chủ trì vận động") < 0.8


def test_texts_without_words_are_alike_only_when_equal() -> None:
    assert likeness("", "") == 1.0
    assert likeness("...", "---") == 0.0
