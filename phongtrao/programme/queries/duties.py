"""The dated duties of units: rules of the programmes that bind them × the days on which they fall
due.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from phongtrao.core.compiler.tracking import time_words
from phongtrao.core.dates.duties import Rule, dated_duties
from phongtrao.core.dates.filing import Standing, duty_standing
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.models import DeadlineRule, DutyDone, Programme, Task
from phongtrao.programme.queries.holding import Held, held_then, looked_after_by, names_of
from phongtrao.programme.queries.linked import first_of, shape_of
from phongtrao.programme.queries.succession import Former, ended_among, former_units, names_on
from phongtrao.programme.queries.tasks import Part, every_part_of
from phongtrao.programme.queries.then import done_by, in_force_then, with_task_then
from phongtrao.units.models import LAST_DAY, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Duty:
    """A duty of a unit on a day. done: when it was done, None while it was not."""

    rule: DeadlineRule
    unit_id: int
    unit: str
    last_day: date
    period: str
    on: date
    done: DutyDone | None = None

    @cached_property
    def standing(self) -> Standing:
        """How it stands: due, overdue, done, done-late, with the days left or past."""
        return duty_standing(self.last_day, self.done.done_on if self.done else None, self.on)

    @property
    def period_words(self) -> str:
        """The period that it concerns, in words."""
        return period_words(self.period)

    @property
    def unit_row(self) -> Unit:
        """The unit, without another query."""
        return Unit(pk=self.unit_id, name=self.unit)

    @property
    def key(self) -> tuple[int, int, date]:
        """What tells it from any other."""
        return self.rule.pk, self.unit_id, self.last_day


@dataclass(frozen=True)
class _Bound:
    """A rule binds a unit from a day to a day, both included."""

    rule: DeadlineRule
    unit_id: int
    since: date
    until: date


@dataclass(frozen=True)
class _Asked:
    """Of whom duties are asked, and as of which day. everyone: the units and whose heirs they are.
    programme: only those of one, None for all. then: what had been written down by the end of that
    day, None for all.
    """

    units: Collection[int]
    former: Former
    everyone: Collection[int]
    on: date
    programme: Programme | None
    then: date | None


def duties_of(
    units: Collection[int],
    first: date,
    last: date,
    on: date,
    programme: Programme | None = None,
    *,
    known: bool = False,
    printed: bool = False,
) -> list[Duty]:
    """Duties of units, and of those whose heirs they are, that fall due between two days, as they
    stand on the day `on`; in order of the day. The number of queries does not grow with the rows.

    A unit owes what falls due from the day on which the programme was handed to it, to the last day
    before it ended; from then on its heirs owe. What an earlier version of the plan asked already
    is owed from the days of that version on. programme: only those of one. known: as it was known
    when the day `on` ended; else by what is known today. What linked tasks print twice for a unit
    is owed once; printed: each as it is printed.
    """
    former = former_units(units, on)
    everyone = {*units}.union(*former.of.values())
    then = on if known else None
    bounds = list(_bounds(_Asked(units, former, everyone, on, programme, then)))
    ends = ended_among(units, on)
    rows = {
        (bound.rule.pk, bound.unit_id, one.last_day): (bound, one)
        for bound in bounds
        for one in dated_duties(
            rule_of(bound.rule),
            max(first, bound.since),
            min(last, bound.until, ends.get(bound.unit_id, LAST_DAY) - _DAY),
        )
    }
    rules = {bound.rule.pk for bound in bounds}
    kept = DutyDone.objects.filter(
        rule__in=rules, unit__in=everyone, due_on__gte=first, due_on__lte=last
    )
    done = {(row.rule_id, row.unit_id, row.due_on): row for row in done_by(kept, then)}
    names = names_of(everyone) | (names_on(everyone, on) if known else {})
    found = sorted(
        (
            Duty(
                bound.rule,
                bound.unit_id,
                names[bound.unit_id],
                one.last_day,
                one.period,
                on,
                done.get(key),
            )
            for key, (bound, one) in rows.items()
        ),
        key=lambda duty: (duty.last_day, duty.rule.pk, duty.unit_id),
    )
    return found if printed else _once(found)


def _once(duties: Iterable[Duty]) -> list[Duty]:
    """Of duties that linked tasks print for a unit on a day: the one that is done, or the first."""
    found: dict[tuple[object, ...], Duty] = {}
    for duty in duties:
        task, key = duty.rule.task, (duty.rule.pk, duty.unit_id, duty.last_day)
        shape = (first_of(task), *shape_of(duty.rule), *key[1:]) if task else key
        known = found.setdefault(shape, duty)
        if known.done is None and duty.done:
            found[shape] = duty
    return list(found.values())


def open_duties(task: Task, units: Collection[int], on: date) -> list[Duty]:
    """Duties by a task, or by one that is the same duty, that units have not done, in order of the
    day: whatever is overdue, and what falls due within a year.
    """
    found = duties_of(units, date.min, on + _YEAR, on, task.programme)
    first = first_of(task)
    return [
        duty
        for duty in found
        if duty.rule.task and first_of(duty.rule.task) == first and duty.done is None
    ]


def duty_of(rule: int, unit: int, due_on: date, on: date) -> Duty | None:
    """One duty of a unit, None when it has no such."""
    found = DeadlineRule.objects.filter(pk=rule).select_related("programme").first()
    if found is None:
        return None
    duties = duties_of([unit], due_on, due_on, on, found.programme, printed=True)
    return next((duty for duty in duties if duty.key == (rule, unit, due_on)), None)


def binds_from(rule: DeadlineRule) -> date:
    """From which day on a deadline can bind anyone."""
    return rule.since or timezone.localtime(rule.programme.published_at).date()


def binds_since(rule: DeadlineRule, handed_at: datetime, earlier: date | None) -> date:
    """From which day a deadline binds units by a handing of its programme. earlier: from which day
    they have had an earlier version.
    """
    handed = timezone.localtime(handed_at).date()
    return handed if rule.since is None else max(rule.since, earlier or handed)


def rule_of(row: DeadlineRule) -> Rule:
    """A stored rule as the core reads it."""
    programme = row.programme
    return Rule(row.due, row.recurs, row.before, programme.begins_on, programme.ends_on)


def rule_words(rule: DeadlineRule) -> str:
    """A deadline in words: "Trước ngày 10/11 hằng năm"."""
    words = time_words(due=rule.due, recurs=rule.recurs)
    return f"Trước {words[:1].lower()}{words[1:]}" if rule.before and rule.due else words


def _bounds(asked: _Asked) -> Iterator[_Bound]:
    """What binds the units, by the rules of programmes that no later version has replaced."""
    handed, leads, offices = _handed(asked), _leads(asked), _offices(asked)
    rules = DeadlineRule.objects.filter(
        Q(everyone=True, programme__in=handed)
        | Q(everyone=False, task__in=leads)
        | Q(everyone=False, task=None, programme__in=offices),
        in_force_then(asked.then),
    )
    rules = with_task_then(rules, asked.then, "task__").select_related("programme", "task")
    for rule in rules.order_by("pk"):
        if rule.everyone:
            yield from _by_receipt(rule, handed[rule.programme_id], asked)
        elif rule.task_id is not None:
            yield from _by_task(rule, leads[rule.task_id], handed[rule.programme_id], asked)
        else:
            yield from _by_office(rule, asked)


def _handed(asked: _Asked) -> dict[int, dict[int, Held]]:
    """Programme → the units that it was handed to, and when."""
    found: dict[int, dict[int, Held]] = defaultdict(dict)
    for one in held_then(asked.everyone, asked.then):
        if asked.programme is None or one.programme_id == asked.programme.pk:
            found[one.programme_id][one.unit_id] = one
    return found


def _leads(asked: _Asked) -> dict[int, list[Part]]:
    """Task → the parts of those who lead it."""
    tasks = Task.objects.filter(programme=asked.programme) if asked.programme else None
    found: dict[int, list[Part]] = defaultdict(list)
    for part in every_part_of(asked.units, asked.on, tasks, asked.then):
        if part.leads:
            found[part.task.pk].append(part)
    return found


def _offices(asked: _Asked) -> list[int]:
    """The programmes that the units look after, or those whose heirs they are."""
    return [
        pk
        for pk in looked_after_by(asked.everyone)
        if asked.programme is None or pk == asked.programme.pk
    ]


def _by_receipt(rule: DeadlineRule, handed: dict[int, Held], asked: _Asked) -> Iterator[_Bound]:
    """What binds every unit that a programme was handed to, or every one of a group: from then on
    what it received itself, what its predecessors had from the day on which it took it over from
    them.
    """
    since = {pk: binds_since(rule, one.handed_at, one.since) for pk, one in handed.items()}
    for unit in asked.units:
        line = asked.former.line_of(unit) & since.keys()
        starts = {pk: since[pk] for pk in line if not handed[pk].taken_over}
        # Those that took it over from one that has no part here have it from when it had.
        starts |= {pk: since[pk] for pk in line - asked.former.since(unit, starts).keys()}
        yield from _in_line(rule, unit, starts, asked)


def _in_line(
    rule: DeadlineRule, unit: int, starts: dict[int, date], asked: _Asked
) -> Iterator[_Bound]:
    """What binds a unit and those whose heir it is, each while it had what the rule asks of it.
    starts: from which day on those had it that did not take it over.
    """
    for one, day in asked.former.since(unit, starts).items():
        until = LAST_DAY if one == unit else asked.former.ends[one] - _DAY
        yield _Bound(rule, one, day, until)


def _by_task(
    rule: DeadlineRule, parts: list[Part], handed: dict[int, Held], asked: _Asked
) -> Iterator[_Bound]:
    """What binds those who lead a task: an heir from the day on which the unit that had it ended,
    that unit until then. Who leads it as one of a group, as what binds everyone.
    """
    members = {part.of: handed[part.of] for part in parts if part.body.group}
    yield from _by_receipt(rule, members, asked)
    since = binds_from(rule)
    for part in parts:
        if not part.body.group:
            yield from _in_line(rule, part.unit_id, {part.of: since}, asked)


def _by_office(rule: DeadlineRule, asked: _Asked) -> Iterator[_Bound]:
    """What names nobody falls to the office that looks after the programme, and to its heirs from
    the day on which it ended.
    """
    office = rule.programme.office_id
    for unit in asked.units:
        yield from _in_line(rule, unit, {office: binds_from(rule)}, asked)
