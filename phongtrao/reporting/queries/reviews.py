"""Which reviews a person sees and keeps, and what became of their conclusions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse

from phongtrao.access.models import Permission
from phongtrao.core.dates.windows import day_words
from phongtrao.core.flow.review import ReviewFacts
from phongtrao.programme.models import Programme, Progress, Task, TaskBody
from phongtrao.programme.queries.bodies import meanings_of
from phongtrao.programme.queries.linked import first_of
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.tasks import counting_for
from phongtrao.reporting.models import Conclusion, Review

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.programme.queries.bodies import Meaning
    from phongtrao.reporting.models import ConclusionBody


@dataclass(frozen=True)
class ConclusionRow:
    """A conclusion with what became of it. task: in the version of the programme in force; state,
    tone: how far it is. refusal: why it cannot be made a task now; passed: that its day has gone by
    (`overdue_words`).
    """

    conclusion: Conclusion
    lead: str
    shared: str
    task: Task | None
    state: str
    tone: str
    refusal: str
    passed: str

    @property
    def url(self) -> str:
        """The page of the task."""
        return (
            reverse("programme:task", args=[self.task.programme_id, self.task.pk])
            if self.task
            else ""
        )


def reviews_seen(user: User) -> QuerySet[Review]:
    """Reviews of programmes that an office within the account's reach looks after, the newest
    first, with how many conclusions and tasks they have.
    """
    return (
        Review.objects.visible_to(user, Permission.PROGRAMME_READ)
        .select_related("programme__unit", "programme__office")
        .annotate(
            conclusion_count=Count("conclusions", distinct=True),
            task_count=Count("conclusions__task", distinct=True),
        )
        .defer("frozen")
        .order_by("-held_on", "-made_at", "-pk")
    )


def review_seen(user: User, pk: int) -> Review:
    """A review that a person sees. Raises Http404."""
    rows = Review.objects.visible_to(user, Permission.PROGRAMME_READ)
    return get_object_or_404(rows.select_related("programme__unit", "programme__office"), pk=pk)


def review_kept(user: User, pk: int) -> Review:
    """A review that a person may change. Raises Http404."""
    rows = Review.objects.visible_to(user, Permission.PROGRAMME_PUBLISH)
    return get_object_or_404(rows.select_related("programme__unit", "programme__office"), pk=pk)


def conclusion_of(review: Review, pk: int) -> Conclusion:
    """A conclusion of a review. Raises Http404."""
    rows = review.conclusions.select_related("task").prefetch_related("bodies")
    return get_object_or_404(rows, pk=pk)


def programmes_to_review(user: User) -> QuerySet[Programme]:
    """Programmes of which a person may prepare reviews, the newest first."""
    rows = Programme.objects.visible_to(user, Permission.PROGRAMME_PUBLISH)
    return rows.select_related("unit", "office")


def facts_of(review: Review, on: date) -> ReviewFacts:
    """What a move of a review depends on."""
    return ReviewFacts(on, review.held_on)


def figures_words(review: Review, day: date, *, now: bool) -> str:
    """Of which day the figures of a review are, and since when they are kept. day: theirs; now:
    those of today were asked for.
    """
    words, frozen_on = day_words(day), None if now else review.frozen_on
    kept = f"chốt ngày {day_words(frozen_on)}" if frozen_on else ""
    if now or day != review.held_on:
        return f"Số liệu {kept or f'ngày {words}'}"
    return f"Số liệu như ngày họp {words}{f', {kept}' if kept else '; chưa chốt'}"


def in_force(programme: Programme) -> Programme:
    """The version of a programme that no later one has replaced."""
    later = version_after(programme)
    return in_force(later) if later else programme


def source_of(review: Review) -> str:
    """Where the tasks of a review come from, in words."""
    day = f", ngày {day_words(review.held_on)}" if review.held_on else ""
    minutes = f", biên bản số {review.minutes}" if review.minutes else ""
    return f"Kết luận {review.name}{day}{minutes}"


def task_refusal(due_on: date | None, bodies: Iterable[ConclusionBody]) -> str:
    """Why a conclusion cannot be made a task; "" when it can."""
    missing = [] if any(one.leads for one in bodies) else ["đơn vị chủ trì"]
    missing += [] if due_on else ["thời hạn"]
    return f"chưa ghi {' và '.join(missing)}" if missing else ""


def overdue_words(due_on: date | None, on: date) -> str:
    """That a day has gone by, "thời hạn đã qua 5 ngày"; "" while it has not."""
    return f"thời hạn đã qua {(on - due_on).days} ngày" if due_on and due_on < on else ""


def meanings(programme: Programme, words: Collection[str], on: date) -> dict[str, Meaning]:
    """Whom names typed into a conclusion mean, below the programme's unit."""
    return meanings_of(in_force(programme), words, on, heirs=False)


