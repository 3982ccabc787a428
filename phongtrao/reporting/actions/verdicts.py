"""Accept a report, or give it back: whole, or some of its boxes; accept many at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import Denied
from phongtrao.audit import actions as audit
from phongtrao.core.dates.filing import resend_day
from phongtrao.core.errors import RuleBroken
from phongtrao.core.flow.submission import SUBMISSION_FLOW, ReportFacts
from phongtrao.core.flow.table import MoveRefused
from phongtrao.core.sheets.reading import ElementUnknown
from phongtrao.reporting.actions.days import count_move
from phongtrao.reporting.actions.filling import MOVING
from phongtrao.reporting.actions.totals import Step, count_expected, counted, move_totals
from phongtrao.reporting.models import Obligation, ObligationState, Period, Verdict, VerdictKind
from phongtrao.reporting.queries.owed import accept_facts
from phongtrao.reporting.queries.reports import (
    approved_by,
    approves,
    facts_of,
    facts_to_judge,
    seen_of,
)
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.reporting.queries.stages import level_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from phongtrao.reporting.models import Submission

_REASON_MAX = 1000


class ReportMovedOn(RuleBroken):
    """A verdict is about the revision that its author has read."""

    code = "report-moved-on"
    message = (
        "{unit} vừa gửi lần nộp mới ({revision}), do {by} gửi lúc {at}. Hãy xem lại số liệu rồi"
        " duyệt hoặc trả lại."
    )


class ReportJudgedMeanwhile(RuleBroken):
    """A verdict is about the report as its author saw it: another officer may have been quicker."""

    code = "report-judged-meanwhile"
    message = (
        "{by} đã {what} báo cáo của {unit} lúc {at}, sau khi trang này được mở. Chưa ghi gì thêm;"
        " hãy xem lại rồi duyệt hoặc trả lại."
    )


class ResendDayPast(RuleBroken):
    """Who gets a report back has time to send it again."""

    code = "resend-day-past"
    message = "Hạn gửi lại {day} đã qua. Hãy chọn một ngày từ hôm nay trở đi."


def _held(obligation: Obligation, revision: int, by: User, seen: str = "") -> Obligation:
    """The report, held until the end. seen: `seen_of` of what its author saw, "" for no matter.
    Raises Denied, ReportMovedOn, ReportJudgedMeanwhile.
    """
    if not approves(by, obligation):
        raise Denied(permission=Permission.SUBMISSION_APPROVE.label)
    row = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("period__form", "current", "frozen", "unit")
        .get(pk=obligation.pk)
    )
    if row.current:
        row.current.obligation = row  # by whose unit the log calls it
        if row.current.revision != revision or seen not in ("", seen_of(row)):
            raise _moved_on(row, row.current, revision, by)
    return row


def _moved_on(row: Obligation, sent: Submission, revision: int, by: User) -> RuleBroken:
    """What happened to a report since its revision was shown."""
    last = sent.verdicts.select_related("by").order_by("pk").last()
    if sent.revision != revision or last is None:
        return ReportMovedOn(
            unit=row.unit, revision=sent.revision, by=sent.by, at=_moment(sent.sent_at)
        )
    who = "Bạn" if last.by_id == by.pk else last.by
    what = last.get_kind_display()
    return ReportJudgedMeanwhile(by=who, what=what, unit=row.unit, at=_moment(last.at))


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M ngày %d/%m/%Y}"


def _tell(obligation: Obligation, row: Obligation) -> None:
    """Let the caller's report stand as it does now."""
    for name in (*MOVING, "exempt_reason"):
        setattr(obligation, name, getattr(row, name))


@transaction.atomic
def accept_report(*, obligation: Obligation, revision: int, seen: str = "", by: User) -> None:
    """Accept what was read. revision: of the submission that was read; seen: how far the report was
    then (`seen_of`), "" for no matter. Raises Denied, MoveRefused, ReportMovedOn,
    ReportJudgedMeanwhile.
    """
    row = _held(obligation, revision, by, seen)
    step, verdict = _accept(row, facts_to_judge(row, by), by)
    row.save(update_fields=["state", "stage", "waits_for", "frozen"])
    verdict.save()
    _tell(obligation, row)
    move_totals(row.period, layout_of(row.period.form, targets=False), [step])
    count_move(row.period, "accepted", [(row, verdict.at)])
    audit.log("report.accept", row.current, by=by, office=row.unit_id, stage=row.stage)


