"""Where it is weak: units right below a place that miss targets, are behind, or are silent."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.core.targets.standing import State, standing_beside
from phongtrao.core.targets.wording import figure_words
from phongtrao.core.text.folding import name_order
from phongtrao.programme.queries.succession import names_on
from phongtrao.reporting.queries.beside_levels import judged_below
from phongtrao.reporting.queries.words import StateWords, is_unsaid, state_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.levels import Level, Measured
    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.programme.models import Target
    from phongtrao.reporting.queries.dashboard import TargetRow
    from phongtrao.reporting.queries.series import Series

_PERCENT = 100
_WEAK = (State.MISSED, State.BEHIND)


@dataclass(frozen=True)
class WeakTarget:
    """A target that a unit misses or is behind with. own: the unit has reported it about itself."""

    target: Target
    dated: DatedFigure
    level: Level
    judged: State
    own: bool

    @property
    def state(self) -> StateWords:
        """Its state in words."""
        return state_of(self.judged)

    @property
    def figure(self) -> str:
        """The figure in words, for the rows that are shown."""
        return figure_words(self.dated, self.level, own=self.own)


@dataclass(frozen=True)
class WeakRow:
    """A unit with the targets that it misses, of so many that it is held against. missing: targets
    that it has not reported. total: it can be looked into.
    """

    unit: int
    name: str
    weak: tuple[WeakTarget, ...]
    missing: tuple[Target, ...]
    judged: int
    total: bool

    @property
    def silent(self) -> int:
        """How many targets it has not reported."""
        return len(self.missing)


def weak_units(series: Series, rows: Sequence[TargetRow]) -> list[WeakRow]:
    """The units right below the place of the series that miss targets or are behind with them, the
    weakest first; then those that are silent. rows: targets with a figure.
    """
    held = {
        row.target.pk: (row.target, row.now.point, row.now.held.level)
        for row in rows
        if row.now and row.now.held and judged_below(row.now.held.level)
    }
    weak: dict[int, list[WeakTarget]] = defaultdict(list)
    missing: dict[int, list[Target]] = defaultdict(list)
    judged, single = Counter[int](), set[int]()
    for pk, parts in series.below(point for _, point, _ in held.values()).items():
        target, _, level = held[pk]
        levels = series.levels(target)
        for part in parts:
            single.update(part.units if part.reports else ())
            for unit, figure, mark in zip(part.units, part.figures, part.marks, strict=True):
                if is_unsaid(figure, mark):
                    continue  # it was reported, and cannot be said of the unit
                judged[unit] += figure.concerns
                if figure.is_silent:
                    missing[unit].append(target)
                state = _weakness(level, levels, figure, series.seen.on)
                if state:
                    own = part.reports or figure.expected <= 1
                    weak[unit].append(WeakTarget(target, figure, level.level, state, own))
    units = [unit for unit in judged if unit in weak or unit in missing]
    names = _names(units, series.seen.on)
    made = [
        WeakRow(
            unit,
            names[unit],
            tuple(sorted(weak[unit], key=lambda one: _WEAK.index(one.judged))),
            tuple(missing[unit]),
            judged[unit],
            unit not in single,
        )
        for unit in units
    ]
    return sorted(
        made, key=lambda row: (-len(row.weak), -row.silent, *name_order(row.name, row.unit))
    )


def _weakness(
    level: DatedLevel, levels: Sequence[DatedLevel], figure: DatedFigure, on: date
) -> State | None:
    """Missed or behind; None for neither, and for who says nothing."""
    if figure.measured is None:
        return None
    # Who is above a level from below is neither; most are, and need no closer look.
    if level.level.comparator not in FROM_ABOVE and _is_above(level.level, figure.measured):
        return None
    held = standing_beside(level, levels, [figure], max(on, figure.day))
    return held.state if held.state in _WEAK else None


def _is_above(level: Level, measured: Measured) -> bool:
    """Whether a rate is more than its level asks for, in whole numbers."""
    value, part = level.value.as_integer_ratio()
    upper, lower = measured.scales
    counted, whole = measured.exact or (measured.part, measured.whole or 0)
    return whole > 0 and counted * _PERCENT * part * 10**lower > value * whole * 10**upper


def _names(units: Collection[int], on: date) -> dict[int, str]:
    """What units were called on a day; those that were not there, as now."""
    rows = Unit.objects.filter(pk__in=units).values_list("pk", "name")
    return dict(rows) | names_on(units, on)
