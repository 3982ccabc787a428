"""What guards a box while it is filled in: what may be typed, sums that fill themselves, rules that
show when they are broken. All of it is a help; what comes back is checked again.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.core.sheets.reading import MOST_LETTERS, cell_words, number_words
from phongtrao.core.sheets.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from phongtrao.core.sheets.elements import Cell, Element, Sheet
    from phongtrao.core.sheets.rules import Rule

PERCENT_PLACES: Final = 2
"""A percent box holds 70 % as 0.7, as spreadsheets do: typed 70 or 70%, it shows 70%."""
_PERCENT = Decimal(100)
_TITLE_LETTERS, _MESSAGE_LETTERS = 32, 255  # what Excel shows of a hint
_FORMULA_LETTERS = 1_000
_SUM_PARTS_MAX = 60
_UNKNOWN_TYPED, _NOT_APPLICABLE_TYPED = ("?",), ("KAD", "–", "-")


def is_percent(element: Element) -> bool:
    """Whether the box shows percents: 70 in the form is 0.7 in the spreadsheet."""
    return element.kind in NUMBERS and element.unit.strip() == "%"


def spreadsheet_number(element: Element, number: Decimal) -> Decimal:
    """A figure of the form as the spreadsheet holds it."""
    return number / _PERCENT if is_percent(element) else number


def number_format(element: Element) -> str:
    """How a spreadsheet shows the box; "@" keeps words as they are typed."""
    if element.kind not in NUMBERS:
        return "@"
    places = "." + "0" * element.scale if element.scale else ""
    return f"0{places}%" if is_percent(element) else f"#,##0{places}"


def _mark_words(element: Element) -> tuple[str, ...]:
    """What is shown instead of an answer."""
    marks = (Mark.UNKNOWN, Mark.NOT_APPLICABLE)[: 1 + element.may_be_not_applicable]
    return tuple(cell_words(element, mark) for mark in marks)


def _mark_signs(element: Element) -> tuple[str, ...]:
    """What is typed for it."""
    return _UNKNOWN_TYPED + (_NOT_APPLICABLE_TYPED if element.may_be_not_applicable else ())


def list_of(element: Element) -> tuple[str, ...]:
    """What a box with a list offers; () for a box that is typed into."""
    if element.kind is Kind.YES_NO:
        return ("Có", "Không", *_mark_words(element))
    return (*element.choices, *_mark_words(element)) if element.kind is Kind.CHOICE else ()


def entry_words(element: Element) -> str:
    """What the box takes, in words: "số nguyên từ 0 đến 100"."""
    if element.kind is Kind.TEXT:
        return f"chữ, không quá {MOST_LETTERS} ký tự"
    if element.kind not in NUMBERS:
        return f"một trong: {'; '.join(list_of(element))}"
    places = f", {element.scale} chữ số thập phân" if element.scale else ""
    words = "số nguyên" if element.kind is Kind.INTEGER else f"số{places}"
    if element.least is not None:
        words += f" từ {number_words(element.least, element.scale)}"
    if element.most is not None:
        words += f" đến {number_words(element.most, element.scale)}"
    return words


def validation(element: Element, address: str, list_source: str) -> dict[str, Any]:
    """The guard of a box as xlsxwriter takes it. address: of the first box of the range, relative.
    list_source: where its list stands, "" for none.
    """
    title = _cut(f"{element.code} {element.label}", _TITLE_LETTERS)
    signs = "; ".join(_mark_signs(element))
    takes = f"Ô này nhận {entry_words(element)}."
    guard: dict[str, Any] = {
        "input_title": title,
        "input_message": _cut(element.help or takes, _MESSAGE_LETTERS),
        "error_title": title,
        "error_message": _cut(f"{takes} Hoặc ghi: {signs}", _MESSAGE_LETTERS),
        "error_type": "stop",
        "ignore_blank": True,
    }
    if list_source:
        return {**guard, "validate": "list", "source": list_source}
    if element.kind is Kind.TEXT:
        return {
            **guard,
            "validate": "length",
            "criteria": "<=",
            "value": MOST_LETTERS,
            "error_message": takes,
        }
    return {**guard, "validate": "custom", "value": _number_guard(element, address)}


def _number_guard(element: Element, address: str) -> str:
    places = element.scale + (PERCENT_PLACES if is_percent(element) else 0)
    tests = [f"ROUND({address},{places})={address}"]
    for comparator, bound in ((">=", element.least), ("<=", element.most)):
        if bound is not None:
            tests.append(f"{address}{comparator}{spreadsheet_number(element, bound):f}")
    typed = _mark_words(element) + _mark_signs(element)
    words = ",".join(f'{address}="{word}"' for word in typed)
    return f"=IF(ISNUMBER({address}),AND({','.join(tests)}),OR({words}))"


def sums_of(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """The boxes that are sums of others by a rule that refuses, where a formula can say it: all
    parts must be answered, none may be not applicable, all are of one unit, and no sum goes round.
    """
    found: dict[str, tuple[str, ...]] = {}
    for rule in sheet.rules:
        if rule.sum_of is None or rule.severity is not Severity.REFUSE:
            continue
        total, parts = rule.sum_of
        elements = [sheet.by_code[code] for code in (total, *parts)]
        plain = not any(element.may_be_not_applicable for element in elements)
        alike = len({is_percent(element) for element in elements}) == 1
        fits = len(parts) <= _SUM_PARTS_MAX and total not in found
        if plain and alike and fits and total not in _needed(parts, found):
            found[total] = parts
    return found


def _needed(parts: Sequence[str], sums: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The boxes that the parts are made of, themselves among them."""
    needed = set(parts)
    for part in parts:
        needed |= _needed(sums.get(part, ()), sums)
    return needed


