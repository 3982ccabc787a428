"""Reports of several units as a program sends them: JSON, or a table with a line a unit."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.reading import CellUnreadable, ElementUnknown, read_cell, read_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from phongtrao.core.sheets.elements import Cell, Sheet

JSON: Final = "application/json"
CSV: Final = "text/csv"
MOST_REPORTS: Final = 20_000
UNIT: Final = "unit"
"""The heading of the column of units."""
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
    """Reports as read. rows: id of the unit → cells by code; places: where each stands."""

    rows: dict[int, dict[str, Cell]]
    places: dict[int, int]
    reason: str = ""

    def refused(self, problems: Iterable[tuple[int, str, str]]) -> CellsRefused:
        """Why reports that could be read are refused: unit, box and sentence of each problem."""
        told = [CellProblem(self.places[unit], unit, box, "", text) for unit, box, text in problems]
        return CellsRefused(len(told), told)


@dataclass(frozen=True)
class _Line:
    """One report as it came. boxes: code → value; typed: values are words as a person types."""

    place: int
    unit: object
    boxes: Mapping[str, Any]
    typed: bool


def read_bundle(data: bytes, kind: str, sheet: Sheet, *, reason: str = "") -> Bundle:
    """The reports of a request. kind: its content type. reason: of corrections, where the bundle
    itself has none.

    Raises BundleKindUnknown, BundleUnreadable, CellsRefused with every value that is wrong.
    """
    wanted, _, parameters = kind.partition(";")
    charset = parameters.strip().lower()
    if wanted.strip().lower() not in (JSON, CSV) or charset not in ("", "charset=utf-8"):
        raise BundleKindUnknown(kind=kind[:80] or "không ghi")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BundleUnreadable(why="không phải UTF-8") from wrong
    if wanted.strip().lower() == JSON:
        lines, told = _json_lines(text)
    else:
        lines, told = _csv_lines(text), ""
    rows, places = _rows(lines, sheet)
    return Bundle(rows, places, (told or reason)[:_REASON_MAX])


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
        if not isinstance(one, dict) or one.keys() != {UNIT, "boxes"}:
            raise BundleUnreadable(why=f"báo cáo thứ {place} phải có đúng “unit” và “boxes”")
        if not isinstance(one["boxes"], dict):
            raise BundleUnreadable(why=f"“boxes” của báo cáo thứ {place} phải là mã ô và giá trị")
        lines.append(_Line(place, one[UNIT], one["boxes"], typed=False))
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
        lines.append(_Line(place, row[0].strip(), boxes, typed=True))
    return lines


def _rows(lines: list[_Line], sheet: Sheet) -> tuple[dict[int, dict[str, Cell]], dict[int, int]]:
    if len(lines) > MOST_REPORTS:
        raise BundleUnreadable(why=f"quá {MOST_REPORTS} báo cáo một lần; hãy chia nhỏ")
    if not lines:
        raise BundleUnreadable(why="không có báo cáo nào")
    rows: dict[int, dict[str, Cell]] = {}
    places: dict[int, int] = {}
    problems: list[CellProblem] = []
    for line in lines:
        unit = _unit(line)
        if unit is None or unit in rows:
            why = "Đơn vị này đã có ở trên." if unit else "“unit” phải là mã số của đơn vị."
            problems.append(CellProblem(line.place, unit, "", "unit-wrong", why))
            continue
        places[unit] = line.place
        cells = rows[unit] = dict.fromkeys(sheet.by_code, Mark.BLANK)
        for code, value in line.boxes.items():
            try:
                cells[code] = _cell(sheet, code, value, typed=line.typed)
            except RuleBroken as wrong:
                box = code if code in sheet.by_code else code[:20]
                problems.append(CellProblem(line.place, unit, box, wrong.code, wrong.text))
    if problems:
        raise CellsRefused(len(problems), problems)
    return rows, places


def _unit(line: _Line) -> int | None:
    """The id of the unit; None for what is none."""
    unit = line.unit
    if line.typed and isinstance(unit, str) and unit.isascii() and unit.isdigit():
        unit = int(unit) if len(unit) <= len(str(_ID_MAX)) else None
    whole = isinstance(unit, int) and not isinstance(unit, bool)
    return unit if whole and 0 < unit <= _ID_MAX else None  # type: ignore[operator, return-value]  # whole: it is an int


class ValueOfNoKind(CellUnreadable):
    """A box holds one value."""

    code = "cell-value-of-no-kind"
    message = "Ô {box} chỉ nhận số, chữ, true, false hoặc null."


def _cell(sheet: Sheet, code: str, value: object, *, typed: bool) -> Cell:
    element = sheet.by_code.get(code)
    if element is None:
        raise ElementUnknown(code=code[:20])
    if not isinstance(value, _HELD):
        raise ValueOfNoKind(box=element.named)
    return read_cell(element, str(value)) if typed else read_value(element, value)


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
