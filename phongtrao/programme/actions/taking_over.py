"""A new version of a plan takes over what was done under the earlier one; nothing is lost."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone

from phongtrao.audit import actions as audit
from phongtrao.core.compiler.differences import matching
from phongtrao.programme.actions.held import hold_programme, hold_receipts
from phongtrao.programme.models import (
    DeadlineRule,
    Difficulty,
    DutyDone,
    Handing,
    Programme,
    Receipt,
    Target,
    Task,
    TaskBody,
    Threshold,
)
from phongtrao.programme.queries.duties import binds_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from phongtrao.access.models import User

_Row = TypeVar("_Row", Target, Task, DeadlineRule)
_KEPT = (
    "taken_over",
    "plan_symbol",
    "plan_date",
    "plan_file",
    "plan_sent_on",
    "plan_filed_at",
    "plan_noted_by_id",
    "resolution_symbol",
    "resolution_date",
    "resolution_noted_by_id",
)


def take_over(*, old: Programme, new: Programme, by: User) -> None:
    """Hand the new programme to those who had the old one, with what they filed; each acknowledges
    the new version itself. Targets and tasks that are still there are linked to their earlier ones
    and stay as people settled them, deadlines that are still there bind from their earlier days.
    The units' own targets and the duties they did are copied; difficulties that wait for an answer
    wait here.

    Part of publishing, whose permission was asked and whose transaction this is.
    """
    hold_programme(old)
    hold_receipts(old)
    handings = _handings(old, new, by)
    targets = _pairs("targets", old.targets.exclude(record=None), new.targets.all())
    for before, after in targets:
        after.earlier = before
        if before.confirmed_at:
            for name in ("measured_by", "numerator", "denominator"):
                setattr(after, name, getattr(before, name))
            after.confirmed_at, after.confirmed_by = before.confirmed_at, before.confirmed_by
        after.save()
        _adjusted_levels(before, after)
    taken = {before.pk: after for before, after in targets}
    _own_targets(old, new, taken)
    tasks = _pairs("tasks", old.tasks.exclude(record=None), new.tasks.all())
    for old_task, task in tasks:
        task.earlier = old_task
        _stay_continuous(old_task, task)
        task.save(update_fields=["earlier", "continuous", "recurs"])
    rules = _pairs("deadlines", old.deadlines.exclude(record=None), new.deadlines.all())
    rules += _own_tasks(old, new)
    _twins(new)
    done = _duties(rules)
    audit.log(
        "programme.take-over",
        new,
        by=by,
        earlier=old.pk,
        units=handings,
        targets=len(targets),
        tasks=len(tasks) + old.tasks.filter(record=None).count(),
        duties=done,
        difficulties=_waiting_difficulties(old, new, taken),
    )


def _handings(old: Programme, new: Programme, by: User) -> int:
    """One handing for each that is in force, on the same terms; returns how many units."""
    units = 0
    for handing in old.handings.filter(undone_at=None).order_by("pk"):
        made = Handing.objects.create(
            programme=new,
            words=f"theo bản trước: {handing.words}"[:500],
            plan_due=handing.plan_due,
            plan_due_before=handing.plan_due_before,
            asks_resolution=handing.asks_resolution,
            since=handing.since or timezone.localtime(handing.at).date(),
            by=by,
        )
        receipts = [
            Receipt(
                handing=made,
                programme=new,
                unit_id=row.unit_id,
                **{name: getattr(row, name) for name in _KEPT},
            )
            for row in handing.receipts.select_related("plan_file")
        ]
        Receipt.objects.bulk_create(receipts, batch_size=1000)
        units += len(receipts)
    return units


def _pairs(kind: str, old: QuerySet[_Row], new: QuerySet[_Row]) -> list[tuple[_Row, _Row]]:
    """Rows of the old programme with those of the new one that say the same, as the differences
    between two versions of a plan tell it.
    """
    before, after = (list(rows.select_related("record__plan")) for rows in (old, new))
    found = matching(kind, [_printed(row) for row in before], [_printed(row) for row in after])
    return [(before[at], after[other]) for at, other in sorted(found.items())]


def _printed(row: Target | Task | DeadlineRule) -> dict[str, object]:
    record = row.record
    assert record is not None  # noqa: S101 - the plan's own rows have their sentence
    quote = record.plan.text[record.start : record.end]
    return {**record.fields, "quote": quote, "section": record.section}


def _adjusted_levels(before: Target, after: Target) -> None:
    """What answers to difficulties made of the levels that both versions print alike."""
    rows = list(before.thresholds.all())
    for level in list(after.thresholds.all()):
        printed = [row for row in rows if row.since is None and _level(row) == _level(level)]
        if not printed or printed[0].until is None:
            continue
        level.until = printed[0].until
        level.save(update_fields=["until"])
        _copy_levels(_later(printed[0], rows), after, {printed[0].pk: level})


def _later(level: Threshold, rows: Sequence[Threshold]) -> Iterator[Threshold]:
    """What took the place of a closed level, and what took the place of that."""
    for row in rows:
        if row.instead_of_id == level.pk:
            yield row
            yield from _later(row, rows)
            return


def _copy_levels(levels: Iterable[Threshold], target: Target, copies: dict[int, Threshold]) -> None:
    """Levels at a target of the new version, each instead of the copy of what it was instead of.

    levels: a closed one before what took its place. copies: by the ids of the old ones.
    """
    for row in levels:
        made = copy(row)
        made.pk, made.target, made.instead_of = None, target, copies.get(row.instead_of_id or 0)
        made.save(force_insert=True)
        copies[row.pk] = made


def _level(row: Threshold) -> tuple[object, ...]:
    """What a plan prints of a level."""
    return (
        *(row.comparator, row.value, row.upper, row.unit, row.out_of),
        *(row.horizon_kind, row.horizon),
    )


def _stay_continuous(before: Task, after: Task) -> None:
    """What an officer said holds while the plan sets no deadline; that a task is not continuous,
    for the same words only.
    """
    if after.due or after.deadlines.exists():
        return
    if before.continuous or before.content == after.content:
        after.continuous, after.recurs = before.continuous, before.recurs


def _twins(new: Programme) -> None:
    """Tasks that are linked, and tasks that are duties of their own, stay so."""
    tasks = {row.pk: row for row in new.tasks.select_related("earlier")}
    now = {row.earlier_id: row.pk for row in tasks.values() if row.earlier_id}
    for row in tasks.values():
        if row.earlier is None:
            continue
        first = tasks.get(row.same_as_id or 0)
        if row.earlier.same_as_id in now:
            row.same_as_id = now[row.earlier.same_as_id]
        elif row.earlier.same_as_id is None and first and first.earlier_id:
            row.same_as_id = None
    for row in tasks.values():
        row.same_as_id = _first_of(row.same_as_id, tasks)
    Task.objects.bulk_update(tasks.values(), ["same_as"])


def _first_of(task: int | None, tasks: dict[int, Task]) -> int | None:
    """The task that stands for a task: itself, or the one that it is the same as."""
    linked = tasks[task].same_as_id if task in tasks else None
    return _first_of(linked, tasks) if linked else task


def _waiting_difficulties(old: Programme, new: Programme, targets: dict[int, Target]) -> int:
    """Difficulties that nobody answered yet are answered here; one about a target that fell away
    still says which it was.
    """
    receipts = dict(new.receipts.values_list("unit_id", "pk"))
    rows = Difficulty.objects.filter(receipt__programme=old, answered_at=None)
    waiting = list(rows.select_related("receipt"))
    for row in waiting:
        row.receipt_id = receipts[row.receipt.unit_id]
        row.target = targets.get(row.target_id or 0, row.target)
    return Difficulty.objects.bulk_update(waiting, ["receipt", "target"])


def _own_targets(old: Programme, new: Programme, parents: dict[int, Target]) -> None:
    """The units' own targets with all their levels, those of the programme's unit among them; one
    whose parent is gone stands alone.
    """
    rows = old.targets.filter(record=None)
    # A target is older than those beneath it, so that its copy is there before theirs.
    for before in rows.prefetch_related("thresholds").order_by("pk"):
        made = Target.objects.create(
            programme=new,
            owner_id=before.owner_id,
            parent=parents.get(before.parent_id or 0),
            earlier=before,
            number=before.number,
            subject=before.subject,
            measure=before.measure,
            stratum=before.stratum,
            measured_by=before.measured_by,
            numerator=before.numerator,
            denominator=before.denominator,
            confirmed_at=before.confirmed_at,
            confirmed_by_id=before.confirmed_by_id,
        )
        parents[before.pk] = made
        _copy_levels(sorted(before.thresholds.all(), key=lambda row: row.pk), made, {})


def _own_tasks(old: Programme, new: Programme) -> list[tuple[DeadlineRule, DeadlineRule]]:
    """The tasks that no sentence of the plan sets, with their bodies and deadlines; returns these
    deadlines, the old ones with the new ones.
    """
    rules = []
    rows = old.tasks.filter(record=None).prefetch_related("bodies", "deadlines").order_by("number")
    for number, before in enumerate(rows, start=new.tasks.count() + 1):
        made = Task.objects.create(
            programme=new,
            earlier=before,
            source=before.source,
            added_at=before.added_at,
            number=number,
            content=before.content,
            due=before.due,
            recurs=before.recurs,
            continuous=before.continuous,
        )
        bodies = list(before.bodies.all())
        for body in bodies:
            body.pk, body.task = None, made
        TaskBody.objects.bulk_create(bodies)
        for rule in before.deadlines.all():
            after = DeadlineRule.objects.create(
                programme=new,
                task=made,
                what=rule.what,
                due=rule.due,
                recurs=rule.recurs,
                before=rule.before,
                everyone=rule.everyone,
            )
            rules.append((rule, after))
    return rules


def _duties(rules: Sequence[tuple[DeadlineRule, DeadlineRule]]) -> int:
    """Rules that fall due as before bind from the same day, and what units did stays done; returns
    how many duties that are.
    """
    same = {
        before.pk: after
        for before, after in rules
        if (before.due, before.recurs, before.before) == (after.due, after.recurs, after.before)
    }
    for before, after in rules:
        if before.pk in same:
            after.since = binds_from(before)
    DeadlineRule.objects.bulk_update(same.values(), ["since"])
    copies = [
        DutyDone(
            rule=same[row.rule_id],
            unit_id=row.unit_id,
            due_on=row.due_on,
            done_on=row.done_on,
            note=row.note,
            by_id=row.by_id,
        )
        for row in DutyDone.objects.filter(rule__in=same)
    ]
    return len(DutyDone.objects.bulk_create(copies))
