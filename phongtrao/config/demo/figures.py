"""What a commune of the demo types in: by chance with a fixed seed, of its own size, and in a few
reports with a fault of a kind that people make.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from phongtrao.core.rollup.strata import facts_of_key
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.programme.models import MeasuredBy
from phongtrao.reporting.queries.strata import strata_of_measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phongtrao.reporting.models import Measure, Obligation, ReportForm

_FAULT_EVERY, _COPIED, _SLIPPED, _ROUNDED = 40, 7, 17, 27
"""Of so many communes in a row one sends the last period again, one adds a nought to what the
system filled in, one estimates.
"""
_EVENTS = ("tin báo", "vụ việc", "giải quyết", "hòa giải thành")
"""What happens, and is never twice the same; all else stands, and grows slowly."""


class Author:
    """Types in for all communes, period by period, and remembers what stood there before."""

    def __init__(self, form: ReportForm) -> None:
        self.elements = list(form.elements.all())
        rows = form.measures.select_related("target", "numerator", "denominator").order_by("pk")
        self.measures = sorted(
            rows.prefetch_related("target__thresholds"), key=lambda one: one.denominator is None
        )
        self._before: dict[int, dict[str, str]] = {}

    def typed(
        self, row: Obligation, period: int, place: int, known: Mapping[str, str], *, faulty: bool
    ) -> dict[str, str]:
        """What a commune types in for a period, the first of which is 0. place: of the commune
        among all; known: what the system filled in; faulty: faults are made in this period.
        """
        chance = random.Random(row.unit_id * 100 + period)  # noqa: S311 - made-up figures
        own = self._figures(row, period, chance)
        before = self._before.get(row.unit_id, own)
        self._before[row.unit_id] = own
        fault = place % _FAULT_EVERY if faulty else None
        if fault == _COPIED:
            own = before
        if fault == _ROUNDED:
            own = {code: _rounded(figure) for code, figure in own.items()}
        if fault == _SLIPPED:
            known = {code: f"{figure}0" for code, figure in known.items()}
        return {**own, **known}

    def _figures(self, row: Obligation, period: int, chance: random.Random) -> dict[str, str]:
        """Wholes first, then their parts."""
        # The same commune is of the same size in each quarter, whatever came before.
        size = random.Random(row.unit_id).uniform(0.4, 1.8)  # noqa: S311 - made-up figures
        facts, found = facts_of_key(row.stratum), dict[int, str]()
        for measure in self.measures:
            if not strata_of_measure(measure).holds(facts):
                continue
            if measure.numerator.kind == Kind.YES_NO:
                met = chance.random() < (0.99 if _forbids(measure) else 0.94)
                found[measure.numerator_id] = "Có" if met is not _forbids(measure) else "Không"
            elif measure.denominator:
                whole = found.setdefault(
                    measure.denominator.pk, str(_whole(measure, size, period, chance))
                )
                share = min(1, max(0, chance.gauss(_share(measure), 0.02)))
                found.setdefault(measure.numerator_id, str(round(int(whole) * share)))
        return {
            one.code: found.get(one.pk) or str(chance.choice((0, 0, 0, 1, 2, 4)))
            for one in self.elements
        }


def _forbids(measure: Measure) -> bool:
    """Whether a target is met by what is not there."""
    return any(one.comparator in FROM_ABOVE for one in measure.target.thresholds.all())


def _whole(measure: Measure, size: float, period: int, chance: random.Random) -> int:
    subject = measure.target.subject
    if any(word in subject for word in _EVENTS):
        return max(1, round(60 * size * chance.uniform(0.7, 1.3)))
    base = 9_000 if "hộ" in subject else 60
    return max(1, round(base * size * (1 + 0.01 * period)))


def _share(measure: Measure) -> float:
    """Some targets are met, some are not."""
    level = next(iter(measure.target.thresholds.all()), None)
    if measure.target.measured_by == MeasuredBy.ZERO or level is None:
        return 0.0
    asked = float(level.value) / 100
    if level.comparator in FROM_ABOVE:
        return asked * 0.8
    return min(1.0, asked + (0.02 if measure.target.number % 3 else -0.03))


def _rounded(figure: str) -> str:
    """An estimate."""
    return str(round(int(figure), -1)) if figure.isdigit() else figure
