"""Prepare a review, freeze its figures when it was held, write down what it concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.flow.review import REVIEW_FLOW
from phongtrao.programme.actions.own_tasks import NamedBody, add_task
from phongtrao.reporting.models import Conclusion, ConclusionBody, Review
from phongtrao.reporting.queries.review_facts import gathered, seen_by
from phongtrao.reporting.queries.review_steps import (
    name_for,
    phase_names,
    phase_refusal,
    phase_words,
)
from phongtrao.reporting.queries.reviews import facts_of, in_force, source_of, task_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from phongtrao.programme.models import Programme, Task
    from phongtrao.reporting.queries.review_steps import Phase


class PhaseWrong(RuleBroken):
    """A review of a kind looks back on a phase of that kind."""

    code = "review-phase-wrong"
    message = "Giai đoạn chưa đúng: {why}. Hãy sửa loại hoặc thời gian rồi ghi lại."


class ConclusionIsTask(RuleBroken):
    """A conclusion that became a task is changed as a task."""

    code = "conclusion-is-task"
    message = (
        "Kết luận này đã thành nhiệm vụ số {number} nên không sửa, không bỏ được nữa. Hãy theo dõi,"
        " đôn đốc ở trang nhiệm vụ."
    )


class ConclusionNotReady(RuleBroken):
    """A task needs a lead and a day."""

    code = "conclusion-not-ready"
    message = "Chưa đưa thành nhiệm vụ được vì {why}. Hãy sửa kết luận rồi đưa lại."


@transaction.atomic
def make_review(
    *,
    programme: Programme,
    phase: Phase,
    name: str,
    held_on: date | None,
    minutes: str,
    by: User,
) -> Review:
    """Prepare a review of a programme. name: "" for the usual one. Raises Denied, PhaseWrong."""
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    review = Review(programme=programme, made_by=by)
    _lay(review, phase)
    review.name = name or name_for(review.kind, review.first, review.last)
    review.held_on, review.minutes = held_on, minutes
    review.save()
    audit.log("review.make", review, by=by, phase=_words(review), programme=programme.pk)
    return review


@transaction.atomic
def change_review(
    *,
    review: Review,
    phase: Phase,
    name: str,
    held_on: date | None,
    minutes: str,
    by: User,
) -> None:
    """Change what is said of a review; once it was held, only its name and the number of its
    minutes. Raises Denied, PhaseWrong, MoveRefused.
    """
    require(by, Permission.PROGRAMME_PUBLISH, review.programme.office_id)
    row = _locked(review)
    before = row.kind, row.first, row.last, row.held_on
    _lay(row, phase)
    row.held_on = held_on
    if before != (row.kind, row.first, row.last, row.held_on):
        row.state = REVIEW_FLOW.move(row.state, "change", facts_of(row, timezone.localdate()))
    row.name = name or name_for(row.kind, row.first, row.last)
    row.minutes = minutes
    row.save()
    audit.log("review.change", row, by=by, phase=_words(row), minutes=minutes)


@transaction.atomic
def drop_review(*, review: Review, by: User) -> None:
    """Take away a review that was not held, with its conclusions. Raises Denied, MoveRefused,
    ConclusionIsTask.
    """
    require(by, Permission.PROGRAMME_PUBLISH, review.programme.office_id)
    row = _locked(review)
    REVIEW_FLOW.move(row.state, "change", facts_of(row, timezone.localdate()))
    for conclusion in row.conclusions.select_related("task"):
        _require_open(conclusion)
    audit.log("review.drop", row, by=by, phase=_words(row))
    row.delete()


@transaction.atomic
def hold_review(*, review: Review, held_on: date | None, minutes: str, by: User) -> None:
    """Say that a review was held, and freeze what was known on the day of the meeting; once. Raises
    Denied, MoveRefused.
    """
    require(by, Permission.PROGRAMME_PUBLISH, review.programme.office_id)
    row, today = _locked(review), timezone.localdate()
    row.held_on, row.minutes = held_on, minutes
    row.state = REVIEW_FLOW.move(row.state, "hold", facts_of(row, today))
    row.frozen, row.frozen_on = gathered(row, seen_by(row, today)), today
    row.save()
    audit.log("review.hold", row, by=by, held_on=str(held_on), minutes=minutes)


@transaction.atomic
def conclude(
    *, review: Review, text: str, bodies: Iterable[NamedBody], due_on: date | None, by: User
) -> Conclusion:
    """Write down what a review concluded, before or after its figures are frozen. Raises Denied."""
    require(by, Permission.PROGRAMME_PUBLISH, review.programme.office_id)
    made = Conclusion.objects.create(review=review, text=text, due_on=due_on)
    _store_bodies(made, bodies)
    audit.log("review.conclude", review, by=by, text=text)
    return made


@transaction.atomic
def change_conclusion(
    *,
    conclusion: Conclusion,
    text: str,
    bodies: Iterable[NamedBody],
    due_on: date | None,
    by: User,
) -> None:
    """Change a conclusion that is no task yet. Raises Denied, ConclusionIsTask."""
    require(by, Permission.PROGRAMME_PUBLISH, conclusion.review.programme.office_id)
    row = _open(conclusion)
    row.text, row.due_on = text, due_on
    row.save(update_fields=["text", "due_on"])
    row.bodies.all().delete()
    _store_bodies(row, bodies)
    audit.log("review.change-conclusion", conclusion.review, by=by, text=text)


@transaction.atomic
def drop_conclusion(*, conclusion: Conclusion, by: User) -> None:
    """Take away a conclusion that is no task yet. Raises Denied, ConclusionIsTask."""
    require(by, Permission.PROGRAMME_PUBLISH, conclusion.review.programme.office_id)
    row = _open(conclusion)
    audit.log("review.drop-conclusion", conclusion.review, by=by, text=row.text)
    row.delete()


@transaction.atomic
def make_task(*, conclusion: Conclusion, by: User) -> Task:
    """Make a conclusion a task of the version of the programme that is in force; its lead has it in
    its work at once. Raises Denied, ConclusionIsTask, ConclusionNotReady.
    """
    require(by, Permission.PROGRAMME_PUBLISH, conclusion.review.programme.office_id)
    row = _open(conclusion)
    bodies = list(row.bodies.all())
    why = task_refusal(row.due_on, bodies)
    if why:
        raise ConclusionNotReady(why=why)
    assert row.due_on  # noqa: S101 - without a day it was refused
    row.task = add_task(
        programme=in_force(row.review.programme),
        content=row.text,
        bodies=[NamedBody(one.words, one.unit_id, one.group, one.leads) for one in bodies],
        due_on=row.due_on,
        source=source_of(row.review),
        by=by,
    )
    row.save(update_fields=["task"])
    audit.log("review.make-task", row.review, by=by, task=row.task.pk)
    return row.task


def _lay(review: Review, phase: Phase) -> None:
    why = phase_refusal(phase)
    if why:
        raise PhaseWrong(why=why)
    review.kind = phase.kind
    review.first, review.last = phase_names(phase)


def _words(review: Review) -> str:
    return phase_words(review.first, review.last)


def _locked(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=review.pk)


def _open(conclusion: Conclusion) -> Conclusion:
    """The conclusion, locked while it is no task."""
    rows = Conclusion.objects.select_for_update(of=("self",)).select_related(
        "review__programme", "task"
    )
    row = rows.get(pk=conclusion.pk)
    _require_open(row)
    return row


def _require_open(conclusion: Conclusion) -> None:
    if conclusion.task:
        raise ConclusionIsTask(number=conclusion.task.number)


def _store_bodies(conclusion: Conclusion, bodies: Iterable[NamedBody]) -> None:
    ConclusionBody.objects.bulk_create(
        ConclusionBody(
            conclusion=conclusion,
            words=one.words[:300],
            unit_id=one.unit,
            group=one.group,
            leads=one.leads,
        )
        for one in bodies
    )
