"""Files that are no workbook, or would cost too much, are refused before they are read."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from phongtrao.core.sheets.workbook_reading.package import CELLS_MAX, _look_at, _plain_cell
from phongtrao.core.sheets.workbook_reading.problems import (
    WorkbookHasMacros,
    WorkbookKindUnknown,
    WorkbookTooWide,
)
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileExpandsTooMuch,
    FileHasEntities,
    FileTooLarge,
)
from phongtrao.core.text.reading.limits import ReadingLimits
from tests.core.sheets.workbook_files import FIRST_SHEET, given_out, patched, replaced, sent
from tests.core.text.reading.office_files import archive

DATA = given_out()


def with_cell(cell: bytes) -> bytes:
    """The workbook with one more cell in its sheet of figures."""
    row = b'<row r="99">' + cell + b"</row></sheetData>"
    return replaced(DATA, b"</sheetData>", row)


def compound(stream: str) -> bytes:
    """A compound file with one stream."""
    free, end = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00".ljust(20, b"\x00")
    header += (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4)
    header = header.ljust(76, b"\x00") + (0).to_bytes(4, "little") + free * 108
    table = b"\xfd\xff\xff\xff" + end + free * 126
    name = stream.encode("utf-16-le") + b"\x00\x00"
    entry = name.ljust(64, b"\x00") + len(name).to_bytes(2, "little") + b"\x02\x01"
    return header + table + entry.ljust(128, b"\x00").ljust(512, b"\x00")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"  \n", FileEmpty),
        (b"a;b;c", WorkbookKindUnknown),
        (b"\x89PNG....", WorkbookKindUnknown),
        (archive({"word/document.xml": "<a/>"}), WorkbookKindUnknown),
        (b"PK\x03\x04 cut off", FileDamaged),
        (compound("EncryptedPackage"), FileEncrypted),
        (compound("Workbook"), WorkbookKindUnknown),
    ],
)
def test_what_is_no_workbook_is_refused(data, refusal):
    with pytest.raises(refusal):
        sent(data)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(FileTooLarge):
        sent(DATA, limits=ReadingLimits(file_bytes=100))


def test_a_bomb_is_refused_before_it_is_read():
    bomb = patched(DATA, {"xl/media/image1.png": lambda _: bytes(300_000_000 // 10)})
    with pytest.raises(FileExpandsTooMuch):
        sent(bomb)


def test_two_cells_far_apart_are_refused_before_the_room_between_them_is_made():
    with pytest.raises(WorkbookTooWide, match="XFD1048576"):
        sent(with_cell(b'<c r="XFD1048576"><v>1</v></c>'))
    assert CELLS_MAX < 16_384 * 1_048_576


def test_cells_that_only_have_a_look_take_no_room():
    assert sent(with_cell(b'<c r="XFD1048576" s="1"/>'))


@pytest.mark.parametrize(
    "cell", [b"<c><v>1</v></c>", b'<c r="$A$1"><v>1</v></c>', b'<c r="A0"><v>1</v></c>']
)
def test_a_cell_without_a_proper_address_is_refused(cell):
    with pytest.raises(FileDamaged):
        sent(with_cell(cell))


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(part):
    with pytest.raises(WorkbookHasMacros, match="không có macro"):
        sent(patched(DATA, {part: lambda _: b"<x/>"}))


def test_entities_are_refused():
    declared = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    with pytest.raises(FileHasEntities):
        sent(replaced(DATA, b"<worksheet", declared))


def test_a_sheet_under_another_ending_is_refused():
    with pytest.raises(FileDamaged):
        sent(patched(DATA, {"xl/worksheets/sheet9.bin": lambda _: b"<sheetData/>"}))


def test_pictures_in_a_workbook_do_no_harm():
    assert sent(patched(DATA, {"xl/media/image1.png": lambda _: b"\x89PNG"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"xl/_rels/workbook.xml.rels": lambda _: None},
        {FIRST_SHEET: lambda _: b"<worksheet><sheetData>"},
        {FIRST_SHEET: lambda _: None},
        {"xl/workbook.xml": lambda part: part.replace(b"rId1", b"rId99")},
        {FIRST_SHEET: lambda part: part.replace(b't="s"><v>', b't="s"><v>9999')},
        {FIRST_SHEET: lambda part: part.replace(b"sheetData", b"sheetDatum")},
    ],
)
def test_a_package_with_a_part_missing_or_broken_is_refused(changes):
    with pytest.raises(FileDamaged):
        sent(patched(DATA, changes))


def test_a_workbook_of_the_strict_standard_and_without_styles_is_read():
    strict = {
        "xl/workbook.xml": lambda part: part.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    }
    assert sent(patched(DATA, strict))
    assert sent(patched(DATA, {"xl/styles.xml": lambda _: None}))


def test_percents_in_quotes_or_brackets_are_only_words_of_a_number_format():
    worded = replaced(
        DATA, b'formatCode="0.0%"', b'formatCode="0.0&quot;%&quot;\\%[%]"', "xl/styles.xml"
    )
    with zipfile.ZipFile(io.BytesIO(DATA)) as package:
        style = package.read(FIRST_SHEET).partition(b'<c r="E11" s="')[2].partition(b'"')[0]
    blank = b'<c r="E11" s="' + style + b'"/>'
    for data, number in ((worded, b"70"), (DATA, b"0.7")):
        full = blank.replace(b"/>", b"><v>" + number + b"</v></c>")
        assert sent(replaced(data, blank, full))["01"]["B1"] == 70


def test_what_is_called_f_outside_a_cell_is_no_formula():
    assert sent(replaced(DATA, b"</sheetData>", b"</sheetData><f>1</f>"))


CELLS = (
    b'<c r="D20"><v>5</v></c>',
    b'<c r="D20" s="2" t="n"><v>5</v></c>',
    b'<c r="D20" t="s"><v>0</v></c>',
    b'<c r="D20" s="3" t="e"><v>#REF!</v></c>',
    b'<c r="D20" s="3"><f>1/0</f><v></v></c>',
    b'<c r="D20"><f>A1</f></c>',
    b'<c r="D20" t="str"><f>A1</f><v></v></c>',
    b'<c r="D20" t="inlineStr"><is><t>5</t></is></c>',
    b"<c r='D20'><v>5</v></c>",
    b'<c r="D20" s="2"/>',
)


@pytest.mark.parametrize("cell", CELLS)
def test_cells_that_are_taken_out_unread_had_nothing_to_tell(cell: bytes):
    percents = frozenset({"3", "12"})
    styled = b"".join(b'<c r="E%d" s="%d"><v>1</v></c>' % (at + 1, at) for at in range(40))
    part = b'<worksheet><sheetData><row r="20">%b</row></sheetData></worksheet>' % (cell + styled)
    never = re.compile(rb"(?!)()")
    marks = _look_at(part, _plain_cell(percents), percents, "")
    assert marks == _look_at(part, never, percents, "")
    assert marks.percents >= {(3, 4), (12, 4)}


def test_what_stands_around_a_cell_does_not_grow_together_without_it():
    forged = b'<!-<c r="A99"><v>1</v></c>- <c r="XFD1048576" t="str"><v>1</v></c> -->'
    with pytest.raises(FileDamaged):
        sent(with_cell(forged))
