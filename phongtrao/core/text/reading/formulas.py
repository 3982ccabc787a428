"""Formulas of a spreadsheet that give nothing to read: never worked out, or ended in an error."""

from __future__ import annotations

import io
from typing import Final

from lxml import etree

UNCOUNTED: Final = "#CHƯA TÍNH!"
"""What is read of a formula of which no program has worked out the result."""
PASTE: Final = "Hãy dán giá trị (Paste Values) thay cho công thức, hoặc gõ thẳng, rồi lưu lại tệp"
"""What to do about a fault of a formula."""
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
# A formula that ends in words may end in none, and then says so: it was worked out.
_RESULTS_IN_WORDS = frozenset({"str", "e"})


def formula_fault(cell: str) -> str:
    """What is wrong with the formula of a cell as `read_sheet` gives it; "" where nothing is."""
    if cell == UNCOUNTED:
        return "công thức chưa được tính"
    return f"công thức báo lỗi {cell}" if cell in _ERRORS else ""


def is_uncounted(cell: etree._Element) -> bool:
    """Tell whether a cell of a sheet (`c`) that has a formula has no result of it."""
    return cell.get("t") not in _RESULTS_IN_WORDS and not cell.findtext("{*}v", "")


def uncounted_places(part: bytes) -> set[tuple[int, int]]:
    """Line and column, from 1, of the formulas of a sheet that nobody has worked out.

    part: the sheet in UTF-8, without entities. Raises XMLSyntaxError.
    """
    found = set()
    line = 0
    for _, row in etree.iterparse(
        io.BytesIO(part), tag="{*}row", resolve_entities=False, no_network=True
    ):
        line, column = int(row.get("r", line + 1)), 0
        for cell in row.iterfind("{*}c"):
            letters = cell.get("r", "").rstrip("0123456789")
            column = _column(letters) if letters else column + 1
            if cell.find("{*}f") is not None and is_uncounted(cell):
                found.add((line, column))
        row.clear()
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