def _accept(row: Obligation, facts: ReportFacts, by: User) -> tuple[Step, Verdict]:
    """Move a report on; the caller stores it and the verdict. Raises MoveRefused."""
    before = counted(row)
    state = SUBMISSION_FLOW.move(row.state, "accept", facts)
    assert row.current is not None  # noqa: S101 - only what was sent can be accepted
    row.state, row.stage = state, row.stage + 1
    if state == ObligationState.ACCEPTED:
        row.frozen = None
    else:
        row.waits_for = level_at(row, row.stage)
    verdict = Verdict(
        submission=row.current, kind=VerdictKind.ACCEPT, stage=row.stage, by=by, at=timezone.now()
    )
    return Step(row, before, counted(row)), verdict


@transaction.atomic
def return_report(
    *,
    obligation: Obligation,
    revision: int,
    reason: str = "",
    boxes: Mapping[str, str] | None = None,
    resend_by: date | None = None,
    seen: str = "",
    by: User,
) -> None:
    """Give a report back, whole with a reason, or some boxes, each with its own.

    What was accepted before a correction stays accepted when the correction is given back; an
    accepted report that is given back is accepted no more. When it was sent first stays as it is.
    boxes: code → reason. resend_by: until when it is sent again; None: as `resend_day`. seen: as of
    `accept_report`. Raises Denied, MoveRefused, ReportMovedOn, ReportJudgedMeanwhile,
    ElementUnknown, ResendDayPast, HolidaysUnknown.
    """
    row, today = _held(obligation, revision, by, seen), timezone.localdate()
    again = resend_by or resend_day(row.due_on, today)
    if again < today:
        raise ResendDayPast(day=f"{again:%d/%m/%Y}")
    told = {code: words.strip()[:_REASON_MAX] for code, words in (boxes or {}).items()}
    known = sheet_of(row.period.form).by_code
    for code in told:
        if code not in known:
            raise ElementUnknown(code=code)
    why = reason.strip() or "; ".join(f"{code}: {words}" for code, words in told.items() if words)
    facts = facts_to_judge(row, by, reason="" if "" in told.values() else why)
    before = counted(row)
    state = SUBMISSION_FLOW.move(row.state, "return", facts)
    assert row.current is not None  # noqa: S101 - only what was sent can be returned
    verdict = Verdict.objects.create(
        submission=row.current,
        kind=VerdictKind.RETURN,
        stage=row.stage + 1,
        reason=reason.strip()[:_REASON_MAX],
        boxes=told,
        by=by,
        at=timezone.now(),
    )
    row.state, row.stage, row.returned, row.resend_by = state, 0, row.returned + 1, again
    row.save(update_fields=["state", "stage", "returned", "resend_by"])
    _tell(obligation, row)
    move_totals(
        row.period, layout_of(row.period.form, targets=False), [Step(row, before, counted(row))]
    )
    count_move(row.period, "returned", [(row, verdict.at)])
    audit.log(
        "report.return",
        row.current,
        by=by,
        office=row.unit_id,
        reason=why[:300],
        boxes=sorted(told),
        resend_by=again.isoformat(),
    )


@dataclass(frozen=True)
class Accepted:
    """What accepting many did. refused: unit → why not."""

    units: list[str]
    refused: dict[str, str]


