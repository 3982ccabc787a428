"""Labels of Word's automatic lists: levels, restarts, formats."""

from __future__ import annotations

import pytest

from phongtrao.core.text.reading import read_document
from phongtrao.core.text.reading.list_labels import bullet, letter, roman

from .office_files import docx, item, levels, numbering, paragraph


def labels(body: str, lists: str, styles: str = "") -> list[str]:
    parts = {"numbering": lists} | ({"styles": styles} if styles else {})
    text = read_document(docx(body, **parts), "a.docx").text
    return [block.removesuffix("x").strip() for block in text.split("\n\n")]


def x(level: int = 0, number: int = 1) -> str:
    return item("x", number, level)


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("decimal", "1. 2."),
        ("upperRoman", "I. II."),
        ("lowerRoman", "i. ii."),
        ("upperLetter", "A. B."),
        ("lowerLetter", "a. b."),
        ("decimalZero", "01. 02."),
        ("none", ". ."),
        ("vietnameseCounting", "1. 2."),
    ],
)
def test_a_level_is_written_in_its_format(number_format: str, shown: str):
    assert labels(x() + x(), numbering(levels((number_format, "%1.")))) == shown.split()


def test_a_label_may_show_the_levels_above_and_legal_numbering_shows_them_in_figures():
    legal = '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/>'
    lists = numbering(
        levels(("upperRoman", "%1."), ("decimal", "%1.%2"), legal.replace("%1.%2", "%1.%2.%3"))
    )
    assert labels(x() + x() + x(1) + x(1) + x(2), lists) == ["I.", "II.", "II.1", "II.2", "2.2.1"]


def test_word_keeps_the_letters_of_its_own_alphabet():
    body = "".join(x() for _ in range(28))
    shown = labels(body, numbering(levels(("lowerLetter", "%1)"))))
    assert (shown[4], shown[5], shown[26], shown[27]) == ("e)", "f)", "aa)", "bb)")


def test_a_level_that_never_restarts_counts_on():
    on = (
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlRestart w:val="0"/><w:lvlText w:val="%2."/>'
    )
    lists = numbering(levels(("upperRoman", "%1."), on))
    assert labels(x() + x(1) + x() + x(1), lists) == ["I.", "1.", "II.", "2."]


def test_a_level_may_restart_after_a_high_level_only():
    third = (
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlRestart w:val="1"/><w:lvlText w:val="%3)"/>'
    )
    lists = numbering(levels(("upperRoman", "%1."), ("decimal", "%2."), third))
    body = x() + x(1) + x(2) + x(1) + x(2) + x() + x(1) + x(2)
    assert labels(body, lists) == ["I.", "1.", "1)", "2.", "2)", "II.", "1.", "1)"]


def test_two_lists_of_one_kind_count_together_unless_one_sets_its_own_start():
    extra = (
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="9"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    lists = numbering(levels(("decimal", "%1.")), extra=extra)
    assert labels(x() + x(0, 8) + x(0, 9) + x(0, 9) + x(), lists) == ["1.", "2.", "5.", "6.", "7."]


def test_a_list_may_replace_a_level():
    extra = (
        '<w:num w:numId="9"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="3"/><w:numFmt w:val="lowerLetter"/>'
        '<w:lvlText w:val="(%1)"/></w:lvl></w:lvlOverride></w:num>'
    )
    assert labels(x(0, 9), numbering(levels(("decimal", "%1.")), extra=extra)) == ["(c)"]


def test_a_level_below_a_silent_one_shows_where_that_would_begin():
    assert labels(x(1) + x(), numbering(levels(("decimal", "%1."), ("decimal", "%1.%2")))) == [
        "1.1",
        "2.",
    ]


def test_numbering_may_come_from_a_style_whose_level_names_it():
    level = (
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="Muc"/><w:lvlText w:val="%2)"/>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Goc"><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Muc"><w:basedOn w:val="Goc"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:pPr>'
        '<w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
        '<w:basedOn w:val="Goc"/></w:style>'
    )
    lists = numbering(levels(("upperRoman", "%1."), level))
    body = (
        paragraph("x", properties='<w:pStyle w:val="Goc"/>')
        + paragraph("x", properties='<w:pStyle w:val="Muc"/>')
        + paragraph("x", properties='<w:pStyle w:val="Goc"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
        + paragraph(
            "x", properties='<w:pStyle w:val="Goc"/><w:numPr><w:numId w:val="0"/></w:numPr>'
        )
        + paragraph("x", properties='<w:pStyle w:val="Con"/>')
    )
    assert labels(body, lists, styles) == ["I.", "1)", "2)", "", "II."]


def test_a_style_alone_finds_its_level():
    level = (
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="Muc"/><w:lvlText w:val="%2)"/>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    lists = numbering(levels(("upperRoman", "%1."), level))
    assert labels(paragraph("x", properties='<w:pStyle w:val="Muc"/>'), lists, styles) == ["1)"]


def test_a_list_made_from_a_list_style_takes_the_levels_of_that_style():
    lists = (
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="DS"/>'
        + levels(("lowerLetter", "%1)"))
        + '</w:abstractNum><w:abstractNum w:abstractNumId="2">'
        '<w:numStyleLink w:val="DS"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="7"><w:abstractNumId w:val="99"/></w:num>'
    )
    assert labels(x() + x() + x(0, 7) + x(5), lists) == ["a)", "b)", "", ""]


def test_a_suffix_may_be_nothing_and_a_label_hidden():
    nothing = (
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val="Điều %1:"/>'
    )
    hidden = '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:rPr><w:vanish/></w:rPr>'
    text = read_document(
        docx(x() + x(0, 2), numbering=numbering(levels(nothing), levels(hidden))), "a.docx"
    ).text
    assert text == "Điều 1:x\n\nx"


def test_numbers_out_of_reason_are_cut():
    lists = numbering(
        levels(
            '<w:start w:val="99999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1%9"/>'
        )
    )
    assert labels(x(), lists) == ["100000"]
    assert labels(x(), numbering(levels('<w:start w:val="x"/><w:lvlText w:val="%1"/>'))) == ["0"]


def test_letters_roman_figures_and_bullets():
    assert (roman(1994), roman(0), roman(4000)) == ("mcmxciv", "", "4000")
    assert (letter(0), letter(26), letter(27)) == ("", "z", "aa")
    assert (bullet("o"), bullet("\uf0b7"), bullet("\ue123"), bullet("-")) == ("◦", "•", "•", "-")
