"""Publish a checked plan as a programme: its targets, tasks and deadlines with their sentences."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.compiler.tracking import plain
from phongtrao.core.compiler.twins import twins
from phongtrao.core.errors import RuleBroken
from phongtrao.core.targets.levels import Level, LevelUnusable
from phongtrao.core.targets.proposal import asked_of_each, printed_whole, propose
from phongtrao.core.text.folding import fold, fold_for_comparing
from phongtrao.plans.models import PlanDocument, Record, RecordKind, RecordState
from phongtrao.programme.actions.taking_over import take_over
from phongtrao.programme.models import (
    DeadlineRule,
    Programme,
    Target,
    Task,
    TaskBody,
    Threshold,
)
from phongtrao.programme.queries.bodies import meanings_of, names_a_group
from phongtrao.programme.queries.programmes import owners_for, programme_before, version_after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from phongtrao.units.models import Unit

_CONTINUOUS = re.compile(r"thường xuyên|liên tục")
_BEFORE = re.compile(
    r"trước (?:ngày|tháng|quý|năm"
    r"|(?!\d+ ?(?:giờ|h|g|ngày|tuần|năm)(?![^\W\d])|\d+ tháng(?! \d))\d)"
)
"""What excludes the printed day: "trước ngày 10/11", "trước năm 2027"; not "trước 17 giờ ngày
10/11", which is on that day, nor "trước 15 ngày".
"""
LINES_EACH = "quarter"
"""How often a continuous task asks for a line, until an officer says otherwise."""


class PlanAlreadyPublished(RuleBroken):
    """A plan is published once; a new version is a plan of its own."""

    code = "plan-already-published"
    message = (
        "Kế hoạch này đã ban hành thành chương trình. Nếu kế hoạch thay đổi, hãy tải lên bản mới"
        " rồi ban hành bản đó."
    )


class NewerVersionPublished(RuleBroken):
    """Versions of a plan follow each other."""

    code = "newer-version-published"
    message = (
        "Bản mới hơn của kế hoạch này đã ban hành thành chương trình ngày {day}, nên bản này không"
        " ban hành được nữa."
    )


class PlanGivesNoDuties(RuleBroken):
    """A programme needs something to do."""

    code = "plan-gives-no-duties"
    message = (
        "Kế hoạch này chưa có chỉ tiêu, nhiệm vụ hay thời hạn nào đã xác nhận. Hãy kiểm các mục ở"
        " phòng đọc trước khi ban hành."
    )


class RecordsUnchecked(RuleBroken):
    """What nobody checked does not become an order unseen."""

    code = "records-unchecked"
    message = (
        "Còn {count} mục chưa kiểm. Hãy kiểm nốt ở phòng đọc, hoặc đánh dấu đồng ý để các mục đó"
        " nằm ngoài chương trình."
    )


class TargetUnusable(RuleBroken):
    """A target's level must be one that something can be held against."""

    code = "target-unusable"
    message = "Chỉ tiêu “{quote}”: {why} Hãy sửa mục này ở phòng đọc rồi ban hành lại."


class DaysReversed(RuleBroken):
    """A programme ends after it begins."""

    code = "programme-days-reversed"
    message = "Ngày kết thúc {end} đứng trước ngày bắt đầu {begin}. Hãy sửa một trong hai ngày."


class UnitNotOfOffice(RuleBroken):
    """An office publishes for itself and for the unit whose body it is, for nothing higher."""

    code = "unit-not-of-office"
    message = (
        "{office} không ban hành được chương trình của {unit}. Hãy chọn chính {office}, hoặc địa"
        " bàn mà cơ quan trực thuộc."
    )