@transaction.atomic
def accept_many(
    *,
    period: Period,
    obligations: Iterable[int],
    revisions: Mapping[int, int] | None = None,
    seen: Mapping[int, str] | None = None,
    newest: int | None = None,
    verdict: int | None = None,
    by: User,
) -> Accepted:
    """Accept the reports of a period that the person may; the others are named with the reason.

    revisions: obligation → the revision that was read; what is newer is refused. seen: obligation →
    how far it was then (`seen_of`); what was judged since is refused. newest, verdict: the ids of
    the newest submission and verdict that were shown, of all of them together; what came after them
    is refused. One log line; the totals move once.
    """
    read = revisions or {}
    wanted = approved_by(by).filter(period=period, pk__in=list(obligations))
    rows = list(
        Obligation.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted.values("pk"))
        .select_related("period__form", "current", "frozen", "unit")
        .order_by("pk")
    )
    facts = accept_facts(rows, period.form, by)
    judged = _judged_since(rows, seen or {}, verdict, by)
    done = Accepted([], {})
    moved: list[tuple[Step, Verdict]] = []
    for row in rows:
        now = row.current.revision if row.current else 0
        unseen = newest is not None and (row.current_id or 0) > newest
        if unseen or read.get(row.pk, now) != now:
            done.refused[_named(row, done)] = f"vừa có lần nộp mới ({now}), cần xem lại"
            continue
        if last := judged.get(row.current_id or 0):
            named = f"{_named(row, done)} ({last.by}, {_moment(last.at)})"
            done.refused[named] = f"vừa có người {last.get_kind_display()}"
            continue
        try:
            moved.append(_accept(row, facts[row.pk], by))
        except MoveRefused as refused:
            done.refused[_named(row, done)] = str(refused.gaps["why"])
        else:
            done.units.append(str(row.unit))
    if done.units:
        _store(moved)
        move_totals(period, layout_of(period.form, targets=False), [step for step, _ in moved])
        count_move(period, "accepted", [(step.obligation, one.at) for step, one in moved])
        audit.log("report.accept-many", period, by=by, units=len(done.units))
    return done


def _judged_since(
    rows: Sequence[Obligation], seen: Mapping[int, str], verdict: int | None, by: User
) -> dict[int, Verdict]:
    """Submission → the last verdict on it, of the reports that were judged since they were shown:
    as `accept_many` has it. No query where all are as they were seen one by one.
    """
    changed = [row.current_id for row in rows if seen.get(row.pk, seen_of(row)) != seen_of(row)]
    since = Q(submission__in=changed)
    if verdict is not None:
        every = [row.current_id for row in rows]
        since |= Q(pk__gt=verdict, submission__in=every) & ~Q(by=by)
    found = Verdict.objects.filter(since).select_related("by").order_by("pk")
    return {one.submission_id: one for one in found}


def _store(moved: Sequence[tuple[Step, Verdict]]) -> None:
    """Store many accepted reports, those that are equally far together, and the verdicts."""
    alike: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for step, _ in moved:
        row = step.obligation
        alike[row.state, row.stage, row.waits_for].append(row.pk)
    for (state, stage, level), some in alike.items():
        rows = Obligation.objects.filter(pk__in=some)
        rows.update(state=state, stage=stage, waits_for=level)
        if state == ObligationState.ACCEPTED:
            rows.filter(frozen__isnull=False).update(frozen=None)
    Verdict.objects.bulk_create([verdict for _, verdict in moved], batch_size=1000)


def _named(row: Obligation, done: Accepted) -> str:
    """The unit's name; of namesakes with where it lies and its place among the refused."""
    name = str(row.unit)
    if name not in done.refused:
        return name
    return f"{name} ({row.commune or row.province}; thứ {len(done.refused) + 1})"


@transaction.atomic
def exempt(*, obligation: Obligation, reason: str, by: User) -> None:
    """Take a unit off the list of those that owe a report, with a reason. Raises Denied,
    MoveRefused.
    """
    row = _held(obligation, obligation.current.revision if obligation.current else 0, by)
    facts = replace(facts_of(row, by), reason=reason)
    row.state = SUBMISSION_FLOW.move(row.state, "exempt", facts)
    row.exempt_reason = reason.strip()[:500]
    row.save(update_fields=["state", "exempt_reason"])
    count_expected(row.period)
    _tell(obligation, row)
    audit.log("report.exempt", row, by=by, office=row.unit_id, reason=row.exempt_reason)


@transaction.atomic
def ask_again(*, obligation: Obligation, by: User) -> None:
    """Put an exempt unit back on the list. Raises Denied, MoveRefused, ReportMovedOn."""
    row = _held(obligation, obligation.current.revision if obligation.current else 0, by)
    row.state = SUBMISSION_FLOW.move(row.state, "ask-again", facts_of(row, by))
    row.exempt_reason = ""
    row.save(update_fields=["state", "exempt_reason"])
    count_expected(row.period)
    _tell(obligation, row)
    audit.log("report.ask-again", row, by=by, office=row.unit_id)
