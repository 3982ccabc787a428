"""What an office owes, in order of due date, and what changed since its person was last here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Assignment, Permission, User
from phongtrao.access.queries import roles_that_may
from phongtrao.core.dates.filing import Standing, duty_standing
from phongtrao.core.dates.wording import period_words
from phongtrao.programme.models import (
    CalendarFeed,
    DeadlineRule,
    Difficulty,
    LastVisit,
    OfficeContact,
    Programme,
    Progress,
    ProgressState,
    Receipt,
    Reminder,
    Threshold,
)
from phongtrao.programme.queries.duties import Duty, duties_of, rule_words
from phongtrao.programme.queries.filings import Filing, filings_of
from phongtrao.programme.queries.ledger import Row
from phongtrao.programme.queries.succession import predecessors_of
from phongtrao.programme.queries.tasks import parts_of, period_of
from phongtrao.programme.queries.telling import work_beside
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

AHEAD = timedelta(days=90)
BEHIND = timedelta(days=366)


@dataclass(frozen=True)
class Item:
    """One thing that the office owes. kind: in words; due: None for what has no day; duty: the
    dated duty that can be marked as done from here.
    """

    kind: str
    what: str
    programme: str
    url: str
    due: date | None
    on: date
    unit: str = ""
    duty: Duty | None = None
    note: str = ""

    @property
    def standing(self) -> Standing | None:
        """Days left or past; None without a day."""
        return duty_standing(self.due, None, self.on) if self.due else None


@dataclass(frozen=True)
class Filed:
    """A dated thing on the calendar."""

    day: date
    what: str
    programme: str
    url: str
    kind: str
    key: str
    standing: Standing
    duty: Duty | None = None


def units_of(user: User) -> list[int]:
    """The units whose work is the person's own: the office, and those at which an own role
    answers; not all that lie below them.
    """
    today = timezone.localdate()
    held = (
        Assignment.objects.filter(user=user, role__in=roles_that_may(Permission.PROGRAMME_ANSWER))
        .exclude(first_day__gt=today)
        .exclude(last_day__lt=today)
    )
    return sorted({user.office_id, *held.values_list("unit_id", flat=True)})


def owed_by(user: User, on: date) -> list[Item]:
    """What the person's office owes on a day: overdue first, then by day, what has no day last."""
    units = units_of(user)
    standings = _standings(units, on)
    items = [
        *_to_acknowledge(standings, on),
        *_plans_to_send(standings, on),
        *_duties(units, on),
        *_tasks(units, on),
        *_difficulties(user, units, on),
        *work_beside(user, units, on),
    ]
    return sorted(items, key=lambda item: (item.due or date.max, item.kind, item.what))


def _standings(units: Collection[int], on: date) -> list[tuple[Programme, Row]]:
    """How each unit stands with each programme that it, or a unit whose heir it is, received."""
    old = predecessors_of(units, on)
    everyone = set(units).union(*old.values())
    filings: dict[int, dict[int, Filing]] = defaultdict(dict)
    for one in filings_of(on, units=everyone):
        filings[one.programme_id][one.unit_id] = one
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    found = []
    for programme in Programme.objects.filter(pk__in=filings).order_by("pk"):
        at_unit = filings[programme.pk]
        for unit in units:
            left = [at_unit[one] for one in sorted(old[unit]) if one in at_unit]
            if unit in at_unit or left:
                row = Row(unit, names[unit], "", on, at_unit.get(unit), left)
                found.append((programme, row))
    return found


def _to_acknowledge(standings: Iterable[tuple[Programme, Row]], on: date) -> list[Item]:
    return [
        Item(
            "Tiếp nhận chương trình",
            programme.name,
            f"giao ngày {min(one.handed_on for one in row.filings):%d/%m/%Y}",
            reverse("programme:receipt", args=[programme.pk, row.unit_id]),
            None,
            on,
            row.name,
        )
        for programme, row in standings
        if row.acknowledged_on is None
    ]


