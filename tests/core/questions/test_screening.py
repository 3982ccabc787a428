"""The few that may be asked about are found among many, and nobody who is asked is passed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from phongtrao.core.questions.asking import ask
from phongtrao.core.questions.facts import number
from phongtrao.core.questions.kinds import KINDS
from phongtrao.core.questions.ruling import shipped_rules
from phongtrao.core.questions.screening import BESIDE, SCREENS, Many, may_be_asked
from tests.core.questions import synthetic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from phongtrao.core.questions.facts import Cell, Report

FAULTS = (
    synthetic.copied,
    synthetic.copied_from_last_year,
    synthetic.rounded,
    synthetic.over_whole,
    synthetic.mistyped,
)


def alone(report: Report) -> Report:
    """A report by its figures: of what it corrects and of registers a screen knows nothing."""
    return replace(report, registers=(), correction=None)


def many_of(reports: Sequence[Report]) -> Many:
    elements = reports[0].elements

    def figures(cells: Sequence[Mapping[str, Cell]]) -> np.ndarray:
        rows = [[number(one, box.code) for box in elements] for one in cells]
        return np.array(rows, np.float64)

    backs = range(1, 1 + max(len(one.history) for one in reports))
    earlier = {back: figures([_cells(one, back) for one in reports]) for back in backs}
    return Many(elements, figures([one.cells for one in reports]), earlier, 4)


def _cells(report: Report, back: int) -> Mapping[str, Cell]:
    past = report.history[-back] if len(report.history) >= back else None
    return past.cells if past else {}


def screened(reports: Sequence[Report]) -> list[bool]:
    return may_be_asked(many_of(reports), shipped_rules()).tolist()


def asked(reports: Sequence[Report]) -> list[bool]:
    return [bool(ask(alone(one), shipped_rules())) for one in reports]


@pytest.mark.parametrize("years_before", [0, 1])
@pytest.mark.parametrize("size", [1.0, 0.1])
def test_nobody_who_is_asked_is_passed_over_and_most_others_are(
    years_before: int, size: float
) -> None:
    year = synthetic.clean_year(501, years_before=years_before, size=size)
    chance = np.random.default_rng(5)
    for reports in year:
        clean = screened(reports)
        assert not any(one and not kept for one, kept in zip(asked(reports), clean, strict=True))
        assert sum(clean) < len(reports) / 4
        for fault in FAULTS:
            wrong = [_with(fault, one, chance) for one in reports]
            found = zip(asked(wrong), screened(wrong), strict=True)
            assert not any(one and not kept for one, kept in found)
            assert years_before == 0 or any(asked(wrong))


def _with(
    fault: Callable[..., Report | None], report: Report, chance: np.random.Generator
) -> Report:
    """The report with a fault, as it is where there is no room for one."""
    goes_back = {synthetic.copied: 1, synthetic.copied_from_last_year: synthetic.QUARTERS}
    if len(report.history) < goes_back.get(fault, 0):
        return report
    return fault(report, chance) or report


def test_a_report_with_gaps_in_its_history_is_looked_at_too() -> None:
    (*_, reports) = synthetic.clean_year(502, years_before=1)
    torn = [replace(one, history=(*one.history[:-2], None, one.history[-1])) for one in reports]
    chance = np.random.default_rng(6)
    wrong = [_with(synthetic.mistyped, one, chance) for one in torn]
    found = zip(asked(wrong), screened(wrong), strict=True)
    assert not any(one and not kept for one, kept in found)


def test_figures_too_long_for_floating_numbers_are_kept() -> None:
    (reports, *_) = synthetic.clean_year(503, years_before=0, units=2)
    many = many_of([alone(one) for one in reports])
    many.now[0, 0] = 10.0**16
    assert may_be_asked(many, shipped_rules()).tolist() == [True, False]


def test_a_rule_that_is_off_keeps_nobody() -> None:
    (*_, reports) = synthetic.clean_year(504, years_before=1)
    off = [replace(rule, on=False) for rule in shipped_rules()]
    assert not may_be_asked(many_of(reports), off).any()


def test_each_kind_that_looks_at_one_report_is_screened_or_known_to_who_asks() -> None:
    of_one = {name for name, kind in KINDS.items() if kind.of_one}
    assert of_one == {*SCREENS, *BESIDE}
