"""Reports of several units as a program sends them: JSON, or a table with a line a unit."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.reading import CellUnreadable, ElementUnknown, read_value
from phongtrao.core.sheets.tables import read_table
from phongtrao.core.sheets.workbook.given import Since
from phongtrao.core.text.folding import composed
from phongtrao.reporting.actions.merging import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from phongtrao.core.sheets.columns import Report
    from phongtrao.core.sheets.elements import Cell, Element, Sheet

JSON: Final = "application/json"
CSV: Final = "text/csv"
MOST_REPORTS: Final = 20_000
UNIT: Final = "unit"
"""The heading of the column of units."""
REVISION: Final = "revision"
"""That of the revisions that are corrected, where there is one."""
_REVISION_WRONG = (
    "“revision” phải là số thứ tự của lần nộp mà báo cáo này đính chính; 0: chưa nộp lần nào."
)
_HELD = (str, int, Decimal, bool, type(None))
_ID_MAX = 2**63 - 1
_REASON_MAX = 1000


class BundleKindUnknown(RuleBroken):
    """Reports come as JSON or as a table."""

    code = "bundle-kind-unknown"
    message = "Không nhận kiểu dữ liệu {kind}. Hãy gửi application/json hoặc text/csv (UTF-8)."
    status = 415


class BundleUnreadable(RuleBroken):
    """A bundle has the form that the documentation tells."""

    code = "bundle-unreadable"
    message = "Không đọc được gói báo cáo: {why}. Hãy xem mẫu trong tài liệu API."


class CellsRefused(RuleBroken):
    """Reports that come together are sent together, or none of them."""

    code = "cells-refused"
    message = "Có {count} chỗ chưa đúng nên chưa nhận báo cáo nào. Hãy sửa rồi gửi lại tất cả."

    def __init__(self, count: int, problems: list[CellProblem] | None = None) -> None:
        super().__init__(count=count)
        self.problems = problems or []


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one value. place: the number of the report, from 1, or the line of the
    table; box: the code of its box, "" for the whole report.
    """

    place: int
    unit: int | None
    box: str
    code: str
    message: str


@dataclass(frozen=True)
class Bundle:
    """Reports as read. rows: id of the unit → cells by code; places: where each stands; revisions:
    which revision a report corrects, where it says so; unread: what could not be read, and is blank
    or left out; they are sent only where there is none.
    """

    rows: dict[int, Report]
    places: dict[int, int]
    revisions: dict[int, int]
    reason: str = ""
    unread: tuple[CellProblem, ...] = ()

    @property
    def basis(self) -> Basis:
        """On what the reports were filled in; what could not be read was said."""
        said = {one.unit: Since.SAID for one in self.unread if one.unit in self.rows}
        return Basis(since=said, revisions=self.revisions)

    def refused(self, problems: Iterable[tuple[int, str, str]]) -> CellsRefused:
        """Why the reports are refused: what could not be read, and the unit, box and sentence of
        each other problem, in the order of the reports.
        """
        unread = {(one.unit, one.box) for one in self.unread}
        told = [
            CellProblem(self.places[unit], unit, box, "", text)
            for unit, box, text in problems
            if not box or (unit, box) not in unread
        ]
        told = sorted([*self.unread, *told], key=lambda one: one.place)
        return CellsRefused(len(told), told)


@dataclass(frozen=True)
class _Line:
    """One report as it came. boxes: code → value; revision: that it corrects, None where it does
    not say; typed: unit and revision, too, are words.
    """

    place: int
    unit: object
    boxes: Mapping[str, Any]
    revision: object
    typed: bool


