"""Figures of targets in words: "93,7 % (118/126)", "còn thiếu 3 xã", "+2,1 điểm %"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.core.targets.standing import State

if TYPE_CHECKING:
    from phongtrao.core.targets.levels import Level, Measured
    from phongtrao.core.targets.standing import DatedFigure

_PERCENT = 100
_MOST_PLACES = 12
_HALF = Fraction(1, 2)
_TONES = {
    State.REACHED: "good",
    State.ON_TRACK: "good",
    State.BEHIND: "warn",
    State.MISSED: "bad",
    State.NOT_REPORTED: "none",
    State.NOT_APPLICABLE: "none",
}


class Unsaid(Enum):
    """Why there is no figure, as it is shown in its place; none of it is zero."""

    NOT_REPORTED = "chưa báo cáo"
    EXEMPT = "được miễn"
    UNKNOWN = "chưa rõ"
    BLANK = "để trống"
    NOT_APPLICABLE = "không áp dụng"


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved. words: "+2,1 điểm %", "−3", "không đổi". tone: "good" when it moved the
    way that the level asks for, "bad" when the other way, "none" when it did not move or no level
    says which way is better.
    """

    words: str
    tone: str


def tone_of(state: State) -> str:
    """The colour in which a state is shown, beside its mark and its word."""
    return _TONES[state]


def number_words(value: Fraction | int, places: int = 0) -> str:
    """A number with so many decimal places, halves away from zero: "1.234,5"."""
    whole = math.floor(abs(value) * 10**places + _HALF)
    before, after = divmod(whole, 10**places)
    sign = "−" if value < 0 and whole else ""
    decimals = f",{after:0{places}}" if places else ""
    return f"{sign}{before:,}".replace(",", ".") + decimals


def exact_words(value: Fraction | int) -> str:
    """A number with all decimal places that it has, at most twelve: "1.234,5"."""
    places = 0
    while places < _MOST_PLACES and (value * 10**places).denominator != 1:
        places += 1
    return number_words(value, places)


def value_of(measured: Measured) -> Fraction | None:
    """What a figure is compared by: percent when it has a whole, else the count; None for a rate of
    nothing.
    """
    return measured.count if measured.whole is None else measured.percent


def measured_words(measured: Measured, level: Level | None = None) -> str:
    """A figure with its parts: "93,7 % (118/126)", or the count.

    A rate has one decimal place, and more where it would seem to reach, to pass or to miss what it
    does not: the level, nothing, or all of the whole.
    """
    if measured.total is None:
        return exact_words(measured.count)
    parts = f"{exact_words(measured.count)}/{exact_words(measured.total)}"
    rate = value_of(measured)
    if rate is None:
        return f"chưa có gì để tính ({parts})"
    marks = [Fraction(0), Fraction(_PERCENT)]
    if level is not None and level.percent:
        marks.append(Fraction(level.value))
    places = 1
    while places < _MOST_PLACES and not _tells(rate, places, marks):
        places += 1
    return f"{number_words(rate, places)} % ({parts})"


def figure_words(figure: DatedFigure, level: Level | None = None, *, own: bool = False) -> str:
    """A figure in words; "" without one. own: a unit has reported it about itself; then what counts
    units is its answer, "Có" or "Không", and no rate of one.
    """
    if figure.measured is None:
        return ""
    if own and is_answer(figure):
        return answer_words(figure.measured)
    return measured_words(figure.measured, level)


def is_answer(figure: DatedFigure) -> bool:
    """Whether units are counted and it concerns a single one: what it reports is yes or no."""
    return figure.whole_known and figure.measured is not None and figure.measured.whole == 1


def answer_words(measured: Measured) -> str:
    """What one unit answered to a question of yes or no."""
    return "Có" if measured.part else "Không"


def _tells(rate: Fraction, places: int, marks: list[Fraction]) -> bool:
    """Whether a rate as it is printed stands on the same side of all marks as it does."""
    shown = Fraction(math.floor(rate * 10**places + _HALF), 10**places)
    return all((shown > mark, shown < mark) == (rate > mark, rate < mark) for mark in marks)


def needed_words(needed: Fraction | int | None, of: str = "") -> str:
    """What is still missing: "còn thiếu 3 xã"; "" when nothing is, or that cannot be said."""
    return f"còn thiếu {exact_words(needed)} {of}".rstrip() if needed else ""


def change_words(now: Measured, before: Measured, level: Level | None = None) -> Change | None:
    """How a figure moved since another one of the same kind; None where they cannot be compared."""
    new, old = value_of(now), value_of(before)
    if new is None or old is None or (now.whole is None) != (before.whole is None):
        return None
    step = new - old
    if step == 0:
        return Change("không đổi", "none")
    rate = now.whole is not None
    words = number_words(step, 1) if rate else exact_words(step)
    if rate and not words.strip("0,"):
        words = f"{'tăng' if step > 0 else 'giảm'} dưới 0,1"
    elif step > 0:
        words = f"+{words}"
    tone = "none"
    if level is not None:
        tone = "good" if (step > 0) is not (level.comparator in FROM_ABOVE) else "bad"
    return Change(f"{words}{' điểm %' if rate else ''}", tone)


def unsaid_of(figure: DatedFigure) -> Unsaid | None:
    """Why one unit has given no figure, or none of several, where they all say the same; None where
    there is one, and where it is a matter of each of them.
    """
    if figure.reported or figure.measured is not None:
        return None
    if not figure.concerns:
        return Unsaid.NOT_APPLICABLE
    if figure.expected in (figure.unknown, figure.blank):
        return Unsaid.UNKNOWN if figure.unknown else Unsaid.BLANK
    return Unsaid.NOT_REPORTED if figure.expected == 1 else None


def why_words(figure: DatedFigure) -> str:
    """What is shown in the place of a figure that nobody has given; "" where that says nothing."""
    unsaid = unsaid_of(figure)
    return unsaid.value if unsaid else ""


def coverage_words(figure: DatedFigure, of: str = "đơn vị") -> str:
    """By how many a figure was given: "82/126 đơn vị đã duyệt, 30 chờ duyệt, 1 chưa rõ, 13 chưa có
    số liệu"; of one unit's own report how far it is. of: what was expected, units or, of several
    windows added, reports.
    """
    unsaid = unsaid_of(figure)
    if not figure.concerns:
        return unsaid.value if unsaid and figure.apart else "không đơn vị nào phải báo cáo"
    waiting = max(0, figure.reported - figure.accepted)
    missing, correcting = figure.expected - figure.reported, figure.correcting
    if figure.expected == 1:
        accepted = "đã duyệt, đang đính chính" if correcting else "đã duyệt"
        said = "chờ duyệt" if waiting else accepted
        why = unsaid.value if unsaid in (Unsaid.UNKNOWN, Unsaid.BLANK) else "chưa có số liệu"
        return why if missing else said
    missing = max(0, missing - figure.unknown - figure.blank)
    words = [f"{number_words(figure.accepted)}/{number_words(figure.expected)} {of} đã duyệt"]
    words += [f"{number_words(correcting)} báo cáo đang đính chính"] if correcting else []
    words += [f"{number_words(waiting)} chờ duyệt"] if waiting else []
    words += [f"{number_words(figure.unknown)} {Unsaid.UNKNOWN.value}"] if figure.unknown else []
    words += [f"{number_words(figure.blank)} {Unsaid.BLANK.value}"] if figure.blank else []
    words += [f"{number_words(missing)} chưa có số liệu"] if missing else []
    return ", ".join(words)
