"""What goes with a box of a draft when it is taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.sheets.rules import Rule, Severity
from phongtrao.reporting.queries.box_parts import parts_under
from phongtrao.reporting.queries.forms import SEVERITY_WORDS

if TYPE_CHECKING:
    from phongtrao.reporting.models import Element, Measure, SheetRule


@dataclass(frozen=True)
class Going:
    """What is taken away with a box. parts: the boxes of its parts; rules: those that name any of
    them; measures: those that count any of them.
    """

    element: Element
    parts: tuple[Element, ...]
    rules: tuple[SheetRule, ...]
    measures: tuple[Measure, ...]

    @property
    def rule_words(self) -> list[str]:
        """The rules, whole enough to be written anew."""
        return [
            f"{row.expression} ({row.words}; {SEVERITY_WORDS[Severity(row.severity)]})"
            for row in self.rules
        ]

    @property
    def measure_words(self) -> list[str]:
        """The measures, whole enough to be made anew."""
        return [_measure_words(row) for row in self.measures]

    @property
    def told(self) -> list[str]:
        """What a person must know before, a line each; nothing for a box that stands alone."""
        counted = self.element.indicator
        return [
            *(f"Phần của ô: {part}" for part in self.parts),
            *(f"Quy tắc: {words}" for words in self.rule_words),
            *(f"Cách đo: {words}" for words in self.measure_words),
            *([f"Ô không còn đếm vào chỉ số {counted.code}: {counted.name}"] if counted else ()),
        ]


def going_with(element: Element) -> Going:
    """What goes with a box."""
    parts = parts_under(list(element.form.elements.all()), element.code)
    boxes = [element, *parts]
    gone, codes = {box.pk for box in boxes}, {box.code for box in boxes}
    measures = element.form.measures.select_related("target", "numerator", "denominator")
    return Going(
        element,
        tuple(parts),
        tuple(
            row
            for row in element.form.rules.all()
            if codes.intersection(Rule(row.expression, row.words).codes)
        ),
        tuple(row for row in measures if gone & {row.numerator_id, row.denominator_id}),
    )


def _measure_words(row: Measure) -> str:
    boxes = (
        f"{row.numerator.code} / {row.denominator.code}" if row.denominator else row.numerator.code
    )
    return f"{row.target} ({boxes}, {'cộng các kỳ' if row.adds_up else 'lấy kỳ mới nhất'})"
