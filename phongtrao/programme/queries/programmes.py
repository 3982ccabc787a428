"""Programmes as pages show them: the list, what publishing would make, what each asks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.core.compiler.tracking import source_words
from phongtrao.plans.models import RecordKind, RecordState
from phongtrao.plans.queries.tables import DifferenceRow, differences_of, earlier_versions
from phongtrao.programme.models import (
    DeadlineRule,
    Programme,
    Progress,
    Target,
    Task,
    TaskBody,
)
from phongtrao.programme.queries.duties import rule_words
from phongtrao.programme.queries.levels import LevelRow, Levels, level_rows
from phongtrao.programme.queries.linked import first_of
from phongtrao.programme.queries.one_task import Counts, Line
from phongtrao.programme.queries.tasks import counting_for
from phongtrao.programme.queries.telling import figures_now
from phongtrao.programme.queries.then import (
    confirmed_since,
    published_on,
    with_task_then,
    written_by,
)
from phongtrao.units.models import ADMINISTRATIVE, Level, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.plans.models import PlanDocument
    from phongtrao.programme.queries.standings import Roll
    from phongtrao.programme.queries.telling import TargetNow

_TAKEN_OVER = (RecordKind.TARGET, RecordKind.TASK, RecordKind.DEADLINE)


@dataclass(frozen=True)
class TargetRow:
    """A target of the page, with where the plan says so. now: how it stands, None while no report
    asks for it. confirmed_since: how it is measured was confirmed after the day of the page.
    """

    target: Target
    levels: tuple[LevelRow, ...]
    source: str
    now: TargetNow | None
    confirmed_since: bool


@dataclass(frozen=True)
class TaskRow:
    """A task of the page. due: in words. counts: how many units have a part and are how far."""

    task: Task
    lead: tuple[TaskBody, ...]
    shared: tuple[TaskBody, ...]
    due: str
    source: str
    counts: Counts


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline of the page, in words. next: the day on which it falls due next, None for never
    again.
    """

    rule: DeadlineRule
    words: str
    source: str
    next: date | None


@dataclass(frozen=True)
class ToPublish:
    """What a plan would become, and what is not checked yet."""

    targets: int
    tasks: int
    deadlines: int
    unchecked: int


def programmes_seen_by(user: User) -> QuerySet[Programme]:
    """Programmes that an office within the account's reach looks after, the newest first, with how
    many targets and tasks they have; a task that the plan prints twice is one.
    """
    return (
        Programme.objects.visible_to(user, Permission.PROGRAMME_READ)
        .select_related("unit", "office", "plan")
        .annotate(
            target_count=_many(Target.objects.filter(owner=OuterRef("unit"))),
            task_count=_many(Task.objects.filter(same_as=None)),
            replaced_pk=Subquery(
                Programme.objects.filter(replaces=OuterRef("pk")).values("pk")[:1]
            ),
        )
    )


def _many(rows: QuerySet[Target] | QuerySet[Task]) -> Coalesce:
    """How many of the rows belong to each programme."""
    counted = rows.filter(programme=OuterRef("pk")).order_by().values("programme")
    return Coalesce(Subquery(counted.annotate(many=Count("pk")).values("many")), 0)


def programme_of_plan(plan: PlanDocument) -> Programme | None:
    """The programme that a plan was published as, None while it was not."""
    return Programme.objects.filter(plan=plan).first()


def to_publish(plan: PlanDocument) -> ToPublish:
    """Count what publishing would take over."""
    counts = plan.records.aggregate(
        **{
            name: Count("pk", filter=Q(kind=kind, state=RecordState.CONFIRMED))
            for name, kind in zip(("targets", "tasks", "deadlines"), _TAKEN_OVER, strict=True)
        },
        unchecked=Count("pk", filter=Q(state=RecordState.FOUND, kind__in=_TAKEN_OVER)),
    )
    return ToPublish(**counts)


def programme_before(plan: PlanDocument) -> Programme | None:
    """The programme whose place that of a plan takes: of the newest earlier version of the plan
    that was published.
    """
    earlier = earlier_versions(plan)
    rows = Programme.objects.filter(plan__in=earlier).select_related("plan", "replaced_by")
    found = {row.plan_id: row for row in rows}
    return next((found[pk] for pk in earlier if pk in found), None)