def _plans_to_send(standings: Iterable[tuple[Programme, Row]], on: date) -> list[Item]:
    return [
        Item(
            "Gửi kế hoạch của đơn vị",
            programme.name,
            "",
            reverse("programme:receipt", args=[programme.pk, row.unit_id]),
            row.last_day,
            on,
            row.name,
        )
        for programme, row in standings
        if row.sent_on is None
    ]


def _duties(units: Collection[int], on: date) -> list[Item]:
    return [
        Item(
            "Việc theo thời hạn",
            duty.rule.what,
            duty.rule.programme.name,
            _address_of(duty),
            duty.last_day,
            on,
            duty.unit,
            duty,
            duty.period_words if duty.rule.recurs else "",
        )
        for duty in duties_of(units, on - BEHIND, on + AHEAD, on)
        if duty.done is None
    ]


def _address_of(duty: Duty) -> str:
    """Where a duty is explained: its task, the programme as the unit has it, or the deadline."""
    rule = duty.rule
    if rule.task_id:
        return reverse("programme:task", args=[rule.programme_id, rule.task_id])
    if rule.everyone:
        return reverse("programme:receipt", args=[rule.programme_id, duty.unit_id])
    return reverse("programme:deadline", args=[rule.programme_id, rule.pk])


def _tasks(units: Collection[int], on: date) -> list[Item]:
    """Tasks led and shared that the unit has not done; the led ones with a deadline come as duties,
    a continuous one until it has the line of its period.
    """
    parts = parts_of(units, on)
    tasks = {part.task.pk for part in parts}
    rules: dict[int, list[DeadlineRule]] = defaultdict(list)
    for rule in DeadlineRule.objects.filter(task__in=tasks).order_by("pk"):
        rules[rule.task_id or 0].append(rule)
    lines = Progress.objects.filter(task__in=tasks, unit__in={part.of for part in parts} | {*units})
    told = {(line.task_id, line.unit_id, line.period) for line in lines}
    done = {(line.task_id, line.unit_id) for line in lines if line.state == ProgressState.DONE}
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    items = []
    for part in parts:
        task, whose = part.task, {part.unit_id, part.of}
        asked = period_of(task, on) if task.continuous else None
        if any((task.pk, unit) in done for unit in whose) or (part.leads and task.pk in rules):
            continue
        if asked and any((task.pk, unit, asked.period) in told for unit in whose):
            continue
        of_lead = "; ".join(dict.fromkeys(rule_words(rule) for rule in rules[task.pk]))
        note = f"hạn của đơn vị chủ trì: {of_lead[:1].lower()}{of_lead[1:]}" if of_lead else ""
        if asked:
            note = f"thường xuyên: ghi kết quả {period_words(asked.period)}"
        items.append(
            Item(
                "Chủ trì nhiệm vụ" if part.leads else "Phối hợp nhiệm vụ",
                task.content,
                task.programme.name,
                reverse("programme:task", args=[task.programme_id, task.pk]),
                None,
                on,
                names[part.unit_id],
                note=note,
            )
        )
    return items


def _with_old(units: Collection[int], on: date) -> set[int]:
    """The units and those whose heirs they are."""
    return set(units).union(*predecessors_of(units, on).values())


def _difficulties(user: User, units: Collection[int], on: date) -> list[Item]:
    mine = Programme.objects.visible_to(user, Permission.PROGRAMME_PUBLISH)
    waiting = Difficulty.objects.filter(
        answered_at=None,
        receipt__programme__in=mine.filter(office__in=_with_old(units, on)),
    ).select_related("receipt__unit", "receipt__programme")
    return [
        Item(
            "Trả lời khó khăn",
            row.text,
            row.receipt.programme.name,
            reverse("programme:answer", args=[row.receipt.programme_id, row.pk]),
            None,
            on,
            str(row.receipt.unit),
        )
        for row in waiting
    ]