def names_offered(programme: Programme) -> list[str]:
    """Names for who leads and shares: those who have a part in the programme, then its office."""
    known = TaskBody.objects.filter(task__programme=programme, confirmed=True)
    counted = known.values("words").annotate(many=Count("pk")).order_by("-many", "words")
    found = [row["words"] for row in counted]
    return list(dict.fromkeys([*found, str(programme.office), str(programme.unit)]))


def conclusion_rows(review: Review, on: date) -> list[ConclusionRow]:
    """The conclusions of a review in their order, with how far the tasks are that they became."""
    rows = list(review.conclusions.select_related("task").prefetch_related("bodies"))
    tasks = {row.pk: _newest(row.task) for row in rows if row.task}
    programmes = {task.programme_id for task in tasks.values()}
    rolls = {
        one.pk: Roll(one, on)
        for one in Programme.objects.filter(pk__in=programmes).select_related("office", "unit")
    }
    lines: dict[int, list[Progress]] = defaultdict(list)
    every = (one for task in tasks.values() for one in rolls[task.programme_id].linked.to(task))
    linked = {one.pk: one for one in every}
    counting = counting_for(linked.values())
    for line in Progress.objects.filter(task__in=counting).order_by("-at", "-pk"):
        lines[first_of(linked[counting[line.task_id]])].append(line)
    found = []
    for row in rows:
        task = tasks.get(row.pk)
        words, tone = "", ""
        if task:
            roll, told = rolls[task.programme_id], lines[first_of(task)]
            words, tone = _standing(roll, task, told, row.due_on if task == row.task else None)
        bodies = list(row.bodies.all())
        found.append(
            ConclusionRow(
                conclusion=row,
                lead="; ".join(one.words for one in bodies if one.leads),
                shared="; ".join(one.words for one in bodies if not one.leads),
                task=task,
                state=words,
                tone=tone,
                refusal="" if task else task_refusal(row.due_on, bodies),
                passed="" if task else overdue_words(row.due_on, on),
            )
        )
    return found


def _newest(task: Task) -> Task:
    """The task in the latest version of the programme that has it."""
    later = task.later.select_related("programme").first()
    return _newest(later) if later else task


def _standing(
    roll: Roll, task: Task, lines: list[Progress], due_on: date | None
) -> tuple[str, str]:
    """How far a task is, in words with a mark, and the tone. due_on: the day that was concluded;
    one before the programme binds nobody in its lists, and is late here all the same.
    """
    counts = roll.counts(task, lines)
    if counts.late:
        return f"✕ {counts.late} đơn vị quá hạn", "bad"
    if counts.total and counts.done == counts.total:
        return "● Đã hoàn thành", "good"
    overdue = (roll.on - due_on).days if due_on else 0
    if overdue > 0 and any(
        one.leads and one.state != "done" for one in roll.standings(task, lines)
    ):
        return f"✕ Quá hạn {overdue} ngày, {counts.done}/{counts.total} đơn vị xong", "bad"
    if counts.stuck:
        return f"▲ {counts.stuck} đơn vị vướng mắc", "warn"
    return f"◐ {counts.done}/{counts.total} đơn vị xong", "none"
