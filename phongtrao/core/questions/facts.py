"""What is asked about and what is asked: the facts of a report, and a question."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

Cell = Decimal | int | bool | str | Mark
"""What stands in a box; only numbers are asked about, never a yes, a choice or a text."""


class Nature(StrEnum):
    """How a figure comes about, which says what may be natural about it."""

    COUNTED = "counted"
    """Counted anew in each period: cases, hours of patrol, articles."""
    STANDING = "standing"
    """What stands at the end of the period: teams, cameras. It may well repeat from period to
    period and be the same everywhere."""
    SET = "set"
    """Laid down by somebody: money, a plan's number, a frozen denominator. It may well be round."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The level of a target.

    words: as it is shown, "trên 90 %". met: whether a part of a whole reaches it (whole None: only
    a number is counted); None where that cannot be said.
    """

    words: str
    met: Callable[[int, int | None], bool | None]


@dataclass(frozen=True, slots=True)
class AskedElement:
    """An element of the form, as far as questions need to know it.

    label: as the form shows it. whole: the code of the element of which this one counts a part
    ("thụ lý" of "tiếp nhận"), "" for none; a frozen denominator is an element of nature SET.
    """

    code: str
    label: str
    nature: Nature = Nature.COUNTED
    whole: str = ""
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier report of the unit. period: in words, "Quý I/2026"."""

    period: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """What a register of the program holds of the same thing at the end of the window.

    codes: the elements whose sum it should be. source: in words, "danh sách tổ bảo vệ".
    """

    codes: tuple[str, ...]
    count: Decimal | int
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The revision before this one. closed_on: the last day of the period's reports."""

    before: Mapping[str, Cell]
    corrected_on: date
    closed_on: date


@dataclass(frozen=True, slots=True)
class Early:
    """A report made up before its window was over, though it is due only afterwards. ends: the last
    day of the window.
    """

    made_on: date
    ends: date


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one unit for one period, and what they are held against.

    unit: its identity; name: as it is shown. period: in words. cells: by code of element. history:
    earlier periods of the same rhythm and window, on the unit's boundaries of today, oldest first,
    one entry a period: None where there is no report. periods_a_year: 12, 4, 2 or 1.
    """

    unit: str
    name: str
    period: str
    elements: tuple[AskedElement, ...]
    cells: Mapping[str, Cell]
    history: tuple[Past | None, ...] = ()
    periods_a_year: int = 1
    registers: tuple[RegisterCount, ...] = ()
    correction: Correction | None = None
    early: Early | None = None


class Severity(StrEnum):
    """What a question asks for. Neither holds a report up."""

    ANSWER = "answer"
    """A sentence of explanation, or a corrected figure."""
    LOOK = "look"
    """Another look."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in Vietnamese.

    rule: the id of the rule that asks. codes: the elements it is about. units: whom it is about. It
    is the same question again when all of it is the same, so an answer goes stale as soon as a
    figure in it changes.
    """

    rule: str
    codes: tuple[str, ...]
    words: str
    severity: Severity
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a kind of rule found: the elements, and what fills the gaps of the rule's sentence.

    units: whom it is about, where that is not the whole of what was looked at.
    """

    codes: tuple[str, ...]
    gaps: Mapping[str, object]
    units: tuple[str, ...] = ()


def number(cells: Mapping[str, Cell], code: str) -> Decimal | None:
    """The figure in a box; None for an empty one, a mark, a yes or no, and for words."""
    cell = cells.get(code)
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    return None


def whole_number(cells: Mapping[str, Cell], code: str) -> int | None:
    """The figure in a box as an integer; None also where it has a fraction."""
    figure = number(cells, code)
    return int(figure) if figure is not None and figure == figure.to_integral_value() else None


def in_words(figure: Decimal | int) -> str:
    """A figure as Vietnamese prints it: 1.234,5."""
    return f"{Decimal(figure).normalize():,f}".translate(_SEPARATORS)


def listed(labels: list[str], most: int = 4) -> str:
    """Labels in quotation marks, a long list cut: “A”, “B” và 3 mục khác."""
    shown = ", ".join(f"“{label}”" for label in labels[:most])
    return f"{shown} và {len(labels) - most} mục khác" if len(labels) > most else shown


_SEPARATORS = str.maketrans(",.", ".,")
