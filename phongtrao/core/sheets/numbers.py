"""Numbers as people type them, in a report or beside one.

Vietnamese writes a point or a space before every three digits and a comma before the decimals
(`1.234,5`). A point before decimals (`1234.5`), as English and many programs write it, is read
where nothing else can be meant. What could be two numbers is refused:

- `1,234` where fewer than three decimal places are expected (1.234 or one and a bit?);
- `1.234` where three or more are. Elsewhere `1.234` is one thousand two hundred thirty-four.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from phongtrao.core.errors import RuleBroken

_SHOWN = 60
_GROUPED = 3

_VIETNAMESE = re.compile(
    r"(?P<whole>\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:,(?P<part>\d+))?", re.ASCII
)
_ENGLISH = re.compile(
    r"(?P<whole>\d+|[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:,\d{3})+)\.(?P<part>\d+)"
    r"|(?P<grouped>[1-9]\d{0,2}(?:,\d{3}){2,})",
    re.ASCII,
)
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}", re.ASCII)
PARTS = re.compile(r"(?P<sign>[-−]?) ?(?P<digits>\d(?:[\d., ]*\d)?) ?(?P<unit>[^\d.,]*)", re.ASCII)


class NumberUnreadable(RuleBroken):
    """A number is typed as one."""

    code = "number-unreadable"
    message = "“{typed}” không phải là số. Hãy gõ số như 1.234,5, không kèm chữ hay đơn vị."


class NumberTwoWays(RuleBroken):
    """A number must have one reading, outside of a report too."""

    code = "number-two-ways"
    message = (
        "“{typed}” có thể hiểu thành hai số. Hãy gõ {thousands} nếu là hàng nghìn, gõ {decimals}"
        " nếu là số có phần thập phân."
    )


def read_number(typed: str, scale: int = 0) -> Decimal:
    """A number that is typed beside the boxes of a report, such as a bound or a level.

    scale: decimal places that are expected; it may have more. Raises NumberUnreadable,
    NumberTwoWays.
    """
    parts = PARTS.fullmatch(visible(typed))
    digits = parts["digits"] if parts and not parts["unit"] else ""
    sign = parts["sign"] if parts else ""
    if reads_two_ways(digits, scale):
        whole, part = re.split("[.,]", digits)
        raise NumberTwoWays(
            typed=typed.strip(),
            thousands=f"{sign}{whole}{part}",
            decimals=f"{sign}{whole},{part}{'' if scale >= _GROUPED else '0'}",
        )
    number = in_figures(sign, digits)
    if number is None:
        raise NumberUnreadable(typed=shown(typed.strip()))
    return number


def number_typed(number: Decimal, scale: int = 0) -> str:
    """A number as a person would type it; read_number reads it back with the same scale."""
    whole, _, part = f"{number:f}".partition(".")
    part = part.rstrip("0")
    if len(part) == _GROUPED and scale < _GROUPED:
        part += "0"
    return f"{whole},{part}" if part else whole


def visible(typed: str) -> str:
    """Composed, without the invisible characters that copying brings, one space between words."""
    if typed.isascii():
        return " ".join(typed.split())
    composed = unicodedata.normalize("NFC", typed)
    return " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())


def shown(typed: str) -> str:
    """The beginning of what was typed, for a message."""
    return typed if len(typed) <= _SHOWN else typed[: _SHOWN - 1] + "…"


def reads_two_ways(digits: str, scale: int) -> bool:
    """Whether digits can be two numbers where so many decimal places are expected."""
    two_ways = _TWO_WAYS.fullmatch(digits)
    return two_ways is not None and (two_ways["mark"] == ".") == (scale >= _GROUPED)


def in_figures(sign: str, digits: str) -> Decimal | None:
    """The number that digits with their points and commas write; None for none."""
    reading = _VIETNAMESE.fullmatch(digits) or _ENGLISH.fullmatch(digits)
    if reading is None:
        return None
    groups = reading.groupdict()
    whole = re.sub(r"\D", "", groups["whole"] or groups["grouped"])
    number = Decimal(f"{whole}.{groups['part'] or '0'}")
    return number.copy_negate() if sign else number
