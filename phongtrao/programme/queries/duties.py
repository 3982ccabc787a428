"""The dated duties of units: rules of the programmes that bind them × the days on which they fall
due.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils import timezone

from phongtrao.core.compiler.tracking import time_words
from phongtrao.core.dates.duties import Rule, dated_duties
from phongtrao.core.dates.filing import Standing, duty_standing
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.models import DeadlineRule, DutyDone, Programme, Receipt, Task
from phongtrao.programme.queries.succession import not_in_force, predecessors_of
from phongtrao.programme.queries.tasks import Part, parts_of
from phongtrao.units.models import LAST_DAY, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_DAY = timedelta(days=1)


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


def duties_of(
    units: Collection[int],
    first: date,
    last: date,
    on: date,
    programme: Programme | None = None,
) -> list[Duty]:
    """Duties of units, and of those whose heirs they are, that fall due between two days, as they
    stand on the day `on`; in order of the day. The number of queries does not grow with the rows.

    A unit owes what falls due from the day on which the programme was handed to it, to the last day
    before it ended; from then on its heirs owe. programme: only those of one.
    """
    old = predecessors_of(units, on)
    everyone = set(units).union(*old.values()) if old else set(units)
    bounds = [
        *_by_receipt(units, old, programme),
        *_by_task(units, on, programme),
        *_by_office(units, old, programme),
    ]
    ends = _ends_of(not_in_force(Unit.objects.filter(pk__in=units), on))
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
    done = {
        (row.rule_id, row.unit_id, row.due_on): row
        for row in DutyDone.objects.filter(
            rule__in=rules, unit__in=everyone, due_on__gte=first, due_on__lte=last
        ).select_related("by")
    }
    names = dict(Unit.objects.filter(pk__in=everyone).values_list("pk", "name"))
    return sorted(
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


def duty_of(rule: int, unit: int, due_on: date, on: date) -> Duty | None:
    """One duty of a unit, None when it has no such."""
    found = DeadlineRule.objects.filter(pk=rule).select_related("programme").first()
    if found is None:
        return None
    duties = duties_of([unit], due_on, due_on, on, found.programme)
    return next((duty for duty in duties if duty.key == (rule, unit, due_on)), None)


def rule_of(row: DeadlineRule) -> Rule:
    """A stored rule as the core reads it."""
    programme = row.programme
    return Rule(row.due, row.recurs, row.before, programme.begins_on, programme.ends_on)


def rule_words(rule: DeadlineRule) -> str:
    """A deadline in words: "Trước ngày 10/11 hằng năm"."""
    words = time_words(due=rule.due, recurs=rule.recurs)
    return f"Trước {words[:1].lower()}{words[1:]}" if rule.before and rule.due else words


def _by_receipt(
    units: Collection[int], old: dict[int, set[int]], programme: Programme | None
) -> Iterator[_Bound]:
    """What binds every unit that a programme was handed to."""
    everyone = set(units).union(*old.values()) if old else set(units)
    handed: dict[int, dict[int, date]] = defaultdict(dict)
    receipts = Receipt.objects.filter(unit__in=everyone)
    if programme:
        receipts = receipts.filter(programme=programme)
    for unit, of, at in receipts.values_list("unit_id", "programme_id", "handing__at"):
        handed[of][unit] = timezone.localtime(at).date()
    ends = _ends_of(everyone - set(units))
    rules = _rules(Q(everyone=True, programme__in=handed))
    for rule in rules:
        at_unit = handed[rule.programme_id]
        for unit in units:
            left = old.get(unit, set()) & set(at_unit)
            starts = [ends[one] for one in left]
            if unit in at_unit or starts:
                # An heir's receipt may have been made in the handing of its predecessors.
                since = max(at_unit.get(unit, date.min), *starts) if starts else at_unit[unit]
                yield _Bound(rule, unit, since, LAST_DAY)
            for one in left:
                yield _Bound(rule, one, at_unit[one], ends[one] - _DAY)


def _ends_of(units: Iterable[int]) -> dict[int, date]:
    """The first day on which each ended unit was no more."""
    last = UnitVersion.objects.filter(unit__in=units).values("unit").annotate(end=Max("valid_to"))
    return {row["unit"]: row["end"] for row in last}


def _by_task(units: Collection[int], on: date, programme: Programme | None) -> Iterator[_Bound]:
    """What binds those who lead a task: an heir from the day on which the unit that had it ended,
    that unit until then.
    """
    tasks = Task.objects.filter(programme=programme) if programme else None
    parts = [part for part in parts_of(units, on, tasks) if part.leads]
    ends = _ends_of({part.of for part in parts if part.of != part.unit_id})
    of_task: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        of_task[part.task.pk].append(part)
    for rule in _rules(Q(everyone=False, task__in=of_task)):
        for part in of_task[rule.task_id or 0]:
            since = timezone.localtime(rule.programme.published_at).date()
            ended = ends.get(part.of)
            if ended is not None:
                yield _Bound(rule, part.of, since, ended - _DAY)
            yield _Bound(rule, part.unit_id, max(since, ended or since), LAST_DAY)


def _by_office(
    units: Collection[int], old: dict[int, set[int]], programme: Programme | None
) -> Iterator[_Bound]:
    """What names nobody falls to the office that looks after the programme, and to its heirs from
    the day on which it ended.
    """
    acting: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        for one in {unit, *old.get(unit, ())}:
            acting[one].append(unit)
    mine = Q(everyone=False, task=None, programme__office__in=acting)
    if programme:
        mine &= Q(programme=programme)
    rules = _rules(mine)
    ends = _ends_of(set[int]().union(*old.values()) if rules else ())
    for rule in rules:
        since = timezone.localtime(rule.programme.published_at).date()
        ended = ends.get(rule.programme.office_id)
        if ended is not None:
            yield _Bound(rule, rule.programme.office_id, since, ended - _DAY)
        for unit in acting[rule.programme.office_id]:
            yield _Bound(rule, unit, max(since, ended or since), LAST_DAY)


def _rules(wanted: Q) -> list[DeadlineRule]:
    """Rules of programmes that no later version has replaced."""
    rows = DeadlineRule.objects.filter(wanted, programme__replaced_by=None)
    return list(rows.select_related("programme", "task").order_by("pk"))
