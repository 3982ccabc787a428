"""Forms for the tests, drawn as tables: one element a line."""

from __future__ import annotations

from decimal import Decimal

from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.rules import Rule


def element(kind: Kind, **given: object) -> Element:
    """A box A1 of a kind, with what the test gives."""
    label = str(given.pop("label", "Số vụ"))
    if kind is Kind.CHOICE:
        given.setdefault("choices", ("Tốt", "Khá", "Trung bình"))
    if kind is Kind.DECIMAL:
        given.setdefault("scale", 1)
    return Element("A1", label, kind, **given)


RECEIVED_AND_SETTLED = Sheet(
    (
        Element("A1", "Số tin báo tiếp nhận", Kind.INTEGER, unit="tin"),
        Element("A2", "Số tin báo thụ lý", Kind.INTEGER, unit="tin"),
        Element("A3", "Số tin báo đã giải quyết", Kind.INTEGER, unit="tin"),
        Element("A4", "Trong đó quá hạn", Kind.INTEGER, unit="tin"),
    ),
    (
        Rule("A2 <= A1", "Số thụ lý không được lớn hơn số tiếp nhận"),
        Rule("A3 <= A2", "Số đã giải quyết không được lớn hơn số thụ lý"),
        Rule("A4 <= A3", "Số quá hạn không được lớn hơn số đã giải quyết"),
    ),
)
"""The four figures of a commune's work on reports of crime."""

OF_EVERY_KIND = Sheet(
    (
        Element("B1", "Số mô hình", Kind.INTEGER, most=Decimal(1000)),
        Element("B2", "Tỷ lệ hộ đăng ký", Kind.DECIMAL, unit="%", scale=2, most=Decimal(100)),
        Element("B3", "Kinh phí", Kind.MONEY, unit="triệu đồng", scale=1, required=False),
        Element("B4", "Có kế hoạch riêng", Kind.YES_NO),
        Element(
            "B5",
            "Xếp loại",
            Kind.CHOICE,
            choices=("Tốt", "Khá", "Trung bình"),
            may_be_not_applicable=True,
        ),
        Element("B6", "Khó khăn", Kind.TEXT, required=False),
        Element("B7", "Tăng, giảm", Kind.INTEGER, least=None, may_be_not_applicable=True),
    ),
)