def changes_of_version(plan: PlanDocument) -> tuple[Programme | None, list[DifferenceRow]]:
    """The programme of the earlier version of a plan, if there is one, and how the obligations
    differ.
    """
    old = programme_before(plan)
    return old, differences_of(old.plan, plan) if old else []


def version_after(programme: Programme, on: date | None = None) -> Programme | None:
    """The programme that took the place of this one by a day, or (None) until now; None while it
    holds.
    """
    later: Programme | None = getattr(programme, "replaced_by", None)
    return None if later is None or (on and published_on(later) > on) else later


def refusal_to_ask(targets: Sequence[TargetRow], newer: Programme | None) -> str:
    """Why no report form can be built of the programme's targets, "" when one can."""
    if newer is not None:
        return "chương trình đã có bản mới, hãy lập từ bản mới"
    if not targets:
        return "kế hoạch không đặt chỉ tiêu bằng số"
    if not any(row.target.confirmed_at for row in targets):
        return "chưa chỉ tiêu nào được xác nhận cách đo"
    return ""


def owners_for(plan: PlanDocument) -> QuerySet[Unit]:
    """Whose programme a plan can be: the office itself; of a body also the administrative unit on
    whose ground it lies today, for which it acts. Nobody speaks for what lies higher.
    """
    bodies = UnitVersion.objects.filter(unit=plan.office_id, unit__level=Level.BODY)
    ground = bodies.in_force(timezone.localdate()).values("territory")
    return Unit.objects.filter(
        Q(pk=plan.office_id) | Q(pk__in=ground, level__in=ADMINISTRATIVE)
    ).exclude(level=Level.COUNTRY)


def target_rows(programme: Programme, on: date, then: date | None = None) -> list[TargetRow]:
    """The targets of the programme's own unit with how they stand on a day, in the order of the
    plan. then: as they were known on it.
    """
    known = Levels([programme.pk], then)
    rows = known.of(
        programme.targets.filter(owner=programme.unit_id)
        .select_related("record")
        .prefetch_related("thresholds")
    )
    now = figures_now([target for target, _ in rows], None, on)
    return [
        TargetRow(
            target,
            level_rows(levels, on),
            _source(target),
            now.get(target.pk),
            confirmed_since(target, on),
        )
        for target, levels in rows
    ]


def task_rows(roll: Roll, words: str = "", body: str = "") -> list[TaskRow]:
    """The tasks with their bodies, in the order of the plan.

    words: only tasks that contain them. body: only tasks of the body that the plan names so.
    """
    rows = with_task_then(roll.programme.tasks.select_related("record", "same_as"), roll.then)
    if words:
        rows = rows.filter(content__icontains=words)
    if body:
        rows = rows.filter(pk__in=TaskBody.objects.filter(words=body).values("task"))
    lines: dict[int, list[Line]] = defaultdict(list)
    linked = {one.pk: one for row in rows for one in roll.linked.to(row)}
    counting = counting_for(linked.values())
    told = written_by(Progress.objects.filter(task__in=counting), roll.then)
    told = told.order_by("-at", "-pk")
    for row in told.values_list("pk", "task_id", "unit_id", "state", "period"):
        line = Line(*row)
        lines[first_of(linked[counting[line.task_id]])].append(line)
    return [_task_row(roll, task, lines[first_of(task)]) for task in rows]


def _task_row(roll: Roll, task: Task, lines: list[Line]) -> TaskRow:
    bodies = roll.bodies_of(task)
    return TaskRow(
        task,
        tuple(body for body in bodies if body.leads),
        tuple(body for body in bodies if not body.leads),
        due_of(roll, task),
        _source(task),
        roll.counts(task, lines),
    )


def due_of(roll: Roll, task: Task) -> str:
    """When a task is due, in words: its deadlines, or "Thường xuyên"."""
    if task.continuous:
        return "Thường xuyên"
    return "; ".join(dict.fromkeys(rule_words(rule) for rule in roll.rules_of(task)))


def deadline_rows(roll: Roll) -> list[DeadlineRow]:
    """The deadlines, those that fall due next first."""
    rows = [
        DeadlineRow(falls.rule, rule_words(falls.rule), _source(falls.rule), falls.next)
        for falls in roll.falls()
    ]
    return sorted(rows, key=lambda row: (row.next is None, row.next, row.rule.pk))


def _source(row: Target | Task | DeadlineRule) -> str:
    if row.record:
        return source_words(row.record.section)
    task = row.task if isinstance(row, DeadlineRule) else row
    return task.source if isinstance(task, Task) else ""
