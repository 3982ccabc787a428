"""Printed lines: cleaned of marks, every character still knowing where it stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.text.lines import SourcedText, clean, read_lines
from phongtrao.core.text.spans import EvidenceError


def texts(source: str) -> list[str]:
    return [line.text for line in read_lines(source)]


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("**1. Mục đích**", "1. Mục đích"),
        ("## II. YÊU CẦU", "II. YÊU CẦU"),
        ("> Sở Y tế", "Sở Y tế"),
        ("*Hà Nội, ngày 01 tháng 02 năm 2024*", "Hà Nội, ngày 01 tháng 02 năm 2024"),
        (r"1\. Sở Y tế \- đầu mối", "1. Sở Y tế - đầu mối"),
        ("Sở&nbsp;Y tế<br/>chủ trì", "Sở Y tế chủ trì"),
        ("Sở\u00a0Y\ttế   chủ trì", "Sở Y tế chủ trì"),
        ("S\u200bở Y t\u00adế", "Sở Y tế"),
        ("_Nơi nhận:_", "Nơi nhận:"),
        ("snake_case", "snake_case"),
        ("* Ban Giám hiệu", "• Ban Giám hiệu"),
        (r"\* **Ban** Giám hiệu", "• Ban Giám hiệu"),
        ("** Ban Giám hiệu **", "Ban Giám hiệu"),
        ("Sở ** Y tế", "Sở Y tế"),
        ("Sở ** ** Y tế", "Sở Y tế"),
    ],
)
def test_marks_are_dropped_and_words_kept(printed: str, words: str) -> None:
    assert texts(printed) == [words]


def test_decomposed_letters_are_composed() -> None:
    assert texts(unicodedata.normalize("NFD", "Ủy ban huyện")) == ["Ủy ban huyện"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\u2028", "\v", "\x85"])
def test_every_kind_of_line_end_parts_lines(ends: str) -> None:
    lines = read_lines(f"một{ends}hai{ends}{ends}ba")
    assert [(line.text, line.gap) for line in lines] == [("một", 0), ("hai", 1), ("ba", 2)]


def test_a_form_feed_opens_a_new_page() -> None:
    first, second = read_lines("cuối trang\n\fđầu trang")
    assert (first.new_page, second.new_page) == (False, True)


def test_a_line_of_marks_alone_is_no_blank_line() -> None:
    assert [(line.text, line.gap) for line in read_lines("một\n**\nhai\n\n** **\n\nba")] == [
        ("một", 0),
        ("hai", 1),
        ("ba", 3),
    ]


def test_headings_and_bold_lines_are_strong() -> None:
    assert [line.strong for line in read_lines("# A\n**B**\n**C** d\nE")] == [
        True,
        True,
        False,
        False,
    ]


def test_evidence_of_clean_words_is_the_printed_piece() -> None:
    source = "x **Sở Y** tế"
    content = clean(source, 0, len(source))
    found = content.evidence(2, len(content.text))
    assert found is not None
    assert found.quote == "Sở Y** tế"


def test_evidence_takes_all_marks_of_its_last_letter() -> None:
    source = unicodedata.normalize("NFD", "Sở Y tế")
    content = clean(source, 0, len(source))
    found = content.evidence(0, len(content.text))
    assert found is not None
    assert found.quote == source


@pytest.mark.parametrize(("start", "end"), [(2, 2), (-1, 3), (0, 1)])
def test_nothing_proves_nothing(start: int, end: int) -> None:
    assert SourcedText.of("* *", "* *", 0).evidence(start, end) is None


def test_joined_lines_lead_back_to_their_own_places() -> None:
    source = "Sở\n**Y** tế"
    joined = SourcedText(source)
    joined.add_text(SourcedText(source))  # nothing yet
    for line in read_lines(source):
        joined.add_text(line.content)
    assert joined.text == "Sở Y tế"
    assert joined.folded == "sở y tế"
    assert [source[joined.origin(at)] for at in (0, 3, 5)] == ["S", "Y", "t"]


@given(st.text(alphabet="aAế\u0301\u0300 *_\\#>|\n\r\t\f\u200b\u00a0`<br/>&nbsp;"))
def test_every_clean_character_stands_in_the_source(source: str) -> None:
    for line in read_lines(source):
        assert source[line.start : line.end].strip()
        assert "  " not in line.text
        for at, letter in enumerate(line.text):
            place = line.content.origin(at)
            assert 0 <= place < len(source)
            if letter.isascii() and letter.isalpha():
                assert source[place] == letter


def test_marks_alone_prove_nothing() -> None:
    with pytest.raises(EvidenceError):
        clean("**a**", 0, 5).proof(0, 0)
