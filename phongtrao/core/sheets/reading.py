"""What a person typed into a box, read as what it says; never guessed.

Numbers are read as Vietnamese writes them (numbers.py).
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import MOST_PLACES, NUMBERS, Kind, fits, folded, mark_of
from phongtrao.core.sheets.numbers import PARTS, in_figures, reads_two_ways, shown, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.elements import Cell, Element, Sheet

MOST_LETTERS: Final = 500
"""Letters that a text box takes."""
_SIGNIFICANT = 15  # digits that a spreadsheet keeps of a number

_BEYOND = 10**20  # no box takes such a number
SURE: Final = 10**12
"""A whole number below it fits into every box for numbers."""
_SURE_DIGITS = 12
_LAST_PLACE = [Decimal(1).scaleb(-scale) for scale in range(MOST_PLACES + 1)]

_DONG = ("đồng", "vnđ", "vnd", "đ", "₫")  # the longest first
_YES = frozenset({"có", "co", "1", "true"})
_NO = frozenset({"không", "khong", "0", "false"})
_WORDS = {Mark.BLANK: "", Mark.NOT_APPLICABLE: "Không áp dụng", Mark.UNKNOWN: "Chưa rõ"}


class CellUnreadable(RuleBroken):
    """What is typed into a box must be what the box asks for."""

    code = "cell-unreadable"
    message = "Ô {box}: không đọc được “{typed}”. Hãy xem hướng dẫn của ô."


class NotANumber(CellUnreadable):
    """A box for numbers takes a number."""

    code = "cell-not-a-number"
    message = (
        "Ô {box}: “{typed}” không phải là số. Hãy gõ số như {example}; "
        "không phát sinh thì gõ 0, chưa có số liệu thì gõ ?."
    )


class NumberAmbiguous(CellUnreadable):
    """A number must have one reading."""

    code = "cell-number-ambiguous"
    message = (
        "Ô {box}: “{typed}” có thể hiểu thành hai số. Hãy gõ {thousands} nếu là hàng nghìn, "
        "gõ {decimals} (đã viết tròn như ô nhận) nếu là số có phần thập phân."
    )


class TooManyPlaces(CellUnreadable):
    """A box takes as many decimal places as its element has."""

    code = "cell-too-many-places"
    message = (
        "Ô {box}: không nhận “{typed}”, ô này chỉ nhận {places}. Hãy gõ số như {example}; "
        "hàng nghìn ngăn bằng dấu chấm và đủ ba chữ số."
    )


class NumberTooLarge(CellUnreadable):
    """A number must fit into its box."""

    code = "cell-number-too-large"
    message = "Ô {box}: số “{typed}” quá lớn. Hãy kiểm tra lại số và đơn vị tính."


class UnitWrong(CellUnreadable):
    """A number is given in the unit of its element."""

    code = "cell-unit-wrong"
    message = (
        "Ô {box}: “{typed}” ghi “{unit}”, còn ô này tính bằng “{expected}”. "
        "Hãy quy về đơn vị của ô và chỉ gõ số."
    )


class NotYesOrNo(CellUnreadable):
    """A box for yes and no takes one of the two."""

    code = "cell-not-yes-or-no"
    message = "Ô {box}: “{typed}” không phải là Có hoặc Không. Hãy gõ Có, Không hoặc ? nếu chưa rõ."


class NotAChoice(CellUnreadable):
    """A box with choices takes one of them."""

    code = "cell-not-a-choice"
    message = "Ô {box}: không có lựa chọn “{typed}”. Hãy chọn một trong: {choices}."


class NotApplicableRefused(CellUnreadable):
    """Only a box that says so may be marked as not applicable."""

    code = "cell-not-applicable-refused"
    message = (
        "Ô {box}: không nhận “{typed}” (không áp dụng). "
        "Không phát sinh thì gõ 0 hoặc Không, chưa có số liệu thì gõ ?."
    )


class TextUnusable(CellUnreadable):
    """A text is short and made of printable characters."""

    code = "cell-text-unusable"
    message = (
        "Ô {box}: nội dung “{typed}” quá {most} chữ hoặc có ký tự không in được. "
        "Hãy gõ lại ngắn gọn."
    )


class ElementUnknown(RuleBroken):
    """A report answers what its form asks."""

    code = "element-unknown"
    message = "Biểu mẫu không có ô mã {code}. Hãy tải lại biểu mẫu đúng phiên bản."


def read_cell(element: Element, typed: str) -> Cell:
    """What the typed words say. An empty box is Mark.BLANK; `–`, `KAD`, "không áp dụng" and `?`,
    "chưa rõ", "không có số liệu" are marks in every kind of box.

    A number comes as Decimal, yes and no as bool, a choice as its word in the form, a text composed
    (NFC) without spaces around it. Bounds and rules are for checking. Raises CellUnreadable.
    """
    plain = typed.isdecimal() and typed.isascii() and len(typed) <= _SURE_DIGITS
    if plain and element.kind in NUMBERS:
        return _whole(element, int(typed))
    if element.kind is Kind.TEXT and mark_of(typed) is None:
        return _text(element, typed)
    typed = visible(typed)
    mark = mark_of(typed)
    if mark is Mark.NOT_APPLICABLE and not element.may_be_not_applicable:
        raise NotApplicableRefused(box=element.named, typed=typed)
    if mark:
        return mark
    if element.kind is Kind.YES_NO:
        return _yes_or_no(element, typed)
    return _choice(element, typed) if element.kind is Kind.CHOICE else _number(element, typed)


def read_value(element: Element, value: str | bool | int | float | Decimal | None) -> Cell:
    """What a value of a spreadsheet or of JSON says: None is blank, words are read as typed ones, a
    number is that number (1.234 is one and a bit), of which a binary fraction gives its first
    15 digits. Raises CellUnreadable.
    """
    if value is None:
        return Mark.BLANK
    if type(value) is int and -SURE < value < SURE and element.kind in NUMBERS:
        return _whole(element, value)  # nearly all figures, so without further looks
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, str):
        return read_cell(element, value)
    if not isinstance(value, int) and not math.isfinite(value):
        return read_cell(element, str(value))
    if -SURE < value < SURE and value == (whole := int(value)):
        return _whole(element, whole) if element.kind in NUMBERS else read_cell(element, str(whole))
    number = Decimal(f"{value:.{_SIGNIFICANT}g}") if isinstance(value, float) else Decimal(value)
    if element.kind in NUMBERS:
        return _fitting(element, number, f"{number.normalize():f}".replace(".", ","))
    return read_cell(element, f"{number.normalize():f}")


def read_cells(
    sheet: Sheet, typed: Mapping[str, str]
) -> tuple[dict[str, Cell], dict[str, CellUnreadable]]:
    """A whole report: the cells that can be read by code, and for the others why not. Boxes that
    are not there are blank. Raises ElementUnknown for a box that the form has not.
    """
    foreign = [code for code in typed if code not in sheet.by_code]
    if foreign:
        raise ElementUnknown(code=foreign[0])
    cells: dict[str, Cell] = {}
    refused: dict[str, CellUnreadable] = {}
    for element in sheet.elements:
        try:
            cells[element.code] = read_cell(element, typed.get(element.code, ""))
        except CellUnreadable as error:
            refused[element.code] = error
    return cells, refused


def cell_words(element: Element, cell: Cell) -> str:
    """The cell as it is shown, with all decimal places of the element: "1.234,5"; read_cell reads
    it back as the same cell.
    """
    if isinstance(cell, Mark):
        return _WORDS[cell]
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    return number_words(cell, element.scale) if isinstance(cell, Decimal) else cell


def number_words(number: Decimal, scale: int) -> str:
    """A number as Vietnamese writes it, with `scale` decimal places."""
    return f"{number:,.{scale}f}".translate({ord(","): ".", ord("."): ","})


def _text(element: Element, typed: str) -> str:
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n")).strip()
    odd = any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text)
    if odd or len(text) > MOST_LETTERS:
        printable = "".join(c if c.isprintable() else " " for c in shown(text))
        raise TextUnusable(box=element.named, typed=printable, most=MOST_LETTERS)
    return text


def _yes_or_no(element: Element, typed: str) -> bool:
    words = folded(typed)
    if words not in _YES | _NO:
        raise NotYesOrNo(box=element.named, typed=shown(typed))
    return words in _YES


def _choice(element: Element, typed: str) -> str:
    for choice in element.choices:
        if folded(choice) == folded(typed):
            return choice
    raise NotAChoice(box=element.named, typed=shown(typed), choices="; ".join(element.choices))


def _number(element: Element, typed: str) -> Decimal:
    parts = PARTS.fullmatch(_without_unit(element, typed))
    if parts is None:
        raise _no_number(element, typed)
    if parts["unit"]:
        raise UnitWrong(
            box=element.named,
            typed=shown(typed),
            unit=shown(parts["unit"]),
            expected=element.unit or "số đếm",
        )
    digits = parts["digits"]
    if reads_two_ways(digits, element.scale):
        raise _ambiguous(element, typed, digits)
    number = in_figures(parts["sign"], digits)
    if number is None:
        raise _no_number(element, typed)
    return _fitting(element, number, typed)


def _without_unit(element: Element, typed: str) -> str:
    """The typed number without the element's own unit behind it."""
    unit = folded(element.unit)
    for own in _DONG if unit in _DONG else (unit,):
        if own and folded(typed).endswith(own):
            return typed[: -len(own)].rstrip()
    return typed