def read_bundle(data: bytes, kind: str, sheet: Sheet, *, reason: str = "") -> Bundle:
    """The reports of a request. kind: its content type. reason: of corrections, where the bundle
    itself has none.

    Raises BundleKindUnknown, BundleUnreadable.
    """
    wanted, _, parameters = kind.partition(";")
    charset = parameters.strip().lower()
    if wanted.strip().lower() not in (JSON, CSV) or charset not in ("", "charset=utf-8"):
        raise BundleKindUnknown(kind=kind[:80] or "không ghi")
    try:
        text = composed(data.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise BundleUnreadable(why="không phải UTF-8") from wrong
    if wanted.strip().lower() == JSON:
        lines, told = _json_lines(text)
    else:
        lines, told = _csv_lines(text), ""
    return _bundle(lines, sheet, (told or reason)[:_REASON_MAX])


def _json_lines(text: str) -> tuple[list[_Line], str]:
    try:
        body = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as wrong:
        raise BundleUnreadable(why="không phải JSON đúng") from wrong
    if not isinstance(body, dict) or not isinstance(body.get("reports"), list):
        raise BundleUnreadable(why="thiếu danh sách “reports”")
    reason = body.get("reason", "")
    if not isinstance(reason, str):
        raise BundleUnreadable(why="“reason” phải là chữ")
    if strange := sorted(body.keys() - {"reports", "reason"}):
        raise BundleUnreadable(why=f"không có trường “{strange[0][:40]}”")
    lines = []
    for place, one in enumerate(body["reports"], start=1):
        if not isinstance(one, dict) or one.keys() - {REVISION} != {UNIT, "boxes"}:
            why = f"báo cáo thứ {place} phải có đúng “unit”, “boxes” và “revision” khi đính chính"
            raise BundleUnreadable(why=why)
        if not isinstance(one["boxes"], dict):
            raise BundleUnreadable(why=f"“boxes” của báo cáo thứ {place} phải là mã ô và giá trị")
        lines.append(_Line(place, one[UNIT], one["boxes"], one.get(REVISION), typed=False))
    return lines, reason


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _csv_lines(text: str) -> list[_Line]:
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as wrong:
        raise BundleUnreadable(why="bảng CSV sai dấu nháy hoặc dấu ngăn cách") from wrong
    heading = [name.strip() for name in rows[0]] if rows else []
    if not heading or heading[0] != UNIT:
        raise BundleUnreadable(why="cột đầu của dòng đầu phải là “unit”")
    if len({*heading}) < len(heading):
        raise BundleUnreadable(why="dòng đầu có hai cột trùng tên")
    lines = []
    for place, row in enumerate(rows[1:], start=2):
        if not any(value.strip() for value in row):
            continue
        if len(row) != len(heading):
            why = f"dòng {place} có {len(row)} ô, dòng đầu có {len(heading)}"
            raise BundleUnreadable(why=why)
        boxes = dict(zip(heading[1:], row[1:], strict=True))
        revision = boxes.pop(REVISION, "").strip() or None
        lines.append(_Line(place, row[0].strip(), boxes, revision, typed=True))
    return lines


def _bundle(lines: Sequence[_Line], sheet: Sheet, reason: str) -> Bundle:
    if len(lines) > MOST_REPORTS:
        raise BundleUnreadable(why=f"quá {MOST_REPORTS} báo cáo một lần; hãy chia nhỏ")
    if not lines:
        raise BundleUnreadable(why="không có báo cáo nào")
    with suppress(ElementUnknown, CellUnreadable):
        bundle = _read(lines, sheet, reason)
        wrong = any(line.revision is not None and _revision(line) is None for line in lines)
        if len(bundle.rows) == len(lines) and not wrong:
            return bundle
    unread = tuple(_problems(lines, sheet))
    bundle = _read([*_readable(lines, sheet, unread)], sheet, reason)
    return replace(bundle, unread=unread)


def _read(lines: Sequence[_Line], sheet: Sheet, reason: str) -> Bundle:
    """The reports of the lines; of two of one unit, the last. Raises ElementUnknown,
    CellUnreadable.
    """
    units, reports = [_unit(line) for line in lines], _reports(lines, sheet)
    rows = {unit: report for unit, report in zip(units, reports, strict=True) if unit}
    known = {unit: line for unit, line in zip(units, lines, strict=True) if unit}
    told = {unit: _revision(line) for unit, line in known.items()}
    return Bundle(
        rows,
        {unit: line.place for unit, line in known.items()},
        {unit: revision for unit, revision in told.items() if revision is not None},
        reason,
    )


def _readable(
    lines: Sequence[_Line], sheet: Sheet, unread: Iterable[CellProblem]
) -> Iterator[_Line]:
    """The lines without what cannot be read."""
    left = {(one.place, one.box) for one in unread}
    for line in lines:
        if (line.place, "") not in left:
            codes = line.boxes.keys() & sheet.by_code
            boxes = {code: line.boxes[code] for code in codes if (line.place, code) not in left}
            yield replace(line, boxes=boxes)


def _reports(lines: Sequence[_Line], sheet: Sheet) -> list[Report]:
    """The reports of the lines. Raises ElementUnknown, CellUnreadable."""
    for line in lines:
        for code in line.boxes.keys() - sheet.by_code.keys():
            raise ElementUnknown(code=code[:20])
    boxes = [[line.boxes.get(code) for line in lines] for code in sheet.by_code]
    return read_table(sheet, boxes, _cell)


def _problems(lines: Sequence[_Line], sheet: Sheet) -> Iterator[CellProblem]:
    """All that is wrong with the lines, in their order."""
    seen: set[int] = set()
    for line in lines:
        unit = _unit(line)
        if unit is None or unit in seen:
            why = "Đơn vị này đã có ở trên." if unit else "“unit” phải là mã số của đơn vị."
            yield CellProblem(line.place, unit, "", "unit-wrong", why)
            continue
        seen.add(unit)
        if line.revision is not None and _revision(line) is None:
            yield CellProblem(line.place, unit, "", "revision-wrong", _REVISION_WRONG)
            continue
        for code, value in line.boxes.items():
            element = sheet.by_code.get(code)
            try:
                if element is None:
                    raise ElementUnknown(code=code[:20])
                _cell(element, value)
            except (ElementUnknown, CellUnreadable) as wrong:
                box = code if element else code[:20]
                yield CellProblem(line.place, unit, box, wrong.code, wrong.text)


def _unit(line: _Line) -> int | None:
    """The id of the unit; None for what is none."""
    return _whole(line.unit, typed=line.typed) or None


def _revision(line: _Line) -> int | None:
    """The revision that is corrected, 0 for none; None for what is none."""
    return _whole(line.revision, typed=line.typed)


def _whole(value: object, *, typed: bool) -> int | None:
    """A number from 0 on; None for what is none."""
    if typed and isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value) if len(value) <= len(str(_ID_MAX)) else None
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= _ID_MAX else None  # type: ignore[operator, return-value]  # whole: it is an int


class ValueOfNoKind(CellUnreadable):
    """A box holds one value."""

    code = "cell-value-of-no-kind"
    message = "Ô {box} chỉ nhận số, chữ, true, false hoặc null."


def _cell(element: Element, value: object) -> Cell:
    if not isinstance(value, _HELD):
        raise ValueOfNoKind(box=element.named)
    return read_value(element, value)


def problems_of(error: CellsRefused) -> Iterator[dict[str, object]]:
    """The problems as they are answered."""
    for one in error.problems:
        yield {
            "place": one.place,
            "unit": one.unit,
            "box": one.box,
            "code": one.code,
            "message": one.message,
        }
