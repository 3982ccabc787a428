"""A row of the ledger: how a unit stands with a programme, with what its predecessors left it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from phongtrao.core.dates.filing import Sent, sent_on_of, sent_state
from phongtrao.programme.queries.marks import SENT, UNATTENDED, Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from phongtrao.programme.queries.filings import Filing


class Facts(NamedTuple):
    """What the filters and counts of the ledger need of a row; thousands of rows have the same."""

    state: Sent
    sent_on: date | None
    last_day: date | None
    is_acknowledged: bool
    has_both: bool
    asks_resolution: bool


@dataclass(frozen=True)
class Row:
    """A unit in the ledger. own: None for one that has only what its predecessors left it. to: of
    these each → its next heirs, where they are not all the unit itself.

    gone: it had ended on the day, without a successor. unattended: no account can answer for it.
    """

    unit_id: int
    name: str
    kind: str
    on: date
    own: Filing | None = None
    inherited: list[Filing] = field(default_factory=list)
    to: Mapping[int, set[int]] = field(default_factory=dict, repr=False, compare=False)
    gone: bool = False
    unattended: bool = False

    @cached_property
    def last_day(self) -> date | None:
        """The last day in time for its plan."""
        if self.own:
            return self.own.last_day
        return max((one.last_day for one in self.inherited if one.last_day), default=None)

    @cached_property
    def _before(self) -> dict[int, set[int]]:
        """Unit → the next before it of whom it has something."""
        found: dict[int, set[int]] = defaultdict(set)
        waiting = [one.unit_id for one in self.inherited]
        seen = {self.unit_id, *waiting}
        while waiting:
            old = waiting.pop()
            for heir in self.to.get(old, set()) if self.to else {self.unit_id}:
                found[heir].add(old)
                if heir not in seen:
                    seen.add(heir)
                    waiting.append(heir)
        return found

    def _counted(self, told: Callable[[Filing], date | None]) -> date | None:
        """The day by which the unit counts as having done something: it did so itself or, of what
        it has only from its predecessors, each of them did, counted the same way. told: the day in
        a filing.
        """
        filed = {one.unit_id: one for one in self.filings}
        known: dict[int, date | None] = {}

        def of(unit: int) -> date | None:
            if unit not in known:
                known[unit] = None  # who comes after itself adds nothing
                filing = filed.get(unit)
                left = set() if filing and not filing.taken_over else self._before.get(unit, set())
                known[unit] = sent_on_of(told(filing) if filing else None, [*map(of, left)])
            return known[unit]

        return of(self.unit_id)

    @cached_property
    def sent_on(self) -> date | None:
        """The day on which it counts as having sent its plan."""
        return self._counted(lambda one: one.sent_on)

    @cached_property
    def state(self) -> Sent:
        """What became of its plan."""
        return sent_state(self.sent_on, self.last_day, self.on)

    @property
    def mark(self) -> Mark:
        """How the state is shown."""
        silent = self.state == Sent.SILENT
        return UNATTENDED if silent and self.unattended else SENT[self.state]

    @property
    def resolutions(self) -> str:
        """The Party resolutions, its own and of predecessors."""
        return " ".join(one.resolution for one in self.filings if one.resolution)

    @cached_property
    def acknowledged_on(self) -> date | None:
        """The day on which it counts as having acknowledged."""
        return self._counted(lambda one: one.acknowledged_on)

    @property
    def is_acknowledged(self) -> bool:
        """Tell whether it counts as having acknowledged."""
        return self.acknowledged_on is not None

    @cached_property
    def asks_resolution(self) -> bool:
        """Tell whether a Party resolution was asked for."""
        return any(one.asks_resolution for one in self.filings)

    @cached_property
    def has_resolution(self) -> bool:
        """Tell whether there is a Party resolution: its own, or one of every predecessor."""
        return self._counted(lambda one: one.handed_on if one.resolution else None) is not None

    @cached_property
    def has_both(self) -> bool:
        """Tell whether it has its plan and the Party resolution."""
        return self.sent_on is not None and self.has_resolution

    @cached_property
    def facts(self) -> Facts:
        """What the filters and counts of the ledger need of it."""
        return Facts(
            self.state,
            self.sent_on,
            self.last_day,
            self.is_acknowledged,
            self.has_both,
            self.asks_resolution,
        )

    @property
    def filings(self) -> list[Filing]:
        """Its own, then those of its predecessors."""
        return [*([self.own] if self.own else []), *self.inherited]
