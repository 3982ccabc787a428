"""A workbook as a package, looked at before it is read: bounded, without macros, and with what the
reader of values does not tell: errors, formulas without a result, percents.
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Final, cast

from python_calamine import CalamineError, CalamineWorkbook

from phongtrao.core.sheets.workbook_reading.problems import (
    WorkbookHasMacros,
    WorkbookKindUnknown,
    WorkbookTooWide,
)
from phongtrao.core.text.reading.archives import CheckedArchive
from phongtrao.core.text.reading.compound import streams_of
from phongtrao.core.text.reading.errors import FileDamaged, FileEmpty, FileEncrypted, FileTooLarge
from phongtrao.core.text.reading.formulas import is_uncounted
from phongtrao.core.text.reading.limits import MEGABYTE, ReadingLimits
from phongtrao.core.text.reading.xml import parse_xml, without_entities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from phongtrao.core.sheets.workbook.layout import Place

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_SHEET_MARKS = (b"sheetData", "sheetData".encode("utf-16-le"), "sheetData".encode("utf-16-be"))
_ADDRESS = re.compile(rb"[A-Za-z]{1,3}[1-9][0-9]{0,6}")
_LETTERS, _DIGITS = ascii_letters.encode(), digits.encode()
_MACROS = re.compile("vbaproject|macrosheet", re.IGNORECASE)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BUILT_IN_PERCENTS = frozenset({"9", "10"})
# Words in quotes, a sign after a backslash, and colours in brackets are no part of the pattern.
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

CELLS_MAX: Final = 5_000_000
"""The reader holds the rectangle from the first cell to the last, so that two cells far apart would
fill any memory: 20,000 offices of 250 elements."""


@dataclass
class Marks:
    """What is remarkable in one sheet, by place."""

    errors: dict[Place, str] = field(default_factory=dict)
    uncounted: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)


@dataclass(frozen=True)
class Package:
    """A workbook that may be read. marks: by name of sheet."""

    workbook: CalamineWorkbook
    marks: dict[str, Marks]


def open_package(data: bytes, shown: str, limits: ReadingLimits) -> Package:
    """Check a .xlsx file and open it.

    Raises FileEmpty, FileTooLarge, FileEncrypted, FileDamaged and what else CheckedArchive and
    parse_xml raise; WorkbookKindUnknown, WorkbookHasMacros, WorkbookTooWide.
    """
    if not data.strip():
        raise FileEmpty(name=shown)
    if len(data) > limits.file_bytes:
        raise FileTooLarge(
            name=shown, size=-(-len(data) // MEGABYTE), limit=limits.file_bytes // MEGABYTE
        )
    if data.startswith(_OLE) and any(
        stream.name == "EncryptedPackage" for stream in streams_of(data, shown)
    ):
        raise FileEncrypted(name=shown)
    if not data.startswith(_ZIP):
        raise WorkbookKindUnknown(name=shown)
    archive = CheckedArchive(data, shown, limits)
    if not archive.has(_WORKBOOK):
        raise WorkbookKindUnknown(name=shown)
    if any(_MACROS.search(member) for member in archive.members()):
        raise WorkbookHasMacros(name=shown)
    marks = _marks_of(archive, shown)
    try:
        return Package(CalamineWorkbook.from_filelike(io.BytesIO(data)), marks)
    except CalamineError as broken:
        raise FileDamaged(name=shown) from broken


def _marks_of(archive: CheckedArchive, shown: str) -> dict[str, Marks]:
    """Look at every part that holds cells, whatever its name is."""
    percents = _percent_styles(archive, shown)
    plain = _plain_cell(percents)
    found: dict[str, Marks] = {}
    for member in archive.members():
        part = archive.read(member)
        if member.endswith((".xml", ".rels", ".vml")):
            part = without_entities(part, shown)
            if _SHEET_MARKS[0] in part:
                found[member] = _look_at(part, plain, percents, shown)
        elif any(mark in part for mark in _SHEET_MARKS):
            raise FileDamaged(name=shown)  # no office program hides a sheet under another ending
    return {name: found[member] for name, member in _sheet_parts(archive, shown) if member in found}


def _sheet_parts(archive: CheckedArchive, shown: str) -> Iterator[tuple[str, str]]:
    """Name of each sheet and the part that holds it."""
    if not archive.has(_LINKS):
        raise FileDamaged(name=shown)
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in parse_xml(archive.read(_LINKS), shown)
    }
    for sheet in parse_xml(archive.read(_WORKBOOK), shown).iter("{*}sheet"):
        link = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)
        yield sheet.get("name", ""), targets.get(link, "")


def _percent_styles(archive: CheckedArchive, shown: str) -> frozenset[str]:
    """Numbers of the cell styles that show 0.7 as 70 %."""
    if not archive.has(_STYLES):
        return frozenset()
    styles = parse_xml(archive.read(_STYLES), shown)
    formats = _BUILT_IN_PERCENTS | {
        pattern.get("numFmtId", "")
        for pattern in styles.iter("{*}numFmt")
        if "%" in _LITERAL.sub("", pattern.get("formatCode", ""))
    }
    return frozenset(
        str(number)
        for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if style.get("numFmtId") in formats
    )


def _plain_cell(percent_styles: frozenset[str]) -> re.Pattern[bytes]:
    """A cell in which nothing can be remarkable, as all spreadsheet programs write it: a number
    that is shown as such, or words of the list of words; its group is the address.
    """
    percents = "|".join(sorted(percent_styles))
    return re.compile(
        rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="(?!(?:%s)")[0-9]+")?(?: t="[ns]")?>'
        rb"<v>[^<]*</v></c>" % percents.encode()
    )


def _look_at(
    part: bytes, plain: re.Pattern[bytes], percent_styles: frozenset[str], shown: str
) -> Marks:
    """What is remarkable in one sheet. Raises WorkbookTooWide, FileDamaged.

    plain: `_plain_cell`. Nearly all cells are such; they are taken out before the rest is parsed.
    """
    rest, addresses = _without(part, plain)
    sheet = parse_xml(rest, shown)
    # Cells with anything in them; those that only have a look take no room.
    cells = [cell for cell in sheet.iter("{*}c") if len(cell)]
    addresses += _addresses(cells, shown)
    _check_bounds(addresses, shown)
    marks = Marks()
    for cell in cells:
        kind = cell.get("t", "n")
        if kind == "e":
            marks.errors[place_of(cell.get("r", ""))] = cell.findtext("{*}v", "")
        elif kind == "n" and cell.get("s") in percent_styles:
            marks.percents.add(place_of(cell.get("r", "")))
    # Looked for from below: most sheets have few formulas, or none.
    for formula in sheet.iter("{*}f"):
        cell = cast("etree._Element", formula.getparent())
        if cell.tag.rpartition("}")[2] == "c" and is_uncounted(cell):
            marks.uncounted.add(place_of(cell.get("r", "")))
    return marks


def _without(part: bytes, plain: re.Pattern[bytes]) -> tuple[bytes, list[bytes]]:
    """The part with a space in place of each plain cell, and where these stand."""
    pieces = plain.split(part)
    return b" ".join(pieces[::2]), pieces[1::2]


def _addresses(cells: Sequence[etree._Element], shown: str) -> list[bytes]:
    """Where the cells stand. Raises FileDamaged for one without an address."""
    found = [cell.get("r", "").encode() for cell in cells]
    if not all(_ADDRESS.fullmatch(address) for address in found):
        raise FileDamaged(name=shown)
    return found


def _check_bounds(addresses: list[bytes], shown: str) -> None:
    """Prove that all filled cells lie within bounds."""
    together = b" ".join(addresses)
    columns, rows = ({*together.translate(None, others).split()} for others in (_DIGITS, _LETTERS))
    if not rows:
        return
    last_column = max((letters.decode() for letters in columns), key=_column)
    last_row = max(map(int, rows))
    if _column(last_column) * last_row > CELLS_MAX:
        raise WorkbookTooWide(name=shown, cell=f"{last_column}{last_row}")


def place_of(address: str) -> Place:
    """Row and column of an address such as D7."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, _column(letters) - 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
