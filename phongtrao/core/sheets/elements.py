"""The elements of a form: what each box asks for and what may stand in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import LEAST, MOST, Mark
from phongtrao.core.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.core.sheets.rules import Rule

Cell: TypeAlias = Decimal | bool | str | Mark
"""What stands in a box: a number, a yes or no, the word of a choice or a text, or a mark."""
Cells: TypeAlias = "Mapping[str, Cell]"
"""The boxes of one report by the code of their element; one that is not there is blank."""

CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
"""How a code is written: a letter, then letters, digits, "_" and points between them ("A1.2")."""
MOST_PLACES: Final = 6
"""Decimal places that an element may have."""
MOST_BOXES: Final = 1_000
"""Boxes that a form may have: all of them are filled in on one page and sent in one piece."""
_FEWEST_CHOICES = 2
_MOST_DIGITS = 28  # as many as the arithmetic of Decimal keeps exactly

_MARK_WORDS: Final = {
    **dict.fromkeys(("-", "–", "—", "−", "kad", "không áp dụng"), Mark.NOT_APPLICABLE),
    **dict.fromkeys(
        ("?", "chưa rõ", "không rõ", "không có số liệu", "chưa có số liệu"), Mark.UNKNOWN
    ),
}


class Kind(StrEnum):
    """What a box takes."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"


NUMBERS: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
"""The kinds whose figures can be added, bounded and held against a rule."""
COUNTED: Final = NUMBERS | {Kind.YES_NO}
"""The kinds that have a total: a sum, or how many say yes."""


def whole_of(code: str) -> str:
    """The code of the box of which a code says that its box is a part; "" for none."""
    return code.rpartition(".")[0]


class ElementUnusable(RuleBroken):
    """An element must be one that can be asked and answered."""

    code = "element-unusable"
    message = "Chỉ tiêu {element} không dùng được: {why}."


class SheetUnusable(RuleBroken):
    """A form must have elements of different codes, and rules over boxes that it has."""

    code = "sheet-unusable"
    message = "Biểu mẫu không dùng được: {why}."


@dataclass(frozen=True, slots=True)
class Element:
    """One box of a form.

    code: unique in the form, as CODE. label: what is asked, in Vietnamese. group: heading above it.
    unit: what is counted ("vụ", "triệu đồng", "%"). scale: decimal places that a number may have.
    least, most: bounds of a number, both included, None for none. choices: the words to choose
    from. required: a blank box is refused. help: a sentence for who fills it in.
    Raises ElementUnusable.
    """

    code: str
    label: str
    kind: Kind
    group: str = ""
    unit: str = ""
    scale: int = 0
    least: Decimal | None = Decimal(0)
    most: Decimal | None = None
    choices: tuple[str, ...] = ()
    required: bool = True
    may_be_not_applicable: bool = False
    help: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could answer."""
        why = self._fault() or self._fault_of_number() or self._fault_of_choices()
        if why:
            raise ElementUnusable(element=self.code or self.label, why=why)

    def _fault(self) -> str:
        if not CODE.fullmatch(self.code):
            return "mã phải bắt đầu bằng chữ cái không dấu, sau đó là chữ, số, “_” hoặc “.”"
        if not self.label.strip():
            return "chưa có tên chỉ tiêu"
        if self.unit[:1].isdigit():
            return "đơn vị tính không được bắt đầu bằng chữ số"
        if self.kind not in NUMBERS and (self.scale or self.most is not None):
            return "chỉ ô số mới có số chữ số thập phân và mức lớn nhất"
        if self.kind is not Kind.CHOICE and self.choices:
            return "chỉ ô chọn mới có danh sách lựa chọn"
        return ""

    def _fault_of_number(self) -> str:
        if self.kind not in NUMBERS:
            return ""
        if not 0 <= self.scale <= MOST_PLACES:
            return f"số chữ số thập phân phải từ 0 đến {MOST_PLACES}"
        if (self.kind is Kind.INTEGER and self.scale) or (
            self.kind is Kind.DECIMAL and not self.scale
        ):
            return "số nguyên không có chữ số thập phân, số thập phân phải có ít nhất một"
        bounds = [bound for bound in (self.least, self.most) if bound is not None]
        if not all(fits(bound, self.scale) for bound in bounds):
            return "mức nhỏ nhất, lớn nhất phải viết được bằng số chữ số thập phân của ô"
        if bounds != sorted(bounds):
            return "mức nhỏ nhất lớn hơn mức lớn nhất"
        return ""

    def _fault_of_choices(self) -> str:
        if self.kind is not Kind.CHOICE:
            return ""
        words = [folded(choice) for choice in self.choices]
        if len(words) < _FEWEST_CHOICES:
            return "ô chọn cần ít nhất hai lựa chọn"
        if "" in words or len({*words}) < len(words):
            return "các lựa chọn phải có chữ và khác nhau"
        kept = [choice for choice in self.choices if mark_of(choice)]
        if kept:
            return f"lựa chọn “{kept[0]}” trùng với cách ghi “không áp dụng” hoặc “chưa rõ”"
        return ""

    @property
    def named(self) -> str:
        """How a message calls the box: "A1 (Số vụ tiếp nhận)"."""
        return f"{self.code} ({self.label})"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form: its elements in order and the rules between its boxes. Raises SheetUnusable.

    columns: the elements that are stored as numbers, in order: all but those asked in words, which
    are kept beside (see core.figures.packing).
    """

    elements: tuple[Element, ...]
    rules: tuple[Rule, ...] = ()
    by_code: Mapping[str, Element] = field(init=False, repr=False, compare=False)
    columns: tuple[Element, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a form that could not be filled in or checked."""
        object.__setattr__(self, "by_code", {element.code: element for element in self.elements})
        object.__setattr__(
            self, "columns", tuple(each for each in self.elements if each.kind is not Kind.TEXT)
        )
        why = self._fault()
        if why:
            raise SheetUnusable(why=why)

    def stands_under(self, code: str) -> str:
        """The box that a box is a part of, as its code says: "A3" of "A3.1"; "" for none."""
        whole = whole_of(code)
        return whole if whole in self.by_code else ""

    def _fault(self) -> str:
        if not self.elements:
            return "chưa có chỉ tiêu nào"
        seen: set[str] = set()
        for element in self.elements:
            if element.code.lower() in seen:
                return f"mã {element.code} dùng cho hai chỉ tiêu"
            seen.add(element.code.lower())
        for rule in self.rules:
            for code in rule.codes:
                if code not in self.by_code:
                    return f"quy tắc “{rule.expression}” nhắc đến mã {code} không có trong biểu"
                if self.by_code[code].kind not in NUMBERS:
                    return f"quy tắc “{rule.expression}” nhắc đến ô {code} không phải ô số"
        return ""


def fits(number: Decimal, scale: int) -> bool:
    """Whether a number can be stored with so many decimal places, exactly."""
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS:
        return False
    if not LEAST <= number <= MOST:
        return False
    moved = number.scaleb(scale)
    return LEAST <= moved <= MOST and moved == int(moved)


def folded(words: str) -> str:
    """Words as they are compared: composed, lower case, one space between two, one tone
    placement.
    """
    return fold(" ".join(unicodedata.normalize("NFC", words).split()))


def mark_of(words: str) -> Mark | None:
    """The mark that the words stand for; None for words that say something else."""
    return _MARK_WORDS.get(folded(words), None if words.strip() else Mark.BLANK)