def _fitting(element: Element, number: Decimal, typed: str) -> Decimal:
    """The number with as many places as its element has."""
    if not fits(number, element.scale):
        if not -_BEYOND < number < _BEYOND or not fits(Decimal(int(number)), element.scale):
            raise NumberTooLarge(box=element.named, typed=shown(typed))
        places = f"{element.scale} chữ số sau dấu phẩy" if element.scale else "số nguyên"
        raise TooManyPlaces(
            box=element.named, typed=shown(typed), places=places, example=_example(element)
        )
    return number.quantize(_LAST_PLACE[element.scale]) + 0  # + 0: no minus before a zero


def _whole(element: Element, number: int) -> Decimal:
    """The plain case, of which a workbook is full: one below SURE."""
    return (
        Decimal(number).quantize(_LAST_PLACE[element.scale]) if element.scale else Decimal(number)
    )


def _no_number(element: Element, typed: str) -> NotANumber:
    return NotANumber(box=element.named, typed=shown(typed), example=_example(element))


def _ambiguous(element: Element, typed: str, digits: str) -> NumberAmbiguous:
    whole, part = re.split("[.,]", digits)
    thousands, decimals = Decimal(whole + part), Decimal(f"{whole}.{part}")
    return NumberAmbiguous(
        box=element.named,
        typed=typed,
        thousands=number_words(thousands, element.scale),
        decimals=number_words(decimals, element.scale),
    )


def _example(element: Element) -> str:
    return number_words(Decimal("1234.5") if element.scale else Decimal(1234), element.scale)
