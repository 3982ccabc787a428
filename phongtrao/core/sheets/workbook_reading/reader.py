"""Take in a workbook that was given out: every figure of it, or nothing and what is wrong where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, SheetTypeEnum

from phongtrao.core.sheets.reading import CellUnreadable
from phongtrao.core.sheets.tables import read_table
from phongtrao.core.sheets.workbook.given import Since, since
from phongtrao.core.sheets.workbook.layout import (
    FIGURES,
    GUIDANCE,
    LAST_PERIOD,
    SOURCES,
    STAMP,
    Layout,
    stamp_from,
)
from phongtrao.core.sheets.workbook_reading.boxes import (
    ErrorValue,
    Percent,
    Uncounted,
    read_box,
    words_of,
)
from phongtrao.core.sheets.workbook_reading.package import open_package
from phongtrao.core.sheets.workbook_reading.problems import (
    Problem,
    Taken,
    WorkbookOfAnotherForm,
    WorkbookOfAnotherPeriod,
    WorkbookOfAnotherVersion,
    WorkbookOfForeignOffice,
    WorkbookRefused,
    WorkbookStampChanged,
    WorkbookWithoutStamp,
)
from phongtrao.core.sheets.workbook_reading.structure import at, shown, structure_problems
from phongtrao.core.text.reading.errors import FileDamaged
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, ReadingLimits
from phongtrao.core.text.reading.names import shown_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from python_calamine import CalamineSheet

    from phongtrao.core.sheets.columns import Report
    from phongtrao.core.sheets.elements import Sheet
    from phongtrao.core.sheets.workbook.layout import Stamp
    from phongtrao.core.sheets.workbook_reading.boxes import Value
    from phongtrao.core.sheets.workbook_reading.package import Marks, Package

SHEET_MISSING: Final = (
    "Trang này không còn trong tệp. Nếu trang đã bị đổi tên, hãy đổi lại tên; nếu đã bị xóa, hãy "
    "tải lại biểu từ hệ thống rồi chép số liệu sang."
)
SHEET_FOREIGN: Final = (
    "Trang này không có trong biểu nên nội dung không được nhận. "
    "Hãy chuyển số liệu sang trang “Số liệu” rồi xóa trang này."
)
_OUR_SHEETS = frozenset({FIGURES, LAST_PERIOD, SOURCES, GUIDANCE, STAMP})
_OFFICES_NAMED = 5
_Box = tuple[int, int]
"""Numbers of an office and of an element."""
_SENT = "vừa nộp"


def read_workbook(
    data: bytes,
    sheet: Sheet,
    *,
    form: str,
    version: int,
    period: str,
    offices: Collection[str],
    name: str = _SENT,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> Taken:
    """The boxes of every office in the file, blank ones too.

    data: a .xlsx file that write_workbook made for `form`, `version` and `period`, filled in by any
    spreadsheet program. offices: codes of those for which the sender may report; the file may be of
    fewer. name: of the file, for messages. A figure is read as a person sees it: words as read_cell
    does, a formula as its result, 70% as 70. Bounds and rules of the form are for checking.
    What the file may cost is bounded before it is read.

    Raises WorkbookRefused with a Problem for each place that is wrong; for the file as a whole a
    refusal of `problems`, or a FileRefused.
    """
    shown_file = shown_name(name)
    package = open_package(data, shown_file, limits)
    stamp = _stamp_of(package, shown_file)
    _check_stamp(stamp, form=form, version=version, period=period, shown_file=shown_file)
    _check_offices(stamp, offices, shown_file)
    problems = list(_foreign_sheets(package, shown_file))
    if FIGURES not in package.workbook.sheet_names:
        raise _refused([*problems, Problem(FIGURES, "", "", SHEET_MISSING)])
    layout = Layout(sheet, stamp)
    page = _page(package, FIGURES, shown_file)
    grid = _grid(page)
    _put_marks(grid, package.marks[FIGURES])
    wrong = structure_problems(layout, grid, page.merged_cell_ranges or ())
    if wrong:
        raise _refused([*problems, *wrong])
    boxes = layout.boxes(grid, "")
    unreadable: dict[_Box, Problem] = {}
    try:
        reports = read_table(sheet, boxes, read_box)
    except CellUnreadable:
        unreadable = dict(_unreadable(layout, boxes))
        reports = read_table(sheet, _without(boxes, unreadable), read_box)
    taken = _taken(stamp, reports, {number for number, _ in unreadable})
    problems += unreadable.values()
    if problems:
        raise _refused(problems, taken)
    return taken


def _unreadable(layout: Layout, boxes: Sequence[Sequence[Value]]) -> Iterator[tuple[_Box, Problem]]:
    """The boxes that cannot be read, office by office."""
    for number, office in enumerate(layout.stamp.offices):
        for at_element, element in enumerate(layout.sheet.elements):
            value = boxes[at_element][number]
            try:
                read_box(element, value)
            except CellUnreadable as error:
                address = at(*layout.place(number, at_element))
                problem = Problem(FIGURES, address, shown(value), error.text, office.name)
                yield (number, at_element), problem


def _without(boxes: Sequence[Sequence[Value]], left: Collection[_Box]) -> list[list[Value]]:
    """The boxes with some of them blank."""
    found = [list(values) for values in boxes]
    for number, at_element in left:
        found[at_element][number] = ""
    return found


def _taken(stamp: Stamp, reports: Sequence[Report], said: Collection[int]) -> Taken:
    """said: numbers of offices that said something that cannot be read."""
    codes = [office.code for office in stamp.offices]
    done = [
        Since.SAID if number in said else since(report, office.given)
        for number, (office, report) in enumerate(zip(stamp.offices, reports, strict=True))
    ]
    return Taken(
        dict(zip(codes, reports, strict=True)),
        dict(zip(codes, done, strict=True)),
        {office.code: office.given for office in stamp.offices},
    )


def _refused(problems: list[Problem], readable: Taken | None = None) -> WorkbookRefused:
    return WorkbookRefused(len(problems), problems, readable)


def _stamp_of(package: Package, shown_file: str) -> Stamp:
    if STAMP not in package.workbook.sheet_names:
        raise WorkbookWithoutStamp(name=shown_file)
    grid = _grid(_page(package, STAMP, shown_file))
    rows = [[words_of(value) for value in (*row, "", "", "", "")] for row in grid]
    stamp = stamp_from(rows)
    if stamp is None:
        raise WorkbookStampChanged(name=shown_file)
    return stamp


def _check_stamp(stamp: Stamp, *, form: str, version: int, period: str, shown_file: str) -> None:
    if stamp.form != form:
        raise WorkbookOfAnotherForm(name=shown_file, title=stamp.lines[1])
    if stamp.period != period:
        raise WorkbookOfAnotherPeriod(name=shown_file, words=stamp.period_words)
    if stamp.version != version:
        raise WorkbookOfAnotherVersion(name=shown_file, version=stamp.version, current=version)


def _check_offices(stamp: Stamp, offices: Collection[str], shown_file: str) -> None:
    known = frozenset(offices)
    foreign = [office.name for office in stamp.offices if office.code not in known]
    if not foreign:
        return
    words = "; ".join(foreign[:_OFFICES_NAMED])
    if len(foreign) > _OFFICES_NAMED:
        words += f" và {len(foreign) - _OFFICES_NAMED} đơn vị khác"
    raise WorkbookOfForeignOffice(name=shown_file, offices=words)


def _foreign_sheets(package: Package, shown_file: str) -> Iterator[Problem]:
    """Sheets that somebody added and wrote in."""
    for sheet in package.workbook.sheets_metadata:
        if sheet.name in _OUR_SHEETS or sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        for row in _grid(_page(package, sheet.name, shown_file)):
            words = next((shown(value) for value in row if shown(value)), "")
            if words:
                yield Problem(shown(sheet.name), "", words, SHEET_FOREIGN)
                break


def _page(package: Package, name: str, shown_file: str) -> CalamineSheet:
    """A sheet that was looked at before; any other would be read without bounds."""
    if name not in package.marks:
        raise FileDamaged(name=shown_file)
    try:
        return package.workbook.get_sheet_by_name(name)
    except CalamineError as broken:
        raise FileDamaged(name=shown_file) from broken


def _grid(page: CalamineSheet) -> list[list[Value]]:
    return [list(row) for row in page.to_python(skip_empty_area=False)]


def _put_marks(grid: list[list[Value]], marks: Marks) -> None:
    """Put in what the reader of values does not tell: it shows errors as empty cells."""
    height = max((row for row, _ in (*marks.errors, *marks.uncounted)), default=-1) + 1
    grid += [[] for _ in range(height - len(grid))]
    for (row, column), sign in marks.errors.items():
        _put(grid[row], column, ErrorValue(sign))
    for row, column in marks.uncounted:
        _put(grid[row], column, Uncounted())
    for row, column in marks.percents:
        share = grid[row][column]
        if isinstance(share, int | float):
            grid[row][column] = Percent(share)


def _put(row: list[Value], column: int, value: Value) -> None:
    row += [""] * (column + 1 - len(row))
    row[column] = value
