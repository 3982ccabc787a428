"""What an office owes, in order of due date, and what changed since its person was last here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may, own_places
from phongtrao.core.dates.duties import dated_duties
from phongtrao.core.dates.filing import Standing, duty_standing
from phongtrao.core.dates.wording import period_words
from phongtrao.core.text.folding import sort_key
from phongtrao.programme.models import (
    DeadlineRule,
    Difficulty,
    LastVisit,
    OfficeContact,
    Programme,
    Progress,
    ProgressState,
    Reminder,
)
from phongtrao.programme.queries.duties import Duty, duties_of, rule_of, rule_words
from phongtrao.programme.queries.ended import ends_of
from phongtrao.programme.queries.filings import Filing, filings_of
from phongtrao.programme.queries.holding import held_by, looked_after_by, names_of
from phongtrao.programme.queries.ledger_row import Row
from phongtrao.programme.queries.linked import first_of
from phongtrao.programme.queries.succession import former_units, predecessors_of
from phongtrao.programme.queries.tasks import Part, counting_for, every_part_of, period_of
from phongtrao.programme.queries.telling import changes_beside, work_beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from phongtrao.programme.queries.telling import News

AHEAD = timedelta(days=90)
_HORIZON = timedelta(days=5 * 366)
BEHIND = timedelta(days=366)
_REMINDED = timedelta(weeks=4)


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


def units_of(user: User) -> list[int]:
    """The units whose work is the person's own: the office, where some role lets him read of it,
    and those at which an own role answers; not all that lie below them.
    """
    units = {*own_places(user, Permission.PROGRAMME_ANSWER)}
    if may(user, Permission.PROGRAMME_READ, user.office_id):
        units.add(user.office_id)
    return sorted(units)


def owed_by(user: User, on: date) -> list[Item]:
    """What the person's office owes on a day: overdue first, then by day, what has no day last.
    Nothing of units that have ended: their heirs owe it.
    """
    mine = units_of(user)
    units = sorted(set(mine) - ends_of(mine, on).keys())
    standings = standings_of(units, on)
    duties = duties_of(units, date.min, on + _HORIZON, on)
    items = [
        *_to_acknowledge(standings, on),
        *_plans_to_send(standings, on),
        *_resolutions(standings, on),
        *_duties(duties, on),
        *_tasks(units, duties, on),
        *_difficulties(user, units, on),
        *work_beside(user, units, on),
    ]
    return sorted(items, key=lambda item: (item.due or date.max, item.kind, item.what))


def handed_to(user: User, on: date) -> list[Row]:
    """How the units whose work is the person's own stand with the programmes that they, or units
    whose heirs they are, received; those that a later version replaced are left out.
    """
    return standings_of(units_of(user), on)


def standings_of(units: Collection[int], on: date) -> list[Row]:
    """How each unit stands with each programme that it, or a unit whose heir it is, received."""
    former, everyone = former_units(units, on), _with_old(units, on)
    filings: dict[int, dict[int, Filing]] = defaultdict(dict)
    for one in filings_of(on, units=everyone):
        filings[one.programme_id][one.unit_id] = one
    names, found = names_of(everyone), []
    for _, at_unit in sorted(filings.items()):
        for unit in units:
            left = sorted(
                (at_unit[one] for one in former.of[unit] if one in at_unit),
                key=lambda one: (sort_key(one.name), one.unit_id),
            )
            if unit in at_unit or left:
                found.append(Row(unit, names[unit], "", on, at_unit.get(unit), left, former.to))
    return found


def address_of_receipt(row: Row) -> str:
    return reverse("programme:receipt", args=[row.filings[0].programme_id, row.unit_id])


def _to_acknowledge(standings: Iterable[Row], on: date) -> list[Item]:
    return [
        Item(
            "Tiếp nhận chương trình",
            row.filings[0].programme,
            f"giao ngày {min(one.handed_on for one in row.filings):%d/%m/%Y}",
            address_of_receipt(row),
            None,
            on,
            row.name,
        )
        for row in standings
        if row.acknowledged_on is None
    ]


def _plans_to_send(standings: Iterable[Row], on: date) -> list[Item]:
    return [
        Item(
            "Gửi kế hoạch của đơn vị",
            row.filings[0].programme,
            "",
            address_of_receipt(row),
            row.last_day,
            on,
            row.name,
        )
        for row in standings
        if row.sent_on is None
    ]


def _resolutions(standings: Iterable[Row], on: date) -> list[Item]:
    """Party resolutions that were asked for; nobody sets a day for them."""
    return [
        Item(
            "Ghi nghị quyết",
            row.filings[0].programme,
            "nghị quyết, chỉ thị của cấp ủy mà cơ quan giao yêu cầu",
            address_of_receipt(row),
            None,
            on,
            row.name,
        )
        for row in standings
        if row.asks_resolution and not row.has_resolution
    ]


def _duties(duties: Iterable[Duty], on: date) -> list[Item]:
    """What is not done: whatever is overdue, and what falls due soon."""
    return [
        Item(
            "Việc theo thời hạn",
            duty.rule.what,
            duty.rule.programme.name,
            address_of(duty),
            duty.last_day,
            on,
            duty.unit,
            duty,
            duty.period_words if duty.rule.recurs else "",
        )
        for duty in duties
        if duty.done is None and duty.last_day <= on + AHEAD
    ]


def address_of(duty: Duty) -> str:
    """Where a duty is explained: its task, the programme as the unit has it, or the deadline."""
    rule = duty.rule
    if rule.task_id:
        return reverse("programme:task", args=[rule.programme_id, rule.task_id])
    if rule.everyone:
        return reverse("programme:receipt", args=[rule.programme_id, duty.unit_id])
    return reverse("programme:deadline", args=[rule.programme_id, rule.pk])


def _tasks(units: Collection[int], duties: Iterable[Duty], on: date) -> list[Item]:
    """Tasks led and shared that the unit has not done; the led ones of which some day asks it come
    as duties, a continuous one until it has the line of its period. Linked tasks are one item.
    """
    dated = {(first_of(duty.rule.task), duty.unit_id) for duty in duties if duty.rule.task}
    parts = every_part_of(units, on)
    tasks = {part.task.pk for part in parts}
    rules: dict[int, list[DeadlineRule]] = defaultdict(list)
    for rule in DeadlineRule.objects.filter(task__in=tasks).order_by("pk"):
        rules[rule.task_id or 0].append(rule)
    by_id = {part.task.pk: part.task for part in parts}
    counting = {old: first_of(by_id[pk]) for old, pk in counting_for(by_id.values()).items()}
    former, writers = former_units(units, on), _with_old(units, on)
    lines = Progress.objects.filter(task__in=counting, unit__in=writers)
    told, newest = set[tuple[int, int, str]](), dict[tuple[int, int], str]()
    for pk, unit, period, state in lines.order_by("at", "pk").values_list(
        "task_id", "unit_id", "period", "state"
    ):
        told.add((counting[pk], unit, period))
        newest[counting[pk], unit] = state
    names = names_of(_with_old(units, on))
    alike: dict[tuple[int, int], list[Part]] = defaultdict(list)
    for part in parts:
        alike[first_of(part.task), part.unit_id].append(part)
    items = []
    for (first, _), same in alike.items():
        part = next((one for one in same if one.leads), same[0])
        task, numbers = part.task, sorted({one.task.number for one in same})
        left, whose = {one.of for one in same if not one.taken_over}, former.line_of(part.unit_id)
        if part.leads and any((first, unit) in dated for unit in whose):
            continue
        asked = period_of(task, on) if task.continuous else None
        done = {
            unit
            for unit in whose
            if newest.get((first, unit)) == ProgressState.DONE
            or (asked and (first, unit, asked.period) in told)
        }
        # By the unit itself, or for every part by one that had it.
        who, whole = former.speakers(part.unit_id, left, done)
        if who and whole:
            continue
        of_lead = "; ".join(dict.fromkeys(rule_words(rule) for rule in rules[task.pk]))
        whose_day = "hạn của kế hoạch" if part.leads else "hạn của đơn vị chủ trì"
        note = f"{whose_day}: {of_lead[:1].lower()}{of_lead[1:]}" if of_lead else ""
        if note and part.leads and all(_is_over(rule, on) for rule in rules[task.pk]):
            note += ", đã qua khi chương trình được giao; vẫn phải làm"
        if asked:
            note = f"thường xuyên: ghi kết quả {period_words(asked.period)}"
        if len(numbers) > 1:
            twice = f"một việc in ở nhiệm vụ {' và '.join(map(str, numbers))}"
            note = f"{twice} · {note}" if note else twice
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


def _is_over(rule: DeadlineRule, on: date) -> bool:
    """Whether no day of a rule is still to come."""
    return not dated_duties(rule_of(rule), on, on + _HORIZON)


def _with_old(units: Collection[int], on: date) -> set[int]:
    """The units and those whose heirs they are."""
    return set(units).union(*predecessors_of(units, on).values())


def _difficulties(user: User, units: Collection[int], on: date) -> list[Item]:
    own = looked_after_by(_with_old(units, on))
    if not own:
        return []
    mine = Programme.objects.visible_to(user, Permission.PROGRAMME_PUBLISH).order_by()
    waiting = Difficulty.objects.filter(
        answered_at=None, receipt__programme__in=mine.filter(pk__in=own)
    ).values_list(
        "pk", "text", "receipt__programme_id", "receipt__programme__name", "receipt__unit__name"
    )
    return [
        Item(
            "Trả lời khó khăn",
            text,
            programme,
            reverse("programme:answer", args=[programme_id, pk]),
            None,
            on,
            unit,
        )
        for pk, text, programme_id, programme, unit in waiting
    ]


def changes_since(user: User, since: datetime) -> list[str | News]:
    """What happened since the person was last here, each in one sentence; also to what the offices
    had whose heir the person's is.
    """
    own = units_of(user)
    units = sorted(_with_old(own, timezone.localdate()))
    held = sorted(held_by(units))
    lines: list[str | News] = [
        f"Được giao chương trình: {row.programme}."
        for row in held
        if row.handed_at > since and row.unit_id in own
    ]
    answered = Difficulty.objects.filter(
        receipt__unit__in=units, answered_at__gt=since
    ).select_related("receipt__programme")
    lines += [
        f"Khó khăn đã báo được {'chấp nhận' if row.accepted else 'trả lời không chấp nhận'}:"
        f" {row.text[:100]}"
        for row in answered.order_by("answered_at")
    ]
    changed = Difficulty.objects.filter(
        adjusts__target__programme__in={row.programme_id for row in held}, answered_at__gt=since
    ).select_related("adjusts__target")
    lines += [
        f"Mức của chỉ tiêu đổi từ {row.adjusts.since:%d/%m/%Y}: {row.adjusts.target}"
        for row in changed.order_by("answered_at")
        if row.adjusts
    ]
    return [*lines, *_changes_of_programmes(units, since), *changes_beside(units, since)]


def reminders_for(units: Collection[int], since: datetime | None) -> QuerySet[Reminder]:
    """What officers reminded units of, and those whose heirs they are: in the last weeks, and all
    that came after a moment; newest first.
    """
    recent = timezone.now() - _REMINDED
    old = _with_old(units, timezone.localdate())
    rows = Reminder.objects.filter(
        unit__in=old, by__isnull=False, at__gt=min(since or recent, recent)
    )
    return rows.select_related("task", "programme").order_by("-at", "-pk")


def _changes_of_programmes(units: Collection[int], since: datetime) -> list[str]:
    """What came to the programmes that the office looks after, in counts."""
    own = looked_after_by(units)
    if not own:
        return []
    rows = (
        Programme.objects.filter(pk__in=own)
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
    reported = Difficulty.objects.filter(receipt__programme__in=own, at__gt=since).count()
    return lines + ([f"{reported} đơn vị báo khó khăn mới."] if reported else [])


def last_visit_of(user: User) -> datetime | None:
    """When the person last began to work here, None for the first time."""
    return LastVisit.objects.filter(user=user).values_list("at", flat=True).first()


def contact_of(unit_id: int) -> str:
    """The e-mail address of an office, "" while it left none."""
    return OfficeContact.objects.filter(unit=unit_id).values_list("email", flat=True).first() or ""


def contacts_of(units: Collection[int]) -> dict[int, str]:
    """The e-mail addresses of offices, of those that left one."""
    found = OfficeContact.objects.filter(unit__in=units).exclude(email="")
    return dict(found.values_list("unit_id", "email"))