@transaction.atomic
def publish_programme(
    *,
    plan: PlanDocument,
    unit: Unit,
    begins_on: date,
    ends_on: date | None,
    leave_out_unchecked: bool,
    by: User,
) -> Programme:
    """Make the programme of a plan; discarded records are left out.

    unit: whose programme it is. leave_out_unchecked: the person agrees that records nobody checked
    stay outside. A new version of a plan takes over what the units did under the earlier one.

    Raises Denied, UnitNotOfOffice, PlanAlreadyPublished, NewerVersionPublished, RecordsUnchecked,
    PlanGivesNoDuties, TargetUnusable, DaysReversed.
    """
    require(by, Permission.PROGRAMME_PUBLISH, plan.office_id)
    if not owners_for(plan).filter(pk=unit.pk).exists():
        raise UnitNotOfOffice(office=plan.office, unit=unit)
    if ends_on is not None and ends_on < begins_on:
        raise DaysReversed(begin=f"{begins_on:%d/%m/%Y}", end=f"{ends_on:%d/%m/%Y}")
    plan = PlanDocument.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if Programme.objects.filter(plan=plan).exists():
        raise PlanAlreadyPublished
    unchecked = plan.records.filter(kind__in=DUTIES, state=RecordState.FOUND).count()
    if unchecked and not leave_out_unchecked:
        raise RecordsUnchecked(count=unchecked)
    records = list(plan.records.filter(kind__in=DUTIES, state=RecordState.CONFIRMED))
    if not records:
        raise PlanGivesNoDuties
    programme = Programme.objects.create(
        plan=plan,
        office_id=plan.office_id,
        unit=unit,
        name=plan.title,
        begins_on=begins_on,
        ends_on=ends_on,
        replaces=_earlier(plan),
        published_by=by,
    )
    for record in records:
        record.plan = plan
    _targets(programme, [r for r in records if r.kind == RecordKind.TARGET])
    _tasks(programme, records)
    if programme.replaces:
        take_over(old=programme.replaces, new=programme, by=by)
    audit.log("programme.publish", programme, by=by, plan=plan.pk, left_out=unchecked)
    return programme


def _earlier(plan: PlanDocument) -> Programme | None:
    earlier = programme_before(plan)
    newer = version_after(earlier) if earlier else None
    if newer:
        raise NewerVersionPublished(day=f"{timezone.localtime(newer.published_at):%d/%m/%Y}")
    return earlier


DUTIES = (RecordKind.TARGET, RecordKind.TASK, RecordKind.DEADLINE)
"""The kinds of record that a programme takes over."""


def quote_of(record: Record) -> str:
    """The sentence of a record, on one line."""
    return plain(record.plan.text[record.start : record.end])


def _targets(programme: Programme, records: Sequence[Record]) -> None:
    """One target for each thing that is measured, with a threshold for each level and date."""
    made: dict[tuple[str, ...], Target] = {}
    thresholds = []
    for record in records:
        words, threshold = _asked(record)
        key = (
            *map(fold_for_comparing, words.values()),
            threshold.unit,
            str(threshold.comparator == "zero"),
        )
        if key not in made:
            proposal = propose(
                **words,
                percent=threshold.unit == "percent",
                comparator=threshold.comparator,
                out_of=threshold.out_of is not None,
            )
            made[key] = Target.objects.create(
                programme=programme,
                owner_id=programme.unit_id,
                record=record,
                number=len(made) + 1,
                subject=words["subject"][:500],
                measure=(words["measure"] or quote_of(record))[:500],
                stratum=words["stratum"][:300],
                measured_by=proposal.measured_by,
                numerator=proposal.numerator[:500],
                denominator=proposal.denominator[:500],
            )
        threshold.target = made[key]
        thresholds.append(threshold)
    Threshold.objects.bulk_create(thresholds)


def _asked(record: Record) -> tuple[dict[str, str], Threshold]:
    """What a record asks for, as `propose` names it, and its level, not stored yet. A number that
    each unit is to reach is asked for as all units that reach it. Raises TargetUnusable.
    """
    names = ("subject", "measure", "stratum")
    words = {name: str(record.fields.get(name) or "") for name in names}
    threshold, quote = _threshold(record), quote_of(record)
    each = None
    if threshold.unit != "percent" and threshold.comparator != "zero":
        each = asked_of_each(quote, f"{threshold.value.normalize():f}")
    if each:
        words["subject"], words["measure"] = each
        if fold_for_comparing(words["stratum"]) not in fold_for_comparing(quote):
            words["stratum"] = ""
        threshold.comparator, threshold.value, threshold.upper = "eq", Decimal(100), None
        threshold.unit, threshold.out_of = "percent", None
    return words, threshold


