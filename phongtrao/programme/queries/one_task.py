"""How far units are with one task on a day: thousands are judged together, and only those that a
page shows are looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from phongtrao.programme.models import Progress, ProgressState
from phongtrao.programme.queries.marks import FAR, Mark
from phongtrao.programme.queries.roll_units import InOrder

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from phongtrao.programme.queries.roll_units import Units
    from phongtrao.units.models import Unit


class Line(NamedTuple):
    """A line of progress. at, text: left out where only states are asked for."""

    pk: int
    task_id: int
    unit_id: int
    state: str
    period: str
    at: datetime | None = None
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

    @property
    def name(self) -> str:
        """The name of the unit."""
        return self.units.rows[self.unit_id][-1]

    @property
    def mark(self) -> Mark:
        """How the state is shown."""
        mark = FAR[self.state]
        if self.state == "late":
            return mark._replace(words=f"{mark.words} {self.late} ngày")
        return mark


class Counts(NamedTuple):
    """How many units have a part in a task, and how many of them are how far."""

    total: int
    done: int
    late: int
    stuck: int


class Day(NamedTuple):
    """A day of a task. done: ids of the units that are done with it; free: of those of which it
    asks nothing.
    """

    day: date
    done: set[int]
    free: set[int]


class _Judged(NamedTuple):
    """How far a unit is. due: the first of the task's days with which it is not done."""

    due: date | None
    late: int
    state: str


class OneTask:
    """How far units are with a task on a day.

    parts: id of each unit → whether it leads. newest: unit → its line that counts. days: those of
    the task that passed and the next, in order.
    """

    def __init__(
        self,
        on: date,
        parts: Mapping[int, bool],
        newest: dict[int, Told],
        days: list[Day],
    ) -> None:
        self.parts, self.newest = parts, newest
        self._on, self._days = on, days
        self._known: dict[tuple[date | None, bool, str, bool], _Judged] = {}
        # All others wrote nothing and kept no day: they stand alike.
        self._apart = set(newest).union(*(one.done | one.free for one in days))
        first = days[0].day if days else None
        self._alike = {
            leads: self._judge(first, "", leads=leads, dated=bool(days)) for leads in (True, False)
        }

    def among(self, units: Collection[int]) -> OneTask:
        """How far some of the units are."""
        parts = {unit: leads for unit, leads in self.parts.items() if unit in units}
        return OneTask(self._on, parts, self.newest, self._days)

    def judged(self, unit: int) -> _Judged:
        """How far one of the units is."""
        leads = self.parts[unit]
        if unit not in self._apart:
            return self._alike[leads]
        dated, due = False, None
        for day, done, free in self._days:
            if unit not in free:
                dated = True
                if unit not in done:
                    due = day
                    break
        line = self.newest.get(unit)
        return self._judge(due, line.state if line else "", leads=leads, dated=dated)

    def _judge(self, due: date | None, told: str, *, leads: bool, dated: bool) -> _Judged:
        """told: the state of the line that counts, "" without one. dated: some day asks."""
        key = (due, leads, told, dated)
        if key not in self._known:
            late = max(0, (self._on - due).days) if due and leads else 0
            done = due is None if leads and dated else told == ProgressState.DONE
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

    def counts(self) -> Counts:
        """How many units have a part, and are how far."""
        states = self.states()
        return Counts(len(self.parts), states["done"], states["late"], states["stuck"])


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