def changes_since(user: User, since: datetime) -> list[str]:
    """What happened since the person was last here, each in one sentence; also to what the offices
    had whose heir the person's is.
    """
    units = units_of(user)
    handed = Receipt.objects.filter(unit__in=units, handing__at__gt=since).select_related(
        "programme"
    )
    lines = [f"Được giao chương trình: {row.programme}." for row in handed.order_by("pk")]
    units = sorted(_with_old(units, timezone.localdate()))
    answered = Difficulty.objects.filter(
        receipt__unit__in=units, answered_at__gt=since
    ).select_related("receipt__programme")
    lines += [
        f"Khó khăn đã báo được {'chấp nhận' if row.accepted else 'trả lời không chấp nhận'}:"
        f" {row.text[:100]}"
        for row in answered.order_by("answered_at")
    ]
    changed = Threshold.objects.filter(
        target__programme__receipts__unit__in=units, until__isnull=False, until__gt=since.date()
    ).select_related("target")
    lines += [
        f"Mức của chỉ tiêu đổi từ {row.until:%d/%m/%Y}: {row.target}" for row in changed.distinct()
    ]
    reminded = Reminder.objects.filter(unit__in=units, at__gt=since, by__isnull=False)
    lines += [
        f"Được đôn đốc nhiệm vụ “{str(row.task)[:100]}”: {row.text}"
        if row.task
        else f"Được nhắc: {row.text}"
        for row in reminded.select_related("task").order_by("at")
    ]
    return lines + _changes_of_programmes(units, since)


def _changes_of_programmes(units: Collection[int], since: datetime) -> list[str]:
    """What came to the programmes that the office looks after, in counts."""
    rows = (
        Programme.objects.filter(office__in=units)
        .annotate(
            acknowledged=Count("receipts", filter=Q(receipts__acknowledged_at__gt=since)),
            filed=Count("receipts", filter=Q(receipts__plan_filed_at__gt=since)),
        )
        .filter(Q(acknowledged__gt=0) | Q(filed__gt=0))
    )
    lines = [
        f"{row.acknowledged} đơn vị tiếp nhận, {row.filed} đơn vị gửi kế hoạch: {row}"
        for row in rows.order_by("pk")
    ]
    reported = Difficulty.objects.filter(receipt__programme__office__in=units, at__gt=since).count()
    return lines + ([f"{reported} đơn vị báo khó khăn mới."] if reported else [])


def dated_work(units: Collection[int], first: date, last: date, on: date) -> list[Filed]:
    """Everything that units owe on a day between two days, done or not, in order: for the page of
    the year and the calendar feed.
    """
    found = [
        Filed(
            duty.last_day,
            duty.rule.what,
            duty.rule.programme.name,
            _address_of(duty),
            "Việc theo thời hạn",
            f"duty-{duty.rule.pk}-{duty.unit_id}-{duty.last_day}",
            duty.standing,
            duty,
        )
        for duty in duties_of(units, first, last, on)
    ]
    found += [
        Filed(
            row.last_day,
            "Gửi kế hoạch của đơn vị",
            programme.name,
            reverse("programme:receipt", args=[programme.pk, row.unit_id]),
            "Gửi kế hoạch",
            f"plan-{programme.pk}-{row.unit_id}",
            duty_standing(row.last_day, row.sent_on, on),
        )
        for programme, row in _standings(units, on)
        if row.last_day and first <= row.last_day <= last
    ]
    return sorted(found, key=lambda one: (one.day, one.what, one.key))


def last_visit_of(user: User) -> datetime | None:
    """When the person last began to work here, None for the first time."""
    return LastVisit.objects.filter(user=user).values_list("at", flat=True).first()


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of a private address, while its account is in use."""
    feeds = CalendarFeed.objects.filter(token=token, user__is_active=True)
    return feeds.select_related("user__office").first()


def feed_at(user: User) -> CalendarFeed | None:
    """The private address of a person's calendar, None while there is none."""
    return CalendarFeed.objects.filter(user=user).first()


def contact_of(unit_id: int) -> str:
    """The e-mail address of an office, "" while it left none."""
    return OfficeContact.objects.filter(unit=unit_id).values_list("email", flat=True).first() or ""


def contacts_of(units: Collection[int]) -> dict[int, str]:
    """The e-mail addresses of offices, of those that left one."""
    found = OfficeContact.objects.filter(unit__in=units).exclude(email="")
    return dict(found.values_list("unit_id", "email"))
