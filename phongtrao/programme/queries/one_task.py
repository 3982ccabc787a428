"""How far units are with one task on a day: thousands are judged together, and only those that a
page shows are looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from phongtrao.programme.models import Progress, ProgressState
from phongtrao.programme.queries.roll_units import InOrder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from phongtrao.programme.queries.roll_units import Units
    from phongtrao.units.models import Unit


class Line(NamedTuple):
    """A line of progress. text: "" where only states are asked for."""

    pk: int
    task_id: int
    unit_id: int
    state: str
    period: str
    at: datetime
    text: str = ""


Told = Line | Progress


class Standing(NamedTuple):
    """How far a unit is with a task.

    line: the newest line of progress, of the present period for a continuous task. due: until when,
    None for no day. late: days past it, 0 in time; only who leads is late. state: done, late,
    doing, stuck or none.
    """

    unit_id: int
    units: Units
    leads: bool
    line: Told | None
    due: date | None
    late: int
    state: str

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.units[self.unit_id]


class _Judged(NamedTuple):
    """How far a unit is. due: the first of the task's days with which it is not done."""

    due: date | None
    late: int
    state: str


class OneTask:
    """How far units are with a task on a day.

    parts: id of each unit → whether it leads. newest: unit → its line that counts. days: the last
    and next days of the task, in order, each with the units that are done with it. dated: the task
    has a deadline.
    """

    def __init__(
        self,
        on: date,
        parts: dict[int, bool],
        newest: dict[int, Told],
        days: list[tuple[date, set[int]]],
        *,
        dated: bool,
    ) -> None:
        self.parts, self.newest = parts, newest
        self._on, self._days, self._dated = on, days, dated
        self._known: dict[tuple[date | None, bool, str], _Judged] = {}
        # All others wrote nothing and kept no day: they stand alike.
        self._apart = set(newest).union(*(done for _, done in days))
        first = days[0][0] if days else None
        self._alike = {leads: self._judge(first, "", leads=leads) for leads in (True, False)}

    def judged(self, unit: int) -> _Judged:
        """How far one of the units is."""
        leads = self.parts[unit]
        if unit not in self._apart:
            return self._alike[leads]
        due = next((day for day, done in self._days if unit not in done), None)
        line = self.newest.get(unit)
        return self._judge(due, line.state if line else "", leads=leads)

    def _judge(self, due: date | None, told: str, *, leads: bool) -> _Judged:
        """told: the state of the line that counts, "" without one."""
        key = (due, leads, told)
        if key not in self._known:
            late = max(0, (self._on - due).days) if due and leads else 0
            done = due is None if leads and self._dated else told == ProgressState.DONE
            state = told or "none"
            if done or late or state == ProgressState.DONE:
                state = "done" if done else "late" if late else "doing"
            self._known[key] = _Judged(due, late, state)
        return self._known[key]

    def states(self) -> Counter[str]:
        """How many units are how far."""
        apart = self.parts.keys() & self._apart
        found = Counter(self.judged(unit).state for unit in apart)
        leaders = sum(self.parts.values()) - sum(self.parts[unit] for unit in apart)
        found[self._alike[True].state] += leaders
        found[self._alike[False].state] += len(self.parts) - len(apart) - leaders
        return found


class Standings(InOrder[Standing]):
    """How far units are with a task, in an order."""

    def __init__(self, ids: Sequence[int], units: Units, task: OneTask) -> None:
        super().__init__(ids, self._standing)
        self._units, self._task = units, task

    def _standing(self, unit: int) -> Standing:
        due, late, state = self._task.judged(unit)
        line = self._task.newest.get(unit)
        return Standing(unit, self._units, self._task.parts[unit], line, due, late, state)

    def states(self) -> Counter[str]:
        """How many units have a part in the task and are how far."""
        return self._task.states()

    def in_state(self, state: str) -> Standings:
        """Those that are so far."""
        ids = [unit for unit in self.ids if self._task.judged(unit).state == state]
        return Standings(ids, self._units, self._task)
