"""A report as a row of numbers and back: nothing changes on the way."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from phongtrao.core.figures.marks import BLANK, NOT_APPLICABLE, Mark
from phongtrao.core.figures.packing import matrix
from phongtrao.core.sheets.columns import packed, texts, unpacked
from tests.core.sheets.forms import OF_EVERY_KIND

REPORT = {
    "B1": Decimal(12),
    "B2": Decimal("90.50"),
    "B3": Mark.BLANK,
    "B4": True,
    "B5": "Khá",
    "B6": "Thiếu kinh phí",
    "B7": Mark.NOT_APPLICABLE,
}


def test_a_report_comes_back_as_it_went():
    row = packed(OF_EVERY_KIND, REPORT)
    assert matrix([row], 6).tolist() == [[12, 9050, BLANK, 1, 1, NOT_APPLICABLE]]
    beside = texts(OF_EVERY_KIND, REPORT)
    assert beside == {"B6": "Thiếu kinh phí"}
    back = unpacked(OF_EVERY_KIND, row, beside)
    assert back == REPORT
    assert list(back) == list(REPORT)
    assert back["B4"] is True


def test_a_box_that_is_not_there_is_blank():
    assert set(unpacked(OF_EVERY_KIND, packed(OF_EVERY_KIND, {})).values()) == {Mark.BLANK}
    assert texts(OF_EVERY_KIND, {"B6": Mark.BLANK}) == {}


@pytest.mark.parametrize("mark", [Mark.UNKNOWN, Mark.NOT_APPLICABLE])
def test_a_mark_in_a_box_for_words_is_kept_as_a_word_and_comes_back_as_the_mark(mark):
    beside = texts(OF_EVERY_KIND, {"B6": mark})
    assert json.loads(json.dumps(beside)) == beside
    row = packed(OF_EVERY_KIND, {})
    assert unpacked(OF_EVERY_KIND, row, beside)["B6"] is mark


@pytest.mark.parametrize(("code", "number"), [("B4", Decimal(2)), ("B5", Decimal(3))])
def test_a_number_that_is_no_answer_of_its_box_is_an_error(code, number):
    row = packed(OF_EVERY_KIND, {code: number})
    with pytest.raises(ValueError, match=f"{code} holds"):
        unpacked(OF_EVERY_KIND, row)


def test_a_word_that_is_not_among_the_choices_is_an_error():
    with pytest.raises(ValueError, match="not in"):
        packed(OF_EVERY_KIND, {"B5": "Giỏi"})
