"""Whether a report can be sent: its missing boxes, its bounds and its rules.

One report is checked box by box, as someone types; many at once column by column, as a workbook of
a province comes in. Both find the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from phongtrao.core.figures.marks import BLANK, NOT_APPLICABLE, UNKNOWN, Mark
from phongtrao.core.sheets.columns import said_in_words
from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.sheets.rules import COMPARATORS, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from phongtrao.core.sheets.elements import Cell, Cells, Element, Sheet
    from phongtrao.core.sheets.rules import Rule

MISSING: Final = "Ô {box} còn trống. Hãy điền; chưa có thông tin thì gõ ?."
MISSING_NUMBER: Final = (
    "Ô {box} còn trống. Hãy điền số liệu; không phát sinh thì gõ 0, chưa có số liệu thì gõ ?."
)
NOT_APPLICABLE_REFUSED: Final = (
    "Ô {box} không nhận “không áp dụng”. Hãy điền; chưa có thông tin thì gõ ?."
)
TOO_LOW: Final = "Ô {box} ghi {figure}, nhỏ hơn mức thấp nhất là {bound}. Hãy kiểm tra lại."
TOO_HIGH: Final = "Ô {box} ghi {figure}, lớn hơn mức cao nhất là {bound}. Hãy kiểm tra lại."
BROKEN: Final = "{words} ({figures}). Hãy kiểm tra lại các ô này."

_BLOCK = 1 << 15  # rows looked at together: a column of them stays in the cache of the processor
_WIDEST = 2**63


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a box. code: the element; text: a Vietnamese sentence; others:
    the other boxes that a broken rule speaks of.
    """

    code: str
    text: str
    severity: Severity
    others: tuple[str, ...] = ()


class Change(NamedTuple):
    """A box that differs between two revisions."""

    code: str
    before: Cell
    after: Cell


def check(sheet: Sheet, cells: Cells) -> list[Finding]:
    """All that is wrong with one report, in the order of the form; a broken rule stands at its
    first box, after what is wrong with that box itself. An empty list: it can be sent.

    cells: as read_cell gives them. A rule with a marked box among its own says nothing.
    """
    rules = _rules_by_box(sheet)
    findings: list[Finding] = []
    for element in sheet.elements:
        finding = _finding_at(element, cells.get(element.code, Mark.BLANK))
        if finding:
            findings.append(finding)
        for rule in rules[element.code]:
            figures = {code: cells.get(code, Mark.BLANK) for code in rule.codes}
            numbers = {code: f for code, f in figures.items() if isinstance(f, Decimal)}
            if len(numbers) == len(figures) and not rule.holds(numbers):
                findings.append(_broken(sheet, rule, numbers))
    return findings


def check_many(
    sheet: Sheet, matrix: NDArray[np.int64], texts: Sequence[Mapping[str, str]] | None = None
) -> dict[int, list[Finding]]:
    """What `check` finds in each of many reports; rows without a finding are left out.

    matrix: packed rows, shape (n, columns of the form), see core.figures.packing. texts: for each
    row what core.sheets.columns.texts gives; None leaves boxes for words unchecked. Time grows with
    the number of values and, apart from it, with the number of findings. Raises ValueError for a
    matrix of another form.
    """
    if matrix.ndim != 2 or matrix.shape[1] != len(sheet.columns):
        raise ValueError(f"the form has {len(sheet.columns)} columns, not {matrix.shape}")
    found: dict[int, list[Finding]] = defaultdict(list)
    for start in range(0, len(matrix), _BLOCK):
        block = _Block(sheet, matrix[start : start + _BLOCK], start, found)
        block.check(texts)
    return dict(found)


def changed(sheet: Sheet, old: Cells, new: Cells) -> list[Change]:
    """The boxes that differ between two revisions, in the order of the form."""
    pairs = (
        Change(element.code, old.get(element.code, Mark.BLANK), new.get(element.code, Mark.BLANK))
        for element in sheet.elements
    )
    return [change for change in pairs if change.before != change.after]


