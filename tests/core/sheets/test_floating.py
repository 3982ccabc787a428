"""Many reports as floating numbers: marks and what is no number are none."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.columns import packed
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.floating import floating

SHEET = Sheet(
    (
        Element("A1", "Số vụ", Kind.INTEGER, may_be_not_applicable=True),
        Element("A2", "Kinh phí", Kind.MONEY, scale=2),
        Element("A3", "Nhận xét", Kind.TEXT),
        Element("A4", "Có tổ bảo vệ", Kind.YES_NO),
        Element("A5", "Loại", Kind.CHOICE, choices=("Tốt", "Khá")),
    ),
    (),
)


def test_each_box_with_a_number_has_its_figure_and_the_others_none() -> None:
    rows = [
        {"A1": Decimal(40), "A2": Decimal("12.35"), "A3": "Tốt", "A4": True, "A5": "Khá"},
        {"A1": Mark.NOT_APPLICABLE, "A2": Mark.UNKNOWN, "A4": Mark.BLANK},
        {"A1": Decimal(0)},
    ]
    found = floating(SHEET, [packed(SHEET, row) for row in rows])
    none = np.nan
    np.testing.assert_array_equal(
        found, [[40, 12.35, none, none], [none] * 4, [0, none, none, none]]
    )


def test_a_row_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="figures"):
        floating(SHEET, [bytes(8)])
