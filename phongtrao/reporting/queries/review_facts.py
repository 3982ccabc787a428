"""What a review looks at beside its targets: tasks, difficulties, reports that came late or not at
all. Everything is ready to be stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.core.dates.filing import Sent, sent_day, sent_state
from phongtrao.core.dates.periods import period_title, read_period
from phongtrao.programme.queries.cascade import difficulties_of
from phongtrao.programme.queries.programmes import task_rows
from phongtrao.programme.queries.standings import Roll
from phongtrao.reporting.models import Obligation, ObligationState, Period
from phongtrao.reporting.queries.period_list import due_words
from phongtrao.reporting.queries.review_figures import ReviewFigures
from phongtrao.reporting.queries.review_steps import days_of
from phongtrao.reporting.queries.series import Seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from phongtrao.programme.models import Difficulty
    from phongtrao.programme.queries.programmes import TaskRow
    from phongtrao.reporting.models import Review

GROUPS = (
    ("late", "Quá hạn", "✕", "bad"),
    ("doing", "Đang thực hiện", "◐", "none"),
    ("done", "Đã hoàn thành", "●", "good"),
    ("continuous", "Thường xuyên", "◐", "none"),
    ("nobody", "Chưa đến đơn vị nào", "○", "none"),
)
"""How far tasks are: name, words, mark, tone; what needs a look first."""


def seen_by(review: Review, today: date) -> Seen:
    """As of which day a review looks: that of the figures that it keeps; before it keeps any, the
    day of its meeting, as was known when that day ended, and today until then.
    """
    held_on = min(review.held_on or today, today)
    day = date.fromisoformat(review.frozen["known_on"]) if review.frozen else held_on
    return Seen(day, known=day != today)


def gathered(review: Review, seen: Seen) -> dict[str, Any]:
    """All that a review looks at, as it stands on a day. The number of queries does not grow with
    periods, targets or tasks.
    """
    figures = ReviewFigures(review, seen)
    return {
        "known_on": seen.on.isoformat(),
        "steps": [{"name": one.name, "title": one.title} for one in figures.steps],
        "targets": figures.rows(),
        "tasks": _tasks(review, seen),
        "difficulties": _difficulties(review, seen.on),
        "reports": _reports(review, seen.on, [one.pk for one in figures.series.periods]),
    }


def _tasks(review: Review, seen: Seen) -> list[dict[str, Any]]:
    """The tasks of the programme by how far they are; one that the plan prints twice stands once,
    with all who lead it.
    """
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    roll = Roll(review.programme, seen.on, known=seen.known)
    for row in task_rows(roll):
        if row.task.same_as_id:
            continue
        bodies = [body for one in roll.linked.to(row.task) for body in roll.bodies_of(one)]
        groups[_group_of(row)].append(
            {
                "task": row.task.pk,
                "number": row.task.number,
                "content": row.task.content,
                "lead": "; ".join(dict.fromkeys(one.words for one in bodies if one.leads)),
                "due": row.due,
                "late": row.counts.late,
                "done": row.counts.done,
                "total": row.counts.total,
            }
        )
    return [
        {"name": name, "words": words, "mark": mark, "tone": tone, "tasks": groups[name]}
        for name, words, mark, tone in GROUPS
        if groups[name]
    ]


def _group_of(row: TaskRow) -> str:
    counts = row.counts
    if row.task.continuous:
        return "continuous"
    if not counts.total:
        return "nobody"
    if counts.late:
        return "late"
    return "done" if counts.done == counts.total else "doing"


def _difficulties(review: Review, on: date) -> dict[str, list[dict[str, Any]]]:
    """What units reported in the phase until a day, by whether it was answered by then."""
    low, high = days_of(review)
    found: dict[str, list[dict[str, Any]]] = {"open": [], "answered": []}
    for row in difficulties_of(review.programme):
        if low <= timezone.localdate(row.at) <= min(high, on):
            answered = row.answered_at and timezone.localdate(row.answered_at) <= on
            found["answered" if answered else "open"].append(_difficulty(row))
    return found


def _difficulty(row: Difficulty) -> dict[str, Any]:
    return {
        "unit": row.receipt.unit_id,
        "name": str(row.receipt.unit),
        "text": row.text,
        "day": timezone.localdate(row.at).isoformat(),
        "answer": row.answer,
    }


def _reports(review: Review, on: date, read: Collection[int]) -> list[dict[str, Any]]:
    """The periods of the phase that ask for the targets, the oldest first, with how many reports
    came late or not at all. read: ids of periods.
    """
    low, high = days_of(review)
    rows = Period.objects.filter(pk__in=read).select_related("form").order_by("end", "pk")
    within = [row for row in rows if low <= read_period(row.name).last <= high]
    counts = _counts(within, on)
    return [
        {
            "period": row.pk,
            "form": str(row.form),
            "title": period_title(row.name),
            "due": due_words(row),
            "expected": sum(counts[row.pk].values()),
            "sent": counts[row.pk][Sent.ON_TIME] + counts[row.pk][Sent.LATE],
            "late": counts[row.pk][Sent.LATE],
            "silent": counts[row.pk][Sent.SILENT],
        }
        for row in within
    ]


def _counts(periods: Iterable[Period], on: date) -> dict[int, Counter[Sent]]:
    """Period → what became of its reports, by their first sending → how many."""
    found: dict[int, Counter[Sent]] = defaultdict(Counter)
    owed = Obligation.objects.filter(period__in=periods).exclude(state=ObligationState.EXEMPT)
    for period, due_on, at in owed.order_by().values_list("period", "due_on", "first_sent_at"):
        sent = sent_day(at) if at else None
        found[period][sent_state(sent if sent and sent <= on else None, due_on, on)] += 1
    return found
