"""A drawn year of reports in which nothing is wrong, and faults to plant in it.

The same seed gives the same figures. A clean year has all that is natural and may look odd: small
counts that repeat, seasons, round sums of money, standing numbers that never change, one festival
in every commune, empty boxes, honest corrections in time and late.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from phongtrao.core.figures.marks import Mark
from phongtrao.core.questions.facts import (
    AskedElement,
    Correction,
    Nature,
    Past,
    RegisterCount,
    Report,
    Threshold,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.core.questions.facts import Cell

QUARTERS = 4
_NAMES = ("I", "II", "III", "IV")
UNITS = 126
_EVEN = (1.0, 1.0, 1.0, 1.0)
_CLOSES = ((3, 31), (6, 30), (9, 30), (12, 31))


def at_least(percent: int) -> Threshold:
    """The level of a rate."""
    return Threshold(
        f"ít nhất {percent} %",
        lambda part, whole: Fraction(part * 100, whole) >= percent if whole else None,
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """An element, and how its figures are drawn.

    mean: a quarter in a commune of middle size. share: of the whole, for a part. season: what the
    mean is multiplied with in each quarter.
    """

    element: AskedElement
    mean: float = 0.0
    share: float = 0.0
    season: tuple[float, ...] = _EVEN
    register: str = ""


def _counted(code: str, label: str, mean: float, *season: float) -> Drawn:
    return Drawn(AskedElement(code, label), mean, season=season or _EVEN)


def _standing(code: str, label: str, mean: float, register: str = "") -> Drawn:
    return Drawn(AskedElement(code, label, Nature.STANDING), mean, register=register)


def _part(
    code: str, label: str, whole: str, share: float, threshold: Threshold | None = None
) -> Drawn:
    return Drawn(AskedElement(code, label, Nature.COUNTED, whole, threshold), share=share)


FORM = (
    _counted("A1", "Tin báo, tố giác đã tiếp nhận", 62, 1.0, 0.9, 1.1, 1.2),
    _part("A2", "Tin báo, tố giác đã thụ lý", "A1", 0.995),
    _part("A3", "Tin báo, tố giác đã giải quyết", "A1", 0.92, at_least(90)),
    _counted("A4", "Tin báo, tố giác quá thời hạn", 0.8),
    _counted("B1", "Vụ việc hòa giải đã thụ lý", 31),
    _part("B2", "Vụ việc hòa giải thành", "B1", 0.86, at_least(80)),
    _counted("C1", "Buổi tuyên truyền", 14, 0.8, 1.0, 1.5, 0.9),
    _counted("C2", "Lượt người dự tuyên truyền", 1150, 0.8, 1.0, 1.5, 0.9),
    _counted("C3", "Tin, bài đã đăng, phát", 23, 0.9, 1.0, 1.4, 1.0),
    _counted("D1", "Vụ cháy, nổ", 0.5),
    _counted("D2", "Vụ tai nạn giao thông", 3.2),
    _counted("D3", "Vũ khí, vật liệu nổ vận động giao nộp", 5, 0.5, 0.8, 1.0, 2.5),
    _counted("E1", "Hộ gia đình ký cam kết", 420, 3.0, 0.6, 0.5, 0.4),
    _counted("E2", "Ngày hội đã tổ chức", 1, 0.0, 0.0, 1.0, 0.0),
    _counted("E3", "Giờ tuần tra của tổ bảo vệ", 310),
    _standing("F1", "Tổ bảo vệ an ninh, trật tự", 24, "danh sách tổ bảo vệ"),
    _standing("F2", "Mô hình đang hoạt động", 9, "sổ mô hình"),
    _standing("F3", "Khu dân cư", 24, "danh sách khu dân cư"),
    _standing("F4", "Ca-mê-ra an ninh", 140),
    Drawn(AskedElement("G1", "Kinh phí đã chi (triệu đồng)", Nature.SET), 160),
)
ELEMENTS = tuple(drawn.element for drawn in FORM)
_MOVES = (0, 0, 0, 0, 0, 1, 2, -1)
_ONCE = "E2"
"""What every commune holds once a year."""


def clean_year(
    seed: int,
    *,
    units: int = UNITS,
    size: float = 1.0,
    unrest: float = 0.1,
    year: int = 2026,
    years_before: int = 1,
) -> list[list[Report]]:
    """The reports of each quarter, every unit one. size: 1 for communes, 0.1 for neighbourhoods.

    unrest: how far a quarter may be from the unit's usual beyond mere chance (0.1: a tenth).
    years_before: how many years of history stand behind the year.
    """
    chance = np.random.default_rng(seed)
    years = [year - back for back in range(years_before, -1, -1)]
    quarters: list[list[Report]] = [[] for _ in range(QUARTERS)]
    for number in range(units):
        levels = _levels(chance, size)
        cells = [
            _cells(chance, levels, quarter, unrest) for _ in years for quarter in range(QUARTERS)
        ]
        past = [
            Past(f"Quý {_NAMES[place % QUARTERS]}/{years[place // QUARTERS]}", one)
            for place, one in enumerate(cells)
        ]
        for quarter in range(QUARTERS):
            here = len(past) - QUARTERS + quarter
            report = Report(
                f"xa-{number + 1:03}",
                f"Xã số {number + 1}",
                past[here].period,
                ELEMENTS,
                past[here].cells,
                tuple(past[:here]),
                QUARTERS,
                _registers(past[here].cells),
            )
            quarters[quarter].append(_perhaps_corrected(chance, report, year, quarter))
    return quarters


def _levels(chance: np.random.Generator, size: float) -> dict[str, float]:
    """What is usual in one unit: larger ones have more of everything, and each its own habits."""
    people = size * chance.lognormal(0, 0.35)
    levels = {}
    for drawn in FORM:
        usual = drawn.mean * people * chance.lognormal(0, 0.25)
        if drawn.element.nature is Nature.STANDING:
            usual = float(chance.poisson(usual) + 1)
        levels[drawn.element.code] = usual
        if drawn.share:
            levels[drawn.element.code] = min(0.999, max(0.5, chance.normal(drawn.share, 0.02)))
    return levels


def _cells(
    chance: np.random.Generator, levels: dict[str, float], quarter: int, unrest: float
) -> dict[str, Cell]:
    """One quarter. Standing numbers move seldom, and `levels` with them."""
    cells: dict[str, Cell] = {}
    for drawn in FORM:
        code = drawn.element.code
        mean = levels[code] * drawn.season[quarter]
        whole = whole_number(cells, drawn.element.whole)
        if code == _ONCE:
            figure = int(drawn.season[quarter])
        elif drawn.element.whole:
            figure = int(chance.binomial(whole or 0, levels[code]))
        elif drawn.element.nature is Nature.STANDING:
            levels[code] += _MOVES[int(chance.integers(len(_MOVES)))] if mean > 1 else 0
            figure = int(levels[code])
        elif drawn.element.nature is Nature.SET:
            figure = 10 * int(chance.poisson(mean / 10))
        else:
            figure = int(chance.poisson(mean * chance.lognormal(0, unrest)))
        cells[code] = Decimal(figure)
    for code in cells:
        if chance.random() < 0.01:
            cells[code] = Mark.BLANK if chance.random() < 0.5 else Mark.UNKNOWN
    return cells


def _registers(cells: Mapping[str, Cell]) -> tuple[RegisterCount, ...]:
    return tuple(
        RegisterCount(
            (drawn.element.code,), whole_number(cells, drawn.element.code) or 0, drawn.register
        )
        for drawn in FORM
        if drawn.register
    )


def _perhaps_corrected(
    chance: np.random.Generator, report: Report, year: int, quarter: int
) -> Report:
    """One report in ten was corrected a little in one box, a quarter of these after the close."""
    if chance.random() >= 0.1:
        return report
    code = str(chance.choice([element.code for element in ELEMENTS]))
    figure = whole_number(report.cells, code)
    before = dict(report.cells)
    if figure is not None:
        before[code] = Decimal(max(0, figure + int(chance.integers(-2, 3))))
    closed_on = date(year, *_CLOSES[quarter])
    moved = timedelta(days=int(chance.integers(1, 20)))
    late = chance.random() < 0.25
    corrected_on = closed_on + moved if late else closed_on - moved
    return replace(report, correction=Correction(before, corrected_on, closed_on))


# Faults of one report: each takes a clean report and gives it back with the fault in it, or None
# where this report has no room for it (nothing to round, no rate to lift).


def with_figures(report: Report, figures: Mapping[str, int | Decimal]) -> Report:
    """The report with other figures in some boxes."""
    return replace(report, cells={**report.cells, **figures})


def copied(report: Report, chance: np.random.Generator, back: int = 1) -> Report | None:
    """Four fifths of the counts, or all, are taken over from an earlier period."""
    past = report.history[-back]
    assert past is not None
    share = 1.0 if chance.random() < 0.5 else 0.8
    taken = {
        element.code: figure
        for element in ELEMENTS
        if element.nature is Nature.COUNTED
        and (figure := whole_number(past.cells, element.code)) is not None
        and chance.random() < share
    }
    return with_figures(report, taken)


def copied_from_last_year(report: Report, chance: np.random.Generator) -> Report | None:
    """As `copied`, from the same quarter a year ago."""
    return copied(report, chance, QUARTERS)


def rounded(report: Report, chance: np.random.Generator) -> Report | None:
    """Counts of fifteen and more are estimated: tens, now and then one is counted after all."""
    large = {
        element.code: figure
        for element in ELEMENTS
        if element.nature is Nature.COUNTED
        and (figure := whole_number(report.cells, element.code)) is not None
        and figure >= 15
    }
    if len(large) < 6:
        return None
    return with_figures(
        report,
        {
            code: (figure + 5) // 10 * 10 if chance.random() < 0.9 else figure
            for code, figure in large.items()
        },
    )


def over_whole(report: Report, chance: np.random.Generator) -> Report | None:
    """A part gets past its whole."""
    parts = [element for element in ELEMENTS if element.whole]
    element = parts[int(chance.integers(len(parts)))]
    whole = whole_number(report.cells, element.whole)
    if whole is None or whole_number(report.cells, element.code) is None:
        return None
    return with_figures(report, {element.code: whole + int(chance.integers(1, 9))})


def mistyped(report: Report, chance: np.random.Generator) -> Report | None:
    """A zero too many, or the last digit of a large figure lost."""
    figures = {
        element.code: figure
        for element in ELEMENTS
        if element.nature is not Nature.SET
        and not element.whole
        and (figure := whole_number(report.cells, element.code)) is not None
    }
    many = chance.random() < 0.5
    fit = [code for code, figure in figures.items() if figure >= (5 if many else 40)]
    if not fit:
        return None
    code = fit[int(chance.integers(len(fit)))]
    return with_figures(report, {code: figures[code] * 10 if many else figures[code] // 10})


def lifted_late(report: Report, chance: np.random.Generator) -> Report | None:
    """A rate that missed its level meets it after the close."""
    element = next(one for one in ELEMENTS if one.threshold)
    whole = whole_number(report.cells, element.whole)
    if not whole or whole_number(report.cells, element.code) is None:
        return None
    least = -(-whole * 90 // 100)
    closed_on = date(2026, 9, 30)
    before = {**report.cells, element.code: Decimal(least - int(chance.integers(1, 5)))}
    corrected_on = closed_on + timedelta(days=int(chance.integers(1, 60)))
    lifted = with_figures(report, {element.code: least + int(chance.integers(0, 2))})
    return replace(lifted, correction=Correction(before, corrected_on, closed_on))


def not_as_registered(report: Report, chance: np.random.Generator) -> Report | None:
    """A team or a model more, or fewer, than the register holds."""
    codes = [drawn.element.code for drawn in FORM if drawn.register]
    code = codes[int(chance.integers(len(codes)))]
    figure = whole_number(report.cells, code)
    if figure is None:
        return None
    return with_figures(report, {code: max(0, figure + int(chance.choice([-1, 1, 2, 5])))})


# Faults of a group of reports.


def same_everywhere(reports: Sequence[Report], chance: np.random.Generator) -> list[Report]:
    """One count is dealt out: nine units in ten report the same."""
    code = str(chance.choice(["A1", "B1", "C1", "C3", "E1"]))
    figure = int(np.median([whole_number(one.cells, code) or 0 for one in reports]))
    return [
        with_figures(one, {code: max(3, figure)}) if chance.random() < 0.9 else one
        for one in reports
    ]


def estimated_everywhere(reports: Sequence[Report], chance: np.random.Generator) -> list[Report]:
    """One count is estimated in six units of ten."""
    code = str(chance.choice(["A1", "B1", "C2", "E1", "E3"]))
    return [
        with_figures(one, {code: ((whole_number(one.cells, code) or 0) + 5) // 10 * 10})
        if chance.random() < 0.6
        else one
        for one in reports
    ]


def lifted_to_the_level(reports: Sequence[Report], chance: np.random.Generator) -> list[Report]:
    """Nine in ten of the units that miss the level report just what meets it."""
    lifted = []
    for one in reports:
        whole, part = whole_number(one.cells, "A1"), whole_number(one.cells, "A3")
        least = -(-(whole or 0) * 90 // 100)
        misses = part is not None and part < least and chance.random() < 0.9
        lifted.append(with_figures(one, {"A3": least}) if misses else one)
    return lifted
