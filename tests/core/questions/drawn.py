"""A report drawn as a table: one line an element, one column a period, the last one is asked about.

An empty box is "-", unknown is "?", "yes" is a yes; a column whose boxes are all "." was not sent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import Mark
from phongtrao.core.questions.facts import AskedElement, Nature, Past, Report, Threshold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.core.questions.facts import Cell

_WORDS: dict[str, Cell] = {"-": Mark.BLANK, "?": Mark.UNKNOWN, "yes": True}


def drawn(
    table: str,
    *,
    unit: str = "Xã An Phú",
    a_year: int = 4,
    natures: Mapping[str, Nature] | None = None,
    wholes: Mapping[str, str] | None = None,
    levels: Mapping[str, Threshold] | None = None,
) -> Report:
    """The report; the label of an element is its code."""
    head, *lines = [
        [cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()
    ]
    elements = tuple(
        AskedElement(
            line[0],
            line[0],
            (natures or {}).get(line[0], Nature.COUNTED),
            (wholes or {}).get(line[0], ""),
            (levels or {}).get(line[0]),
        )
        for line in lines
    )
    periods = [_period(name, place, lines) for place, name in enumerate(head[1:], 1)]
    now = periods[-1]
    assert now is not None
    return Report(
        unit,
        unit,
        now.period,
        elements,
        now.cells,
        history=tuple(periods[:-1]),
        periods_a_year=a_year,
    )


def _period(name: str, place: int, lines: Sequence[Sequence[str]]) -> Past | None:
    if all(line[place] == "." for line in lines):
        return None
    return Past(name, {line[0]: _cell(line[place]) for line in lines})


def _cell(words: str) -> Cell:
    return _WORDS.get(words) or Decimal(words)