def _threshold(record: Record) -> Threshold:
    """The level of a record, not stored yet. Raises TargetUnusable."""
    fields = record.fields
    quote, unit = quote_of(record), fields.get("unit") or "count"
    value = Decimal(str(fields.get("value") or 0))
    upper = fields.get("upper")
    whole = None if unit == "percent" else printed_whole(quote, f"{value.normalize():f}")
    try:
        level = Level(
            fields.get("comparator") or "gte",
            value,
            unit == "percent",
            None if upper is None else Decimal(str(upper)),
            None if whole is None else Decimal(whole),
        )
    except LevelUnusable as error:
        raise TargetUnusable(quote=quote, why=error.text) from None
    horizon = fields.get("horizon") or {}
    return Threshold(
        comparator=level.comparator,
        value=level.value,
        upper=level.upper,
        out_of=level.out_of,
        unit=unit,
        horizon_kind=horizon.get("kind") or "",
        horizon=horizon.get("period") or horizon.get("date") or "",
    )


def _tasks(programme: Programme, records: Sequence[Record]) -> None:
    """A task for each record of a task, and for each deadline outside of them that names its
    bodies; the deadlines of both.
    """
    tasks = [record for record in records if record.kind == RecordKind.TASK]
    deadlines = [record for record in records if record.kind == RecordKind.DEADLINE]
    own = {
        deadline.pk: next((t for t in tasks if t.start <= deadline.start < t.end), None)
        for deadline in deadlines
    }
    alone = [d for d in deadlines if own[d.pk] is None and _names_bodies(d)]
    printed = sorted([*tasks, *alone], key=lambda record: (record.start, record.pk))
    contents = [quote_of(record) for record in printed]
    made = {
        record.pk: task
        for record, task in zip(
            printed,
            Task.objects.bulk_create(
                _task(programme, record, number, content)
                for number, (record, content) in enumerate(zip(printed, contents, strict=True), 1)
            ),
            strict=True,
        )
    }
    for later, first in twins(contents).items():
        made[printed[later].pk].same_as = made[printed[first].pk]
    Task.objects.bulk_update(made.values(), ["same_as"])
    _bodies(programme, [(made[record.pk], record) for record in printed])
    rules = [
        _rule(programme, record, made.get((own[record.pk] or record).pk)) for record in deadlines
    ]
    with_rule = {rule.task_id for rule in rules}
    rules += [
        _rule(programme, record, made[record.pk])
        for record in tasks
        if record.fields.get("due") and made[record.pk].pk not in with_rule
    ]
    DeadlineRule.objects.bulk_create(rules)


def _names_bodies(deadline: Record) -> bool:
    by_whom = deadline.fields.get("by") or ()
    return bool(by_whom) and not any(map(names_a_group, by_whom))


def _task(programme: Programme, record: Record, number: int, content: str) -> Task:
    due, recurs = record.fields.get("due") or "", record.fields.get("recurs") or ""
    continuous = not (due or recurs) and _CONTINUOUS.search(fold(content)) is not None
    return Task(
        programme=programme,
        record=record,
        number=number,
        content=content,
        due=due,
        recurs=LINES_EACH if continuous else recurs,
        continuous=continuous,
    )


def _bodies(programme: Programme, tasks: Sequence[tuple[Task, Record]]) -> None:
    """Who leads and shares the tasks, with the units that the words mean where that is known."""
    wanted = [
        (task, words[:300], leads)
        for task, record in tasks
        for name, leads in (("lead", True), ("by", True), ("coordinating", False))
        for words in record.fields.get(name) or ()
    ]
    meanings = meanings_of(programme, {words for _, words, _ in wanted}, timezone.localdate())
    parts = {
        (task.pk, words, leads): TaskBody(
            task=task,
            words=words,
            leads=leads,
            unit_id=meanings[words].unit_id,
            group=meanings[words].group,
            confirmed=meanings[words].confirmed,
        )
        for task, words, leads in wanted
    }
    TaskBody.objects.bulk_create(parts.values())


def _rule(programme: Programme, record: Record, task: Task | None) -> DeadlineRule:
    """A deadline; one that names nobody or a whole group outside of any task binds everyone."""
    content = quote_of(record)
    return DeadlineRule(
        programme=programme,
        record=record,
        task=task,
        what=content,
        due=record.fields.get("due") or "",
        recurs=record.fields.get("recurs") or "",
        before=_BEFORE.search(fold(content)) is not None,
        everyone=task is None,
    )