class _Block:
    """Some thousands of rows, column by column. found: filled for the rows, counted from start."""

    def __init__(
        self,
        sheet: Sheet,
        rows: NDArray[np.int64],
        start: int,
        found: dict[int, list[Finding]],
    ) -> None:
        self._sheet = sheet
        self._start = start
        self._found = found
        self._columns = dict(
            zip(
                (element.code for element in sheet.columns),
                np.ascontiguousarray(rows.T),
                strict=True,
            )
        )
        self._length = len(rows)

    def check(self, texts: Sequence[Mapping[str, str]] | None) -> None:
        rules = _rules_by_box(self._sheet)
        for element in self._sheet.elements:
            if element.kind is not Kind.TEXT:
                self._check_column(element)
            elif texts is not None:
                self._check_texts(element, texts)
            for rule in rules[element.code]:
                self._check_rule(rule)

    def _check_column(self, element: Element) -> None:
        column = self._columns[element.code]
        wrong = column == BLANK if element.required else np.zeros(self._length, dtype=bool)
        if not element.may_be_not_applicable:
            wrong |= column == NOT_APPLICABLE
        if element.kind in NUMBERS and element.least is not None:
            wrong |= (column < _whole(element.least, element.scale)) & (column > UNKNOWN)
        if element.kind in NUMBERS and element.most is not None:
            wrong |= column > _whole(element.most, element.scale)
        rows = np.flatnonzero(wrong)
        said: dict[int, Finding | None] = {}
        for row, number in zip(rows.tolist(), column[rows].tolist(), strict=True):
            if number not in said:
                said[number] = _finding_at(element, _cell(element, number))
            self._add(row, said[number])

    def _check_texts(self, element: Element, texts: Sequence[Mapping[str, str]]) -> None:
        for row in range(self._length):
            words = texts[self._start + row].get(element.code, "")
            self._add(row, _finding_at(element, said_in_words(words)))

    def _check_rule(self, rule: Rule) -> None:
        columns = np.stack([self._columns[code] for code in rule.codes])
        rows = np.flatnonzero((columns > UNKNOWN).all(axis=0))
        if not len(rows):
            return
        totals = self._totals(rule, columns[:, rows])
        kept = COMPARATORS[rule.comparator](totals, 0)
        for row in rows[~kept.astype(bool)].tolist():
            self._add(row, self._broken(rule, row))

    def _totals(self, rule: Rule, figures: NDArray[np.int64]) -> NDArray[Any]:
        """The rule's left side less its right side, in units of the last place of all of them."""
        scales = [self._sheet.by_code[code].scale for code in rule.codes]
        places = -int(rule.constant.as_tuple().exponent)
        last = max(*scales, places)
        weights = [
            weight * 10 ** (last - scale)
            for weight, scale in zip(rule.weights, scales, strict=True)
        ]
        constant = _whole(rule.constant, last)
        highest = np.abs(figures).max(axis=1).tolist()
        reach = abs(constant) + sum(
            abs(weight) * most for weight, most in zip(weights, highest, strict=True)
        )
        if reach >= _WIDEST:  # beyond 64 bits: Python's own numbers, slower and as exact
            figures = figures.astype(object)
        total: NDArray[Any] = figures[0] * weights[0]
        for weight, column in zip(weights[1:], figures[1:], strict=True):
            total = total + column * weight
        return total + constant

    def _broken(self, rule: Rule, row: int) -> Finding:
        elements = (self._sheet.by_code[code] for code in rule.codes)
        figures = {
            each.code: Decimal(int(self._columns[each.code][row])).scaleb(-each.scale)
            for each in elements
        }
        return _broken(self._sheet, rule, figures)

    def _add(self, row: int, finding: Finding | None) -> None:
        if finding:
            self._found[self._start + row].append(finding)


def _rules_by_box(sheet: Sheet) -> Mapping[str, list[Rule]]:
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in sheet.rules:
        rules[rule.codes[0]].append(rule)
    return rules


def _finding_at(element: Element, cell: Cell) -> Finding | None:
    """What is wrong with one box by itself."""
    if cell is Mark.BLANK and element.required:
        missing = MISSING_NUMBER if element.kind in NUMBERS else MISSING
        return Finding(element.code, missing.format(box=element.named), Severity.REFUSE)
    if cell is Mark.NOT_APPLICABLE and not element.may_be_not_applicable:
        text = NOT_APPLICABLE_REFUSED.format(box=element.named)
        return Finding(element.code, text, Severity.REFUSE)
    if not isinstance(cell, Decimal):
        return None
    if element.least is not None and cell < element.least:
        return _out_of_bounds(element, TOO_LOW, cell, element.least)
    if element.most is not None and cell > element.most:
        return _out_of_bounds(element, TOO_HIGH, cell, element.most)
    return None


def _out_of_bounds(element: Element, sentence: str, figure: Decimal, bound: Decimal) -> Finding:
    text = sentence.format(
        box=element.named, figure=cell_words(element, figure), bound=cell_words(element, bound)
    )
    return Finding(element.code, text, Severity.REFUSE)


def _broken(sheet: Sheet, rule: Rule, figures: Mapping[str, Decimal]) -> Finding:
    shown = "; ".join(
        f"{sheet.by_code[code].named} = {cell_words(sheet.by_code[code], figures[code])}"
        for code in rule.codes
    )
    text = BROKEN.format(words=rule.words.strip().rstrip("."), figures=shown)
    return Finding(rule.codes[0], text, rule.severity, rule.codes[1:])


def _cell(element: Element, number: int) -> Decimal | Mark:
    if number > UNKNOWN:
        return Decimal(number).scaleb(-element.scale)
    return Mark(number)


def _whole(number: Decimal, scale: int) -> int:
    return int(number.scaleb(scale))