def sum_formula(element: Element, parts: Sequence[str], refer: Callable[[str], str]) -> str:
    """The sum when all parts are figures; empty while one is blank, unknown when one is unknown."""
    cells = [refer(code) for code in parts]
    joined = ",".join(cells)
    places = element.scale + (PERCENT_PLACES if is_percent(element) else 0)
    blanks = ",".join(f'TRIM({cell})=""' for cell in cells)
    unknown = cell_words(element, Mark.UNKNOWN)
    return (
        f"=IF(COUNT({joined})={len(cells)},ROUND(SUM({joined}),{places}),"
        f'IF(OR({blanks}),"","{unknown}"))'
    )


def sum_now(parts: Sequence[str], cells: Mapping[str, Cell]) -> Cell:
    """What sum_formula shows for the cells that stand there when the workbook is made."""
    answers = [cells.get(code, Mark.BLANK) for code in parts]
    figures = [answer for answer in answers if isinstance(answer, Decimal)]
    if len(figures) == len(answers):
        return sum(figures, Decimal(0))
    return Mark.BLANK if Mark.BLANK in answers else Mark.UNKNOWN


def broken_formula(sheet: Sheet, rule: Rule, refer: Callable[[str], str]) -> str:
    """True where the figures break the rule; "" for a rule too long for a spreadsheet."""
    cells = [refer(code) for code in rule.codes]
    terms = "".join(
        f"{weight:+d}*{cell}" + ("*100" if is_percent(sheet.by_code[code]) else "")
        for code, weight, cell in zip(rule.codes, rule.weights, cells, strict=True)
    )
    comparator = "<>" if rule.comparator == "!=" else rule.comparator
    # Binary fractions differ in the last digits, boxes in the sixth place at most.
    held = f"ROUND({terms}{rule.constant:+f},9){comparator}0"
    formula = f"=IF(COUNT({','.join(cells)})={len(cells)},NOT({held}),FALSE)"
    return formula if len(formula) <= _FORMULA_LETTERS else ""


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"
