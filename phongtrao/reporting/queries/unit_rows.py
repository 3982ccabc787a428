"""A target's figures at what lies right below a place, in rows: ordered, counted, found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.targets.levels import FROM_ABOVE
from phongtrao.core.targets.wording import Unsaid, unsaid_of, value_of
from phongtrao.core.text.folding import bare
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.words import PLACE_OF, StateWords, state_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from phongtrao.core.targets.dated import DatedLevel
    from phongtrao.core.targets.standing import DatedFigure, State
    from phongtrao.reporting.models import Obligation

ORDERS = (("", "Cần chú ý trước"), ("ten", "Tên"), ("cao", "Số liệu cao trước"))
"""How the rows of units can be ordered, as they stand in addresses."""


@dataclass(frozen=True)
class UnitRow:
    """A target's figure at what lies right below the place. unsaid: why there is none. judged: None
    where the level asks nothing of a single unit. is_met: as of `Standing`. bar: its length of 100,
    None without a figure. obligation, report: of a single report, with how far it is. total: of
    several units, which can be looked into. mark: as of `Point`.
    """

    unit: int
    name: str
    figure: DatedFigure
    words: str
    unsaid: Unsaid | None
    coverage: str
    judged: State | None
    is_met: bool | None
    needed: str
    bar: int | None
    obligation: int | None
    report: str
    total: bool
    mark: str

    @property
    def state(self) -> StateWords | None:
        """How it stands beside the level."""
        if self.judged is None:
            return None
        return state_by(self.judged, self.figure, self.unsaid, self.is_met)

    @property
    def value(self) -> Fraction | None:
        """What it is compared by."""
        return figure_value(self.figure)


def unsaid_by(figure: DatedFigure, owed: Obligation | None) -> Unsaid | None:
    """Why there is no figure. owed: the single report that it is of, None for that of several
    units; one that was given back has been reported.
    """
    found = unsaid_of(figure)
    if owed and owed.state == ObligationState.EXEMPT and not figure.concerns:
        return Unsaid.EXEMPT
    back = owed and owed.state == ObligationState.RETURNED
    return None if back and found is Unsaid.NOT_REPORTED else found


def figure_value(figure: DatedFigure) -> Fraction | None:
    """What a figure is compared by."""
    return value_of(figure.measured) if figure.measured else None


def ordered(rows: Sequence[UnitRow], order: str, level: DatedLevel | None) -> list[UnitRow]:
    """The rows of units in one of ORDERS; what was given by name stays so among equals."""
    down = level is not None and level.level.comparator in FROM_ABOVE
    if order == "ten":
        return list(rows)
    if order == "cao":
        return sorted(rows, key=lambda row: -(row.value if row.value is not None else -1))

    def needs_a_look(row: UnitRow) -> tuple[int, Fraction | int]:
        value = row.value if row.value is not None else 0
        return _place(row), -value if down else value

    return sorted(rows, key=needs_a_look)


def states_among(rows: Sequence[UnitRow]) -> list[tuple[StateWords, int]]:
    """The states among rows of units, each with how many have it, what needs a look first."""
    ranked = sorted(rows, key=lambda row: (_place(row), bool(row.is_met)))
    return list(Counter(row.state for row in ranked if row.state).items())


def _place(row: UnitRow) -> int:
    return PLACE_OF[row.judged] if row.judged else len(PLACE_OF)


def matching(rows: Sequence[UnitRow], words: str, state: str) -> list[UnitRow]:
    """The rows of units whose name holds the words, without regard to case and marks, and which are
    in the state (a slug); "" for all.
    """
    wanted = bare(words)
    return [
        row
        for row in rows
        if wanted in bare(row.name) and (not state or (row.state and row.state.slug == state))
    ]
