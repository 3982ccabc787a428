"""Workbooks for the tests: given out, filled in as a person would, damaged as files are."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.rules import Rule, Severity
from phongtrao.core.sheets.workbook import Heading, Office, write_workbook
from phongtrao.core.sheets.workbook_reading import (
    Problem,
    Taken,
    WorkbookRefused,
    read_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl.workbook import Workbook

    from phongtrao.core.sheets.elements import Cell

SHEET = Sheet(
    (
        Element("A1", "Số vụ tiếp nhận", Kind.INTEGER, "I. Hòa giải", "vụ", help="Cả vụ cũ."),
        Element("A2", "Số vụ thụ lý", Kind.INTEGER, "I. Hòa giải", "vụ"),
        Element("B1", "Tỷ lệ đạt", Kind.DECIMAL, "II. Kết quả", "%", 1, most=Decimal(100)),
        Element(
            "B2",
            "Kinh phí",
            Kind.MONEY,
            "II. Kết quả",
            "triệu đồng",
            3,
            may_be_not_applicable=True,
        ),
        Element("C1", "Có ngày hội", Kind.YES_NO),
        Element("C2", "Quy mô", Kind.CHOICE, choices=("Cấp xã", "Liên khu, cụm", "01")),
        Element("C3", "=Ghi chú", Kind.TEXT, required=False),
    ),
    (
        Rule("A2 <= A1", "Số vụ thụ lý không vượt số vụ tiếp nhận"),
        Rule("B1 >= 70", "Tỷ lệ thường không dưới 70%", Severity.ASK),
    ),
)
"""A form with a box of every kind."""
SUMMED = Sheet(
    tuple(Element(code, f"Số {code}", Kind.INTEGER, unit="vụ") for code in ("A1", "A2", "A3")),
    (Rule("A3 = A1 + A2", "Cộng hai phần"),),
)
"""A form in which the last box is the sum of the others."""
HEADING = Heading("hoa-giai", "BÁO CÁO HÒA GIẢI", "ỦY BAN NHÂN DÂN", "Kế hoạch năm")
AN_PHU, CAM_LE, BINH_AN = (
    Office("01", "Xã An Phú"),
    Office("02", "Xã Cẩm Lệ"),
    Office("03", "Phường Bình An"),
)
ONE, THREE = (AN_PHU,), (AN_PHU, CAM_LE, BINH_AN)
BOXES = {"A1": "E8", "A2": "E9", "B1": "E11", "B2": "E12", "C1": "E13", "C2": "E14", "C3": "E15"}
"""Where the boxes of SHEET stand when one office fills it in."""
FIRST_SHEET = "xl/worksheets/sheet1.xml"


def given_out(offices: tuple[Office, ...] = ONE, sheet: Sheet = SHEET, **wanted: Any) -> bytes:
    """A workbook as an office gets it."""
    facts: dict[str, Any] = {
        "version": 2,
        "period": "2026-Q3",
        "period_words": "Quý III/2026",
        "window_words": "15/6–14/9/2026",
        **wanted,
    }
    return write_workbook(sheet, HEADING, offices, **facts)


def sent(data: bytes, sheet: Sheet = SHEET, **wanted: Any) -> dict[str, Mapping[str, Cell]]:
    """What is read out of the workbook."""
    return dict(taken(data, sheet, **wanted).reports)


def taken(data: bytes, sheet: Sheet = SHEET, **wanted: Any) -> Taken:
    """The same with what was done in the boxes."""
    facts: dict[str, Any] = {
        "form": "hoa-giai",
        "version": 2,
        "period": "2026-Q3",
        "offices": ("01", "02", "03"),
        **wanted,
    }
    return read_workbook(data, sheet, **facts)


def refused(data: bytes, sheet: Sheet = SHEET) -> list[Problem]:
    """The problems for which the workbook is refused."""
    with pytest.raises(WorkbookRefused) as raised:
        sent(data, sheet)
    assert raised.value.gaps["count"] == len(raised.value.problems)
    return list(raised.value.problems)


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """The workbook after somebody worked in it with another program."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    edit(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def filled(data: bytes, values: Mapping[str, Any], page: str = "Số liệu") -> bytes:
    """The workbook with values by address."""

    def fill(workbook: Workbook) -> None:
        for address, value in values.items():
            workbook[page][address] = value

    return edited(data, fill)


def patched(data: bytes, changes: Mapping[str, Callable[[bytes], bytes | None]]) -> bytes:
    """The package with parts changed; a part of which nothing is left is dropped."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in {**dict.fromkeys(old.namelist()), **dict.fromkeys(changes)}:
            part = old.read(name) if name in old.namelist() else b""
            changed = changes[name](part) if name in changes else part
            if changed is not None:
                new.writestr(name, changed)
    return target.getvalue()


def replaced(data: bytes, old: bytes, new: bytes, part: str = FIRST_SHEET) -> bytes:
    """The package with a piece of one part replaced."""

    def change(content: bytes) -> bytes:
        assert old in content, content
        return content.replace(old, new)

    return patched(data, {part: change})
