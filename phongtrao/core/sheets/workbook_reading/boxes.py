"""One value of a spreadsheet as the cell of a form: read as a person sees it, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.core.sheets.reading import CellUnreadable, NumberTooLarge, read_cell, read_value
from phongtrao.core.sheets.workbook.guards import is_percent

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Cell, Element

MOST: Final = 10**15
"""From here on a spreadsheet keeps no more every unit of a number."""
_SIGNIFICANT = 15
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A formula that ended in an error such as #REF!."""

    sign: str


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A formula whose result no program has worked out."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that is shown as percents: 0.7 as 70%."""

    share: float


Value: TypeAlias = (
    int | float | str | bool | time | date | datetime | timedelta | ErrorValue | Uncounted | Percent
)
"""What stands in a cell of a spreadsheet; "" in an empty one."""


class ErrorInBox(CellUnreadable):
    """A formula that failed is no figure."""

    code = "cell-error-in-box"
    message = "Ô {box}: công thức báo lỗi {typed}. Hãy sửa công thức hoặc gõ thẳng số liệu."


class FormulaUncounted(CellUnreadable):
    """A formula counts as the figure that a spreadsheet program worked out of it."""

    code = "cell-formula-uncounted"
    message = (
        "Ô {box}: công thức chưa được tính. Hãy mở tệp bằng chương trình bảng tính và lưu lại, "
        "hoặc gõ thẳng số liệu."
    )


class DateInBox(CellUnreadable):
    """Spreadsheets turn what looks like a date into one; a figure is none."""

    code = "cell-date-in-box"
    message = (
        "Ô {box}: bảng tính đã đổi nội dung thành ngày giờ ({typed}). "
        "Hãy xóa ô, đặt lại định dạng như ô bên cạnh rồi gõ lại số liệu."
    )


def read_box(element: Element, value: Value) -> Cell:
    """The cell that the value says. Raises CellUnreadable."""
    if isinstance(value, str | bool):
        return read_value(element, value)
    if isinstance(value, int | float):
        if element.kind in NUMBERS:
            return _read_number(element, value)
        return read_cell(element, words_of(value))
    if isinstance(value, Percent):
        return _read_percent(element, value)
    if isinstance(value, ErrorValue):
        raise ErrorInBox(box=element.named, typed=value.sign)
    if isinstance(value, Uncounted):
        raise FormulaUncounted(box=element.named)
    if element.kind is not Kind.TEXT:
        raise DateInBox(box=element.named, typed=words_of(value))
    return read_cell(element, words_of(value))


def _read_number(element: Element, value: float) -> Cell:
    if abs(value) >= MOST:
        raise NumberTooLarge(box=element.named, typed=words_of(value))
    return read_value(element, value)


def _read_percent(element: Element, value: Percent) -> Cell:
    """70 % is 70 in a box that counts percents; elsewhere the sign is read with the number."""
    if is_percent(element):
        return read_value(element, _hundredfold(value))
    return read_cell(element, words_of(value))


def _hundredfold(value: Percent) -> Decimal:
    return Decimal(f"{value.share:.{_SIGNIFICANT}g}") * 100


def words_of(value: Value) -> str:
    """A value as a person reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_words(Decimal(f"{value:.{_SIGNIFICANT}g}"))
    if isinstance(value, Percent):
        return f"{_number_words(_hundredfold(value))}%"
    if isinstance(value, ErrorValue):
        return value.sign
    if isinstance(value, Uncounted):
        return ""
    return _moment_words(value)


def _number_words(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    return f"{number.normalize():f}".replace(".", ",")


def _moment_words(value: time | date | datetime | timedelta) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}" if value.time() != _MIDNIGHT else f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)
