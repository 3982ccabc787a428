"""Tables that people send: cells as text, within bounds, whatever is in the file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from phongtrao.core.text.reading import (
    DEFAULT_LIMITS,
    UNCOUNTED,
    child,
    formula_fault,
    read_sheet_safely,
    sheets,
)
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEmpty,
    FileHasEntities,
    FileHasMacros,
    SheetKindUnknown,
    SheetTooLarge,
)
from phongtrao.core.text.reading.sheets import read_sheet


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.create_sheet("Khác").append(["không đọc"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(data: bytes, member: str, content: bytes | None) -> bytes:
    """The archive with one member replaced, added, or (None) dropped."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        if content is not None:
            new.writestr(member, content)
    return target.getvalue()


TABLE = workbook(["Tên", "Mã"], ["Xã An Phú", 7])


def read(data: bytes, name: str) -> list[list[str]]:
    return read_sheet(data, name, DEFAULT_LIMITS)


def test_cells_come_as_people_read_them():
    data = workbook(
        ["  Tên   đơn vị ", 12.0, 1.5, None, True, False],
        [date(2025, 7, 1), datetime(2025, 7, 1, 8, 30), "=1+1"],  # noqa: DTZ001 - as Excel has it
    )
    assert read(data, "a.xlsx") == [
        ["Tên đơn vị", "12", "1.5", "", "có", "không"],
        ["01/07/2025", "01/07/2025", UNCOUNTED],
    ]
    assert sheets._shown(12.0) == "12"


def test_a_formula_is_its_result_and_without_one_not_a_blank_cell():
    cells = "".join(
        f"<c{kind}><f>A1</f>{result}</c>"
        for kind, result in (
            ("", "<v>7</v>"),
            ("", ""),
            (' r="E3"', "<v/>"),
            (' t="str"', "<v></v>"),
            (' t="e"', "<v>#REF!</v>"),
        )
    )
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<worksheet xmlns="{name}"><sheetData><row r="3">{cells}</row></sheetData></worksheet>'
    rows = read(changed(TABLE, "xl/worksheets/sheet1.xml", part.encode()), "a.xlsx")
    assert rows == [[], [], ["7", UNCOUNTED, "", "", UNCOUNTED, "", "#REF!"]]
    assert [bool(formula_fault(cell)) for cell in rows[2]] == [
        *(False, True, False, False, True, False, True)
    ]


def test_what_is_no_part_of_the_table_is_passed_over():
    assert read(changed(TABLE, "xl/media/a.png", b"<!DOCTYPE"), "a.xlsx")[0] == ["Tên", "Mã"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_lines_of_text_are_cut_at_the_sign_that_their_head_has(separator):
    text = f'Tên{separator}Mã\r\n"Xã, An; Phú"{separator}7\r\n\r\n'
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert read(data, "A.CSV") == [["Tên", "Mã"], ["Xã, An; Phú", "7"]]


def test_a_sheet_is_read_in_a_child_process():
    assert read_sheet_safely(TABLE, "a.xlsx") == [["Tên", "Mã"], ["Xã An Phú", "7"]]
    with pytest.raises(SheetKindUnknown, match=r"a\.docx"):
        read_sheet_safely(TABLE, "a.docx")
    answered = io.BytesIO()
    child.answer("a.csv", DEFAULT_LIMITS, io.BytesIO(b"a,b"), answered, sheet=True)
    assert json.loads(answered.getvalue()) == {"rows": [["a", "b"]]}


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b" \n", "a.csv", FileEmpty),
        (TABLE, "a.csv", SheetKindUnknown),
        (b"a,b", "a.xlsx", SheetKindUnknown),
        (b"a,b", "a.xls", SheetKindUnknown),
        (changed(TABLE, "xl/workbook.xml", None), "a.xlsx", SheetKindUnknown),
        (changed(TABLE, "xl/vbaProject.bin", b"x"), "a.xlsx", FileHasMacros),
        (changed(TABLE, "xl/worksheets/sheet1.xml", b"<worksheet><"), "a.xlsx", FileDamaged),
        (changed(TABLE, "xl/styles.xml", b"<!DOCTYPE a><a/>"), "a.xlsx", FileHasEntities),
        (TABLE[:-40], "a.xlsx", FileDamaged),
    ],
)
def test_what_is_no_sound_table_is_refused(data, name, refusal):
    with pytest.raises(refusal):
        read(data, name)


def test_a_cell_without_end_is_damage(monkeypatch):
    with pytest.raises(FileDamaged):
        read(b'a,"' + b"b" * 200_000, "a.csv")


def test_a_table_has_bounds(monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS_MAX", 3)
    assert len(read(b"a\nb\nc\n", "a.csv")) == 3
    with pytest.raises(SheetTooLarge, match="hơn 3 dòng"):
        read(b"a\nb\nc\nd\n", "a.csv")
    with pytest.raises(SheetTooLarge):
        read(workbook(*([str(number)] for number in range(9))), "a.xlsx")
    wide = read(",".join("x" * 2_000 for _ in range(100)).encode(), "a.csv")
    assert (len(wide[0]), len(wide[0][0])) == (60, 1_000)
